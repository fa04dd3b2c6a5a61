//! From a reading to its summary.
//!
//! The built-in method chooses sentences of the source. It needs no model and claims nothing that
//! the source does not say.

mod extractive;
mod kazakh;
mod rank;
pub(crate) mod stop_words;
mod terms;

use std::ops::Range;

use rayon::prelude::*;

use crate::digest::Summary;
use crate::understand::Reading;

pub use extractive::score;

/// What is asked of a summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SummaryOptions {
    /// How many sentences it has at most. The title is none of them.
    pub sentences: usize,
}

/// A summary and what it was made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Summarized {
    /// The summary. Its sentences count as unsupported until a check has looked at them.
    pub summary: Summary,
    /// The sentences that were read for it, by index.
    pub read: Vec<Range<usize>>,
}

/// Summarizes each reading, in input order.
pub fn summarize(readings: &[Reading], options: &SummaryOptions) -> Vec<Summarized> {
    readings
        .par_iter()
        .map(|reading| extractive::summarize(reading, options))
        .collect()
}
