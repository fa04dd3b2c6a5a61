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

use super::registry::{Commit, File, FilePath, Repository, Revision, Source};

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
                let commit = repository.commit(source.revision())?;
                Some(repository.snapshot(&commit).join(file.path.as_str()))
            }
        }
    }

    /// Whether it is known that there is no such file.
    pub fn is_known_absent(&self, source: &Source, file: &File) -> bool {
        let Repository::Hub { owner, name } = &source.repository else {
            // Nobody but the folder says what it holds.
            return true;
        };
        let repository = self.repository(owner, name);
        let commit = repository.commit(source.revision());
        commit.is_some_and(|commit| repository.mark(&commit, &file.path).exists())
    }
}

impl RepositoryCache {
    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The commit that a revision stands for, as far as this machine knows.
    pub fn commit(&self, revision: &Revision) -> Option<Commit> {
        let noted = || fs::read_to_string(self.refs().join(revision.as_str())).ok();
        revision.commit().or_else(|| Commit::parse(noted()?.trim()))
    }

    /// Notes which commit a revision stands for.
    ///
    /// # Errors
    ///
    /// Fails if that cannot be written.
    pub fn set_commit(&self, revision: &Revision, commit: &Commit) -> io::Result<()> {
        let path = self.refs().join(revision.as_str());
        create_parent(&path)?;
        fs::write(path, commit.as_str())
    }

    /// The folder of the notes on which commits revisions stand for.
    pub fn refs(&self) -> PathBuf {
        self.folder.join("refs")
    }

    /// The folder of the links of all commits.
    pub fn snapshots(&self) -> PathBuf {
        self.folder.join("snapshots")
    }

    /// The folder of the links of a commit.
    pub fn snapshot(&self, commit: &Commit) -> PathBuf {
        self.snapshots().join(commit.as_str())
    }

    /// The folder of the notes on files that commits do not have.
    pub fn absences(&self) -> PathBuf {
        self.folder.join(".no_exist")
    }

    /// The folder of the bytes.
    pub fn blobs(&self) -> PathBuf {
        self.folder.join("blobs")
    }

    /// Notes that a commit has no file of that path.
    ///
    /// # Errors
    ///
    /// Fails if that cannot be written.
    pub fn set_absent(&self, commit: &Commit, path: &FilePath) -> io::Result<()> {
        let mark = self.mark(commit, path);
        create_parent(&mark)?;
        fs::write(mark, "")
    }

    fn mark(&self, commit: &Commit, path: &FilePath) -> PathBuf {
        self.absences().join(commit.as_str()).join(path.as_str())
    }

    /// The bytes with an etag.
    pub fn blob(&self, etag: &str) -> PathBuf {
        self.blobs().join(etag)
    }

    /// The first bytes of those with an etag.
    pub fn incomplete(&self, etag: &str) -> PathBuf {
        self.blobs().join(format!("{etag}.incomplete"))
    }

    /// Bytes that are not those that the etag stands for, set aside.
    pub fn damaged(&self, etag: &str) -> PathBuf {
        self.blobs().join(format!("{etag}.damaged"))
    }

    /// The bytes that a file of a commit is a link to; nothing if it is none, or one to somewhere else.
    ///
    /// Only the first link is followed: where the bytes are shared between repositories, their name here is a link as well.
    pub fn blob_of(&self, pointer: &Path) -> Option<PathBuf> {
        let target = fs::read_link(pointer).ok()?;
        let target = normalized(&pointer.parent()?.join(target));
        (target.parent()? == normalized(&self.blobs())).then(|| Some(self.blobs().join(target.file_name()?)))?
    }

    /// Keeps others from the bytes with an etag until the result is dropped; nothing if somebody else keeps us from them now.
    ///
    /// # Errors
    ///
    /// Fails if the file of the lock cannot be made. Where the file system knows no locks, nobody is kept from anything.
    pub fn try_lock(&self, etag: &str) -> io::Result<Option<Lock>> {
        let path = self.locks.join(format!("{etag}.lock"));
        create_parent(&path)?;
        let file = fs::File::create(&path)?;
        match file.file().try_lock() {
            Err(std::fs::TryLockError::WouldBlock) => return Ok(None),
            Err(std::fs::TryLockError::Error(error)) => {
                tracing::debug!(%error, path = %path.display(), "the file system knows no locks");
            }
            Ok(()) => {}
        }
        Ok(Some(Lock { _file: file }))
    }

    /// Makes a file of a commit from the bytes with an etag: by a link, or by a copy where there are no links.
    ///
    /// # Errors
    ///
    /// Fails if that cannot be written.
    pub fn link(&self, commit: &Commit, path: &FilePath, etag: &str) -> io::Result<PathBuf> {
        let (blob, pointer) = (self.blob(etag), self.snapshot(commit).join(path.as_str()));
        create_parent(&pointer)?;
        if fs::canonicalize(&pointer).ok() == Some(fs::canonicalize(&blob)?) {
            return Ok(pointer);
        }
        // Under its name it is whole at every moment: others may look for it.
        let unnamed = pointer.with_file_name(format!("{}.{}.part", path.name(), std::process::id()));
        // One of that name was left by a program that was stopped.
        remove_if_there(&unnamed)?;
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

fn link_or_copy(blob: &Path, pointer: &Path) -> io::Result<()> {
    // Some file systems know no links, and some systems do not let everybody make them.
    symlink(&relative(blob, pointer), pointer).or_else(|_| fs::copy(blob, pointer).map(|_| ()))
}

#[cfg(unix)]
fn symlink(target: &Path, link: &Path) -> io::Result<()> {
    fs_err::os::unix::fs::symlink(target, link)
}

#[cfg(windows)]
fn symlink(target: &Path, link: &Path) -> io::Result<()> {
    fs_err::os::windows::fs::symlink_file(target, link)
}

#[cfg(not(any(unix, windows)))]
fn symlink(_target: &Path, _link: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Removes a file, or sees that there is none.
pub fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A path without `.` and with as few `..` as can be, by its names alone.
fn normalized(path: &Path) -> PathBuf {
    let mut normalized = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(normalized.components().next_back(), Some(Component::Normal(_))) => {
                normalized.pop();
            }
            component => normalized.push(component),
        }
    }
    normalized
}

/// The way to a file from the folder of another, both under one folder.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_stopped_program_left_is_in_nobodys_way() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = Cache::new(folder.path().to_owned()).repository("o", "a");
        let commit = Commit::parse(&"0".repeat(40)).expect("a commit");
        let path = FilePath::try_from("x/y.json".to_owned()).expect("a path");
        let blob = cache.blob("etag");
        let left = cache
            .snapshot(&commit)
            .join(format!("x/y.json.{}.part", std::process::id()));
        for file in [&blob, &left] {
            create_parent(file).expect("a folder");
            fs::write(file, "{}").expect("written");
        }
        let pointer = cache.link(&commit, &path, "etag").expect("linked");
        assert_eq!(fs::read_to_string(&pointer).expect("read"), "{}");
        assert!(!left.exists());
    }

    #[cfg(unix)]
    #[test]
    fn one_link_is_followed_and_only_into_the_blobs() {
        use fs_err::os::unix::fs::symlink;
        let folder = tempfile::tempdir().expect("a folder");
        let cache = Cache::new(folder.path().to_owned()).repository("o", "a");
        let snapshot = cache.snapshot(&Commit::parse(&"0".repeat(40)).expect("a commit"));
        fs::create_dir_all(&snapshot).expect("a folder");
        fs::create_dir_all(cache.blobs()).expect("a folder");
        symlink("../../../blobs/ab/store", cache.blob("etag")).expect("linked");
        for (name, target, expected) in [
            ("in", "../../blobs/etag", Some(cache.blob("etag"))),
            (
                "whole",
                cache.blob("etag").to_str().expect("a name"),
                Some(cache.blob("etag")),
            ),
            ("out", "../../../../elsewhere/blobs/etag", None),
            ("up", "../../blobs/..", None),
            ("deep", "../../blobs/ab/etag", None),
        ] {
            symlink(target, snapshot.join(name)).expect("linked");
            assert_eq!(cache.blob_of(&snapshot.join(name)), expected, "{name}");
        }
    }
}
