//! chrF (Popović 2015) and chrF++ (Popović 2017) of a corpus.

use std::fmt;
use std::hash::Hash;

use super::tokenize::words;
use super::{DECIMALS, Overlap, SACREBLEU_VERSION};

/// The longest n-grams of characters that are compared.
const CHARACTER_ORDER: usize = 6;

/// How many times recall weighs as much as precision.
const BETA: usize = 2;

/// chrF of a corpus.
///
/// The measure is that of Popović, *chrF: character n-gram F-score for automatic MT evaluation* (WMT 2015), and with
/// n-grams of words that of Popović, *chrF++: words helping character n-grams* (WMT 2017), in the form of Post,
/// *A Call for Clarity in Reporting BLEU Scores* (WMT 2018). It is shown as a line of sacreBLEU: `{}` has one decimal
/// as its command, `{:.2}` two.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chrf {
    score: f64,
    word_order: usize,
}

/// Scores the lines of a corpus, each against the reference with its number (Popović 2015, 2017; Post 2018).
///
/// `word_order` is the length of the longest n-grams of words that are compared besides those of characters:
/// 0 for chrF, 2 for chrF++. If there are more of the ones than of the others, those without a partner are left out.
/// An empty corpus scores zero.
pub fn chrf(hypotheses: &[&str], references: &[&str], word_order: usize) -> Chrf {
    let mut characters = vec![Overlap::default(); CHARACTER_ORDER];
    let mut words = vec![Overlap::default(); word_order];
    for (hypothesis, reference) in hypotheses.iter().zip(references) {
        add_overlaps(&mut characters, &letters(hypothesis), &letters(reference));
        add_overlaps(&mut words, &parts(hypothesis), &parts(reference));
    }
    Chrf {
        score: f_score(&[characters, words].concat()),
        word_order,
    }
}

impl Chrf {
    /// The score, from 0 to 100 (Popović 2015, 2017).
    pub fn score(&self) -> f64 {
        self.score
    }

    /// The length of the longest n-grams of words that were compared: 2 for chrF++ (Popović 2017).
    pub fn word_order(&self) -> usize {
        self.word_order
    }

    /// What the measure is called: `chrF2`, as recall weighs twice as much (Popović 2015), and a `+` for each length of
    /// n-grams of words (Popović 2017).
    pub fn name(&self) -> String {
        format!("chrF{BETA}{}", "+".repeat(self.word_order))
    }

    /// How the score was computed, in the form of Post 2018.
    pub fn signature(&self) -> String {
        let words = self.word_order;
        format!("nrefs:1|case:mixed|eff:yes|nc:{CHARACTER_ORDER}|nw:{words}|space:no|version:{SACREBLEU_VERSION}")
    }
}

/// Adds what a line has of n-grams of one item, two, and so on. It has none of those that its reference is too short for.
fn add_overlaps<T: Eq + Hash>(overlaps: &mut [Overlap], hypothesis: &[T], reference: &[T]) {
    for (overlap, order) in overlaps.iter_mut().zip(1..=reference.len()) {
        *overlap += Overlap::count(hypothesis, reference, order);
    }
}

/// The characters but white space.
fn letters(line: &str) -> Vec<char> {
    words(line).flat_map(str::chars).collect()
}

/// The words and, as words, the punctuation of ASCII at their ends.
fn parts(line: &str) -> Vec<&str> {
    words(line)
        .flat_map(split_punctuation)
        .filter(|part| !part.is_empty())
        .collect()
}

/// One mark at the end of a word comes off, or else one at its start.
fn split_punctuation(word: &str) -> [&str; 2] {
    let is_punctuation = |character: char| character.is_ascii_punctuation();
    let split = if word.ends_with(is_punctuation) {
        word.split_at_checked(word.len() - 1)
    } else if word.starts_with(is_punctuation) {
        word.split_at_checked(1)
    } else {
        None
    };
    split.map_or([word, ""], |(left, right)| [left, right])
}

/// The F-score of the mean precision and the mean recall, over the n-grams that there are in both texts, in per cent.
fn f_score(overlaps: &[Overlap]) -> f64 {
    let in_both = |overlap: &&Overlap| overlap.hypothesis > 0 && overlap.reference > 0;
    let overlaps: Vec<&Overlap> = overlaps.iter().filter(in_both).collect();
    let mean = |part: fn(&Overlap) -> f64| {
        let sum: f64 = overlaps.iter().map(|overlap| part(overlap)).sum();
        sum / overlaps.len() as f64
    };
    if overlaps.iter().all(|overlap| overlap.matched == 0) {
        return 0.0;
    }
    let (precision, recall) = (mean(Overlap::precision), mean(Overlap::recall));
    let factor = BETA.pow(2) as f64;
    100.0 * ((1.0 + factor) * precision * recall / (factor * precision + recall))
}

impl fmt::Display for Chrf {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let decimals = formatter.precision().unwrap_or(DECIMALS);
        write!(
            formatter,
            "{}|{} = {:.decimals$}",
            self.name(),
            self.signature(),
            self.score
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_equal_those_of_sacrebleu() {
        let hypotheses = ["The cat sat on a mat.", "Ол үйге келді."];
        let references = ["The cat sat on the mat.", "Ол кеше үйге келді."];
        let shown = |word_order| format!("{:.4}", chrf(&hypotheses, &references, word_order));
        let signature = "nrefs:1|case:mixed|eff:yes|nc:6";
        for (word_order, name, score) in [(0, "chrF2", 63.8970), (1, "chrF2+", 66.9041), (2, "chrF2++", 66.2038)] {
            let line = format!("{name}|{signature}|nw:{word_order}|space:no|version:2.6.0 = {score:.4}");
            assert_eq!(shown(word_order), line);
        }
        let line = format!("chrF2|{signature}|nw:0|space:no|version:2.6.0 = 63.9");
        assert_eq!(chrf(&hypotheses, &references, 0).to_string(), line);
    }

    #[test]
    fn scores_equal_those_of_sacrebleu() {
        for (hypothesis, reference, scores) in [
            (
                "the the the the the the the",
                "the cat is on the mat",
                ["14.2324", "16.8175", "14.7153"],
            ),
            (
                "(hi) \"yes\" no, (a",
                "(hi) \"yes\", no (a",
                ["64.0411", "66.8254", "62.5151"],
            ),
            ("a b c d f", "a b c d e f g h", ["34.9225", "40.3802", "41.3082"]),
            ("и\u{301}х", "их", ["45.4545", "30.3030", "30.3030"]),
            ("a", "a", ["100.0000"; 3]),
            ("x y z w", "a b c d", ["0.0000"; 3]),
            ("", "a b", ["0.0000"; 3]),
            ("a", "", ["0.0000"; 3]),
            ("", "", ["0.0000"; 3]),
        ] {
            let found = [0, 1, 2].map(|order| format!("{:.4}", chrf(&[hypothesis], &[reference], order).score()));
            assert_eq!(found, scores, "{hypothesis} | {reference}");
        }
    }

    #[test]
    fn an_empty_corpus_scores_zero() {
        assert_eq!(chrf(&[], &[], 2).score(), 0.0);
        assert_eq!(chrf(&["a"], &[], 2).score(), 0.0);
    }

    #[test]
    fn one_mark_comes_off_a_word() {
        assert_eq!(
            parts("a . (hi) \"yes\" no, (a «а» ... it's ü! \u{301}."),
            [
                "a", ".", "(hi", ")", "\"yes", "\"", "no", ",", "(", "a", "«а»", "..", ".", "it's", "ü", "!",
                "\u{301}", "."
            ]
        );
    }
}
