//! `tuyin eval`.

use std::io::{BufReader, Write};
use std::path::Path;

use anyhow::Context;
use serde::Serialize;

use crate::cli::args::{
    EvalDigestArguments, EvalFactsArguments, EvalMtArguments, EvalStoriesArguments, EvalSummaryArguments,
};
use crate::cli::fault::{CommandResult, Exit, Fault};
use crate::evaluate::{
    EvaluateError, digest as runs, facts as spans, mt, stories as pairs, summary as summaries, table,
};

pub fn summary(arguments: &EvalSummaryArguments) -> CommandResult {
    let hypotheses = read(&arguments.hypothesis, summaries::Hypotheses::read)?;
    let references = read(&arguments.reference, summaries::References::read)?;
    let scores = summaries::score(&hypotheses, &references);
    print(arguments.json, &scores, table::summary)
}

pub fn digest(arguments: &EvalDigestArguments) -> CommandResult {
    let scores = read(&arguments.folder.join("digests.jsonl"), runs::score)?;
    print(arguments.json, &scores, table::digest)
}

pub fn mt(arguments: &EvalMtArguments) -> CommandResult {
    let [hypotheses, references] = [&arguments.hypothesis, &arguments.reference].map(fs_err::read_to_string);
    let (hypotheses, references) = (hypotheses.map_err(Fault::usage)?, references.map_err(Fault::usage)?);
    let [hypotheses, references] = [&hypotheses, &references].map(|text| text.lines().collect::<Vec<&str>>());
    if hypotheses.len() != references.len() {
        return Err(Fault::usage(anyhow::anyhow!(
            "`{}` has {} lines and `{}` has {}: the translation of a line stands on the same line",
            arguments.hypothesis.display(),
            hypotheses.len(),
            arguments.reference.display(),
            references.len()
        )));
    }
    print(arguments.json, &mt::score(&hypotheses, &references), table::mt)
}

pub fn facts(arguments: &EvalFactsArguments) -> CommandResult {
    if let Some([file, reference]) = arguments.make_input.as_deref() {
        let references = read(reference, spans::References::read)?;
        let input = spans::make_input(&references).map_err(Fault::usage)?;
        fs_err::write(file, input).map_err(Fault::could_not_run)?;
        return Ok(Exit::Good);
    }
    let [hypothesis, reference] = arguments.files.as_slice() else {
        return Err(Fault::usage(anyhow::anyhow!(
            "two files are needed: HYPOTHESIS and REFERENCE"
        )));
    };
    let hypotheses = read(hypothesis, spans::Hypotheses::read)?;
    let references = read(reference, spans::References::read)?;
    let scores = spans::score(&hypotheses, &references);
    print(arguments.json, &scores, table::facts)
}

pub fn stories(arguments: &EvalStoriesArguments) -> CommandResult {
    let hypotheses = read(&arguments.hypothesis, pairs::Hypotheses::read)?;
    let references = read(&arguments.reference, pairs::References::read)?;
    let scores = pairs::score(&hypotheses, &references);
    print(arguments.json, &scores, table::stories)
}

/// Reads a file of JSON Lines; a bad line is named with its file.
fn read<T>(path: &Path, parse: impl FnOnce(BufReader<fs_err::File>) -> Result<T, EvaluateError>) -> Result<T, Fault> {
    let file = fs_err::File::open(path).map_err(Fault::usage)?;
    let parsed = parse(BufReader::new(file));
    parsed
        .with_context(|| format!("`{}` cannot be scored", path.display()))
        .map_err(Fault::usage)
}

fn print<T: Serialize>(as_json: bool, scores: &T, table: impl FnOnce(&T) -> String) -> CommandResult {
    let text = match as_json {
        true => serde_json::to_string_pretty(scores).map_err(Fault::could_not_run)? + "\n",
        false => table(scores),
    };
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Fault::could_not_run(error)),
        _ => Ok(Exit::Good),
    }
}
