//! In how many bits the weights of a model are kept.

use candle_core::quantized::{GgmlDType, QTensor};
use candle_core::{Device, Result, Tensor};

use super::matmul::{BLOCK, quantize};

/// How the matrices of a model are kept on the CPU. Everything else is kept as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, clap::ValueEnum)]
pub enum Quantization {
    /// In 32 bits.
    None,
    /// In bytes, 32 of which share a scale: 8.5 bits a weight.
    #[default]
    #[value(name = "q8_0")]
    Q8_0,
    /// In 6.6 bits a weight.
    #[value(name = "q6_k")]
    Q6K,
    /// In 4.5 bits a weight.
    #[value(name = "q4_k")]
    Q4K,
}

impl Quantization {
    /// The type of a matrix with rows of `inputs` weights. Rows that are no whole blocks are kept in a type with smaller
    /// blocks.
    pub fn of_rows(self, inputs: usize) -> GgmlDType {
        let wanted = match self {
            Quantization::None => GgmlDType::F32,
            Quantization::Q8_0 => GgmlDType::Q8_0,
            Quantization::Q6K => GgmlDType::Q6K,
            Quantization::Q4K => GgmlDType::Q4K,
        };
        match wanted {
            wanted if inputs.is_multiple_of(wanted.block_size()) => wanted,
            GgmlDType::Q6K | GgmlDType::Q4K if inputs.is_multiple_of(BLOCK) => GgmlDType::Q8_0,
            _ => GgmlDType::F32,
        }
    }
}

/// The bytes of some rows in a type.
///
/// # Errors
///
/// Fails if the rows are no whole blocks.
pub(super) fn to_bytes(numbers: &[f32], dtype: GgmlDType) -> Result<Vec<u8>> {
    match dtype {
        GgmlDType::F32 => Ok(numbers.iter().flat_map(|number| number.to_le_bytes()).collect()),
        GgmlDType::Q8_0 => Ok(quantize(numbers)),
        dtype => {
            let tensor = Tensor::from_slice(numbers, numbers.len(), &Device::Cpu)?;
            Ok(QTensor::quantize(&tensor, dtype)?.data()?.into_owned())
        }
    }
}
