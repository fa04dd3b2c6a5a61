//! Dates and periods: absolute, and relative to the day of the article; never to the clock.

mod relative;
mod resolve;
mod words;

use jiff::civil::Date;

use self::resolve::{months, nearest_day, nearest_month, part_of_month, season_year};
use self::words::{Season, Third};
use super::{Context, Mention, scan};
use crate::article::Language;
use crate::digest::{Interval, PartialDate, Value, YearPart};
use crate::understand::calendar::{is_year_word, month, written_date, year};
use crate::understand::tokens::{Token, TokenKind};

/// What a grammar finds: the number of tokens, the value, how sure, and the name of the rule.
type Found = (usize, Value, f32, &'static str);

/// The grammars, the longest readings first.
const GRAMMARS: [fn(&Context<'_>, usize) -> Option<Found>; 16] = [
    third_of_month,
    month_range,
    date_in_relative_year,
    calendar_date,
    season,
    years,
    decade,
    relative::part_of_year,
    relative_year,
    single_year,
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
    token.map(|token| token.text.to_lowercase()).unwrap_or_default()
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
        None => (month(rest.first()?.text)?, None, 1),
    };
    let behind = words::relative_year(&rest[length..]).filter(|_| skipped == 0);
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
        Some(third) => (third, 1),
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

/// `с октября по апрель`, `between October and April`, `қазаннан сәуірге дейін`: months without a year.
fn month_range(context: &Context<'_>, at: usize) -> Option<Found> {
    let tokens = &context.tokens[at..];
    let first = month(tokens.first()?.text)?;
    let (joint, last_at) = match context.language {
        Language::Kazakh => (lower(tokens.get(2)), 1),
        _ => (lower(tokens.get(1)), 2),
    };
    let last = month(tokens.get(last_at)?.text)?;
    let joined = matches!(
        (lower(before(context, at)).as_str(), joint.as_str()),
        ("с", "по" | "до") | ("from", "to" | "until") | ("between", "and") | (_, "дейін")
    );
    let has_year = tokens.get(3).and_then(year).is_some() || written_date(tokens.get(last_at..)?).is_some();
    let value = context.anchor.map(|anchor| months(anchor, first, last));
    (joined && !has_year).then_some((3, Value::Period(value), 0.85, "period.months"))
}

/// `осенью 2019 года`, `this autumn`, `биыл күзде`, `2019 жылғы күзде`.
fn season(context: &Context<'_>, at: usize) -> Option<Found> {
    let tokens = &context.tokens[at..];
    if let Some(found) = season_of_relative_year(context, at) {
        return Some(found);
    }
    let (shift, skipped) = match words::year_shift(tokens) {
        Some((shift, length)) => (Some(shift), length),
        None => (None, 0),
    };
    let (year_before, skipped) = match tokens.first().and_then(year) {
        Some(year) if is_year_word(tokens.get(1)?.text) => (Some(year), 2),
        _ => (None, skipped),
    };
    let season = Season::named(&lower(tokens.get(skipped)))?;
    let (year_after, taken) = year_after(&tokens[skipped + 1..]);
    let stands_alone = season.is_certain || skipped > 0 || taken > 0;
    if !stands_alone {
        // `Жазғы лагерь` is of some summer or other.
        let is_attribute = context.language == Language::Kazakh && words::is_some_season(&lower(tokens.first()));
        return is_attribute.then_some((1, Value::Date(None), 0.4, "date.some-season"));
    }
    let anchored = || context.anchor.map(|anchor| season_year(anchor, season.index, shift));
    let year = year_before.or(year_after).or_else(anchored);
    let value = year.map(|year| PartialDate::Part(year, YearPart::Season(season.index)));
    Some((skipped + 1 + taken, Value::Date(value), 0.85, "date.season"))
}

/// `келесі жылдың көктемінде`, `весной следующего года`, `in the spring of next year`.
fn season_of_relative_year(context: &Context<'_>, at: usize) -> Option<Found> {
    let tokens = &context.tokens[at..];
    let (shift, season_at, length) = match words::relative_year(tokens) {
        Some((shift, length)) if length > 1 => (shift, length, length + 1),
        _ => {
            let of = usize::from(tokens.get(1)?.text == "of");
            let (shift, length) = words::relative_year(tokens.get(1 + of..)?)?;
            (shift, 0, 1 + of + length)
        }
    };
    let season = Season::named(&lower(tokens.get(season_at)))?;
    let part = YearPart::Season(season.index);
    let value = context
        .anchor
        .map(|anchor| PartialDate::Part(anchor.year() + shift, part));
    Some((length, Value::Date(value), 0.85, "date.season"))
}

/// A year with its word, directly or behind `of`: how many tokens it takes.
fn year_after(tokens: &[Token<'_>]) -> (Option<i16>, usize) {
    let of = usize::from(tokens.first().is_some_and(|token| token.text == "of"));
    match tokens.get(of).and_then(year) {
        None => (None, 0),
        Some(year) => {
            let word = tokens.get(of + 1).is_some_and(|token| is_year_word(token.text));
            (Some(year), of + 1 + usize::from(word))
        }
    }
}

/// `2015–2020`, `2015-2020 годы`, `2015–2020 жылдарға`.
fn years(context: &Context<'_>, at: usize) -> Option<Found> {
    let tokens = &context.tokens[at..];
    let (from, dash) = (year(tokens.first()?)?, tokens.get(1)?);
    let to = tokens.get(2).and_then(year).filter(|to| from < *to && dash.is_dash())?;
    let word = usize::from(words::is_years(&lower(tokens.get(3))));
    let interval = Interval {
        from: PartialDate::Year(from),
        to: PartialDate::Year(to),
    };
    let confidence = if word > 0 { 0.95 } else { 0.8 };
    Some((3 + word, Value::Period(Some(interval)), confidence, "period.years"))
}

/// `1990-х годах`, `1990-шы жылдары`, `1990s`.
fn decade(context: &Context<'_>, at: usize) -> Option<Found> {
    let tokens = &context.tokens[at..];
    let first = year(tokens.first()?).filter(|year| year % 10 == 0)?;
    let next = tokens.get(1)?;
    let length = if next.text == "s" && !next.after_blank {
        2
    } else {
        let ending = if next.is_dash() && !next.after_blank { 2 } else { 0 };
        words::is_years(&lower(tokens.get(1 + ending))).then_some(2 + ending)?
    };
    Some((
        length,
        Value::Date(Some(PartialDate::Decade(first))),
        0.9,
        "date.decade",
    ))
}

/// `в прошлом году`, `биыл`, `last year`.
fn relative_year(context: &Context<'_>, at: usize) -> Option<Found> {
    let (shift, length) = words::relative_year(&context.tokens[at..])?;
    let value = context.anchor.map(|anchor| PartialDate::Year(anchor.year() + shift));
    Some((length, Value::Date(value), 0.85, "date.relative-year"))
}

/// `в 2009 году`, `2009 жылы`, `in 2009`.
fn single_year(context: &Context<'_>, at: usize) -> Option<Found> {
    let tokens = &context.tokens[at..];
    let year = year(tokens.first()?)?;
    let word = tokens
        .get(1)
        .filter(|token| token.kind == TokenKind::Word && is_year_word(token.text));
    if let Some(word) = word {
        let length = 2 + usize::from(
            matches!(word.text, "г" | "ж") && tokens.get(2).is_some_and(|next| next.is_sign('.') && tokens.len() > 3),
        );
        return Some((length, Value::Date(Some(PartialDate::Year(year))), 0.95, "date.year"));
    }
    let preposition = words::is_before_year(&lower(before(context, at)));
    // `in 2019 people` counts people; a number with decimals is no year.
    let counts = tokens.get(1).is_some_and(|next| {
        next.kind == TokenKind::Word && words::is_counted(next.text) || !next.after_blank && next.is_sign('%')
    });
    let decimal = tokens
        .get(1)
        .is_some_and(|sign| matches!(sign.text, "." | ",") && !sign.after_blank)
        && tokens
            .get(2)
            .is_some_and(|next| next.kind == TokenKind::Digits && !next.after_blank);
    (context.language == Language::English && preposition && !counts && !decimal).then_some((
        1,
        Value::Date(Some(PartialDate::Year(year))),
        0.9,
        "date.year",
    ))
}

/// `в марте`, `in March`, `наурызда`, `наурыз айында`: the nearest one.
fn bare_month(context: &Context<'_>, at: usize) -> Option<Found> {
    let tokens = &context.tokens[at..];
    let first = tokens.first().filter(|token| token.kind == TokenKind::Word)?;
    let month = month(first.text)?;
    let month_word = context.language == Language::Kazakh && lower(tokens.get(1)).starts_with("айы");
    let framed = match context.language {
        Language::Kazakh => {
            month_word || words::is_kazakh_month_in_case(first.text) || words::is_kazakh_month_alone(first.text)
        }
        Language::Russian => words::is_before_russian_month(&lower(before(context, at))),
        _ => words::is_before_english_month(&lower(before(context, at))),
    };
    let value = context.anchor.and_then(|anchor| nearest_month(anchor, month));
    framed.then_some((1 + usize::from(month_word), Value::Date(value), 0.8, "date.month"))
}
