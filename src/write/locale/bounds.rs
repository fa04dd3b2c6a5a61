//! *About*, *up to* and *more than*, where each language puts them.

use super::Localizer;
use crate::article::Locale;
use crate::digest::Bound;

/// Whether the last word of a phrase stands in the case that a Kazakh bound asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inflection {
    /// It does: `5 млн теңгеге`.
    Inflected,
    /// It cannot, as a code has no cases: `5 km`.
    Bare,
}

impl Localizer {
    /// A phrase with the words for its bound.
    pub(super) fn bounded(&self, phrase: String, bound: Option<Bound>, inflection: Inflection) -> String {
        let Some(bound) = bound else {
            return phrase;
        };
        match (self.locale, bound, inflection) {
            (Locale::Kk, Bound::AtMost, Inflection::Inflected) => format!("{phrase} дейін"),
            (Locale::Kk, Bound::AtLeast, Inflection::Inflected) => format!("{phrase} астам"),
            _ => format!("{} {phrase}", self.word_before(bound)),
        }
    }

    /// The word for a bound that stands before the phrase.
    fn word_before(&self, bound: Bound) -> &'static str {
        match (self.locale, bound) {
            (Locale::Kk, Bound::About) => "шамамен",
            (Locale::Kk, Bound::AtMost) => "ең көбі",
            (Locale::Kk, Bound::AtLeast) => "кемінде",
            (Locale::Ru, Bound::About) => "около",
            (Locale::Ru, Bound::AtMost) => "до",
            (Locale::Ru, Bound::AtLeast) => "более",
            (Locale::En, Bound::About) => "about",
            (Locale::En, Bound::AtMost) => "up to",
            (Locale::En, Bound::AtLeast) => "more than",
        }
    }
}
