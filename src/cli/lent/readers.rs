//! Models that read articles: taggers and embedders.

use super::shelf::OnShelf;
use crate::article::Locale;
use crate::digest::FactKind;
use crate::engine::embedder::{Embedder, EmbedderOptions, Kind, Pooling};
use crate::engine::tagger::{TaggedSpan, Tagger};
use crate::extract::{NameTagger, Tagged, TaggedName};
use crate::hub::{Model, NameKind};
use crate::instruct::ModelError;
use crate::relate::TextEmbedder;

/// A tagger with what models.toml says of it.
pub(super) struct ModelTagger {
    pub name: String,
    pub tagger: OnShelf<Tagger>,
    /// Nothing for a folder: it reads what it is given.
    pub entry: Option<Model>,
}

/// An embedder with its version.
pub(super) struct ModelEmbedder {
    pub identity: String,
    pub embedder: OnShelf<Embedder>,
    pub languages: Vec<Locale>,
}

pub(super) fn embedder_options(model: &Model) -> EmbedderOptions {
    EmbedderOptions {
        pooling: match model.pooling {
            Some(crate::hub::Pooling::FirstToken) => Pooling::FirstToken,
            _ => Pooling::Mean,
        },
        // Articles are compared by cosine.
        normalize: true,
        query_prefix: model.query_prefix.clone().unwrap_or_default(),
        passage_prefix: model.passage_prefix.clone().unwrap_or_default(),
        context: model.context,
    }
}

impl ModelTagger {
    fn kind(&self, label: &str) -> Option<FactKind> {
        let kind = match &self.entry {
            Some(model) => model.name_kind(label),
            None => match label {
                "PER" | "PERSON" => Some(NameKind::Person),
                "ORG" | "ORGANISATION" | "ORGANIZATION" => Some(NameKind::Organization),
                "LOC" | "LOCATION" | "GPE" => Some(NameKind::Place),
                _ => None,
            },
        };
        Some(match kind? {
            NameKind::Person => FactKind::Person,
            NameKind::Organization => FactKind::Organization,
            NameKind::Place => FactKind::Place,
        })
    }

    /// The names of a sentence. Some models call given names and surnames differently: what stands together and is a person
    /// both times is one.
    fn names(&self, sentence: &str, spans: Vec<TaggedSpan>) -> Vec<TaggedName> {
        let mut names: Vec<(TaggedName, String)> = Vec::new();
        for span in spans {
            let Some(kind) = self.kind(&span.label) else {
                continue;
            };
            if let Some((last, label)) = names.last_mut()
                && last.kind == FactKind::Person
                && kind == FactKind::Person
                && *label != span.label
                && is_one_blank(sentence, last.range.end, span.start)
            {
                last.range.end = span.end;
                last.score = last.score.min(span.score);
                *label = span.label;
                continue;
            }
            let name = TaggedName {
                range: span.start..span.end,
                kind,
                score: span.score,
            };
            names.push((name, span.label));
        }
        names.into_iter().map(|(name, _)| name).collect()
    }
}

/// Whether nothing but a blank stands between two code points of a sentence.
fn is_one_blank(sentence: &str, start: usize, end: usize) -> bool {
    end == start + 1 && sentence.chars().nth(start).is_some_and(char::is_whitespace)
}

impl NameTagger for ModelTagger {
    fn name(&self) -> &str {
        &self.name
    }

    fn reads(&self, locale: Locale) -> bool {
        self.entry
            .as_ref()
            .is_none_or(|model| model.languages.contains(&locale))
    }

    fn tag(&self, sentences: &[&str], _: &[usize], _: Locale) -> Result<Tagged, ModelError> {
        let tagger = self.tagger.get()?;
        let tagged = self
            .tagger
            .usage
            .work(sentences.len(), || tagger.tag(sentences), |_| 0)?;
        let pairs = sentences.iter().zip(tagged);
        Ok(Tagged {
            names: pairs.map(|(sentence, spans)| self.names(sentence, spans)).collect(),
            unfounded: Vec::new(),
        })
    }
}

impl TextEmbedder for ModelEmbedder {
    fn identity(&self) -> &str {
        &self.identity
    }

    fn reads(&self, locale: Locale) -> bool {
        self.languages.contains(&locale)
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, ModelError> {
        let embedder = self.embedder.get()?;
        // All are alike: none is looked for among the others.
        let embed = || embedder.embed(texts, Kind::Query);
        Ok(self.embedder.usage.work(texts.len(), embed, |_| 0)?)
    }
}
