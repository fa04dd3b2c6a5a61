//! A text as the comparisons read it: its words, its numbers and what they count.

use super::Text;
use super::units::{Unit, unit_of};
use crate::article::Language;
use crate::extract::figures::{Figure, figures};
use crate::understand::cyrillic::Cyrillic;
use crate::understand::tokens::{TokenKind, lowercase, tokenize};

/// One of the two texts.
pub(super) struct Side {
    /// The language that it is in: Kazakh in other scripts is read in Cyrillic.
    pub language: Language,
    /// The text.
    pub text: String,
    /// Its words and signs.
    pub tokens: Vec<Item>,
    /// Its numbers.
    pub numbers: Vec<Number>,
    /// How many letters and digits it has.
    pub length: usize,
}

/// A word or a sign.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    /// As it is written.
    pub text: String,
    /// In small letters.
    pub lower: String,
    /// What it is.
    pub kind: TokenKind,
    /// Whether a blank stands before it.
    pub after_blank: bool,
    /// The byte at which it begins.
    pub start: usize,
}

/// A number with what it counts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Number {
    /// The number.
    pub figure: Figure,
    /// As it is written.
    pub text: String,
    /// Its unit or currency, where it has one that we know.
    pub unit: Option<&'static Unit>,
}

impl Side {
    /// Reads a text.
    pub fn of(text: Text<'_>) -> Self {
        if let Some(cyrillic) = Cyrillic::of(text.text, text.language) {
            return Side::of(Text {
                text: cyrillic.text(),
                language: Language::Kazakh,
            });
        }
        let tokens: Vec<Item> = tokenize(text.text)
            .iter()
            .map(|token| Item {
                text: token.text.to_owned(),
                lower: lowercase(token.text),
                kind: token.kind,
                after_blank: token.after_blank,
                start: token.start,
            })
            .collect();
        let numbers = figures(text.text, text.language)
            .into_iter()
            .map(|figure| halved(figure, text.text));
        let numbers = numbers
            .map(|figure| Number {
                text: text.text[figure.range.clone()].to_owned(),
                unit: unit_of(&figure, &tokens, text.language),
                figure,
            })
            .collect();
        Side {
            language: text.language,
            text: text.text.to_owned(),
            numbers,
            length: text.text.chars().filter(|letter| letter.is_alphanumeric()).count(),
            tokens,
        }
    }

    /// The words, without signs and numbers.
    pub fn words(&self) -> impl Iterator<Item = &Item> {
        self.tokens.iter().filter(|item| item.kind == TokenKind::Word)
    }
}

impl Item {
    /// Whether it begins with a capital letter.
    pub fn is_capitalized(&self) -> bool {
        self.is_word() && self.text.starts_with(char::is_uppercase)
    }

    /// Whether it is a word, and no sign or number.
    pub fn is_word(&self) -> bool {
        self.kind == TokenKind::Word
    }

    /// Whether it is a hyphen or a dash.
    pub fn is_dash(&self) -> bool {
        self.kind == TokenKind::Sign && self.text.starts_with(['-', '‐', '‑', '–', '—', '−'])
    }
}

/// `Half a million` is no million.
fn halved(mut figure: Figure, text: &str) -> Figure {
    let before = text[..figure.range.start].trim_end();
    let is_half = figure.is_spelled || figure.values.iter().any(|value| *value >= 1e3);
    let half = ["half a", "Half a"].iter().find_map(|half| before.strip_suffix(half));
    if let (true, Some(rest)) = (is_half, half) {
        figure.range.start = rest.len();
        for value in &mut figure.values {
            *value /= 2.0;
        }
    }
    figure
}
