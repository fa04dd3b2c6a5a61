//! Progress of downloads: a bar for each file on a terminal, plain lines elsewhere.

use std::collections::HashMap;
use std::io::IsTerminal;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{DecimalBytes, MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::{GlobalArguments, LogFormat};
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
        // A bar is whole whatever a thread that panicked did.
        let bars = self.bars.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bar) = bars.get(&title(file)) {
            act(bar);
        }
    }
}

impl FetchObserver for Bars {
    fn started(&self, files: usize, bytes: u64) {
        self.all.set_draw_target(ProgressDrawTarget::stderr());
        let _ = self.all.println(summary(files, bytes));
    }

    fn file_started(&self, file: &FileName<'_>, size: Option<u64>, present: u64) {
        let template = match size {
            Some(_) => "{prefix} {wide_bar} {decimal_bytes}/{decimal_total_bytes} {decimal_bytes_per_sec} {eta}{msg}",
            None => "{prefix} {spinner} {decimal_bytes} {decimal_bytes_per_sec}{msg}",
        };
        // Both templates are constants that parse.
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = size.map_or_else(ProgressBar::no_length, ProgressBar::new);
        let bar = self.all.add(bar.with_style(style).with_prefix(title(file)));
        bar.set_position(present);
        // The speed is that of this time, not of the bytes that were here.
        bar.reset_eta();
        self.bars
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(title(file), bar);
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
        self.with(file, |bar| {
            bar.set_message(format!("  {trouble}; again in {} s", wait.as_secs()))
        });
    }

    fn waiting(&self, file: &FileName<'_>) {
        let _ = self.all.println(waits(file));
    }
}

/// Plain lines in the log.
struct Lines(Mutex<Told>);

/// How far the downloads are, and when that was last told.
struct Told {
    total: u64,
    done: u64,
    at: Instant,
}

impl Default for Told {
    fn default() -> Self {
        Told {
            total: 0,
            done: 0,
            at: Instant::now(),
        }
    }
}

impl Lines {
    fn add(&self, bytes: u64) {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        told.done += bytes;
        if told.at.elapsed() >= EVERY {
            told.at = Instant::now();
            tracing::info!("{} of {}", DecimalBytes(told.done), DecimalBytes(told.total));
        }
    }
}

impl FetchObserver for Lines {
    fn started(&self, files: usize, bytes: u64) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).total = bytes;
        tracing::info!("{}", summary(files, bytes));
    }

    fn file_started(&self, file: &FileName<'_>, _size: Option<u64>, present: u64) {
        self.add(present);
        match present {
            0 => tracing::debug!("{}: begun", title(file)),
            present => tracing::info!("{}: goes on after {}", title(file), DecimalBytes(present)),
        }
    }

    fn advanced(&self, _file: &FileName<'_>, bytes: u64) {
        self.add(bytes);
    }

    fn restarted(&self, file: &FileName<'_>) {
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
}

fn title(file: &FileName<'_>) -> String {
    format!("{}/{}", file.repository, file.path)
}

fn summary(files: usize, bytes: u64) -> String {
    let files = match files {
        1 => "1 file".to_owned(),
        files => format!("{files} files"),
    };
    format!("fetching {files}, {}", DecimalBytes(bytes))
}

fn waits(file: &FileName<'_>) -> String {
    format!("{}: another program fetches it; waiting", title(file))
}
