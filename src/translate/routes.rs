//! Models as edges between languages, and the ways that lead from one language to another.

use std::error::Error;

use super::glossary::Glossary;
use crate::article::Locale;

/// Whatever translates between some languages.
pub trait TranslationModel: Send + Sync {
    /// What it is called.
    fn name(&self) -> &str;

    /// Whether it translates from one language to another.
    fn translates(&self, from: Locale, to: Locale) -> bool;

    /// A translation for each text, or why there is none. Texts are sentences; what is too long is split and put together again.
    ///
    /// # Errors
    ///
    /// Fails as a whole if the model cannot do what is asked at all.
    fn translate(
        &self,
        from: Locale,
        to: Locale,
        texts: &[&str],
        attempt: Attempt,
    ) -> Result<Vec<Result<String, String>>, Box<dyn Error + Send + Sync>>;
}

/// Which try at a text it is: a failed check leads to another with other options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// As the model writes best.
    First,
    /// By another search that forbids repetition.
    Again,
}

/// The models of a run that translate, the ways on which they do, and the terms that they should use.
#[derive(Default)]
pub struct Translators {
    /// The models, the preferred first.
    pub models: Vec<Box<dyn TranslationModel>>,
    /// The ways from language to language, each over at least two; the preferred first.
    pub routes: Vec<Vec<Locale>>,
    /// What some terms are called in each language.
    pub glossary: Glossary,
}

/// A way from a language to another: a model for each step.
#[derive(Clone)]
pub(super) struct Way<'t> {
    pub steps: Vec<Step<'t>>,
}

/// A step of a way.
#[derive(Clone, Copy)]
pub(super) struct Step<'t> {
    pub model: &'t dyn TranslationModel,
    pub from: Locale,
    pub to: Locale,
}

impl Translators {
    /// Whether nothing can be translated.
    pub fn is_empty(&self) -> bool {
        self.models.is_empty()
    }

    /// The ways from a language to another, the preferred first: for each route that of the preferred models, then those of the
    /// others.
    pub(super) fn ways(&self, from: Locale, to: Locale) -> Vec<Way<'_>> {
        let is_asked = |route: &&Vec<Locale>| route.first() == Some(&from) && route.last() == Some(&to);
        self.routes
            .iter()
            .filter(is_asked)
            .flat_map(|route| self.ways_of(route))
            .collect()
    }

    fn ways_of(&self, route: &[Locale]) -> Vec<Way<'_>> {
        let choices: Vec<Vec<Step<'_>>> = route.windows(2).map(|hop| self.steps(hop[0], hop[1])).collect();
        if choices.iter().any(Vec::is_empty) {
            return Vec::new();
        }
        let most = choices.iter().map(Vec::len).max().unwrap_or(0);
        // The second way takes the second model of every step that has one, and so on.
        let way = |number: usize| Way {
            steps: choices.iter().map(|steps| steps[number.min(steps.len() - 1)]).collect(),
        };
        (0..most).map(way).collect()
    }

    fn steps(&self, from: Locale, to: Locale) -> Vec<Step<'_>> {
        let models = self.models.iter().filter(|model| model.translates(from, to));
        models
            .map(|model| Step {
                model: model.as_ref(),
                from,
                to,
            })
            .collect()
    }
}

impl Way<'_> {
    /// The names of its models, in the order of the steps.
    pub fn models(&self) -> Vec<String> {
        self.steps.iter().map(|step| step.model.name().to_owned()).collect()
    }

    /// Translates texts step by step; a text that fails at a step is not asked of the next.
    pub fn translate(
        &self,
        texts: &[&str],
        attempt: Attempt,
    ) -> Result<Vec<Result<String, String>>, Box<dyn Error + Send + Sync>> {
        let mut results: Vec<Result<String, String>> = texts.iter().map(|text| Ok((*text).to_owned())).collect();
        for step in &self.steps {
            let asked: Vec<&str> = results.iter().filter_map(|result| result.as_deref().ok()).collect();
            let mut translated = step.model.translate(step.from, step.to, &asked, attempt)?.into_iter();
            let slots = results.iter_mut().filter(|result| result.is_ok());
            for slot in slots {
                *slot = translated
                    .next()
                    .unwrap_or_else(|| Err("the model gave no answer".to_owned()));
            }
        }
        Ok(results)
    }
}
