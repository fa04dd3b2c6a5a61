//! Relative positions as T5 has them: a learned number for every head and bucket of distances, added to the scores.

use candle_core::{Device, Result, Tensor};

/// Learned biases by the distance of query and key (Raffel et al. 2020), shared by the layers of a stack.
pub struct RelativeBias {
    /// For every bucket a number for each head.
    table: Vec<f32>,
    heads: usize,
    max_distance: usize,
    direction: Direction,
}

/// Which keys a query may see, which decides how buckets are shared out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Keys before and after: half of the buckets each. The encoder.
    Both,
    /// Keys before: all buckets. The decoder.
    Before,
}

/// The biases for every distance that occurs among some number of positions.
pub struct Distances {
    /// For every head the biases for distances from `-(positions - 1)` to `positions - 1`.
    biases: Vec<f32>,
    positions: usize,
}

impl RelativeBias {
    /// Takes the table of the model: a row of one number per head for every bucket.
    ///
    /// # Errors
    ///
    /// Fails if the table is no matrix.
    pub fn new(table: &Tensor, max_distance: usize, direction: Direction) -> Result<Self> {
        let (_, heads) = table.dims2()?;
        let table = table.to_device(&Device::Cpu)?.flatten_all()?.to_vec1()?;
        Ok(RelativeBias {
            table,
            heads,
            max_distance,
            direction,
        })
    }

    /// The biases that queries and keys at positions below `positions` need.
    pub fn distances(&self, positions: usize) -> Distances {
        let width = 2 * positions - 1;
        let mut biases = vec![0.0; self.heads * width];
        for at in 0..width {
            let bucket = self.bucket(at as isize - (positions as isize - 1));
            for (head, bias) in self.table[bucket * self.heads..][..self.heads].iter().enumerate() {
                biases[head * width + at] = *bias;
            }
        }
        Distances { biases, positions }
    }

    /// The bucket for a key so many positions after the query. Near distances have buckets of their own; far ones share
    /// them in logarithmic steps, computed in 32 bits as the reference does.
    fn bucket(&self, distance: isize) -> usize {
        let buckets = self.table.len() / self.heads;
        let (buckets, first, distance) = match self.direction {
            Direction::Both => (
                buckets / 2,
                if distance > 0 { buckets / 2 } else { 0 },
                distance.unsigned_abs(),
            ),
            Direction::Before => (buckets, 0, distance.min(0).unsigned_abs()),
        };
        let exact = buckets / 2;
        if distance < exact {
            return first + distance;
        }
        let range = (self.max_distance as f64 / exact as f64).ln() as f32;
        let step = (distance as f32 / exact as f32).ln() / range * (buckets - exact) as f32;
        first + (exact + step as usize).min(buckets - 1)
    }
}

impl Distances {
    /// What is added to the scores of a query at `position` for the keys at positions 0, 1, 2, ...
    #[inline(always)]
    pub fn of_query(&self, head: usize, position: usize) -> &[f32] {
        let width = 2 * self.positions - 1;
        &self.biases[head * width + self.positions - 1 - position..(head + 1) * width]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bias(direction: Direction) -> RelativeBias {
        let table = Tensor::arange(0f32, 32.0, &Device::Cpu).and_then(|table| table.reshape((32, 1)));
        RelativeBias::new(&table.expect("a table"), 128, direction).expect("a bias")
    }

    #[test]
    fn buckets_of_the_reference() {
        // From `T5Attention._relative_position_bucket` of Transformers, 32 buckets up to 128.
        let both = bias(Direction::Both);
        let distances = [
            -300, -128, -127, -64, -20, -16, -9, -8, -1, 0, 1, 7, 8, 12, 40, 128, 500,
        ];
        let expected = [15, 15, 15, 14, 10, 10, 8, 8, 1, 0, 17, 23, 24, 25, 28, 31, 31];
        assert_eq!(distances.map(|distance| both.bucket(distance)), expected);
        let before = bias(Direction::Before);
        let distances = [-300, -128, -127, -64, -20, -17, -16, -9, -1, 0, 5];
        let expected = [31, 31, 31, 26, 17, 16, 16, 9, 1, 0, 0];
        assert_eq!(distances.map(|distance| before.bucket(distance)), expected);
    }

    #[test]
    fn a_query_sees_its_own_distances() {
        let distances = bias(Direction::Both).distances(4);
        assert_eq!(distances.of_query(0, 0)[..4], [0.0, 17.0, 18.0, 19.0]);
        assert_eq!(distances.of_query(0, 3)[..4], [3.0, 2.0, 1.0, 0.0]);
    }
}
