//! The families of models: how each puts the common parts together, and how its files name them.

pub mod bart;
pub mod bert;
pub mod causal;
pub mod gemma3;
pub mod llama;
pub mod qwen3;
pub mod t5;

use serde::Deserialize;

use super::encoder_decoder::EncoderDecoder;
use super::loader::Loader;
use super::weights::WeightsError;

/// The special tokens of a model, by the names of `config.json`.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Ids {
    /// Begins every output.
    pub decoder_start_token_id: Option<u32>,
    /// Begins a text, where the output has no token of its own for that.
    pub bos_token_id: Option<u32>,
    /// Ends a text.
    pub eos_token_id: Option<u32>,
    /// Fills up.
    pub pad_token_id: Option<u32>,
}

/// A family's way from its configuration to a model.
pub trait Tensors {
    /// Puts the model together from what the loader gives.
    ///
    /// # Errors
    ///
    /// Fails if a tensor is missing or cannot be read.
    fn build(&self, loader: &Loader) -> Result<EncoderDecoder, WeightsError>;

    /// Whether a tensor that nobody asked for may stand in the files.
    fn is_ignored(&self, name: &str) -> bool;

    /// How files of llama.cpp name a tensor.
    fn rename(&self) -> fn(&str) -> String {
        str::to_owned
    }

    /// The special tokens.
    fn ids(&self) -> &Ids;

    /// Tokens of the output's vocabulary.
    fn vocabulary(&self) -> usize;
}
