//! The terms of a sentence, and sentences as vectors of weighted terms.

use std::borrow::Cow;

use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;

use super::{kazakh, stop_words};
use crate::article::Language;
use crate::understand::cyrillic::Cyrillic;
use crate::understand::tokens::{Token, TokenKind, push_lowercase, tokenize};

/// The terms of an article: stems and numbers, without words that say nothing of its subject.
#[derive(Default)]
struct Vocabulary {
    /// The number of every term.
    terms: FxHashMap<String, u32>,
    /// Per language the words that were met, and their terms; a stop word has none. An article says most words twice.
    words: FxHashMap<Language, FxHashMap<String, Option<u32>>>,
}

impl Vocabulary {
    /// The terms of a sentence, in its order.
    fn of(&mut self, text: &str, language: Language) -> Vec<u32> {
        if let Some(cyrillic) = Cyrillic::of(text, language) {
            return self.of(cyrillic.text(), Language::Kazakh);
        }
        let words = self.words.entry(language).or_default();
        let mut found = Vec::with_capacity(text.len() / 10);
        let mut word = String::new();
        for token in tokenize(text) {
            if token.kind == TokenKind::Sign {
                continue;
            }
            word.clear();
            push_lowercase(&mut word, token.text);
            let term = words.get(&word).copied().unwrap_or_else(|| {
                let term = stem(&word, language).map(|stem| number(&mut self.terms, &stem));
                words.insert(word.clone(), term);
                term
            });
            found.extend(term);
        }
        found
    }
}

/// The number of a term; a new one gets the next.
fn number(terms: &mut FxHashMap<String, u32>, term: &str) -> u32 {
    if let Some(number) = terms.get(term) {
        return *number;
    }
    let next = terms.len() as u32;
    terms.insert(term.to_owned(), next);
    next
}

/// The stem of a word in small letters, if it says anything.
fn stem(word: &str, language: Language) -> Option<Cow<'_, str>> {
    if stop_words::contains(word, language) {
        return None;
    }
    Some(match language {
        Language::Russian => Stemmer::create(Algorithm::Russian).stem(word),
        Language::English => Stemmer::create(Algorithm::English).stem(word),
        Language::Kazakh => Cow::Borrowed(kazakh::stem(word)),
        _ => Cow::Borrowed(word),
    })
}

/// The stems and numbers of a text, in its order, without words that say nothing of its subject.
pub(crate) fn stems(text: &str, language: Language) -> Vec<String> {
    if let Some(cyrillic) = Cyrillic::of(text, language) {
        return stems(cyrillic.text(), Language::Kazakh);
    }
    let mut word = String::new();
    let of_token = |token: Token<'_>| {
        word.clear();
        push_lowercase(&mut word, token.text);
        stem(&word, language).map(Cow::into_owned)
    };
    let tokens = tokenize(text).into_iter();
    tokens
        .filter(|token| token.kind != TokenKind::Sign)
        .filter_map(of_token)
        .collect()
}

/// Sentences as vectors of terms, weighted by how often a term stands in the sentence and how few sentences have it.
pub(super) struct TermVectors {
    /// Per sentence its terms, by number in rising order, with weights of Euclidean length 1.
    rows: Vec<Vec<(u32, f32)>>,
    terms: usize,
}

impl TermVectors {
    pub fn new<'t>(sentences: impl IntoIterator<Item = (&'t str, Language)>) -> Self {
        let mut vocabulary = Vocabulary::default();
        let counted: Vec<Vec<(u32, f32)>> = sentences
            .into_iter()
            .map(|(text, language)| count(vocabulary.of(text, language)))
            .collect();
        let mut frequencies = vec![0u32; vocabulary.terms.len()];
        for (term, _) in counted.iter().flatten() {
            frequencies[*term as usize] += 1;
        }
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

/// Every term of a sentence once, with how often it stands there.
fn count(mut terms: Vec<u32>) -> Vec<(u32, f32)> {
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
        for (left, right, language) in [
            ("Экспорт зерна", "экспорта зерном", Language::Russian),
            ("exports rise", "The export rises", Language::English),
            ("астық қоймасында", "астықтың қоймалары және", Language::Kazakh),
            ("астық қоймасында", "астыкъ", Language::Undetermined),
        ] {
            let alike = TermVectors::new([(left, language), (right, language)]).cosine(0, 1);
            let expected = f32::from(language != Language::Undetermined);
            assert!((alike - expected).abs() < 1e-6, "{left}: {alike}");
        }
    }

    #[test]
    fn likeness_runs_from_nothing_to_one() {
        let vectors = TermVectors::new(["a b", "b a", "c d", "a c"].map(|text| (text, Language::Undetermined)));
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
