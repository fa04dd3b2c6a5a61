//! JSON Lines: one record a line, found again by its id.

use std::collections::HashMap;
use std::io::BufRead;

use super::{EvaluateError, LineError};

/// What editors on Windows put before the first line.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Hands each line that is not blank to `take`, with its number from 1. Blank lines count.
pub(super) fn for_each_line(
    mut stream: impl BufRead,
    mut take: impl FnMut(usize, &[u8]) -> Result<(), LineError>,
) -> Result<(), EvaluateError> {
    let mut bytes = Vec::new();
    for line in 1.. {
        bytes.clear();
        let length = stream
            .read_until(b'\n', &mut bytes)
            .map_err(|source| EvaluateError::Read { line, source })?;
        if length == 0 {
            break;
        }
        let record = match line {
            1 => bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&bytes),
            _ => &bytes,
        };
        // Without the line break, so that a record that breaks off breaks off on this line.
        let record = record.trim_ascii();
        if !record.is_empty() {
            take(line, record).map_err(|source| EvaluateError::Line { line, source })?;
        }
    }
    Ok(())
}

/// Records in the order of their file. Ids are compared as they are written: `7` and `"7"` are one.
#[derive(Debug, Clone)]
pub(super) struct ById<T> {
    records: Vec<Record<T>>,
    positions: HashMap<String, usize>,
}

#[derive(Debug, Clone)]
struct Record<T> {
    id: String,
    line: usize,
    content: T,
}

impl<T> ById<T> {
    pub(super) fn insert(&mut self, id: impl ToString, line: usize, content: T) -> Result<(), LineError> {
        let id = id.to_string();
        if let Some(position) = self.positions.get(&id) {
            let first = self.records[*position].line;
            return Err(LineError::DuplicateId { id, first });
        }
        self.positions.insert(id.clone(), self.records.len());
        self.records.push(Record { id, line, content });
        Ok(())
    }

    pub(super) fn get(&self, id: &str) -> Option<&T> {
        let position = self.positions.get(id)?;
        Some(&self.records[*position].content)
    }

    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.records.iter().map(|record| (record.id.as_str(), &record.content))
    }

    /// Each record with its line.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &T)> {
        self.records.iter().map(|record| (record.line, &record.content))
    }

    /// How many of these have no counterpart in `others`.
    pub(super) fn count_without<U>(&self, others: &ById<U>) -> usize {
        self.iter().filter(|(id, _)| others.get(id).is_none()).count()
    }
}

impl<T> Default for ById<T> {
    fn default() -> Self {
        ById {
            records: Vec::new(),
            positions: HashMap::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers_of(text: &str) -> Vec<usize> {
        let mut numbers = Vec::new();
        for_each_line(text.as_bytes(), |line, _| {
            numbers.push(line);
            Ok(())
        })
        .expect("readable");
        numbers
    }

    #[test]
    fn blank_lines_are_skipped_but_counted() {
        assert_eq!(numbers_of("{}\n\n  \r\n{}"), [1, 4]);
        assert_eq!(numbers_of("\u{feff}\n{}\n"), [2]);
        assert_eq!(numbers_of(""), [0; 0]);
    }

    #[test]
    fn an_id_stands_once() {
        let mut records = ById::default();
        records.insert(7, 1, ()).expect("new");
        records.insert("8", 2, ()).expect("new");
        let error = records.insert("7", 3, ()).expect_err("the same id");
        assert_eq!(error.to_string(), "the id `7` stands on line 1 already");
    }
}
