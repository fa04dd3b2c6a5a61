//! The tensors of a model, by name, from the files that it comes in: safetensors (one file or shards), PyTorch pickles and GGUF.
//!
//! Nothing is mapped into memory and nothing is read before it is asked for, so that loading takes the memory of the
//! tensor in hand beside what is kept of it.

mod gguf;
mod gguf_writer;
mod pickle;
mod quantized;
mod safetensors;

pub use quantized::{quantized_copies, quantized_copy};

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::path::{Path, PathBuf};

use candle_core::quantized::GgmlDType;
use candle_core::quantized::gguf_file::Value;
use candle_core::{CpuStorage, DType, Device, Tensor};

/// The tensors of a model.
pub struct Weights {
    files: Vec<Box<dyn TensorFile>>,
    /// For every name the file that holds it, and its shape.
    tensors: HashMap<String, (usize, Vec<usize>)>,
}

/// A file of named tensors.
trait TensorFile: Send + Sync {
    fn path(&self) -> &Path;

    /// What the file says of the model beside its tensors, where files do.
    fn metadata(&self) -> Option<&HashMap<String, Value>> {
        None
    }

    /// Names and shapes.
    fn tensors(&self) -> Vec<(String, Vec<usize>)>;

    /// A tensor in the type that the file has it in, dequantized if need be.
    fn read(&self, name: &str, device: &Device) -> candle_core::Result<Tensor>;

    /// The type of blocks that a tensor is stored in, if it is.
    fn stored_as(&self, _name: &str) -> Option<GgmlDType> {
        None
    }

    /// Reads a matrix some rows at a time, so that the whole need not be in memory, in the form that the file has.
    fn read_rows(
        &self,
        name: &str,
        each: &mut dyn FnMut(Rows<'_>) -> candle_core::Result<()>,
    ) -> candle_core::Result<()> {
        let tensor = self.read(name, &Device::Cpu)?;
        let count = tensor.dim(0)?;
        let step = rows_at_once(tensor.elem_count() / count.max(1));
        for start in (0..count).step_by(step) {
            let rows = tensor.narrow(0, start, step.min(count - start))?.to_dtype(DType::F32)?;
            each(Rows::Numbers(&rows.flatten_all()?.to_vec1()?))?;
        }
        Ok(())
    }
}

/// Some rows of a matrix.
pub enum Rows<'a> {
    /// As numbers.
    Numbers(&'a [f32]),
    /// As blocks of a quantized type.
    Blocks(GgmlDType, &'a [u8]),
}

impl Rows<'_> {
    /// The rows as numbers.
    ///
    /// # Errors
    ///
    /// Fails if the type cannot be turned into numbers.
    pub fn to_numbers(&self) -> candle_core::Result<Vec<f32>> {
        match self {
            Rows::Numbers(numbers) => Ok(numbers.to_vec()),
            Rows::Blocks(dtype, bytes) => {
                let count = bytes.len() / dtype.type_size() * dtype.block_size();
                match dtype.from_data((*bytes).into()).dequantize(count)? {
                    CpuStorage::F32(numbers) => Ok(numbers),
                    _ => candle_core::bail!("blocks of {dtype:?} give no 32-bit numbers"),
                }
            }
        }
    }
}

/// As many rows as make some megabytes: a multiple of what packed tiles hold.
fn rows_at_once(width: usize) -> usize {
    ((1 << 21) / width.max(1)).next_multiple_of(64)
}

/// The weights of a model could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WeightsError {
    /// A file could not be opened, or what is in it is not what its name says.
    #[error("could not read the weights in `{}`", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: candle_core::Error,
    },
    /// A tensor is not what it should be.
    #[error("could not use the tensor `{name}`")]
    Tensor {
        /// The tensor.
        name: String,
        /// Why not.
        source: candle_core::Error,
    },
    /// The name of a file does not tell of a format that is read.
    #[error("`{}` is no file of weights: .safetensors, .bin and .gguf are read", .0.display())]
    Format(PathBuf),
    /// Two files hold a tensor of one name.
    #[error("both `{}` and `{}` hold the tensor `{name}`", first.display(), second.display())]
    Twice {
        /// The tensor.
        name: String,
        /// The file that was read first.
        first: PathBuf,
        /// The other.
        second: PathBuf,
    },
    /// The files hold other tensors than the model has.
    #[error("the weights do not fit the model{0}")]
    Mismatch(Mismatch),
}

/// How the tensors of some files differ from those that a model has. All of it is told at once: one tensor at a time would
/// be a guessing game.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// Tensors of the model that no file holds.
    pub missing: Vec<String>,
    /// Tensors of the files that the model has no use for.
    pub left_over: Vec<String>,
    /// Tensors of another shape: the name, the shape that the model has, the shape in the file.
    pub misshapen: Vec<(String, Vec<usize>, Vec<usize>)>,
}

impl Mismatch {
    fn is_empty(&self) -> bool {
        self.missing.is_empty() && self.left_over.is_empty() && self.misshapen.is_empty()
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (what, names) in [("missing", &self.missing), ("left over", &self.left_over)] {
            if !names.is_empty() {
                write!(f, "; {} {what}: {}", names.len(), names.join(", "))?;
            }
        }
        for (name, expected, found) in &self.misshapen {
            write!(f, "; `{name}` has the shape {found:?} instead of {expected:?}")?;
        }
        Ok(())
    }
}

impl Weights {
    /// Opens the files of a model; of tensors only names and shapes are read.
    ///
    /// # Errors
    ///
    /// Fails if a file cannot be read, is of an unknown format, or repeats a tensor of another.
    pub fn open(paths: &[PathBuf]) -> Result<Self, WeightsError> {
        let mut weights = Weights {
            files: Vec::with_capacity(paths.len()),
            tensors: HashMap::new(),
        };
        for path in paths {
            weights.add(open(path)?)?;
        }
        Ok(weights)
    }

    fn add(&mut self, file: Box<dyn TensorFile>) -> Result<(), WeightsError> {
        let number = self.files.len();
        for (name, shape) in file.tensors() {
            if let Some((other, _)) = self.tensors.get(&name) {
                return Err(WeightsError::Twice {
                    name,
                    first: self.files[*other].path().to_owned(),
                    second: file.path().to_owned(),
                });
            }
            self.tensors.insert(name, (number, shape));
        }
        self.files.push(file);
        Ok(())
    }

    /// Whether a tensor is there.
    pub fn contains(&self, name: &str) -> bool {
        self.tensors.contains_key(name)
    }

    /// The shape of a tensor, outermost size first, if it is there.
    pub fn shape(&self, name: &str) -> Option<&[usize]> {
        self.tensors.get(name).map(|(_, shape)| shape.as_slice())
    }

    /// What the files say of the model beside its tensors: the metadata of GGUF.
    pub fn metadata(&self) -> Option<&HashMap<String, Value>> {
        self.files.iter().find_map(|file| file.metadata())
    }

    /// Compares the tensors of the files with those that a model has, by name and shape. What `ignored` says of a
    /// left-over name is not held against the files: buffers that others save and nobody needs.
    ///
    /// # Errors
    ///
    /// Gives all differences together.
    pub fn check(
        &self,
        expected: &BTreeMap<String, Vec<usize>>,
        ignored: impl Fn(&str) -> bool,
    ) -> Result<(), WeightsError> {
        let mut mismatch = Mismatch::default();
        for (name, shape) in expected {
            match self.tensors.get(name) {
                None => mismatch.missing.push(name.clone()),
                Some((_, found)) if found != shape => {
                    mismatch.misshapen.push((name.clone(), shape.clone(), found.clone()));
                }
                Some(_) => {}
            }
        }
        let left_over = self
            .tensors
            .keys()
            .filter(|name| !expected.contains_key(*name) && !ignored(name));
        mismatch.left_over = left_over.cloned().collect();
        mismatch.left_over.sort_unstable();
        match mismatch.is_empty() {
            true => Ok(()),
            false => Err(WeightsError::Mismatch(mismatch)),
        }
    }

    /// A tensor in a type of our choice.
    ///
    /// # Errors
    ///
    /// Fails if the tensor is missing or cannot be read.
    pub fn tensor(&self, name: &str, dtype: DType, device: &Device) -> Result<Tensor, WeightsError> {
        let file = self.file_of(name)?;
        let read = || file.read(name, device)?.to_dtype(dtype);
        read().map_err(|source| WeightsError::file(file.path(), source))
    }

    /// Reads a matrix some rows at a time: all of them in turn, in the form that the file has.
    ///
    /// # Errors
    ///
    /// Fails if the tensor is missing or cannot be read, or `each` fails.
    pub fn rows(
        &self,
        name: &str,
        each: &mut dyn FnMut(Rows<'_>) -> candle_core::Result<()>,
    ) -> Result<(), WeightsError> {
        let file = self.file_of(name)?;
        file.read_rows(name, each)
            .map_err(|source| WeightsError::file(file.path(), source))
    }

    /// The type of blocks that a matrix is stored in, if it is.
    ///
    /// # Errors
    ///
    /// Fails if the tensor is missing.
    pub fn stored_as(&self, name: &str) -> Result<Option<GgmlDType>, WeightsError> {
        Ok(self.file_of(name)?.stored_as(name))
    }

    /// Whether the files hold their matrices in blocks already.
    pub fn is_quantized(&self) -> bool {
        let mut tensors = self.tensors.iter();
        tensors.any(|(name, (file, _))| {
            let plain = [GgmlDType::F32, GgmlDType::F16, GgmlDType::BF16];
            self.files[*file]
                .stored_as(name)
                .is_some_and(|dtype| !plain.contains(&dtype))
        })
    }

    /// The files, in the order in which they were opened.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(|file| file.path())
    }

    fn file_of(&self, name: &str) -> Result<&dyn TensorFile, WeightsError> {
        let missing = || {
            WeightsError::Mismatch(Mismatch {
                missing: vec![name.to_owned()],
                ..Mismatch::default()
            })
        };
        let (file, _) = self.tensors.get(name).ok_or_else(missing)?;
        Ok(self.files[*file].as_ref())
    }
}

impl WeightsError {
    fn file(path: &Path, source: candle_core::Error) -> Self {
        let path = path.to_owned();
        WeightsError::File { path, source }
    }
}

fn open(path: &Path) -> Result<Box<dyn TensorFile>, WeightsError> {
    let extension = path.extension().and_then(|extension| extension.to_str());
    let opened: candle_core::Result<Box<dyn TensorFile>> = match extension {
        Some("safetensors") => safetensors::SafeTensorsFile::open(path).map(|file| Box::new(file) as _),
        Some("bin" | "pth" | "pt") => pickle::PickleFile::open(path).map(|file| Box::new(file) as _),
        Some("gguf") => gguf::GgufFile::open(path).map(|file| Box::new(file) as _),
        _ => return Err(WeightsError::Format(path.to_owned())),
    };
    opened.map_err(|source| WeightsError::file(path, source))
}

#[cfg(test)]
mod tests;
