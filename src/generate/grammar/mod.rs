//! Answers in JSON that satisfy a JSON Schema, and end: which tokens may come next.
//!
//! A schema is read into shapes, each of which knows the most bytes that it can take, and the shapes are written as a grammar
//! for [llguidance](https://github.com/guidance-ai/llguidance), which finds the tokens that may come next. Nothing here relies
//! on the model: an answer is no longer than [`JsonGrammar::longest_answer`] whatever the scores are.

mod lark;
mod numbers;
mod schema;
mod shape;
mod strings;
mod tokens;

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};

use llguidance::api::{StopReason, TopLevelGrammar};
use llguidance::panic_utils::catch_unwind;
use llguidance::{Matcher, TokenParser};
use serde_json::Value;

pub use tokens::TokenBytes;

/// The most states of strings and numbers that are kept for further answers.
const MOST_SHARED_STATES: usize = 100_000;

/// What becomes of places of a schema that set no bounds to an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Bounds {
    /// The schema is refused.
    #[default]
    Refuse,
    /// They get bounds: strings [`DEFAULT_LENGTH`](Self::DEFAULT_LENGTH) characters, arrays
    /// [`DEFAULT_ITEMS`](Self::DEFAULT_ITEMS) items, integers [`DEFAULT_INTEGER`](Self::DEFAULT_INTEGER) and other numbers
    /// [`DEFAULT_NUMBER`](Self::DEFAULT_NUMBER) on both sides of zero, and objects no more than the properties that are
    /// listed. Schemas that refer to themselves, objects with free names and values of any type are refused all the same.
    Default,
}

impl Bounds {
    /// The most characters of a string without `maxLength`; `minLength` if that is more.
    pub const DEFAULT_LENGTH: usize = 400;
    /// The most items of an array without `maxItems`; `minItems` if that is more.
    pub const DEFAULT_ITEMS: usize = 20;
    /// The farthest from zero that an integer without `minimum` or `maximum` can be.
    pub const DEFAULT_INTEGER: i64 = 999_999_999_999_999;
    /// The farthest from zero that a number without `minimum` or `maximum` can be.
    pub const DEFAULT_NUMBER: i64 = 999_999_999_999;
}

/// A schema, tokens or scores cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GrammarError {
    /// A place of the schema allows answers without end.
    #[error("an answer has no bound at `{place}` of the schema: {what}; {add}")]
    Unbounded {
        /// Where, as a JSON pointer.
        place: String,
        /// What has no bound.
        what: &'static str,
        /// What would bound it.
        add: &'static str,
    },
    /// A place of the schema says what cannot be met.
    #[error("cannot read `{place}` of the schema: {reason}")]
    Unsupported {
        /// Where, as a JSON pointer.
        place: String,
        /// Why not.
        reason: String,
    },
    /// A place of the schema allows no value at all.
    #[error("no value can satisfy `{place}` of the schema: {reason}")]
    Unsatisfiable {
        /// Where, as a JSON pointer.
        place: String,
        /// Why not.
        reason: String,
    },
    /// The tokens of a vocabulary cannot be read.
    #[error("cannot use the vocabulary for answers in JSON: {0}")]
    Vocabulary(String),
    /// Something that must be written has no tokens.
    #[error("the vocabulary has no tokens for `{0}`, which an answer in JSON needs")]
    Unwritable(String),
    /// There are more or fewer scores than the vocabulary has tokens.
    #[error("there are {given} scores for a vocabulary of {expected} tokens")]
    Scores {
        /// How many there are.
        given: usize,
        /// How many there should be.
        expected: usize,
    },
    /// A token was taken that may not come next.
    #[error("token {0} may not come next in the answer")]
    NotAllowed(u32),
    /// No token can go on with an answer.
    #[error("the vocabulary has no token that could go on with the answer")]
    DeadEnd,
    /// The grammar cannot be made or followed.
    #[error("the grammar of the answer failed: {0}")]
    Engine(String),
}

impl GrammarError {
    /// An error of llguidance, which adds dumps of its state after the first line.
    fn engine(error: impl std::fmt::Display) -> Self {
        let message = error.to_string();
        let message = message.lines().next().unwrap_or_default();
        match message == StopReason::NoExtensionBias.to_string() {
            true => GrammarError::DeadEnd,
            false => GrammarError::Engine(message.to_owned()),
        }
    }
}

/// A compiled schema, shared by all answers to it.
///
/// What is read of JSON Schema 2020-12: `type` (also several), `enum`, `const`, `anyOf`, `oneOf` of alternatives that cannot
/// hold at once, `allOf` of one, `$ref` within the schema; `properties`, `required`, `additionalProperties`; `items`,
/// `prefixItems`, `minItems`, `maxItems`; `minLength`, `maxLength`, `pattern`, and of `format` dates, times and UUIDs, and the
/// widths of integers; `minimum`, `maximum`, their exclusive kinds, and `multipleOf`. Any other assertion is refused rather
/// than overlooked.
///
/// What is written is a part of what a schema allows: properties come in the order of the schema, strings know no escapes but
/// `\"`, `\\`, `\n`, `\r` and `\t` and, if there is a pattern, none at all, numbers have no exponents and at most six decimals
/// (or as many as their bounds or `multipleOf`) and fifteen significant digits, and between elements there is nothing but at
/// most one blank after a comma or a colon.
pub struct JsonGrammar {
    tokens: Arc<TokenBytes>,
    /// At the beginning of an answer, and never used.
    fresh: TokenParser,
    /// At the beginning of an answer, with what was found out in other answers.
    warm: Mutex<TokenParser>,
    longest_answer: usize,
}

impl JsonGrammar {
    /// Compiles a schema.
    ///
    /// # Errors
    ///
    /// Fails if the schema has something that is not read, no bounds where it should, allows nothing, names something that the
    /// tokens cannot write, or makes too large a grammar.
    pub fn new(schema: &Value, tokens: Arc<TokenBytes>, bounds: Bounds) -> Result<Self, GrammarError> {
        let shape = schema::read(schema, bounds)?;
        if let Some(text) = shape.literals().into_iter().find(|text| !tokens.can_write(text)) {
            return Err(GrammarError::Unwritable(text));
        }
        let grammar = TopLevelGrammar::from_lark(lark::grammar_of(&shape));
        let fresh = tokens.factory().create_parser(grammar).map_err(GrammarError::engine)?;
        Ok(JsonGrammar {
            tokens,
            warm: Mutex::new(fresh.deep_clone()),
            fresh,
            longest_answer: shape.longest.saturating_add(1),
        })
    }

    /// The most tokens that an answer can have: its most bytes, as one token each, and the token that ends it.
    pub fn longest_answer(&self) -> usize {
        self.longest_answer
    }

    /// The beginning of an answer.
    ///
    /// Answers share what they find out about the strings and numbers of the grammar, so that only the first is slow. In
    /// turn they wait for each other where they are restricted at the same time.
    pub fn start(&self) -> Constraint {
        let mut warm = self.warm.lock().unwrap_or_else(PoisonError::into_inner);
        if is_full(&warm) {
            *warm = self.fresh.deep_clone();
        }
        Constraint {
            tokens: Arc::clone(&self.tokens),
            matcher: Matcher::new(Ok(warm.clone())),
            is_ended: false,
        }
    }
}

/// Whether so much was found out that it is better forgotten. It takes about a kilobyte a state, and what is shared with an
/// answer in which llguidance failed is full too.
fn is_full(parser: &TokenParser) -> bool {
    let states = catch_unwind(AssertUnwindSafe(|| Ok(parser.parser.lexer_stats().num_states)));
    states.map_or(true, |states| states > MOST_SHARED_STATES)
}

/// Where one answer stands.
pub struct Constraint {
    tokens: Arc<TokenBytes>,
    matcher: Matcher,
    /// Whether a token that ends answers was taken.
    is_ended: bool,
}

impl Constraint {
    /// Sets the scores of all tokens that may not come next to negative infinity. One that may come next is left.
    ///
    /// # Errors
    ///
    /// Fails if there are not as many scores as the vocabulary has tokens, if no token can go on, or if llguidance gives up
    /// because a grammar is too large.
    pub fn restrict(&mut self, scores: &mut [f32]) -> Result<(), GrammarError> {
        let expected = self.tokens.vocabulary();
        if scores.len() != expected {
            let given = scores.len();
            return Err(GrammarError::Scores { given, expected });
        }
        if self.is_finished() {
            self.keep_end(scores);
            return Ok(());
        }
        match self.matcher.compute_mask() {
            Ok(allowed) => {
                forbid_others(allowed.as_slice(), scores);
                Ok(())
            }
            Err(error) => Err(GrammarError::engine(error)),
        }
    }

    /// Takes the token that was chosen. After the end, tokens that end answers are taken to no effect.
    ///
    /// # Errors
    ///
    /// Fails if the token may not come next; the answer stays as it is. Fails for good if llguidance gives up.
    pub fn take(&mut self, token: u32) -> Result<(), GrammarError> {
        if self.tokens.ends(token) {
            return self.end(token);
        }
        if self.is_finished() || token as usize >= self.tokens.vocabulary() {
            return Err(GrammarError::NotAllowed(token));
        }
        match self.matcher.try_consume_tokens(&[token]) {
            Ok(0) => Err(GrammarError::NotAllowed(token)),
            Ok(_) => Ok(()),
            Err(error) => Err(GrammarError::engine(error)),
        }
    }

    /// Whether the answer is complete and nothing but its end may follow.
    pub fn is_finished(&self) -> bool {
        self.is_ended || (self.matcher.is_stopped() && !self.matcher.is_error())
    }

    /// The tokens that must come next whatever the model says, as the tokenizer itself would cut them; often none. They are
    /// not taken yet.
    pub fn forced(&mut self) -> Vec<u32> {
        match self.is_finished() {
            true => Vec::new(),
            false => self.matcher.compute_ff_tokens(),
        }
    }

    fn end(&mut self, token: u32) -> Result<(), GrammarError> {
        let may_end = self.is_finished() || self.matcher.is_accepting().map_err(GrammarError::engine)?;
        match may_end {
            true => {
                self.is_ended = true;
                Ok(())
            }
            false => Err(GrammarError::NotAllowed(token)),
        }
    }

    fn keep_end(&self, scores: &mut [f32]) {
        for (token, score) in (0..).zip(scores) {
            if !self.tokens.ends(token) {
                *score = f32::NEG_INFINITY;
            }
        }
    }
}

/// Forbids the tokens whose bits are not set. Most words of thirty-two bits are all the same.
fn forbid_others(allowed: &[u32], scores: &mut [f32]) {
    for (word, scores) in allowed.iter().zip(scores.chunks_mut(u32::BITS as usize)) {
        match *word {
            u32::MAX => {}
            0 => scores.fill(f32::NEG_INFINITY),
            word => {
                for (bit, score) in scores.iter_mut().enumerate() {
                    if word & (1 << bit) == 0 {
                        *score = f32::NEG_INFINITY;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
