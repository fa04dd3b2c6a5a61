//! A decoder-only model together with its tokenizer: prompts and conversations in, texts out.

use std::sync::Arc;

use super::causal::{CausalBudget, CausalRun, Watch};
use super::chat::{ChatTemplate, Message, Thinking, without_thinking};
use super::config::{ConfigError, GenerationConfig};
use super::grammar::{Bounds, Constraint, GrammarError, JsonGrammar, TokenBytes};
use super::scores::Scores;
use super::{Finish, GenerateError, ReadyError, TextError, TextOutput, Times};
use crate::engine::causal::CausalModel;
use crate::engine::files::{ModelFiles, weight_files};
use crate::engine::seq2seq::LoadOptions;
use crate::engine::tokenizer::PromptTokenizer;
use crate::engine::weights::Weights;

/// Goes on with prompts.
pub struct PromptGenerator {
    model: CausalModel,
    tokenizer: PromptTokenizer,
    template: Option<ChatTemplate>,
    defaults: GenerationConfig,
    budget: CausalBudget,
}

/// What a model is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// As it is; control tokens that it spells are read as such.
    Raw(String),
    /// Put into the model's chat template. What messages spell is never read as control tokens.
    Conversation(Vec<Message>),
}

impl Prompt {
    /// What a user says.
    pub fn of_user(content: String) -> Self {
        let role = "user".to_owned();
        Prompt::Conversation(vec![Message { role, content }])
    }

    /// Its text; of a conversation what was said last.
    pub fn text(&self) -> &str {
        match self {
            Prompt::Raw(text) => text,
            Prompt::Conversation(messages) => messages.last().map_or("", |message| &message.content),
        }
    }
}

/// A prompt in tokens.
struct Encoded {
    ids: Vec<u32>,
    thoughts: Thoughts,
}

/// Where thoughts may stand that are none of the answer.
#[derive(Clone, Copy)]
enum Thoughts {
    /// Nowhere: all that is written is what was asked for.
    OfTheAnswer,
    /// At the start, if the model thinks aloud.
    Perhaps,
    /// At the start: the prompt has begun them.
    Begun,
}

/// What outputs are held to.
#[derive(Default)]
pub struct Limits<'a> {
    /// JSON of a schema.
    pub grammar: Option<&'a JsonGrammar>,
    /// An output ends before any of these.
    pub stops: &'a [String],
}

/// What holds for all prompts cannot be met.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PromptError {
    /// An option cannot be met.
    #[error(transparent)]
    Options(#[from] ConfigError),
    /// Answers to the schema may be longer than outputs.
    #[error("an answer to the schema may have {longest} tokens, outputs at most {limit}")]
    Schema {
        /// Tokens of the longest answer.
        longest: usize,
        /// Tokens of the longest output.
        limit: usize,
    },
}

impl PromptGenerator {
    /// Loads a model, its tokenizer and its chat template from their files.
    ///
    /// # Errors
    ///
    /// Fails if a file is missing or is not what it should be.
    pub fn load(files: &ModelFiles, options: &LoadOptions, budget: CausalBudget) -> Result<Self, ReadyError> {
        // What fails fast comes first.
        let (tokenizer, template) = {
            let weights = Weights::open(&weight_files(files)?).map_err(Box::new)?;
            let tokenizer = PromptTokenizer::from_files(files, weights.metadata())?;
            let template = template_of(files, &tokenizer)?;
            (tokenizer, template)
        };
        let defaults = match files.find("config.json") {
            Some(_) => GenerationConfig::of_model(files)?,
            None => GenerationConfig::of_generation_file(files)?,
        };
        let of_weights = GenerationConfig {
            eos_token_id: Some(tokenizer.end().to_vec()).filter(|tokens| !tokens.is_empty()),
            ..GenerationConfig::default()
        };
        Ok(PromptGenerator {
            model: CausalModel::load(files, options).map_err(Box::new)?,
            template,
            defaults: defaults.or(of_weights),
            tokenizer,
            budget,
        })
    }

    /// A grammar of the JSON that a schema describes, for this model. What has no bounds gets some.
    ///
    /// # Errors
    ///
    /// Fails if the schema is not supported, or the model does not say what ends an output.
    pub fn grammar(
        &self,
        schema: &serde_json::Value,
        wishes: &GenerationConfig,
    ) -> Result<JsonGrammar, GrammarSetupError> {
        let end = wishes.clone().or(self.defaults.clone()).end_tokens()?;
        let vocabulary = self.model.architecture().vocabulary;
        let tokens = TokenBytes::of(self.tokenizer.inner(), vocabulary, &end)?;
        Ok(JsonGrammar::new(schema, Arc::new(tokens), Bounds::Default)?)
    }

    /// The tokens of a text.
    ///
    /// # Errors
    ///
    /// Fails if the tokenizer cannot read it.
    pub fn count(&self, text: &str) -> Result<usize, TextError> {
        Ok(self.tokenizer.encode(text)?.len())
    }

    /// The most tokens of a prompt and its output together.
    pub fn context(&self) -> usize {
        self.model.architecture().context
    }

    /// Writes a text for every prompt, in their order.
    ///
    /// # Errors
    ///
    /// Fails as a whole only if what holds for all prompts cannot be met; else every prompt has its own result.
    pub fn generate(
        &self,
        prompts: &[Prompt],
        first: usize,
        wishes: &GenerationConfig,
        limits: &Limits<'_>,
    ) -> Result<Vec<Result<TextOutput, TextError>>, PromptError> {
        let encoded: Vec<Result<Encoded, TextError>> = prompts.iter().map(|prompt| self.encode(prompt)).collect();
        let ids: Vec<Vec<u32>> = encoded.iter().flatten().map(|encoded| encoded.ids.clone()).collect();
        let numbers = encoded.iter().enumerate().filter(|(_, encoded)| encoded.is_ok());
        let streams: Vec<usize> = numbers.map(|(number, _)| first + number).collect();
        let config = self.config(wishes, limits)?;
        let times = Times::default();
        let run = CausalRun::new(&self.model, &config, self.budget, &times)?;
        let mut outputs = run.generate(&ids, &streams, &|| self.watch(limits)).into_iter();
        let results = encoded.into_iter().map(|encoded| {
            let encoded = encoded?;
            let output = outputs.next().unwrap_or(Err(GenerateError::Empty))?;
            self.finished(output, encoded.thoughts, limits)
        });
        Ok(results.collect())
    }

    /// What holds for all prompts of a call.
    fn config(&self, wishes: &GenerationConfig, limits: &Limits<'_>) -> Result<GenerationConfig, PromptError> {
        let mut config = wishes.clone().or(self.defaults.clone());
        let Some(grammar) = limits.grammar else {
            return Ok(config);
        };
        let contradicts = |name| ConfigError::Value {
            name,
            rule: "cannot be combined with a schema",
        };
        if wishes.min_length.is_some() || wishes.min_new_tokens.is_some() {
            return Err(contradicts("min_length").into());
        }
        if wishes.no_repeat_ngram_size.is_some_and(|size| size > 0) {
            return Err(contradicts("no_repeat_ngram_size").into());
        }
        if !limits.stops.is_empty() {
            return Err(contradicts("stop").into());
        }
        config.min_length = None;
        config.min_new_tokens = None;
        config.no_repeat_ngram_size = None;
        let longest = grammar.longest_answer();
        match wishes.max_new_tokens {
            Some(limit) if limit < longest => return Err(PromptError::Schema { longest, limit }),
            Some(_) => {}
            // Counted in bytes, an answer may be longer than the model has room for; what has no end by then has failed.
            None => {
                config.max_new_tokens = Some(longest);
                config.fills_context = true;
            }
        }
        Ok(config)
    }

    fn encode(&self, prompt: &Prompt) -> Result<Encoded, TextError> {
        match (prompt, &self.template) {
            (Prompt::Raw(text), _) => Ok(Encoded {
                ids: self.tokenizer.encode(text)?,
                thoughts: Thoughts::OfTheAnswer,
            }),
            (Prompt::Conversation(_), None) => Err(TextError::NoTemplate),
            (Prompt::Conversation(messages), Some(template)) => {
                let parts = template.render_parts(messages, Thinking::Off, self.tokenizer.control())?;
                let is_begun = parts.last().is_some_and(|part| part.trim_end().ends_with("<think>"));
                Ok(Encoded {
                    ids: self.tokenizer.encode_parts(&parts)?,
                    thoughts: match is_begun {
                        true => Thoughts::Begun,
                        false => Thoughts::Perhaps,
                    },
                })
            }
        }
    }

    fn watch<'a>(&'a self, limits: &Limits<'a>) -> Option<Box<dyn Watch + 'a>> {
        if limits.grammar.is_none() && limits.stops.is_empty() {
            return None;
        }
        Some(Box::new(Held {
            tokenizer: &self.tokenizer,
            constraint: limits.grammar.map(JsonGrammar::start),
            stops: limits.stops,
            written: Vec::new(),
        }))
    }

    fn finished(
        &self,
        output: super::Output,
        thoughts: Thoughts,
        limits: &Limits<'_>,
    ) -> Result<TextOutput, TextError> {
        let text = self.tokenizer.decode(&output.ids)?;
        let answer = match (thoughts, limits.grammar) {
            // What is held to a schema has no thoughts, and may speak of their marks.
            (Thoughts::OfTheAnswer, _) | (_, Some(_)) => text.as_str(),
            (Thoughts::Perhaps, None) => without_thinking(&text),
            (Thoughts::Begun, None) => text
                .split_once("</think>")
                .map_or("", |(_, answer)| answer.trim_start()),
        };
        let text = until(answer, limits.stops);
        if limits.grammar.is_some()
            && output.finish == Finish::Stop
            && serde_json::from_str::<serde_json::Value>(text).is_err()
        {
            return Err(TextError::NoJson);
        }
        Ok(TextOutput {
            text: text.to_owned(),
            ids: output.ids,
            finish: output.finish,
        })
    }
}

/// A schema cannot be used with a model.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GrammarSetupError {
    /// The schema or the vocabulary.
    #[error(transparent)]
    Grammar(#[from] GrammarError),
    /// The model.
    #[error(transparent)]
    Options(#[from] ConfigError),
}

fn template_of(files: &ModelFiles, tokenizer: &PromptTokenizer) -> Result<Option<ChatTemplate>, ReadyError> {
    let read = |name: &str| {
        files
            .find(name)
            .map(|path| (path.to_owned(), fs_err::read_to_string(path)))
    };
    let text = |name: &str| match read(name) {
        None => Ok(None),
        Some((_, Ok(text))) => Ok(Some(text)),
        Some((path, Err(source))) => Err(crate::engine::files::FilesError::Read { path, source }),
    };
    if let Some(config) = text("tokenizer_config.json")? {
        let template = ChatTemplate::from_tokenizer_config(&config, text("chat_template.jinja")?.as_deref())?;
        if template.is_some() {
            return Ok(template);
        }
    }
    let end = tokenizer.end().first().and_then(|token| tokenizer.token(*token));
    let template = tokenizer
        .template()
        .map(|source| ChatTemplate::new(source, tokenizer.begin_text().as_deref(), end.as_deref()));
    Ok(template.transpose()?)
}

/// A text up to the first of some others.
pub fn until<'a>(text: &'a str, stops: &[String]) -> &'a str {
    let ends = stops
        .iter()
        .filter(|stop| !stop.is_empty())
        .filter_map(|stop| text.find(stop.as_str()));
    &text[..ends.min().unwrap_or(text.len())]
}

/// Holds an output to a grammar and to texts that end it.
struct Held<'a> {
    tokenizer: &'a PromptTokenizer,
    constraint: Option<Constraint>,
    stops: &'a [String],
    written: Vec<u32>,
}

impl Watch for Held<'_> {
    fn restrict(&mut self, scores: &mut Scores<'_>) -> Result<(), String> {
        match &mut self.constraint {
            Some(constraint) => constraint.restrict(scores.row_mut()).map_err(|error| error.to_string()),
            None => Ok(()),
        }
    }

    fn take(&mut self, token: u32) -> Result<bool, String> {
        if let Some(constraint) = &mut self.constraint {
            constraint.take(token).map_err(|error| error.to_string())?;
        }
        if self.stops.is_empty() {
            return Ok(false);
        }
        self.written.push(token);
        // A token has a byte or more, so that so many spell the longest stop, and what its last one begins with.
        let longest = self.stops.iter().map(String::len).max().unwrap_or(0) + 8;
        let tail = &self.written[self.written.len().saturating_sub(longest)..];
        let text = self.tokenizer.decode(tail).map_err(|error| error.to_string())?;
        Ok(self
            .stops
            .iter()
            .any(|stop| !stop.is_empty() && text.contains(stop.as_str())))
    }
}
