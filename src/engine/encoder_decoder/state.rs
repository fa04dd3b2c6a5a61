//! What a decoder remembers: the source, computed once, and what it has written so far.

use std::sync::Arc;

use candle_core::{Result, Tensor};
use half::f16;

use crate::engine::layers::{
    Distances, Group, HeadShape, Pages, Places, Projected, Ragged, Rows, attend, on_host, with_numbers,
};

/// Encoded sources, and the keys and values that the decoder's layers make of them.
pub struct Memory {
    output: Tensor,
    sequences: Ragged,
    /// For every layer keys and values, one after the other.
    projected: Vec<Cache>,
}

/// In what the keys and values of the decoder are kept on the CPU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CachePrecision {
    /// 32 bits, as they are computed.
    Full,
    /// 16 bits: what is read at every step is half as much.
    Half,
}

impl Memory {
    pub(super) fn new(output: Tensor, sequences: Ragged, projected: Vec<Cache>) -> Self {
        Memory {
            output,
            sequences,
            projected,
        }
    }

    /// What the encoder made of the sources: a row for every token, source after source.
    pub fn encoder_output(&self) -> &Tensor {
        &self.output
    }

    /// Where in it every source lies.
    pub fn sequences(&self) -> &Ragged {
        &self.sequences
    }

    pub(super) fn attend(&self, layer: usize, shape: HeadShape, queries: &Tensor, groups: &[Group]) -> Result<Tensor> {
        self.projected[layer].attend(shape, queries, groups, None)
    }
}

/// The keys and values of one layer for everything that was written, in the order in which it was.
///
/// Rows are only ever added. Which of them belong to a sequence is kept in [`DecoderState`], so that sequences branch and
/// end without a copy.
pub(super) enum Cache {
    Empty(CachePrecision),
    /// On the CPU, in pages, so that nothing is moved when more is written.
    Full(Pages<f32>),
    /// The same in half precision.
    Half(Pages<f16>),
    Device(Tensor),
}

impl Cache {
    /// Adds keys and values, which stand from a column of the rows on.
    pub fn append(&mut self, rows: &Tensor, column: usize) -> Result<()> {
        let (_, all) = rows.dims2()?;
        let width = all - column;
        if on_host(rows) {
            return with_numbers(rows, |added| {
                match self {
                    Cache::Empty(CachePrecision::Full) => *self = Cache::Full(Pages::new(width)),
                    Cache::Empty(CachePrecision::Half) => *self = Cache::Half(Pages::new(width)),
                    _ => {}
                }
                let rows = added.chunks_exact(all).map(|row| &row[column..]);
                match self {
                    Cache::Full(pages) => rows.for_each(|row| pages.push(row)),
                    Cache::Half(pages) => rows.for_each(|row| pages.push(row)),
                    Cache::Empty(_) | Cache::Device(_) => {}
                }
                Ok(())
            });
        }
        let added = rows.narrow(1, column, width)?.contiguous()?;
        *self = Cache::Device(match self {
            Cache::Device(rows) => Tensor::cat(&[&*rows, &added], 0)?,
            _ => added,
        });
        Ok(())
    }

    pub fn attend(
        &self,
        shape: HeadShape,
        queries: &Tensor,
        groups: &[Group],
        bias: Option<&Distances>,
    ) -> Result<Tensor> {
        let rows = match self {
            Cache::Empty(_) => candle_core::bail!("nothing was written yet"),
            Cache::Full(pages) => Rows::Pages(pages),
            Cache::Half(pages) => Rows::HalfPages(pages),
            Cache::Device(rows) => Rows::Tensor(rows),
        };
        let [keys, values] = [0, shape.heads * shape.width].map(|column| Projected { rows, column });
        attend(shape, (queries, 0), &keys, &values, groups, bias)
    }

    /// Keeps some rows, given in rising order.
    fn keep(&mut self, kept: &[u32]) -> Result<()> {
        match self {
            Cache::Empty(_) => {}
            Cache::Full(pages) => pages.keep(kept),
            Cache::Half(pages) => pages.keep(kept),
            Cache::Device(rows) => *rows = rows.index_select(&Tensor::new(kept, rows.device())?, 0)?,
        }
        Ok(())
    }
}

/// The sequences that are being written, and all that is known of them.
pub struct DecoderState {
    memory: Arc<Memory>,
    caches: Vec<Cache>,
    /// Rows in each cache.
    written: usize,
    sequences: Vec<Sequence>,
}

#[derive(Clone)]
struct Sequence {
    /// Which source it is made from.
    source: usize,
    /// The rows of the cache that hold it.
    places: Vec<u32>,
}

impl DecoderState {
    /// An empty sequence for each of the given sources.
    pub(super) fn new(memory: Arc<Memory>, caches: Vec<Cache>, sources: impl IntoIterator<Item = usize>) -> Self {
        let sequences = sources.into_iter().map(|source| Sequence {
            source,
            places: Vec::new(),
        });
        DecoderState {
            memory,
            caches,
            written: 0,
            sequences: sequences.collect(),
        }
    }

    /// How many sequences there are.
    pub fn len(&self) -> usize {
        self.sequences.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.sequences.is_empty()
    }

    /// The encoded sources.
    pub fn memory(&self) -> &Memory {
        &self.memory
    }

    /// Replaces the sequences by copies of some of them, by number: one may be taken several times, or not at all.
    ///
    /// # Errors
    ///
    /// Fails if the device does.
    pub fn reorder(&mut self, parents: &[usize]) -> Result<()> {
        self.sequences = parents.iter().map(|parent| self.sequences[*parent].clone()).collect();
        self.forget_lost_rows()
    }

    /// Goes on with some of the sequences, by number, in rising order.
    ///
    /// # Errors
    ///
    /// Fails if the device does.
    pub fn keep(&mut self, kept: &[usize]) -> Result<()> {
        let mut number = 0;
        let mut kept = kept.iter().copied().peekable();
        self.sequences.retain(|_| {
            let keeps = kept.next_if_eq(&number).is_some();
            number += 1;
            keeps
        });
        self.forget_lost_rows()
    }

    /// Drops rows of the caches that no sequence needs, once they are the greater part.
    fn forget_lost_rows(&mut self) -> Result<()> {
        /// Rows that are not worth the work.
        const FEW: usize = 256;
        let mut needed = vec![false; self.written];
        let places = self.sequences.iter().flat_map(|sequence| &sequence.places);
        places.for_each(|place| needed[*place as usize] = true);
        let kept: Vec<u32> = (0..self.written as u32)
            .filter(|place| needed[*place as usize])
            .collect();
        if self.written < FEW || kept.len() * 2 > self.written {
            return Ok(());
        }
        for cache in &mut self.caches {
            cache.keep(&kept)?;
        }
        let mut moved = vec![0; self.written];
        for (to, from) in kept.iter().enumerate() {
            moved[*from as usize] = to as u32;
        }
        let places = self.sequences.iter_mut().flat_map(|sequence| &mut sequence.places);
        places.for_each(|place| *place = moved[*place as usize]);
        self.written = kept.len();
        Ok(())
    }

    /// Makes room for one more token in every sequence; gives the position it will have.
    pub(super) fn extend(&mut self) -> Vec<usize> {
        let positions = self.sequences.iter_mut().enumerate().map(|(number, sequence)| {
            sequence.places.push((self.written + number) as u32);
            sequence.places.len() - 1
        });
        let positions = positions.collect();
        self.written += self.sequences.len();
        positions
    }

    /// What a decoder needs for its next step: the memory, the source of every sequence, the caches, and where in them every
    /// sequence lies.
    pub(super) fn parts(&mut self) -> (&Memory, Vec<usize>, &mut [Cache], Vec<Group<'_>>) {
        let sources = self.sequences.iter().map(|sequence| sequence.source).collect();
        let groups = self.sequences.iter().enumerate().map(|(number, sequence)| Group {
            queries: number..number + 1,
            keys: Places::Each(&sequence.places),
            position: sequence.places.len() - 1,
        });
        (&self.memory, sources, &mut self.caches, groups.collect())
    }
}
