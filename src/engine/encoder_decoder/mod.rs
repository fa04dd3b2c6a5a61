//! Encoder-decoder transformers: a source is read once, and the output is written token by token.
//!
//! The families differ in how these parts are put together, see [`families`](super::families).

pub mod stack;
mod state;

use std::sync::Arc;

use candle_core::{DType, Device, Result, Tensor};

use super::layers::{Embedding, Group, Matrix, Places, Ragged, add_to_rows};
use stack::Stack;
use state::Cache;
pub use state::{CachePrecision, DecoderState, Memory};

/// A model that writes a sequence for a sequence.
pub struct EncoderDecoder {
    /// Embeds the source.
    pub(super) source: Embedding,
    /// Embeds the output.
    pub(super) target: Embedding,
    /// Reads the source.
    pub(super) encoder: Stack,
    /// Writes the output.
    pub(super) decoder: Stack,
    /// From the decoder to scores.
    pub(super) head: Arc<Head>,
    /// Where the model is.
    pub(super) device: Device,
    /// What it computes in.
    pub(super) dtype: DType,
    /// What the decoder remembers its keys and values in.
    pub(super) cache: CachePrecision,
}

/// Scores of tokens.
pub struct Head {
    weights: Arc<Matrix>,
    /// Added to the scores.
    bias: Option<Vec<f32>>,
    /// What the decoder's output is multiplied with before.
    scale: Option<f64>,
    vocabulary: usize,
}

impl Head {
    pub(super) fn new(weights: Arc<Matrix>, bias: Option<Vec<f32>>, scale: Option<f64>, vocabulary: usize) -> Self {
        Head {
            weights,
            bias,
            scale,
            vocabulary,
        }
    }

    /// The same for some tokens only: score number `i` is that of `tokens[i]`.
    ///
    /// # Errors
    ///
    /// Fails if the device does.
    pub fn restricted(&self, tokens: &[u32]) -> Result<Head> {
        let bias = self.bias.as_ref();
        Ok(Head {
            weights: Arc::new(self.weights.select(tokens)?),
            bias: bias.map(|bias| tokens.iter().map(|token| bias[*token as usize]).collect()),
            scale: self.scale,
            vocabulary: tokens.len(),
        })
    }

    /// How many tokens are scored.
    pub fn vocabulary(&self) -> usize {
        self.vocabulary
    }

    pub(in crate::engine) fn score(&self, x: &Tensor, scores: &mut Vec<f32>) -> Result<()> {
        let scaled = match self.scale {
            Some(scale) => &(x * scale)?,
            None => x,
        };
        self.weights.multiply_into(scaled, scores)?;
        if let Some(bias) = &self.bias {
            add_to_rows(scores, bias);
        }
        Ok(())
    }
}

impl EncoderDecoder {
    /// Scores of the whole vocabulary.
    pub fn head(&self) -> &Arc<Head> {
        &self.head
    }

    /// The most tokens that a source or an output may have, where positions are counted.
    pub fn position_limit(&self) -> Option<usize> {
        self.source.position_limit()
    }

    /// Reads sources. None may be empty.
    ///
    /// # Errors
    ///
    /// Fails if a token is not in the vocabulary, a source has no place in the table of positions, or the device fails.
    pub fn encode(&self, sources: &[&[u32]]) -> Result<Memory> {
        let sequences = Ragged::of_lengths(sources.iter().map(|source| source.len()));
        let positions: Vec<usize> = sources.iter().flat_map(|source| 0..source.len()).collect();
        let x = self
            .source
            .forward(&sources.concat(), &positions, &self.device, self.dtype)?;
        let groups: Vec<Group> = sequences
            .iter()
            .map(|rows| Group {
                queries: rows.clone(),
                keys: Places::Rows(rows),
                position: 0,
            })
            .collect();
        let output = self.encoder.encode(x, &groups)?;
        let cross = self.decoder.layers.iter().filter_map(|layer| layer.cross.as_ref());
        let projected = cross.map(|cross| {
            let mut cache = Cache::Empty(self.cache);
            cache.append(&cross.part.memory.forward(&output)?, 0)?;
            Ok(cache)
        });
        let projected = projected.collect::<Result<_>>()?;
        Ok(Memory::new(output, sequences, projected))
    }

    /// Begins an output for each of the given sources.
    pub fn start(&self, memory: Arc<Memory>, sources: impl IntoIterator<Item = usize>) -> DecoderState {
        let caches = self.decoder.layers.iter().map(|_| Cache::Empty(self.cache));
        DecoderState::new(memory, caches.collect(), sources)
    }

    /// Adds a token to every output.
    ///
    /// # Errors
    ///
    /// Fails if a token is not in the vocabulary, or the device fails.
    pub fn advance(&self, tokens: &[u32], state: &mut DecoderState) -> Result<Hidden> {
        let positions = state.extend();
        let x = self.target.forward(tokens, &positions, &self.device, self.dtype)?;
        let (memory, sources, caches, groups) = state.parts();
        self.decoder.decode(x, memory, &sources, caches, &groups).map(Hidden)
    }
}

/// What the decoder made of its last tokens: a row for every output.
pub struct Hidden(Tensor);

impl Hidden {
    /// Scores for the tokens that may come next: a row for every output, one after the other, in the place of what stands
    /// in `scores`.
    ///
    /// # Errors
    ///
    /// Fails if the device does.
    pub fn score(&self, head: &Head, scores: &mut Vec<f32>) -> Result<()> {
        head.score(&self.0, scores)
    }
}
