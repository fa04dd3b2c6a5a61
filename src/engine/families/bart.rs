//! BART and what was made of it: mBART-50, Marian (OPUS-MT), M2M-100, NLLB (Lewis et al. 2020; Junczys-Dowmunt et al. 2018;
//! Fan et al. 2021; NLLB Team 2022).

use std::sync::Arc;

use candle_core::DType;
use serde::Deserialize;

use super::{Ids, Tensors};
use crate::engine::encoder_decoder::stack::{
    CrossAttention, FeedForward, Layer, Order, Residual, SelfAttention, Stack,
};
use crate::engine::encoder_decoder::{EncoderDecoder, Head};
use crate::engine::layers::{Activation, Embedding, HeadShape, Matrix, Norm, Positions};
use crate::engine::loader::{Bias, Loader};
use crate::engine::weights::WeightsError;

/// Added to the variance by the layer norms of the family.
const EPSILON: f64 = 1e-5;

/// What tells the members of the family apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Member {
    /// BART.
    #[serde(rename = "bart")]
    Bart,
    /// mBART and mBART-50.
    #[serde(rename = "mbart")]
    MBart,
    /// Marian, with OPUS-MT.
    #[serde(rename = "marian")]
    Marian,
    /// M2M-100 and NLLB.
    #[serde(rename = "m2m_100")]
    M2M100,
}

/// What `config.json` says of a model of this family, by the names that it uses.
#[derive(Clone, Debug, Deserialize)]
pub struct Config {
    model_type: Member,
    vocab_size: usize,
    decoder_vocab_size: Option<usize>,
    #[serde(default = "yes")]
    share_encoder_decoder_embeddings: bool,
    d_model: usize,
    encoder_layers: usize,
    encoder_attention_heads: usize,
    encoder_ffn_dim: usize,
    decoder_layers: usize,
    decoder_attention_heads: usize,
    decoder_ffn_dim: usize,
    activation_function: Activation,
    max_position_embeddings: usize,
    #[serde(default)]
    scale_embedding: bool,
    /// The special tokens.
    #[serde(flatten)]
    pub ids: Ids,
}

fn yes() -> bool {
    true
}

/// One of the two stacks.
struct Side {
    name: &'static str,
    layers: usize,
    heads: usize,
    inner: usize,
    crosses: bool,
}

impl Tensors for Config {
    fn build(&self, loader: &Loader) -> Result<EncoderDecoder, WeightsError> {
        let source = self.tokens(loader, "encoder", self.vocab_size)?;
        let target = match self.share_encoder_decoder_embeddings {
            true => Arc::clone(&source),
            false => self.tokens(loader, "decoder", self.target_vocabulary())?,
        };
        let encoder = Side {
            name: "encoder",
            layers: self.encoder_layers,
            heads: self.encoder_attention_heads,
            inner: self.encoder_ffn_dim,
            crosses: false,
        };
        let decoder = Side {
            name: "decoder",
            layers: self.decoder_layers,
            heads: self.decoder_attention_heads,
            inner: self.decoder_ffn_dim,
            crosses: true,
        };
        Ok(EncoderDecoder {
            source: self.embedding(loader, "encoder", source)?,
            target: self.embedding(loader, "decoder", Arc::clone(&target))?,
            encoder: self.stack(loader, &encoder)?,
            decoder: self.stack(loader, &decoder)?,
            head: Arc::new(self.head(loader, target)?),
            device: loader.form().device.clone(),
            dtype: loader.form().dtype,
            cache: loader.form().cache,
        })
    }

    fn is_ignored(&self, name: &str) -> bool {
        // Copies of the shared embeddings, and positions that are computed.
        let sinusoidal = matches!(self.model_type, Member::Marian | Member::M2M100);
        name.ends_with("embed_tokens.weight")
            || matches!(name, "lm_head.weight" | "model.shared.weight")
            || (sinusoidal && (name.ends_with("embed_positions.weight") || name.ends_with("embed_positions.weights")))
    }

    fn ids(&self) -> &Ids {
        &self.ids
    }

    fn vocabulary(&self) -> usize {
        self.target_vocabulary()
    }
}

impl Config {
    fn target_vocabulary(&self) -> usize {
        match self.share_encoder_decoder_embeddings {
            true => self.vocab_size,
            false => self.decoder_vocab_size.unwrap_or(self.vocab_size),
        }
    }

    /// Files hold the shared embeddings under one name or several, and not always under the first.
    fn tokens(&self, loader: &Loader, side: &str, vocabulary: usize) -> Result<Arc<Matrix>, WeightsError> {
        let own = format!("model.{side}.embed_tokens.weight");
        let shared = [
            "model.shared.weight",
            &own,
            "model.decoder.embed_tokens.weight",
            "lm_head.weight",
        ];
        let names: &[&str] = if self.share_encoder_decoder_embeddings {
            &shared
        } else {
            &[&own]
        };
        let name = names.iter().find(|name| loader.has(name)).unwrap_or(&names[0]);
        loader.matrix(&[(name, vocabulary)], self.d_model)
    }

    fn embedding(&self, loader: &Loader, side: &str, tokens: Arc<Matrix>) -> Result<Embedding, WeightsError> {
        let half = self.d_model / 2;
        let positions = match self.model_type {
            Member::Bart | Member::MBart => {
                // The first two rows stand for padding, which once had positions.
                let offset = 2;
                let rows = self.max_position_embeddings + offset;
                let table = loader.tensor(&format!("model.{side}.embed_positions.weight"), &[rows, self.d_model])?;
                Positions::Learned { table, offset }
            }
            Member::Marian => Positions::Sinusoidal {
                offset: 0,
                divisor: half,
            },
            Member::M2M100 => Positions::Sinusoidal {
                offset: self.ids.pad_token_id.map_or(2, |pad| pad as usize + 1),
                divisor: half - 1,
            },
        };
        let norm = match self.model_type {
            Member::Bart | Member::MBart => Some(self.norm(loader, &format!("model.{side}.layernorm_embedding"))?),
            Member::Marian | Member::M2M100 => None,
        };
        let scale = if self.scale_embedding {
            (self.d_model as f64).sqrt()
        } else {
            1.0
        };
        Ok(Embedding::new(tokens, scale, Some(positions), norm))
    }

    fn head(&self, loader: &Loader, tokens: Arc<Matrix>) -> Result<Head, WeightsError> {
        let vocabulary = self.target_vocabulary();
        let bias = match loader.has("final_logits_bias") {
            true => {
                let name = "final_logits_bias";
                let bias = loader.tensor(name, &[1, vocabulary])?.flatten_all();
                let bias = bias.and_then(|bias| bias.to_dtype(DType::F32)?.to_vec1());
                Some(bias.map_err(|source| WeightsError::Tensor {
                    name: name.to_owned(),
                    source,
                })?)
            }
            false => None,
        };
        Ok(Head::new(tokens, bias, None, vocabulary))
    }

    fn order(&self) -> Order {
        match self.model_type {
            Member::Bart | Member::Marian => Order::After,
            Member::MBart | Member::M2M100 => Order::Before,
        }
    }

    fn stack(&self, loader: &Loader, side: &Side) -> Result<Stack, WeightsError> {
        let prefix = format!("model.{}", side.name);
        let layers = (0..side.layers).map(|number| self.layer(loader, side, &format!("{prefix}.layers.{number}")));
        let norm = match self.order() {
            Order::Before => Some(self.norm(loader, &format!("{prefix}.layer_norm"))?),
            Order::After => None,
        };
        Ok(Stack {
            layers: layers.collect::<Result<_, _>>()?,
            relative: None,
            norm,
        })
    }

    fn layer(&self, loader: &Loader, side: &Side, prefix: &str) -> Result<Layer, WeightsError> {
        let cross = match side.crosses {
            true => {
                let part = self.cross_attention(loader, side, &format!("{prefix}.encoder_attn"))?;
                Some(self.residual(loader, part, &format!("{prefix}.encoder_attn_layer_norm"))?)
            }
            false => None,
        };
        let attention = self.self_attention(loader, side, &format!("{prefix}.self_attn"))?;
        let feed_forward = FeedForward {
            inner: loader.linear(&[(&format!("{prefix}.fc1"), side.inner)], self.d_model, Bias::With)?,
            output: loader.linear(&[(&format!("{prefix}.fc2"), self.d_model)], side.inner, Bias::With)?,
            activation: self.activation_function,
            gated: false,
        };
        Ok(Layer {
            attention: self.residual(loader, attention, &format!("{prefix}.self_attn_layer_norm"))?,
            cross,
            feed_forward: self.residual(loader, feed_forward, &format!("{prefix}.final_layer_norm"))?,
        })
    }

    fn residual<P>(&self, loader: &Loader, part: P, norm: &str) -> Result<Residual<P>, WeightsError> {
        Ok(Residual {
            part,
            norm: self.norm(loader, norm)?,
            order: self.order(),
        })
    }

    fn self_attention(&self, loader: &Loader, side: &Side, prefix: &str) -> Result<SelfAttention, WeightsError> {
        let width = self.d_model;
        let [q, k, v, out] = ["q_proj", "k_proj", "v_proj", "out_proj"].map(|part| format!("{prefix}.{part}"));
        Ok(SelfAttention {
            projection: loader.linear(&[(&q, width), (&k, width), (&v, width)], width, Bias::With)?,
            output: loader.linear(&[(&out, width)], width, Bias::With)?,
            shape: self.shape(side),
        })
    }

    fn cross_attention(&self, loader: &Loader, side: &Side, prefix: &str) -> Result<CrossAttention, WeightsError> {
        let width = self.d_model;
        let [q, k, v, out] = ["q_proj", "k_proj", "v_proj", "out_proj"].map(|part| format!("{prefix}.{part}"));
        Ok(CrossAttention {
            query: loader.linear(&[(&q, width)], width, Bias::With)?,
            memory: loader.linear(&[(&k, width), (&v, width)], width, Bias::With)?,
            output: loader.linear(&[(&out, width)], width, Bias::With)?,
            shape: self.shape(side),
        })
    }

    fn norm(&self, loader: &Loader, name: &str) -> Result<Norm, WeightsError> {
        Ok(Norm::Layer {
            weight: loader.tensor(&format!("{name}.weight"), &[self.d_model])?,
            bias: loader.tensor(&format!("{name}.bias"), &[self.d_model])?,
            epsilon: EPSILON,
        })
    }

    fn shape(&self, side: &Side) -> HeadShape {
        let width = self.d_model / side.heads;
        HeadShape {
            heads: side.heads,
            width,
            scale: (width as f32).powf(-0.5),
        }
    }
}
