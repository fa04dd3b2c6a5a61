//! Every number of a text by its value, whatever it counts: what two versions of a text must have in common.

use std::ops::Range;

use super::measures::measured;
use super::numerals;
use crate::article::Language;
use crate::digest::Amount;
use crate::understand::tokens::{Token, TokenKind, tokenize};

/// A number of a text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figure {
    /// Its bytes in the text, with the words that scale it.
    pub range: Range<usize>,
    /// How much, with every digit.
    pub amount: Amount,
    /// The same for comparison: one value, or both ends of a range.
    pub values: Vec<f64>,
    /// Whether it is a place in an order.
    pub is_ordinal: bool,
    /// Whether it is written in words.
    pub is_spelled: bool,
}

/// The numbers of a text in order, ordinals and the parts of dates and times included.
pub(crate) fn figures(text: &str, language: Language) -> Vec<Figure> {
    let tokens = tokenize(text);
    let numerals = numerals::find(&tokens, language);
    let tokens = numerals::joined(&tokens, &numerals);
    let mut figures = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let found = ordinal(&tokens, at).or_else(|| cardinal(&tokens, at, language));
        at = found.as_ref().map_or(at + 1, |(_, end)| *end);
        figures.extend(found.map(|(figure, _)| figure));
    }
    figures
}

fn ordinal(tokens: &[Token<'_>], at: usize) -> Option<(Figure, usize)> {
    let token = tokens.get(at).filter(|token| token.is_ordinal)?;
    let figure = Figure {
        range: token.start..token.end(),
        amount: Amount::Exact {
            amount: token.text.to_owned(),
        },
        values: vec![token.text.parse().ok()?],
        is_ordinal: true,
        is_spelled: false,
    };
    Some((figure, at + 1))
}

fn cardinal(tokens: &[Token<'_>], at: usize, language: Language) -> Option<(Figure, usize)> {
    let is_digits = |at: usize| tokens.get(at).is_some_and(|token| token.kind == TokenKind::Digits);
    let measured = measured(tokens, at, language)?;
    // What bounds a number behind it is no part of it.
    let last = (at..measured.end)
        .rev()
        .find(|at| tokens[*at].kind != TokenKind::Sign)?;
    let values: Vec<f64> = match &measured.amount {
        Amount::Exact { amount } => amount.parse().into_iter().collect(),
        Amount::Range { min, max } => [min, max].into_iter().filter_map(|end| end.parse().ok()).collect(),
    };
    let figure = Figure {
        range: tokens[at].start..tokens[last].end(),
        amount: measured.amount,
        values,
        is_ordinal: false,
        is_spelled: is_digits(at) && tokens[at].is_spelled(),
    };
    Some((figure, measured.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_its_value() {
        use Language::{English, Kazakh, Russian};
        for (text, language, values) in [
            (
                "The 2nd of 14 men won $1.5 million.",
                English,
                vec![2.0, 14.0, 1_500_000.0],
            ),
            (
                "Второй из 14 выиграл 1,5 млн долларов.",
                Russian,
                vec![2.0, 14.0, 1_500_000.0],
            ),
            (
                "Он төрт адамның екіншісі 2018 жылы жеңді.",
                Kazakh,
                vec![14.0, 2.0, 2018.0],
            ),
            (
                "between 5 and 7 million people",
                English,
                vec![5_000_000.0, 7_000_000.0],
            ),
        ] {
            let found: Vec<f64> = figures(text, language)
                .into_iter()
                .flat_map(|figure| figure.values)
                .collect();
            assert_eq!(found, values, "{text}");
        }
    }
}
