//! The source text as evidence: cut into what was chosen and what was not, and quoted around a fact.

use crate::article::Span;
use crate::understand::normalize;

/// How much of the source stands on either side of a quoted fact, in code points.
const CONTEXT: usize = 60;

/// A source text that is cut by code points.
pub(super) struct SourceText<'t> {
    text: &'t str,
    offsets: Vec<usize>,
}

/// A piece of the source, and the number of the chosen sentence that it is, if it is one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece<'t> {
    pub text: &'t str,
    pub sentence: Option<usize>,
}

/// A fact in its surroundings.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Quotation {
    pub before: String,
    pub fact: String,
    pub after: String,
}

impl<'t> SourceText<'t> {
    pub fn new(text: &'t str) -> Self {
        let offsets = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        SourceText {
            text,
            offsets: offsets.collect(),
        }
    }

    fn slice(&self, start: usize, end: usize) -> &'t str {
        let last = self.offsets.len() - 1;
        let byte = |at: usize| self.offsets[at.min(last)];
        &self.text[byte(start)..byte(end.max(start))]
    }

    /// The whole text in pieces; `chosen` are spans that do not overlap, in order.
    pub fn pieces(&self, chosen: &[Span]) -> Vec<Piece<'t>> {
        let mut pieces = Vec::new();
        let mut end = 0;
        for (number, span) in chosen.iter().enumerate() {
            pieces.push(Piece {
                text: self.slice(end, span.start),
                sentence: None,
            });
            pieces.push(Piece {
                text: self.slice(span.start, span.end),
                sentence: Some(number),
            });
            end = span.end;
        }
        pieces.push(Piece {
            text: self.slice(end, self.offsets.len() - 1),
            sentence: None,
        });
        pieces.retain(|piece| !piece.text.is_empty());
        pieces
    }

    /// A fact with the words around it, no further than its sentence; an ellipsis stands where words are left out.
    pub fn quotation(&self, fact: Span, sentence: Span) -> Quotation {
        let (start, end) = (sentence.start.min(fact.start), sentence.end.max(fact.end));
        let whole = end - start <= 3 * CONTEXT;
        let from = if whole {
            start
        } else {
            fact.start.saturating_sub(CONTEXT).max(start)
        };
        let to = if whole { end } else { (fact.end + CONTEXT).min(end) };
        let mut before = normalize(self.slice(from, fact.start));
        if from > start {
            before = format!("…{}", before.split_once(' ').map_or("", |(_, words)| words));
        }
        let mut after = normalize(self.slice(fact.end, to));
        if to < end {
            after = format!("{}…", after.rsplit_once(' ').map_or("", |(words, _)| words));
        }
        // Normalizing took the blanks that part the fact from its neighbours.
        if !before.is_empty() && self.slice(from, fact.start).ends_with(char::is_whitespace) {
            before.push(' ');
        }
        if !after.is_empty() && self.slice(fact.end, to).starts_with(char::is_whitespace) {
            after.insert(0, ' ');
        }
        Quotation {
            before,
            fact: normalize(self.slice(fact.start, fact.end)),
            after,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_rebuild_the_source() {
        let text = "Бір. Екі. Үш.";
        let source = SourceText::new(text);
        let pieces = source.pieces(&[Span { start: 0, end: 4 }, Span { start: 10, end: 13 }]);
        let numbers: Vec<_> = pieces.iter().map(|piece| piece.sentence).collect();
        assert_eq!(numbers, [Some(0), None, Some(1)]);
        assert_eq!(pieces.iter().map(|piece| piece.text).collect::<String>(), text);
    }

    #[test]
    fn a_fact_is_quoted_within_its_sentence() {
        let text = "Начало. Правительство выделило 5 млрд\u{a0}тенге на дороги. Конец.";
        let start = text.chars().position(|character| character == '5').expect("a digit");
        let fact = Span { start, end: start + 12 };
        let quotation = SourceText::new(text).quotation(fact, Span { start: 8, end: 54 });
        assert_eq!(
            quotation,
            Quotation {
                before: "Правительство выделило ".into(),
                fact: "5 млрд тенге".into(),
                after: " на дороги.".into()
            }
        );
    }

    #[test]
    fn words_left_out_are_marked() {
        let text = format!("{}факт, {}", "слово ".repeat(30), "слово ".repeat(30));
        let sentence = Span {
            start: 0,
            end: text.chars().count(),
        };
        let quotation = SourceText::new(&text).quotation(Span { start: 180, end: 184 }, sentence);
        assert!(quotation.before.starts_with("…слово") && quotation.before.ends_with("слово "));
        assert!(quotation.after.starts_with(", слово") && quotation.after.ends_with('…'));
    }
}
