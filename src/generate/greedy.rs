//! One output for every source, token after token.

use candle_core::Result;
use rand_chacha::ChaCha8Rng;

use super::batch::Decoder;
use super::choice::Choice;
use super::rules::Rules;
use super::scores::Scores;
use super::{Finish, Output};
use crate::engine::encoder_decoder::Memory;

struct Row {
    source: usize,
    /// The first token, then what was written.
    written: Vec<u32>,
    chance: ChaCha8Rng,
}

/// Writes an output for every source of the memory; `numbers` are their numbers among all inputs.
pub(super) fn search(
    decoder: &Decoder,
    memory: Memory,
    numbers: &[usize],
    rules: &Rules,
    choice: &Choice,
) -> Result<Vec<Output>> {
    let mut outputs: Vec<Option<Output>> = vec![None; numbers.len()];
    let mut state = decoder.start(memory);
    let frame = decoder.frame();
    let row = |(source, number): (usize, &usize)| Row {
        source,
        written: vec![decoder.start_token()],
        chance: choice.chance_for(*number),
    };
    let mut rows: Vec<Row> = numbers.iter().enumerate().map(row).collect();
    while !rows.is_empty() {
        let last: Vec<u32> = rows.iter().filter_map(|row| row.written.last().copied()).collect();
        let hidden = decoder.advance(&last, &mut state)?;
        let next = match rows[0].written.as_slice() {
            written if rules.forced(written).is_some() => rules.forced(written).map(|token| vec![token; rows.len()]),
            _ => None,
        };
        let next = match next {
            Some(next) => next,
            None => decoder.scores(&hidden, &mut rows, |row, mut scores: Scores| {
                rules.apply(&row.written, frame, &mut scores);
                choice.take(&scores, &mut row.chance)
            })?,
        };
        let mut kept = Vec::with_capacity(rows.len());
        for (place, (row, token)) in rows.iter_mut().zip(next).enumerate() {
            row.written.push(token);
            let finish = match token {
                token if rules.ends(token) => Finish::Stop,
                _ if row.written.len() >= frame.longest => Finish::Length,
                _ => {
                    kept.push(place);
                    continue;
                }
            };
            outputs[row.source] = Some(Output {
                ids: row.written.split_off(1),
                score: None,
                finish,
            });
        }
        if kept.len() < rows.len() {
            state.keep(&kept)?;
            // Those that are finished gave their tokens away.
            rows.retain(|row| row.written.len() > 1);
        }
    }
    Ok(outputs.into_iter().flatten().collect())
}
