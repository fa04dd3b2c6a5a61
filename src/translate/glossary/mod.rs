//! The terms of a newsroom: what some words of one language are called in the others.
//!
//! Translation models choose words as they like: the same court is `Верховный суд` in one digest and `высший суд` in the next. A
//! [`Glossary`] says what a newsroom calls it, finds its terms in a text in any form ([`Glossary::matches`]), finds those that a
//! translation lacks ([`Glossary::unmet`]), and helps whoever asks a model again: by [`Glossary::lines`] for a prompt, or by
//! [`Glossary::with_terms`] in the text itself. What is found and what is not is told in `docs/glossary.md`.

mod parse;
mod pattern;

use std::cmp::Reverse;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::apart::Apart;
use super::protect::protected;
use crate::article::Locale;
pub use parse::{GlossaryError, Problem};
use pattern::{Pattern, Surroundings, Words};

/// Terms with their translations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Glossary {
    entries: Vec<Entry>,
    /// Per language the terms by the letter that they begin with.
    beginnings: [FxHashMap<char, Vec<Place>>; 3],
}

/// A term in several languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    name: String,
    terms: [Vec<Term>; 3],
}

/// What an entry is called in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    text: String,
    pattern: Pattern,
}

/// Where in a glossary a term stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    entry: usize,
    term: usize,
}

/// A term that was found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermMatch<'g> {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// The entry that it belongs to.
    pub entry: &'g Entry,
    /// The term as the glossary has it.
    pub term: &'g str,
    /// What it should be in the other language.
    pub target: &'g str,
}

/// A term of a source that its translation does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnmetTerm {
    /// The term as the source has it.
    pub source: String,
    /// What the translation may have for it, the preferred first.
    pub expected: Vec<String>,
}

impl Glossary {
    /// Reads a glossary. [`GlossaryError`] says what may be wrong with it.
    ///
    /// # Errors
    ///
    /// Fails at the first line that cannot be what its writer meant.
    pub fn parse(text: &str) -> Result<Self, GlossaryError> {
        parse::entries(text).map(Self::of)
    }

    fn of(entries: Vec<Entry>) -> Self {
        let mut beginnings: [FxHashMap<char, Vec<Place>>; 3] = Default::default();
        for (number, entry) in entries.iter().enumerate() {
            for (beginnings, terms) in beginnings.iter_mut().zip(&entry.terms) {
                for (term, Term { pattern, .. }) in terms.iter().enumerate() {
                    let place = Place { entry: number, term };
                    beginnings.entry(pattern.first_letter()).or_default().push(place);
                }
            }
        }
        Glossary { entries, beginnings }
    }

    /// Whether it has no terms.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Everything that results depend on, in one text: the same for two files that differ in comments, blank lines, quotes or the
    /// order of columns only. For keys of what is kept.
    pub fn canonical(&self) -> String {
        self.entries.iter().map(|entry| entry.canonical() + "\n").collect()
    }

    /// The terms of a text that have a translation, in their order.
    ///
    /// Where terms overlap, the longest is meant: of `Верховный суд` and `суд` the first. What has to be copied as it is
    /// ([`protected`]), such as an address, has no terms.
    pub fn matches(&self, text: &str, from: Locale, to: Locale) -> Vec<TermMatch<'_>> {
        let words = Words::of(text, from);
        let mut taken = Apart::new();
        for place in protected(text) {
            taken.add(place, None);
        }
        let starts = 0..words.count();
        let mut found: Vec<TermMatch<'_>> = starts
            .filter_map(|at| self.longest_at(&words, at, (from, to)))
            .collect();
        found.sort_by_key(|found| Reverse(found.range.len()));
        for found in found {
            taken.add(found.range.clone(), Some(found));
        }
        taken.into_values().flatten().collect()
    }

    /// The longest term that begins at a word; of equally long ones that which stands first in the glossary.
    fn longest_at(&self, words: &Words<'_>, at: usize, (from, to): (Locale, Locale)) -> Option<TermMatch<'_>> {
        let places = self.beginnings[column(from)].get(&words.first_letter(at)?)?;
        // Of equally long ones `max_by_key` takes the last.
        let matches = places.iter().rev().filter_map(|place| {
            let entry = &self.entries[place.entry];
            let term = &entry.terms[column(from)][place.term];
            Some(TermMatch {
                target: entry.preferred(to)?,
                range: term.pattern.at(words, at, Surroundings::Apart)?,
                term: &term.text,
                entry,
            })
        });
        matches.max_by_key(|found| found.range.len())
    }

    /// The terms of a source that have a translation which its translation does not have, in any form. A term that stands twice
    /// in the source need stand only once in the translation, where a pronoun may take its place.
    pub fn unmet(&self, source: &str, from: Locale, translation: &str, to: Locale) -> Vec<UnmetTerm> {
        let words = Words::of(translation, to);
        let mut unmet: Vec<(&Entry, UnmetTerm)> = Vec::new();
        for found in self.matches(source, from, to) {
            let is_known = unmet.iter().any(|(entry, _)| std::ptr::eq(*entry, found.entry));
            if !is_known && !found.entry.stands_in(&words, to) {
                let term = UnmetTerm {
                    source: source[found.range].to_owned(),
                    expected: found.entry.terms(to).map(str::to_owned).collect(),
                };
                unmet.push((found.entry, term));
            }
        }
        unmet.into_iter().map(|(_, term)| term).collect()
    }

    /// A text with the preferred translations in place of its terms, for models that copy words of another language as they are.
    pub fn with_terms(&self, text: &str, from: Locale, to: Locale) -> String {
        let mut replaced = String::with_capacity(text.len());
        let mut copied = 0;
        for found in self.matches(text, from, to) {
            replaced.push_str(&text[copied..found.range.start]);
            replaced.push_str(&like(&text[found.range.clone()], found.term, found.target));
            copied = found.range.end;
        }
        replaced + &text[copied..]
    }

    /// The terms of a text with their preferred translations, both as the glossary has them, each once: for prompts.
    pub fn lines(&self, text: &str, from: Locale, to: Locale) -> Vec<(&str, &str)> {
        let mut lines = Vec::new();
        for found in self.matches(text, from, to) {
            let line = (found.term, found.target);
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        lines
    }
}

impl Entry {
    /// The name that the glossary gives it; often there is none.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it is called in a language, the preferred term first.
    pub fn terms(&self, language: Locale) -> impl Iterator<Item = &str> {
        self.terms[column(language)].iter().map(|term| term.text.as_str())
    }

    /// What it should be called in a language, if the glossary says.
    pub fn preferred(&self, language: Locale) -> Option<&str> {
        self.terms(language).next()
    }

    fn stands_in(&self, words: &Words<'_>, language: Locale) -> bool {
        let stands_at = |at: usize, term: &Term| term.pattern.at(words, at, Surroundings::Any).is_some();
        let terms = &self.terms[column(language)];
        (0..words.count()).any(|at| terms.iter().any(|term| stands_at(at, term)))
    }

    fn canonical(&self) -> String {
        let cells = Locale::ALL.map(|language| self.terms(language).collect::<Vec<_>>().join("|"));
        format!("{}\t{}", self.name, cells.join("\t"))
    }
}

impl Term {
    fn new(text: &str, language: Locale) -> Option<Self> {
        Some(Term {
            text: text.to_owned(),
            pattern: Pattern::of(text, language)?,
        })
    }
}

impl UnmetTerm {
    /// What is wrong, for whoever checks the translation.
    pub fn message(&self) -> String {
        let expected: Vec<String> = self.expected.iter().map(|term| format!("“{term}”")).collect();
        format!("the glossary wants {} for “{}”", expected.join(" or "), self.source)
    }
}

/// A target term with a capital letter where the source has one that its term has not: at the beginning of a sentence.
fn like(written: &str, term: &str, target: &str) -> String {
    let begins_in_capitals = |text: &str| text.starts_with(char::is_uppercase);
    let mut letters = target.chars();
    match letters.next() {
        Some(first) if begins_in_capitals(written) && !begins_in_capitals(term) => {
            first.to_uppercase().chain(letters).collect()
        }
        _ => target.to_owned(),
    }
}

/// The place of a language in what there is three of.
fn column(language: Locale) -> usize {
    match language {
        Locale::Kk => 0,
        Locale::Ru => 1,
        Locale::En => 2,
    }
}

#[cfg(test)]
mod tests;
