//! One layer: attention, then a feed-forward part, each added to what comes in.

use candle_core::{Result, Tensor};
use rayon::prelude::*;

use super::attention::{AttentionShape, NewTokens, attend};
use super::cache::{KeyValueCache, Layer as Cached, Write};
use super::device::DeviceRows;
use super::rotary::Angles;
use crate::engine::layers::{Activation, Linear, Norm, add, vector, with_numbers};

/// One layer.
pub struct Layer {
    pub(super) attention: Attention,
    pub(super) feed_forward: FeedForward,
    pub(super) rotary: usize,
}

/// Attention, with what normalizes it.
pub struct Attention {
    pub(super) norm: Norm,
    /// Queries and keys, one after the other.
    pub(super) queries_and_keys: Linear,
    pub(super) values: Linear,
    pub(super) output: Linear,
    pub(super) heads: Option<HeadNorms>,
    pub(super) after: Option<Norm>,
    pub(super) shape: AttentionShape,
}

/// Normalizes queries and keys head by head.
pub struct HeadNorms {
    pub(super) queries: Vec<f32>,
    pub(super) keys: Vec<f32>,
    pub(super) epsilon: f32,
}

/// The feed-forward part, with what normalizes it.
pub struct FeedForward {
    pub(super) norm: Norm,
    /// What is activated, and what it is multiplied with, one after the other.
    pub(super) inner: Linear,
    pub(super) output: Linear,
    pub(super) activation: Activation,
    pub(super) after: Option<Norm>,
}

/// What is the same for all layers of a step.
pub struct Step<'a> {
    pub(super) tokens: &'a [NewTokens<'a>],
    pub(super) writes: &'a [Option<Write>],
    pub(super) angles: &'a [Angles],
}

impl Layer {
    pub(super) fn forward(
        &self,
        x: &Tensor,
        number: usize,
        cache: &mut KeyValueCache,
        step: &Step<'_>,
    ) -> Result<Tensor> {
        let attended = self
            .attention
            .forward(x, number, cache, step, &step.angles[self.rotary])?;
        let x = add(x, &attended)?;
        add(&x, &self.feed_forward.forward(&x)?)
    }
}

impl Attention {
    fn forward(
        &self,
        x: &Tensor,
        number: usize,
        cache: &mut KeyValueCache,
        step: &Step<'_>,
        angles: &Angles,
    ) -> Result<Tensor> {
        let rows = x.dim(0)?;
        let x = self.norm.forward(x)?;
        let projected = self.queries_and_keys.forward(&x)?;
        let values = self.values.forward(&x)?;
        if let Cached::Device(cached) = cache.layer(number) {
            let mixed = self.on_device(&projected, &values, cached, step, angles)?;
            return finish(self.output.forward(&mixed)?, self.after.as_ref());
        }
        let (queries, keys) = with_numbers(&projected, |projected| Ok(self.turned(projected, angles)))?;
        with_numbers(&values, |values| {
            cache.write(number, step.writes, &keys, values);
            Ok(())
        })?;
        let mixed = attend(self.shape, &queries, cache.layer(number), step.tokens);
        let mixed = Tensor::from_vec(mixed, (rows, self.shape.numbers()), x.device())?;
        finish(self.output.forward(&mixed)?, self.after.as_ref())
    }

    fn on_device(
        &self,
        projected: &Tensor,
        values: &Tensor,
        cached: &DeviceRows,
        step: &Step<'_>,
        angles: &Angles,
    ) -> Result<Tensor> {
        let (width, rows) = (self.shape.keys.width, projected.dim(0)?);
        let turned = |first: usize, numbers: usize, norm: Option<&Vec<f32>>| {
            let heads = projected.narrow(1, first, numbers)?.contiguous()?;
            let heads = heads.reshape((rows, numbers / width, width))?;
            let heads = match (norm, &self.heads) {
                (Some(weights), Some(norms)) => {
                    let weights = Tensor::new(weights.as_slice(), heads.device())?.to_dtype(heads.dtype())?;
                    candle_nn::ops::rms_norm(&heads, &weights, norms.epsilon)?
                }
                _ => heads,
            };
            angles.turn_tensor(&heads, projected.device())?.reshape((rows, numbers))
        };
        let (queries, keys) = (self.shape.numbers(), self.shape.keys.numbers());
        let norms = self.heads.as_ref();
        let query_rows = turned(0, queries, norms.map(|norms| &norms.queries))?;
        let key_rows = turned(queries, keys, norms.map(|norms| &norms.keys))?;
        cached.write(step.writes, &key_rows, values)?;
        cached.attend(self.shape, &query_rows, step.tokens)
    }

    /// Queries and keys apart, normalized and turned by their positions.
    fn turned(&self, projected: &[f32], angles: &Angles) -> (Vec<f32>, Vec<f32>) {
        let (queries, keys) = (self.shape.numbers(), self.shape.keys.numbers());
        let rows = projected.len() / (queries + keys);
        let mut result = (vec![0.0; rows * queries], vec![0.0; rows * keys]);
        let places = result
            .0
            .par_chunks_exact_mut(queries)
            .zip(result.1.par_chunks_exact_mut(keys));
        let rows = projected.par_chunks_exact(queries + keys).zip(places).enumerate();
        rows.with_min_len(8)
            .for_each(|(row, (projected, (query_row, key_row)))| {
                let (from_queries, from_keys) = projected.split_at(queries);
                query_row.copy_from_slice(from_queries);
                key_row.copy_from_slice(from_keys);
                vector::fast(
                    #[inline(always)]
                    || {
                        let norms = self.heads.as_ref();
                        let parts = [
                            (query_row, norms.map(|norms| &norms.queries)),
                            (key_row, norms.map(|norms| &norms.keys)),
                        ];
                        for (part, weights) in parts {
                            for head in part.chunks_exact_mut(self.shape.keys.width) {
                                if let (Some(weights), Some(norms)) = (weights, norms) {
                                    normalize(head, weights, norms.epsilon);
                                }
                                angles.turn(row, head);
                            }
                        }
                    },
                );
            });
        result
    }
}

#[inline(always)]
fn normalize(head: &mut [f32], weights: &[f32], epsilon: f32) {
    let factor = 1.0 / (vector::sum_of(head, |x| x * x) / head.len() as f32 + epsilon).sqrt();
    for (x, weight) in head.iter_mut().zip(weights) {
        *x = *x * factor * weight;
    }
}

impl FeedForward {
    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let inner = self.inner.forward(&self.norm.forward(x)?)?;
        let activated = self.activation.apply_gated(inner)?;
        finish(self.output.forward(&activated)?, self.after.as_ref())
    }
}

fn finish(x: Tensor, norm: Option<&Norm>) -> Result<Tensor> {
    match norm {
        Some(norm) => norm.forward(&x),
        None => Ok(x),
    }
}
