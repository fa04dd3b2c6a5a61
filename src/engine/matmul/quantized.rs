//! Weights as signed bytes in blocks of 32 with a scale each: the format Q8_0 of ggml, laid out in tiles of sixteen outputs.

use half::f16;
use rayon::prelude::*;

use super::activations::QuantizedRows;
use super::strips::{BAND, by_strips};
use super::{BLOCK, TILE, kernels};

/// Bytes of a block in files: a half precision scale and 32 values.
pub const BLOCK_BYTES: usize = 2 + BLOCK;

/// One block of each of sixteen outputs: for every four inputs in turn the four weights of each output, with 128 added.
#[repr(C, align(64))]
#[derive(Clone)]
pub struct QuantizedTile(pub [u8; BLOCK * TILE]);

/// The scales that belong to a tile.
pub type TileScales = [f16; TILE];

/// Weights in Q8_0.
pub struct QuantizedMatrix {
    outputs: usize,
    inputs: usize,
    /// For every sixteen outputs, for every block of inputs.
    tiles: Vec<QuantizedTile>,
    scales: Vec<TileScales>,
}

/// The tiles of sixteen outputs.
#[derive(Clone, Copy)]
pub struct QuantizedOutputs<'a> {
    pub tiles: &'a [QuantizedTile],
    pub scales: &'a [TileScales],
}

impl QuantizedMatrix {
    /// An empty matrix of rows of `inputs` weights, a multiple of 32, with room for `outputs` rows.
    pub fn with_capacity(outputs: usize, inputs: usize) -> Self {
        let tiles = outputs.div_ceil(TILE) * (inputs / BLOCK);
        QuantizedMatrix {
            outputs: 0,
            inputs,
            tiles: Vec::with_capacity(tiles),
            scales: Vec::with_capacity(tiles),
        }
    }

    /// Rounds rows of weights and adds them after those that are there.
    pub fn push_rows(&mut self, rows: &[f32]) {
        self.push_blocks(&quantize(rows));
    }

    /// Adds rows that are in Q8_0 already.
    pub fn push_blocks(&mut self, blocks: &[u8]) {
        let row_blocks = self.inputs / BLOCK;
        let (blocks, _) = blocks.as_chunks::<BLOCK_BYTES>();
        let first = self.outputs;
        self.outputs += blocks.len() / row_blocks;
        let tiles = self.outputs.div_ceil(TILE) * row_blocks;
        // The value that stands for zero, so that the outputs that fill up the last tile are zero.
        self.tiles.resize(tiles, QuantizedTile([128; BLOCK * TILE]));
        self.scales.resize(tiles, [f16::ZERO; TILE]);
        let start = first / TILE;
        let outputs = self.tiles[start * row_blocks..]
            .par_chunks_exact_mut(row_blocks)
            .zip(self.scales[start * row_blocks..].par_chunks_exact_mut(row_blocks));
        outputs.enumerate().for_each(|(tile, (tiles, scales))| {
            for column in 0..TILE {
                let output = (start + tile) * TILE + column;
                let Some(row) = output.checked_sub(first) else { continue };
                let Some(row) = blocks.get(row * row_blocks..(row + 1) * row_blocks) else {
                    break;
                };
                for (block, (tile, scales)) in row.iter().zip(tiles.iter_mut().zip(scales.iter_mut())) {
                    set_column(tile, scales, column, block);
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
        size_of_val(self.tiles.as_slice()) + size_of_val(self.scales.as_slice())
    }

    /// Writes the rows times the weights.
    pub fn multiply(&self, rows: &QuantizedRows, product: &mut [f32]) {
        by_strips(product, self.outputs, self.inputs, |mut strip| {
            let tiles = self.outputs_of(strip.tiles());
            let mut block = [[0.0; BAND]; kernels::ROWS];
            for start in (0..rows.len()).step_by(kernels::ROWS) {
                let count = (rows.len() - start).min(kernels::ROWS);
                let group: [_; kernels::ROWS] = std::array::from_fn(|row| rows.row(start + row.min(count - 1)));
                for (band, tiles) in tiles.chunks(BAND / TILE).enumerate() {
                    kernels::quantized(tiles, &group[..count], &mut block);
                    for (row, values) in block[..count].iter().enumerate() {
                        strip.write(start + row, band * BAND, values);
                    }
                }
            }
        });
    }

    fn outputs_of(&self, tiles: std::ops::Range<usize>) -> Vec<QuantizedOutputs<'_>> {
        let row_blocks = self.inputs / BLOCK;
        let of = |tile: usize| QuantizedOutputs {
            tiles: &self.tiles[tile * row_blocks..][..row_blocks],
            scales: &self.scales[tile * row_blocks..][..row_blocks],
        };
        tiles.map(of).collect()
    }

    /// Writes the weights of one output.
    pub fn copy_row(&self, output: usize, row: &mut [f32]) {
        let row_blocks = self.inputs / BLOCK;
        let (start, column) = (output / TILE * row_blocks, output % TILE);
        let tiles = self.tiles[start..][..row_blocks].iter().zip(&self.scales[start..]);
        for ((tile, scales), weights) in tiles.zip(row.chunks_exact_mut(BLOCK)) {
            let scale = scales[column].to_f32();
            for (quad, weights) in weights.chunks_exact_mut(4).enumerate() {
                let values = &tile.0[(quad * TILE + column) * 4..][..4];
                for (weight, value) in weights.iter_mut().zip(values) {
                    *weight = scale * (f32::from(*value) - 128.0);
                }
            }
        }
    }

    /// The same map with some outputs only.
    pub fn select(&self, outputs: &[u32]) -> QuantizedMatrix {
        let row_blocks = self.inputs / BLOCK;
        let mut selected = QuantizedMatrix::with_capacity(outputs.len(), self.inputs);
        let mut blocks = vec![0; TILE * row_blocks * BLOCK_BYTES];
        for outputs in outputs.chunks(TILE) {
            for (output, row) in outputs.iter().zip(blocks.chunks_exact_mut(row_blocks * BLOCK_BYTES)) {
                self.copy_blocks(*output as usize, row);
            }
            selected.push_blocks(&blocks[..outputs.len() * row_blocks * BLOCK_BYTES]);
        }
        selected
    }

    /// Writes the blocks of one output as files hold them.
    pub fn copy_blocks(&self, output: usize, row: &mut [u8]) {
        let row_blocks = self.inputs / BLOCK;
        let (start, column) = (output / TILE * row_blocks, output % TILE);
        let tiles = self.tiles[start..][..row_blocks].iter().zip(&self.scales[start..]);
        for ((tile, scales), block) in tiles.zip(row.chunks_exact_mut(BLOCK_BYTES)) {
            block[..2].copy_from_slice(&scales[column].to_le_bytes());
            for (quad, bytes) in block[2..].chunks_exact_mut(4).enumerate() {
                let values = &tile.0[(quad * TILE + column) * 4..][..4];
                for (byte, value) in bytes.iter_mut().zip(values) {
                    *byte = value.wrapping_sub(128);
                }
            }
        }
    }
}

fn set_column(tile: &mut QuantizedTile, scales: &mut TileScales, column: usize, block: &[u8; BLOCK_BYTES]) {
    scales[column] = f16::from_le_bytes([block[0], block[1]]);
    for (quad, bytes) in block[2..].chunks_exact(4).enumerate() {
        let values = &mut tile.0[(quad * TILE + column) * 4..][..4];
        for (value, byte) in values.iter_mut().zip(bytes) {
            *value = byte.wrapping_add(128);
        }
    }
}

/// Rounds weights as ggml does: to the nearest of 127 steps up to the largest weight of a block.
pub fn quantize(weights: &[f32]) -> Vec<u8> {
    let mut blocks = vec![0; weights.len() / BLOCK * BLOCK_BYTES];
    let (weights, _) = weights.as_chunks::<BLOCK>();
    let (targets, _) = blocks.as_chunks_mut::<BLOCK_BYTES>();
    let pairs = weights.par_iter().zip(targets.par_iter_mut()).with_min_len(1 << 10);
    pairs.for_each(|(weights, block)| quantize_block(weights, block));
    blocks
}

fn quantize_block(weights: &[f32; BLOCK], block: &mut [u8; BLOCK_BYTES]) {
    let largest = weights.iter().fold(0.0f32, |largest, weight| largest.max(weight.abs()));
    let scale = largest / 127.0;
    let inverse = if scale == 0.0 { 0.0 } else { 1.0 / scale };
    block[..2].copy_from_slice(&f16::from_f32(scale).to_le_bytes());
    for (byte, weight) in block[2..].iter_mut().zip(weights) {
        *byte = (weight * inverse).round() as i8 as u8;
    }
}
