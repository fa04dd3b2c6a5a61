//! The name table of a run: who and what its articles name, under one entry for all languages, spellings and case forms.
//!
//! Names of different languages are compared by how they sound, those of one language by their letters but for case endings. A
//! person needs both given name and surname; a surname alone, or behind an initial, goes to the one person of the run whom it fits,
//! or to nobody. Organizations are compared word by word, each word by its concept where it has
//! one, so that `Министерство здравоохранения` is `Денсаулық сақтау министрлігі`. Places have their canonical names already.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::concepts::concept;
use super::skeleton::{distance, skeletons, voiced};
use super::terms::Trace;
use crate::article::{CodePoints, Id, Language, Locale};
use crate::digest::{Digest, Fact, FactKind, Place, Value};
use crate::understand::tokens::{TokenKind, lowercase, tokenize};
use crate::understand::{cases, normalize};

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
    /// What most articles call it.
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

/// A name of the run, compared by its words.
struct Candidate {
    named: Named,
    words: Vec<Word>,
    abbreviation: Option<String>,
    place: Option<Place>,
    articles: Vec<usize>,
    forms: BTreeMap<String, usize>,
}

impl Candidate {
    /// How many of its words are spelled out, of two at most: a patronymic makes no name better.
    fn spelled_words(&self) -> usize {
        self.words.iter().filter(|word| !word.is_initial).count().min(2)
    }
}

/// A word of a name.
struct Word {
    /// How it and its stems sound.
    skeletons: Vec<String>,
    /// What it is about.
    concept: Option<&'static str>,
    /// The first letter where there is no more: `Қ.`
    is_initial: bool,
    /// Whether it is an abbreviation in capital letters.
    is_abbreviation: bool,
    language: Language,
    /// The word in small letters.
    text: String,
}

impl NameTable {
    /// The names of the articles of a run. `place` writes places in the languages of readers.
    pub fn of(traces: &[Trace], place: impl Fn(&Place, Locale) -> String) -> Self {
        let candidates = candidates(traces);
        let mut groups = Groups::new(candidates.len());
        for kind in [FactKind::Person, FactKind::Organization] {
            join_alike(&candidates, kind, &mut groups);
        }
        join_surnames(&candidates, &mut groups);
        join_places(&candidates, &mut groups);
        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for candidate in 0..candidates.len() {
            members.entry(groups.find(candidate)).or_default().push(candidate);
        }
        let mut entries: Vec<(NameEntry, Vec<usize>)> = members
            .into_values()
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

/// The words of a name that tell it from others.
fn words(named: &Named) -> Vec<Word> {
    let tokens = tokenize(&named.name);
    let words = tokens.iter().filter(|token| token.kind == TokenKind::Word);
    words
        .map(|token| (token.is_all_capitals(), lowercase(token.text)))
        .filter(|(_, word)| {
            !matches!(
                word.as_str(),
                "the" | "of" | "and" | "for" | "и" | "по" | "және" | "мен"
            )
        })
        .map(|(is_abbreviation, text)| Word {
            skeletons: skeletons(&text, named.language),
            concept: concept(&text, named.language),
            is_initial: text.chars().count() == 1,
            is_abbreviation,
            language: named.language,
            text,
        })
        .collect()
}

/// Names with the same telling word that a name is compared with at most: thousands may share a surname.
const MOST_COMPARED: usize = 256;

/// Joins names of a kind that are of the same person or organization. Only names that share a telling word are compared.
fn join_alike(candidates: &[Candidate], kind: FactKind, groups: &mut Groups) {
    let is_same = match kind {
        FactKind::Person => is_same_person,
        _ => is_same_organization,
    };
    let of_kind = |candidate: &&Candidate| candidate.named.kind == kind;
    let mut frequency: FxHashMap<String, usize> = FxHashMap::default();
    for key in candidates.iter().filter(of_kind).flat_map(keys) {
        *frequency.entry(key).or_default() += 1;
    }
    let mut buckets: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for (number, candidate) in candidates
        .iter()
        .enumerate()
        .filter(|(_, candidate)| of_kind(candidate))
    {
        for key in telling_keys(candidate, &frequency) {
            let bucket = buckets.entry(key).or_default();
            for other in bucket.iter().rev().take(MOST_COMPARED) {
                if is_same(&candidates[*other], candidate) {
                    groups.join(*other, number);
                }
            }
            bucket.push(number);
        }
    }
}

/// What names that may be the same have in common: the sound of a surname, the words and the abbreviation of an organization.
fn keys(candidate: &Candidate) -> Vec<String> {
    let mut keys: Vec<String> = match candidate.named.kind {
        FactKind::Person => {
            let last = candidate.words.last();
            last.into_iter().flat_map(|word| word.skeletons.clone()).collect()
        }
        _ => {
            let abbreviation = candidate.abbreviation.iter().map(|short| lowercase(short));
            let words = candidate.words.iter().map(|word| word.key().to_owned());
            abbreviation.chain(words).collect()
        }
    };
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The keys of a name that are worth a look: of an organization the rarest, since half of them are banks and ministries.
fn telling_keys(candidate: &Candidate, frequency: &FxHashMap<String, usize>) -> Vec<String> {
    /// Two, in case that one is written otherwise.
    const RAREST: usize = 2;
    let mut keys = keys(candidate);
    if candidate.named.kind != FactKind::Person {
        keys.sort_by_key(|key| frequency.get(key).copied());
        keys.truncate(RAREST);
        // By its abbreviation alone an organization may be named elsewhere.
        keys.extend(candidate.abbreviation.iter().map(|short| lowercase(short)));
        keys.dedup();
    }
    keys
}

impl Word {
    /// The concept of a word, else how its shortest stem sounds.
    fn key(&self) -> &str {
        let shortest = self.skeletons.iter().min_by_key(|skeleton| skeleton.len());
        self.concept.unwrap_or_else(|| shortest.map_or("", String::as_str))
    }

    /// Whether two words are the same name. In one language only case endings may differ; across languages words sound alike.
    fn sounds_like(&self, other: &Word) -> bool {
        /// Skeletons from this length on tell names apart.
        const TELLING: usize = 4;
        if self.is_initial || other.is_initial {
            let first = |word: &Word| word.skeletons.first().and_then(|skeleton| skeleton.chars().next());
            return self.is_initial && other.is_initial && first(self).is_some() && first(self) == first(other);
        }
        let is_one_language = self.language == other.language;
        if self.is_abbreviation || other.is_abbreviation {
            // Of one alphabet each letter tells.
            let is_one_alphabet = self.text.is_ascii() == other.text.is_ascii();
            let is_one_length = self.text.chars().count() == other.text.chars().count();
            return match is_one_alphabet {
                true => self.text == other.text,
                false => is_one_length && voiced(&self.text) == voiced(&other.text),
            };
        }
        let shares = |skeleton: &String| other.skeletons.contains(skeleton);
        let longest = self
            .skeletons
            .iter()
            .filter(|skeleton| shares(skeleton))
            .map(String::len)
            .max();
        match longest {
            // English has no case endings.
            _ if is_one_language && self.language == Language::English => self.text == other.text,
            longest if is_one_language => longest.is_some() && is_case_form(&self.text, &other.text),
            Some(TELLING..) => are_of_one_length(&self.text, &other.text),
            _ => are_near(&self.text, &other.text),
        }
    }
}

/// Whether two words may be one, by how long they are: transliteration and case endings change that by a few letters.
fn are_of_one_length(one: &str, other: &str) -> bool {
    let (one, other) = (one.chars().count(), other.chars().count());
    one.abs_diff(other) <= 2 + one.min(other) / 3
}

/// Whether two words sound alike with their vowels, but for one letter of six; a case ending may follow the shorter.
fn are_near(one: &str, other: &str) -> bool {
    let (one, other) = (voiced(one), voiced(other));
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let is_form = short.len() >= 3 && long.starts_with(&short) && long.len() - short.len() <= 3;
    is_form || distance(&short, &long) <= short.len() / 6
}

/// The same surname and no other given name; both have one at least.
fn is_same_person(one: &Candidate, other: &Candidate) -> bool {
    let ([first, .., last], [other_first, .., other_last]) = (one.words.as_slice(), other.words.as_slice()) else {
        return one.words.len() == 1 && other.words.len() == 1 && one.words[0].sounds_like(&other.words[0]);
    };
    last.sounds_like(other_last) && first.sounds_like(other_first)
}

/// Whether a name may be a short form of a full one: its surname, with no given name or the initial of this one.
fn is_short_for(short: &Candidate, full: &Candidate) -> bool {
    let ([first, .., last], Some(short_last)) = (full.words.as_slice(), short.words.last()) else {
        return false;
    };
    let initial = |word: &Word| word.skeletons.first().and_then(|skeleton| skeleton.chars().next());
    let given = match short.words.as_slice() {
        [_] => true,
        [given, .., _] => given.is_initial && initial(given) == initial(first),
        [] => false,
    };
    given && !first.is_initial && last.sounds_like(short_last)
}

/// The same words, in any order, each by its concept or how it sounds; or the one is the abbreviation of the other.
fn is_same_organization(one: &Candidate, other: &Candidate) -> bool {
    let abbreviates = |short: &Candidate, long: &Candidate| {
        let named = long.abbreviation.as_deref().map(lowercase);
        named.is_some_and(|named| short.words.len() == 1 && short.words[0].text == named)
    };
    let has = |words: &[Word], word: &Word| words.iter().any(|other| is_same_word(word, other));
    let covers = |words: &[Word], others: &[Word]| !others.is_empty() && others.iter().all(|other| has(words, other));
    abbreviates(one, other)
        || abbreviates(other, one)
        || covers(&one.words, &other.words) && covers(&other.words, &one.words)
}

fn is_same_word(one: &Word, other: &Word) -> bool {
    match (one.concept, other.concept) {
        (Some(one), Some(other)) => one == other,
        _ => one.sounds_like(other),
    }
}

/// Gives surnames that stand alone or behind an initial to the one person of the run whom they fit.
fn join_surnames(candidates: &[Candidate], groups: &mut Groups) {
    let mut full: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (number, candidate) in candidates.iter().enumerate() {
        if let (FactKind::Person, [first, .., last]) = (candidate.named.kind, candidate.words.as_slice())
            && !first.is_initial
        {
            for skeleton in &last.skeletons {
                full.entry(skeleton).or_default().push(number);
            }
        }
    }
    for (number, candidate) in candidates.iter().enumerate() {
        let (FactKind::Person, Some(surname)) = (candidate.named.kind, candidate.words.last()) else {
            continue;
        };
        let known = surname
            .skeletons
            .iter()
            .filter_map(|skeleton| full.get(skeleton.as_str()))
            .flat_map(|known| known.iter().take(MOST_COMPARED));
        let mut persons: Vec<usize> = known
            .filter(|full| is_short_for(candidate, &candidates[**full]))
            .map(|full| groups.find(*full))
            .collect();
        persons.sort_unstable();
        persons.dedup();
        if let [person] = persons[..] {
            groups.join(person, number);
        }
    }
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

/// Joins places, whose facts have one value in all languages.
fn join_places(candidates: &[Candidate], groups: &mut Groups) {
    let mut first: FxHashMap<&str, usize> = FxHashMap::default();
    for (number, candidate) in candidates.iter().enumerate() {
        if candidate.named.kind == FactKind::Place {
            let known = *first.entry(&candidate.named.name).or_insert(number);
            groups.join(known, number);
        }
    }
}

/// The entry of some names that are of one thing.
fn entry(
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
    NameEntry {
        kind: members[0].named.kind,
        name,
        spellings: spellings(&members),
        names,
        forms,
        articles: articles.iter().map(|article| traces[*article].id.clone()).collect(),
    }
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

/// Whether a name is another with other case endings, word by word.
pub fn is_form_of(name: &str, other: &str) -> bool {
    let (words, others): (Vec<&str>, Vec<&str>) = (name.split(' ').collect(), other.split(' ').collect());
    let pairs = words.iter().zip(&others);
    words.len() == others.len()
        && pairs
            .into_iter()
            .all(|(word, other)| is_case_form(&lowercase(word), &lowercase(other)))
}

/// Whether two words differ at their end only.
fn is_case_form(one: &str, other: &str) -> bool {
    let shared = one
        .chars()
        .zip(other.chars())
        .take_while(|(one, other)| one == other)
        .count();
    let shorter = one.chars().count().min(other.chars().count());
    shared + 1 >= shorter
}

/// Names put together step by step (Tarjan 1975).
struct Groups {
    parent: Vec<usize>,
}

impl Groups {
    fn new(count: usize) -> Self {
        Groups {
            parent: (0..count).collect(),
        }
    }

    fn find(&mut self, mut member: usize) -> usize {
        while self.parent[member] != member {
            self.parent[member] = self.parent[self.parent[member]];
            member = self.parent[member];
        }
        member
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.find(one), self.find(other));
        self.parent[one.max(other)] = one.min(other);
    }
}
