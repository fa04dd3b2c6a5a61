//! The innermost loops, once for every kind of processor. All give the same bits: whole numbers are added exactly, and
//! the others in one order, each product and sum rounded once.

mod portable;
#[cfg(target_arch = "x86_64")]
mod x86;

use super::activations::{GROUP, QuantizedRow};
use super::nibbles::NibbleTile;
use super::quantized::QuantizedOutputs;
use super::strips::BAND;
use super::{BLOCK, TILE};

/// Rows that are multiplied at once.
pub const ROWS: usize = 8;
/// Blocks that share a scale of the activations.
const GROUP_BLOCKS: usize = GROUP / BLOCK;

/// Results for some rows and the outputs of a band.
pub type Block = [[f32; BAND]; ROWS];

/// Multiplies one to eight rows of bytes with one to four tiles of outputs.
pub fn quantized(tiles: &[QuantizedOutputs], rows: &[QuantizedRow], block: &mut Block) {
    #[cfg(target_arch = "x86_64")]
    if x86::quantized(tiles, rows, block) {
        return;
    }
    portable::quantized(tiles, rows, block);
}

/// Multiplies one to eight rows of bytes with one to four tiles of outputs of half bytes.
pub fn nibbles(tiles: &[&[NibbleTile]], rows: &[QuantizedRow], block: &mut Block) {
    #[cfg(target_arch = "x86_64")]
    if x86::nibbles(tiles, rows, block) {
        return;
    }
    portable::nibbles(tiles, rows, block);
}

/// Multiplies one to eight rows with one to four tiles of outputs.
pub fn dense(tiles: &[&[[f32; TILE]]], rows: &[&[f32]], block: &mut Block) {
    #[cfg(target_arch = "x86_64")]
    if x86::dense(tiles, rows, block) {
        return;
    }
    portable::dense(tiles, rows, block);
}

/// Rounds a row to bytes: 127 steps on either side of zero up to the largest number of a group.
pub fn quantize_row(row: &[f32], values: &mut [i8], offsets: &mut [i32], scales: &mut [f32]) {
    pulp::Arch::new().dispatch(
        #[inline(always)]
        || portable::quantize_row(row, values, offsets, scales),
    );
}

#[cfg(test)]
mod tests;
