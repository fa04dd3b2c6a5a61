//! The text part of Gemma 3 (Gemma Team 2025): most layers see a window only, and every part of a layer is normalized before and
//! after.

use serde::Deserialize;

use super::causal::{Config, Family, Metadata, MetadataError, named, rotary};
use crate::engine::causal::rotary::Rotary;
use crate::engine::causal::{Architecture, LayerKind};
use crate::engine::layers::Activation;
use crate::engine::weights::Weights;

/// Gemma 3.
pub const FAMILY: Family = Family {
    model_type: "gemma3_text",
    gguf: "gemma3",
    of_config,
    of_metadata,
    rename: llama_cpp_name,
};

/// What positions turn by in layers that see everything, if nothing is said.
const GLOBAL_BASE: f64 = 1_000_000.0;
/// The same in layers that see a window.
const LOCAL_BASE: f64 = 10_000.0;
/// Layers of the model of 27 billion.
const LARGEST: usize = 62;
/// One layer of so many sees everything.
const PATTERN: usize = 6;

#[derive(Deserialize)]
struct Extra {
    sliding_window: usize,
    sliding_window_pattern: Option<usize>,
    layer_types: Option<Vec<LayerType>>,
    rope_local_base_freq: Option<f64>,
    query_pre_attn_scalar: f64,
    attn_logit_softcapping: Option<f32>,
    final_logit_softcapping: Option<f32>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum LayerType {
    SlidingAttention,
    FullAttention,
}

fn of_config(config: &serde_json::Value) -> serde_json::Result<Architecture> {
    let described = with_defaults(config);
    let extra = Extra::deserialize(&described)?;
    let config = Config::deserialize(&described)?;
    let width = config.head_width();
    let global = rotary(&described, GLOBAL_BASE, width)?;
    let local = Rotary::new(extra.rope_local_base_freq.unwrap_or(LOCAL_BASE), width);
    let pattern = extra.sliding_window_pattern.unwrap_or(PATTERN);
    let is_global = |layer: usize| match &extra.layer_types {
        Some(types) => types.get(layer) == Some(&LayerType::FullAttention),
        None => (layer + 1).is_multiple_of(pattern),
    };
    let layers = (0..config.num_hidden_layers).map(|layer| kind(is_global(layer), extra.sliding_window));
    Ok(Architecture {
        attention_scale: extra.query_pre_attn_scalar.powf(-0.5) as f32,
        attention_cap: extra.attn_logit_softcapping,
        final_cap: extra.final_logit_softcapping,
        norm_offset: 1.0,
        layers: layers.collect(),
        ..gemma(config.architecture(global, true), local)
    })
}

/// Configurations of models that also see leave out of their text part what is as in the smallest of them.
fn with_defaults(config: &serde_json::Value) -> serde_json::Value {
    let mut described = serde_json::json!({
        "vocab_size": 262_208,
        "num_attention_heads": 8,
        "num_key_value_heads": 4,
        "head_dim": 256,
        "rms_norm_eps": 1e-6,
        "hidden_activation": "gelu_pytorch_tanh",
        "max_position_embeddings": 131_072,
        "query_pre_attn_scalar": 256,
        "sliding_window": 4096,
    });
    if let (Some(described), Some(fields)) = (described.as_object_mut(), config.as_object()) {
        described.extend(fields.clone());
        // Some have the name of other families beside their own.
        described.remove("hidden_act");
    }
    described
}

fn of_metadata(metadata: &Metadata<'_>, weights: &Weights) -> Result<Architecture, MetadataError> {
    let width = metadata.head_width()?;
    let mut global = Rotary::new(metadata.find_fraction("rope.freq_base").unwrap_or(GLOBAL_BASE), width);
    global = metadata.stretched(global)?;
    let local = Rotary::new(
        metadata.find_fraction("rope.freq_base_swa").unwrap_or(LOCAL_BASE),
        width,
    );
    let window = metadata.number("attention.sliding_window")?;
    let pattern = metadata
        .find_number("attention.sliding_window_pattern")
        .unwrap_or(PATTERN);
    let layers = (0..metadata.number("block_count")?).map(|layer| kind((layer + 1).is_multiple_of(pattern), window));
    Ok(Architecture {
        layers: layers.collect(),
        activation: Activation::GeluNew,
        attention_scale: match metadata.number("block_count")? {
            // The largest has narrower heads than its rows would make.
            LARGEST => {
                let heads = metadata.number("attention.head_count")?;
                (metadata.number("embedding_length")? as f32 / heads as f32)
                    .sqrt()
                    .recip()
            }
            _ => (width as f32).sqrt().recip(),
        },
        final_cap: metadata.find_fraction("final_logit_softcapping").map(|cap| cap as f32),
        ..gemma(metadata.architecture(weights, global)?, local)
    })
}

/// What is the same whatever the file: rotaries are those of all, then those of the window.
fn gemma(mut architecture: Architecture, local: Rotary) -> Architecture {
    architecture.embedding_scale = (architecture.hidden as f64).sqrt();
    architecture.normalizes_heads = true;
    architecture.normalizes_after = true;
    architecture.rotaries.push(local);
    architecture
}

fn kind(is_global: bool, window: usize) -> LayerKind {
    match is_global {
        true => LayerKind {
            rotary: 0,
            window: None,
        },
        false => LayerKind {
            rotary: 1,
            window: Some(window),
        },
    }
}

fn llama_cpp_name(name: &str) -> String {
    named(name, |part| match part {
        "input_layernorm" => "attn_norm",
        "post_attention_layernorm" => "post_attention_norm",
        "pre_feedforward_layernorm" => "ffn_norm",
        "post_feedforward_layernorm" => "post_ffw_norm",
        other => other,
    })
}
