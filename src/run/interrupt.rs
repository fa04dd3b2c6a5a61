//! The wish to stop: noticed between windows, never in the middle of an article.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A flag that a signal sets and a run looks at. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Interrupt(Arc<AtomicUsize>);

impl Interrupt {
    /// The number of the signal that asked to stop.
    pub fn signal(&self) -> Option<usize> {
        match self.0.load(Ordering::Relaxed) {
            0 => None,
            signal => Some(signal),
        }
    }

    /// Asks to stop, as the signal of that number does.
    pub fn set(&self, signal: usize) {
        self.0.store(signal, Ordering::Relaxed);
    }

    /// The number itself, for a signal handler to set.
    pub fn shared(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.0)
    }
}
