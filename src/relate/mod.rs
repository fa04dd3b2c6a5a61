//! The articles of a run among each other: which of them tell the same story, what they call the same things, and where their
//! figures differ.
//!
//! A [`Trace`] is all that is kept of an article until every article has been read; [`stories()`] and [`NameTable`] compare traces. Nothing here
//! reads the text of a second article, so that the time grows with the number of articles and little more.

pub(crate) mod concepts;
mod differences;
mod embedding;
mod figures;
mod likeness;
mod names;
pub(crate) mod skeleton;
mod stories;
mod terms;

pub use differences::{Claim, Difference};
pub use embedding::{TextEmbedder, gist};
pub use names::{NameEntry, NameForm, NameTable, is_form_of};
pub use stories::{Story, stories};
pub use terms::Trace;
