//! The models that a run may use: lent by whoever loaded them, known here by what they do.

use crate::extract::NameTagger;
use crate::relate::TextEmbedder;
use crate::summarize::SummaryWriter;
use crate::translate::Translators;

/// Models for parts of the work; what has none is done by the built-in methods.
#[derive(Default)]
pub struct Models {
    /// Write summaries, the preferred first.
    pub writers: Vec<SummaryWriter>,
    /// Find names, each in its languages; of several for one language the first.
    pub taggers: Vec<Box<dyn NameTagger>>,
    /// Compares articles, and sentences, by what they mean.
    pub embedder: Option<Box<dyn TextEmbedder>>,
    /// Translate titles, headlines and summaries.
    pub translators: Translators,
}

impl Models {
    /// No models: everything is done by the built-in methods.
    pub fn none() -> Self {
        Models::default()
    }
}
