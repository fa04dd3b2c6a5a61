//! Sequences of different lengths in one array, for devices that want few and large products.

use std::ops::Range;

/// Where queries and keys stand in arrays in which every sequence has as much room as the longest. What fills up is the first
/// row; whoever computes with it masks it.
pub struct Padding {
    /// Queries of the longest sequence.
    pub queries: usize,
    /// Keys of the longest sequence.
    pub keys: usize,
    /// For every place of the padded queries the row that stands there.
    pub query_places: Vec<u32>,
    /// For every place of the padded keys the row that stands there.
    pub key_places: Vec<u32>,
    /// For every query its row in the padded array.
    pub query_rows: Vec<u32>,
}

impl Padding {
    /// Pads sequences, each with the rows of its queries and of its keys.
    pub fn of(sequences: impl Iterator<Item = (Range<usize>, Vec<usize>)>) -> Self {
        let sequences: Vec<(Range<usize>, Vec<usize>)> = sequences.collect();
        let queries = sequences.iter().map(|(queries, _)| queries.len()).max().unwrap_or(0);
        let keys = sequences.iter().map(|(_, keys)| keys.len()).max().unwrap_or(0);
        let mut padding = Padding {
            queries,
            keys,
            query_places: Vec::new(),
            key_places: Vec::new(),
            query_rows: Vec::new(),
        };
        for (number, (query_rows, key_rows)) in sequences.into_iter().enumerate() {
            let first = (number * queries) as u32;
            padding
                .query_rows
                .extend((0..query_rows.len() as u32).map(|row| first + row));
            extend(&mut padding.query_places, query_rows, queries);
            extend(&mut padding.key_places, key_rows.into_iter(), keys);
        }
        padding
    }
}

fn extend(places: &mut Vec<u32>, rows: impl Iterator<Item = usize>, length: usize) {
    let end = places.len() + length;
    places.extend(rows.map(|row| row as u32));
    places.resize(end, 0);
}
