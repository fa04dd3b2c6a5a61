//! Lines of text by one model, as it is.

use std::io::{self, BufWriter, Write};

use serde::{Deserialize, Serialize};

use crate::article::Id;
use crate::cli::args::{GlobalArguments, LineKind, ModelArguments, TranslateArguments};
use crate::cli::commands::generate::closed;
use crate::cli::commands::model::{self, Sentences, Texts, WINDOW};
use crate::cli::fault::{CommandResult, Exit, Fault};
use crate::translate::translate_lines;

/// A line of input.
#[derive(Deserialize)]
struct Record {
    id: Option<Id>,
    text: String,
}

/// A line of output.
#[derive(Serialize)]
#[serde(untagged)]
enum Line<'a> {
    Good {
        id: &'a Id,
        language: Option<&'a str>,
        text: &'a str,
    },
    Bad {
        id: &'a Id,
        error: Error<'a>,
    },
}

#[derive(Serialize)]
struct Error<'a> {
    kind: &'static str,
    message: &'a str,
}

/// A text with its name, or why there is none.
struct Item {
    id: Id,
    text: Result<String, String>,
}

/// Translates every line by a model.
pub fn run(model: &ModelArguments, arguments: &TranslateArguments, global: &GlobalArguments) -> CommandResult {
    let kind = match arguments.input {
        Some(LineKind::Article) => {
            let what = anyhow::anyhow!("--input article needs a profile: a model alone translates lines");
            return Err(Fault::usage(what).with_hint("give --profile in place of --model"));
        }
        kind => kind.unwrap_or(LineKind::Lines),
    };
    let texts = Texts::load(model, &arguments.generation, global)?;
    let model = Sentences {
        languages: &texts.languages(arguments.from.as_deref(), arguments.to.as_deref()),
        wishes: &texts.wishes,
        texts: &texts,
        stops: &arguments.generation.stop,
        usage: None,
    };
    // What cannot be met is wrong usage, and not the fault of a line.
    let asked = texts.generator.generate::<&str>(&[], model.languages, model.wishes);
    asked.map_err(Fault::usage)?;
    let mut lines = model::lines(&arguments.file)?.enumerate().peekable();
    let mut output = BufWriter::new(io::stdout());
    let mut failed = false;
    while lines.peek().is_some() {
        let items = lines
            .by_ref()
            .take(WINDOW)
            .map(|(number, line)| item(kind, number, line));
        let items: Vec<Item> = items.collect();
        let lines: Vec<String> = items.iter().map(|item| item.text.clone().unwrap_or_default()).collect();
        for (item, translated) in items.iter().zip(translate_lines(&model, &lines)) {
            let translated = item.text.as_ref().map_err(Clone::clone).and(translated);
            failed |= translated.is_err();
            if let Err(error) = print(&mut output, (kind, arguments.to.as_deref()), &item.id, &translated) {
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

fn item(kind: LineKind, number: usize, line: io::Result<String>) -> Item {
    let id = Id::Number(number as i64);
    let line = match line {
        Ok(line) => line,
        Err(error) => {
            let text = Err(error.to_string());
            return Item { id, text };
        }
    };
    if kind == LineKind::Lines {
        return Item { id, text: Ok(line) };
    }
    match serde_json::from_str::<Record>(&line) {
        Ok(record) => Item {
            id: record.id.unwrap_or(id),
            text: Ok(record.text),
        },
        Err(error) => Item {
            id,
            text: Err(format!(
                "line {}: {error}; expected an object with `id` and `text`",
                number + 1
            )),
        },
    }
}

/// A line for a line: where a text failed, an empty one, and the reason on stderr.
fn print(
    output: &mut impl Write,
    (kind, language): (LineKind, Option<&str>),
    id: &Id,
    translated: &Result<String, String>,
) -> io::Result<()> {
    match (kind, translated) {
        (LineKind::Lines, Ok(text)) => output.write_all(text.replace(['\n', '\r'], " ").as_bytes())?,
        (LineKind::Lines, Err(message)) => tracing::error!("line {id}: {message}"),
        (_, Ok(text)) => serde_json::to_writer(&mut *output, &Line::Good { id, language, text })?,
        (_, Err(message)) => {
            let error = Error {
                kind: "translation",
                message,
            };
            serde_json::to_writer(&mut *output, &Line::Bad { id, error })?;
        }
    }
    output.write_all(b"\n")
}
