//! The facts of an article, by kind.

use serde::Serialize;

use crate::article::{Language, Span};
use crate::digest::{Digest, Fact, FactKind, Organization, Person, Status, Value};
use crate::relate::{NameTable, is_form_of};
use crate::write::evidence::{EvidenceView, SourceText};
use crate::write::locale::Localizer;

/// The most facts of a kind that a digest prints; the rest is counted and stands in the article's JSON.
const MOST_FACTS: usize = 8;

/// Facts that rules are less sure of stay out of digests for readers; the JSON has them.
const LEAST_CONFIDENCE: f32 = 0.5;

/// The facts of one kind.
#[derive(Serialize)]
pub(in crate::write) struct FactsView {
    pub label: &'static str,
    /// Whether the values speak for themselves and are printed in one line.
    pub is_plain: bool,
    pub facts: Vec<FactView>,
    pub more: usize,
}

/// The facts of one kind that one sentence states.
#[derive(Serialize)]
pub(in crate::write) struct FactView {
    pub values: Vec<ValueView>,
    pub quotation: Vec<QuotedView>,
    pub lang: &'static str,
    pub is_doubtful: bool,
}

/// The value of a fact in the language of the page, and where the source states it first.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(in crate::write) struct ValueView {
    pub text: String,
    pub evidence: Option<EvidenceView>,
}

#[derive(Serialize)]
pub(in crate::write) struct QuotedView {
    pub text: String,
    pub is_fact: bool,
}

/// Whether facts of a kind say enough by themselves. A number does not: of what it is, its sentence says.
fn is_plain(kind: FactKind) -> bool {
    !matches!(
        kind,
        FactKind::Money | FactKind::Percent | FactKind::Quantity | FactKind::Quote
    )
}

/// Whether a digest for readers prints a fact.
pub(super) fn is_shown(fact: &Fact) -> bool {
    fact.confidence >= LEAST_CONFIDENCE
}

/// The facts that a digest prints, by kind.
pub(super) fn facts(
    localizer: &Localizer,
    names: &NameTable,
    digest: &Digest,
    source: &SourceText<'_>,
    anchor: &str,
) -> Vec<FactsView> {
    let reader = Reader { localizer, names };
    let of_kind = |kind: &FactKind| {
        let kind = *kind;
        let facts = digest.entry.facts.iter();
        let mut facts: Vec<&Fact> = facts
            .filter(|fact| fact.value.kind() == kind && is_shown(fact))
            .collect();
        if is_plain(kind) {
            // Dates of different wordings may read the same; a reader wants them once.
            let mut told = Vec::new();
            facts.retain(|fact| {
                let text = reader.words(fact, digest.entry.language);
                let is_new = !told.contains(&text);
                told.push(text);
                is_new
            });
        }
        let shown = &facts[..facts.len().min(MOST_FACTS)];
        let together = |left: &&Fact, right: &&Fact| {
            !is_plain(kind) && surroundings(digest, left).0 == surroundings(digest, right).0
        };
        (!facts.is_empty()).then(|| FactsView {
            label: localizer.fact_kind(kind),
            is_plain: is_plain(kind),
            facts: shown
                .chunk_by(together)
                .map(|same| FactView::new(&reader, digest, source, anchor, same))
                .collect(),
            more: facts.len() - shown.len(),
        })
    };
    FactKind::ALL.iter().filter_map(of_kind).collect()
}

impl FactView {
    /// Facts of one sentence, which is quoted once.
    fn new(reader: &Reader<'_>, digest: &Digest, source: &SourceText<'_>, anchor: &str, facts: &[&Fact]) -> Self {
        let mut spans: Vec<Span> = facts.iter().filter_map(|fact| fact.spans.first().copied()).collect();
        spans.sort_unstable();
        let (sentence, language) = facts
            .first()
            .map_or((Span { start: 0, end: 0 }, digest.entry.language), |fact| {
                surroundings(digest, fact)
            });
        let kind = facts.first().map(|fact| fact.value.kind());
        let quoted = match kind.is_some_and(is_plain) {
            true => Vec::new(),
            false => source.quotation(&spans, sentence),
        };
        let value = |fact: &&Fact| ValueView {
            text: reader.words(fact, digest.entry.language),
            evidence: fact.spans.first().map(|span| source.evidence(digest, anchor, *span)),
        };
        FactView {
            values: facts.iter().map(value).collect(),
            quotation: quoted
                .into_iter()
                .map(|quoted| QuotedView {
                    text: quoted.text,
                    is_fact: quoted.is_fact,
                })
                .collect(),
            lang: language.tag(),
            is_doubtful: facts.iter().any(|fact| fact.status != Status::Supported),
        }
    }
}

/// Whoever reads a page: the language, and what the run calls people and organizations in it.
#[derive(Clone, Copy)]
pub(super) struct Reader<'p> {
    pub localizer: &'p Localizer,
    pub names: &'p NameTable,
}

impl Reader<'_> {
    /// A fact in the words of the page; what has no value is quoted. Whom some article of the run names in the language of the
    /// page is named so.
    pub fn words(&self, fact: &Fact, language: Language) -> String {
        let locale = self.localizer.locale();
        // An article in the language of the page keeps its own words, but for their case.
        let is_fitting = |name: &&String| language.locale() != Some(locale) || is_form_of(name, &fact.text);
        let known = || {
            let name = self.names.find(fact, language)?.names.get(&locale);
            name.filter(is_fitting).cloned()
        };
        let value = match &fact.value {
            Value::Person(person) => Value::Person(Person {
                name: known().unwrap_or_else(|| person.name.clone()),
                office: person.office.clone(),
            }),
            Value::Organization(organization) => Value::Organization(Organization {
                name: known().unwrap_or_else(|| organization.name.clone()),
                abbreviation: organization.abbreviation.clone(),
            }),
            value => value.clone(),
        };
        self.localizer.value(&value).unwrap_or_else(|| fact.text.clone())
    }
}

/// The sentence of the body, or the title, that a fact stands in first, and its language.
pub(super) fn surroundings(digest: &Digest, fact: &Fact) -> (Span, Language) {
    let Some(fact) = fact.spans.first().copied() else {
        return (Span { start: 0, end: 0 }, digest.entry.language);
    };
    let after = digest
        .sentences
        .partition_point(|sentence| sentence.span.start <= fact.start);
    let sentence = after.checked_sub(1).map(|index| digest.sentences[index]);
    match (
        sentence.filter(|sentence| fact.end <= sentence.span.end),
        &digest.entry.title,
    ) {
        (Some(sentence), _) => (sentence.span, sentence.language),
        (None, Some(title)) => (title.span.unwrap_or(fact), title.language),
        (None, None) => (fact, digest.entry.language),
    }
}
