//! T5 and what was made of it: T5 1.0 and 1.1, mT5, MADLAD-400, ruT5, kazRush (Raffel et al. 2020; Shazeer 2020; Xue et al. 2021).

use std::sync::Arc;

use serde::Deserialize;

use super::{Ids, Tensors};
use crate::engine::encoder_decoder::stack::{
    CrossAttention, FeedForward, Layer, Order, Residual, SelfAttention, Stack,
};
use crate::engine::encoder_decoder::{EncoderDecoder, Head};
use crate::engine::layers::{Activation, Direction, Embedding, HeadShape, Norm, RelativeBias};
use crate::engine::loader::{Bias, Loader};
use crate::engine::weights::WeightsError;

/// What `config.json` says of a model of this family, by the names that it uses.
#[derive(Clone, Debug, Deserialize)]
pub struct Config {
    model_type: Member,
    vocab_size: usize,
    d_model: usize,
    d_kv: usize,
    d_ff: usize,
    num_layers: usize,
    num_decoder_layers: Option<usize>,
    num_heads: usize,
    #[serde(default = "buckets")]
    relative_attention_num_buckets: usize,
    #[serde(default = "max_distance")]
    relative_attention_max_distance: usize,
    #[serde(default = "epsilon")]
    layer_norm_epsilon: f64,
    #[serde(default)]
    feed_forward_proj: Projection,
    tie_word_embeddings: Option<bool>,
    /// The special tokens.
    #[serde(flatten)]
    pub ids: Ids,
}

fn buckets() -> usize {
    32
}

fn max_distance() -> usize {
    128
}

fn epsilon() -> f64 {
    1e-6
}

/// What tells the members of the family apart beside their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
enum Member {
    #[serde(rename = "t5")]
    T5,
    #[serde(rename = "mt5")]
    MT5,
}

/// The feed-forward layer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
enum Projection {
    #[default]
    #[serde(rename = "relu")]
    Relu,
    #[serde(rename = "gelu")]
    Gelu,
    /// What this name stands for is the approximated function.
    #[serde(rename = "gated-gelu")]
    GatedGelu,
    #[serde(rename = "gated-silu")]
    GatedSilu,
    #[serde(rename = "gated-relu")]
    GatedRelu,
}

impl Projection {
    fn activation(self) -> (Activation, bool) {
        match self {
            Projection::Relu => (Activation::Relu, false),
            Projection::Gelu => (Activation::Gelu, false),
            Projection::GatedGelu => (Activation::GeluNew, true),
            Projection::GatedSilu => (Activation::Silu, true),
            Projection::GatedRelu => (Activation::Relu, true),
        }
    }
}

impl Tensors for Config {
    fn build(&self, loader: &Loader) -> Result<EncoderDecoder, WeightsError> {
        // Files hold the shared embeddings under one name or several, and not always under the first.
        let names = [
            "shared.weight",
            "decoder.embed_tokens.weight",
            "encoder.embed_tokens.weight",
        ];
        let name = names.into_iter().find(|name| loader.has(name)).unwrap_or(names[0]);
        let tokens = loader.matrix(&[(name, self.vocab_size)], self.d_model)?;
        let embedding = || Embedding::new(Arc::clone(&tokens), 1.0, None, None);
        let head = match loader.has("lm_head.weight") {
            true => loader.matrix(&[("lm_head.weight", self.vocab_size)], self.d_model)?,
            false => Arc::clone(&tokens),
        };
        let head = Head::new(head, None, self.score_scale(), self.vocab_size);
        Ok(EncoderDecoder {
            source: embedding(),
            target: embedding(),
            encoder: self.stack(loader, "encoder", self.num_layers, Direction::Both)?,
            decoder: self.stack(
                loader,
                "decoder",
                self.num_decoder_layers.unwrap_or(self.num_layers),
                Direction::Before,
            )?,
            head: Arc::new(head),
            device: loader.form().device.clone(),
            dtype: loader.form().dtype,
            cache: loader.form().cache,
        })
    }

    fn is_ignored(&self, name: &str) -> bool {
        // Copies of `shared.weight`, and a bias that old versions saved for the cross-attention.
        name.ends_with("embed_tokens.weight")
            || name == "shared.weight"
            || name.ends_with("EncDecAttention.relative_attention_bias.weight")
    }

    fn rename(&self) -> fn(&str) -> String {
        llama_cpp_name
    }

    fn ids(&self) -> &Ids {
        &self.ids
    }

    fn vocabulary(&self) -> usize {
        self.vocab_size
    }
}

impl Config {
    /// Models whose head is their embeddings scale what they multiply with it; mT5 never does.
    fn score_scale(&self) -> Option<f64> {
        let scales = self.model_type == Member::T5 && self.tie_word_embeddings != Some(false);
        scales.then(|| (self.d_model as f64).powf(-0.5))
    }

    fn stack(&self, loader: &Loader, side: &str, layers: usize, direction: Direction) -> Result<Stack, WeightsError> {
        let name = format!("{side}.block.0.layer.0.SelfAttention.relative_attention_bias.weight");
        let table = loader.tensor(&name, &[self.relative_attention_num_buckets, self.num_heads])?;
        let relative = RelativeBias::new(&table, self.relative_attention_max_distance, direction)
            .map_err(|source| WeightsError::Tensor { name, source })?;
        let layers = (0..layers).map(|number| self.layer(loader, &format!("{side}.block.{number}.layer"), direction));
        Ok(Stack {
            layers: layers.collect::<Result<_, _>>()?,
            relative: Some(relative),
            norm: Some(self.norm(loader, &format!("{side}.final_layer_norm"))?),
        })
    }

    fn layer(&self, loader: &Loader, prefix: &str, direction: Direction) -> Result<Layer, WeightsError> {
        let cross = match direction {
            Direction::Both => None,
            Direction::Before => Some(self.residual(loader, &format!("{prefix}.1"), |prefix| {
                self.cross_attention(loader, &format!("{prefix}.EncDecAttention"))
            })?),
        };
        let last = if cross.is_some() { 2 } else { 1 };
        Ok(Layer {
            attention: self.residual(loader, &format!("{prefix}.0"), |prefix| {
                self.self_attention(loader, &format!("{prefix}.SelfAttention"))
            })?,
            cross,
            feed_forward: self.residual(loader, &format!("{prefix}.{last}"), |prefix| {
                self.feed_forward(loader, &format!("{prefix}.DenseReluDense"))
            })?,
        })
    }

    fn residual<P>(
        &self,
        loader: &Loader,
        prefix: &str,
        part: impl FnOnce(&str) -> Result<P, WeightsError>,
    ) -> Result<Residual<P>, WeightsError> {
        Ok(Residual {
            part: part(prefix)?,
            norm: self.norm(loader, &format!("{prefix}.layer_norm"))?,
            order: Order::Before,
        })
    }

    fn self_attention(&self, loader: &Loader, prefix: &str) -> Result<SelfAttention, WeightsError> {
        let inner = self.num_heads * self.d_kv;
        let [q, k, v, o] = ["q", "k", "v", "o"].map(|part| format!("{prefix}.{part}"));
        Ok(SelfAttention {
            projection: loader.linear(&[(&q, inner), (&k, inner), (&v, inner)], self.d_model, Bias::Without)?,
            output: loader.linear(&[(&o, self.d_model)], inner, Bias::Without)?,
            shape: self.heads(),
        })
    }

    fn cross_attention(&self, loader: &Loader, prefix: &str) -> Result<CrossAttention, WeightsError> {
        let inner = self.num_heads * self.d_kv;
        let [q, k, v, o] = ["q", "k", "v", "o"].map(|part| format!("{prefix}.{part}"));
        Ok(CrossAttention {
            query: loader.linear(&[(&q, inner)], self.d_model, Bias::Without)?,
            memory: loader.linear(&[(&k, inner), (&v, inner)], self.d_model, Bias::Without)?,
            output: loader.linear(&[(&o, self.d_model)], inner, Bias::Without)?,
            shape: self.heads(),
        })
    }

    fn feed_forward(&self, loader: &Loader, prefix: &str) -> Result<FeedForward, WeightsError> {
        let (activation, gated) = self.feed_forward_proj.activation();
        let [wi, wi_0, wi_1, wo] = ["wi", "wi_0", "wi_1", "wo"].map(|part| format!("{prefix}.{part}"));
        let inner: &[(&str, usize)] = match gated {
            true => &[(&wi_0, self.d_ff), (&wi_1, self.d_ff)],
            false => &[(&wi, self.d_ff)],
        };
        Ok(FeedForward {
            inner: loader.linear(inner, self.d_model, Bias::Without)?,
            output: loader.linear(&[(&wo, self.d_model)], self.d_ff, Bias::Without)?,
            activation,
            gated,
        })
    }

    fn norm(&self, loader: &Loader, name: &str) -> Result<Norm, WeightsError> {
        Ok(Norm::RootMeanSquare {
            weight: loader.tensor(&format!("{name}.weight"), &[self.d_model])?,
            epsilon: self.layer_norm_epsilon,
        })
    }

    /// Scores are not scaled: the weights are (Raffel et al. 2020).
    fn heads(&self) -> HeadShape {
        HeadShape {
            heads: self.num_heads,
            width: self.d_kv,
            scale: 1.0,
        }
    }
}

/// The name that files of llama.cpp have for a tensor.
fn llama_cpp_name(name: &str) -> String {
    match name {
        "shared.weight" => return "token_embd.weight".to_owned(),
        "lm_head.weight" => return "output.weight".to_owned(),
        "encoder.final_layer_norm.weight" => return "enc.output_norm.weight".to_owned(),
        "decoder.final_layer_norm.weight" => return "dec.output_norm.weight".to_owned(),
        _ if name.ends_with("embed_tokens.weight") => return name.to_owned(),
        _ => {}
    }
    let mut parts = name.split('.');
    let side = if parts.next() == Some("encoder") { "enc" } else { "dec" };
    let number = parts.nth(1).unwrap_or_default();
    let layer = parts.nth(1).unwrap_or_default();
    let rest: Vec<&str> = parts.collect();
    let part = match (side, layer, rest.as_slice()) {
        (_, "0", ["layer_norm", _]) => "attn_norm",
        ("dec", "1", ["layer_norm", _]) => "cross_attn_norm",
        (_, _, ["layer_norm", _]) => "ffn_norm",
        (_, _, ["SelfAttention", "relative_attention_bias", _]) => "attn_rel_b",
        (_, _, ["SelfAttention", part, _]) => return format!("{side}.blk.{number}.attn_{part}.weight"),
        (_, _, ["EncDecAttention", part, _]) => return format!("{side}.blk.{number}.cross_attn_{part}.weight"),
        (_, _, ["DenseReluDense", "wi_0", _]) => "ffn_gate",
        (_, _, ["DenseReluDense", "wi" | "wi_1", _]) => "ffn_up",
        _ => "ffn_down",
    };
    format!("{side}.blk.{number}.{part}.weight")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_llama_cpp() {
        // By the tables of the Python package `gguf`.
        for (ours, theirs) in [
            (
                "encoder.block.3.layer.0.SelfAttention.q.weight",
                "enc.blk.3.attn_q.weight",
            ),
            (
                "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight",
                "enc.blk.0.attn_rel_b.weight",
            ),
            (
                "encoder.block.1.layer.1.DenseReluDense.wi_1.weight",
                "enc.blk.1.ffn_up.weight",
            ),
            ("encoder.block.1.layer.1.layer_norm.weight", "enc.blk.1.ffn_norm.weight"),
            (
                "decoder.block.11.layer.1.EncDecAttention.o.weight",
                "dec.blk.11.cross_attn_o.weight",
            ),
            (
                "decoder.block.11.layer.1.layer_norm.weight",
                "dec.blk.11.cross_attn_norm.weight",
            ),
            (
                "decoder.block.2.layer.2.DenseReluDense.wo.weight",
                "dec.blk.2.ffn_down.weight",
            ),
            ("decoder.block.2.layer.2.layer_norm.weight", "dec.blk.2.ffn_norm.weight"),
            (
                "decoder.block.2.layer.0.layer_norm.weight",
                "dec.blk.2.attn_norm.weight",
            ),
        ] {
            assert_eq!(llama_cpp_name(ours), theirs);
        }
    }
}
