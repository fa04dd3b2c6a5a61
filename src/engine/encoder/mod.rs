//! Encoders: transformers that read a text as a whole and give a row of numbers for every token of it.
//!
//! Texts that are longer than what a model reads at once are read in [`windows`]; [`Tagger`](super::tagger::Tagger) and
//! [`Embedder`](super::embedder::Embedder) make something of the rows.

mod load;
pub mod windows;
pub mod words;

use std::cmp::Reverse;

use candle_core::{DType, Device, Result, Tensor};

use super::encoder_decoder::stack::Stack;
use super::layers::{Embedding, Group, Linear, Places, Ragged};
use super::tokenizer::TokenizerError;
pub use load::EncoderError;
pub(super) use load::{Loaded, load};

/// Tokens that are read together: enough to keep all threads busy, few enough that what is between two layers stays small.
const BATCH_TOKENS: usize = 4096;

/// A model that gives a row for every token.
pub struct Encoder {
    /// From tokens to the first rows.
    pub(super) embedding: Embedding,
    /// The layers.
    pub(super) stack: Stack,
    /// From the last rows to scores of labels, in taggers.
    pub(super) labels: Option<Linear>,
    /// Where the model is.
    pub(super) device: Device,
    /// What it computes in.
    pub(super) dtype: DType,
}

/// Texts could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// A text could not be turned into tokens.
    #[error(transparent)]
    Tokenizer(#[from] TokenizerError),
    /// The model or its device failed.
    #[error("the model failed")]
    Model(#[from] candle_core::Error),
}

impl Encoder {
    /// The most tokens of a sequence.
    pub fn position_limit(&self) -> usize {
        self.embedding.position_limit().unwrap_or(usize::MAX)
    }

    /// Reads sequences of tokens, none of them empty, in one batch: a row for every token, those of a sequence after those of
    /// the one before.
    ///
    /// # Errors
    ///
    /// Fails if a token is not in the vocabulary, a sequence is too long, or the device fails.
    pub fn forward(&self, sequences: &[&[u32]]) -> Result<Tensor> {
        let rows = Ragged::of_lengths(sequences.iter().map(|sequence| sequence.len()));
        let positions: Vec<usize> = sequences.iter().flat_map(|sequence| 0..sequence.len()).collect();
        let x = self
            .embedding
            .forward(&sequences.concat(), &positions, &self.device, self.dtype)?;
        let group = |rows: std::ops::Range<usize>| Group {
            queries: rows.clone(),
            keys: Places::Rows(rows),
            position: 0,
        };
        let groups: Vec<Group> = rows.iter().map(group).collect();
        let states = self.stack.encode(x, &groups)?;
        match &self.labels {
            Some(labels) => labels.forward(&states),
            None => Ok(states),
        }
    }

    /// Reads any number of sequences in batches of similar lengths, and hands over the rows of each with its number and their
    /// width. The order is not that of the sequences.
    ///
    /// # Errors
    ///
    /// Fails as [`forward`](Self::forward) does.
    pub fn read(&self, sequences: &[Vec<u32>], mut take: impl FnMut(usize, &[f32], usize)) -> Result<()> {
        for batch in batches(sequences) {
            let members: Vec<&[u32]> = batch.iter().map(|number| sequences[*number].as_slice()).collect();
            let output = self.forward(&members)?;
            let width = output.dim(1)?;
            let numbers: Vec<f32> = output.to_dtype(DType::F32)?.flatten_all()?.to_vec1()?;
            let mut rest = numbers.as_slice();
            for (number, member) in batch.iter().zip(&members) {
                let (rows, after) = rest.split_at(member.len() * width);
                take(*number, rows, width);
                rest = after;
            }
        }
        Ok(())
    }
}

/// Which sequences are read together: the longest first, as many as the limit allows.
fn batches(sequences: &[Vec<u32>]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..sequences.len()).collect();
    order.sort_by_key(|number| Reverse(sequences[*number].len()));
    let mut batches: Vec<Vec<usize>> = Vec::new();
    let mut tokens = BATCH_TOKENS;
    for number in order {
        let length = sequences[number].len();
        match batches.last_mut().filter(|_| tokens + length <= BATCH_TOKENS) {
            Some(batch) => batch.push(number),
            None => {
                batches.push(vec![number]);
                tokens = 0;
            }
        }
        tokens += length;
    }
    batches
}
