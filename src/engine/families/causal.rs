//! What the files of decoder-only models say, common to their families: `config.json` by the names of Transformers, and the
//! metadata of GGUF by those of llama.cpp.

use std::collections::HashMap;

use candle_core::quantized::gguf_file::Value;
use serde::Deserialize;

use super::{gemma3, llama, qwen3};
use crate::engine::causal::rotary::{Llama3Scaling, Rotary};
use crate::engine::causal::{Architecture, KeyShape, LayerKind};
use crate::engine::layers::Activation;
use crate::engine::weights::{Weights, WeightsError};

/// A family of decoder-only models: one file each.
pub struct Family {
    /// Its `model_type` in `config.json`.
    pub model_type: &'static str,
    /// Its `general.architecture` in GGUF.
    pub gguf: &'static str,
    /// The architecture that a configuration stands for.
    pub of_config: fn(&serde_json::Value) -> serde_json::Result<Architecture>,
    /// The architecture that the metadata of a file stands for.
    pub of_metadata: fn(&Metadata<'_>, &Weights) -> Result<Architecture, MetadataError>,
    /// How llama.cpp names a tensor.
    pub rename: fn(&str) -> String,
}

/// The families there are.
pub const FAMILIES: [Family; 3] = [qwen3::FAMILY, llama::FAMILY, gemma3::FAMILY];

/// The metadata of a file cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MetadataError {
    /// A value is missing, or of another kind.
    #[error("the metadata have no usable `{0}`")]
    Value(String),
    /// A tensor cannot be read.
    #[error(transparent)]
    Weights(#[from] WeightsError),
}

/// How positions are stretched, for contexts longer than those of the training.
#[derive(Debug, Deserialize)]
#[serde(tag = "rope_type", rename_all = "snake_case")]
enum Scaling {
    Default {},
    Linear {
        factor: f64,
    },
    Llama3 {
        factor: f64,
        low_freq_factor: f64,
        high_freq_factor: f64,
        original_max_position_embeddings: f64,
    },
}

#[derive(Deserialize)]
struct Positions {
    rope_theta: Option<f64>,
    rope_scaling: Option<Scaling>,
}

/// The rotary that a configuration describes; where it says nothing, that of a base.
///
/// # Errors
///
/// Fails if positions are stretched in a way that is not known.
pub fn rotary(config: &serde_json::Value, base: f64, width: usize) -> serde_json::Result<Rotary> {
    let Positions {
        rope_theta,
        rope_scaling,
    } = Positions::deserialize(config)?;
    let rotary = Rotary::new(rope_theta.unwrap_or(base), width);
    Ok(match rope_scaling {
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
    })
}

/// Brings what newer and older versions of Transformers write into the form between them: `rope_theta`, `rope_scaling` with its
/// `rope_type`, and for layers with a window `rope_local_base_freq`.
pub fn unified(mut config: serde_json::Value) -> serde_json::Value {
    let Some(fields) = config.as_object_mut() else {
        return config;
    };
    if let Some(serde_json::Value::Object(parameters)) = fields.remove("rope_parameters") {
        let whole = serde_json::Value::Object(parameters.clone());
        let global = parameters.get("full_attention").unwrap_or(&whole);
        let local = parameters
            .get("sliding_attention")
            .map(|local| local["rope_theta"].clone());
        fields.insert("rope_theta".to_owned(), global["rope_theta"].clone());
        fields.insert("rope_scaling".to_owned(), global.clone());
        if let Some(base) = local {
            fields.insert("rope_local_base_freq".to_owned(), base);
        }
    }
    if let Some(serde_json::Value::Object(scaling)) = fields.get_mut("rope_scaling")
        && !scaling.contains_key("rope_type")
    {
        let kind = scaling.remove("type").unwrap_or_else(|| "default".into());
        scaling.insert("rope_type".to_owned(), kind);
    }
    config
}

/// What `config.json` says of every family.
#[derive(Debug, Deserialize)]
pub struct Config {
    /// Tokens.
    pub vocab_size: usize,
    /// Numbers of a row.
    pub hidden_size: usize,
    /// Numbers inside the feed-forward layers.
    pub intermediate_size: usize,
    /// Layers.
    pub num_hidden_layers: usize,
    /// Heads of queries.
    pub num_attention_heads: usize,
    /// Heads of keys and values; as many as of queries if nothing is said.
    pub num_key_value_heads: Option<usize>,
    /// Numbers of a head.
    pub head_dim: Option<usize>,
    /// Added to mean squares.
    pub rms_norm_eps: f64,
    /// In the feed-forward layers.
    #[serde(alias = "hidden_activation")]
    pub hidden_act: Activation,
    /// The most tokens of a sequence.
    pub max_position_embeddings: usize,
    /// Whether the head is the embeddings.
    pub tie_word_embeddings: Option<bool>,
}

impl Config {
    /// Numbers of a head.
    pub fn head_width(&self) -> usize {
        self.head_dim.unwrap_or(self.hidden_size / self.num_attention_heads)
    }

    /// The architecture of a plain model of these sizes.
    pub fn architecture(&self, rotary: Rotary, tied: bool) -> Architecture {
        let width = self.head_width();
        Architecture {
            vocabulary: self.vocab_size,
            hidden: self.hidden_size,
            inner: self.intermediate_size,
            heads: self.num_attention_heads,
            keys: KeyShape {
                heads: self.num_key_value_heads.unwrap_or(self.num_attention_heads),
                width,
            },
            epsilon: self.rms_norm_eps,
            activation: self.hidden_act,
            tied: self.tie_word_embeddings.unwrap_or(tied),
            context: self.max_position_embeddings,
            ..plain(width, self.num_hidden_layers, rotary)
        }
    }
}

/// What most families have in common; sizes are to be filled in.
fn plain(width: usize, layers: usize, rotary: Rotary) -> Architecture {
    Architecture {
        vocabulary: 0,
        hidden: 0,
        inner: 0,
        heads: 0,
        keys: KeyShape { heads: 0, width },
        epsilon: 1e-6,
        activation: Activation::Silu,
        embedding_scale: 1.0,
        attention_scale: (width as f32).sqrt().recip(),
        attention_cap: None,
        final_cap: None,
        normalizes_heads: false,
        normalizes_after: false,
        norm_offset: 0.0,
        tied: false,
        context: 0,
        rotaries: vec![rotary],
        layers: vec![
            LayerKind {
                rotary: 0,
                window: None
            };
            layers
        ],
    }
}

/// The metadata of a GGUF file, with the prefix of its architecture.
pub struct Metadata<'a> {
    values: &'a HashMap<String, Value>,
    prefix: &'a str,
}

impl<'a> Metadata<'a> {
    /// Reads values under the prefix of an architecture.
    pub fn new(values: &'a HashMap<String, Value>, prefix: &'a str) -> Self {
        Metadata { values, prefix }
    }

    fn value(&self, key: &str) -> Option<&Value> {
        self.values.get(&format!("{}.{key}", self.prefix))
    }

    /// A whole number, if there is one.
    pub fn find_number(&self, key: &str) -> Option<usize> {
        match self.value(key)? {
            // Models may have a number for each layer. All of ours have the same for all.
            Value::Array(values) => values.first().and_then(whole),
            value => whole(value),
        }
    }

    /// A number with a fraction, if there is one.
    pub fn find_fraction(&self, key: &str) -> Option<f64> {
        match self.value(key)? {
            Value::F32(number) => Some(f64::from(*number)),
            Value::F64(number) => Some(*number),
            value => whole(value).map(|number| number as f64),
        }
    }

    /// A word, if there is one.
    pub fn find_word(&self, key: &str) -> Option<&str> {
        self.value(key)?.to_string().ok().map(String::as_str)
    }

    /// A whole number.
    ///
    /// # Errors
    ///
    /// Fails if there is none.
    pub fn number(&self, key: &str) -> Result<usize, MetadataError> {
        self.find_number(key).ok_or_else(|| self.missing(key))
    }

    /// A number with a fraction.
    ///
    /// # Errors
    ///
    /// Fails if there is none.
    pub fn fraction(&self, key: &str) -> Result<f64, MetadataError> {
        self.find_fraction(key).ok_or_else(|| self.missing(key))
    }

    /// A rotary for a context longer than that of the training, if the metadata say so.
    ///
    /// # Errors
    ///
    /// Fails if positions are stretched in a way that is not known.
    pub fn stretched(&self, rotary: Rotary) -> Result<Rotary, MetadataError> {
        match self.find_word("rope.scaling.type") {
            None | Some("none") => Ok(rotary),
            Some("linear") => Ok(rotary.scaled(self.fraction("rope.scaling.factor")?)),
            Some(_) => Err(self.missing("rope.scaling.type")),
        }
    }

    fn missing(&self, key: &str) -> MetadataError {
        MetadataError::Value(format!("{}.{key}", self.prefix))
    }

    /// Numbers of a head.
    ///
    /// # Errors
    ///
    /// Fails if it does not follow from the metadata.
    pub fn head_width(&self) -> Result<usize, MetadataError> {
        match self.find_number("attention.key_length") {
            Some(width) => Ok(width),
            None => Ok(self.number("embedding_length")? / self.number("attention.head_count")?),
        }
    }

    /// The architecture of a plain model of these sizes.
    ///
    /// # Errors
    ///
    /// Fails if a value is missing.
    pub fn architecture(&self, weights: &Weights, rotary: Rotary) -> Result<Architecture, MetadataError> {
        let heads = self.number("attention.head_count")?;
        let width = self.head_width()?;
        let vocabulary = weights
            .shape("token_embd.weight")
            .and_then(|shape| shape.first().copied());
        Ok(Architecture {
            vocabulary: vocabulary.ok_or_else(|| self.missing("vocab_size"))?,
            hidden: self.number("embedding_length")?,
            inner: self.number("feed_forward_length")?,
            heads,
            keys: KeyShape {
                heads: self.find_number("attention.head_count_kv").unwrap_or(heads),
                width,
            },
            epsilon: self.fraction("attention.layer_norm_rms_epsilon")?,
            tied: !weights.contains("output.weight"),
            context: self.number("context_length")?,
            ..plain(width, self.number("block_count")?, rotary)
        })
    }
}

fn whole(value: &Value) -> Option<usize> {
    match value {
        Value::U8(number) => Some(usize::from(*number)),
        Value::U16(number) => Some(usize::from(*number)),
        Value::U32(number) => usize::try_from(*number).ok(),
        Value::U64(number) => usize::try_from(*number).ok(),
        Value::I32(number) => usize::try_from(*number).ok(),
        Value::I64(number) => usize::try_from(*number).ok(),
        _ => None,
    }
}

/// How llama.cpp names the tensors of most families.
pub fn llama_cpp_name(name: &str) -> String {
    named(name, |part| match part {
        "input_layernorm" => "attn_norm",
        "post_attention_layernorm" => "ffn_norm",
        other => other,
    })
}

/// The same with other names for norms.
pub fn named(name: &str, norm: impl Fn(&str) -> &str) -> String {
    match name {
        "model.embed_tokens.weight" => return "token_embd.weight".to_owned(),
        "model.norm.weight" => return "output_norm.weight".to_owned(),
        "lm_head.weight" => return "output.weight".to_owned(),
        _ => {}
    }
    let parts: Vec<&str> = name.split('.').collect();
    let ["model", "layers", number, rest @ ..] = parts.as_slice() else {
        return name.to_owned();
    };
    let part = match rest {
        ["self_attn", "q_proj", _] => "attn_q",
        ["self_attn", "k_proj", _] => "attn_k",
        ["self_attn", "v_proj", _] => "attn_v",
        ["self_attn", "o_proj", _] => "attn_output",
        ["self_attn", "q_norm", _] => "attn_q_norm",
        ["self_attn", "k_norm", _] => "attn_k_norm",
        ["mlp", "gate_proj", _] => "ffn_gate",
        ["mlp", "up_proj", _] => "ffn_up",
        ["mlp", "down_proj", _] => "ffn_down",
        [part, _] => norm(part),
        _ => return name.to_owned(),
    };
    format!("blk.{number}.{part}.weight")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn architecture(family: &Family, config: serde_json::Value) -> Architecture {
        (family.of_config)(&unified(config)).expect("a configuration")
    }

    fn sizes(more: serde_json::Value) -> serde_json::Value {
        let mut config = serde_json::json!({
            "vocab_size": 300, "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 7, "num_attention_heads": 4,
            "num_key_value_heads": 2, "head_dim": 32, "rms_norm_eps": 1e-6, "hidden_act": "silu",
            "max_position_embeddings": 4096,
        });
        if let (Some(config), Some(more)) = (config.as_object_mut(), more.as_object()) {
            config.extend(more.clone());
        }
        config
    }

    #[test]
    fn positions_as_old_and_new_versions_write_them() {
        let scaling = serde_json::json!({
            "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 8192,
            "rope_type": "llama3",
        });
        let mut parameters = scaling.clone();
        parameters["rope_theta"] = 500_000.0.into();
        let old = sizes(serde_json::json!({"rope_theta": 500_000.0, "rope_scaling": scaling}));
        let new = sizes(serde_json::json!({"rope_parameters": parameters}));
        let plain = sizes(serde_json::json!({"rope_theta": 500_000.0, "rope_scaling": null}));
        let found = architecture(&llama::FAMILY, old);
        assert_eq!(found, architecture(&llama::FAMILY, new));
        assert_ne!(found, architecture(&llama::FAMILY, plain));

        let old = sizes(serde_json::json!({
            "rope_theta": 1e6, "rope_local_base_freq": 2e4, "rope_scaling": {"type": "linear", "factor": 8.0},
            "query_pre_attn_scalar": 32, "sliding_window": 16,
        }));
        let new = sizes(serde_json::json!({
            "rope_parameters": {
                "full_attention": {"rope_theta": 1e6, "rope_type": "linear", "factor": 8.0},
                "sliding_attention": {"rope_theta": 2e4, "rope_type": "default"},
            },
            "query_pre_attn_scalar": 32, "sliding_window": 16,
        }));
        assert_eq!(architecture(&gemma3::FAMILY, old), architecture(&gemma3::FAMILY, new));
    }

    #[test]
    fn unknown_ways_to_stretch_positions_are_refused() {
        for family in FAMILIES {
            let config = sizes(serde_json::json!({"rope_scaling": {"rope_type": "yarn", "factor": 4.0}}));
            let error = (family.of_config)(&unified(config)).expect_err("an error").to_string();
            assert!(error.contains("yarn"), "{error}");
        }
    }
}
