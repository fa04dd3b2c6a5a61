//! The language and script of a translation, as a whole and in its parts.

use super::{Text, TranslationCheck, TranslationFinding};
use crate::article::Language;
use crate::summarize::stop_words;
use crate::understand::tokens::{TokenKind, lowercase, tokenize};

/// Words of the windows in which the language must show.
const WINDOWS: [usize; 2] = [4, 8];

/// How many words a message shows.
const SHOWN: usize = 6;

/// What a word tells of its language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Kazakh,
    Russian,
    Cyrillic,
    Latin,
    Other,
}

/// Reports a translation that is not in its language, or a part of it that is not.
pub(super) fn check(source: Text<'_>, target: Text<'_>) -> Option<TranslationFinding> {
    let found = foreign(source, target)?;
    let expected = name(target.language);
    Some(TranslationFinding::error(
        TranslationCheck::Language,
        format!("the translation should be in {expected}, and has {found}"),
    ))
}

fn name(language: Language) -> &'static str {
    match language {
        Language::Kazakh => "Kazakh",
        Language::KazakhLatin => "Kazakh in Latin letters",
        Language::KazakhArabic => "Kazakh in Arabic letters",
        Language::Russian => "Russian",
        Language::English => "English",
        Language::Undetermined => "any language",
    }
}

/// A word of the translation as it is written, with what it tells.
type Seen<'t> = (&'t str, Sign);

/// What a translation has that its language has not.
fn foreign(source: Text<'_>, target: Text<'_>) -> Option<String> {
    let tokens = tokenize(target.text);
    let words: Vec<Seen<'_>> = tokens
        .iter()
        .filter(|token| token.kind == TokenKind::Word)
        .map(|token| (token.text, sign(&lowercase(token.text))))
        .collect();
    let is_strange = |(word, sign): &&Seen<'_>| *sign == Sign::Other && !source.text.contains(word);
    if let Some((word, _)) = words.iter().find(is_strange) {
        return Some(format!("“{word}” in another script"));
    }
    match target.language {
        Language::English => cyrillic(&words).or_else(|| lacks_english(&words).then(|| "no English words".to_owned())),
        Language::Kazakh | Language::Russian => {
            latin_run(&words, source.text).or_else(|| other_cyrillic(&words, target.language, target.text))
        }
        _ => None,
    }
}

/// The first of some words.
fn shown(words: &[Seen<'_>]) -> String {
    let words: Vec<&str> = words.iter().take(SHOWN).map(|(word, _)| *word).collect();
    words.join(" ")
}

/// Two Cyrillic words or more, or nothing else.
fn cyrillic(words: &[Seen<'_>]) -> Option<String> {
    let strange: Vec<Seen<'_>> = words.iter().copied().filter(|(_, sign)| *sign != Sign::Latin).collect();
    (strange.len() >= 2.min(words.len()) && !strange.is_empty())
        .then(|| format!("“{}” in Cyrillic script", shown(&strange)))
}

/// Whether so many words in small letters are hardly English: none of them is a word that English sentences are held
/// together by.
fn lacks_english(words: &[Seen<'_>]) -> bool {
    const LEAST: usize = 8;
    let small = words.iter().filter(|(word, _)| word.starts_with(char::is_lowercase));
    small.clone().count() >= LEAST
        && !small
            .into_iter()
            .any(|(word, _)| stop_words::contains(word, Language::English))
}

/// A run of Latin words that are no names and no title that the source has as well.
fn latin_run(words: &[Seen<'_>], quoted: &str) -> Option<String> {
    const LEAST: usize = 3;
    let mut runs = words.split(|(_, sign)| *sign != Sign::Latin);
    let is_strange = |run: &&[Seen<'_>]| {
        let small = run
            .iter()
            .filter(|(word, _)| word.starts_with(char::is_lowercase))
            .count();
        let is_title = run.iter().all(|(word, _)| quoted.contains(word)) && small * 5 < run.len() * 3;
        let is_all = run.len() == words.len() && small > 0;
        (small >= LEAST || is_all) && !is_title
    };
    runs.find(is_strange)
        .map(|run| format!("“{}” in Latin script", shown(run)))
}

/// A stretch of Kazakh in Russian, or of Russian in Kazakh, that is no name between quotation marks.
fn other_cyrillic(words: &[Seen<'_>], language: Language, text: &str) -> Option<String> {
    let (other, other_name) = match language {
        Language::Kazakh => (Sign::Russian, "Russian"),
        _ => (Sign::Kazakh, "Kazakh"),
    };
    let cyrillic: Vec<Seen<'_>> = words.iter().copied().filter(|(_, sign)| *sign != Sign::Latin).collect();
    let names = names(text);
    let is_name = |word: &str| names.iter().any(|name| name.contains(word));
    let said: Vec<Seen<'_>> = cyrillic.iter().copied().filter(|(word, _)| !is_name(word)).collect();
    let count = |window: &[Seen<'_>], sign: Sign| window.iter().filter(|(_, other)| *other == sign).count();
    let is_strange = |window: &&[Seen<'_>]| {
        let (kazakh, russian) = (count(window, Sign::Kazakh), count(window, Sign::Russian));
        match language {
            Language::Kazakh => russian >= 2 && kazakh == 0,
            _ => kazakh >= 3 && kazakh > russian,
        }
    };
    let mut windows = WINDOWS
        .iter()
        .flat_map(|length| cyrillic.windows((*length).min(cyrillic.len()).max(1)));
    let strange = match said.iter().any(|(_, sign)| *sign == other) {
        true => windows.find(is_strange),
        false => None,
    };
    let whole = Some(said.as_slice()).filter(|said| language == Language::Kazakh && is_russian(said));
    strange
        .or(whole)
        .map(|words| format!("“{} …” in {other_name}", shown(words)))
}

/// Whether a sentence is Russian as a whole: every second Kazakh word has a letter of its own, so that a few words without one are
/// not Kazakh if one of them is Russian, and some more are not if they are no names.
fn is_russian(words: &[Seen<'_>]) -> bool {
    const FEW: usize = 4;
    const MORE: usize = 5;
    let is_only_russian = |(word, sign): &Seen<'_>| *sign == Sign::Russian && !is_listed(&lowercase(word), BOTH);
    let small = words.iter().filter(|(word, _)| word.starts_with(char::is_lowercase));
    words.iter().all(|(_, sign)| *sign != Sign::Kazakh)
        && (words.len() >= FEW && words.iter().any(is_only_russian) || small.count() >= MORE)
}

/// The short parts of a text between quotation marks.
fn names(text: &str) -> Vec<&str> {
    const LONGEST: usize = 6;
    let quoted = text.split(['«', '“', '"']).skip(1);
    let inner = quoted.filter_map(|part| part.split_once(['»', '”', '“', '"']).map(|(name, _)| name));
    inner.filter(|name| name.split(' ').count() <= LONGEST).collect()
}

/// Russian words that are seldom Kazakh ones.
const RUSSIAN: &str = "и в не на что с по он из к у от за о как это для был была были его ее её их но также до \
 или который которые которая после при во все том так со где если они она мы я вы то же бы под об чтобы может \
 более уже этого этот когда этой было своей среди между вокруг около также своего";

/// Those of them that are Kazakh words too: *what*, *ten*, *fire*, *poison*.
const BOTH: &str = "не он от у";

/// Kazakh words without a letter of their own.
const KAZAKH: &str = "бойынша деп мен жыл жылы да де дейді деді болды болып болған бар туралы екен ретінде бол \
 арасында соң дейін алды отыр адам";

fn sign(word: &str) -> Sign {
    let Some(first) = word.chars().next() else {
        return Sign::Other;
    };
    match first {
        '\u{400}'..='\u{52f}' if word.contains(|letter| "әғқңөұүһі".contains(letter)) => Sign::Kazakh,
        '\u{400}'..='\u{52f}' if is_listed(word, KAZAKH) => Sign::Kazakh,
        '\u{400}'..='\u{52f}' if is_listed(word, RUSSIAN) || is_russian_form(word) => Sign::Russian,
        '\u{400}'..='\u{52f}' => Sign::Cyrillic,
        'a'..='z' | '\u{aa}' | '\u{ba}' | '\u{c0}'..='\u{24f}' | '\u{300}'..='\u{36f}' | '\u{1e00}'..='\u{1eff}' => {
            Sign::Latin
        }
        _ => Sign::Other,
    }
}

fn is_listed(word: &str, list: &str) -> bool {
    list.split(' ').any(|listed| listed == word)
}

/// Endings of Russian adjectives and verbs, with a letter that native Kazakh words do without or a cluster that they
/// avoid.
fn is_russian_form(word: &str) -> bool {
    const ENDINGS: [&str; 25] = [
        "ого", "ому", "ыми", "ими", "ется", "ются", "ться", "ился", "ился", "лись", "лась", "лось", "ение", "ения",
        "ении", "ость", "ости", "ать", "ить", "ую", "ые", "ых", "той", "ной", "ный",
    ];
    word.chars().count() >= 5 && ENDINGS.iter().any(|ending| word.ends_with(ending))
}
