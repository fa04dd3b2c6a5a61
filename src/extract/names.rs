//! What tells a name: given names, the endings of surnames and patronymics, and the case endings that hide them.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::article::Language;
use crate::understand::cases::{self, kazakh_stems};
use crate::understand::tokens::{Token, TokenKind, lowercase};

/// How Russian and Kazakh surnames of the Russian pattern end, in all their cases.
const SURNAMES: [&str; 9] = ["ов", "ев", "ёв", "ин", "ын", "енко", "швили", "дзе", "цын"];
const SURNAME_CASES: [&str; 9] = ["", "а", "у", "ым", "е", "ой", "ы", "ых", "ыми"];
const ADJECTIVES: [&str; 11] = [
    "ский",
    "ского",
    "скому",
    "ским",
    "ском",
    "ская",
    "скую",
    "цкий",
    "цкого",
    "цкому",
    "цким",
];

static KAZAKH: LazyLock<HashSet<&str>> = LazyLock::new(|| include_str!("names/given.kk.txt").lines().collect());
static RUSSIAN: LazyLock<HashSet<&str>> = LazyLock::new(|| include_str!("names/given.ru.txt").lines().collect());
static ENGLISH: LazyLock<HashSet<&str>> = LazyLock::new(|| include_str!("names/given.en.txt").lines().collect());

/// Whether a word is a given name, in any case.
pub(super) fn is_given(word: &str, language: Language) -> bool {
    match language {
        Language::Kazakh | Language::KazakhArabic => {
            KAZAKH.contains(word)
                || RUSSIAN.contains(word)
                || kazakh_stems(word).any(|stem| KAZAKH.contains(stem) || RUSSIAN.contains(stem))
        }
        Language::Russian => {
            RUSSIAN.contains(word) || russian_nominatives(word).any(|name| RUSSIAN.contains(name.as_str()))
        }
        Language::English | Language::Undetermined | Language::KazakhLatin => ENGLISH.contains(word),
    }
}

/// Whether a word ends as surnames do.
pub(super) fn is_surname(word: &str, language: Language) -> bool {
    let long = word.chars().count() >= 5;
    long && match language {
        Language::Kazakh | Language::KazakhArabic => [word].into_iter().chain(kazakh_stems(word)).any(|stem| {
            ends_in(stem, &["ов", "ев", "ин", "ова", "ева", "ина", "ский", "ская", "енко"])
                || is_kazakh_patronymic(stem)
        }),
        Language::Russian => {
            ends_in(word, &ADJECTIVES)
                || SURNAMES.iter().any(|surname| {
                    SURNAME_CASES
                        .iter()
                        .any(|case| word.strip_suffix(case).is_some_and(|stem| stem.ends_with(surname)))
                })
                || is_kazakh_patronymic(word)
        }
        _ => ends_in(
            word,
            &[
                "ov", "ev", "ova", "eva", "uly", "kyzy", "sky", "skiy", "enko", "bayev", "bekov",
            ],
        ),
    }
}

/// `Владимирович`, `Әбішұлы`, `Көленқызы`.
pub(super) fn is_patronymic(word: &str, language: Language) -> bool {
    match language {
        Language::Kazakh | Language::KazakhArabic => [word]
            .into_iter()
            .chain(kazakh_stems(word))
            .any(|stem| is_kazakh_patronymic(stem) || ends_in(stem, &["вич", "вна"])),
        Language::Russian => {
            const ENDINGS: [&str; 11] = [
                "вич",
                "вича",
                "вичу",
                "вичем",
                "виче",
                "вна",
                "вны",
                "вне",
                "вну",
                "вной",
                "ьич",
            ];
            ends_in(word, &ENDINGS) || is_kazakh_patronymic(word)
        }
        _ => ends_in(word, &["vich", "ovna", "evna", "uly", "kyzy"]),
    }
}

fn is_kazakh_patronymic(word: &str) -> bool {
    word.chars().count() > 5 && ends_in(word, &["ұлы", "қызы", "улы", "кызы"])
}

fn ends_in(word: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| word.ends_with(ending))
}

fn russian_nominatives(word: &str) -> impl Iterator<Item = String> {
    cases::RUSSIAN.iter().flat_map(move |(ending, nominatives)| {
        let stem = word.strip_suffix(ending).filter(|stem| stem.chars().count() >= 2);
        stem.into_iter()
            .flat_map(move |stem| nominatives.iter().map(move |nominative| format!("{stem}{nominative}")))
    })
}

/// The form by which two mentions of a name are compared: small letters, without a case ending.
pub(super) fn stem(word: &str, language: Language) -> String {
    let lower = lowercase(word);
    let stem = match language {
        Language::Kazakh | Language::KazakhArabic => {
            kazakh_stems(&lower).min_by_key(|stem| stem.len()).map(str::to_owned)
        }
        Language::Russian => {
            let ending = cases::RUSSIAN.iter().map(|(ending, _)| *ending).chain(["ого", "ому"]);
            let stems = ending
                .filter_map(|ending| lower.strip_suffix(ending))
                .filter(|stem| stem.chars().count() >= 3);
            stems.min_by_key(|stem| stem.len()).map(str::to_owned)
        }
        _ => None,
    };
    stem.unwrap_or(lower)
}

/// Words that begin sentences and no names.
const FUNCTION_WORDS: [&str; 108] = [
    "ал",
    "бұл",
    "осы",
    "біз",
    "таяуда",
    "бүгін",
    "кеше",
    "ертең",
    "сонымен",
    "сондай",
    "сондай-ақ",
    "енді",
    "қазір",
    "сол",
    "ол",
    "оның",
    "олар",
    "егер",
    "алайда",
    "мұнда",
    "мысалы",
    "соңғы",
    "жаңа",
    "бірақ",
    "одан",
    "бұған",
    "және",
    "тағы",
    "сәл",
    "кейін",
    "содан",
    "бұдан",
    "сондықтан",
    "себебі",
    "әрине",
    "тек",
    "тіпті",
    "ақыры",
    "алдымен",
    "кейде",
    "мұны",
    "мен",
    "сен",
    "сіз",
    "қалай",
    "неге",
    "это",
    "этот",
    "эта",
    "он",
    "она",
    "они",
    "мы",
    "вы",
    "но",
    "однако",
    "также",
    "если",
    "когда",
    "по",
    "на",
    "в",
    "из",
    "как",
    "позже",
    "затем",
    "сейчас",
    "теперь",
    "поэтому",
    "так",
    "сам",
    "сама",
    "после",
    "при",
    "для",
    "что",
    "кто",
    "the",
    "this",
    "these",
    "in",
    "on",
    "at",
    "it",
    "but",
    "and",
    "later",
    "then",
    "after",
    "when",
    "while",
    "as",
    "he",
    "she",
    "they",
    "we",
    "i",
    "you",
    "his",
    "her",
    "their",
    "our",
    "there",
    "here",
    "what",
    "who",
    "how",
    "why",
];

/// Whether a word that begins a sentence has its capital letter from there.
pub(super) fn is_function_word(word: &str) -> bool {
    FUNCTION_WORDS.contains(&lowercase(word).as_str())
}

/// Whether a word that begins a sentence is an object or an adverbial and no part of the Kazakh name behind it: `Жобаны`.
pub(super) fn is_oblique(word: &str) -> bool {
    const CASES: [&str; 20] = [
        "ны", "ні", "ды", "ді", "ты", "ті", "да", "де", "та", "те", "дан", "ден", "тан", "тен", "нан", "нен", "ның",
        "нің", "ға", "ге",
    ];
    word.chars().count() > 4 && ends_in(word, &CASES)
}

/// Whether a token is the first word of a sentence or of a quotation.
pub(super) fn starts_sentence(tokens: &[Token<'_>], at: usize) -> bool {
    at.checked_sub(1)
        .is_none_or(|before| tokens[before].kind == TokenKind::Sign)
}

/// The tokens as they are written, with the blanks between them.
pub(super) fn written(tokens: &[Token<'_>]) -> String {
    let mut text = String::new();
    for (index, token) in tokens.iter().enumerate() {
        if index > 0 && token.after_blank {
            text.push(' ');
        }
        text.push_str(token.text);
    }
    text
}

/// The end of a name part that begins at a token: a capitalized word, with what hyphens join to it.
pub(super) fn name_part(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    tokens.get(at).filter(|token| token.is_capitalized())?;
    let mut end = at + 1;
    while let [dash, next, ..] = tokens.get(end..)? {
        let joined = dash.is_dash() && !dash.after_blank && !next.after_blank && next.is_capitalized();
        if !joined {
            break;
        }
        end += 2;
    }
    Some(end)
}

/// The end of an initial that begins at a token: `А.`, `Ә.`.
pub(super) fn initial(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let letter = tokens
        .get(at)
        .filter(|token| token.is_capitalized() && token.text.chars().count() == 1)?;
    let point = tokens
        .get(at + 1)
        .filter(|point| point.is_sign('.') && !point.after_blank)?;
    (letter.kind == TokenKind::Word && point.is_sign('.')).then_some(at + 2)
}
