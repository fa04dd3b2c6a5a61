//! Ranking: the random walk over the graph of sentences, and the choice that avoids repetition.

use super::terms::TermVectors;

/// The chance that the walk follows an edge and does not jump by the prior.
const DAMPING: f32 = 0.85;
/// The walk has settled when no weight changes by more.
const TOLERANCE: f32 = 1e-5;
/// And it is stopped here in any case.
const MOST_STEPS: usize = 60;

/// Sentences that share terms, with how much they share.
pub(super) struct Graph {
    /// For each node its neighbours and the weights of the edges; a node's weights add up to 1.
    edges: Vec<Vec<(usize, f32)>>,
}

impl Graph {
    pub fn new(vectors: &TermVectors) -> Self {
        let mut edges = vectors.similarities();
        for neighbours in &mut edges {
            let sum: f32 = neighbours.iter().map(|(_, weight)| weight).sum();
            for (_, weight) in neighbours.iter_mut() {
                *weight /= sum;
            }
        }
        Graph { edges }
    }

    /// The weight of each node: how often a walk comes by that jumps to a node as often as `prior` says.
    pub fn rank(&self, prior: &[f32]) -> Vec<f32> {
        let total: f32 = prior.iter().sum();
        let prior: Vec<f32> = prior.iter().map(|weight| weight / total).collect();
        let mut rank = prior.clone();
        for _ in 0..MOST_STEPS {
            let next = self.step(&rank, &prior);
            let change = rank
                .iter()
                .zip(&next)
                .map(|(old, new)| (old - new).abs())
                .fold(0.0, f32::max);
            rank = next;
            if change < TOLERANCE {
                break;
            }
        }
        rank
    }

    fn step(&self, rank: &[f32], prior: &[f32]) -> Vec<f32> {
        let mut followed = vec![0.0; rank.len()];
        let mut stranded = 0.0;
        for (node, neighbours) in self.edges.iter().enumerate() {
            if neighbours.is_empty() {
                stranded += rank[node];
            }
            for (neighbour, weight) in neighbours {
                followed[*neighbour] += rank[node] * weight;
            }
        }
        let jump = 1.0 - DAMPING + DAMPING * stranded;
        followed
            .iter()
            .zip(prior)
            .map(|(followed, prior)| DAMPING * followed + jump * prior)
            .collect()
    }
}

/// The best `wanted` indexes by maximal marginal relevance, best first: `relevance` weighs the score, the rest unlikeness to those chosen before.
pub(super) fn marginal(
    scores: &[f32],
    wanted: usize,
    relevance: f32,
    similarity: impl Fn(usize, usize) -> f32,
) -> Vec<usize> {
    let highest = scores.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    let mut nearest = vec![0.0f32; scores.len()];
    let mut left: Vec<usize> = (0..scores.len()).collect();
    let mut chosen = Vec::with_capacity(wanted.min(scores.len()));
    while chosen.len() < wanted && !left.is_empty() {
        let gain = |index: usize| relevance * scores[index] / highest - (1.0 - relevance) * nearest[index];
        let mut best = 0;
        for position in 1..left.len() {
            if gain(left[position]) > gain(left[best]) {
                best = position;
            }
        }
        let index = left.remove(best);
        for other in &left {
            nearest[*other] = nearest[*other].max(similarity(index, *other));
        }
        chosen.push(index);
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Language;

    #[test]
    fn a_node_that_all_others_touch_ranks_first() {
        let vectors = TermVectors::new(["a b c", "a x", "b y", "c z"].map(|text| (text, Language::Undetermined)));
        let rank = Graph::new(&vectors).rank(&[1.0; 4]);
        assert!(rank[1..].iter().all(|weight| *weight < rank[0]), "{rank:?}");
        assert!((rank.iter().sum::<f32>() - 1.0).abs() < 1e-3);
    }

    #[test]
    fn a_repetition_is_passed_over() {
        let same = |left: usize, right: usize| if left + right == 1 { 1.0 } else { 0.0 };
        assert_eq!(marginal(&[1.0, 0.9, 0.7], 2, 0.7, same), [0, 2]);
        assert_eq!(marginal(&[1.0, 0.9, 0.7], 9, 0.7, same).len(), 3);
        assert!(marginal(&[], 2, 0.7, same).is_empty());
    }
}
