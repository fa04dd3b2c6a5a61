//! The files of a model, by the names that they have on the hub.

use std::collections::BTreeMap;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

/// The files of a model: of one folder, or put together from several repositories.
#[derive(Clone, Debug)]
pub struct ModelFiles {
    place: PathBuf,
    paths: BTreeMap<String, PathBuf>,
}

impl ModelFiles {
    /// The files of a folder that is laid out as a repository of the hub.
    ///
    /// # Errors
    ///
    /// Fails if the folder cannot be read.
    pub fn in_folder(folder: &Path) -> Result<Self, FilesError> {
        let unreadable = |source| FilesError::Read {
            path: folder.to_owned(),
            source,
        };
        let entries = fs_err::read_dir(folder).map_err(unreadable)?;
        let paths = entries.map(|entry| entry.map(|entry| entry.path()));
        let paths: Vec<PathBuf> = paths.collect::<Result<_, _>>().map_err(unreadable)?;
        Ok(ModelFiles::new(folder.to_owned(), paths))
    }

    /// Files that make up a model, wherever they are. `place` is what errors call it.
    pub fn new(place: PathBuf, paths: impl IntoIterator<Item = PathBuf>) -> Self {
        let named = |path: PathBuf| Some((path.file_name()?.to_string_lossy().into_owned(), path));
        ModelFiles {
            place,
            paths: paths.into_iter().filter_map(named).collect(),
        }
    }

    /// Which version of a model they are, in sixteen hexadecimal digits.
    ///
    /// # Errors
    ///
    /// Fails if a file cannot be read.
    pub fn version(&self) -> Result<String, FilesError> {
        let mut hash = Sha256::new();
        for (name, path) in &self.paths {
            hash.update(name);
            hash_version(path, &mut hash).map_err(|source| FilesError::Read {
                path: path.clone(),
                source,
            })?;
        }
        Ok(hash
            .finalize()
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect())
    }

    /// Their size together, in bytes; of a file that cannot be read it is unknown, and counts nothing.
    pub fn size(&self) -> u64 {
        let sizes = self.paths.values().filter_map(|path| fs_err::metadata(path).ok());
        sizes.map(|file| file.len()).sum()
    }

    /// What it is called.
    pub fn place(&self) -> &Path {
        &self.place
    }

    /// The file of that name, if there is one.
    pub fn find(&self, name: &str) -> Option<&Path> {
        self.paths.get(name).map(PathBuf::as_path)
    }

    /// The file of that name, or where it would be, so that an error can say what is missing.
    pub fn expect(&self, name: &str) -> PathBuf {
        self.find(name).map_or_else(|| self.place.join(name), Path::to_owned)
    }
}

/// The files of a model lack one, or have one that cannot be understood.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FilesError {
    /// A file could not be read.
    #[error("could not read `{}`", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// A file of settings does not say what it should.
    #[error("could not understand `{}`", path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: serde_json::Error,
    },
    /// There are no weights.
    #[error(
        "there are no weights in `{}`: expected model.safetensors, model.safetensors.index.json, pytorch_model.bin or one file in .gguf",
        .0.display()
    )]
    NoWeights(PathBuf),
    /// There are several files of weights.
    #[error("there are several files in .gguf in `{}`: leave one of {}", folder.display(), names.join(", "))]
    ManyWeights {
        /// The folder.
        folder: PathBuf,
        /// The files.
        names: Vec<String>,
    },
}

/// Reads a file of settings.
///
/// # Errors
///
/// Fails if it cannot be read or is of another form.
pub fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, FilesError> {
    let text = fs_err::read(path).map_err(|source| FilesError::Read {
        path: path.to_owned(),
        source,
    })?;
    serde_json::from_slice(&text).map_err(|source| FilesError::Parse {
        path: path.to_owned(),
        source,
    })
}

/// Bytes at either end of a file that tell it from others of its name.
const SAMPLE: u64 = 1 << 16;

/// Adds to a hash what tells a file from its other versions: the etag of a file in the cache of the hub, else size, time and both
/// ends.
///
/// # Errors
///
/// Fails if the file cannot be read.
pub fn hash_version(path: &Path, hash: &mut Sha256) -> io::Result<()> {
    let real = fs_err::canonicalize(path)?;
    let folder = real.parent().and_then(Path::file_name);
    match real.file_name() {
        Some(etag) if folder.is_some_and(|folder| folder == "blobs") => hash.update(etag.as_encoded_bytes()),
        _ => hash_ends(&real, hash)?,
    }
    Ok(())
}

fn hash_ends(path: &Path, hash: &mut Sha256) -> io::Result<()> {
    let mut file = fs_err::File::open(path)?;
    let metadata = file.metadata()?;
    let modified = metadata.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    hash.update(metadata.len().to_le_bytes());
    hash.update(modified.as_nanos().to_le_bytes());
    for start in [0, metadata.len().saturating_sub(SAMPLE)] {
        file.seek(SeekFrom::Start(start))?;
        let mut sample = Vec::new();
        (&mut file).take(SAMPLE).read_to_end(&mut sample)?;
        hash.update(sample);
    }
    Ok(())
}

/// The list of shards of a model.
#[derive(Deserialize)]
struct Index {
    weight_map: BTreeMap<String, String>,
}

/// The files of weights: safetensors before pickles before GGUF.
///
/// # Errors
///
/// Fails if there are none, or more than one would do.
pub fn weight_files(files: &ModelFiles) -> Result<Vec<PathBuf>, FilesError> {
    for name in ["model.safetensors", "pytorch_model.bin"] {
        if let Some(single) = files.find(name) {
            return Ok(vec![single.to_owned()]);
        }
        if let Some(index) = files.find(&format!("{name}.index.json")) {
            let index: Index = read_json(index)?;
            let mut names: Vec<String> = index.weight_map.into_values().collect();
            names.sort_unstable();
            names.dedup();
            return Ok(names.iter().map(|name| files.expect(name)).collect());
        }
    }
    let is_gguf = |path: &&PathBuf| path.extension().is_some_and(|extension| extension == "gguf");
    let found: Vec<&PathBuf> = files.paths.values().filter(is_gguf).collect();
    match found[..] {
        [] => Err(FilesError::NoWeights(files.place.clone())),
        [single] => Ok(vec![single.clone()]),
        _ => Err(FilesError::ManyWeights {
            folder: files.place.clone(),
            names: files
                .paths
                .keys()
                .filter(|name| name.ends_with(".gguf"))
                .cloned()
                .collect(),
        }),
    }
}
