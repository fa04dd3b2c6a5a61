//! How good summaries and facts are, measured against references that people made.
//!
//! Each module reads the hypotheses and the references of one task from JSON Lines, matches them by
//! id and gives scores: [`summary`] by [`rouge`], [`facts`] by the spans that were found, [`stories`] by
//! the pairs of articles that were put together. [`table`]
//! writes the scores for people. Nothing here knows how hypotheses are made.

mod classes;
pub mod digest;
mod error;
pub mod facts;
mod lines;
pub mod mt;
mod references;
pub mod rouge;
mod score;
mod spans;
pub mod stories;
pub mod summary;
pub mod table;
mod tags;

pub use error::{EvaluateError, LineError};
pub use score::Score;
