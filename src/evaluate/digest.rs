//! How sound a finished run is, by what its digests say of their sources: there are no references.

use std::io::BufRead;

use serde::Serialize;

use super::lines::for_each_line;
use super::score::share;
use super::{EvaluateError, LineError};
use crate::check::{Severity, Text, TranslationCheck, TranslationFinding, translation};
use crate::digest::{Check, Entry, Finding, Line, Status};

/// What the digests of a run hold, and how much of it is not as it should be. Rates are in percent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct DigestScores {
    /// Articles with a digest.
    pub articles: usize,
    /// Articles without.
    pub failed: usize,
    /// Sentences of summaries.
    pub sentences: usize,
    /// Those that models wrote.
    pub written: usize,
    /// Those that their spans bear out in part.
    pub weak: usize,
    /// Those that their spans do not bear out.
    pub unsupported: usize,
    /// Sentences of summaries that models translated, counted for each language.
    pub translated: usize,
    /// Of these, those that have another number, unit or date than their source.
    pub number_errors: usize,
    /// Of these, those that are not in the language of their readers.
    pub language_errors: usize,
    /// What models wrote or translated, but not well enough to be shown: sentences, titles, whole summaries.
    pub withheld: usize,
    /// The rates of the above.
    pub rates: Rates,
}

/// Shares in percent; of nothing 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Rates {
    /// Number errors of translated sentences.
    pub number_error: f64,
    /// Language errors of translated sentences.
    pub language_error: f64,
    /// Unsupported sentences of all sentences of summaries.
    pub unsupported_sentence: f64,
    /// What was withheld, of that and what models wrote and translated.
    pub withheld: f64,
}

/// Reads the `digests.jsonl` of a run and scores it.
///
/// # Errors
///
/// The stream breaks off, or a line is not of that file.
pub fn score(stream: impl BufRead) -> Result<DigestScores, EvaluateError> {
    let mut scores = DigestScores::default();
    for_each_line(stream, |_, bytes| {
        match serde_json::from_slice(bytes).map_err(LineError::Json)? {
            Line::Digest(entry) => scores.add(&entry),
            Line::Failure(_) => scores.failed += 1,
        }
        Ok(())
    })?;
    let percent = |part: usize, whole: usize| 100.0 * share(part, whole);
    scores.rates = Rates {
        number_error: percent(scores.number_errors, scores.translated),
        language_error: percent(scores.language_errors, scores.translated),
        unsupported_sentence: percent(scores.unsupported, scores.sentences),
        withheld: percent(scores.withheld, scores.withheld + scores.written + scores.translated),
    };
    Ok(scores)
}

impl DigestScores {
    fn add(&mut self, entry: &Entry) {
        let sentences = &entry.summary.sentences;
        self.articles += 1;
        self.sentences += sentences.len();
        self.written += sentences.iter().filter(|sentence| sentence.model.is_some()).count();
        let of_status = |status| sentences.iter().filter(|sentence| sentence.status == status).count();
        self.weak += of_status(Status::Weak);
        self.unsupported += of_status(Status::Unsupported);
        let is_withheld = |finding: &&Finding| {
            matches!(finding.check, Check::Summary | Check::Translation) && finding.severity == Severity::Error
        };
        self.withheld += entry.findings.iter().filter(is_withheld).count();
        for rendition in &entry.renditions {
            for (rendered, sentence) in rendition.sentences.iter().zip(sentences) {
                if rendered.models.is_empty() {
                    continue;
                }
                let source = Text {
                    text: &sentence.text,
                    language: sentence.language,
                };
                let target = Text {
                    text: &rendered.text,
                    language: rendition.locale.language(),
                };
                self.add_translation(&translation(source, target));
            }
        }
    }

    fn add_translation(&mut self, findings: &[TranslationFinding]) {
        let is_wrong = |checks: &[TranslationCheck]| {
            let mut errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
            errors.any(|finding| checks.contains(&finding.check))
        };
        let numbers = [
            TranslationCheck::Numbers,
            TranslationCheck::Units,
            TranslationCheck::Dates,
        ];
        self.translated += 1;
        self.number_errors += usize::from(is_wrong(&numbers));
        self.language_errors += usize::from(is_wrong(&[TranslationCheck::Language]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rate_has_its_whole() {
        let sentence = |text: &str, status: &str| {
            format!(r#"{{"text":"{text}","language":"kk","spans":[[0,1]],"status":"{status}"}}"#)
        };
        let rendered = |text: &str, language: &str, models: &str| {
            format!(r#"{{"text":"{text}","language":"{language}","models":[{models}]}}"#)
        };
        let finding = r#"{"check":"translation","severity":"error","message":"is not translated"}"#;
        let line = format!(
            r#"{{"schema":1,"id":"a","language":"kk","method":"extractive","summary":[{},{},{}],"facts":[],"renditions":[{{"locale":"en","sentences":[{},{},{}]}}],"findings":[{finding}],"coverage":{{"sentences":3,"read":3}}}}"#,
            sentence("Үкімет 12 мың үй салды.", "supported"),
            sentence("Баға 5 пайызға өсті.", "weak"),
            sentence("Жаңбыр жауды.", "supported"),
            rendered("The government built 12 thousand houses.", "en", r#""kk-en""#),
            rendered("Prices rose by 50 percent.", "en", r#""kk-en""#),
            rendered("Жаңбыр жауды.", "kk", ""),
        );
        let failure = r#"{"id":"b","error":{"kind":"empty","message":"nothing"}}"#;
        let scores = score(format!("{line}\n{failure}\n").as_bytes()).expect("a run");
        assert_eq!(
            (
                scores.articles,
                scores.failed,
                scores.sentences,
                scores.weak,
                scores.unsupported
            ),
            (1, 1, 3, 1, 0)
        );
        assert_eq!(
            (
                scores.translated,
                scores.number_errors,
                scores.language_errors,
                scores.withheld
            ),
            (2, 1, 0, 1)
        );
        assert_eq!(scores.rates.number_error, 50.0);
        assert!((scores.rates.withheld - 100.0 / 3.0).abs() < 1e-9);
    }
}
