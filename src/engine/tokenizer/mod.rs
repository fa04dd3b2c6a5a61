//! Texts to token ids and back, with the tokens that frame a text for its model and language.
//!
//! Text is text: what looks like a control token in an article is read as the characters that it is made of. Frames are
//! added here, never by the tokenizer's own templates, which know of one language only.

mod language;
mod script;

use std::path::{Path, PathBuf};

use serde::Deserialize;
use tokenizers::ModelWrapper;
use tokenizers::models::unigram::Unigram;

pub use language::Languages;
use language::{Convention, iso};

use super::files::{FilesError, read_json};

/// Ends texts in all models that are supported.
const END: &str = "</s>";
/// Stands for what has no token.
const UNKNOWN: &str = "<unk>";
/// Begins texts in BART.
const BEGIN: &str = "<s>";

/// The tokenizer of a model.
pub struct Tokenizer {
    tokenizer: tokenizers::Tokenizer,
    convention: Convention,
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
    #[error("there is no tokenizer.json in `{}`", .0.display())]
    Missing(PathBuf),
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

#[derive(Deserialize)]
struct Kind {
    model_type: String,
}

impl Tokenizer {
    /// Loads the tokenizer of a model from its folder.
    ///
    /// # Errors
    ///
    /// Fails if there is none, or it cannot be used.
    pub fn from_folder(folder: &Path) -> Result<Self, TokenizerError> {
        let path = folder.join("tokenizer.json");
        if !path.exists() {
            return Err(TokenizerError::Missing(folder.to_owned()));
        }
        let unreadable = |reason: String| TokenizerError::Unreadable {
            path: path.clone(),
            reason,
        };
        let mut tokenizer = tokenizers::Tokenizer::from_file(&path).map_err(|error| unreadable(error.to_string()))?;
        tokenizer.set_encode_special_tokens(true);
        hide_control_pieces(&mut tokenizer).map_err(&unreadable)?;
        let kind: Kind = read_json(&folder.join("config.json"))?;
        let end = tokenizer
            .token_to_id(END)
            .ok_or_else(|| unreadable(format!("it has no {END}")))?;
        let begin = tokenizer.token_to_id(BEGIN).filter(|_| kind.model_type == "bart");
        let convention = Convention::of(&kind.model_type, |token| tokenizer.token_to_id(token).is_some());
        Ok(Tokenizer {
            tokenizer,
            convention,
            begin,
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
        let encoding = self
            .tokenizer
            .encode_fast(text, false)
            .map_err(|error| TokenizerError::Text(error.to_string()))?;
        let mut ids = Vec::with_capacity(encoding.len() + 3);
        ids.extend(self.begin);
        ids.extend(prefix);
        ids.extend_from_slice(encoding.get_ids());
        ids.push(self.end);
        Ok(ids)
    }

    /// The text of some tokens, without those that only frame it.
    ///
    /// # Errors
    ///
    /// Fails if the tokenizer does.
    pub fn decode(&self, ids: &[u32]) -> Result<String, TokenizerError> {
        let text = self.tokenizer.decode(ids, true);
        text.map_err(|error| TokenizerError::Text(error.to_string()))
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
        if self.convention == Convention::Plain {
            return None;
        }
        let script = script::script_of(iso(language))?;
        let control = self.tokenizer.get_added_tokens_decoder();
        let is_needed = |id: &u32| {
            let token = self.tokenizer.id_to_token(*id);
            control.contains_key(id) || token.is_some_and(|token| script::is_needed(&token, script))
        };
        Some((0..vocabulary as u32).filter(is_needed).collect())
    }

    /// The id of a token.
    pub fn id(&self, token: &str) -> Option<u32> {
        self.tokenizer.token_to_id(token)
    }
}

/// Takes the control tokens out of what a unigram model finds in texts. It has them among its pieces, and would read the
/// characters `</s>` in an article as the end of the text.
fn hide_control_pieces(tokenizer: &mut tokenizers::Tokenizer) -> Result<(), String> {
    /// No text holds this character: it is none.
    const NOT_IN_TEXTS: char = '\u{10ffff}';
    let ModelWrapper::Unigram(model) = tokenizer.get_model() else {
        return Ok(());
    };
    let control = tokenizer.get_added_tokens_decoder();
    let is_control = |id: usize| u32::try_from(id).is_ok_and(|id| control.get(&id).is_some_and(|token| token.special));
    let pieces = model
        .iter()
        .enumerate()
        .map(|(id, (piece, score))| match is_control(id) {
            true => (format!("{NOT_IN_TEXTS}{id}"), *score),
            false => (piece.clone(), *score),
        });
    let unknown = tokenizer.token_to_id(UNKNOWN).map(|id| id as usize);
    let model = Unigram::from(pieces.collect(), unknown, model.byte_fallback()).map_err(|error| error.to_string())?;
    tokenizer.with_model(model);
    Ok(())
}

#[cfg(test)]
mod tests;
