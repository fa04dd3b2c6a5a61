//! Takes files of a model out of the cache of the hub.

use std::io;
use std::path::{Path, PathBuf};

use fs_err as fs;

use super::cache::{Cache, RepositoryCache, remove_if_there};
use super::plan::{Plan, PlannedFile, State};
use super::registry::{Commit, Registry, Repository};

/// What would be removed.
#[derive(Debug, Default)]
pub struct Removal {
    /// Files that stay, because another model that is here needs them.
    pub kept: Vec<String>,
    /// Folders with parts of downloads that stay, because other files of their repository are here.
    pub unfinished: Vec<PathBuf>,
    repositories: Vec<RepositoryRemoval>,
    copies: Vec<PathBuf>,
}

/// What would be removed of a repository.
#[derive(Debug)]
struct RepositoryRemoval {
    cache: RepositoryCache,
    /// The links, or copies, of the files.
    pointers: Vec<PathBuf>,
    /// The bytes that nothing else uses, of files that are whole.
    blobs: Vec<PathBuf>,
    /// Bytes without a file: parts of downloads, and what was set aside.
    parts: Vec<PathBuf>,
    /// Notes on revisions that nothing is left of.
    notes: Vec<PathBuf>,
}

/// What removing models would remove. Files of local folders are not ours to remove.
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
    let mut pointers: Vec<(RepositoryCache, Vec<PathBuf>)> = Vec::new();
    for planned in &plan.files {
        let Repository::Hub { owner, name } = &planned.source.repository else {
            continue;
        };
        let repository = cache.repository(owner, name);
        let known = pointers
            .iter()
            .position(|(other, _)| other.folder() == repository.folder());
        let at = known.unwrap_or(pointers.len());
        if known.is_none() {
            pointers.push((repository, Vec::new()));
        }
        let (State::Present { path, .. } | State::Unsound { path, .. }) = &planned.state else {
            continue;
        };
        match others.iter().any(|other| needs(other, planned, &plan.files)) {
            true => removal
                .kept
                .push(format!("{} of {}", planned.file.path, planned.source.repository)),
            false => pointers[at].1.push(path.clone()),
        }
    }
    for (repository, pointers) in pointers {
        removal.add(repository, pointers)?;
    }
    Ok(removal)
}

/// Whether another model that is here needs a file: one that has files beside those in question.
fn needs(other: &Plan<'_>, planned: &PlannedFile<'_>, files: &[PlannedFile<'_>]) -> bool {
    let is_ours = |file: &PlannedFile<'_>| files.iter().any(|ours| ours.is(file.source, file.file));
    let lists = other.files.iter().any(|file| file.is(planned.source, planned.file));
    lists && other.files.iter().any(|file| file.is_present() && !is_ours(file))
}

impl Removal {
    fn add(&mut self, cache: RepositoryCache, mut pointers: Vec<PathBuf>) -> io::Result<()> {
        pointers.retain(|pointer| is_within(pointer, cache.folder()));
        let mut staying = files_below(&cache.snapshots())?;
        staying.retain(|file| !pointers.contains(file));
        let used: Vec<PathBuf> = staying.iter().filter_map(|file| cache.blob_of(file)).collect();
        let mut blobs: Vec<PathBuf> = pointers.iter().filter_map(|pointer| cache.blob_of(pointer)).collect();
        blobs.sort();
        blobs.dedup();
        blobs.retain(|blob| !used.contains(blob) && blob.symlink_metadata().is_ok());
        let mut parts = files_below(&cache.blobs())?;
        parts.retain(|part| !blobs.contains(part));
        if !staying.is_empty() {
            if parts.iter().any(|part| is_unfinished(part)) {
                self.unfinished.push(cache.blobs());
            }
            parts.clear();
        }
        let notes = notes(&cache, &pointers, &staying)?;
        self.repositories.push(RepositoryRemoval {
            cache,
            pointers,
            blobs,
            parts,
            notes,
        });
        Ok(())
    }

    /// Removes a copy as well that was made of files that go, wherever it is.
    pub fn add_copy(&mut self, copy: PathBuf) {
        if !self.copies.contains(&copy) {
            self.copies.push(copy);
        }
    }

    /// Whether a file of a model goes.
    pub fn takes(&self, pointer: &Path) -> bool {
        self.repositories
            .iter()
            .any(|repository| repository.pointers.iter().any(|known| known == pointer))
    }

    /// How many files of models go.
    pub fn files(&self) -> usize {
        self.repositories
            .iter()
            .map(|repository| repository.pointers.len())
            .sum()
    }

    /// How many files go that are no whole files of models.
    pub fn parts(&self) -> usize {
        self.repositories.iter().map(|repository| repository.parts.len()).sum()
    }

    /// Whether nothing goes.
    pub fn is_empty(&self) -> bool {
        self.files() == 0 && self.parts() == 0 && self.copies.is_empty()
    }

    /// The bytes that this frees.
    pub fn bytes(&self) -> u64 {
        let repositories = self.repositories.iter();
        let files = repositories.flat_map(|repository| {
            let files = repository.pointers.iter().chain(&repository.blobs);
            files.chain(&repository.parts)
        });
        // A link frees nothing: what it leads to is counted for itself, or stays.
        let sizes = files
            .chain(&self.copies)
            .filter_map(|file| file.symlink_metadata().ok());
        sizes
            .filter(std::fs::Metadata::is_file)
            .map(|metadata| metadata.len())
            .sum()
    }

    /// Removes it all, and the folders of the cache that are empty then. Bytes that another program fetches now stay.
    ///
    /// # Errors
    ///
    /// Fails with the first file that cannot be removed.
    pub fn carry_out(&self) -> io::Result<()> {
        for repository in &self.repositories {
            repository.carry_out()?;
        }
        self.copies.iter().try_for_each(|copy| remove_if_there(copy))
    }
}

impl RepositoryRemoval {
    fn carry_out(&self) -> io::Result<()> {
        for file in self.pointers.iter().chain(&self.notes) {
            remove_if_there(file)?;
        }
        for blob in self.blobs.iter().chain(&self.parts) {
            let name = blob.file_name().unwrap_or_default().to_string_lossy();
            let etag = name.split('.').next().unwrap_or_default();
            if let Some(_lock) = self.cache.try_lock(etag)? {
                remove_if_there(blob)?;
            }
        }
        remove_empty(self.cache.folder());
        Ok(())
    }
}

/// Removes those of a folder and the folders in it that hold nothing.
fn remove_empty(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())) {
        remove_empty(&entry.path());
    }
    // One that holds something stays.
    let _ = fs::remove_dir(folder);
}

/// The notes on commits of which nothing is left: on revisions that stand for them, and on files that they do not have.
fn notes(cache: &RepositoryCache, pointers: &[PathBuf], staying: &[PathBuf]) -> io::Result<Vec<PathBuf>> {
    let (refs, absences) = (files_below(&cache.refs())?, files_below(&cache.absences())?);
    if staying.is_empty() {
        return Ok([refs, absences].concat());
    }
    let mut gone: Vec<Commit> = pointers
        .iter()
        .filter_map(|pointer| commit_of(cache, pointer))
        .collect();
    gone.retain(|commit| !staying.iter().any(|file| file.starts_with(cache.snapshot(commit))));
    let names_gone = |note: &PathBuf| {
        let commit = fs::read_to_string(note).ok();
        commit.is_some_and(|commit| gone.iter().any(|gone| gone.as_str() == commit.trim()))
    };
    let is_of_gone = |note: &PathBuf| {
        let of = |commit: &Commit| note.starts_with(cache.absences().join(commit.as_str()));
        gone.iter().any(of)
    };
    let refs = refs.into_iter().filter(names_gone);
    Ok(refs.chain(absences.into_iter().filter(is_of_gone)).collect())
}

/// The commit that a file of a snapshot is of.
fn commit_of(cache: &RepositoryCache, pointer: &Path) -> Option<Commit> {
    let inside = pointer.strip_prefix(cache.snapshots()).ok()?;
    Commit::parse(inside.components().next()?.as_os_str().to_str()?)
}

/// Whether a file is in a folder itself, and not behind a link that leads out of it.
fn is_within(file: &Path, folder: &Path) -> bool {
    let real = |path: &Path| fs::canonicalize(path).ok();
    let places = file.parent().and_then(real).zip(real(folder));
    places.is_some_and(|(place, folder)| place.starts_with(folder))
}

/// Whether it is the first bytes of a file, or bytes that were set aside.
fn is_unfinished(blob: &Path) -> bool {
    blob.extension()
        .is_some_and(|extension| extension == "incomplete" || extension == "damaged")
}

/// All files and links below a folder, which need not exist.
fn files_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            match entry.file_type()?.is_dir() {
                true => folders.push(entry.path()),
                false => files.push(entry.path()),
            }
        }
    }
    files.sort();
    Ok(files)
}
