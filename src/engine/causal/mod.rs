//! Decoder-only transformers: sequences of different lengths are read and written together.
//!
//! The families differ in the numbers of an [`Architecture`] and in how their files name things, see
//! [`families`](super::families).

mod architecture;
mod attention;
mod build;
mod cache;
mod device;
mod layer;
pub mod rotary;

use std::sync::Arc;

use candle_core::{DType, Device, Result, Tensor};

pub use architecture::{Architecture, LayerKind};
pub use attention::AttentionShape;
pub use build::build;
pub use cache::{BLOCK, KeyShape, KeyValueCache, Sequence};

use super::encoder_decoder::{CachePrecision, Head};
use super::layers::{Matrix, Norm};
use attention::NewTokens;
use layer::{Layer, Step};
use rotary::Angles;

/// A model that goes on with sequences.
pub struct CausalModel {
    architecture: Architecture,
    embeddings: Arc<Matrix>,
    layers: Vec<Layer>,
    norm: Norm,
    head: Arc<Head>,
    device: Device,
    dtype: DType,
    precision: CachePrecision,
}

/// New tokens of a sequence.
pub struct Addition<'a> {
    /// What they are added to.
    pub sequence: &'a mut Sequence,
    /// The tokens.
    pub tokens: &'a [u32],
}

/// What the model made of new tokens: a row for each.
pub struct Hidden(Tensor);

impl CausalModel {
    /// The numbers of the model.
    pub fn architecture(&self) -> &Architecture {
        &self.architecture
    }

    /// Scores of the whole vocabulary.
    pub fn head(&self) -> &Arc<Head> {
        &self.head
    }

    /// An empty cache that may grow to so many bytes.
    ///
    /// # Errors
    ///
    /// Fails if the device does.
    pub fn cache(&self, bytes: usize) -> Result<KeyValueCache> {
        let (shape, layers) = (self.architecture.keys, self.layers.len());
        match self.device.is_cpu() {
            true => Ok(KeyValueCache::new(shape, layers, self.precision, bytes)),
            false => KeyValueCache::on_device(shape, layers, self.dtype, &self.device, bytes),
        }
    }

    /// Adds tokens to sequences. Rows of the result stand in the order of the additions.
    ///
    /// # Errors
    ///
    /// Fails if a token is not in the vocabulary, the cache is full, or the device fails.
    pub fn add(&self, additions: &mut [Addition<'_>], cache: &mut KeyValueCache) -> Result<Hidden> {
        for addition in additions.iter_mut() {
            cache.extend(addition.sequence, addition.tokens.len())?;
        }
        let parts = additions
            .iter()
            .map(|addition| (&*addition.sequence, addition.tokens.len()));
        let writes = cache.writes(parts);
        let mut row = 0;
        let tokens: Vec<NewTokens<'_>> = additions
            .iter()
            .map(|addition| {
                let rows = row..row + addition.tokens.len();
                row = rows.end;
                NewTokens {
                    position: addition.sequence.len() - addition.tokens.len(),
                    blocks: addition.sequence.blocks(),
                    rows,
                }
            })
            .collect();
        let positions: Vec<usize> = tokens
            .iter()
            .flat_map(|new| new.position..new.position + new.rows.len())
            .collect();
        let angles: Vec<Angles> = self
            .architecture
            .rotaries
            .iter()
            .map(|rotary| rotary.angles(&positions))
            .collect();
        let ids: Vec<u32> = additions.iter().flat_map(|addition| addition.tokens).copied().collect();
        let step = Step {
            tokens: &tokens,
            writes: &writes,
            angles: &angles,
        };
        let mut x = self.embeddings.rows(&ids, &self.device)?.to_dtype(self.dtype)?;
        if self.architecture.embedding_scale != 1.0 {
            x = (x * self.architecture.embedding_scale)?;
        }
        for (number, layer) in self.layers.iter().enumerate() {
            x = layer.forward(&x, number, cache, &step)?;
        }
        Ok(Hidden(x))
    }

    /// Scores for the tokens that may follow some rows, row after row, in the place of what stands in `scores`.
    ///
    /// # Errors
    ///
    /// Fails if there is no such row, or the device fails.
    pub fn score(&self, hidden: &Hidden, rows: &[u32], head: &Head, scores: &mut Vec<f32>) -> Result<()> {
        let chosen = hidden.0.index_select(&Tensor::new(rows, &self.device)?, 0)?;
        head.score(&self.norm.forward(&chosen)?, scores)?;
        if let Some(cap) = self.architecture.final_cap {
            scores.iter_mut().for_each(|score| *score = cap * (*score / cap).tanh());
        }
        Ok(())
    }
}
