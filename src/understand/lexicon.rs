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
        Some(self.find_with_ending(word, language)?.0)
    }

    /// What a word in small letters stands for, and what the word has behind the stem that says so.
    pub fn find_with_ending(&self, word: &str, language: Language) -> Option<(T, String)> {
        // The stems are written without the letter that newspapers leave out.
        if word.contains('ё') {
            return self.find_with_ending(&word.replace('ё', "е"), language);
        }
        let stems = &self.languages[column(language)?];
        if let Some(meaning) = stems.words.get(word) {
            return Some((*meaning, String::new()));
        }
        let ends = std::iter::once(word.len()).chain(word.char_indices().rev().map(|(end, _)| end));
        ends.filter_map(|end| Some((*stems.beginnings.get(&word[..end])?, word[end..].to_owned())))
            .next()
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
