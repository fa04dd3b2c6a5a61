//! How many spoiled translations the checks find, and how often they are wrong about good ones.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use tuyin::article::Language;
use tuyin::check::{Severity, Text, TranslationFinding, translation};

/// A pair of texts and how the second was spoiled.
pub struct Record {
    /// What was spoiled, or [`CLEAN`].
    pub kind: String,
    /// The source and its language.
    pub from: String,
    pub source: String,
    /// The translation and its language.
    pub to: String,
    pub target: String,
}

/// The kind of the pairs that nobody spoiled.
const CLEAN: &str = "none";

impl Record {
    fn of(line: &str) -> Option<Self> {
        let fields: serde_json::Value = serde_json::from_str(line).ok()?;
        let field = |name: &str| Some(fields.get(name)?.as_str()?.to_owned());
        Some(Record {
            kind: field("kind")?,
            from: field("from")?,
            source: field("source")?,
            to: field("to")?,
            target: field("target")?,
        })
    }

    /// What the checks say of it.
    pub fn findings(&self) -> Vec<TranslationFinding> {
        let text = |text, tag| Text {
            text,
            language: Language::from_tag(tag).unwrap_or(Language::Undetermined),
        };
        translation(text(&self.source, &self.from), text(&self.target, &self.to))
    }

    fn direction(&self) -> String {
        format!("{}-{}", self.from, self.to)
    }
}

/// The records of a file of `scripts/corruptions/corrupt.py`.
pub fn read(path: &Path) -> std::io::Result<Vec<Record>> {
    let text = fs_err::read_to_string(path)?;
    Ok(text.lines().filter_map(Record::of).collect())
}

/// How many pairs there are, how many have an error, and how many a finding of any severity.
#[derive(Default, Clone, Copy)]
struct Counts {
    pairs: usize,
    errors: usize,
    findings: usize,
}

impl Counts {
    fn add(&mut self, findings: &[TranslationFinding]) {
        self.pairs += 1;
        self.errors += usize::from(findings.iter().any(|finding| finding.severity == Severity::Error));
        self.findings += usize::from(!findings.is_empty());
    }
}

/// The share of pairs with a finding, by kind and direction: the recall, and for the clean pairs the false alarms.
pub struct Study {
    kinds: BTreeMap<String, Counts>,
    directions: BTreeMap<(String, String), Counts>,
}

impl Study {
    /// Runs the checks on all records.
    pub fn of(records: &[Record]) -> Self {
        let mut study = Study {
            kinds: BTreeMap::new(),
            directions: BTreeMap::new(),
        };
        for record in records {
            let findings = record.findings();
            let direction = (record.kind.clone(), record.direction());
            study.kinds.entry(record.kind.clone()).or_default().add(&findings);
            study.directions.entry(direction).or_default().add(&findings);
        }
        study
    }

    /// The share of the pairs of a kind that have an error.
    pub fn recall(&self, kind: &str) -> Option<f64> {
        let counts = self.kinds.get(kind)?;
        Some(counts.errors as f64 / counts.pairs as f64)
    }
}

impl fmt::Display for Study {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns: BTreeSet<&String> = self.directions.keys().map(|(_, direction)| direction).collect();
        write!(f, "{:<16}{:>6}", "errors, %", "pairs")?;
        for column in &columns {
            write!(f, "{column:>8}")?;
        }
        writeln!(f, "{:>8}{:>10}", "all", "any, %")?;
        let mut kinds: Vec<(&String, &Counts)> = self.kinds.iter().collect();
        kinds.sort_by_key(|(kind, _)| (*kind == CLEAN, *kind));
        for (kind, all) in kinds {
            write!(f, "{kind:<16}{:>6}", all.pairs)?;
            for column in &columns {
                let counts = self
                    .directions
                    .get(&(kind.clone(), (*column).clone()))
                    .copied()
                    .unwrap_or_default();
                write!(f, "{:>8}", percent(counts.errors, counts.pairs))?;
            }
            writeln!(
                f,
                "{:>8}{:>10}",
                percent(all.errors, all.pairs),
                percent(all.findings, all.pairs)
            )?;
        }
        Ok(())
    }
}

fn percent(part: usize, whole: usize) -> String {
    match whole {
        0 => "-".to_owned(),
        _ => format!("{:.1}", 100.0 * part as f64 / whole as f64),
    }
}
