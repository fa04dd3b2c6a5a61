//! The models of a run, loaded as a profile or a flag names them and lent to the stages that use them.

mod instructed;
mod readers;
mod shelf;
mod translators;
mod writers;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::args::{EngineArguments, GlobalArguments};
use super::commands::model::Texts;
use super::fault::Fault;
use super::{hub, settings};
use crate::article::Locale;
use crate::engine::embedder::Embedder;
use crate::engine::files::ModelFiles;
use crate::engine::quantization::Quantization;
use crate::engine::seq2seq::LoadOptions;
use crate::engine::tagger::Tagger;
use crate::extract::NameTagger;
use crate::generate::{GenerationConfig, OutputScripts};
use crate::hub::{Commit, Model, Plan, Profile, Registry, Role, Task};
use crate::instruct::ModelError;
use crate::run::Models;
use crate::summarize::SummaryWriter;
use crate::translate::TranslationModel;
use crate::translate::glossary::Glossary;
use instructed::{Instructed, Instructions};
use readers::{ModelEmbedder, ModelTagger};
use shelf::{OnShelf, Shelf};
use translators::ModelTranslator;
use writers::Trained;

/// The models of a run, and what is to be said of them.
#[derive(Default)]
pub struct Lent {
    /// The models.
    pub models: Models,
    /// Their names with their versions, and what else decides what they make of a text.
    pub identities: Vec<String>,
    /// What their licences want to be printed.
    pub notices: Vec<String>,
}

/// What is wanted of a profile.
#[derive(Clone, Copy)]
pub struct Wanted<'w> {
    /// The profile.
    pub profile: &'w str,
    /// The languages of the digests.
    pub to: &'w [Locale],
    /// A glossary for translations.
    pub glossary: Option<&'w Path>,
    /// The most memory for models together, in MiB; without it what is free.
    pub memory: Option<u64>,
}

/// Loads the models of a profile, each once.
struct Loader {
    shelf: Arc<Shelf>,
    options: LoadOptions,
    lent: Lent,
    /// Models that follow instructions may summarize and find names.
    instructed: HashMap<String, Instructed>,
}

/// An entry of models.toml whose files are here.
struct Ready<'e> {
    name: &'e str,
    entry: &'e Model,
    files: ModelFiles,
}

impl Lent {
    /// Loads the models of a profile that digests in some languages need.
    pub fn of_profile(
        wanted: Wanted<'_>,
        registry: &Registry,
        engine: &EngineArguments,
        global: &GlobalArguments,
    ) -> Result<Self, Fault> {
        Lent::for_tasks(&Task::ALL, wanted, registry, engine, global)
    }

    /// Loads the models of a profile that do some of its tasks.
    pub fn for_tasks(
        tasks: &[Task],
        wanted: Wanted<'_>,
        registry: &Registry,
        engine: &EngineArguments,
        global: &GlobalArguments,
    ) -> Result<Self, Fault> {
        let glossary = wanted.glossary.map(settings::glossary).transpose()?.unwrap_or_default();
        let profile = registry.profile(wanted.profile).map_err(settings::registry_fault)?;
        let routes = translators::routes(profile, wanted.to);
        let translating = translators::needed(profile, &routes, registry)?;
        let of_task = |task: Task| match tasks.contains(&task) {
            true => needed(profile, &translating, task),
            false => Vec::new(),
        };
        let [summarizing, tagging, translating, embedding] = Task::ALL.map(of_task);
        let of_tasks = [&summarizing, &tagging, &translating, &embedding].into_iter().flatten();
        let names = once(of_tasks.copied());
        if names.is_empty() {
            return Ok(Lent::default());
        }
        let plan = hub::complete(hub::plan(registry, &names)?, registry, &engine.hub, global)?;
        let mut loader = Loader {
            shelf: Shelf::new(wanted.memory.map(|mebibytes| mebibytes << 20)),
            options: engine.load_options()?,
            lent: Lent::default(),
            instructed: HashMap::new(),
        };
        // In the order in which they are used: what is needed first is least likely to be released for what comes after.
        for name in &summarizing {
            loader.writer(&ready(&plan, name)?)?;
        }
        loader.lent.models.writers_identity = loader.lent.identities.join("\n");
        for name in &tagging {
            loader.tagger(&ready(&plan, name)?)?;
        }
        for name in &translating {
            loader.translator(&ready(&plan, name)?)?;
        }
        for name in &embedding {
            loader.embedder(&ready(&plan, name)?)?;
        }
        let mut lent = loader.lent;
        let helpers = lent
            .models
            .embedder
            .as_ref()
            .map(|embedder| embedder.identity().to_owned());
        let versions = [Some(crate::summarize::PROMPT_VERSION.to_owned()), helpers];
        for version in versions.into_iter().flatten() {
            lent.models.writers_identity += &format!("\n{version}");
        }
        lent.identities.extend(rules(profile, &lent.models, &glossary));
        lent.models.translators.routes = routes;
        lent.models.translators.glossary = glossary;
        Ok(lent)
    }
}

/// The models of a profile that do a task. Of embedders it is the first: the vectors of one are no use to another.
fn needed<'p>(profile: &'p Profile, translating: &[&'p str], task: Task) -> Vec<&'p str> {
    let uses = profile.uses().filter(|(other, _)| *other == task);
    let names = uses.map(|(_, name)| name.get_ref().as_str());
    match task {
        Task::Summarize | Task::Tag => names.collect(),
        Task::Translate => translating.to_vec(),
        Task::Embed => names.take(1).collect(),
    }
}

/// The models that digests of a profile in some languages need, each once.
pub fn names<'r>(profile: &str, to: &[Locale], registry: &'r Registry) -> Result<Vec<&'r str>, Fault> {
    let profile = registry.profile(profile).map_err(settings::registry_fault)?;
    let translating = translators::needed(profile, &translators::routes(profile, to), registry)?;
    let of_tasks = Task::ALL
        .into_iter()
        .flat_map(|task| needed(profile, &translating, task));
    Ok(once(of_tasks))
}

/// Names in order, each once.
fn once<'n>(all: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let mut names = Vec::new();
    for name in all {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// What decides the outputs besides the models: ways, terms and prompts.
fn rules(profile: &Profile, models: &Models, glossary: &Glossary) -> Vec<String> {
    let ways: Vec<String> = profile.routes.iter().map(|route| route.get_ref().to_string()).collect();
    let translates = !models.translators.is_empty();
    let terms = short_hash(&glossary.canonical());
    let names = |task: Task| needed(profile, &[], task).join(", ");
    let rules = [
        (translates, format!("routes: {}", ways.join(", "))),
        (translates && !glossary.is_empty(), format!("glossary: {terms}")),
        (
            !models.writers.is_empty(),
            format!(
                "prompts: {} of {}",
                crate::summarize::PROMPT_VERSION,
                names(Task::Summarize)
            ),
        ),
        (
            !models.taggers.is_empty(),
            format!("prompts: {} of {}", crate::extract::PROMPT_VERSION, names(Task::Tag)),
        ),
    ];
    rules
        .into_iter()
        .filter(|(holds, _)| *holds)
        .map(|(_, rule)| rule)
        .collect()
}

fn ready<'e>(plan: &Plan<'e>, name: &str) -> Result<Ready<'e>, Fault> {
    let mut models = plan.models.iter();
    let found = models.find(|(other, _)| *other == name);
    let (name, entry) = found.ok_or_else(|| Fault::could_not_run(anyhow::anyhow!("there is no model `{name}`")))?;
    Ok(Ready {
        name,
        entry,
        files: hub::model_files(plan, name, entry),
    })
}

impl Loader {
    fn writer(&mut self, ready: &Ready<'_>) -> Result<(), Fault> {
        let writer = match ready.entry.role() {
            Role::CausalLm => SummaryWriter::Instructed(Box::new(self.instructed(ready)?)),
            _ => SummaryWriter::Trained(Box::new(Trained {
                name: ready.name.to_owned(),
                entry: ready.entry.clone(),
                texts: self.texts(ready, OutputScripts::All)?,
            })),
        };
        self.lent.models.writers.push(writer);
        Ok(())
    }

    fn tagger(&mut self, ready: &Ready<'_>) -> Result<(), Fault> {
        let tagger: Box<dyn NameTagger> = match ready.entry.role() {
            Role::CausalLm => Box::new(crate::extract::InstructedTagger::new(Box::new(self.instructed(ready)?))),
            _ => {
                let (options, context) = (self.options.clone(), ready.entry.context);
                let tagger = self.put(ready, move |files| Tagger::load(files, &options, context))?;
                Box::new(ModelTagger {
                    name: ready.name.to_owned(),
                    tagger,
                    entry: Some(ready.entry.clone()),
                })
            }
        };
        self.lent.models.taggers.push(tagger);
        Ok(())
    }

    fn translator(&mut self, ready: &Ready<'_>) -> Result<(), Fault> {
        let translator: Box<dyn TranslationModel> = Box::new(ModelTranslator {
            name: ready.name.to_owned(),
            entry: ready.entry.clone(),
            texts: self.texts(ready, OutputScripts::OfTarget)?,
        });
        self.lent.models.translators.models.push(translator);
        Ok(())
    }

    fn embedder(&mut self, ready: &Ready<'_>) -> Result<(), Fault> {
        let (options, how) = (self.options.clone(), readers::embedder_options(ready.entry));
        let embedder = self.put(ready, move |files| Embedder::load(files, &options, how.clone()))?;
        self.lent.models.embedder = Some(Box::new(ModelEmbedder {
            identity: self.identity(ready)?,
            embedder,
            languages: ready.entry.languages.clone(),
        }));
        Ok(())
    }

    /// A model that follows instructions; the same for all that is asked of it.
    fn instructed(&mut self, ready: &Ready<'_>) -> Result<Instructed, Fault> {
        if let Some(known) = self.instructed.get(ready.name) {
            return Ok(known.clone());
        }
        let (options, entry) = (self.options.clone(), ready.entry.clone());
        let model = self.put(ready, move |files| Instructions::load(&entry, files, &options))?;
        let model = Instructed::new(ready.name, ready.entry, model);
        self.instructed.insert(ready.name.to_owned(), model.clone());
        Ok(model)
    }

    fn texts(&mut self, ready: &Ready<'_>, scripts: OutputScripts) -> Result<OnShelf<Texts>, Fault> {
        let (options, entry) = (self.options.clone(), ready.entry.clone());
        self.put(ready, move |files| {
            let found = hub::Found {
                files: files.clone(),
                entry: Some(entry.clone()),
            };
            Texts::new(found, &options, scripts, GenerationConfig::default())
        })
    }

    /// Loads a model, and notes what is to be said of it.
    fn put<M: Send + Sync + 'static, E: Into<ModelError>>(
        &mut self,
        ready: &Ready<'_>,
        load: impl Fn(&ModelFiles) -> Result<M, E> + Send + Sync + 'static,
    ) -> Result<OnShelf<M>, Fault> {
        let files = ready.files.clone();
        let model = self.shelf.put(ready.name, &ready.files, move || load(&files));
        let model = model.map_err(|error| load_fault(ready.name, error))?;
        let identity = self.identity(ready)?;
        let lent = &mut self.lent;
        if !lent.identities.contains(&identity) {
            lent.identities.push(identity);
            lent.notices.extend(notice(ready.entry));
        }
        lent.models.usage.push(Arc::clone(&model.usage));
        Ok(model)
    }

    /// The name of a model with its version: the commits that its files are of, or what tells files from others where these may
    /// move.
    fn identity(&self, ready: &Ready<'_>) -> Result<String, Fault> {
        let commits = ready.entry.sources.iter().map(|source| source.revision().commit());
        let version = match commits.collect::<Option<Vec<_>>>() {
            Some(commits) => commits.iter().map(Commit::as_str).collect::<Vec<_>>().join("+"),
            None => ready.files.version().map_err(Fault::could_not_run)?,
        };
        let settings = settings_hash(ready.entry, self.options.quantization);
        Ok(format!("{}@{version} {settings}", ready.name))
    }
}

/// The taggers that flags name: of models.toml, or folders laid out as on the hub.
pub fn taggers(
    operands: &[PathBuf],
    engine: &EngineArguments,
    global: &GlobalArguments,
) -> Result<Vec<Box<dyn NameTagger>>, Fault> {
    let shelf = Shelf::new(None);
    let load = |operand: &PathBuf| {
        let options = engine.load_options()?;
        let found = hub::model(operand, &engine.hub, global)?;
        let name = name_of(operand);
        let context = found.entry.as_ref().and_then(|model| model.context);
        let files = found.files.clone();
        let tagger = shelf.put(&name, &found.files, move || Tagger::load(&files, &options, context));
        let tagger: Box<dyn NameTagger> = Box::new(ModelTagger {
            tagger: tagger.map_err(|error| load_fault(&name, error))?,
            name,
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
            device: self.device.open().map_err(device_fault)?,
            quantization: self.quantize,
            cache: settings::weights_cache(),
        })
    }
}

fn device_fault(error: candle_core::Error) -> Fault {
    let error = anyhow::Error::from(error).context("the device cannot be used");
    let hint = "a GPU needs a build with its feature: `cargo build --release --features cuda` (or metal); --device cpu works always";
    Fault::could_not_run(error).with_hint(hint)
}

fn load_fault(name: &str, error: ModelError) -> Fault {
    let fault =
        Fault::could_not_run(anyhow::Error::from_boxed(error).context(format!("the model `{name}` does not load")));
    fault.with_hint(format!(
        "`tuyin models verify {name}` compares its files with what they should be"
    ))
}

/// What else decides what a model makes of a text, in eight hexadecimal digits: how its weights are kept, and what models.toml says.
fn settings_hash(model: &Model, quantization: Quantization) -> String {
    let said = format!(
        "{quantization:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        model.files().map(|(_, file)| &file.path).collect::<Vec<_>>(),
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
    short_hash(&said)
}

/// The first eight hexadecimal digits of the hash of a text.
fn short_hash(text: &str) -> String {
    Sha256::digest(text)
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
fn notice(model: &Model) -> Option<String> {
    let attribution = model.attribution.as_deref()?;
    Some(attribution.split_whitespace().collect::<Vec<_>>().join(" "))
}
