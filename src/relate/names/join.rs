//! Which names are of one thing.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::candidate::{Candidate, Word};
use crate::digest::FactKind;
use crate::understand::tokens::lowercase;

/// The names of each thing, by number.
pub(super) fn join(candidates: &[Candidate]) -> Vec<Vec<usize>> {
    let mut groups = Groups::new(candidates.len());
    for kind in [FactKind::Person, FactKind::Organization] {
        join_alike(candidates, kind, &mut groups);
    }
    join_surnames(candidates, &mut groups);
    join_places(candidates, &mut groups);
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for candidate in 0..candidates.len() {
        members.entry(groups.find(candidate)).or_default().push(candidate);
    }
    members.into_values().collect()
}

/// Names with the same telling word that a name is compared with at most: thousands may share a surname.
const MOST_COMPARED: usize = 256;

/// Joins names of a kind that are of the same person or organization. Only names that share a telling word are compared.
fn join_alike(candidates: &[Candidate], kind: FactKind, groups: &mut Groups) {
    let is_same = match kind {
        FactKind::Person => is_same_person,
        _ => is_same_organization,
    };
    let of_kind = |candidate: &&Candidate| candidate.named.kind == kind;
    let mut frequency: FxHashMap<String, usize> = FxHashMap::default();
    for key in candidates.iter().filter(of_kind).flat_map(keys) {
        *frequency.entry(key).or_default() += 1;
    }
    let mut buckets: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for (number, candidate) in candidates
        .iter()
        .enumerate()
        .filter(|(_, candidate)| of_kind(candidate))
    {
        for key in telling_keys(candidate, &frequency) {
            let bucket = buckets.entry(key).or_default();
            for other in bucket.iter().rev().take(MOST_COMPARED) {
                if is_same(&candidates[*other], candidate) {
                    groups.join(*other, number);
                }
            }
            bucket.push(number);
        }
    }
}

/// What names that may be the same have in common: the sound of a surname, the words and the abbreviation of an organization.
fn keys(candidate: &Candidate) -> Vec<String> {
    let mut keys: Vec<String> = match candidate.named.kind {
        FactKind::Person => {
            let last = candidate.words.last();
            last.into_iter().flat_map(|word| word.skeletons.clone()).collect()
        }
        _ => {
            let abbreviation = candidate.abbreviation.iter().map(|short| lowercase(short));
            let words = candidate.words.iter().map(|word| word.key().to_owned());
            abbreviation.chain(words).collect()
        }
    };
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The keys of a name that are worth a look: of an organization the rarest, since half of them are banks and ministries.
fn telling_keys(candidate: &Candidate, frequency: &FxHashMap<String, usize>) -> Vec<String> {
    /// Two, in case that one is written otherwise.
    const RAREST: usize = 2;
    let mut keys = keys(candidate);
    if candidate.named.kind != FactKind::Person {
        keys.sort_by_key(|key| frequency.get(key).copied());
        keys.truncate(RAREST);
        // By its abbreviation alone an organization may be named elsewhere.
        keys.extend(candidate.abbreviation.iter().map(|short| lowercase(short)));
        keys.dedup();
    }
    keys
}

/// The same surname and no other given name; both have one at least.
fn is_same_person(one: &Candidate, other: &Candidate) -> bool {
    let ([first, .., last], [other_first, .., other_last]) = (one.words.as_slice(), other.words.as_slice()) else {
        return one.words.len() == 1 && other.words.len() == 1 && one.words[0].sounds_like(&other.words[0]);
    };
    last.sounds_like(other_last) && first.sounds_like(other_first)
}

/// Whether a name may be a short form of a full one: its surname, with no given name or the initial of this one.
fn is_short_for(short: &Candidate, full: &Candidate) -> bool {
    let ([first, .., last], Some(short_last)) = (full.words.as_slice(), short.words.last()) else {
        return false;
    };
    let initial = |word: &Word| word.skeletons.first().and_then(|skeleton| skeleton.chars().next());
    let given = match short.words.as_slice() {
        [_] => true,
        [given, .., _] => given.is_initial && initial(given) == initial(first),
        [] => false,
    };
    given && !first.is_initial && last.sounds_like(short_last)
}

/// The same words, in any order, each by its concept or how it sounds; or the one is the abbreviation of the other.
fn is_same_organization(one: &Candidate, other: &Candidate) -> bool {
    let abbreviates = |short: &Candidate, long: &Candidate| {
        let named = long.abbreviation.as_deref().map(lowercase);
        named.is_some_and(|named| short.words.len() == 1 && short.words[0].text == named)
    };
    let has = |words: &[Word], word: &Word| words.iter().any(|other| is_same_word(word, other));
    let covers = |words: &[Word], others: &[Word]| !others.is_empty() && others.iter().all(|other| has(words, other));
    abbreviates(one, other)
        || abbreviates(other, one)
        || covers(&one.words, &other.words) && covers(&other.words, &one.words)
}

fn is_same_word(one: &Word, other: &Word) -> bool {
    match (one.concept, other.concept) {
        (Some(one), Some(other)) => one == other,
        _ => one.sounds_like(other),
    }
}

/// Gives surnames that stand alone or behind an initial to the one person of the run whom they fit.
fn join_surnames(candidates: &[Candidate], groups: &mut Groups) {
    let mut full: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (number, candidate) in candidates.iter().enumerate() {
        if let (FactKind::Person, [first, .., last]) = (candidate.named.kind, candidate.words.as_slice())
            && !first.is_initial
        {
            for skeleton in &last.skeletons {
                full.entry(skeleton).or_default().push(number);
            }
        }
    }
    for (number, candidate) in candidates.iter().enumerate() {
        let (FactKind::Person, Some(surname)) = (candidate.named.kind, candidate.words.last()) else {
            continue;
        };
        let known = surname
            .skeletons
            .iter()
            .filter_map(|skeleton| full.get(skeleton.as_str()))
            .flat_map(|known| known.iter().take(MOST_COMPARED));
        let mut persons: Vec<usize> = known
            .filter(|full| is_short_for(candidate, &candidates[**full]))
            .map(|full| groups.find(*full))
            .collect();
        persons.sort_unstable();
        persons.dedup();
        if let [person] = persons[..] {
            groups.join(person, number);
        }
    }
}

/// Joins places, whose facts have one value in all languages.
fn join_places(candidates: &[Candidate], groups: &mut Groups) {
    let mut first: FxHashMap<&str, usize> = FxHashMap::default();
    for (number, candidate) in candidates.iter().enumerate() {
        if candidate.named.kind == FactKind::Place {
            let known = *first.entry(&candidate.named.name).or_insert(number);
            groups.join(known, number);
        }
    }
}

/// Names put together step by step (Tarjan 1975).
struct Groups {
    parent: Vec<usize>,
}

impl Groups {
    fn new(count: usize) -> Self {
        Groups {
            parent: (0..count).collect(),
        }
    }

    fn find(&mut self, mut member: usize) -> usize {
        while self.parent[member] != member {
            self.parent[member] = self.parent[self.parent[member]];
            member = self.parent[member];
        }
        member
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.find(one), self.find(other));
        self.parent[one.max(other)] = one.min(other);
    }
}
