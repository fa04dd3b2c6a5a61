//! Puts a model together from its tensors, by the names that Transformers gives them.

use std::sync::Arc;

use candle_core::DType;

use super::layer::{Attention, FeedForward, HeadNorms, Layer};
use super::{Architecture, CausalModel, LayerKind};
use crate::engine::encoder_decoder::Head;
use crate::engine::layers::Norm;
use crate::engine::loader::{Bias, Loader};
use crate::engine::weights::WeightsError;

type Result<T> = std::result::Result<T, WeightsError>;

/// Builds the model of an architecture.
///
/// # Errors
///
/// Fails if a tensor is missing or cannot be read.
pub fn build(architecture: &Architecture, loader: &Loader) -> Result<CausalModel> {
    let Architecture { vocabulary, hidden, .. } = *architecture;
    let embeddings = loader.matrix(&[("model.embed_tokens.weight", vocabulary)], hidden)?;
    let head = match architecture.tied {
        true => Arc::clone(&embeddings),
        false => loader.matrix(&[("lm_head.weight", vocabulary)], hidden)?,
    };
    let parts = Parts { architecture, loader };
    let layers = architecture.layers.iter().enumerate();
    Ok(CausalModel {
        architecture: architecture.clone(),
        embeddings,
        layers: layers
            .map(|(number, kind)| parts.layer(number, *kind))
            .collect::<Result<_>>()?,
        norm: parts.norm("model.norm")?,
        head: Arc::new(Head::new(head, None, None, vocabulary)),
        device: loader.form().device.clone(),
        dtype: loader.form().dtype,
        precision: loader.form().cache,
    })
}

struct Parts<'a> {
    architecture: &'a Architecture,
    loader: &'a Loader<'a>,
}

impl Parts<'_> {
    fn layer(&self, number: usize, kind: LayerKind) -> Result<Layer> {
        let prefix = format!("model.layers.{number}");
        Ok(Layer {
            attention: self.attention(&prefix, kind)?,
            feed_forward: self.feed_forward(&prefix)?,
            rotary: kind.rotary,
        })
    }

    fn attention(&self, prefix: &str, kind: LayerKind) -> Result<Attention> {
        let architecture = self.architecture;
        let shape = architecture.attention(kind);
        let (queries, keys) = (shape.numbers(), architecture.keys.numbers());
        let [q, k, v, o] = ["q", "k", "v", "o"].map(|part| format!("{prefix}.self_attn.{part}_proj"));
        let linear = |parts: &[(&str, usize)], inputs| self.loader.linear(parts, inputs, Bias::Without);
        let heads = || {
            Ok(HeadNorms {
                queries: self.head_norm(&format!("{prefix}.self_attn.q_norm"))?,
                keys: self.head_norm(&format!("{prefix}.self_attn.k_norm"))?,
                epsilon: architecture.epsilon as f32,
            })
        };
        Ok(Attention {
            norm: self.norm(&format!("{prefix}.input_layernorm"))?,
            queries_and_keys: linear(&[(&q, queries), (&k, keys)], architecture.hidden)?,
            // Apart from the others: files keep it in more bits.
            values: linear(&[(&v, keys)], architecture.hidden)?,
            output: linear(&[(&o, architecture.hidden)], queries)?,
            heads: architecture.normalizes_heads.then(heads).transpose()?,
            after: self.norm_after(&format!("{prefix}.post_attention_layernorm"))?,
            shape,
        })
    }

    fn feed_forward(&self, prefix: &str) -> Result<FeedForward> {
        let architecture = self.architecture;
        // Where there is a norm after attention, the one before the feed-forward part has another name.
        let before = match architecture.normalizes_after {
            true => "pre_feedforward_layernorm",
            false => "post_attention_layernorm",
        };
        let [gate, up, down] = ["gate", "up", "down"].map(|part| format!("{prefix}.mlp.{part}_proj"));
        let inner = architecture.inner;
        Ok(FeedForward {
            norm: self.norm(&format!("{prefix}.{before}"))?,
            inner: self
                .loader
                .linear(&[(&gate, inner), (&up, inner)], architecture.hidden, Bias::Without)?,
            output: self
                .loader
                .linear(&[(&down, architecture.hidden)], inner, Bias::Without)?,
            activation: architecture.activation,
            after: self.norm_after(&format!("{prefix}.post_feedforward_layernorm"))?,
        })
    }

    fn norm_after(&self, name: &str) -> Result<Option<Norm>> {
        self.architecture.normalizes_after.then(|| self.norm(name)).transpose()
    }

    fn norm(&self, name: &str) -> Result<Norm> {
        Ok(Norm::RootMeanSquare {
            weight: self.norm_weight(name, self.architecture.hidden)?,
            epsilon: self.architecture.epsilon,
        })
    }

    fn norm_weight(&self, name: &str, width: usize) -> Result<candle_core::Tensor> {
        let name = format!("{name}.weight");
        let weight = self.loader.tensor(&name, &[width])?;
        match self.architecture.norm_offset {
            0.0 => Ok(weight),
            offset => (weight + offset).map_err(|source| WeightsError::Tensor { name, source }),
        }
    }

    fn head_norm(&self, name: &str) -> Result<Vec<f32>> {
        let weight = self.norm_weight(name, self.architecture.keys.width)?;
        let numbers = weight.to_dtype(DType::F32).and_then(|weight| weight.to_vec1());
        numbers.map_err(|source| WeightsError::Tensor {
            name: name.to_owned(),
            source,
        })
    }
}
