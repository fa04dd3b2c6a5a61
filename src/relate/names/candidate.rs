//! Names as they are compared: by their words, each by its letters, its sound and its concept.

use std::collections::BTreeMap;

use super::Named;
use crate::article::Language;
use crate::digest::Place;
use crate::relate::concepts::concept;
use crate::relate::skeleton::{distance, skeletons, voiced};
use crate::understand::tokens::{TokenKind, lowercase, tokenize};

/// A name of the run, compared by its words.
pub(super) struct Candidate {
    pub named: Named,
    pub words: Vec<Word>,
    pub abbreviation: Option<String>,
    pub place: Option<Place>,
    pub articles: Vec<usize>,
    pub forms: BTreeMap<String, usize>,
}

impl Candidate {
    /// How many of its words are spelled out, of two at most: a patronymic makes no name better.
    pub fn spelled_words(&self) -> usize {
        self.words.iter().filter(|word| !word.is_initial).count().min(2)
    }
}

/// A word of a name.
pub(super) struct Word {
    /// How it and its stems sound.
    pub skeletons: Vec<String>,
    /// What it is about.
    pub concept: Option<&'static str>,
    /// The first letter where there is no more: `Қ.`
    pub is_initial: bool,
    /// Whether it is an abbreviation in capital letters.
    pub is_abbreviation: bool,
    pub language: Language,
    /// The word in small letters.
    pub text: String,
}

/// The words of a name that tell it from others.
pub(super) fn words(named: &Named) -> Vec<Word> {
    let tokens = tokenize(&named.name);
    let words = tokens.iter().filter(|token| token.kind == TokenKind::Word);
    words
        .map(|token| (token.is_all_capitals(), lowercase(token.text)))
        .filter(|(_, word)| {
            !matches!(
                word.as_str(),
                "the" | "of" | "and" | "for" | "и" | "по" | "және" | "мен"
            )
        })
        .map(|(is_abbreviation, text)| Word {
            skeletons: skeletons(&text, named.language),
            concept: concept(&text, named.language),
            is_initial: text.chars().count() == 1,
            is_abbreviation,
            language: named.language,
            text,
        })
        .collect()
}

impl Word {
    /// The concept of a word, else how its shortest stem sounds.
    pub fn key(&self) -> &str {
        let shortest = self.skeletons.iter().min_by_key(|skeleton| skeleton.len());
        self.concept.unwrap_or_else(|| shortest.map_or("", String::as_str))
    }

    /// Whether two words are the same name. In one language only case endings may differ; across languages words sound alike.
    pub fn sounds_like(&self, other: &Word) -> bool {
        /// Skeletons from this length on tell names apart.
        const TELLING: usize = 4;
        if self.is_initial || other.is_initial {
            let first = |word: &Word| word.skeletons.first().and_then(|skeleton| skeleton.chars().next());
            return self.is_initial && other.is_initial && first(self).is_some() && first(self) == first(other);
        }
        let is_one_language = self.language == other.language;
        if self.is_abbreviation || other.is_abbreviation {
            // Of one alphabet each letter tells.
            let is_one_alphabet = self.text.is_ascii() == other.text.is_ascii();
            let is_one_length = self.text.chars().count() == other.text.chars().count();
            return match is_one_alphabet {
                true => self.text == other.text,
                false => is_one_length && voiced(&self.text) == voiced(&other.text),
            };
        }
        let shares = |skeleton: &String| other.skeletons.contains(skeleton);
        let longest = self
            .skeletons
            .iter()
            .filter(|skeleton| shares(skeleton))
            .map(String::len)
            .max();
        match longest {
            // English has no case endings.
            _ if is_one_language && self.language == Language::English => self.text == other.text,
            longest if is_one_language => longest.is_some() && is_case_form(&self.text, &other.text),
            Some(TELLING..) => are_of_one_length(&self.text, &other.text),
            _ => are_near(&self.text, &other.text),
        }
    }
}

/// Whether two words may be one, by how long they are: transliteration and case endings change that by a few letters.
fn are_of_one_length(one: &str, other: &str) -> bool {
    let (one, other) = (one.chars().count(), other.chars().count());
    one.abs_diff(other) <= 2 + one.min(other) / 3
}

/// Whether two words sound alike with their vowels, but for one letter of six; a case ending may follow the shorter.
fn are_near(one: &str, other: &str) -> bool {
    let (one, other) = (voiced(one), voiced(other));
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let is_form = short.len() >= 3 && long.starts_with(&short) && long.len() - short.len() <= 3;
    is_form || distance(&short, &long) <= short.len() / 6
}

/// Whether a name is another with other case endings, word by word.
pub fn is_form_of(name: &str, other: &str) -> bool {
    let (words, others): (Vec<&str>, Vec<&str>) = (name.split(' ').collect(), other.split(' ').collect());
    let pairs = words.iter().zip(&others);
    words.len() == others.len()
        && pairs
            .into_iter()
            .all(|(word, other)| is_case_form(&lowercase(word), &lowercase(other)))
}

/// Whether two words differ at their end only.
pub(super) fn is_case_form(one: &str, other: &str) -> bool {
    let shared = one
        .chars()
        .zip(other.chars())
        .take_while(|(one, other)| one == other)
        .count();
    let shorter = one.chars().count().min(other.chars().count());
    shared + 1 >= shorter
}
