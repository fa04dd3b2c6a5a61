//! Which files of some models are here, and which are not.

use std::path::{Path, PathBuf};

use super::address::address;
use super::cache::Cache;
use super::registry::{File, Model, Registry, RegistryError, Repository, Source};
use super::verify::{Verdict, verify};

/// The files of some models, each once.
#[derive(Debug)]
pub struct Plan<'a> {
    /// The models, by name.
    pub models: Vec<(&'a str, &'a Model)>,
    /// Their files.
    pub files: Vec<PlannedFile<'a>>,
}

/// A file of a model, and whether it is here.
#[derive(Debug, Clone)]
pub struct PlannedFile<'a> {
    /// The first model that needs it.
    pub model: &'a str,
    /// Where it comes from.
    pub source: &'a Source,
    /// What it is.
    pub file: &'a File,
    /// Whether it is here.
    pub state: State,
}

/// Whether a file is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It is, and of the right size; whether it has the right bytes is not looked at.
    Present {
        /// Where.
        path: PathBuf,
        /// Its bytes.
        size: u64,
    },
    /// It is, but of another size than it should be, or with other bytes.
    Unsound {
        /// Where.
        path: PathBuf,
        /// Its bytes.
        size: u64,
    },
    /// It is not.
    Absent,
    /// It is not, nor is it in the repository, and the model does without.
    NotNeeded,
}

impl<'a> Plan<'a> {
    /// Looks for the files of models. Touches nothing, and asks nobody.
    ///
    /// # Errors
    ///
    /// Fails if the registry does not have a model.
    pub fn new<'n>(
        registry: &'a Registry,
        names: impl IntoIterator<Item = &'n str>,
        cache: &Cache,
    ) -> Result<Self, RegistryError> {
        let mut plan = Plan {
            models: Vec::new(),
            files: Vec::new(),
        };
        for name in names {
            let (name, model) = registry.model(name)?;
            if !plan.models.iter().any(|(known, _)| *known == name) {
                plan.models.push((name, model));
                plan.add_files(name, model, cache);
            }
        }
        Ok(plan)
    }

    fn add_files(&mut self, name: &'a str, model: &'a Model, cache: &Cache) {
        for (source, file) in model.files() {
            if !self.files.iter().any(|planned| planned.is(source, file)) {
                self.files.push(PlannedFile {
                    model: name,
                    source,
                    file,
                    state: State::of(source, file, cache),
                });
            }
        }
    }

    /// The files of one of the models.
    pub fn files_of(&self, model: &Model) -> impl Iterator<Item = &PlannedFile<'a>> {
        let is_of = |planned: &PlannedFile<'_>| model.files().any(|(source, file)| planned.is(source, file));
        self.files.iter().filter(move |planned| is_of(planned))
    }

    /// The models that lack a file, each with the bytes that it lacks, as far as they are known, and how many files of unknown
    /// size.
    pub fn lacking(&self) -> impl Iterator<Item = (&'a str, &'a Model, (u64, usize))> {
        self.models.iter().filter_map(|(name, model)| {
            let missing = || self.files_of(model).filter(|file| file.is_missing());
            missing().next()?;
            Some((*name, *model, total(missing().map(|file| file.file.bytes()))))
        })
    }

    /// The files that are not here, or not as they should be.
    pub fn missing(&self) -> impl Iterator<Item = &PlannedFile<'a>> {
        self.files.iter().filter(|file| file.is_missing())
    }

    /// The files that are not here, or not as they should be, and that a model cannot do without.
    pub fn required(&self) -> impl Iterator<Item = &PlannedFile<'a>> {
        self.files.iter().filter(|file| file.is_required())
    }

    /// Whether all files are here, and of the others it is known that there are none.
    pub fn is_complete(&self) -> bool {
        self.missing().next().is_none()
    }

    /// Whether all files are here that the models cannot do without.
    pub fn is_usable(&self) -> bool {
        self.required().next().is_none()
    }

    /// Reads all files that are here and compares them with their hashes, so that damaged ones count as missing.
    pub fn verify(&mut self, cache: &Cache) {
        for planned in &mut self.files {
            if let State::Present { path, size } = &planned.state
                && verify(planned, cache) == Verdict::Damaged
            {
                planned.state = State::Unsound {
                    path: path.clone(),
                    size: *size,
                };
            }
        }
    }

    /// The bytes of the files that are not here, as far as they are known, and how many are not.
    pub fn missing_bytes(&self) -> (u64, usize) {
        total(self.missing().map(|file| file.file.bytes()))
    }

    /// The same of the files that a model cannot do without.
    pub fn required_bytes(&self) -> (u64, usize) {
        total(self.required().map(|file| file.file.bytes()))
    }

    /// The bytes of all files, as far as they are known, and how many are not.
    pub fn bytes(&self) -> (u64, usize) {
        total(self.files.iter().map(PlannedFile::bytes))
    }
}

fn total(sizes: impl Iterator<Item = Option<u64>>) -> (u64, usize) {
    sizes.fold((0, 0), |(bytes, unknown), size| match size {
        Some(size) => (bytes + size, unknown),
        None => (bytes, unknown + 1),
    })
}

impl PlannedFile<'_> {
    /// Whether it is here, and of the right size.
    pub fn is_present(&self) -> bool {
        matches!(self.state, State::Present { .. })
    }

    /// Where it is, if it is here and of the right size.
    pub fn path(&self) -> Option<&Path> {
        match &self.state {
            State::Present { path, .. } => Some(path),
            _ => None,
        }
    }

    /// Whether it is this file of this source.
    pub fn is(&self, source: &Source, file: &File) -> bool {
        self.is_at(source) && self.file.path == file.path
    }

    /// Whether it comes from the same repository at the same revision.
    pub fn is_at(&self, source: &Source) -> bool {
        self.source.repository == source.repository && self.source.revision == source.revision
    }

    /// Whether it is still to be fetched.
    pub fn is_missing(&self) -> bool {
        matches!(self.state, State::Absent | State::Unsound { .. })
    }

    /// Whether it is missing and its model cannot do without.
    pub fn is_required(&self) -> bool {
        match self.state {
            State::Unsound { .. } => true,
            State::Absent => !self.file.optional,
            State::Present { .. } | State::NotNeeded => false,
        }
    }

    /// Its size, on this machine or as models.toml has it.
    pub fn bytes(&self) -> Option<u64> {
        match self.state {
            State::Present { size, .. } => Some(size),
            State::NotNeeded => Some(0),
            _ => self.file.bytes(),
        }
    }

    /// Its address, on the hub or on another server that speaks as the hub does.
    pub fn address(&self, endpoint: &str) -> Option<String> {
        match &self.source.repository {
            Repository::Folder(_) => None,
            Repository::Hub { owner, name } => Some(address(
                endpoint,
                owner,
                name,
                self.source.revision().as_str(),
                self.file.path.as_str(),
            )),
        }
    }
}

impl State {
    fn of(source: &Source, file: &File, cache: &Cache) -> State {
        let Some(path) = cache.place(source, file) else {
            return State::Absent;
        };
        match fs_err::metadata(&path) {
            Ok(metadata) if metadata.is_file() => {
                let size = metadata.len();
                match file.size.is_some_and(|expected| expected != size) {
                    true => State::Unsound { path, size },
                    false => State::Present { path, size },
                }
            }
            _ if file.optional && cache.is_known_absent(source, file) => State::NotNeeded,
            _ => State::Absent,
        }
    }
}
