//! Models that follow instructions.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::shelf::OnShelf;
use crate::article::Locale;
use crate::cli::commands::model::advice;
use crate::cli::fault::with_causes;
use crate::engine::files::ModelFiles;
use crate::engine::seq2seq::LoadOptions;
use crate::generate::grammar::JsonGrammar;
use crate::generate::{
    CausalBudget, Finish, GenerationConfig, GrammarSetupError, Limits, Prompt, PromptGenerator, ReadyError, TextError,
    TextOutput,
};
use crate::hub::Model;
use crate::instruct::{InstructionModel, ModelError};

/// A model that follows instructions, and may be asked for different things.
#[derive(Clone)]
pub(super) struct Instructed {
    name: String,
    languages: Vec<Locale>,
    context: Option<usize>,
    model: OnShelf<Instructions>,
}

/// What is in memory of such a model.
pub(super) struct Instructions {
    generator: PromptGenerator,
    wishes: GenerationConfig,
    /// Grammars that were asked for, by the texts of their schemas: one takes long to make.
    grammars: Mutex<HashMap<String, Arc<JsonGrammar>>>,
}

impl Instructions {
    pub fn load(entry: &Model, files: &ModelFiles, options: &LoadOptions) -> Result<Self, ReadyError> {
        Ok(Instructions {
            generator: PromptGenerator::load(files, options, CausalBudget::default())?,
            wishes: GenerationConfig {
                // The likeliest token at each step: the same article has the same summary.
                do_sample: Some(false),
                // What repeats itself is judged; a grammar repeats itself by its nature.
                no_repeat_ngram_size: None,
                // The schema says how long an answer may be.
                max_new_tokens: None,
                max_length: None,
                ..advice(&entry.generation)
            },
            grammars: Mutex::default(),
        })
    }

    fn grammar(&self, schema: &Value) -> Result<Arc<JsonGrammar>, GrammarSetupError> {
        let mut grammars = self.grammars.lock().unwrap_or_else(PoisonError::into_inner);
        let text = schema.to_string();
        if let Some(grammar) = grammars.get(&text) {
            return Ok(Arc::clone(grammar));
        }
        let grammar = Arc::new(self.generator.grammar(schema, &self.wishes)?);
        grammars.insert(text, Arc::clone(&grammar));
        Ok(grammar)
    }
}

impl Instructed {
    pub fn new(name: &str, entry: &Model, model: OnShelf<Instructions>) -> Self {
        Instructed {
            name: name.to_owned(),
            languages: entry.languages.clone(),
            context: entry.context,
            model,
        }
    }
}

impl InstructionModel for Instructed {
    fn name(&self) -> &str {
        &self.name
    }

    fn writes(&self, locale: Locale) -> bool {
        self.languages.contains(&locale)
    }

    fn context(&self) -> usize {
        let own = self.model.get().ok().map(|model| model.generator.context());
        [own, self.context].into_iter().flatten().min().unwrap_or(0)
    }

    fn count(&self, text: &str) -> usize {
        let model = self.model.get().ok();
        let count = model.and_then(|model| model.generator.count(text).ok());
        count.unwrap_or(text.len())
    }

    fn answer(&self, prompts: &[String], schema: &Value) -> Result<Vec<Result<String, String>>, ModelError> {
        let model = self.model.get()?;
        let grammar = model.grammar(schema)?;
        let limits = Limits {
            grammar: Some(&grammar),
            stops: &[],
        };
        let prompts: Vec<Prompt> = prompts.iter().map(|prompt| Prompt::of_user(prompt.clone())).collect();
        let generate = || model.generator.generate(&prompts, 0, &model.wishes, &limits);
        let tokens = |outputs: &Result<Vec<Result<TextOutput, TextError>>, _>| {
            let outputs = outputs.iter().flatten().flatten();
            outputs.map(|output| output.ids.len()).sum()
        };
        let outputs = self.model.usage.work(prompts.len(), generate, tokens)?;
        let answer = |output| match output {
            Ok(TextOutput {
                finish: Finish::Length, ..
            }) => Err("the answer has no end".to_owned()),
            Ok(output) => Ok(output.text),
            Err(error) => Err(with_causes(&error)),
        };
        Ok(outputs.into_iter().map(answer).collect())
    }
}
