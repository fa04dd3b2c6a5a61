//! What is done to a text before it is cut into pieces (`normalizer.cc` of SentencePiece).

use super::charsmap::Charsmap;
use super::proto::NormalizerProto;

/// Stands for a blank in pieces.
pub const BLANK: char = '▁';

/// Normalizes texts as the model wants them.
pub struct Normalizer {
    charsmap: Option<Charsmap>,
    /// Texts that are left as they are, longest first.
    symbols: Vec<String>,
    dummy_prefix: bool,
    squeeze: bool,
    escape: bool,
}

impl Normalizer {
    pub fn new(spec: &NormalizerProto, mut symbols: Vec<String>) -> Result<Self, &'static str> {
        symbols.retain(|symbol| !symbol.is_empty());
        symbols.sort_by_key(|symbol| std::cmp::Reverse(symbol.len()));
        let charsmap = spec.precompiled_charsmap.as_deref().filter(|blob| !blob.is_empty());
        Ok(Normalizer {
            charsmap: charsmap.map(Charsmap::parse).transpose()?,
            symbols,
            dummy_prefix: spec.add_dummy_prefix(),
            squeeze: spec.remove_extra_whitespaces(),
            escape: spec.escape_whitespaces(),
        })
    }

    /// Texts that are left as they are.
    pub fn symbols(&self) -> &[String] {
        &self.symbols
    }

    /// The text with characters replaced, blanks squeezed and marked, and one before it, each where the model wants that.
    pub fn normalize(&self, text: &str) -> String {
        let mut rest = text;
        if self.squeeze {
            while let (" ", length) = self.first(rest) {
                rest = &rest[length..];
            }
        }
        let mut normalized = String::with_capacity(text.len() + text.len() / 4 + BLANK.len_utf8());
        if rest.is_empty() {
            return normalized;
        }
        if self.dummy_prefix {
            self.push(&mut normalized, " ");
        }
        let mut after_blank = self.squeeze;
        while !rest.is_empty() {
            let (mut part, length) = self.first(rest);
            rest = &rest[length..];
            if after_blank {
                part = part.trim_start_matches(' ');
            }
            if !part.is_empty() {
                self.push(&mut normalized, part);
                after_blank = self.squeeze && part.ends_with(' ');
            }
        }
        if self.squeeze {
            let blank = if self.escape { BLANK } else { ' ' };
            normalized.truncate(normalized.trim_end_matches(blank).len());
        }
        normalized
    }

    /// Takes away what stands for the beginning of a text, and blanks at its ends where the model squeezes them.
    pub fn trim<'a>(&self, text: &'a str) -> &'a str {
        match (self.squeeze, self.dummy_prefix) {
            (true, _) => text.trim_matches(' '),
            (false, true) => text.strip_prefix(' ').unwrap_or(text),
            (false, false) => text,
        }
    }

    /// What the beginning of a text becomes, and its length in bytes.
    fn first<'a>(&'a self, text: &'a str) -> (&'a str, usize) {
        if let Some(symbol) = self.symbols.iter().find(|symbol| text.starts_with(symbol.as_str())) {
            return (symbol, symbol.len());
        }
        let replaced = self.charsmap.as_ref().and_then(|charsmap| charsmap.longest(text));
        replaced.unwrap_or_else(|| {
            let length = text.chars().next().map_or(0, char::len_utf8);
            (&text[..length], length)
        })
    }

    fn push(&self, normalized: &mut String, part: &str) {
        for letter in part.chars() {
            normalized.push(if self.escape && letter == ' ' { BLANK } else { letter });
        }
    }
}
