//! `tuyin facts`.

use serde::Serialize;

use super::filter;
use crate::article::{Id, Language, Span};
use crate::cli::args::FactsArguments;
use crate::cli::fault::CommandResult;
use crate::digest::{Fact, Value};
use crate::extract::extract;
use crate::run::read_batch;

/// A line of output.
#[derive(Serialize)]
struct Line {
    id: Id,
    language: Language,
    facts: Vec<FactLine>,
}

/// A fact without the status that only a check gives.
#[derive(Serialize)]
struct FactLine {
    #[serde(flatten)]
    value: Value,
    text: String,
    spans: Vec<Span>,
    confidence: f32,
    rule: String,
}

impl From<Fact> for FactLine {
    fn from(fact: Fact) -> Self {
        FactLine {
            value: fact.value,
            text: fact.text,
            spans: fact.spans,
            confidence: fact.confidence,
            rule: fact.rule,
        }
    }
}

pub fn run(arguments: &FactsArguments) -> CommandResult {
    filter::run(&arguments.stream, |articles| {
        read_batch(articles, |article, reading| Line {
            id: article.id.clone(),
            language: reading.language,
            facts: extract(std::slice::from_ref(reading))
                .into_iter()
                .flatten()
                .map(FactLine::from)
                .collect(),
        })
    })
}
