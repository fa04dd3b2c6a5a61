//! Dates of any precision.

use icu::calendar::Gregorian;
use icu::datetime::FixedCalendarDateTimeFormatter as Formatter;
use icu::datetime::fieldsets::{M, MD, YM, YMD};
use icu::datetime::options::YearStyle;
use jiff::civil::Date;

use super::{COMPILED_IN, Localizer};
use crate::article::Locale;
use crate::digest::{PartialDate, YearPart};

/// The formatters of dates.
pub(super) struct Dates {
    locale: Locale,
    year_month_day: Formatter<Gregorian, YMD>,
    year_month: Formatter<Gregorian, YM>,
    month_day: Formatter<Gregorian, MD>,
    month: Formatter<Gregorian, M>,
}

impl Dates {
    pub(super) fn new(locale: Locale, icu_locale: &icu::locale::Locale) -> Self {
        // `988 г.`, not `988 г. н. э.`: nobody writes the era of a year of our own.
        let year_month_day = YMD::long().with_year_style(YearStyle::NoEra);
        let year_month = YM::long().with_year_style(YearStyle::NoEra);
        let preferences = icu_locale.into();
        Dates {
            locale,
            year_month_day: Formatter::try_new(preferences, year_month_day).expect(COMPILED_IN),
            year_month: Formatter::try_new(preferences, year_month).expect(COMPILED_IN),
            month_day: Formatter::try_new(preferences, MD::long()).expect(COMPILED_IN),
            month: Formatter::try_new(preferences, M::long()).expect(COMPILED_IN),
        }
    }

    /// `14 марта 2019 г.`
    pub(super) fn year_month_day(&self, date: Date) -> String {
        gregorian(date).map_or_else(|| date.to_string(), |day| self.year_month_day.format(&day).to_string())
    }

    /// `март 2019 г.`
    pub(super) fn year_month(&self, date: Date) -> String {
        gregorian(date).map_or_else(
            || date.strftime("%Y-%m").to_string(),
            |day| self.year_month.format(&day).to_string(),
        )
    }

    /// `14 марта`
    pub(super) fn month_day(&self, date: Date) -> String {
        gregorian(date).map_or_else(
            || date.strftime("%m-%d").to_string(),
            |day| self.month_day.format(&day).to_string(),
        )
    }

    /// `март`, as it stands in the middle of a line.
    pub(super) fn month(&self, date: Date) -> String {
        let month = gregorian(date).map_or_else(
            || date.strftime("%m").to_string(),
            |day| self.month.format(&day).to_string(),
        );
        match self.locale {
            // CLDR capitalizes a Kazakh month that stands alone, as in a calendar.
            Locale::Kk => month.to_lowercase(),
            Locale::Ru | Locale::En => month,
        }
    }
}

/// The date in the terms of `icu`. Dates before our era are left out: without an era they would lose their sign.
fn gregorian(date: Date) -> Option<icu::calendar::Date<Gregorian>> {
    let month = u8::try_from(date.month()).ok()?;
    let day = u8::try_from(date.day()).ok()?;
    (date.year() > 0).then(|| icu::calendar::Date::try_new_gregorian(date.year().into(), month, day).ok())?
}

impl Localizer {
    /// A date as precise as it is known: `14 марта 2019 г.`, `осень 2019 г.`, `2010-е годы`.
    pub fn date(&self, date: &PartialDate) -> String {
        match *date {
            PartialDate::Century(year) => self.century(year),
            PartialDate::Decade(year) => self.decade(year),
            PartialDate::Year(year) => self.year(year),
            PartialDate::Part(year, part) => self.part_of_year(year, part),
            PartialDate::Month(year, month) => {
                Date::new(year, month, 1).map_or_else(|_| self.year(year), |first| self.dates.year_month(first))
            }
            PartialDate::Day(day) => self.dates.year_month_day(day),
        }
    }

    fn century(&self, year: i16) -> String {
        let number = century_number(year);
        match self.locale {
            Locale::Kk => format!("{} ғасыр", roman(number)),
            Locale::Ru => format!("{} век", roman(number)),
            Locale::En => format!("{} century", self.ordinal(number.unsigned_abs().into())),
        }
    }

    fn decade(&self, year: i16) -> String {
        match self.locale {
            Locale::Kk => format!("{year}-жылдар"),
            Locale::Ru => format!("{year}-е годы"),
            Locale::En => format!("{year}s"),
        }
    }

    fn year(&self, year: i16) -> String {
        match self.locale {
            Locale::Kk => format!("{year}\u{202f}ж."),
            Locale::Ru => format!("{year}\u{202f}г."),
            Locale::En => year.to_string(),
        }
    }

    fn part_of_year(&self, year: i16, part: YearPart) -> String {
        let Some(name) = part_name(self.locale, part) else {
            return self.year(year);
        };
        match (self.locale, part) {
            (Locale::Kk, _) => format!("{year} жылғы {name}"),
            (Locale::Ru, _) => format!("{name} {}", self.year(year)),
            (Locale::En, YearPart::Season(_)) => format!("{name} {year}"),
            (Locale::En, YearPart::Quarter(_) | YearPart::Half(_)) => format!("{name} of {year}"),
        }
    }
}

/// The number of the century that begins with a year, as most people reckon.
pub(super) fn century_number(year: i16) -> i16 {
    year / 100 + 1
}

/// A number below forty in Roman numerals, as centuries are counted.
pub(super) fn roman(number: i16) -> String {
    const ONES: [&str; 10] = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    let (tens, ones) = (number.clamp(0, 39) / 10, number.clamp(0, 39) % 10);
    format!("{}{}", "X".repeat(tens as usize), ONES[ones as usize])
}

/// The name of a part of a year; nothing for a number that no part has.
pub(super) fn part_name(locale: Locale, part: YearPart) -> Option<&'static str> {
    let (names, index): (&[_], _) = match (part, locale) {
        (YearPart::Season(index), Locale::Kk) => (&["көктем", "жаз", "күз", "қыс"], index),
        (YearPart::Season(index), Locale::Ru) => (&["весна", "лето", "осень", "зима"], index),
        (YearPart::Season(index), Locale::En) => (&["spring", "summer", "autumn", "winter"], index),
        (YearPart::Quarter(index), Locale::Kk) => (
            &["бірінші тоқсан", "екінші тоқсан", "үшінші тоқсан", "төртінші тоқсан"],
            index,
        ),
        (YearPart::Quarter(index), Locale::Ru) => (
            &[
                "первый квартал",
                "второй квартал",
                "третий квартал",
                "четвёртый квартал",
            ],
            index,
        ),
        (YearPart::Quarter(index), Locale::En) => (
            &["first quarter", "second quarter", "third quarter", "fourth quarter"],
            index,
        ),
        (YearPart::Half(index), Locale::Kk) => (&["бірінші жартыжылдық", "екінші жартыжылдық"], index),
        (YearPart::Half(index), Locale::Ru) => (&["первое полугодие", "второе полугодие"], index),
        (YearPart::Half(index), Locale::En) => (&["first half", "second half"], index),
    };
    names.get(usize::from(index)).copied()
}
