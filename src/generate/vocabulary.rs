//! Which tokens are scored.

use std::sync::Arc;

use candle_core::Result;

use crate::engine::encoder_decoder::{EncoderDecoder, Head};

/// What scores the tokens that may be written.
#[derive(Clone)]
pub struct OutputHead {
    pub(super) head: Arc<Head>,
    pub(super) vocabulary: OutputVocabulary,
}

impl OutputHead {
    /// Scores every token of a model.
    pub fn whole(model: &EncoderDecoder) -> Self {
        OutputHead {
            head: Arc::clone(model.head()),
            vocabulary: OutputVocabulary::Whole(model.head().vocabulary()),
        }
    }

    /// Scores some tokens only, given in rising order. Their weights are copied, so that this is best done once.
    ///
    /// # Errors
    ///
    /// Fails if the device does.
    pub fn restricted(model: &EncoderDecoder, tokens: &[u32]) -> Result<Self> {
        Ok(OutputHead {
            head: Arc::new(model.head().restricted(tokens)?),
            vocabulary: OutputVocabulary::Some(tokens.into()),
        })
    }

    /// How many tokens are scored.
    pub fn len(&self) -> usize {
        self.vocabulary.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.vocabulary.is_empty()
    }
}

/// The tokens that may be written: all of them, or those that a target language can need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutputVocabulary {
    /// Tokens 0 to one below this number.
    Whole(usize),
    /// These, in rising order.
    Some(Arc<[u32]>),
}

impl OutputVocabulary {
    /// How many tokens there are.
    pub fn len(&self) -> usize {
        match self {
            OutputVocabulary::Whole(count) => *count,
            OutputVocabulary::Some(tokens) => tokens.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The token of a column of the scores.
    pub fn token(&self, column: usize) -> u32 {
        match self {
            OutputVocabulary::Whole(_) => column as u32,
            OutputVocabulary::Some(tokens) => tokens[column],
        }
    }

    /// The column of a token, if it is among them.
    pub fn column(&self, token: u32) -> Option<usize> {
        match self {
            OutputVocabulary::Whole(count) => Some(token as usize).filter(|column| column < count),
            OutputVocabulary::Some(tokens) => tokens.binary_search(&token).ok(),
        }
    }
}
