//! Sums of money.
//!
//! CLDR's own patterns are not used: they print `5,00 казахского тенге`, and its compact numbers round.

use icu::decimal::input::Decimal;
use icu::plurals::PluralCategory;

use super::bounds::Inflection;
use super::nouns::Noun;
use super::{Localizer, numbers};
use crate::article::Locale;
use crate::digest::{Amount, Money};

/// Code, language and forms of the names of currencies.
const CURRENCY_NAMES: &str = include_str!("currency_names.tsv");

/// How many digits may stand behind the decimal separator of a scaled number: `2,125 млрд`.
const SCALED_DECIMALS: i16 = 3;

/// The names of currencies in one language.
pub(super) struct Currencies(pub(super) Vec<(&'static str, Noun)>);

impl Currencies {
    pub(super) fn new(locale: Locale) -> Self {
        let rows = CURRENCY_NAMES.lines().filter(|row| !row.starts_with('#'));
        Currencies(rows.filter_map(|row| named(row, locale)).collect())
    }

    fn find(&self, code: &str) -> Option<Noun> {
        let mut entries = self.0.iter();
        entries.find(|(known, _)| *known == code).map(|(_, noun)| *noun)
    }
}

fn named(row: &'static str, locale: Locale) -> Option<(&'static str, Noun)> {
    let mut cells = row.split('\t');
    let code = cells.next()?;
    let forms: Vec<_> = cells.skip_while(|tag| *tag != locale.tag()).skip(1).collect();
    Some((code, Noun::from_forms(locale, &forms)?))
}

/// A word that stands for many zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scale {
    Million,
    Billion,
    Trillion,
}

impl Scale {
    const FROM_LARGEST: [Scale; 3] = [Scale::Trillion, Scale::Billion, Scale::Million];

    fn zeros(self) -> i16 {
        match self {
            Scale::Million => 6,
            Scale::Billion => 9,
            Scale::Trillion => 12,
        }
    }

    fn word(self, locale: Locale) -> &'static str {
        match (self, locale) {
            (Scale::Million, Locale::Kk | Locale::Ru) => "млн",
            (Scale::Billion, Locale::Kk | Locale::Ru) => "млрд",
            (Scale::Trillion, Locale::Kk | Locale::Ru) => "трлн",
            (Scale::Million, Locale::En) => "million",
            (Scale::Billion, Locale::En) => "billion",
            (Scale::Trillion, Locale::En) => "trillion",
        }
    }

    /// The largest scale that `number` reaches, if it takes few decimals and none is lost.
    fn of(number: &Decimal) -> Option<Self> {
        let largest = number.absolute.nonzero_magnitude_start();
        let smallest = number.absolute.nonzero_magnitude_end();
        Scale::FROM_LARGEST
            .into_iter()
            .find(|scale| largest >= scale.zeros())
            .filter(|scale| smallest >= scale.zeros() - SCALED_DECIMALS)
    }
}

/// A number in digits, and what follows from it for the words behind it.
struct Figure {
    digits: String,
    scale: Option<Scale>,
    category: PluralCategory,
}

impl Localizer {
    /// A sum of money: `5,5 млрд тенге`, `$12.5 million`, `до 300 долларов США`. Nothing is rounded.
    pub fn money(&self, money: &Money) -> String {
        let (phrase, inflection) = match self.symbol(&money.currency) {
            Some(symbol) => (self.figures(&money.amount, symbol).0, Inflection::Bare),
            None => self.sum_in_words(money),
        };
        self.bounded(phrase, money.bound, inflection)
    }

    /// A sum with the name of the currency behind it, or its code where we have no name.
    fn sum_in_words(&self, money: &Money) -> (String, Inflection) {
        let (figures, category) = self.figures(&money.amount, "");
        // A scale word already ties the number down; the currency may go to the next line.
        let blank = if figures.ends_with(char::is_alphabetic) {
            " "
        } else {
            self.blank()
        };
        match self.currencies.find(&money.currency) {
            Some(noun) => {
                let name = noun.counted(category, money.bound);
                (figures + blank + name, Inflection::Inflected)
            }
            None => (figures + blank + &money.currency, Inflection::Bare),
        }
    }

    /// The sign that stands before a sum, where it says which currency is meant.
    fn symbol(&self, currency: &str) -> Option<&'static str> {
        match (self.locale, currency) {
            (Locale::En, "USD") => Some("$"),
            (Locale::En, "EUR") => Some("€"),
            (Locale::En, "GBP") => Some("£"),
            _ => None,
        }
    }

    /// The number or numbers of an amount, and the category that the name of the currency follows.
    pub(super) fn figures(&self, amount: &Amount, symbol: &str) -> (String, PluralCategory) {
        match amount {
            Amount::Exact { amount } => {
                let figure = self.figure(amount, scale(amount));
                (self.written(&figure, symbol), figure.category)
            }
            Amount::Range { min, max } => self.figure_range(min, max, symbol),
        }
    }

    fn figure_range(&self, min: &str, max: &str, symbol: &str) -> (String, PluralCategory) {
        let scales = scale(min).zip(scale(max));
        let low = self.figure(min, scales.map(|(scale, _)| scale));
        let mut high = self.figure(max, scales.map(|(_, scale)| scale));
        let text = if low.scale == high.scale {
            high.digits = self.range(&low.digits, &high.digits);
            self.written(&high, symbol)
        } else {
            let (low, high) = (self.written(&low, symbol), self.written(&high, symbol));
            format!("{low} – {high}")
        };
        (text, high.category)
    }

    fn figure(&self, decimal: &str, scale: Option<Scale>) -> Figure {
        match (numbers::parse(decimal), scale) {
            (Some(number), None) => Figure {
                digits: self.numbers.digits(&number),
                scale,
                category: self.numbers.cardinal(&number),
            },
            (Some(mut number), Some(scale)) => {
                // Before the shift, so that it cannot push digits out; after it, as only decimals are trimmed.
                number.absolute.trim_end();
                number.absolute.multiply_pow10(-scale.zeros());
                number.absolute.trim_end();
                number.absolute.trim_start();
                Figure {
                    digits: self.numbers.digits(&number),
                    scale: Some(scale),
                    // `1,5 млн` stands for *миллиона*, which always has the genitive plural after it.
                    category: PluralCategory::Many,
                }
            }
            (None, _) => Figure {
                digits: decimal.to_owned(),
                scale: None,
                category: PluralCategory::Other,
            },
        }
    }

    fn written(&self, figure: &Figure, symbol: &str) -> String {
        let (sign, digits) = match figure.digits.strip_prefix('-') {
            Some(digits) => ("-", digits),
            None => ("", figure.digits.as_str()),
        };
        let number = format!("{sign}{symbol}{digits}");
        match figure.scale {
            Some(scale) => number + self.blank() + scale.word(self.locale),
            None => number,
        }
    }
}

fn scale(decimal: &str) -> Option<Scale> {
    numbers::parse(decimal).as_ref().and_then(Scale::of)
}
