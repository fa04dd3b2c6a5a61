//! Linear maps, in whatever form their weights are kept.

use std::sync::Arc;

use candle_core::quantized::{GgmlDType, QStorage, QTensor};
use candle_core::{DType, Device, Result, Tensor};
use rayon::prelude::*;

use super::{PARALLEL_FROM, vector, with_numbers};
use crate::engine::matmul::PackedMatrix;

/// `x · Wᵀ + b`.
pub struct Linear {
    weights: Arc<Matrix>,
    bias: Option<Tensor>,
}

/// The weights of a linear map: `outputs` rows of `inputs` numbers.
pub enum Matrix {
    /// Packed for our own loops on the CPU.
    Packed(PackedMatrix),
    /// In one of the formats that candle multiplies with.
    Blocks(Blocks),
    /// A plain tensor, in the memory and the type of its device.
    Plain(Tensor),
}

impl Linear {
    /// A map with or without a bias of one number per output.
    pub fn new(weights: Arc<Matrix>, bias: Option<Tensor>) -> Self {
        Linear { weights, bias }
    }

    /// Maps every row of a matrix.
    ///
    /// # Errors
    ///
    /// Fails if rows are of another length than the weights.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        match (self.weights.as_ref(), &self.bias) {
            (Matrix::Packed(matrix), Some(bias)) => {
                let mut product = with_numbers(x, |rows| matrix.multiply(rows))?;
                with_numbers(bias, |bias| {
                    add_to_rows(&mut product, bias);
                    Ok(())
                })?;
                Tensor::from_vec(product, (x.dim(0)?, matrix.outputs()), x.device())
            }
            (matrix, Some(bias)) => matrix.multiply(x)?.broadcast_add(bias),
            (matrix, None) => matrix.multiply(x),
        }
    }
}

/// Adds a vector to every row.
pub fn add_to_rows(rows: &mut [f32], bias: &[f32]) {
    let rows = rows.par_chunks_exact_mut(bias.len());
    rows.with_min_len(PARALLEL_FROM.div_ceil(bias.len().max(1)))
        .for_each(|row| {
            vector::fast(
                #[inline(always)]
                || vector::add_scaled(row, 1.0, bias),
            );
        });
}

/// Quantized rows, and behind them zeros up to the next multiple of what the kernels of candle take at once.
pub struct Blocks {
    tensor: QTensor,
    outputs: usize,
}

impl Blocks {
    /// Rows that those of the kernels come in.
    const STEP: usize = 16;

    /// Takes the bytes of rows of `inputs` weights each.
    ///
    /// # Errors
    ///
    /// Fails if the bytes are no whole rows of the type, or the device fails.
    pub fn new(mut bytes: Vec<u8>, dtype: GgmlDType, inputs: usize, device: &Device) -> Result<Self> {
        let row = inputs / dtype.block_size() * dtype.type_size();
        let outputs = bytes.len() / row;
        let padded = outputs.next_multiple_of(Self::STEP);
        bytes.resize(padded * row, 0);
        let storage = QStorage::from_data(bytes.into(), device, dtype)?;
        let tensor = QTensor::new(storage, (padded, inputs))?;
        Ok(Blocks { tensor, outputs })
    }

    fn multiply(&self, x: &Tensor) -> Result<Tensor> {
        // For a single row another kernel would be taken, whose sums differ in the last bits.
        let rows = x.dim(0)?;
        let x = if rows == 1 {
            Tensor::cat(&[x, x], 0)?
        } else {
            x.contiguous()?
        };
        let product = x.apply_op1_no_bwd(&self.tensor)?;
        product.narrow(0, 0, rows)?.narrow(1, 0, self.outputs)?.contiguous()
    }

    fn select(&self, outputs: &[u32]) -> Result<Blocks> {
        let dtype = self.tensor.dtype();
        let inputs = self.tensor.shape().dims2()?.1;
        let row = inputs / dtype.block_size() * dtype.type_size();
        let bytes = self.tensor.data()?;
        let selected = outputs
            .iter()
            .flat_map(|output| &bytes[*output as usize * row..][..row]);
        Blocks::new(selected.copied().collect(), dtype, inputs, &self.tensor.device())
    }
}

impl Matrix {
    /// `x · Wᵀ`.
    ///
    /// # Errors
    ///
    /// Fails if rows are of another length than the weights.
    pub fn multiply(&self, x: &Tensor) -> Result<Tensor> {
        match self {
            Matrix::Packed(matrix) => {
                let product = with_numbers(x, |rows| matrix.multiply(rows))?;
                Tensor::from_vec(product, (x.dim(0)?, matrix.outputs()), x.device())
            }
            Matrix::Blocks(blocks) => blocks.multiply(x),
            Matrix::Plain(matrix) => x.matmul(&matrix.t()?),
        }
    }

    /// `x · Wᵀ`, row after row, in the place of what stands in `product`.
    ///
    /// # Errors
    ///
    /// Fails if rows are of another length than the weights.
    pub fn multiply_into(&self, x: &Tensor, product: &mut Vec<f32>) -> Result<()> {
        match self {
            Matrix::Packed(matrix) => with_numbers(x, |rows| matrix.multiply_into(rows, product)),
            matrix => {
                let result = matrix.multiply(x)?.to_dtype(DType::F32)?.to_device(&Device::Cpu)?;
                *product = result.flatten_all()?.to_vec1()?;
                Ok(())
            }
        }
    }

    /// The same map with some outputs only, in the given order.
    ///
    /// # Errors
    ///
    /// Fails if there is no such output.
    pub fn select(&self, outputs: &[u32]) -> Result<Matrix> {
        match self {
            Matrix::Packed(matrix) => Ok(Matrix::Packed(matrix.select(outputs))),
            Matrix::Blocks(blocks) => blocks.select(outputs).map(Matrix::Blocks),
            Matrix::Plain(matrix) => matrix
                .index_select(&Tensor::new(outputs, matrix.device())?, 0)
                .map(Matrix::Plain),
        }
    }

    /// The rows of the given outputs, which are embeddings where outputs are tokens.
    ///
    /// # Errors
    ///
    /// Fails if there is no such output.
    pub fn rows(&self, outputs: &[u32], device: &Device) -> Result<Tensor> {
        match self {
            Matrix::Packed(matrix) => {
                let mut rows = vec![0.0; outputs.len() * matrix.inputs()];
                for (output, row) in outputs.iter().zip(rows.chunks_exact_mut(matrix.inputs())) {
                    if *output as usize >= matrix.outputs() {
                        candle_core::bail!("there is no token {output}: the vocabulary has {}", matrix.outputs());
                    }
                    matrix.copy_row(*output as usize, row);
                }
                Tensor::from_vec(rows, (outputs.len(), matrix.inputs()), device)
            }
            Matrix::Blocks(blocks) => blocks.tensor.embedding(&Tensor::new(outputs, device)?),
            Matrix::Plain(matrix) => matrix.index_select(&Tensor::new(outputs, device)?, 0),
        }
    }
}
