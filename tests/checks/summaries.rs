//! How summaries that people wrote fare before the checks, and the same with something wrong in them.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;
use tuyin::article::{Article, Locale};
use tuyin::digest::{Digest, Method, Status};
use tuyin::read::Records;
use tuyin::run::{Models, Settings, Stages, digest_batch};
use tuyin::summarize::{Search, SummaryWriter, TrainedSummarizer};
use tuyin::understand::normalize;

/// An article with a summary by people.
pub struct Record {
    line: String,
    pub summary: String,
}

/// The records of a file with `text` and `summary`.
pub fn read(path: &Path) -> std::io::Result<Vec<Record>> {
    let text = fs_err::read_to_string(path)?;
    let record = |line: &str| {
        let fields: Value = serde_json::from_str(line).ok()?;
        Some(Record {
            line: line.to_owned(),
            summary: fields.get("summary")?.as_str()?.to_owned(),
        })
    };
    Ok(text.lines().filter_map(record).collect())
}

/// What a summary has wrong.
pub enum Wrong {
    Nothing,
    /// Every number is another.
    Numbers,
    /// It is of the next article.
    Article,
}

/// A model that gives a summary that somebody else wrote.
struct Given(Mutex<Vec<String>>);

impl TrainedSummarizer for Given {
    fn name(&self) -> &str {
        "people"
    }

    fn writes(&self, _: Locale) -> bool {
        true
    }

    fn context(&self) -> usize {
        1 << 20
    }

    fn count(&self, text: &str) -> usize {
        text.len() / 8
    }

    fn summarize(
        &self,
        texts: &[&str],
        _: Search,
    ) -> Result<Vec<Result<String, String>>, Box<dyn Error + Send + Sync>> {
        let given = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(texts.iter().map(|_| Ok(given.concat())).collect())
    }
}

/// How many sentences there were, by what became of them.
#[derive(Default)]
pub struct Study(BTreeMap<&'static str, usize>);

impl Study {
    pub fn of(records: &[Record], wrong: &Wrong) -> Self {
        let mut study = Study::default();
        for (number, record) in records.iter().enumerate() {
            let other = &records[(number + 1) % records.len()];
            match wrong {
                Wrong::Nothing => study.add(&record.line, record.summary.clone(), |_| true),
                Wrong::Article => study.add(&record.line, other.summary.clone(), |_| true),
                Wrong::Numbers => {
                    let spoiled = other_numbers(&record.summary);
                    if spoiled != record.summary {
                        let is_spoiled = |sentence: &str| !normalize(&record.summary).contains(sentence);
                        study.add(&record.line, spoiled, is_spoiled);
                    }
                }
            }
        }
        study
    }

    /// Counts the sentences of a summary that matter.
    fn add(&mut self, line: &str, summary: String, matters: impl Fn(&str) -> bool) {
        let Some(Ok(article)) = Records::stdin(line.as_bytes()).next() else {
            return;
        };
        // Headlines have no full stop.
        let is_ended = summary.ends_with(['.', '!', '?', '"', '»', '”']);
        let digest = digested(article, if is_ended { summary } else { summary + "." });
        let Some(digest) = digest else { return };
        if digest.entry.summary.method == Method::Extractive {
            *self.0.entry("whole summary refused").or_default() += 1;
            return;
        }
        for sentence in &digest.entry.summary.sentences {
            if sentence.model.is_some() && !matters(&sentence.text) {
                continue;
            }
            let what = match (&sentence.model, sentence.status) {
                (None, _) => "replaced",
                (_, Status::Supported) => "supported",
                (_, Status::Weak) => "weak",
                (_, Status::Unsupported) => "unsupported",
            };
            *self.0.entry(what).or_default() += 1;
        }
    }
}

fn digested(article: Article, summary: String) -> Option<Digest> {
    let settings = Settings {
        profile: "study".into(),
        to: Vec::new(),
        sentences: 4,
        format: Vec::new(),
        group: false,
        models: Vec::new(),
    };
    let models = Models {
        writers: vec![SummaryWriter::Trained(Box::new(Given(Mutex::new(vec![summary]))))],
        ..Models::none()
    };
    let mut digests = digest_batch(vec![article], &settings, &models, &mut Stages::default());
    digests.pop()?.ok()
}

/// A text with another last digit in every number.
fn other_numbers(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let is_last = |at: usize| letters[at].is_ascii_digit() && !letters.get(at + 1).is_some_and(char::is_ascii_digit);
    let other = |at: usize| match (is_last(at), letters[at].to_digit(10)) {
        (true, Some(digit)) => char::from_digit((digit + 3) % 10, 10).unwrap_or(letters[at]),
        _ => letters[at],
    };
    (0..letters.len()).map(other).collect()
}

impl fmt::Display for Study {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: usize = self.0.values().sum();
        for (what, count) in &self.0 {
            writeln!(
                f,
                "  {what:<24} {count:>5} {:>5.1} %",
                *count as f64 * 100.0 / all as f64
            )?;
        }
        Ok(())
    }
}
