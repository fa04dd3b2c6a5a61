//! Whether a translation may be shown at all: it is in its language's script, has the numbers of its source, and does not loop.

use crate::article::Locale;
use crate::digest::Amount;
use crate::extract;
use crate::understand::tokens::{TokenKind, lowercase, tokenize};

/// Numbers below are often words, and sometimes left out where they say nothing.
const TELLING: f64 = 10.0;
/// How many times a word sequence may come in a row.
const MOST_REPEATS: usize = 3;
/// How many times as long one text may be as the other.
const LONGEST: f64 = 3.0;
/// The share of letters that must be of the language's script.
const OWN_SCRIPT: f64 = 0.6;

/// What is wrong with a translation; nothing if it may be shown.
pub fn judge((source, from): (&str, Locale), (translation, to): (&str, Locale)) -> Vec<String> {
    let found = [
        length(source, translation),
        script(translation, to),
        numbers((source, from), (translation, to)),
        repetition(translation),
    ];
    found.into_iter().flatten().collect()
}

fn length(source: &str, translation: &str) -> Option<String> {
    let [source, translation] = [source, translation].map(|text| text.trim().chars().count() as f64);
    // A short text may well be twice as long in another language.
    let is_apart = |one: f64, other: f64| one > LONGEST * other + 20.0;
    match translation {
        0.0 => Some("the translation is empty".to_owned()),
        _ if is_apart(translation, source) => Some("the translation is far longer than the source".to_owned()),
        _ if is_apart(source, translation) => Some("the translation is far shorter than the source".to_owned()),
        _ => None,
    }
}

fn script(translation: &str, to: Locale) -> Option<String> {
    let letters: Vec<char> = translation.chars().filter(|letter| letter.is_alphabetic()).collect();
    let is_own = |letter: &&char| match to {
        Locale::En => letter.is_ascii(),
        Locale::Kk | Locale::Ru => ('\u{400}'..='\u{52f}').contains(*letter),
    };
    let own = letters.iter().filter(is_own).count() as f64;
    (own < OWN_SCRIPT * letters.len() as f64).then(|| format!("the translation is not in the script of `{to}`"))
}

/// Numbers of two digits and more stand on both sides.
fn numbers(source: (&str, Locale), translation: (&str, Locale)) -> Option<String> {
    let [said, written] = [source, translation].map(|(text, locale)| sizes(text, locale));
    let lacks = |numbers: &[f64], number: &f64| {
        !numbers
            .iter()
            .any(|other| (other - number).abs() <= 1e-9 * number.abs())
    };
    let missing = said
        .iter()
        .find(|number| **number >= TELLING && lacks(&written, number));
    let added = written
        .iter()
        .find(|number| **number >= TELLING && lacks(&said, number));
    match (missing, added) {
        (Some(missing), Some(added)) => Some(format!("the source says {missing}, the translation {added}")),
        (Some(missing), None) => Some(format!("the source says {missing}, the translation does not")),
        (None, Some(added)) => Some(format!("the translation says {added}, the source does not")),
        (None, None) => None,
    }
}

fn sizes(text: &str, locale: Locale) -> Vec<f64> {
    let amounts = extract::numbers(text, locale.language()).into_iter();
    amounts
        .flat_map(|number| match number.amount {
            Amount::Exact { amount } => vec![amount],
            Amount::Range { min, max } => vec![min, max],
        })
        .filter_map(|amount| amount.parse().ok())
        .collect()
}

/// A loop, as models fall into: the same words again and again.
fn repetition(translation: &str) -> Option<String> {
    let tokens = tokenize(translation);
    let words = tokens.iter().filter(|token| token.kind == TokenKind::Word);
    let words: Vec<String> = words.map(|token| lowercase(token.text)).collect();
    for length in 1..=words.len() / (MOST_REPEATS + 1) {
        let repeats = |start: usize| {
            let first = &words[start..start + length];
            (1..=MOST_REPEATS).all(|times| words[start + times * length..].starts_with(first))
        };
        let last = words.len() - length * (MOST_REPEATS + 1);
        if let Some(start) = (0..=last).find(|start| repeats(*start)) {
            let looped = words[start..start + length].join(" ");
            return Some(format!("the translation says “{looped}” again and again"));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: (&str, Locale) = ("Үкімет 2024 жылы 12,5 млрд теңге бөлді.", Locale::Kk);

    #[test]
    fn a_good_translation_passes() {
        let good = [
            ("The government allocated 12.5 billion tenge in 2024.", Locale::En),
            ("В 2024 году правительство выделило 12,5 млрд тенге.", Locale::Ru),
        ];
        for translation in good {
            assert_eq!(judge(SOURCE, translation), Vec::<String>::new(), "{translation:?}");
        }
    }

    #[test]
    fn each_kind_of_error_is_named() {
        for (translation, locale, reason) in [
            (
                "The government allocated 125 billion tenge in 2024.",
                Locale::En,
                "12500000000",
            ),
            (
                "The government allocated 12.5 million tenge in 2024.",
                Locale::En,
                "12500000",
            ),
            ("The government allocated 12.5 billion tenge.", Locale::En, "2024"),
            ("Үкімет 2024 жылы 12,5 млрд теңге бөлді.", Locale::En, "script"),
            ("Government allocated 12,5 млрд 2024", Locale::Ru, "script"),
            ("", Locale::En, "empty"),
            (
                "In 2024, 12.5 billion the tenge the tenge the tenge the tenge.",
                Locale::En,
                "again and again",
            ),
        ] {
            let reasons = judge(SOURCE, (translation, locale)).join("; ");
            assert!(reasons.contains(reason), "{translation}: {reasons}");
        }
    }
}
