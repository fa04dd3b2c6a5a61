//! A story as a digest prints it: the digests of its articles.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::article::{Id, Locale, Span};
use crate::digest::{Digest, Value};
use crate::relate::Difference;

/// The version of the layout of `stories.json`.
const SCHEMA: u32 = 1;

/// An article with its number within the run, from 1.
#[derive(Debug, Clone)]
pub struct Numbered {
    /// Its number.
    pub number: usize,
    /// What is known of it.
    pub digest: Digest,
}

/// The articles that tell one story, in the order of the run; at least one.
#[derive(Debug, Clone)]
pub struct StoryDigests {
    /// The first of them.
    pub first: Numbered,
    /// The others.
    pub others: Vec<Numbered>,
    /// The figures on which they differ. Claims name articles by their place, `first` being 0.
    pub differences: Vec<Difference>,
}

impl StoryDigests {
    /// A story of a single article.
    pub fn alone(first: Numbered) -> Self {
        StoryDigests {
            first,
            others: Vec::new(),
            differences: Vec::new(),
        }
    }

    /// All articles, in order.
    pub(super) fn articles(&self) -> impl Iterator<Item = &Numbered> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The article at a place.
    pub(super) fn article(&self, place: usize) -> Option<&Numbered> {
        self.articles().nth(place)
    }

    /// The article that stands for the story before readers of a language: the first in theirs, which needs no translation.
    pub(super) fn lead(&self, locale: Locale) -> &Numbered {
        let rank = |article: &&Numbered| {
            let language = article.digest.entry.language;
            // The readers' language in their script, then in another; whole articles before their beginnings.
            let is_other = (language != locale.language(), language.locale() != Some(locale));
            (is_other.1, is_other.0, article.digest.source.partial, article.number)
        };
        self.articles().min_by_key(rank).unwrap_or(&self.first)
    }
}

/// The stories that more than one article tells: the content of `stories.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Stories {
    /// The version of this layout.
    pub schema: u32,
    /// The stories, in the order of their first articles.
    pub stories: Vec<StoryRecord>,
}

/// A story.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StoryRecord {
    /// The articles that tell it, in the order of the run.
    pub articles: Vec<Id>,
    /// The figures on which they differ.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub differences: Vec<DifferenceRecord>,
}

/// Something on which the articles of a story differ.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DifferenceRecord {
    /// What is claimed, by the most articles first.
    pub claims: Vec<ClaimRecord>,
}

/// A figure and who states it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimRecord {
    /// The figure.
    #[serde(flatten)]
    pub value: Value,
    /// The articles that state it.
    pub sources: Vec<ClaimSource>,
}

/// Where an article states a figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimSource {
    /// The article.
    pub id: Id,
    /// The sentence.
    pub span: Span,
}

impl Stories {
    /// No story yet.
    pub fn new() -> Self {
        Stories {
            schema: SCHEMA,
            stories: Vec::new(),
        }
    }

    /// Adds a story of some articles.
    pub fn add(&mut self, articles: Vec<Id>, differences: &[Difference]) {
        let differences = differences.iter().map(|difference| DifferenceRecord {
            claims: difference
                .claims
                .iter()
                .map(|claim| ClaimRecord {
                    value: claim.value.clone(),
                    sources: claim
                        .sources
                        .iter()
                        .filter_map(|(place, span)| {
                            Some(ClaimSource {
                                id: articles.get(*place)?.clone(),
                                span: *span,
                            })
                        })
                        .collect(),
                })
                .collect(),
        });
        let differences = differences.collect();
        self.stories.push(StoryRecord { articles, differences });
    }
}

impl Default for Stories {
    fn default() -> Self {
        Self::new()
    }
}
