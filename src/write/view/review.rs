//! What somebody should look at before a digest goes out: failed checks first, then what the rules are least sure of.

use serde::Serialize;

use super::article::{TextView, anchor};
use super::facts::{Reader, is_shown};
use crate::digest::{Fact, Status, Value};
use crate::relate::NameTable;
use crate::write::evidence::{EvidenceView, SourceText};
use crate::write::locale::Localizer;
use crate::write::story::Numbered;

/// Facts that the rules are less sure of are to be looked at.
const SURE: f32 = 0.7;

/// The most facts of an article that are listed.
const MOST_FACTS: usize = 12;

/// What is to be looked at in an article.
#[derive(Serialize)]
pub(in crate::write) struct ReviewView {
    pub title: String,
    pub lang: &'static str,
    pub target: String,
    /// What the checks found, in English.
    pub findings: Vec<String>,
    pub facts: Vec<DoubtView>,
    pub more: usize,
    /// Whether a check failed, and how sure the least sure fact is.
    #[serde(skip)]
    worst: (bool, f32),
}

/// A fact that may be wrong.
#[derive(Serialize)]
pub(in crate::write) struct DoubtView {
    pub kind: &'static str,
    pub text: String,
    pub value: String,
    /// How sure the rule is, or that the check failed.
    pub doubt: String,
    pub lang: &'static str,
    pub evidence: Option<EvidenceView>,
}

impl ReviewView {
    /// Nothing if there is nothing to look at.
    pub fn new(localizer: &Localizer, names: &NameTable, article: &Numbered) -> Option<Self> {
        let Numbered { number, digest } = article;
        let reader = Reader { localizer, names };
        let anchor = anchor(*number);
        let source = SourceText::new(&digest.source.text);
        let mut doubtful: Vec<&Fact> = digest.entry.facts.iter().filter(|fact| is_doubtful(fact)).collect();
        doubtful.sort_by(|left, right| {
            let is_borne_out = |fact: &Fact| fact.status == Status::Supported;
            let by_check = is_borne_out(left).cmp(&is_borne_out(right));
            by_check.then(left.confidence.total_cmp(&right.confidence))
        });
        let findings: Vec<String> = digest
            .entry
            .findings
            .iter()
            .filter(|finding| finding.locale.is_none_or(|locale| locale == localizer.locale()))
            .map(|finding| finding.message.clone())
            .collect();
        if doubtful.is_empty() && findings.is_empty() {
            return None;
        }
        let shown = &doubtful[..doubtful.len().min(MOST_FACTS)];
        let title = TextView::title(localizer, digest);
        let failed = !findings.is_empty() || doubtful.iter().any(|fact| fact.status != Status::Supported);
        let least = doubtful.iter().map(|fact| fact.confidence).fold(1.0, f32::min);
        Some(ReviewView {
            worst: (failed, least),
            title: title.text,
            lang: title.lang,
            target: format!("{}-{anchor}", localizer.locale().tag()),
            findings,
            facts: shown
                .iter()
                .map(|fact| DoubtView {
                    kind: localizer.fact_kind(fact.value.kind()),
                    text: fact.text.clone(),
                    value: reader.words(fact, digest.entry.language),
                    doubt: match fact.status {
                        Status::Supported => localizer.confidence(fact.confidence),
                        status => localizer.status(status).to_owned(),
                    },
                    lang: digest.entry.language.tag(),
                    evidence: fact.spans.first().map(|span| source.evidence(digest, &anchor, *span)),
                })
                .collect(),
            more: doubtful.len() - shown.len(),
        })
    }
}

/// Failed checks first, then what the rules are least sure of.
pub(super) fn sort(reviews: &mut [ReviewView]) {
    reviews.sort_by(|left, right| {
        let ((left_failed, left_least), (right_failed, right_least)) = (left.worst, right.worst);
        right_failed.cmp(&left_failed).then(left_least.total_cmp(&right_least))
    });
}

/// Whether a fact is to be looked at. What the digest does not print, or leaves open, claims nothing that could be wrong.
fn is_doubtful(fact: &Fact) -> bool {
    let is_open = matches!(fact.value, Value::Date(None) | Value::Period(None));
    fact.status != Status::Supported || fact.confidence < SURE && is_shown(fact) && !is_open
}
