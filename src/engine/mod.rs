//! Tensors and model families. Knows nothing of what texts mean, and nothing of the network: it is given files.

pub mod causal;
pub mod causal_lm;
pub mod device;
pub mod embedder;
pub mod encoder;
pub mod encoder_decoder;
pub mod families;
pub mod files;
pub mod layers;
pub mod loader;
pub mod matmul;
pub mod quantization;
pub mod seq2seq;
pub mod tagger;
pub mod tokenizer;
pub mod weights;

pub use layers::vector;
