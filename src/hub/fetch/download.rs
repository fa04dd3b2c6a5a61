//! The bytes of one file, into the cache.

use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::path::Path;
use std::time::Duration;

use fs_err as fs;

use super::patience::Trying;
use super::snapshot::Snapshot;
use super::{FileName, Trouble};
use crate::hub::cache::Lock;
use crate::hub::client::{Client, RemoteFile};
use crate::hub::hash::ExpectedHash;
use crate::hub::plan::PlannedFile;

/// Bytes that are written at a time.
const CHUNK: usize = 1 << 18;

/// A file of the plan with what the hub says of it.
pub(super) struct Job<'p> {
    pub name: FileName<'p>,
    pub planned: &'p PlannedFile<'p>,
    pub remote: RemoteFile,
    pub snapshot: &'p Snapshot<'p>,
}

/// Brings files into the cache.
pub(super) struct Download<'f> {
    pub client: &'f Client,
    pub trying: &'f Trying<'f>,
}

impl Download<'_> {
    /// Sees that the bytes are here and sound, and links them under the commit that was asked for.
    pub fn bring(&self, job: &Job<'_>) -> Result<(), Trouble> {
        let (cache, etag) = (&job.snapshot.cache, &job.remote.etag);
        let _lock = self.lock(job)?;
        let blob = cache.blob(etag);
        if blob.exists() && !job.is_sound(&blob)? {
            fs::rename(&blob, cache.damaged(etag))?;
        }
        if !blob.exists() {
            fs::create_dir_all(cache.blobs())?;
            self.bring_blob(job, &blob)?;
        }
        cache.link(&job.snapshot.commit, &job.planned.file.path, etag)?;
        self.trying.observer.file_finished(&job.name);
        Ok(())
    }

    fn lock(&self, job: &Job<'_>) -> Result<Lock, Trouble> {
        let mut is_told = false;
        loop {
            if let Some(lock) = job.snapshot.cache.try_lock(&job.remote.etag)? {
                return Ok(lock);
            }
            if !is_told {
                self.trying.observer.waiting(&job.name);
                is_told = true;
            }
            self.trying.nap()?;
        }
    }

    /// Fetches the bytes, and if they are not sound sets them aside and fetches them once more.
    fn bring_blob(&self, job: &Job<'_>, blob: &Path) -> Result<(), Trouble> {
        let (cache, etag) = (&job.snapshot.cache, &job.remote.etag);
        let (incomplete, damaged) = (cache.incomplete(etag), cache.damaged(etag));
        let mut is_second = false;
        loop {
            self.download(job, &incomplete)?;
            let unsound = match job.is_sound(&incomplete)? {
                true => break,
                false => job.mismatch(&incomplete),
            };
            fs::rename(&incomplete, &damaged)?;
            if is_second {
                return Err(unsound);
            }
            is_second = true;
            self.trying.observer.retrying(&job.name, &unsound, Duration::ZERO);
            self.trying.observer.restarted(&job.name);
        }
        fs::rename(&incomplete, blob)?;
        if damaged.exists() {
            fs::remove_file(&damaged)?;
        }
        Ok(())
    }

    /// Appends to what is there until all is there.
    fn download(&self, job: &Job<'_>, incomplete: &Path) -> Result<(), Trouble> {
        let mut present = length(incomplete);
        if job.size().is_some_and(|size| present > size) {
            fs::remove_file(incomplete)?;
            present = 0;
        }
        self.trying.observer.file_started(&job.name, job.size(), present);
        // What is thrown away and fetched again is no gain.
        let mut furthest = present;
        let mut attempt = 0;
        loop {
            if job.size() == Some(present) {
                return match present {
                    0 => Ok(fs::File::create(incomplete).map(|_| ())?),
                    _ => Ok(()),
                };
            }
            let trouble = match self.append(job, incomplete, &mut present) {
                Ok(()) => return Ok(()),
                Err(trouble) if !trouble.may_pass() => return Err(trouble),
                Err(trouble) => trouble,
            };
            attempt = if present > furthest { 0 } else { attempt + 1 };
            furthest = furthest.max(present);
            if trouble == Trouble::NoSuchBytes {
                fs::remove_file(incomplete)?;
                self.trying.observer.restarted(&job.name);
                present = 0;
            }
            self.trying.wait(&job.name, trouble, attempt)?;
        }
    }

    /// One request. `present` is the bytes in the file, before and after, come what may.
    fn append(&self, job: &Job<'_>, incomplete: &Path, present: &mut u64) -> Result<(), Trouble> {
        let Snapshot {
            owner, name, commit, ..
        } = job.snapshot;
        let path = job.planned.file.path.as_str();
        let mut body = self.client.bytes(owner, name, commit, path, *present)?;
        let mut file = OpenOptions::new().create(true).append(true).open(incomplete)?;
        if body.start == 0 && *present > 0 {
            file.set_len(0)?;
            self.trying.observer.restarted(&job.name);
            *present = 0;
        }
        let mut chunk = vec![0; CHUNK];
        // More than there should be is not waited for.
        while job.size().is_none_or(|size| *present <= size) {
            self.trying.check()?;
            let read = body.read(&mut chunk).map_err(|error| Trouble::of_body(&error))?;
            if read == 0 {
                break;
            }
            file.write_all(&chunk[..read])?;
            *present += read as u64;
            self.trying.observer.advanced(&job.name, read as u64);
        }
        file.sync_all()?;
        match job.size() {
            Some(size) if *present < size => Err(Trouble::BrokeOff),
            _ => Ok(()),
        }
    }
}

impl Job<'_> {
    /// Its size, as models.toml has it before what the hub says.
    pub fn size(&self) -> Option<u64> {
        self.planned.file.size.or(self.remote.size)
    }

    /// Whether it is to have the same bytes as another.
    pub fn has_bytes_of(&self, other: &Job<'_>) -> bool {
        self.remote.etag == other.remote.etag && self.snapshot.cache.folder() == other.snapshot.cache.folder()
    }

    /// The bytes that are still to come, as far as sizes tell.
    pub fn missing_bytes(&self) -> u64 {
        let (cache, etag) = (&self.snapshot.cache, &self.remote.etag);
        let blob = fs::metadata(cache.blob(etag));
        let is_whole = |found: u64| self.size().is_none_or(|expected| expected == found);
        match blob.is_ok_and(|blob| is_whole(blob.len())) {
            true => 0,
            false => self.size().unwrap_or(0).saturating_sub(length(&cache.incomplete(etag))),
        }
    }

    /// The hashes that the bytes must have, by the hub and by models.toml.
    pub fn hashes(&self) -> Vec<ExpectedHash> {
        ExpectedHash::all(self.planned.file.sha256.as_ref(), Some(&self.remote.etag))
    }

    fn is_sound(&self, path: &Path) -> Result<bool, Trouble> {
        let size = fs::metadata(path)?.len();
        let is_as_long = self.size().is_none_or(|expected| expected == size);
        Ok(is_as_long && ExpectedHash::all_hold(&self.hashes(), path)?)
    }

    fn mismatch(&self, path: &Path) -> Trouble {
        let found = length(path);
        match self.size() {
            Some(expected) if expected != found => Trouble::Size { expected, found },
            _ => Trouble::Hash,
        }
    }
}

/// The bytes of a file; none if it is not there.
fn length(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}
