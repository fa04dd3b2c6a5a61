//! Which words of a text are names, and how sure that is.

use super::known::{known, place};
use super::ordinary;
use super::side::{Item, Side};
use super::translated;
use crate::article::Language;
use crate::relate::concepts::concept;
use crate::summarize::stop_words;
use crate::understand::calendar::month;
use crate::understand::tokens::TokenKind;

/// Whether a word may be a name that keeps its sound, and counts nothing.
pub(super) fn is_name(side: &Side, at: usize) -> bool {
    let item = &side.tokens[at];
    let mut numbers = side.numbers.iter();
    may_be_name(item, side.language) && !numbers.any(|number| number.figure.range.contains(&item.start))
}

/// Whether nearly all words have a capital letter, as in English headlines.
fn is_headline(side: &Side) -> bool {
    let long = side.words().filter(|item| item.text.chars().count() > 3);
    let (all, capital) = long.fold((0, 0), |(all, capital), item| {
        (all + 1, capital + usize::from(item.is_capitalized()))
    });
    all >= 4 && capital * 4 > all * 3
}

/// Whether a word may be a name that keeps its sound: no abbreviation, no month, no word that has a translation.
fn may_be_name(item: &Item, language: Language) -> bool {
    let is_abbreviation = item.text.chars().skip(1).any(char::is_uppercase);
    let is_word = item.text.chars().count() >= 3;
    item.is_capitalized()
        && is_word
        && !is_abbreviation
        && !super::dates::is_of_calendar(&item.lower, language)
        && month(&item.text).is_none()
        && concept(&item.lower, language).is_none_or(|concept| concept.starts_with("place-"))
        && !translated::is_translated(&item.lower, language)
        && !stop_words::contains(&item.lower, language)
        && (place(&item.lower, language).is_some() || !is_translatable(&item.lower, language))
}

/// Whether a word is made of native parts, so that it would be translated rather than transliterated: a Russian
/// adjective that is of no place, an abstract noun, a Kazakh word whose stem has letters that foreign names do not get.
fn is_translatable(word: &str, language: Language) -> bool {
    const ENGLISH: [&str; 18] = [
        "tion", "tions", "ment", "ments", "ness", "ity", "ities", "ism", "ists", "ous", "ive", "ship", "ance", "ology",
        "ics", "ical", "tional", "ural",
    ];
    const RUSSIAN_ADJECTIVES: [&str; 20] = [
        "ый", "ий", "ая", "яя", "ое", "ее", "ого", "его", "ому", "ему", "ым", "им", "ую", "юю", "ые", "ие", "ых", "их",
        "ыми", "ими",
    ];
    // `-ания` and `-ников` are countries and surnames too.
    const RUSSIAN_NOUNS: [&str; 22] = [
        "ние",
        "нием",
        "ения",
        "ению",
        "ении",
        "ция",
        "ции",
        "цию",
        "цией",
        "ость",
        "ости",
        "остью",
        "ство",
        "ства",
        "ству",
        "ством",
        "стве",
        "тель",
        "теля",
        "тели",
        "телей",
        "изм",
    ];
    let ends = |endings: &[&str]| word.chars().count() >= 6 && endings.iter().any(|ending| word.ends_with(ending));
    match language {
        Language::English => ends(&ENGLISH),
        Language::Russian => {
            ends(&RUSSIAN_NOUNS) || ends(&RUSSIAN_ADJECTIVES) && !word.contains("ск") && !word.contains("цк")
        }
        _ => {
            let stem = word.chars().count().saturating_sub(3).clamp(2, 5);
            word.chars().take(stem).any(|letter| "әғқңөұүһі".contains(letter))
        }
    }
}

/// How sure it is that a word with a capital letter is a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// It is a word that sentences begin with, or that titles have with a capital letter.
    Ordinary,
    /// It stands in a headline where all words have capital letters.
    Doubtful,
    /// It begins a sentence, and is no word that sentences usually begin with.
    Likely,
    /// It stands where only names have a capital letter, or shows it otherwise.
    Certain,
}

/// How sure it is that a word that may be a name is one.
pub(super) fn standing(side: &Side, at: usize) -> Standing {
    let item = &side.tokens[at];
    let is_latin = item.text.is_ascii();
    let language = if is_latin { Language::English } else { side.language };
    let is_ordinary = known(&item.lower, language).is_none() && ordinary::is_ordinary(&item.lower, language);
    match () {
        // English titles have capital letters.
        () if is_ordinary && is_latin => Standing::Ordinary,
        () if is_headline(side) => Standing::Doubtful,
        () if is_ordinary && begins_sentence(side, at) => Standing::Ordinary,
        () if is_surely_name(side, at) => Standing::Certain,
        () => Standing::Likely,
    }
}

fn is_surely_name(side: &Side, at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|before| &side.tokens[before]) else {
        return begins_with_name(side, at);
    };
    match before.kind {
        TokenKind::Sign
            if before.is_dash() && !before.after_blank || matches!(before.text.as_str(), "," | "'" | "’" | ")") =>
        {
            true
        }
        TokenKind::Sign => is_short_quotation(side, at) || is_behind_title(side, at) || begins_with_name(side, at),
        _ => true,
    }
}

/// Whether what stands before a word may have given it the capital letter.
fn begins_sentence(side: &Side, at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| &side.tokens[before]);
    before.is_none_or(|before| before.kind == TokenKind::Sign && !matches!(before.text.as_str(), "," | "'" | "’" | ")"))
        && !(at > 0 && (is_short_quotation(side, at) || is_behind_title(side, at)))
}

/// `A. Lind`, `St. Martin`: a point that ends no sentence.
fn is_behind_title(side: &Side, at: usize) -> bool {
    let title = at.checked_sub(2).map(|title| &side.tokens[title]);
    side.tokens[at - 1].text == "."
        && title.is_some_and(|title| {
            let is_initial = title.is_capitalized() && title.text.chars().nth(1).is_none();
            is_initial
                || matches!(
                    title.lower.as_str(),
                    "mr" | "mrs" | "ms" | "dr" | "st" | "sen" | "gen" | "prof" | "св" | "им" | "проф"
                )
        })
}

/// Whether the first word of a sentence is a name, by what follows it and by its letters.
fn begins_with_name(side: &Side, at: usize) -> bool {
    let (item, next) = (&side.tokens[at], side.tokens.get(at + 1));
    let next_word = next.map_or("", |next| next.lower.as_str());
    if place(&item.lower, side.language).is_some() || is_before_age(side, at) {
        return true;
    }
    match side.language {
        Language::English => {
            matches!(next_word, "'" | "’")
                && side
                    .tokens
                    .get(at + 2)
                    .is_some_and(|next| next.lower == "s" && !next.after_blank)
                || is_english_verb(next_word)
        }
        Language::Russian => item.text.is_ascii() || is_russian_verb(next_word),
        _ => {
            item.text.is_ascii()
                || item.lower.contains(|letter| "фвцчщэёьх".contains(letter))
                    && !item.lower.contains(|letter| "әөұүқ".contains(letter))
        }
    }
}

/// Whether a word is what English sentences say of a person or a place.
fn is_english_verb(word: &str) -> bool {
    const VERBS: &[&str] = &[
        "was", "is", "has", "had", "said", "says", "told", "tells", "will", "would", "could", "can", "did", "does",
        "took", "takes", "led", "leads", "made", "makes", "won", "wins", "went", "goes", "began", "begins", "became",
        "becomes", "wrote", "writes", "spoke", "speaks", "plans", "noted", "thinks", "thought", "believes", "wants",
        "hopes", "knows", "knew", "gave", "gives", "got", "gets", "came", "comes", "left", "lost", "met", "ran",
        "runs", "sat", "saw", "sees", "sent", "set", "beat", "grew", "held", "kept", "lay", "lies", "put", "rose",
        "sold", "stood", "stands", "claims", "argues", "adds", "faces", "plays", "lives", "seems", "also", "who",
        "whose",
    ];
    VERBS.contains(&word) || word.len() > 4 && word.ends_with("ed")
}

/// Whether a word is what Russian sentences say of a person or a place.
fn is_russian_verb(word: &str) -> bool {
    const ENDINGS: [&str; 10] = ["л", "ла", "лся", "лась", "ает", "яет", "ует", "ается", "уется", "ится"];
    word.chars().count() > 4 && ENDINGS.iter().any(|ending| word.ends_with(ending)) || matches!(word, "был" | "была")
}

/// `Sims, 20, was`: the age of a person.
fn is_before_age(side: &Side, at: usize) -> bool {
    let is = |at: usize, is_it: fn(&Item) -> bool| side.tokens.get(at).is_some_and(is_it);
    is(at + 1, |item| item.text == ",") && is(at + 2, |item| item.kind == TokenKind::Digits)
}

/// `«Челси»`: what stands alone between quotation marks within a sentence is a name.
fn is_short_quotation(side: &Side, at: usize) -> bool {
    let is_opened = at >= 2
        && matches!(side.tokens[at - 1].text.as_str(), "«" | "“" | "\"")
        && side.tokens[at - 2].kind == TokenKind::Word;
    let next = side.tokens.get(at + 1).map_or("", |next| next.text.as_str());
    is_opened && matches!(next, "»" | "”" | "“" | "\"")
}
