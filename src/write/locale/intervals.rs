//! Stretches of calendar time, with what both ends share written once.
//!
//! CLDR has patterns for these too, but `icu` 2.4 panics on the long ones.

use jiff::civil::Date;

use super::Localizer;
use super::dates::{century_number, part_name, roman};
use crate::article::Locale;
use crate::digest::{Interval, PartialDate, YearPart};

impl Localizer {
    /// A stretch of time: `1–10 марта 2019 г.`, `март – май 2019 г.`, `2015–2020 гг.`.
    pub fn interval(&self, interval: &Interval) -> String {
        self.shortened(interval).unwrap_or_else(|| {
            let (from, to) = (self.date(&interval.from), self.date(&interval.to));
            if from == to { from } else { format!("{from} – {to}") }
        })
    }

    /// The interval with its shared parts written once; nothing where the ends share nothing or differ in precision.
    fn shortened(&self, interval: &Interval) -> Option<String> {
        match (interval.from, interval.to) {
            (from, to) if from == to => None,
            (PartialDate::Century(from), PartialDate::Century(to)) => Some(self.centuries(from, to)),
            (PartialDate::Decade(from), PartialDate::Decade(to)) => Some(self.decades(from, to)),
            (PartialDate::Year(from), PartialDate::Year(to)) => Some(self.years(from, to)),
            (PartialDate::Part(year, from), PartialDate::Part(other, to)) if year == other => {
                self.seasons(year, from, to)
            }
            (PartialDate::Month(year, from), PartialDate::Month(other, to)) if year == other => {
                let first = |month| Date::new(year, month, 1).ok();
                Some(self.months(first(from)?, first(to)?))
            }
            (PartialDate::Day(from), PartialDate::Day(to)) if from.year() == to.year() => Some(self.days(from, to)),
            _ => None,
        }
    }

    fn centuries(&self, from: i16, to: i16) -> String {
        let [from, to] = [from, to].map(century_number);
        match self.locale {
            Locale::Kk => format!("{}–{} ғасырлар", roman(from), roman(to)),
            Locale::Ru => format!("{}–{} века", roman(from), roman(to)),
            Locale::En => {
                let [from, to] = [from, to].map(|number| self.ordinal(number.unsigned_abs().into()));
                format!("{from}–{to} centuries")
            }
        }
    }

    fn decades(&self, from: i16, to: i16) -> String {
        match self.locale {
            Locale::Kk => format!("{from}–{to}-жылдар"),
            Locale::Ru => format!("{from}–{to}-е годы"),
            Locale::En => format!("{from}s–{to}s"),
        }
    }

    fn years(&self, from: i16, to: i16) -> String {
        match self.locale {
            Locale::Kk => format!("{from}–{to}\u{202f}жж."),
            Locale::Ru => format!("{from}–{to}\u{202f}гг."),
            Locale::En => format!("{from}–{to}"),
        }
    }

    /// Two seasons of a year. Quarters and halves are written in full: their names are too long to share a year.
    fn seasons(&self, year: i16, from: YearPart, to: YearPart) -> Option<String> {
        let (YearPart::Season(_), YearPart::Season(_)) = (from, to) else {
            return None;
        };
        let (from, to) = (part_name(self.locale, from)?, part_name(self.locale, to)?);
        Some(match self.locale {
            Locale::Kk => format!("{year} жылғы {from} – {to}"),
            Locale::Ru => format!("{from} – {to} {year}\u{202f}г."),
            Locale::En => format!("{from} – {to} {year}"),
        })
    }

    /// Two months of a year, each given by its first day.
    fn months(&self, from: Date, to: Date) -> String {
        let dates = &self.dates;
        match self.locale {
            // The year comes first.
            Locale::Kk => format!("{} – {}", dates.year_month(from), dates.month(to)),
            Locale::Ru | Locale::En => format!("{} – {}", dates.month(from), dates.year_month(to)),
        }
    }

    /// Two days of a year.
    fn days(&self, from: Date, to: Date) -> String {
        let dates = &self.dates;
        let same_month = from.month() == to.month();
        match self.locale {
            Locale::Kk if same_month => {
                let year = self.date(&PartialDate::Year(from.year()));
                format!("{year} {}–{}", from.day(), dates.month_day(to))
            }
            Locale::Kk => format!("{} – {}", dates.year_month_day(from), dates.month_day(to)),
            Locale::Ru if same_month => format!("{}–{}", from.day(), dates.year_month_day(to)),
            Locale::En if same_month => {
                format!("{}–{}, {}", dates.month_day(from), to.day(), to.year())
            }
            Locale::Ru | Locale::En => {
                format!("{} – {}", dates.month_day(from), dates.year_month_day(to))
            }
        }
    }
}
