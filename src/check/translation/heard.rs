//! Which names of a text the other text has too, by how they sound and which places they are.
//!
//! Every mention of a name needs a word of its own in the other text: of two mentions of `Cromwell`, one of which became
//! `Харрис`, the second finds none. Translations say `he` for a name often enough, so that this alone means little.

use super::known::{Known, known};
use super::mentions;
use super::side::{Item, Side};
use super::sound::Sound;

/// A text by how its words sound.
pub(super) struct Ear {
    words: Vec<Heard>,
    /// Two words with capital letters that stand side by side, as one: `Мак Карти`. With the first of the two.
    joined: Vec<(usize, Sound)>,
}

/// A word by how it sounds.
struct Heard {
    at: usize,
    sound: Sound,
    known: Option<Known>,
    is_capitalized: bool,
    may_be_name: bool,
}

/// What became of a mention of a name in the other text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It has a word of its own.
    Found,
    /// The words that sound like it belong to other mentions.
    Shared,
    /// Nothing sounds like it.
    Unheard,
}

impl Ear {
    pub fn of(side: &Side) -> Self {
        let words = side.tokens.iter().enumerate().filter(|(_, item)| item.is_word());
        Ear {
            words: words
                .map(|(at, item)| Heard {
                    at,
                    sound: Sound::of(&item.lower, side.language),
                    known: known(&item.lower, side.language),
                    is_capitalized: item.is_capitalized(),
                    may_be_name: mentions::is_name(side, at),
                })
                .collect(),
            joined: (0..side.tokens.len())
                .filter_map(|at| Some((at, Sound::of(&joined(side, at)?, side.language))))
                .collect(),
        }
    }

    /// What became of the names of this text in another, with their places.
    pub fn fates(&self, other: &Ear) -> Vec<(usize, Fate)> {
        let names: Vec<&Heard> = self.words.iter().filter(|word| word.may_be_name).collect();
        let candidates: Vec<Vec<usize>> = names.iter().map(|name| self.candidates(name, other)).collect();
        let is_own = matched(&candidates, other.words.len());
        let fates = names.iter().zip(&candidates).zip(is_own);
        let fates = fates.map(|((name, candidates), is_own)| {
            let fate = match (is_own, candidates.is_empty()) {
                (true, _) => Fate::Found,
                // `Мак Карти` has one word for two.
                (_, false) if self.is_joined(name) => Fate::Found,
                (_, false) => Fate::Shared,
                (_, true) if self.is_within(name, other) => Fate::Found,
                (_, true) => Fate::Unheard,
            };
            (name.at, fate)
        });
        fates.collect()
    }

    /// The words of another text that may be a name.
    fn candidates(&self, name: &Heard, other: &Ear) -> Vec<usize> {
        (0..other.words.len()).filter(|at| self.has(name, other, *at)).collect()
    }

    /// Whether a word that is no name may be made of a name.
    fn is_within(&self, name: &Heard, other: &Ear) -> bool {
        let mut others = other.words.iter().filter(|word| !word.is_capitalized);
        others.any(|word| name.sound.is_akin(&word.sound))
    }

    fn is_joined(&self, name: &Heard) -> bool {
        self.joined_with(name).next().is_some()
    }

    /// How a name sounds together with the word before or behind it.
    fn joined_with(&self, name: &Heard) -> impl Iterator<Item = &Sound> {
        let at = name.at;
        let near = move |first: &usize| (first.max(&at) - first.min(&at)) <= 2 && *first <= at;
        self.joined
            .iter()
            .filter(move |(first, _)| near(first))
            .map(|(_, sound)| sound)
    }

    /// Whether a name may be a word of another text.
    fn has(&self, name: &Heard, other: &Ear, at: usize) -> bool {
        let word = &other.words[at];
        if name.known.is_some() && name.known == word.known {
            return true;
        }
        match word.is_capitalized {
            true => {
                name.sound.is_like(&word.sound)
                    || self.joined_with(name).any(|sound| sound.is_like(&word.sound))
                    || other.joined_with(word).any(|sound| sound.is_like(&name.sound))
            }
            false => name.sound.is_same(&word.sound),
        }
    }
}

/// Two words with capital letters that stand side by side, as one.
fn joined(side: &Side, at: usize) -> Option<String> {
    let word = |at: usize| side.tokens.get(at).filter(|item| item.is_capitalized());
    let dash = usize::from(side.tokens.get(at + 1).is_some_and(Item::is_dash));
    Some([word(at)?.lower.as_str(), word(at + 1 + dash)?.lower.as_str()].concat())
}

/// Which rows get a column of their own when as many as possible do (Kuhn 1955).
fn matched(rows: &[Vec<usize>], columns: usize) -> Vec<bool> {
    fn place(row: usize, rows: &[Vec<usize>], owner: &mut [Option<usize>], seen: &mut [bool]) -> bool {
        rows[row].iter().any(|column| {
            if std::mem::replace(&mut seen[*column], true) {
                return false;
            }
            let is_free = owner[*column].is_none_or(|other| place(other, rows, owner, seen));
            if is_free {
                owner[*column] = Some(row);
            }
            is_free
        })
    }
    let mut owner = vec![None; columns];
    (0..rows.len())
        .map(|row| place(row, rows, &mut owner, &mut vec![false; columns]))
        .collect()
}
