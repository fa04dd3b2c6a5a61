//! Sixteen numbers at a time, for loops that the compiler does not turn into vector instructions by itself.
//!
//! Every way of computing gives the same bits: each lane is one chain of products and sums, and lanes are added up by
//! halves.

use half::f16;

use super::vector::{self, LANES, Number};

/// A processor's way of computing with sixteen numbers.
pub trait Lanes: Copy {
    /// Sixteen numbers.
    type Vector: Copy;

    /// The same number sixteen times.
    fn splat(self, number: f32) -> Self::Vector;
    /// Numbers from memory.
    fn load(self, numbers: &[f32; LANES]) -> Self::Vector;
    /// Numbers that are kept in half precision.
    fn load_half(self, numbers: &[f16; LANES]) -> Self::Vector;
    /// Numbers to memory.
    fn store(self, vector: Self::Vector, numbers: &mut [f32; LANES]);
    /// `a * b + c`, rounded once.
    fn mul_add(self, a: Self::Vector, b: Self::Vector, c: Self::Vector) -> Self::Vector;
    /// The sum of all lanes: the first eight to the last eight, the first four of these to the others, and so on.
    fn total(self, vector: Self::Vector) -> f32;
}

/// What can be computed with any kind of lanes.
pub trait Task {
    /// What it gives.
    type Output;

    /// Computes; to be marked `#[inline(always)]`.
    fn run<L: Lanes>(self, lanes: L) -> Self::Output;
}

/// Runs a task with the best lanes of this processor.
pub fn dispatch<T: Task>(task: T) -> T::Output {
    #[cfg(target_arch = "x86_64")]
    if let Some(simd) = pulp::x86::V4::try_new() {
        return pulp::Simd::vectorize(simd, avx512::WithLanes(task));
    }
    vector::fast(
        #[inline(always)]
        || task.run(Portable),
    )
}

/// The sum of products.
#[inline(always)]
pub fn dot<L: Lanes, N: Number>(lanes: L, a: &[f32], b: &[N]) -> f32 {
    let mut sum = lanes.splat(0.0);
    let ((a, rest_a), (b, rest_b)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    for (a, b) in a.iter().zip(b) {
        sum = lanes.mul_add(lanes.load(a), N::load(lanes, b), sum);
    }
    if !rest_a.is_empty() {
        let (mut a, mut b) = ([0.0; LANES], [N::from_f32(0.0); LANES]);
        a[..rest_a.len()].copy_from_slice(rest_a);
        b[..rest_b.len()].copy_from_slice(rest_b);
        sum = lanes.mul_add(lanes.load(&a), N::load(lanes, &b), sum);
    }
    lanes.total(sum)
}

/// Lanes as arrays, which the compiler makes of what it finds best.
#[derive(Clone, Copy)]
pub struct Portable;

impl Lanes for Portable {
    type Vector = [f32; LANES];

    #[inline(always)]
    fn splat(self, number: f32) -> Self::Vector {
        [number; LANES]
    }

    #[inline(always)]
    fn load(self, numbers: &[f32; LANES]) -> Self::Vector {
        *numbers
    }

    #[inline(always)]
    fn load_half(self, numbers: &[f16; LANES]) -> Self::Vector {
        std::array::from_fn(|at| numbers[at].widen())
    }

    #[inline(always)]
    fn store(self, vector: Self::Vector, numbers: &mut [f32; LANES]) {
        *numbers = vector;
    }

    #[inline(always)]
    fn mul_add(self, a: Self::Vector, b: Self::Vector, c: Self::Vector) -> Self::Vector {
        std::array::from_fn(|at| a[at].mul_add(b[at], c[at]))
    }

    #[inline(always)]
    fn total(self, vector: Self::Vector) -> f32 {
        vector::total(vector)
    }
}

#[cfg(target_arch = "x86_64")]
mod avx512 {
    use std::arch::x86_64::__m512;

    use half::f16;
    use pulp::x86::V4;
    use pulp::{Simd, WithSimd};

    use super::{LANES, Lanes, Task};

    /// A task for pulp.
    pub struct WithLanes<T>(pub T);

    impl<T: Task> WithSimd for WithLanes<T> {
        type Output = T::Output;

        #[inline(always)]
        fn with_simd<S: Simd>(self, _: S) -> T::Output {
            match V4::try_new() {
                Some(simd) => self.0.run(simd),
                None => self.0.run(super::Portable),
            }
        }
    }

    impl Lanes for V4 {
        type Vector = __m512;

        #[inline(always)]
        fn splat(self, number: f32) -> __m512 {
            self.avx512f._mm512_set1_ps(number)
        }

        #[inline(always)]
        fn load(self, numbers: &[f32; LANES]) -> __m512 {
            pulp::cast(*numbers)
        }

        #[inline(always)]
        fn load_half(self, numbers: &[f16; LANES]) -> __m512 {
            self.avx512f._mm512_cvtph_ps(pulp::cast(numbers.map(f16::to_bits)))
        }

        #[inline(always)]
        fn store(self, vector: __m512, numbers: &mut [f32; LANES]) {
            *numbers = pulp::cast(vector);
        }

        #[inline(always)]
        fn mul_add(self, a: __m512, b: __m512, c: __m512) -> __m512 {
            self.avx512f._mm512_fmadd_ps(a, b, c)
        }

        #[inline(always)]
        fn total(self, vector: __m512) -> f32 {
            let (low, high) = (
                self.avx512f._mm512_castps512_ps256(vector),
                self.avx512dq._mm512_extractf32x8_ps::<1>(vector),
            );
            let eight = self.avx._mm256_add_ps(low, high);
            let (low, high) = (
                self.avx._mm256_castps256_ps128(eight),
                self.avx._mm256_extractf128_ps::<1>(eight),
            );
            let four = self.sse._mm_add_ps(low, high);
            let two = self.sse._mm_add_ps(four, self.sse._mm_movehl_ps(four, four));
            let one = self.sse._mm_add_ss(two, self.sse._mm_shuffle_ps::<1>(two, two));
            self.sse._mm_cvtss_f32(one)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Dot<'a, N>(&'a [f32], &'a [N]);

    impl<N: Number> Task for Dot<'_, N> {
        type Output = f32;

        #[inline(always)]
        fn run<L: Lanes>(self, lanes: L) -> f32 {
            dot(lanes, self.0, self.1)
        }
    }

    #[test]
    fn all_lanes_give_the_same_bits() {
        let numbers = |seed: u32, count: u32| -> Vec<f32> {
            let next = |at: u32| (at.wrapping_mul(2_654_435_761).wrapping_add(seed) >> 8) as f32 / 1e6 - 8.0;
            (0..count).map(next).collect()
        };
        for count in [1, 8, 15, 16, 20, 64, 100] {
            let (a, b) = (numbers(1, count), numbers(2, count));
            let halves: Vec<f16> = b.iter().map(|number| f16::from_f32(*number)).collect();
            let widened: Vec<f32> = halves.iter().map(|number| number.widen()).collect();
            assert_eq!(dispatch(Dot(&a, &b)).to_bits(), Dot(&a, &b).run(Portable).to_bits());
            let half = dispatch(Dot(&a, &halves));
            assert_eq!(half.to_bits(), Dot(&a, &halves).run(Portable).to_bits());
            assert_eq!(half.to_bits(), dispatch(Dot(&a, &widened)).to_bits());
            let plain: f64 = a.iter().zip(&b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
            assert!((f64::from(dispatch(Dot(&a, &b))) - plain).abs() < 1e-3);
        }
    }
}
