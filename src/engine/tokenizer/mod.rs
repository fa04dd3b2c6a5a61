//! Texts to token ids and back, with the tokens that frame a text for its model and language.
//!
//! Text is text: what looks like a control token in an article is read as the characters that it is made of. Frames are
//! added here, never by the tokenizer's own templates, which know of one language only.

mod codes;
mod encoder;
mod gguf;
mod language;
mod pieces;
mod prompts;
mod script;
mod sentencepiece;
mod vocabulary;
mod wordpiece;

use std::path::PathBuf;

use serde::Deserialize;

pub use encoder::{EncoderTokenizer, TextTokens};
pub use language::Languages;
use language::{Convention, iso};
pub use prompts::PromptTokenizer;
use vocabulary::Vocabulary;

use super::files::{FilesError, ModelFiles, read_json};

/// Ends texts in all models that are supported.
const END: &str = "</s>";
/// Begins texts in BART.
const BEGIN: &str = "<s>";

/// The tokenizer of a model.
pub struct Tokenizer {
    vocabulary: Vocabulary,
    convention: Convention,
    /// Whether its vocabulary serves many languages that are not named.
    is_multilingual: bool,
    begin: Option<u32>,
    end: u32,
}

/// A text could not be turned into tokens or back, or a tokenizer could not be loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TokenizerError {
    /// Its files are not what they should be.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// There is no file of a tokenizer that is read.
    #[error(
        "there is no tokenizer in `{}`: expected tokenizer.json, or spiece.model (T5), source.spm and vocab.json (OPUS-MT), \
         sentencepiece.bpe.model (mBART, NLLB; with vocab.json M2M-100)",
        .0.display()
    )]
    Missing(PathBuf),
    /// There is no file of a tokenizer that is read for taggers and embedders.
    #[error("there is no tokenizer in `{}`: expected tokenizer.json or vocab.txt", .0.display())]
    MissingWords(PathBuf),
    /// The file of the tokenizer cannot be used.
    #[error("could not read the tokenizer in `{}`: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// A language must be named.
    #[error("the model needs a {0} language")]
    Unnamed(&'static str),
    /// The model does not know a language.
    #[error("the model does not know the language `{language}`: its vocabulary has none of {}", tried.join(", "))]
    Language {
        /// What was asked for.
        language: String,
        /// The tokens that would stand for it.
        tried: Vec<String>,
    },
    /// A text could not be read or written.
    #[error("the tokenizer failed: {0}")]
    Text(String),
}

/// What config.json says of the vocabulary.
#[derive(Deserialize)]
struct Kind {
    model_type: String,
    #[serde(default)]
    vocab_size: usize,
}

impl Tokenizer {
    /// Loads the tokenizer of a model from its files.
    ///
    /// # Errors
    ///
    /// Fails if there is none, or it cannot be used.
    pub fn from_files(files: &ModelFiles) -> Result<Self, TokenizerError> {
        let kind: Kind = read_json(&files.expect("config.json"))?;
        let vocabulary = Vocabulary::from_files(files, &kind)?;
        let end = vocabulary.id(END).ok_or_else(|| TokenizerError::Unreadable {
            path: files.place().to_owned(),
            reason: format!("it has no {END}"),
        })?;
        Ok(Tokenizer {
            begin: vocabulary.id(BEGIN).filter(|_| kind.model_type == "bart"),
            convention: Convention::of(&kind.model_type, |is_wanted| vocabulary.any(is_wanted)),
            is_multilingual: kind.model_type == "mt5",
            vocabulary,
            end,
        })
    }

    /// The tokens of a text in a frame for its model.
    ///
    /// # Errors
    ///
    /// Fails if the model does not know a language, or needs one that is not named.
    pub fn encode(&self, text: &str, languages: &Languages) -> Result<Vec<u32>, TokenizerError> {
        let prefix = self.convention.prefix(languages, |token| self.id(token))?;
        let tokens = self.vocabulary.encode(text)?;
        let mut ids = Vec::with_capacity(tokens.len() + 3);
        ids.extend(self.begin);
        ids.extend(prefix);
        ids.extend(tokens);
        ids.push(self.end);
        Ok(ids)
    }

    /// The text of some tokens, without those that only frame it.
    ///
    /// # Errors
    ///
    /// Fails if the tokenizer does.
    pub fn decode(&self, ids: &[u32]) -> Result<String, TokenizerError> {
        self.vocabulary.decode(ids)
    }

    /// The token that every output must begin with, where that is how the target language is named.
    ///
    /// # Errors
    ///
    /// Fails if the model does not know the language, or none is named.
    pub fn forced_first(&self, languages: &Languages) -> Result<Option<u32>, TokenizerError> {
        self.convention.forced_first(languages, |token| self.id(token))
    }

    /// The tokens that a text in a language can need, of a vocabulary of so many; nothing if the vocabulary does not serve
    /// many languages, or if it is not known what the language is written in.
    pub fn tokens_for(&self, language: &str, vocabulary: usize) -> Option<Vec<u32>> {
        if self.convention == Convention::Plain && !self.is_multilingual {
            return None;
        }
        let script = script::script_of(iso(language))?;
        let is_needed = |id: &u32| {
            let token = self.vocabulary.token(*id);
            self.vocabulary.is_control(*id) || token.is_some_and(|token| script::is_needed(&token, script))
        };
        Some((0..vocabulary as u32).filter(is_needed).collect())
    }

    /// The id of a token.
    pub fn id(&self, token: &str) -> Option<u32> {
        self.vocabulary.id(token)
    }
}

#[cfg(test)]
mod tests;
