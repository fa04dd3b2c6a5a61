//! Names: what the source calls by name, the translation should call by a name that sounds alike.
//!
//! What sounds like nothing on either side ([`heard`](super::heard)) is a wrong name if there is such a one on both; so is
//! one in place of one of several mentions of another. On one side only it may be left out, translated or explained.

use super::heard::{Ear, Fate};
use super::mentions::{Standing, standing};
use super::side::Side;
use super::sound::Sound;
use super::{TranslationCheck, TranslationFinding};
use crate::article::Language;

/// A word that may be a name, and has no word of its own in the other text.
struct Name<'s> {
    text: &'s str,
    sound: Sound,
    standing: Standing,
    /// Where in its text it stands, from 0 to 1; all of its places if other mentions of it have words.
    places: Vec<f64>,
    /// Whether another mention of it has the word.
    is_shared: bool,
}

/// Reports names that sound like nothing in the other text.
///
/// It is an error if names for certain have others in their place, and a warning if those sound nearly alike, as
/// misspelled names do, or may be no names.
pub(super) fn check(source: &Side, target: &Side) -> Option<TranslationFinding> {
    let (source_ear, target_ear) = (Ear::of(source), Ear::of(target));
    let mut missing = lost(source, &source_ear.fates(&target_ear));
    let mut added = lost(target, &target_ear.fates(&source_ear));
    if missing.iter().chain(&added).all(|name| name.is_shared) {
        return None;
    }
    let message = format!("the source names {}, the translation {}", list(&missing), list(&added));
    let had_variants = drop_variants(&mut missing, &mut added, slack(source, target));
    let pairs: Vec<(&Name<'_>, &Name<'_>)> = pairs(&missing, &added).collect();
    if pairs.iter().any(|(one, other)| is_wrong(one, other)) {
        return Some(TranslationFinding::error(TranslationCheck::Names, message));
    }
    let is_certain = |name: &Name<'_>| name.standing == Standing::Certain;
    let may_be_wrong = pairs.iter().any(|(one, other)| is_certain(one) || is_certain(other));
    (may_be_wrong || had_variants).then(|| TranslationFinding::warning(TranslationCheck::Names, message))
}

/// The names of a text that sound like nothing in its source.
pub(super) fn added(source: &Side, target: &Side) -> Option<String> {
    let mut added = lost(target, &Ear::of(target).fates(&Ear::of(source)));
    // A source may name once what a summary names twice.
    added.retain(|name| name.standing == Standing::Certain && !name.is_shared);
    (!added.is_empty()).then(|| format!("{} is not in the source", list(&added)))
}

fn list(names: &[Name<'_>]) -> String {
    let texts: Vec<String> = names.iter().map(|name| format!("“{}”", name.text)).collect();
    texts.join(", ")
}

/// The names of a text that have no word of their own in another.
fn lost<'s>(side: &'s Side, fates: &[(usize, Fate)]) -> Vec<Name<'s>> {
    let place = |at: &usize| *at as f64 / side.tokens.len() as f64;
    let sound = |at: &usize| Sound::of(&side.tokens[*at].lower, side.language);
    let mentions = |name: &Sound| -> Vec<f64> {
        let all = fates.iter().map(|(at, _)| at);
        all.filter(|at| sound(at).is_like(name)).map(place).collect()
    };
    let lost = fates.iter().filter(|(_, fate)| *fate != Fate::Found);
    lost.map(|(at, fate)| Name {
        text: &side.tokens[*at].text,
        places: match fate {
            Fate::Shared => mentions(&sound(at)),
            _ => vec![place(at)],
        },
        sound: sound(at),
        standing: standing(side, *at),
        is_shared: *fate == Fate::Shared,
    })
    .collect()
}

/// Every name of the source with every one of the translation that may stand for it: one of them sounds like nothing.
fn pairs<'n, 's>(missing: &'n [Name<'s>], added: &'n [Name<'s>]) -> impl Iterator<Item = (&'n Name<'s>, &'n Name<'s>)> {
    let all = missing
        .iter()
        .flat_map(move |one| added.iter().map(move |other| (one, other)));
    all.filter(|(one, other)| !(one.is_shared && other.is_shared))
}

/// How far apart in their texts a name and what is only likely to be one may stand: word order differs.
const NEARBY: f64 = 0.3;

/// Names of which less sounds otherwise are one name with wrong letters: two other words are seldom so alike.
const GARBLED: f64 = 0.4;

/// Whether a name has another in its place.
fn is_wrong(one: &Name<'_>, other: &Name<'_>) -> bool {
    let is_shared = one.is_shared || other.is_shared;
    let is_nearby = || {
        let mut places = one
            .places
            .iter()
            .flat_map(|one| other.places.iter().map(move |other| (one, other)));
        places.any(|(one, other)| (one - other).abs() <= NEARBY)
    };
    let is_garbled = || one.sound.strangeness(&other.sound) <= GARBLED;
    let (doubtful, certain) = (one.standing.min(other.standing), one.standing.max(other.standing));
    match (doubtful, certain) {
        (Standing::Ordinary, _) => false,
        (Standing::Certain, Standing::Certain) if !is_shared => true,
        (Standing::Likely | Standing::Certain, Standing::Certain) if is_nearby() => true,
        (_, Standing::Certain) | (Standing::Likely, Standing::Likely) => is_garbled(),
        _ => false,
    }
}

/// How much of a name may sound otherwise in another way to write it. Kazakh and Russian often write names of a third
/// language, each in its own way.
fn slack(source: &Side, target: &Side) -> f64 {
    match source.language == Language::English || target.language == Language::English {
        true => 0.185,
        false => 0.2,
    }
}

/// Takes out names of which each is misspelled or written in another way in the other text, the likest first.
fn drop_variants(missing: &mut Vec<Name<'_>>, added: &mut Vec<Name<'_>>, slack: f64) -> bool {
    let mut has_variants = false;
    while let Some((one, other)) = likest(missing, added, slack) {
        missing.remove(one);
        added.remove(other);
        has_variants = true;
    }
    has_variants
}

/// The places of the two names that are most alike, if any are alike enough.
fn likest(missing: &[Name<'_>], added: &[Name<'_>], slack: f64) -> Option<(usize, usize)> {
    let places = (0..missing.len()).flat_map(|one| (0..added.len()).map(move |other| (one, other)));
    let unshared = places.filter(|(one, other)| !(missing[*one].is_shared && added[*other].is_shared));
    let compared = unshared.map(|(one, other)| (missing[one].sound.strangeness(&added[other].sound), one, other));
    let alike = compared.filter(|(strangeness, ..)| *strangeness <= slack);
    let (_, one, other) = alike.min_by(|one, other| one.0.total_cmp(&other.0))?;
    Some((one, other))
}

/// The certain names of a text: where each stands, and whether it is heard in the other.
pub(super) fn heard(side: &Side, other: &Side) -> Vec<(usize, bool)> {
    let fates = Ear::of(side).fates(&Ear::of(other)).into_iter();
    fates
        .filter(|(at, _)| standing(side, *at) == Standing::Certain)
        .map(|(at, fate)| (side.tokens[at].start, fate != Fate::Unheard))
        .collect()
}
