//! Whether a word is a form of another one whose dictionary form is known: `әкімдігінің` of `әкімдік`, `суда` of `суд`.
//!
//! A stemmer has to guess where a word ends, and takes `сотый` for a form of `сот`. Here the word is given, so that only what
//! stands behind it is in question: it must be endings of the language, in an order in which the language has them. What makes
//! other words, as `-лық`, `-ный` and `-er` do, is no ending. Nothing is known of single words, so that forms from another stem
//! (`год` – `лет`, `child` – `children`) are not found, and a form that is also one of another word (`банка`) is found.

mod english;
mod kazakh;
mod russian;

use crate::article::Locale;
use kazakh::Place;

/// All forms of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forms {
    word: String,
    stems: Vec<Stem>,
}

/// A beginning that forms of a word have in common, and what may follow it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stem {
    letters: String,
    endings: Endings,
}

/// What may stand behind a stem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Endings {
    /// One of these.
    OneOf(&'static [&'static str]),
    /// Kazakh endings, one after another.
    Chain(Place),
}

impl Forms {
    /// The forms of a word in its dictionary form; capital letters do not matter.
    pub fn of(word: &str, language: Locale) -> Self {
        let word = fold(word, language);
        let stems = match language {
            Locale::Kk => kazakh::stems(&word),
            Locale::Ru => russian::stems(&word),
            Locale::En => english::stems(&word),
        };
        Forms { word, stems }
    }

    /// The dictionary form, [folded](fold).
    pub fn word(&self) -> &str {
        &self.word
    }

    /// Whether a [folded](fold) word is one of them.
    pub fn contain(&self, word: &str) -> bool {
        word == self.word || self.stems.iter().any(|stem| stem.has(word))
    }
}

impl Stem {
    fn new(letters: &str, endings: Endings) -> Self {
        Stem {
            letters: letters.to_owned(),
            endings,
        }
    }

    fn has(&self, word: &str) -> bool {
        let Some(ending) = word.strip_prefix(self.letters.as_str()) else {
            return false;
        };
        match self.endings {
            Endings::OneOf(endings) => endings.contains(&ending),
            Endings::Chain(place) => kazakh::is_chain(place, self.letters.chars().next_back(), ending),
        }
    }
}

/// A word as words are compared: in small letters, and in Russian without stress marks and with `е` for `ё`.
pub fn fold(word: &str, language: Locale) -> String {
    let lower = super::tokens::lowercase(word);
    match language {
        Locale::Ru => lower
            .chars()
            .filter(|letter| !is_stress(*letter))
            .map(|letter| if letter == 'ё' { 'е' } else { letter })
            .collect(),
        Locale::Kk | Locale::En => lower,
    }
}

fn is_stress(letter: char) -> bool {
    matches!(letter, '\u{300}' | '\u{301}')
}

/// Whether letters are Kazakh endings that are written behind a hyphen: those of `ҚР-ның`, `G20-дағы`, `№ 5-тің`.
pub fn is_kazakh_suffix(letters: &str) -> bool {
    !letters.is_empty() && kazakh::is_chain(Place::Hyphen, None, letters)
}

/// The letters of a word without its last one, and that one.
fn split_last(word: &str) -> Option<(&str, char)> {
    let last = word.chars().next_back()?;
    Some((&word[..word.len() - last.len_utf8()], last))
}

/// Whether there are fewer letters than a stem has.
fn is_shorter(stem: &str, letters: usize) -> bool {
    stem.chars().nth(letters - 1).is_none()
}

#[cfg(test)]
mod tests;
