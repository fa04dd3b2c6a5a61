//! Files that come from one repository at one revision.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::patience::Trying;
use super::{FetchError, FileName};
use crate::hub::cache::{Cache, RepositoryCache};
use crate::hub::client::Client;
use crate::hub::plan::{Plan, PlannedFile};
use crate::hub::registry::{Commit, Repository, Revision};

/// A repository at the commit that all its files are taken from.
pub(super) struct Snapshot<'p> {
    pub owner: &'p str,
    pub name: &'p str,
    pub revision: &'p Revision,
    pub commit: Commit,
    pub cache: RepositoryCache,
    /// The files that are to be fetched.
    pub files: Vec<&'p PlannedFile<'p>>,
    /// How many of them are not here yet.
    left: AtomicUsize,
}

/// The files of the hub that are to be taken from one commit, if some of them are missing.
pub(super) fn groups<'p>(plan: &'p Plan<'p>) -> Vec<Vec<&'p PlannedFile<'p>>> {
    let mut groups: Vec<Vec<&PlannedFile<'_>>> = Vec::new();
    let on_hub = |planned: &&PlannedFile<'_>| matches!(planned.source.repository, Repository::Hub { .. });
    for planned in plan.files.iter().filter(on_hub) {
        let known = groups.iter_mut().find(|group| group[0].is_at(planned.source));
        match known {
            Some(group) => group.push(planned),
            None => groups.push(vec![planned]),
        }
    }
    groups.retain(|group| group.iter().any(|planned| planned.is_missing()));
    groups
}

impl<'p> Snapshot<'p> {
    /// Finds the commit of a group of files; nothing if they are not on the hub.
    ///
    /// Where a branch moved since the first of them came, the rest are taken from the commit of the first: a model made of two
    /// versions is none.
    pub fn resolve(
        files: Vec<&'p PlannedFile<'p>>,
        cache: &Cache,
        client: &Client,
        trying: &Trying<'_>,
    ) -> Result<Option<Self>, FetchError> {
        let missing: Vec<_> = files.iter().copied().filter(|planned| planned.is_missing()).collect();
        let Some(first) = missing.first() else { return Ok(None) };
        let Repository::Hub { owner, name } = &first.source.repository else {
            return Ok(None);
        };
        let (revision, cache) = (first.source.revision(), cache.repository(owner, name));
        let noted = cache.commit(revision);
        let is_begun = files.iter().any(|planned| planned.is_present());
        let (commit, files) = match revision.commit().or(noted.filter(|_| is_begun)) {
            Some(commit) => (commit, missing),
            None => {
                let told = FileName::of(first);
                let commit = trying.patiently(&told, || client.commit(owner, name, revision));
                // What is known not to be there is known of another commit.
                (commit.map_err(|trouble| FetchError::of(first, trouble))?, files)
            }
        };
        Ok(Some(Snapshot {
            owner,
            name,
            revision,
            commit,
            cache,
            left: AtomicUsize::new(files.len()),
            files,
        }))
    }

    /// Notes that a file is here, or that there is none; with the last of them, that the revision stands for this commit.
    pub fn settle(&self) -> io::Result<()> {
        let is_last = self.left.fetch_sub(1, Ordering::AcqRel) == 1;
        match is_last && self.cache.commit(self.revision).as_ref() != Some(&self.commit) {
            true => self.cache.set_commit(self.revision, &self.commit),
            false => Ok(()),
        }
    }
}
