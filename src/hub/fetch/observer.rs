//! How far fetching is.

use std::time::Duration;

use super::Trouble;

/// Is told how far fetching is. From several threads.
pub trait FetchObserver: Sync {
    /// So many bytes of so many files will be fetched.
    fn started(&self, files: usize, bytes: u64);
    /// A file is begun, with some of its bytes here from earlier. May be told twice of a file that came damaged.
    fn file_started(&self, file: &FileName<'_>, size: Option<u64>, present: u64);
    /// More bytes of a file are here.
    fn advanced(&self, file: &FileName<'_>, bytes: u64);
    /// A file starts over: what was here of it counts no more.
    fn restarted(&self, file: &FileName<'_>);
    /// A file is complete and sound.
    fn file_finished(&self, file: &FileName<'_>);
    /// Something went wrong and will be tried again.
    fn retrying(&self, file: &FileName<'_>, trouble: &Trouble, wait: Duration);
    /// Another program fetches the same file.
    fn waiting(&self, file: &FileName<'_>);
    /// Nothing says which bytes a file should have.
    fn unverifiable(&self, file: &FileName<'_>);
}

/// What a file is called.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileName<'a> {
    /// Where it is from.
    pub repository: String,
    /// Where it is there.
    pub path: &'a str,
}
