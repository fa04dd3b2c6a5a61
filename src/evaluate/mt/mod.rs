//! BLEU and chrF of machine translations against references, one reference to a line.
//!
//! Scores depend on how texts are split, so Post, *A Call for Clarity in Reporting BLEU Scores* (WMT 2018),
//! asks for one implementation and a signature that says how it was set. The numbers here equal those of
//! that implementation, sacreBLEU, to the last printed digit, and are shown as it shows them.

mod bleu;
mod chrf;
mod tokenize;

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::AddAssign;

use serde::Serialize;

pub use bleu::{Bleu, bleu};
pub use chrf::{Chrf, chrf};

/// The version of sacreBLEU whose results these equal (Post 2018). Signatures name it.
pub const SACREBLEU_VERSION: &str = "2.6.0";

/// How many decimals a score is shown with if the format asks for no other number, as by sacreBLEU's command.
const DECIMALS: usize = 1;

/// The scores of translations.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MtScores {
    /// Lines.
    pub lines: usize,
    /// BLEU, from 0 to 100.
    pub bleu: Metric,
    /// chrF2.
    pub chrf: Metric,
    /// chrF2++, which counts words too.
    pub chrf_words: Metric,
}

/// A score with how it was made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Metric {
    /// The score, from 0 to 100.
    pub score: f64,
    /// How it was made, as sacreBLEU writes it.
    pub signature: String,
    /// The line that sacreBLEU prints.
    #[serde(skip)]
    pub line: String,
}

/// Scores translations against references, line by line.
pub fn score(hypotheses: &[&str], references: &[&str]) -> MtScores {
    let bleu = bleu(hypotheses, references);
    let characters = |word_order| {
        let chrf = chrf(hypotheses, references, word_order);
        Metric {
            score: chrf.score(),
            signature: chrf.signature(),
            line: chrf.to_string(),
        }
    };
    MtScores {
        lines: hypotheses.len(),
        chrf: characters(0),
        chrf_words: characters(2),
        bleu: Metric {
            score: bleu.score(),
            signature: bleu.signature(),
            line: bleu.to_string(),
        },
    }
}

/// How many n-grams of one length two texts have, and how many of them in common.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Overlap {
    hypothesis: usize,
    reference: usize,
    /// An n-gram counts as often as it is in both.
    matched: usize,
}

impl Overlap {
    /// Counts the runs of `length` items, which must be at least one.
    fn count<T: Eq + Hash>(hypothesis: &[T], reference: &[T], length: usize) -> Self {
        let mut unmatched: HashMap<&[T], usize> = HashMap::new();
        for ngram in reference.windows(length) {
            *unmatched.entry(ngram).or_default() += 1;
        }
        let mut matched = 0;
        for ngram in hypothesis.windows(length) {
            if let Some(left @ 1..) = unmatched.get_mut(ngram) {
                *left -= 1;
                matched += 1;
            }
        }
        Self {
            hypothesis: hypothesis.windows(length).len(),
            reference: reference.windows(length).len(),
            matched,
        }
    }

    /// The part of the hypothesis' n-grams that the reference has. NaN if there are none.
    fn precision(&self) -> f64 {
        self.matched as f64 / self.hypothesis as f64
    }

    /// The part of the reference's n-grams that the hypothesis has. NaN if there are none.
    fn recall(&self) -> f64 {
        self.matched as f64 / self.reference as f64
    }
}

impl AddAssign for Overlap {
    fn add_assign(&mut self, other: Self) {
        self.hypothesis += other.hypothesis;
        self.reference += other.reference;
        self.matched += other.matched;
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Fixture {
        version: String,
        cases: Vec<Case>,
    }

    /// A corpus and what sacreBLEU prints of it with four decimals.
    #[derive(Deserialize)]
    struct Case {
        hypotheses: Vec<String>,
        references: Vec<String>,
        bleu: String,
        chrf: String,
        chrf_words: String,
    }

    #[test]
    fn scores_equal_those_of_sacrebleu() {
        let fixture: Fixture = serde_json::from_str(include_str!("../../../tests/data/mt.json")).expect("fixture");
        assert_eq!(fixture.version, SACREBLEU_VERSION);
        assert!(fixture.cases.len() >= 30);
        for case in &fixture.cases {
            let hypotheses: Vec<&str> = case.hypotheses.iter().map(String::as_str).collect();
            let references: Vec<&str> = case.references.iter().map(String::as_str).collect();
            let about = format!("{hypotheses:?} for {references:?}");
            assert_eq!(format!("{:.4}", bleu(&hypotheses, &references)), case.bleu, "{about}");
            assert_eq!(
                format!("{:.4}", chrf(&hypotheses, &references, 0)),
                case.chrf,
                "{about}"
            );
            assert_eq!(
                format!("{:.4}", chrf(&hypotheses, &references, 2)),
                case.chrf_words,
                "{about}"
            );
        }
    }

    #[test]
    fn an_ngram_matches_no_more_often_than_the_reference_has_it() {
        let (hypothesis, reference) = (["the"; 7], ["the", "cat", "the", "mat"]);
        let overlap = |matched, length: usize| Overlap {
            hypothesis: 8 - length,
            reference: 5 - length,
            matched,
        };
        assert_eq!(Overlap::count(&hypothesis, &reference, 1), overlap(2, 1));
        assert_eq!(Overlap::count(&hypothesis, &reference, 2), overlap(0, 2));
    }

    #[test]
    fn ties_are_shown_with_an_even_digit_as_python_does() {
        let shown = [0.25, 6.25, 6.75, 18.75, 31.25, 43.75].map(|number: f64| format!("{number:.1}"));
        assert_eq!(shown, ["0.2", "6.2", "6.8", "18.8", "31.2", "43.8"]);
    }
}
