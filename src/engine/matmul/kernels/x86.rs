//! The loops for processors with AVX-512 VNNI, AVX-VNNI or AVX2.
#![expect(
    unsafe_code,
    reason = "instructions that not every processor has, and loads that take pointers"
)]

use std::arch::x86_64::*;
use std::sync::OnceLock;

use super::{BLOCK, Block, GROUP_BLOCKS, NibbleTile, QuantizedOutputs, QuantizedRow, TILE};
use crate::engine::matmul::nibbles::{PAIRS, PARTS};
use crate::engine::matmul::quantized::TileScales;

/// What the processor can do, best last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    /// None of the below: the portable loops.
    Basic,
    Avx2,
    AvxVnni,
    Avx512Vnni,
}

impl Level {
    pub fn of_this_processor() -> Self {
        static LEVEL: OnceLock<Level> = OnceLock::new();
        *LEVEL.get_or_init(|| {
            let wide = is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512vnni");
            let narrow =
                is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") && is_x86_feature_detected!("f16c");
            match (wide, narrow) {
                (true, true) => Level::Avx512Vnni,
                (false, true) if is_x86_feature_detected!("avxvnni") => Level::AvxVnni,
                (false, true) => Level::Avx2,
                _ => Level::Basic,
            }
        })
    }
}

/// Multiplies if the processor is a known one.
pub fn quantized(tiles: &[QuantizedOutputs], rows: &[QuantizedRow], block: &mut Block) -> bool {
    // SAFETY: the processor was asked.
    unsafe { quantized_at(Level::of_this_processor(), tiles, rows, block) }
}

/// Multiplies if the processor is a known one.
pub fn nibbles(tiles: &[&[NibbleTile]], rows: &[QuantizedRow], block: &mut Block) -> bool {
    // SAFETY: the processor was asked.
    unsafe { nibbles_at(Level::of_this_processor(), tiles, rows, block) }
}

/// Multiplies if the processor is a known one.
pub fn dense(tiles: &[&[[f32; TILE]]], rows: &[&[f32]], block: &mut Block) -> bool {
    // SAFETY: the processor was asked.
    unsafe { dense_at(Level::of_this_processor(), tiles, rows, block) }
}

/// Calls a loop with the number of rows known when it is compiled.
macro_rules! with_row_count {
    ($function:ident, $tiles:expr, $rows:expr, $block:expr) => {
        match $rows {
            [a] => $function($tiles, [a], $block),
            [a, b] => $function($tiles, [a, b], $block),
            [a, b, c] => $function($tiles, [a, b, c], $block),
            [a, b, c, d] => $function($tiles, [a, b, c, d], $block),
            [a, b, c, d, e] => $function($tiles, [a, b, c, d, e], $block),
            [a, b, c, d, e, f] => $function($tiles, [a, b, c, d, e, f], $block),
            [a, b, c, d, e, f, g] => $function($tiles, [a, b, c, d, e, f, g], $block),
            [a, b, c, d, e, f, g, h] => $function($tiles, [a, b, c, d, e, f, g, h], $block),
            _ => return false,
        }
    };
}

/// Calls a loop with the number of tiles known when it is compiled: as many at once as leave room in the registers for the
/// sums of all rows, and keep the processor busy while a sum is being made.
macro_rules! with_tile_count {
    ($function:ident, $widths:expr, $rows_count:expr, $tiles:expr, $rows:expr, $block:expr) => {
        let width = $widths[match $rows_count {
            1 | 2 => 0,
            3 | 4 => 1,
            _ => 2,
        }];
        for (number, tiles) in $tiles.chunks(width).enumerate() {
            let start = number * width;
            match tiles {
                [a] => $function([a], $rows, start, $block),
                [a, b] => $function([a, b], $rows, start, $block),
                [a, b, c] => $function([a, b, c], $rows, start, $block),
                [a, b, c, d] => $function([a, b, c, d], $rows, start, $block),
                _ => {}
            }
        }
    };
}

/// # Safety
///
/// The processor must have what the level says.
pub unsafe fn quantized_at(level: Level, tiles: &[QuantizedOutputs], rows: &[QuantizedRow], block: &mut Block) -> bool {
    // SAFETY: as promised by the caller.
    unsafe {
        match level {
            Level::Avx512Vnni => with_row_count!(quantized_512, tiles, rows, block),
            Level::AvxVnni => quantized_vnni_256(tiles, rows, block),
            Level::Avx2 => quantized_256(tiles, rows, block),
            Level::Basic => return false,
        }
    }
    true
}

/// # Safety
///
/// The processor must have what the level says.
pub unsafe fn nibbles_at(level: Level, tiles: &[&[NibbleTile]], rows: &[QuantizedRow], block: &mut Block) -> bool {
    // SAFETY: as promised by the caller.
    unsafe {
        match level {
            Level::Avx512Vnni => with_row_count!(nibbles_512, tiles, rows, block),
            Level::AvxVnni => nibbles_vnni_256(tiles, rows, block),
            Level::Avx2 => nibbles_256(tiles, rows, block),
            Level::Basic => return false,
        }
    }
    true
}

/// # Safety
///
/// The processor must have what the level says.
pub unsafe fn dense_at(level: Level, tiles: &[&[[f32; TILE]]], rows: &[&[f32]], block: &mut Block) -> bool {
    // SAFETY: as promised by the caller.
    unsafe {
        match level {
            Level::Avx512Vnni => with_row_count!(dense_512, tiles, rows, block),
            Level::AvxVnni | Level::Avx2 => dense_256(tiles, rows, block),
            Level::Basic => return false,
        }
    }
    true
}

#[target_feature(enable = "avx512f,avx512bw,avx512vnni,avx2,fma,f16c")]
fn quantized_512<const R: usize>(tiles: &[QuantizedOutputs], rows: [&QuantizedRow; R], block: &mut Block) {
    with_tile_count!(quantized_tiles_512, [4, 3, 2], R, tiles, rows, block);
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vnni,avx2,fma,f16c")]
fn quantized_tiles_512<const R: usize, const T: usize>(
    tiles: [&QuantizedOutputs; T],
    rows: [&QuantizedRow; R],
    start: usize,
    block: &mut Block,
) {
    let blocks = tiles[0].tiles.len();
    assert!(
        tiles
            .iter()
            .all(|outputs| outputs.tiles.len() == blocks && outputs.scales.len() == blocks)
    );
    assert!(
        rows.iter()
            .all(|row| row.values.len() == blocks && row.offsets.len() == blocks)
    );
    let groups = blocks.div_ceil(GROUP_BLOCKS);
    assert!(rows.iter().all(|row| row.scales.len() == groups));
    let mut sums = [[_mm512_setzero_ps(); T]; R];
    for group in 0..groups {
        let mut group_sums = [[_mm512_setzero_ps(); T]; R];
        for at in group * GROUP_BLOCKS..blocks.min((group + 1) * GROUP_BLOCKS) {
            let mut products = [[_mm512_setzero_si512(); T]; R];
            for row in 0..R {
                products[row] = [_mm512_set1_epi32(rows[row].offsets[at]); T];
            }
            for quad in 0..BLOCK / 4 {
                let weights: [__m512i; T] = std::array::from_fn(|tile| load_512(&tiles[tile].tiles[at].0, quad));
                for row in 0..R {
                    let values = _mm512_set1_epi32(quad_of(&rows[row].values[at], quad));
                    for tile in 0..T {
                        products[row][tile] = _mm512_dpbusd_epi32(products[row][tile], weights[tile], values);
                    }
                }
            }
            for tile in 0..T {
                let scales = scales_512(&tiles[tile].scales[at]);
                for row in 0..R {
                    let product = _mm512_cvtepi32_ps(products[row][tile]);
                    group_sums[row][tile] = _mm512_fmadd_ps(product, scales, group_sums[row][tile]);
                }
            }
        }
        for row in 0..R {
            let scale = _mm512_set1_ps(rows[row].scales[group]);
            for tile in 0..T {
                sums[row][tile] = _mm512_fmadd_ps(group_sums[row][tile], scale, sums[row][tile]);
            }
        }
    }
    store_512(&sums, start, block);
}

#[target_feature(enable = "avx512f,avx512bw,avx512vnni,avx2,fma,f16c")]
fn nibbles_512<const R: usize>(tiles: &[&[NibbleTile]], rows: [&QuantizedRow; R], block: &mut Block) {
    // Three sums are kept for each row and tile.
    with_tile_count!(nibble_tiles_512, [4, 2, 1], R, tiles, rows, block);
}

#[expect(
    clippy::needless_range_loop,
    reason = "a number of groups is common to tiles and rows"
)]
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vnni,avx2,fma,f16c")]
fn nibble_tiles_512<const R: usize, const T: usize>(
    tiles: [&&[NibbleTile]; T],
    rows: [&QuantizedRow; R],
    start: usize,
    block: &mut Block,
) {
    let groups = tiles[0].len();
    assert!(tiles.iter().all(|tiles| tiles.len() == groups));
    assert!(rows.iter().all(|row| {
        row.scales.len() == groups && row.values.len() == groups * PARTS && row.offsets.len() == groups * PARTS
    }));
    let mask = _mm512_set1_epi8(15);
    let mut sums = [[_mm512_setzero_ps(); T]; R];
    for group in 0..groups {
        let mut values = [[_mm512_setzero_si512(); T]; R];
        let mut minima = [[_mm512_setzero_si512(); T]; R];
        for pair in 0..PAIRS {
            for upper in 0..2 {
                let part = pair * 2 + upper;
                let mut products = [[_mm512_setzero_si512(); T]; R];
                for quad in 0..BLOCK / 4 {
                    let weights: [__m512i; T] = std::array::from_fn(|tile| {
                        let bytes = load_nibbles_512(&tiles[tile][group], pair * (BLOCK / 4) + quad);
                        match upper {
                            0 => _mm512_and_si512(bytes, mask),
                            _ => _mm512_and_si512(_mm512_srli_epi16::<4>(bytes), mask),
                        }
                    });
                    for row in 0..R {
                        let row_values = _mm512_set1_epi32(quad_of(&rows[row].values[group * PARTS + part], quad));
                        for tile in 0..T {
                            products[row][tile] = _mm512_dpbusd_epi32(products[row][tile], weights[tile], row_values);
                        }
                    }
                }
                for tile in 0..T {
                    let scales = bytes_512(&tiles[tile][group].scales[part]);
                    for row in 0..R {
                        let scaled = _mm512_mullo_epi32(products[row][tile], scales);
                        values[row][tile] = _mm512_add_epi32(values[row][tile], scaled);
                    }
                }
            }
            let block_sums: [__m512i; R] = std::array::from_fn(|row| {
                let first = group * PARTS + pair * 2;
                _mm512_set1_epi32(rows[row].sum(first) & 0xffff | rows[row].sum(first + 1) << 16)
            });
            for tile in 0..T {
                let pairs = pairs_512(&tiles[tile][group].minima[pair]);
                for row in 0..R {
                    minima[row][tile] = _mm512_dpwssd_epi32(minima[row][tile], pairs, block_sums[row]);
                }
            }
        }
        for tile in 0..T {
            let steps = scales_512(&tiles[tile][group].steps);
            let depths = scales_512(&tiles[tile][group].depths);
            for row in 0..R {
                let product = _mm512_mul_ps(_mm512_cvtepi32_ps(values[row][tile]), steps);
                let both = _mm512_fnmadd_ps(_mm512_cvtepi32_ps(minima[row][tile]), depths, product);
                let scale = _mm512_set1_ps(rows[row].scales[group]);
                sums[row][tile] = _mm512_fmadd_ps(both, scale, sums[row][tile]);
            }
        }
    }
    store_512(&sums, start, block);
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load_nibbles_512(tile: &NibbleTile, quad: usize) -> __m512i {
    let bytes = &tile.values.as_chunks::<64>().0[quad];
    // SAFETY: 64 bytes are read.
    unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) }
}

/// Sixteen bytes as numbers of 32 bits.
#[inline]
#[target_feature(enable = "avx512f")]
fn bytes_512(bytes: &[u8; TILE]) -> __m512i {
    // SAFETY: sixteen bytes are read.
    unsafe { _mm512_cvtepu8_epi32(_mm_loadu_si128(bytes.as_ptr().cast())) }
}

/// Sixteen pairs of bytes as numbers of 16 bits.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn pairs_512(pairs: &[[u8; 2]; TILE]) -> __m512i {
    // SAFETY: 32 bytes are read.
    unsafe { _mm512_cvtepu8_epi16(_mm256_loadu_si256(pairs.as_ptr().cast())) }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vnni,avx2,fma,f16c")]
fn dense_512<const R: usize>(tiles: &[&[[f32; TILE]]], rows: [&&[f32]; R], block: &mut Block) {
    with_tile_count!(dense_tiles_512, [4, 3, 2], R, tiles, rows, block);
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vnni,avx2,fma,f16c")]
fn dense_tiles_512<const R: usize, const T: usize>(
    tiles: [&&[[f32; TILE]]; T],
    rows: [&&[f32]; R],
    start: usize,
    block: &mut Block,
) {
    let inputs = rows[0].len();
    assert!(tiles.iter().all(|weights| weights.len() == inputs) && rows.iter().all(|row| row.len() == inputs));
    let mut sums = [[_mm512_setzero_ps(); T]; R];
    for at in 0..inputs {
        let weights: [__m512; T] = std::array::from_fn(|tile| {
            // SAFETY: sixteen numbers are read.
            unsafe { _mm512_loadu_ps(tiles[tile][at].as_ptr()) }
        });
        for row in 0..R {
            let value = _mm512_set1_ps(rows[row][at]);
            for tile in 0..T {
                sums[row][tile] = _mm512_fmadd_ps(weights[tile], value, sums[row][tile]);
            }
        }
    }
    store_512(&sums, start, block);
}

#[target_feature(enable = "avx512f")]
fn store_512<const R: usize, const T: usize>(sums: &[[__m512; T]; R], start: usize, block: &mut Block) {
    for (sums, block) in sums.iter().zip(block) {
        for (sums, block) in sums.iter().zip(&mut block.as_chunks_mut::<TILE>().0[start..]) {
            // SAFETY: sixteen numbers are written.
            unsafe { _mm512_storeu_ps(block.as_mut_ptr(), *sums) };
        }
    }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load_512(tile: &[u8; BLOCK * TILE], quad: usize) -> __m512i {
    let bytes = &tile.as_chunks::<64>().0[quad];
    // SAFETY: 64 bytes are read.
    unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn scales_512(scales: &TileScales) -> __m512 {
    // SAFETY: 32 bytes are read, sixteen numbers of two.
    unsafe { _mm512_cvtph_ps(_mm256_loadu_si256(scales.as_ptr().cast())) }
}

/// Four activations as one number, to be set beside the weights of every output.
#[inline(always)]
fn quad_of(values: &[i8; BLOCK], quad: usize) -> i32 {
    i32::from_ne_bytes(values.as_chunks::<4>().0[quad].map(|value| value as u8))
}

/// The loop in vectors of 256 bits with a dot product of one's choice.
macro_rules! quantized_narrow {
    ($name:ident, $features:literal, $dot:ident) => {
        #[target_feature(enable = $features)]
        fn $name(tiles: &[QuantizedOutputs], rows: &[QuantizedRow], block: &mut Block) {
            for (at, outputs) in tiles.iter().enumerate() {
                for half in 0..2 {
                    let mut sums = [_mm256_setzero_ps(); super::ROWS];
                    for group in 0..outputs.tiles.len().div_ceil(GROUP_BLOCKS) {
                        let mut group_sums = [_mm256_setzero_ps(); super::ROWS];
                        for at in group * GROUP_BLOCKS..outputs.tiles.len().min((group + 1) * GROUP_BLOCKS) {
                            let mut products = [_mm256_setzero_si256(); super::ROWS];
                            for quad in 0..BLOCK / 4 {
                                let weights = load_256(&outputs.tiles[at].0, quad * 2 + half);
                                for (row, product) in rows.iter().zip(&mut products) {
                                    let values = _mm256_set1_epi32(quad_of(&row.values[at], quad));
                                    *product = $dot(*product, weights, values);
                                }
                            }
                            let scales = scales_256(&outputs.scales[at], half);
                            for (row, (product, sum)) in rows.iter().zip(products.iter().zip(&mut group_sums)) {
                                let offset = _mm256_set1_epi32(row.offsets[at]);
                                let product = _mm256_cvtepi32_ps(_mm256_add_epi32(*product, offset));
                                *sum = _mm256_fmadd_ps(product, scales, *sum);
                            }
                        }
                        for (row, (group_sum, sum)) in rows.iter().zip(group_sums.iter().zip(&mut sums)) {
                            *sum = _mm256_fmadd_ps(*group_sum, _mm256_set1_ps(row.scales[group]), *sum);
                        }
                    }
                    store_256(&sums[..rows.len()], at * 2 + half, block);
                }
            }
        }
    };
}

/// The loop for half bytes in vectors of 256 bits.
macro_rules! nibbles_narrow {
    ($name:ident, $features:literal, $dot:ident) => {
        #[target_feature(enable = $features)]
        fn $name(tiles: &[&[NibbleTile]], rows: &[QuantizedRow], block: &mut Block) {
            let mask = _mm256_set1_epi8(15);
            for (at, tiles) in tiles.iter().enumerate() {
                for half in 0..2 {
                    let mut sums = [_mm256_setzero_ps(); super::ROWS];
                    for (group, tile) in tiles.iter().enumerate() {
                        let mut values = [_mm256_setzero_si256(); super::ROWS];
                        let mut minima = [_mm256_setzero_si256(); super::ROWS];
                        for part in 0..PARTS {
                            let first = group * PARTS + part;
                            let mut products = [_mm256_setzero_si256(); super::ROWS];
                            for quad in 0..BLOCK / 4 {
                                let place = (part / 2 * (BLOCK / 4) + quad) * 2 + half;
                                // SAFETY: 32 bytes are read.
                                let bytes = unsafe {
                                    _mm256_loadu_si256(tile.values.as_chunks::<32>().0[place].as_ptr().cast())
                                };
                                let weights = match part % 2 {
                                    0 => _mm256_and_si256(bytes, mask),
                                    _ => _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), mask),
                                };
                                for (row, product) in rows.iter().zip(&mut products) {
                                    let values = _mm256_set1_epi32(quad_of(&row.values[first], quad));
                                    *product = $dot(*product, weights, values);
                                }
                            }
                            let scales = bytes_256(&tile.scales[part], half);
                            let depths: [u8; TILE] = tile.minima[part / 2].map(|pair| pair[part % 2]);
                            let depths = bytes_256(&depths, half);
                            for (number, row) in rows.iter().enumerate() {
                                let scaled = _mm256_mullo_epi32(products[number], scales);
                                values[number] = _mm256_add_epi32(values[number], scaled);
                                let sum = _mm256_set1_epi32(row.sum(first));
                                minima[number] = _mm256_add_epi32(minima[number], _mm256_mullo_epi32(depths, sum));
                            }
                        }
                        let steps = scales_256(&tile.steps, half);
                        let depths = scales_256(&tile.depths, half);
                        for (number, row) in rows.iter().enumerate() {
                            let product = _mm256_mul_ps(_mm256_cvtepi32_ps(values[number]), steps);
                            let both = _mm256_fnmadd_ps(_mm256_cvtepi32_ps(minima[number]), depths, product);
                            sums[number] = _mm256_fmadd_ps(both, _mm256_set1_ps(row.scales[group]), sums[number]);
                        }
                    }
                    store_256(&sums[..rows.len()], at * 2 + half, block);
                }
            }
        }
    };
}

nibbles_narrow!(nibbles_vnni_256, "avx2,fma,f16c,avxvnni", dot_vnni_256);
nibbles_narrow!(nibbles_256, "avx2,fma,f16c", dot_256);

/// Eight bytes as numbers of 32 bits.
#[inline]
#[target_feature(enable = "avx2")]
fn bytes_256(bytes: &[u8; TILE], half: usize) -> __m256i {
    // SAFETY: eight bytes are read.
    unsafe { _mm256_cvtepu8_epi32(_mm_loadl_epi64(bytes.as_chunks::<8>().0[half].as_ptr().cast())) }
}

quantized_narrow!(quantized_vnni_256, "avx2,fma,f16c,avxvnni", dot_vnni_256);
quantized_narrow!(quantized_256, "avx2,fma,f16c", dot_256);

#[inline]
#[target_feature(enable = "avx2,avxvnni")]
fn dot_vnni_256(sum: __m256i, weights: __m256i, values: __m256i) -> __m256i {
    _mm256_dpbusd_avx_epi32(sum, weights, values)
}

/// AVX2 adds the products of two pairs in 16 bits, where 255 times 127 twice has no room. So the upper half of the weights'
/// range is taken apart: `weights = low + high`, both of at most 128.
#[inline]
#[target_feature(enable = "avx2")]
fn dot_256(sum: __m256i, weights: __m256i, values: __m256i) -> __m256i {
    let ones = _mm256_set1_epi16(1);
    let low = _mm256_min_epu8(weights, _mm256_set1_epi8(127));
    let high = _mm256_sub_epi8(weights, low);
    let low = _mm256_madd_epi16(_mm256_maddubs_epi16(low, values), ones);
    let high = _mm256_madd_epi16(_mm256_maddubs_epi16(high, values), ones);
    _mm256_add_epi32(sum, _mm256_add_epi32(low, high))
}

#[target_feature(enable = "avx2,fma")]
fn dense_256(tiles: &[&[[f32; TILE]]], rows: &[&[f32]], block: &mut Block) {
    for (tile, weights) in tiles.iter().enumerate() {
        for half in 0..2 {
            let mut sums = [_mm256_setzero_ps(); super::ROWS];
            for (at, weights) in weights.iter().enumerate() {
                let weights = weights.as_chunks::<8>().0[half];
                // SAFETY: eight numbers are read.
                let weights = unsafe { _mm256_loadu_ps(weights.as_ptr()) };
                for (row, sum) in rows.iter().zip(&mut sums) {
                    *sum = _mm256_fmadd_ps(weights, _mm256_set1_ps(row[at]), *sum);
                }
            }
            store_256(&sums[..rows.len()], tile * 2 + half, block);
        }
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn store_256(sums: &[__m256], half: usize, block: &mut Block) {
    for (sum, block) in sums.iter().zip(block) {
        let place = &mut block.as_chunks_mut::<8>().0[half];
        // SAFETY: eight numbers are written.
        unsafe { _mm256_storeu_ps(place.as_mut_ptr(), *sum) };
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn load_256(tile: &[u8; BLOCK * TILE], half_quad: usize) -> __m256i {
    let bytes = &tile.as_chunks::<32>().0[half_quad];
    // SAFETY: 32 bytes are read.
    unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx2,f16c")]
fn scales_256(scales: &TileScales, half: usize) -> __m256 {
    let scales = &scales.as_chunks::<8>().0[half];
    // SAFETY: 16 bytes are read, eight numbers of two.
    unsafe { _mm256_cvtph_ps(_mm_loadu_si128(scales.as_ptr().cast())) }
}
