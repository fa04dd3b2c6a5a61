//! A model together with its tokenizer: texts in, texts out.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::batch::{GenerateError, generate};
use super::chat::ChatError;
use super::config::{ConfigError, GenerationConfig};
use super::{Finish, OutputHead, Times};
use crate::engine::causal_lm::CausalError;
use crate::engine::files::{FilesError, ModelFiles};
use crate::engine::seq2seq::{LoadError, LoadOptions, Seq2Seq};
use crate::engine::tokenizer::{Languages, Tokenizer, TokenizerError};
use crate::engine::weights::WeightsError;

/// Writes texts for texts.
pub struct TextGenerator {
    model: Seq2Seq,
    tokenizer: Tokenizer,
    defaults: GenerationConfig,
    scripts: OutputScripts,
    /// By target language.
    heads: Mutex<HashMap<String, OutputHead>>,
}

/// Which tokens of a vocabulary for many languages may be written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum OutputScripts {
    /// Those that a text in the target language can need: its script, Latin letters, digits, signs
    #[default]
    #[value(name = "target")]
    OfTarget,
    /// All
    All,
}

/// What was written for a text.
#[derive(Clone, Debug, PartialEq)]
pub struct TextOutput {
    /// The text.
    pub text: String,
    /// Its tokens, with the one that ends it.
    pub ids: Vec<u32>,
    /// Why it ends.
    pub finish: Finish,
}

/// A model and its tokenizer could not be made ready.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadyError {
    /// The model could not be loaded.
    #[error(transparent)]
    Model(#[from] LoadError),
    /// The tokenizer could not be loaded.
    #[error(transparent)]
    Tokenizer(#[from] TokenizerError),
    /// The decoder-only model could not be loaded.
    #[error(transparent)]
    Causal(#[from] Box<CausalError>),
    /// Its weights could not be opened.
    #[error(transparent)]
    Weights(#[from] Box<WeightsError>),
    /// Its chat template could not be used.
    #[error(transparent)]
    Template(#[from] ChatError),
    /// The model's own settings could not be read.
    #[error(transparent)]
    Settings(#[from] FilesError),
}

/// Nothing could be written for a text.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TextError {
    /// It could not be turned into tokens, or its output not back.
    #[error(transparent)]
    Tokenizer(#[from] TokenizerError),
    /// The model failed.
    #[error(transparent)]
    Model(#[from] GenerateError),
    /// Its messages could not be put into a prompt.
    #[error(transparent)]
    Template(#[from] ChatError),
    /// There is no template to put messages into.
    #[error("the model has no chat template: give a prompt in place of messages")]
    NoTemplate,
    /// It should be JSON, and is not.
    #[error("the answer is no JSON although it was held to a schema")]
    NoJson,
}

/// What holds for all texts cannot be met.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WishError {
    /// An option cannot be met.
    #[error(transparent)]
    Options(#[from] ConfigError),
    /// A language cannot be met.
    #[error(transparent)]
    Languages(#[from] TokenizerError),
}

impl TextGenerator {
    /// Loads a model and its tokenizer from their files.
    ///
    /// # Errors
    ///
    /// Fails if a file is missing or is not what it should be.
    pub fn load(files: &ModelFiles, options: &LoadOptions, scripts: OutputScripts) -> Result<Self, ReadyError> {
        // What fails fast comes first.
        let tokenizer = Tokenizer::from_files(files)?;
        let defaults = GenerationConfig::of_model(files)?;
        Ok(TextGenerator {
            model: Seq2Seq::load(files, options)?,
            tokenizer,
            defaults,
            scripts,
            heads: Mutex::default(),
        })
    }

    /// The most tokens that a text may have, frame included, where the model counts positions.
    pub fn token_limit(&self) -> Option<usize> {
        self.model.model().position_limit()
    }

    /// How many tokens a text has, frame included.
    ///
    /// # Errors
    ///
    /// Fails if the model does not know a language.
    pub fn count(&self, text: &str, languages: &Languages) -> Result<usize, TokenizerError> {
        Ok(self.tokenizer.encode(text, languages)?.len())
    }

    /// Writes a text for every text, in their order.
    ///
    /// # Errors
    ///
    /// Fails as a whole only if what holds for all texts cannot be met; else every text has its own result.
    pub fn generate<T: AsRef<str>>(
        &self,
        texts: &[T],
        languages: &Languages,
        wishes: &GenerationConfig,
    ) -> Result<Vec<Result<TextOutput, TextError>>, WishError> {
        let frame = GenerationConfig {
            forced_bos_token_id: self.tokenizer.forced_first(languages)?,
            ..GenerationConfig::default()
        };
        let config = wishes.clone().or(frame).or(self.defaults.clone());
        let encoded = texts.iter().map(|text| self.tokenizer.encode(text.as_ref(), languages));
        let encoded = encoded.collect::<Result<Vec<_>, _>>()?;
        let head = self.head(languages);
        let outputs = generate(self.model.model(), &head, &encoded, &config, &Times::default())?;
        Ok(outputs.into_iter().map(|output| self.decoded(output?)).collect())
    }

    /// What scores the tokens for a target language, made at the first call.
    fn head(&self, languages: &Languages) -> OutputHead {
        let whole = || OutputHead::whole(self.model.model());
        let Some(target) = languages
            .target
            .as_deref()
            .filter(|_| self.scripts == OutputScripts::OfTarget)
        else {
            return whole();
        };
        let mut heads = self.heads.lock().unwrap_or_else(PoisonError::into_inner);
        let head = heads.entry(target.to_owned()).or_insert_with(|| {
            let tokens = self.tokenizer.tokens_for(target, self.model.vocabulary());
            // Without the copy it works as well, only slower.
            let head = tokens.map(|tokens| OutputHead::restricted(self.model.model(), &tokens));
            head.transpose().ok().flatten().unwrap_or_else(whole)
        });
        head.clone()
    }

    fn decoded(&self, output: super::Output) -> Result<TextOutput, TextError> {
        Ok(TextOutput {
            text: self.tokenizer.decode(&output.ids)?,
            ids: output.ids,
            finish: output.finish,
        })
    }
}
