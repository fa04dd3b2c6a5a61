//! Whether files that are here are those that they should be.

use std::path::Path;

use super::cache::Cache;
use super::hash::ExpectedHash;
use super::plan::{PlannedFile, State};
use super::registry::Repository;

/// What was found out about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It has the bytes that it should have.
    Sound,
    /// It is there, but nothing says which bytes it should have.
    Unknown,
    /// It has others.
    Damaged,
    /// It is there, but could not be read, for this reason.
    Unreadable(String),
    /// It is not there.
    Absent,
    /// It is not there, and need not be.
    NotNeeded,
}

/// Reads a file of a plan and compares it with all that is known of it: its size and hash in models.toml, and the hash
/// that the cache of the hub keeps it under.
pub fn verify(planned: &PlannedFile<'_>, cache: &Cache) -> Verdict {
    let path = match &planned.state {
        State::Absent => return Verdict::Absent,
        State::NotNeeded => return Verdict::NotNeeded,
        State::Unsound { .. } => return Verdict::Damaged,
        State::Present { path, .. } => path,
    };
    let etag = of_blob(planned, path, cache);
    let hashes = ExpectedHash::all(planned.file.sha256.as_ref(), etag.as_deref());
    let is_unknown = hashes.is_empty() && planned.file.size.is_none();
    match ExpectedHash::all_hold(&hashes, path) {
        Ok(true) if is_unknown => Verdict::Unknown,
        Ok(true) => Verdict::Sound,
        Ok(false) => Verdict::Damaged,
        Err(error) => Verdict::Unreadable(error.to_string()),
    }
}

/// The name that the cache keeps the bytes of a file under.
fn of_blob(planned: &PlannedFile<'_>, path: &Path, cache: &Cache) -> Option<String> {
    let Repository::Hub { owner, name } = &planned.source.repository else {
        return None;
    };
    let blob = cache.repository(owner, name).blob_of(path)?;
    Some(blob.file_name()?.to_str()?.to_owned())
}
