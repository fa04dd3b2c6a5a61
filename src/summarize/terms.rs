//! The terms of a sentence, and sentences as vectors of weighted terms.

use std::collections::HashMap;

use rust_stemmers::{Algorithm, Stemmer};

use super::{kazakh, stop_words};
use crate::article::Language;
use crate::understand::latin::Cyrillic;
use crate::understand::tokens::{TokenKind, tokenize};

/// The stems and numbers of a sentence, without words that say nothing of its subject.
pub(super) fn terms(text: &str, language: Language) -> Vec<String> {
    if language == Language::KazakhLatin {
        return terms(Cyrillic::of(text).text(), Language::Kazakh);
    }
    let stemmer = match language {
        Language::Russian => Some(Stemmer::create(Algorithm::Russian)),
        Language::English => Some(Stemmer::create(Algorithm::English)),
        _ => None,
    };
    let stem = |word: String| match (&stemmer, language) {
        (Some(stemmer), _) => stemmer.stem(&word).into_owned(),
        (None, Language::Kazakh) => kazakh::stem(&word).to_owned(),
        (None, _) => word,
    };
    tokenize(text)
        .iter()
        .filter(|token| token.kind != TokenKind::Sign)
        .map(|token| token.text.to_lowercase())
        .filter(|word| !stop_words::contains(word, language))
        .map(stem)
        .collect()
}

/// Sentences as vectors of terms, weighted by how often a term stands in the sentence and how few sentences have it.
pub(super) struct TermVectors {
    /// Per sentence its terms, by number in rising order, with weights of Euclidean length 1.
    rows: Vec<Vec<(u32, f32)>>,
    terms: usize,
}

impl TermVectors {
    pub fn new(sentences: impl IntoIterator<Item = Vec<String>>) -> Self {
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut frequencies: Vec<u32> = Vec::new();
        let counted: Vec<Vec<(u32, f32)>> = sentences
            .into_iter()
            .map(|terms| {
                let row = count(terms, &mut numbers);
                frequencies.resize(numbers.len(), 0);
                for (term, _) in &row {
                    frequencies[*term as usize] += 1;
                }
                row
            })
            .collect();
        let total = counted.len() as f32;
        let rarity = |term: u32| 1.0 + (total / frequencies[term as usize] as f32).ln();
        let rows = counted.into_iter().map(|row| weigh(row, rarity)).collect();
        TermVectors {
            rows,
            terms: frequencies.len(),
        }
    }

    /// How alike two sentences are, from 0 to 1.
    pub fn cosine(&self, left: usize, right: usize) -> f32 {
        let (mut left, mut right) = (self.rows[left].as_slice(), self.rows[right].as_slice());
        let mut sum = 0.0;
        while let ([(term, weight), left_rest @ ..], [(other, factor), right_rest @ ..]) = (left, right) {
            if term == other {
                sum += weight * factor;
            }
            if term <= other {
                left = left_rest;
            }
            if other <= term {
                right = right_rest;
            }
        }
        sum
    }

    /// For every sentence the others that share a term with it, and how alike they are.
    pub fn similarities(&self) -> Vec<Vec<(usize, f32)>> {
        let mut postings: Vec<Vec<(usize, f32)>> = vec![Vec::new(); self.terms];
        for (sentence, row) in self.rows.iter().enumerate() {
            for (term, weight) in row {
                postings[*term as usize].push((sentence, *weight));
            }
        }
        let mut sums = vec![0.0f32; self.rows.len()];
        let collect = |(sentence, row): (usize, &Vec<(u32, f32)>)| {
            sums.fill(0.0);
            for (term, weight) in row {
                for (other, factor) in &postings[*term as usize] {
                    sums[*other] += weight * factor;
                }
            }
            sums[sentence] = 0.0;
            let alike = sums.iter().copied().enumerate().filter(|(_, sum)| *sum > 0.0);
            alike.collect()
        };
        self.rows.iter().enumerate().map(collect).collect()
    }
}

/// Counts the terms of a sentence; new ones get the next number.
fn count(terms: Vec<String>, numbers: &mut HashMap<String, u32>) -> Vec<(u32, f32)> {
    let mut terms: Vec<u32> = terms
        .into_iter()
        .map(|term| {
            let next = numbers.len() as u32;
            *numbers.entry(term).or_insert(next)
        })
        .collect();
    terms.sort_unstable();
    terms
        .chunk_by(|left, right| left == right)
        .map(|same| (same[0], same.len() as f32))
        .collect()
}

fn weigh(mut row: Vec<(u32, f32)>, rarity: impl Fn(u32) -> f32) -> Vec<(u32, f32)> {
    for (term, weight) in &mut row {
        *weight *= rarity(*term);
    }
    let norm = row.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
    for (_, weight) in &mut row {
        *weight /= norm;
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inflected_words_share_a_term() {
        assert_eq!(
            terms("Экспорт зерна", Language::Russian),
            terms("экспорта зерном", Language::Russian)
        );
        assert_eq!(
            terms("exports rise", Language::English),
            terms("The export rises", Language::English)
        );
        assert_eq!(
            terms("астық қоймасында", Language::Kazakh),
            terms("астықтың қоймалары және", Language::Kazakh)
        );
    }

    #[test]
    fn likeness_runs_from_nothing_to_one() {
        let split = |text: &str| text.split(' ').map(str::to_owned).collect();
        let vectors = TermVectors::new(["a b", "b a", "c d", "a c"].map(split));
        assert!((vectors.cosine(0, 1) - 1.0).abs() < 1e-6);
        assert_eq!(vectors.cosine(0, 2), 0.0);
        let similarities = vectors.similarities();
        for (sentence, neighbours) in similarities.iter().enumerate() {
            for (other, weight) in neighbours {
                assert!((vectors.cosine(sentence, *other) - weight).abs() < 1e-6);
            }
        }
        assert!(similarities[2].iter().all(|(other, _)| *other == 3));
    }
}
