//! From a reading to its summary.
//!
//! The built-in method chooses sentences of the source. It needs no model and claims nothing that
//! the source does not say.

mod extractive;
mod kazakh;
mod rank;
mod stop_words;
mod terms;

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

/// Summarizes each reading, in input order.
pub fn summarize(readings: &[Reading], options: &SummaryOptions) -> Vec<Summary> {
    readings
        .par_iter()
        .map(|reading| extractive::summarize(reading, options))
        .collect()
}
