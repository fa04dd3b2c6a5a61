//! Weights as 32-bit numbers, laid out in tiles of sixteen outputs.

use super::strips::{BAND, by_strips};
use super::{TILE, kernels};

/// Weights in 32 bits.
pub struct DenseMatrix {
    outputs: usize,
    inputs: usize,
    /// For every sixteen outputs, for every input.
    weights: Vec<[f32; TILE]>,
}

impl DenseMatrix {
    /// An empty matrix of rows of `inputs` weights with room for `outputs` rows.
    pub fn with_capacity(outputs: usize, inputs: usize) -> Self {
        DenseMatrix {
            outputs: 0,
            inputs,
            weights: Vec::with_capacity(outputs.div_ceil(TILE) * inputs),
        }
    }

    /// Adds rows of weights after those that are there.
    pub fn push_rows(&mut self, rows: &[f32]) {
        for row in rows.chunks_exact(self.inputs) {
            let (tile, column) = (self.outputs / TILE, self.outputs % TILE);
            self.outputs += 1;
            self.weights.resize((tile + 1) * self.inputs, [0.0; TILE]);
            for (weights, weight) in self.weights[tile * self.inputs..].iter_mut().zip(row) {
                weights[column] = *weight;
            }
        }
    }

    /// Length of an output row.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// Length of an input row.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// Bytes that the weights take.
    pub fn size_in_bytes(&self) -> usize {
        size_of_val(self.weights.as_slice())
    }

    /// Writes the rows times the weights.
    pub fn multiply(&self, rows: &[f32], product: &mut [f32]) {
        by_strips(product, self.outputs, self.inputs, |mut strip| {
            let tiles = strip
                .tiles()
                .map(|tile| &self.weights[tile * self.inputs..][..self.inputs]);
            let tiles: Vec<&[[f32; TILE]]> = tiles.collect();
            let mut block = [[0.0; BAND]; kernels::ROWS];
            for (group, rows) in rows.chunks(kernels::ROWS * self.inputs).enumerate() {
                let count = rows.len() / self.inputs;
                let rows: [_; kernels::ROWS] =
                    std::array::from_fn(|row| &rows[row.min(count - 1) * self.inputs..][..self.inputs]);
                for (band, tiles) in tiles.chunks(BAND / TILE).enumerate() {
                    kernels::dense(tiles, &rows[..count], &mut block);
                    for (row, values) in block[..count].iter().enumerate() {
                        strip.write(group * kernels::ROWS + row, band * BAND, values);
                    }
                }
            }
        });
    }

    /// Writes the weights of one output.
    pub fn copy_row(&self, output: usize, row: &mut [f32]) {
        let (tile, column) = (output / TILE, output % TILE);
        for (weight, weights) in row.iter_mut().zip(&self.weights[tile * self.inputs..][..self.inputs]) {
            *weight = weights[column];
        }
    }

    /// The same map with some outputs only.
    pub fn select(&self, outputs: &[u32]) -> DenseMatrix {
        let mut selected = DenseMatrix::with_capacity(outputs.len(), self.inputs);
        let mut row = vec![0.0; self.inputs];
        for output in outputs {
            self.copy_row(*output as usize, &mut row);
            selected.push_rows(&row);
        }
        selected
    }
}
