//! Words of three languages by their beginnings, with what they stand for.

use rustc_hash::FxHashMap;

use crate::article::Language;

/// Stems of English, Russian and Kazakh words, parted by blanks. A stem with `$` is a whole word.
pub(crate) type Words = [&'static str; 3];

/// What the words of three languages stand for.
pub(crate) struct Lexicon<T> {
    languages: [Stems<T>; 3],
}

struct Stems<T> {
    words: FxHashMap<&'static str, T>,
    beginnings: FxHashMap<&'static str, T>,
}

impl<T: Copy> Lexicon<T> {
    /// Reads a table of meanings and their words.
    pub fn of(rows: impl Iterator<Item = (T, Words)>) -> Self {
        let mut languages = [(); 3].map(|()| Stems {
            words: FxHashMap::default(),
            beginnings: FxHashMap::default(),
        });
        for (meaning, words) in rows {
            for (stems, words) in languages.iter_mut().zip(words) {
                for stem in words.split(' ').filter(|stem| !stem.is_empty()) {
                    match stem.strip_suffix('$') {
                        Some(word) => stems.words.insert(word, meaning),
                        None => stems.beginnings.insert(stem, meaning),
                    };
                }
            }
        }
        Lexicon { languages }
    }

    /// What a word in small letters stands for: a whole word first, else its longest known beginning.
    pub fn find(&self, word: &str, language: Language) -> Option<T> {
        // The stems are written without the letter that newspapers leave out.
        if word.contains('ё') {
            return self.find(&word.replace('ё', "е"), language);
        }
        let stems = &self.languages[column(language)?];
        let mut beginnings = word.char_indices().rev().map(|(end, _)| &word[..end]);
        let by_beginning = || {
            let whole = stems.beginnings.get(word);
            whole
                .or_else(|| beginnings.find_map(|beginning| stems.beginnings.get(beginning)))
                .copied()
        };
        stems.words.get(word).copied().or_else(by_beginning)
    }
}

/// The place of a language in [`Words`].
pub(crate) fn column(language: Language) -> Option<usize> {
    match language {
        Language::English => Some(0),
        Language::Russian => Some(1),
        Language::Kazakh | Language::KazakhLatin | Language::KazakhArabic => Some(2),
        Language::Undetermined => None,
    }
}
