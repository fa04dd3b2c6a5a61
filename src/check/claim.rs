//! A sentence that a model wrote beside the sentences of the source that should bear it out.
//!
//! The source may say more than the claim, never less: only what the claim says is looked for. Numbers, dates and names must
//! stand in the evidence; of the other words, so many that the claim is about the same.

use super::leftovers;
use super::translation::{Text, added};
use crate::digest::Status;
use crate::summarize::terms::stems;
use crate::understand::tokens::{TokenKind, tokenize};

/// The share of the words of a claim that its evidence must have for it to be borne out.
const SUPPORTED: f64 = 0.6;
/// And for it to be borne out in part.
const WEAK: f64 = 0.34;
/// The most words of a sentence that can be read.
const LONGEST: usize = 60;

/// What was found out about a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// How well the evidence bears it out.
    pub status: Status,
    /// Why it should not be printed, in English; nothing if it may be.
    pub reasons: Vec<String>,
}

/// Compares a sentence of a model with its evidence, which may be several sentences.
///
/// The check needs no model and no network, and never fails.
pub fn claim(claim: Text<'_>, evidence: Text<'_>) -> Claim {
    let mut reasons = unfit(claim, evidence);
    let (wrong, is_doubtful) = added(evidence, claim);
    let share = share(claim, evidence);
    let status = match () {
        () if !wrong.is_empty() || share < WEAK => Status::Unsupported,
        () if is_doubtful || share < SUPPORTED => Status::Weak,
        () => Status::Supported,
    };
    reasons.extend(wrong);
    if reasons.is_empty() && status == Status::Unsupported {
        let per_cent = share * 100.0;
        reasons.push(format!("the source has only {per_cent:.0} % of its words"));
    }
    Claim { status, reasons }
}

/// What makes a sentence unfit to print, whatever the source says.
fn unfit(claim: Text<'_>, evidence: Text<'_>) -> Vec<String> {
    let words = tokenize(claim.text)
        .iter()
        .filter(|token| token.kind == TokenKind::Word)
        .count();
    let is_ended = claim
        .text
        .trim_end_matches(['»', '”', '"', ')', '\'', '’'])
        .ends_with(['.', '!', '?', '…']);
    [
        super::translation::garbled(evidence, claim),
        leftovers::of_prompt(claim.text, evidence.text),
        (words > LONGEST).then(|| format!("it has {words} words")),
        (words == 0).then(|| "it has no words".to_owned()),
        (!is_ended && words > 0).then(|| "it is not finished".to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Which share of the words of a claim its evidence has, from 0 to 1.
fn share(claim: Text<'_>, evidence: Text<'_>) -> f64 {
    let own = stems(claim.text, claim.language);
    let known = stems(evidence.text, evidence.language);
    let found = own.iter().filter(|stem| known.contains(stem)).count();
    match own.len() {
        0 => 0.0,
        all => found as f64 / all as f64,
    }
}
