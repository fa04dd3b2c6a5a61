//! The title of an article that its format does not name: a first line that is no sentence.

use std::ops::Range;

use super::layout::begins_list_item;
use super::sentences::Splitter;

/// Longer lines, in characters, are text.
const LONGEST: usize = 200;

/// Whether the first of `blocks` is the title of the rest.
pub(super) fn is_title(splitter: Splitter, text: &str, blocks: &[Range<usize>]) -> bool {
    let [first, _, ..] = blocks else {
        return false;
    };
    let line = &text[first.clone()];
    let bare = line.trim_end_matches(['»', '”', '"', '\'', ')']);
    line.chars().count() <= LONGEST
        && line.contains(char::is_alphabetic)
        && !bare.ends_with(['.', ':', ';', ',', '…'])
        && splitter.split(line).len() == 1
        && !begins_list_item(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title_of(lines: [&str; 2]) -> bool {
        let text = lines.join(" ");
        is_title(
            Splitter::new(),
            &text,
            &[0..lines[0].len(), lines[0].len() + 1..text.len()],
        )
    }

    #[test]
    fn a_first_line_without_a_point_is_a_title() {
        assert!(title_of([
            "Экспорт зерна вырос",
            "АСТАНА. КАЗИНФОРМ – Экспорт зерна вырос."
        ]));
        assert!(title_of(["Who will pay?", "Nobody knows."]));
        assert!(title_of(["Who saved St. Martin's bells", "Nobody knows."]));
        assert!(!title_of(["Экспорт зерна вырос.", "Так сообщили."]));
        assert!(!title_of(["Решено:", "построить мост"]));
        let only = 0.."Одна строка".len();
        assert!(!is_title(Splitter::new(), "Одна строка", std::slice::from_ref(&only)));
    }
}
