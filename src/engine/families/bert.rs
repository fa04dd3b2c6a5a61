//! BERT and what was made of it: DistilBERT, RoBERTa, XLM-RoBERTa, multilingual MiniLM and E5 (Devlin et al. 2019; Sanh et
//! al. 2019; Liu et al. 2019; Conneau et al. 2020; Wang et al. 2020, 2024).

use std::collections::BTreeMap;

use candle_core::Tensor;
use serde::Deserialize;

use crate::engine::encoder::Encoder;
use crate::engine::encoder_decoder::stack::{FeedForward, Layer, Order, Residual, SelfAttention, Stack};
use crate::engine::layers::{Activation, Embedding, HeadShape, Linear, Norm, Positions};
use crate::engine::loader::{Bias, Loader};
use crate::engine::weights::WeightsError;

/// What tells the members of the family apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Member {
    /// BERT.
    #[serde(rename = "bert")]
    Bert,
    /// DistilBERT: no token types, and other names of tensors.
    #[serde(rename = "distilbert")]
    DistilBert,
    /// RoBERTa and XLM-RoBERTa: positions are counted from the one after that of padding.
    #[serde(rename = "roberta", alias = "xlm-roberta")]
    Roberta,
}

/// What comes out for every token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// What the last layer makes of it.
    States,
    /// Scores of the labels.
    Labels,
}

/// How positions come in. Those by distance, which some BERT models have, are not supported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
enum PositionKind {
    #[default]
    #[serde(rename = "absolute")]
    Absolute,
}

/// What `config.json` says of a model of this family, by the names that it uses; DistilBERT has names of its own.
#[derive(Clone, Debug, Deserialize)]
pub struct Config {
    model_type: Member,
    vocab_size: usize,
    #[serde(alias = "dim")]
    hidden_size: usize,
    #[serde(alias = "n_layers")]
    num_hidden_layers: usize,
    #[serde(alias = "n_heads")]
    num_attention_heads: usize,
    #[serde(alias = "hidden_dim")]
    intermediate_size: usize,
    #[serde(alias = "activation")]
    hidden_act: Activation,
    max_position_embeddings: usize,
    #[serde(default = "token_types")]
    type_vocab_size: usize,
    #[serde(default = "epsilon")]
    layer_norm_eps: f64,
    #[serde(default = "padding")]
    pad_token_id: usize,
    #[serde(default, rename = "position_embedding_type")]
    _positions: PositionKind,
    /// The labels of a tagger by their numbers.
    #[serde(default)]
    id2label: BTreeMap<usize, String>,
}

fn token_types() -> usize {
    2
}

fn epsilon() -> f64 {
    1e-12
}

/// The token of padding in RoBERTa, which alone needs it.
fn padding() -> usize {
    1
}

/// What stands before all names in some files, and in others does not.
const PREFIXES: [&str; 4] = ["", "bert.", "roberta.", "distilbert."];

/// Parts that published files hold beside the encoder and its labels: the heads of their training, a pooler for whole
/// sentences, and numbers in order.
const LEFT_OVER: [&str; 8] = [
    "cls.",
    "embeddings.position_ids",
    "embeddings.token_type_ids",
    "lm_head.",
    "pooler.",
    "vocab_layer_norm.",
    "vocab_projector.",
    "vocab_transform.",
];

/// The names of the tensors of a layer.
struct Names {
    layers: &'static str,
    projections: [&'static str; 3],
    attention: &'static str,
    attention_norm: &'static str,
    inner: &'static str,
    output: &'static str,
    norm: &'static str,
}

const BERT: Names = Names {
    layers: "encoder.layer",
    projections: ["attention.self.query", "attention.self.key", "attention.self.value"],
    attention: "attention.output.dense",
    attention_norm: "attention.output.LayerNorm",
    inner: "intermediate.dense",
    output: "output.dense",
    norm: "output.LayerNorm",
};

const DISTILBERT: Names = Names {
    layers: "transformer.layer",
    projections: ["attention.q_lin", "attention.k_lin", "attention.v_lin"],
    attention: "attention.out_lin",
    attention_norm: "sa_layer_norm",
    inner: "ffn.lin1",
    output: "ffn.lin2",
    norm: "output_layer_norm",
};

impl Config {
    /// Puts the model together from what the loader gives.
    ///
    /// # Errors
    ///
    /// Fails if a tensor is missing or cannot be read.
    pub fn build(&self, loader: &Loader, output: Output) -> Result<Encoder, WeightsError> {
        let is_prefix = |prefix: &&str| loader.has(&format!("{prefix}embeddings.word_embeddings.weight"));
        let prefix = PREFIXES.into_iter().find(is_prefix).unwrap_or_default();
        let layer = |number| self.layer(loader, &format!("{prefix}{}.{number}", self.names().layers));
        let stack = Stack {
            layers: (0..self.num_hidden_layers).map(layer).collect::<Result<_, _>>()?,
            relative: None,
            norm: None,
        };
        let labels = match output {
            Output::States => None,
            Output::Labels => {
                Some(loader.linear(&[("classifier", self.id2label.len())], self.hidden_size, Bias::With)?)
            }
        };
        Ok(Encoder {
            embedding: self.embedding(loader, &format!("{prefix}embeddings"))?,
            stack,
            labels,
            device: loader.form().device.clone(),
            dtype: loader.form().dtype,
        })
    }

    /// Whether a tensor that nobody asked for may stand in the files.
    pub fn is_ignored(&self, name: &str) -> bool {
        let own = PREFIXES[1..]
            .iter()
            .find_map(|prefix| name.strip_prefix(prefix))
            .unwrap_or(name);
        LEFT_OVER.iter().any(|part| own.starts_with(part))
    }

    /// The labels of a tagger in the order of their numbers; none if these are not those from 0 on.
    pub fn labels(&self) -> Option<Vec<String>> {
        let in_order = self.id2label.keys().enumerate().all(|(number, key)| number == *key);
        (in_order && !self.id2label.is_empty()).then(|| self.id2label.values().cloned().collect())
    }

    fn names(&self) -> &'static Names {
        match self.model_type {
            Member::Bert | Member::Roberta => &BERT,
            Member::DistilBert => &DISTILBERT,
        }
    }

    fn embedding(&self, loader: &Loader, prefix: &str) -> Result<Embedding, WeightsError> {
        let tokens = loader.matrix(
            &[(&format!("{prefix}.word_embeddings.weight"), self.vocab_size)],
            self.hidden_size,
        )?;
        let positions = Positions::Learned {
            table: self.positions(loader, prefix)?,
            offset: match self.model_type {
                Member::Bert | Member::DistilBert => 0,
                Member::Roberta => self.pad_token_id + 1,
            },
        };
        let norm = self.norm(loader, &format!("{prefix}.LayerNorm"))?;
        Ok(Embedding::new(tokens, 1.0, Some(positions), Some(norm)))
    }

    /// A row for every position. All tokens are of the first type, so that its row is added here once.
    fn positions(&self, loader: &Loader, prefix: &str) -> Result<Tensor, WeightsError> {
        let shape = [self.max_position_embeddings, self.hidden_size];
        let table = loader.tensor(&format!("{prefix}.position_embeddings.weight"), &shape)?;
        if self.model_type == Member::DistilBert {
            return Ok(table);
        }
        let name = format!("{prefix}.token_type_embeddings.weight");
        let types = loader.tensor(&name, &[self.type_vocab_size, self.hidden_size])?;
        let first = types.narrow(0, 0, 1).and_then(|first| table.broadcast_add(&first));
        first.map_err(|source| WeightsError::Tensor { name, source })
    }

    fn layer(&self, loader: &Loader, prefix: &str) -> Result<Layer, WeightsError> {
        let names = self.names();
        let width = self.hidden_size;
        let full = |name: &str| format!("{prefix}.{name}");
        let [q, k, v] = names.projections.map(full);
        let attention = SelfAttention {
            projection: loader.linear(&[(&q, width), (&k, width), (&v, width)], width, Bias::With)?,
            output: self.linear(loader, &full(names.attention), width, width)?,
            shape: self.shape(),
        };
        let feed_forward = FeedForward {
            inner: self.linear(loader, &full(names.inner), width, self.intermediate_size)?,
            output: self.linear(loader, &full(names.output), self.intermediate_size, width)?,
            activation: self.hidden_act,
            gated: false,
        };
        Ok(Layer {
            attention: self.residual(loader, attention, &full(names.attention_norm))?,
            cross: None,
            feed_forward: self.residual(loader, feed_forward, &full(names.norm))?,
        })
    }

    fn linear(&self, loader: &Loader, name: &str, inputs: usize, outputs: usize) -> Result<Linear, WeightsError> {
        loader.linear(&[(name, outputs)], inputs, Bias::With)
    }

    fn residual<P>(&self, loader: &Loader, part: P, norm: &str) -> Result<Residual<P>, WeightsError> {
        Ok(Residual {
            part,
            norm: self.norm(loader, norm)?,
            order: Order::After,
        })
    }

    /// Files that were made from those of TensorFlow call scale and shift gamma and beta.
    fn norm(&self, loader: &Loader, name: &str) -> Result<Norm, WeightsError> {
        let [scale, shift] = match loader.has(&format!("{name}.gamma")) {
            true => ["gamma", "beta"],
            false => ["weight", "bias"],
        };
        Ok(Norm::Layer {
            weight: loader.tensor(&format!("{name}.{scale}"), &[self.hidden_size])?,
            bias: loader.tensor(&format!("{name}.{shift}"), &[self.hidden_size])?,
            epsilon: self.layer_norm_eps,
        })
    }

    fn shape(&self) -> HeadShape {
        let width = self.hidden_size / self.num_attention_heads;
        HeadShape {
            heads: self.num_attention_heads,
            width,
            scale: (width as f32).powf(-0.5),
        }
    }
}
