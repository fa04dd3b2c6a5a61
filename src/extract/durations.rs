//! Lengths of time, ages, and how often things happen.

use super::measures::measured;
use super::time_units::{TimeUnit, time_unit};
use super::{Context, Mention, scan};
use crate::article::Language;
use crate::digest::{Amount, Value};
use crate::understand::tokens::{Token, TokenKind, lowercase};

pub(super) fn find(context: &Context<'_>) -> Vec<Mention> {
    scan(context, |context, at| {
        let found = frequency(context, at)
            .or_else(|| age(context, at))
            .or_else(|| duration(context, at));
        found.into_iter().collect()
    })
}

fn lower(token: Option<&Token<'_>>) -> String {
    token.map(|token| lowercase(token.text)).unwrap_or_default()
}

/// One number and the token after it; a range is no single length.
fn count(context: &Context<'_>, at: usize) -> Option<(String, usize)> {
    let measured = measured(&context.tokens, at, context.language)?;
    match measured.amount {
        Amount::Exact { amount } => Some((amount, measured.end)),
        Amount::Range { .. } => None,
    }
}

/// `25 лет`, `үш айға`, `two weeks`, `a 25-year contract`.
fn duration(context: &Context<'_>, at: usize) -> Option<Mention> {
    let (number, end) = count(context, at)?;
    let tokens = &context.tokens;
    let hyphen = usize::from(context.language == Language::English && tokens.get(end)?.is_dash());
    let unit = time_unit(tokens.get(end + hyphen)?, context.language)?;
    // `2019 жыл` counts no years, and a clock shows `в 8 часов`.
    let is_year = unit == TimeUnit::Year && number.len() == 4;
    let is_clock = unit == TimeUnit::Hour && matches!(lower(tokens.get(at.wrapping_sub(1))).as_str(), "в" | "к" | "до");
    // So does `около трёх часов ночи`.
    let is_clock = is_clock
        || unit == TimeUnit::Hour
            && matches!(
                lower(tokens.get(end + hyphen + 1)).as_str(),
                "ночи" | "утра" | "дня" | "вечера" | "пополудни"
            );
    if is_year || is_clock {
        return None;
    }
    Some(Mention {
        tokens: at..end + hyphen + 1,
        value: Value::Duration(unit.duration(&number)?),
        confidence: 0.85,
        rule: "duration",
    })
}

/// `25 жастағы`, `30-летний`, `в возрасте 25 лет`, `aged 25`, `25-year-old`.
fn age(context: &Context<'_>, at: usize) -> Option<Mention> {
    let tokens = &context.tokens;
    let before = lower(at.checked_sub(1).and_then(|before| tokens.get(before)));
    let (number, end) = count(context, at)?;
    let is_dash = |at: usize| tokens.get(at).is_some_and(Token::is_dash);
    let length = match context.language {
        Language::Kazakh => kazakh_age(&lower(tokens.get(end))).then_some(1)?,
        Language::Russian if is_dash(end) && lower(tokens.get(end + 1)).starts_with("летн") => 2,
        Language::Russian => {
            let is_age = before == "возрасте" && time_unit(tokens.get(end)?, Language::Russian)? == TimeUnit::Year;
            is_age.then_some(1)?
        }
        _ => {
            let words = [end, end + 1, end + 2, end + 3].map(|at| lower(tokens.get(at)));
            match words.each_ref().map(String::as_str) {
                ["-", "year", "-", "old" | "olds"] => 4,
                ["years", "old" | "olds", ..] => 2,
                ["years", "of", "age", ..] => 3,
                _ if before == "aged" => 0,
                _ => return None,
            }
        }
    };
    // `8000 жас` are young people.
    const LONGEST_AGE: usize = 3;
    (number.len() <= LONGEST_AGE).then_some(())?;
    Some(Mention {
        tokens: at..end + length,
        value: Value::Age(TimeUnit::Year.duration(&number)?),
        confidence: 0.9,
        rule: "age",
    })
}

fn kazakh_age(word: &str) -> bool {
    matches!(
        word,
        "жас"
            | "жаста"
            | "жастағы"
            | "жасында"
            | "жасқа"
            | "жастан"
            | "жасар"
            | "жасына"
            | "жасынан"
            | "жасты"
    )
}

/// `жыл сайын`, `ежегодно`, `каждую неделю`, `daily`, `every month`.
fn frequency(context: &Context<'_>, at: usize) -> Option<Mention> {
    let tokens = &context.tokens;
    let first = tokens.get(at).filter(|token| token.kind == TokenKind::Word)?;
    let next = tokens.get(at + 1);
    let next_unit = || time_unit(next?, context.language);
    let (unit, length) = match context.language {
        Language::Kazakh => match lower(Some(first)).as_str() {
            "күнделікті" | "күнбе" => (TimeUnit::Day, 1),
            _ if lower(next).starts_with("сайын") => (time_unit(first, context.language)?, 2),
            _ => return None,
        },
        Language::Russian => match lower(Some(first)) {
            word if word.starts_with("ежедневн") => (TimeUnit::Day, 1),
            word if word.starts_with("еженедельн") => (TimeUnit::Week, 1),
            word if word.starts_with("ежемесячн") => (TimeUnit::Month, 1),
            word if word.starts_with("ежегодн") => (TimeUnit::Year, 1),
            word if ["каждый", "каждую", "каждые", "каждое"].contains(&word.as_str()) => {
                (next_unit()?, 2)
            }
            _ => return None,
        },
        Language::English => match lower(Some(first)).as_str() {
            "daily" => (TimeUnit::Day, 1),
            "weekly" => (TimeUnit::Week, 1),
            "monthly" => (TimeUnit::Month, 1),
            "annually" | "yearly" => (TimeUnit::Year, 1),
            "every" | "each" => (next_unit()?, 2),
            _ => return None,
        },
        _ => return None,
    };
    Some(Mention {
        tokens: at..at + length,
        value: Value::Frequency(format!("R/{}", unit.duration("1")?)),
        confidence: 0.9,
        rule: "frequency",
    })
}
