//! Rows of numbers that grow without being moved.

use super::vector::Number;

/// Rows of one width, a page of them at a time.
pub struct Pages<N> {
    width: usize,
    count: usize,
    pages: Vec<Vec<N>>,
}

impl<N: Number> Pages<N> {
    /// Rows of a page.
    const ROWS: usize = 128;

    /// No rows yet.
    pub fn new(width: usize) -> Self {
        Pages {
            width,
            count: 0,
            pages: Vec::new(),
        }
    }

    /// Adds a row, rounded to what is kept.
    pub fn push(&mut self, row: &[f32]) {
        self.push_with(|page| N::extend(page, row));
    }

    fn push_with(&mut self, add: impl FnOnce(&mut Vec<N>)) {
        if self.count.is_multiple_of(Self::ROWS) {
            self.pages.push(Vec::with_capacity(Self::ROWS * self.width));
        }
        if let Some(page) = self.pages.last_mut() {
            add(page);
            self.count += 1;
        }
    }

    /// A row.
    #[inline(always)]
    pub fn row(&self, row: usize) -> &[N] {
        &self.pages[row / Self::ROWS][row % Self::ROWS * self.width..][..self.width]
    }

    /// Keeps some rows, given in rising order.
    pub fn keep(&mut self, kept: &[u32]) {
        let mut rows = Pages::new(self.width);
        for row in kept {
            rows.push_with(|page| page.extend_from_slice(self.row(*row as usize)));
        }
        *self = rows;
    }
}
