//! Places in an order: `46-й`, `46-шы`, `46th`.

use icu::plurals::PluralCategory;

use super::Localizer;
use crate::article::Locale;

impl Localizer {
    /// A place in an order, in the form that stands alone: masculine nominative in Russian.
    pub fn ordinal(&self, number: u64) -> String {
        let digits = self.number(&number.to_string());
        match self.locale {
            Locale::Kk => format!("{digits}-{}", kazakh_ending(number)),
            Locale::Ru => format!("{digits}-й"),
            Locale::En => digits + english_ending(self.numbers.ordinal(number)),
        }
    }
}

/// The ending that agrees with the vowels of the last word of the number.
fn kazakh_ending(number: u64) -> &'static str {
    let zeros = number.checked_ilog10().map_or(0, |length| {
        (0..=length)
            .take_while(|power| number.is_multiple_of(10_u64.pow(*power)))
            .last()
            .unwrap_or(0)
    });
    let digit = number / 10_u64.pow(zeros) % 10;
    match (zeros, digit) {
        // Алты, тоғыз; он, жиырма, отыз, қырық, алпыс, тоқсан.
        (0, 6 | 9) | (1, 1..=4 | 6 | 9) => "шы",
        // Нөл, бір, екі, үш, төрт, бес, жеті, сегіз; елу, жетпіс, сексен; жүз.
        (0..=2, _) => "ші",
        // Мың, миллион, миллиард and beyond.
        _ => "шы",
    }
}

fn english_ending(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::One => "st",
        PluralCategory::Two => "nd",
        PluralCategory::Few => "rd",
        _ => "th",
    }
}
