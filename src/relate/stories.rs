//! Which articles tell the same story.
//!
//! Articles that share several of their weightiest terms are candidates, each pair of them is compared by all its terms, and
//! pairs are joined from the most alike on as long as the stories stay alike on average. The number of candidates of an
//! article is limited, so that time grows with the number of articles; copies of a text are told by their hash.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::differences::{Difference, differences};
use super::likeness::Vectors;
use super::terms::{Key, Trace};
use crate::article::Language;

/// Articles before an article with the same term that are compared with it.
const NEIGHBOURS: usize = 24;
/// Terms that candidates share at least.
const SHARED: usize = 3;
/// Members of a large story that stand for it.
const REPRESENTATIVES: usize = 12;
/// What part of the likeness to the best partner of an article a pair must have.
const NEAR_BEST: f32 = 0.6;
/// The most that one pair counts in the mean of a story: a copy is as alike as can be, and says nothing of the others.
const MOST_ALIKE: f32 = 2.0;

/// Articles that tell the same story, in the order of the run.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// The numbers of the articles, rising; at least one.
    pub articles: Vec<usize>,
    /// The figures on which they differ.
    pub differences: Vec<Difference>,
}

impl Story {
    /// A story that one article tells.
    pub fn alone(article: usize) -> Self {
        Story {
            articles: vec![article],
            differences: Vec::new(),
        }
    }
}

/// A pair of articles and how alike they are.
struct Pair {
    left: usize,
    right: usize,
    likeness: f32,
}

/// Groups articles by the stories that they tell. Every article is in one story; most are alone in theirs. Stories come in the
/// order of their first articles.
pub fn stories(traces: &[Trace]) -> Vec<Story> {
    let vectors = Vectors::new(traces);
    let likeness = |left: usize, right: usize| match traces[left].text == traces[right].text {
        true => MOST_ALIKE,
        false => vectors.likeness(traces, left, right).min(MOST_ALIKE),
    };
    let candidates = candidates(&vectors).into_par_iter().chain(copies(traces));
    let alike = candidates.map(|(left, right)| Pair {
        left,
        right,
        likeness: likeness(left, right),
    });
    let mut pairs: Vec<Pair> = alike.filter(|pair| pair.likeness >= 1.0).collect();
    keep_best(&mut pairs, traces);
    pairs.sort_by(|one, other| {
        let by_likeness = other.likeness.total_cmp(&one.likeness);
        by_likeness.then((one.left, one.right).cmp(&(other.left, other.right)))
    });
    let mut clusters = Clusters::new(traces.len());
    for pair in pairs {
        clusters.join(pair.left, pair.right, &likeness);
    }
    clusters.into_stories(traces)
}

/// Drops pairs of which an article has a far better partner in the language of the other: of two events with the same people,
/// each is told by its own articles.
fn keep_best(pairs: &mut Vec<Pair>, traces: &[Trace]) {
    let mut best: FxHashMap<(usize, Language), f32> = FxHashMap::default();
    for pair in pairs.iter() {
        for (article, other) in [(pair.left, pair.right), (pair.right, pair.left)] {
            let best = best.entry((article, traces[other].language)).or_default();
            *best = best.max(pair.likeness);
        }
    }
    pairs.retain(|pair| {
        [(pair.left, pair.right), (pair.right, pair.left)]
            .iter()
            .all(|(article, other)| {
                let best = best.get(&(*article, traces[*other].language));
                best.is_none_or(|best| pair.likeness >= best * NEAR_BEST)
            })
    });
}

/// Pairs of articles that share several of their weightiest terms.
fn candidates(vectors: &Vectors) -> Vec<(usize, usize)> {
    let mut before: FxHashMap<Key, Vec<usize>> = FxHashMap::default();
    let mut pairs = Vec::new();
    let mut near: Vec<usize> = Vec::new();
    for article in 0..vectors.len() {
        near.clear();
        for probe in vectors.probes(article) {
            let others = before.entry(*probe).or_default();
            near.extend(others.iter().rev().take(NEIGHBOURS));
            others.push(article);
        }
        near.sort_unstable();
        let alike = near
            .chunk_by(|one, other| one == other)
            .filter(|same| same.len() >= SHARED);
        pairs.extend(alike.map(|same| (same[0], article)));
    }
    pairs
}

/// Pairs of articles with the same text, each with the one before it.
fn copies(traces: &[Trace]) -> Vec<(usize, usize)> {
    let mut last: FxHashMap<u64, usize> = FxHashMap::default();
    let pair = |(article, trace): (usize, &Trace)| last.insert(trace.text, article).map(|other| (other, article));
    traces.iter().enumerate().filter_map(pair).collect()
}

/// Articles put together step by step.
struct Clusters {
    /// For every article the number of its cluster.
    of: Vec<usize>,
    /// The articles of every cluster.
    members: Vec<Vec<usize>>,
}

impl Clusters {
    fn new(articles: usize) -> Self {
        Clusters {
            of: (0..articles).collect(),
            members: (0..articles).map(|article| vec![article]).collect(),
        }
    }

    /// Puts the clusters of two articles together if their members are alike on average.
    fn join(&mut self, left: usize, right: usize, likeness: &impl Fn(usize, usize) -> f32) {
        let (left, right) = (self.of[left], self.of[right]);
        if left == right {
            return;
        }
        let [ours, theirs] = [left, right].map(|cluster| {
            let members = &self.members[cluster];
            &members[..members.len().min(REPRESENTATIVES)]
        });
        let pairs = ours
            .iter()
            .flat_map(|one| theirs.iter().map(|other| likeness(*one, *other)));
        if pairs.sum::<f32>() < (ours.len() * theirs.len()) as f32 {
            return;
        }
        let (kept, gone) = (left.min(right), left.max(right));
        let moved = std::mem::take(&mut self.members[gone]);
        for article in &moved {
            self.of[*article] = kept;
        }
        self.members[kept].extend(moved);
    }

    fn into_stories(self, traces: &[Trace]) -> Vec<Story> {
        let members = self.members.into_iter().filter(|members| !members.is_empty());
        let mut stories: Vec<Story> = members
            .map(|mut articles| {
                articles.sort_unstable();
                Story {
                    differences: differences(&articles, traces),
                    articles,
                }
            })
            .collect();
        stories.sort_by_key(|story| story.articles[0]);
        stories
    }
}
