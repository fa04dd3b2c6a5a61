//! What the one text says and the other does not: numbers, dates and names.

use super::side::Side;
use super::{Text, dates, language, names, negation, numbers, repetition, units};

/// What a text has that its source has not: numbers, units, dates and names, in English; and whether there is something to
/// doubt besides. The source may say more.
pub fn added(source: Text<'_>, target: Text<'_>) -> (Vec<String>, bool) {
    if super::is_readable(source.language) && super::is_readable(target.language) {
        let (source, target) = (Side::of(source), Side::of(target));
        let wrong = [
            numbers::added(&source, &target),
            units::added(&source, &target).map(|message| message.replace("in the translation", "here")),
            dates::added(&source, &target),
            names::added(&source, &target),
        ];
        let is_doubtful = negation::check(&source, &target).is_some();
        (wrong.into_iter().flatten().collect(), is_doubtful)
    } else {
        (Vec::new(), true)
    }
}

/// What is wrong with a text as such: another language or script than it should have, or the same again and again.
pub fn garbled(source: Text<'_>, target: Text<'_>) -> Option<String> {
    let finding = language::check(source, target).or_else(|| repetition::check(source, target));
    // It is no translation that is spoken of here.
    finding.map(|finding| finding.message.replace("the translation", "it"))
}
