//! Windows: so many articles at a time, out in the order in which they came in.

use std::io;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use super::Interrupt;
use crate::article::Article;
use crate::digest::Failure;
use crate::read::Item;

/// Articles per thread in a window: enough to keep all threads busy, few enough to keep memory small.
const PER_JOB: usize = 32;

/// How many articles are read ahead for `jobs` threads.
pub fn window_size(jobs: usize) -> usize {
    jobs.max(1) * PER_JOB
}

/// Works on the articles of a window and puts the results and the failures of reading back in order.
pub(super) fn in_order<T>(
    items: Vec<Item>,
    work: impl FnOnce(Vec<Article>) -> Vec<Result<T, Failure>>,
) -> Vec<Result<T, Failure>> {
    let mut articles = Vec::with_capacity(items.len());
    let mut slots = Vec::with_capacity(items.len());
    for item in items {
        match item {
            Ok(article) => {
                articles.push(article);
                slots.push(None);
            }
            Err(failure) => slots.push(Some(failure)),
        }
    }
    let mut results = work(articles).into_iter();
    slots
        .into_iter()
        .filter_map(|slot| match slot {
            Some(failure) => Some(Err(failure)),
            None => results.next(),
        })
        .collect()
}

/// How long a window that is not full waits for more.
const PATIENCE: Duration = Duration::from_millis(25);

/// Reads items on a thread of its own, a window ahead of the work.
///
/// A reader may wait for its input for ever. Here nobody waits for the reader: what has come in is
/// worked on, and an interrupt is noticed.
pub(super) struct ReadAhead {
    items: Receiver<Item>,
    size: usize,
}

impl ReadAhead {
    /// Begins to read, at most `size` items ahead.
    pub fn start(items: impl Iterator<Item = Item> + Send + 'static, size: usize) -> Self {
        let (sender, receiver) = mpsc::sync_channel(size);
        // The thread ends with its input, or with the first item that nobody wants any more.
        std::thread::spawn(move || items.into_iter().try_for_each(|item| sender.send(item).map_err(drop)));
        ReadAhead { items: receiver, size }
    }

    /// The next window; empty at the end of the input, and when the interrupt is set.
    pub fn next(&self, interrupt: &Interrupt) -> Vec<Item> {
        let mut window = Vec::new();
        while window.len() < self.size && interrupt.signal().is_none() {
            match self.items.recv_timeout(PATIENCE) {
                Ok(item) => window.push(item),
                Err(RecvTimeoutError::Timeout) if window.is_empty() => {}
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        match interrupt.signal() {
            Some(_) => Vec::new(),
            None => window,
        }
    }
}

/// What came of a stream of articles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Articles in all.
    pub articles: usize,
    /// Those that failed.
    pub failed: usize,
}

/// Sends articles through `work`, window by window, and every result to `emit` in input order.
///
/// # Errors
///
/// Stops at the first error of `emit`, such as a closed pipe.
pub fn stream<T>(
    items: impl Iterator<Item = Item> + Send + 'static,
    window: usize,
    interrupt: &Interrupt,
    work: impl Fn(Vec<Article>) -> Vec<Result<T, Failure>>,
    mut emit: impl FnMut(Result<T, Failure>) -> io::Result<()>,
) -> io::Result<Tally> {
    let items = ReadAhead::start(items, window);
    let mut tally = Tally::default();
    loop {
        let taken = items.next(interrupt);
        if taken.is_empty() {
            return Ok(tally);
        }
        for result in in_order(taken, &work) {
            tally.articles += 1;
            tally.failed += usize::from(result.is_err());
            emit(result)?;
        }
    }
}
