//! How a product is divided among threads: into strips of outputs, each of which passes over its weights once.

use std::marker::PhantomData;
use std::ops::Range;

use rayon::prelude::*;

use super::TILE;

/// Outputs that are computed for some rows before the next.
pub const BAND: usize = 4 * TILE;
/// Outputs of a strip: rows of a large product lie far apart in memory, so that more than a little is written to each at
/// a time, and the weights of a strip still fit into the cache of a core.
const STRIP: usize = 3 * BAND;
/// Below this many multiplications a second thread costs more than it saves.
const PARALLEL_FROM: usize = 1 << 17;

/// Some columns of a matrix, in the hands of one thread.
pub struct Strip<'a> {
    columns: Range<usize>,
    start: *mut f32,
    rows: usize,
    width: usize,
    matrix: PhantomData<&'a mut [f32]>,
}

impl Strip<'_> {
    /// The tiles of weights that give these columns.
    pub fn tiles(&self) -> Range<usize> {
        self.columns.start / TILE..self.columns.end.div_ceil(TILE)
    }

    /// The number of its columns.
    fn len(&self) -> usize {
        self.columns.len()
    }
}

/// Computes a matrix of rows of `outputs` numbers strip by strip, with all threads.
pub fn by_strips(product: &mut [f32], outputs: usize, inputs: usize, compute: impl Fn(Strip<'_>) + Sync) {
    let rows = product.len().checked_div(outputs).unwrap_or(0);
    let shared = Shared(product.as_mut_ptr());
    let work = rows * inputs * STRIP;
    (0..outputs.div_ceil(STRIP))
        .into_par_iter()
        .with_min_len(PARALLEL_FROM.div_ceil(work.max(1)))
        .for_each(|strip| {
            compute(Strip {
                columns: strip * STRIP..((strip + 1) * STRIP).min(outputs),
                start: shared.start(),
                rows,
                width: outputs,
                matrix: PhantomData,
            });
        });
}

#[derive(Clone, Copy)]
struct Shared(*mut f32);

impl Shared {
    /// A method, so that closures capture the whole, which may cross threads, and not the pointer, which may not.
    fn start(&self) -> *mut f32 {
        self.0
    }
}

#[expect(
    unsafe_code,
    reason = "the strips of a matrix are no slices of it, so that the compiler cannot tell them apart"
)]
mod writing {
    use super::{Shared, Strip};

    // SAFETY: it is only handed on to strips, which write to columns of their own: `by_strips` makes each of them once.
    unsafe impl Sync for Shared {}

    impl Strip<'_> {
        /// Writes columns of this strip in one row: from its column `start` on as many as there are values, or as the strip
        /// has columns.
        pub fn write(&mut self, row: usize, start: usize, values: &[f32]) {
            let values = &values[..values.len().min(self.len() - start)];
            assert!(row < self.rows && self.columns.end <= self.width);
            // SAFETY: the place lies within the matrix by the lines above; the matrix stays borrowed while `by_strips`
            // runs; nobody else writes to these columns.
            unsafe {
                let place = self.start.add(row * self.width + self.columns.start + start);
                std::ptr::copy_nonoverlapping(values.as_ptr(), place, values.len());
            }
        }
    }
}
