//! What the loops compute, in plain words; the other files say the same with the instructions of a processor.

use super::{BLOCK, Block, GROUP, GROUP_BLOCKS, NibbleTile, QuantizedOutputs, QuantizedRow, TILE};
use crate::engine::matmul::nibbles::PARTS;

pub fn quantized(tiles: &[QuantizedOutputs], rows: &[QuantizedRow], block: &mut Block) {
    for (row, sums) in rows.iter().zip(block) {
        for (outputs, sums) in tiles.iter().zip(sums.as_chunks_mut().0) {
            *sums = quantized_tile(outputs, row);
        }
    }
}

fn quantized_tile(outputs: &QuantizedOutputs, row: &QuantizedRow) -> [f32; TILE] {
    let mut sums = [0.0; TILE];
    for (group, scale) in row.scales.iter().enumerate() {
        let blocks = group * GROUP_BLOCKS..outputs.tiles.len().min((group + 1) * GROUP_BLOCKS);
        let mut group_sums = [0.0f32; TILE];
        for block in blocks {
            for (column, sum) in group_sums.iter_mut().enumerate() {
                let quads = row.values[block].chunks_exact(4).enumerate();
                let products = quads.flat_map(|(quad, values)| {
                    let weights = &outputs.tiles[block].0[(quad * TILE + column) * 4..][..4];
                    weights
                        .iter()
                        .zip(values)
                        .map(|(weight, value)| i32::from(*weight) * i32::from(*value))
                });
                let product = row.offsets[block] + products.sum::<i32>();
                *sum = (product as f32).mul_add(outputs.scales[block][column].to_f32(), *sum);
            }
        }
        for (sum, group_sum) in sums.iter_mut().zip(group_sums) {
            *sum = group_sum.mul_add(*scale, *sum);
        }
    }
    sums
}

pub fn nibbles(tiles: &[&[NibbleTile]], rows: &[QuantizedRow], block: &mut Block) {
    for (row, sums) in rows.iter().zip(block) {
        for (tiles, sums) in tiles.iter().zip(sums.as_chunks_mut().0) {
            *sums = nibble_tile(tiles, row);
        }
    }
}

fn nibble_tile(tiles: &[NibbleTile], row: &QuantizedRow) -> [f32; TILE] {
    let mut sums = [0.0f32; TILE];
    for (number, (tile, scale)) in tiles.iter().zip(row.scales).enumerate() {
        for (column, sum) in sums.iter_mut().enumerate() {
            let (mut values, mut minima) = (0, 0);
            for part in 0..PARTS {
                let block = number * PARTS + part;
                let products = row.values[block].iter().enumerate();
                let product: i32 = products
                    .map(|(at, value)| i32::from(tile.value(column, part * BLOCK + at)) * i32::from(*value))
                    .sum();
                values += i32::from(tile.scales[part][column]) * product;
                minima += i32::from(tile.minima[part / 2][column][part % 2]) * row.sum(block);
            }
            let values = values as f32 * tile.steps[column].to_f32();
            let both = (-(minima as f32)).mul_add(tile.depths[column].to_f32(), values);
            *sum = both.mul_add(*scale, *sum);
        }
    }
    sums
}

pub fn dense(tiles: &[&[[f32; TILE]]], rows: &[&[f32]], block: &mut Block) {
    for (row, sums) in rows.iter().zip(block) {
        for (weights, sums) in tiles.iter().zip(sums.as_chunks_mut::<TILE>().0) {
            *sums = [0.0; TILE];
            for (weights, value) in weights.iter().zip(*row) {
                for (sum, weight) in sums.iter_mut().zip(weights) {
                    *sum = weight.mul_add(*value, *sum);
                }
            }
        }
    }
}

/// Inlined into the dispatch, so that the compiler makes vectors of it.
#[inline(always)]
pub fn quantize_row(row: &[f32], values: &mut [i8], offsets: &mut [i32], scales: &mut [f32]) {
    let groups = row.chunks(GROUP).zip(values.chunks_mut(GROUP));
    for ((row, values), (offsets, scale)) in groups.zip(offsets.chunks_mut(GROUP_BLOCKS).zip(scales)) {
        let largest = largest(row);
        *scale = largest / 127.0;
        let inverse = if largest == 0.0 { 0.0 } else { 127.0 / largest };
        for (value, number) in values.iter_mut().zip(row) {
            *value = nearest(number * inverse) as i8;
        }
        for (offset, values) in offsets.iter_mut().zip(values.as_chunks::<BLOCK>().0) {
            *offset = -128 * values.iter().map(|value| i32::from(*value)).sum::<i32>();
        }
    }
}

/// The largest magnitude, found in as many lanes as a vector may have.
#[inline(always)]
fn largest(numbers: &[f32]) -> f32 {
    let mut lanes = [0.0f32; 16];
    for numbers in numbers.as_chunks::<16>().0 {
        for (lane, number) in lanes.iter_mut().zip(numbers) {
            *lane = if number.abs() > *lane { number.abs() } else { *lane };
        }
    }
    lanes.into_iter().fold(0.0, f32::max)
}

/// The nearest whole number to one within ±127: adding this number leaves no room for a fraction.
#[inline(always)]
fn nearest(number: f32) -> i32 {
    const ROOM: f32 = 12_582_912.0;
    ((number + ROOM).to_bits() as i32).wrapping_sub(ROOM.to_bits() as i32)
}
