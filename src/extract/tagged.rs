//! Names that a trained model finds, joined with those of the rules: one fact for one thing, with the spans of both.

use std::collections::BTreeMap;
use std::ops::Range;

use super::same;
use crate::article::{Language, Locale, Span};
use crate::digest::{Fact, FactKind, Organization, Person, Place, Status, Value};
use crate::instruct::ModelError;
use crate::understand::cyrillic::Cyrillic;
use crate::understand::{Reading, Sentence};

/// Whatever finds names in sentences: what the rules do not know.
pub trait NameTagger: Send + Sync {
    /// What it is called where it is named as the source of a fact.
    fn name(&self) -> &str;

    /// Whether it reads a language.
    fn reads(&self, locale: Locale) -> bool;

    /// The names in sentences of one language. `articles` tells which of them are of one article: what is found in a sentence must
    /// not depend on other articles.
    ///
    /// # Errors
    ///
    /// Fails if the model does.
    fn tag(&self, sentences: &[&str], articles: &[usize], locale: Locale) -> Result<Tagged, ModelError>;
}

/// What was found in some sentences.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tagged {
    /// The names of each sentence, in order.
    pub names: Vec<Vec<TaggedName>>,
    /// What a model named that is not there.
    pub unfounded: Vec<Unfounded>,
}

/// Something that a model said of some sentences, and that is not so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfounded {
    /// The first of the sentences.
    pub sentence: usize,
    /// What, in English.
    pub message: String,
}

/// A name in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct TaggedName {
    /// Its code points in the sentence.
    pub range: Range<usize>,
    /// A person, an organization or a place.
    pub kind: FactKind,
    /// How sure the model is, from 0 to 1.
    pub score: f32,
}

/// A model failed, and with it the articles that it was to read.
#[derive(Debug, thiserror::Error)]
#[error("the model `{model}` failed")]
pub struct TagError {
    /// The model.
    pub model: String,
    /// Why.
    pub source: ModelError,
}

/// What CLDR calls a region that is not known.
const UNKNOWN_COUNTRY: &str = "ZZ";

/// A name with its place in the source.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TaggedMention {
    kind: FactKind,
    text: String,
    span: Span,
    score: f32,
    model: String,
}

/// A sentence that is to be tagged.
struct Asked<'r> {
    reading: usize,
    sentence: Sentence,
    /// The sentence in the letters that taggers know.
    cyrillic: Option<Cyrillic>,
    text: &'r str,
}

impl Asked<'_> {
    fn text(&self) -> &str {
        self.cyrillic.as_ref().map_or(self.text, Cyrillic::text)
    }
}

/// What taggers found in a reading.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Found {
    pub mentions: Vec<TaggedMention>,
    pub unfounded: Vec<String>,
}

/// The names in all readings, each sentence read by the first tagger of its language. Sentences of all readings in one language
/// go through a tagger together.
pub(super) fn tagged(readings: &[Reading], taggers: &[Box<dyn NameTagger>]) -> Result<Vec<Found>, TagError> {
    let mut found: Vec<Found> = vec![Found::default(); readings.len()];
    let mut asked: BTreeMap<(usize, Locale), Vec<Asked<'_>>> = BTreeMap::new();
    let titles: Vec<Option<Sentence>> = readings.iter().map(Reading::title_sentence).collect();
    for (number, reading) in readings.iter().enumerate() {
        for sentence in titles[number].iter().chain(&reading.sentences) {
            let language = match sentence.language {
                Language::Undetermined => reading.language,
                language => language,
            };
            let Some(locale) = language.locale() else {
                continue;
            };
            let Some(tagger) = taggers.iter().position(|tagger| tagger.reads(locale)) else {
                continue;
            };
            let text = reading.text(sentence);
            // Some taggers follow instructions.
            if sentence.speaks_to_models {
                continue;
            }
            asked.entry((tagger, locale)).or_default().push(Asked {
                reading: number,
                sentence: sentence.clone(),
                cyrillic: Cyrillic::of(text, language),
                text,
            });
        }
    }
    for ((tagger, locale), asked) in asked {
        let tagger = &taggers[tagger];
        let texts: Vec<&str> = asked.iter().map(Asked::text).collect();
        let articles: Vec<usize> = asked.iter().map(|asked| asked.reading).collect();
        let tagged = tagger.tag(&texts, &articles, locale).map_err(|source| TagError {
            model: tagger.name().to_owned(),
            source,
        })?;
        for (asked, names) in asked.iter().zip(tagged.names) {
            let reading = &readings[asked.reading];
            let mentions = names
                .into_iter()
                .filter_map(|name| mention(asked, reading, name, tagger.name()));
            found[asked.reading].mentions.extend(mentions);
        }
        for unfounded in tagged.unfounded {
            if let Some(asked) = asked.get(unfounded.sentence) {
                let message = format!("of names by {}: {}", tagger.name(), unfounded.message);
                found[asked.reading].unfounded.push(message);
            }
        }
    }
    Ok(found)
}

/// Where the source has a name.
fn mention(asked: &Asked<'_>, reading: &Reading, name: TaggedName, model: &str) -> Option<TaggedMention> {
    let span = Span {
        start: name.range.start,
        end: name.range.end,
    };
    let read = asked.text();
    let within = span.slice(read)?;
    let start = within.as_ptr() as usize - read.as_ptr() as usize;
    let bytes = start..start + within.len();
    let bytes = match &asked.cyrillic {
        Some(cyrillic) => cyrillic.source(bytes),
        None => bytes,
    };
    let text = asked.text.get(bytes.clone())?;
    (!text.is_empty()).then(|| TaggedMention {
        kind: name.kind,
        text: text.to_owned(),
        span: reading.span_within(&asked.sentence, bytes),
        score: name.score,
        model: model.to_owned(),
    })
}

/// Joins the names that a tagger found to the facts of the rules.
///
/// What overlaps a fact of the same kind is the same thing: its span is added, and two that agree are surer than either. What
/// overlaps another fact is left out: the rules know numbers, dates and the names in their tables.
pub(super) fn join(mut facts: Vec<Fact>, mentions: Vec<TaggedMention>, language: Language) -> Vec<Fact> {
    for mention in mentions {
        let overlaps = |fact: &&mut Fact| fact.spans.iter().any(|span| overlap(span, &mention.span));
        let is_claim = |fact: &&mut Fact| fact.value.kind() != FactKind::Quote;
        match facts.iter_mut().filter(is_claim).find(overlaps) {
            Some(fact) if fact.value.kind() == mention.kind => confirm(fact, &mention),
            Some(_) => {}
            None => add(&mut facts, mention),
        }
    }
    facts.sort_by_key(|fact| fact.spans.first().copied());
    let mut joined = same::join(facts, language);
    joined.sort_by_key(|fact| fact.spans.first().copied());
    joined
}

fn overlap(one: &Span, other: &Span) -> bool {
    one.start < other.end && other.start < one.end
}

fn confirm(fact: &mut Fact, mention: &TaggedMention) {
    // What one model says again is no further evidence.
    if name_source(fact, &mention.model) {
        fact.confidence = 1.0 - (1.0 - fact.confidence) * (1.0 - mention.score);
    }
    if !fact.spans.contains(&mention.span) {
        // The first span holds the text of the fact; the others follow in order.
        fact.spans.push(mention.span);
        fact.spans[1..].sort_unstable();
    }
}

/// Names a model as a source of a fact, and tells whether it was not named before.
fn name_source(fact: &mut Fact, model: &str) -> bool {
    let is_new = !fact.rule.split(" + ").any(|source| source == model);
    if is_new {
        fact.rule = format!("{} + {model}", fact.rule);
    }
    is_new
}

/// Adds a name that no rule found, or another mention of one that a tagger found before.
fn add(facts: &mut Vec<Fact>, mention: TaggedMention) {
    let name = mention.text.clone();
    let value = match mention.kind {
        FactKind::Person => Value::Person(Person { name, office: None }),
        FactKind::Organization => Value::Organization(Organization {
            name,
            abbreviation: None,
        }),
        _ => Value::Place(Place {
            country: UNKNOWN_COUNTRY.to_owned(),
            name: Some(name),
        }),
    };
    if let Some(known) = facts.iter_mut().find(|fact| fact.value == value) {
        name_source(known, &mention.model);
        known.confidence = known.confidence.max(mention.score);
        known.spans.push(mention.span);
        return;
    }
    facts.push(Fact {
        value,
        text: mention.text,
        spans: vec![mention.span],
        confidence: mention.score,
        rule: mention.model,
        status: Status::Unsupported,
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{extract, extract_with};
    use crate::understand::tests::reading;

    /// Finds given words, and calls them what it is told.
    struct Words(Vec<(&'static str, FactKind)>);

    impl NameTagger for Words {
        fn name(&self) -> &str {
            "words"
        }

        fn reads(&self, locale: Locale) -> bool {
            locale == Locale::Ru
        }

        fn tag(&self, sentences: &[&str], _: &[usize], _: Locale) -> Result<Tagged, ModelError> {
            let of = |sentence: &&str| {
                let names = self.0.iter().filter_map(|(word, kind)| {
                    let start = sentence[..sentence.find(word)?].chars().count();
                    Some(TaggedName {
                        range: start..start + word.chars().count(),
                        kind: *kind,
                        score: 0.9,
                    })
                });
                names.collect()
            };
            Ok(Tagged {
                names: sentences.iter().map(of).collect(),
                unfounded: Vec::new(),
            })
        }
    }

    fn facts(text: &str, words: &[(&'static str, FactKind)]) -> Vec<Fact> {
        let tagger: Box<dyn NameTagger> = Box::new(Words(words.to_vec()));
        let readings = [reading(text)];
        extract_with(&readings, &[tagger])
            .expect("a tagger that works")
            .remove(0)
            .facts
    }

    const TEXT: &str = "Президент Касым-Жомарт Токаев прибыл в Астану. Его встретил Зверь Лесной из «Тенгри». Стоимость – 5 млн тенге.";

    #[test]
    fn a_name_that_both_find_is_one_fact_of_both() {
        let rules = extract(&[reading(TEXT)]).remove(0);
        let by_rule = rules
            .iter()
            .find(|fact| fact.value.kind() == FactKind::Person)
            .expect("the president");
        let both = facts(TEXT, &[("Касым-Жомарт Токаев", FactKind::Person)]);
        assert_eq!(both.len(), rules.len());
        let fact = both
            .iter()
            .find(|fact| fact.value.kind() == FactKind::Person)
            .expect("the president");
        assert_eq!(fact.rule, format!("{} + words", by_rule.rule));
        assert_eq!(fact.value, by_rule.value);
        assert!(fact.confidence > by_rule.confidence && fact.confidence > 0.9);
    }

    #[test]
    fn a_name_that_only_the_tagger_finds_is_a_fact_of_its_own() {
        let found = facts(TEXT, &[("Зверь Лесной", FactKind::Person), ("Тенгри", FactKind::Place)]);
        let person = found
            .iter()
            .find(|fact| fact.text == "Зверь Лесной")
            .expect("the person");
        assert_eq!((person.rule.as_str(), person.confidence), ("words", 0.9));
        assert_eq!(person.spans[0].slice(TEXT), Some("Зверь Лесной"));
        let starts: Vec<usize> = found.iter().map(|fact| fact.spans[0].start).collect();
        assert!(starts.is_sorted(), "{starts:?}");
    }

    #[test]
    fn what_a_rule_knows_better_stays() {
        let rules = extract(&[reading(TEXT)]).remove(0);
        assert_eq!(facts(TEXT, &[("5 млн тенге", FactKind::Organization)]), rules);
        // No tagger reads Kazakh here.
        let kazakh = "Президент Қасым-Жомарт Тоқаев Астанаға келді. Оны әкім қарсы алды.";
        assert_eq!(
            facts(kazakh, &[("Астанаға", FactKind::Place)]),
            extract(&[reading(kazakh)]).remove(0)
        );
    }
}
