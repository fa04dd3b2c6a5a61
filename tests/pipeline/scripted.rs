//! Models that say what they are told, and articles that go through the stages with them.

use std::collections::VecDeque;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};
use tuyin::article::Locale;
use tuyin::digest::{Check, Digest, Entry, FactKind, Failure};
use tuyin::extract::{NameTagger, Tagged, TaggedName};
use tuyin::instruct::{InstructionModel, ModelError};
use tuyin::read::Records;
use tuyin::relate::TextEmbedder;
use tuyin::run::{Models, Settings, Stages, digest_batch};
use tuyin::summarize::SummaryWriter;
use tuyin::translate::{Attempt, TranslationModel, Translators};

/// What a model answers to a prompt, or why it does not.
pub type Answer = Result<String, String>;

/// The prompts that a model was given.
#[derive(Clone, Default)]
pub struct Asked(Arc<Mutex<Vec<String>>>);

impl Asked {
    pub fn prompts(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn add(&self, prompts: &[String]) {
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        asked.extend_from_slice(prompts);
    }
}

/// Follows instructions by giving its answers one after the other, whatever it is asked.
pub struct Answers {
    name: &'static str,
    answers: Mutex<VecDeque<Answer>>,
    asked: Asked,
}

impl Answers {
    pub fn new(name: &'static str, answers: impl IntoIterator<Item = Answer>, asked: &Asked) -> Self {
        Answers {
            name,
            answers: Mutex::new(answers.into_iter().collect()),
            asked: asked.clone(),
        }
    }
}

impl InstructionModel for Answers {
    fn name(&self) -> &str {
        self.name
    }

    fn writes(&self, _: Locale) -> bool {
        true
    }

    fn context(&self) -> usize {
        8_000
    }

    fn count(&self, text: &str) -> usize {
        text.split_whitespace().count()
    }

    fn answer(&self, prompts: &[String], _: &Value) -> Result<Vec<Answer>, ModelError> {
        self.asked.add(prompts);
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let next = |_| answers.pop_front().ok_or("it was asked too often");
        Ok(prompts.iter().map(next).collect::<Result<_, _>>()?)
    }
}

/// A model that writes these summaries.
pub fn writer(name: &'static str, answers: impl IntoIterator<Item = Answer>, asked: &Asked) -> SummaryWriter {
    SummaryWriter::Instructed(Box::new(Answers::new(name, answers, asked)))
}

/// The answer of a model that writes a summary as it is asked to.
pub fn summary(headline: &str, sentences: &[&str]) -> Answer {
    Ok(json!({ "headline": headline, "sentences": sentences }).to_string())
}

/// A model that translates a text as it is told, and another time perhaps otherwise.
pub struct Phrasebook {
    pub name: &'static str,
    /// A text with its translations: at the first attempt, and at another.
    pub phrases: Vec<(&'static str, [Answer; 2])>,
}

impl Phrasebook {
    /// A model that translates one text.
    pub fn of(name: &'static str, text: &'static str, first: &str, again: &str) -> Box<dyn TranslationModel> {
        Box::new(Phrasebook {
            name,
            phrases: vec![(text, [first, again].map(|text| Ok(text.to_owned())))],
        })
    }
}

impl TranslationModel for Phrasebook {
    fn name(&self) -> &str {
        self.name
    }

    fn translates(&self, _: Locale, _: Locale) -> bool {
        true
    }

    fn translate(
        &self,
        from: Locale,
        to: Locale,
        texts: &[&str],
        attempt: Attempt,
    ) -> Result<Vec<Answer>, Box<dyn Error + Send + Sync>> {
        let translation = |text: &&str| {
            let phrase = self.phrases.iter().find(|(known, _)| known == text);
            let (_, [first, again]) = phrase.ok_or_else(|| format!("`{text}` from {from} to {to}"))?;
            match attempt {
                Attempt::First => first.clone(),
                Attempt::Again => again.clone(),
            }
        };
        Ok(texts.iter().map(translation).collect())
    }
}

/// Finds these names, wherever they stand.
pub struct Names(pub &'static [(&'static str, FactKind)]);

impl NameTagger for Names {
    fn name(&self) -> &str {
        "names"
    }

    fn reads(&self, _: Locale) -> bool {
        true
    }

    fn tag(&self, sentences: &[&str], _: &[usize], _: Locale) -> Result<Tagged, ModelError> {
        let of = |sentence: &&str| {
            let found = self.0.iter().filter_map(|(name, kind)| {
                let start = sentence[..sentence.find(name)?].chars().count();
                Some(TaggedName {
                    range: start..start + name.chars().count(),
                    kind: *kind,
                    score: 0.9,
                })
            });
            found.collect()
        };
        Ok(Tagged {
            names: sentences.iter().map(of).collect(),
            unfounded: Vec::new(),
        })
    }
}

/// Knows what texts are about by words: those with the same of these words lie together, and all others in a place of their own.
pub struct Topics(pub &'static [&'static str]);

impl TextEmbedder for Topics {
    fn identity(&self) -> &str {
        "topics@1"
    }

    fn reads(&self, _: Locale) -> bool {
        true
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Box<dyn Error + Send + Sync>> {
        let vector = |text: &&str| {
            let topic = self.0.iter().position(|word| text.contains(word));
            let mut vector = vec![0.0; self.0.len() + 1];
            vector[topic.unwrap_or(self.0.len())] = 1.0;
            vector
        };
        Ok(texts.iter().map(vector).collect())
    }
}

/// Models that translate directly between all languages, the preferred first.
pub fn translators(models: Vec<Box<dyn TranslationModel>>) -> Translators {
    let others = |from| Locale::ALL.into_iter().filter(move |to| *to != from);
    let routes = Locale::ALL
        .into_iter()
        .flat_map(|from| others(from).map(move |to| vec![from, to]));
    Translators {
        models,
        routes: routes.collect(),
        ..Translators::default()
    }
}

/// A language by its tag.
pub fn locale(tag: &str) -> Locale {
    let mut all = Locale::ALL.into_iter();
    all.find(|locale| locale.tag() == tag)
        .unwrap_or_else(|| panic!("there is no language `{tag}`"))
}

/// What comes of an article in some language, for readers of some languages.
pub fn outcome(
    text: &str,
    language: Locale,
    sentences: usize,
    to: &[Locale],
    models: &Models,
) -> Result<Digest, Failure> {
    let record = json!({ "id": "a", "lang": language.tag(), "text": text }).to_string();
    let article = Records::stdin(std::io::Cursor::new(record)).next();
    let article = article.expect("a record").expect("an article");
    let settings = Settings {
        profile: "scripted".into(),
        to: to.to_vec(),
        sentences,
        format: Vec::new(),
        group: false,
        models: Vec::new(),
    };
    digest_batch(vec![article], &settings, models, &mut Stages::default()).remove(0)
}

/// The same, for an article of which a digest can be made.
#[track_caller]
pub fn digested(text: &str, language: Locale, sentences: usize, to: &[Locale], models: &Models) -> Entry {
    let outcome = outcome(text, language, sentences, to, models);
    outcome.unwrap_or_else(|failure| panic!("{failure:?}")).entry
}

/// What was found out about an article by a check.
pub fn messages(entry: &Entry, check: Check) -> Vec<&str> {
    let findings = entry.findings.iter().filter(|finding| finding.check == check);
    findings.map(|finding| finding.message.as_str()).collect()
}
