//! `tuyin generate`.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::model::{self, WINDOW, Writer};
use crate::article::Id;
use crate::cli::args::{GenerateArguments, GlobalArguments};
use crate::cli::fault::{CommandResult, Exit, Fault, with_causes};
use crate::engine::tokenizer::Languages;
use crate::generate::chat::Message;
use crate::generate::grammar::JsonGrammar;
use crate::generate::{CausalBudget, Finish, Limits, Prompt, TextError, TextOutput, until};

/// A line of input.
#[derive(Deserialize)]
struct Record {
    id: Option<Id>,
    prompt: Option<String>,
    messages: Option<Vec<Message>>,
}

/// A line of output.
#[derive(Serialize)]
#[serde(untagged)]
enum Line {
    Good {
        id: Id,
        text: String,
        token_ids: Vec<u32>,
        finish: Finish,
    },
    Bad {
        id: Id,
        error: Error,
    },
}

#[derive(Serialize)]
struct Error {
    kind: &'static str,
    message: String,
}

/// A model that is ready, with what outputs are held to.
struct Ready<'a> {
    writer: Writer,
    languages: Languages,
    grammar: Option<JsonGrammar>,
    arguments: &'a GenerateArguments,
}

/// Sends every prompt to the model.
pub fn run(arguments: &GenerateArguments, global: &GlobalArguments) -> CommandResult {
    let ready = Ready::load(arguments, global)?;
    let mut lines = model::lines(&arguments.file)?.enumerate().peekable();
    let mut output = BufWriter::new(io::stdout());
    let mut failed = false;
    let mut first = 0;
    while lines.peek().is_some() {
        let read: Vec<Result<(Id, Prompt), Line>> = lines
            .by_ref()
            .take(WINDOW)
            .filter(|(_, line)| !line.as_ref().is_ok_and(|line| line.trim().is_empty()))
            .map(|(number, line)| prompt(number, line, arguments.chat))
            .collect();
        let prompts: Vec<Prompt> = read.iter().flatten().map(|(_, prompt)| prompt.clone()).collect();
        let mut results = ready.generate(&prompts, first)?.into_iter();
        first += prompts.len();
        for item in read {
            let line = match item {
                Err(line) => line,
                Ok((id, _)) => match results.next() {
                    Some(Ok(output)) => {
                        // JSON that is cut off is none.
                        failed |= ready.grammar.is_some() && output.finish == Finish::Length;
                        good(id, output)
                    }
                    Some(Err(error)) => bad(id, "generation", with_causes(&error)),
                    None => continue,
                },
            };
            failed |= matches!(line, Line::Bad { .. });
            let written = serde_json::to_writer(&mut output, &line).map_err(io::Error::from);
            if let Err(error) = written.and_then(|()| output.write_all(b"\n")) {
                return closed(error);
            }
        }
    }
    match output.flush() {
        Err(error) => closed(error),
        Ok(()) if failed => Ok(Exit::SomeFailed),
        Ok(()) => Ok(Exit::Good),
    }
}

impl<'a> Ready<'a> {
    fn load(arguments: &'a GenerateArguments, global: &GlobalArguments) -> Result<Self, Fault> {
        let budget = CausalBudget {
            cache_bytes: arguments.cache_memory.saturating_mul(1 << 20),
            ..CausalBudget::default()
        };
        let writer = Writer::load(&arguments.model, &arguments.generation, budget, global)?;
        let (source, target) = (
            arguments.source_language.as_deref(),
            arguments.target_language.as_deref(),
        );
        let languages = match &writer {
            Writer::Texts(texts) => texts.languages(source, target),
            Writer::Prompts(_) => Languages::default(),
        };
        let grammar = arguments
            .json_schema
            .as_ref()
            .map(|path| grammar(&writer, path))
            .transpose()?;
        Ok(Ready {
            writer,
            languages,
            grammar,
            arguments,
        })
    }

    fn generate(&self, prompts: &[Prompt], first: usize) -> Result<Vec<Result<TextOutput, TextError>>, Fault> {
        let stops = &self.arguments.generation.stop;
        match &self.writer {
            Writer::Prompts(model) => {
                let limits = Limits {
                    grammar: self.grammar.as_ref(),
                    stops,
                };
                model
                    .generator
                    .generate(prompts, first, &model.wishes, &limits)
                    .map_err(Fault::usage)
            }
            Writer::Texts(model) => {
                let texts: Vec<&str> = prompts.iter().map(Prompt::text).collect();
                let outputs = model.generator.generate(&texts, &self.languages, &model.wishes);
                let mut outputs = outputs.map_err(Fault::usage)?;
                for output in outputs.iter_mut().flatten() {
                    output.text = until(&output.text, stops).to_owned();
                }
                Ok(outputs)
            }
        }
    }
}

fn grammar(writer: &Writer, path: &Path) -> Result<JsonGrammar, Fault> {
    let Writer::Prompts(model) = writer else {
        return Err(Fault::usage(anyhow::anyhow!(
            "--json-schema needs a model that follows instructions"
        )));
    };
    let text = fs_err::read_to_string(path).map_err(Fault::usage)?;
    let schema: serde_json::Value = serde_json::from_str(&text).map_err(|error| {
        Fault::usage(anyhow::Error::from(error).context(format!("`{}` is no JSON", path.display())))
    })?;
    model.generator.grammar(&schema, &model.wishes).map_err(|error| {
        Fault::usage(anyhow::Error::from(error).context(format!("the schema `{}` cannot be used", path.display())))
    })
}

/// Whoever read along has seen enough: a closed pipe is no failure.
pub(super) fn closed(error: io::Error) -> CommandResult {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Ok(Exit::Good),
        _ => Err(Fault::could_not_run(
            anyhow::Error::from(error).context("could not write to standard output"),
        )),
    }
}

fn prompt(number: usize, line: io::Result<String>, chat: bool) -> Result<(Id, Prompt), Line> {
    let unnamed = Id::Number(number as i64);
    let line = line.map_err(|error| bad(unnamed.clone(), "unreadable", error.to_string()))?;
    let wrong = |id: Id, reason: &str| {
        let expected = "expected an object with `id`, and `prompt` or `messages`";
        bad(id, "bad_json", format!("line {}: {reason}; {expected}", number + 1))
    };
    let record: Record = serde_json::from_str(&line).map_err(|error| wrong(unnamed.clone(), &error.to_string()))?;
    let id = record.id.unwrap_or(unnamed);
    match (record.prompt, record.messages) {
        (Some(prompt), None) if chat => Ok((id, Prompt::of_user(prompt))),
        (Some(prompt), None) => Ok((id, Prompt::Raw(prompt))),
        (None, Some(messages)) => Ok((id, Prompt::Conversation(messages))),
        (None, None) => Err(wrong(id, "there is neither")),
        (Some(_), Some(_)) => Err(wrong(id, "there are both")),
    }
}

fn good(id: Id, output: TextOutput) -> Line {
    Line::Good {
        id,
        text: output.text,
        token_ids: output.ids,
        finish: output.finish,
    }
}

fn bad(id: Id, kind: &'static str, message: String) -> Line {
    Line::Bad {
        id,
        error: Error { kind, message },
    }
}
