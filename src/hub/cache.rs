//! The cache of the hub on this machine, as `huggingface_hub` lays it out, so that all tools share their files:
//!
//! ```text
//! models--OWNER--NAME/blobs/ETAG              the bytes; ETAG is their SHA-256, for small files their hash in git
//! models--OWNER--NAME/blobs/ETAG.incomplete   the first of them
//! models--OWNER--NAME/snapshots/COMMIT/PATH   links to blobs
//! models--OWNER--NAME/refs/REVISION           the commit of a branch or of a request for changes
//! models--OWNER--NAME/.no_exist/COMMIT/PATH   the commit is known to have no such file
//! .locks/models--OWNER--NAME/ETAG.lock        held by who fetches it
//! ```

use std::io;
use std::path::{Component, Path, PathBuf};

use fs_err as fs;

use super::registry::{Commit, File, FilePath, Repository, Source};

/// The cache of the hub.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
}

/// The part of the cache that one repository has.
#[derive(Debug, Clone)]
pub struct RepositoryCache {
    folder: PathBuf,
    locks: PathBuf,
}

impl Cache {
    /// The cache in a folder, which need not exist.
    pub fn new(folder: PathBuf) -> Self {
        Cache { folder }
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The part of a repository.
    pub fn repository(&self, owner: &str, name: &str) -> RepositoryCache {
        let directory = format!("models--{owner}--{name}");
        RepositoryCache {
            folder: self.folder.join(&directory),
            locks: self.folder.join(".locks").join(directory),
        }
    }

    /// Where a file of a model is, or would be; nothing if it is not known which commit a revision stands for.
    pub fn place(&self, source: &Source, file: &File) -> Option<PathBuf> {
        match &source.repository {
            Repository::Folder(folder) => Some(folder.join(file.path.as_str())),
            Repository::Hub { owner, name } => {
                let repository = self.repository(owner, name);
                let commit = repository.commit(source.revision().as_str())?;
                Some(repository.snapshot(&commit).join(file.path.as_str()))
            }
        }
    }
}

impl Cache {
    /// Whether it is known that there is no such file.
    pub fn is_known_absent(&self, source: &Source, file: &File) -> bool {
        let Repository::Hub { owner, name } = &source.repository else {
            return false;
        };
        let repository = self.repository(owner, name);
        let commit = repository.commit(source.revision().as_str());
        commit.is_some_and(|commit| repository.mark(&commit, &file.path).exists())
    }
}

impl RepositoryCache {
    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The commit that a revision stands for, as far as this machine knows.
    pub fn commit(&self, revision: &str) -> Option<String> {
        if Commit::parse(revision).is_some() {
            return Some(revision.to_owned());
        }
        let commit = fs::read_to_string(self.folder.join("refs").join(revision)).ok()?;
        Some(commit.trim().to_owned())
    }

    /// Notes which commit a revision stands for.
    ///
    /// # Errors
    ///
    /// Fails if that cannot be written.
    pub fn set_commit(&self, revision: &str, commit: &str) -> io::Result<()> {
        let path = self.folder.join("refs").join(revision);
        create_parent(&path)?;
        fs::write(path, commit)
    }

    /// The folder of the links of a commit.
    pub fn snapshot(&self, commit: &str) -> PathBuf {
        self.folder.join("snapshots").join(commit)
    }

    /// Notes that a commit has no file of that path.
    ///
    /// # Errors
    ///
    /// Fails if that cannot be written.
    pub fn set_absent(&self, commit: &str, path: &FilePath) -> io::Result<()> {
        let mark = self.mark(commit, path);
        create_parent(&mark)?;
        fs::write(mark, "")
    }

    fn mark(&self, commit: &str, path: &FilePath) -> PathBuf {
        self.folder.join(".no_exist").join(commit).join(path.as_str())
    }

    /// The bytes with an etag.
    pub fn blob(&self, etag: &str) -> PathBuf {
        self.folder.join("blobs").join(etag)
    }

    /// The first bytes of those with an etag.
    pub fn incomplete(&self, etag: &str) -> PathBuf {
        self.folder.join("blobs").join(format!("{etag}.incomplete"))
    }

    /// Bytes that are not those that the etag stands for, set aside.
    pub fn damaged(&self, etag: &str) -> PathBuf {
        self.folder.join("blobs").join(format!("{etag}.damaged"))
    }

    /// Waits until nobody else fetches the bytes with an etag, and keeps others from it until the result is dropped.
    ///
    /// # Errors
    ///
    /// Fails if the file of the lock cannot be made. Where the file system knows no locks, nobody is kept from anything.
    pub fn lock(&self, etag: &str, waiting: impl FnOnce()) -> io::Result<Lock> {
        let path = self.locks.join(format!("{etag}.lock"));
        create_parent(&path)?;
        let file = fs::File::create(&path)?;
        match file.file().try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => {
                waiting();
                file.file().lock()?;
            }
            Err(std::fs::TryLockError::Error(error)) => {
                tracing::debug!(%error, path = %path.display(), "the file system knows no locks");
            }
        }
        Ok(Lock { _file: file })
    }

    /// Makes a file of a commit from the bytes with an etag: by a link, or by a copy where there are no links.
    ///
    /// # Errors
    ///
    /// Fails if that cannot be written.
    pub fn link(&self, commit: &str, path: &FilePath, etag: &str) -> io::Result<PathBuf> {
        let (blob, pointer) = (self.blob(etag), self.snapshot(commit).join(path.as_str()));
        create_parent(&pointer)?;
        if fs::canonicalize(&pointer).ok() == Some(fs::canonicalize(&blob)?) {
            return Ok(pointer);
        }
        // Under its name it is whole at every moment: others may look for it.
        let unnamed = pointer.with_file_name(format!("{}.{}.part", path.name(), std::process::id()));
        link_or_copy(&blob, &unnamed)?;
        fs::rename(&unnamed, &pointer)?;
        Ok(pointer)
    }
}

/// Keeps others from fetching the same bytes.
#[derive(Debug)]
pub struct Lock {
    _file: fs::File,
}

#[cfg(unix)]
fn link_or_copy(blob: &Path, pointer: &Path) -> io::Result<()> {
    fs_err::os::unix::fs::symlink(relative(blob, pointer), pointer)
}

#[cfg(not(unix))]
fn link_or_copy(blob: &Path, pointer: &Path) -> io::Result<()> {
    fs::copy(blob, pointer).map(|_| ())
}

/// The way to a file from the folder of another, both under one folder.
#[cfg_attr(not(unix), allow(dead_code))]
fn relative(target: &Path, from: &Path) -> PathBuf {
    let (target, from): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (target.components().collect(), from.components().collect());
    let common = target
        .iter()
        .zip(&from)
        .take_while(|(left, right)| left == right)
        .count();
    let up = from.len() - common - 1;
    std::iter::repeat_n(Component::ParentDir, up)
        .chain(target[common..].iter().copied())
        .collect()
}

fn create_parent(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)
}
