//! How long and how often to try.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::{FetchObserver, FileName, Trouble};

/// The longest that a thread sleeps before it looks whether it is still wanted.
const NAP: Duration = Duration::from_millis(50);

/// How long and how often to try.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Times that a request is sent again with nothing gained.
    pub attempts: u32,
    /// What is waited before it is sent again for the first time; then twice as long each time.
    pub first_wait: Duration,
    /// The longest that is waited, even if the server wants more.
    pub longest_wait: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Patience {
            attempts: 5,
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(300),
        }
    }
}

/// The patience of one fetch, which ends for all its files when one of them cannot be had.
pub(super) struct Trying<'a> {
    pub patience: Patience,
    pub observer: &'a dyn FetchObserver,
    is_stopped: AtomicBool,
}

impl<'a> Trying<'a> {
    pub fn new(patience: Patience, observer: &'a dyn FetchObserver) -> Self {
        Trying {
            patience,
            observer,
            is_stopped: AtomicBool::new(false),
        }
    }

    /// Ends the patience for all files.
    pub fn stop(&self) {
        self.is_stopped.store(true, Ordering::Relaxed);
    }

    /// Whether another file cannot be had.
    pub fn check(&self) -> Result<(), Trouble> {
        match self.is_stopped.load(Ordering::Relaxed) {
            true => Err(Trouble::Stopped),
            false => Ok(()),
        }
    }

    /// Sends a request until it is answered, or patience is at its end.
    pub fn patiently<T>(
        &self,
        name: &FileName<'_>,
        mut request: impl FnMut() -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        let mut attempt = 0;
        loop {
            match request() {
                Err(trouble) if trouble.may_pass() => {
                    attempt += 1;
                    self.wait(name, trouble, attempt)?;
                }
                result => return result,
            }
        }
    }

    /// Waits before the next attempt, or gives up.
    pub fn wait(&self, name: &FileName<'_>, trouble: Trouble, attempt: u32) -> Result<(), Trouble> {
        if attempt > self.patience.attempts {
            return Err(trouble);
        }
        let doubled = self.patience.first_wait * 2_u32.saturating_pow(attempt.saturating_sub(1));
        // Many that were sent away at once should not come back at once.
        let ours = doubled.mul_f64(rand::random_range(0.75..1.25));
        let wait = match trouble {
            Trouble::Busy { wait: Some(wait), .. } => wait.max(ours),
            _ => ours,
        };
        let wait = wait.min(self.patience.longest_wait);
        self.observer.retrying(name, &trouble, wait);
        self.sleep(wait)
    }

    /// Sleeps for a moment.
    pub fn nap(&self) -> Result<(), Trouble> {
        self.sleep(NAP)
    }

    fn sleep(&self, wait: Duration) -> Result<(), Trouble> {
        let end = Instant::now() + wait;
        loop {
            self.check()?;
            match end.saturating_duration_since(Instant::now()) {
                Duration::ZERO => return Ok(()),
                left => std::thread::sleep(left.min(NAP)),
            }
        }
    }
}
