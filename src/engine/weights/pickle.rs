//! Files that PyTorch saved: pickles, of which only tensors are read. Nothing in them is run.

use std::path::{Path, PathBuf};

use candle_core::pickle::PthTensors;
use candle_core::{Device, Error, Result, Tensor};

use super::TensorFile;

pub(super) struct PickleFile {
    path: PathBuf,
    tensors: PthTensors,
}

impl PickleFile {
    pub fn open(path: &Path) -> Result<Self> {
        Ok(PickleFile {
            path: path.to_owned(),
            tensors: PthTensors::new(path, None)?,
        })
    }
}

impl TensorFile for PickleFile {
    fn path(&self) -> &Path {
        &self.path
    }

    fn tensors(&self) -> Vec<(String, Vec<usize>)> {
        let tensors = self.tensors.tensor_infos().iter();
        tensors
            .map(|(name, info)| (name.clone(), info.layout.dims().to_vec()))
            .collect()
    }

    fn read(&self, name: &str, device: &Device) -> Result<Tensor> {
        let info = &self.tensors.tensor_infos()[name];
        // The reader of the library counts this offset in bytes, the file in numbers.
        if info.layout.start_offset() > 0 {
            return Err(Error::msg(format!(
                "`{name}` is a view into another tensor, which is not read"
            )));
        }
        let tensor = self
            .tensors
            .get(name)?
            .ok_or_else(|| Error::msg(format!("`{name}` is gone")))?;
        tensor.to_device(device)
    }
}
