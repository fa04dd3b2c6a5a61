//! Several things at a time.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::FetchError;

/// Files that are fetched at a time.
const PARALLEL: usize = 4;

/// Works on things with several threads. Once one fails, `stop` is called and no more are begun. Of those that failed for
/// reasons of their own the first is told.
pub(super) fn in_parallel<T: Send, R: Send>(
    things: Vec<T>,
    work: impl Fn(T) -> Result<R, FetchError> + Sync,
    stop: impl Fn() + Sync,
) -> Result<Vec<R>, FetchError> {
    let threads = PARALLEL.min(things.len());
    let queue: Mutex<VecDeque<(usize, T)>> = Mutex::new(things.into_iter().enumerate().collect());
    let done: Mutex<Vec<(usize, Result<R, FetchError>)>> = Mutex::default();
    let labour = || {
        loop {
            let next = lock(&queue).pop_front();
            let Some((at, thing)) = next else { return };
            let result = work(thing);
            if result.is_err() {
                lock(&queue).clear();
                stop();
            }
            lock(&done).push((at, result));
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(labour);
        }
    });
    let mut results = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    let is_consequence = |result: &Result<R, FetchError>| matches!(result, Err(error) if error.is_of_another());
    results.sort_by_key(|(at, result)| (is_consequence(result), *at));
    results.into_iter().map(|(_, result)| result).collect()
}

/// What a lock holds is whole here whatever a thread that panicked did.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
