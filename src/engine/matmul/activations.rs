//! Rows of activations as signed bytes.

use rayon::prelude::*;

use super::{BLOCK, kernels};

/// Activations that share a scale: eight blocks of weights.
pub const GROUP: usize = 8 * BLOCK;
/// Below this many numbers a second thread costs more than it saves.
const PARALLEL_FROM: usize = 1 << 14;

/// Rows of activations, rounded to 8 bits with one scale for every 256 of them.
///
/// The weights are stored with 128 added, because the dot product of the processor takes unsigned by signed bytes; what
/// that adds to a block is known from the activations alone, so it is kept here and the sums start from it.
pub struct QuantizedRows {
    inputs: usize,
    values: Vec<i8>,
    /// For every block of a row -128 times the sum of its values.
    offsets: Vec<i32>,
    /// For every group of a row.
    scales: Vec<f32>,
}

/// One row of [`QuantizedRows`].
#[derive(Clone, Copy)]
pub struct QuantizedRow<'a> {
    pub values: &'a [[i8; BLOCK]],
    pub offsets: &'a [i32],
    pub scales: &'a [f32],
}

impl QuantizedRow<'_> {
    /// The sum of the values of a block.
    #[inline(always)]
    pub fn sum(&self, block: usize) -> i32 {
        // Offsets are whole multiples, and a shift is no division.
        -(self.offsets[block] >> 7)
    }
}

impl QuantizedRows {
    /// Rounds rows of `inputs` numbers, a multiple of 32.
    pub fn new(rows: &[f32], inputs: usize) -> Self {
        let count = rows.len() / inputs;
        let (blocks, groups) = (inputs / BLOCK, inputs.div_ceil(GROUP));
        let mut quantized = QuantizedRows {
            inputs,
            values: vec![0; rows.len()],
            offsets: vec![0; count * blocks],
            scales: vec![0.0; count * groups],
        };
        let each = rows
            .par_chunks_exact(inputs)
            .zip(quantized.values.par_chunks_exact_mut(inputs))
            .zip(quantized.offsets.par_chunks_exact_mut(blocks))
            .zip(quantized.scales.par_chunks_exact_mut(groups))
            .with_min_len(PARALLEL_FROM.div_ceil(inputs));
        each.for_each(|(((row, values), offsets), scales)| kernels::quantize_row(row, values, offsets, scales));
        quantized
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.values.len() / self.inputs
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    pub(super) fn row(&self, row: usize) -> QuantizedRow<'_> {
        let (blocks, groups) = (self.inputs / BLOCK, self.inputs.div_ceil(GROUP));
        let (values, _) = self.values[row * self.inputs..][..self.inputs].as_chunks();
        QuantizedRow {
            values,
            offsets: &self.offsets[row * blocks..][..blocks],
            scales: &self.scales[row * groups..][..groups],
        }
    }
}
