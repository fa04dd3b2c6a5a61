//! Weights in four bits: the format Q4_K of ggml, laid out in tiles of sixteen outputs.
//!
//! 256 weights of an output share two numbers in half precision; every 32 of them have a scale and a minimum of six bits:
//! a weight is `step · scale · value - depth · minimum`.

use half::f16;
use rayon::prelude::*;

use super::activations::{GROUP, QuantizedRows};
use super::strips::{BAND, by_strips};
use super::{BLOCK, TILE, kernels};

/// Weights that share the numbers in half precision.
pub const SUPER_BLOCK: usize = GROUP;
/// Bytes of as many weights in files: two numbers in half precision, scales and minima, values.
pub const SUPER_BLOCK_BYTES: usize = 4 + SCALE_BYTES + SUPER_BLOCK / 2;
const SCALE_BYTES: usize = 12;
/// Blocks of a super-block.
pub const PARTS: usize = SUPER_BLOCK / BLOCK;
/// Blocks whose values share bytes.
pub const PAIRS: usize = PARTS / 2;

/// A super-block of each of sixteen outputs.
#[repr(C, align(64))]
#[derive(Clone)]
pub struct NibbleTile {
    /// For every pair of blocks, for every four inputs in turn, four bytes of each output: the values of the first block in the
    /// lower halves, those of the second in the upper ones.
    pub values: [u8; SUPER_BLOCK / 2 * TILE],
    /// For every block the scale of each output.
    pub scales: [[u8; TILE]; PARTS],
    /// For every pair of blocks the two minima of each output.
    pub minima: [[[u8; 2]; TILE]; PAIRS],
    /// What scales are multiples of.
    pub steps: [f16; TILE],
    /// What minima are multiples of.
    pub depths: [f16; TILE],
}

/// Weights in Q4_K.
pub struct NibbleMatrix {
    outputs: usize,
    inputs: usize,
    /// For every sixteen outputs, for every super-block of inputs.
    tiles: Vec<NibbleTile>,
}

impl NibbleTile {
    /// Weights that are zero.
    const ZERO: NibbleTile = NibbleTile {
        values: [0; SUPER_BLOCK / 2 * TILE],
        scales: [[0; TILE]; PARTS],
        minima: [[[0; 2]; TILE]; PAIRS],
        steps: [f16::ZERO; TILE],
        depths: [f16::ZERO; TILE],
    };

    fn set_column(&mut self, column: usize, block: &[u8; SUPER_BLOCK_BYTES]) {
        let (head, values) = block.split_at(4 + SCALE_BYTES);
        self.steps[column] = f16::from_le_bytes([head[0], head[1]]);
        self.depths[column] = f16::from_le_bytes([head[2], head[3]]);
        for part in 0..PARTS {
            let (scale, minimum) = scale_and_minimum(&head[4..], part);
            self.scales[part][column] = scale;
            self.minima[part / 2][column][part % 2] = minimum;
        }
        for (quad, bytes) in values.chunks_exact(4).enumerate() {
            self.values[(quad * TILE + column) * 4..][..4].copy_from_slice(bytes);
        }
    }

    fn copy_column(&mut self, column: usize, from: &NibbleTile, source: usize) {
        self.steps[column] = from.steps[source];
        self.depths[column] = from.depths[source];
        for part in 0..PARTS {
            self.scales[part][column] = from.scales[part][source];
            self.minima[part / 2][column][part % 2] = from.minima[part / 2][source][part % 2];
        }
        for quad in 0..SUPER_BLOCK / 8 {
            let bytes = &from.values[(quad * TILE + source) * 4..][..4];
            self.values[(quad * TILE + column) * 4..][..4].copy_from_slice(bytes);
        }
    }

    /// The value of a weight of an output.
    pub fn value(&self, column: usize, at: usize) -> u8 {
        let (part, within) = (at / BLOCK, at % BLOCK);
        let quad = part / 2 * (BLOCK / 4) + within / 4;
        let byte = self.values[(quad * TILE + column) * 4 + within % 4];
        if part.is_multiple_of(2) { byte & 15 } else { byte >> 4 }
    }
}

/// The six bits of a scale and of a minimum, as ggml packs them.
fn scale_and_minimum(bytes: &[u8], part: usize) -> (u8, u8) {
    match part {
        0..4 => (bytes[part] & 63, bytes[part + 4] & 63),
        _ => (
            bytes[part + 4] & 15 | bytes[part - 4] >> 6 << 4,
            bytes[part + 4] >> 4 | bytes[part] >> 6 << 4,
        ),
    }
}

impl NibbleMatrix {
    /// An empty matrix of rows of `inputs` weights, a multiple of 256, with room for `outputs` rows.
    pub fn with_capacity(outputs: usize, inputs: usize) -> Self {
        NibbleMatrix {
            outputs: 0,
            inputs,
            tiles: Vec::with_capacity(outputs.div_ceil(TILE) * (inputs / SUPER_BLOCK)),
        }
    }

    /// Adds rows after those that are there, in the bytes of Q4_K.
    pub fn push_blocks(&mut self, blocks: &[u8]) {
        let row_blocks = self.inputs / SUPER_BLOCK;
        let (blocks, _) = blocks.as_chunks::<SUPER_BLOCK_BYTES>();
        let first = self.outputs;
        self.outputs += blocks.len() / row_blocks;
        self.tiles
            .resize(self.outputs.div_ceil(TILE) * row_blocks, NibbleTile::ZERO);
        let start = first / TILE;
        let outputs = self.tiles[start * row_blocks..].par_chunks_exact_mut(row_blocks);
        outputs.enumerate().for_each(|(tile, tiles)| {
            for column in 0..TILE {
                let output = (start + tile) * TILE + column;
                let Some(row) = output.checked_sub(first) else { continue };
                let Some(row) = blocks.get(row * row_blocks..(row + 1) * row_blocks) else {
                    break;
                };
                for (block, tile) in row.iter().zip(tiles.iter_mut()) {
                    tile.set_column(column, block);
                }
            }
        });
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
        size_of_val(self.tiles.as_slice())
    }

    /// Writes the rows times the weights.
    pub fn multiply(&self, rows: &QuantizedRows, product: &mut [f32]) {
        by_strips(product, self.outputs, self.inputs, |mut strip| {
            let row_blocks = self.inputs / SUPER_BLOCK;
            let tiles: Vec<&[NibbleTile]> = strip
                .tiles()
                .map(|tile| &self.tiles[tile * row_blocks..][..row_blocks])
                .collect();
            let mut block = [[0.0; BAND]; kernels::ROWS];
            for start in (0..rows.len()).step_by(kernels::ROWS) {
                let count = (rows.len() - start).min(kernels::ROWS);
                let group: [_; kernels::ROWS] = std::array::from_fn(|row| rows.row(start + row.min(count - 1)));
                for (band, tiles) in tiles.chunks(BAND / TILE).enumerate() {
                    kernels::nibbles(tiles, &group[..count], &mut block);
                    for (row, values) in block[..count].iter().enumerate() {
                        strip.write(start + row, band * BAND, values);
                    }
                }
            }
        });
    }

    /// Writes the weights of one output.
    pub fn copy_row(&self, output: usize, row: &mut [f32]) {
        let row_blocks = self.inputs / SUPER_BLOCK;
        let (start, column) = (output / TILE * row_blocks, output % TILE);
        let tiles = &self.tiles[start..][..row_blocks];
        for (tile, weights) in tiles.iter().zip(row.chunks_exact_mut(SUPER_BLOCK)) {
            let (step, depth) = (tile.steps[column].to_f32(), tile.depths[column].to_f32());
            for (at, weight) in weights.iter_mut().enumerate() {
                let part = at / BLOCK;
                let scale = step * f32::from(tile.scales[part][column]);
                let minimum = depth * f32::from(tile.minima[part / 2][column][part % 2]);
                *weight = scale * f32::from(tile.value(column, at)) - minimum;
            }
        }
    }

    /// The same map with some outputs only.
    pub fn select(&self, outputs: &[u32]) -> NibbleMatrix {
        let row_blocks = self.inputs / SUPER_BLOCK;
        let mut tiles = vec![NibbleTile::ZERO; outputs.len().div_ceil(TILE) * row_blocks];
        for (number, output) in outputs.iter().enumerate() {
            let output = *output as usize;
            let source = &self.tiles[output / TILE * row_blocks..][..row_blocks];
            let target = &mut tiles[number / TILE * row_blocks..][..row_blocks];
            for (target, source) in target.iter_mut().zip(source) {
                target.copy_column(number % TILE, source, output % TILE);
            }
        }
        NibbleMatrix {
            outputs: outputs.len(),
            inputs: self.inputs,
            tiles,
        }
    }
}
