//! Files in safetensors: a header of names, types and places, then the numbers.

use std::collections::HashMap;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use candle_core::{DType, Device, Error, Result, Tensor};
use fs_err::File;
use safetensors::tensor::{Metadata, TensorInfo};

use super::{Rows, TensorFile, rows_at_once};

/// The length of the header stands in the first bytes.
const LENGTH_BYTES: u64 = 8;
/// The longest header that is believed.
const LONGEST_HEADER: u64 = 100_000_000;

pub(super) struct SafeTensorsFile {
    path: PathBuf,
    /// Where the numbers begin.
    data: u64,
    tensors: HashMap<String, TensorInfo>,
}

impl SafeTensorsFile {
    pub fn open(path: &Path) -> Result<Self> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut header_length = [0; LENGTH_BYTES as usize];
        file.read_exact(&mut header_length)?;
        let header_length = u64::from_le_bytes(header_length);
        if header_length > LONGEST_HEADER.min(length) {
            return Err(Error::msg(
                "the header is longer than the file: it is no safetensors file",
            ));
        }
        let mut header = vec![0; header_length as usize];
        file.read_exact(&mut header)?;
        let metadata: Metadata = serde_json::from_slice(&header).map_err(Error::wrap)?;
        let data = LENGTH_BYTES + header_length;
        let expected = data + metadata.data_len() as u64;
        if length != expected {
            return Err(Error::msg(format!(
                "it has {length} bytes, its header speaks of {expected}: the download was cut short"
            )));
        }
        let tensors = metadata.tensors().into_iter();
        Ok(SafeTensorsFile {
            path: path.to_owned(),
            data,
            tensors: tensors.map(|(name, info)| (name, info.clone())).collect(),
        })
    }
}

impl TensorFile for SafeTensorsFile {
    fn path(&self) -> &Path {
        &self.path
    }

    fn tensors(&self) -> Vec<(String, Vec<usize>)> {
        let tensors = self.tensors.iter();
        tensors.map(|(name, info)| (name.clone(), info.shape.clone())).collect()
    }

    fn read(&self, name: &str, device: &Device) -> Result<Tensor> {
        let info = &self.tensors[name];
        let (start, end) = info.data_offsets;
        let bytes = self.bytes(start, end - start)?;
        Tensor::from_raw_buffer(&bytes, DType::try_from(info.dtype)?, &info.shape, device)
    }

    fn read_rows(&self, name: &str, each: &mut dyn FnMut(Rows<'_>) -> Result<()>) -> Result<()> {
        let info = &self.tensors[name];
        let [count, width] = *info.shape else {
            return Err(Error::msg(format!("`{name}` is no matrix")));
        };
        let dtype = DType::try_from(info.dtype)?;
        let row = width * dtype.size_in_bytes();
        let step = rows_at_once(width);
        for start in (0..count).step_by(step) {
            let rows = step.min(count - start);
            let bytes = self.bytes(info.data_offsets.0 + start * row, rows * row)?;
            let numbers = Tensor::from_raw_buffer(&bytes, dtype, &[rows * width], &Device::Cpu)?;
            each(Rows::Numbers(&numbers.to_dtype(DType::F32)?.to_vec1()?))?;
        }
        Ok(())
    }
}

impl SafeTensorsFile {
    fn bytes(&self, start: usize, length: usize) -> Result<Vec<u8>> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(self.data + start as u64))?;
        let mut bytes = vec![0; length];
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}
