//! ROUGE-1, ROUGE-2 and ROUGE-L of one text against another.
//!
//! The measures are those of Chin-Yew Lin, *ROUGE: A Package for Automatic Evaluation of Summaries*
//! (ACL 2004), computed as Google's `rouge_score` 0.1.2 does without stemming. That package throws
//! away every letter that is not ASCII, which leaves nothing of a Kazakh or Russian text, so tokens
//! here are of any script; on ASCII text the numbers are the same.

use std::collections::HashMap;

use super::Score;

/// How much two texts share, by three measures. All are fractions from 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Rouge {
    /// Single tokens in common.
    pub rouge1: Score,
    /// Pairs of neighbouring tokens in common.
    pub rouge2: Score,
    /// The longest sequence of tokens that both have in the same order, with gaps.
    pub rouge_l: Score,
}

/// Scores one text against one reference.
pub fn score(hypothesis: &str, reference: &str) -> Rouge {
    score_tokens(&tokens(hypothesis), &tokens(reference))
}

/// The tokens that are compared: maximal runs of alphanumeric characters (Unicode), in lower case.
///
/// The text is split before it is lower-cased: lower-case `İ` has a mark that is not alphanumeric.
pub fn tokens(text: &str) -> Vec<String> {
    text.split(|character: char| !character.is_alphanumeric())
        .filter(|run| !run.is_empty())
        .map(str::to_lowercase)
        .collect()
}

pub(super) fn score_tokens(hypothesis: &[String], reference: &[String]) -> Rouge {
    let common = longest_common_subsequence(hypothesis, reference);
    Rouge {
        rouge1: score_runs(hypothesis, reference, 1),
        rouge2: score_runs(hypothesis, reference, 2),
        rouge_l: Score::from_counts(common, hypothesis.len(), reference.len()),
    }
}

fn score_runs(hypothesis: &[String], reference: &[String], length: usize) -> Score {
    let hypothesis = count_runs(hypothesis, length);
    let reference = count_runs(reference, length);
    let common = reference
        .iter()
        .map(|(run, count)| hypothesis.get(run).map_or(0, |other| *count.min(other)))
        .sum();
    Score::from_counts(common, hypothesis.values().sum(), reference.values().sum())
}

fn count_runs(tokens: &[String], length: usize) -> HashMap<&[String], usize> {
    let mut counts = HashMap::new();
    for run in tokens.windows(length) {
        *counts.entry(run).or_default() += 1;
    }
    counts
}

/// The length of the longest sequence that both have in order, by the usual table, of which only the last row is kept.
fn longest_common_subsequence(left: &[String], right: &[String]) -> usize {
    let mut row = vec![0; right.len() + 1];
    for token in left {
        let mut diagonal = 0;
        for (column, other) in right.iter().enumerate() {
            let above = row[column + 1];
            row[column + 1] = if token == other {
                diagonal + 1
            } else {
                above.max(row[column])
            };
            diagonal = above;
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    /// Two numbers count as equal if they differ by less.
    const TOLERANCE: f64 = 1e-9;

    #[derive(Deserialize)]
    struct Fixture {
        cases: Vec<Case>,
    }

    #[derive(Deserialize)]
    struct Case {
        hypothesis: String,
        reference: String,
        rouge1: [f64; 3],
        rouge2: [f64; 3],
        #[serde(rename = "rougeL")]
        rouge_l: [f64; 3],
    }

    #[test]
    fn scores_equal_those_of_rouge_score() {
        let fixture: Fixture = serde_json::from_str(include_str!("../../tests/data/rouge.json")).expect("fixture");
        assert!(fixture.cases.len() >= 30);
        for case in fixture.cases {
            let found = score(&case.hypothesis, &case.reference);
            for (found, expected) in [
                (found.rouge1, case.rouge1),
                (found.rouge2, case.rouge2),
                (found.rouge_l, case.rouge_l),
            ] {
                let found = [found.precision, found.recall, found.f1];
                let near = |(a, b): (&f64, &f64)| (a - b).abs() < TOLERANCE;
                assert!(
                    found.iter().zip(&expected).all(near),
                    "{found:?} for {expected:?}: {} | {}",
                    case.hypothesis,
                    case.reference
                );
            }
        }
    }

    #[test]
    fn a_text_against_itself_scores_one() {
        let text = "Үкімет 2024 жылы 5,5 млрд теңге бөлді";
        let perfect = Score::from_counts(1, 1, 1);
        let found = score(text, text);
        assert_eq!([found.rouge1, found.rouge2, found.rouge_l], [perfect, perfect, perfect]);
    }

    #[test]
    fn tokens_are_runs_of_letters_and_digits_of_any_script() {
        assert_eq!(
            tokens("Қ.Тоқаев: «5,5%» – İlgeri, file_name"),
            ["қ", "тоқаев", "5", "5", "i̇lgeri", "file", "name"]
        );
    }
}
