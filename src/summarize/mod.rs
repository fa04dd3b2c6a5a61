//! From a reading to its summary.
//!
//! The built-in method chooses sentences of the source. It needs no model and claims nothing that
//! the source does not say. Models write sentences of their own, each of which is traced to the source.

mod abstractive;
mod align;
mod extractive;
mod kazakh;
mod parts;
mod rank;
pub(crate) mod stop_words;
pub(crate) mod terms;
mod writer;

use std::ops::Range;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::article::Span;
use crate::digest::Summary;
use crate::understand::Reading;

pub use abstractive::{Aids, Embed, Judge, SummarizeError};
pub use extractive::score;
pub use writer::{PROMPT_VERSION, Search, SummaryWriter, TrainedSummarizer};

/// What is asked of a summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SummaryOptions {
    /// How many sentences it has at most. The title is none of them.
    pub sentences: usize,
}

/// A summary and what it was made from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summarized {
    /// The summary. Its sentences count as unsupported until a check has looked at them.
    pub summary: Summary,
    /// The sentences that were read for it, by index.
    pub read: Vec<Range<usize>>,
    /// What became of sentences of models that are not printed.
    pub remarks: Vec<Remark>,
}

/// Something that happened on the way to a summary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// What, in English.
    pub message: String,
    /// The places of the source that it is about.
    pub spans: Vec<Span>,
}

/// Summarizes each reading, in input order.
pub fn summarize(readings: &[Reading], options: &SummaryOptions) -> Vec<Summarized> {
    readings
        .par_iter()
        .map(|reading| extractive::summarize(reading, options))
        .collect()
}

/// Summarizes each reading by a model that writes its language, in input order; those that have none by the built-in method.
///
/// # Errors
///
/// Fails if a model does.
pub fn summarize_with(
    readings: &[&Reading],
    options: &SummaryOptions,
    writers: &[SummaryWriter],
    aids: Aids<'_>,
) -> Result<Vec<Summarized>, SummarizeError> {
    match writers.is_empty() {
        true => Ok(readings
            .par_iter()
            .map(|reading| extractive::summarize(reading, options))
            .collect()),
        false => abstractive::summarize(readings, options, writers, aids),
    }
}
