//! Products with the weights of a model on the CPU: `x · Wᵀ` for rows of activations, with the weights packed once so that
//! one instruction serves sixteen outputs.
//!
//! Two things are promised that general libraries do not promise. A row of the result has the same bits whatever other
//! rows stand beside it and however many threads there are: every output is one chain of additions in the order of the
//! inputs. And the packed form is the only copy of the weights: rows for embeddings are read out of it.

mod activations;
mod dense;
mod kernels;
mod nibbles;
mod quantized;
mod strips;

use candle_core::Result;

pub use activations::QuantizedRows;
pub use dense::DenseMatrix;
pub use nibbles::{NibbleMatrix, SUPER_BLOCK};
pub use quantized::{BLOCK_BYTES, QuantizedMatrix, quantize};

/// Outputs that one tile of packed weights holds.
pub const TILE: usize = 16;
/// Weights that share a scale, and the unit in which inputs are counted: that of the format Q8_0.
pub const BLOCK: usize = 32;

/// The weights of a linear map from `inputs` to `outputs` numbers, packed for this processor.
pub enum PackedMatrix {
    /// 32-bit numbers, as the file has them or wider.
    Dense(DenseMatrix),
    /// Blocks of 32 signed bytes with a common scale (Q8_0).
    Quantized(QuantizedMatrix),
    /// Half bytes with scales and minima (Q4_K).
    Nibbles(NibbleMatrix),
}

impl PackedMatrix {
    /// Length of an output row.
    pub fn outputs(&self) -> usize {
        match self {
            PackedMatrix::Dense(matrix) => matrix.outputs(),
            PackedMatrix::Quantized(matrix) => matrix.outputs(),
            PackedMatrix::Nibbles(matrix) => matrix.outputs(),
        }
    }

    /// Length of an input row.
    pub fn inputs(&self) -> usize {
        match self {
            PackedMatrix::Dense(matrix) => matrix.inputs(),
            PackedMatrix::Quantized(matrix) => matrix.inputs(),
            PackedMatrix::Nibbles(matrix) => matrix.inputs(),
        }
    }

    /// Bytes that the weights take.
    pub fn size_in_bytes(&self) -> usize {
        match self {
            PackedMatrix::Dense(matrix) => matrix.size_in_bytes(),
            PackedMatrix::Quantized(matrix) => matrix.size_in_bytes(),
            PackedMatrix::Nibbles(matrix) => matrix.size_in_bytes(),
        }
    }

    /// Multiplies `rows` of `inputs` numbers each; gives as many rows of `outputs` numbers.
    ///
    /// # Errors
    ///
    /// Fails if `rows` is no whole number of rows.
    pub fn multiply(&self, rows: &[f32]) -> Result<Vec<f32>> {
        let mut product = Vec::new();
        self.multiply_into(rows, &mut product)?;
        Ok(product)
    }

    /// The same, in the place of what stands in `product`, whose memory is used again.
    ///
    /// # Errors
    ///
    /// Fails if `rows` is no whole number of rows.
    pub fn multiply_into(&self, rows: &[f32], product: &mut Vec<f32>) -> Result<()> {
        if self.inputs() == 0 || !rows.len().is_multiple_of(self.inputs()) {
            candle_core::bail!("{} numbers are no rows of {}", rows.len(), self.inputs());
        }
        product.resize(rows.len() / self.inputs() * self.outputs(), 0.0);
        match self {
            PackedMatrix::Dense(matrix) => matrix.multiply(rows, product),
            PackedMatrix::Quantized(matrix) => matrix.multiply(&QuantizedRows::new(rows, matrix.inputs()), product),
            PackedMatrix::Nibbles(matrix) => matrix.multiply(&QuantizedRows::new(rows, matrix.inputs()), product),
        }
        Ok(())
    }

    /// Writes the weights of one output, which are an embedding where outputs are tokens.
    ///
    /// # Panics
    ///
    /// If there is no such output or `row` is not `inputs` long.
    pub fn copy_row(&self, output: usize, row: &mut [f32]) {
        match self {
            PackedMatrix::Dense(matrix) => matrix.copy_row(output, row),
            PackedMatrix::Quantized(matrix) => matrix.copy_row(output, row),
            PackedMatrix::Nibbles(matrix) => matrix.copy_row(output, row),
        }
    }

    /// The same map with some outputs only, in the given order.
    #[must_use]
    pub fn select(&self, outputs: &[u32]) -> PackedMatrix {
        match self {
            PackedMatrix::Dense(matrix) => PackedMatrix::Dense(matrix.select(outputs)),
            PackedMatrix::Quantized(matrix) => PackedMatrix::Quantized(matrix.select(outputs)),
            PackedMatrix::Nibbles(matrix) => PackedMatrix::Nibbles(matrix.select(outputs)),
        }
    }
}

#[cfg(test)]
mod tests;
