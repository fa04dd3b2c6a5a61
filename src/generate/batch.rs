//! Many inputs: in batches of similar lengths, each as large as a budget allows.

use std::cell::Cell;
use std::sync::Arc;

use candle_core::Result;
use rayon::prelude::*;

use super::beam::{self, BeamOptions};
use super::choice::Choice;
use super::config::{ConfigError, GenerationConfig};
use super::rules::{Frame, Rules};
use super::scores::Scores;
use super::times::{Part, Times};
use super::vocabulary::{OutputHead, OutputVocabulary};
use super::{Output, greedy};
use crate::engine::encoder_decoder::{DecoderState, EncoderDecoder, Head, Hidden, Memory};

/// Nothing could be written for an input.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GenerateError {
    /// There are no tokens to read.
    #[error("the input is empty")]
    Empty,
    /// The input has no room in the model.
    #[error("the input has {length} tokens, the model reads at most {limit}")]
    TooLong {
        /// Its tokens.
        length: usize,
        /// The most there may be.
        limit: usize,
    },
    /// The input and its output have no room in the model.
    #[error(
        "the input and its output may have {tokens} tokens, there is room for {limit}: shorten the one or the other (--max-new-tokens)"
    )]
    NoContext {
        /// Its tokens, with the most that may be written.
        tokens: usize,
        /// The most there may be.
        limit: usize,
    },
    /// There is no room for its keys and values.
    #[error("the input and its output may have {tokens} tokens, there is room for {limit} (--cache-memory)")]
    NoRoom {
        /// Its tokens, with the most that may be written.
        tokens: usize,
        /// The most there may be.
        limit: usize,
    },
    /// What it is held to cannot be met.
    #[error("the output cannot be held to its grammar: {0}")]
    Held(String),
    /// The network failed.
    #[error("the model could not compute: {0}")]
    Model(String),
}

impl GenerateError {
    /// What stopped the model, in a line: libraries may add where in their code it happened.
    pub(super) fn of_model(error: &candle_core::Error) -> Self {
        let reason = error.to_string();
        GenerateError::Model(reason.lines().next().unwrap_or_default().to_owned())
    }
}

/// Inputs that are worked on together.
pub struct Budget {
    /// The most inputs.
    pub rows: usize,
    /// The most tokens of all inputs.
    pub tokens: usize,
}

impl Budget {
    /// What fits for a number of beams.
    fn of_beams(beams: usize) -> Self {
        Budget {
            rows: (64 / beams.min(4)).max(1),
            tokens: 8192 / beams.min(4),
        }
    }
}

/// A model and the tokens that it may write.
pub(super) struct Decoder<'a> {
    model: &'a EncoderDecoder,
    head: &'a Head,
    vocabulary: &'a OutputVocabulary,
    start_token: u32,
    frame: Frame,
    times: &'a Times,
    /// Scores of the last step, whose memory the next one uses: they are the largest thing that is computed.
    scores: Cell<Vec<f32>>,
}

impl Decoder<'_> {
    pub fn start_token(&self) -> u32 {
        self.start_token
    }

    /// What every output stands in.
    pub fn frame(&self) -> Frame {
        self.frame
    }

    pub fn start(&self, memory: Memory) -> DecoderState {
        let sources = 0..memory.sequences().len();
        self.model.start(Arc::new(memory), sources)
    }

    pub fn encode(&self, sources: &[&[u32]]) -> Result<Memory> {
        self.times.measure(Part::Encode, || self.model.encode(sources))
    }

    pub fn advance(&self, tokens: &[u32], state: &mut DecoderState) -> Result<Hidden> {
        self.times.measure(Part::Decode, || self.model.advance(tokens, state))
    }

    /// Scores the tokens that may come next, and lets `choose` work on the scores of every row.
    pub fn scores<R: Send, T: Send>(
        &self,
        hidden: &Hidden,
        rows: &mut [R],
        choose: impl Fn(&mut R, Scores) -> T + Sync,
    ) -> Result<Vec<T>> {
        let mut scores = self.scores.take();
        self.times
            .measure(Part::Score, || hidden.score(self.head, &mut scores))?;
        let width = self.vocabulary.len();
        let each = scores.par_chunks_exact_mut(width).zip(rows.par_iter_mut());
        let chosen = || {
            each.map(|(row, item)| choose(item, Scores::new(row, self.vocabulary)))
                .collect()
        };
        let chosen = self.times.measure(Part::Choose, chosen);
        self.scores.replace(scores);
        Ok(chosen)
    }
}

/// Writes an output for every input, in their order. What is written for one does not depend on the others.
///
/// # Errors
///
/// Fails as a whole only if the wishes cannot be met; else every input has its own result.
pub fn generate(
    model: &EncoderDecoder,
    output: &OutputHead,
    inputs: &[Vec<u32>],
    config: &GenerationConfig,
    times: &Times,
) -> std::result::Result<Vec<std::result::Result<Output, GenerateError>>, ConfigError> {
    let tokens = config.tokens()?;
    let frame = Frame::of_decoder(config.longest(model.position_limit()));
    let run = Run {
        rules: Rules::new(config, tokens.end.clone())?,
        choice: Choice::new(config),
        beams: BeamOptions::new(config, frame.longest),
        searches: config.beams() > 1,
    };
    let mut results: Vec<Option<std::result::Result<Output, GenerateError>>> = inputs.iter().map(|_| None).collect();
    let limit = model.position_limit();
    let mut order = Vec::with_capacity(inputs.len());
    for (number, input) in inputs.iter().enumerate() {
        match (input.len(), limit) {
            (0, _) => results[number] = Some(Err(GenerateError::Empty)),
            (length, Some(limit)) if length > limit => {
                results[number] = Some(Err(GenerateError::TooLong { length, limit }))
            }
            _ => order.push(number),
        }
    }
    // Long ones first: what does not fit into memory shows at once.
    order.sort_by_key(|number| std::cmp::Reverse(inputs[*number].len()));
    let budget = Budget::of_beams(config.beams());
    // Inside the pool of threads, so that loops start without waking it.
    rayon::scope(|_| {
        let decoder = Decoder {
            model,
            head: &output.head,
            vocabulary: &output.vocabulary,
            start_token: tokens.start,
            frame,
            times,
            scores: Cell::default(),
        };
        for batch in batches(&order, inputs, &budget) {
            run.batch(&decoder, batch, inputs, &mut results);
        }
    });
    Ok(results
        .into_iter()
        .map(|result| result.unwrap_or(Err(GenerateError::Empty)))
        .collect())
}

/// Cuts a list of inputs into parts within a budget; an input beyond it stands alone.
fn batches<'a>(order: &'a [usize], inputs: &'a [Vec<u32>], budget: &'a Budget) -> impl Iterator<Item = &'a [usize]> {
    let mut rest = order;
    std::iter::from_fn(move || {
        let mut tokens = 0;
        let fits = rest.iter().take(budget.rows).take_while(|number| {
            tokens += inputs[**number].len();
            tokens <= budget.tokens
        });
        let count = fits.count().max(1);
        let (batch, others) = rest.split_at_checked(count)?;
        rest = others;
        Some(batch)
    })
}

struct Run {
    rules: Rules,
    choice: Choice,
    beams: BeamOptions,
    searches: bool,
}

impl Run {
    /// Works on a batch; if that fails, on its halves, so that a lack of memory or a bad input costs no other.
    fn batch(
        &self,
        decoder: &Decoder,
        numbers: &[usize],
        inputs: &[Vec<u32>],
        results: &mut [Option<std::result::Result<Output, GenerateError>>],
    ) {
        match self.search(decoder, numbers, inputs) {
            Ok(outputs) => {
                for (number, output) in numbers.iter().zip(outputs) {
                    results[*number] = Some(Ok(output));
                }
            }
            Err(error) => match numbers {
                [number] => results[*number] = Some(Err(GenerateError::of_model(&error))),
                numbers => {
                    tracing::debug!(%error, inputs = numbers.len(), "a batch failed and is halved");
                    let (first, second) = numbers.split_at(numbers.len() / 2);
                    self.batch(decoder, first, inputs, results);
                    self.batch(decoder, second, inputs, results);
                }
            },
        }
    }

    fn search(&self, decoder: &Decoder, numbers: &[usize], inputs: &[Vec<u32>]) -> Result<Vec<Output>> {
        let sources: Vec<&[u32]> = numbers.iter().map(|number| inputs[*number].as_slice()).collect();
        let memory = decoder.encode(&sources)?;
        match self.searches {
            true => beam::search(decoder, memory, &self.rules, &self.beams),
            false => greedy::search(decoder, memory, numbers, &self.rules, &self.choice),
        }
    }
}
