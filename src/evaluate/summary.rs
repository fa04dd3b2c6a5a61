//! Scores summaries against reference summaries, article by article.

use std::io::BufRead;

use serde::{Deserialize, Serialize};

use super::lines::{ById, for_each_line};
use super::rouge::{self, Rouge};
use super::score::share;
use super::{EvaluateError, LineError, Score};
use crate::article::Id;

/// The summaries to be scored, as `tuyin summarize` writes them.
#[derive(Debug, Clone, Default)]
pub struct Hypotheses(ById<Option<Tokens>>);

/// The summaries that people wrote.
#[derive(Debug, Clone, Default)]
pub struct References(ById<Tokens>);

/// A summary as ROUGE sees it.
type Tokens = Vec<String>;

/// How near summaries come to their references. All scores are means over the articles, in percent from 0 to 100.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct SummaryScores {
    /// References. Each weighs the same, also those that are missing or failed: these score 0.
    pub articles: usize,
    /// References without a hypothesis.
    pub missing: usize,
    /// Hypotheses without a reference, which are ignored.
    pub extra: usize,
    /// References whose hypothesis is an `error`.
    pub failed: usize,
    /// The mean length of the hypotheses that are neither missing nor failed, in tokens of ROUGE.
    pub mean_words: f64,
    /// The mean length of the references, in tokens of ROUGE.
    pub reference_mean_words: f64,
    /// Single words in common.
    pub rouge1: Score,
    /// Pairs of neighbouring words in common.
    pub rouge2: Score,
    /// The longest sequence of words in common.
    pub rouge_l: Score,
}

#[derive(Deserialize)]
struct Record {
    id: Id,
    summary: Option<Text>,
    error: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "`summary` must be a string, a list of strings or a list of objects with a `text`"
)]
enum Text {
    Whole(String),
    Sentences(Vec<Sentence>),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Sentence {
    Text(String),
    Object { text: String },
}

impl Text {
    fn tokens(&self) -> Tokens {
        match self {
            Text::Whole(text) => rouge::tokens(text),
            Text::Sentences(sentences) => sentences
                .iter()
                .flat_map(|(Sentence::Text(text) | Sentence::Object { text })| rouge::tokens(text))
                .collect(),
        }
    }
}

impl Hypotheses {
    /// Reads JSON Lines: `{"id","summary"}`, the summary a string, a list of strings or of objects
    /// with a `text`, or `{"id","error"}` for an article that failed.
    ///
    /// # Errors
    ///
    /// The stream breaks off, or a line is no such record or has an id that stood before.
    pub fn read(stream: impl BufRead) -> Result<Self, EvaluateError> {
        let mut summaries = ById::default();
        for_each_line(stream, |line, bytes| {
            let record: Record = serde_json::from_slice(bytes).map_err(LineError::Json)?;
            let tokens = match (&record.summary, &record.error) {
                (_, Some(_)) => None,
                (Some(summary), None) => Some(summary.tokens()),
                (None, None) => return Err(LineError::Missing("summary")),
            };
            summaries.insert(record.id, line, tokens)
        })?;
        Ok(Hypotheses(summaries))
    }
}

impl References {
    /// Reads JSON Lines: `{"id","summary"}`, the summary a string, a list of strings or of objects
    /// with a `text`. A list is one summary, sentence by sentence, not a choice of summaries.
    ///
    /// # Errors
    ///
    /// The stream breaks off, or a line is no such record or has an id that stood before.
    pub fn read(stream: impl BufRead) -> Result<Self, EvaluateError> {
        let mut summaries = ById::default();
        for_each_line(stream, |line, bytes| {
            let record: Record = serde_json::from_slice(bytes).map_err(LineError::Json)?;
            let summary = record.summary.ok_or(LineError::Missing("summary"))?;
            summaries.insert(record.id, line, summary.tokens())
        })?;
        Ok(References(summaries))
    }
}

/// Scores each reference against the hypothesis of the same id, and takes the mean.
pub fn score(hypotheses: &Hypotheses, references: &References) -> SummaryScores {
    let mut scores = SummaryScores {
        articles: references.0.len(),
        extra: hypotheses.0.count_without(&references.0),
        ..SummaryScores::default()
    };
    let (mut words, mut reference_words) = (0, 0);
    for (id, reference) in references.0.iter() {
        reference_words += reference.len();
        match hypotheses.0.get(id) {
            None => scores.missing += 1,
            Some(None) => scores.failed += 1,
            Some(Some(hypothesis)) => {
                words += hypothesis.len();
                scores.add(rouge::score_tokens(hypothesis, reference));
            }
        }
    }
    scores.mean_words = share(words, scores.articles - scores.missing - scores.failed);
    scores.reference_mean_words = share(reference_words, scores.articles);
    scores.divide_by_articles();
    scores
}

impl SummaryScores {
    fn add(&mut self, rouge: Rouge) {
        self.rouge1.add(rouge.rouge1.to_percent());
        self.rouge2.add(rouge.rouge2.to_percent());
        self.rouge_l.add(rouge.rouge_l.to_percent());
    }

    fn divide_by_articles(&mut self) {
        let weight = share(1, self.articles);
        for score in [&mut self.rouge1, &mut self.rouge2, &mut self.rouge_l] {
            *score = score.scale(weight);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REFERENCES: &str = r#"{"id":"a","summary":"Көпір ашылды."}
{"id":2,"summary":["Мост открыт.","Все рады."]}
{"id":"c","summary":[{"text":"The bridge is open.","spans":[[0,19]]}]}
{"id":"d","summary":"Rain again"}"#;

    fn score_of(hypotheses: &str) -> SummaryScores {
        let hypotheses = Hypotheses::read(hypotheses.as_bytes()).expect("hypotheses");
        let references = References::read(REFERENCES.as_bytes()).expect("references");
        score(&hypotheses, &references)
    }

    fn error_of(hypotheses: &str) -> String {
        let error = Hypotheses::read(hypotheses.as_bytes()).expect_err("malformed");
        let source = std::error::Error::source(&error).expect("a reason");
        format!("{error}: {source}")
    }

    #[test]
    fn references_score_full_marks_against_themselves() {
        let scores = score_of(REFERENCES);
        let near = |value: f64| (value - 100.0).abs() < 1e-9;
        assert!(near(scores.rouge1.f1) && near(scores.rouge2.recall));
        assert!(near(scores.rouge_l.precision));
        assert_eq!((scores.articles, scores.missing, scores.extra), (4, 0, 0));
        assert_eq!((scores.mean_words, scores.reference_mean_words), (3.0, 3.0));
    }

    #[test]
    fn missing_and_failed_articles_score_zero() {
        let scores = score_of(
            r#"{"id":"c","language":"en","summary":[{"text":"The bridge is open.","spans":[[0,19]]}]}
{"id":"2","error":{"kind":"empty","message":"there is no sentence in it"}}
{"id":"other","summary":"ignored"}
{"id":"other still","error":{"kind":"empty","message":"ignored too"}}
{"id":"a","summary":"Жаңа көпір"}"#,
        );
        assert_eq!((scores.missing, scores.failed, scores.extra), (1, 1, 2));
        assert_eq!(scores.mean_words, 3.0);
        assert!((scores.rouge1.f1 - (100.0 + 50.0) / 4.0).abs() < 1e-9);
        assert!((scores.rouge2.f1 - 25.0).abs() < 1e-9);
    }

    #[test]
    fn nothing_scores_zero() {
        let scores = score(&Hypotheses::default(), &References::default());
        assert_eq!(scores, SummaryScores::default());
    }

    #[test]
    fn a_bad_line_is_named() {
        assert_eq!(
            error_of("\n{\"summary\":\"\"}"),
            "line 2: not a record as expected: missing field `id` (byte 14)"
        );
        assert_eq!(
            error_of("{\"id\":7\r\n"),
            "line 1: not a record as expected: EOF while parsing an object (byte 7)"
        );
        assert_eq!(error_of(r#"{"id":1}"#), "line 1: `summary` is missing");
        assert_eq!(
            error_of(r#"{"id":1,"summary":5}"#),
            "line 1: not a record as expected: `summary` must be a string, a list of strings or a list of objects with a `text` (byte 20)"
        );
        assert_eq!(
            error_of("{\"id\":1,\"summary\":\"\"}\n{\"id\":\"1\",\"summary\":\"\"}"),
            "line 2: the id `1` stands on line 1 already"
        );
    }
}
