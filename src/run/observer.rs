//! Who looks on while a run goes.

use crate::article::Id;
use crate::digest::Failure;

/// Is told of every step of a run, from the thread that runs it. It should neither block nor panic.
pub trait Observer {
    /// The run begins. `total` articles are expected, if that can be told before reading.
    fn started(&self, total: Option<usize>);
    /// An article is done.
    fn article(&self, id: &Id, outcome: Outcome<'_>);
    /// The run is asked to stop, and finishes what it has begun.
    fn interrupted(&self) {}
    /// All articles are done; the digests are being written.
    fn writing(&self);
    /// The run is over.
    fn finished(&self);
}

/// What came of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome<'r> {
    /// It was digested now.
    Digested,
    /// Its digest stood in the ledger.
    Reused,
    /// It was the same as one before.
    Duplicate,
    /// It failed.
    Failed(&'r Failure),
}

/// An observer that does not look.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Observer for Silent {
    fn started(&self, _total: Option<usize>) {}
    fn article(&self, _id: &Id, _outcome: Outcome<'_>) {}
    fn writing(&self) {}
    fn finished(&self) {}
}
