//! The parts that model families are put together from.
//!
//! Activations are matrices of one row per token. On the CPU sequences of different lengths lie end to end, so that nothing
//! is computed for padding, and every row is computed for itself, in an order that does not depend on its neighbours. On
//! other devices attention pads its sequences and masks the padding.

mod activation;
mod attention;
mod embedding;
mod linear;
mod norm;
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
    let mut sum = with_numbers(x, |x| Ok(x.to_vec()))?;
    with_numbers(y, |y| {
        vector::fast(
            #[inline(always)]
            || vector::add_scaled(&mut sum, 1.0, y),
        );
        Ok(())
    })?;
    Tensor::from_vec(sum, x.shape(), x.device())
}

/// Whether our own loops serve a tensor.
pub(super) fn on_host(tensor: &Tensor) -> bool {
    tensor.device().is_cpu() && tensor.dtype() == DType::F32
}

#[cfg(test)]
mod tests;
