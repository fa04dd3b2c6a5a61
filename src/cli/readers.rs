//! The models that read articles, loaded as a profile or a flag names them and lent to the stages that use them.

use std::error::Error;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::args::{EngineArguments, GlobalArguments};
use super::fault::Fault;
use super::{hub, settings};
use crate::article::Locale;
use crate::digest::FactKind;
use crate::engine::embedder::{Embedder, EmbedderOptions, Kind, Pooling};
use crate::engine::files::ModelFiles;
use crate::engine::quantization::Quantization;
use crate::engine::seq2seq::LoadOptions;
use crate::engine::tagger::{TaggedSpan, Tagger};
use crate::extract::{NameTagger, TaggedName};
use crate::hub::{Commit, Model, NameKind, Registry};
use crate::relate::TextEmbedder;
use crate::run::Models;

/// The models of a run, and what is to be said of them.
#[derive(Default)]
pub struct Readers {
    /// The models.
    pub models: Models,
    /// Their names with their versions.
    pub identities: Vec<String>,
    /// What their licences want to be printed.
    pub notices: Vec<String>,
}

/// A tagger with what models.toml says of it.
struct ModelTagger {
    name: String,
    tagger: Tagger,
    /// Nothing for a folder: it reads what it is given.
    entry: Option<Model>,
}

/// An embedder with its version.
struct ModelEmbedder {
    identity: String,
    embedder: Embedder,
    languages: Vec<Locale>,
}

type ReadError = Box<dyn Error + Send + Sync>;

impl Readers {
    /// Loads what a profile has to find names and to compare articles.
    pub fn of_profile(
        profile: &str,
        registry: &Registry,
        engine: &EngineArguments,
        global: &GlobalArguments,
    ) -> Result<Self, Fault> {
        let profile = registry.profile(profile).map_err(settings::registry_fault)?;
        let names = |list: &[toml::Spanned<String>]| -> Vec<String> {
            list.iter().map(|name| name.get_ref().clone()).collect()
        };
        let (taggers, embedders) = (names(&profile.tag), names(&profile.embed));
        let mut readers = Readers::default();
        if taggers.is_empty() && embedders.is_empty() {
            return Ok(readers);
        }
        let all: Vec<&str> = taggers.iter().chain(&embedders).map(String::as_str).collect();
        let plan = hub::complete(hub::plan(registry, &all)?, registry, &engine.hub, global)?;
        let options = engine.load_options()?;
        for (name, model) in &plan.models {
            let files = hub::model_files(&plan, name, model);
            let identity = identity(name, model, &files, engine.quantize)?;
            if taggers.iter().any(|tagger| tagger == name) {
                let tagger = Tagger::load(&files, &options, model.context).map_err(|error| load_fault(name, error))?;
                readers.models.taggers.push(Box::new(ModelTagger {
                    name: (*name).to_owned(),
                    tagger,
                    entry: Some((*model).clone()),
                }));
            } else if readers.models.embedder.is_none() {
                let embedder = Embedder::load(&files, &options, embedder_options(model));
                readers.models.embedder = Some(Box::new(ModelEmbedder {
                    identity: identity.clone(),
                    embedder: embedder.map_err(|error| load_fault(name, error))?,
                    languages: model.languages.clone(),
                }));
            } else {
                continue;
            }
            readers.identities.push(identity);
            readers.notices.extend(notice(model));
        }
        Ok(readers)
    }
}

/// The taggers that flags name: of models.toml, or folders laid out as on the hub.
pub fn taggers(
    operands: &[PathBuf],
    engine: &EngineArguments,
    global: &GlobalArguments,
) -> Result<Vec<Box<dyn NameTagger>>, Fault> {
    let load = |operand: &PathBuf| {
        let options = engine.load_options()?;
        let found = hub::model(operand, &engine.hub, global)?;
        let name = name_of(operand);
        let context = found.entry.as_ref().and_then(|model| model.context);
        let tagger = Tagger::load(&found.files, &options, context).map_err(|error| load_fault(&name, error))?;
        let tagger: Box<dyn NameTagger> = Box::new(ModelTagger {
            name,
            tagger,
            entry: found.entry,
        });
        Ok(tagger)
    };
    operands.iter().map(load).collect()
}

impl EngineArguments {
    /// How models are loaded.
    pub fn load_options(&self) -> Result<LoadOptions, Fault> {
        Ok(LoadOptions {
            device: self.device.open().map_err(Fault::could_not_run)?,
            quantization: self.quantize,
            cache: settings::weights_cache(),
        })
    }
}

pub(super) fn load_fault(name: &str, error: impl Error + Send + Sync + 'static) -> Fault {
    let fault = Fault::could_not_run(anyhow::Error::from(error).context(format!("the model `{name}` does not load")));
    fault.with_hint(format!(
        "`tuyin models verify {name}` compares its files with what they should be"
    ))
}

/// The name of a model with its version: the commits that its files are of, or what tells files from others where these may move.
pub(super) fn identity(
    name: &str,
    model: &Model,
    files: &ModelFiles,
    quantization: Quantization,
) -> Result<String, Fault> {
    let commits = model.sources.iter().map(|source| source.revision().commit());
    let version = match commits.collect::<Option<Vec<_>>>() {
        Some(commits) => commits.iter().map(Commit::as_str).collect::<Vec<_>>().join("+"),
        None => files.version().map_err(Fault::could_not_run)?,
    };
    Ok(format!("{name}@{version} {}", settings_hash(model, quantization)))
}

/// What else decides what a model makes of a text, in eight hexadecimal digits: how its weights are kept, and what models.toml says.
fn settings_hash(model: &Model, quantization: Quantization) -> String {
    let said = format!(
        "{quantization:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        model.languages,
        model.translates,
        model.language_codes,
        model.context,
        model.generation,
        model.labels,
        model.pooling,
        model.query_prefix,
        model.passage_prefix,
    );
    Sha256::digest(said)
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// A folder by its own name.
fn name_of(operand: &Path) -> String {
    operand
        .file_name()
        .unwrap_or(operand.as_os_str())
        .to_string_lossy()
        .into_owned()
}

/// The line that the licence of a model asks for.
pub(super) fn notice(model: &Model) -> Option<String> {
    let attribution = model.attribution.as_deref()?;
    Some(attribution.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn embedder_options(model: &Model) -> EmbedderOptions {
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

    fn tag(&self, sentences: &[&str]) -> Result<Vec<Vec<TaggedName>>, ReadError> {
        let tagged = self.tagger.tag(sentences)?;
        let pairs = sentences.iter().zip(tagged);
        Ok(pairs.map(|(sentence, spans)| self.names(sentence, spans)).collect())
    }
}

impl TextEmbedder for ModelEmbedder {
    fn identity(&self) -> &str {
        &self.identity
    }

    fn reads(&self, locale: Locale) -> bool {
        self.languages.contains(&locale)
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, ReadError> {
        // All are alike: none is looked for among the others.
        Ok(self.embedder.embed(texts, Kind::Query)?)
    }
}
