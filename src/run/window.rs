//! Windows: so many articles at a time, out in the order in which they came in.

use std::io;

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

/// The next items, at most `size`.
pub(super) fn take(items: &mut impl Iterator<Item = Item>, size: usize) -> Vec<Item> {
    items.by_ref().take(size).collect()
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
    items: impl Iterator<Item = Item>,
    window: usize,
    interrupt: &Interrupt,
    work: impl Fn(Vec<Article>) -> Vec<Result<T, Failure>>,
    mut emit: impl FnMut(Result<T, Failure>) -> io::Result<()>,
) -> io::Result<Tally> {
    let mut items = items;
    let mut tally = Tally::default();
    while interrupt.signal().is_none() {
        let taken = take(&mut items, window);
        if taken.is_empty() {
            break;
        }
        for result in in_order(taken, &work) {
            tally.articles += 1;
            tally.failed += usize::from(result.is_err());
            emit(result)?;
        }
    }
    Ok(tally)
}
