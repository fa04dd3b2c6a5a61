//! Tokenizers that GGUF files hold in their metadata.
//!
//! A file has the tokens, and either the merges of a byte-level BPE (`gpt2`: Qwen, Llama 3) or the scores of a SentencePiece
//! BPE (`llama`: Gemma 3, Llama 2). How texts are cut into words before anything is merged is in no file: it follows from a
//! name. The reference is `llama-vocab.cpp` of llama.cpp, and where a model's own tokenizer does more, as that of Qwen, which
//! composes letters, that tokenizer.

use std::collections::HashMap;

use candle_core::quantized::gguf_file::Value;
use rustc_hash::FxHashSet;
use tokenizers::decoders::DecoderWrapper;
use tokenizers::decoders::byte_fallback::ByteFallback;
use tokenizers::decoders::fuse::Fuse;
use tokenizers::decoders::strip::Strip;
use tokenizers::models::bpe::{BPE, Merges, Vocab};
use tokenizers::normalizers::{NFC, NormalizerWrapper, Prepend, Replace};
use tokenizers::pre_tokenizers::PreTokenizerWrapper;
use tokenizers::pre_tokenizers::byte_level::ByteLevel;
use tokenizers::pre_tokenizers::metaspace::{Metaspace, PrependScheme};
use tokenizers::pre_tokenizers::split::{Split, SplitPattern};
use tokenizers::{AddedToken, SplitDelimiterBehavior, Tokenizer};

use super::sentencepiece::PieceKind;

/// Stands for a blank in the tokens of SentencePiece.
const BLANK: char = '▁';
/// Tokens that end an answer even if the file does not say so: many files name only one of them. These are those of Qwen, Llama
/// and Gemma in the list of llama.cpp.
const ENDS: [&str; 6] = [
    "<|im_end|>",
    "<|endoftext|>",
    "<|eot_id|>",
    "<|eom_id|>",
    "<|end_of_text|>",
    "<end_of_turn>",
];

/// A tokenizer, and what its file says of the use of it.
pub struct FromGguf {
    /// Reads the text of a control token as that token, unless `set_encode_special_tokens` tells it otherwise. Adds none by
    /// itself.
    pub tokenizer: Tokenizer,
    /// The token that begins texts.
    pub bos: Option<u32>,
    /// The tokens that end texts, turns and messages: after any of them an answer is complete.
    pub eos: Vec<u32>,
    /// Whether texts are to begin with `bos`. Prompts from a chat template may already do so.
    pub adds_bos: bool,
    /// The source of the chat template.
    pub chat_template: Option<String>,
}

/// Makes the tokenizer of a GGUF file from its metadata (`metadata` of candle's `gguf_file::Content`). Nothing if they hold none.
///
/// The merges of a `llama` tokenizer follow from the scores of its tokens. One thing is not quite that of SentencePiece: where
/// two pairs that overlap would become the same token, as can be within a long row of one sign, it takes the left pair, and
/// here it is the one whose first token is shorter.
///
/// # Errors
///
/// Fails, with the reason for people, if metadata are missing or not of the expected type, or if the kind of tokenizer or its
/// way to cut texts into words is not supported.
pub fn tokenizer_of(metadata: &HashMap<String, Value>) -> Result<Option<FromGguf>, String> {
    let metadata = Metadata(metadata);
    let Some(kind) = Kind::of(&metadata)? else {
        return Ok(None);
    };
    let mut tokens = read_tokens(&metadata, kind)?;
    let eos = mark_ends(&metadata, &mut tokens)?;
    let mut tokenizer = match kind {
        Kind::ByteLevel(cutting) => byte_level(&metadata, &tokens, cutting)?,
        Kind::SentencePiece => sentence_piece(&metadata, &tokens)?,
    };
    tokenizer.add_tokens(added(&tokens)).map_err(in_words)?;
    Ok(Some(FromGguf {
        tokenizer,
        bos: metadata.id("tokenizer.ggml.bos_token_id", &tokens)?,
        eos,
        adds_bos: metadata
            .flag("tokenizer.ggml.add_bos_token")?
            .unwrap_or(kind.adds_bos()),
        chat_template: metadata.text("tokenizer.chat_template")?.map(str::to_owned),
    }))
}

/// What a tokenizer is made of.
#[derive(Clone, Copy)]
enum Kind {
    ByteLevel(Cutting),
    SentencePiece,
}

impl Kind {
    fn of(metadata: &Metadata) -> Result<Option<Self>, String> {
        match metadata.text("tokenizer.ggml.model")? {
            None | Some("none" | "no_vocab") => Ok(None),
            Some("gpt2") => Ok(Some(Kind::ByteLevel(Cutting::of(metadata)?))),
            Some("llama") => Ok(Some(Kind::SentencePiece)),
            Some(other) => Err(format!(
                "its tokenizer is of the kind `{other}`, which is not supported: gpt2 and llama are"
            )),
        }
    }

    /// Whether texts are to begin with a token, if the file does not say.
    fn adds_bos(self) -> bool {
        match self {
            Kind::ByteLevel(Cutting::Gpt2 | Cutting::Qwen2) => false,
            Kind::ByteLevel(Cutting::Llama3) | Kind::SentencePiece => true,
        }
    }
}

/// How a byte-level tokenizer cuts texts into words.
#[derive(Clone, Copy)]
enum Cutting {
    Gpt2,
    Llama3,
    Qwen2,
}

impl Cutting {
    fn of(metadata: &Metadata) -> Result<Self, String> {
        match metadata.text("tokenizer.ggml.pre")? {
            Some("gpt-2" | "default") => Ok(Cutting::Gpt2),
            Some("llama-bpe" | "llama3" | "llama-v3") => Ok(Cutting::Llama3),
            Some("qwen2" | "deepseek-r1-qwen") => Ok(Cutting::Qwen2),
            Some(other) => Err(format!(
                "its tokenizer cuts texts into words in the way `{other}`, which is not supported: gpt-2, llama-bpe and qwen2 are"
            )),
            None => Err(
                "it does not say how its tokenizer cuts texts into words (tokenizer.ggml.pre): an old converter made it"
                    .to_owned(),
            ),
        }
    }

    fn pre_tokenizer(self) -> Result<PreTokenizerWrapper, String> {
        let digits = match self {
            Cutting::Gpt2 => return Ok(ByteLevel::new(false, true, true).into()),
            Cutting::Llama3 => r"\p{N}{1,3}",
            Cutting::Qwen2 => r"\p{N}",
        };
        let words = [
            r"(?i:'s|'t|'re|'ve|'m|'ll|'d)",
            r"[^\r\n\p{L}\p{N}]?\p{L}+",
            digits,
            r" ?[^\s\p{L}\p{N}]+[\r\n]*",
            r"\s*[\r\n]+",
            r"\s+(?!\S)",
            r"\s+",
        ];
        let words = SplitPattern::Regex(words.join("|"));
        let words = Split::new(words, SplitDelimiterBehavior::Isolated, false).map_err(in_words)?;
        let bytes = ByteLevel::new(false, true, false);
        Ok(tokenizers::pre_tokenizers::sequence::Sequence::new(vec![words.into(), bytes.into()]).into())
    }

    /// Whether a word that is a token is never made by merges.
    fn takes_words_whole(self) -> bool {
        matches!(self, Cutting::Llama3)
    }

    fn normalizer(self) -> Option<NFC> {
        matches!(self, Cutting::Qwen2).then_some(NFC)
    }
}

/// A token of the vocabulary.
struct Token {
    text: String,
    kind: PieceKind,
}

fn read_tokens(metadata: &Metadata, kind: Kind) -> Result<Vec<Token>, String> {
    let texts = metadata.texts("tokenizer.ggml.tokens")?;
    let kinds = match metadata.list("tokenizer.ggml.token_type")? {
        Some(kinds) if kinds.len() != texts.len() => {
            return Err(format!("it has {} tokens, and types for {}", texts.len(), kinds.len()));
        }
        kinds => kinds.unwrap_or_default(),
    };
    let kind_of = |id: usize| {
        let number = kinds.get(id).and_then(integer);
        let number = number.and_then(|number| i32::try_from(number).ok());
        number
            .and_then(|number| PieceKind::try_from(number).ok())
            .unwrap_or(PieceKind::Normal)
    };
    let token = |(id, text): (usize, &str)| {
        let token_kind = kind_of(id);
        let text = match (text, kind, token_kind) {
            ("", ..) => format!("[EMPTY_{id}]"),
            // It is found in texts, where blanks are blanks.
            (text, Kind::SentencePiece, PieceKind::UserDefined) => text.replace(BLANK, " "),
            (text, ..) => text.to_owned(),
        };
        Token { text, kind: token_kind }
    };
    Ok(texts.into_iter().enumerate().map(token).collect())
}

/// The tokens that end an answer, which are control tokens from now on.
fn mark_ends(metadata: &Metadata, tokens: &mut [Token]) -> Result<Vec<u32>, String> {
    let mut ends = Vec::new();
    for key in ["eos", "eot", "eom"] {
        ends.extend(metadata.id(&format!("tokenizer.ggml.{key}_token_id"), tokens)?);
    }
    let is_end = |token: &Token| token.kind != PieceKind::Normal && ENDS.contains(&token.text.as_str());
    let known = tokens.iter().zip(0..).filter(|(token, _)| is_end(token));
    ends.extend(known.map(|(_, id)| id));
    let mut seen = FxHashSet::default();
    ends.retain(|id| seen.insert(*id));
    for id in &ends {
        if let Some(token) = tokens.get_mut(*id as usize) {
            token.kind = PieceKind::Control;
        }
    }
    Ok(ends)
}

/// The tokens that are found in texts before anything else.
fn added(tokens: &[Token]) -> Vec<AddedToken> {
    let added = tokens.iter().filter_map(|token| {
        let is_special = match token.kind {
            PieceKind::Control | PieceKind::Unknown => true,
            PieceKind::UserDefined => false,
            PieceKind::Normal | PieceKind::Unused | PieceKind::Byte => return None,
        };
        Some(AddedToken::from(token.text.as_str(), is_special).normalized(false))
    });
    added.collect()
}

fn vocabulary(tokens: &[Token]) -> Vocab {
    tokens.iter().map(|token| token.text.clone()).zip(0..).collect()
}

fn byte_level(metadata: &Metadata, tokens: &[Token], cutting: Cutting) -> Result<Tokenizer, String> {
    let vocabulary = vocabulary(tokens);
    let merges = listed_merges(metadata, &vocabulary)?;
    let model = BPE::builder()
        .vocab_and_merges(vocabulary, merges)
        .ignore_merges(cutting.takes_words_whole())
        .build()
        .map_err(in_words)?;
    let mut tokenizer = Tokenizer::new(model);
    tokenizer
        .with_normalizer(cutting.normalizer())
        .map_err(in_words)?
        .with_pre_tokenizer(Some(cutting.pre_tokenizer()?))
        .with_decoder(Some(ByteLevel::default()));
    Ok(tokenizer)
}

fn listed_merges(metadata: &Metadata, vocabulary: &Vocab) -> Result<Merges, String> {
    // The crate fails for parts that are no tokens, and panics for what they become if it is longer than all tokens.
    let pair = |merge: &str| {
        merge
            .split_once(' ')
            .filter(|(left, right)| vocabulary.contains_key(&format!("{left}{right}")))
            .map(|(left, right)| (left.to_owned(), right.to_owned()))
            .ok_or_else(|| format!("`{merge}` in tokenizer.ggml.merges does not make a token of two"))
    };
    let merges = metadata.texts("tokenizer.ggml.merges")?;
    merges.into_iter().map(pair).collect()
}

fn sentence_piece(metadata: &Metadata, tokens: &[Token]) -> Result<Tokenizer, String> {
    let normal = || tokens.iter().filter(|token| token.kind == PieceKind::Normal);
    let vocabulary = vocabulary(tokens);
    let has_bytes = (0..=u8::MAX).all(|byte| vocabulary.contains_key(&format!("<0x{byte:02X}>")));
    let mut model = BPE::builder()
        .vocab_and_merges(vocabulary, merges_by_score(metadata, tokens)?)
        .byte_fallback(has_bytes);
    let unknown = tokens.iter().find(|token| token.kind == PieceKind::Unknown);
    match unknown {
        Some(unknown) => model = model.unk_token(unknown.text.clone()).fuse_unk(true),
        None if has_bytes => {}
        None => return Err("its tokenizer has no token for what is unknown, and not all bytes".to_owned()),
    }
    let mut tokenizer = Tokenizer::new(model.build().map_err(in_words)?);
    let adds_blank = metadata.flag("tokenizer.ggml.add_space_prefix")?.unwrap_or(true);
    tokenizer
        .with_normalizer(Some(blanks_marked(adds_blank)?))
        .map_err(in_words)?
        .with_decoder(Some(blanks_restored(adds_blank)?));
    let joins_words = |token: &Token| token.text.chars().skip(1).any(|letter| letter == BLANK);
    if !normal().any(joins_words) {
        tokenizer.with_pre_tokenizer(Some(Metaspace::new(BLANK, PrependScheme::Never, true)));
    }
    Ok(tokenizer)
}

/// Pairs of tokens in the order of the scores of what they become, where all three are made of text.
fn merges_by_score(metadata: &Metadata, tokens: &[Token]) -> Result<Merges, String> {
    let scores = metadata.scores("tokenizer.ggml.scores")?;
    if scores.len() != tokens.len() {
        return Err(format!(
            "it has {} tokens, and scores for {}",
            tokens.len(),
            scores.len()
        ));
    }
    let scored = tokens.iter().zip(scores);
    let mut normal: Vec<(&str, f32)> = scored
        .filter(|(token, _)| token.kind == PieceKind::Normal)
        .map(|(token, score)| (token.text.as_str(), score))
        .collect();
    let known: FxHashSet<&str> = normal.iter().map(|(text, _)| *text).collect();
    normal.sort_by(|(_, left), (_, right)| right.total_cmp(left));
    let pairs = normal.into_iter().flat_map(|(text, _)| {
        let cuts = text.char_indices().skip(1);
        cuts.map(|(place, _)| text.split_at(place))
    });
    Ok(pairs
        .filter(|(left, right)| known.contains(left) && known.contains(right))
        .map(|(left, right)| (left.to_owned(), right.to_owned()))
        .collect())
}

/// As llama.cpp does, each text between control tokens gets its blank.
fn blanks_marked(adds_blank: bool) -> Result<NormalizerWrapper, String> {
    let mark = Replace::new(" ", BLANK.to_string()).map_err(in_words)?;
    Ok(match adds_blank {
        true => {
            let prefix = Prepend::new(BLANK.to_string());
            tokenizers::normalizers::Sequence::new(vec![prefix.into(), mark.into()]).into()
        }
        false => mark.into(),
    })
}

fn blanks_restored(adds_blank: bool) -> Result<DecoderWrapper, String> {
    let blanks = Replace::new(BLANK.to_string(), " ").map_err(in_words)?;
    let mut steps = vec![blanks.into(), ByteFallback::default().into(), Fuse::default().into()];
    if adds_blank {
        steps.push(Strip::new(' ', 1, 0).into());
    }
    Ok(tokenizers::decoders::sequence::Sequence::new(steps).into())
}

fn in_words(error: tokenizers::Error) -> String {
    format!("its tokenizer cannot be used: {error}")
}

/// What a file says of itself, by keys.
struct Metadata<'a>(&'a HashMap<String, Value>);

impl<'a> Metadata<'a> {
    fn text(&self, key: &str) -> Result<Option<&'a str>, String> {
        match self.0.get(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(format!("{key} is not a text")),
        }
    }

    fn flag(&self, key: &str) -> Result<Option<bool>, String> {
        match self.0.get(key) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(_) => Err(format!("{key} is neither true nor false")),
        }
    }

    /// The id of a token. Nothing if there is no such token: some files say so by a number that is out of range.
    fn id(&self, key: &str, tokens: &[Token]) -> Result<Option<u32>, String> {
        let Some(value) = self.0.get(key) else {
            return Ok(None);
        };
        let number = integer(value).ok_or_else(|| format!("{key} is not a whole number"))?;
        Ok(u32::try_from(number).ok().filter(|id| (*id as usize) < tokens.len()))
    }

    fn list(&self, key: &str) -> Result<Option<&'a [Value]>, String> {
        match self.0.get(key) {
            None => Ok(None),
            Some(Value::Array(values)) => Ok(Some(values)),
            Some(_) => Err(format!("{key} is not a list")),
        }
    }

    fn texts(&self, key: &str) -> Result<Vec<&'a str>, String> {
        self.each(key, |value| match value {
            Value::String(text) => Some(text.as_str()),
            _ => None,
        })
    }

    fn scores(&self, key: &str) -> Result<Vec<f32>, String> {
        self.each(key, |value| match value {
            Value::F32(score) => Some(*score),
            _ => None,
        })
    }

    /// The values of a list that must be there, all of one type.
    fn each<T>(&self, key: &str, read: impl Fn(&'a Value) -> Option<T>) -> Result<Vec<T>, String> {
        let values = self.list(key)?.ok_or_else(|| format!("it has no {key}"))?;
        let read: Option<Vec<T>> = values.iter().map(read).collect();
        read.ok_or_else(|| format!("the values of {key} are not of the expected type"))
    }
}

fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::U8(number) => Some((*number).into()),
        Value::I8(number) => Some((*number).into()),
        Value::U16(number) => Some((*number).into()),
        Value::I16(number) => Some((*number).into()),
        Value::U32(number) => Some((*number).into()),
        Value::I32(number) => Some((*number).into()),
        Value::U64(number) => i64::try_from(*number).ok(),
        Value::I64(number) => Some(*number),
        Value::F32(_) | Value::F64(_) | Value::Bool(_) | Value::String(_) | Value::Array(_) => None,
    }
}

#[cfg(test)]
mod tests;
