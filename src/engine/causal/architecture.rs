//! What decoder-only models have in common, and the numbers in which they differ.

use super::attention::AttentionShape;
use super::cache::KeyShape;
use super::rotary::Rotary;
use crate::engine::layers::Activation;

/// A decoder-only transformer with rotary positions and gated feed-forward layers.
#[derive(Clone, Debug, PartialEq)]
pub struct Architecture {
    /// Tokens.
    pub vocabulary: usize,
    /// Numbers of a row.
    pub hidden: usize,
    /// Numbers inside the feed-forward layers.
    pub inner: usize,
    /// Heads of queries.
    pub heads: usize,
    /// Heads and widths of keys and values.
    pub keys: KeyShape,
    /// Added to mean squares.
    pub epsilon: f64,
    /// In the feed-forward layers.
    pub activation: Activation,
    /// What embeddings are multiplied with.
    pub embedding_scale: f64,
    /// What scores of attention are multiplied with.
    pub attention_scale: f32,
    /// What scores of attention are squeezed below.
    pub attention_cap: Option<f32>,
    /// What scores of tokens are squeezed below.
    pub final_cap: Option<f32>,
    /// Whether queries and keys are normalized head by head.
    pub normalizes_heads: bool,
    /// Whether what a layer adds is normalized before it is added, too.
    pub normalizes_after: bool,
    /// What is added to the weights of norms.
    pub norm_offset: f64,
    /// Whether the head is the embeddings.
    pub tied: bool,
    /// The most tokens of a sequence.
    pub context: usize,
    /// The ways in which positions turn queries and keys.
    pub rotaries: Vec<Rotary>,
    /// The layers, from the first to the last.
    pub layers: Vec<LayerKind>,
}

/// In what a layer differs from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayerKind {
    /// Which of the rotaries it uses.
    pub rotary: usize,
    /// How many positions a query sees, its own included, where it does not see all.
    pub window: Option<usize>,
}

impl Architecture {
    /// The attention of a layer.
    pub fn attention(&self, kind: LayerKind) -> AttentionShape {
        AttentionShape {
            heads: self.heads,
            keys: self.keys,
            scale: self.attention_scale,
            cap: self.attention_cap,
            window: kind.window,
        }
    }
}
