//! Years, decades and centuries.

use super::words;
use super::{Found, before, lower};
use crate::article::Language;
use crate::digest::{Interval, PartialDate, Value};
use crate::extract::Context;
use crate::extract::time_units::{TimeUnit, time_unit};
use crate::understand::calendar::{is_year_word, year};
use crate::understand::tokens::{Token, TokenKind, lowercase};

/// A year with its word, directly or behind `of`: how many tokens it takes.
pub(super) fn year_after(tokens: &[Token<'_>]) -> (Option<i16>, usize) {
    let of = usize::from(tokens.first().is_some_and(|token| token.text == "of"));
    match tokens.get(of).and_then(year) {
        None => (None, 0),
        Some(year) => {
            let word = tokens.get(of + 1).is_some_and(|token| is_year_word(token.text));
            (Some(year), of + 1 + usize::from(word))
        }
    }
}

/// `2015–2020`, `2015-2020 годы`, `2015–2020 жылдарға`, `с 1994 по 2000 год`.
pub(super) fn years(context: &Context<'_>, at: usize) -> Option<Found> {
    let tokens = &context.tokens[at..];
    let (from, joint) = (year(tokens.first()?)?, tokens.get(1)?);
    let is_joined = joint.is_dash() || words::joins_range(&lower(before(context, at)), &lower(Some(joint)));
    let to = tokens.get(2).and_then(year).filter(|to| from < *to && is_joined)?;
    let next = lower(tokens.get(3));
    if words::is_unit(&next) {
        return None;
    }
    let word = usize::from(words::is_years(&next) || is_year_word(&next));
    let interval = Interval {
        from: PartialDate::Year(from),
        to: PartialDate::Year(to),
    };
    let confidence = if word > 0 { 0.95 } else { 0.8 };
    Some((3 + word, Value::Period(Some(interval)), confidence, "period.years"))
}

/// `1990-х годах`, `1980-х`, `1990-шы жылдары`, `1990s`, `90-е годы`, `өткен ғасырдың 50-інші жылдары`.
pub(super) fn decade(context: &Context<'_>, at: usize) -> Option<Found> {
    let tokens = &context.tokens[at..];
    let skipped = if words::is_last_century(tokens) { 2 } else { 0 };
    let (length, has_word) = decade_length(&tokens[skipped..])?;
    let behind = skipped + length;
    let in_last_century = skipped > 0 || words::is_last_century_behind(&tokens[behind..]);
    let number = tokens.get(skipped)?;
    let first = match year(number) {
        Some(year) => Some(year),
        None if !is_short_decade(context, at + skipped, in_last_century || has_word) => return None,
        None => context
            .anchor
            .and_then(|anchor| latest_decade(anchor.year(), number.text.parse().ok()?, in_last_century)),
    };
    if first.is_some_and(|first| first % 10 != 0) {
        return None;
    }
    let length = behind + if in_last_century && skipped == 0 { 2 } else { 0 };
    // `The 1600s` are a hundred years, `the 2000s` and `1900-е` ten.
    let is_century =
        context.language == Language::English && first.is_some_and(|first| first < 1900 && first % 100 == 0);
    let value = match is_century {
        true => first.map(PartialDate::Century),
        false => first.map(PartialDate::Decade),
    };
    Some((length, Value::Date(value), 0.9, "date.decade"))
}

/// How many tokens name a decade, and whether the word for years is one of them.
fn decade_length(tokens: &[Token<'_>]) -> Option<(usize, bool)> {
    let next = tokens.get(1)?;
    if next.text == "s" && !next.after_blank {
        return Some((2, false));
    }
    let dash = usize::from(next.is_dash());
    let plural = usize::from(words::is_decade_ending(&lower(tokens.get(1 + dash))));
    let ending = if plural > 0 { dash + plural } else { 0 };
    let has_word = words::is_years(&lower(tokens.get(1 + ending)));
    let is_full = tokens.first().and_then(year).is_some();
    (has_word || ending > 0 && is_full).then_some((1 + ending + usize::from(has_word), has_word))
}

/// Whether two digits are a decade: `the 90s` and `90-е годы`, but not `in their 90s`.
fn is_short_decade(context: &Context<'_>, at: usize, has_word: bool) -> bool {
    let number = &context.tokens[at];
    let is_ten = number.text.len() == 2 && number.text.ends_with('0') && number.text != "00";
    is_ten
        && match context.language {
            Language::English => words::is_before_short_decade(&lower(before(context, at))),
            _ => has_word,
        }
}

/// The last decade of that number which began before the anchor.
fn latest_decade(anchor: i16, number: i16, in_last_century: bool) -> Option<i16> {
    let century = anchor - anchor.rem_euclid(100);
    match in_last_century || century + number > anchor {
        true => century.checked_sub(100)?.checked_add(number),
        // `20-е годы`, said in 2024, may be those of any century.
        false => (anchor - (century + number) >= 20).then_some(century + number),
    }
}

/// `17-го века`, `XX ғасырда`, `the 19th century`, `XVIII–XIX веков`, `он тоғызыншы, жиырмасыншы ғасырларда`.
pub(super) fn century(context: &Context<'_>, at: usize) -> Option<Found> {
    let tokens = &context.tokens[at..];
    let first = century_number(tokens.first()?)?;
    let last = tokens
        .get(2)
        .filter(|_| words::joins_list(tokens[1].text) || tokens[1].is_dash())
        .and_then(century_number)
        .filter(|last| first < *last);
    let word_at = if last.is_some() { 3 } else { 1 };
    let hyphen = tokens.get(word_at)?.is_dash() && context.language == Language::English;
    let word_at = word_at + usize::from(hyphen);
    let word = tokens.get(word_at)?;
    let is_century = match (word.text, context.language) {
        // One or two letters with a point, as in `XIX в.`, `XVIII–XIX вв.`, `XIX ғ.`.
        ("в" | "вв", Language::Russian) | ("ғ" | "ғғ", Language::Kazakh) => {
            tokens.get(word_at + 1).is_some_and(|point| point.is_sign('.'))
        }
        _ => time_unit(word, context.language) == Some(TimeUnit::Century) || word.text.starts_with("ғасырлар"),
    };
    // `Twentieth Century Fox`.
    let in_name = word.is_capitalized() && tokens.get(word_at + 1).is_some_and(Token::is_capitalized);
    // Without an ordinal it may count centuries: `5 веков`, `екі ғасыр бұрын`.
    let is_ordinal = tokens[0].kind == TokenKind::Word
        || tokens[0].is_ordinal
        || context.language != Language::English && words::is_one_century(&lower(Some(word)));
    let century = |number: i16| PartialDate::Century(100 * (number - 1));
    let (value, rule) = match last {
        Some(last) => {
            let (from, to) = (century(first), century(last));
            (Value::Period(Some(Interval { from, to })), "period.centuries")
        }
        None => (Value::Date(Some(century(first))), "date.century"),
    };
    (is_century && is_ordinal && !in_name).then_some((word_at + 1, value, 0.9, rule))
}

fn century_number(token: &Token<'_>) -> Option<i16> {
    let number = match token.kind {
        TokenKind::Digits if token.text.len() <= 2 => token.text.parse().ok(),
        _ => words::roman_century(token.text),
    };
    number.filter(|number| (1..=22).contains(number))
}

/// `в прошлом году`, `биыл`, `last year`.
pub(super) fn relative_year(context: &Context<'_>, at: usize) -> Option<Found> {
    let (shift, length) = words::relative_year(&context.tokens[at..])?;
    let value = context.anchor.map(|anchor| PartialDate::Year(anchor.year() + shift));
    Some((length, Value::Date(value), 0.85, "date.relative-year"))
}

/// `в 2009 году`, `2009 жылы`, `in 2009`.
pub(super) fn single_year(context: &Context<'_>, at: usize) -> Option<Found> {
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
    let value = Value::Date(Some(PartialDate::Year(year)));
    match context.language {
        // `В 2003-м`: the word for it is left out.
        Language::Russian if tokens[0].is_ordinal => Some((1, value, 0.85, "date.year")),
        Language::English => english_year(context, at, year).map(|confidence| (1, value, confidence, "date.year")),
        _ => None,
    }
}

/// How sure a number is a year in an English sentence, where nothing but its place says so.
fn english_year(context: &Context<'_>, at: usize, year: i16) -> Option<f32> {
    let tokens = &context.tokens[at..];
    if tokens[0].is_ordinal || is_part_of_number(context, at) {
        return None;
    }
    let word = lower(before(context, at));
    let joined = before(context, at).is_some_and(|sign| sign.is_dash())
        && words::is_third(&lower(at.checked_sub(2).map(|at| &context.tokens[at])));
    let next = tokens.get(1).filter(|next| next.kind == TokenKind::Word);
    let counted = next.is_some_and(|next| words::is_counted(next.text));
    // A round number counts more often than it names a year, and nobody counts 1987 of something.
    let is_recent = (1500..2100).contains(&year) && year % 100 != 0;
    let unit = next.is_some_and(|next| words::is_unit(&lowercase(next.text)));
    if words::is_before_year(&word) || joined {
        // `In 1623 reveals` has a verb, `of 1623 workers` a noun: only the word before tells.
        let plural = next.is_some_and(|next| words::is_plural(next.text)) && !words::is_only_before_time(&word);
        return (!unit && (!counted || is_recent && !plural)).then_some(0.9);
    }
    let bracketed = word == "(" && tokens.get(1).is_some_and(|sign| sign.is_sign(')'));
    // `The 2010 earthquake`, `its 2003 results`; but `the 1987 workers` are counted.
    let attributive = words::is_before_attribute(&word)
        && next.is_some()
        && !unit
        && !next.is_some_and(|next| words::is_plural(next.text) && word == "the");
    (is_recent && (bracketed || attributive)).then_some(0.75)
}

/// Whether a number goes on in front or behind: `1,990`, `5.1990`, `1990.5`, `1990%`.
fn is_part_of_number(context: &Context<'_>, at: usize) -> bool {
    let tokens = &context.tokens;
    let is_digits = |token: Option<&Token<'_>>| token.is_some_and(|token| token.kind == TokenKind::Digits);
    let is_point = |token: Option<&Token<'_>>| token.is_some_and(|token| matches!(token.text, "." | ","));
    let glued = |at: usize| tokens.get(at).is_some_and(|token| !token.after_blank);
    let behind = glued(at + 1)
        && (is_point(tokens.get(at + 1)) && glued(at + 2) && is_digits(tokens.get(at + 2))
            || tokens[at + 1].is_sign('%'));
    let in_front = glued(at) && is_point(before(context, at)) && is_digits(at.checked_sub(2).map(|at| &tokens[at]));
    let currency = before(context, at).is_some_and(|sign| matches!(sign.text, "$" | "€" | "£" | "₸" | "#"));
    behind || in_front || currency
}
