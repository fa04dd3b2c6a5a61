//! Normalization of rows.

use candle_core::{Result, Tensor};
use rayon::prelude::*;

use super::{PARALLEL_FROM, on_host, vector, with_numbers};

/// Brings every row to a common scale.
pub enum Norm {
    /// To mean 0 and variance 1, then scaled and shifted (Ba, Kiros and Hinton 2016).
    Layer {
        /// Scale of every column.
        weight: Tensor,
        /// Shift of every column.
        bias: Tensor,
        /// Added to the variance.
        epsilon: f64,
    },
    /// To a mean square of 1, then scaled (Zhang and Sennrich 2019); what T5 calls layer norm.
    RootMeanSquare {
        /// Scale of every column.
        weight: Tensor,
        /// Added to the mean square.
        epsilon: f64,
    },
}

impl Norm {
    /// Normalizes every row of a matrix.
    ///
    /// # Errors
    ///
    /// Fails if rows are of another length than the weights.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        match self {
            _ if on_host(x) => self.on_host(x),
            Norm::Layer { weight, bias, epsilon } => candle_nn::ops::layer_norm(x, weight, bias, *epsilon as f32),
            Norm::RootMeanSquare { weight, epsilon } => candle_nn::ops::rms_norm(x, weight, *epsilon as f32),
        }
    }

    fn on_host(&self, x: &Tensor) -> Result<Tensor> {
        let (_, width) = x.dims2()?;
        let mut result = vec![0.0; x.elem_count()];
        let mut each = |numbers: &[f32], row: &(dyn Fn(&mut [f32], &[f32]) + Sync)| {
            let rows = result.par_chunks_exact_mut(width).zip(numbers.par_chunks_exact(width));
            rows.with_min_len(PARALLEL_FROM.div_ceil(width))
                .for_each(|(result, numbers)| row(result, numbers));
        };
        with_numbers(x, |numbers| match self {
            Norm::Layer { weight, bias, epsilon } => with_numbers(weight, |weight| {
                with_numbers(bias, |bias| {
                    let epsilon = *epsilon as f32;
                    each(numbers, &|result, row| layer_row(result, row, weight, bias, epsilon));
                    Ok(())
                })
            }),
            Norm::RootMeanSquare { weight, epsilon } => with_numbers(weight, |weight| {
                let epsilon = *epsilon as f32;
                each(numbers, &|result, row| {
                    root_mean_square_row(result, row, weight, epsilon)
                });
                Ok(())
            }),
        })?;
        Tensor::from_vec(result, x.shape(), x.device())
    }
}

fn layer_row(result: &mut [f32], row: &[f32], weight: &[f32], bias: &[f32], epsilon: f32) {
    vector::fast(
        #[inline(always)]
        || {
            let count = row.len() as f32;
            let mean = vector::sum_of(row, |x| x) / count;
            let variance = vector::sum_of(row, |x| (x - mean) * (x - mean)) / count;
            let factor = 1.0 / (variance + epsilon).sqrt();
            for (((result, x), weight), bias) in result.iter_mut().zip(row).zip(weight).zip(bias) {
                *result = ((x - mean) * factor).mul_add(*weight, *bias);
            }
        },
    );
}

fn root_mean_square_row(result: &mut [f32], row: &[f32], weight: &[f32], epsilon: f32) {
    vector::fast(
        #[inline(always)]
        || {
            let factor = 1.0 / (vector::sum_of(row, |x| x * x) / row.len() as f32 + epsilon).sqrt();
            for ((result, x), weight) in result.iter_mut().zip(row).zip(weight) {
                *result = x * factor * weight;
            }
        },
    );
}
