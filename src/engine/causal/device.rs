//! Attention on other devices than the CPU: few and large products over padded sequences, with the padding masked.

use candle_core::{D, DType, Device, Result, Tensor};

use super::attention::{AttentionShape, NewTokens};
use super::cache::{BLOCK, KeyShape, Write};
use crate::engine::layers::padding::Padding;

/// Keys and values of a layer in the memory of a device: a row for every place of every block.
pub struct DeviceRows {
    shape: KeyShape,
    keys: Tensor,
    values: Tensor,
}

impl DeviceRows {
    /// No rows yet.
    ///
    /// # Errors
    ///
    /// Fails if the device does.
    pub fn new(shape: KeyShape, dtype: DType, device: &Device) -> Result<Self> {
        let none = || Tensor::zeros((0, shape.numbers()), dtype, device);
        Ok(DeviceRows {
            shape,
            keys: none()?,
            values: none()?,
        })
    }

    /// Makes room for so many blocks, and for more than asked for, so that rows are seldom moved.
    ///
    /// # Errors
    ///
    /// Fails if the device has no room.
    pub fn grow(&mut self, blocks: usize) -> Result<()> {
        let rows = blocks * BLOCK;
        let present = self.keys.dim(0)?;
        if rows > present {
            let more = (rows - present).max(present / 2).next_multiple_of(BLOCK);
            for tensor in [&mut self.keys, &mut self.values] {
                let room = Tensor::zeros((more, self.shape.numbers()), tensor.dtype(), tensor.device())?;
                *tensor = Tensor::cat(&[&*tensor, &room], 0)?;
            }
        }
        Ok(())
    }

    /// Copies a block to the place of another.
    ///
    /// # Errors
    ///
    /// Fails if the device does.
    pub fn copy(&self, from: usize, to: usize) -> Result<()> {
        for tensor in [&self.keys, &self.values] {
            let block = tensor.narrow(0, from * BLOCK, BLOCK)?.copy()?;
            tensor.slice_set(&block, 0, to * BLOCK)?;
        }
        Ok(())
    }

    /// Writes the rows of new tokens where they belong.
    ///
    /// # Errors
    ///
    /// Fails if the device does.
    pub fn write(&self, writes: &[Option<Write>], keys: &Tensor, values: &Tensor) -> Result<()> {
        for (block, write) in writes.iter().enumerate() {
            if let Some(Write { row, lane, count }) = *write {
                let place = block * BLOCK + lane;
                for (rows, new) in [(&self.keys, keys), (&self.values, values)] {
                    rows.slice_set(&new.narrow(0, row, count)?.contiguous()?, 0, place)?;
                }
            }
        }
        Ok(())
    }

    /// What the queries find: a row for each token. `queries` has the numbers of all heads in a row.
    ///
    /// # Errors
    ///
    /// Fails if the device does.
    pub fn attend(&self, shape: AttentionShape, queries: &Tensor, tokens: &[NewTokens<'_>]) -> Result<Tensor> {
        let padding = padded(tokens);
        let (device, dtype) = (queries.device(), queries.dtype());
        let KeyShape { heads, width } = shape.keys;
        let count = tokens.len();
        let gather = |rows: &Tensor| {
            rows.index_select(&Tensor::new(padding.key_places.as_slice(), device)?, 0)?
                .reshape((count, padding.keys, heads, width))?
                .transpose(1, 2)?
                .contiguous()
        };
        let (keys, values) = (gather(&self.keys)?, gather(&self.values)?);
        // Queries that share a head of keys stand one after the other, as if they were more tokens.
        let queries = queries
            .index_select(&Tensor::new(padding.query_places.as_slice(), device)?, 0)?
            .reshape((count, padding.queries, heads, shape.shared(), width))?
            .permute((0, 2, 3, 1, 4))?
            .contiguous()?
            .reshape((count, heads, shape.shared() * padding.queries, width))?;
        let scores = queries
            .matmul(&keys.transpose(2, 3)?.contiguous()?)?
            .to_dtype(DType::F32)?;
        let scores = (scores * f64::from(shape.scale))?;
        let scores = match shape.cap {
            Some(cap) => ((scores / f64::from(cap))?.tanh()? * f64::from(cap))?,
            None => scores,
        };
        let scores = scores
            .reshape((count, heads * shape.shared(), padding.queries, padding.keys))?
            .broadcast_add(&mask(&padding, tokens, shape.window, device)?)?
            .reshape((count, heads, shape.shared() * padding.queries, padding.keys))?;
        let weights = candle_nn::ops::softmax(&scores, D::Minus1)?.to_dtype(dtype)?;
        let mixed = weights
            .matmul(&values)?
            .reshape((count, heads, shape.shared(), padding.queries, width))?
            .permute((0, 3, 1, 2, 4))?
            .contiguous()?
            .reshape((count * padding.queries, shape.numbers()))?;
        mixed.index_select(&Tensor::new(padding.query_rows.as_slice(), device)?, 0)
    }
}

/// The rows of new tokens and of all tokens of their sequences.
fn padded(tokens: &[NewTokens<'_>]) -> Padding {
    Padding::of(tokens.iter().map(|new| {
        let place = |position: usize| new.blocks[position / BLOCK] as usize * BLOCK + position % BLOCK;
        let places = (0..new.position + new.rows.len()).map(place);
        (new.rows.clone(), places.collect())
    }))
}

/// Zero for what a query sees, less than any score for the rest.
fn mask(padding: &Padding, tokens: &[NewTokens<'_>], window: Option<usize>, device: &Device) -> Result<Tensor> {
    let mut mask = Vec::with_capacity(tokens.len() * padding.queries * padding.keys);
    for new in tokens {
        for query in 0..padding.queries {
            let position = new.position + query.min(new.rows.len() - 1);
            let first = window.map_or(0, |window| (position + 1).saturating_sub(window));
            let sees = |key: usize| {
                if (first..=position).contains(&key) {
                    0.0
                } else {
                    f32::NEG_INFINITY
                }
            };
            mask.extend((0..padding.keys).map(sees));
        }
    }
    Tensor::from_vec(mask, (tokens.len(), 1, padding.queries, padding.keys), device)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::causal::attention::attend;
    use crate::engine::causal::cache::{KeyValueCache, Sequence};
    use crate::engine::encoder_decoder::CachePrecision;
    use crate::engine::layers::with_numbers;

    #[test]
    fn padded_and_by_blocks_agree() {
        let device = Device::Cpu;
        let keys = KeyShape { heads: 2, width: 32 };
        let random = |rows: usize, width: usize| Tensor::randn(0f32, 1.0, (rows, width), &device).expect("numbers");
        for (cap, window) in [(None, None), (Some(3.0), None), (None, Some(5))] {
            let shape = AttentionShape {
                heads: 6,
                keys,
                scale: 0.2,
                cap,
                window,
            };
            let mut cache = KeyValueCache::new(keys, 1, CachePrecision::Full, 1 << 20);
            let mut rows = DeviceRows::new(keys, DType::F32, &device).expect("rows");
            let mut sequences = [Sequence::default(), Sequence::default(), Sequence::default()];
            for counts in [[21, 3, 40], [1, 18, 1]] {
                for (sequence, count) in sequences.iter_mut().zip(counts) {
                    cache.extend(sequence, count).expect("room");
                }
                let writes = cache.writes(sequences.iter().zip(counts));
                let total = counts.iter().sum();
                let (new_keys, new_values) = (random(total, keys.numbers()), random(total, keys.numbers()));
                with_numbers(&new_keys, |keys| {
                    with_numbers(&new_values, |values| {
                        cache.write(0, &writes, keys, values);
                        Ok(())
                    })
                })
                .expect("written");
                rows.grow(writes.len()).expect("room");
                rows.write(&writes, &new_keys, &new_values).expect("written");
                let queries = random(total, shape.numbers());
                let mut first = 0;
                let tokens: Vec<NewTokens<'_>> = sequences
                    .iter()
                    .zip(counts)
                    .map(|(sequence, count)| {
                        first += count;
                        NewTokens {
                            rows: first - count..first,
                            blocks: sequence.blocks(),
                            position: sequence.len() - count,
                        }
                    })
                    .collect();
                let padded = rows.attend(shape, &queries, &tokens).expect("computed");
                let by_blocks = with_numbers(&queries, |queries| Ok(attend(shape, queries, cache.layer(0), &tokens)));
                let by_blocks = Tensor::from_vec(by_blocks.expect("computed"), (total, shape.numbers()), &device);
                let difference = (padded - by_blocks.expect("rows"))
                    .and_then(|difference| difference.abs()?.max_all()?.to_scalar::<f32>())
                    .expect("a number");
                assert!(difference < 1e-5, "{difference}");
            }
        }
    }
}
