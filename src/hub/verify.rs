//! Whether files that are here are those that they should be.

use std::io;
use std::path::Path;

use super::hash::ExpectedHash;
use super::plan::{PlannedFile, State};

/// What was found out about a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It has the bytes that it should have.
    Sound,
    /// It is there, but nothing says which bytes it should have.
    Unknown,
    /// It has others.
    Damaged,
    /// It is not there.
    Absent,
    /// It is not there, and need not be.
    NotNeeded,
}

/// Reads a file of a plan and compares it with all that is known of it: its size and hash in models.toml, and the hash
/// that the cache of the hub keeps it under.
///
/// # Errors
///
/// Fails if the file cannot be read.
pub fn verify(planned: &PlannedFile<'_>) -> io::Result<Verdict> {
    let path = match &planned.state {
        State::Absent => return Ok(Verdict::Absent),
        State::NotNeeded => return Ok(Verdict::NotNeeded),
        State::WrongSize { .. } => return Ok(Verdict::Damaged),
        State::Present { path, .. } => path,
    };
    let own = planned.file.sha256.as_ref();
    let own = own.map(|hash| ExpectedHash::Sha256(hash.as_str().to_owned()));
    let mut hashes: Vec<ExpectedHash> = own.into_iter().chain(of_blob(path)).collect();
    hashes.dedup();
    for hash in &hashes {
        if !hash.holds(path)? {
            return Ok(Verdict::Damaged);
        }
    }
    Ok(match hashes.is_empty() && planned.file.size.is_none() {
        true => Verdict::Unknown,
        false => Verdict::Sound,
    })
}

/// The hash that a file of the cache is kept under.
fn of_blob(path: &Path) -> Option<ExpectedHash> {
    let blob = fs_err::canonicalize(path).ok()?;
    let is_blob = blob.parent()?.file_name()? == "blobs";
    ExpectedHash::of_etag(blob.file_name()?.to_str()?).filter(|_| is_blob)
}
