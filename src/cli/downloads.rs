//! Progress of downloads: a bar for each file on a terminal, plain lines elsewhere.

use std::collections::HashMap;
use std::io::IsTerminal;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{DecimalBytes, MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::{GlobalArguments, LogFormat};
use super::hub;
use crate::hub::{FetchObserver, FileName, Trouble};

/// How often plain lines tell how far a download is.
const EVERY: Duration = Duration::from_secs(10);

/// What fits standard error.
pub fn observer(global: &GlobalArguments) -> Box<dyn FetchObserver> {
    match std::io::stderr().is_terminal() && !global.quiet && global.log_format == LogFormat::Text {
        true => Box::new(Bars::default()),
        false => Box::new(Lines(Mutex::new(Told::default()))),
    }
}

/// A bar for each file.
#[derive(Default)]
struct Bars {
    all: MultiProgress,
    bars: Mutex<HashMap<String, ProgressBar>>,
}

impl Bars {
    fn with(&self, file: &FileName<'_>, act: impl FnOnce(&ProgressBar)) {
        if let Some(bar) = lock(&self.bars).get(&title(file)) {
            act(bar);
        }
    }

    fn println(&self, line: impl AsRef<str>) {
        // A terminal that is gone leaves nobody to tell.
        let _ = self.all.println(line);
    }

    fn new_bar(&self, file: &FileName<'_>, size: Option<u64>) -> ProgressBar {
        let template = match size {
            Some(_) => "{prefix} {wide_bar} {decimal_bytes}/{decimal_total_bytes} {decimal_bytes_per_sec} {eta}{msg}",
            None => "{prefix} {spinner} {decimal_bytes} {decimal_bytes_per_sec}{msg}",
        };
        // Both templates are constants that parse.
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = size.map_or_else(ProgressBar::no_length, ProgressBar::new);
        self.all.add(bar.with_style(style).with_prefix(title(file)))
    }
}

impl FetchObserver for Bars {
    fn started(&self, files: usize, bytes: u64) {
        self.all.set_draw_target(ProgressDrawTarget::stderr());
        self.println(summary(files, bytes));
    }

    fn file_started(&self, file: &FileName<'_>, size: Option<u64>, present: u64) {
        let mut bars = lock(&self.bars);
        let bar = bars.entry(title(file)).or_insert_with(|| self.new_bar(file, size));
        bar.set_position(present);
        // The speed is that of this time, not of the bytes that were here.
        bar.reset_eta();
    }

    fn advanced(&self, file: &FileName<'_>, bytes: u64) {
        self.with(file, |bar| {
            bar.set_message("");
            bar.inc(bytes);
        });
    }

    fn restarted(&self, file: &FileName<'_>) {
        self.with(file, |bar| bar.set_position(0));
    }

    fn file_finished(&self, file: &FileName<'_>) {
        self.with(file, ProgressBar::finish);
    }

    fn retrying(&self, file: &FileName<'_>, trouble: &Trouble, wait: Duration) {
        let again = format!("{trouble}; again in {} s", wait.as_secs());
        match lock(&self.bars).get(&title(file)) {
            Some(bar) => bar.set_message(format!("  {again}")),
            // It is still being looked up.
            None => self.println(format!("{}: {again}", title(file))),
        }
    }

    fn waiting(&self, file: &FileName<'_>) {
        self.println(waits(file));
    }

    fn unverifiable(&self, file: &FileName<'_>) {
        self.println(format!("warning: {}", is_unverifiable(file)));
    }
}

/// Plain lines in the log.
struct Lines(Mutex<Told>);

/// How far the downloads are, and when that was last told.
struct Told {
    total: u64,
    /// The bytes that are here of each file.
    done: HashMap<String, u64>,
    at: Instant,
}

impl Default for Told {
    fn default() -> Self {
        Told {
            total: 0,
            done: HashMap::new(),
            at: Instant::now(),
        }
    }
}

impl Told {
    fn line(&self) -> String {
        let done: u64 = self.done.values().sum();
        format!("{} of {}", DecimalBytes(done), DecimalBytes(self.total))
    }
}

impl Lines {
    fn note(&self, file: &FileName<'_>, change: impl FnOnce(&mut u64)) {
        let mut told = lock(&self.0);
        change(told.done.entry(title(file)).or_default());
        if told.at.elapsed() >= EVERY {
            told.at = Instant::now();
            tracing::info!("{}", told.line());
        }
    }
}

impl FetchObserver for Lines {
    fn started(&self, files: usize, bytes: u64) {
        lock(&self.0).total = bytes;
        tracing::info!("{}", summary(files, bytes));
    }

    fn file_started(&self, file: &FileName<'_>, _size: Option<u64>, present: u64) {
        self.note(file, |done| *done = present);
        match present {
            0 => tracing::debug!("{}: begun", title(file)),
            present => tracing::info!("{}: goes on after {}", title(file), DecimalBytes(present)),
        }
    }

    fn advanced(&self, file: &FileName<'_>, bytes: u64) {
        self.note(file, |done| *done += bytes);
    }

    fn restarted(&self, file: &FileName<'_>) {
        self.note(file, |done| *done = 0);
        tracing::info!("{}: starts over", title(file));
    }

    fn file_finished(&self, file: &FileName<'_>) {
        tracing::info!("{}: done", title(file));
    }

    fn retrying(&self, file: &FileName<'_>, trouble: &Trouble, wait: Duration) {
        tracing::warn!("{}: {trouble}; again in {:.1} s", title(file), wait.as_secs_f32());
    }

    fn waiting(&self, file: &FileName<'_>) {
        tracing::info!("{}", waits(file));
    }

    fn unverifiable(&self, file: &FileName<'_>) {
        tracing::warn!("{}", is_unverifiable(file));
    }
}

/// A bar, or a count, is whole whatever a thread that panicked did.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn title(file: &FileName<'_>) -> String {
    format!("{}/{}", file.repository, file.path)
}

fn summary(files: usize, bytes: u64) -> String {
    format!("fetching {}, {}", hub::files(files), DecimalBytes(bytes))
}

fn waits(file: &FileName<'_>) -> String {
    format!("{}: another program fetches it; waiting", title(file))
}

fn is_unverifiable(file: &FileName<'_>) -> String {
    format!(
        "{}: neither the server nor models.toml says which bytes it should have",
        title(file)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_starts_over_counts_no_more() {
        let lines = Lines(Mutex::default());
        let file = FileName {
            repository: "o/a".to_owned(),
            path: "x",
        };
        lines.started(1, 1000);
        lines.file_started(&file, Some(1000), 200);
        lines.advanced(&file, 300);
        assert_eq!(lock(&lines.0).line(), "500 B of 1.00 kB");
        lines.restarted(&file);
        lines.advanced(&file, 100);
        assert_eq!(lock(&lines.0).line(), "100 B of 1.00 kB");
        lines.file_started(&file, Some(1000), 0);
        assert_eq!(lock(&lines.0).line(), "0 B of 1.00 kB");
    }

    #[test]
    fn a_file_has_one_bar() {
        let bars = Bars::default();
        bars.all.set_draw_target(ProgressDrawTarget::hidden());
        let file = FileName {
            repository: "o/a".to_owned(),
            path: "x",
        };
        bars.file_started(&file, Some(10), 0);
        bars.advanced(&file, 10);
        bars.file_started(&file, Some(10), 0);
        bars.advanced(&file, 4);
        assert_eq!(
            lock(&bars.bars).values().map(ProgressBar::position).collect::<Vec<_>>(),
            [4]
        );
    }
}
