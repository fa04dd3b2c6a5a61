//! The entry of a thing, from all its names.

use std::collections::BTreeMap;

use super::candidate::{Candidate, is_case_form};
use super::{NameEntry, NameForm};
use crate::article::{Language, Locale};
use crate::digest::{FactKind, Place};
use crate::relate::skeleton::{distance, voiced};
use crate::relate::terms::Trace;
use crate::understand::cases;
use crate::understand::tokens::lowercase;

/// The entry of some names that are of one thing.
pub(super) fn entry(
    candidates: &[Candidate],
    members: &[usize],
    traces: &[Trace],
    place: &impl Fn(&Place, Locale) -> String,
) -> NameEntry {
    let members: Vec<&Candidate> = members.iter().map(|member| &candidates[*member]).collect();
    let mut articles: Vec<usize> = members
        .iter()
        .flat_map(|member| member.articles.iter().copied())
        .collect();
    articles.sort_unstable();
    articles.dedup();
    let named = |locale: Locale| match &members[0].place {
        Some(canonical) => Some(place(canonical, locale)),
        None => {
            let is_read = |member: &&Candidate| member.named.language == locale.language();
            let best = fullest(members.iter().copied().filter(is_read))?;
            let others = fullest(members.iter().copied().filter(|member| !is_read(member)));
            Some(match others {
                // Organizations are of several words, of which most are no names.
                Some(other) if best.named.kind == FactKind::Person => {
                    nominative(&written(best), locale.language(), &written(other))
                }
                _ => written(best),
            })
        }
    };
    let names: BTreeMap<Locale, String> = Locale::ALL
        .into_iter()
        .filter_map(|locale| Some((locale, named(locale)?)))
        .collect();
    let name = match &members[0].place {
        Some(canonical) => place(canonical, Locale::En),
        None => {
            let best = fullest(members.iter().copied());
            let named = best.and_then(|best| {
                names
                    .iter()
                    .find(|(locale, _)| locale.language() == best.named.language)
            });
            match named {
                Some((_, name)) => name.clone(),
                None => best.map(written).unwrap_or_default(),
            }
        }
    };
    NameEntry {
        kind: members[0].named.kind,
        name,
        spellings: spellings(&members),
        names,
        forms: forms(&members),
        articles: articles.iter().map(|article| traces[*article].id.clone()).collect(),
    }
}

/// All forms of some names, by language, those of the most articles first.
fn forms(members: &[&Candidate]) -> Vec<NameForm> {
    let mut forms: Vec<NameForm> = members
        .iter()
        .flat_map(|member| {
            member.forms.iter().map(|(text, articles)| NameForm {
                text: text.clone(),
                language: member.named.language,
                articles: *articles,
            })
        })
        .collect();
    forms.sort_by(|one, other| {
        let by_weight = other.articles.cmp(&one.articles);
        one.language
            .cmp(&other.language)
            .then(by_weight)
            .then(one.text.cmp(&other.text))
    });
    forms.dedup_by(|one, other| {
        let is_same = one.text == other.text && one.language == other.language;
        other.articles += if is_same { one.articles } else { 0 };
        is_same
    });
    forms
}

/// The name with the most words, of those the one of the most articles.
fn fullest<'c>(candidates: impl Iterator<Item = &'c Candidate>) -> Option<&'c Candidate> {
    candidates.max_by(|one, other| {
        let by_words = one.spelled_words().cmp(&other.spelled_words());
        let by_articles = one.articles.len().cmp(&other.articles.len());
        // Of forms of one word the shortest is nearest to the nominative.
        let by_length = other.named.name.len().cmp(&one.named.name.len());
        by_words
            .then(by_articles)
            .then(by_length)
            .then(other.named.cmp(&one.named))
    })
}

/// A name as it is printed: of its forms with as many words the shortest, which is nearest to the nominative.
fn written(candidate: &Candidate) -> String {
    let words = |name: &str| name.split(' ').count();
    let name = &candidate.named.name;
    let forms = candidate
        .forms
        .keys()
        .filter(|form| words(form) == words(name) && form.starts_with(char::is_uppercase));
    let shortest = forms.min_by_key(|form| form.chars().count());
    shortest
        .filter(|form| form.chars().count() < name.chars().count())
        .unwrap_or(name)
        .clone()
}

/// Surnames of one language that are spelled in more than one way, if there are.
fn spellings(members: &[&Candidate]) -> Vec<String> {
    /// Of more forms nobody wants a list.
    const MOST_FORMS: usize = 64;
    let members = &members[..members.len().min(MOST_FORMS)];
    let mut found: Vec<String> = Vec::new();
    for (at, one) in members.iter().enumerate() {
        for other in &members[at + 1..] {
            let (Some(last), Some(other_last)) = (one.words.last(), other.words.last()) else {
                continue;
            };
            let is_person = one.named.kind == FactKind::Person && one.named.language == other.named.language;
            if is_person && !is_case_form(&last.text, &other_last.text) {
                found.extend([one, other].map(|candidate| candidate.named.name.clone()));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// A name without its case endings, as far as another language shows which they are: `Крючкову` is `Крючкова`, since English has
/// `Kryuchkova`.
fn nominative(name: &str, language: Language, other: &str) -> String {
    let (words, others): (Vec<&str>, Vec<&str>) = (name.split(' ').collect(), other.split(' ').collect());
    if words.len() != others.len() {
        return name.to_owned();
    }
    let word = |(word, other): (&&str, &&str)| {
        let sound = voiced(&lowercase(other));
        let forms = cases::nominatives(word, language);
        let nearest = forms
            .into_iter()
            .min_by_key(|form| distance(&voiced(&lowercase(form)), &sound));
        nearest.unwrap_or_else(|| (*word).to_owned())
    };
    words.iter().zip(&others).map(word).collect::<Vec<_>>().join(" ")
}
