//! The tokenizer of a model, whichever files it comes in.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

use tokenizers::ModelWrapper;
use tokenizers::models::unigram::Unigram;

use super::language::is_opus_target;
use super::pieces::Pieces;
use super::sentencepiece::SentencePiece;
use super::{END, Kind, TokenizerError, codes};
use crate::engine::files::{ModelFiles, read_json};

/// Stands for what has no token.
const UNKNOWN: &str = "<unk>";
/// The tokens of vocab.json that no text is made of, beside those that name languages.
const CONTROL: [&str; 4] = [END, UNKNOWN, "<pad>", "<s>"];

/// Texts to tokens and back, with no frame.
pub enum Vocabulary {
    /// From a tokenizer.json.
    Json(Box<tokenizers::Tokenizer>),
    /// From a file of SentencePiece.
    Pieces(Box<Pieces>),
}

impl Vocabulary {
    /// Looks for the files of a tokenizer and reads them.
    pub fn from_files(files: &ModelFiles, kind: &Kind) -> Result<Self, TokenizerError> {
        let find = |name: &str| files.find(name).map(Path::to_owned);
        if let Some(path) = find("tokenizer.json") {
            return read_tokenizer(&path);
        }
        let missing = || TokenizerError::Missing(files.place().to_owned());
        let list = find("vocab.json");
        let (path, pieces) = match kind.model_type.as_str() {
            "t5" | "mt5" => {
                let path = find("spiece.model").ok_or_else(missing)?;
                let pieces = Pieces::own(SentencePiece::open(&path)?);
                (path, pieces)
            }
            // The file of the target has nothing to add: the ids of its pieces are in the list, and that is all that is needed
            // to write.
            "marian" => {
                let (path, list) = find("source.spm").zip(list).ok_or_else(missing)?;
                let is_control = |token: &str| CONTROL.contains(&token) || is_opus_target(token);
                let pieces = of_list(&path, &list, &[], is_control)?;
                (list, pieces)
            }
            "m2m_100" | "mbart" => {
                let path = find("sentencepiece.bpe.model").ok_or_else(missing)?;
                match list {
                    Some(list) => (
                        list.clone(),
                        of_list(&path, &list, &codes::M2M_100, |token| CONTROL.contains(&token))?,
                    ),
                    None => {
                        let pieces = of_fairseq(SentencePiece::open(&path)?, kind);
                        (path, pieces)
                    }
                }
            }
            _ => return Err(missing()),
        };
        pieces
            .map(|pieces| Vocabulary::Pieces(Box::new(pieces)))
            .map_err(|reason| TokenizerError::Unreadable { path, reason })
    }

    pub fn encode(&self, text: &str) -> Result<Vec<u32>, TokenizerError> {
        match self {
            Vocabulary::Json(tokenizer) => {
                let encoding = tokenizer.encode_fast(text, false);
                let encoding = encoding.map_err(|error| TokenizerError::Text(error.to_string()))?;
                Ok(encoding.get_ids().to_vec())
            }
            Vocabulary::Pieces(pieces) => pieces.encode(text),
        }
    }

    pub fn decode(&self, ids: &[u32]) -> Result<String, TokenizerError> {
        match self {
            Vocabulary::Json(tokenizer) => {
                let text = tokenizer.decode(ids, true);
                text.map_err(|error| TokenizerError::Text(error.to_string()))
            }
            Vocabulary::Pieces(pieces) => pieces.decode(ids),
        }
    }

    pub fn id(&self, token: &str) -> Option<u32> {
        match self {
            Vocabulary::Json(tokenizer) => tokenizer.token_to_id(token),
            Vocabulary::Pieces(pieces) => pieces.id(token),
        }
    }

    pub fn token(&self, id: u32) -> Option<Cow<'_, str>> {
        match self {
            Vocabulary::Json(tokenizer) => tokenizer.id_to_token(id).map(Cow::Owned),
            Vocabulary::Pieces(pieces) => pieces.token(id).map(Cow::Borrowed),
        }
    }

    /// Whether a token stands beside those that texts are made of.
    pub fn is_control(&self, id: u32) -> bool {
        match self {
            Vocabulary::Json(tokenizer) => tokenizer
                .get_added_vocabulary()
                .get_added_tokens_decoder()
                .contains_key(&id),
            Vocabulary::Pieces(pieces) => pieces.is_control(id),
        }
    }

    /// Whether there is a token of which something is true.
    pub fn any(&self, is_wanted: fn(&str) -> bool) -> bool {
        match self {
            Vocabulary::Json(tokenizer) => tokenizer.get_vocab(true).keys().any(|token| is_wanted(token)),
            Vocabulary::Pieces(pieces) => pieces.tokens().iter().any(|token| is_wanted(token)),
        }
    }
}

fn of_list(
    model: &Path,
    list: &Path,
    languages: &[&str],
    is_control: impl Fn(&str) -> bool,
) -> Result<Result<Pieces, String>, TokenizerError> {
    let list: HashMap<String, u32> = read_json(list)?;
    let languages = languages.iter().map(|code| format!("__{code}__"));
    Ok(Pieces::of_list(
        SentencePiece::open(model)?,
        list,
        languages,
        is_control,
    ))
}

/// The languages follow from how many more tokens than pieces the model has.
fn of_fairseq(model: SentencePiece, kind: &Kind) -> Result<Pieces, String> {
    if kind.model_type == "m2m_100" {
        return Pieces::of_fairseq(model, &codes::NLLB);
    }
    let languages = kind.vocab_size.saturating_sub(model.pieces().len() + 2);
    match languages == codes::MBART_50.len() {
        true => Pieces::of_fairseq(model, &codes::MBART_50),
        false => Err(format!(
            "with {} tokens in config.json there are {languages} languages; of the mBART models only those of {} languages are supported",
            kind.vocab_size,
            codes::MBART_50.len()
        )),
    }
}

fn read_tokenizer(path: &Path) -> Result<Vocabulary, TokenizerError> {
    let unreadable = |reason: String| TokenizerError::Unreadable {
        path: path.to_owned(),
        reason,
    };
    let mut tokenizer = tokenizers::Tokenizer::from_file(path).map_err(|error| unreadable(error.to_string()))?;
    read_text_as_text(&mut tokenizer).map_err(unreadable)?;
    Ok(Vocabulary::Json(Box::new(tokenizer)))
}

/// Makes that no text becomes a control token, whatever it spells.
pub fn read_text_as_text(tokenizer: &mut tokenizers::Tokenizer) -> Result<(), String> {
    tokenizer.set_encode_special_tokens(true);
    hide_control_pieces(tokenizer)
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
