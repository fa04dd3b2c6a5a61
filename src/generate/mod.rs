//! Prompts to texts, as token ids: which token comes next, and when to stop. The semantics are those of the `generate` method
//! of Transformers. Knows nothing of articles and nothing of model families.

mod batch;
mod beam;
mod causal;
pub mod chat;
mod choice;
mod config;
pub mod grammar;
mod greedy;
mod prompts;
mod rules;
mod scores;
mod texts;
mod times;
mod vocabulary;

pub use batch::{GenerateError, generate};
pub use causal::{CausalBudget, CausalRun, Watch};
pub use config::{ConfigError, EarlyStopping, GenerationConfig, Tokens};
pub use prompts::{GrammarSetupError, Limits, Prompt, PromptError, PromptGenerator, until};
pub use scores::Scores;
pub use texts::{OutputScripts, ReadyError, TextError, TextGenerator, TextOutput, WishError};
pub use times::{Part, Times};
pub use vocabulary::{OutputHead, OutputVocabulary};

use serde::Serialize;

/// What was written for one source.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    /// The tokens, without the one that every output begins with, with the one that ends it.
    pub ids: Vec<u32>,
    /// The sum of the logarithms of the probabilities, divided by the length to the power of the length penalty, if beams
    /// were compared.
    pub score: Option<f32>,
    /// Why it ends.
    pub finish: Finish,
}

/// Why an output ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Finish {
    /// The model ended it.
    Stop,
    /// There was no room for more.
    Length,
}
