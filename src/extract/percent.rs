//! Percentages: `12,5 %`, `от 5 до 7 процентов`, `12,5 пайыздан астам`, `five per cent` in digits.

use super::bounds;
use super::measures::{change, measured};
use super::{Context, Mention, scan};
use crate::digest::{Measure, Value};
use crate::understand::tokens::{Token, lowercase};

pub(super) fn find(context: &Context<'_>) -> Vec<Mention> {
    scan(context, |context, at| match changed(context, at) {
        Some(both) => both.to_vec(),
        None => percentage(context, at).into_iter().collect(),
    })
}

/// `с 30 до 12 процентов`: two percentages that share their sign.
fn changed(context: &Context<'_>, at: usize) -> Option<[Mention; 2]> {
    let [(before, first), (after, second)] = change(&context.tokens, at, context.language)?;
    let length = sign_length(&context.tokens[second.end..])?;
    let percentage = |amount, tokens| Mention {
        tokens,
        value: Value::Percent(Measure {
            amount,
            unit: "%".into(),
            bound: None,
        }),
        confidence: 0.95,
        rule: "percent.change",
    };
    Some([
        percentage(before, first),
        percentage(after, second.start..second.end + length),
    ])
}

fn percentage(context: &Context<'_>, at: usize) -> Option<Mention> {
    let tokens = &context.tokens;
    let measured = measured(tokens, at, context.language)?;
    let end = measured.end + sign_length(&tokens[measured.end..])?;
    if is_points(&tokens[end..]) {
        return None;
    }
    let (bound, end) = bounds::or_after(measured.bound, tokens, end, context.language);
    Some(Mention {
        tokens: at..end,
        value: Value::Percent(Measure {
            amount: measured.amount,
            unit: "%".into(),
            bound,
        }),
        confidence: 0.98,
        rule: "percent",
    })
}

fn sign_length(tokens: &[Token<'_>]) -> Option<usize> {
    let first = tokens.first()?;
    let word = lowercase(first.text);
    match word.as_str() {
        "%" => Some(1),
        "percent" | "pct" => Some(1),
        "per" if tokens.get(1)?.text == "cent" => Some(2),
        _ if word.starts_with("процент") && !word.starts_with("процентн") => Some(1),
        _ if word.starts_with("пайыз") && !word.starts_with("пайыздық") => Some(1),
        _ => None,
    }
}

/// Percentage points are a difference of percentages, not one.
fn is_points(tokens: &[Token<'_>]) -> bool {
    tokens.first().is_some_and(|token| {
        let word = lowercase(token.text);
        word.starts_with("пункт") || word.starts_with("тармақ") || word == "points"
    })
}
