//! Names: what the source calls by name, the translation should call by a name that sounds alike.
//!
//! Words with a capital letter are compared with the words of the other text by how they sound
//! ([`sound`](super::sound)). What sounds like nothing on either side is a wrong name if there is such a one on both;
//! on one side only it may be left out, translated or explained.

use std::sync::LazyLock;

use super::side::{Item, Side};
use super::sound::Sound;
use super::{TranslationCheck, TranslationFinding, translated};
use crate::article::Language;
use crate::relate::concepts::concept;
use crate::summarize::stop_words;
use crate::understand::calendar::month;
use crate::understand::lexicon::{Lexicon, Words};
use crate::understand::tokens::TokenKind;

/// Reports names that sound like nothing in the other text.
///
/// It is an error if names for certain have others in their place, and a warning if those sound nearly alike, as
/// misspelled names do, or may be no names.
pub(super) fn check(source: &Side, target: &Side) -> Option<TranslationFinding> {
    let missing = unheard(source, target);
    let added = unheard(target, source);
    let message = format!("the source names {}, the translation {}", list(&missing), list(&added));
    let pairs = || {
        missing
            .iter()
            .flat_map(|one| added.iter().map(move |other| (one, other)))
    };
    let are_certain =
        |(one, other): (&Name<'_>, &Name<'_>)| one.is_certain && other.is_certain && !one.sound.is_near(&other.sound);
    if pairs().any(are_certain) {
        return Some(TranslationFinding::error(TranslationCheck::Names, message));
    }
    let may_be_wrong = pairs().any(|(one, other)| one.is_certain || other.is_certain);
    may_be_wrong.then(|| TranslationFinding::warning(TranslationCheck::Names, message))
}

/// The names of a text that sound like nothing in its source.
pub(super) fn added(source: &Side, target: &Side) -> Option<String> {
    let mut added = unheard(target, source);
    added.retain(|name| name.is_certain);
    (!added.is_empty()).then(|| format!("{} is not in the source", list(&added)))
}

fn list(names: &[Name<'_>]) -> String {
    let texts: Vec<String> = names.iter().map(|name| format!("“{}”", name.text)).collect();
    texts.join(", ")
}

/// A word that may be a name.
struct Name<'s> {
    text: &'s str,
    sound: Sound,
    /// Whether it is no common word at the beginning of a sentence.
    is_certain: bool,
}

/// The names of a text that sound like nothing in another.
fn unheard<'s>(side: &'s Side, other: &Side) -> Vec<Name<'s>> {
    let heard = Heard::in_text(other);
    let is_headline = is_headline(side);
    let is_unheard = |at: &usize| is_name(side, *at) && !heard.has(side, *at);
    let unheard: Vec<usize> = (0..side.tokens.len()).filter(is_unheard).collect();
    let named = unheard.iter().map(|at| Name {
        text: &side.tokens[*at].text,
        sound: Sound::of(&side.tokens[*at].lower, side.language),
        is_certain: !is_headline && is_surely_name(side, *at),
    });
    named.collect()
}

/// Whether a word may be a name that keeps its sound, and counts nothing.
fn is_name(side: &Side, at: usize) -> bool {
    let item = &side.tokens[at];
    let mut numbers = side.numbers.iter();
    may_be_name(item, side.language) && !numbers.any(|number| number.figure.range.contains(&item.start))
}

/// The certain names of a text: where each stands, and whether it is heard in the other.
pub(super) fn heard(side: &Side, other: &Side) -> Vec<(usize, bool)> {
    let heard = Heard::in_text(other);
    let is_headline = is_headline(side);
    let is_name =
        |at: &usize| may_be_name(&side.tokens[*at], side.language) && !is_headline && is_surely_name(side, *at);
    (0..side.tokens.len())
        .filter(is_name)
        .map(|at| (side.tokens[at].start, heard.has(side, at)))
        .collect()
}

/// The words of a text by how they sound.
struct Heard {
    /// Words with a capital letter.
    names: Vec<Sound>,
    /// Two of them that stand side by side: `Мак Карти`.
    pairs: Vec<Sound>,
    others: Vec<Sound>,
    /// The places that it names, by their concepts.
    places: Vec<&'static str>,
}

impl Heard {
    fn in_text(side: &Side) -> Self {
        let sound = |word: &str| Sound::of(word, side.language);
        let (names, others): (Vec<&Item>, Vec<&Item>) = side.words().partition(|item| item.is_capitalized());
        Heard {
            names: names.iter().map(|item| sound(&item.lower)).collect(),
            pairs: (0..side.tokens.len())
                .filter_map(|at| pair(side, at))
                .map(|pair| sound(&pair))
                .collect(),
            others: others.iter().map(|item| sound(&item.lower)).collect(),
            places: side
                .words()
                .filter_map(|item| place(&item.lower, side.language))
                .collect(),
        }
    }

    /// Whether a word of another text, alone or with its neighbours, sounds like one of these.
    fn has(&self, side: &Side, at: usize) -> bool {
        let word = &side.tokens[at].lower;
        let sound = Sound::of(word, side.language);
        let is_name = |sound: &Sound| self.names.iter().any(|name| sound.is_like(name));
        let is_part = |pair: String| {
            self.names
                .iter()
                .any(|name| Sound::of(&pair, side.language).is_like(name))
        };
        place(word, side.language).is_some_and(|place| self.places.contains(&place))
            || is_name(&sound)
            || self.others.iter().any(|other| sound.is_akin(other))
            || self.pairs.iter().any(|pair| sound.is_like(pair))
            || pair(side, at).is_some_and(is_part)
            || (1..=2)
                .filter_map(|back| pair(side, at.checked_sub(back)?))
                .any(is_part)
    }
}

/// Two words with capital letters that stand side by side, as one.
fn pair(side: &Side, at: usize) -> Option<String> {
    let word = |at: usize| side.tokens.get(at).filter(|item| item.is_capitalized());
    let dash = usize::from(side.tokens.get(at + 1).is_some_and(Item::is_dash));
    Some([word(at)?.lower.as_str(), word(at + 1 + dash)?.lower.as_str()].concat())
}

/// Places that the concepts have not, or not all words of.
const PLACES: [(&str, Words); 20] = [
    ("place-greece", ["athens athenian", "афин", "афин"]),
    ("place-spain", ["madrid spanish", "мадрид", "мадрид испан"]),
    (
        "place-russia",
        ["moscow kremlin", "москв московск кремл", "мәскеу кремль"],
    ),
    ("place-usa", ["washington", "вашингтон", "вашингтон"]),
    ("place-britain", ["london", "лондон", "лондон"]),
    ("place-china", ["beijing", "пекин", "бейжің пекин"]),
    ("place-japan", ["tokyo", "токио", "токио"]),
    ("place-ukraine", ["kiev kyiv", "киев", "киев"]),
    ("place-germany", ["berlin", "берлин", "берлин"]),
    ("place-france", ["paris", "париж", "париж"]),
    ("place-korea", ["seoul pyongyang", "сеул пхеньян", "сеул пхеньян"]),
    ("place-turkey", ["ankara turk", "анкар турк", "анкара түрк"]),
    ("place-italy", ["rome", "рим$ рима$ риме$", "рим$ римде"]),
    ("place-england", ["england english", "англи", "англия ағылшын"]),
    ("place-wales", ["wales welsh plaid", "уэльс валли", "уэльс валлий"]),
    ("place-asia", ["asia", "ази", "азия"]),
    ("place-europe", ["europ euro", "евро", "еуро"]),
    ("place-cambodia", ["cambod khmer", "камбодж кхмер", "камбоджа кхмер"]),
    ("place-romania", ["romania", "румын", "румын"]),
    ("place-bulgaria", ["bulgaria", "болгар", "болгар"]),
];

static PLACE_LEXICON: LazyLock<Lexicon<&'static str>> = LazyLock::new(|| Lexicon::of(PLACES.into_iter()));

/// The concept of a word that is a place, or of a place. Latin words are English in any text.
fn place(word: &str, language: Language) -> Option<&'static str> {
    let language = if word.is_ascii() { Language::English } else { language };
    let listed = PLACE_LEXICON.find(word, language);
    listed
        .or_else(|| concept(word, language))
        .filter(|concept| concept.starts_with("place-"))
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
    const ENGLISH: [&str; 22] = [
        "tion", "tions", "ment", "ments", "ness", "ity", "ities", "ism", "ists", "ary", "ous", "ive", "ship", "ance",
        "ence", "ology", "ics", "ical", "tional", "ers", "ings", "ural",
    ];
    const RUSSIAN_ADJECTIVES: [&str; 20] = [
        "ый", "ий", "ая", "яя", "ое", "ее", "ого", "его", "ому", "ему", "ым", "им", "ую", "юю", "ые", "ие", "ых", "их",
        "ыми", "ими",
    ];
    const RUSSIAN_NOUNS: [&str; 24] = [
        "ние",
        "ния",
        "нию",
        "нием",
        "нии",
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
        "ники",
        "ников",
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

/// Whether a word with a capital letter is a name: it stands where only names have one, or shows it otherwise.
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
        TokenKind::Sign => is_short_quotation(side, at) || begins_with_name(side, at),
        _ => true,
    }
}

/// Whether the first word of a sentence is a name, by what follows it and by its letters.
fn begins_with_name(side: &Side, at: usize) -> bool {
    let (item, next) = (&side.tokens[at], side.tokens.get(at + 1));
    let next_word = next.map_or("", |next| next.lower.as_str());
    if place(&item.lower, side.language).is_some() {
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
        Language::Russian => {
            item.text.is_ascii()
                || ["л", "ла", "лся", "лась"]
                    .iter()
                    .any(|ending| next_word.ends_with(ending))
                    && next_word.chars().count() > 4
        }
        _ => {
            item.text.is_ascii()
                || item.lower.contains(|letter| "фвцчщэёьх".contains(letter))
                    && !item.lower.contains(|letter| "әөұүқ".contains(letter))
        }
    }
}

fn is_english_verb(word: &str) -> bool {
    matches!(
        word,
        "was"
            | "is"
            | "has"
            | "had"
            | "said"
            | "says"
            | "told"
            | "will"
            | "would"
            | "could"
            | "did"
            | "does"
            | "took"
            | "led"
            | "made"
            | "won"
            | "went"
            | "began"
            | "became"
            | "wrote"
            | "spoke"
            | "plans"
            | "noted"
    ) || word.len() > 4 && word.ends_with("ed")
}

/// `«Челси»`: what stands alone between quotation marks within a sentence is a name.
fn is_short_quotation(side: &Side, at: usize) -> bool {
    let is_opened = at >= 2
        && matches!(side.tokens[at - 1].text.as_str(), "«" | "“" | "\"")
        && side.tokens[at - 2].kind == TokenKind::Word;
    let next = side.tokens.get(at + 1).map_or("", |next| next.text.as_str());
    is_opened && matches!(next, "»" | "”" | "“" | "\"")
}
