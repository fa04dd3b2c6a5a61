//! Seasons of a year.

use super::resolve::season_year;
use super::words::{self, Season};
use super::years::year_after;
use super::{Found, lower};
use crate::article::Language;
use crate::digest::{PartialDate, Value, YearPart};
use crate::extract::Context;
use crate::understand::calendar::{is_year_word, year};

/// `осенью 2019 года`, `this autumn`, `биыл күзде`, `2019 жылғы күзде`.
pub(super) fn season(context: &Context<'_>, at: usize) -> Option<Found> {
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
