//! `tuyin facts`.

use serde::Serialize;

use super::filter;
use crate::article::{Id, Language, Span};
use crate::cli::args::{FactsArguments, GlobalArguments};
use crate::cli::fault::CommandResult;
use crate::cli::lent;
use crate::digest::{Fact, Value};
use crate::run::facts_batch;

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

pub fn run(arguments: &FactsArguments, global: &GlobalArguments) -> CommandResult {
    let taggers = lent::taggers(&arguments.tagger, &arguments.engine, global)?;
    filter::run(&arguments.stream, |articles| {
        facts_batch(articles, &taggers, |article, reading, facts| Line {
            id: article.id.clone(),
            language: reading.language,
            facts: facts.into_iter().map(FactLine::from).collect(),
        })
    })
}
