//! The source text as evidence: cut into what was chosen and what was not, and quoted around a fact.

use serde::Serialize;

use crate::article::{CodePoints, Span};
use crate::digest::Digest;
use crate::understand::normalize;

/// How much of the source stands on either side of a quoted fact, in code points.
const CONTEXT: usize = 60;

/// A place in the source text of the page: the sentence to jump to, and the part of it that is meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct EvidenceView {
    /// The anchor of the sentence.
    pub sentence: String,
    /// Where in the sentence, and how long, in UTF-16 units as scripts of pages count.
    pub at: usize,
    pub length: usize,
}

/// A source text that is cut by code points.
pub(super) struct SourceText<'t>(CodePoints<'t>);

/// A piece of the source: a sentence with its number and place, the title being number 0, or what stands between.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub text: String,
    pub sentence: Option<(usize, Span)>,
}

/// A piece of a quotation, and whether it is one of the facts that are quoted.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Quoted {
    pub text: String,
    pub is_fact: bool,
}

impl<'t> SourceText<'t> {
    pub fn new(text: &'t str) -> Self {
        SourceText(CodePoints::of(text))
    }

    fn slice(&self, start: usize, end: usize) -> &'t str {
        let end = end.min(self.0.count()).max(start);
        self.0.slice(Span { start, end }).unwrap_or_default()
    }

    /// The whole text in pieces, with line ends as pages count them.
    pub fn pieces(&self, digest: &Digest) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut end = 0;
        for (number, span) in sentences(digest) {
            pieces.push((self.slice(end, span.start), None));
            pieces.push((self.slice(span.start, span.end), Some((number, span))));
            end = span.end;
        }
        pieces.push((self.slice(end, self.0.count()), None));
        pieces
            .into_iter()
            .filter(|(text, _)| !text.is_empty())
            .map(|(text, sentence)| Piece {
                text: with_line_ends(text),
                sentence,
            })
            .collect()
    }

    /// Where on the page the source states what stands at a place of it.
    pub fn evidence(&self, digest: &Digest, anchor: &str, span: Span) -> EvidenceView {
        let holds = |(_, sentence): &(usize, Span)| sentence.start <= span.start && span.start < sentence.end;
        let Some((number, sentence)) = sentences(digest).find(holds) else {
            let sentence = anchor.to_owned();
            return EvidenceView {
                sentence,
                at: 0,
                length: 0,
            };
        };
        let units = |start, end| with_line_ends(self.slice(start, end)).encode_utf16().count();
        EvidenceView {
            sentence: format!("{anchor}-s{number}"),
            at: units(sentence.start, span.start),
            length: units(span.start, span.end.min(sentence.end)),
        }
    }

    /// Facts of one sentence, in order, with the words around them; an ellipsis stands where words are left out.
    pub fn quotation(&self, facts: &[Span], sentence: Span) -> Vec<Quoted> {
        let (Some(first), Some(last)) = (facts.first(), facts.last()) else {
            return Vec::new();
        };
        let (start, end) = (sentence.start.min(first.start), sentence.end.max(last.end));
        let is_short = end - start <= 3 * CONTEXT;
        let from = if is_short {
            start
        } else {
            self.word_after(first.start.saturating_sub(CONTEXT).max(start), start)
        };
        let to = if is_short {
            end
        } else {
            self.word_before((last.end + CONTEXT).min(end), end)
        };
        let mut pieces = Vec::new();
        let mut at = from;
        for fact in facts {
            pieces.push((at, fact.start, false));
            pieces.push((fact.start, fact.end, true));
            at = fact.end;
        }
        pieces.push((at, to, false));
        let mut quoted: Vec<Quoted> = pieces
            .into_iter()
            .map(|(from, to, is_fact)| Quoted {
                text: with_edges(self.slice(from, to)),
                is_fact,
            })
            .collect();
        if from > start {
            quoted[0].text.insert(0, '…');
        }
        if to < end
            && let Some(rest) = quoted.last_mut()
        {
            rest.text.push('…');
        }
        quoted.retain(|piece| !piece.text.is_empty());
        quoted
    }

    /// The beginning of the first whole word at or after `at`; `start` begins one.
    fn word_after(&self, at: usize, start: usize) -> usize {
        match self.slice(at, self.0.count()).chars().position(char::is_whitespace) {
            Some(blank) if at > start => at + blank + 1,
            _ => at,
        }
    }

    /// The end of the last whole word at or before `at`; `end` ends one.
    fn word_before(&self, at: usize, end: usize) -> usize {
        match self.slice(0, at).chars().rev().position(char::is_whitespace) {
            Some(blank) if at < end => at - blank - 1,
            _ => at,
        }
    }
}

/// The sentences of a source by number and place, in order. The title, if it stands in the text, is number 0.
fn sentences(digest: &Digest) -> impl Iterator<Item = (usize, Span)> {
    let title = digest.entry.title.as_ref().and_then(|title| title.span);
    let body = digest.sentences.iter().map(|sentence| sentence.span);
    let numbered = body.enumerate().map(|(index, span)| (index + 1, span));
    title.map(|span| (0, span)).into_iter().chain(numbered)
}

/// A text with the line ends of a page: whoever reads it there sees one sign for a line end, whatever the source has.
fn with_line_ends(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// A normalized piece that keeps the blanks which part it from its neighbours.
fn with_edges(piece: &str) -> String {
    let text = normalize(piece);
    let blank = |is_there: bool| if is_there { " " } else { "" };
    match text.is_empty() {
        true => blank(piece.contains(char::is_whitespace)).to_owned(),
        false => {
            let (before, after) = (
                piece.starts_with(char::is_whitespace),
                piece.ends_with(char::is_whitespace),
            );
            [blank(before), &text, blank(after)].concat()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(text: &str, facts: &[&str], sentence: &str) -> String {
        let span = |part: &str| {
            let start = text[..text.find(part).expect("part of the text")].chars().count();
            Span {
                start,
                end: start + part.chars().count(),
            }
        };
        let facts: Vec<Span> = facts.iter().map(|fact| span(fact)).collect();
        let pieces = SourceText::new(text).quotation(&facts, span(sentence));
        pieces
            .iter()
            .map(|piece| {
                if piece.is_fact {
                    format!("[{}]", piece.text)
                } else {
                    piece.text.clone()
                }
            })
            .collect()
    }

    #[test]
    fn facts_are_quoted_within_their_sentence() {
        let text = "Начало. Правительство выделило 5 млрд\u{a0}тенге на дороги,  7 млн тенге на мосты. Конец.";
        let sentence = "Правительство выделило 5 млрд\u{a0}тенге на дороги,  7 млн тенге на мосты.";
        assert_eq!(
            quoted(text, &["5 млрд\u{a0}тенге", "7 млн тенге"], sentence),
            "Правительство выделило [5 млрд тенге] на дороги, [7 млн тенге] на мосты."
        );
    }

    #[test]
    fn words_left_out_are_marked() {
        let text = format!("{}факт, {}", "слово ".repeat(30), "слово ".repeat(30));
        let quoted = quoted(&text, &["факт"], text.trim());
        assert!(quoted.starts_with("…слово слово"), "{quoted}");
        assert!(
            quoted.contains("слово [факт], слово") && quoted.ends_with("слово…"),
            "{quoted}"
        );
    }
}
