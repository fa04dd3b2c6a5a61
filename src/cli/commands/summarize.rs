//! `tuyin summarize`.

use serde::Serialize;

use super::filter;
use crate::article::{Id, Language, Span};
use crate::cli::args::{GlobalArguments, SummarizeArguments};
use crate::cli::fault::CommandResult;
use crate::cli::settings;
use crate::run::read_batch;
use crate::summarize::{SummaryOptions, score, summarize};
use crate::understand::Reading;

/// A line of output.
#[derive(Serialize)]
struct Line {
    id: Id,
    language: Language,
    summary: Vec<Sentence>,
}

#[derive(Serialize)]
struct Sentence {
    text: String,
    spans: Vec<Span>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f32>,
}

pub fn run(arguments: &SummarizeArguments, global: &GlobalArguments) -> CommandResult {
    let (registry, _) = settings::registry(global)?;
    let options = SummaryOptions {
        sentences: settings::sentences(&arguments.length, &registry.defaults),
    };
    let sentences: &(dyn Fn(&Reading) -> Vec<Sentence> + Sync) = match arguments.all_sentences {
        true => &all_sentences,
        false => &|reading| chosen(reading, &options),
    };
    filter::run(&arguments.stream, |articles| {
        read_batch(articles, |article, reading| Line {
            id: article.id.clone(),
            language: reading.language,
            summary: sentences(reading),
        })
    })
}

fn chosen(reading: &Reading, options: &SummaryOptions) -> Vec<Sentence> {
    let summarized = summarize(std::slice::from_ref(reading), options);
    let sentences = summarized
        .into_iter()
        .flat_map(|summarized| summarized.summary.sentences);
    sentences
        .map(|sentence| Sentence {
            text: sentence.text,
            spans: sentence.spans,
            score: None,
        })
        .collect()
}

fn all_sentences(reading: &Reading) -> Vec<Sentence> {
    let scored = reading.sentences.iter().zip(score(reading));
    scored
        .map(|(sentence, score)| Sentence {
            text: reading.text(sentence).to_owned(),
            spans: vec![sentence.span],
            score: Some(score),
        })
        .collect()
}
