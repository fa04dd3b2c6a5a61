//! One person or organization under several names: `Касым-Жомарт Токаев` and later `Токаева`, a name and its abbreviation.

use super::names::stem;
use crate::article::Language;
use crate::digest::{Fact, Organization, Person, Value};

/// Joins the facts of one article that are about the same person or organization. The order of first mention stays.
pub(super) fn join(facts: Vec<Fact>, language: Language) -> Vec<Fact> {
    let mut joined: Vec<Fact> = Vec::with_capacity(facts.len());
    for fact in facts {
        match joined
            .iter_mut()
            .find(|known| is_same(&known.value, &fact.value, language))
        {
            Some(known) => absorb(known, fact),
            None => joined.push(fact),
        }
    }
    joined
}

fn is_same(known: &Value, new: &Value, language: Language) -> bool {
    match (known, new) {
        (Value::Person(known), Value::Person(new)) => is_same_person(known, new, language),
        (Value::Organization(known), Value::Organization(new)) => is_same_organization(known, new, language),
        _ => false,
    }
}

/// The same surname, and given names that do not contradict each other.
fn is_same_person(known: &Person, new: &Person, language: Language) -> bool {
    let parts = |person: &Person| -> Vec<String> {
        person
            .name
            .split([' ', '.'])
            .filter(|part| !part.is_empty())
            .map(|part| stem(part, language))
            .collect()
    };
    let (known, new) = (parts(known), parts(new));
    let (Some(known_last), Some(new_last)) = (known.last(), new.last()) else {
        return false;
    };
    let begins_alike = || known[0].chars().next() == new[0].chars().next();
    match (known.len(), new.len()) {
        (1, 1) => known_last == new_last,
        // A later mention is by the surname, in Kazakh often by the given name.
        (_, 1) => known.contains(new_last),
        (1, _) => new.contains(known_last),
        _ => known_last == new_last && begins_alike() || known == new,
    }
}

fn is_same_organization(known: &Organization, new: &Organization, language: Language) -> bool {
    let stems = |name: &str| -> Vec<String> {
        name.split(' ')
            .filter(|word| *word != "the")
            .map(|word| stem(word, language))
            .collect()
    };
    known.abbreviation.as_ref() == Some(&new.name)
        || new.abbreviation.as_ref() == Some(&known.name)
        || stems(&known.name) == stems(&new.name)
}

/// Takes over the mentions, and whatever the new fact knows more.
fn absorb(known: &mut Fact, fact: Fact) {
    known.spans.extend(fact.spans);
    known.spans.sort_unstable();
    known.confidence = known.confidence.max(fact.confidence);
    match (&mut known.value, fact.value) {
        (Value::Person(known), Value::Person(new)) => {
            known.office = known.office.take().or(new.office);
            let parts = |name: &str| name.split(' ').count();
            if parts(&new.name) > parts(&known.name) {
                known.name = new.name;
            } else if parts(&new.name) == parts(&known.name) && new.name.chars().count() < known.name.chars().count() {
                // The shorter form is nearer to the nominative.
                known.name = new.name;
            }
        }
        (Value::Organization(known), Value::Organization(new)) => {
            known.abbreviation = known.abbreviation.take().or(new.abbreviation);
            let is_longer = new.name.chars().count() > known.name.chars().count();
            if is_longer && known.abbreviation.as_ref() == Some(&known.name) {
                known.name = new.name;
            }
        }
        _ => {}
    }
}
