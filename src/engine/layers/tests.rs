use candle_core::{Device, Tensor};
use proptest::prelude::*;

use super::*;

/// Compares two tensors number by number.
fn close(a: &Tensor, b: &Tensor, tolerance: f32) {
    let (a, b): (Vec<f32>, Vec<f32>) = (
        a.flatten_all().and_then(|a| a.to_vec1()).expect("numbers"),
        b.flatten_all().and_then(|b| b.to_vec1()).expect("numbers"),
    );
    assert_eq!(a.len(), b.len());
    for (a, b) in a.iter().zip(&b) {
        assert!((a - b).abs() <= tolerance * b.abs().max(1.0), "{a} for {b}");
    }
}

#[test]
fn activations_are_those_of_candle() {
    let numbers: Vec<f32> = (-2000..2000).map(|number| number as f32 / 150.0).collect();
    let x = Tensor::from_vec(numbers, (40, 100), &Device::Cpu).expect("a matrix");
    let expected = [
        (Activation::Relu, x.relu()),
        (Activation::Gelu, x.gelu_erf()),
        (Activation::GeluNew, x.gelu()),
        (Activation::Silu, x.silu()),
    ];
    for (activation, expected) in expected {
        let expected = expected.expect("activated");
        close(&activation.apply(x.clone()).expect("activated"), &expected, 1e-6);
        let gated = activation.apply_gated(x.clone()).expect("activated");
        let halves = (expected.narrow(1, 0, 50), x.narrow(1, 50, 50));
        let product = (halves.0.expect("half") * halves.1.expect("half")).expect("a product");
        close(&gated, &product, 2e-6);
    }
}

#[test]
fn norms_are_those_of_candle() {
    let device = Device::Cpu;
    let x = Tensor::randn(0.5f32, 2.0, (7, 96), &device).expect("a matrix");
    let weight = Tensor::randn(1f32, 0.2, 96, &device).expect("weights");
    let bias = Tensor::randn(0f32, 0.2, 96, &device).expect("weights");
    let expected = candle_nn::ops::layer_norm_slow(&x, &weight, &bias, 1e-5).expect("normalized");
    let layer = Norm::Layer {
        weight: weight.clone(),
        bias,
        epsilon: 1e-5,
    };
    close(&layer.forward(&x).expect("normalized"), &expected, 1e-5);
    let expected = candle_nn::ops::rms_norm_slow(&x, &weight, 1e-6).expect("normalized");
    let norm = Norm::RootMeanSquare { weight, epsilon: 1e-6 };
    close(&norm.forward(&x).expect("normalized"), &expected, 1e-5);
}

#[test]
fn half_precision_is_that_of_the_standard() {
    for bits in (0..0x7c00u16).chain(0x8000..0xfc00) {
        let number = half::f16::from_bits(bits);
        assert_eq!(
            vector::Number::widen(number).to_bits(),
            number.to_f32().to_bits(),
            "{bits:x}"
        );
    }
}

/// The types with blocks of 256, in which candle multiplies: rows alone, in batches, and some outputs only.
#[test]
fn blocks_multiply_row_by_row() {
    use candle_core::quantized::GgmlDType;

    let device = Device::Cpu;
    let (inputs, outputs, rows) = (512, 37, 6);
    let weights = Tensor::randn(0f32, 1.0, (outputs, inputs), &device).expect("weights");
    let x = Tensor::randn(0f32, 1.0, (rows, inputs), &device).expect("a matrix");
    let expected = x.matmul(&weights.t().expect("transposed")).expect("a product");
    for (dtype, tolerance) in [(GgmlDType::Q6K, 2.0), (GgmlDType::Q4K, 8.0)] {
        let numbers: Vec<f32> = weights.flatten_all().and_then(|flat| flat.to_vec1()).expect("numbers");
        let bytes = crate::engine::quantization::to_bytes(&numbers, dtype).expect("rounded");
        let matrix = Matrix::Blocks(Blocks::new(bytes, dtype, inputs, &device).expect("blocks"));
        let product = matrix.multiply(&x).expect("a product");
        close(&product, &expected, tolerance);
        for row in 0..rows {
            let alone = matrix
                .multiply(&x.narrow(0, row, 1).expect("a row"))
                .expect("a product");
            close(&alone, &product.narrow(0, row, 1).expect("a row"), 0.0);
        }
        let selected = matrix
            .select(&[36, 0])
            .expect("selected")
            .multiply(&x)
            .expect("a product");
        close(
            &selected.narrow(1, 1, 1).expect("a column"),
            &product.narrow(1, 0, 1).expect("a column"),
            0.0,
        );
        assert_eq!(matrix.rows(&[5], &device).expect("a row").dims(), [1, inputs]);
    }
}

proptest! {
    #[test]
    fn the_exponential_function(x in -90f32..88.0) {
        let (found, expected) = (vector::exp(x), f64::from(x).exp());
        prop_assert!((f64::from(found) - expected).abs() <= 2.5e-7 * expected + 1.3e-38, "{found} for {expected}");
    }

    #[test]
    fn hyperbolic_tangent(x in -30f32..30.0) {
        let expected = f64::from(x).tanh();
        prop_assert!((f64::from(vector::tanh(x)) - expected).abs() <= 4e-7, "{x}");
    }

    #[test]
    fn lanes_add_up(numbers in prop::collection::vec(-10f32..10.0, 0..100)) {
        let expected: f64 = numbers.iter().map(|number| f64::from(*number)).sum();
        prop_assert!((f64::from(vector::sum_of(&numbers, |x| x)) - expected).abs() < 1e-3);
    }
}
