//! Rows of numbers that grow without being moved.

/// Rows of one width, a page of them at a time.
pub struct Pages {
    width: usize,
    count: usize,
    pages: Vec<Vec<f32>>,
}

impl Pages {
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

    /// Adds a row.
    pub fn push(&mut self, row: &[f32]) {
        if self.count.is_multiple_of(Self::ROWS) {
            self.pages.push(Vec::with_capacity(Self::ROWS * self.width));
        }
        if let Some(page) = self.pages.last_mut() {
            page.extend_from_slice(row);
            self.count += 1;
        }
    }

    /// A row.
    #[inline(always)]
    pub fn row(&self, row: usize) -> &[f32] {
        &self.pages[row / Self::ROWS][row % Self::ROWS * self.width..][..self.width]
    }

    /// Keeps some rows, given in rising order.
    pub fn keep(&mut self, kept: &[u32]) {
        let mut rows = Pages::new(self.width);
        kept.iter().for_each(|row| rows.push(self.row(*row as usize)));
        *self = rows;
    }
}
