//! What words are about, in three languages: `сілкін-`, `землетряс-` and `earthquake` are one concept.

use std::sync::LazyLock;

use crate::article::Language;
use crate::understand::lexicon::{Lexicon, Words};

/// Concept, Kazakh stems, Russian stems, English stems. A stem with `$` is a whole word.
const TABLE: &str = include_str!("concepts.tsv");

static CONCEPTS: LazyLock<Lexicon<&'static str>> = LazyLock::new(|| Lexicon::of(TABLE.lines().filter_map(row)));

fn row(row: &'static str) -> Option<(&'static str, Words)> {
    let cells: Vec<&'static str> = row.split('\t').collect();
    match cells[..] {
        [concept, kazakh, russian, english] => Some((concept, [english, russian, kazakh])),
        _ => None,
    }
}

/// The concept that a word in small letters names, by its longest known stem.
pub(crate) fn concept(word: &str, language: Language) -> Option<&'static str> {
    CONCEPTS.find(word, language)
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
