//! The scores of all tokens at one place of one output.

use super::vocabulary::OutputVocabulary;
use crate::engine::vector;

/// A row of scores, and what to take off each to read it as a logarithm of a probability.
pub struct Scores<'a> {
    row: &'a mut [f32],
    offset: f32,
    vocabulary: &'a OutputVocabulary,
}

impl<'a> Scores<'a> {
    /// Scores as the model gives them.
    pub fn new(row: &'a mut [f32], vocabulary: &'a OutputVocabulary) -> Self {
        Scores {
            row,
            offset: 0.0,
            vocabulary,
        }
    }

    /// Reads them as logarithms of probabilities from here on. Nothing but the offset is changed: rows are long.
    pub fn normalize(&mut self) {
        self.offset = vector::fast(
            #[inline(always)]
            || vector::log_sum_exp(self.row),
        );
    }

    /// The scores as they stand, a column for each token that is scored.
    pub fn row_mut(&mut self) -> &mut [f32] {
        self.row
    }

    /// The score of a token; the lowest there is for a token that is not scored.
    pub fn get(&self, token: u32) -> f32 {
        let column = self.vocabulary.column(token);
        column.map_or(f32::NEG_INFINITY, |column| self.row[column] - self.offset)
    }

    /// Changes the score of a token, if it is scored.
    pub fn set(&mut self, token: u32, score: f32) {
        if let Some(column) = self.vocabulary.column(token) {
            self.row[column] = score + self.offset;
        }
    }

    /// Forbids a token.
    pub fn ban(&mut self, token: u32) {
        self.set(token, f32::NEG_INFINITY);
    }

    /// Forbids all tokens but some, which are certain.
    pub fn force(&mut self, tokens: &[u32]) {
        self.row.fill(f32::NEG_INFINITY);
        for token in tokens {
            self.set(*token, 0.0);
        }
    }

    /// The best tokens with their scores, best first; of equal ones the lower token.
    pub fn best(&self, count: usize) -> Vec<(u32, f32)> {
        let best = vector::fast(
            #[inline(always)]
            || vector::largest_places(self.row, count),
        );
        let with_token = |place: usize| (self.vocabulary.token(place), self.row[place] - self.offset);
        best.into_iter().map(with_token).collect()
    }

    /// All tokens with their scores.
    pub fn all(&self) -> impl Iterator<Item = (u32, f32)> {
        self.row
            .iter()
            .enumerate()
            .map(|(column, score)| (self.vocabulary.token(column), score - self.offset))
    }
}
