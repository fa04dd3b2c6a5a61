//! Normalization with a way back: every character of the normalized text knows its place in the source.
//!
//! The rules look at single words and characters only, never at the text around them. Therefore
//! normalizing a part of the source gives the same as cutting the part out of the normalized whole,
//! and anybody can check a span: `normalize(source[span]) == text`.

use std::iter::{Enumerate, Peekable};
use std::ops::Range;
use std::str::Chars;

use icu::normalizer::ComposingNormalizerBorrowed;
use icu::properties::CodePointMapData;
use icu::properties::props::GeneralCategory;

use super::look_alikes;
use super::tokens::is_letter;
use crate::article::{Note, NoteKind, Span};

/// How many characters may lie between two anchors: bounds the cost of finding a place in the source.
const ANCHOR_DISTANCE: usize = 256;

/// A text in normal form C, on one line, with single blanks, in one script per word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Normalized {
    text: String,
    anchors: Vec<Anchor>,
    wide: Vec<Wide>,
    breaks: Vec<Break>,
    look_alikes: usize,
    invisible: usize,
}

/// A character of the normalized text whose place in the source is written down; those after it follow one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Anchor {
    at: usize,
    source: usize,
}

/// A character that stands for several characters of the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Wide {
    at: usize,
    length: usize,
}

/// A blank of the normalized text that was the end of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Break {
    /// The byte offset of the blank.
    pub at: usize,
    /// What ended there.
    pub kind: BreakKind,
}

/// What a [`Break`] ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BreakKind {
    /// A line, and perhaps no more: the source may be wrapped at a fixed width.
    Line,
    /// A paragraph: blank lines follow.
    Paragraph,
}

/// The normal form of a text or of a part of it.
pub fn normalize(text: &str) -> String {
    Normalized::new(text).text
}

impl Normalized {
    /// Normalizes `source`.
    pub fn new(source: &str) -> Self {
        let mut builder = Builder::default();
        let mut characters = source.chars().enumerate().peekable();
        let mut cluster = String::new();
        while let Some((start, first)) = characters.next() {
            if let Some(gap) = Gap::of(first) {
                builder.gap(gap, first);
                continue;
            }
            let stands_alone = |(_, next): &(usize, char)| *next == ' ' || is_plain(*next);
            if is_plain(first) && characters.peek().is_some_and(stands_alone) {
                builder.character(first, start, 1);
                continue;
            }
            cluster.clear();
            cluster.push(first);
            let mut length = 1;
            while let Some((mark, skipped)) = next_mark(&mut characters) {
                cluster.push(mark);
                length += 1 + skipped;
                builder.done.invisible += skipped;
            }
            builder.cluster(&cluster, start, length);
        }
        builder.finish()
    }

    /// The normalized text, without line ends.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The blanks of the text that were ends of lines, in order.
    pub fn breaks(&self) -> &[Break] {
        &self.breaks
    }

    /// The place in the source of a part of the normalized text, given in bytes. An empty part has an empty span.
    pub fn span(&self, range: Range<usize>) -> Span {
        let start = self.source_of(range.start);
        let end = match self.text[range.clone()].char_indices().next_back() {
            None => start,
            Some((offset, _)) => {
                let last = range.start + offset;
                self.source_of(last) + self.source_length_of(last)
            }
        };
        Span { start, end }
    }

    /// The code point of the source that the character at byte `at` begins with.
    fn source_of(&self, at: usize) -> usize {
        let index = self.anchors.partition_point(|anchor| anchor.at <= at);
        match index.checked_sub(1).map(|index| self.anchors[index]) {
            None => 0,
            Some(anchor) => anchor.source + self.text[anchor.at..at].chars().count(),
        }
    }

    /// How many code points of the source the character at byte `at` stands for.
    fn source_length_of(&self, at: usize) -> usize {
        match self.wide.binary_search_by_key(&at, |wide| wide.at) {
            Ok(index) => self.wide[index].length,
            Err(_) => 1,
        }
    }

    /// What was mended.
    pub fn notes(&self) -> Vec<Note> {
        [
            (NoteKind::LookAlikeLetters, self.look_alikes),
            (NoteKind::InvisibleCharacters, self.invisible),
        ]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(kind, count)| Note { kind, count })
        .collect()
    }
}

/// A character that leaves no letter behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    Invisible,
    Blank,
    LineEnd,
    ParagraphEnd,
}

impl Gap {
    fn of(character: char) -> Option<Gap> {
        match character {
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' => Some(Gap::LineEnd),
            '\u{2029}' => Some(Gap::ParagraphEnd),
            blank if blank.is_whitespace() => Some(Gap::Blank),
            '\u{ad}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}' => Some(Gap::Invisible),
            control if control.is_control() => Some(Gap::Invisible),
            _ => None,
        }
    }
}

/// Whether `next` belongs to the character before it, so that normal form C may join the two.
fn continues_cluster(next: char) -> bool {
    // Everything below the first combining mark stands alone: the way of nearly all text.
    next >= '\u{300}'
        && (matches!(next, '\u{1161}'..='\u{11ff}')
            || matches!(
                CodePointMapData::<GeneralCategory>::new().get(next),
                GeneralCategory::NonspacingMark | GeneralCategory::SpacingMark | GeneralCategory::EnclosingMark
            ))
}

/// Whether a character is visible, in normal form C and joins no other, as nearly all do.
fn is_plain(character: char) -> bool {
    matches!(character, '!'..='~' | '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}')
}

/// Takes the mark that belongs to the character before it, and the number of invisible characters in between.
fn next_mark(characters: &mut Peekable<Enumerate<Chars<'_>>>) -> Option<(char, usize)> {
    let mut ahead = characters.clone();
    let mut skipped = 0;
    while ahead
        .next_if(|(_, next)| Gap::of(*next) == Some(Gap::Invisible))
        .is_some()
    {
        skipped += 1;
    }
    let (_, mark) = ahead.next_if(|(_, next)| continues_cluster(*next))?;
    *characters = ahead;
    Some((mark, skipped))
}

/// A character on its way into the text: what it is, where it came from, how much of the source it stands for.
#[derive(Clone, Copy)]
struct Placed {
    character: char,
    source: usize,
    width: usize,
}

/// A [`Normalized`] in the making.
#[derive(Default)]
struct Builder {
    done: Normalized,
    /// The letters of the word that is being read: written out when it ends, in one script.
    word: Vec<Placed>,
    /// The source position that the next character has if it follows the last one directly.
    expected: usize,
    since_anchor: usize,
    blank: bool,
    line_ends: usize,
    after_return: bool,
}

impl Builder {
    fn gap(&mut self, gap: Gap, character: char) {
        match gap {
            Gap::Invisible => self.done.invisible += 1,
            Gap::Blank => self.blank = true,
            Gap::LineEnd => {
                self.blank = true;
                let second_half = character == '\n' && self.after_return;
                self.line_ends += usize::from(!second_half);
            }
            Gap::ParagraphEnd => {
                self.blank = true;
                self.line_ends += 2;
            }
        }
        self.after_return = character == '\r';
    }

    /// Adds a character in normal form C, which `width` code points of the source stand for.
    fn character(&mut self, character: char, source: usize, width: usize) {
        self.end_gap(source);
        self.add(Placed {
            character,
            source,
            width,
        });
    }

    fn cluster(&mut self, cluster: &str, start: usize, length: usize) {
        self.end_gap(start);
        let composed = ComposingNormalizerBorrowed::new_nfc().normalize(cluster);
        let last = composed.chars().count() - 1;
        for (index, character) in composed.chars().enumerate() {
            let source = start + index.min(length - 1);
            let end = if index < last { source + 1 } else { start + length };
            let width = end - source;
            self.add(Placed {
                character,
                source,
                width,
            });
        }
    }

    fn end_gap(&mut self, next: usize) {
        if self.blank {
            self.finish_word();
            self.finish_blank(next);
        }
        self.after_return = false;
    }

    fn add(&mut self, placed: Placed) {
        if is_letter(placed.character) {
            self.word.push(placed);
        } else {
            self.finish_word();
            self.write(placed);
        }
    }

    /// Writes the blank that stands for a run of blanks and line ends before the character at `next`.
    fn finish_blank(&mut self, next: usize) {
        let at = self.done.text.len();
        if at > 0 {
            let kind = match self.line_ends {
                0 => None,
                1 => Some(BreakKind::Line),
                _ => Some(BreakKind::Paragraph),
            };
            self.done.breaks.extend(kind.map(|kind| Break { at, kind }));
            self.write(Placed {
                character: ' ',
                source: next - 1,
                width: 1,
            });
        }
        (self.blank, self.line_ends) = (false, 0);
    }

    /// Writes the word that was being read, in one script.
    fn finish_word(&mut self) {
        let mut word = std::mem::take(&mut self.word);
        let letters = word.iter_mut().map(|placed| &mut placed.character);
        self.done.look_alikes += look_alikes::repair(letters);
        for placed in word.drain(..) {
            self.write(placed);
        }
        self.word = word;
    }

    fn write(&mut self, placed: Placed) {
        let at = self.done.text.len();
        if at == 0 || placed.source != self.expected || self.since_anchor == ANCHOR_DISTANCE {
            let source = placed.source;
            self.done.anchors.push(Anchor { at, source });
            self.since_anchor = 0;
        }
        if placed.width != 1 {
            let length = placed.width;
            self.done.wide.push(Wide { at, length });
        }
        self.done.text.push(placed.character);
        self.since_anchor += 1;
        self.expected = placed.source + 1;
    }

    fn finish(mut self) -> Normalized {
        self.finish_word();
        self.done
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn blanks_line_ends_and_invisible_characters_become_single_blanks() {
        let normalized = Normalized::new("\u{feff} Ал\u{ad}маты\u{a0}— \r\nАстана.\n\n \nСоңы\u{200b} \n");
        assert_eq!(normalized.text(), "Алматы — Астана. Соңы");
        let kinds: Vec<_> = normalized.breaks().iter().map(|end| end.kind).collect();
        assert_eq!(kinds, [BreakKind::Line, BreakKind::Paragraph]);
        assert_eq!(normalized.notes()[0].count, 3);
    }

    #[test]
    fn letters_are_composed_and_keep_their_place() {
        let source = "и\u{306}од в крг\u{306}";
        let normalized = Normalized::new(source);
        assert_eq!(normalized.text(), "йод в крг\u{306}");
        assert_eq!(normalized.span(0.."й".len()), Span { start: 0, end: 2 });
        assert_eq!(normalized.span("й".len().."йо".len()), Span { start: 2, end: 3 });
    }

    #[test]
    fn look_alike_letters_are_mended_and_counted() {
        let normalized = Normalized::new("бiлiм және Kазақ, OPEC пен NАТO");
        assert_eq!(normalized.text(), "білім және Қазақ, OPEC пен NATO".replace('Қ', "К"));
        assert_eq!(
            normalized.notes(),
            [Note {
                kind: NoteKind::LookAlikeLetters,
                count: 5
            }]
        );
    }

    proptest! {
        #[test]
        fn a_word_normalizes_as_it_does_within_its_text(source in "(\\PC|[ \n\u{ad}аеiоI\u{306}\u{301}]){0,80}") {
            let normalized = Normalized::new(&source);
            let text = normalized.text();
            let mut start = 0;
            for word in text.split(' ') {
                let range = start..start + word.len();
                let slice = normalized.span(range).slice(&source).expect("inside");
                prop_assert_eq!(normalize(slice), word);
                start += word.len() + 1;
            }
            let whole = normalized.span(0..text.len()).slice(&source).expect("inside");
            prop_assert_eq!(normalize(whole), text);
            prop_assert_eq!(normalize(text), text);
        }
    }
}
