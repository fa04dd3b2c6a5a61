//! Percentages and numbers with a unit.

use super::bounds::Inflection;
use super::{Localizer, numbers};
use crate::article::Locale;
use crate::digest::{Amount, Bound, Measure};

impl Localizer {
    /// A number with its unit: `12,5 %`, `5–7 km`, `около 3 t`.
    pub fn measure(&self, measure: &Measure) -> String {
        match measure.unit.as_str() {
            "%" => self.percentage(&measure.amount, measure.bound),
            unit => self.quantity(&measure.amount, unit, measure.bound),
        }
    }

    fn percentage(&self, amount: &Amount, bound: Option<Bound>) -> String {
        // The sign follows the number in all three languages, so a range carries it once, at its end.
        let figure = match amount {
            Amount::Exact { amount } => self.percent(amount),
            Amount::Range { min, max } => self.range(&self.number(min), &self.percent(max)),
        };
        let ending = match (self.locale, bound) {
            (Locale::Kk, Some(Bound::AtMost)) => "-ға",
            (Locale::Kk, Some(Bound::AtLeast)) => "-дан",
            _ => "",
        };
        self.bounded(figure + ending, bound, Inflection::Inflected)
    }

    /// A share of certainty, from 0 to 1, in whole percent.
    pub(in crate::write) fn confidence(&self, share: f32) -> String {
        self.percent(&format!("{:.0}", share * 100.0))
    }

    fn percent(&self, decimal: &str) -> String {
        numbers::parse(decimal).map_or_else(|| format!("{decimal}%"), |number| self.numbers.percent(&number))
    }

    fn quantity(&self, amount: &Amount, unit: &str, bound: Option<Bound>) -> String {
        let (figure, category) = self.figures(amount, "");
        let phrase = match unit {
            // The unit of what is merely counted.
            "" | "1" => figure,
            unit => figure + self.blank() + self.unit(unit, category, bound).unwrap_or(unit),
        };
        self.bounded(phrase, bound, Inflection::Bare)
    }
}
