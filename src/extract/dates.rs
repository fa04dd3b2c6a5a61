//! Dates and periods: absolute, and relative to the day of the article; never to the clock.

mod ranges;
mod relative;
mod resolve;
mod seasons;
mod words;
mod years;

use jiff::civil::Date;

use self::resolve::{month_by_shift, nearest_day, nearest_month, part_of_month};
use self::words::Third;
use super::{Context, Mention, scan};
use crate::article::Language;
use crate::digest::{PartialDate, Value};
use crate::understand::calendar::{is_month_word, month, written_date};
use crate::understand::tokens::{Token, TokenKind, lowercase};

/// What a grammar finds: the number of tokens, the value, how sure, and the name of the rule.
type Found = (usize, Value, f32, &'static str);

/// The grammars, the longest readings first.
const GRAMMARS: [fn(&Context<'_>, usize) -> Option<Found>; 20] = [
    third_of_month,
    ranges::month_range,
    ranges::day_range,
    ranges::day_range_behind_month,
    date_in_relative_year,
    calendar_date,
    seasons::season,
    years::years,
    years::decade,
    years::century,
    relative::part_of_year,
    years::relative_year,
    years::single_year,
    recent_month,
    bare_month,
    relative::end_of_year,
    relative::ago,
    relative::this_or_that,
    relative::day_word,
    relative::weekday,
];

pub(super) fn find(context: &Context<'_>) -> Vec<Mention> {
    scan(context, |context, at| {
        let found = GRAMMARS.iter().find_map(|grammar| grammar(context, at));
        let mention = found.map(|(length, value, confidence, rule)| Mention {
            tokens: at..at + length,
            value,
            confidence,
            rule,
        });
        mention.into_iter().collect()
    })
}

fn lower(token: Option<&Token<'_>>) -> String {
    token.map(|token| lowercase(token.text)).unwrap_or_default()
}

fn before<'c>(context: &'c Context<'_>, at: usize) -> Option<&'c Token<'c>> {
    context.tokens.get(at.checked_sub(1)?)
}

/// `14 марта 2019 года`, `March 14`, `2019 жылғы наурыз`: a day or a month that calendars know.
fn calendar_date(context: &Context<'_>, at: usize) -> Option<Found> {
    let tokens = &context.tokens[at..];
    // `5,14 марта` and `2.14.03.2019` begin in the middle of a number.
    let inside = before(context, at).is_some_and(|token| !tokens[0].after_blank && matches!(token.text, "." | ","))
        && at > 1
        && context.tokens[at - 2].kind == TokenKind::Digits;
    let date = written_date(tokens).filter(|_| !inside)?;
    // `Төртінші маусымы` is a season of something: June takes that ending only behind a year.
    if date.year.is_none() && lower(tokens.get(date.length - 1)).starts_with("маусымы") {
        return None;
    }
    let value = match (date.year, date.day) {
        (Some(year), Some(day)) => Some(PartialDate::Day(Date::new(year, date.month, day).ok()?)),
        (Some(year), None) => Some(PartialDate::Month(year, date.month)),
        (None, Some(day)) => context
            .anchor
            .and_then(|anchor| nearest_day(anchor, date.month, day))
            .map(PartialDate::Day),
        (None, None) => return None,
    };
    let confidence = if date.year.is_some() { 0.98 } else { 0.9 };
    Some((date.length, Value::Date(value), confidence, "date.calendar"))
}

/// `биыл 5 қарашада`, `1 декабря этого года`, `in November last year`: the year by its distance from this one.
fn date_in_relative_year(context: &Context<'_>, at: usize) -> Option<Found> {
    let tokens = &context.tokens[at..];
    let (ahead, skipped) = match words::relative_year(tokens) {
        Some((shift, length)) if context.language == Language::Kazakh => (Some(shift), length),
        _ => (None, 0),
    };
    let rest = &tokens[skipped..];
    let (month, day, length) = match written_date(rest) {
        Some(date) if date.year.is_none() => (date.month, date.day, date.length),
        Some(_) => return None,
        None => {
            let month_word = usize::from(skipped > 0 && is_month_word(&lower(rest.get(1))));
            (month(rest.first()?.text)?, None, 1 + month_word)
        }
    };
    let of = usize::from(rest.get(length).is_some_and(|of| of.text == "of"));
    let behind = rest.get(length + of..).and_then(words::relative_year);
    let behind = behind
        .filter(|_| skipped == 0)
        .map(|(shift, length)| (shift, of + length));
    let shift = ahead.or(behind.map(|(shift, _)| shift))?;
    let value = context.anchor.and_then(|anchor| {
        let year = anchor.year() + shift;
        match day {
            Some(day) => Date::new(year, month, day).ok().map(PartialDate::Day),
            None => Some(PartialDate::Month(year, month)),
        }
    });
    let length = skipped + length + behind.map_or(0, |(_, length)| length);
    Some((length, Value::Date(value), 0.9, "date.relative-year"))
}

/// `early March`, `в начале марта 2019 года`, `наурыз айының басында`.
fn third_of_month(context: &Context<'_>, at: usize) -> Option<Found> {
    let tokens = &context.tokens[at..];
    let (third, month_at) = match Third::before_month(&lower(tokens.first())) {
        Some(third) => (third, 1 + usize::from(tokens.get(1)?.is_dash())),
        None => return kazakh_third_of_month(context, at),
    };
    let month_at = month_at + usize::from(tokens.get(month_at)?.text == "of");
    let (month, year, length) = month_with_year(&tokens[month_at..])?;
    let value = part_of_month(context.anchor, year, month, third);
    Some((month_at + length, Value::Period(value), 0.9, "period.third-of-month"))
}

/// `наурыз айының басында`, `2019 жылғы наурыздың соңында`.
fn kazakh_third_of_month(context: &Context<'_>, at: usize) -> Option<Found> {
    if context.language != Language::Kazakh {
        return None;
    }
    let tokens = &context.tokens[at..];
    let (month, year, length) = match written_date(tokens) {
        Some(date) if date.day.is_none() => (date.month, date.year, date.length),
        Some(_) => return None,
        None => (month(tokens.first()?.text)?, None, 1),
    };
    let month_word = usize::from(lower(tokens.get(length)).starts_with("ай"));
    let third = Third::after_month(&lower(tokens.get(length + month_word)))?;
    let value = part_of_month(context.anchor, year, month, third);
    Some((
        length + month_word + 1,
        Value::Period(value),
        0.9,
        "period.third-of-month",
    ))
}

/// A month with or without a year, and how many tokens they take.
fn month_with_year(tokens: &[Token<'_>]) -> Option<(i8, Option<i16>, usize)> {
    match written_date(tokens) {
        Some(date) if date.day.is_none() => Some((date.month, date.year, date.length)),
        Some(_) => None,
        None => Some((month(tokens.first()?.text)?, None, 1)),
    }
}

/// `last July`, `this May`, `next March`: the last or next one that is whole, or the one of this year.
fn recent_month(context: &Context<'_>, at: usize) -> Option<Found> {
    let tokens = &context.tokens[at..];
    let (shift, _) = words::year_shift(tokens).filter(|_| context.language == Language::English)?;
    let month = month(tokens.get(1)?.text)?;
    // `This March 14` is a day.
    let value = context.anchor.map(|anchor| month_by_shift(anchor, month, shift));
    Some((2, Value::Date(value), 0.85, "date.month"))
}

/// `в марте`, `in March`, `наурызда`, `наурыз айында`: the nearest one.
fn bare_month(context: &Context<'_>, at: usize) -> Option<Found> {
    let tokens = &context.tokens[at..];
    let first = tokens.first().filter(|token| token.kind == TokenKind::Word)?;
    let month = month(first.text)?;
    let month_word = context.language == Language::Kazakh && is_month_word(&lower(tokens.get(1)));
    let framed = match context.language {
        Language::Kazakh => {
            month_word
                || words::is_kazakh_month_in_case(first.text)
                || words::is_kazakh_month_alone(first.text)
                || is_in_list_of_months(tokens)
        }
        Language::Russian => words::is_before_russian_month(&lower(before(context, at))),
        _ => {
            words::is_before_english_month(&lower(before(context, at)))
                || words::is_only_a_month(first.text) && !is_in_a_name(context, at)
        }
    };
    let value = context.anchor.and_then(|anchor| nearest_month(anchor, month));
    framed.then_some((1 + usize::from(month_word), Value::Date(value), 0.8, "date.month"))
}

/// `Қаңтар, наурыз, маусым және тамыз айларында`: what months the words are, the last of them tells.
fn is_in_list_of_months(tokens: &[Token<'_>]) -> bool {
    let is_joint = |token: &Token<'_>| matches!(token.text, "," | "және" | "мен" | "бен" | "пен") || token.is_dash();
    let rest = tokens
        .iter()
        .skip_while(|token| is_joint(token) || month(token.text).is_some());
    let taken = tokens.len() - rest.clone().count();
    taken > 1 && lower(rest.clone().next()).starts_with("айлар")
}

/// `October Road`, `the Black September`: names that a month is part of.
fn is_in_a_name(context: &Context<'_>, at: usize) -> bool {
    let next = context.tokens.get(at + 1);
    let name_before = before(context, at).is_some_and(|token| token.is_capitalized() && at > 1 && !token.is_sign('.'));
    next.is_some_and(Token::is_capitalized) || name_before
}
