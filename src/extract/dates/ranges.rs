//! Stretches of days and months.

use jiff::civil::Date;

use super::resolve::{months, nearest_day};
use super::years::year_after;
use super::{Found, before, lower, words};
use crate::article::Language;
use crate::digest::{Interval, PartialDate, Value};
use crate::extract::Context;
use crate::understand::calendar::{
    WrittenDate, day, is_month_word, is_year_word, month, possessive_day, written_date, year,
};
use crate::understand::tokens::Token;

/// `27–28 сентября 2014 года`, `с 8 по 10 мая`, `между 22-м и 23-м февраля`, `8–10 мамырда`, `from 8 to 10 May`.
pub(super) fn day_range(context: &Context<'_>, at: usize) -> Option<Found> {
    let tokens = &context.tokens[at..];
    let first = day(tokens.first()?)?;
    let joint = tokens.get(1)?;
    let word = lower(before(context, at));
    // `В ночь с 3 на 4 июня`.
    let is_night = matches!((word.as_str(), joint.text), ("с" | "со", "на"));
    let is_joined = joint.is_dash() || is_night || words::joins_range(&word, &lower(Some(joint)));
    let date = written_date(tokens.get(2..).filter(|_| is_joined)?)?;
    found(context, first, date.day?, &date, 2 + date.length)
}

/// `May 8–10`, `May 8–10, 2019`, `қыркүйектің 25-і – 26-сы`, `наурыздың 5-і мен 14-і`.
pub(super) fn day_range_behind_month(context: &Context<'_>, at: usize) -> Option<Found> {
    let tokens = &context.tokens[at..];
    let date = written_date(tokens).filter(|date| date.day.is_some())?;
    let joint = tokens.get(date.length)?;
    let is_pair = context.language == Language::Kazakh && matches!(joint.text, "мен" | "бен" | "пен");
    if !joint.is_dash() && !is_pair {
        return None;
    }
    let rest = &tokens[date.length + 1..];
    let is_month_first = month(tokens[0].text).is_some();
    let (last, length) = match context.language {
        Language::English => (day(rest.first()?)?, 1),
        _ => possessive_day(rest)?,
    };
    // `May 8 – June 10` are two dates, and `8 May – 10 people` is one.
    if !is_month_first || date.year.is_some() {
        return None;
    }
    let length = date.length + 1 + length;
    let comma = usize::from(tokens.get(length).is_some_and(|comma| comma.is_sign(',')));
    let trailing = tokens
        .get(length + comma)
        .filter(|_| context.language == Language::English);
    let trailing = trailing.and_then(year);
    let taken = trailing.map_or(0, |_| comma + 1);
    let date = WrittenDate { year: trailing, ..date };
    found(context, date.day?, last, &date, length + taken)
}

/// A stretch from one day of a month to another; without a year, the nearest such.
fn found(context: &Context<'_>, first: i8, last: i8, date: &WrittenDate, length: usize) -> Option<Found> {
    if first >= last {
        return None;
    }
    let year = date
        .year
        .or_else(|| Some(nearest_day(context.anchor?, date.month, last)?.year()));
    let day = |year, day| Date::new(year, date.month, day).ok().map(PartialDate::Day);
    let interval = match year {
        Some(year) => Some(Interval {
            from: day(year, first)?,
            to: day(year, last)?,
        }),
        None => None,
    };
    Some((length, Value::Period(interval), 0.95, "period.days"))
}

/// `с октября по апрель`, `between October and April`, `қазаннан сәуірге дейін`, `в январе–мае 2019 года`,
/// `биылғы қаңтар–мамыр айларында`, `the October-to-December quarter`.
pub(super) fn month_range(context: &Context<'_>, at: usize) -> Option<Found> {
    let tokens = &context.tokens[at..];
    let (year_ahead, start) = match context.language {
        Language::Kazakh => year_of(context, tokens),
        _ => (None, 0),
    };
    let first = month(tokens.get(start)?.text)?;
    let joint = joint_length(context, at + start)?;
    let last_at = start + 1 + joint;
    let last = month(tokens.get(last_at)?.text)?;
    let is_kazakh = context.language == Language::Kazakh;
    let word_behind = lower(tokens.get(last_at + 1));
    let is_closed = joint > 0 || word_behind == "дейін";
    // `8 мая – 10 июня` and `5 мамыр – 3 маусым` have days, which other rules read.
    if !is_closed || tokens.get(last_at + 1).and_then(day).is_some() {
        return None;
    }
    let closing = usize::from(is_kazakh && (word_behind == "дейін" || is_month_word(&word_behind)));
    let behind = last_at + 1 + closing;
    let (year_behind, taken) = match is_kazakh {
        true => (None, 0),
        false => year_of(context, &tokens[behind..]),
    };
    let value = match year_ahead.or(year_behind) {
        Some(last_year) => Some(Interval {
            from: PartialDate::Month(last_year - i16::from(first > last), first),
            to: PartialDate::Month(last_year, last),
        }),
        None => context.anchor.map(|anchor| months(anchor, first, last)),
    };
    Some((behind + taken, Value::Period(value), 0.85, "period.months"))
}

/// How many tokens join the month at a place to the next one; none where only the cases of Kazakh join them.
fn joint_length(context: &Context<'_>, at: usize) -> Option<usize> {
    let tokens = &context.tokens[at..];
    let joint = lower(tokens.get(1));
    let is_dash = tokens.get(1)?.is_dash();
    match (is_dash, joint.as_str()) {
        (true, _) if lower(tokens.get(2)) == "to" && tokens.get(3)?.is_dash() => Some(3),
        (true, _) => Some(1),
        (false, joint) if words::joins_range(&lower(before(context, at)), joint) => Some(1),
        (false, _) => (context.language == Language::Kazakh && month(tokens.get(1)?.text).is_some()).then_some(0),
    }
}

/// The year that stands at the beginning of some tokens, by its number or by its distance from this one.
fn year_of(context: &Context<'_>, tokens: &[Token<'_>]) -> (Option<i16>, usize) {
    if let Some((shift, length)) = words::relative_year(tokens) {
        return (context.anchor.map(|anchor| anchor.year() + shift), length);
    }
    let (year, length) = year_after(tokens);
    let is_kazakh = context.language == Language::Kazakh;
    // `2019 жылғы қаңтар – мамыр`: in Kazakh the word for it has to be there.
    match is_kazakh && !tokens.get(1).is_some_and(|word| is_year_word(word.text)) {
        true => (None, 0),
        false => (year, length),
    }
}
