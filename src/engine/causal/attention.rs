//! Attention of new tokens to all that came before them, several queries to a head of keys.
//!
//! Every query is one chain of sums in the order of the positions, so that it has the same bits alone, among others, and
//! whatever part of its sequence is computed with it.

use std::ops::Range;

use rayon::prelude::*;

use super::cache::{BLOCK, Blocks, KeyShape, Layer};
use crate::engine::layers::lanes::{self, Lanes, Task};
use crate::engine::layers::vector::{self, LANES, Number};

/// Queries whose scores are computed together.
const TOGETHER: usize = 8;

/// How queries are divided, scaled and limited.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AttentionShape {
    /// Heads of queries; several of them share a head of keys.
    pub heads: usize,
    /// Heads of keys and values.
    pub keys: KeyShape,
    /// What scores are multiplied with.
    pub scale: f32,
    /// What scores are squeezed below, where the model does that: `cap · tanh(score / cap)`.
    pub cap: Option<f32>,
    /// How many positions a query sees, its own included, where it does not see all.
    pub window: Option<usize>,
}

impl AttentionShape {
    /// Heads of queries that share a head of keys.
    pub fn shared(&self) -> usize {
        self.heads / self.keys.heads
    }

    /// Numbers of the queries of a token.
    pub fn numbers(&self) -> usize {
        self.heads * self.keys.width
    }
}

/// New tokens of one sequence.
#[derive(Clone)]
pub struct NewTokens<'a> {
    /// Their rows among all queries.
    pub rows: Range<usize>,
    /// The blocks of the sequence.
    pub blocks: &'a [u32],
    /// The position of the first.
    pub position: usize,
}

/// What the queries find: the values of each head, weighted by how well their keys fit, a row for each token.
pub fn attend(shape: AttentionShape, queries: &[f32], layer: &Layer, tokens: &[NewTokens<'_>]) -> Vec<f32> {
    match layer {
        Layer::Full(blocks) => attend_blocks(shape, queries, blocks, tokens),
        Layer::Half(blocks) => attend_blocks(shape, queries, blocks, tokens),
        // Whoever has tensors of a device asks it.
        Layer::Device(_) => Vec::new(),
    }
}

/// Some tokens of a sequence with one head of keys.
struct Work<'a> {
    rows: Range<usize>,
    blocks: &'a [u32],
    position: usize,
    head: usize,
}

fn attend_blocks<N: Number>(
    shape: AttentionShape,
    queries: &[f32],
    blocks: &Blocks<N>,
    tokens: &[NewTokens<'_>],
) -> Vec<f32> {
    let rows_together = (TOGETHER / shape.shared()).max(1);
    let mut work = Vec::new();
    for new in tokens {
        for start in new.rows.clone().step_by(rows_together) {
            let rows = start..(start + rows_together).min(new.rows.end);
            work.extend((0..shape.keys.heads).map(|head| Work {
                position: new.position + rows.start - new.rows.start,
                rows: rows.clone(),
                blocks: new.blocks,
                head,
            }));
        }
    }
    let found: Vec<Vec<f32>> = work
        .par_iter()
        .map_init(Room::default, |room, work| {
            lanes::dispatch(WorkTask {
                shape,
                queries,
                blocks,
                work,
                room,
            })
        })
        .collect();
    scatter(shape, &work, &found, queries.len())
}

/// Brings what was found head by head into rows.
fn scatter(shape: AttentionShape, work: &[Work<'_>], found: &[Vec<f32>], count: usize) -> Vec<f32> {
    let part = shape.shared() * shape.keys.width;
    let mut result = vec![0.0; count];
    for (work, found) in work.iter().zip(found) {
        for (row, found) in work.rows.clone().zip(found.chunks_exact(part)) {
            result[row * shape.numbers() + work.head * part..][..part].copy_from_slice(found);
        }
    }
    result
}

/// Memory that one piece of work leaves to the next.
#[derive(Default)]
struct Room {
    scores: Vec<f32>,
}

struct WorkTask<'a, N> {
    shape: AttentionShape,
    queries: &'a [f32],
    blocks: &'a Blocks<N>,
    work: &'a Work<'a>,
    room: &'a mut Room,
}

/// The positions that a query sees.
fn seen(shape: AttentionShape, position: usize) -> Range<usize> {
    let start = shape.window.map_or(0, |window| (position + 1).saturating_sub(window));
    start..position + 1
}

impl<N: Number> Task for WorkTask<'_, N> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) -> Vec<f32> {
        let (shape, work) = (self.shape, self.work);
        let width = shape.keys.width;
        let shared = shape.shared();
        let queries: Vec<&[f32]> = work
            .rows
            .clone()
            .flat_map(|row| (0..shared).map(move |query| row * shape.numbers() + (work.head * shared + query) * width))
            .map(|start| &self.queries[start..start + width])
            .collect();
        let last = work.position + work.rows.len();
        let first_block = seen(shape, work.position).start / BLOCK;
        let blocks = &work.blocks[first_block..last.div_ceil(BLOCK)];
        let origin = first_block * BLOCK;
        let columns = blocks.len() * BLOCK;
        self.room.scores.clear();
        self.room.scores.resize(queries.len() * columns, 0.0);
        let scores = &mut self.room.scores;
        for (queries, scores) in queries.chunks(TOGETHER).zip(scores.chunks_mut(TOGETHER * columns)) {
            score(lanes, self.blocks, work.head, blocks, queries, scores);
        }
        for (number, scores) in scores.chunks_exact_mut(columns).enumerate() {
            let seen = seen(shape, work.position + number / shared);
            weigh(shape, scores, seen.start - origin..seen.end - origin);
        }
        let mut result = vec![0.0; queries.len() * width];
        let parts = scores
            .chunks(TOGETHER * columns)
            .zip(result.chunks_mut(TOGETHER * width));
        let part = Mix {
            values: self.blocks,
            head: work.head,
            blocks,
            tokens: last - origin,
            columns,
            width,
        };
        for (scores, result) in parts {
            mix(lanes, &part, scores, result);
        }
        result
    }
}

/// Turns the scores of a query into weights: those that it does not see weigh nothing.
#[inline(always)]
fn weigh(shape: AttentionShape, scores: &mut [f32], seen: Range<usize>) {
    scores[..seen.start].fill(0.0);
    scores[seen.end..].fill(0.0);
    let scores = &mut scores[seen];
    for score in scores.iter_mut() {
        *score *= shape.scale;
    }
    if let Some(cap) = shape.cap {
        for score in scores.iter_mut() {
            *score = cap * vector::tanh(*score / cap);
        }
    }
    vector::softmax(scores);
}

/// The products of up to eight queries with the keys of a head, a row of scores for each.
#[inline(always)]
fn score<L: Lanes, N: Number>(
    lanes: L,
    keys: &Blocks<N>,
    head: usize,
    blocks: &[u32],
    queries: &[&[f32]],
    scores: &mut [f32],
) {
    match queries.len() {
        8 => score_rows::<L, N, 8>(lanes, keys, head, blocks, queries, scores),
        4 => score_rows::<L, N, 4>(lanes, keys, head, blocks, queries, scores),
        2 => score_rows::<L, N, 2>(lanes, keys, head, blocks, queries, scores),
        _ => {
            let columns = scores.len() / queries.len().max(1);
            for (query, scores) in queries.chunks(1).zip(scores.chunks_mut(columns)) {
                score_rows::<L, N, 1>(lanes, keys, head, blocks, query, scores);
            }
        }
    }
}

#[inline(always)]
fn score_rows<L: Lanes, N: Number, const Q: usize>(
    lanes: L,
    keys: &Blocks<N>,
    head: usize,
    blocks: &[u32],
    queries: &[&[f32]],
    scores: &mut [f32],
) {
    let columns = blocks.len() * BLOCK;
    for (at, block) in blocks.iter().enumerate() {
        let keys = keys.keys(*block, head);
        let queries: [&[f32]; Q] = std::array::from_fn(|query| &queries[query][..keys.len()]);
        let mut sums = [lanes.splat(0.0); Q];
        for (number, key) in keys.iter().enumerate() {
            let key = N::load(lanes, key);
            for query in 0..Q {
                sums[query] = lanes.mul_add(lanes.splat(queries[query][number]), key, sums[query]);
            }
        }
        for (query, sum) in sums.iter().enumerate() {
            let (scores, _) = scores[query * columns + at * BLOCK..][..BLOCK].as_chunks_mut::<LANES>();
            lanes.store(*sum, &mut scores[0]);
        }
    }
}

/// The values of a head, weighted for up to eight queries.
#[inline(always)]
fn mix<L: Lanes, N: Number>(lanes: L, part: &Mix<'_, N>, weights: &[f32], result: &mut [f32]) {
    match result.len() / part.width {
        8 => part.rows::<L, 8, 2>(lanes, weights, result),
        4 => part.rows::<L, 4, 4>(lanes, weights, result),
        2 => part.rows::<L, 2, 8>(lanes, weights, result),
        _ => {
            for (weights, result) in weights.chunks(part.columns).zip(result.chunks_mut(part.width)) {
                part.rows::<L, 1, 8>(lanes, weights, result);
            }
        }
    }
}

struct Mix<'a, N> {
    values: &'a Blocks<N>,
    head: usize,
    blocks: &'a [u32],
    /// Tokens of the blocks.
    tokens: usize,
    columns: usize,
    width: usize,
}

impl<N: Number> Mix<'_, N> {
    /// `Q` queries, `C` times sixteen numbers of the width at a time: as many sums as there are registers for.
    #[inline(always)]
    fn rows<L: Lanes, const Q: usize, const C: usize>(&self, lanes: L, weights: &[f32], result: &mut [f32]) {
        let vectors = self.width / LANES;
        let whole = vectors / C * C;
        for first in (0..whole).step_by(C) {
            self.part::<L, Q, C>(lanes, weights, first, result);
        }
        for first in whole..vectors {
            self.part::<L, Q, 1>(lanes, weights, first, result);
        }
    }

    #[inline(always)]
    fn part<L: Lanes, const Q: usize, const C: usize>(
        &self,
        lanes: L,
        weights: &[f32],
        first: usize,
        result: &mut [f32],
    ) {
        let mut sums = [[lanes.splat(0.0); C]; Q];
        for (at, block) in self.blocks.iter().enumerate() {
            let values = self.values.values(*block, self.head);
            let weights: [&[f32]; Q] =
                std::array::from_fn(|query| &weights[query * self.columns + at * BLOCK..][..BLOCK]);
            // What stands behind the last token was left by others.
            for token in 0..BLOCK.min(self.tokens - at * BLOCK) {
                let (value, _) = values[token * self.width + first * LANES..][..C * LANES].as_chunks::<LANES>();
                let value: [L::Vector; C] = std::array::from_fn(|column| N::load(lanes, &value[column]));
                for query in 0..Q {
                    let weight = lanes.splat(weights[query][token]);
                    for column in 0..C {
                        sums[query][column] = lanes.mul_add(weight, value[column], sums[query][column]);
                    }
                }
            }
        }
        for (query, sums) in sums.iter().enumerate() {
            let (places, _) = result[query * self.width + first * LANES..][..C * LANES].as_chunks_mut::<LANES>();
            for (place, sum) in places.iter_mut().zip(sums) {
                lanes.store(*sum, place);
            }
        }
    }
}
