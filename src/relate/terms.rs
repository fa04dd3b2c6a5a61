//! What an article is about, as terms that articles in another language can share.

use std::hash::{Hash, Hasher};

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHasher};

use super::concepts::concept;
use super::figures::{Figure, figures};
use super::names::{Naming, namings};
use super::skeleton::{FORMS, skeletons};
use crate::article::{CodePoints, Id, Language, Span};
use crate::digest::{Amount, Digest, Fact, Measure, Money, PartialDate, Value};
use crate::understand::cyrillic::Cyrillic;
use crate::understand::normalize;
use crate::understand::tokens::{Token, TokenKind, lowercase, tokenize};

/// The most terms that are kept of an article: those that weigh most.
const MOST_TERMS: usize = 160;

/// The most figures that are kept of an article: what matters stands at its beginning.
const MOST_FIGURES: usize = 60;

/// Skeletons of names that are shorter tell too little.
const SHORTEST_NAME: usize = 3;
/// The same for words, which are more.
const SHORTEST_WORD: usize = 4;

/// How often a word in the title counts, and one in the first sentence.
const IN_TITLE: f32 = 3.0;
const IN_LEAD: f32 = 2.0;

/// What kind of thing a term is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A word with a capital letter within a sentence, by how it sounds.
    Name,
    /// Any other word, by how it sounds: names at the beginning of sentences, and words that languages share.
    Word,
    /// What a word is about.
    Concept,
    /// A number of something.
    Number,
    /// A day.
    Day,
    /// A country.
    Country,
    /// A place in a country.
    Place,
}

/// What a term is, hashed. Long runs keep many: two that fall together among millions do no harm.
pub(super) type Key = u32;

/// Something that an article is about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Term {
    /// What it is, hashed. An inflected word may be several; those that it is not are zero.
    pub keys: [Key; FORMS],
    pub kind: Kind,
    /// How often the article has it, dampened.
    pub count: f32,
    /// How many of a thousand articles have it, before any article is counted.
    pub expected: f32,
}

/// What is kept of an article to find others that tell the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// The article.
    pub id: Id,
    /// Its main language.
    pub language: Language,
    /// The day of publication.
    pub date: Option<Date>,
    /// What its text is, to tell copies.
    pub(super) text: u64,
    /// What it is about, by falling weight.
    pub(super) terms: Vec<Term>,
    /// What it states in numbers.
    pub(super) figures: Vec<Figure>,
    /// Whom and what it names.
    pub(super) names: Vec<Naming>,
    /// What it means, as a vector of length 1, where a model read it.
    pub embedding: Option<Vec<f32>>,
}

impl Trace {
    /// The trace of an article.
    pub fn of(digest: &Digest) -> Self {
        let mut terms = Terms::default();
        let mut figures = Vec::new();
        let source = CodePoints::of(&digest.source.text);
        if let Some(title) = &digest.entry.title {
            terms.sentence(&title.text, language_of(title.language, digest), IN_TITLE);
        }
        for (number, sentence) in digest.sentences.iter().enumerate() {
            let language = language_of(sentence.language, digest);
            let text = normalize(source.slice(sentence.span).unwrap_or_default());
            terms.sentence(&text, language, if number == 0 { IN_LEAD } else { 1.0 });
            let stated = facts_of(digest, sentence.span);
            figures.extend(self::figures(
                &text,
                language,
                sentence.span,
                &stated,
                digest.entry.date,
            ));
        }
        for fact in &digest.entry.facts {
            terms.fact(&fact.value, fact.spans.len());
        }
        Trace {
            id: digest.entry.id.clone(),
            language: digest.entry.language,
            date: digest.entry.date,
            text: hash(&normalize(&digest.source.text)),
            terms: terms.weightiest(),
            figures: figures.into_iter().take(MOST_FIGURES).collect(),
            names: namings(digest),
            embedding: None,
        }
    }
}

/// The facts that a sentence states.
fn facts_of(digest: &Digest, sentence: Span) -> Vec<&Fact> {
    let is_within = |span: &Span| sentence.start <= span.start && span.end <= sentence.end;
    let facts = digest.entry.facts.iter();
    facts.filter(|fact| fact.spans.iter().any(is_within)).collect()
}

fn language_of(language: Language, digest: &Digest) -> Language {
    match language {
        Language::Undetermined => digest.entry.language,
        language => language,
    }
}

/// Terms as they are found.
#[derive(Default)]
struct Terms {
    /// By kind and first key: the term with its count.
    found: FxHashMap<(Kind, Key), Term>,
}

impl Terms {
    fn sentence(&mut self, text: &str, language: Language, times: f32) {
        if let Some(cyrillic) = Cyrillic::of(text, language) {
            return self.sentence(cyrillic.text(), Language::Kazakh, times);
        }
        let tokens = tokenize(text);
        for (at, token) in tokens.iter().enumerate() {
            match token.kind {
                TokenKind::Word => self.word(&tokens, at, language, times),
                TokenKind::Digits => self.digits(&tokens, at),
                TokenKind::Sign => {}
            }
        }
    }

    fn word(&mut self, tokens: &[Token<'_>], at: usize, language: Language, times: f32) {
        let token = &tokens[at];
        let word = lowercase(token.text);
        let begins = at
            .checked_sub(1)
            .is_none_or(|before| tokens[before].kind == TokenKind::Sign && !tokens[before].is_dash());
        let (kind, shortest, expected) = match token.is_capitalized() && !begins {
            true => (Kind::Name, SHORTEST_NAME, 4.0),
            false => (Kind::Word, SHORTEST_WORD, 12.0),
        };
        if let Some(concept) = concept(&word, language) {
            self.add(Kind::Concept, only(concept), 30.0, times);
        }
        let forms = skeletons(&word, language);
        let long = forms.iter().filter(|form| form.len() >= shortest);
        let mut keys = [0; FORMS];
        for (key, form) in keys.iter_mut().zip(long) {
            *key = key_of(form);
        }
        if keys[0] != 0 {
            self.add(kind, keys, expected, times);
        }
    }

    /// Numbers of two digits and more; the thousands that blanks and commas part are joined.
    fn digits(&mut self, tokens: &[Token<'_>], at: usize) {
        let is_part = at > 0 && tokens[at - 1].is_sign(',') && !tokens[at].after_blank;
        if tokens[at].text.len() >= 2 && !is_part {
            self.number(tokens[at].text);
        }
    }

    fn number(&mut self, number: &str) {
        let value: f64 = number.parse().unwrap_or(0.0);
        let is_whole = value.fract() == 0.0;
        let expected = match value {
            _ if !is_whole => 3.0,
            _ if value <= 12.0 => 150.0,
            _ if value <= 31.0 => 60.0,
            _ if value <= 100.0 => 25.0,
            _ if (1950.0..=2050.0).contains(&value) => 80.0,
            _ if value % 100.0 == 0.0 => 20.0,
            _ => 3.0,
        };
        self.add(Kind::Number, only(number), expected, 1.0);
    }

    fn fact(&mut self, value: &Value, mentions: usize) {
        let times = mentions as f32;
        match value {
            Value::Place(place) => match &place.name {
                Some(name) => self.add(Kind::Place, only(&(&place.country, name)), 15.0, times),
                None => {
                    let expected = if place.country == "KZ" { 400.0 } else { 40.0 };
                    self.add(Kind::Country, only(&place.country), expected, times);
                }
            },
            Value::Date(Some(PartialDate::Day(day))) => self.add(Kind::Day, only(&day.to_string()), 10.0, times),
            Value::Money(Money { amount, .. })
            | Value::Percent(Measure { amount, .. })
            | Value::Quantity(Measure { amount, .. }) => self.amount(amount),
            _ => {}
        }
    }

    fn amount(&mut self, amount: &Amount) {
        match amount {
            Amount::Exact { amount } => self.number(amount),
            Amount::Range { min, max } => {
                self.number(min);
                self.number(max);
            }
        }
    }

    fn add(&mut self, kind: Kind, keys: [Key; FORMS], expected: f32, times: f32) {
        let term = self.found.entry((kind, keys[0])).or_insert(Term {
            keys,
            kind,
            count: 0.0,
            expected,
        });
        term.count += times;
    }

    /// Those that weigh most, the others being as good as nothing.
    fn weightiest(self) -> Vec<Term> {
        let mut terms: Vec<Term> = self.found.into_values().collect();
        let rarity = |term: &Term| (1.0 + term.count.ln()) * (1000.0 / term.expected).ln();
        terms.sort_by(|left, right| {
            let by_weight = rarity(right).total_cmp(&rarity(left));
            by_weight
                .then(left.keys.cmp(&right.keys))
                .then(left.kind.cmp(&right.kind))
        });
        terms.truncate(MOST_TERMS);
        terms
    }
}

/// The keys of what has one form only.
fn only(value: &(impl Hash + ?Sized)) -> [Key; FORMS] {
    let mut keys = [0; FORMS];
    keys[0] = key_of(value);
    keys
}

/// A key, never zero.
fn key_of(value: &(impl Hash + ?Sized)) -> Key {
    ((hash(value) >> 32) as Key).max(1)
}

/// A hash that is the same in every run and never zero.
pub(super) fn hash(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish().max(1)
}
