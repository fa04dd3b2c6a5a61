//! The files of a model in a folder laid out as on the hub.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A folder of a model lacks a file, or has one that cannot be understood.
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

/// The list of shards of a model.
#[derive(Deserialize)]
struct Index {
    weight_map: std::collections::BTreeMap<String, String>,
}

/// The files of weights in a folder: safetensors before pickles before GGUF.
///
/// # Errors
///
/// Fails if there are none, or more than one would do.
pub fn weight_files(folder: &Path) -> Result<Vec<PathBuf>, FilesError> {
    for name in ["model.safetensors", "pytorch_model.bin"] {
        let (single, index) = (folder.join(name), folder.join(format!("{name}.index.json")));
        if single.exists() {
            return Ok(vec![single]);
        }
        if index.exists() {
            let index: Index = read_json(&index)?;
            let mut names: Vec<String> = index.weight_map.into_values().collect();
            names.sort_unstable();
            names.dedup();
            return Ok(names.into_iter().map(|name| folder.join(name)).collect());
        }
    }
    let entries = fs_err::read_dir(folder).map_err(|source| FilesError::Read {
        path: folder.to_owned(),
        source,
    })?;
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "gguf"))
        .collect();
    found.sort_unstable();
    match found.len() {
        0 => Err(FilesError::NoWeights(folder.to_owned())),
        1 => Ok(found),
        _ => Err(FilesError::ManyWeights {
            folder: folder.to_owned(),
            names: found
                .iter()
                .filter_map(|path| path.file_name())
                .map(|name| name.to_string_lossy().into_owned())
                .collect(),
        }),
    }
}
