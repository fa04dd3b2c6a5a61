//! What is translated at a time. Models are trained on sentences: of longer texts they leave parts out without a word.

use std::ops::Range;

use crate::understand::sentences_of;

/// Signs that end a clause.
const CLAUSE_ENDS: [char; 6] = [';', ':', ',', '–', '—', ')'];

/// The parts of a line, in bytes: its sentences, and of sentences beyond the budget their clauses, or words if there are
/// none. Nothing but blanks stands between them.
pub fn segments(line: &str, budget: usize, count: &impl Fn(&str) -> usize) -> Vec<Range<usize>> {
    let mut segments = Vec::new();
    for sentence in sentences_of(line) {
        split(line, sentence, budget, count, &mut segments);
    }
    segments
}

/// Halves what is too long, as near to the middle as a good place is.
fn split(
    line: &str,
    range: Range<usize>,
    budget: usize,
    count: &impl Fn(&str) -> usize,
    segments: &mut Vec<Range<usize>>,
) {
    let text = &line[range.clone()];
    let place = if count(text) > budget { middle(text) } else { None };
    let Some((end, start)) = place else {
        segments.push(range);
        return;
    };
    split(line, range.start..range.start + end, budget, count, segments);
    split(line, range.start + start..range.end, budget, count, segments);
}

/// The end of the first half and the start of the second.
fn middle(text: &str) -> Option<(usize, usize)> {
    let blanks = text.char_indices().filter(|(_, character)| character.is_whitespace());
    let places: Vec<(usize, usize)> = blanks
        .filter_map(|(at, _)| {
            let start = at + text[at..].find(|character: char| !character.is_whitespace())?;
            let end = text[..at].trim_end().len();
            (end > 0).then_some((end, start))
        })
        .collect();
    let nearest = |places: &mut dyn Iterator<Item = &(usize, usize)>| {
        places.min_by_key(|(end, _)| end.abs_diff(text.len() / 2)).copied()
    };
    let mut clauses = places.iter().filter(|(end, _)| text[..*end].ends_with(CLAUSE_ENDS));
    nearest(&mut clauses).or_else(|| nearest(&mut places.iter()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> usize {
        text.split_whitespace().count()
    }

    fn parts(line: &str, budget: usize) -> Vec<&str> {
        segments(line, budget, &words)
            .into_iter()
            .map(|range| &line[range])
            .collect()
    }

    #[test]
    fn sentences_then_clauses_then_words() {
        let line = "Баға өсті. Сауда министрлігінің мәліметінше, ұн қымбаттады; ал көкөніс арзандады.";
        assert_eq!(
            parts(line, 20),
            [
                "Баға өсті.",
                "Сауда министрлігінің мәліметінше, ұн қымбаттады; ал көкөніс арзандады."
            ]
        );
        assert_eq!(
            parts(line, 5),
            [
                "Баға өсті.",
                "Сауда министрлігінің мәліметінше,",
                "ұн қымбаттады; ал көкөніс арзандады."
            ]
        );
        assert_eq!(parts("раз два три четыре", 2), ["раз два", "три четыре"]);
        assert_eq!(parts("оченьдлинноеслово", 0), ["оченьдлинноеслово"]);
        assert!(parts("   ", 5).is_empty());
    }

    proptest! {
        #[test]
        fn nothing_is_lost_but_blanks(line in "[а-яА-Я ,.;!?—]{0,200}", budget in 1usize..12) {
            let joined: String = parts(&line, budget).concat();
            let without_blanks = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(without_blanks(&joined), without_blanks(&line));
        }
    }
}
