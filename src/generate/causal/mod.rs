//! Decoder-only models: prompts of different lengths are read and gone on with together.
//!
//! A step computes one token of every output that is being written and, as far as its budget goes, some tokens of prompts that
//! are still being read. What is finished leaves, what waits takes its place. What all prompts begin with is read once.
//! Every row is computed for itself: what is written for a prompt does not depend on the others.

mod lookup;
mod row;

use std::collections::VecDeque;

use candle_core::Result;
use rayon::prelude::*;

use super::choice::Choice;
use super::config::{ConfigError, GenerationConfig};
use super::rules::Rules;
use super::scores::Scores;
use super::times::{Part, Times};
use super::vocabulary::OutputVocabulary;
use super::{GenerateError, Output};
use crate::engine::causal::{Addition, BLOCK, CausalModel, KeyValueCache, Sequence};
use row::Row;

/// What a run may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CausalBudget {
    /// The most outputs that are written at a time.
    pub rows: usize,
    /// The most tokens of a step.
    pub step_tokens: usize,
    /// The most memory for keys and values, in bytes.
    pub cache_bytes: usize,
    /// Whether tokens that stand after the same words in the prompt are tried together.
    pub speculates: bool,
}

impl Default for CausalBudget {
    fn default() -> Self {
        CausalBudget {
            rows: 32,
            step_tokens: 512,
            cache_bytes: 4 << 30,
            speculates: true,
        }
    }
}

/// Holds an output to something: a grammar, an end.
pub trait Watch: Send {
    /// Takes the scores of tokens that may not come next.
    ///
    /// # Errors
    ///
    /// Fails if nothing may, or the holder gives up; then the output has failed.
    fn restrict(&mut self, scores: &mut Scores<'_>) -> std::result::Result<(), String>;
    /// Is told what was chosen; says whether the output ends with it.
    ///
    /// # Errors
    ///
    /// Fails if the holder gives up; then the output has failed.
    fn take(&mut self, token: u32) -> std::result::Result<bool, String>;
}

/// Gives what an output is held to, once for each.
pub type Watches<'w, 'a> = &'w (dyn Fn() -> Option<Box<dyn Watch + 'a>> + Sync);

/// Prompts, how to go on with them, and what may be used for it.
pub struct CausalRun<'a> {
    model: &'a CausalModel,
    rules: Rules,
    choice: Choice,
    config: &'a GenerationConfig,
    budget: CausalBudget,
    times: &'a Times,
}

/// Outputs that are being written.
struct Work<'a> {
    cache: KeyValueCache,
    /// What all prompts begin with, and its length.
    prefix: Sequence,
    waiting: VecDeque<Row<'a>>,
    active: Vec<Row<'a>>,
    /// Blocks that active rows may still take.
    promised: usize,
    results: Vec<Option<std::result::Result<Output, GenerateError>>>,
}

impl<'a> CausalRun<'a> {
    /// A run with these wishes.
    ///
    /// # Errors
    ///
    /// Fails if the wishes cannot be met.
    pub fn new(
        model: &'a CausalModel,
        config: &'a GenerationConfig,
        budget: CausalBudget,
        times: &'a Times,
    ) -> std::result::Result<Self, ConfigError> {
        if config.beams() > 1 {
            return Err(ConfigError::Value {
                name: "num_beams",
                rule: "must be 1 for decoder-only models",
            });
        }
        Ok(CausalRun {
            model,
            rules: Rules::new(config, config.end_tokens()?)?,
            choice: Choice::new(config),
            config,
            budget,
            times,
        })
    }

    /// Goes on with every prompt, in their order. `streams` are the numbers that chance goes by, one for each; `watch` gives what
    /// an output is held to.
    pub fn generate(
        &self,
        prompts: &[Vec<u32>],
        streams: &[usize],
        watch: Watches<'_, 'a>,
    ) -> Vec<std::result::Result<Output, GenerateError>> {
        let cache = match self.model.cache(self.budget.cache_bytes) {
            Ok(cache) => cache,
            Err(error) => {
                let failed = |_: &Vec<u32>| Err(GenerateError::of_model(&error));
                return prompts.iter().map(failed).collect();
            }
        };
        let mut work = Work {
            cache,
            prefix: Sequence::default(),
            waiting: VecDeque::new(),
            active: Vec::new(),
            promised: 0,
            results: prompts.iter().map(|_| None).collect(),
        };
        for (number, prompt) in prompts.iter().enumerate() {
            match self.admit(&work.cache, prompt) {
                Ok(longest) => {
                    let stream = streams.get(number).copied().unwrap_or(number);
                    let chance = self.choice.chance_for(stream);
                    work.waiting.push_back(Row::new(number, prompt, longest, chance));
                }
                Err(error) => work.results[number] = Some(Err(error)),
            }
        }
        // Inside the pool of threads, so that loops start without waking it.
        rayon::scope(|_| self.work_off(&mut work, watch));
        let results = work.results.into_iter();
        let unanswered = || Err(GenerateError::Model("it was not gone on with".to_owned()));
        results.map(|result| result.unwrap_or_else(unanswered)).collect()
    }

    /// The most tokens of an output with its prompt, if it has a place at all.
    fn admit(&self, cache: &KeyValueCache, prompt: &[u32]) -> std::result::Result<usize, GenerateError> {
        /// Where nothing is said.
        const NEW_TOKENS: usize = 512;
        let context = self.model.architecture().context;
        let wanted = match (self.config.max_new_tokens, self.config.max_length) {
            (Some(new), _) if self.config.fills_context => Some(prompt.len().saturating_add(new).min(context)),
            (Some(new), _) => Some(prompt.len().saturating_add(new)),
            (None, length) => length,
        };
        let longest = wanted.unwrap_or_else(|| (prompt.len() + NEW_TOKENS).min(context));
        let vocabulary = self.model.architecture().vocabulary;
        if let Some(token) = prompt.iter().find(|token| **token as usize >= vocabulary) {
            let reason = format!("there is no token {token}: the vocabulary has {vocabulary}");
            return Err(GenerateError::Model(reason));
        }
        match prompt.len() {
            0 => Err(GenerateError::Empty),
            length if length >= longest || longest > context => Err(GenerateError::NoContext {
                tokens: longest.max(length + 1),
                limit: longest.min(context),
            }),
            _ if KeyValueCache::blocks_for(longest) > cache.limit() => Err(GenerateError::NoRoom {
                tokens: longest,
                limit: cache.limit() * BLOCK,
            }),
            _ => Ok(longest),
        }
    }

    fn work_off(&self, work: &mut Work<'a>, watch: Watches<'_, 'a>) {
        let most = self.budget.rows.max(1);
        let mut rows = most;
        while !work.waiting.is_empty() || !work.active.is_empty() {
            let step = self.fill(work, rows, watch).and_then(|()| {
                let begun = work.active.len();
                self.step(work)?;
                Ok(begun - work.active.len())
            });
            let error = match step {
                Err(error) => error,
                Ok(finished) => {
                    // Whoever is finished leaves room for more than there was when it was short.
                    rows = (rows + finished).min(most);
                    continue;
                }
            };
            // Perhaps there is too little memory for so many: what was written stays, and is read again.
            tracing::debug!(%error, rows = work.active.len(), "a step failed");
            let active = std::mem::take(&mut work.active);
            rows = (active.len() / 2).max(1);
            let is_alone = active.len() <= 1;
            let prefix = std::mem::take(&mut work.prefix);
            work.cache.release(prefix);
            work.promised = 0;
            // Nothing could be begun at all: whoever is first has failed.
            let alone = active.is_empty().then(|| work.waiting.pop_front()).flatten();
            for mut row in active.into_iter().rev().chain(alone) {
                work.cache.release(row.forget());
                match is_alone {
                    false => work.waiting.push_front(row),
                    true => work.results[row.number] = Some(Err(GenerateError::of_model(&error))),
                }
            }
        }
    }

    /// Lets waiting rows begin, as long as there is room for what they will be in a while. Should all grow beyond that, some begin
    /// again later.
    fn fill(&self, work: &mut Work<'a>, rows: usize, watch: Watches<'_, 'a>) -> Result<()> {
        if work.active.is_empty() {
            self.read_prefix(work)?;
        }
        while work.active.len() < rows
            && let Some(row) = work.waiting.front()
        {
            let shared = if row.starts_with_prefix(&work.prefix) {
                work.prefix.len()
            } else {
                0
            };
            let needed = row.blocks_to_come() - shared / BLOCK;
            if work.promised + needed > work.cache.available() && !work.active.is_empty() {
                break;
            }
            let begun = if work.promised + needed > work.cache.available() {
                // Alone it has room, but not beside what all begin with.
                let prefix = std::mem::take(&mut work.prefix);
                work.cache.release(prefix);
                Sequence::default()
            } else if shared > 0 {
                work.cache.fork(&work.prefix)?
            } else {
                Sequence::default()
            };
            let Some(mut row) = work.waiting.pop_front() else { break };
            row.begin(begun, watch);
            work.promised += row.blocks_to_come();
            work.active.push(row);
        }
        Ok(())
    }

    /// Reads what all waiting prompts begin with, if that is worth it.
    fn read_prefix(&self, work: &mut Work<'a>) -> Result<()> {
        /// Tokens from which on it is.
        const WORTH: usize = 2 * BLOCK;
        if !work.prefix.is_empty() || work.waiting.len() < 2 {
            return Ok(());
        }
        let first = work.waiting[0].prompt();
        let common = work.waiting.iter().skip(1).fold(first.len() - 1, |common, row| {
            let same = first.iter().zip(row.prompt()).take_while(|(left, right)| left == right);
            same.count().min(common).min(row.prompt().len() - 1)
        });
        if common < WORTH {
            return Ok(());
        }
        for tokens in first[..common].chunks(self.budget.step_tokens.max(1)) {
            let mut additions = [Addition {
                sequence: &mut work.prefix,
                tokens,
            }];
            self.times
                .measure(Part::Encode, || self.model.add(&mut additions, &mut work.cache))?;
        }
        for row in &mut work.waiting {
            row.shares(common);
        }
        Ok(())
    }

    /// One step of all active rows.
    fn step(&self, work: &mut Work<'a>) -> Result<()> {
        let mut room = self.budget.step_tokens.max(work.active.len());
        let tries = self.budget.speculates && matches!(self.choice, Choice::Best) && work.active.len() <= lookup::ROWS;
        // Outputs go on before prompts are read.
        let mut order: Vec<usize> = (0..work.active.len()).collect();
        order.sort_by_key(|row| work.active[*row].is_reading());
        for row in order {
            let row = &mut work.active[row];
            room -= row.plan(room, tries);
        }
        work.promised = 0;
        let part = match work.active.iter().any(|row| row.is_reading()) {
            true => Part::Encode,
            false => Part::Decode,
        };
        let planned: Vec<Vec<u32>> = work.active.iter().map(|row| row.planned().to_vec()).collect();
        let hidden = {
            let rows = work.active.iter_mut().zip(&planned);
            let mut additions: Vec<Addition<'_>> = rows
                .filter(|(_, tokens)| !tokens.is_empty())
                .map(|(row, tokens)| Addition {
                    sequence: row.sequence_mut(),
                    tokens,
                })
                .collect();
            self.times
                .measure(part, || self.model.add(&mut additions, &mut work.cache))?
        };
        let mut first = 0;
        let mut scored = Vec::new();
        for (row, tokens) in work.active.iter().zip(&planned) {
            let rows = first..first + tokens.len();
            first = rows.end;
            scored.extend(row.scored(rows).map(|row| row as u32));
        }
        if !scored.is_empty() {
            let mut scores = Vec::new();
            self.times.measure(Part::Score, || {
                self.model.score(&hidden, &scored, self.model.head(), &mut scores)
            })?;
            self.times
                .measure(Part::Choose, || self.choose(&mut work.active, &mut scores));
        }
        self.settle(work);
        Ok(())
    }

    /// Takes the next token, or several, of every row that has scores.
    fn choose(&self, active: &mut [Row<'a>], scores: &mut [f32]) {
        let vocabulary = OutputVocabulary::Whole(self.model.head().vocabulary());
        let width = vocabulary.len();
        let mut parts = Vec::with_capacity(active.len());
        let mut rest = scores;
        for row in active.iter_mut() {
            let (part, others) = rest.split_at_mut(row.scored_count() * width);
            rest = others;
            parts.push((row, part));
        }
        parts.into_par_iter().for_each(|(row, part)| {
            for scores in part.chunks_exact_mut(width) {
                let goes_on = row.choose(&self.rules, &self.choice, Scores::new(scores, &vocabulary));
                if !goes_on {
                    break;
                }
            }
        });
    }

    /// Takes back what was tried in vain, and lets finished rows go.
    fn settle(&self, work: &mut Work<'a>) {
        let (finished, mut active): (Vec<Row<'a>>, Vec<Row<'a>>) =
            work.active.drain(..).partition(|row| row.is_finished());
        for row in finished {
            let (number, output, sequence) = row.into_output();
            work.results[number] = Some(output);
            work.cache.release(sequence);
        }
        for row in &mut active {
            let known = row.known();
            work.cache.shorten(row.sequence_mut(), known);
        }
        work.promised = active.iter().map(Row::blocks_to_come).sum();
        work.active = active;
    }
}
