//! Names by a model that follows instructions: it lists them, and each is looked for in the text. What is not there is dropped,
//! and said so.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::tagged::{NameTagger, Tagged, TaggedName, Unfounded};
use crate::article::Locale;
use crate::digest::FactKind;
use crate::instruct::{InstructionModel, ModelError, Template, fenced};

/// The prompts that names are asked for with, by the language of the sentences.
const PROMPT: Template = Template {
    texts: [
        include_str!("prompts/names-1.kk.md"),
        include_str!("prompts/names-1.ru.md"),
        include_str!("prompts/names-1.en.md"),
    ],
};

/// The version of the prompts: other prompts find other names.
pub const PROMPT_VERSION: &str = "names-1";

/// The most tokens of sentences that are asked about at once: of long texts models list the first names only.
const MOST_TOKENS: usize = 600;
/// The most names of a kind in one answer, and the longest.
const MOST_NAMES: usize = 16;
const LONGEST_NAME: usize = 80;
/// How sure such a name is: the model does not say, and a tagger that was trained for it is surer.
const SCORE: f32 = 0.6;

/// Finds names by asking a model for them.
pub struct InstructedTagger {
    model: Box<dyn InstructionModel>,
}

/// The names that a model lists.
#[derive(Deserialize)]
struct Answer {
    persons: Vec<String>,
    organizations: Vec<String>,
    places: Vec<String>,
}

#[derive(Serialize)]
struct PromptValues {
    text: String,
}

impl InstructedTagger {
    /// A tagger of a model.
    pub fn new(model: Box<dyn InstructionModel>) -> Self {
        InstructedTagger { model }
    }

    /// Sentences in a row of one article that are asked about together.
    fn groups(&self, sentences: &[&str], articles: &[usize]) -> Vec<Range<usize>> {
        let mut groups: Vec<Range<usize>> = Vec::new();
        let mut used = 0;
        for (number, sentence) in sentences.iter().enumerate() {
            let cost = self.model.count(sentence) + 1;
            match groups.last_mut() {
                Some(group) if used + cost <= MOST_TOKENS && articles[number] == articles[group.start] => {
                    group.end = number + 1;
                    used += cost;
                }
                _ => {
                    groups.push(number..number + 1);
                    used = cost;
                }
            }
        }
        groups
    }
}

impl NameTagger for InstructedTagger {
    fn name(&self) -> &str {
        self.model.name()
    }

    fn reads(&self, locale: Locale) -> bool {
        self.model.writes(locale)
    }

    fn tag(&self, sentences: &[&str], articles: &[usize], locale: Locale) -> Result<Tagged, ModelError> {
        let groups = self.groups(sentences, articles);
        let prompt = |group: &Range<usize>| {
            let text = fenced(&sentences[group.clone()].join("\n"));
            PROMPT.render(locale, &PromptValues { text })
        };
        let prompts: Vec<String> = groups.iter().map(prompt).collect::<Result<_, _>>()?;
        let answers = self.model.answer(&prompts, &schema())?;
        let mut tagged = Tagged {
            names: vec![Vec::new(); sentences.len()],
            unfounded: Vec::new(),
        };
        for (group, answer) in groups.into_iter().zip(answers) {
            let answer =
                answer.and_then(|answer| serde_json::from_str::<Answer>(&answer).map_err(|error| error.to_string()));
            match answer {
                Ok(answer) => find_all(&answer, sentences, group, &mut tagged),
                Err(reason) => tagged.unfounded.push(Unfounded {
                    sentence: group.start,
                    message: format!("it gave no list of names: {reason}"),
                }),
            }
        }
        Ok(tagged)
    }
}

fn schema() -> Value {
    let names = json!({
        "type": "array",
        "maxItems": MOST_NAMES,
        "items": { "type": "string", "minLength": 1, "maxLength": LONGEST_NAME },
    });
    json!({
        "type": "object",
        "properties": { "persons": names, "organizations": names, "places": names },
        "required": ["persons", "organizations", "places"],
        "additionalProperties": false,
    })
}

/// Looks for the names of an answer in the sentences that it is about.
fn find_all(answer: &Answer, sentences: &[&str], group: Range<usize>, tagged: &mut Tagged) {
    let kinds = [
        (FactKind::Person, &answer.persons),
        (FactKind::Organization, &answer.organizations),
        (FactKind::Place, &answer.places),
    ];
    for (kind, names) in kinds {
        for name in names
            .iter()
            .map(|name| name.trim())
            .filter(|name| name.contains(char::is_alphanumeric))
        {
            let mut is_found = false;
            for number in group.clone() {
                let places = places(sentences[number], name);
                is_found |= !places.is_empty();
                add(&mut tagged.names[number], places, kind);
            }
            if !is_found {
                tagged.unfounded.push(Unfounded {
                    sentence: group.start,
                    message: format!("“{name}” is not in the text"),
                });
            }
        }
    }
    for names in &mut tagged.names[group] {
        names.sort_by_key(|name| name.range.start);
    }
}

/// Adds names that do not overlap with those that are there: what a model lists twice is what it was first.
fn add(names: &mut Vec<TaggedName>, places: Vec<Range<usize>>, kind: FactKind) {
    for range in places {
        let overlaps = |other: &TaggedName| other.range.start < range.end && range.start < other.range.end;
        if !names.iter().any(overlaps) {
            names.push(TaggedName {
                range,
                kind,
                score: SCORE,
            });
        }
    }
}

/// Where a name stands in a sentence as whole words, in code points.
fn places(sentence: &str, name: &str) -> Vec<Range<usize>> {
    let is_whole = |start: usize, end: usize| {
        !sentence[..start].ends_with(char::is_alphanumeric) && !sentence[end..].starts_with(char::is_alphanumeric)
    };
    let found = sentence
        .match_indices(name)
        .filter(|(start, name)| is_whole(*start, start + name.len()));
    found
        .map(|(start, name)| {
            let first = sentence[..start].chars().count();
            first..first + name.chars().count()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// A model with one answer for all.
    struct Says(&'static str, Mutex<Vec<String>>);

    impl InstructionModel for Says {
        fn name(&self) -> &str {
            "says"
        }

        fn writes(&self, _: Locale) -> bool {
            true
        }

        fn context(&self) -> usize {
            4096
        }

        fn count(&self, text: &str) -> usize {
            text.split(' ').count() * 100
        }

        fn answer(&self, prompts: &[String], _: &Value) -> Result<Vec<Result<String, String>>, ModelError> {
            self.1.lock().expect("no panic").extend(prompts.iter().cloned());
            Ok(prompts.iter().map(|_| Ok(self.0.to_owned())).collect())
        }
    }

    fn tagged(answer: &'static str, sentences: &[&str]) -> Tagged {
        let tagger = InstructedTagger::new(Box::new(Says(answer, Mutex::default())));
        tagger
            .tag(sentences, &vec![0; sentences.len()], Locale::Ru)
            .expect("it answers")
    }

    #[test]
    fn names_are_found_where_they_stand_and_others_dropped() {
        let tagged = tagged(
            r#"{"persons":["Анна Каримова","Пётр Сидоров"],"organizations":["Анна"],"places":["Орал"]}"#,
            &["Анна Каримова.", "«Орал», Анна Каримова."],
        );
        let names: Vec<Vec<(Range<usize>, FactKind)>> = tagged
            .names
            .iter()
            .map(|names| names.iter().map(|name| (name.range.clone(), name.kind)).collect())
            .collect();
        assert_eq!(names[0], [(0..13, FactKind::Person)]);
        assert_eq!(names[1], [(1..5, FactKind::Place), (8..21, FactKind::Person)]);
        let messages: Vec<&str> = tagged
            .unfounded
            .iter()
            .map(|unfounded| unfounded.message.as_str())
            .collect();
        assert_eq!(messages, ["“Пётр Сидоров” is not in the text"]);
    }

    #[test]
    fn long_texts_are_asked_about_in_groups_and_a_bad_answer_is_said_so() {
        let tagged = tagged("no json", &["а б в", "г д е", "ж"]);
        let groups: Vec<usize> = tagged.unfounded.iter().map(|unfounded| unfounded.sentence).collect();
        assert_eq!(groups, [0, 1]);
        assert!(
            tagged.unfounded[0].message.starts_with("it gave no list of names"),
            "{:?}",
            tagged.unfounded
        );
    }

    #[test]
    fn each_article_is_asked_about_by_itself() {
        let tagger = InstructedTagger::new(Box::new(Says(
            r#"{"persons":["Анна"],"organizations":[],"places":[]}"#,
            Mutex::default(),
        )));
        let together = tagger
            .tag(&["Анна.", "Пётр.", "Анна."], &[0, 0, 1], Locale::Ru)
            .expect("it answers");
        let first = tagger
            .tag(&["Анна.", "Пётр."], &[0, 0], Locale::Ru)
            .expect("it answers");
        let second = tagger.tag(&["Анна."], &[0], Locale::Ru).expect("it answers");
        assert_eq!(together.names, [first.names, second.names].concat());
    }
}
