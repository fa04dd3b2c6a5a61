//! Stacks of transformer layers, as encoders and decoders have them.

use candle_core::{Result, Tensor};

use super::state::{Cache, Memory};
use crate::engine::layers::{
    Activation, Distances, Group, HeadShape, Linear, Norm, Places, Projected, RelativeBias, add, attend,
};

/// Layers, and what is common to them.
pub struct Stack {
    /// From the first to the last.
    pub layers: Vec<Layer>,
    /// Biases by distance, where the family has them.
    pub relative: Option<RelativeBias>,
    /// Applied after the last layer, where the family does.
    pub norm: Option<Norm>,
}

/// One layer.
pub struct Layer {
    /// Of a sequence to itself.
    pub attention: Residual<SelfAttention>,
    /// Of the decoder to the source.
    pub cross: Option<Residual<CrossAttention>>,
    /// For every row alone.
    pub feed_forward: Residual<FeedForward>,
}

/// A part of a layer whose result is added to its input.
pub struct Residual<P> {
    /// The part.
    pub part: P,
    /// Normalizes.
    pub norm: Norm,
    /// What is normalized.
    pub order: Order,
}

/// Where a part is normalized.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Its input is.
    Before,
    /// The sum of input and result is.
    After,
}

/// Attention of a sequence to itself.
pub struct SelfAttention {
    /// Queries, keys and values, one after the other.
    pub projection: Linear,
    /// Back to the width of the model.
    pub output: Linear,
    /// How rows are divided.
    pub shape: HeadShape,
}

/// Attention to another sequence.
pub struct CrossAttention {
    /// Queries.
    pub query: Linear,
    /// Keys and values of the other sequence, one after the other.
    pub memory: Linear,
    /// Back to the width of the model.
    pub output: Linear,
    /// How rows are divided.
    pub shape: HeadShape,
}

/// Two linear maps with an activation between them.
pub struct FeedForward {
    /// To the inner width; twice that if gated.
    pub inner: Linear,
    /// Back to the width of the model.
    pub output: Linear,
    /// Between them.
    pub activation: Activation,
    /// Whether the second half of the inner row is multiplied to the activated first (Shazeer 2020).
    pub gated: bool,
}

impl<P> Residual<P> {
    fn forward(&self, x: &Tensor, compute: impl FnOnce(&P, &Tensor) -> Result<Tensor>) -> Result<Tensor> {
        match self.order {
            Order::Before => add(x, &compute(&self.part, &self.norm.forward(x)?)?),
            Order::After => self.norm.forward(&add(x, &compute(&self.part, x)?)?),
        }
    }
}

impl FeedForward {
    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let inner = self.inner.forward(x)?;
        let activated = match self.gated {
            true => self.activation.apply_gated(inner)?,
            false => self.activation.apply(inner)?,
        };
        self.output.forward(&activated)
    }
}

impl SelfAttention {
    fn width(&self) -> usize {
        self.shape.heads * self.shape.width
    }

    /// Attention among rows that are all there.
    fn among(&self, x: &Tensor, groups: &[Group], bias: Option<&Distances>) -> Result<Tensor> {
        let rows = &self.projection.forward(x)?;
        let [keys, values] = [1, 2].map(|part| Projected {
            rows: rows.into(),
            column: part * self.width(),
        });
        let mixed = attend(self.shape, (rows, 0), &keys, &values, groups, bias)?;
        self.output.forward(&mixed)
    }

    /// Attention of new rows to themselves and what came before them.
    fn after(&self, x: &Tensor, cache: &mut Cache, groups: &[Group], bias: Option<&Distances>) -> Result<Tensor> {
        let rows = &self.projection.forward(x)?;
        cache.append(rows, self.width())?;
        let mixed = cache.attend(self.shape, rows, groups, bias)?;
        self.output.forward(&mixed)
    }
}

impl Stack {
    /// Runs sequences through the layers, each seeing itself and nothing else. `x` has their rows one after the other.
    pub(in crate::engine) fn encode(&self, mut x: Tensor, groups: &[Group]) -> Result<Tensor> {
        let longest = groups.iter().map(|group| group.queries.len()).max().unwrap_or(0);
        let bias = self.relative.as_ref().map(|relative| relative.distances(longest));
        for layer in &self.layers {
            x = layer
                .attention
                .forward(&x, |attention, x| attention.among(x, groups, bias.as_ref()))?;
            x = layer.feed_forward.forward(&x, FeedForward::forward)?;
        }
        self.finish(x)
    }

    /// Runs one new row of every output sequence through the layers. `groups` tells for every row where in the cache its
    /// sequence lies, itself included; `sources` which sequence of the memory it is made from.
    pub(super) fn decode(
        &self,
        mut x: Tensor,
        memory: &Memory,
        sources: &[usize],
        caches: &mut [Cache],
        groups: &[Group],
    ) -> Result<Tensor> {
        let longest = groups.iter().map(|group| group.position + 1).max().unwrap_or(0);
        let bias = self.relative.as_ref().map(|relative| relative.distances(longest));
        let across: Vec<Group> = sources
            .iter()
            .enumerate()
            .map(|(row, source)| Group {
                queries: row..row + 1,
                keys: Places::Rows(memory.sequences().rows(*source)),
                position: 0,
            })
            .collect();
        for (number, layer) in self.layers.iter().enumerate() {
            let cache = &mut caches[number];
            x = layer
                .attention
                .forward(&x, |attention, x| attention.after(x, cache, groups, bias.as_ref()))?;
            if let Some(cross) = &layer.cross {
                x = cross.forward(&x, |cross, x| {
                    let queries = cross.query.forward(x)?;
                    let mixed = memory.attend(number, cross.shape, &queries, &across)?;
                    cross.output.forward(&mixed)
                })?;
            }
            x = layer.feed_forward.forward(&x, FeedForward::forward)?;
        }
        self.finish(x)
    }

    fn finish(&self, x: Tensor) -> Result<Tensor> {
        match &self.norm {
            Some(norm) => norm.forward(&x),
            None => Ok(x),
        }
    }
}
