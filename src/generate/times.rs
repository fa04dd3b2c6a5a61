//! Where the time goes.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A part of the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Reading sources.
    Encode,
    /// Running the decoder over its last tokens.
    Decode,
    /// Scoring the tokens that may come next.
    Score,
    /// Choosing among them.
    Choose,
}

/// The time that each part took in all.
#[derive(Debug, Default)]
pub struct Times {
    nanoseconds: [AtomicU64; 4],
}

impl Times {
    /// The time of a part.
    pub fn of(&self, part: Part) -> Duration {
        Duration::from_nanos(self.nanoseconds[part as usize].load(Ordering::Relaxed))
    }

    pub(super) fn measure<R>(&self, part: Part, work: impl FnOnce() -> R) -> R {
        let start = Instant::now();
        let result = work();
        let passed = u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.nanoseconds[part as usize].fetch_add(passed, Ordering::Relaxed);
        result
    }
}
