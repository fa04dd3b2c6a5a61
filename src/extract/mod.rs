//! From a reading to its facts, by rules.
//!
//! Each rule looks at the tokens of one sentence and gives mentions: where, what value, how sure.
//! Mentions of one value are one fact with several spans.

mod bounds;
mod currency;
mod dates;
mod decimal;
mod durations;
pub(crate) mod figures;
mod instructed;
mod measures;
mod money;
mod names;
mod numbers;
mod numerals;
mod ordinals;
mod organizations;
mod percent;
mod persons;
mod places;
mod quantities;
mod quotes;
mod same;
mod tagged;
mod time_units;

use std::collections::HashMap;
use std::ops::Range;

use jiff::civil::Date;
use rayon::prelude::*;

pub use instructed::{InstructedTagger, PROMPT_VERSION};
pub use tagged::{NameTagger, TagError, Tagged, TaggedName, Unfounded};

use crate::article::Language;
use crate::digest::{Fact, Status, Value};
use crate::understand::cyrillic::Cyrillic;
use crate::understand::tokens::{Token, lowercase, tokenize};
use crate::understand::{Reading, Sentence};

/// What the rules of one sentence may know.
struct Context<'r> {
    tokens: Vec<Token<'r>>,
    language: Language,
    /// The day that dates without a year are counted from.
    anchor: Option<Date>,
}

/// A fact as one sentence states it.
#[derive(Debug, Clone, PartialEq)]
struct Mention {
    /// Which tokens.
    tokens: Range<usize>,
    value: Value,
    confidence: f32,
    rule: &'static str,
}

/// The rules, the surest first: where two mentions overlap, the earlier rule is right.
const RULES: [fn(&Context<'_>) -> Vec<Mention>; 9] = [
    money::find,
    percent::find,
    dates::find,
    durations::find,
    quantities::find,
    ordinals::find,
    organizations::find,
    places::find,
    persons::find,
];

/// Looks for mentions from left to right: what begins at a token, or nothing; the search goes on behind the last mention.
fn scan(context: &Context<'_>, find_at: impl Fn(&Context<'_>, usize) -> Vec<Mention>) -> Vec<Mention> {
    let mut mentions = Vec::new();
    let mut at = 0;
    while at < context.tokens.len() {
        let found = find_at(context, at);
        at = found.last().map_or(at + 1, |mention| mention.tokens.end);
        mentions.extend(found);
    }
    mentions
}

/// Extracts the facts of each reading, in input order, each list in the order of first mention.
pub fn extract(readings: &[Reading]) -> Vec<Vec<Fact>> {
    readings.par_iter().map(facts).collect()
}

/// The facts of an article, and what a model named that the article has not.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Extracted {
    /// The facts, in the order of first mention.
    pub facts: Vec<Fact>,
    /// What was dropped, in English.
    pub unfounded: Vec<String>,
}

/// The same with what taggers find: one fact for one thing, with the spans of both, and both named as its source.
///
/// # Errors
///
/// Fails if a tagger does.
pub fn extract_with(readings: &[Reading], taggers: &[Box<dyn NameTagger>]) -> Result<Vec<Extracted>, TagError> {
    let facts = extract(readings);
    let found = match taggers.is_empty() {
        true => vec![tagged::Found::default(); readings.len()],
        false => tagged::tagged(readings, taggers)?,
    };
    let all = facts.into_iter().zip(found).zip(readings);
    let joined = all.map(|((facts, found), reading)| Extracted {
        facts: match taggers.is_empty() {
            true => facts,
            false => tagged::join(facts, found.mentions, reading.language),
        },
        unfounded: found.unfounded,
    });
    Ok(joined.collect())
}

fn facts(reading: &Reading) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    let mut known: HashMap<(Value, String), usize> = HashMap::new();
    let title = reading.title_sentence();
    for sentence in title.iter().chain(&reading.sentences) {
        for (mention, part) in mentions(reading, sentence) {
            let text = &reading.text(sentence)[part.clone()];
            let span = reading.span_within(sentence, part);
            let next = facts.len();
            match *known.entry(key(&mention.value, text)).or_insert(next) {
                index if index < next => {
                    facts[index].spans.push(span);
                    facts[index].confidence = facts[index].confidence.max(mention.confidence);
                }
                _ => facts.push(Fact {
                    value: mention.value,
                    text: text.to_owned(),
                    spans: vec![span],
                    confidence: mention.confidence,
                    rule: mention.rule.to_owned(),
                    status: Status::Unsupported,
                }),
            }
        }
    }
    same::join(facts, reading.language)
}

/// What makes two mentions one fact: the value, or the words where the value is not settled.
fn key(value: &Value, text: &str) -> (Value, String) {
    let unsettled = matches!(value, Value::Date(None) | Value::Period(None));
    let words = if unsettled { lowercase(text) } else { String::new() };
    (value.clone(), words)
}

/// The mentions of a sentence that do not overlap, in order, with their places in its text in bytes.
fn mentions(reading: &Reading, sentence: &Sentence) -> Vec<(Mention, Range<usize>)> {
    let text = reading.text(sentence);
    let language = match sentence.language {
        Language::Undetermined => reading.language,
        language => language,
    };
    // The rules know Kazakh in Cyrillic; names keep the script that they are written in.
    let Some(cyrillic) = Cyrillic::of(text, language) else {
        return mentions_in(text, language, reading.anchor());
    };
    let mentions = mentions_in(cyrillic.text(), Language::Kazakh, reading.anchor());
    let back = |(mut mention, part): (Mention, Range<usize>)| {
        let part = cyrillic.source(part);
        match &mut mention.value {
            Value::Person(person) => person.name = text[part.clone()].to_owned(),
            Value::Organization(organization) => organization.name = text[part.clone()].to_owned(),
            _ => {}
        }
        (mention, part)
    };
    mentions.into_iter().map(back).collect()
}

fn mentions_in(text: &str, language: Language, anchor: Option<Date>) -> Vec<(Mention, Range<usize>)> {
    let tokens = tokenize(text);
    let numerals = numerals::find(&tokens, language);
    let context = Context {
        tokens: numerals::joined(&tokens, &numerals),
        language,
        anchor,
    };
    let mut found: Vec<Mention> = Vec::new();
    for rule in RULES {
        for mention in rule(&context) {
            let overlaps =
                |other: &Mention| other.tokens.start < mention.tokens.end && mention.tokens.start < other.tokens.end;
            if !found.iter().any(overlaps) {
                found.push(mention);
            }
        }
    }
    found.extend(quotes::find(&context));
    found.sort_by_key(|mention| mention.tokens.start);
    let part = |tokens: &Range<usize>| context.tokens[tokens.start].start..context.tokens[tokens.end - 1].end();
    found
        .into_iter()
        .map(|mention| (mention.clone(), part(&mention.tokens)))
        .collect()
}

#[cfg(test)]
mod tests;
