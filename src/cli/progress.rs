//! Progress: a bar on a terminal, plain lines elsewhere.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::fault::printable;
use crate::article::Id;
use crate::run::{Observer, Outcome};

/// How often plain lines tell how far a run is.
const EVERY: Duration = Duration::from_secs(10);

/// A bar that is drawn on stderr.
pub struct Bar {
    bar: ProgressBar,
    failed: AtomicUsize,
}

impl Bar {
    /// A bar that does not show yet.
    pub fn new() -> Self {
        Bar {
            bar: ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()),
            failed: AtomicUsize::new(0),
        }
    }

    fn style(template: &str) -> ProgressStyle {
        // Both templates are constants that parse.
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
    }
}

impl Observer for Bar {
    fn started(&self, total: Option<usize>) {
        match total {
            Some(total) => {
                self.bar.set_length(total as u64);
                self.bar.set_style(Bar::style(
                    "{wide_bar} {pos}/{len} articles, {per_sec}, {eta} left{msg}",
                ));
            }
            None => self
                .bar
                .set_style(Bar::style("{spinner} {pos} articles, {per_sec}{msg}")),
        }
    }

    fn article(&self, id: &Id, outcome: Outcome<'_>) {
        self.bar.inc(1);
        if let Outcome::Failed(failure) = outcome {
            let failed = 1 + self.failed.fetch_add(1, Ordering::Relaxed);
            self.bar.set_message(format!(", {failed} failed"));
            let line = format!("{}: {}", id, failure.error.message);
            self.bar.suspend(|| tracing::warn!("{}", printable(&line)));
        }
    }

    fn interrupted(&self) {
        self.bar.suspend(tell_interrupted);
    }

    fn writing(&self) {
        self.bar.set_message(", writing the digests");
    }

    fn finished(&self) {
        self.bar.finish_and_clear();
    }
}

/// Plain lines in the log.
pub struct Lines(Mutex<Told>);

/// How far a run is, and when that was last told.
struct Told {
    total: Option<usize>,
    done: usize,
    at: Instant,
}

impl Lines {
    /// Nothing is told yet.
    pub fn new() -> Self {
        Lines(Mutex::new(Told {
            total: None,
            done: 0,
            at: Instant::now(),
        }))
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        // A count is whole whatever a thread that panicked did.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for Lines {
    fn started(&self, total: Option<usize>) {
        self.told().total = total;
        match total {
            Some(total) => tracing::info!("{} to read", counted(total)),
            None => tracing::info!("reading articles"),
        }
    }

    fn article(&self, id: &Id, outcome: Outcome<'_>) {
        let mut told = self.told();
        told.done += 1;
        match outcome {
            Outcome::Failed(failure) => {
                tracing::warn!("{}", printable(&format!("{id}: {}", failure.error.message)))
            }
            Outcome::Duplicate => {
                tracing::info!("{}", printable(&format!("{id}: came before, left out")))
            }
            Outcome::Digested | Outcome::Reused => {
                tracing::debug!("{}", printable(&format!("{id}: done")))
            }
        }
        if told.at.elapsed() >= EVERY {
            told.at = Instant::now();
            match told.total {
                Some(total) => tracing::info!("{} of {total} articles", told.done),
                None => tracing::info!("{}", counted(told.done)),
            }
        }
    }

    fn interrupted(&self) {
        tell_interrupted();
    }

    fn writing(&self) {
        tracing::info!("writing the digests");
    }

    fn finished(&self) {}
}

/// `1 article`, `2 articles`.
pub fn counted(articles: usize) -> String {
    match articles {
        1 => "1 article".to_owned(),
        articles => format!("{articles} articles"),
    }
}

fn tell_interrupted() {
    tracing::warn!("finishing the articles in hand; interrupt again to stop at once");
}
