use proptest::prelude::*;

use super::*;

fn numbers(count: usize, seed: u32) -> Vec<f32> {
    (0..count as u32)
        .map(|at| {
            let bits = (at.wrapping_mul(2_654_435_761).wrapping_add(seed)).wrapping_mul(2_246_822_519);
            (bits >> 8) as f32 / (1 << 23) as f32 - 1.0
        })
        .collect()
}

fn packed(outputs: usize, inputs: usize, quantize: bool) -> (PackedMatrix, Vec<f32>) {
    let weights = numbers(outputs * inputs, 5);
    let matrix = if quantize {
        let mut matrix = QuantizedMatrix::with_capacity(outputs, inputs);
        // In parts that do not end where tiles do.
        weights.chunks(inputs * 5).for_each(|rows| matrix.push_rows(rows));
        PackedMatrix::Quantized(matrix)
    } else {
        let mut matrix = DenseMatrix::with_capacity(outputs, inputs);
        weights.chunks(inputs * 5).for_each(|rows| matrix.push_rows(rows));
        PackedMatrix::Dense(matrix)
    };
    (matrix, weights)
}

fn row_of(matrix: &PackedMatrix, output: usize) -> Vec<f32> {
    let mut row = vec![0.0; matrix.inputs()];
    matrix.copy_row(output, &mut row);
    row
}

#[test]
fn products_are_close_to_the_definition() {
    for (quantize, tolerance) in [(false, 1e-4), (true, 0.1)] {
        let (outputs, inputs, rows) = (101, 288, 6);
        let (matrix, weights) = packed(outputs, inputs, quantize);
        let values = numbers(rows * inputs, 9);
        let product = matrix.multiply(&values).expect("rows");
        for (at, found) in product.iter().enumerate() {
            let row = &values[at / outputs * inputs..][..inputs];
            let weights = &weights[at % outputs * inputs..][..inputs];
            let expected: f32 = row.iter().zip(weights).map(|(value, weight)| value * weight).sum();
            assert!((found - expected).abs() < tolerance, "{found} for {expected}");
        }
        assert!(matrix.multiply(&values[1..]).is_err());
    }
}

#[test]
fn half_bytes_are_read_as_ggml_reads_them() {
    use candle_core::quantized::{GgmlDType, QTensor};
    use candle_core::{Device, Tensor};

    let (outputs, inputs, rows) = (37, 512, 5);
    let weights = Tensor::from_vec(numbers(outputs * inputs, 5), (outputs, inputs), &Device::Cpu).expect("weights");
    let quantized = QTensor::quantize(&weights, GgmlDType::Q4K).expect("blocks");
    let exact: Vec<f32> = quantized
        .dequantize(&Device::Cpu)
        .and_then(|weights| weights.flatten_all()?.to_vec1())
        .expect("numbers");
    let mut matrix = NibbleMatrix::with_capacity(outputs, inputs);
    let bytes = quantized.data().expect("bytes");
    // In parts that do not end where tiles do.
    bytes
        .chunks(inputs / 256 * 144 * 5)
        .for_each(|rows| matrix.push_blocks(rows));
    let matrix = PackedMatrix::Nibbles(matrix);
    for output in [0, 15, 16, 36] {
        for (found, weight) in row_of(&matrix, output).iter().zip(&exact[output * inputs..]) {
            assert!((found - weight).abs() < 1e-6, "{found} for {weight}");
        }
    }
    let values = numbers(rows * inputs, 9);
    let product = matrix.multiply(&values).expect("rows");
    for (at, found) in product.iter().enumerate() {
        let row = &values[at / outputs * inputs..][..inputs];
        let weights = &exact[at % outputs * inputs..][..inputs];
        let expected: f32 = row.iter().zip(weights).map(|(value, weight)| value * weight).sum();
        assert!((found - expected).abs() < 0.1, "{found} for {expected}");
    }
    let some = [36, 3, 16, 0];
    let selected = matrix.select(&some).multiply(&values).expect("rows");
    for (row, selected) in product.chunks(outputs).zip(selected.chunks(some.len())) {
        for (output, found) in some.iter().zip(selected) {
            assert_eq!(found.to_bits(), row[*output as usize].to_bits());
        }
    }
}

#[test]
fn rows_come_out_as_they_went_in() {
    let (dense, weights) = packed(37, 64, false);
    assert_eq!(row_of(&dense, 36), weights[36 * 64..]);
    let (quantized, weights) = packed(37, 64, true);
    for (found, weight) in row_of(&quantized, 20).iter().zip(&weights[20 * 64..]) {
        assert!((found - weight).abs() < 0.005);
    }
    for matrix in [dense, quantized] {
        let selected = matrix.select(&[36, 0, 17]);
        assert_eq!(selected.outputs(), 3);
        assert_eq!(row_of(&selected, 2), row_of(&matrix, 17));
        let values = numbers(64, 3);
        let (all, some) = (
            matrix.multiply(&values).expect("rows"),
            selected.multiply(&values).expect("rows"),
        );
        assert_eq!(some, [all[36], all[0], all[17]]);
    }
}

#[test]
fn threads_change_nothing() {
    for quantize in [false, true] {
        // Large enough to be shared out.
        let (outputs, inputs, rows) = (1000, 512, 9);
        let (matrix, _) = packed(outputs, inputs, quantize);
        let values = numbers(rows * inputs, 13);
        let with_threads = |count: usize| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(count)
                .build()
                .expect("threads");
            pool.install(|| matrix.multiply(&values).expect("rows"))
        };
        let one = with_threads(1);
        for count in [2, 5] {
            assert!(
                with_threads(count)
                    .iter()
                    .zip(&one)
                    .all(|(a, b)| a.to_bits() == b.to_bits())
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_batch_equals_its_rows_one_by_one(outputs in 1usize..200, blocks in 1usize..20, rows in 1usize..40, quantize: bool) {
        let inputs = blocks * BLOCK;
        let (matrix, _) = packed(outputs, inputs, quantize);
        let values = numbers(rows * inputs, 11);
        let together = matrix.multiply(&values).expect("rows");
        for (row, together) in values.chunks(inputs).zip(together.chunks(outputs)) {
            let alone = matrix.multiply(row).expect("a row");
            prop_assert!(alone.iter().zip(together).all(|(alone, together)| alone.to_bits() == together.to_bits()));
        }
    }
}
