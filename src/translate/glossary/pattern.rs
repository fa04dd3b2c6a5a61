//! A term as it is looked for: word by word, each in any of its forms.

use std::ops::Range;

use crate::article::Locale;
use crate::understand::inflection::{Forms, fold, is_kazakh_suffix};
use crate::understand::tokens::{Token, TokenKind, tokenize};

/// A text in which terms are looked for.
pub(super) struct Words<'t> {
    tokens: Vec<Token<'t>>,
    /// Per token how it is compared.
    folded: Vec<String>,
    language: Locale,
}

/// A term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    kind: Kind,
    after_blank: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    /// A word in any form.
    Word(Forms),
    /// An abbreviation: these capital letters, with or without an ending in small ones.
    Capitals(String, Forms),
    /// Digits or a sign.
    Same(String),
}

/// What may stand around a term without a blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Surroundings {
    /// No other part of a compound: `президент` is not looked for in `вице-президент`, which has a term of its own.
    Apart,
    /// That too: the translation of `vice president` has `president` in it, however it is written.
    Any,
}

impl<'t> Words<'t> {
    pub fn of(text: &'t str, language: Locale) -> Self {
        let tokens = tokenize(text);
        Words {
            folded: tokens.iter().map(|token| folded(token, language)).collect(),
            tokens,
            language,
        }
    }

    /// How many words, numbers and signs there are.
    pub fn count(&self) -> usize {
        self.tokens.len()
    }

    /// The first letter of a token as it is compared.
    pub fn first_letter(&self, at: usize) -> Option<char> {
        self.folded.get(at)?.chars().next()
    }

    /// Whether a token stands there with no blank before it.
    fn is_glued(&self, at: usize) -> bool {
        at > 0 && self.tokens.get(at).is_some_and(|token| !token.after_blank)
    }

    /// Whether a word or number stands there with no blank before it.
    fn is_glued_word(&self, at: usize) -> bool {
        self.is_glued(at) && self.tokens[at].kind != TokenKind::Sign
    }

    /// Whether a word or number ends right where a token begins.
    fn is_behind_word(&self, at: usize) -> bool {
        self.is_glued(at) && self.tokens[at - 1].kind != TokenKind::Sign
    }

    /// Whether a token is a hyphen or an apostrophe between two words without blanks. Dashes part words, even without blanks.
    fn is_joint(&self, at: usize) -> bool {
        let is_sign = |token: &Token<'_>| is_hyphen(token.text) || is_apostrophe(token.text);
        self.is_behind_word(at) && self.is_glued_word(at + 1) && is_sign(&self.tokens[at])
    }

    /// The token behind the suffix that is joined to a word: `ҚР-ның`, `court’s`.
    fn behind_suffix(&self, end: usize) -> usize {
        if !self.is_joint(end) || self.is_glued_word(end + 2) || self.is_joint(end + 2) {
            return end;
        }
        let (joint, suffix) = (self.folded[end].as_str(), self.folded[end + 1].as_str());
        let is_suffix = match self.language {
            Locale::Kk => joint == "-" && is_kazakh_suffix(suffix),
            Locale::En => joint == "'" && suffix == "s",
            Locale::Ru => false,
        };
        if is_suffix { end + 2 } else { end }
    }
}

impl Pattern {
    /// The pattern of a term, unless it has neither letters nor digits.
    pub fn of(term: &str, language: Locale) -> Option<Self> {
        let tokens = tokenize(term);
        let is_word = |token: &Token<'_>| token.kind != TokenKind::Sign;
        if !tokens.iter().any(is_word) {
            return None;
        }
        let part = |at: usize| Part {
            kind: kind(&tokens, at, language),
            after_blank: tokens[at].after_blank,
        };
        Some(Pattern {
            parts: (0..tokens.len()).map(part).collect(),
        })
    }

    /// The letter that all forms of the term begin with, in small letters.
    pub fn first_letter(&self) -> char {
        let first = self.parts.first().map(|part| match &part.kind {
            Kind::Word(forms) | Kind::Capitals(_, forms) => forms.word(),
            Kind::Same(text) => text,
        });
        first.and_then(|text| text.chars().next()).unwrap_or_default()
    }

    /// The place in bytes of the term where it begins with a given token, together with a suffix behind a hyphen.
    pub fn at(&self, words: &Words<'_>, start: usize, surroundings: Surroundings) -> Option<Range<usize>> {
        let mut end = start;
        for (number, part) in self.parts.iter().enumerate() {
            if number > 0 {
                end = if part.after_blank {
                    words.behind_suffix(end)
                } else {
                    end
                };
                words
                    .tokens
                    .get(end)
                    .filter(|token| token.after_blank == part.after_blank)?;
            }
            part.matches(words, end).then_some(())?;
            end += 1;
        }
        let last = words.behind_suffix(end);
        let (before, behind) = (self.parts.first()?, self.parts.last()?);
        let stands_apart = |joint: usize, part: &Part| {
            !words.is_joint(joint) || surroundings == Surroundings::Any || part.is_abbreviation()
        };
        let is_apart = !words.is_glued_word(last)
            && stands_apart(last, behind)
            && !words.is_behind_word(start)
            && start.checked_sub(1).is_none_or(|joint| stands_apart(joint, before));
        is_apart.then(|| words.tokens[start].start..words.tokens[last - 1].end())
    }
}

impl Part {
    fn matches(&self, words: &Words<'_>, at: usize) -> bool {
        let Some((token, folded)) = words.tokens.get(at).zip(words.folded.get(at)) else {
            return false;
        };
        match &self.kind {
            Kind::Same(text) => text == folded,
            Kind::Word(forms) => forms.contain(folded),
            Kind::Capitals(capitals, forms) => {
                let ending = token.text.strip_prefix(capitals.as_str());
                ending.is_some_and(|ending| !ending.contains(char::is_uppercase)) && forms.contain(folded)
            }
        }
    }

    fn is_abbreviation(&self) -> bool {
        matches!(self.kind, Kind::Capitals(..))
    }
}

fn kind(tokens: &[Token<'_>], at: usize, language: Locale) -> Kind {
    let token = &tokens[at];
    match token.kind {
        TokenKind::Word if token.is_all_capitals() || is_initial(tokens, at) => {
            Kind::Capitals(token.text.to_owned(), Forms::of(token.text, language))
        }
        TokenKind::Word => Kind::Word(Forms::of(token.text, language)),
        TokenKind::Digits | TokenKind::Sign => Kind::Same(folded(token, language)),
    }
}

/// Whether a token is a capital letter of an abbreviation, as in `U.S.` and `G20`; a single one may as well begin a sentence.
fn is_initial(tokens: &[Token<'_>], at: usize) -> bool {
    let tells = |token: &Token<'_>| token.kind == TokenKind::Digits || token.is_sign('.');
    let token = &tokens[at];
    let before = at
        .checked_sub(1)
        .filter(|_| !token.after_blank)
        .map(|before| &tokens[before]);
    let behind = tokens.get(at + 1).filter(|behind| !behind.after_blank);
    token.text.chars().all(char::is_uppercase) && (before.is_some_and(tells) || behind.is_some_and(tells))
}

/// A token as it is compared: dashes, quotation marks and apostrophes of any kind are the same.
fn folded(token: &Token<'_>, language: Locale) -> String {
    if token.kind == TokenKind::Word {
        return fold(token.text, language);
    }
    let same = match token.text {
        "«" | "»" | "“" | "”" | "„" => "\"",
        sign if is_apostrophe(sign) => "'",
        _ if token.is_dash() => "-",
        other => other,
    };
    same.to_owned()
}

fn is_apostrophe(sign: &str) -> bool {
    matches!(sign, "'" | "’" | "‘" | "`")
}

fn is_hyphen(sign: &str) -> bool {
    matches!(sign, "-" | "‐" | "‑")
}
