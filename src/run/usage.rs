//! What models did in a run: told by whoever lends them, read when the report is written.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a model did.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ModelUse {
    /// The model.
    pub name: String,
    /// How often it was loaded: more than once if memory was short.
    pub loads: usize,
    /// How long that took, in seconds.
    pub load_seconds: f64,
    /// The texts that it was given.
    pub texts: usize,
    /// The tokens that it wrote; none if it writes nothing.
    pub tokens: usize,
    /// How long it was at work, in seconds.
    pub seconds: f64,
    /// The tokens that it wrote in a second.
    pub tokens_per_second: f64,
}

/// Keeps count of what a model does.
#[derive(Debug)]
pub struct Usage(Mutex<ModelUse>);

impl Usage {
    /// Nothing, yet.
    pub fn of(name: &str) -> Self {
        Usage(Mutex::new(ModelUse {
            name: name.to_owned(),
            ..ModelUse::default()
        }))
    }

    /// Times the loading of the model.
    pub fn load<T>(&self, load: impl FnOnce() -> T) -> T {
        let (loaded, time) = timed(load);
        self.change(|used| {
            used.loads += 1;
            used.load_seconds += time.as_secs_f64();
        });
        loaded
    }

    /// Times some work on so many texts; `tokens` tells how many tokens were written.
    pub fn work<T>(&self, texts: usize, work: impl FnOnce() -> T, tokens: impl FnOnce(&T) -> usize) -> T {
        let (done, time) = timed(work);
        let tokens = tokens(&done);
        self.change(|used| {
            used.texts += texts;
            used.tokens += tokens;
            used.seconds += time.as_secs_f64();
        });
        done
    }

    /// What it came to.
    pub fn total(&self) -> ModelUse {
        let used = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        ModelUse {
            tokens_per_second: per(used.tokens as f64, used.seconds),
            ..used
        }
    }

    fn change(&self, change: impl FnOnce(&mut ModelUse)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let began = Instant::now();
    let done = work();
    (done, began.elapsed())
}

/// So many in each unit of something, of which there may be none.
pub(super) fn per(count: f64, units: f64) -> f64 {
    match units > 0.0 {
        true => count / units,
        false => 0.0,
    }
}
