//! Which tokens are scored.

use std::sync::Arc;

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
