//! Dates of any precision, written as EDTF (ISO 8601-2): a year, a season, a month, a day, or an interval of these.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A calendar date that is known to a day, a month, a part of a year, a year, a decade or a century.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub enum PartialDate {
    /// A hundred years, named by the first of them as most people reckon: `19XX` is the twentieth century.
    Century(i16),
    /// Ten years, named by their first: `201X`.
    Decade(i16),
    /// A year: `2019`.
    Year(i16),
    /// A part of a year: `2019-23` is its autumn.
    Part(i16, YearPart),
    /// A month, counted from one: `2019-03`.
    Month(i16, i8),
    /// A day: `2019-03-14`.
    Day(Date),
}

/// A part of a year that is not a month, numbered as in ISO 8601-2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum YearPart {
    /// Spring, summer, autumn or winter: 0 to 3. The winter of a year begins in its last month.
    Season(u8),
    /// A quarter: 0 to 3.
    Quarter(u8),
    /// A half: 0 or 1.
    Half(u8),
}

impl YearPart {
    /// The two digits that stand where a month would.
    fn code(self) -> u8 {
        match self {
            YearPart::Season(index) => 21 + index,
            YearPart::Quarter(index) => 33 + index,
            YearPart::Half(index) => 40 + index,
        }
    }

    fn from_code(code: u8) -> Option<Self> {
        match code {
            21..=24 => Some(YearPart::Season(code - 21)),
            33..=36 => Some(YearPart::Quarter(code - 33)),
            40..=41 => Some(YearPart::Half(code - 40)),
            _ => None,
        }
    }
}

/// A stretch of time between two dates, both included: `2019-03-01/2019-03-10`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Interval {
    /// The first date.
    pub from: PartialDate,
    /// The last date.
    pub to: PartialDate,
}

/// The text is not one of the forms of EDTF that this crate writes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a date in EDTF, such as 2019-03-14, 2019-03, 2019-23, 2019, 201X or 20XX")]
pub struct ParseEdtfError(String);

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PartialDate::Century(year) => write!(f, "{:02}XX", year / 100),
            PartialDate::Decade(year) => write!(f, "{:03}X", year / 10),
            PartialDate::Year(year) => write!(f, "{year:04}"),
            PartialDate::Part(year, part) => write!(f, "{year:04}-{:02}", part.code()),
            PartialDate::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            PartialDate::Day(date) => date.fmt(f),
        }
    }
}

impl FromStr for PartialDate {
    type Err = ParseEdtfError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).ok_or_else(|| ParseEdtfError(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<PartialDate> {
    if let Some(century) = text.strip_suffix("XX") {
        return Some(PartialDate::Century(digits(century, 2)? * 100));
    }
    if let Some(decade) = text.strip_suffix('X') {
        return Some(PartialDate::Decade(digits(decade, 3)? * 10));
    }
    let (year, rest) = match text.split_once('-') {
        None => return Some(PartialDate::Year(digits(text, 4)?)),
        Some((year, rest)) => (digits(year, 4)?, rest),
    };
    match rest.split_once('-') {
        Some((month, day)) => {
            let (month, day) = (digits(month, 2)? as i8, digits(day, 2)? as i8);
            Date::new(year, month, day).ok().map(PartialDate::Day)
        }
        None => match digits(rest, 2)? as u8 {
            month @ 1..=12 => Some(PartialDate::Month(year, month as i8)),
            code => YearPart::from_code(code).map(|part| PartialDate::Part(year, part)),
        },
    }
}

/// A number of exactly `length` digits.
fn digits(text: &str, length: usize) -> Option<i16> {
    let well_formed = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    well_formed.then(|| text.parse().ok())?
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.from, self.to)
    }
}

impl FromStr for Interval {
    type Err = ParseEdtfError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (from, to) = text.split_once('/').ok_or_else(|| ParseEdtfError(text.to_owned()))?;
        Ok(Interval {
            from: from.parse()?,
            to: to.parse()?,
        })
    }
}

macro_rules! as_string {
    ($type:ty) => {
        impl TryFrom<String> for $type {
            type Error = ParseEdtfError;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$type> for String {
            fn from(value: $type) -> Self {
                value.to_string()
            }
        }
    };
}

as_string!(PartialDate);
as_string!(Interval);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_precision_round_trips() {
        for text in [
            "2019-03-14",
            "2019-03",
            "2019-21",
            "2019-24",
            "2019-33",
            "2019-36",
            "2019-41",
            "2019",
            "0988",
            "199X",
            "19XX",
            "00XX",
        ] {
            let date: PartialDate = text.parse().expect(text);
            assert_eq!(date.to_string(), text);
        }
        let period: Interval = "2019-03-01/2019-03-10".parse().expect("interval");
        assert_eq!(period.to_string(), "2019-03-01/2019-03-10");
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "2019-13",
            "2019-02-30",
            "19",
            "2019-3-1",
            "+019",
            "2019-",
            "X",
            "2019/",
        ] {
            assert!(text.parse::<PartialDate>().is_err(), "{text}");
        }
    }
}
