//! Coverage: how long the translation is beside the source, and how much of what can be found in both it leaves out.
//!
//! Names, numbers, days and words with a known concept ([`concept`]) are what can be found. A clause that was dropped
//! leaves a stretch of them without a counterpart, and a text that is shorter than it should be; either alone is no
//! proof.

use super::side::Side;
use super::{TranslationCheck, TranslationFinding, names, numbers};
use crate::article::Language;
use crate::relate::concepts::concept;

/// How long a text is in a language, in letters, beside English.
fn length_of(language: Language) -> f64 {
    match language {
        Language::Russian => 1.13,
        Language::Kazakh | Language::KazakhLatin | Language::KazakhArabic => 1.12,
        Language::English | Language::Undetermined => 1.0,
    }
}

/// What the translation has of the source.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Share {
    /// Its length beside what is usual.
    length: f64,
    /// How many things of the source can be found.
    things: usize,
    /// How many of them were.
    found: usize,
    /// The most things in a row that were not.
    stretch: usize,
}

impl Share {
    fn of(source: &Side, target: &Side) -> Self {
        let usual = length_of(target.language) / length_of(source.language);
        let things = things(source, target);
        let runs = things.split(|(_, is_found)| *is_found).map(<[_]>::len);
        Share {
            length: target.length as f64 / source.length.max(1) as f64 / usual,
            things: things.len(),
            found: things.iter().filter(|(_, is_found)| *is_found).count(),
            stretch: runs.max().unwrap_or(0),
        }
    }
}

impl Share {
    /// How much longer a translation must be the more is missing in a row; it may be shorter if nothing is.
    fn allowance(&self) -> f64 {
        match self.stretch {
            0 if self.things >= 3 => -0.08,
            0 | 1 => 0.0,
            2 => 0.06,
            3 => 0.12,
            _ => 0.27,
        }
    }
}

/// The things of the source in order, and whether the translation has them.
fn things(source: &Side, target: &Side) -> Vec<(usize, bool)> {
    let mut things = names::heard(source, target);
    things.extend(numbers::told(source, target));
    let concepts: Vec<&str> = target
        .words()
        .filter_map(|item| concept(&item.lower, target.language))
        .collect();
    let known = source
        .words()
        .filter_map(|item| Some((item.start, concept(&item.lower, source.language)?)));
    things.extend(known.map(|(start, concept)| (start, concepts.contains(&concept))));
    things.sort_by_key(|(start, is_found)| (*start, !is_found));
    things.dedup_by_key(|(start, _)| *start);
    things
}

/// Of so many things that can be found a translation has at least one.
const SPEAKING: usize = 6;
/// Texts of fewer letters may be translated in any length.
const SHORTEST: usize = 25;
/// Translations that are longer than this beside what is usual have something that the source has not.
const LONGEST: f64 = 2.2;

/// Reports translations that are too short or too long, or leave out too much.
pub(super) fn check(source: &Side, target: &Side) -> Option<TranslationFinding> {
    if target.length == 0 && source.length > 0 {
        let message = "the translation is empty".to_owned();
        return Some(TranslationFinding::error(TranslationCheck::Coverage, message));
    }
    if source.length < SHORTEST {
        return None;
    }
    let share = Share::of(source, target);
    let left_out = match share.stretch {
        0 | 1 => String::new(),
        stretch => format!(", and {stretch} names, numbers and known words in a row have no counterpart"),
    };
    let message = format!(
        "the translation has {:.0} % of the usual length{left_out}",
        share.length * 100.0
    );
    if share.things >= SPEAKING && share.found == 0 {
        let message = format!(
            "none of {} names, numbers and known words has a counterpart",
            share.things
        );
        return Some(TranslationFinding::error(TranslationCheck::Coverage, message));
    }
    // Long sentences vary less in length.
    let long = source.length.min(200) as f64 / 200.0;
    if share.length < 0.38 + 0.2 * long + share.allowance() || share.length > LONGEST {
        return Some(TranslationFinding::error(TranslationCheck::Coverage, message));
    }
    if share.length < 0.45 + 0.3 * long + share.allowance() || share.length > 1.8 || share.stretch > 4 {
        return Some(TranslationFinding::warning(TranslationCheck::Coverage, message));
    }
    None
}
