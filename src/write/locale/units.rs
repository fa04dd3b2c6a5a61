//! Units of measure as each language abbreviates them.

use icu::plurals::PluralCategory;

use super::Localizer;
use super::nouns::Noun;
use crate::article::Locale;
use crate::digest::Bound;

/// The UCUM code, and the symbol in Kazakh, Russian and English.
const SYMBOLS: [(&str, [&str; 3]); 24] = [
    ("km", ["км", "км", "km"]),
    ("m", ["м", "м", "m"]),
    ("cm", ["см", "см", "cm"]),
    ("mm", ["мм", "мм", "mm"]),
    ("km2", ["шаршы км", "кв. км", "sq km"]),
    ("m2", ["шаршы м", "кв. м", "sq m"]),
    ("cm2", ["шаршы см", "кв. см", "sq cm"]),
    ("km3", ["текше км", "куб. км", "cubic km"]),
    ("m3", ["текше м", "куб. м", "cubic m"]),
    ("cm3", ["текше см", "куб. см", "cubic cm"]),
    ("har", ["га", "га", "ha"]),
    ("t", ["т", "т", "t"]),
    ("kg", ["кг", "кг", "kg"]),
    ("g", ["г", "г", "g"]),
    ("L", ["л", "л", "l"]),
    ("kW", ["кВт", "кВт", "kW"]),
    ("MW", ["МВт", "МВт", "MW"]),
    ("GW", ["ГВт", "ГВт", "GW"]),
    ("kW.h", ["кВт·сағ", "кВт·ч", "kWh"]),
    ("MW.h", ["МВт·сағ", "МВт·ч", "MWh"]),
    ("GW.h", ["ГВт·сағ", "ГВт·ч", "GWh"]),
    ("Cel", ["°C", "°C", "°C"]),
    ("[bbl_us]", ["баррель", "барр.", "bbl"]),
    ("[cwt]", ["центнер", "ц", "quintals"]),
];

impl Localizer {
    /// The symbol or the word for a unit behind a number of this category, if it has one of its own in the language.
    pub(super) fn unit(&self, unit: &str, category: PluralCategory, bound: Option<Bound>) -> Option<&'static str> {
        let counted = |noun: Noun| Some(noun.counted(category, bound));
        match unit {
            "{person}" => counted(person(self.locale)),
            "{family}" => counted(family(self.locale)),
            "[mi_i]" => counted(mile(self.locale)),
            _ => SYMBOLS
                .iter()
                .find(|(code, _)| *code == unit)
                .map(|(_, names)| names[self.locale as usize]),
        }
    }
}

fn person(locale: Locale) -> Noun {
    match locale {
        Locale::Kk => Noun::Plain("адам"),
        Locale::Ru => Noun::Russian {
            one: "человек",
            few: "человека",
            many: "человек",
            fraction: "человека",
        },
        Locale::En => Noun::English {
            one: "person",
            other: "people",
        },
    }
}

fn family(locale: Locale) -> Noun {
    match locale {
        Locale::Kk => Noun::Plain("отбасы"),
        Locale::Ru => Noun::Russian {
            one: "семья",
            few: "семьи",
            many: "семей",
            fraction: "семьи",
        },
        Locale::En => Noun::English {
            one: "family",
            other: "families",
        },
    }
}

fn mile(locale: Locale) -> Noun {
    match locale {
        Locale::Kk => Noun::Plain("миля"),
        Locale::Ru => Noun::Russian {
            one: "миля",
            few: "мили",
            many: "миль",
            fraction: "мили",
        },
        Locale::En => Noun::English {
            one: "mile",
            other: "miles",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::{Amount, Measure};

    #[test]
    fn units_are_those_of_the_language() {
        let write = |locale, amount: &str, unit: &str| {
            Localizer::new(locale)
                .measure(&Measure {
                    amount: Amount::Exact { amount: amount.into() },
                    unit: unit.into(),
                    bound: None,
                })
                .replace('\u{a0}', " ")
        };
        assert_eq!(write(Locale::Ru, "22", "{person}"), "22 человека");
        assert_eq!(write(Locale::En, "1", "{person}"), "1 person");
        assert_eq!(write(Locale::Kk, "60000", "t"), "60 000 т");
        assert_eq!(write(Locale::En, "500", "m2"), "500 sq m");
        assert_eq!(write(Locale::En, "5", "XX"), "5 XX");
    }
}
