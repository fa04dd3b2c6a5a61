//! One output of a decoder-only model.

use std::ops::Range;

use rand_chacha::ChaCha8Rng;

use super::{Watch, Watches, lookup};
use crate::engine::causal::{KeyValueCache, Sequence};
use crate::generate::choice::Choice;
use crate::generate::rules::{Frame, Rules};
use crate::generate::scores::Scores;
use crate::generate::{Finish, GenerateError, Output};

/// An output, from its prompt to its end.
pub(super) struct Row<'a> {
    pub number: usize,
    sequence: Sequence,
    /// The prompt, then what was written.
    written: Vec<u32>,
    frame: Frame,
    /// Tokens that are shared with other prompts and read already.
    shared: usize,
    chance: ChaCha8Rng,
    watch: Option<Box<dyn Watch + 'a>>,
    /// Whether it is held to what it is to be held to.
    is_begun: bool,
    /// How it ended, or why it could not go on.
    end: Option<Result<Finish, String>>,
    /// The tokens of this step: unread ones, then some that are only tried.
    planned: Vec<u32>,
    tried: usize,
    trials: lookup::Trials,
}

impl<'a> Row<'a> {
    pub fn new(number: usize, prompt: &[u32], longest: usize, chance: ChaCha8Rng) -> Self {
        Row {
            number,
            sequence: Sequence::default(),
            written: prompt.to_vec(),
            frame: Frame {
                start: prompt.len(),
                longest,
            },
            shared: 0,
            chance,
            watch: None,
            is_begun: false,
            end: None,
            planned: Vec::new(),
            tried: 0,
            trials: lookup::Trials::default(),
        }
    }

    pub fn prompt(&self) -> &[u32] {
        &self.written[..self.frame.start]
    }

    /// It begins with so many tokens of a common beginning.
    pub fn shares(&mut self, tokens: usize) {
        self.shared = tokens;
    }

    pub fn starts_with_prefix(&self, prefix: &Sequence) -> bool {
        self.shared > 0 && self.shared == prefix.len()
    }

    /// Goes on from what is read already.
    pub fn begin(&mut self, sequence: Sequence, watch: Watches<'_, 'a>) {
        self.sequence = sequence;
        if !self.is_begun {
            self.is_begun = true;
            self.watch = watch();
        }
    }

    /// Has read nothing any more, but keeps what was written; gives back what held it.
    pub fn forget(&mut self) -> Sequence {
        self.shared = 0;
        self.planned.clear();
        self.tried = 0;
        std::mem::take(&mut self.sequence)
    }

    /// Blocks that it will take in a while: outputs seldom become as long as they may.
    pub fn blocks_to_come(&self) -> usize {
        const AHEAD: usize = 256;
        let expected = self.frame.longest.min(self.written.len() + AHEAD);
        KeyValueCache::blocks_for(expected).saturating_sub(self.sequence.blocks().len())
    }

    /// Whether more than its last token is unread.
    pub fn is_reading(&self) -> bool {
        self.written.len() - self.sequence.len() > 1
    }

    /// Decides on the tokens of this step, at most so many; gives how many.
    pub fn plan(&mut self, room: usize, tries: bool) -> usize {
        let unread = &self.written[self.sequence.len()..];
        self.planned.clear();
        self.planned.extend_from_slice(&unread[..unread.len().min(room)]);
        self.tried = 0;
        if tries && unread.len() == 1 {
            // The token after the last trial is chosen too, and must have its place.
            let most = (self.frame.longest - self.written.len() - 1).min(room.saturating_sub(1));
            let trial = self.trials.propose(&self.written, most);
            self.tried = trial.len();
            self.planned.extend_from_slice(trial);
        }
        self.planned.len()
    }

    pub fn planned(&self) -> &[u32] {
        &self.planned
    }

    pub fn sequence_mut(&mut self) -> &mut Sequence {
        &mut self.sequence
    }

    /// How many rows of this step need scores: the last unread token, and what is tried after it.
    pub fn scored_count(&self) -> usize {
        match self.sequence.len() >= self.written.len() && !self.planned.is_empty() {
            true => 1 + self.tried,
            false => 0,
        }
    }

    /// Those rows, of the rows of its tokens.
    pub fn scored(&self, rows: Range<usize>) -> Range<usize> {
        rows.end - self.scored_count()..rows.end
    }

    /// Takes a token; says whether the scores after the next trial may be used.
    pub fn choose(&mut self, rules: &Rules, choice: &Choice, scores: Scores<'_>) -> bool {
        match self.try_choose(rules, choice, scores) {
            Ok(goes_on) => goes_on,
            Err(reason) => {
                self.end = Some(Err(reason));
                false
            }
        }
    }

    fn try_choose(&mut self, rules: &Rules, choice: &Choice, mut scores: Scores<'_>) -> Result<bool, String> {
        rules.apply(&self.written, self.frame, &mut scores);
        if let Some(watch) = &mut self.watch {
            watch.restrict(&mut scores)?;
        }
        let token = choice.take(&scores, &mut self.chance);
        if !scores.get(token).is_finite() {
            return Err("no token may come next, or the model gives no numbers".to_owned());
        }
        let trial = self.planned.len() - self.tried;
        let was_right = self.tried > 0 && self.planned.get(trial) == Some(&token);
        self.written.push(token);
        let watched = self.watch.as_mut().map(|watch| watch.take(token)).transpose()?;
        self.end = match token {
            token if watched == Some(true) || rules.ends(token) => Some(Ok(Finish::Stop)),
            _ if self.written.len() >= self.frame.longest => Some(Ok(Finish::Length)),
            _ => None,
        };
        self.trials.learn(was_right, self.tried > 0);
        if was_right {
            // What is left of the trial stands after what is known now.
            self.tried -= 1;
        }
        Ok(was_right && self.end.is_none())
    }

    pub fn is_finished(&self) -> bool {
        self.end.is_some()
    }

    /// Tokens that are read and belong to the output: all but what was tried in vain, and the last that was chosen.
    pub fn known(&self) -> usize {
        match self.scored_count() {
            0 => self.sequence.len(),
            _ => (self.written.len() - 1).min(self.sequence.len()),
        }
    }

    pub fn into_output(mut self) -> (usize, Result<Output, GenerateError>, Sequence) {
        let ids = self.written.split_off(self.frame.start);
        let output = match self.end {
            Some(Err(reason)) => Err(GenerateError::Held(reason)),
            Some(Ok(finish)) => Ok(Output {
                ids,
                score: None,
                finish,
            }),
            None => Ok(Output {
                ids,
                score: None,
                finish: Finish::Length,
            }),
        };
        (self.number, output, self.sequence)
    }
}
