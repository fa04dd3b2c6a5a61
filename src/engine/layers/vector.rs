//! Arithmetic on slices that the compiler turns into vector instructions.
//!
//! Sums run in sixteen lanes that are added up in one fixed way, whatever the width of the processor's vectors: results
//! depend on the numbers only. Everything here is inlined into a dispatch on what the processor can do.

use half::f16;
use half::slice::HalfFloatSliceExt;

use super::lanes::Lanes;

/// Lanes of a sum.
pub const LANES: usize = 16;

/// Runs a closure, marked `#[inline(always)]`, with the best instructions of this processor.
pub fn fast<R>(compute: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(compute)
}

/// A form in which numbers are kept.
pub trait Number: Copy + Send + Sync {
    /// The nearest number of this form.
    fn from_f32(number: f32) -> Self;

    /// The nearest numbers of this form, into places of the same count.
    fn convert(numbers: &[f32], places: &mut [Self]);

    /// Adds the nearest numbers of this form to others.
    fn extend(numbers: &mut Vec<Self>, more: &[f32]) {
        let start = numbers.len();
        numbers.resize(start + more.len(), Self::from_f32(0.0));
        Self::convert(more, &mut numbers[start..]);
    }

    /// The number.
    fn widen(self) -> f32;

    /// Sixteen of them.
    fn load<L: Lanes>(lanes: L, numbers: &[Self; LANES]) -> L::Vector;
}

impl Number for f32 {
    #[inline(always)]
    fn from_f32(number: f32) -> Self {
        number
    }

    #[inline(always)]
    fn convert(numbers: &[f32], places: &mut [f32]) {
        places.copy_from_slice(numbers);
    }

    #[inline(always)]
    fn widen(self) -> f32 {
        self
    }

    #[inline(always)]
    fn load<L: Lanes>(lanes: L, numbers: &[f32; LANES]) -> L::Vector {
        lanes.load(numbers)
    }
}

/// Half precision, for numbers that are none of the largest: beyond 65504 there is only that.
impl Number for f16 {
    #[inline(always)]
    fn from_f32(number: f32) -> Self {
        f16::from_f32(number.clamp(-65504.0, 65504.0))
    }

    fn convert(numbers: &[f32], places: &mut [f16]) {
        for (numbers, places) in numbers.chunks(LANES).zip(places.chunks_mut(LANES)) {
            let mut clamped = [0.0; LANES];
            for (clamped, number) in clamped.iter_mut().zip(numbers) {
                *clamped = number.clamp(-65504.0, 65504.0);
            }
            places.convert_from_f32_slice(&clamped[..numbers.len()]);
        }
    }

    /// In steps that every vector unit has: the exponent is moved, then corrected by a product.
    #[inline(always)]
    fn widen(self) -> f32 {
        /// Two to the power of the difference of the biases of the exponents.
        const BIAS: f32 = f32::from_bits((127 + 112) << 23);
        let bits = u32::from(self.to_bits());
        let magnitude = f32::from_bits((bits & 0x7fff) << 13) * BIAS;
        f32::from_bits(magnitude.to_bits() | (bits & 0x8000) << 16)
    }

    #[inline(always)]
    fn load<L: Lanes>(lanes: L, numbers: &[f16; LANES]) -> L::Vector {
        lanes.load_half(numbers)
    }
}

/// The sum of what a function makes of every number.
#[inline(always)]
pub fn sum_of(numbers: &[f32], function: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0.0; LANES];
    let (chunks, rest) = numbers.as_chunks::<LANES>();
    for chunk in chunks {
        for (lane, number) in lanes.iter_mut().zip(chunk) {
            *lane += function(*number);
        }
    }
    for (lane, number) in lanes.iter_mut().zip(rest) {
        *lane += function(*number);
    }
    total(lanes)
}

/// The largest number; the smallest there is if there are none.
#[inline(always)]
pub fn largest(numbers: &[f32]) -> f32 {
    let mut lanes = [f32::NEG_INFINITY; LANES];
    let (chunks, rest) = numbers.as_chunks::<LANES>();
    for chunk in chunks {
        for (lane, number) in lanes.iter_mut().zip(chunk) {
            *lane = if *number > *lane { *number } else { *lane };
        }
    }
    rest.iter().chain(&lanes).copied().fold(f32::NEG_INFINITY, f32::max)
}

/// The logarithm of the sum of the exponential functions of all numbers.
#[inline(always)]
pub fn log_sum_exp(numbers: &[f32]) -> f32 {
    let largest = largest(numbers);
    largest + sum_of(numbers, |number| exp(number - largest)).ln()
}

/// The places of the largest numbers, largest first, of equal ones the first.
#[inline(always)]
pub fn largest_places(numbers: &[f32], count: usize) -> Vec<usize> {
    /// Numbers that are passed over at once if none of them is large enough.
    const STEP: usize = 4 * LANES;
    let mut best: Vec<(f32, usize)> = Vec::with_capacity(count + 1);
    for (chunk, numbers) in numbers.chunks(STEP).enumerate() {
        if best.len() == count && best.last().is_some_and(|(least, _)| largest(numbers) <= *least) {
            continue;
        }
        for (at, number) in numbers.iter().enumerate() {
            if best.len() == count && best.last().is_some_and(|(least, _)| number <= least) {
                continue;
            }
            let place = best.partition_point(|(other, _)| other >= number);
            best.insert(place, (*number, chunk * STEP + at));
            best.truncate(count);
        }
    }
    best.into_iter().map(|(_, place)| place).collect()
}

/// Adds `factor` times a vector to another.
#[inline(always)]
pub fn add_scaled<N: Number>(target: &mut [f32], factor: f32, vector: &[N]) {
    for (target, number) in target.iter_mut().zip(vector) {
        *target = factor.mul_add(number.widen(), *target);
    }
}

/// The sum of lanes, by halves.
#[inline(always)]
pub fn total(lanes: [f32; LANES]) -> f32 {
    let mut lanes = lanes;
    let mut width = LANES / 2;
    while width > 0 {
        for at in 0..width {
            lanes[at] += lanes[at + width];
        }
        width /= 2;
    }
    lanes[0]
}

/// Turns scores into probabilities that add up to one.
#[inline(always)]
pub fn softmax(scores: &mut [f32]) {
    let largest = largest(scores);
    for score in scores.iter_mut() {
        *score = exp(*score - largest);
    }
    let inverse = 1.0 / sum_of(scores, |score| score);
    for score in scores.iter_mut() {
        *score *= inverse;
    }
}

/// The exponential function, within two units in the last place; zero below -87.
///
/// The argument is split into a power of two and a rest of at most half of ln 2, for which a polynomial of degree six is
/// enough (Cody and Waite 1980).
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    const LN_2_HIGH: f32 = 0.693_359_4;
    const LN_2_LOW: f32 = -2.121_944_4e-4;
    /// Adding this number leaves no room for a fraction.
    const ROOM: f32 = 12_582_912.0;
    let clamped = x.clamp(-87.3, 88.0);
    let shifted = clamped.mul_add(std::f32::consts::LOG2_E, ROOM);
    let power = shifted - ROOM;
    let rest = power.mul_add(-LN_2_LOW, power.mul_add(-LN_2_HIGH, clamped));
    let mut sum = 1.0 / 720.0;
    for coefficient in [1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0] {
        sum = rest.mul_add(sum, coefficient);
    }
    let exponent = (shifted.to_bits() as i32).wrapping_sub(ROOM.to_bits() as i32);
    let scale = f32::from_bits((exponent.wrapping_add(127) as u32) << 23);
    if x < -87.3 { 0.0 } else { sum * scale }
}

/// The hyperbolic tangent.
#[inline(always)]
pub fn tanh(x: f32) -> f32 {
    // Near zero the quotient below loses digits; the series does not.
    let square = x * x;
    let series = x * square.mul_add(square.mul_add(2.0 / 15.0, -1.0 / 3.0), 1.0);
    let quotient = 1.0 - 2.0 / (exp(2.0 * x.clamp(-20.0, 20.0)) + 1.0);
    if x.abs() < 0.05 { series } else { quotient }
}

/// The error function, within 2e-7 (Abramowitz and Stegun 1964, 7.1.26).
#[inline(always)]
pub fn erf(x: f32) -> f32 {
    let magnitude = x.abs();
    let t = 1.0 / 0.327_591_1f32.mul_add(magnitude, 1.0);
    let mut sum = 1.061_405_4;
    for coefficient in [-1.453_152_1, 1.421_413_8, -0.284_496_74, 0.254_829_6] {
        sum = t.mul_add(sum, coefficient);
    }
    let value = 1.0 - sum * t * exp(-magnitude * magnitude);
    value.copysign(x)
}
