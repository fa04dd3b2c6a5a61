//! Decimal numbers without loss: a sum of money is no float.

use std::cmp::Ordering;
use std::fmt;

/// A number that is not negative: digits and how many of them stand behind the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decimal {
    digits: u128,
    scale: u32,
}

impl Decimal {
    /// Reads the digits before and after the point; nothing if there are too many.
    pub fn new(whole: &str, fraction: &str) -> Option<Self> {
        let fraction = fraction.trim_end_matches('0');
        let digits = [whole, fraction].concat().parse().ok()?;
        Some(Decimal {
            digits,
            scale: fraction.len() as u32,
        })
    }

    /// The number times ten to the power of `exponent`; nothing if it grows too large.
    pub fn times_ten_to(self, exponent: u32) -> Option<Self> {
        let scale = self.scale.saturating_sub(exponent);
        let grow = exponent.saturating_sub(self.scale);
        let digits = self.digits.checked_mul(10u128.checked_pow(grow)?)?;
        Some(Decimal { digits, scale })
    }
}

impl Decimal {
    /// The sum with a number that is smaller than ten to the power of `exponent`, of which this one is a multiple.
    pub fn plus_below(self, added: Decimal, exponent: u32) -> Option<Self> {
        let limit = 10u128.checked_pow(exponent)?;
        let fits = self.scale == 0 && added.scale == 0 && added.digits < limit && self.digits.is_multiple_of(limit);
        fits.then(|| Decimal {
            digits: self.digits + added.digits,
            scale: 0,
        })
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        let scale = self.scale.max(other.scale);
        let aligned = |number: &Decimal| number.digits.checked_mul(10u128.checked_pow(scale - number.scale)?);
        Some(aligned(self)?.cmp(&aligned(other)?))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = self.scale as usize;
        let digits = format!("{:0width$}", self.digits, width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        match scale {
            0 => f.write_str(whole),
            _ => write!(f, "{whole}.{fraction}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_kept() {
        let number = |whole, fraction| Decimal::new(whole, fraction).expect("a number");
        assert_eq!(
            number("5", "5")
                .times_ten_to(9)
                .map(|number| number.to_string())
                .as_deref(),
            Some("5500000000")
        );
        assert_eq!(number("0", "05").to_string(), "0.05");
        assert_eq!(number("12", "50").to_string(), "12.5");
        assert_eq!(number("7", "00").to_string(), "7");
        assert_eq!(
            number("1", "2345")
                .times_ten_to(2)
                .map(|number| number.to_string())
                .as_deref(),
            Some("123.45")
        );
        assert!(number("1", "5") < number("1", "75"));
        assert_eq!(Decimal::new(&"9".repeat(60), ""), None);
        assert_eq!(number(&"9".repeat(30), "").times_ten_to(12), None);
    }
}
