//! A number or a range of numbers with its bound: what sums of money and percentages have in common.

use std::ops::Range;

use super::bounds;
use super::decimal::Decimal;
use super::numbers::{Number, number};
use crate::article::Language;
use crate::digest::{Amount, Bound};
use crate::understand::tokens::{Token, TokenKind, lowercase};

/// How much, before anything is known of the unit.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Measured {
    /// How much.
    pub amount: Amount,
    /// The bound that stands before the number or directly after it.
    pub bound: Option<Bound>,
    /// The token after it.
    pub end: usize,
}

/// Reads a number or a range at `tokens[at]`; `от 5 до 7` and `between 5 and 7` begin at their first word.
pub(super) fn measured(tokens: &[Token<'_>], at: usize, language: Language) -> Option<Measured> {
    if let Some((amount, end)) = spelled_range(tokens, at, language) {
        return Some(Measured {
            amount,
            bound: None,
            end,
        });
    }
    let first_token = tokens.get(at)?;
    let glued = at > 0 && !first_token.after_blank && tokens[at - 1].kind == TokenKind::Word;
    let is_number = first_token.kind == TokenKind::Digits || number(&tokens[at..], language).is_some();
    if !is_number || glued {
        return None;
    }
    let first = number(&tokens[at..], language)?;
    let next = at + first.length;
    if let Some((amount, end)) = dashed_range(tokens, &first, next, language) {
        return Some(Measured {
            amount,
            bound: bounds::before(tokens, at),
            end,
        });
    }
    let value = first.value(None)?;
    let after = bounds::after(&tokens[next..], language);
    Some(Measured {
        amount: Amount::Exact {
            amount: value.to_string(),
        },
        bound: bounds::before(tokens, at).or(after.map(|(bound, _)| bound)),
        end: next + after.map_or(0, |(_, length)| length),
    })
}

/// `5–7 млн`: the scale of the second number is that of the first, unless it has its own.
fn dashed_range(tokens: &[Token<'_>], first: &Number, dash: usize, language: Language) -> Option<(Amount, usize)> {
    tokens.get(dash).filter(|token| token.is_dash())?;
    let second = number(tokens.get(dash + 1..)?, language)?;
    let end = dash + 1 + second.length;
    range(first, &second).map(|amount| (amount, end))
}

/// `от 5 до 7 млн`, `between 5 and 7`.
fn spelled_range(tokens: &[Token<'_>], at: usize, language: Language) -> Option<(Amount, usize)> {
    let (first, second, middle) = pair(tokens, at, language, |before, between| {
        matches!((before, between), ("от", "до") | ("between", "and"))
    })?;
    range(&first, &second).map(|amount| (amount, middle + second.length))
}

/// Two numbers with one unit, of which the second is what became of the first: `с 95 до 82 тыс.`, `from 3 to 5 million`.
///
/// They are two values and no range: nothing is said of what lies between them. Gives both with the
/// tokens that they take; the unit follows the second.
pub(super) fn change(tokens: &[Token<'_>], at: usize, language: Language) -> Option<[(Amount, Range<usize>); 2]> {
    let (first, second, middle) = pair(tokens, at, language, |before, between| {
        matches!((before, between), ("с" | "со", "до") | ("from", "to"))
    })?;
    let exact = |value: Decimal| Amount::Exact {
        amount: value.to_string(),
    };
    Some([
        (exact(first.value(second.scale)?), at + 1..at + 1 + first.length),
        (exact(second.value(None)?), middle..middle + second.length),
    ])
}

/// Two numbers behind the words that `joins` accepts, and where the second begins.
fn pair(
    tokens: &[Token<'_>],
    at: usize,
    language: Language,
    joins: impl FnOnce(&str, &str) -> bool,
) -> Option<(Number, Number, usize)> {
    let word = |at: usize| tokens.get(at).map(|token| lowercase(token.text));
    let first = number(tokens.get(at + 1..)?, language)?;
    // A unit may follow the first number too: `от 5% до 7%`.
    let sign = tokens.get(at + 1 + first.length)?.is_sign('%');
    let between = at + 1 + first.length + usize::from(sign);
    let second = number(tokens.get(between + 1..)?, language)?;
    joins(&word(at)?, &word(between)?).then_some((first, second, between + 1))
}

fn range(first: &Number, second: &Number) -> Option<Amount> {
    let (min, max): (Decimal, Decimal) = (first.value(second.scale)?, second.value(None)?);
    (min < max).then(|| Amount::Range {
        min: min.to_string(),
        max: max.to_string(),
    })
}
