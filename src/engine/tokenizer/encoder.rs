//! The tokenizers of taggers and embedders: texts to tokens, each with its place.

use std::ops::Range;

use rayon::prelude::*;

use super::vocabulary::read_text_as_text;
use super::{TokenizerError, wordpiece};
use crate::engine::files::ModelFiles;

/// What begins and ends a text, in BERT and in RoBERTa.
const FRAMES: [[&str; 2]; 2] = [["[CLS]", "[SEP]"], ["<s>", "</s>"]];

/// Texts to tokens, for models that read a text as a whole.
pub struct EncoderTokenizer {
    tokenizer: tokenizers::Tokenizer,
    begin: u32,
    end: u32,
}

/// The tokens of a text, without those that frame it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextTokens {
    /// Their numbers.
    pub ids: Vec<u32>,
    /// For every token its place in the text, in code points and without blanks. A token that stands for a blank alone has an
    /// empty place, or that of the character after it.
    pub spans: Vec<Range<usize>>,
}

impl EncoderTokenizer {
    /// Tokens that frame a text.
    pub const FRAME: usize = 2;

    /// Reads tokenizer.json, or where there is none vocab.txt.
    ///
    /// # Errors
    ///
    /// Fails if there is neither, or what there is cannot be used.
    pub fn from_files(files: &ModelFiles) -> Result<Self, TokenizerError> {
        let (path, tokenizer) = match (files.find("tokenizer.json"), files.find("vocab.txt")) {
            (Some(path), _) => (
                path,
                tokenizers::Tokenizer::from_file(path).map_err(|error| error.to_string()),
            ),
            (None, Some(path)) => (path, wordpiece::read(path, files)?),
            (None, None) => return Err(TokenizerError::MissingWords(files.place().to_owned())),
        };
        tokenizer
            .and_then(Self::new)
            .map_err(|reason| TokenizerError::Unreadable {
                path: path.to_owned(),
                reason,
            })
    }

    fn new(mut tokenizer: tokenizers::Tokenizer) -> Result<Self, String> {
        // Whoever reads in windows cuts and fills up nothing.
        tokenizer.with_truncation(None).map_err(|error| error.to_string())?;
        tokenizer.with_padding(None);
        read_text_as_text(&mut tokenizer)?;
        let ids = |frame: [&str; 2]| Some((tokenizer.token_to_id(frame[0])?, tokenizer.token_to_id(frame[1])?));
        let frame = FRAMES.into_iter().find_map(ids);
        let (begin, end) = frame.ok_or("it has neither [CLS] and [SEP] nor <s> and </s>")?;
        Ok(EncoderTokenizer { tokenizer, begin, end })
    }

    /// The tokens of a text.
    ///
    /// # Errors
    ///
    /// Fails if the tokenizer does.
    pub fn encode(&self, text: &str) -> Result<TextTokens, TokenizerError> {
        let encoding = self.tokenizer.encode_char_offsets(text, false);
        let encoding = encoding.map_err(|error| TokenizerError::Text(error.to_string()))?;
        let characters: Vec<char> = text.chars().collect();
        let spans = encoding.get_offsets().iter();
        Ok(TextTokens {
            ids: encoding.get_ids().to_vec(),
            spans: spans.map(|(start, end)| trimmed(&characters, *start..*end)).collect(),
        })
    }

    /// The tokens of many texts.
    ///
    /// # Errors
    ///
    /// Fails if the tokenizer does.
    pub fn encode_all<T: AsRef<str> + Sync>(&self, texts: &[T]) -> Result<Vec<TextTokens>, TokenizerError> {
        texts.par_iter().map(|text| self.encode(text.as_ref())).collect()
    }

    /// Tokens of a text in the frame that the model knows.
    pub fn framed(&self, parts: &[&[u32]]) -> Vec<u32> {
        let inner = parts.iter().copied().flatten().copied();
        [self.begin].into_iter().chain(inner).chain([self.end]).collect()
    }
}

/// A place without the blanks at its ends; where there are only blanks, the end.
fn trimmed(text: &[char], span: Range<usize>) -> Range<usize> {
    let is_blank = |c: &char| c.is_whitespace();
    let within = &text[span.clone()];
    let before = within.iter().take_while(|c| is_blank(c)).count();
    let after = within[before..].iter().rev().take_while(|c| is_blank(c)).count();
    span.start + before..span.end - after
}
