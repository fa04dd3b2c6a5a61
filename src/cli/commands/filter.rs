//! Filters: a stream of articles in, a stream of JSON Lines out.

use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use serde::Serialize;

use crate::article::Article;
use crate::cli::args::{InputKind, StreamArguments};
use crate::cli::fault::{CommandResult, Exit, Fault};
use crate::cli::{settings, signals};
use crate::digest::Failure;
use crate::read::{self, Item, Records};
use crate::run::{Tally, stream, window_size};

/// The articles of standard input.
pub fn stdin(kind: InputKind) -> Box<dyn Iterator<Item = Item> + Send> {
    items(BufReader::new(io::stdin()), kind)
}

fn items(stream: impl BufRead + Send + 'static, kind: InputKind) -> Box<dyn Iterator<Item = Item> + Send> {
    match kind {
        InputKind::Jsonl => Box::new(Records::stdin(stream)),
        InputKind::Lines => Box::new(read::lines(stream)),
        InputKind::Text => Box::new(std::iter::once_with(|| read::text(stream))),
    }
}

/// Sends the articles of a file or of standard input through `work` and prints every result.
pub fn run<T: Serialize + Send>(
    arguments: &StreamArguments,
    work: impl Fn(Vec<Article>) -> Vec<Result<T, Failure>> + Send + Sync,
) -> CommandResult {
    let items = open(&arguments.file, arguments.input)?;
    print_all(items, settings::jobs(arguments.jobs)?, work)
}

fn open(file: &Path, kind: InputKind) -> Result<Box<dyn Iterator<Item = Item> + Send>, Fault> {
    if file == Path::new("-") {
        return Ok(stdin(kind));
    }
    let stream = read::open_file(file).map_err(Fault::usage)?;
    Ok(items(stream, kind))
}

/// Sends articles through `work`, window by window, and prints a line for each.
pub fn print_all<T: Serialize + Send>(
    items: Box<dyn Iterator<Item = Item> + Send>,
    jobs: usize,
    work: impl Fn(Vec<Article>) -> Vec<Result<T, Failure>> + Send + Sync,
) -> CommandResult {
    let interrupt = signals::interrupt().map_err(Fault::could_not_run)?;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs)
        .build()
        .map_err(Fault::could_not_run)?;
    let mut output = BufWriter::new(io::stdout());
    let printed = pool.install(|| {
        let tally = stream(items, window_size(jobs), &interrupt, work, |result| {
            print(&mut output, &result)
        })?;
        output.flush()?;
        Ok(tally)
    });
    match (printed, interrupt.signal()) {
        // Whoever read along has seen enough: a closed pipe is no failure.
        (Err(error), _) if io::Error::kind(&error) == io::ErrorKind::BrokenPipe => Ok(Exit::Good),
        (Err(error), _) => Err(Fault::could_not_run(
            anyhow::Error::from(error).context("could not write to standard output"),
        )),
        (Ok(_), Some(signal)) => Ok(Exit::Interrupted(signal)),
        (Ok(Tally { failed: 0, .. }), None) => Ok(Exit::Good),
        (Ok(_), None) => Ok(Exit::SomeFailed),
    }
}

fn print<T: Serialize>(output: &mut impl Write, result: &Result<T, Failure>) -> io::Result<()> {
    match result {
        Ok(value) => serde_json::to_writer(&mut *output, value)?,
        Err(failure) => serde_json::to_writer(&mut *output, failure)?,
    }
    output.write_all(b"\n")
}
