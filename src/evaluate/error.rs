//! Why a file of hypotheses or references cannot be scored.

use std::io;

/// A file cannot be scored. Which file it is, the caller knows.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvaluateError {
    /// The stream broke off.
    #[error("could not read line {line}")]
    Read {
        /// The line, from 1.
        line: usize,
        /// Why not.
        source: io::Error,
    },
    /// A line is not what it has to be. One bad line spoils the score, so nothing is scored.
    #[error("line {line}")]
    Line {
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        source: LineError,
    },
}

/// What is wrong with a line of JSON Lines.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LineError {
    /// It is no JSON, or a field has another type.
    #[error("not a record as expected: {}", without_line(.0))]
    Json(serde_json::Error),
    /// Records are matched by their id, so there may be only one of a name.
    #[error("the id `{id}` stands on line {first} already")]
    DuplicateId {
        /// The id.
        id: String,
        /// The line that has it too, from 1.
        first: usize,
    },
    /// The field has to be there.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// It is no reference for facts of either layout.
    #[error("neither `facts` nor `tokens` and `tags` are there")]
    NoFacts,
    /// Both layouts of references stand in one file; they are scored by different classes.
    #[error("`facts` and `tags` are mixed: all references of a file must be of the layout of its first")]
    MixedLayouts,
    /// Each token has one tag.
    #[error("{tokens} tokens have {tags} tags")]
    UnevenTags {
        /// How many tokens there are.
        tokens: usize,
        /// How many tags there are.
        tags: usize,
    },
    /// The tag is not of the BIO or BIOES schemes.
    #[error("`{0}` is not a tag such as `O`, `B-PER` or `I-PER`")]
    UnknownTag(String),
    /// A span has no characters.
    #[error("the span [{start}, {end}] ends where it starts or before")]
    EmptySpan {
        /// Its first code point.
        start: usize,
        /// The code point after its last.
        end: usize,
    },
    /// A span reaches beyond the text: perhaps it counts bytes instead of code points.
    #[error("the span ends at {end}, but the text has {length} code points")]
    SpanBeyondText {
        /// The code point after the last of the span.
        end: usize,
        /// The length of the text in code points.
        length: usize,
    },
}

/// The message with its place, but without the line: within a line of JSON Lines that is always 1.
///
/// What `serde_json` calls a column is a count of bytes.
fn without_line(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.rsplit_once(" at line 1 column ") {
        Some((message, byte)) => format!("{message} (byte {byte})"),
        None => message,
    }
}
