//! Llama 2 and 3 (Grattafiori et al. 2024), and what was made of them, such as KazLLM.

use candle_core::{DType, Device};
use serde::Deserialize;

use super::causal::{Config, Family, Metadata, MetadataError, llama_cpp_name};
use crate::engine::causal::Architecture;
use crate::engine::causal::rotary::{Llama3Scaling, Pairs, Rotary};
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

/// How positions are stretched.
#[derive(Deserialize)]
#[serde(tag = "rope_type", rename_all = "snake_case")]
enum Scaling {
    Llama3 {
        factor: f64,
        low_freq_factor: f64,
        high_freq_factor: f64,
        original_max_position_embeddings: f64,
    },
    Linear {
        factor: f64,
    },
    Default {},
}

#[derive(Deserialize)]
struct Extra {
    rope_scaling: Option<Scaling>,
}

fn of_config(config: &serde_json::Value) -> serde_json::Result<Architecture> {
    let Extra { rope_scaling } = Extra::deserialize(config)?;
    let config = Config::deserialize(config)?;
    let rotary = Rotary::new(config.rope_theta.unwrap_or(BASE), config.head_width());
    let rotary = match rope_scaling {
        None | Some(Scaling::Default {}) => rotary,
        Some(Scaling::Linear { factor }) => rotary.scaled(factor),
        Some(Scaling::Llama3 {
            factor,
            low_freq_factor,
            high_freq_factor,
            original_max_position_embeddings,
        }) => {
            let scaling = Llama3Scaling {
                factor,
                low: low_freq_factor,
                high: high_freq_factor,
                context: original_max_position_embeddings,
            };
            scaling.apply(rotary)
        }
    };
    Ok(config.architecture(rotary, false))
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
    } else if metadata.find_word("rope.scaling.type") == Some("linear") {
        rotary = rotary.scaled(metadata.fraction("rope.scaling.factor")?);
    }
    metadata.architecture(weights, rotary)
}
