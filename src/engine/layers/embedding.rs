//! From token ids to the first row of numbers.

use std::sync::Arc;

use candle_core::{DType, Device, Result, Tensor};
use rustc_hash::FxHashMap;

use super::{Matrix, Norm};

/// Embeddings of tokens, with their positions if the model adds them here.
pub struct Embedding {
    tokens: Arc<Matrix>,
    scale: f64,
    positions: Option<Positions>,
    norm: Option<Norm>,
}

/// Absolute positions.
pub enum Positions {
    /// A learned row for every position; the first `offset` rows are not used.
    Learned {
        /// The rows.
        table: Tensor,
        /// The row of position 0.
        offset: usize,
    },
    /// Sines in the first half of a row and cosines in the second (Vaswani et al. 2017). The frequencies fall from 1 to
    /// 1/10000 by the power of `index / divisor`.
    Sinusoidal {
        /// What position 0 counts as.
        offset: usize,
        /// Half of the width in Marian, one less in M2M-100.
        divisor: usize,
    },
}

impl Embedding {
    /// Embeddings that are scaled, moved by positions and normalized, in this order.
    pub fn new(tokens: Arc<Matrix>, scale: f64, positions: Option<Positions>, norm: Option<Norm>) -> Self {
        Embedding {
            tokens,
            scale,
            positions,
            norm,
        }
    }

    /// A row for every token.
    ///
    /// # Errors
    ///
    /// Fails if a token or a position is not in the tables.
    pub fn forward(&self, tokens: &[u32], positions: &[usize], device: &Device, dtype: DType) -> Result<Tensor> {
        let mut rows = self.tokens.rows(tokens, device)?.to_dtype(dtype)?;
        if self.scale != 1.0 {
            rows = (rows * self.scale)?;
        }
        if let Some(table) = &self.positions {
            rows = (&rows + table.rows(positions, rows.dim(1)?, device)?.to_dtype(dtype)?)?;
        }
        match &self.norm {
            Some(norm) => norm.forward(&rows),
            None => Ok(rows),
        }
    }

    /// How many positions there are, where they are counted.
    pub fn position_limit(&self) -> Option<usize> {
        match &self.positions {
            Some(Positions::Learned { table, offset }) => table.dim(0).ok().map(|rows| rows - offset),
            _ => None,
        }
    }
}

impl Positions {
    fn rows(&self, positions: &[usize], width: usize, device: &Device) -> Result<Tensor> {
        match self {
            Positions::Learned { table, offset } => {
                let indices = positions.iter().map(|position| (position + offset) as u32);
                table.index_select(&Tensor::from_iter(indices, device)?, 0)
            }
            Positions::Sinusoidal { offset, divisor } => {
                let frequency = |index: usize| 10_000f64.powf(-(index as f64) / *divisor as f64);
                let frequencies: Vec<f64> = (0..width / 2).map(frequency).collect();
                let mut rows: Vec<f32> = Vec::with_capacity(positions.len() * width);
                // Sequences have the same positions, so that most rows are there already.
                let mut starts = FxHashMap::default();
                for position in positions {
                    if let Some(start) = starts.get(position) {
                        rows.extend_from_within(*start..start + width);
                        continue;
                    }
                    starts.insert(*position, rows.len());
                    let angles = frequencies
                        .iter()
                        .map(|frequency| (position + offset) as f64 * frequency);
                    rows.extend(angles.clone().map(|angle| angle.sin() as f32));
                    rows.extend(angles.map(|angle| angle.cos() as f32));
                }
                Tensor::from_vec(rows, (positions.len(), width), device)
            }
        }
    }
}
