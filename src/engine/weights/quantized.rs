//! Quantized copies of weights, kept on disk so that only the first start has to make them.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use candle_core::quantized::GgmlDType;
use candle_core::{DType, Device};
use clap::ValueEnum;
use fs_err::File;
use sha2::{Digest, Sha256};

use super::gguf_writer::{Entry, align, write_header};
use super::{Weights, WeightsError};
use crate::engine::files::hash_version;
use crate::engine::loader::Need;
use crate::engine::quantization::{Quantization, to_bytes};

/// Changes when files written before must not be read any more.
const VERSION: &str = "1";

/// Opens the quantized copy of some weights in a folder, and makes it first if it is not there.
///
/// # Errors
///
/// Fails if the weights cannot be read or the copy cannot be written.
pub fn quantized_copy(
    weights: &Weights,
    needs: &BTreeMap<String, Need>,
    quantization: Quantization,
    folder: &Path,
) -> Result<Weights, WeightsError> {
    let key = key_of(weights.files(), quantization).map_err(|source| WeightsError::file(folder, source.into()))?;
    let path = folder.join(format!("{key}.gguf"));
    if !path.exists() {
        write_copy(weights, needs, quantization, &path)?;
    }
    Weights::open(&[path])
}

/// The quantized copies in a folder that were made from some files of weights.
///
/// # Errors
///
/// Fails if the files cannot be read.
pub fn quantized_copies(files: &[PathBuf], folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut copies = Vec::new();
    for quantization in Quantization::value_variants() {
        let key = key_of(files.iter().map(PathBuf::as_path), *quantization)?;
        copies.push(folder.join(format!("{key}.gguf")));
    }
    copies.retain(|copy| copy.exists());
    Ok(copies)
}

/// The name of the copy: from the etag of files in the cache of the hub, else from size, time and both ends of the file.
fn key_of<'a>(files: impl IntoIterator<Item = &'a Path>, quantization: Quantization) -> io::Result<String> {
    let mut hash = Sha256::new();
    hash.update(VERSION);
    hash.update(format!("{quantization:?}"));
    for path in files {
        hash_version(path, &mut hash)?;
    }
    Ok(hash
        .finalize()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect())
}

fn write_copy(
    weights: &Weights,
    needs: &BTreeMap<String, Need>,
    quantization: Quantization,
    path: &Path,
) -> Result<(), WeightsError> {
    let entries: Vec<Entry> = needs
        .iter()
        .map(|(name, need)| Entry {
            name: name.clone(),
            shape: need.shape.clone(),
            dtype: match need.shape.last() {
                Some(inputs) if need.quantizable => quantization.of_rows(*inputs),
                _ => GgmlDType::F32,
            },
        })
        .collect();
    let partial = partial_path(path);
    let written = write_entries(weights, &entries, &partial)
        .and_then(|()| fs_err::rename(&partial, path).map_err(|source| WeightsError::file(path, source.into())));
    if written.is_err() {
        // What is left of it helps nobody; that it cannot be removed changes nothing about the error.
        let _ = fs_err::remove_file(&partial);
    }
    written
}

/// A name of this process alone: two that start together must not write to one file.
fn partial_path(path: &Path) -> PathBuf {
    path.with_extension(format!("{}.part", std::process::id()))
}

fn write_entries(weights: &Weights, entries: &[Entry], path: &Path) -> Result<(), WeightsError> {
    let at_path = |source: io::Error| WeightsError::file(path, source.into());
    if let Some(folder) = path.parent() {
        fs_err::create_dir_all(folder).map_err(at_path)?;
    }
    let mut file = BufWriter::new(File::create(path).map_err(at_path)?);
    let settings = [
        ("general.architecture", "tuyin"),
        ("general.description", "quantized copy of weights"),
    ];
    write_header(&mut file, &settings, entries).map_err(at_path)?;
    for entry in entries {
        if entry.dtype == GgmlDType::F32 {
            let tensor = weights.tensor(&entry.name, DType::F32, &Device::Cpu)?;
            let numbers = tensor.flatten_all().and_then(|flat| flat.to_vec1::<f32>());
            let bytes = numbers.and_then(|numbers| to_bytes(&numbers, entry.dtype));
            let bytes = bytes.map_err(|source| WeightsError::file(path, source))?;
            file.write_all(&bytes).map_err(at_path)?;
        } else {
            weights.rows(&entry.name, &mut |rows| {
                let bytes = to_bytes(&rows.to_numbers()?, entry.dtype)?;
                Ok(file.write_all(&bytes)?)
            })?;
        }
        align(&mut file).map_err(at_path)?;
    }
    file.flush().map_err(at_path)?;
    file.get_ref().sync_all().map_err(at_path)
}
