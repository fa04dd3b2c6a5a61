//! Figures on which the sources of a story differ.
//!
//! Two figures differ if they are of one unit, near each other in size, surrounded by the same concepts, and neither source
//! states the figure of the other anywhere: who has both numbers speaks of two things.

use rustc_hash::FxHashSet;

use super::figures::{Figure, Unit};
use super::terms::Trace;
use crate::article::Span;
use crate::digest::Value;

/// Articles of a story whose figures are compared.
const MOST_ARTICLES: usize = 12;
/// How many times as large one figure may be as another on the same thing.
const FARTHEST: f64 = 2.0;
/// Figures of one unit that are no farther apart than that may be on one thing though few words are shared.
const NEAR: f64 = 1.5;
/// Counts below that are of one thing only if the same word follows: texts are full of twos and threes.
const TELLING_COUNT: f64 = 10.0;
/// What such nearness is worth beside shared concepts.
const NEARNESS: f64 = 0.3;
/// The same for days.
const FARTHEST_DAYS: f64 = 45.0;
/// Figures are the same if the one may be the other, rounded.
const ROUNDING: f64 = 0.02;
/// The share of concepts that two figures on one thing have in common.
const SAME_THING: f64 = 0.3;

/// One thing, and what the sources of a story say of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// What is said, each with who says it; the figure of the most sources first.
    pub claims: Vec<Claim>,
}

/// A figure and the sources that state it.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// The figure.
    pub value: Value,
    /// The articles, by their place in the story, with the sentence that states it in each.
    pub sources: Vec<(usize, Span)>,
}

/// A figure with the article that states it, by its place in the story.
#[derive(Clone, Copy)]
struct Stated<'t> {
    article: usize,
    figure: &'t Figure,
}

/// The differences among the articles of a story, in the order of the text of the first.
pub(super) fn differences(articles: &[usize], traces: &[Trace]) -> Vec<Difference> {
    let mut texts = FxHashSet::default();
    let stated: Vec<Stated<'_>> = articles
        .iter()
        .enumerate()
        // A copy says nothing of its own.
        .filter(|(_, article)| texts.insert(traces[**article].text))
        .take(MOST_ARTICLES)
        .flat_map(|(place, article)| {
            traces[*article]
                .figures
                .iter()
                .map(move |figure| Stated { article: place, figure })
        })
        .collect();
    let mut found: Vec<Vec<Stated<'_>>> = Vec::new();
    for (at, one) in stated.iter().enumerate() {
        for other in &stated[at + 1..] {
            if is_difference(one, other, &stated) {
                add(&mut found, *one, *other);
            }
        }
    }
    found
        .into_iter()
        .map(|things| difference(things, &stated))
        .filter(|difference| difference.claims.len() > 1 && !has_two_claims(difference))
        .collect()
}

/// Whether a source stands on both sides: then it speaks of two things.
fn has_two_claims(difference: &Difference) -> bool {
    let mut seen = FxHashSet::default();
    let mut sources = difference.claims.iter().flat_map(|claim| &claim.sources);
    sources.any(|(article, _)| !seen.insert(*article))
}

/// Whether two figures are on the same thing and differ.
fn is_difference(one: &Stated<'_>, other: &Stated<'_>, all: &[Stated<'_>]) -> bool {
    if one.article == other.article || one.figure.unit != other.figure.unit || !are_near(one.figure, other.figure) {
        return false;
    }
    let states = |article: usize, figure: &Figure| {
        all.iter()
            .any(|stated| stated.article == article && is_same(stated.figure, figure))
    };
    let likeness = likeness(one.figure, other.figure);
    // No other figure of either source, of that size, fits better.
    let fits_better = |figure: &Figure, article: usize| {
        all.iter().any(|stated| {
            stated.article == article
                && stated.figure.unit == figure.unit
                && are_near(stated.figure, figure)
                && self::likeness(stated.figure, figure) > likeness
        })
    };
    likeness >= SAME_THING
        && !is_same(one.figure, other.figure)
        && !states(one.article, other.figure)
        && !states(other.article, one.figure)
        && !fits_better(one.figure, other.article)
        && !fits_better(other.figure, one.article)
}

/// Whether two figures may be on one thing, by their size.
fn are_near(one: &Figure, other: &Figure) -> bool {
    let (low, high) = (one.size.min(other.size), one.size.max(other.size));
    match one.unit {
        Unit::Day => high - low <= FARTHEST_DAYS,
        Unit::Count if is_small_count(one, other) && (one.counted.is_none() || one.counted != other.counted) => false,
        _ => low > 0.0 && high / low <= FARTHEST,
    }
}

fn is_small_count(one: &Figure, other: &Figure) -> bool {
    let is_small = |figure: &Figure| figure.size.fract() == 0.0 && figure.size < TELLING_COUNT;
    is_small(one) || is_small(other)
}

/// Whether two figures say the same, one of them perhaps rounded.
fn is_same(one: &Figure, other: &Figure) -> bool {
    if one.unit != other.unit {
        return false;
    }
    let apart = (one.size - other.size).abs();
    match one.unit {
        Unit::Day => apart < 1.0,
        _ => apart <= ROUNDING * one.size.abs().max(other.size.abs()),
    }
}

/// How likely two figures are on one thing: by the share of their concepts that they have in common, and by size where the unit
/// tells things apart.
fn likeness(one: &Figure, other: &Figure) -> f64 {
    let shared = one.about.iter().filter(|concept| other.about.contains(concept)).count();
    let all = (one.about.len() * other.about.len()) as f64;
    let concepts = if all > 0.0 { shared as f64 / all.sqrt() } else { 0.0 };
    let is_telling = !matches!(one.unit, Unit::Count | Unit::Day);
    let ratio = one.size.max(other.size) / one.size.min(other.size);
    concepts + if is_telling && ratio <= NEAR { NEARNESS } else { 0.0 }
}

/// Whether equal figures count the same: a unit says enough, a bare number does not.
fn are_of_one_thing(one: &Figure, other: &Figure) -> bool {
    std::ptr::eq(one, other) || one.unit != Unit::Count || likeness(one, other) > 0.0
}

/// Adds two figures to the thing that one of them is on already, or as a new one.
fn add<'t>(things: &mut Vec<Vec<Stated<'t>>>, one: Stated<'t>, other: Stated<'t>) {
    let is_one_of = |thing: &Vec<Stated<'t>>, stated: &Stated<'t>| {
        let is_it = |known: &Stated<'t>| {
            std::ptr::eq(known.figure, stated.figure)
                || is_same(known.figure, stated.figure) && likeness(known.figure, stated.figure) >= SAME_THING
        };
        thing.iter().any(is_it)
    };
    match things
        .iter_mut()
        .find(|thing| is_one_of(thing, &one) || is_one_of(thing, &other))
    {
        Some(thing) => thing.extend([one, other]),
        None => things.push(vec![one, other]),
    }
}

/// The claims on one thing, with every source that makes them.
fn difference(things: Vec<Stated<'_>>, all: &[Stated<'_>]) -> Difference {
    let mut claims: Vec<(&Figure, Claim)> = Vec::new();
    for stated in things {
        if claims.iter().any(|(figure, _)| is_same(figure, stated.figure)) {
            continue;
        }
        let mut sources: Vec<(usize, Span)> = Vec::new();
        for other in all {
            let is_new = sources.iter().all(|(article, _)| *article != other.article);
            if is_new && is_same(other.figure, stated.figure) && are_of_one_thing(other.figure, stated.figure) {
                sources.push((other.article, other.figure.sentence));
            }
        }
        let value = stated.figure.value.clone();
        claims.push((stated.figure, Claim { value, sources }));
    }
    let mut claims: Vec<Claim> = claims.into_iter().map(|(_, claim)| claim).collect();
    claims.sort_by_key(|claim| std::cmp::Reverse(claim.sources.len()));
    Difference { claims }
}
