//! Qwen3 (Yang et al. 2025): queries and keys are normalized head by head.

use serde::Deserialize;

use super::causal::{Config, Family, Metadata, MetadataError, llama_cpp_name, rotary};
use crate::engine::causal::Architecture;
use crate::engine::causal::rotary::Rotary;
use crate::engine::weights::Weights;

/// Qwen3.
pub const FAMILY: Family = Family {
    model_type: "qwen3",
    gguf: "qwen3",
    of_config,
    of_metadata,
    rename: llama_cpp_name,
};

/// What positions turn by, if nothing is said.
const BASE: f64 = 1_000_000.0;

fn of_config(config: &serde_json::Value) -> serde_json::Result<Architecture> {
    let sizes = Config::deserialize(config)?;
    let rotary = rotary(config, BASE, sizes.head_width())?;
    Ok(Architecture {
        normalizes_heads: true,
        ..sizes.architecture(rotary, false)
    })
}

fn of_metadata(metadata: &Metadata<'_>, weights: &Weights) -> Result<Architecture, MetadataError> {
    let base = metadata.find_fraction("rope.freq_base").unwrap_or(BASE);
    Ok(Architecture {
        normalizes_heads: true,
        ..metadata.architecture(weights, metadata.stretched(Rotary::new(base, metadata.head_width()?))?)?
    })
}
