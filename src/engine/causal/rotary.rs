//! Positions as rotations of queries and keys (Su et al. 2021).

use candle_core::{Device, Result, Tensor};

/// Which numbers of a head are turned together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pairs {
    /// One of the first half with one of the second, as Transformers has it.
    Halves,
    /// Two that stand side by side, as llama.cpp orders the rows of Llama.
    Neighbours,
}

/// How fast each pair turns.
#[derive(Clone, Debug, PartialEq)]
pub struct Rotary {
    /// Radians by which a pair turns from a position to the next.
    pub frequencies: Vec<f32>,
    /// Which numbers are pairs.
    pub pairs: Pairs,
}

/// Sines and cosines for some positions: a row of as many numbers as there are pairs for each.
pub struct Angles {
    cosines: Vec<f32>,
    sines: Vec<f32>,
    pairs: Pairs,
    count: usize,
}

impl Rotary {
    /// Frequencies that fall from 1 to almost `1 / base` over the pairs of a head.
    pub fn new(base: f64, width: usize) -> Self {
        let frequency = |pair: usize| 1.0 / (base as f32).powf(2.0 * pair as f32 / width as f32);
        Rotary {
            frequencies: (0..width / 2).map(frequency).collect(),
            pairs: Pairs::Halves,
        }
    }

    /// The same with all positions closer together, for contexts longer than those of the training.
    #[must_use]
    pub fn scaled(mut self, factor: f64) -> Self {
        for frequency in &mut self.frequencies {
            *frequency /= factor as f32;
        }
        self
    }

    /// The sines and cosines of positions. Products are rounded to 32 bits, as the reference does.
    pub fn angles(&self, positions: &[usize]) -> Angles {
        let angles = positions.iter().flat_map(|position| {
            self.frequencies
                .iter()
                .map(move |frequency| *position as f32 * frequency)
        });
        let (cosines, sines) = angles.map(|angle| (angle.cos(), angle.sin())).unzip();
        Angles {
            cosines,
            sines,
            pairs: self.pairs,
            count: self.frequencies.len(),
        }
    }
}

impl Angles {
    /// Turns a head of one of the positions.
    #[inline(always)]
    pub fn turn(&self, position: usize, head: &mut [f32]) {
        let range = position * self.count..(position + 1) * self.count;
        let (cosines, sines) = (&self.cosines[range.clone()], &self.sines[range]);
        let turned = |x: f32, y: f32, cosine: f32, sine: f32| (x * cosine - y * sine, y * cosine + x * sine);
        match self.pairs {
            Pairs::Halves => {
                let (first, second) = head.split_at_mut(self.count);
                for (((x, y), cosine), sine) in first.iter_mut().zip(second).zip(cosines).zip(sines) {
                    (*x, *y) = turned(*x, *y, *cosine, *sine);
                }
            }
            Pairs::Neighbours => {
                for ((pair, cosine), sine) in head.chunks_exact_mut(2).zip(cosines).zip(sines) {
                    (pair[0], pair[1]) = turned(pair[0], pair[1], *cosine, *sine);
                }
            }
        }
    }

    /// Turns the heads of a tensor of positions, heads and widths, on any device.
    ///
    /// # Errors
    ///
    /// Fails if the device does.
    pub fn turn_tensor(&self, x: &Tensor, device: &Device) -> Result<Tensor> {
        let (positions, heads, width) = x.dims3()?;
        let table = |numbers: &[f32]| {
            let table = Tensor::from_slice(numbers, (positions, 1, self.count), device)?.to_dtype(x.dtype())?;
            table.broadcast_as((positions, heads, self.count))
        };
        let (cosines, sines) = (table(&self.cosines)?, table(&self.sines)?);
        let split = match self.pairs {
            Pairs::Halves => x.clone(),
            Pairs::Neighbours => x
                .reshape((positions, heads, self.count, 2))?
                .transpose(2, 3)?
                .contiguous()?
                .reshape((positions, heads, width))?,
        };
        let (first, second) = (
            split.narrow(2, 0, self.count)?,
            split.narrow(2, self.count, self.count)?,
        );
        let turned_first = ((&first * &cosines)? - (&second * &sines)?)?;
        let turned_second = ((&second * &cosines)? + (&first * &sines)?)?;
        // Scores are sums over pairs: it does not matter in which order the pairs stand, if all stand so.
        Tensor::cat(&[turned_first, turned_second], 2)
    }
}

/// What models with the scaling of Llama 3.1 do to their frequencies: slow ones are slowed down by a factor, fast ones stay,
/// those between are mixed (`rope_type` "llama3" of Transformers).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Llama3Scaling {
    /// What slow frequencies are divided by.
    pub factor: f64,
    /// Turns over the original context below which a frequency is slow.
    pub low: f64,
    /// Turns above which it is fast.
    pub high: f64,
    /// Tokens of the original context.
    pub context: f64,
}

impl Llama3Scaling {
    /// The frequencies with this scaling.
    #[must_use]
    pub fn apply(&self, mut rotary: Rotary) -> Rotary {
        for frequency in &mut rotary.frequencies {
            let fast = f64::from(*frequency);
            let turns = self.context * fast / std::f64::consts::TAU;
            let slow = fast / self.factor;
            let share = (turns - self.low) / (self.high - self.low);
            *frequency = match turns {
                turns if turns < self.low => slow as f32,
                turns if turns > self.high => *frequency,
                _ => ((1.0 - share) * slow + share * fast) as f32,
            };
        }
        rotary
    }
}
