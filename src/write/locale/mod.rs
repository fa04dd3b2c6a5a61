//! The values of facts and the words of a digest, as readers of each language write them.
//!
//! Number and date formats, plural rules and country names come from CLDR through `icu`. What CLDR
//! has not, or has otherwise than newspapers print it, stands in tables here: seasons, sums of
//! money, names of currencies, words like *about* and *up to* with the cases that they ask for.
//!
//! Blanks that CLDR makes non-breaking stay so. Between a number and the word that it counts stands
//! one too in Kazakh and Russian, so that no line ends between the two.

mod bounds;
mod counts;
mod dates;
mod durations;
mod intervals;
mod kinds;
mod labels;
mod measures;
mod money;
mod names;
mod nouns;
mod numbers;
mod ordinals;
#[cfg(test)]
mod tests;
mod units;

use crate::article::Locale;
use crate::digest::Value;

pub use labels::Label;

use dates::Dates;
use money::Currencies;
use names::Countries;
use numbers::Numbers;

/// Writes values and labels in one language.
pub struct Localizer {
    locale: Locale,
    numbers: Numbers,
    dates: Dates,
    currencies: Currencies,
    countries: Countries,
}

impl Localizer {
    /// A writer for readers of `locale`. It reads no file: the data is compiled in.
    pub fn new(locale: Locale) -> Self {
        let icu_locale = icu_locale(locale);
        Localizer {
            locale,
            numbers: Numbers::new(&icu_locale),
            dates: Dates::new(locale, &icu_locale),
            currencies: Currencies::new(locale),
            countries: Countries::new(locale, &icu_locale),
        }
    }

    /// The language that it writes.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// The value of a fact; nothing where the text did not settle it or there is nothing but the text itself.
    pub fn value(&self, value: &Value) -> Option<String> {
        match value {
            Value::Person(person) => Some(match &person.office {
                Some(office) => format!("{} ({office})", person.name),
                None => person.name.clone(),
            }),
            Value::Organization(organization) => Some(match &organization.abbreviation {
                Some(abbreviation) => format!("{} ({abbreviation})", organization.name),
                None => organization.name.clone(),
            }),
            Value::Place(place) => Some(self.place(place)),
            Value::Date(date) => date.as_ref().map(|date| self.date(date)),
            Value::Period(period) => period.as_ref().map(|period| self.interval(period)),
            Value::Duration(duration) => Some(self.duration(duration)),
            Value::Age(age) => Some(self.age(age)),
            Value::Frequency(frequency) => Some(self.frequency(frequency)),
            Value::Money(money) => Some(self.money(money)),
            Value::Percent(measure) | Value::Quantity(measure) => Some(self.measure(measure)),
            Value::Ordinal(number) => Some(self.ordinal(*number)),
            Value::Quote(quote) => quote.speaker.clone(),
        }
    }

    /// What stands between a number and the word that it counts: non-breaking in Kazakh and Russian, as in CLDR.
    fn blank(&self) -> &'static str {
        match self.locale {
            Locale::Kk | Locale::Ru => "\u{a0}",
            Locale::En => " ",
        }
    }
}

/// Why a formatter that ICU says may be missing never is: the argument of every `expect` in this module.
const COMPILED_IN: &str = "icu compiles in the data of kk, ru and en";

/// The same language in the terms of `icu`.
fn icu_locale(locale: Locale) -> icu::locale::Locale {
    match locale {
        Locale::Kk => icu::locale::locale!("kk"),
        Locale::Ru => icu::locale::locale!("ru"),
        Locale::En => icu::locale::locale!("en"),
    }
}
