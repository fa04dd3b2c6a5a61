//! Names of countries and languages.

use icu::experimental::displaynames::multi::RegionDisplayNames;
use icu::locale::subtags::Region;

use super::{COMPILED_IN, Localizer};
use crate::article::{Language, Locale};
use crate::digest::Place;

/// The names that newspapers of a language print where CLDR has another: code, language, name and why.
pub(super) const COUNTRY_NAMES: &str = include_str!("country_names.tsv");

/// The cities that facts know by their English name, and what each language calls them: country, English, Russian, Kazakh.
const CITY_NAMES: &str = include_str!("../../extract/places/cities.tsv");

/// What CLDR calls a region that it does not know: a name, but of no country.
const UNKNOWN_REGION: &str = "ZZ";

/// The country whose places need no country behind them: that of the readers.
const HOME: &str = "KZ";

/// The names of countries in one language.
pub(super) struct Countries {
    overrides: Vec<(&'static str, &'static str)>,
    display_names: RegionDisplayNames,
}

impl Countries {
    pub(super) fn new(locale: Locale, icu_locale: &icu::locale::Locale) -> Self {
        let rows = COUNTRY_NAMES.lines().filter(|row| !row.starts_with('#'));
        Countries {
            overrides: rows.filter_map(|row| overriding(row, locale)).collect(),
            display_names: RegionDisplayNames::try_new(icu_locale.into(), Default::default()).expect(COMPILED_IN),
        }
    }

    fn find(&self, region: Region) -> Option<&str> {
        let mut entries = self.overrides.iter();
        entries
            .find(|(code, _)| *code == region.as_str())
            .map(|(_, name)| *name)
            .or_else(|| self.display_names.of(region))
    }
}

fn overriding(row: &'static str, locale: Locale) -> Option<(&'static str, &'static str)> {
    let mut cells = row.split('\t');
    let (code, tag, name) = (cells.next()?, cells.next()?, cells.next()?);
    (tag == locale.tag()).then_some((code, name))
}

impl Localizer {
    /// The name of the country with an ISO 3166-1 alpha-2 code, if there is one.
    pub fn country(&self, code: &str) -> Option<String> {
        let region: Region = code.parse().ok()?;
        (region.is_alphabetic() && region.as_str() != UNKNOWN_REGION)
            .then(|| self.countries.find(region).map(str::to_owned))?
    }

    /// A country, or a place with its country: `Ташкент (Узбекистан)`; readers know where `Алматы` is.
    pub fn place(&self, place: &Place) -> String {
        match (&place.name, self.country(&place.country)) {
            (Some(name), country) => {
                let name = self.city(&place.country, name).unwrap_or(name);
                match country.filter(|_| place.country != HOME) {
                    Some(country) => format!("{name} ({country})"),
                    None => name.to_owned(),
                }
            }
            (None, Some(country)) => country,
            (None, None) => place.country.clone(),
        }
    }

    /// The name of a city or region in this language.
    fn city(&self, country: &str, name: &str) -> Option<&'static str> {
        let first = |names: &'static str| names.split('|').next().unwrap_or(names).trim_end_matches('?');
        let rows = CITY_NAMES.lines().filter(|row| row.starts_with(country));
        let mut cells = rows.map(|row| row.split('\t').map(first).collect::<Vec<_>>());
        let row = cells.find(|cells| cells.get(1) == Some(&name))?;
        let column = match self.locale {
            Locale::En => 1,
            Locale::Ru => 2,
            Locale::Kk => 3,
        };
        row.get(column).copied().filter(|name| !name.is_empty())
    }

    /// The name of a language. Kazakh in a script other than Cyrillic has the script behind it.
    pub fn language(&self, language: Language) -> &'static str {
        match self.locale {
            Locale::Kk => language_in_kazakh(language),
            Locale::Ru => language_in_russian(language),
            Locale::En => language_in_english(language),
        }
    }
}

fn language_in_kazakh(language: Language) -> &'static str {
    match language {
        Language::Kazakh => "қазақ тілі",
        Language::KazakhLatin => "қазақ тілі (латын жазуы)",
        Language::KazakhArabic => "қазақ тілі (араб жазуы)",
        Language::Russian => "орыс тілі",
        Language::English => "ағылшын тілі",
        Language::Undetermined => "анықталмаған тіл",
    }
}

fn language_in_russian(language: Language) -> &'static str {
    match language {
        Language::Kazakh => "казахский",
        Language::KazakhLatin => "казахский (латиница)",
        Language::KazakhArabic => "казахский (арабская графика)",
        Language::Russian => "русский",
        Language::English => "английский",
        Language::Undetermined => "язык не определён",
    }
}

fn language_in_english(language: Language) -> &'static str {
    match language {
        Language::Kazakh => "Kazakh",
        Language::KazakhLatin => "Kazakh (Latin script)",
        Language::KazakhArabic => "Kazakh (Arabic script)",
        Language::Russian => "Russian",
        Language::English => "English",
        Language::Undetermined => "undetermined language",
    }
}
