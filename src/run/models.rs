//! The models that a run may use: lent by whoever loaded them, known here by what they do.

use std::sync::Arc;

use super::Usage;
use crate::extract::NameTagger;
use crate::relate::TextEmbedder;
use crate::summarize::SummaryWriter;
use crate::translate::Translators;

/// Articles in a window that models summarize: as many answers are written at a time.
const WRITTEN_WINDOW: usize = 16;
/// Articles in a window of which models read or translate sentences.
const READ_WINDOW: usize = 32;

/// Models for parts of the work; what has none is done by the built-in methods.
#[derive(Default)]
pub struct Models {
    /// Write summaries, the preferred first.
    pub writers: Vec<SummaryWriter>,
    /// What decides what these write of an article: their versions, and those of all that helps them.
    pub writers_identity: String,
    /// Find names, each in its languages; of several for one language the first.
    pub taggers: Vec<Box<dyn NameTagger>>,
    /// Compares articles, and sentences, by what they mean.
    pub embedder: Option<Box<dyn TextEmbedder>>,
    /// Translate titles, headlines and summaries.
    pub translators: Translators,
    /// What they do, one for each.
    pub usage: Vec<Arc<Usage>>,
}

impl Models {
    /// No models: everything is done by the built-in methods.
    pub fn none() -> Self {
        Models::default()
    }

    /// How many articles go through the stages together on so many threads: enough for full batches of what models read and
    /// write, few enough that a run that is killed has little to do again.
    pub(super) fn window_size(&self, jobs: usize) -> usize {
        match (self.writers.is_empty(), self.usage.is_empty()) {
            (false, _) => WRITTEN_WINDOW,
            (true, false) => READ_WINDOW,
            (true, true) => super::window_size(jobs),
        }
    }
}
