//! From digests to files: Markdown per language, one HTML page, JSON, a table of facts.
//!
//! Everything that comes from an article is untrusted and escaped for the format that it stands in.
//! Files are written beside their final name and renamed when they are whole.

mod atomic;
mod evidence;
pub mod locale;
mod publisher;
mod render;
mod slug;
mod story;
mod table;
mod view;

use std::path::PathBuf;

pub use atomic::{AtomicFile, remove_unfinished, write_if_changed};
pub use publisher::{PAGE_ARTICLES, PAGES, Publication, Publisher};
pub use slug::file_name;
pub use story::{ClaimRecord, ClaimSource, DifferenceRecord, Numbered, Stories, StoryDigests, StoryRecord};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A form that digests are written in.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema, clap::ValueEnum,
)]
#[serde(rename_all = "lowercase")]
pub enum OutputFormat {
    /// Markdown, one file per language.
    Md,
    /// One self-contained page.
    Html,
    /// A file per article, and all of them as JSON Lines.
    Json,
    /// A table of all facts, for spreadsheets.
    Csv,
}

impl OutputFormat {
    /// All of them.
    pub const ALL: [OutputFormat; 4] = [
        OutputFormat::Md,
        OutputFormat::Html,
        OutputFormat::Json,
        OutputFormat::Csv,
    ];
}

/// A file that could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The system refused.
    #[error("could not write `{}`", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A template did not render: a defect of this program.
    #[error("could not fill in the template of `{}`", path.display())]
    Template {
        /// The file.
        path: PathBuf,
        /// Why.
        source: minijinja::Error,
    },
}

impl WriteError {
    fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> WriteError {
        let path = path.into();
        move |source| WriteError::Io { path, source }
    }
}
