//! Scores the spans of facts against references, kind by kind.
//!
//! Only kinds and spans are compared: whether a date was found, not which day it was taken for. The
//! counts of all texts are added up before scores are computed (micro average), as `conlleval` does.

use std::collections::BTreeMap;
use std::io::BufRead;

use serde::{Deserialize, Serialize};

use super::classes;
use super::lines::{ById, for_each_line};
use super::references::{Layout, Mentions, check_span};
use super::spans::Tally;
use super::{EvaluateError, LineError};
use crate::article::{Id, Span};
use crate::digest::FactKind;

pub use super::classes::ClassScores;
pub use super::references::{References, make_input};
pub use super::spans::{MatchScore, SpanScores};
pub use super::tags::{TAGS, class_of};

/// The facts to be scored, as `tuyin facts` writes them.
#[derive(Debug, Clone, Default)]
pub struct Hypotheses(ById<Option<Mentions>>);

/// How well facts were found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FactScores {
    /// Texts of the references.
    pub texts: usize,
    /// References without a hypothesis; nothing was found in these.
    pub missing: usize,
    /// Hypotheses without a reference, which are ignored.
    pub extra: usize,
    /// References whose hypothesis is an `error`; nothing was found in these.
    pub failed: usize,
    /// The scores of each class, in the order of [`FactKind`].
    pub classes: Vec<ClassScores>,
    /// The scores of all classes that the references mark, taken together.
    pub total: SpanScores,
    /// The tags of the references that stand for no kind of fact, and how many entities have them.
    pub ignored_tags: BTreeMap<String, usize>,
}

#[derive(Deserialize)]
struct Record {
    id: Id,
    facts: Option<Vec<Fact>>,
    error: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Fact {
    kind: FactKind,
    spans: Vec<Span>,
}

impl Hypotheses {
    /// Reads JSON Lines: `{"id","facts":[{"kind","spans":[[s,e]]}]}`, each span a mention in code
    /// points, or `{"id","error"}` for a text that failed. Facts of the same class that share a span
    /// count once there.
    ///
    /// # Errors
    ///
    /// The stream breaks off, or a line is no such record, has an id that stood before, or an empty span.
    pub fn read(stream: impl BufRead) -> Result<Self, EvaluateError> {
        let mut texts = ById::default();
        for_each_line(stream, |line, bytes| {
            let record: Record = serde_json::from_slice(bytes).map_err(LineError::Json)?;
            let mentions = match (record.facts, record.error) {
                (_, Some(_)) => None,
                (Some(facts), None) => Some(mentions(&facts)?),
                (None, None) => return Err(LineError::Missing("facts")),
            };
            texts.insert(record.id, line, mentions)
        })?;
        Ok(Hypotheses(texts))
    }
}

fn mentions(facts: &[Fact]) -> Result<Mentions, LineError> {
    let mut mentions = Mentions::new();
    for fact in facts {
        for span in &fact.spans {
            check_span(*span, None)?;
            mentions.entry(fact.kind).or_default().insert(*span);
        }
    }
    Ok(mentions)
}

/// Scores each reference against the hypothesis of the same id.
pub fn score(hypotheses: &Hypotheses, references: &References) -> FactScores {
    let mut classes = classes::of(references.layout.unwrap_or(Layout::Facts));
    let mut tallies = vec![Tally::default(); classes.len()];
    let (mut missing, mut failed) = (0, 0);
    let nothing = Mentions::new();
    for (id, reference) in references.texts.iter() {
        let found = match hypotheses.0.get(id) {
            None => {
                missing += 1;
                &nothing
            }
            Some(None) => {
                failed += 1;
                &nothing
            }
            Some(Some(found)) => found,
        };
        for (class, tally) in classes.iter().zip(&mut tallies) {
            tally.add(Tally::of(&class.select(found), &class.select(&reference.mentions)));
        }
    }
    let total = settle(&mut classes, &tallies);
    FactScores {
        texts: references.texts.len(),
        missing,
        extra: hypotheses.0.count_without(&references.texts),
        failed,
        classes,
        total,
        ignored_tags: references.ignored_tags.clone(),
    }
}

/// Writes the scores into the classes that the references mark, and gives those of all together.
fn settle(classes: &mut [ClassScores], tallies: &[Tally]) -> SpanScores {
    let mut total = Tally::default();
    for (class, tally) in classes.iter_mut().zip(tallies) {
        class.spans = match tally.expected {
            0 => tally.counts(),
            _ => {
                total.add(*tally);
                tally.scores()
            }
        };
    }
    match total.expected {
        0 => total.counts(),
        _ => total.scores(),
    }
}

#[cfg(test)]
mod tests;
