//! Parts of a whole and numbers within words: `½`, `полтора`, `двадцатипятилетний`.

use super::{LEXICON, Told};
use crate::article::Language;
use crate::check::translation::side::Side;

impl Told {
    /// `Two and a half million`: a number and a half is more than the number.
    pub fn halves(&mut self, side: &Side) {
        for number in &side.numbers {
            let [value] = number.figure.values[..] else { continue };
            let after = side.text[number.figure.range.end..].trim_start().to_lowercase();
            let rest = ["and a half", "с половиной", "жарым"]
                .iter()
                .find_map(|half| after.strip_prefix(half));
            if let Some(rest) = rest {
                let word = rest.split_whitespace().next().unwrap_or_default();
                let told = LEXICON.find(word, side.language).unwrap_or(&[]);
                let scale = told.iter().find(|told| **told >= 1e3).unwrap_or(&1.0);
                self.values.extend([value + 0.5, (value + 0.5) * scale, value * scale]);
            }
        }
    }

    /// `½` and `4½`.
    pub fn fractions(&mut self, side: &Side) {
        for (at, sign) in side.text.char_indices() {
            let Some((parts, whole)) = fraction(sign) else { continue };
            let before = &side.text[..at];
            let digits = before.len() - before.trim_end_matches(|letter: char| letter.is_ascii_digit()).len();
            let number: f64 = before[before.len() - digits..].parse().unwrap_or(0.0);
            self.values
                .extend([number + parts / whole, parts, whole, 100.0 * parts / whole]);
        }
    }

    /// `Бір жарым жыл` are eighteen months.
    pub fn one_and_a_half(&mut self, side: &Side) {
        let words: Vec<&str> = side.words().map(|item| item.lower.as_str()).collect();
        for words in words.windows(3).filter(|words| words[..2] == ["бір", "жарым"]) {
            let of = ["сағат", "жыл", "жас", "ғасыр", "мың", "миллион", "миллиард"]
                .iter()
                .position(|unit| words[2].starts_with(unit));
            let value = of.map(|at| [90.0, 18.0, 18.0, 150.0, 1.5e3, 1.5e6, 1.5e9][at]);
            self.values.extend(value.into_iter().chain([1.5]));
        }
    }
}

/// The parts and the whole of a fraction that is one sign.
fn fraction(sign: char) -> Option<(f64, f64)> {
    Some(match sign {
        '½' => (1.0, 2.0),
        '⅓' => (1.0, 3.0),
        '⅔' => (2.0, 3.0),
        '¼' => (1.0, 4.0),
        '¾' => (3.0, 4.0),
        _ => return None,
    })
}

/// What a percentage is as a part: three quarters, a third.
pub(super) fn parts(percent: f64) -> Vec<f64> {
    match percent as u32 {
        20 | 80 => vec![5.0, percent / 20.0],
        25 | 75 => vec![4.0, percent / 25.0],
        33 | 34 => vec![3.0],
        66 | 67 => vec![2.0, 3.0],
        50 => vec![2.0, 0.5],
        _ => Vec::new(),
    }
}

/// The number in a word such as `двадцатипятилетний`; that of `пятилетний` is in the lexicon.
pub(super) fn compound(word: &str, language: Language) -> Option<f64> {
    const TENS: [(&str, f64); 8] = [
        ("двадцати", 20.0),
        ("тридцати", 30.0),
        ("сорока", 40.0),
        ("пятидесяти", 50.0),
        ("шестидесяти", 60.0),
        ("семидесяти", 70.0),
        ("восьмидесяти", 80.0),
        ("девяносто", 90.0),
    ];
    const HUNDREDS: [(&str, f64); 13] = [
        ("двухсот", 200.0),
        ("трехсот", 300.0),
        ("четырехсот", 400.0),
        ("пятисот", 500.0),
        ("шестисот", 600.0),
        ("семисот", 700.0),
        ("восьмисот", 800.0),
        ("девятисот", 900.0),
        ("двухвек", 200.0),
        ("полуторавек", 150.0),
        ("полвек", 50.0),
        ("полмиллион", 5e5),
        ("полмиллиард", 5e8),
    ];
    if language != Language::Russian {
        return None;
    }
    let word = &word.replace('ё', "е");
    if let Some((_, hundreds)) = HUNDREDS.iter().find(|(stem, _)| word.starts_with(stem)) {
        return Some(*hundreds);
    }
    let (rest, tens) = TENS
        .iter()
        .find_map(|(stem, tens)| Some((word.strip_prefix(stem)?, tens)))?;
    let ones = LEXICON
        .find(rest, language)?
        .iter()
        .find(|ones| (1.0..10.0).contains(*ones))?;
    Some(tens + ones)
}
