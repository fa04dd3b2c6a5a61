//! Fetches the files of a plan into the cache of the hub.

mod download;
mod observer;
mod parallel;
mod patience;
mod snapshot;
mod trouble;

use super::cache::Cache;
use super::client::{Client, RemoteFile};
use super::hash::ExpectedHash;
use super::plan::{Plan, PlannedFile};
use super::registry::Repository;

pub use observer::{FetchObserver, FileName};
pub use patience::Patience;
pub use trouble::{FetchError, Trouble};

use download::{Download, Job};
use parallel::in_parallel;
use patience::Trying;
use snapshot::{Snapshot, groups};

/// Fetches files.
pub struct Fetcher<'a> {
    client: &'a Client,
    cache: &'a Cache,
    patience: Patience,
    observer: &'a dyn FetchObserver,
}

/// Sees that no file of a local folder is missing: those cannot be fetched.
///
/// # Errors
///
/// Fails with the first that is missing.
pub fn check_local(plan: &Plan<'_>) -> Result<(), FetchError> {
    let missing = plan.missing().find_map(|planned| match &planned.source.repository {
        Repository::Folder(folder) => Some(FetchError::of_local(planned, folder)),
        Repository::Hub { .. } => None,
    });
    missing.map_or(Ok(()), Err)
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
        check_local(plan)?;
        let trying = Trying::new(self.patience, self.observer);
        let stop = || trying.stop();
        let resolve = |files| Snapshot::resolve(files, self.cache, self.client, &trying);
        let snapshots: Vec<Option<Snapshot<'_>>> = in_parallel(groups(plan), resolve, stop)?;
        let wanted = snapshots.iter().flatten();
        let wanted = wanted.flat_map(|snapshot| snapshot.files.iter().map(move |planned| (snapshot, *planned)));
        let look_up = |(snapshot, planned)| self.look_up(snapshot, planned, &trying);
        let jobs: Vec<Option<Job<'_>>> = in_parallel(wanted.collect(), look_up, stop)?;
        let jobs: Vec<Job<'_>> = jobs.into_iter().flatten().collect();
        if jobs.is_empty() {
            return Ok(());
        }
        self.check_room(jobs.iter().map(Job::missing_bytes).sum())?;
        let bytes = jobs.iter().filter_map(Job::size).sum();
        self.observer.started(jobs.len(), bytes);
        let download = Download {
            client: self.client,
            trying: &trying,
        };
        let bring_all = |jobs: Vec<Job<'_>>| jobs.iter().try_for_each(|job| bring(&download, job));
        in_parallel(by_bytes(jobs), bring_all, stop).map(|_| ())
    }

    /// What the hub says of a file; nothing if it does not have it and the model does without.
    fn look_up<'p>(
        &self,
        snapshot: &'p Snapshot<'p>,
        planned: &'p PlannedFile<'p>,
        trying: &Trying<'_>,
    ) -> Result<Option<Job<'p>>, FetchError> {
        let failed = |trouble| FetchError::of(planned, trouble);
        let name = FileName::of(planned);
        let Snapshot { owner, commit, .. } = snapshot;
        let path = &planned.file.path;
        let request = || self.client.look_up(owner, snapshot.name, commit, path.as_str());
        let remote = match trying.patiently(&name, request) {
            Err(Trouble::NoFile) if planned.file.optional => {
                let noted = snapshot.cache.set_absent(commit, path).and_then(|()| snapshot.settle());
                noted.map_err(|error| failed(error.into()))?;
                return Ok(None);
            }
            remote => remote.and_then(|remote| as_expected(planned, remote)).map_err(failed)?,
        };
        let job = Job {
            name,
            planned,
            remote,
            snapshot,
        };
        if job.hashes().is_empty() {
            self.observer.unverifiable(&job.name);
        }
        Ok(Some(job))
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

impl<'p> FileName<'p> {
    fn of(planned: &'p PlannedFile<'_>) -> Self {
        FileName {
            repository: planned.source.repository.to_string(),
            path: planned.file.path.as_str(),
        }
    }
}

fn bring(download: &Download<'_>, job: &Job<'_>) -> Result<(), FetchError> {
    let brought = download.bring(job);
    let settled = brought.and_then(|()| Ok(job.snapshot.settle()?));
    settled.map_err(|trouble| FetchError::of(job.planned, trouble))
}

/// Files with the same bytes together, so that these come once; the longest first, so that no thread is left alone with it at
/// the end.
fn by_bytes(mut jobs: Vec<Job<'_>>) -> Vec<Vec<Job<'_>>> {
    jobs.sort_by_key(|job| std::cmp::Reverse(job.size()));
    let mut groups: Vec<Vec<Job<'_>>> = Vec::new();
    for job in jobs {
        match groups.iter_mut().find(|group| group[0].has_bytes_of(&job)) {
            Some(group) => group.push(job),
            None => groups.push(vec![job]),
        }
    }
    groups
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
