//! BLEU of a corpus (Papineni et al. 2002).

use std::fmt;

use super::tokenize::{separate, words};
use super::{DECIMALS, Overlap, SACREBLEU_VERSION};

/// The longest n-grams that are compared.
const MAX_ORDER: usize = 4;

/// BLEU of a corpus, and what it was computed from.
///
/// The measure is that of Papineni, Roukos, Ward and Zhu, *BLEU: a Method for Automatic Evaluation of Machine
/// Translation* (ACL 2002), with the tokens and the form of Post, *A Call for Clarity in Reporting BLEU Scores*
/// (WMT 2018). It is shown as a line of sacreBLEU: `{}` has one decimal as its command, `{:.2}` two.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bleu {
    precisions: [f64; MAX_ORDER],
    hypothesis_length: usize,
    reference_length: usize,
}

/// Scores the lines of a corpus, each against the reference with its number (Papineni et al. 2002; Post 2018).
///
/// If there are more of the ones than of the others, those without a partner are left out. An empty corpus scores zero.
pub fn bleu(hypotheses: &[&str], references: &[&str]) -> Bleu {
    let mut overlaps = [Overlap::default(); MAX_ORDER];
    let (mut hypothesis_length, mut reference_length) = (0, 0);
    for (hypothesis, reference) in hypotheses.iter().zip(references) {
        let (hypothesis, reference) = (separate(hypothesis), separate(reference));
        let (hypothesis, reference): (Vec<_>, Vec<_>) = (words(&hypothesis).collect(), words(&reference).collect());
        for (overlap, order) in overlaps.iter_mut().zip(1..) {
            *overlap += Overlap::count(&hypothesis, &reference, order);
        }
        hypothesis_length += hypothesis.len();
        reference_length += reference.len();
    }
    Bleu {
        precisions: precisions(&overlaps),
        hypothesis_length,
        reference_length,
    }
}

impl Bleu {
    /// The score, from 0 to 100: the geometric mean of the precisions times the brevity penalty (Papineni et al. 2002).
    pub fn score(&self) -> f64 {
        if self.precisions.contains(&0.0) {
            return 0.0;
        }
        let logarithms: f64 = self.precisions.iter().map(|precision| precision.ln()).sum();
        self.brevity_penalty() * (logarithms / MAX_ORDER as f64).exp()
    }

    /// How many per cent of the translations' n-grams of one to four tokens are in the references (Papineni et al. 2002).
    ///
    /// Smoothed if there are none of a length, see [`signature`](Self::signature).
    pub fn precisions(&self) -> [f64; MAX_ORDER] {
        self.precisions
    }

    /// What the score is multiplied with because translations are shorter than references, up to 1
    /// (Papineni et al. 2002).
    pub fn brevity_penalty(&self) -> f64 {
        if self.hypothesis_length >= self.reference_length {
            1.0
        } else if self.hypothesis_length == 0 {
            0.0
        } else {
            (1.0 - self.reference_length as f64 / self.hypothesis_length as f64).exp()
        }
    }

    /// The length of the translations in that of the references (Post 2018), zero if the references are empty.
    pub fn ratio(&self) -> f64 {
        if self.reference_length == 0 {
            return 0.0;
        }
        self.hypothesis_length as f64 / self.reference_length as f64
    }

    /// How many tokens the translations have (Papineni et al. 2002).
    pub fn hypothesis_length(&self) -> usize {
        self.hypothesis_length
    }

    /// How many tokens the references have (Papineni et al. 2002).
    pub fn reference_length(&self) -> usize {
        self.reference_length
    }

    /// How the score was computed, in the form of Post 2018.
    ///
    /// `smooth:exp` is method 3 of Chen and Cherry, *A Systematic Comparison of Smoothing Techniques for
    /// Sentence-Level BLEU* (WMT 2014).
    pub fn signature(&self) -> String {
        format!("nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:{SACREBLEU_VERSION}")
    }
}

/// Precisions in per cent. Where nothing matched they are those of half a match, a quarter of one, and so on;
/// but all are zero if no token matched, and so are those of n-grams longer than any line.
fn precisions(overlaps: &[Overlap; MAX_ORDER]) -> [f64; MAX_ORDER] {
    let mut smoothing = 1.0;
    let any_matched = overlaps.iter().any(|overlap| overlap.matched > 0);
    overlaps.map(|overlap| {
        let total = overlap.hypothesis as f64;
        if !any_matched || overlap.hypothesis == 0 {
            0.0
        } else if overlap.matched == 0 {
            smoothing *= 2.0;
            100.0 / (smoothing * total)
        } else {
            100.0 * overlap.matched as f64 / total
        }
    })
}

impl fmt::Display for Bleu {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let decimals = formatter.precision().unwrap_or(DECIMALS);
        let precisions = self.precisions.map(|precision| format!("{precision:.1}")).join("/");
        write!(
            formatter,
            "BLEU|{} = {:.decimals$} {precisions} (BP = {:.3} ratio = {:.3} hyp_len = {} ref_len = {})",
            self.signature(),
            self.score(),
            self.brevity_penalty(),
            self.ratio(),
            self.hypothesis_length,
            self.reference_length,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is shown after the signature.
    fn shown(hypotheses: &[&str], references: &[&str]) -> String {
        let line = bleu(hypotheses, references).to_string();
        let signature = "BLEU|nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0 = ";
        line.strip_prefix(signature).expect("a line of BLEU").to_owned()
    }

    #[test]
    fn lines_equal_those_of_sacrebleu() {
        assert_eq!(
            shown(
                &["The cat sat on a mat.", "Ол үйге келді."],
                &["The cat sat on the mat.", "Ол кеше үйге келді."]
            ),
            "43.6 90.9/66.7/42.9/20.0 (BP = 0.913 ratio = 0.917 hyp_len = 11 ref_len = 12)"
        );
        assert_eq!(
            shown(&["a b c d f"], &["a b c d e f g h"]),
            "38.8 100.0/75.0/66.7/50.0 (BP = 0.549 ratio = 0.625 hyp_len = 5 ref_len = 8)"
        );
    }

    #[test]
    fn ngrams_without_a_match_are_smoothed() {
        assert_eq!(
            shown(&["the the the the the the the"], &["the cat is on the mat"]),
            "7.8 28.6/8.3/5.0/3.1 (BP = 1.000 ratio = 1.167 hyp_len = 7 ref_len = 6)"
        );
        assert_eq!(
            shown(&["x y z w"], &["a b c d"]),
            "0.0 0.0/0.0/0.0/0.0 (BP = 1.000 ratio = 1.000 hyp_len = 4 ref_len = 4)"
        );
    }

    #[test]
    fn lines_too_short_for_four_tokens_score_zero() {
        assert_eq!(
            shown(&["a b c"], &["a b c"]),
            "0.0 100.0/100.0/100.0/0.0 (BP = 1.000 ratio = 1.000 hyp_len = 3 ref_len = 3)"
        );
    }

    #[test]
    fn nothing_scores_zero() {
        let nothing = "0.0 0.0/0.0/0.0/0.0 (BP = 1.000 ratio = 0.000 hyp_len = 0 ref_len = 0)";
        assert_eq!(shown(&[], &[]), nothing);
        assert_eq!(shown(&[""], &["\u{a0}"]), nothing);
        assert_eq!(shown(&["a"], &[]), nothing);
        assert_eq!(
            shown(&[""], &["a b"]),
            "0.0 0.0/0.0/0.0/0.0 (BP = 0.000 ratio = 0.000 hyp_len = 0 ref_len = 2)"
        );
        assert_eq!(
            shown(&["a"], &[""]),
            "0.0 0.0/0.0/0.0/0.0 (BP = 1.000 ratio = 0.000 hyp_len = 1 ref_len = 0)"
        );
    }

    #[test]
    fn a_format_sets_the_decimals_of_the_score() {
        let shown = |text: String| text.split(" = ").nth(1).expect("a score").to_owned();
        let found = bleu(&["a b c d e"], &["a b x d e"]);
        assert_eq!(shown(format!("{found}")), "30.2 80.0/50.0/16.7/12.5 (BP");
        assert_eq!(shown(format!("{found:.4}")), "30.2138 80.0/50.0/16.7/12.5 (BP");
    }
}
