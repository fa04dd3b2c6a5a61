//! The summary of the best attempt: what is not sound is replaced, or left out, and said so.

use std::ops::Range;

use super::attempt::{Attempt, Claim};
use super::task::Task;
use crate::article::Span;
use crate::digest::{Method, Status, Summary, SummarySentence};
use crate::summarize::{Remark, Summarized, SummaryOptions, extractive};

impl Task<'_> {
    /// The summary, with what became of sentences that are not printed.
    pub fn finished(self, options: &SummaryOptions) -> Summarized {
        let best = self
            .best
            .as_ref()
            .filter(|best| 2 * best.sound() >= best.claims.len() && best.sound() > 0);
        let Some(best) = best else {
            let mut summarized = extractive::summarize(self.reading, options);
            summarized.remarks.push(Remark {
                message: format!(
                    "no model wrote a summary that could be printed, in {} attempts: it is chosen from the source; of the last: {}",
                    self.attempts,
                    self.faults.join("; ")
                ),
                spans: Vec::new(),
            });
            return summarized;
        };
        let mut remarks = Vec::new();
        let mut printed: Vec<usize> = Vec::new();
        let mut sentences = Vec::new();
        for claim in &best.claims {
            let spans = self.spans(&claim.evidence);
            if claim.reasons.is_empty() {
                sentences.push(self.written(claim, &best.model));
                continue;
            }
            // The title is no sentence that could stand in a summary.
            let body = claim
                .evidence
                .iter()
                .copied()
                .find(|index| *index < self.reading.sentences.len());
            let instead = body.filter(|index| !printed.contains(index) && !self.is_told(*index, best));
            printed.extend(instead);
            sentences.extend(instead.map(|index| self.of_source(index)));
            remarks.push(Remark {
                message: format!(
                    "“{}” by {} is {}: {}",
                    claim.text,
                    best.model,
                    match instead {
                        Some(_) => "replaced by the sentence of the source that it is nearest to",
                        None => "not printed",
                    },
                    claim.reasons.join("; ")
                ),
                spans,
            });
        }
        let headline = best.headline.as_ref();
        if let Some(headline) = headline.filter(|headline| !headline.reasons.is_empty()) {
            remarks.push(Remark {
                message: format!(
                    "the headline “{}” by {} is not printed: {}",
                    headline.text,
                    best.model,
                    headline.reasons.join("; ")
                ),
                spans: self.spans(&headline.evidence),
            });
        }
        let headline = headline.filter(|headline| headline.reasons.is_empty());
        Summarized {
            summary: Summary {
                method: Method::Abstractive,
                headline: headline.map(|headline| self.written(headline, &best.model)),
                sentences,
            },
            read: ranges(self.lines.iter().map(|line| line.index)),
            remarks,
        }
    }

    /// Whether a sound sentence of an attempt is mostly made of a sentence of the source.
    fn is_told(&self, index: usize, attempt: &Attempt) -> bool {
        let mut sound = attempt.claims.iter().filter(|claim| claim.reasons.is_empty());
        sound.any(|claim| claim.evidence.first() == Some(&index))
    }

    fn written(&self, claim: &Claim, model: &str) -> SummarySentence {
        SummarySentence {
            text: claim.text.clone(),
            language: self.locale.language(),
            spans: self.spans(&claim.evidence),
            status: claim.status,
            model: Some(model.to_owned()),
        }
    }

    fn of_source(&self, index: usize) -> SummarySentence {
        let sentence = &self.reading.sentences[index];
        SummarySentence {
            text: self.reading.text(sentence).to_owned(),
            language: sentence.language,
            spans: vec![sentence.span],
            status: Status::Unsupported,
            model: None,
        }
    }

    fn spans(&self, evidence: &[usize]) -> Vec<Span> {
        let span = |index: &usize| self.sources().find(|line| line.index == *index).map(|line| line.span);
        evidence.iter().filter_map(span).collect()
    }
}

/// Indices in rising order as ranges.
fn ranges(indices: impl Iterator<Item = usize>) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for index in indices {
        match ranges.last_mut() {
            Some(range) if range.end == index => range.end += 1,
            _ => ranges.push(index..index + 1),
        }
    }
    ranges
}
