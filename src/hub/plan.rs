//! Which files of some models are here, and which are not.

use std::path::PathBuf;

use super::cache::Cache;
use super::registry::{File, Model, Registry, RegistryError, Repository, Source};

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
    /// It is, and of the right size.
    Present {
        /// Where.
        path: PathBuf,
        /// Its bytes.
        size: u64,
    },
    /// It is, but of another size than it should be.
    WrongSize {
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
            let is_same = |planned: &PlannedFile<'_>| {
                planned.source.repository == source.repository
                    && planned.source.revision == source.revision
                    && planned.file.path == file.path
            };
            if !self.files.iter().any(is_same) {
                self.files.push(PlannedFile {
                    model: name,
                    source,
                    file,
                    state: State::of(source, file, cache),
                });
            }
        }
    }

    /// The files that are not here, or not as they should be.
    pub fn missing(&self) -> impl Iterator<Item = &PlannedFile<'a>> {
        self.files.iter().filter(|file| file.is_missing())
    }

    /// Whether all files are here.
    pub fn is_complete(&self) -> bool {
        self.missing().next().is_none()
    }

    /// The bytes of the files that are not here, as far as they are known, and how many are not.
    pub fn missing_bytes(&self) -> (u64, usize) {
        total(self.missing().map(|file| file.file.bytes()))
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

    /// Whether it is still to be fetched.
    pub fn is_missing(&self) -> bool {
        matches!(self.state, State::Absent | State::WrongSize { .. })
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
                    true => State::WrongSize { path, size },
                    false => State::Present { path, size },
                }
            }
            _ if file.optional && cache.is_known_absent(source, file) => State::NotNeeded,
            _ => State::Absent,
        }
    }
}

/// The address of a file on the hub.
pub fn address(endpoint: &str, owner: &str, name: &str, revision: &str, path: &str) -> String {
    let endpoint = endpoint.trim_end_matches('/');
    let revision = revision.replace('/', "%2F");
    let path = path
        .replace('%', "%25")
        .replace(' ', "%20")
        .replace('#', "%23")
        .replace('?', "%3F");
    format!("{endpoint}/{owner}/{name}/resolve/{revision}/{path}")
}
