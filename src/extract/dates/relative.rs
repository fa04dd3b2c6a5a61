//! Dates that are told by their distance from the day of the article: `вчера`, `өткен аптада`, `two years ago`.

use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};
use rustc_hash::FxHashMap;

use super::{Found, lower};
use crate::article::Language;
use crate::digest::{Amount, Interval, PartialDate, Value, YearPart};
use crate::extract::Context;
use crate::extract::measures::measured;
use crate::extract::time_units::{TimeUnit, time_unit};
use crate::understand::calendar::{is_year_word, year};
use crate::understand::tokens::{Token, TokenKind};

/// Words for a day, by its distance from today; nothing where they only mean `nowadays`.
const DAYS: [(&str, Option<i64>); 17] = [
    ("бүгін бүгінгі бүгіннен бүгінге бүгіннің бүгінгіден", Some(0)),
    ("бүгінде", None),
    ("кеше кешегі кешеден кешегіден кешеге", Some(-1)),
    ("ертең ертеңгі ертеңге ертеңнен", Some(1)),
    ("алдыңгүні", Some(-2)),
    ("бүрсігүні арғыкүні", Some(2)),
    ("сегодня", Some(0)),
    (
        "сегодняшний сегодняшняя сегодняшнее сегодняшнего сегодняшней сегодняшнем сегодняшнюю",
        Some(0),
    ),
    (
        "вчера вчерашний вчерашнего вчерашней вчерашнем вчерашняя вчерашнее вчерашнюю",
        Some(-1),
    ),
    ("позавчера", Some(-2)),
    (
        "завтра завтрашний завтрашнего завтрашней завтрашнем завтрашняя завтрашнее",
        Some(1),
    ),
    ("послезавтра", Some(2)),
    ("today", Some(0)),
    ("tonight", Some(0)),
    ("yesterday", Some(-1)),
    ("tomorrow", Some(1)),
    ("nowadays", None),
];

static DAY_FORMS: LazyLock<FxHashMap<&str, Option<i64>>> = LazyLock::new(|| {
    let forms = |(forms, distance): &(&'static str, Option<i64>)| {
        let distance = *distance;
        forms.split(' ').map(move |form| (form, distance))
    };
    DAYS.iter().flat_map(forms).collect()
});

/// `сегодня`, `бүгінгі күні`, `yesterday`; `бүгінгі таңда` and `на сегодняшний день` mean the present at large.
pub(super) fn day_word(context: &Context<'_>, at: usize) -> Option<Found> {
    let tokens = &context.tokens[at..];
    let word = lower(tokens.first());
    let distance = DAY_FORMS.get(word.as_str())?;
    let next = lower(tokens.get(1));
    let day = next.starts_with("күн") || next.starts_with("таң") || word.starts_with("сегодняшн") && next == "день";
    let is_present = day && *distance == Some(0) && !next.starts_with("күні");
    let length = 1 + usize::from(day && !matches!(next.as_str(), "таңертең" | "күндіз"));
    let value = match distance.filter(|_| !is_present) {
        Some(distance) => context
            .anchor
            .and_then(|anchor| anchor.checked_add(distance.days()).ok()),
        None => None,
    };
    let confidence = if value.is_some() { 0.8 } else { VAGUE };
    Some((
        length,
        Value::Date(value.map(PartialDate::Day)),
        confidence,
        "date.day-word",
    ))
}

/// How sure a rule is of words that only roughly say when.
const VAGUE: f32 = 0.4;

/// `өткен аптада`, `в этом месяце`, `last week`, `соңғы жылдары`.
pub(super) fn this_or_that(context: &Context<'_>, at: usize) -> Option<Found> {
    let tokens = &context.tokens[at..];
    let shift = pointer(&lower(tokens.first()), context.language)?;
    let word = lower(tokens.get(1));
    let is_plural =
        word.starts_with("жылдар") || matches!(word.as_str(), "годы" | "years" | "дни" | "days" | "күндері");
    let unit = match is_plural {
        true => TimeUnit::Decade,
        false => time_unit(tokens.get(1)?, context.language)?,
    };
    let settled = context
        .anchor
        .zip(shift)
        .and_then(|(anchor, shift)| around(anchor, unit, shift));
    let confidence = if settled.is_some() { 0.85 } else { VAGUE };
    let value = settled.unwrap_or(match unit {
        TimeUnit::Week | TimeUnit::Decade => Value::Period(None),
        _ => Value::Date(None),
    });
    matches!(
        unit,
        TimeUnit::Week | TimeUnit::Month | TimeUnit::Year | TimeUnit::Decade | TimeUnit::Day
    )
    .then_some((2, value, confidence, "date.this-or-that"))
}

/// By how many units a word points away from the present; nothing within if it does not say.
fn pointer(word: &str, language: Language) -> Option<Option<i64>> {
    let shift = match language {
        Language::Kazakh => match word {
            "өткен" | "былтырғы" => Some(-1),
            "осы" | "биылғы" | "ағымдағы" => Some(0),
            "келесі" | "келер" => Some(1),
            "соңғы" | "алдағы" | "ендігі" | "сол" => None,
            _ => return None,
        },
        Language::Russian => match word {
            "прошлой" | "прошлом" | "прошлого" | "прошлую" | "прошлый" | "минувшей" | "минувшем" | "минувшую" => {
                Some(-1)
            }
            "этой" | "этом" | "этого" | "эту" | "текущего" | "текущем" | "текущей" | "нынешнем" | "нынешней" => {
                Some(0)
            }
            "следующей" | "следующем" | "следующего" | "следующую" | "будущем" | "будущей" | "будущего" => {
                Some(1)
            }
            "последние" | "последних" | "ближайшие" | "ближайших" => None,
            _ => return None,
        },
        Language::English => match word {
            "last" => Some(-1),
            "this" => Some(0),
            "next" => Some(1),
            "recent" | "coming" => None,
            _ => return None,
        },
        _ => return None,
    };
    Some(shift)
}

/// The week, month or year that lies `shift` of them away.
fn around(anchor: Date, unit: TimeUnit, shift: i64) -> Option<Value> {
    match unit {
        TimeUnit::Week => {
            let monday = anchor
                .checked_sub(i64::from(anchor.weekday().to_monday_zero_offset()).days())
                .ok()?;
            let from = monday.checked_add((7 * shift).days()).ok()?;
            Some(Value::Period(Some(Interval {
                from: PartialDate::Day(from),
                to: PartialDate::Day(from.checked_add(6.days()).ok()?),
            })))
        }
        TimeUnit::Month => {
            let day = anchor.checked_add(shift.months()).ok()?;
            Some(Value::Date(Some(PartialDate::Month(day.year(), day.month()))))
        }
        TimeUnit::Year => Some(Value::Date(Some(PartialDate::Year(anchor.year() + shift as i16)))),
        _ => None,
    }
}

/// `2 жыл бұрын`, `три месяца назад`, `two years ago`.
pub(super) fn ago(context: &Context<'_>, at: usize) -> Option<Found> {
    let tokens = &context.tokens;
    let measured = measured(tokens, at, context.language)?;
    let unit = time_unit(tokens.get(measured.end)?, context.language)?;
    let word = lower(tokens.get(measured.end + 1));
    let doubled = usize::from(word == "тому");
    let is_ago = matches!(
        word.as_str(),
        "бұрын" | "бұрынғы" | "назад" | "тому" | "ago" | "earlier"
    );
    let number = match (&measured.amount, measured.bound) {
        (Amount::Exact { amount }, None) => amount.parse::<i64>().ok(),
        _ => None,
    };
    let value = context
        .anchor
        .zip(number)
        .and_then(|(anchor, number)| back(anchor, unit, number));
    let confidence = if value.is_some() { 0.8 } else { VAGUE };
    let length = measured.end + 2 + doubled - at;
    is_ago.then_some((length, Value::Date(value), confidence, "date.ago"))
}

/// The first year that is written with four digits; what is told to lie further back is no date of a calendar.
const EARLIEST: i16 = 1000;

/// As exact as the words are: years ago is a year, days ago is a day.
fn back(anchor: Date, unit: TimeUnit, number: i64) -> Option<PartialDate> {
    // Dinosaurs died out further back than calendars reach: nothing then.
    let span = match unit {
        TimeUnit::Year => Span::new().try_years(number),
        TimeUnit::Month => Span::new().try_months(number),
        TimeUnit::Day => Span::new().try_days(number),
        _ => return None,
    };
    let day = anchor
        .checked_sub(span.ok()?)
        .ok()
        .filter(|day| day.year() >= EARLIEST)?;
    Some(match unit {
        TimeUnit::Year => PartialDate::Year(day.year()),
        TimeUnit::Month => PartialDate::Month(day.year(), day.month()),
        _ => PartialDate::Day(day),
    })
}

const WEEKDAYS: [(&str, &str, &str, Weekday); 7] = [
    (
        "дүйсенбі",
        "понедельник понедельника понедельнику",
        "Monday",
        Weekday::Monday,
    ),
    ("сейсенбі", "вторник вторника вторнику", "Tuesday", Weekday::Tuesday),
    ("сәрсенбі", "среду", "Wednesday", Weekday::Wednesday),
    ("бейсенбі", "четверг четверга четвергу", "Thursday", Weekday::Thursday),
    ("жұма", "пятницу пятницы пятнице", "Friday", Weekday::Friday),
    ("сенбі", "субботу субботы субботе", "Saturday", Weekday::Saturday),
    ("жексенбі", "воскресенье воскресенья", "Sunday", Weekday::Sunday),
];

/// How many days back a day of the week is still the last one of that name: news tells what was just said.
const RECENT: i64 = 2;

/// `в четверг`, `бейсенбі күні`, `on Thursday`: today or one of the last two days, else nobody can tell which.
pub(super) fn weekday(context: &Context<'_>, at: usize) -> Option<Found> {
    let tokens = &context.tokens[at..];
    let first = tokens.first().filter(|token| token.kind == TokenKind::Word)?;
    let word = lower(Some(first));
    let day_word = context.language == Language::Kazakh && lower(tokens.get(1)).starts_with("күн");
    let names = |(kazakh, russian, english, _): &&(&str, &str, &str, Weekday)| match context.language {
        // `Жұма` is a name and a week too.
        Language::Kazakh => {
            let ending = word.strip_prefix(kazakh);
            ending.is_some_and(|ending| {
                day_word && ending.len() <= 8 || matches!(ending, "де" | "ден" | "ге") && *kazakh != "жұма"
            })
        }
        Language::Russian => russian.split(' ').any(|form| form == word),
        _ => *english == first.text,
    };
    let (.., weekday) = WEEKDAYS.iter().find(names)?;
    // `The Sunday Telegraph` comes out on any day.
    if context.language == Language::English && tokens.get(1).is_some_and(is_name_behind_weekday) {
        return None;
    }
    let value = context.anchor.and_then(|anchor| {
        let days = i64::from(anchor.weekday().since(*weekday));
        (days <= RECENT).then(|| anchor.checked_sub(days.days()).ok()).flatten()
    });
    let confidence = if value.is_some() { 0.7 } else { VAGUE };
    let length = 1 + usize::from(day_word);
    Some((
        length,
        Value::Date(value.map(PartialDate::Day)),
        confidence,
        "date.weekday",
    ))
}

fn is_name_behind_weekday(token: &Token<'_>) -> bool {
    matches!(
        token.text,
        "Times" | "Telegraph" | "Mail" | "Mirror" | "Express" | "Post" | "Herald" | "Night"
    )
}

/// `жыл соңына дейін`, `с начала года`, `by the end of the year`: it is a matter of this year.
pub(super) fn end_of_year(context: &Context<'_>, at: usize) -> Option<Found> {
    let tokens = &context.tokens[at..];
    let words = [0, 1, 2, 3].map(|at| lower(tokens.get(at)));
    let length = match words.each_ref().map(String::as_str) {
        ["жыл" | "жылдың", edge, ..] if ["бас", "соң", "аяғ", "орта"].iter().any(|stem| edge.starts_with(stem)) => {
            2
        }
        [
            "начала" | "начале" | "началу" | "начало" | "конца" | "конце" | "концу" | "конец",
            "года",
            ..,
        ] => 2,
        ["start" | "beginning" | "end", "of", "the", "year"] => 4,
        _ => return None,
    };
    let value = context.anchor.map(|anchor| PartialDate::Year(anchor.year()));
    Some((length, Value::Date(value), 0.7, "date.end-of-year"))
}

/// `в первом квартале 2019 года`, `2019 жылдың бірінші тоқсанында`, `the second half of 2019`.
pub(super) fn part_of_year(context: &Context<'_>, at: usize) -> Option<Found> {
    let tokens = &context.tokens[at..];
    let (year_before, skipped) = match tokens.first().and_then(year) {
        Some(year) if is_year_word(tokens.get(1)?.text) => (Some(year), 2),
        _ => (None, 0),
    };
    let index = place(tokens.get(skipped)?)?;
    let word = lower(tokens.get(skipped + 1));
    let part = match word.as_str() {
        "quarter" => YearPart::Quarter(index),
        "half" if lower(tokens.get(skipped + 2)) == "of" => YearPart::Half(index),
        _ if word.starts_with("квартал") || word.starts_with("тоқсан") => YearPart::Quarter(index),
        _ if word.starts_with("полугоди") || word.starts_with("жартыжылды") => YearPart::Half(index),
        _ => return None,
    };
    let exists = match part {
        YearPart::Half(index) => index < 2,
        _ => index < 4,
    };
    let (year_after, taken) = super::years::year_after(&tokens[skipped + 2..]);
    let year = year_before
        .or(year_after)
        .or(context.anchor.map(|anchor| anchor.year()));
    let value = year.map(|year| PartialDate::Part(year, part));
    exists.then_some((skipped + 2 + taken, Value::Date(value), 0.85, "date.part-of-year"))
}

/// An ordinal or a Roman numeral, counted from 0.
fn place(token: &Token<'_>) -> Option<u8> {
    match token.text {
        "I" => Some(0),
        "II" => Some(1),
        "III" => Some(2),
        "IV" => Some(3),
        digits if token.is_ordinal => digits.parse::<u8>().ok()?.checked_sub(1),
        _ => None,
    }
}
