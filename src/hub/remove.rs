//! Takes files of a model out of the cache of the hub.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use fs_err as fs;

use super::cache::Cache;
use super::plan::{Plan, PlannedFile, State};
use super::registry::{Registry, Repository};

/// What would be removed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Removal {
    /// The links, or copies, of the files.
    pub pointers: Vec<PathBuf>,
    /// The bytes that nothing else uses.
    pub blobs: Vec<PathBuf>,
    /// How many those are.
    pub bytes: u64,
    /// Files that stay, because another model that is here needs them.
    pub kept: Vec<String>,
}

/// What removing a model would remove. Files of local folders are not ours to remove.
///
/// # Errors
///
/// Fails if a folder of the cache cannot be read.
pub fn plan_removal(plan: &Plan<'_>, registry: &Registry, cache: &Cache) -> io::Result<Removal> {
    let names: Vec<&str> = plan.models.iter().map(|(name, _)| *name).collect();
    let others: Vec<Plan<'_>> = registry
        .models
        .keys()
        .filter(|name| !names.contains(&name.as_str()))
        .filter_map(|name| Plan::new(registry, [name.as_str()], cache).ok())
        .collect();
    let mut removal = Removal::default();
    for planned in &plan.files {
        let Repository::Hub { owner, name } = &planned.source.repository else {
            continue;
        };
        let (State::Present { path, .. } | State::Unsound { path, .. }) = &planned.state else {
            continue;
        };
        if others.iter().any(|other| needs(other, planned, &plan.files)) {
            removal
                .kept
                .push(format!("{} of {}", planned.file.path, planned.source.repository));
            continue;
        }
        removal.pointers.push(path.clone());
        let blob = fs::canonicalize(path)?;
        let repository = cache.repository(owner, name);
        let is_blob = blob.parent().is_some_and(|folder| folder.ends_with("blobs"));
        if is_blob && !removal.blobs.contains(&blob) && !is_shared(repository.folder(), &blob, path)? {
            removal.bytes += fs::metadata(&blob)?.len();
            removal.blobs.push(blob);
        }
    }
    Ok(removal)
}

/// Whether another model that is here needs a file: one that has files beside those in question.
fn needs(other: &Plan<'_>, planned: &PlannedFile<'_>, files: &[PlannedFile<'_>]) -> bool {
    let is_ours = |file: &PlannedFile<'_>| files.iter().any(|ours| ours.is(file.source, file.file));
    let lists = other.files.iter().any(|file| file.is(planned.source, planned.file));
    lists && other.files.iter().any(|file| file.is_present() && !is_ours(file))
}

/// Whether another snapshot of the repository links to the same bytes.
fn is_shared(repository: &Path, blob: &Path, pointer: &Path) -> io::Result<bool> {
    let mut folders = vec![repository.join("snapshots")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else if entry.path() != pointer && fs::canonicalize(entry.path()).is_ok_and(|target| target == blob) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

impl Removal {
    /// Removes it all, and the folders that are empty then.
    ///
    /// # Errors
    ///
    /// Fails with the first file that cannot be removed.
    pub fn carry_out(&self) -> io::Result<()> {
        let files: BTreeSet<&PathBuf> = self.pointers.iter().chain(&self.blobs).collect();
        for file in &files {
            match fs::remove_file(file) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        for file in files {
            // The folder of a file, of a commit, of all commits, of a repository. One that holds something stays.
            for folder in file.ancestors().skip(1).take(3) {
                if fs::remove_dir(folder).is_err() {
                    break;
                }
            }
        }
        Ok(())
    }
}
