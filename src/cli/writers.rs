//! The models that summarize, loaded as a profile names them and lent to the stage.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::args::{EngineArguments, GlobalArguments};
use super::commands::model::{Sentences, Texts, advice, again};
use super::fault::{Fault, with_causes};
use super::readers::{Readers, identity, load_fault, notice};
use super::{hub, settings};
use crate::article::Locale;
use crate::engine::files::ModelFiles;
use crate::engine::seq2seq::LoadOptions;
use crate::engine::tokenizer::Languages;
use crate::generate::grammar::JsonGrammar;
use crate::generate::{
    CausalBudget, Finish, GenerationConfig, Limits, OutputScripts, Prompt, PromptGenerator, ReadyError,
};
use crate::hub::{Model, Registry, Role};
use crate::instruct::{InstructionModel, ModelError};
use crate::summarize::{PROMPT_VERSION, Search, SummaryWriter, TrainedSummarizer};
use crate::translate::Translate;

/// A model that follows instructions, with what models.toml says of it.
pub(super) struct Instructed {
    name: String,
    entry: Model,
    generator: PromptGenerator,
    /// Grammars that were asked for, by the texts of their schemas: one takes as long as an answer to make.
    grammars: Mutex<HashMap<String, Arc<JsonGrammar>>>,
}

/// A model that was trained to summarize.
struct Trained {
    name: String,
    entry: Model,
    texts: Texts,
}

/// Loads the models of a profile that summarize, and adds them to those of a run.
pub fn add(
    readers: &mut Readers,
    profile: &str,
    registry: &Registry,
    engine: &EngineArguments,
    global: &GlobalArguments,
) -> Result<(), Fault> {
    let profile = registry.profile(profile).map_err(settings::registry_fault)?;
    let names: Vec<&str> = profile.summarize.iter().map(|name| name.get_ref().as_str()).collect();
    if names.is_empty() {
        return Ok(());
    }
    let plan = hub::complete(hub::plan(registry, &names)?, registry, &engine.hub, global)?;
    let options = engine.load_options()?;
    for (name, model) in &plan.models {
        let files = hub::model_files(&plan, name, model);
        readers.identities.push(identity(name, model, &files, engine.quantize)?);
        readers.notices.extend(notice(model));
        let writer = writer(name, model, files, &options).map_err(|error| load_fault(name, error))?;
        readers.models.writers.push(writer);
    }
    readers.identities.push(format!("prompts: {PROMPT_VERSION}"));
    Ok(())
}

fn writer(name: &str, model: &Model, files: ModelFiles, options: &LoadOptions) -> Result<SummaryWriter, ReadyError> {
    if model.role() == Role::CausalLm {
        let model = Instructed::load(name, model, &files, options)?;
        return Ok(SummaryWriter::Instructed(Box::new(model)));
    }
    let found = hub::Found {
        files,
        entry: Some(model.clone()),
    };
    Ok(SummaryWriter::Trained(Box::new(Trained {
        name: name.to_owned(),
        entry: model.clone(),
        texts: Texts::new(found, options, OutputScripts::All, GenerationConfig::default())?,
    })))
}

impl Instructed {
    pub fn load(name: &str, entry: &Model, files: &ModelFiles, options: &LoadOptions) -> Result<Self, ReadyError> {
        Ok(Instructed {
            name: name.to_owned(),
            entry: entry.clone(),
            generator: PromptGenerator::load(files, options, CausalBudget::default())?,
            grammars: Mutex::default(),
        })
    }

    fn grammar(&self, schema: &Value) -> Result<Arc<JsonGrammar>, ModelError> {
        let mut grammars = self.grammars.lock().unwrap_or_else(PoisonError::into_inner);
        let text = schema.to_string();
        if let Some(grammar) = grammars.get(&text) {
            return Ok(Arc::clone(grammar));
        }
        let grammar = Arc::new(self.generator.grammar(schema, &self.wishes())?);
        grammars.insert(text, Arc::clone(&grammar));
        Ok(grammar)
    }

    /// The likeliest token at each step: the same article has the same summary.
    fn wishes(&self) -> GenerationConfig {
        GenerationConfig {
            do_sample: Some(false),
            // What repeats itself is judged; a grammar repeats itself by its nature.
            no_repeat_ngram_size: None,
            ..advice(&self.entry.generation)
        }
    }
}

impl InstructionModel for Instructed {
    fn name(&self) -> &str {
        &self.name
    }

    fn writes(&self, locale: Locale) -> bool {
        self.entry.languages.contains(&locale)
    }

    fn context(&self) -> usize {
        let own = self.generator.context();
        self.entry.context.map_or(own, |context| context.min(own))
    }

    fn count(&self, text: &str) -> usize {
        self.generator.count(text).unwrap_or(text.len())
    }

    fn answer(&self, prompts: &[String], schema: &Value) -> Result<Vec<Result<String, String>>, ModelError> {
        let grammar = self.grammar(schema)?;
        let limits = Limits {
            grammar: Some(&grammar),
            stops: &[],
        };
        let prompts: Vec<Prompt> = prompts.iter().map(|prompt| Prompt::of_user(prompt.clone())).collect();
        let outputs = self.generator.generate(&prompts, 0, &self.wishes(), &limits)?;
        let answer = |output| match output {
            Ok(crate::generate::TextOutput {
                finish: Finish::Length, ..
            }) => Err("the answer has no end".to_owned()),
            Ok(output) => Ok(output.text),
            Err(error) => Err(with_causes(&error)),
        };
        Ok(outputs.into_iter().map(answer).collect())
    }
}

impl TrainedSummarizer for Trained {
    fn name(&self) -> &str {
        &self.name
    }

    fn writes(&self, locale: Locale) -> bool {
        self.entry.languages.contains(&locale)
    }

    fn context(&self) -> usize {
        let limits = [self.texts.generator.token_limit(), self.entry.context];
        limits.into_iter().flatten().min().unwrap_or(USUAL_CONTEXT)
    }

    fn count(&self, text: &str) -> usize {
        let count = self.texts.generator.count(text, &Languages::default());
        count.unwrap_or(text.len())
    }

    fn summarize(&self, texts: &[&str], search: Search) -> Result<Vec<Result<String, String>>, ModelError> {
        let wishes = match search {
            Search::Usual => self.texts.wishes.clone(),
            Search::WithoutRepetition => again(&self.texts.wishes),
        };
        // What holds for all texts fails for all.
        self.texts
            .generator
            .generate::<&str>(&[], &Languages::default(), &wishes)?;
        let model = Sentences {
            texts: &self.texts,
            languages: &Languages::default(),
            wishes: &wishes,
            stops: &[],
        };
        Ok(model.translate(texts))
    }
}

/// The tokens that a summarizer reads where nothing says how many.
const USUAL_CONTEXT: usize = 512;
