//! A run: articles in, a folder of digests out.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::mpsc::{self, RecvTimeoutError, SyncSender};
use std::time::{Duration, Instant};

use fs_err as fs;
use rayon::prelude::*;
use serde::Serialize;

use super::embeddings::embeddings;
use super::ledger::{Key, Ledger, Row, content_hash, key, summary_key};
use super::lock::Lock;
use super::pipeline::{Drawer, digest_with};
use super::publish::Edition;
use super::report::Report;
use super::window::ReadAhead;
use super::{Interrupt, Models, Observer, Outcome, RunError, RunOptions, Settings, Stages, digest_batch};
use crate::article::{Article, Id};
use crate::digest::{Digest, Failure, FailureKind};
use crate::read::Item;
use crate::relate::Trace;
use crate::summarize::Summarized;
use crate::write::{OutputFormat, PAGES, WriteError, file_name, remove_unfinished, write_if_changed};

/// The folder of the article files within the output.
const ARTICLES: &str = "articles";
/// How often whoever waits for a window looks up.
const GLANCE: Duration = Duration::from_millis(250);
/// The folder of what only this program reads.
const PRIVATE: &str = ".tuyin";
/// The stage that whole digests are stored under.
const STAGE: &str = "digest";
/// The stage that summaries by models are stored under.
const SUMMARY: &str = "summary";

/// Digests all articles into the output folder and gives the report that was written there.
///
/// `total` is how many articles are expected, if that is known. While a window is digested, the one before it is written and the
/// one after it read.
///
/// # Errors
///
/// Fails if the folder is locked or cannot be written, or the ledger is damaged. What was finished
/// before that is kept for the next run. A bad article is no error: it is in the report.
pub fn digest(
    items: impl Iterator<Item = Item> + Send + 'static,
    total: Option<usize>,
    options: &RunOptions,
    models: &Models,
    observer: &(dyn Observer + Sync),
    interrupt: &Interrupt,
) -> Result<Report, RunError> {
    let jobs = options.jobs;
    let threads = || {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build();
        pool.map_err(|source| RunError::Threads { jobs, source })
    };
    // Two pools: a thread of the one that waits for a model to load must not take up work of the other that needs the model too.
    let (pool, books_pool) = (threads()?, threads()?);
    let mut books = Books::open(options, models, observer)?;
    let mut desk = Desk {
        settings: &options.settings,
        models,
        finished: books.ledger.second()?,
        seen: HashMap::new(),
        stages: Stages::default(),
    };
    observer.started(total);
    books.report.counts.skipped_files = options.skipped_files;
    let items = ReadAhead::start(items, models.window_size(jobs));
    // A window waits to be written while another is being written: no more are held.
    let (done, to_write) = mpsc::sync_channel::<Vec<Place>>(1);
    let (worked, kept) = std::thread::scope(|scope| {
        let (pool, books_pool) = (&pool, &books_pool);
        let keeper = scope.spawn(move || {
            let mut is_told = false;
            loop {
                match to_write.recv_timeout(GLANCE) {
                    Ok(places) => books_pool.install(|| books.keep(places))?,
                    Err(RecvTimeoutError::Disconnected) => return Ok::<_, RunError>(books),
                    Err(RecvTimeoutError::Timeout) if interrupt.signal().is_some() && !is_told => {
                        is_told = true;
                        observer.interrupted();
                    }
                    Err(RecvTimeoutError::Timeout) => {}
                }
            }
        });
        let worked = desk.work_off(&items, interrupt, pool, &done);
        drop(done);
        let kept = keeper.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (worked, kept)
    });
    let mut books = kept?;
    worked?;
    books.report.run.stages.add(&desk.stages);
    pool.install(|| books.close(interrupt))
}

/// Where articles become digests.
struct Desk<'o> {
    settings: &'o Settings,
    models: &'o Models,
    /// What earlier runs and windows have finished, and summaries as soon as they are made.
    finished: Ledger,
    /// The content of every id seen.
    seen: HashMap<String, Key>,
    stages: Stages,
}

/// Where digests are written down.
struct Books<'o> {
    options: &'o RunOptions,
    models: &'o Models,
    observer: &'o (dyn Observer + Sync),
    ledger: Ledger,
    _lock: Lock,
    report: Report,
    began: Instant,
    /// What came of the articles, in input order.
    outcomes: Vec<Result<Key, Failure>>,
    /// What is kept of those that were digested, to compare them.
    traces: Vec<Trace>,
    /// The article files of this run.
    files: HashSet<String>,
}

/// What came of an article of a window.
enum Place {
    Digested {
        key: Key,
        digest: Box<Digest>,
        reused: bool,
    },
    Failed(Failure),
    Duplicate(Id),
}

/// What is known of an article before the stages.
enum Known {
    Place(Place),
    New(Key, Box<Article>),
}

impl Desk<'_> {
    /// Digests window after window, until there is no more or nobody wants them.
    fn work_off(
        &mut self,
        items: &ReadAhead,
        interrupt: &Interrupt,
        pool: &rayon::ThreadPool,
        done: &SyncSender<Vec<Place>>,
    ) -> Result<(), RunError> {
        loop {
            let window = items.next(interrupt);
            if window.is_empty() {
                return Ok(());
            }
            let places = pool.install(|| self.window(window))?;
            // Whoever writes has failed, and says why.
            if done.send(places).is_err() {
                return Ok(());
            }
        }
    }

    /// Digests the articles of a window that the ledger does not hold.
    fn window(&mut self, items: Vec<Item>) -> Result<Vec<Place>, RunError> {
        let mut places: Vec<Option<Place>> = Vec::with_capacity(items.len());
        let mut pending = Vec::new();
        let mut keys = Vec::new();
        for item in items {
            let known = match item {
                Err(failure) => Known::Place(Place::Failed(failure)),
                Ok(article) => self.known(article)?,
            };
            match known {
                Known::Place(place) => places.push(Some(place)),
                Known::New(key, article) => {
                    keys.push(key);
                    pending.push(*article);
                    places.push(None);
                }
            }
        }
        let digests = self.digests(pending)?;
        let mut done = digests.into_iter().zip(keys).map(|(result, key)| match result {
            Ok(digest) => Place::Digested {
                key,
                digest: Box::new(digest),
                reused: false,
            },
            Err(failure) => Place::Failed(failure),
        });
        Ok(places
            .into_iter()
            .filter_map(|place| place.or_else(|| done.next()))
            .collect())
    }

    /// Digests articles. Summaries by models are kept as soon as they are made, and found again after whatever else has changed.
    fn digests(&mut self, articles: Vec<Article>) -> Result<Vec<Result<Digest, Failure>>, RunError> {
        if self.models.writers.is_empty() {
            return Ok(digest_batch(articles, self.settings, self.models, &mut self.stages));
        }
        let (sentences, identity) = (self.settings.sentences, &self.models.writers_identity);
        let key_of = |article: &Article| summary_key(article, sentences, identity);
        let mut kept = HashMap::new();
        for article in &articles {
            if let Some(value) = self.finished.get(&key_of(article))? {
                let summarized = serde_json::from_slice(&value).map_err(|source| self.finished.unreadable(source))?;
                kept.insert(article.id.to_string(), summarized);
            }
        }
        let mut lost = None;
        let ledger = &mut self.finished;
        let mut keep = |article: &Article, summarized: &Summarized| {
            let row = Row {
                key: key_of(article),
                id: article.id.to_string(),
                file: file_name(&article.id),
                value: to_json(summarized),
            };
            if let Err(error) = ledger.put(&[row], SUMMARY) {
                lost.get_or_insert(error);
            }
        };
        let mut drawer = Drawer {
            kept,
            keep: Some(&mut keep),
        };
        let digests = digest_with(articles, self.settings, self.models, &mut drawer, &mut self.stages);
        match lost {
            Some(error) => Err(error.into()),
            None => Ok(digests),
        }
    }

    /// What is known of an article without working on it: it came before, or the ledger holds its digest.
    fn known(&mut self, article: Article) -> Result<Known, RunError> {
        let content = content_hash(&article);
        match self.seen.get(&article.id.to_string()) {
            Some(other) if *other == content => return Ok(Known::Place(Place::Duplicate(article.id))),
            Some(_) => return Ok(Known::Place(Place::Failed(duplicate(&article)))),
            None => self.seen.insert(article.id.to_string(), content),
        };
        let key = key(&article, self.settings);
        let Some(value) = self.finished.get(&key)? else {
            return Ok(Known::New(key, Box::new(article)));
        };
        let digest = serde_json::from_slice(&value).map_err(|source| self.finished.unreadable(source))?;
        Ok(Known::Place(Place::Digested {
            key,
            digest,
            reused: true,
        }))
    }
}

impl<'o> Books<'o> {
    fn open(
        options: &'o RunOptions,
        models: &'o Models,
        observer: &'o (dyn Observer + Sync),
    ) -> Result<Self, RunError> {
        let began = Instant::now();
        let private = options.output.join(PRIVATE);
        let articles = options.output.join(ARTICLES);
        let writes_json = options.settings.format.contains(&OutputFormat::Json);
        for folder in [
            Some(&options.output),
            Some(&private),
            Some(&articles).filter(|_| writes_json),
        ]
        .into_iter()
        .flatten()
        {
            fs::create_dir_all(folder).map_err(RunError::prepare(folder))?;
        }
        let lock = Lock::acquire(&private.join("lock"), &options.output)?;
        // Whoever left something unfinished is gone, or the lock would be taken.
        remove_unfinished(&options.output)?;
        for folder in [ARTICLES, PAGES].map(|folder| options.output.join(folder)) {
            if folder.is_dir() {
                remove_unfinished(&folder)?;
            }
        }
        Ok(Books {
            options,
            models,
            observer,
            ledger: Ledger::open(&private.join("ledger.sqlite3"), options.fresh)?,
            _lock: lock,
            report: Report::new(options),
            began,
            outcomes: Vec::new(),
            traces: Vec::new(),
            files: HashSet::new(),
        })
    }

    /// Writes the digests of the run, unless it was interrupted, and its report.
    fn close(mut self, interrupt: &Interrupt) -> Result<Report, RunError> {
        if interrupt.signal().is_some() {
            self.report.run.interrupted = true;
        } else {
            self.observer.writing();
            self.publish()?;
        }
        self.write_report()?;
        self.observer.finished();
        Ok(self.report)
    }

    /// Writes the article files of a window, then stores its digests: what the ledger holds is on disk.
    fn keep(&mut self, places: Vec<Place>) -> Result<(), RunError> {
        let began = Instant::now();
        tracing::debug!(articles = places.len(), "keeping");
        let mut rows = Vec::new();
        let traces = self.traces(&places)?;
        self.traces.extend(traces);
        for place in places {
            match place {
                Place::Duplicate(id) => {
                    self.report.counts.duplicates += 1;
                    self.observer.article(&id, Outcome::Duplicate);
                }
                Place::Failed(failure) => {
                    self.observer.article(&failure.id, Outcome::Failed(&failure));
                    self.outcomes.push(Err(failure));
                }
                Place::Digested { key, digest, reused } => {
                    let file = self.write_article(&digest)?;
                    self.count(&digest, reused);
                    if !reused {
                        rows.push(Row {
                            key,
                            id: digest.entry.id.to_string(),
                            file: file.clone(),
                            value: to_json(digest.as_ref()),
                        });
                    }
                    self.files.insert(file);
                    self.outcomes.push(Ok(key));
                }
            }
        }
        self.ledger.put(&rows, STAGE)?;
        self.report.run.stages.write += began.elapsed().as_secs_f64();
        Ok(())
    }

    /// What is kept of the articles of a window to compare them.
    fn traces(&mut self, places: &[Place]) -> Result<Vec<Trace>, RunError> {
        let digested: Vec<(&Key, &Digest)> = places
            .iter()
            .filter_map(|place| match place {
                Place::Digested { key, digest, .. } => Some((key, digest.as_ref())),
                _ => None,
            })
            .collect();
        let mut traces: Vec<Trace> = digested.par_iter().map(|(_, digest)| Trace::of(digest)).collect();
        if let Some(embedder) = self.models.embedder.as_deref().filter(|_| self.options.settings.group) {
            let vectors = embeddings(&digested, embedder, &mut self.ledger)?;
            for (trace, vector) in traces.iter_mut().zip(vectors) {
                trace.embedding = vector;
            }
        }
        Ok(traces)
    }

    fn write_article(&self, digest: &Digest) -> Result<String, WriteError> {
        let file = file_name(&digest.entry.id);
        if self.writes_json() {
            let mut bytes = serde_json::to_vec_pretty(digest).unwrap_or_default();
            bytes.push(b'\n');
            write_if_changed(&self.article_path(&file), &bytes)?;
        }
        Ok(file)
    }

    fn count(&mut self, digest: &Digest, reused: bool) {
        let id = &digest.entry.id;
        self.report.coverage.add(&id.to_string(), &digest.entry.coverage);
        self.report.findings.add(&digest.entry.findings);
        *self
            .report
            .languages
            .entry(digest.entry.language.to_string())
            .or_default() += 1;
        self.report.run.reused += usize::from(reused);
        self.observer
            .article(id, if reused { Outcome::Reused } else { Outcome::Digested });
    }

    fn writes_json(&self) -> bool {
        self.options.settings.format.contains(&OutputFormat::Json)
    }

    fn article_path(&self, file: &str) -> PathBuf {
        self.options.output.join(ARTICLES).join(file)
    }

    /// Writes the digests from what the ledger holds.
    fn publish(&mut self) -> Result<(), RunError> {
        let edition = Edition {
            options: self.options,
            translates: !self.models.translators.is_empty(),
            ledger: &self.ledger,
            outcomes: &self.outcomes,
            traces: &self.traces,
        };
        let began = Instant::now();
        tracing::debug!(articles = self.outcomes.len(), "publishing");
        let published = edition.publish()?;
        self.report.files = published.files;
        self.report.counts.stories = published.stories;
        self.report.run.stages.relate = published.seconds;
        self.report.run.stages.write += began.elapsed().as_secs_f64() - published.seconds;
        self.remove_stale_articles()
    }

    /// Removes the files of articles that are gone from the input; their digests stay in the ledger.
    fn remove_stale_articles(&self) -> Result<(), RunError> {
        for file in self.ledger.files()? {
            if !self.writes_json() || !self.files.contains(&file) {
                let path = self.article_path(&file);
                match fs::remove_file(&path) {
                    Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                        return Err(RunError::Prepare { path, source });
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn write_report(&mut self) -> Result<(), RunError> {
        let report = &mut self.report;
        report.failures = self
            .outcomes
            .iter()
            .filter_map(|outcome| outcome.as_ref().err().cloned())
            .collect();
        report.counts.articles = self.outcomes.len();
        report.counts.failed = report.failures.len();
        report.counts.digested = report.counts.articles - report.counts.failed;
        report.run.finish(
            self.began.elapsed(),
            report.counts.digested,
            self.models.usage.iter().map(|usage| usage.total()),
        );
        let mut bytes = serde_json::to_vec_pretty(report).unwrap_or_default();
        bytes.push(b'\n');
        Ok(write_if_changed(&self.options.output.join("report.json"), &bytes)?)
    }
}

fn duplicate(article: &Article) -> Failure {
    let message =
        "another article of this run has the same id and another text; give each its own `id`, or rename one file";
    Failure::new(article.id.clone(), FailureKind::DuplicateId, message)
}

/// A result as the ledger stores it.
fn to_json(result: &impl Serialize) -> Vec<u8> {
    // Strings, numbers and lists of them: nothing that JSON could refuse.
    serde_json::to_vec(result).unwrap_or_default()
}
