//! Files in GGUF: quantized tensors with the settings of the model beside them.

use std::io::BufReader;
use std::path::{Path, PathBuf};

use candle_core::quantized::QTensor;
use candle_core::quantized::gguf_file::Content;
use candle_core::{Device, Result, Tensor};
use fs_err::File;

use super::TensorFile;

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

    fn quantized(&self, name: &str, device: &Device) -> Result<QTensor> {
        let mut file = BufReader::new(File::open(&self.path)?);
        self.content.tensor(&mut file, name, device)
    }
}

impl TensorFile for GgufFile {
    fn path(&self) -> &Path {
        &self.path
    }

    fn tensors(&self) -> Vec<(String, Vec<usize>)> {
        let tensors = self.content.tensor_infos.iter();
        tensors
            .map(|(name, info)| (name.clone(), info.shape.dims().to_vec()))
            .collect()
    }

    fn read(&self, name: &str, device: &Device) -> Result<Tensor> {
        self.quantized(name, device)?.dequantize(device)
    }

    fn read_quantized(&self, name: &str, device: &Device) -> Result<Option<QTensor>> {
        self.quantized(name, device).map(Some)
    }
}
