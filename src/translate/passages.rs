//! Passages into another language, each on the best way that gives a translation that may be shown.
//!
//! Every translation is judged, and must have what has to be copied letter by letter. One that is found wanting is tried again:
//! by another search, with what must be copied masked and the terms of the glossary put into the source if these were what was
//! wrong; then on the next way. If none is good, the passage stays in its language, and whoever asked is told why. A translation
//! that lacks nothing but a term of the glossary is taken, and said so.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::protect::{self, Masked};
use super::routes::{Attempt, Translators, Way};
use super::{Judge, TranslateError};
use crate::article::{Language, Locale};
use crate::understand::cyrillic::in_cyrillic;

/// A sentence, or another short text, in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passage<'a> {
    /// The text, normalized.
    pub text: &'a str,
    /// Its language.
    pub language: Language,
}

/// What comes of a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Translation {
    /// It is read as it is, or no way leads to the language.
    Kept,
    /// It was translated.
    Translated {
        /// Into what.
        text: String,
        /// The models, in the order of their steps.
        models: Vec<String>,
        /// What is worth a look, in English.
        doubts: Vec<String>,
    },
    /// No translation was good enough.
    Refused {
        /// What was wrong with the last.
        reasons: Vec<String>,
        /// How many there were.
        attempts: usize,
    },
}

/// A passage on its way.
struct Pending<'a> {
    number: usize,
    /// The text in letters that models know.
    text: Cow<'a, str>,
    attempts: usize,
    reasons: Vec<String>,
    needs: Needs,
    /// The first translation that lacks a term of the glossary only.
    second_best: Option<Translation>,
}

/// What a translation lacked, and the next should be helped with.
#[derive(Debug, Clone, Copy, Default)]
struct Needs {
    masks: bool,
    terms: bool,
}

/// From what to what.
#[derive(Clone, Copy)]
struct Direction {
    from: Locale,
    to: Locale,
}

/// Translates passages, each from its own language; those of all articles go through a model together.
///
/// # Errors
///
/// Fails if a model does.
pub fn passages(
    passages: &[Passage<'_>],
    to: Locale,
    translators: &Translators,
    judge: Judge,
) -> Result<Vec<Translation>, TranslateError> {
    let mut translations: Vec<Translation> = vec![Translation::Kept; passages.len()];
    let mut by_language: BTreeMap<Locale, Vec<Pending<'_>>> = BTreeMap::new();
    for (number, passage) in passages.iter().enumerate() {
        match passage.language.locale() {
            Some(from) if from != to => by_language.entry(from).or_default().push(Pending::of(number, passage)),
            _ => {}
        }
    }
    for (from, mut pending) in by_language {
        let ways = translators.ways(from, to);
        let tries = ways
            .iter()
            .flat_map(|way| [(way, Attempt::First), (way, Attempt::Again)]);
        for (way, attempt) in tries {
            pending = attempt_all(
                pending,
                (way, attempt),
                Direction { from, to },
                translators,
                judge,
                &mut translations,
            )?;
            if pending.is_empty() {
                break;
            }
        }
        for pending in pending.into_iter().filter(|pending| pending.attempts > 0) {
            translations[pending.number] = pending.second_best.unwrap_or(Translation::Refused {
                reasons: pending.reasons,
                attempts: pending.attempts,
            });
        }
    }
    Ok(translations)
}

/// Tries to translate some passages on a way, and gives those that are still to be translated.
fn attempt_all<'a>(
    pending: Vec<Pending<'a>>,
    (way, attempt): (&Way<'_>, Attempt),
    direction: Direction,
    translators: &Translators,
    judge: Judge,
    translations: &mut [Translation],
) -> Result<Vec<Pending<'a>>, TranslateError> {
    let asked: Vec<Question<'_>> = pending
        .iter()
        .map(|pending| pending.question(attempt, direction, translators))
        .collect();
    let texts: Vec<&str> = asked.iter().map(Question::text).collect();
    let answers = way.translate(&texts, attempt).map_err(|source| TranslateError {
        model: way.models().join(" + "),
        source,
    })?;
    let answers = asked
        .iter()
        .zip(answers)
        .map(|(question, answer)| question.restore(answer?));
    let answers: Vec<Result<String, String>> = answers.collect();
    let mut left = Vec::new();
    for (mut pending, answer) in pending.into_iter().zip(answers) {
        match pending.judged(answer, way, direction, translators, judge) {
            Some(translation) => translations[pending.number] = translation,
            None => left.push(pending),
        }
    }
    Ok(left)
}

/// What a model is given for a passage.
enum Question<'q> {
    Plain(Cow<'q, str>),
    Masked(Masked),
}

impl Question<'_> {
    fn text(&self) -> &str {
        match self {
            Question::Plain(text) => text,
            Question::Masked(masked) => masked.text(),
        }
    }

    /// The answer with what was masked.
    fn restore(&self, answer: String) -> Result<String, String> {
        match self {
            Question::Plain(_) => Ok(answer),
            Question::Masked(masked) => masked
                .restore(&answer)
                .ok_or_else(|| "the translation does not have everything that must be copied".to_owned()),
        }
    }
}

impl<'a> Pending<'a> {
    fn of(number: usize, passage: &Passage<'a>) -> Self {
        Pending {
            number,
            text: in_cyrillic(passage.text, passage.language),
            attempts: 0,
            reasons: Vec::new(),
            needs: Needs::default(),
            second_best: None,
        }
    }

    /// The text as a model is asked for it: as it is at first, then with help for what was lacking.
    fn question(&self, attempt: Attempt, direction: Direction, translators: &Translators) -> Question<'_> {
        let text = match attempt {
            Attempt::Again if self.needs.terms => Cow::Owned(translators.glossary.with_terms(
                &self.text,
                direction.from,
                direction.to,
            )),
            _ => Cow::Borrowed(self.text.as_ref()),
        };
        match attempt {
            Attempt::Again if self.needs.masks => Question::Masked(Masked::of(&text)),
            _ => Question::Plain(text),
        }
    }

    /// The translation, if it may be shown; else what is wrong with it is remembered.
    fn judged(
        &mut self,
        answer: Result<String, String>,
        way: &Way<'_>,
        Direction { from, to }: Direction,
        translators: &Translators,
        judge: Judge,
    ) -> Option<Translation> {
        self.attempts += 1;
        let text = match answer {
            Ok(text) => text,
            Err(reason) => {
                self.reasons = vec![reason];
                return None;
            }
        };
        let missing = protect::missing(&self.text, &text);
        let unmet = translators.glossary.unmet(&self.text, from, &text, to);
        self.needs = Needs {
            masks: !missing.is_empty(),
            terms: !unmet.is_empty(),
        };
        let judgement = judge((&self.text, from), (&text, to));
        let mut errors = judgement.errors;
        errors.extend(
            missing
                .iter()
                .map(|copied| format!("the source has “{copied}”, which must be copied")),
        );
        let unmet: Vec<String> = unmet.iter().map(|term| term.message()).collect();
        let is_met = unmet.is_empty();
        self.reasons = [errors.as_slice(), &unmet].concat();
        if !errors.is_empty() {
            return None;
        }
        let translation = Translation::Translated {
            text,
            models: way.models(),
            doubts: [judgement.warnings, unmet].concat(),
        };
        match is_met {
            true => Some(translation),
            false => {
                self.second_best.get_or_insert(translation);
                None
            }
        }
    }
}
