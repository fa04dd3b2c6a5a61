//! The tokenizers of decoder-only models: prompts to tokens, outputs to texts.

use std::collections::HashMap;

use candle_core::quantized::gguf_file::Value;

use super::{TokenizerError, gguf};
use crate::engine::files::ModelFiles;

/// Added tokens that are none of the special ones, but that templates give a meaning.
const TAGS: [&str; 6] = [
    "<think>",
    "</think>",
    "<tool_call>",
    "</tool_call>",
    "<tool_response>",
    "</tool_response>",
];

/// Texts to tokens and back, for models that go on with what they read.
pub struct PromptTokenizer {
    tokenizer: tokenizers::Tokenizer,
    /// Begins every raw prompt, where the tokenizer does not add it by itself.
    begin: Option<u32>,
    /// Begins texts, as far as the file of the weights says.
    bos: Option<u32>,
    end: Vec<u32>,
    template: Option<String>,
    control: Vec<String>,
}

impl PromptTokenizer {
    /// Reads tokenizer.json, or where there is none the metadata of a GGUF file.
    ///
    /// # Errors
    ///
    /// Fails if there is neither, or what there is cannot be used.
    pub fn from_files(files: &ModelFiles, metadata: Option<&HashMap<String, Value>>) -> Result<Self, TokenizerError> {
        let place = files.place().to_owned();
        let unreadable = |reason: String| TokenizerError::Unreadable {
            path: place.clone(),
            reason,
        };
        let from_metadata = metadata
            .map(gguf::tokenizer_of)
            .transpose()
            .map_err(unreadable)?
            .flatten();
        let (mut tokenizer, begin) = match (files.find("tokenizer.json"), &from_metadata) {
            (Some(path), _) => {
                let read = tokenizers::Tokenizer::from_file(path);
                (read.map_err(|error| unreadable(error.to_string()))?, None)
            }
            (None, Some(found)) => (found.tokenizer.clone(), found.bos.filter(|_| found.adds_bos)),
            (None, None) => return Err(TokenizerError::Missing(place)),
        };
        // Limits are those of the model, and are told before it is called.
        tokenizer
            .with_truncation(None)
            .map_err(|error| unreadable(error.to_string()))?;
        tokenizer.with_padding(None);
        // Some count line ends, blanks and tags of HTML among their added tokens, which texts may have.
        let is_tag = |content: &str| TAGS.contains(&content);
        let control = tokenizer
            .get_added_tokens_decoder()
            .into_values()
            .filter(|token| token.special || is_tag(&token.content))
            .map(|token| token.content);
        Ok(PromptTokenizer {
            control: control.collect(),
            tokenizer,
            begin,
            bos: from_metadata.as_ref().and_then(|found| found.bos),
            end: from_metadata
                .as_ref()
                .map(|found| found.eos.clone())
                .unwrap_or_default(),
            template: from_metadata.and_then(|found| found.chat_template),
        })
    }

    /// The tokens of a prompt that is given as it is: control tokens that it spells are read as such.
    ///
    /// # Errors
    ///
    /// Fails if the tokenizer does.
    pub fn encode(&self, prompt: &str) -> Result<Vec<u32>, TokenizerError> {
        let encoding = self.tokenizer.encode_fast(prompt, true);
        let encoding = encoding.map_err(|error| TokenizerError::Text(error.to_string()))?;
        let ids = encoding.get_ids();
        // Who spells it has it once.
        let begin = self.begin.filter(|begin| ids.first() != Some(begin));
        Ok(begin.into_iter().chain(ids.iter().copied()).collect())
    }

    /// The tokens of the parts of a rendered prompt, which has all control tokens already.
    ///
    /// # Errors
    ///
    /// Fails if the tokenizer does.
    pub fn encode_parts(&self, parts: &[String]) -> Result<Vec<u32>, TokenizerError> {
        let mut ids = Vec::new();
        for part in parts {
            let encoding = self.tokenizer.encode_fast(part.as_str(), false);
            let encoding = encoding.map_err(|error| TokenizerError::Text(error.to_string()))?;
            ids.extend_from_slice(encoding.get_ids());
        }
        Ok(ids)
    }

    /// The text of some tokens, without control tokens.
    ///
    /// # Errors
    ///
    /// Fails if the tokenizer does.
    pub fn decode(&self, ids: &[u32]) -> Result<String, TokenizerError> {
        let text = self.tokenizer.decode(ids, true);
        text.map_err(|error| TokenizerError::Text(error.to_string()))
    }

    /// What texts must not spell where they are quoted in a prompt.
    pub fn control(&self) -> &[String] {
        &self.control
    }

    /// The tokens that end an output, as far as the file of the weights says.
    pub fn end(&self) -> &[u32] {
        &self.end
    }

    /// The chat template in the file of the weights.
    pub fn template(&self) -> Option<&str> {
        self.template.as_deref()
    }

    /// The text of the token that begins texts, as far as the file of the weights says.
    pub fn begin_text(&self) -> Option<String> {
        self.bos.and_then(|token| self.token(token))
    }

    /// The tokenizer itself.
    pub fn inner(&self) -> &tokenizers::Tokenizer {
        &self.tokenizer
    }

    /// A token by its text.
    pub fn token(&self, id: u32) -> Option<String> {
        self.tokenizer.id_to_token(id)
    }
}
