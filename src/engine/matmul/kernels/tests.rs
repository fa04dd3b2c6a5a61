use half::f16;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::engine::matmul::quantized::{QuantizedTile, TileScales};

/// Weights, scales, activations of 11 blocks: one whole group and a part of another.
fn random(tiles: usize) -> (Vec<Vec<QuantizedTile>>, Vec<Vec<TileScales>>, Vec<f32>) {
    let mut random = ChaCha8Rng::seed_from_u64(7);
    let blocks = 11;
    let weights = (0..tiles * blocks).map(|_| QuantizedTile(std::array::from_fn(|_| random.random_range(1..=255))));
    let weights: Vec<QuantizedTile> = weights.collect();
    let scales = (0..tiles * blocks).map(|_| std::array::from_fn(|_| f16::from_f32(random.random_range(0.001..0.1))));
    let scales: Vec<TileScales> = scales.collect();
    let values = (0..ROWS * blocks * BLOCK)
        .map(|_| random.random_range(-3.0..3.0))
        .collect();
    let weights = weights.chunks(blocks).map(<[_]>::to_vec).collect();
    (weights, scales.chunks(blocks).map(<[_]>::to_vec).collect(), values)
}

/// Half bytes of so many groups.
fn random_nibbles(tiles: usize, groups: usize) -> Vec<Vec<NibbleTile>> {
    let mut random = ChaCha8Rng::seed_from_u64(9);
    let mut tile = || NibbleTile {
        values: std::array::from_fn(|_| random.random()),
        scales: std::array::from_fn(|_| std::array::from_fn(|_| random.random_range(0..64))),
        minima: std::array::from_fn(|_| std::array::from_fn(|_| std::array::from_fn(|_| random.random_range(0..64)))),
        steps: std::array::from_fn(|_| f16::from_f32(random.random_range(0.001..0.1))),
        depths: std::array::from_fn(|_| f16::from_f32(random.random_range(0.001..0.1))),
    };
    (0..tiles).map(|_| (0..groups).map(|_| tile()).collect()).collect()
}

#[cfg(target_arch = "x86_64")]
#[test]
#[expect(unsafe_code, reason = "calls what the processor of the test has")]
fn every_processor_gives_the_same_bits() {
    use crate::engine::matmul::activations::QuantizedRows;
    use x86::Level;

    let (tiles, scales, values) = random(4);
    let outputs: Vec<QuantizedOutputs> = tiles
        .iter()
        .zip(&scales)
        .map(|(tiles, scales)| QuantizedOutputs { tiles, scales })
        .collect();
    let inputs = values.len() / ROWS;
    let quantized = QuantizedRows::new(&values, inputs);
    let rows: [_; ROWS] = std::array::from_fn(|row| quantized.row(row));
    let dense_rows: Vec<&[f32]> = values.chunks(inputs).collect();
    let weights: Vec<[f32; TILE]> = values
        .chunks(TILE)
        .map(|chunk| std::array::from_fn(|at| chunk[at] * 0.1))
        .collect();
    let weights = weights.repeat(4 * inputs / weights.len() + 1);
    let dense_tiles: Vec<&[[f32; TILE]]> = weights.chunks(inputs).take(4).collect();
    let nibbles = random_nibbles(4, 2);
    let nibbles: Vec<&[NibbleTile]> = nibbles.iter().map(Vec::as_slice).collect();
    let whole_values = values.repeat(2);
    let whole = QuantizedRows::new(&whole_values[..ROWS * 2 * GROUP], 2 * GROUP);
    let whole_rows: [_; ROWS] = std::array::from_fn(|row| whole.row(row));
    let levels = [Level::Avx2, Level::AvxVnni, Level::Avx512Vnni];
    for level in levels.into_iter().filter(|level| *level <= Level::of_this_processor()) {
        if level == Level::AvxVnni && !is_x86_feature_detected!("avxvnni") {
            continue;
        }
        for count in 1..=ROWS {
            for tiles in 1..=4 {
                let mut expected = [[0.0; BAND]; ROWS];
                let mut found = expected;
                portable::quantized(&outputs[..tiles], &rows[..count], &mut expected);
                // SAFETY: only levels up to that of the processor are tried.
                assert!(unsafe { x86::quantized_at(level, &outputs[..tiles], &rows[..count], &mut found) });
                assert_eq!(found, expected, "{level:?}, {count} rows, {tiles} tiles");
                portable::nibbles(&nibbles[..tiles], &whole_rows[..count], &mut expected);
                // SAFETY: as above.
                assert!(unsafe { x86::nibbles_at(level, &nibbles[..tiles], &whole_rows[..count], &mut found) });
                assert_eq!(found, expected, "{level:?}, {count} rows, {tiles} tiles of half bytes");
                portable::dense(&dense_tiles[..tiles], &dense_rows[..count], &mut expected);
                // SAFETY: as above.
                assert!(unsafe { x86::dense_at(level, &dense_tiles[..tiles], &dense_rows[..count], &mut found) });
                assert_eq!(found, expected, "{level:?}, {count} rows, {tiles} tiles");
            }
        }
    }
}

#[test]
fn rounding_keeps_the_largest_number_and_the_sums() {
    let row: Vec<f32> = (0..BLOCK * 9).map(|at| ((at * 37) % 101) as f32 - 50.0).collect();
    let (mut values, mut offsets, mut scales) = (vec![0; row.len()], vec![0; 9], vec![0.0; 2]);
    quantize_row(&row, &mut values, &mut offsets, &mut scales);
    for (at, number) in row.iter().enumerate() {
        let scale = scales[at / GROUP];
        assert!((f32::from(values[at]) * scale - number).abs() <= scale / 2.0 + 1e-5);
    }
    assert!(values.contains(&127) || values.contains(&-127));
    for (offset, values) in offsets.iter().zip(values.chunks(BLOCK)) {
        assert_eq!(
            *offset,
            -128 * values.iter().map(|value| i32::from(*value)).sum::<i32>()
        );
    }
    quantize_row(&[0.0; BLOCK], &mut values[..BLOCK], &mut offsets[..1], &mut scales[..1]);
    assert_eq!((values[0], offsets[0], scales[0]), (0, 0, 0.0));
}
