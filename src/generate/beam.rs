//! Beam search: several outputs for every source are kept in view, and the best that ends is taken.
//!
//! What is compared when, and when the search stops, is that of the reference (Transformers 5, `_beam_search`).

use candle_core::Result;

use super::batch::Decoder;
use super::config::{EarlyStopping, GenerationConfig};
use super::rules::{Frame, Rules};
use super::scores::Scores;
use super::{Finish, Output};
use crate::engine::encoder_decoder::Memory;

/// How a search compares outputs.
pub(super) struct BeamOptions {
    beams: usize,
    /// The most tokens of an output, the first included.
    longest: usize,
    length_penalty: f32,
    early_stopping: EarlyStopping,
}

impl BeamOptions {
    pub fn new(config: &GenerationConfig, longest: usize) -> Self {
        BeamOptions {
            beams: config.beams(),
            longest,
            length_penalty: config.length_penalty.unwrap_or(1.0),
            early_stopping: config.early_stopping.unwrap_or_default(),
        }
    }
}

/// An output that goes on.
#[derive(Clone)]
struct Beam {
    /// The first token, then what was written.
    written: Vec<u32>,
    /// The sum of the logarithms of the probabilities.
    sum: f32,
}

/// A way to go on: a token after one of the beams.
struct Candidate {
    beam: usize,
    token: u32,
    sum: f32,
}

/// The search for one source.
struct Item {
    source: usize,
    beams: Vec<Beam>,
    /// The best that ended, best first.
    finished: Vec<Output>,
}

/// Writes an output for every source of the memory.
pub(super) fn search(decoder: &Decoder, memory: Memory, rules: &Rules, options: &BeamOptions) -> Result<Vec<Output>> {
    let sources = memory.sequences().len();
    let mut outputs: Vec<Option<Output>> = vec![None; sources];
    let mut state = decoder.start(memory);
    // All beams of a source begin alike, so that there is only one of them.
    let mut items: Vec<Item> = (0..sources)
        .map(|source| Item::new(source, decoder.start_token()))
        .collect();
    while !items.is_empty() {
        let mut beams: Vec<&Beam> = items.iter().flat_map(|item| &item.beams).collect();
        let last: Vec<u32> = beams.iter().filter_map(|beam| beam.written.last().copied()).collect();
        let hidden = decoder.advance(&last, &mut state)?;
        let keeps = rules.ends_count().max(1) + 1;
        let continuations = match rules.forced(&beams[0].written) {
            Some(token) => vec![vec![(token, 0.0)]; beams.len()],
            None => decoder.scores(&hidden, &mut beams, |beam, mut scores: Scores| {
                scores.normalize();
                rules.apply(&beam.written, Frame::of_decoder(options.longest), &mut scores);
                scores.best(keeps * options.beams)
            })?,
        };
        let mut continuations = continuations.into_iter();
        let mut parents = Vec::new();
        let mut first = 0;
        items.retain_mut(|item| {
            let count = item.beams.len();
            let candidates = item.candidates(continuations.by_ref().take(count), keeps * options.beams);
            let went_on = item.step(&candidates, rules, options);
            let done = item.is_done(options);
            if done {
                outputs[item.source] = item.finished.drain(..).next();
            } else {
                parents.extend(went_on.into_iter().map(|beam| first + beam));
            }
            first += count;
            !done
        });
        state.reorder(&parents)?;
    }
    Ok(outputs.into_iter().flatten().collect())
}

impl Item {
    fn new(source: usize, start: u32) -> Self {
        let beam = Beam {
            written: vec![start],
            sum: 0.0,
        };
        Item {
            source,
            beams: vec![beam],
            finished: Vec::new(),
        }
    }

    /// The best ways to go on after any beam, best first.
    fn candidates(&self, continuations: impl Iterator<Item = Vec<(u32, f32)>>, count: usize) -> Vec<Candidate> {
        let mut candidates: Vec<Candidate> = continuations
            .zip(&self.beams)
            .enumerate()
            .flat_map(|(beam, (tokens, Beam { sum, .. }))| {
                let with_sum = move |(token, score)| Candidate {
                    beam,
                    token,
                    sum: sum + score,
                };
                tokens.into_iter().map(with_sum)
            })
            .filter(|candidate| candidate.sum > f32::NEG_INFINITY)
            .collect();
        candidates.sort_by(|a, b| b.sum.total_cmp(&a.sum));
        candidates.truncate(count);
        candidates
    }

    /// Ends outputs and goes on with others; gives the beams that the new ones come from.
    fn step(&mut self, candidates: &[Candidate], rules: &Rules, options: &BeamOptions) -> Vec<usize> {
        let length = self.beams[0].written.len() + 1;
        let finish = |candidate: &Candidate| match candidate.token {
            token if rules.ends(token) => Some(Finish::Stop),
            _ if length >= options.longest => Some(Finish::Length),
            _ => None,
        };
        for candidate in candidates.iter().take(options.beams) {
            if let Some(finish) = finish(candidate) {
                self.end(candidate, finish, options);
            }
        }
        let going_on = candidates
            .iter()
            .filter(|candidate| finish(candidate).is_none())
            .take(options.beams);
        let (parents, beams) = going_on
            .map(|candidate| {
                let mut written = self.beams[candidate.beam].written.clone();
                written.push(candidate.token);
                let sum = candidate.sum;
                (candidate.beam, Beam { written, sum })
            })
            .unzip();
        self.beams = beams;
        parents
    }

    fn end(&mut self, candidate: &Candidate, finish: Finish, options: &BeamOptions) {
        let mut ids = self.beams[candidate.beam].written[1..].to_vec();
        ids.push(candidate.token);
        let score = candidate.sum / (ids.len() as f32).powf(options.length_penalty);
        let better = |other: &Output| other.score.is_some_and(|other| other >= score);
        let place = self.finished.iter().take_while(|other| better(other)).count();
        let score = Some(score);
        self.finished.insert(place, Output { ids, score, finish });
        self.finished.truncate(options.beams);
    }

    /// Whether no better output is to be expected.
    fn is_done(&self, options: &BeamOptions) -> bool {
        let Some(best) = self.beams.first() else { return true };
        if self.finished.len() < options.beams {
            return false;
        }
        let length = match options.early_stopping {
            EarlyStopping::Full => return true,
            EarlyStopping::Never if options.length_penalty > 0.0 => options.longest - 1,
            EarlyStopping::Never | EarlyStopping::Estimate => best.written.len() - 1,
        };
        let possible = best.sum / (length as f32).powf(options.length_penalty);
        let worst = self.finished.last().and_then(|output| output.score);
        worst.is_none_or(|worst| possible <= worst)
    }
}
