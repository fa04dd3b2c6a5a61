//! Many articles: order, windows, ledger, resume, interruption, report.
//!
//! Articles go through the stages in windows, all cores at work on one window, and come out in input
//! order. What is finished stands in the ledger, so that a run that was cut short goes on where it
//! stopped and ends with the same bytes. Knows neither tensors nor the terminal: whoever wants to
//! show progress passes an [`Observer`].

mod digest;
mod embeddings;
mod interrupt;
mod ledger;
mod lock;
mod models;
mod observer;
mod pipeline;
mod publish;
mod report;
mod stages;
mod translated;
mod usage;
mod window;

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::article::Locale;
use crate::write::{OutputFormat, WriteError};

pub use digest::digest;
pub use interrupt::Interrupt;
pub use ledger::LedgerError;
pub use models::Models;
pub use observer::{Observer, Outcome, Silent};
pub use pipeline::{digest_batch, facts_batch, read_batch, summaries_batch};
pub use report::{Counts, FindingCounts, Report, RunInfo};
pub use stages::Stages;
pub use translated::{TranslatedArticle, translate_batch};
pub use usage::{ModelUse, Usage};
pub use window::{Tally, stream, window_size};

/// What decides the content of the output: equal settings and equal articles give equal bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Settings {
    /// The profile of models.toml.
    pub profile: String,
    /// The languages of the digests.
    pub to: Vec<Locale>,
    /// How many sentences a summary has at most.
    pub sentences: usize,
    /// The forms that digests are written in.
    pub format: Vec<OutputFormat>,
    /// Whether articles that tell one story are one entry.
    pub group: bool,
    /// The models that were used, each with its version.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub models: Vec<String>,
}

/// How a run is carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunOptions {
    /// The folder for the digests. It is made if it is missing.
    pub output: PathBuf,
    /// What decides the content.
    pub settings: Settings,
    /// How many threads work.
    pub jobs: usize,
    /// Forget what earlier runs left in the ledger.
    pub fresh: bool,
    /// Files in the input folders that are of no format that is read.
    pub skipped_files: usize,
    /// The licences that the user accepted for the models, by the names that were given.
    pub accepted_licenses: Vec<String>,
    /// What the licences of the models want to be printed.
    pub notices: Vec<String>,
}

/// Why a run could not be carried out. A single article never is the reason.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// Another run writes to the folder.
    #[error("another run of tuyin is writing to `{}`", .0.display())]
    Locked(PathBuf),
    /// A folder or a file of the output could not be made.
    #[error("could not prepare `{}`", path.display())]
    Prepare {
        /// The folder or file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The ledger failed.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// A model failed while it was used.
    #[error("the model `{model}` failed")]
    Model {
        /// The model.
        model: String,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// An output could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The threads could not be started.
    #[error("could not start {jobs} threads")]
    Threads {
        /// How many.
        jobs: usize,
        /// Why not.
        source: rayon::ThreadPoolBuildError,
    },
}

/// What to do where the disk does not take what is to be written.
const DISK_HINT: &str =
    "check that the folder is writable and the disk has room, or choose another with -o; what is finished is kept";

impl RunError {
    /// What the user can do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            RunError::Locked(_) => Some("wait for it to finish, or choose another folder with -o"),
            RunError::Ledger(error) => Some(error.hint()),
            RunError::Prepare { .. } | RunError::Write(_) => Some(DISK_HINT),
            RunError::Model { .. } => {
                Some("try --device cpu, or a profile without the model; what is finished is kept")
            }
            RunError::Threads { .. } => Some("choose fewer with --jobs"),
        }
    }

    fn prepare(path: &Path) -> impl FnOnce(std::io::Error) -> RunError {
        let path = path.to_owned();
        move |source| RunError::Prepare { path, source }
    }
}
