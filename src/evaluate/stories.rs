//! Scores stories by the pairs of articles that they hold, within and across languages.

use std::collections::HashMap;
use std::io::BufRead;

use serde::{Deserialize, Serialize};

use super::lines::{ById, for_each_line};
use super::{EvaluateError, LineError, Score};
use crate::article::{Id, Language};

/// The stories to be scored: for every article that is not alone the number of its story.
#[derive(Debug, Clone, Default)]
pub struct Hypotheses(HashMap<String, usize>);

/// The stories that people see in the articles.
#[derive(Debug, Clone, Default)]
pub struct References(ById<Told>);

#[derive(Debug, Clone)]
struct Told {
    story: String,
    language: Option<Language>,
}

/// How well stories are told apart.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct StoryScores {
    /// Articles of the reference.
    pub articles: usize,
    /// All pairs.
    pub all: PairScores,
    /// Pairs of articles in different languages.
    pub across: PairScores,
    /// Pairs of articles in one language, or of which the language is not said.
    pub within: PairScores,
    /// Pairs that were put together and tell different stories.
    pub merged: Vec<[String; 2]>,
    /// Pairs that tell one story and were not put together.
    pub parted: Vec<[String; 2]>,
}

/// Pairs of articles that tell one story, and how well they were found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct PairScores {
    /// Pairs that the reference has.
    pub expected: usize,
    /// Pairs that the hypothesis has.
    pub predicted: usize,
    /// Pairs that both have.
    pub matched: usize,
    /// Precision, recall and F1 of these, in percent.
    #[serde(flatten)]
    pub score: Score,
}

#[derive(Deserialize)]
struct Stories {
    stories: Vec<Story>,
}

#[derive(Deserialize)]
struct Story {
    articles: Vec<Id>,
}

#[derive(Deserialize)]
struct Record {
    id: Id,
    story: Option<Id>,
    language: Option<Language>,
}

impl Hypotheses {
    /// Reads a `stories.json`.
    ///
    /// # Errors
    ///
    /// The stream breaks off, or is no such file.
    pub fn read(mut stream: impl BufRead) -> Result<Self, EvaluateError> {
        let mut text = Vec::new();
        let line = 1;
        stream
            .read_to_end(&mut text)
            .map_err(|source| EvaluateError::Read { line, source })?;
        let stories: Stories = serde_json::from_slice(&text).map_err(|error| EvaluateError::Line {
            line: error.line(),
            source: LineError::Json(error),
        })?;
        let numbered = stories.stories.into_iter().enumerate();
        let of_article =
            numbered.flat_map(|(number, story)| story.articles.into_iter().map(move |id| (id.to_string(), number)));
        Ok(Hypotheses(of_article.collect()))
    }
}

impl References {
    /// Reads JSON Lines: `{"id","story"}`, and for scores across languages `language`.
    ///
    /// # Errors
    ///
    /// The stream breaks off, or a line is no such record or has an id that stood before.
    pub fn read(stream: impl BufRead) -> Result<Self, EvaluateError> {
        let mut told = ById::default();
        for_each_line(stream, |line, bytes| {
            let record: Record = serde_json::from_slice(bytes).map_err(LineError::Json)?;
            let story = record.story.ok_or(LineError::Missing("story"))?.to_string();
            let language = record.language;
            told.insert(record.id, line, Told { story, language })
        })?;
        Ok(References(told))
    }
}

/// Scores stories. Articles that the reference has not are ignored.
pub fn score(hypotheses: &Hypotheses, references: &References) -> StoryScores {
    let articles: Vec<(&str, &Told)> = references.0.iter().collect();
    let mut scores = StoryScores {
        articles: articles.len(),
        ..StoryScores::default()
    };
    for (at, (id, told)) in articles.iter().enumerate() {
        for (other_id, other) in &articles[at + 1..] {
            let of = |id: &str| hypotheses.0.get(id);
            let is_predicted = of(id).is_some() && of(id) == of(other_id);
            let is_expected = told.story == other.story;
            let is_across = told
                .language
                .zip(other.language)
                .is_some_and(|(one, other)| one != other);
            let part = if is_across {
                &mut scores.across
            } else {
                &mut scores.within
            };
            for pairs in [&mut scores.all, part] {
                pairs.expected += usize::from(is_expected);
                pairs.predicted += usize::from(is_predicted);
                pairs.matched += usize::from(is_expected && is_predicted);
            }
            let pair = || [(*id).to_owned(), (*other_id).to_owned()];
            match (is_predicted, is_expected) {
                (true, false) => scores.merged.push(pair()),
                (false, true) => scores.parted.push(pair()),
                _ => {}
            }
        }
    }
    for pairs in [&mut scores.all, &mut scores.across, &mut scores.within] {
        pairs.score = Score::from_counts(pairs.matched, pairs.predicted, pairs.expected).to_percent();
    }
    scores
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_counted_within_and_across_languages() {
        let hypotheses = Hypotheses::read(r#"{"stories":[{"articles":["a","b","c"]}]}"#.as_bytes()).expect("stories");
        let lines = [
            r#"{"id":"a","story":1,"language":"kk"}"#,
            r#"{"id":"b","story":1,"language":"ru"}"#,
            r#"{"id":"c","story":2,"language":"ru"}"#,
            r#"{"id":"d","story":2,"language":"ru"}"#,
        ];
        let references = References::read(lines.join("\n").as_bytes()).expect("references");
        let scores = score(&hypotheses, &references);
        let counts = |pairs: PairScores| (pairs.expected, pairs.predicted, pairs.matched);
        assert_eq!(counts(scores.all), (2, 3, 1));
        assert_eq!(counts(scores.across), (1, 2, 1));
        assert_eq!(counts(scores.within), (1, 1, 0));
        assert_eq!(scores.merged, [["a", "c"], ["b", "c"]]);
        assert_eq!(scores.parted, [["c", "d"]]);
    }
}
