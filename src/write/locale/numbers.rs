//! Numbers in digits, and the plural category that they ask for.

use icu::decimal::DecimalFormatter;
use icu::decimal::input::Decimal;
use icu::experimental::dimension::percent::formatter::PercentFormatter;
use icu::plurals::{PluralCategory, PluralRules};

use super::{COMPILED_IN, Localizer};

/// The formatters of numbers.
pub(super) struct Numbers {
    decimals: DecimalFormatter,
    percents: PercentFormatter<DecimalFormatter>,
    cardinals: PluralRules,
    ordinals: PluralRules,
}

impl Numbers {
    pub(super) fn new(locale: &icu::locale::Locale) -> Self {
        Numbers {
            decimals: DecimalFormatter::try_new(locale.into(), Default::default()).expect(COMPILED_IN),
            percents: PercentFormatter::try_new(locale.into(), Default::default()).expect(COMPILED_IN),
            cardinals: PluralRules::try_new_cardinal(locale.into()).expect(COMPILED_IN),
            ordinals: PluralRules::try_new_ordinal(locale.into()).expect(COMPILED_IN),
        }
    }

    pub(super) fn digits(&self, number: &Decimal) -> String {
        self.decimals.format(number).to_string()
    }

    pub(super) fn percent(&self, number: &Decimal) -> String {
        self.percents.format(number).to_string()
    }

    pub(super) fn cardinal(&self, number: &Decimal) -> PluralCategory {
        self.cardinals.category_for(number)
    }

    pub(super) fn ordinal(&self, number: u64) -> PluralCategory {
        self.ordinals.category_for(number)
    }
}

/// A decimal string as a number: digits, at most one point, perhaps a sign.
///
/// ICU would read `1e9` too. No amount is written so, and a few bytes would ask for a number of thousands of digits.
pub(super) fn parse(decimal: &str) -> Option<Decimal> {
    let plain = decimal
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+'));
    plain.then(|| decimal.parse().ok())?
}

impl Localizer {
    /// A decimal string with the separators of the language: `1 234 567,5`. What is no number stays as it is.
    pub fn number(&self, decimal: &str) -> String {
        parse(decimal).map_or_else(|| decimal.to_owned(), |number| self.numbers.digits(&number))
    }

    /// Two ends of a range: `5–7`.
    pub(super) fn range(&self, min: &str, max: &str) -> String {
        // A dash close to a minus sign would not be seen.
        if min.starts_with('-') || max.starts_with('-') {
            format!("{min}\u{a0}– {max}")
        } else {
            format!("{min}–{max}")
        }
    }
}
