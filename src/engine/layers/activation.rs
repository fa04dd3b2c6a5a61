//! The functions between the two halves of a feed-forward layer.

use candle_core::{Result, Tensor};
use rayon::prelude::*;
use serde::Deserialize;

use super::{PARALLEL_FROM, on_host, vector, with_numbers};

/// An activation function, by the names that configurations give it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Activation {
    /// `max(x, 0)`.
    #[serde(rename = "relu")]
    Relu,
    /// The Gaussian error linear unit, by the error function.
    #[serde(rename = "gelu")]
    Gelu,
    /// The same, approximated by the hyperbolic tangent (Hendrycks and Gimpel 2016).
    #[serde(rename = "gelu_new", alias = "gelu_pytorch_tanh")]
    GeluNew,
    /// `x · sigmoid(x)`, also called swish.
    #[serde(rename = "silu", alias = "swish")]
    Silu,
}

impl Activation {
    /// Applies the function to every number.
    ///
    /// # Errors
    ///
    /// Fails if the device does.
    pub fn apply(self, x: Tensor) -> Result<Tensor> {
        if on_host(&x) {
            return self.apply_parts(&x, 1);
        }
        match self {
            Activation::Relu => x.relu(),
            Activation::Gelu => x.gelu_erf(),
            Activation::GeluNew => x.gelu(),
            Activation::Silu => x.silu(),
        }
    }

    /// Applies the function to the first half of every row and multiplies with the second half.
    ///
    /// # Errors
    ///
    /// Fails if rows have no halves, or the device does.
    pub fn apply_gated(self, x: Tensor) -> Result<Tensor> {
        if on_host(&x) {
            return self.apply_parts(&x, 2);
        }
        let halves = x.chunk(2, 1)?;
        self.apply(halves[0].contiguous()?)? * &halves[1]
    }

    fn apply_parts(self, x: &Tensor, parts: usize) -> Result<Tensor> {
        let (rows, width) = x.dims2()?;
        let outputs = width / parts;
        let mut result = vec![0.0; rows * outputs];
        with_numbers(x, |numbers| {
            let rows = result
                .par_chunks_exact_mut(outputs)
                .zip(numbers.par_chunks_exact(width));
            rows.with_min_len(PARALLEL_FROM.div_ceil(width))
                .for_each(|(result, row)| {
                    vector::fast(
                        #[inline(always)]
                        || self.apply_row(result, row),
                    );
                });
            Ok(())
        })?;
        Tensor::from_vec(result, (rows, outputs), x.device())
    }

    #[inline(always)]
    fn apply_row(self, result: &mut [f32], row: &[f32]) {
        let (row, gate) = row.split_at(result.len());
        match self {
            Activation::Relu => map(result, row, |x| if x > 0.0 { x } else { 0.0 }),
            Activation::Gelu => map(result, row, |x| {
                0.5 * x * (1.0 + vector::erf(x * std::f32::consts::FRAC_1_SQRT_2))
            }),
            Activation::GeluNew => map(result, row, gelu_new),
            Activation::Silu => map(result, row, |x| x / (1.0 + vector::exp(-x))),
        }
        for (result, gate) in result.iter_mut().zip(gate) {
            *result *= gate;
        }
    }
}

#[inline(always)]
fn gelu_new(x: f32) -> f32 {
    /// The square root of 2 / π.
    const FACTOR: f32 = 0.797_884_6;
    0.5 * x * (1.0 + vector::tanh(FACTOR * (0.044_715 * x * x).mul_add(x, x)))
}

#[inline(always)]
fn map(result: &mut [f32], row: &[f32], function: impl Fn(f32) -> f32) {
    for (result, x) in result.iter_mut().zip(row) {
        *result = function(*x);
    }
}
