//! The figures of an article with what they are about, so that those of several articles can be set side by side.

use std::ops::Range;

use jiff::civil::Date;

use super::concepts::concept;
use crate::article::{Language, Span};
use crate::digest::{Amount, Fact, Measure, Money, PartialDate, Value};
use crate::extract;
use crate::understand::cyrillic::Cyrillic;
use crate::understand::tokens::{Token, TokenKind, lowercase, tokenize};

/// Words on either side of a figure that tell what it is about.
const REACH: usize = 9;

/// UCUM's unit of what is merely counted.
const COUNTED: &str = "1";

/// A number, a sum or a day as an article states it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Figure {
    /// What is stated.
    pub value: Value,
    /// What it can be compared with.
    pub unit: Unit,
    /// How much, for comparison only.
    pub size: f64,
    /// The concepts around it, rising.
    pub about: Vec<&'static str>,
    /// The concept right behind it: what is counted.
    pub counted: Option<&'static str>,
    /// The sentence that states it.
    pub sentence: Span,
}

/// What figures must have in common to be compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Unit {
    /// A currency.
    Money(String),
    /// A hundredth.
    Percent,
    /// A unit of measure.
    Measure(String),
    /// A length of time, by its letter in ISO 8601 and whether it is one of the clock.
    Duration(char, bool),
    /// People and things.
    Count,
    /// The calendar.
    Day,
}

/// The figures of a sentence with the facts that it states. The day on which the article came out is none: it is when the news
/// was told.
pub(super) fn figures(
    text: &str,
    language: Language,
    sentence: Span,
    facts: &[&Fact],
    told: Option<Date>,
) -> Vec<Figure> {
    if let Some(cyrillic) = Cyrillic::of(text, language) {
        return figures(cyrillic.text(), Language::Kazakh, sentence, facts, told);
    }
    let tokens = tokenize(text);
    let mut figures = Vec::new();
    let numbers = extract::figures::figures(text, language).into_iter();
    for number in numbers.filter(|number| !number.is_ordinal) {
        let written = &text[number.range.clone()];
        let stated = facts.iter().find(|fact| has_number(&fact.text, written));
        let (value, unit) = match stated.map(|fact| &fact.value) {
            Some(value) => match unit_of(value) {
                Some(unit) => (value.clone(), unit),
                None => continue,
            },
            None => (counted(&number.amount), Unit::Count),
        };
        let Some(size) = size(&value, &number.amount) else {
            continue;
        };
        figures.push(Figure {
            value,
            unit,
            size,
            about: concepts(&tokens, &number.range, language),
            counted: counted_concept(&tokens, &number.range, language),
            sentence,
        });
    }
    let days = days(text, &tokens, language, sentence, facts);
    let told = told.map(days_since_epoch);
    figures.extend(days.filter(|day| told.is_none_or(|told| (day.size - told).abs() > 1.0)));
    figures
}

/// Whether a number stands in a text, and not as a part of another.
fn has_number(text: &str, number: &str) -> bool {
    let is_part = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
    text.match_indices(number).any(|(start, _)| {
        let end = start + number.len();
        !is_part(text[..start].chars().next_back()) && !is_part(text[end..].chars().next())
    })
}

fn counted(amount: &Amount) -> Value {
    Value::Quantity(Measure {
        amount: amount.clone(),
        unit: COUNTED.to_owned(),
        bound: None,
    })
}

fn unit_of(value: &Value) -> Option<Unit> {
    match value {
        Value::Money(money) => Some(Unit::Money(money.currency.clone())),
        Value::Percent(_) => Some(Unit::Percent),
        Value::Quantity(measure) if measure.unit.starts_with('{') => Some(Unit::Count),
        Value::Quantity(measure) => Some(Unit::Measure(measure.unit.clone())),
        Value::Duration(period) => Some(Unit::Duration(period.chars().last()?, period.contains('T'))),
        _ => None,
    }
}

/// The number of an exact value.
fn size(value: &Value, written: &Amount) -> Option<f64> {
    let amount = match value {
        Value::Money(Money { amount, .. })
        | Value::Percent(Measure { amount, .. })
        | Value::Quantity(Measure { amount, .. }) => amount,
        _ => written,
    };
    match amount {
        Amount::Exact { amount } => amount.parse().ok(),
        Amount::Range { .. } => None,
    }
}

/// The days that facts of a sentence name.
fn days<'f>(
    text: &'f str,
    tokens: &'f [Token<'f>],
    language: Language,
    sentence: Span,
    facts: &'f [&'f Fact],
) -> impl Iterator<Item = Figure> + 'f {
    facts.iter().filter_map(move |fact| {
        let Value::Date(Some(PartialDate::Day(day))) = &fact.value else {
            return None;
        };
        let start = text.find(&fact.text)?;
        Some(Figure {
            value: fact.value.clone(),
            unit: Unit::Day,
            size: days_since_epoch(*day),
            about: concepts(tokens, &(start..start + fact.text.len()), language),
            counted: None,
            sentence,
        })
    })
}

fn days_since_epoch(day: Date) -> f64 {
    f64::from((day - Date::ZERO).get_days())
}

/// The concept of the word behind some bytes of a sentence, or of the next.
fn counted_concept(tokens: &[Token<'_>], range: &Range<usize>, language: Language) -> Option<&'static str> {
    let after = tokens.partition_point(|token| token.start < range.end);
    let words = tokens[after..]
        .iter()
        .take(2)
        .take_while(|token| token.kind == TokenKind::Word);
    let mut concepts = words.map(|token| concept(&lowercase(token.text), language));
    concepts.find_map(|concept| concept)
}

/// The concepts of the words around some bytes of a sentence.
fn concepts(tokens: &[Token<'_>], range: &Range<usize>, language: Language) -> Vec<&'static str> {
    let before = tokens.partition_point(|token| token.start < range.start);
    let after = tokens.partition_point(|token| token.start < range.end);
    let is_word = |token: &&Token<'_>| token.kind == TokenKind::Word;
    let left = tokens[..before].iter().rev().filter(is_word).take(REACH);
    let right = tokens[after.max(before)..].iter().filter(is_word).take(REACH);
    let mut concepts: Vec<&'static str> = left
        .chain(right)
        .filter_map(|token| concept(&lowercase(token.text), language))
        .filter(|concept| !concept.starts_with("place-"))
        .collect();
    concepts.sort_unstable();
    concepts.dedup();
    concepts
}
