//! Files in GGUF: quantized tensors with the settings of the model beside them.

use std::collections::HashMap;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use candle_core::quantized::GgmlDType;
use candle_core::quantized::gguf_file::{Content, Value};
use candle_core::{Device, Result, Tensor};
use fs_err::File;

use super::{Rows, TensorFile, rows_at_once};

pub(super) struct GgufFile {
    path: PathBuf,
    content: Content,
}

impl GgufFile {
    pub fn open(path: &Path) -> Result<Self> {
        let mut file = BufReader::new(File::open(path)?);
        Ok(GgufFile {
            path: path.to_owned(),
            content: Content::read(&mut file)?,
        })
    }
}

impl TensorFile for GgufFile {
    fn path(&self) -> &Path {
        &self.path
    }

    fn metadata(&self) -> Option<&HashMap<String, Value>> {
        Some(&self.content.metadata)
    }

    fn tensors(&self) -> Vec<(String, Vec<usize>)> {
        let tensors = self.content.tensor_infos.iter();
        tensors
            .map(|(name, info)| (name.clone(), info.shape.dims().to_vec()))
            .collect()
    }

    fn read(&self, name: &str, device: &Device) -> Result<Tensor> {
        let mut file = BufReader::new(File::open(&self.path)?);
        self.content.tensor(&mut file, name, device)?.dequantize(device)
    }

    fn stored_as(&self, name: &str) -> Option<GgmlDType> {
        Some(self.content.tensor_infos[name].ggml_dtype)
    }

    fn read_rows(&self, name: &str, each: &mut dyn FnMut(Rows<'_>) -> Result<()>) -> Result<()> {
        let info = &self.content.tensor_infos[name];
        let (count, width) = info.shape.dims2()?;
        let dtype = info.ggml_dtype;
        let row = width / dtype.block_size() * dtype.type_size();
        let step = rows_at_once(width);
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(self.content.tensor_data_offset + info.offset))?;
        let mut bytes = Vec::new();
        for start in (0..count).step_by(step) {
            bytes.resize(step.min(count - start) * row, 0);
            file.read_exact(&mut bytes)?;
            each(Rows::Blocks(dtype, &bytes))?;
        }
        Ok(())
    }
}
