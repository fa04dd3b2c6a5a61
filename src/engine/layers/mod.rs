//! The parts that model families are put together from.
//!
//! Activations are matrices of one row per token. On the CPU sequences of different lengths lie end to end, so that nothing
//! is computed for padding, and every row is computed for itself, in an order that does not depend on its neighbours. On
//! other devices attention pads its sequences and masks the padding.

mod activation;
mod attention;
mod embedding;
pub(super) mod lanes;
mod linear;
mod norm;
pub(super) mod padding;
mod pages;
mod ragged;
mod relative;
pub mod vector;

pub use activation::Activation;
pub use attention::{Group, HeadShape, Places, Projected, Rows, attend};
pub use embedding::{Embedding, Positions};
pub use linear::{Blocks, Linear, Matrix, add_to_rows};
pub use norm::Norm;
pub use pages::Pages;
pub use ragged::Ragged;
pub use relative::{Direction, Distances, RelativeBias};

use candle_core::{CpuStorage, DType, Result, Storage, Tensor};
use rayon::prelude::*;

/// Numbers for which a thread is worth its start.
const PARALLEL_FROM: usize = 1 << 15;

/// Lends the numbers of a tensor that lies in the memory of the CPU, row by row.
pub(super) fn with_numbers<R>(tensor: &Tensor, read: impl FnOnce(&[f32]) -> Result<R>) -> Result<R> {
    let tensor = tensor.contiguous()?;
    let (storage, layout) = tensor.storage_and_layout();
    match &*storage {
        Storage::Cpu(CpuStorage::F32(numbers)) => {
            let start = layout.start_offset();
            read(&numbers[start..start + layout.shape().elem_count()])
        }
        _ => candle_core::bail!("expected 32-bit numbers on the CPU, found {:?}", tensor.dtype()),
    }
}

/// The sum of two matrices of one shape.
///
/// # Errors
///
/// Fails if the shapes differ.
pub fn add(x: &Tensor, y: &Tensor) -> Result<Tensor> {
    if !on_host(x) || !on_host(y) || x.shape() != y.shape() {
        return x + y;
    }
    let sum = with_numbers(x, |x| {
        with_numbers(y, |y| {
            let pairs = x.par_iter().zip(y).with_min_len(PARALLEL_FROM);
            Ok(pairs.map(|(x, y)| x + y).collect())
        })
    })?;
    Tensor::from_vec(sum, x.shape(), x.device())
}

/// Whether our own loops serve a tensor.
pub(super) fn on_host(tensor: &Tensor) -> bool {
    tensor.device().is_cpu() && tensor.dtype() == DType::F32
}

#[cfg(test)]
mod tests;
