//! The parts that a long article is read in: whole sentences packed to the budget of a model, nothing left out.

use std::borrow::Cow;
use std::ops::Range;

use crate::article::{Language, Span};
use crate::understand::cyrillic::in_cyrillic;
use crate::understand::{Reading, Sentence};

/// A sentence of an article as models read it: Kazakh is in Cyrillic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line<'r> {
    /// Its number in the article; that of the title is the one behind the last.
    pub index: usize,
    pub span: Span,
    pub language: Language,
    pub text: Cow<'r, str>,
    /// The paragraph.
    block: usize,
}

impl<'r> Line<'r> {
    pub fn of(reading: &'r Reading, index: usize, sentence: &Sentence) -> Self {
        let text = in_cyrillic(reading.text(sentence), sentence.language);
        Line {
            index,
            span: sentence.span,
            language: match text {
                Cow::Owned(_) => Language::Kazakh,
                Cow::Borrowed(_) => sentence.language,
            },
            text,
            block: sentence.block,
        }
    }
}

/// A text that is within the budget, and the sentences of the article that it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub text: String,
    pub sentences: Range<usize>,
}

/// A piece of text that must not be cut.
struct Piece<'t> {
    text: &'t str,
    sentence: usize,
    /// The paragraph.
    block: usize,
}

/// Packs sentences of an article into as few parts as their order allows. A sentence above the budget is parted between words.
pub(super) fn parts(lines: &[Line<'_>], budget: usize, count: &dyn Fn(&str) -> usize) -> Vec<Part> {
    let pieces = lines.iter().flat_map(|line| {
        let texts = within(&line.text, budget, count).into_iter();
        texts.map(move |text| Piece {
            text,
            sentence: line.index,
            block: line.block,
        })
    });
    pack(pieces, budget, count)
}

/// Packs texts that stand for parts into as few new ones as their order allows.
pub(super) fn repack(texts: &[String], budget: usize, count: &dyn Fn(&str) -> usize) -> Vec<Part> {
    let pieces = texts.iter().enumerate().map(|(number, text)| Piece {
        text,
        sentence: number,
        block: number,
    });
    pack(pieces, budget, count)
}

fn pack<'t>(pieces: impl Iterator<Item = Piece<'t>>, budget: usize, count: &dyn Fn(&str) -> usize) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let (mut used, mut last_block) = (0, 0);
    for piece in pieces {
        // What parts a piece from the one before costs as well.
        let cost = count(piece.text) + 1;
        match parts.last_mut() {
            Some(part) if used + cost <= budget => {
                part.text.push(if piece.block == last_block { ' ' } else { '\n' });
                part.text.push_str(piece.text);
                part.sentences.end = piece.sentence + 1;
                used += cost;
            }
            _ => {
                parts.push(Part {
                    text: piece.text.to_owned(),
                    sentences: piece.sentence..piece.sentence + 1,
                });
                used = cost;
            }
        }
        last_block = piece.block;
    }
    parts
}

/// A text in pieces within a budget, parted between words: most texts are one piece.
fn within<'t>(text: &'t str, budget: usize, count: &dyn Fn(&str) -> usize) -> Vec<&'t str> {
    if count(text) < budget {
        return vec![text];
    }
    let middle = text.len() / 2;
    let blanks = text.match_indices(' ').map(|(at, _)| at);
    match blanks.min_by_key(|at| at.abs_diff(middle)) {
        Some(at) => [&text[..at], &text[at + 1..]]
            .into_iter()
            .flat_map(|half| within(half, budget, count))
            .collect(),
        // A word without end is no word; models take of it what they can.
        None => vec![text],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::understand::tests::reading;

    fn words(text: &str) -> usize {
        text.split_whitespace().count()
    }

    #[test]
    fn parts_rebuild_the_article() {
        let text = "One two three. Four five.\n\nSix seven eight nine ten eleven twelve thirteen fourteen. Fifteen.";
        let reading = reading(text);
        let sentences = reading.sentences.iter().enumerate();
        let all: Vec<Line<'_>> = sentences
            .map(|(index, sentence)| Line::of(&reading, index, sentence))
            .collect();
        for budget in 3..20 {
            let parts = parts(&all, budget, &words);
            let together: Vec<&str> = parts.iter().flat_map(|part| part.text.split_whitespace()).collect();
            assert_eq!(together, text.split_whitespace().collect::<Vec<_>>());
            assert!(parts.iter().all(|part| words(&part.text) <= budget), "{parts:?}");
        }
        let whole = parts(&all, 100, &words);
        assert_eq!(whole.len(), 1);
        assert!(whole[0].text.contains("five.\nSix"), "{whole:?}");
        assert_eq!(
            parts(&[all[0].clone(), all[3].clone()], 100, &words)[0].text,
            "One two three.\nFifteen."
        );
    }
}
