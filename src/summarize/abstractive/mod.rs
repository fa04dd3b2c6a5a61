//! Summaries written by models, sentence by sentence traced to the source.
//!
//! A long article is read in parts, and a summary made of the summaries of the parts (map and reduce): nothing is cut off. The
//! requests of many articles go to a model together. What comes back is judged; a summary with a sentence that may not be
//! printed is asked for again, with what was wrong, then of the next model. Of the best attempt the sound sentences are kept,
//! and the others replaced by sentences of the source; if most are not sound, the whole summary is chosen from the source.

mod attempt;
mod drafts;
mod finish;
mod task;

use rayon::prelude::*;

use self::drafts::drafts;
use self::task::{Task, vectors};
use super::writer::SummaryWriter;
use super::{Summarized, SummaryOptions, extractive};
use crate::article::Locale;
use crate::digest::Status;
use crate::instruct::ModelError;
use crate::understand::Reading;

/// What is found out about a sentence: how well the evidence bears it out, and why it may not be printed, if it may not.
pub type Judge = fn(claim: (&str, Locale), evidence: &str) -> (Status, Vec<String>);

/// What else is needed to write summaries.
#[derive(Clone, Copy)]
pub struct Aids<'a> {
    /// Judges what models write.
    pub judge: Judge,
    /// Compares sentences by what they mean, if there is an embedder.
    pub embed: Option<Embed<'a>>,
}

/// A vector for each text.
type Vectors = Vec<Vec<f32>>;

/// An embedder, as it is used here.
#[derive(Clone, Copy)]
pub struct Embed<'a> {
    /// Turns texts into vectors of length 1.
    pub vectors: &'a (dyn Fn(&[&str]) -> Result<Vectors, ModelError> + Sync),
    /// Whether it reads a language.
    pub reads: &'a (dyn Fn(Locale) -> bool + Sync),
}

/// A model failed, and with it the articles that it was to summarize.
#[derive(Debug, thiserror::Error)]
#[error("the model `{model}` failed")]
pub struct SummarizeError {
    /// The model.
    pub model: String,
    /// Why.
    pub source: ModelError,
}

/// Summarizes each reading, in input order: by the first model that writes its language, or by sentences of the source where
/// there is none or it has nothing to shorten.
///
/// # Errors
///
/// Fails if a model does.
pub(super) fn summarize(
    readings: &[&Reading],
    options: &SummaryOptions,
    writers: &[SummaryWriter],
    aids: Aids<'_>,
) -> Result<Vec<Summarized>, SummarizeError> {
    let mut tasks: Vec<Task<'_>> = readings
        .iter()
        .enumerate()
        .filter_map(|(number, reading)| Task::of(number, reading, options, writers))
        .collect();
    let tries = writers.iter().flat_map(|writer| [writer, writer]);
    for writer in tries {
        let mut asked: Vec<&mut Task<'_>> = tasks
            .iter_mut()
            .filter(|task| writer.writes(task.locale) && !task.is_done())
            .collect();
        if asked.is_empty() {
            continue;
        }
        attempt(writer, &mut asked, aids).map_err(|source| SummarizeError {
            model: writer.name().to_owned(),
            source,
        })?;
    }
    let mut tasks = tasks.into_iter().peekable();
    let summarized = readings.iter().enumerate().map(|(number, reading)| {
        let task = tasks.next_if(|task| task.number == number);
        task.map_or_else(
            || extractive::summarize(reading, options),
            |task| task.finished(options),
        )
    });
    Ok(summarized.collect())
}

/// Lets a model summarize articles, and keeps what it wrote where it is better than what there was.
fn attempt(writer: &SummaryWriter, tasks: &mut [&mut Task<'_>], aids: Aids<'_>) -> Result<(), ModelError> {
    let drafts = drafts(writer, tasks)?;
    let vectors = match aids.embed {
        Some(embed) => Some(vectors(tasks, &drafts, embed)?),
        None => None,
    };
    let all = tasks.par_iter_mut().zip(drafts).enumerate();
    all.for_each(|(number, (task, draft))| {
        let vectors = vectors.as_ref().map(|vectors| &vectors[number]);
        task.attempts += 1;
        match draft {
            Ok(draft) => task.judge(writer.name(), draft, vectors, aids.judge),
            Err(reason) => {
                task.complaints = vec![reason.clone()];
                task.faults = vec![reason];
            }
        }
    });
    Ok(())
}

#[cfg(test)]
mod tests;
