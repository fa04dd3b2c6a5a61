//! `tuyin summarize`.

use serde::Serialize;

use super::filter;
use crate::article::{Article, Id, Language, Span};
use crate::cli::args::{GlobalArguments, SummarizeArguments};
use crate::cli::fault::{CommandResult, Fault};
use crate::cli::lent::{Lent, Wanted};
use crate::cli::settings;
use crate::digest::SummarySentence;
use crate::hub::{Registry, Task};
use crate::run::{Models, read_batch, summaries_batch};
use crate::summarize::{Remark, Summarized, SummaryOptions, score};
use crate::understand::Reading;

/// A line of output.
#[derive(Serialize)]
struct Line {
    id: Id,
    language: Language,
    #[serde(skip_serializing_if = "Option::is_none")]
    headline: Option<String>,
    summary: Vec<Sentence>,
    /// What became of sentences of models that are not printed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    remarks: Vec<String>,
}

#[derive(Serialize)]
struct Sentence {
    text: String,
    spans: Vec<Span>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<String>,
}

pub fn run(arguments: &SummarizeArguments, global: &GlobalArguments) -> CommandResult {
    let (registry, _) = settings::registry(global)?;
    if arguments.all_sentences {
        return filter::run(&arguments.stream, |articles| read_batch(articles, all_sentences));
    }
    let options = SummaryOptions {
        sentences: settings::sentences(&arguments.length, &registry.defaults),
    };
    let models = models(arguments, &registry, global)?;
    filter::run(&arguments.stream, |articles| {
        summaries_batch(articles, &options, &models, chosen)
    })
}

/// The models of the profile that summarize, if one is named.
fn models(arguments: &SummarizeArguments, registry: &Registry, global: &GlobalArguments) -> Result<Models, Fault> {
    let Some(profile) = &arguments.profile else {
        return Ok(Models::none());
    };
    let wanted = Wanted {
        profile,
        to: &[],
        glossary: None,
        memory: None,
    };
    let tasks = [Task::Summarize, Task::Embed];
    Ok(Lent::for_tasks(&tasks, wanted, registry, &arguments.engine, global)?.models)
}

fn chosen(article: &Article, reading: &Reading, summarized: Summarized) -> Line {
    let sentence = |sentence: SummarySentence| Sentence {
        text: sentence.text,
        spans: sentence.spans,
        score: None,
        model: sentence.model,
    };
    let message = |remark: Remark| remark.message;
    Line {
        id: article.id.clone(),
        language: reading.language,
        headline: summarized.summary.headline.map(|headline| headline.text),
        summary: summarized.summary.sentences.into_iter().map(sentence).collect(),
        remarks: summarized.remarks.into_iter().map(message).collect(),
    }
}

fn all_sentences(article: &Article, reading: &Reading) -> Line {
    let scored = reading.sentences.iter().zip(score(reading));
    let sentences = scored.map(|(sentence, score)| Sentence {
        text: reading.text(sentence).to_owned(),
        spans: vec![sentence.span],
        score: Some(score),
        model: None,
    });
    Line {
        id: article.id.clone(),
        language: reading.language,
        headline: None,
        summary: sentences.collect(),
        remarks: Vec::new(),
    }
}
