//! Where the source says what a sentence of a model says: by the words that they share, weighed by how rare they are in the
//! article, and by vectors of whole sentences where an embedder is lent.

use std::collections::{BTreeMap, BTreeSet};

use super::terms::stems;
use crate::article::Language;

/// The most sentences that bear out one sentence.
const MOST: usize = 4;
/// What a sentence of the source must add to the evidence: so much of the weight of the words of the claim, or a name or a
/// number of it.
const LEAST_GAIN: f32 = 0.08;
/// How much likeness by vectors counts beside all words in common.
const LIKENESS: f32 = 0.5;

/// The sentences of a source, ready to be compared. Terms are sorted: the sums of their weights are the same in every run.
pub(super) struct Aligner<'v> {
    /// The terms of each sentence.
    terms: Vec<BTreeSet<String>>,
    /// In how many sentences a term stands.
    frequencies: BTreeMap<String, usize>,
    /// The vectors of the sentences, of length 1.
    vectors: Option<&'v [Vec<f32>]>,
}

impl<'v> Aligner<'v> {
    pub fn new<'t>(sentences: impl Iterator<Item = (&'t str, Language)>, vectors: Option<&'v [Vec<f32>]>) -> Self {
        let terms: Vec<BTreeSet<String>> = sentences
            .map(|(text, language)| stems(text, language).into_iter().collect())
            .collect();
        let mut frequencies = BTreeMap::new();
        for term in terms.iter().flatten() {
            *frequencies.entry(term.clone()).or_default() += 1;
        }
        Aligner {
            terms,
            frequencies,
            vectors,
        }
    }

    /// The sentences that bear out a claim, by index: the one that says most of it first, then those that say more of the rest.
    pub fn evidence(&self, claim: (&str, Language), vector: Option<&[f32]>) -> Vec<usize> {
        let mut missing: BTreeSet<String> = stems(claim.0, claim.1).into_iter().collect();
        let mut telling = telling(claim);
        let whole: f32 = missing.iter().map(|term| self.weight(term)).sum();
        let mut evidence = Vec::new();
        while evidence.len() < MOST {
            let gain = |sentence: usize| {
                let shared = missing.intersection(&self.terms[sentence]);
                let words = shared.map(|term| self.weight(term)).sum::<f32>() / whole.max(f32::MIN_POSITIVE);
                match evidence.is_empty() {
                    true => words + LIKENESS * self.likeness(sentence, vector),
                    false => words,
                }
            };
            let left = (0..self.terms.len()).filter(|sentence| !evidence.contains(sentence));
            // Of equals the first: news says the main thing first.
            let best = left
                .map(|sentence| (sentence, gain(sentence)))
                .reduce(|best, next| if next.1 > best.1 { next } else { best });
            let names_more = |sentence: &usize| telling.intersection(&self.terms[*sentence]).next().is_some();
            let enough = best
                .filter(|(_, gain)| *gain >= LEAST_GAIN)
                .map(|(sentence, _)| sentence);
            let naming = || (0..self.terms.len()).find(names_more).filter(|_| !evidence.is_empty());
            let Some(sentence) = enough.or_else(naming) else {
                break;
            };
            missing.retain(|term| !self.terms[sentence].contains(term));
            telling.retain(|term| !self.terms[sentence].contains(term));
            evidence.push(sentence);
        }
        evidence
    }

    /// How much a term tells: those in few sentences most, those in none as much as those in one.
    fn weight(&self, term: &str) -> f32 {
        let frequency = self.frequencies.get(term).copied().unwrap_or(1);
        1.0 + (self.terms.len() as f32 / frequency as f32).ln()
    }

    fn likeness(&self, sentence: usize, vector: Option<&[f32]>) -> f32 {
        let own = self.vectors.and_then(|vectors| vectors.get(sentence));
        let dot = |(own, other): (&Vec<f32>, &[f32])| own.iter().zip(other).map(|(left, right)| left * right).sum();
        own.zip(vector).map_or(0.0, dot)
    }
}

/// The terms of a claim that must not come from nowhere: names, which have a capital letter, and numbers.
fn telling((text, language): (&str, Language)) -> BTreeSet<String> {
    let words = text
        .split_whitespace()
        .map(|word| word.trim_start_matches(|sign: char| !sign.is_alphanumeric()));
    let telling = words.filter(|word| word.starts_with(|first: char| first.is_uppercase() || first.is_numeric()));
    telling.flat_map(|word| stems(word, language)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Language::{Kazakh, Russian};

    const SOURCE: [&str; 4] = [
        "В Алматы открыли новый мост через реку.",
        "Строительство обошлось в 5 млрд тенге.",
        "Аким города Ерболат Досаев приехал на открытие.",
        "Погода была ясной.",
    ];

    fn evidence(claim: &str) -> Vec<usize> {
        Aligner::new(SOURCE.into_iter().map(|text| (text, Russian)), None).evidence((claim, Russian), None)
    }

    #[test]
    fn a_claim_is_traced_to_all_sentences_that_it_was_made_of() {
        assert_eq!(
            evidence("Строительство моста в Алматы обошлось в 5 млрд тенге."),
            [1, 0]
        );
        assert_eq!(evidence("Ерболат Досаев приехал на мост."), [2, 0]);
        assert!(evidence("Цены на нефть упали.").is_empty());
    }

    #[test]
    fn inflected_kazakh_words_are_the_same() {
        let source = ["Оралда кітапхана жөнделді.", "Оған 40 мың кітап әкелінді."];
        let aligner = Aligner::new(source.into_iter().map(|text| (text, Kazakh)), None);
        assert_eq!(aligner.evidence(("Оралдағы кітапхананы жөндеді.", Kazakh), None), [0]);
    }

    #[test]
    fn vectors_decide_where_words_do_not() {
        let vectors = [vec![0.0, 1.0], vec![1.0, 0.0], vec![0.0, 1.0], vec![0.0, 1.0]];
        let aligner = Aligner::new(SOURCE.into_iter().map(|text| (text, Russian)), Some(&vectors));
        assert_eq!(
            aligner.evidence(("Дорогостоящий проект.", Russian), Some(&[1.0, 0.0])),
            [1]
        );
    }
}
