//! What words are about, in three languages: `сілкін-`, `землетряс-` and `earthquake` are one concept.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::article::Language;

/// Concept, Kazakh stems, Russian stems, English stems. A stem with `$` is a whole word.
const TABLE: &str = include_str!("concepts.tsv");

/// The stems of one language.
#[derive(Default)]
struct Stems {
    /// Beginnings of words.
    prefixes: FxHashMap<&'static str, &'static str>,
    /// Whole words.
    words: FxHashMap<&'static str, &'static str>,
}

static KAZAKH: LazyLock<Stems> = LazyLock::new(|| Stems::of_column(1));
static RUSSIAN: LazyLock<Stems> = LazyLock::new(|| Stems::of_column(2));
static ENGLISH: LazyLock<Stems> = LazyLock::new(|| Stems::of_column(3));

impl Stems {
    fn of_column(column: usize) -> Self {
        let mut stems = Stems::default();
        for row in TABLE.lines() {
            let cells: Vec<&'static str> = row.split('\t').collect();
            let (Some(concept), Some(words)) = (cells.first(), cells.get(column)) else {
                continue;
            };
            for stem in words.split(' ') {
                match stem.strip_suffix('$') {
                    Some(word) => stems.words.insert(word, concept),
                    None => stems.prefixes.insert(stem, concept),
                };
            }
        }
        stems
    }

    fn find(&self, word: &str) -> Option<&'static str> {
        let beginnings = word.char_indices().rev().map(|(end, _)| &word[..end]);
        self.words.get(word).copied().or_else(|| {
            [word]
                .into_iter()
                .chain(beginnings)
                .find_map(|beginning| self.prefixes.get(beginning).copied())
        })
    }
}

/// The concept that a word in small letters names, by its longest known stem.
pub(crate) fn concept(word: &str, language: Language) -> Option<&'static str> {
    match language {
        Language::Kazakh | Language::KazakhLatin | Language::KazakhArabic => KAZAKH.find(word),
        // The stems are written without the letter that newspapers leave out.
        Language::Russian if word.contains('ё') => RUSSIAN.find(&word.replace('ё', "е")),
        Language::Russian => RUSSIAN.find(word),
        Language::English => ENGLISH.find(word),
        Language::Undetermined => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_word_has_the_concept_of_its_longest_stem() {
        for (word, language) in [
            ("землетрясения", Language::Russian),
            ("earthquakes", Language::English),
            ("сілкінісінің", Language::Kazakh),
        ] {
            assert_eq!(concept(word, language), Some("earthquake"), "{word}");
        }
        assert_eq!(
            concept("самолёта", Language::Russian),
            concept("plane", Language::English)
        );
        assert_eq!(concept("xyzzy", Language::English), None);
    }

    #[test]
    fn every_row_has_stems_in_three_languages_and_no_stem_two_concepts() {
        let mut seen = HashSet::new();
        for row in TABLE.lines() {
            let cells: Vec<&str> = row.split('\t').collect();
            assert_eq!(cells.len(), 4, "{row}");
            for (column, stems) in cells.iter().enumerate().skip(1) {
                for stem in stems.split(' ') {
                    assert!(!stem.is_empty() && !stem.contains('ё'), "{row}");
                    assert!(seen.insert((column, stem)), "{stem} twice");
                }
            }
        }
    }
}
