//! Keys and values of all sequences, in blocks of sixteen tokens (Kwon et al. 2023).
//!
//! Sequences own lists of blocks; what several begin with is there once. Keys lie with sixteen tokens side by side, so that
//! the scores of sixteen of them are computed at once.

use candle_core::{DType, Device, Result};
use half::f16;
use rayon::prelude::*;

use super::device::DeviceRows;
use crate::engine::encoder_decoder::CachePrecision;
use crate::engine::layers::vector::{LANES, Number};

/// Tokens of a block.
pub const BLOCK: usize = LANES;

/// The sizes of what a layer keeps of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyShape {
    /// Heads of keys and values.
    pub heads: usize,
    /// Numbers of a head.
    pub width: usize,
}

impl KeyShape {
    /// Numbers of the keys, and of the values, of a token.
    pub fn numbers(&self) -> usize {
        self.heads * self.width
    }
}

/// Keys and values of all layers.
pub struct KeyValueCache {
    shape: KeyShape,
    layers: Vec<Layer>,
    /// How many sequences hold each block.
    holders: Vec<u32>,
    free: Vec<u32>,
    limit: usize,
}

/// The blocks of a layer.
pub enum Layer {
    /// In 32 bits.
    Full(Blocks<f32>),
    /// In 16 bits.
    Half(Blocks<f16>),
    /// In the memory of another device.
    Device(DeviceRows),
}

/// Blocks of one precision.
pub struct Blocks<N> {
    shape: KeyShape,
    blocks: Vec<Vec<N>>,
}

/// The tokens of one sequence that are in the cache.
#[derive(Debug, Default)]
pub struct Sequence {
    blocks: Vec<u32>,
    length: usize,
}

impl Sequence {
    /// Tokens.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Its blocks, in order.
    pub fn blocks(&self) -> &[u32] {
        &self.blocks
    }
}

/// Tokens of a block that are written at once.
#[derive(Clone, Copy)]
pub struct Write {
    /// The first of them among the rows that are written.
    pub row: usize,
    /// Its place in the block.
    pub lane: usize,
    /// How many.
    pub count: usize,
}

impl KeyValueCache {
    /// An empty cache that may grow to so many bytes.
    pub fn new(shape: KeyShape, layers: usize, precision: CachePrecision, bytes: usize) -> Self {
        let (layer, number): (fn(KeyShape) -> Layer, usize) = match precision {
            CachePrecision::Full => (|shape| Layer::Full(Blocks::new(shape)), size_of::<f32>()),
            CachePrecision::Half => (|shape| Layer::Half(Blocks::new(shape)), size_of::<f16>()),
        };
        Self::of_layers((0..layers).map(|_| layer(shape)).collect(), shape, number, bytes)
    }

    /// The same in the memory of a device.
    ///
    /// # Errors
    ///
    /// Fails if the device does.
    pub fn on_device(shape: KeyShape, layers: usize, dtype: DType, device: &Device, bytes: usize) -> Result<Self> {
        let layer = |_| DeviceRows::new(shape, dtype, device).map(Layer::Device);
        let layers = (0..layers).map(layer).collect::<Result<_>>()?;
        Ok(Self::of_layers(layers, shape, dtype.size_in_bytes(), bytes))
    }

    fn of_layers(layers: Vec<Layer>, shape: KeyShape, number: usize, bytes: usize) -> Self {
        let block = 2 * BLOCK * shape.numbers() * layers.len() * number;
        KeyValueCache {
            shape,
            layers,
            holders: Vec::new(),
            free: Vec::new(),
            limit: bytes / block.max(1),
        }
    }

    /// Blocks that so many tokens take.
    pub fn blocks_for(tokens: usize) -> usize {
        tokens.div_ceil(BLOCK)
    }

    /// The most blocks that there may be.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// Blocks that no sequence holds.
    pub fn available(&self) -> usize {
        self.limit - (self.holders.len() - self.free.len()).min(self.limit)
    }

    /// Makes room for more tokens of a sequence.
    ///
    /// # Errors
    ///
    /// Fails if there are no blocks left.
    pub fn extend(&mut self, sequence: &mut Sequence, tokens: usize) -> Result<()> {
        let needed = Self::blocks_for(sequence.length + tokens);
        while sequence.blocks.len() < needed {
            let block = self.take()?;
            sequence.blocks.push(block);
        }
        sequence.length += tokens;
        Ok(())
    }

    /// Forgets the last tokens of a sequence.
    pub fn shorten(&mut self, sequence: &mut Sequence, length: usize) {
        sequence.length = sequence.length.min(length);
        for block in sequence.blocks.drain(Self::blocks_for(sequence.length)..) {
            let holders = &mut self.holders[block as usize];
            *holders -= 1;
            if *holders == 0 {
                self.free.push(block);
            }
        }
    }

    /// Gives the blocks of a sequence back.
    pub fn release(&mut self, mut sequence: Sequence) {
        self.shorten(&mut sequence, 0);
    }

    /// A second sequence with the same tokens. Whole blocks are shared, the last is copied if it is not full.
    ///
    /// # Errors
    ///
    /// Fails if there is no block left for the copy.
    pub fn fork(&mut self, sequence: &Sequence) -> Result<Sequence> {
        let whole = sequence.length / BLOCK;
        let mut blocks = sequence.blocks[..whole].to_vec();
        if let Some(rest) = sequence.blocks.get(whole) {
            let copy = self.take()?;
            let mut layers = self.layers.iter_mut();
            if let Err(error) = layers.try_for_each(|layer| layer.copy(*rest as usize, copy as usize)) {
                self.holders[copy as usize] = 0;
                self.free.push(copy);
                return Err(error);
            }
            blocks.push(copy);
        }
        for block in &blocks[..whole] {
            self.holders[*block as usize] += 1;
        }
        Ok(Sequence {
            blocks,
            length: sequence.length,
        })
    }

    fn take(&mut self) -> Result<u32> {
        if let Some(block) = self.free.pop() {
            self.holders[block as usize] = 1;
            return Ok(block);
        }
        if self.holders.len() >= self.limit {
            candle_core::bail!(
                "there is no room for more keys and values: all {} blocks are taken",
                self.limit
            );
        }
        let count = self.holders.len() + 1;
        for layer in &mut self.layers {
            layer.grow(count)?;
        }
        self.holders.push(1);
        Ok(count as u32 - 1)
    }

    /// The blocks of a layer.
    pub fn layer(&self, number: usize) -> &Layer {
        &self.layers[number]
    }

    /// Where rows of new tokens go: for every block that gets some what it gets. `parts` are sequences that were made longer,
    /// with the number of their new tokens.
    pub fn writes<'s>(&self, parts: impl Iterator<Item = (&'s Sequence, usize)>) -> Vec<Option<Write>> {
        let mut writes = vec![None; self.holders.len()];
        let mut row = 0;
        for (sequence, count) in parts {
            let mut position = sequence.length - count;
            while position < sequence.length {
                let lane = position % BLOCK;
                let count = (BLOCK - lane).min(sequence.length - position);
                writes[sequence.blocks[position / BLOCK] as usize] = Some(Write { row, lane, count });
                position += count;
                row += count;
            }
        }
        writes
    }

    /// Writes keys and values of new tokens into a layer, a row for each.
    pub fn write(&mut self, number: usize, writes: &[Option<Write>], keys: &[f32], values: &[f32]) {
        debug_assert!(keys.len() == values.len() && keys.len().is_multiple_of(self.shape.numbers()));
        match &mut self.layers[number] {
            Layer::Full(blocks) => blocks.write(writes, keys, values),
            Layer::Half(blocks) => blocks.write(writes, keys, values),
            Layer::Device(_) => {}
        }
    }
}

impl Layer {
    fn grow(&mut self, count: usize) -> Result<()> {
        match self {
            Layer::Full(blocks) => blocks.grow(count),
            Layer::Half(blocks) => blocks.grow(count),
            Layer::Device(rows) => rows.grow(count)?,
        }
        Ok(())
    }

    fn copy(&mut self, from: usize, to: usize) -> Result<()> {
        match self {
            Layer::Full(blocks) => blocks.copy(from, to),
            Layer::Half(blocks) => blocks.copy(from, to),
            Layer::Device(rows) => rows.copy(from, to)?,
        }
        Ok(())
    }
}

impl<N: Number> Blocks<N> {
    fn new(shape: KeyShape) -> Self {
        Blocks {
            shape,
            blocks: Vec::new(),
        }
    }

    fn grow(&mut self, count: usize) {
        let numbers = 2 * BLOCK * self.shape.numbers();
        self.blocks.resize_with(count, || vec![N::from_f32(0.0); numbers]);
    }

    fn copy(&mut self, from: usize, to: usize) {
        self.blocks[to] = self.blocks[from].clone();
    }

    /// The keys of a head in a block: for each number of the width the sixteen tokens.
    #[inline(always)]
    pub fn keys(&self, block: u32, head: usize) -> &[[N; LANES]] {
        let size = self.shape.width * BLOCK;
        let (keys, _) = self.blocks[block as usize][head * size..][..size].as_chunks();
        keys
    }

    /// The values of a head in a block: for each token the numbers of the width.
    #[inline(always)]
    pub fn values(&self, block: u32, head: usize) -> &[N] {
        let size = self.shape.width * BLOCK;
        let first = self.shape.numbers() * BLOCK;
        &self.blocks[block as usize][first + head * size..][..size]
    }

    fn write(&mut self, writes: &[Option<Write>], keys: &[f32], values: &[f32]) {
        let shape = self.shape;
        let blocks = self.blocks.par_iter_mut().zip(writes);
        blocks.with_min_len(8).for_each(|(block, write)| {
            if let Some(write) = write {
                let (block_keys, block_values) = block.split_at_mut(shape.numbers() * BLOCK);
                write_keys(shape, *write, block_keys, keys);
                write_values(shape, *write, block_values, values);
            }
        });
    }
}

fn write_keys<N: Number>(shape: KeyShape, write: Write, block: &mut [N], keys: &[f32]) {
    let numbers = shape.numbers();
    let rows = &keys[write.row * numbers..][..write.count * numbers];
    let (columns, _) = block.as_chunks_mut::<LANES>();
    for (number, column) in columns.iter_mut().enumerate() {
        let mut tokens = [0.0; LANES];
        for (token, row) in tokens.iter_mut().zip(rows.chunks_exact(numbers)) {
            *token = row[number];
        }
        N::convert(&tokens[..write.count], &mut column[write.lane..][..write.count]);
    }
}

fn write_values<N: Number>(shape: KeyShape, write: Write, block: &mut [N], values: &[f32]) {
    let numbers = shape.numbers();
    let rows = values[write.row * numbers..][..write.count * numbers].chunks_exact(numbers);
    for (token, row) in rows.enumerate() {
        for (head, row) in row.chunks_exact(shape.width).enumerate() {
            let place = (head * BLOCK + write.lane + token) * shape.width;
            N::convert(row, &mut block[place..][..shape.width]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPE: KeyShape = KeyShape { heads: 2, width: 32 };

    fn cache(blocks: usize) -> KeyValueCache {
        let bytes = blocks * 2 * BLOCK * SHAPE.numbers() * size_of::<f32>();
        KeyValueCache::new(SHAPE, 1, CachePrecision::Full, bytes)
    }

    fn write(cache: &mut KeyValueCache, sequence: &Sequence, count: usize, seed: f32) {
        let rows: Vec<f32> = (0..count * SHAPE.numbers()).map(|at| seed + at as f32).collect();
        let writes = cache.writes(std::iter::once((sequence, count)));
        cache.write(0, &writes, &rows, &rows);
    }

    fn read(cache: &KeyValueCache, sequence: &Sequence, position: usize) -> (f32, f32) {
        let Layer::Full(blocks) = cache.layer(0) else {
            panic!("full precision");
        };
        let block = sequence.blocks()[position / BLOCK];
        let lane = position % BLOCK;
        (
            blocks.keys(block, 1)[5][lane],
            blocks.values(block, 1)[lane * SHAPE.width + 5],
        )
    }

    #[test]
    fn what_is_written_is_read_and_forks_go_their_own_ways() {
        let mut cache = cache(8);
        let mut first = Sequence::default();
        for (count, seed) in [(20, 0.0), (3, 10_000.0)] {
            cache.extend(&mut first, count).expect("room");
            write(&mut cache, &first, count, seed);
        }
        let number = |row: usize, seed: f32| seed + (row * SHAPE.numbers() + SHAPE.width + 5) as f32;
        assert_eq!(read(&cache, &first, 17), (number(17, 0.0), number(17, 0.0)));
        assert_eq!(read(&cache, &first, 21), (number(1, 10_000.0), number(1, 10_000.0)));
        let mut second = cache.fork(&first).expect("room");
        assert_eq!(cache.available(), 8 - 3);
        cache.extend(&mut second, 1).expect("room");
        write(&mut cache, &second, 1, 5.0);
        cache.extend(&mut first, 1).expect("room");
        write(&mut cache, &first, 1, 7.0);
        assert_eq!(read(&cache, &second, 23).0, number(0, 5.0));
        assert_eq!(read(&cache, &first, 23).0, number(0, 7.0));
        assert_eq!(read(&cache, &second, 21).0, number(1, 10_000.0));
        cache.release(first);
        assert_eq!(read(&cache, &second, 3).0, number(3, 0.0));
        cache.release(second);
        assert_eq!(cache.available(), 8);
    }

    #[test]
    fn a_full_cache_says_so() {
        let mut cache = cache(2);
        let mut sequence = Sequence::default();
        cache.extend(&mut sequence, 32).expect("room");
        let error = cache.extend(&mut sequence, 1).expect_err("no room").to_string();
        assert!(error.contains("all 2 blocks are taken"), "{error}");
    }
}
