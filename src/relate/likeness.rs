//! How alike two articles are: by what happens in them, and less by who and where, which other stories share.

use std::cmp::Ordering;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::embedding::centered;
use super::terms::{Key, Kind, Term, Trace};

/// How alike two articles must be to tell the same story, as the mean of the two cosines below, before dates and figures are
/// asked. Chosen on articles of near-miss stories; 10 % more or less changes little there.
const ALIKE: f32 = 0.42;
/// The part of names and places in that mean, which is a geometric one: two meetings of one minister share them all, two
/// reports on one meeting share the rest too.
const NAMES_PART: f32 = 0.2;
/// A cosine is taken to be at least this, so that a text without a name can be like another.
const LEAST_COSINE: f32 = 0.02;
/// Articles that are imagined beside those of the run, so that a small run does not decide what is rare.
const IMAGINED: f32 = 1000.0;
/// The terms of an article by which others are looked for: those that weigh most.
const PROBES: usize = 40;
/// Numbers that more of a thousand articles have by chance tell nothing of the story.
const RARE_NUMBER: f32 = 20.0;

/// What articles are compared by.
pub(super) struct Vectors {
    vectors: Vec<Vector>,
    /// What a model makes of the articles, where a run has one.
    meanings: Vec<Option<Vec<f32>>>,
}

/// The weighted terms of an article.
struct Vector {
    /// By key, rising.
    terms: Vec<(Key, Part, f32)>,
    /// The keys that weigh most.
    probes: Vec<Key>,
    /// The length of the part with names and places.
    names: f32,
    /// The length of the rest.
    rest: f32,
    /// The length of the rest without words, most of which only one language has.
    rest_across: f32,
    /// Numbers that few articles have, rising.
    numbers: Vec<Key>,
    /// Days, rising.
    days: Vec<Key>,
}

/// The two parts of a vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Who and where.
    Names,
    /// What, when and how much.
    Rest,
}

/// A term with what is known of it in the run.
struct Weighted {
    key: Key,
    kind: Kind,
    expected: f32,
    weight: f32,
}

impl Kind {
    /// The weight of a kind of terms beside the others.
    fn importance(self) -> f32 {
        match self {
            Kind::Name => 1.0,
            Kind::Place | Kind::Number => 0.8,
            Kind::Concept => 0.7,
            Kind::Country => 0.6,
            Kind::Day | Kind::Word => 0.5,
        }
    }

    fn part(self) -> Part {
        match self {
            Kind::Name | Kind::Place | Kind::Country => Part::Names,
            Kind::Word | Kind::Concept | Kind::Number | Kind::Day => Part::Rest,
        }
    }
}

impl Vectors {
    /// Settles what every term is, counts in how many articles it stands, and weighs it.
    pub fn new(traces: &[Trace]) -> Self {
        let forms = counts(traces.iter().map(|trace| {
            let keys = trace.terms.iter().flat_map(|term| term.keys);
            keys.filter(|key| *key != 0).collect::<FxHashSet<Key>>()
        }));
        let settled: Vec<FxHashMap<Key, Term>> = traces.par_iter().map(|trace| settle(trace, &forms)).collect();
        let articles = counts(settled.iter().map(|terms| terms.keys().copied()));
        let total = IMAGINED + traces.len() as f32;
        let weigh = |terms: &FxHashMap<Key, Term>| {
            let weighted = terms.iter().map(|(key, term)| {
                let rarity = (total / (term.expected + articles[key] as f32)).ln();
                Weighted {
                    key: *key,
                    kind: term.kind,
                    expected: term.expected,
                    weight: term.kind.importance() * (1.0 + term.count.ln()) * rarity,
                }
            });
            Vector::new(weighted.collect())
        };
        Vectors {
            vectors: settled.par_iter().map(weigh).collect(),
            meanings: centered(traces.iter().map(|trace| trace.embedding.as_deref()).collect()),
        }
    }

    /// How many articles there are.
    pub fn len(&self) -> usize {
        self.vectors.len()
    }

    /// The terms by which articles like one are looked for.
    pub fn probes(&self, article: usize) -> &[Key] {
        &self.vectors[article].probes
    }

    fn meaning(&self, left: usize, right: usize) -> f32 {
        match (&self.meanings[left], &self.meanings[right]) {
            (Some(one), Some(other)) => nearness(one.iter().zip(other).map(|(one, other)| one * other).sum()),
            _ => 1.0,
        }
    }

    /// How alike two articles are; from 1 on they tell the same story.
    pub fn likeness(&self, traces: &[Trace], left: usize, right: usize) -> f32 {
        let (one, other) = (&self.vectors[left], &self.vectors[right]);
        let (names, rest) = one.products(other);
        let is_one_language = traces[left].language == traces[right].language;
        let lengths = if is_one_language {
            one.rest * other.rest
        } else {
            one.rest_across * other.rest_across
        };
        let names = cosine(names, one.names * other.names).powf(NAMES_PART);
        let rest = cosine(rest, lengths).powf(1.0 - NAMES_PART);
        let figures = agreement(&one.numbers, &other.numbers) * agreement(&one.days, &other.days);
        names * rest / ALIKE * figures * closeness(&traces[left], &traces[right]) * self.meaning(left, right)
    }
}

/// What it says of two articles how near their vectors are, by a cosine that is zero for what has nothing in common.
fn nearness(cosine: f32) -> f32 {
    0.7 + 0.6 * cosine.clamp(0.0, 1.0)
}

/// In how many articles each key stands.
fn counts(articles: impl Iterator<Item = impl IntoIterator<Item = Key>>) -> FxHashMap<Key, u32> {
    let mut counts = FxHashMap::default();
    for key in articles.flatten() {
        *counts.entry(key).or_default() += 1;
    }
    counts
}

/// The terms of an article, each under one key: an inflected word is the form of it that most articles have, of equals the
/// last, which has fewer endings.
fn settle(trace: &Trace, forms: &FxHashMap<Key, u32>) -> FxHashMap<Key, Term> {
    let mut settled: FxHashMap<Key, Term> = FxHashMap::default();
    for term in &trace.terms {
        let keys = term.keys.iter().copied().filter(|key| *key != 0);
        let Some(key) = keys.max_by_key(|key| forms.get(key)) else {
            continue;
        };
        let known = settled.entry(key).or_insert(Term { count: 0.0, ..*term });
        known.count += term.count;
        known.expected = known.expected.min(term.expected);
        if term.kind.importance() > known.kind.importance() {
            known.kind = term.kind;
        }
    }
    settled
}

impl Vector {
    fn new(mut terms: Vec<Weighted>) -> Self {
        terms.sort_unstable_by(|left, right| right.weight.total_cmp(&left.weight).then(left.key.cmp(&right.key)));
        let probes = terms.iter().take(PROBES).map(|term| term.key).collect();
        terms.sort_unstable_by_key(|term| term.key);
        let length = |is_counted: &dyn Fn(&&Weighted) -> bool| {
            let counted = terms.iter().filter(is_counted);
            counted.map(|term| term.weight * term.weight).sum::<f32>().sqrt()
        };
        let keys =
            |is_wanted: &dyn Fn(&&Weighted) -> bool| terms.iter().filter(is_wanted).map(|term| term.key).collect();
        Vector {
            probes,
            names: length(&|term| term.kind.part() == Part::Names),
            rest: length(&|term| term.kind.part() == Part::Rest),
            rest_across: length(&|term| term.kind.part() == Part::Rest && term.kind != Kind::Word),
            numbers: keys(&|term| term.kind == Kind::Number && term.expected <= RARE_NUMBER),
            days: keys(&|term| term.kind == Kind::Day),
            terms: terms
                .iter()
                .map(|term| (term.key, term.kind.part(), term.weight))
                .collect(),
        }
    }

    /// The products of the two parts of two vectors.
    fn products(&self, other: &Vector) -> (f32, f32) {
        let (mut left, mut right) = (self.terms.as_slice(), other.terms.as_slice());
        let (mut names, mut rest) = (0.0, 0.0);
        while let ([(key, part, weight), left_rest @ ..], [(other_key, other_part, other_weight), right_rest @ ..]) =
            (left, right)
        {
            match key.cmp(other_key) {
                Ordering::Less => left = left_rest,
                Ordering::Greater => right = right_rest,
                Ordering::Equal => {
                    match (part, other_part) {
                        (Part::Rest, Part::Rest) => rest += weight * other_weight,
                        _ => names += weight * other_weight,
                    }
                    (left, right) = (left_rest, right_rest);
                }
            }
        }
        (names, rest)
    }
}

fn cosine(product: f32, lengths: f32) -> f32 {
    if lengths > 0.0 {
        (product / lengths).clamp(LEAST_COSINE, 1.0)
    } else {
        LEAST_COSINE
    }
}

/// What it says of two articles that they have figures in common or none.
fn agreement(one: &[Key], other: &[Key]) -> f32 {
    let shared = one.iter().filter(|key| other.binary_search(key).is_ok()).count();
    match (shared, one.len().min(other.len())) {
        (0, 0) => 1.0,
        (0, 1) => 0.85,
        (0, _) => 0.7,
        (1, _) => 1.05,
        _ => 1.15,
    }
}

/// What it says of two articles when they came out: news is told within days.
fn closeness(one: &Trace, other: &Trace) -> f32 {
    let (Some(one), Some(other)) = (one.date, other.date) else {
        return 1.0;
    };
    match (one - other).get_days().abs() {
        0 | 1 => 1.2,
        2 => 1.0,
        3 => 0.85,
        4..=7 => 0.7,
        _ => 0.45,
    }
}
