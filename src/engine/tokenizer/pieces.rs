//! Vocabularies over a SentencePiece model: which id a model of language gives to which piece.

use std::collections::HashMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::TokenizerError;
use super::sentencepiece::{Part, PieceKind, SentencePiece};

/// A SentencePiece model and the ids of its pieces.
pub struct Pieces {
    model: SentencePiece,
    /// By id.
    tokens: Vec<String>,
    ids: FxHashMap<String, u32>,
    /// Tokens that no text is made of.
    control: FxHashSet<u32>,
    unknown: u32,
    /// For every piece of the model its id.
    of_piece: Vec<u32>,
}

impl Pieces {
    /// The ids of the SentencePiece model itself: T5.
    pub fn own(model: SentencePiece) -> Result<Self, String> {
        let pieces = model.pieces().iter().enumerate();
        let is_control = |kind| !matches!(kind, PieceKind::Normal | PieceKind::UserDefined | PieceKind::Byte);
        let control = pieces
            .filter(|(_, piece)| is_control(piece.kind))
            .map(|(id, _)| id as u32);
        let control = control.collect();
        let unknown = model.pieces().iter().find(|piece| piece.kind == PieceKind::Unknown);
        let unknown = unknown.map(|piece| piece.text.clone()).unwrap_or_default();
        let tokens = model.pieces().iter().map(|piece| piece.text.clone()).collect();
        Self::new(model, tokens, control, &unknown)
    }

    /// The ids of fairseq: four tokens of its own in place of the first three, then the pieces, the languages and a mask.
    /// mBART and NLLB.
    pub fn of_fairseq(model: SentencePiece, languages: &[&str]) -> Result<Self, String> {
        const FIRST: [&str; 4] = ["<s>", "<pad>", "</s>", "<unk>"];
        let pieces = model.pieces().iter().skip(3).map(|piece| piece.text.as_str());
        let tokens = FIRST.into_iter().chain(pieces);
        let last = languages.iter().copied().chain(["<mask>"]);
        let tokens: Vec<String> = tokens.chain(last).map(str::to_owned).collect();
        let first_language = model.pieces().len() as u32 + 1;
        let control = (0..4).chain(first_language..tokens.len() as u32).collect();
        Self::new(model, tokens, control, "<unk>")
    }

    /// The ids of a list, with more tokens after it: OPUS-MT and M2M-100.
    pub fn of_list(
        model: SentencePiece,
        list: HashMap<String, u32>,
        more: impl Iterator<Item = String>,
        is_control: impl Fn(&str) -> bool,
    ) -> Result<Self, String> {
        let count = list.len();
        let mut tokens = vec![String::new(); count];
        for (token, id) in list {
            let place = tokens.get_mut(id as usize);
            *place.ok_or_else(|| format!("its {count} tokens have ids up to {id}"))? = token;
        }
        let listed = tokens.iter().enumerate().filter(|(_, token)| is_control(token));
        let mut control: FxHashSet<u32> = listed.map(|(id, _)| id as u32).collect();
        tokens.extend(more);
        control.extend(count as u32..tokens.len() as u32);
        Self::new(model, tokens, control, "<unk>")
    }

    fn new(model: SentencePiece, tokens: Vec<String>, control: FxHashSet<u32>, unknown: &str) -> Result<Self, String> {
        let ids = tokens.iter().enumerate().map(|(id, token)| (token.clone(), id as u32));
        let ids: FxHashMap<String, u32> = ids.collect();
        let unknown = *ids.get(unknown).ok_or_else(|| format!("it has no {unknown}"))?;
        let id = |token: &str| ids.get(token).filter(|id| !control.contains(id));
        let of_piece = model.pieces().iter().map(|piece| *id(&piece.text).unwrap_or(&unknown));
        Ok(Pieces {
            of_piece: of_piece.collect(),
            model,
            tokens,
            ids,
            control,
            unknown,
        })
    }

    /// The ids of the pieces of a text.
    pub fn encode(&self, text: &str) -> Result<Vec<u32>, TokenizerError> {
        let mut ids = Vec::with_capacity(text.len() / 4);
        self.model.split(text, |part| {
            ids.push(match part {
                Part::Piece(piece) => self.of_piece[piece as usize],
                // What the source side does not know may still be a token of the target side.
                Part::Unknown(text) => self.id(text).filter(|id| !self.is_control(*id)).unwrap_or(self.unknown),
            });
        })?;
        Ok(ids)
    }

    /// The text of some tokens but the control tokens.
    pub fn decode(&self, ids: &[u32]) -> Result<String, TokenizerError> {
        let pieces = ids
            .iter()
            .filter(|id| !self.is_control(**id))
            .filter_map(|id| self.token(*id));
        self.model.join(pieces.map(str::to_owned).collect())
    }

    pub fn id(&self, token: &str) -> Option<u32> {
        self.ids.get(token).copied()
    }

    pub fn token(&self, id: u32) -> Option<&str> {
        self.tokens.get(id as usize).map(String::as_str)
    }

    pub fn is_control(&self, id: u32) -> bool {
        self.control.contains(&id)
    }

    /// All tokens.
    pub fn tokens(&self) -> &[String] {
        &self.tokens
    }
}
