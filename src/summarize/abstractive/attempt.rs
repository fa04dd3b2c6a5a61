//! What a model wrote, traced to the source and judged.

use super::Judge;
use super::task::{Task, Vectors};
use crate::article::Language;
use crate::digest::Status;
use crate::summarize::align::Aligner;
use crate::summarize::parts::Line;
use crate::summarize::terms::TermVectors;
use crate::summarize::writer::Draft;

/// Sentences that have so many of their words in common say the same.
const SAME: f32 = 0.8;

/// A summary that a model wrote, judged.
pub(super) struct Attempt {
    pub model: String,
    pub headline: Option<Claim>,
    pub claims: Vec<Claim>,
}

/// A sentence that a model wrote, with what was found out about it.
pub(super) struct Claim {
    pub text: String,
    /// The sentences that bear it out, by index in the article; the title is the one beyond the last.
    pub evidence: Vec<usize>,
    pub status: Status,
    pub reasons: Vec<String>,
}

impl Attempt {
    pub fn sound(&self) -> usize {
        self.claims.iter().filter(|claim| claim.reasons.is_empty()).count()
    }

    pub fn is_sound(&self) -> bool {
        self.sound() == self.claims.len() && self.headline.iter().all(|headline| headline.reasons.is_empty())
    }

    /// What was wrong, for another prompt: by number, since what a model wrote may hold orders.
    pub fn complaints(&self) -> Vec<String> {
        let headline = self.headline.iter().map(|headline| ("headline".to_owned(), headline));
        let sentences = self.claims.iter().enumerate();
        let sentences = sentences.map(|(number, claim)| (format!("sentence {}", number + 1), claim));
        Attempt::faults_of(headline.chain(sentences))
    }

    /// What was wrong, for the record.
    pub fn faults(&self) -> Vec<String> {
        let claims = self.headline.iter().chain(&self.claims);
        Attempt::faults_of(claims.map(|claim| (format!("“{}”", claim.text), claim)))
    }

    fn faults_of<'c>(claims: impl Iterator<Item = (String, &'c Claim)>) -> Vec<String> {
        let faulty = claims.filter(|(_, claim)| !claim.reasons.is_empty());
        faulty
            .map(|(what, claim)| format!("{what}: {}", claim.reasons.join("; ")))
            .collect()
    }
}

impl Task<'_> {
    /// Traces a draft to the source, judges it, and keeps it if it is the best.
    pub fn judge(&mut self, model: &str, draft: Draft, vectors: Option<&Vectors>, judge: Judge) {
        let sources: Vec<&Line<'_>> = self.sources().collect();
        let texts = sources.iter().map(|line| (line.text.as_ref(), line.language));
        let aligner = Aligner::new(texts, vectors.map(|vectors| vectors.source.as_slice()));
        let language = self.locale.language();
        let claim = |(number, text): (usize, String)| {
            let vector = vectors
                .and_then(|vectors| vectors.claims.get(number))
                .map(Vec::as_slice);
            let found = aligner.evidence((&text, language), vector);
            let evidence: Vec<&str> = found.iter().map(|index| sources[*index].text.as_ref()).collect();
            let (status, reasons) = match found.is_empty() {
                true => (Status::Unsupported, vec!["the source says nothing of it".to_owned()]),
                false => judge((&text, self.locale), &evidence.join(" ")),
            };
            Claim {
                text,
                evidence: found.into_iter().map(|index| sources[index].index).collect(),
                status,
                reasons,
            }
        };
        let headings = usize::from(draft.headline.is_some());
        let headline = draft.headline.map(|text| {
            let mut headline = claim((0, ended(text)));
            headline.text.truncate(headline.text.trim_end_matches('.').len());
            headline
        });
        let claims = draft.sentences.into_iter().enumerate();
        let mut claims: Vec<Claim> = claims.map(|(number, text)| claim((number + headings, text))).collect();
        claims.truncate(self.wanted);
        blame_repetition(&mut claims, language);
        let attempt = Attempt {
            model: model.to_owned(),
            headline,
            claims,
        };
        self.complaints = attempt.complaints();
        self.faults = attempt.faults();
        let is_better = self.best.as_ref().is_none_or(|best| {
            let rank = |attempt: &Attempt| (attempt.is_sound(), attempt.sound());
            rank(&attempt) > rank(best)
        });
        if is_better {
            self.best = Some(attempt);
        }
    }
}

/// A headline as a sentence: it has no full stop, and is no worse for that.
fn ended(headline: String) -> String {
    match headline.ends_with(['.', '!', '?', '…']) {
        true => headline,
        false => headline + ".",
    }
}

/// Finds fault with sentences that say what one before them says that may be printed.
fn blame_repetition(claims: &mut [Claim], language: Language) {
    let vectors = TermVectors::new(claims.iter().map(|claim| (claim.text.as_str(), language)));
    let mut told: Vec<usize> = Vec::new();
    for (number, claim) in claims.iter_mut().enumerate() {
        if told.iter().any(|earlier| vectors.cosine(*earlier, number) > SAME) {
            claim
                .reasons
                .push("it says again what a sentence before it says".to_owned());
        }
        if claim.reasons.is_empty() {
            told.push(number);
        }
    }
}
