//! The manifest of a run, `report.json`.

use std::collections::BTreeMap;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::usage::per;
use super::{ModelUse, RunOptions, Settings, Stages};
use crate::digest::{Coverage, Failure, Finding, Severity};

/// The version of the layout of `report.json`.
const REPORT_SCHEMA: u32 = 1;

/// What a run did. Everything outside `run` is the same for the same input and settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// The version of this layout.
    pub schema: u32,
    /// The version of tuyin.
    pub version: String,
    /// What decided the content.
    pub settings: Settings,
    /// The licences of models that the user accepted, by the names that were given.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub accepted_licenses: Vec<String>,
    /// How many articles there were.
    pub counts: Counts,
    /// How many articles there are of each language, by BCP 47 tag.
    pub languages: BTreeMap<String, usize>,
    /// How much of the sources was read.
    pub coverage: CoverageTotal,
    /// What the checks found.
    #[serde(default)]
    pub findings: FindingCounts,
    /// The articles that failed, with reasons, in input order.
    pub failures: Vec<Failure>,
    /// The files of the digests, relative to the folder.
    pub files: Vec<String>,
    /// What differs from run to run.
    pub run: RunInfo,
}

/// Articles by what came of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    /// All articles, duplicates not counted.
    pub articles: usize,
    /// Those with a digest.
    pub digested: usize,
    /// What these tell: one story may be told by several articles.
    #[serde(default)]
    pub stories: usize,
    /// Those without.
    pub failed: usize,
    /// Articles that came again with the same id and text.
    pub duplicates: usize,
    /// Files of other formats in the input folders.
    pub skipped_files: usize,
}

/// What the checks found, over all articles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FindingCounts {
    /// What was wrong: it is not printed as if it were sound.
    pub errors: usize,
    /// What is worth a look.
    pub warnings: usize,
}

impl FindingCounts {
    /// Adds the findings of one article.
    pub(super) fn add(&mut self, findings: &[Finding]) {
        let errors = findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
            .count();
        self.errors += errors;
        self.warnings += findings.len() - errors;
    }
}

/// Coverage over all articles.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CoverageTotal {
    /// Sentences in the bodies of all articles with a digest.
    pub sentences: usize,
    /// Those that every stage read.
    pub read: usize,
    /// The share that was read, from 0 to 1.
    pub share: f64,
    /// The articles that were not read whole, by id.
    pub incomplete: Vec<String>,
}

impl CoverageTotal {
    /// Adds the coverage of one article.
    pub(super) fn add(&mut self, id: &str, coverage: &Coverage) {
        self.sentences += coverage.sentences;
        self.read += coverage.read;
        if coverage.read < coverage.sentences {
            self.incomplete.push(id.to_owned());
        }
        self.share = match self.sentences {
            0 => 1.0,
            sentences => self.read as f64 / sentences as f64,
        };
    }
}

/// What differs from run to run: times and the machine.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunInfo {
    /// When the run began, in ISO 8601, UTC.
    pub started: String,
    /// How long it took.
    pub seconds: f64,
    /// How many articles were digested in a minute, those from the ledger not counted.
    #[serde(default)]
    pub articles_per_minute: f64,
    /// How long the stages took.
    pub stages: Stages,
    /// How the time of all stages is shared among them, from 0 to 1.
    #[serde(default)]
    pub shares: Stages,
    /// What models did.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub models: Vec<ModelUse>,
    /// Threads.
    pub jobs: usize,
    /// Operating system and processor architecture.
    pub host: String,
    /// Articles whose digest stood in the ledger.
    pub reused: usize,
    /// Whether the run was interrupted; then the digests are those of the run before.
    pub interrupted: bool,
}

impl RunInfo {
    /// Sums up the times of a run that has digested so many articles.
    pub(super) fn finish(&mut self, time: Duration, digested: usize, models: impl Iterator<Item = ModelUse>) {
        self.seconds = time.as_secs_f64();
        self.articles_per_minute = per(digested.saturating_sub(self.reused) as f64, self.seconds / 60.0);
        self.shares = self.stages.shares();
        self.models = models.collect();
    }
}

impl Report {
    /// An empty report.
    pub(super) fn new(options: &RunOptions) -> Self {
        Report {
            schema: REPORT_SCHEMA,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            settings: options.settings.clone(),
            accepted_licenses: options.accepted_licenses.clone(),
            counts: Counts::default(),
            languages: BTreeMap::new(),
            coverage: CoverageTotal {
                share: 1.0,
                ..CoverageTotal::default()
            },
            findings: FindingCounts::default(),
            failures: Vec::new(),
            files: Vec::new(),
            run: RunInfo {
                started: jiff::Timestamp::now().to_string(),
                jobs: options.jobs,
                host: format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH),
                ..RunInfo::default()
            },
        }
    }
}
