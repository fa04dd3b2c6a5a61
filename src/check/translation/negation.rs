//! Negation: what the source denies, the translation should deny too.
//!
//! Only whether a text denies anything at all is compared, and only words that do nothing else count as a denial; words
//! that may say the same in another way (`fail to`, `отказался`, `-less`) excuse the lack of one.

use super::side::{Item, Side};
use super::{TranslationCheck, TranslationFinding};
use crate::article::Language;

/// Warns where one text denies something and the other nothing.
pub(super) fn check(source: &Side, target: &Side) -> Option<TranslationFinding> {
    let message = match (Denial::of(source), Denial::of(target)) {
        (Denial::Plain(word), Denial::None) => format!("the source has “{word}”, the translation denies nothing"),
        (Denial::None, Denial::Plain(word)) => format!("the translation has “{word}”, the source denies nothing"),
        _ => return None,
    };
    Some(TranslationFinding::warning(TranslationCheck::Negation, message))
}

/// How a text denies something.
enum Denial<'s> {
    None,
    /// By a word that may mean as much.
    Implied,
    /// By this word.
    Plain(&'s str),
}

impl<'s> Denial<'s> {
    fn of(side: &'s Side) -> Self {
        let words: Vec<&Item> = side.words().collect();
        let is_plain = |at: &usize| match side.language {
            Language::English => is_english(&words[*at].lower),
            Language::Russian => is_russian(&words, *at),
            _ => is_kazakh(words[*at]),
        };
        if let Some(at) = (0..words.len()).find(is_plain) {
            return Denial::Plain(&words[at].text);
        }
        let implies = match side.language {
            Language::English => implies_in_english,
            Language::Russian => implies_in_russian,
            _ => implies_in_kazakh,
        };
        match words.iter().any(|word| implies(&word.lower)) {
            true => Denial::Implied,
            false => Denial::None,
        }
    }
}

/// Whether a word begins with one of the stems of a list.
fn begins(word: &str, stems: &str) -> bool {
    stems.split(' ').any(|stem| word.starts_with(stem))
}

/// Whether a word is one of a list.
fn is_listed(word: &str, list: &str) -> bool {
    list.split(' ').any(|listed| listed == word)
}

fn is_english(word: &str) -> bool {
    // The `t` of `don't` is a word of its own.
    matches!(
        word,
        "not" | "no" | "never" | "none" | "nothing" | "nobody" | "neither" | "cannot" | "t" | "without"
    )
}

fn implies_in_english(word: &str) -> bool {
    const STEMS: &str = "nor nowhere non lack fail refus deny deni hardly barely few unlike yet until unless \
     instead impossib stop avoid prevent absen unable rather free out reject miss wrong only still doubt void \
     invalid illegal illegit disappear disagree dismiss loss lost lose despite beyond inabil ineligib inadequ \
     inciden disab";
    begins(word, STEMS)
        || word.ends_with("less")
        || word.starts_with("un") && word.len() > 5 && !begins(word, "under uni unt")
}

fn is_russian(words: &[&Item], at: usize) -> bool {
    let word = words[at].lower.as_str();
    let next = words.get(at + 1).map_or("", |next| next.lower.as_str());
    match word {
        // `Не только`, `не менее 5` and `не раз` deny nothing.
        "не" => !matches!(
            next,
            "только"
                | "менее"
                | "более"
                | "раз"
                | "просто"
                | "позднее"
                | "позже"
                | "меньше"
                | "больше"
                | "лишь"
                | "ранее"
                | "хуже"
        ),
        "нет" | "нельзя" | "без" => true,
        _ => begins(word, "никто никого никогда ничего ничто никак"),
    }
}

fn implies_in_russian(word: &str) -> bool {
    const STEMS: &str = "не ни без бес отказ отсутств лиш избег избеж предотвр прекра потер утра вряд едва \
     опроверг отриц против пока исчез вместо отклон";
    begins(word, STEMS)
}

fn is_kazakh(item: &Item) -> bool {
    let word = item.lower.as_str();
    begins(word, "емес жоқ ешқа ешкім ештеңе ешбір ешнәрсе") || !item.is_capitalized() && is_denied_verb(word)
}

fn implies_in_kazakh(word: &str) -> bool {
    const STEMS: &str = "еш қарсы дейін тек ғана тыйым жоғал жоғалт айыр тоқта бірақ мүмкіндік жоғ";
    begins(word, STEMS)
        || ["сыз", "сіз"]
            .iter()
            .any(|suffix| word.contains(suffix) && !word.starts_with(suffix))
        || ["мей", "май", "бей", "бай", "пей", "пай", "мес", "мас"]
            .iter()
            .any(|suffix| word.ends_with(suffix))
}

/// What follows the particle of negation in a Kazakh verb and may go on, and what may not.
const OPEN_ENDINGS: &str = "ған ген йтын йтін уы уі";
const ENDINGS: &str = "й йды йді ймын ймін йсың йсің йсыз йсіз ймыз йміз ды ді дым дім дың дің дық дік са се сам \
 сем саңыз сеңіз саң сең сақ сек с сын сін стан стен пты пті у уға уге ңыз";

fn is_denied_verb(word: &str) -> bool {
    const NOT_DENIED: &str = "немесе қамады жұмады әлемді көмеді тамады көмейді мамырды дүниеге қамайды";
    let denies = |particle: &str| {
        word.match_indices(particle).any(|(at, _)| {
            let (stem, ending) = (&word[..at], &word[at + particle.len()..]);
            stem.chars().count() >= 2 && (is_listed(ending, ENDINGS) || begins(ending, OPEN_ENDINGS))
        })
    };
    !is_listed(word, NOT_DENIED)
        && ["ма", "ме", "ба", "бе", "па", "пе"]
            .iter()
            .any(|particle| denies(particle))
}
