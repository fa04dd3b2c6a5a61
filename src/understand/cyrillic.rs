//! Kazakh in its other scripts, turned into Cyrillic for whatever reads only that.

use std::borrow::Cow;
use std::ops::Range;

use super::{arabic, latin};
use crate::article::Language;

/// A text in Cyrillic that remembers the one that it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cyrillic {
    text: String,
    /// Per character of `text` its first byte there, and the bytes of the source that it stands for.
    characters: Vec<(usize, Range<usize>)>,
}

impl Cyrillic {
    /// Transliterates a text in Kazakh in Latin or Arabic script; nothing if it is in another language or in Cyrillic already.
    pub fn of(text: &str, language: Language) -> Option<Self> {
        let placed = match language {
            Language::KazakhLatin => latin::placed(text),
            Language::KazakhArabic => arabic::placed(text),
            Language::Kazakh | Language::Russian | Language::English | Language::Undetermined => return None,
        };
        let mut cyrillic = Cyrillic {
            text: String::with_capacity(text.len() * 2),
            characters: Vec::with_capacity(placed.len()),
        };
        for (letter, source) in placed {
            cyrillic.characters.push((cyrillic.text.len(), source));
            cyrillic.text.push(letter);
        }
        Some(cyrillic)
    }

    /// The text in Cyrillic.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The part of the source that a part of this text came from, both in bytes.
    pub fn source(&self, part: Range<usize>) -> Range<usize> {
        let index = |byte: usize| self.characters.partition_point(|(start, _)| *start < byte);
        let (first, last) = (index(part.start), index(part.end));
        match (
            self.characters.get(first),
            last.checked_sub(1).and_then(|last| self.characters.get(last)),
        ) {
            (Some((_, from)), Some((_, to))) if first < last => from.start..to.end,
            (Some((_, from)), _) => from.start..from.start,
            (None, _) => {
                let end = self.characters.last().map_or(0, |(_, source)| source.end);
                end..end
            }
        }
    }
}

/// A text in the letters that models know: Kazakh in Cyrillic, everything else as it is.
pub fn in_cyrillic(text: &str, language: Language) -> Cow<'_, str> {
    match Cyrillic::of(text, language) {
        Some(cyrillic) => Cow::Owned(cyrillic.text),
        None => Cow::Borrowed(text),
    }
}
