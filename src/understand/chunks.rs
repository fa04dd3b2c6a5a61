//! Chunks: whole sentences packed to a budget, so that nothing is cut.

use std::ops::Range;

use super::Reading;

/// Consecutive sentences of a reading that fit a budget together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Which sentences, by index.
    pub sentences: Range<usize>,
    /// What they cost.
    pub cost: usize,
}

/// Packs the sentences of a reading into as few chunks of at most `budget` as their order allows.
///
/// The cost of a sentence is what `count` says: tokens of a model, words, characters. A single
/// sentence above the budget gets a chunk of its own: to split it is for the caller to decide, who
/// knows what the budget is for.
pub fn chunks(reading: &Reading, budget: usize, count: impl Fn(&str) -> usize) -> Vec<Chunk> {
    let mut chunks: Vec<Chunk> = Vec::new();
    for (index, sentence) in reading.sentences.iter().enumerate() {
        let cost = count(reading.text(sentence));
        match chunks.last_mut() {
            Some(chunk) if chunk.cost + cost <= budget => {
                chunk.sentences.end = index + 1;
                chunk.cost += cost;
            }
            _ => chunks.push(Chunk {
                sentences: index..index + 1,
                cost,
            }),
        }
    }
    chunks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::understand::tests::reading;

    fn words(text: &str) -> usize {
        text.split(' ').count()
    }

    #[test]
    fn chunks_are_whole_sentences_within_the_budget() {
        let reading = reading("One two three. Four five. Six seven eight nine. Ten.");
        let chunks = chunks(&reading, 5, words);
        let parts: Vec<_> = chunks
            .iter()
            .map(|chunk| (chunk.sentences.clone(), chunk.cost))
            .collect();
        assert_eq!(parts, [(0..2, 5), (2..4, 5)]);
    }

    #[test]
    fn a_sentence_above_the_budget_stays_whole() {
        let reading = reading("One two three four. Five.");
        let chunks = chunks(&reading, 2, words);
        let parts: Vec<_> = chunks.iter().map(|chunk| chunk.cost).collect();
        assert_eq!(parts, [4, 1]);
    }
}
