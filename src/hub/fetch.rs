//! Fetches the files of a plan into the cache of the hub.

use std::collections::VecDeque;
use std::fs::OpenOptions;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use fs_err as fs;

use super::cache::{Cache, RepositoryCache};
use super::client::{Client, RemoteFile};
use super::hash::ExpectedHash;
use super::plan::{Plan, PlannedFile, State};
use super::registry::{Commit, FilePath, Repository};

/// Files that are fetched at a time.
const PARALLEL: usize = 4;
/// Bytes that are written at a time.
const CHUNK: usize = 1 << 18;

/// How long and how often to try.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Times that a request is sent again with nothing gained.
    pub attempts: u32,
    /// What is waited before it is sent again for the first time; then twice as long each time.
    pub first_wait: Duration,
    /// The longest that is waited, even if the server wants more.
    pub longest_wait: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Patience {
            attempts: 5,
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(300),
        }
    }
}

/// Is told how far fetching is. From several threads.
pub trait FetchObserver: Sync {
    /// So many bytes of so many files will be fetched.
    fn started(&self, files: usize, bytes: u64);
    /// A file is begun, with some of its bytes here from earlier.
    fn file_started(&self, file: &FileName<'_>, size: Option<u64>, present: u64);
    /// More bytes of a file are here.
    fn advanced(&self, file: &FileName<'_>, bytes: u64);
    /// A file starts over.
    fn restarted(&self, file: &FileName<'_>);
    /// A file is complete and sound.
    fn file_finished(&self, file: &FileName<'_>);
    /// Something went wrong and will be tried again.
    fn retrying(&self, file: &FileName<'_>, trouble: &Trouble, wait: Duration);
    /// Another program fetches the same file.
    fn waiting(&self, file: &FileName<'_>);
}

/// What a file is called.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileName<'a> {
    /// Where it is from.
    pub repository: String,
    /// Where it is there.
    pub path: &'a str,
}

/// Why a request, or what came of it, is not good.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Trouble {
    /// The connection could not be made or used.
    #[error("the connection failed: {0}")]
    Connection(String),
    /// Nothing came for too long.
    #[error("nothing came for too long")]
    Silent,
    /// The body ended before all had come.
    #[error("the connection broke off")]
    BrokeOff,
    /// The server has too much to do, or is ill.
    #[error("the server answered {status}")]
    Busy {
        /// The status.
        status: u16,
        /// How long it asks us to wait.
        wait: Option<Duration>,
    },
    /// The repository asks for a form.
    #[error("the repository is gated")]
    Gated,
    /// The server does not give it to us.
    #[error("the server answered {0}: it does not give the file to this user")]
    Refused(u16),
    /// There is no such repository, or we may not know of it.
    #[error("there is no such repository, or it is private")]
    NoRepository,
    /// There is no such revision.
    #[error("the repository has no such revision")]
    NoRevision,
    /// There is no such file.
    #[error("the repository has no such file at this revision")]
    NoFile,
    /// There are not so many bytes.
    #[error("the server has fewer bytes than are here already")]
    NoSuchBytes,
    /// Another status.
    #[error("the server answered {0}")]
    Status(u16),
    /// The answer lacks something, or is none that we can read.
    #[error("the server's answer cannot be used: {0}")]
    Answer(String),
    /// No request can be made at all.
    #[error("no request can be made: {0}")]
    Unusable(String),
    /// The file is not as long as it should be.
    #[error("the file has {found} bytes and should have {expected}")]
    Size {
        /// As models.toml or the hub has it.
        expected: u64,
        /// As it came.
        found: u64,
    },
    /// The bytes are not those that they should be.
    #[error("the bytes are not those of the SHA-256 or git hash that they should have")]
    Hash,
    /// Another file stands under that name now.
    #[error("the hub has another file there than models.toml says: {0}")]
    Changed(String),
    /// It could not be written.
    #[error("could not write it: {0}")]
    Disk(String),
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
}

impl Trouble {
    /// Whether it may pass.
    fn may_pass(&self) -> bool {
        matches!(
            self,
            Trouble::Connection(_) | Trouble::Silent | Trouble::BrokeOff | Trouble::Busy { .. } | Trouble::NoSuchBytes
        )
    }

    fn of_disk(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Trouble::DiskFull,
            _ => Trouble::Disk(error.to_string()),
        }
    }
}

/// Files could not be fetched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// A file could not be fetched.
    #[error("could not fetch `{path}` of {repository} at {revision}: {trouble}")]
    File {
        /// The repository.
        repository: String,
        /// The revision.
        revision: String,
        /// The file.
        path: String,
        /// Why not.
        trouble: Trouble,
    },
    /// A file of a local folder is not there.
    #[error("there is no `{}`, which models.toml names as a file of the model `{model}`", path.display())]
    Local {
        /// The model.
        model: String,
        /// Where the file should be.
        path: PathBuf,
    },
    /// There is not enough room.
    #[error("there is no room for {needed} bytes in `{}`: {free} are free", folder.display())]
    NoRoom {
        /// The bytes that are to come.
        needed: u64,
        /// The bytes that are free.
        free: u64,
        /// Where.
        folder: PathBuf,
    },
    /// No request can be made at all.
    #[error(transparent)]
    Client(#[from] Trouble),
}

/// A file of the plan with what the hub says of it.
struct Job<'a> {
    name: FileName<'a>,
    owner: &'a str,
    repository_name: &'a str,
    planned: &'a PlannedFile<'a>,
    remote: RemoteFile,
    cache: RepositoryCache,
}

/// Fetches files.
pub struct Fetcher<'a> {
    client: &'a Client,
    cache: &'a Cache,
    patience: Patience,
    observer: &'a dyn FetchObserver,
}

impl<'a> Fetcher<'a> {
    /// Fetches through a client into a cache.
    pub fn new(client: &'a Client, cache: &'a Cache, patience: Patience, observer: &'a dyn FetchObserver) -> Self {
        Fetcher {
            client,
            cache,
            patience,
            observer,
        }
    }

    /// Fetches what is missing of a plan. All files are looked up before the first is fetched.
    ///
    /// # Errors
    ///
    /// Fails with the first file that cannot be had. What has come stays, whole files and parts of files.
    pub fn fetch(&self, plan: &Plan<'_>) -> Result<(), FetchError> {
        let missing: Vec<&PlannedFile<'_>> = plan.missing().collect();
        let jobs: Vec<Job<'_>> = in_parallel(missing, |planned| self.look_up(planned))?
            .into_iter()
            .flatten()
            .collect();
        let needed = jobs.iter().map(Job::missing_bytes).sum();
        self.check_room(needed)?;
        self.observer
            .started(jobs.len(), jobs.iter().filter_map(|job| job.remote.size).sum());
        let mut jobs: Vec<Job<'_>> = jobs;
        // The longest first, so that no thread is left alone with it at the end.
        jobs.sort_by_key(|job| std::cmp::Reverse(job.remote.size));
        in_parallel(jobs, |job| self.run(&job)).map(|_| ())
    }

    /// What the hub says of a file; nothing if it does not have it and the model does without.
    fn look_up<'p>(&self, planned: &'p PlannedFile<'p>) -> Result<Option<Job<'p>>, FetchError> {
        let Repository::Hub { owner, name } = &planned.source.repository else {
            return Err(FetchError::Local {
                model: planned.model.to_owned(),
                path: match &planned.state {
                    State::Present { path, .. } | State::WrongSize { path, .. } => path.clone(),
                    State::Absent | State::NotNeeded => {
                        self.cache.place(planned.source, planned.file).unwrap_or_default()
                    }
                },
            });
        };
        let path = planned.file.path.as_str();
        let file_name = FileName {
            repository: format!("{owner}/{name}"),
            path,
        };
        let revision = planned.source.revision().as_str();
        // Pinned commits name themselves.
        let commit = match Commit::parse(revision).is_some() {
            true => Ok(revision.to_owned()),
            false => self.patiently(&file_name, || self.client.commit(owner, name, revision)),
        };
        let commit = commit.map_err(|trouble| failed(planned, trouble))?;
        let cache = self.cache.repository(owner, name);
        let remote = self
            .patiently(&file_name, || self.client.look_up(owner, name, &commit, path))
            .and_then(|remote| as_expected(planned, remote));
        let remote = match remote {
            Err(Trouble::NoFile) if planned.file.optional => {
                let noted = note_absent(&cache, revision, &commit, &planned.file.path);
                noted.map_err(|error| failed(planned, Trouble::of_disk(&error)))?;
                return Ok(None);
            }
            remote => remote.map_err(|trouble| failed(planned, trouble))?,
        };
        Ok(Some(Job {
            name: file_name,
            owner,
            repository_name: name,
            planned,
            remote,
            cache,
        }))
    }

    fn run(&self, job: &Job<'_>) -> Result<(), FetchError> {
        self.bring(job).map_err(|trouble| failed(job.planned, trouble))
    }

    fn bring(&self, job: &Job<'_>) -> Result<(), Trouble> {
        let etag = &job.remote.etag;
        let disk = |error: io::Error| Trouble::of_disk(&error);
        let _lock = job
            .cache
            .lock(etag, || self.observer.waiting(&job.name))
            .map_err(disk)?;
        let blob = job.cache.blob(etag);
        if matches!(job.planned.state, State::WrongSize { .. }) && blob.exists() && !job.is_sound(&blob)? {
            fs::rename(&blob, job.cache.damaged(etag)).map_err(disk)?;
        }
        if !blob.exists() {
            if let Some(folder) = blob.parent() {
                fs::create_dir_all(folder).map_err(disk)?;
            }
            self.bring_blob(job, &blob)?;
        }
        job.cache
            .link(&job.remote.commit, &job.planned.file.path, etag)
            .map_err(disk)?;
        let revision = job.planned.source.revision().as_str();
        if Commit::parse(revision).is_none() {
            job.cache.set_commit(revision, &job.remote.commit).map_err(disk)?;
        }
        self.observer.file_finished(&job.name);
        Ok(())
    }

    /// Fetches the bytes, and if they are not sound sets them aside and fetches them once more.
    fn bring_blob(&self, job: &Job<'_>, blob: &Path) -> Result<(), Trouble> {
        let incomplete = job.cache.incomplete(&job.remote.etag);
        let damaged = job.cache.damaged(&job.remote.etag);
        let disk = |error: io::Error| Trouble::of_disk(&error);
        let mut is_second = false;
        loop {
            self.download(job, &incomplete)?;
            let unsound = match job.is_sound(&incomplete)? {
                true => break,
                false => job.mismatch(&incomplete),
            };
            fs::rename(&incomplete, &damaged).map_err(disk)?;
            if is_second {
                return Err(unsound);
            }
            is_second = true;
            self.observer.retrying(&job.name, &unsound, Duration::ZERO);
            self.observer.restarted(&job.name);
        }
        fs::rename(&incomplete, blob).map_err(disk)?;
        if damaged.exists() {
            fs::remove_file(&damaged).map_err(disk)?;
        }
        Ok(())
    }

    /// Appends to what is there until all is there.
    fn download(&self, job: &Job<'_>, incomplete: &Path) -> Result<(), Trouble> {
        let disk = |error: io::Error| Trouble::of_disk(&error);
        let mut present = fs::metadata(incomplete).map_or(0, |metadata| metadata.len());
        if job.remote.size.is_some_and(|size| present > size) {
            fs::remove_file(incomplete).map_err(disk)?;
            present = 0;
        }
        self.observer.file_started(&job.name, job.remote.size, present);
        let mut attempt = 0;
        loop {
            if job.remote.size == Some(present) {
                return match present {
                    0 => fs::File::create(incomplete).map(|_| ()).map_err(disk),
                    _ => Ok(()),
                };
            }
            let before = present;
            let trouble = match self.append(job, incomplete, &mut present) {
                Ok(()) => return Ok(()),
                Err(trouble) if !trouble.may_pass() => return Err(trouble),
                Err(trouble) => trouble,
            };
            if trouble == Trouble::NoSuchBytes {
                fs::remove_file(incomplete).map_err(disk)?;
                self.observer.restarted(&job.name);
                present = 0;
            }
            attempt = if present > before { 0 } else { attempt + 1 };
            self.wait(&job.name, trouble, attempt)?;
        }
    }

    /// One request. `present` is the bytes in the file, before and after, come what may.
    fn append(&self, job: &Job<'_>, incomplete: &Path, present: &mut u64) -> Result<(), Trouble> {
        let disk = |error: io::Error| Trouble::of_disk(&error);
        let path = job.planned.file.path.as_str();
        let mut body = self
            .client
            .bytes(job.owner, job.repository_name, &job.remote.commit, path, *present)?;
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(incomplete)
            .map_err(disk)?;
        if body.start == 0 && *present > 0 {
            file.set_len(0).map_err(disk)?;
            self.observer.restarted(&job.name);
            *present = 0;
        }
        let mut chunk = vec![0; CHUNK];
        loop {
            let read = body.read(&mut chunk).map_err(of_body)?;
            if read == 0 {
                break;
            }
            file.write_all(&chunk[..read]).map_err(disk)?;
            *present += read as u64;
            self.observer.advanced(&job.name, read as u64);
        }
        file.sync_all().map_err(disk)?;
        match job.remote.size {
            Some(size) if *present < size => Err(Trouble::BrokeOff),
            _ => Ok(()),
        }
    }

    fn patiently<T>(&self, name: &FileName<'_>, mut request: impl FnMut() -> Result<T, Trouble>) -> Result<T, Trouble> {
        let mut attempt = 0;
        loop {
            match request() {
                Err(trouble) if trouble.may_pass() => {
                    attempt += 1;
                    self.wait(name, trouble, attempt)?;
                }
                result => return result,
            }
        }
    }

    /// Waits before the next attempt, or gives up.
    fn wait(&self, name: &FileName<'_>, trouble: Trouble, attempt: u32) -> Result<(), Trouble> {
        if attempt > self.patience.attempts {
            return Err(trouble);
        }
        let doubled = self.patience.first_wait * 2_u32.saturating_pow(attempt.saturating_sub(1));
        // Many that were sent away at once should not come back at once.
        let ours = doubled.mul_f64(rand::random_range(0.75..1.25));
        let wait = match trouble {
            Trouble::Busy { wait: Some(wait), .. } => wait.max(ours),
            _ => ours,
        };
        let wait = wait.min(self.patience.longest_wait);
        self.observer.retrying(name, &trouble, wait);
        std::thread::sleep(wait);
        Ok(())
    }

    fn check_room(&self, needed: u64) -> Result<(), FetchError> {
        let folder = self.cache.folder();
        let existing = folder.ancestors().find(|folder| folder.exists());
        // Where the system does not say how much is free, the disk will.
        match existing.and_then(|folder| fs4::available_space(folder).ok()) {
            Some(free) if free < needed => Err(FetchError::NoRoom {
                needed,
                free,
                folder: folder.to_owned(),
            }),
            _ => Ok(()),
        }
    }
}

impl Job<'_> {
    fn missing_bytes(&self) -> u64 {
        let etag = &self.remote.etag;
        if self.cache.blob(etag).exists() {
            return 0;
        }
        let present = fs::metadata(self.cache.incomplete(etag)).map_or(0, |metadata| metadata.len());
        self.remote.size.unwrap_or(0).saturating_sub(present)
    }

    fn is_sound(&self, path: &Path) -> Result<bool, Trouble> {
        let disk = |error: io::Error| Trouble::of_disk(&error);
        let size = fs::metadata(path).map_err(disk)?.len();
        if self.remote.size.is_some_and(|expected| expected != size) {
            return Ok(false);
        }
        for hash in self.hashes() {
            if !hash.holds(path).map_err(disk)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The hashes that the bytes must have, by the hub and by models.toml.
    fn hashes(&self) -> Vec<ExpectedHash> {
        let own = self.planned.file.sha256.as_ref();
        let own = own.map(|hash| ExpectedHash::Sha256(hash.as_str().to_owned()));
        let mut hashes: Vec<ExpectedHash> = own
            .into_iter()
            .chain(ExpectedHash::of_etag(&self.remote.etag))
            .collect();
        hashes.dedup();
        hashes
    }

    fn mismatch(&self, path: &Path) -> Trouble {
        let found = fs::metadata(path).map_or(0, |metadata| metadata.len());
        match self.remote.size {
            Some(expected) if expected != found => Trouble::Size { expected, found },
            _ => Trouble::Hash,
        }
    }
}

/// The hub must have what models.toml says, before a byte is fetched.
fn as_expected(planned: &PlannedFile<'_>, remote: RemoteFile) -> Result<RemoteFile, Trouble> {
    if let (Some(expected), Some(found)) = (planned.file.size, remote.size)
        && expected != found
    {
        return Err(Trouble::Changed(format!("{found} bytes in place of {expected}")));
    }
    let sha256 = planned.file.sha256.as_ref().map(|hash| hash.as_str().to_owned());
    match (sha256, ExpectedHash::of_etag(&remote.etag)) {
        (Some(expected), Some(ExpectedHash::Sha256(found))) if expected != found => {
            Err(Trouble::Changed(format!("SHA-256 {found} in place of {expected}")))
        }
        _ => Ok(remote),
    }
}

fn note_absent(cache: &RepositoryCache, revision: &str, commit: &str, path: &FilePath) -> io::Result<()> {
    if Commit::parse(revision).is_none() {
        cache.set_commit(revision, commit)?;
    }
    cache.set_absent(commit, path)
}

fn failed(planned: &PlannedFile<'_>, trouble: Trouble) -> FetchError {
    FetchError::File {
        repository: planned.source.repository.to_string(),
        revision: planned.source.revision().to_string(),
        path: planned.file.path.to_string(),
        trouble,
    }
}

fn of_body(error: io::Error) -> Trouble {
    match error.kind() {
        io::ErrorKind::TimedOut => Trouble::Silent,
        _ => Trouble::BrokeOff,
    }
}

/// Works on things with several threads. Once one fails, no more are begun, and the first of those that failed is told.
fn in_parallel<T: Send, R: Send, E: Send>(
    things: Vec<T>,
    work: impl Fn(T) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let threads = PARALLEL.min(things.len());
    let queue: Mutex<VecDeque<(usize, T)>> = Mutex::new(things.into_iter().enumerate().collect());
    let done: Mutex<Vec<(usize, Result<R, E>)>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                    let Some((at, thing)) = next else { return };
                    let result = work(thing);
                    if result.is_err() {
                        queue.lock().unwrap_or_else(PoisonError::into_inner).clear();
                    }
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((at, result));
                }
            });
        }
    });
    let mut results = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}
