//! Matches the spans that were found with those that should have been.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Score;
use crate::article::Span;

/// How well spans match: counts, and scores in percent from 0 to 100.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct SpanScores {
    /// Spans of the references.
    pub expected: usize,
    /// Spans of the hypotheses.
    pub predicted: usize,
    /// Those with the same start and end; nothing if the references do not tag the class.
    pub exact: Option<MatchScore>,
    /// Those that share a character; nothing if the references do not tag the class.
    pub overlapping: Option<MatchScore>,
}

/// The spans that match in one way, each with one other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct MatchScore {
    /// Pairs of an expected and a predicted span.
    pub matched: usize,
    /// Their share of the predicted and of the expected spans, in percent from 0 to 100.
    #[serde(flatten)]
    pub score: Score,
}

/// Counts of spans and of their matches, before they become scores.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) expected: usize,
    pub(super) predicted: usize,
    pub(super) exact: usize,
    pub(super) overlapping: usize,
}

impl Tally {
    /// Counts the spans of one class in one text.
    pub(super) fn of(predicted: &BTreeSet<Span>, expected: &BTreeSet<Span>) -> Self {
        Tally {
            expected: expected.len(),
            predicted: predicted.len(),
            exact: expected.intersection(predicted).count(),
            overlapping: count_overlapping(predicted, expected),
        }
    }

    pub(super) fn add(&mut self, other: Tally) {
        self.expected += other.expected;
        self.predicted += other.predicted;
        self.exact += other.exact;
        self.overlapping += other.overlapping;
    }

    pub(super) fn scores(self) -> SpanScores {
        SpanScores {
            exact: Some(self.match_score(self.exact)),
            overlapping: Some(self.match_score(self.overlapping)),
            ..self.counts()
        }
    }

    /// The counts, without any score.
    pub(super) fn counts(self) -> SpanScores {
        SpanScores {
            expected: self.expected,
            predicted: self.predicted,
            exact: None,
            overlapping: None,
        }
    }

    fn match_score(self, matched: usize) -> MatchScore {
        let score = Score::from_counts(matched, self.predicted, self.expected).to_percent();
        MatchScore { matched, score }
    }
}

/// Pairs each expected span, from left to right, with the first predicted span that overlaps it and is still free.
fn count_overlapping(predicted: &BTreeSet<Span>, expected: &BTreeSet<Span>) -> usize {
    let mut free: Vec<Span> = predicted.iter().copied().collect();
    let mut pairs = 0;
    for span in expected {
        if let Some(position) = free.iter().position(|other| overlap(*span, *other)) {
            free.remove(position);
            pairs += 1;
        }
    }
    pairs
}

fn overlap(left: Span, right: Span) -> bool {
    left.start < right.end && right.start < left.end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(spans: &[[usize; 2]]) -> BTreeSet<Span> {
        spans.iter().copied().map(Span::from).collect()
    }

    fn overlapping(predicted: &[[usize; 2]], expected: &[[usize; 2]]) -> usize {
        Tally::of(&spans(predicted), &spans(expected)).overlapping
    }

    #[test]
    fn neighbours_do_not_overlap() {
        assert_eq!(overlapping(&[[0, 3]], &[[3, 5]]), 0);
        assert_eq!(overlapping(&[[0, 4]], &[[3, 5]]), 1);
        assert_eq!(overlapping(&[[0, 9]], &[[3, 5]]), 1);
    }

    #[test]
    fn a_span_is_matched_once() {
        assert_eq!(overlapping(&[[0, 9]], &[[0, 3], [4, 9]]), 1);
        assert_eq!(overlapping(&[[0, 3], [4, 9]], &[[0, 9]]), 1);
        assert_eq!(overlapping(&[[0, 5], [5, 9]], &[[0, 3], [4, 9]]), 2);
        assert_eq!(overlapping(&[[2, 4], [7, 8]], &[[0, 3], [3, 9]]), 2);
    }

    #[test]
    fn scores_are_percent_of_the_counts() {
        let tally = Tally::of(&spans(&[[0, 3], [5, 8], [10, 12], [20, 21]]), &spans(&[[0, 3], [6, 8]]));
        let scores = tally.scores();
        let exact = scores.exact.expect("scored");
        let overlapping = scores.overlapping.expect("scored");
        assert_eq!((scores.expected, scores.predicted), (2, 4));
        assert_eq!((exact.matched, overlapping.matched), (1, 2));
        assert_eq!((exact.score.precision, exact.score.recall), (25.0, 50.0));
        assert_eq!(overlapping.score.recall, 100.0);
        assert_eq!(tally.counts().exact, None);
    }
}
