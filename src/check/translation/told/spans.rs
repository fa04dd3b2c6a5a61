//! What numbers tell together with what stands beside them: spans of years, ages, enumerations.

use super::Told;
use crate::check::translation::side::{Number, Side};

impl Told {
    /// `2006–07` has the year 2007.
    pub fn years(&mut self, number: &Number, next: Option<&Number>, side: &Side) {
        let year = |value: &f64| (1000.0..2200.0).contains(value) && value.fract() == 0.0;
        let mut pairs: Vec<(f64, f64)> = Vec::new();
        if let [first, second] = number.figure.values[..] {
            pairs.push((first, second));
        }
        let joined = next.filter(|next| {
            let between = side.text.get(number.figure.range.end..next.figure.range.start);
            between.is_some_and(|between| matches!(between, "-" | "–" | "—" | "/"))
        });
        if let (Some(first), Some(second)) = (
            number.figure.values.first(),
            joined.and_then(|next| next.figure.values.first()),
        ) {
            pairs.push((*first, *second));
        }
        let full = pairs
            .into_iter()
            .filter(|(first, second)| year(first) && *second < 100.0);
        self.values
            .extend(full.map(|(first, second)| (first / 100.0).floor() * 100.0 + second));
    }

    /// Who tells the ages `33, 34 and 39` tells three.
    pub fn enumeration(&mut self, numbers: &[Number], side: &Side) {
        let is_joined = |pair: &[Number]| {
            let between = side.text.get(pair[0].figure.range.end..pair[1].figure.range.start);
            between.is_some_and(|between| matches!(between.trim(), "," | "and" | "и" | "және" | "мен" | "пен"))
        };
        let more = numbers.windows(2).take_while(|pair| is_joined(pair)).count();
        if more >= 2 {
            self.values.push(more as f64 + 1.0);
        }
    }

    /// Who is `in his 30s` is from 30 to 40 years old.
    pub fn decade(&mut self, number: &Number, side: &Side) {
        let is_plural = side
            .text
            .get(number.figure.range.end..)
            .is_some_and(|rest| rest.starts_with('s'));
        if let (true, [value]) = (is_plural, number.figure.values.as_slice()) {
            self.values.extend([value + 9.0, value + 10.0]);
        }
    }
}
