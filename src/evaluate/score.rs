//! Precision, recall and their mean.

use serde::Serialize;

/// How much of what was found is right, and how much of what is right was found.
///
/// Fractions from 0 to 1 or percent from 0 to 100, as its owner says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Score {
    /// The share of the hypothesis that the reference has.
    pub precision: f64,
    /// The share of the reference that the hypothesis has.
    pub recall: f64,
    /// The harmonic mean of both; 0 where both are 0.
    pub f1: f64,
}

impl Score {
    /// Fractions from 0 to 1. A share of nothing is 0, as in `rouge_score` and `seqeval`.
    pub fn from_counts(common: usize, hypothesis: usize, reference: usize) -> Self {
        let precision = share(common, hypothesis);
        let recall = share(common, reference);
        let sum = precision + recall;
        let f1 = if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 };
        Score { precision, recall, f1 }
    }

    /// Fractions as percent.
    pub fn to_percent(self) -> Self {
        self.scale(100.0)
    }

    pub(super) fn scale(self, factor: f64) -> Self {
        Score {
            precision: self.precision * factor,
            recall: self.recall * factor,
            f1: self.f1 * factor,
        }
    }

    pub(super) fn add(&mut self, other: Score) {
        self.precision += other.precision;
        self.recall += other.recall;
        self.f1 += other.f1;
    }
}

/// `part` of `whole` as a fraction, and 0 of nothing.
pub(super) fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_nothing_is_zero() {
        assert_eq!(Score::from_counts(0, 0, 0), Score::default());
        assert_eq!(Score::from_counts(0, 3, 0), Score::default());
    }

    #[test]
    fn f1_is_the_harmonic_mean() {
        let score = Score::from_counts(1, 2, 4).to_percent();
        assert_eq!((score.precision, score.recall), (50.0, 25.0));
        assert!((score.f1 - 100.0 / 3.0).abs() < 1e-9);
    }
}
