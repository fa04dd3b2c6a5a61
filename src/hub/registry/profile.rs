//! What models.toml says of a profile.

use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::article::Locale;

/// A way of making digests: the models that it uses, in order of preference.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// What it is good for, in a line.
    pub description: String,
    /// Models that summarize.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub summarize: Vec<Spanned<String>>,
    /// Models that translate.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub translate: Vec<Spanned<String>>,
    /// Models that find names.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub tag: Vec<Spanned<String>>,
    /// Models that turn texts into vectors.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub embed: Vec<Spanned<String>>,
    /// The ways from language to language, as `kk-ru-en`; each step needs a model in `translate`.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub routes: Vec<Spanned<Route>>,
}

/// What a profile uses models for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// To summarize.
    Summarize,
    /// To translate.
    Translate,
    /// To find names.
    Tag,
    /// To compare texts.
    Embed,
}

impl Task {
    /// All of them, in the order in which a run does them.
    pub const ALL: [Task; 4] = [Task::Summarize, Task::Tag, Task::Translate, Task::Embed];
}

/// A way from a language to another, perhaps over a third: `kk-ru-en`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Route(Vec<Locale>);

impl Profile {
    /// The names of its models, with what they are for, each name once for each task.
    pub fn uses(&self) -> impl Iterator<Item = (Task, &Spanned<String>)> {
        let lists = [
            (Task::Summarize, &self.summarize),
            (Task::Translate, &self.translate),
            (Task::Tag, &self.tag),
            (Task::Embed, &self.embed),
        ];
        lists
            .into_iter()
            .flat_map(|(task, names)| names.iter().map(move |name| (task, name)))
    }

    /// The names of its models, each once.
    pub fn models(&self) -> Vec<&str> {
        let mut models = Vec::new();
        for (_, name) in self.uses() {
            if !models.contains(&name.get_ref().as_str()) {
                models.push(name.get_ref().as_str());
            }
        }
        models
    }
}

impl Route {
    /// The steps, each from a language to the next.
    pub fn hops(&self) -> impl Iterator<Item = (Locale, Locale)> {
        self.0.iter().copied().zip(self.0.iter().copied().skip(1))
    }

    /// The languages, in order.
    pub fn languages(&self) -> &[Locale] {
        &self.0
    }
}

impl TryFrom<String> for Route {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let locale = |tag: &str| Locale::ALL.into_iter().find(|locale| locale.tag() == tag);
        let languages: Option<Vec<Locale>> = text.split('-').map(locale).collect();
        let is_once = |languages: &[Locale]| {
            let seen = |(at, language): (usize, &Locale)| languages[..at].contains(language);
            !languages.iter().enumerate().any(seen)
        };
        match languages {
            Some(languages) if languages.len() > 1 && is_once(&languages) => Ok(Route(languages)),
            _ => Err(format!(
                "`{text}` is no route: expected two or three different languages of kk, ru and en, as `kk-ru-en`"
            )),
        }
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tags: Vec<&str> = self.0.iter().map(|locale| locale.tag()).collect();
        f.pad(&tags.join("-"))
    }
}
