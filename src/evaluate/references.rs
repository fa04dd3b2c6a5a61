//! Reads the references that facts are scored against.

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;

use serde::Deserialize;
use serde_json::json;

use super::lines::{ById, for_each_line};
use super::tags::{self, Entity};
use super::{EvaluateError, LineError};
use crate::article::{Id, Span};
use crate::digest::FactKind;

/// What should have been found of each kind in a text. A span that is marked twice counts once.
pub(super) type Mentions = BTreeMap<FactKind, BTreeSet<Span>>;

/// The facts that people marked, text by text.
#[derive(Debug, Clone, Default)]
pub struct References {
    pub(super) layout: Option<Layout>,
    pub(super) texts: ById<Reference>,
    pub(super) ignored_tags: BTreeMap<String, usize>,
}

/// How a file of references marks facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// By kind, as this program does.
    Facts,
    /// By the tags of a corpus.
    Tags,
}

/// One text and what should be found in it.
#[derive(Debug, Clone)]
pub(super) struct Reference {
    id: Id,
    text: Option<String>,
    pub(super) mentions: Mentions,
}

#[derive(Deserialize)]
struct Record {
    id: Option<Id>,
    text: Option<String>,
    facts: Option<Vec<Fact>>,
    tokens: Option<Vec<String>>,
    tags: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Fact {
    kind: FactKind,
    spans: Option<Vec<Span>>,
    start: Option<usize>,
    end: Option<usize>,
}

impl References {
    /// Reads JSON Lines of one of two layouts:
    ///
    /// - `{"id","text","facts":[{"kind","spans":[[s,e]]}]}`, or `"start","end"` in place of `spans`;
    /// - `{"tokens","tags"}` in the BIO, IOB1 or BIOES scheme. The id is the number of the line from
    ///   0, blank lines counted, and the text is the tokens joined by one blank.
    ///
    /// Spans are code points, end exclusive.
    ///
    /// # Errors
    ///
    /// The stream breaks off; or a line is of neither layout or not of that of the first, has an id
    /// that stood before, a tag of another scheme, or a span that is empty or reaches beyond the text.
    pub fn read(stream: impl BufRead) -> Result<Self, EvaluateError> {
        let mut references = References::default();
        for_each_line(stream, |line, bytes| references.read_line(line, bytes))?;
        Ok(references)
    }

    fn read_line(&mut self, line: usize, bytes: &[u8]) -> Result<(), LineError> {
        let record: Record = serde_json::from_slice(bytes).map_err(LineError::Json)?;
        let (layout, reference) = match record {
            Record {
                tokens: Some(tokens),
                tags: Some(tags),
                ..
            } => (Layout::Tags, self.tagged(line, &tokens, &tags)?),
            Record {
                id,
                text,
                facts: Some(facts),
                ..
            } => (Layout::Facts, marked(id, text, &facts)?),
            _ => return Err(LineError::NoFacts),
        };
        if *self.layout.get_or_insert(layout) != layout {
            return Err(LineError::MixedLayouts);
        }
        self.texts.insert(reference.id.clone(), line, reference)
    }

    fn tagged(&mut self, line: usize, tokens: &[String], tags: &[String]) -> Result<Reference, LineError> {
        let mut mentions = Mentions::new();
        for Entity { tag, span } in tags::decode(tokens, tags)? {
            match tags::kind_of(&tag) {
                Some(kind) => {
                    mentions.entry(kind).or_default().insert(span);
                }
                None => *self.ignored_tags.entry(tag).or_default() += 1,
            }
        }
        Ok(Reference {
            id: Id::Number(i64::try_from(line - 1).unwrap_or(i64::MAX)),
            text: Some(tokens.join(" ")),
            mentions,
        })
    }
}

fn marked(id: Option<Id>, text: Option<String>, facts: &[Fact]) -> Result<Reference, LineError> {
    let length = text.as_ref().map(|text| text.chars().count());
    let mut mentions = Mentions::new();
    for fact in facts {
        for span in fact.spans()? {
            check_span(span, length)?;
            mentions.entry(fact.kind).or_default().insert(span);
        }
    }
    Ok(Reference {
        id: id.ok_or(LineError::Missing("id"))?,
        text,
        mentions,
    })
}

impl Fact {
    fn spans(&self) -> Result<Vec<Span>, LineError> {
        match (&self.spans, self.start, self.end) {
            (Some(spans), _, _) => Ok(spans.clone()),
            (None, Some(start), Some(end)) => Ok(vec![Span { start, end }]),
            (None, _, _) => Err(LineError::Missing("spans")),
        }
    }
}

/// Refuses a span that no text, or not this text, can have. `length` is that of the text in code points, if known.
pub(super) fn check_span(Span { start, end }: Span, length: Option<usize>) -> Result<(), LineError> {
    match length {
        _ if end <= start => Err(LineError::EmptySpan { start, end }),
        Some(length) if end > length => Err(LineError::SpanBeyondText { end, length }),
        _ => Ok(()),
    }
}

/// The texts of the references as JSON Lines `{"id","text"}`, ready for `tuyin facts`.
///
/// # Errors
///
/// [`LineError::Missing`] if a reference has facts, but no `text`.
pub fn make_input(references: &References) -> Result<String, EvaluateError> {
    let mut input = String::new();
    for (line, reference) in references.texts.lines() {
        let text = reference.text.as_ref().ok_or(EvaluateError::Line {
            line,
            source: LineError::Missing("text"),
        })?;
        input += &json!({ "id": reference.id, "text": text }).to_string();
        input.push('\n');
    }
    Ok(input)
}

#[cfg(test)]
mod tests;
