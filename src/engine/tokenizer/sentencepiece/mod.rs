//! Models of SentencePiece (Kudo and Richardson 2018), which many repositories hold in place of a tokenizer.json.
//!
//! The pieces become a model of the crate `tokenizers`. What stands around it is here: the normalizer, which in that crate
//! replaces whole clusters where SentencePiece replaces the longest match; and bytes for what no piece covers, which in that
//! crate are pieces that a text could spell.

mod charsmap;
mod normalizer;
mod proto;

use std::path::Path;

use prost::Message;
use tokenizers::decoders::byte_fallback::ByteFallback;
use tokenizers::decoders::fuse::Fuse;
use tokenizers::decoders::sequence::Sequence;
use tokenizers::models::bpe::{BPE, Vocab};
use tokenizers::models::unigram::Unigram;
use tokenizers::normalizers::Replace;
use tokenizers::pre_tokenizers::metaspace::{Metaspace, PrependScheme};
use tokenizers::{AddedToken, Decoder, ModelWrapper};

use self::normalizer::{BLANK, Normalizer};
pub use self::proto::PieceKind;
use self::proto::{Algorithm, ModelProto};
use super::TokenizerError;

/// A model of SentencePiece.
pub struct SentencePiece {
    normalizer: Normalizer,
    tokenizer: tokenizers::Tokenizer,
    pieces: Vec<Piece>,
    unknown: u32,
    /// For every byte its piece, if the model has them.
    bytes: Option<Vec<u32>>,
    decoder: Sequence,
}

/// A piece of the vocabulary.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Its characters, with `▁` for a blank.
    pub text: String,
    /// What it is for.
    pub kind: PieceKind,
    score: f32,
}

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// A piece, by its number in the model.
    Piece(u32),
    /// Characters that no piece covers.
    Unknown(&'a str),
}

impl SentencePiece {
    /// Reads a model from its file (`.model`, `.spm`).
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read, is none of SentencePiece, or asks for what is not supported.
    pub fn open(path: &Path) -> Result<Self, TokenizerError> {
        let unreadable = |reason: String| TokenizerError::Unreadable {
            path: path.to_owned(),
            reason,
        };
        let bytes = fs_err::read(path).map_err(|error| unreadable(error.to_string()))?;
        let proto = ModelProto::decode(bytes.as_slice())
            .map_err(|error| unreadable(format!("it is no SentencePiece model: {error}")))?;
        Self::from_proto(proto).map_err(unreadable)
    }

    fn from_proto(proto: ModelProto) -> Result<Self, String> {
        let (trainer, spec) = (proto.trainer.unwrap_or_default(), proto.normalizer.unwrap_or_default());
        if trainer.treat_whitespace_as_suffix() {
            return Err("it marks the ends of words in place of their beginnings, which is not supported".to_owned());
        }
        let pieces: Vec<Piece> = proto
            .pieces
            .into_iter()
            .map(|piece| Piece {
                kind: piece.kind(),
                score: piece.score(),
                text: piece.text.unwrap_or_default(),
            })
            .collect();
        let unknown = pieces.iter().position(|piece| piece.kind == PieceKind::Unknown);
        let unknown = unknown.ok_or("it has no piece for what is unknown")? as u32;
        let of_kind = |kind| pieces.iter().filter(move |piece| piece.kind == kind);
        let symbols = of_kind(PieceKind::UserDefined).map(|piece| piece.text.clone());
        let normalizer = Normalizer::new(&spec, symbols.collect())?;
        let model = match trainer.algorithm() {
            Algorithm::Unigram => unigram(&pieces, unknown)?,
            Algorithm::Bpe => byte_pairs(&pieces, unknown)?,
            Algorithm::Word | Algorithm::Char => {
                return Err("it is of a kind that is not supported: unigram and BPE are".to_owned());
            }
        };
        let mut tokenizer = tokenizers::Tokenizer::new(model);
        let symbols: Vec<AddedToken> = normalizer
            .symbols()
            .iter()
            .map(|symbol| AddedToken::from(symbol.as_str(), false).normalized(false))
            .collect();
        tokenizer.add_tokens(symbols).map_err(|error| error.to_string())?;
        let joins_words = |piece: &Piece| piece.text.chars().skip(1).any(|letter| letter == BLANK);
        if !pieces.iter().any(joins_words) {
            tokenizer.with_pre_tokenizer(Some(Metaspace::new(BLANK, PrependScheme::Never, true)));
        }
        Ok(SentencePiece {
            bytes: trainer.byte_fallback().then(|| bytes(&pieces)).transpose()?,
            normalizer,
            tokenizer,
            unknown,
            pieces,
            decoder: decoder(trainer.byte_fallback())?,
        })
    }

    /// The vocabulary.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Cuts a text into pieces and hands them over in turn.
    ///
    /// # Errors
    ///
    /// Fails if the tokenizer does.
    pub fn split(&self, text: &str, mut each: impl FnMut(Part)) -> Result<(), TokenizerError> {
        let text = self.normalizer.normalize(text);
        let encoding = self.tokenizer.encode(text.as_str(), false);
        let encoding = encoding.map_err(|error| TokenizerError::Text(error.to_string()))?;
        for (id, (start, end)) in encoding.get_ids().iter().zip(encoding.get_offsets()) {
            match &self.bytes {
                _ if *id != self.unknown => each(Part::Piece(*id)),
                None => each(Part::Unknown(&text[*start..*end])),
                Some(bytes) => text[*start..*end]
                    .bytes()
                    .for_each(|byte| each(Part::Piece(bytes[usize::from(byte)]))),
            }
        }
        Ok(())
    }

    /// The text that pieces make up.
    ///
    /// # Errors
    ///
    /// Fails if the tokenizer does.
    pub fn join(&self, pieces: Vec<String>) -> Result<String, TokenizerError> {
        let text = self.decoder.decode(pieces);
        let text = text.map_err(|error| TokenizerError::Text(error.to_string()))?;
        Ok(self.normalizer.trim(&text).to_owned())
    }
}

/// Stands in the place of pieces that no text may spell: no text holds this character, it is none.
fn hidden(id: usize) -> String {
    format!("\u{10ffff}{id}")
}

fn unigram(pieces: &[Piece], unknown: u32) -> Result<ModelWrapper, String> {
    let pieces = pieces.iter().enumerate().map(|(id, piece)| match piece.kind {
        PieceKind::Normal | PieceKind::UserDefined => (piece.text.clone(), f64::from(piece.score)),
        _ => (hidden(id), 0.0),
    });
    let model = Unigram::from(pieces.collect(), Some(unknown as usize), false).map_err(|error| error.to_string())?;
    Ok(model.into())
}

/// Pairs are merged in the order of the scores of what they become, and only if all three are ordinary pieces.
fn byte_pairs(pieces: &[Piece], unknown: u32) -> Result<ModelWrapper, String> {
    if pieces.iter().any(|piece| piece.kind == PieceKind::Unused) {
        return Err("it is a BPE model with unused pieces, which is not supported".to_owned());
    }
    let normal: rustc_hash::FxHashSet<&str> = pieces
        .iter()
        .filter(|piece| piece.kind == PieceKind::Normal)
        .map(|piece| piece.text.as_str())
        .collect();
    let mut order: Vec<&Piece> = pieces.iter().filter(|piece| piece.kind == PieceKind::Normal).collect();
    order.sort_by(|a, b| b.score.total_cmp(&a.score));
    let merges = order.iter().flat_map(|piece| {
        let cuts = piece.text.char_indices().skip(1);
        let pairs = cuts.map(|(at, _)| piece.text.split_at(at));
        pairs
            .filter(|(left, right)| normal.contains(left) && normal.contains(right))
            .map(|(left, right)| (left.to_owned(), right.to_owned()))
    });
    let name = |(id, piece): (usize, &Piece)| match piece.kind {
        PieceKind::Normal | PieceKind::UserDefined => piece.text.clone(),
        _ => hidden(id),
    };
    let vocabulary = pieces.iter().enumerate().map(|piece| (name(piece), piece.0 as u32));
    let model = BPE::builder()
        .vocab_and_merges(vocabulary.collect::<Vocab>(), merges.collect())
        .unk_token(hidden(unknown as usize))
        .fuse_unk(true)
        .build();
    model.map(Into::into).map_err(|error| error.to_string())
}

/// For every byte its piece.
fn bytes(pieces: &[Piece]) -> Result<Vec<u32>, String> {
    let find = |byte: u8| {
        let text = format!("<0x{byte:02X}>");
        let place = pieces
            .iter()
            .position(|piece| piece.kind == PieceKind::Byte && piece.text == text);
        place
            .map(|place| place as u32)
            .ok_or_else(|| format!("it falls back to bytes and has no {text}"))
    };
    (0..=u8::MAX).map(find).collect()
}

fn decoder(byte_fallback: bool) -> Result<Sequence, String> {
    let blanks = Replace::new(BLANK.to_string(), " ").map_err(|error| error.to_string())?;
    let mut steps = vec![blanks.into()];
    if byte_fallback {
        steps.push(ByteFallback::default().into());
    }
    steps.push(Fuse::default().into());
    Ok(Sequence::new(steps))
}
