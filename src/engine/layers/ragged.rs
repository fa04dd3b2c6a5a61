//! Sequences of different lengths laid end to end.

use std::ops::Range;

/// Where sequences begin and end among rows that hold all of them one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ragged {
    ends: Vec<usize>,
}

impl Ragged {
    /// Sequences of the given lengths.
    pub fn of_lengths(lengths: impl IntoIterator<Item = usize>) -> Self {
        let mut end = 0;
        let ends = lengths.into_iter().map(|length| {
            end += length;
            end
        });
        Ragged { ends: ends.collect() }
    }

    /// How many sequences there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The rows of a sequence.
    pub fn rows(&self, sequence: usize) -> Range<usize> {
        let start = sequence.checked_sub(1).map_or(0, |before| self.ends[before]);
        start..self.ends[sequence]
    }

    /// The rows of every sequence in turn.
    pub fn iter(&self) -> impl Iterator<Item = Range<usize>> {
        (0..self.len()).map(|sequence| self.rows(sequence))
    }

    /// The length of the longest sequence.
    pub fn longest(&self) -> usize {
        self.iter().map(|rows| rows.len()).max().unwrap_or(0)
    }
}
