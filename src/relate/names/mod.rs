//! The name table of a run: who and what its articles name, under one entry for all languages, spellings and case forms.
//!
//! Names of different languages are compared by how they sound, those of one language by their letters but for case endings. A
//! person needs both given name and surname; a surname alone, or behind an initial, goes to the one person of the run whom it fits,
//! or to nobody. Organizations are compared word by word, each word by its concept where it has one, so that `Министерство
//! здравоохранения` is `Денсаулық сақтау министрлігі`. Places have their canonical names already.

mod candidate;
mod entry;
mod join;

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use candidate::is_form_of;
use candidate::{Candidate, words};
use entry::entry;
use join::join;

use super::terms::Trace;
use crate::article::{CodePoints, Id, Language, Locale};
use crate::digest::{Digest, Fact, FactKind, Place, Value};
use crate::understand::normalize;

/// The names of a run: the content of `names.json`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NameTable {
    /// The version of this layout.
    pub schema: u32,
    /// Persons, then organizations, then places, each named by the most articles first.
    pub names: Vec<NameEntry>,
    /// For every name as facts have it the number of its entry.
    #[serde(skip)]
    index: FxHashMap<Named, usize>,
}

/// The version of the layout of `names.json`.
const SCHEMA: u32 = 1;

/// A person, an organization or a place, with everything that the articles of a run call it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NameEntry {
    /// What it is.
    pub kind: FactKind,
    /// What it is called in the fullest of its names.
    pub name: String,
    /// What it is called in each language that names it.
    pub names: BTreeMap<Locale, String>,
    /// All forms, as the articles write them.
    pub forms: Vec<NameForm>,
    /// Spellings of one language that differ by more than a case ending.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub spellings: Vec<String>,
    /// The articles that name it, in the order of the run.
    pub articles: Vec<Id>,
}

/// A way to write a name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NameForm {
    /// As it is written.
    pub text: String,
    /// The language of the articles that write it so.
    pub language: Language,
    /// How many articles do.
    pub articles: usize,
}

/// A name as the facts of an article have it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Named {
    kind: FactKind,
    name: String,
    language: Language,
}

/// A name of an article with its forms.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Naming {
    named: Named,
    /// Short forms of an organization.
    abbreviation: Option<String>,
    /// What a place is, in canonical form.
    place: Option<Place>,
    /// As the article writes it, each form once.
    forms: Vec<String>,
}

/// The persons, organizations and places of an article.
pub(super) fn namings(digest: &Digest) -> Vec<Naming> {
    let source = CodePoints::of(&digest.source.text);
    let facts = digest.entry.facts.iter();
    facts
        .filter_map(|fact| {
            let name = name_of(&fact.value)?;
            let (abbreviation, place) = match &fact.value {
                Value::Organization(organization) => (organization.abbreviation.clone(), None),
                Value::Place(place) => (None, Some(place.clone())),
                _ => (None, None),
            };
            let mut forms: Vec<String> = Vec::new();
            for span in &fact.spans {
                let form = normalize(source.slice(*span).unwrap_or_default());
                if !forms.contains(&form) {
                    forms.push(form);
                }
            }
            Some(Naming {
                named: Named {
                    kind: fact.value.kind(),
                    name,
                    language: digest.entry.language,
                },
                abbreviation,
                place,
                forms,
            })
        })
        .collect()
}

/// What names a thing in a fact: a place its country and canonical name.
fn name_of(value: &Value) -> Option<String> {
    match value {
        Value::Person(person) => Some(person.name.clone()),
        Value::Organization(organization) => Some(organization.name.clone()),
        Value::Place(place) => Some(match &place.name {
            Some(name) => format!("{name}, {}", place.country),
            None => place.country.clone(),
        }),
        _ => None,
    }
}

impl NameTable {
    /// The names of the articles of a run. `place` writes places in the languages of readers.
    pub fn of(traces: &[Trace], place: impl Fn(&Place, Locale) -> String) -> Self {
        let candidates = candidates(traces);
        let mut entries: Vec<(NameEntry, Vec<usize>)> = join(&candidates)
            .into_iter()
            .map(|members| (entry(&candidates, &members, traces, &place), members))
            .collect();
        entries.sort_by(|(one, _), (other, _)| {
            let by_weight = other.articles.len().cmp(&one.articles.len());
            one.kind
                .cmp(&other.kind)
                .then(by_weight)
                .then(one.name.cmp(&other.name))
        });
        let numbered = entries.iter().enumerate();
        let index = numbered.flat_map(|(number, (_, members))| members.iter().map(move |member| (*member, number)));
        NameTable {
            schema: SCHEMA,
            index: index
                .map(|(member, number)| (candidates[member].named.clone(), number))
                .collect(),
            names: entries.into_iter().map(|(entry, _)| entry).collect(),
        }
    }

    /// The entry of what a fact names, in an article of a language.
    pub fn find(&self, fact: &Fact, language: Language) -> Option<&NameEntry> {
        let name = name_of(&fact.value)?;
        let kind = fact.value.kind();
        let number = self.index.get(&Named { kind, name, language })?;
        self.names.get(*number)
    }
}

/// The names of all articles, each with what is known of it.
fn candidates(traces: &[Trace]) -> Vec<Candidate> {
    let mut found: BTreeMap<Named, Candidate> = BTreeMap::new();
    for (article, trace) in traces.iter().enumerate() {
        for naming in &trace.names {
            let candidate = found.entry(naming.named.clone()).or_insert_with(|| Candidate {
                named: naming.named.clone(),
                words: words(&naming.named),
                abbreviation: None,
                place: naming.place.clone(),
                articles: Vec::new(),
                forms: BTreeMap::new(),
            });
            if candidate.abbreviation.is_none() {
                candidate.abbreviation.clone_from(&naming.abbreviation);
            }
            if candidate.articles.last() != Some(&article) {
                candidate.articles.push(article);
            }
            for form in &naming.forms {
                *candidate.forms.entry(form.clone()).or_default() += 1;
            }
        }
    }
    found.into_values().collect()
}
