//! A text and its translation side by side: do both say the same?
//!
//! No check understands a sentence. Each compares what can be compared without that: numbers with their units, dates,
//! names by how they sound, the language, what is said twice, how much is left, and whether something is denied. What a
//! careful human translation may do, a check must let pass; docs/checks.md says how often it does.

mod added;
mod coverage;
mod dates;
mod heard;
mod known;
mod language;
mod mentions;
mod names;
mod negation;
mod numbers;
mod ordinary;
mod repetition;
mod side;
mod sound;
mod told;
mod translated;
mod units;

use serde::{Deserialize, Serialize};

pub(super) use self::added::{added, garbled};
use self::side::Side;
use crate::article::Language;
use crate::digest::Severity;

/// A text and the language that it is in, or should be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text<'t> {
    /// The text: a sentence or a few.
    pub text: &'t str,
    /// Its language.
    pub language: Language,
}

/// What was compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TranslationCheck {
    /// Numbers in digits and in words.
    Numbers,
    /// The units and currencies of numbers.
    Units,
    /// Months, days of the week, relative days and years.
    Dates,
    /// Names, by how they sound.
    Names,
    /// The language and script of the translation.
    Language,
    /// Words and phrases that are said again and again.
    Repetition,
    /// What the source has and the translation leaves out, and the length of both.
    Coverage,
    /// Whether something is denied.
    Negation,
}

/// Something that a text and its translation do not have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TranslationFinding {
    /// The check.
    pub check: TranslationCheck,
    /// How sure it is.
    pub severity: Severity,
    /// What is in the source and what in the translation, in English.
    pub message: String,
}

impl TranslationFinding {
    fn error(check: TranslationCheck, message: String) -> Self {
        TranslationFinding {
            check,
            severity: Severity::Error,
            message,
        }
    }

    fn warning(check: TranslationCheck, message: String) -> Self {
        TranslationFinding {
            check,
            severity: Severity::Warning,
            message,
        }
    }
}

/// Compares a text with its translation.
///
/// A translation that is not in its language is compared no further. Kazakh in Arabic script can be no more than told
/// from other languages. The checks need no model and no network, and never fail.
pub fn translation(source: Text<'_>, target: Text<'_>) -> Vec<TranslationFinding> {
    let mut findings: Vec<TranslationFinding> = language::check(source, target).into_iter().collect();
    findings.extend(repetition::check(source, target));
    let is_sound = findings.iter().all(|finding| finding.severity < Severity::Error);
    if is_sound && is_readable(source.language) && is_readable(target.language) {
        let (source, target) = (Side::of(source), Side::of(target));
        findings.extend(numbers::check(&source, &target));
        findings.extend(units::check(&source, &target));
        findings.extend(dates::check(&source, &target));
        findings.extend(names::check(&source, &target));
        findings.extend(coverage::check(&source, &target));
        findings.extend(negation::check(&source, &target));
    }
    findings
}

/// Whether the comparisons know the words of a language.
fn is_readable(language: Language) -> bool {
    crate::understand::lexicon::column(language).is_some()
}

#[cfg(test)]
mod tests;
