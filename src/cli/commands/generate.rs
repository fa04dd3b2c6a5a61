//! `tuyin generate`.

use std::io::{self, BufWriter, Write};

use serde::{Deserialize, Serialize};

use super::model::{self, Texts, WINDOW};
use crate::article::Id;
use crate::cli::args::{GenerateArguments, GlobalArguments};
use crate::cli::fault::{CommandResult, Exit, Fault};
use crate::generate::{Finish, TextOutput};

/// A line of input.
#[derive(Deserialize)]
struct Prompt {
    id: Option<Id>,
    prompt: String,
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

/// Sends every prompt to the model.
pub fn run(arguments: &GenerateArguments, global: &GlobalArguments) -> CommandResult {
    let model = Texts::load(&arguments.model, &arguments.generation, global)?;
    let languages = model.languages(
        arguments.source_language.as_deref(),
        arguments.target_language.as_deref(),
    );
    let mut lines = model::lines(&arguments.file)?.enumerate().peekable();
    let mut output = BufWriter::new(io::stdout());
    let mut failed = false;
    while lines.peek().is_some() {
        let read: Vec<Result<(Id, String), Line>> = lines
            .by_ref()
            .take(WINDOW)
            .filter(|(_, line)| !line.as_ref().is_ok_and(|line| line.trim().is_empty()))
            .map(|(number, line)| prompt(number, line))
            .collect();
        let prompts: Vec<&str> = read.iter().flatten().map(|(_, prompt)| prompt.as_str()).collect();
        let results = model
            .generator
            .generate(&prompts, &languages, &model.wishes)
            .map_err(Fault::usage)?;
        let mut results = results.into_iter();
        for item in read {
            let line = match item {
                Err(line) => line,
                Ok((id, _)) => match results.next() {
                    Some(Ok(result)) => good(id, result, &arguments.generation.stop),
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

/// Whoever read along has seen enough: a closed pipe is no failure.
pub(super) fn closed(error: io::Error) -> CommandResult {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Ok(Exit::Good),
        _ => Err(Fault::could_not_run(
            anyhow::Error::from(error).context("could not write to standard output"),
        )),
    }
}

/// An error in one line, with what led to it.
pub(super) fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

fn prompt(number: usize, line: io::Result<String>) -> Result<(Id, String), Line> {
    let unnamed = Id::Number(number as i64);
    let line = line.map_err(|error| bad(unnamed.clone(), "unreadable", error.to_string()))?;
    let prompt: Prompt = serde_json::from_str(&line).map_err(|error| {
        let message = format!(
            "line {}: {error}; expected an object with `id` and `prompt`",
            number + 1
        );
        bad(unnamed.clone(), "bad_json", message)
    })?;
    Ok((prompt.id.unwrap_or(unnamed), prompt.prompt))
}

fn good(id: Id, output: TextOutput, stops: &[String]) -> Line {
    let text = model::until(&output.text, stops);
    let finish = if text.len() < output.text.len() {
        Finish::Stop
    } else {
        output.finish
    };
    Line::Good {
        id,
        text: text.to_owned(),
        token_ids: output.ids,
        finish,
    }
}

fn bad(id: Id, kind: &'static str, message: String) -> Line {
    Line::Bad {
        id,
        error: Error { kind, message },
    }
}
