//! English plurals. The possessive stands behind an apostrophe and is no part of the word.

use super::{Endings, Stem, split_last};

/// How words end in the singular, and in the plural in its place.
const PLURALS: [(&str, &[&str]); 6] = [
    ("fe", &["ves"]),
    ("lf", &["lves"]),
    ("eaf", &["eaves"]),
    ("sis", &["ses"]),
    ("man", &["men"]),
    ("child", &["children"]),
];

/// Ends of words whose plural is written with `es`.
const HISSING: [&str; 6] = ["s", "x", "z", "ch", "sh", "o"];

/// The stems of a word in small letters.
pub(super) fn stems(word: &str) -> Vec<Stem> {
    let irregular = PLURALS.iter().filter_map(|(singular, plural)| {
        let stem = word.strip_suffix(singular)?;
        Some(Stem::new(stem, Endings::OneOf(plural)))
    });
    irregular.chain([regular(word)]).collect()
}

fn regular(word: &str) -> Stem {
    let ends_in_consonant = |stem: &str| !stem.is_empty() && !stem.ends_with(['a', 'e', 'i', 'o', 'u']);
    match split_last(word) {
        Some((stem, 'y')) if ends_in_consonant(stem) => Stem::new(stem, Endings::OneOf(&["ies"])),
        // `photos` and `heroes`: spelling does not tell which.
        Some((_, 'o')) => Stem::new(word, Endings::OneOf(&["s", "es"])),
        _ if HISSING.iter().any(|end| word.ends_with(end)) => Stem::new(word, Endings::OneOf(&["es"])),
        _ => Stem::new(word, Endings::OneOf(&["s"])),
    }
}
