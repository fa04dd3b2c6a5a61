//! What a translation has to copy letter by letter: addresses, handles, file names, numbers by which people are called or paid.
//!
//! A wrong word is noticed, a wrong letter in an account number is not. [`protected`] finds such places, [`missing`] those that a
//! translation does not have as they were, and [`Masked`] keeps them out of reach of a model that is asked again.
//!
//! Dates, sums and scores are no such places: languages write them differently, and other checks compare what they say.

mod links;
mod mask;
mod numbers;

use std::ops::Range;

use super::apart::Apart;
use crate::article::Locale;
use crate::understand::inflection::{fold, is_kazakh_suffix};
pub use mask::Masked;

/// The places that have to be copied as they are, in bytes and in their order. They do not overlap.
///
/// These are URLs and hosts (`egov.kz/help`), e-mail addresses, `@handles`, `#hashtags`, names of files and of things in
/// programs, telephone numbers, IBANs, numbers of twelve digits (IIN and BIN), and numbers of documents (`123-VI` of
/// `№ 123-VI`: the sign itself is `No.` in English).
pub fn protected(text: &str) -> Vec<Range<usize>> {
    let mut places = Apart::new();
    for place in links::find(text).into_iter().chain(numbers::find(text)) {
        places.add(place, ());
    }
    places.places().collect()
}

/// What has to be copied and does not stand in a translation as it is, each once. What surrounds it may be other punctuation or
/// a suffix behind a hyphen, but no letter or digit more.
pub fn missing(source: &str, translation: &str) -> Vec<String> {
    let mut missing: Vec<String> = Vec::new();
    for place in protected(source) {
        let verbatim = &source[place];
        if !stands_in(translation, verbatim) && !missing.iter().any(|other| other == verbatim) {
            missing.push(verbatim.to_owned());
        }
    }
    missing
}

fn stands_in(text: &str, verbatim: &str) -> bool {
    text.match_indices(verbatim)
        .any(|(start, _)| ends_before(&text[..start]) && begins_behind(&text[start + verbatim.len()..]))
}

/// Whether what has to be copied may begin behind a text.
fn ends_before(text: &str) -> bool {
    let mut letters = text.chars().rev();
    match letters.next() {
        // The rest of a longer address.
        Some('@' | '#' | '/' | '_' | '+') => false,
        Some('.' | '-') => !letters.next().is_some_and(char::is_alphanumeric),
        letter => !letter.is_some_and(char::is_alphanumeric),
    }
}

/// Whether what has to be copied may end before a text.
fn begins_behind(text: &str) -> bool {
    let mut letters = text.chars();
    match letters.next() {
        Some('_' | '@') => false,
        // `egov.kz/help` is not `egov.kz`, and `egov.kz-тің` is.
        Some('.' | '-' | '/' | '?' | '=' | '&') => !letters.next().is_some_and(|letter| letter.is_ascii_alphanumeric()),
        letter => !letter.is_some_and(char::is_alphanumeric),
    }
}

/// A stretch of a text without blanks, with its place.
#[derive(Debug, Clone, Copy)]
struct Chunk<'t> {
    text: &'t str,
    start: usize,
}

impl<'t> Chunk<'t> {
    /// The stretches between blanks.
    fn all(text: &'t str) -> impl Iterator<Item = Chunk<'t>> {
        let mut end = 0;
        text.split_inclusive(char::is_whitespace).filter_map(move |part| {
            let start = end;
            end += part.len();
            let text = part.trim_end();
            (!text.is_empty()).then_some(Chunk { text, start })
        })
    }

    fn range(self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    /// A part of it, in bytes.
    fn part(self, range: Range<usize>) -> Self {
        let text = self.text.get(range.clone()).unwrap_or_default();
        Chunk {
            text,
            start: self.start + range.start,
        }
    }
}

/// A chunk without a Kazakh ending behind a hyphen: `egov.kz` of `egov.kz-тің`.
fn without_suffix(chunk: Chunk<'_>) -> Chunk<'_> {
    match chunk.text.rsplit_once(['-', '‑', '‐']) {
        Some((stem, suffix)) if is_kazakh_suffix(&fold(suffix, Locale::Kk)) => chunk.part(0..stem.len()),
        _ => chunk,
    }
}

#[cfg(test)]
mod tests;
