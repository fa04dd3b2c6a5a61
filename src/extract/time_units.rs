//! The words for units of time, in the cases that they take behind a number.

use crate::article::Language;
use crate::understand::tokens::{Token, TokenKind, lowercase};

/// A unit that durations are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TimeUnit {
    Century,
    Decade,
    Year,
    Month,
    Week,
    Day,
    Hour,
    Minute,
}

impl TimeUnit {
    /// `number` of these as an ISO 8601 duration. Decades and centuries are counted in years.
    pub fn duration(self, number: &str) -> Option<String> {
        let years = |factor: u64| Some(format!("P{}Y", number.parse::<u64>().ok()?.checked_mul(factor)?));
        match self {
            TimeUnit::Century => years(100),
            TimeUnit::Decade => years(10),
            TimeUnit::Year => Some(format!("P{number}Y")),
            TimeUnit::Month => Some(format!("P{number}M")),
            TimeUnit::Week => Some(format!("P{number}W")),
            TimeUnit::Day => Some(format!("P{number}D")),
            TimeUnit::Hour => Some(format!("PT{number}H")),
            TimeUnit::Minute => Some(format!("PT{number}M")),
        }
    }
}

const KAZAKH: [(&str, TimeUnit); 8] = [
    ("ғасыр", TimeUnit::Century),
    ("жыл", TimeUnit::Year),
    ("ай", TimeUnit::Month),
    ("апта", TimeUnit::Week),
    ("күн", TimeUnit::Day),
    ("тәулік", TimeUnit::Day),
    ("сағат", TimeUnit::Hour),
    ("минут", TimeUnit::Minute),
];

/// What may follow a Kazakh unit: case, possession, attribute. `жылқы` and `айтты` have none of these.
const KAZAKH_ENDINGS: [&str; 62] = [
    "",
    "ға",
    "ге",
    "қа",
    "ке",
    "на",
    "не",
    "да",
    "де",
    "та",
    "те",
    "дан",
    "ден",
    "тан",
    "тен",
    "нан",
    "нен",
    "дың",
    "дің",
    "тың",
    "тің",
    "ның",
    "нің",
    "ды",
    "ді",
    "ты",
    "ті",
    "ны",
    "ні",
    "дық",
    "дік",
    "тық",
    "тік",
    "лық",
    "лік",
    "ы",
    "і",
    "сы",
    "ын",
    "ін",
    "ында",
    "інде",
    "сында",
    "ына",
    "іне",
    "сына",
    "ынан",
    "інен",
    "ының",
    "інің",
    "дағы",
    "дегі",
    "тағы",
    "тегі",
    "ындағы",
    "індегі",
    "дай",
    "дей",
    "тай",
    "тей",
    "нің",
    "мен",
];

const RUSSIAN: [(&str, TimeUnit); 8] = [
    ("век века веков", TimeUnit::Century),
    ("десятилетие десятилетия десятилетий", TimeUnit::Decade),
    ("год года году годом годе лет годам годами годы", TimeUnit::Year),
    (
        "месяц месяца месяцев месяцу месяцам месяцами месяцем месяце",
        TimeUnit::Month,
    ),
    (
        "неделя недели недель неделю неделе неделей неделям неделями",
        TimeUnit::Week,
    ),
    (
        "день дня дней дню днем днём дням днями дне сутки суток суткам",
        TimeUnit::Day,
    ),
    ("час часа часов часам часами", TimeUnit::Hour),
    ("минута минуты минут минуту минутам", TimeUnit::Minute),
];

const ENGLISH: [(&str, TimeUnit); 8] = [
    ("century centuries", TimeUnit::Century),
    ("decade decades", TimeUnit::Decade),
    ("year years", TimeUnit::Year),
    ("month months", TimeUnit::Month),
    ("week weeks", TimeUnit::Week),
    ("day days", TimeUnit::Day),
    ("hour hours", TimeUnit::Hour),
    ("minute minutes", TimeUnit::Minute),
];

/// The unit that a word names.
pub(super) fn time_unit(token: &Token<'_>, language: Language) -> Option<TimeUnit> {
    if token.kind != TokenKind::Word {
        return None;
    }
    let word = lowercase(token.text);
    // A verb, and the name of a reckoning unit.
    if matches!(word.as_str(), "айта" | "айлық") {
        return None;
    }
    let listed = |table: &[(&str, TimeUnit)]| {
        let row = table
            .iter()
            .find(|(forms, _)| forms.split(' ').any(|form| form == word));
        row.map(|(_, unit)| *unit)
    };
    match language {
        Language::Kazakh | Language::KazakhArabic => KAZAKH
            .iter()
            .find(|(stem, _)| {
                word.strip_prefix(stem)
                    .is_some_and(|ending| KAZAKH_ENDINGS.contains(&ending))
            })
            .map(|(_, unit)| *unit),
        Language::Russian => listed(&RUSSIAN),
        Language::English => listed(&ENGLISH),
        Language::KazakhLatin | Language::Undetermined => None,
    }
}
