//! Nouns in the forms that numbers and bounds ask for.

use icu::plurals::PluralCategory;

use crate::article::Locale;
use crate::digest::Bound;

/// A noun that is counted. Which forms there are depends on the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Noun {
    /// A noun that counting does not change.
    Plain(&'static str),
    /// Kazakh: one form for every number, but *up to* wants the dative and *more than* the ablative.
    Kazakh {
        base: &'static str,
        dative: &'static str,
        ablative: &'static str,
    },
    /// Russian: `1 доллар`, `2 доллара`, `5 долларов`, `1,5 доллара`.
    Russian {
        one: &'static str,
        few: &'static str,
        many: &'static str,
        /// The genitive singular. It differs from `few` where there is an adjective:
        /// `2 китайских юаня`, `1,5 китайского юаня`.
        fraction: &'static str,
    },
    /// English: `1 ruble`, `2 rubles`, `1.5 rubles`.
    English { one: &'static str, other: &'static str },
}

impl Noun {
    /// The noun of a language from its forms, in the order of the fields.
    pub(super) fn from_forms(locale: Locale, forms: &[&'static str]) -> Option<Self> {
        match (locale, forms) {
            (Locale::Kk, &[base, dative, ablative]) => Some(Noun::Kazakh { base, dative, ablative }),
            (Locale::Ru, &[one, few, many, fraction]) => Some(Noun::Russian {
                one,
                few,
                many,
                fraction,
            }),
            (Locale::En, &[one, other]) => Some(Noun::English { one, other }),
            _ => None,
        }
    }

    /// The form after a number of this category, where the whole stands under `bound`.
    pub(super) fn counted(self, category: PluralCategory, bound: Option<Bound>) -> &'static str {
        match self {
            Noun::Plain(word) => word,
            Noun::Kazakh { base, dative, ablative } => match bound {
                None | Some(Bound::About) => base,
                Some(Bound::AtMost) => dative,
                Some(Bound::AtLeast) => ablative,
            },
            // *Около*, *до* and *более* want the genitive of the number and the noun alike.
            Noun::Russian { many, fraction, .. } if bound.is_some() => match category {
                PluralCategory::Few | PluralCategory::Many => many,
                _ => fraction,
            },
            Noun::Russian {
                one,
                few,
                many,
                fraction,
            } => match category {
                PluralCategory::One => one,
                PluralCategory::Few => few,
                PluralCategory::Many => many,
                _ => fraction,
            },
            Noun::English { one, other } => match category {
                PluralCategory::One => one,
                _ => other,
            },
        }
    }
}
