//! What changes the scores of tokens before one is chosen, in the order of the reference.

use super::config::{ConfigError, GenerationConfig};
use super::scores::Scores;

/// What an output stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Tokens that it began with: the first of a decoder, the prompt of a decoder-only model.
    pub start: usize,
    /// The most tokens, those included.
    pub longest: usize,
}

impl Frame {
    /// Of an output of at most so many tokens that began with one.
    pub fn of_decoder(longest: usize) -> Self {
        Frame { start: 1, longest }
    }
}

/// Rules for every step of an output.
pub struct Rules {
    repetition_penalty: f32,
    no_repeat_ngram_size: usize,
    bad_words: Vec<Vec<u32>>,
    /// Below this length, what it began with included, an output does not end.
    min_length: usize,
    /// Nor with fewer new tokens than these.
    min_new_tokens: usize,
    end: Vec<u32>,
    forced_first: Option<u32>,
    forced_last: Option<Vec<u32>>,
    suppressed: Vec<u32>,
    suppressed_first: Vec<u32>,
    renormalizes: bool,
}

impl Rules {
    /// The rules of some wishes.
    ///
    /// # Errors
    ///
    /// Fails if the wishes do.
    pub fn new(config: &GenerationConfig, end: Vec<u32>) -> Result<Self, ConfigError> {
        config.check()?;
        let is_end = |word: &[u32]| matches!(word, [token] if end.contains(token));
        let bad_words = config.bad_words_ids.clone().unwrap_or_default();
        Ok(Rules {
            repetition_penalty: config.repetition_penalty.unwrap_or(1.0),
            no_repeat_ngram_size: config.no_repeat_ngram_size.unwrap_or(0),
            bad_words: bad_words
                .into_iter()
                .filter(|word| !word.is_empty() && !is_end(word))
                .collect(),
            min_length: config.min_length.unwrap_or(0),
            min_new_tokens: config.min_new_tokens.unwrap_or(0),
            end,
            forced_first: config.forced_bos_token_id,
            forced_last: config.forced_eos_token_id.clone(),
            suppressed: config.suppress_tokens.clone().unwrap_or_default(),
            suppressed_first: config.begin_suppress_tokens.clone().unwrap_or_default(),
            renormalizes: config.renormalize_logits.unwrap_or(false),
        })
    }

    /// The token that must come next whatever the scores are.
    pub fn forced(&self, written: &[u32]) -> Option<u32> {
        self.forced_first
            .filter(|token| written.len() == 1 && !self.suppressed.contains(token))
    }

    /// Whether an output ends with this token.
    pub fn ends(&self, token: u32) -> bool {
        self.end.contains(&token)
    }

    /// How many tokens end outputs.
    pub fn ends_count(&self) -> usize {
        self.end.len()
    }

    /// Changes the scores for the token after those that are written.
    pub fn apply(&self, written: &[u32], frame: Frame, scores: &mut Scores) {
        let new = written.len() - frame.start;
        self.penalize_repetition(written, scores);
        self.ban_repeated_sequences(written, scores);
        self.ban_bad_words(written, scores);
        if written.len() < self.min_length || new < self.min_new_tokens {
            self.end.iter().for_each(|token| scores.ban(*token));
        }
        if let Some(token) = self.forced_first.filter(|_| new == 0) {
            scores.force(&[token]);
        }
        if let Some(tokens) = self.forced_last.as_ref().filter(|_| written.len() + 1 == frame.longest) {
            scores.force(tokens);
        }
        self.suppressed.iter().for_each(|token| scores.ban(*token));
        let begin = usize::from(self.forced_first.is_some());
        if new == begin {
            self.suppressed_first.iter().for_each(|token| scores.ban(*token));
        }
        if self.renormalizes {
            scores.normalize();
        }
    }

    fn penalize_repetition(&self, written: &[u32], scores: &mut Scores) {
        if self.repetition_penalty == 1.0 {
            return;
        }
        let mut seen = written.to_vec();
        seen.sort_unstable();
        seen.dedup();
        for token in seen {
            let score = scores.get(token);
            let penalized = match score < 0.0 {
                true => score * self.repetition_penalty,
                false => score / self.repetition_penalty,
            };
            scores.set(token, penalized);
        }
    }

    fn ban_repeated_sequences(&self, written: &[u32], scores: &mut Scores) {
        let size = self.no_repeat_ngram_size;
        if size == 0 || written.len() + 1 < size {
            return;
        }
        let begun = &written[written.len() + 1 - size..];
        for sequence in written.windows(size) {
            let (before, last) = sequence.split_at(size - 1);
            if before == begun {
                scores.ban(last[0]);
            }
        }
    }

    fn ban_bad_words(&self, written: &[u32], scores: &mut Scores) {
        for word in &self.bad_words {
            if let [before @ .., last] = word.as_slice()
                && written.ends_with(before)
            {
                scores.ban(*last);
            }
        }
    }
}
