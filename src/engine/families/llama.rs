//! Llama 2 and 3 (Grattafiori et al. 2024), and what was made of them, such as KazLLM.

use candle_core::{DType, Device};
use serde::Deserialize;

use super::causal::{Config, Family, Metadata, MetadataError, llama_cpp_name, rotary};
use crate::engine::causal::Architecture;
use crate::engine::causal::rotary::{Pairs, Rotary};
use crate::engine::weights::{Weights, WeightsError};

/// Llama.
pub const FAMILY: Family = Family {
    model_type: "llama",
    gguf: "llama",
    of_config,
    of_metadata,
    rename: llama_cpp_name,
};

/// What positions turn by, if nothing is said.
const BASE: f64 = 10_000.0;
/// What llama.cpp's converter has made of the scaling of Llama 3.1: a divisor for each pair.
const DIVISORS: &str = "rope_freqs.weight";

fn of_config(config: &serde_json::Value) -> serde_json::Result<Architecture> {
    let sizes = Config::deserialize(config)?;
    let rotary = rotary(config, BASE, sizes.head_width())?;
    Ok(sizes.architecture(rotary, false))
}

fn of_metadata(metadata: &Metadata<'_>, weights: &Weights) -> Result<Architecture, MetadataError> {
    let base = metadata.find_fraction("rope.freq_base").unwrap_or(BASE);
    let mut rotary = Rotary::new(base, metadata.head_width()?);
    // The converter has put the rows of queries and keys in this order.
    rotary.pairs = Pairs::Neighbours;
    if weights.contains(DIVISORS) {
        let divisors = weights.tensor(DIVISORS, DType::F32, &Device::Cpu)?;
        let divisors: Vec<f32> = divisors.to_vec1().map_err(|source| WeightsError::Tensor {
            name: DIVISORS.to_owned(),
            source,
        })?;
        for (frequency, divisor) in rotary.frequencies.iter_mut().zip(divisors) {
            *frequency /= divisor;
        }
    } else {
        rotary = metadata.stretched(rotary)?;
    }
    metadata.architecture(weights, rotary)
}
