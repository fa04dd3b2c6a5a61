//! `tuyin digest --dry-run`: what would be done.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use crate::cli::fault::{CommandResult, Exit, Fault};
use crate::cli::{hub, lent};
use crate::hub::Registry;
use crate::read::{Found, Item};
use crate::run::{Interrupt, Settings, read_batch, stream, window_size};

/// What was found out about the articles.
#[derive(Default)]
struct Plan {
    languages: BTreeMap<&'static str, usize>,
    sentences: usize,
    words: usize,
    problems: Vec<String>,
}

/// A line for each model of the profile, with what would be fetched.
fn models(registry: &Registry, settings: &Settings) -> Result<Vec<String>, Fault> {
    let files = hub::plan(registry, &lent::names(&settings.profile, &settings.to, registry)?)?;
    let mut lines = Vec::new();
    for (name, model) in &files.models {
        let lacking = files.lacking().find(|(other, _, _)| other == name);
        let state = match lacking {
            None => "here".to_owned(),
            Some((_, _, bytes)) => format!("{} to fetch", hub::size(bytes)),
        };
        lines.push(format!("model       {name}: {}; {state}", hub::license(model)));
    }
    if lines.is_empty() {
        lines.push("models      none: built-in methods".to_owned());
    }
    Ok(lines)
}

/// Reads and understands everything, writes nothing, and prints the plan.
pub fn print(
    items: Box<dyn Iterator<Item = Item> + Send>,
    found: &Found,
    settings: &Settings,
    registry: &Registry,
    output: &Path,
    jobs: usize,
) -> CommandResult {
    let mut plan = Plan::default();
    let count = |articles| {
        read_batch(articles, |_, reading| {
            let words: usize = reading
                .sentences
                .iter()
                .map(|sentence| reading.text(sentence).split(' ').count())
                .sum();
            (reading.language.tag(), reading.sentences.len(), words)
        })
    };
    let tally = stream(items, window_size(jobs), &Interrupt::default(), count, |result| {
        match result {
            Ok((language, sentences, words)) => {
                *plan.languages.entry(language).or_default() += 1;
                plan.sentences += sentences;
                plan.words += words;
            }
            Err(failure) => plan.problems.push(format!("{}: {}", failure.id, failure.error.message)),
        }
        Ok(())
    });
    let tally = tally.map_err(Fault::could_not_run)?;
    let languages: Vec<String> = plan
        .languages
        .iter()
        .map(|(tag, count)| format!("{tag} {count}"))
        .collect();
    let tags: Vec<&str> = settings.to.iter().map(|locale| locale.tag()).collect();
    let input = [
        format!(
            "files       {} ({} of other kinds passed over)",
            found.inputs.len(),
            found.skipped
        ),
        format!("articles    {} ({} cannot be digested)", tally.articles, tally.failed),
        format!("languages   {}", languages.join(", ")),
        format!("sentences   {} ({} words)", plan.sentences, plan.words),
        format!("profile     {}", settings.profile),
    ];
    let work = [
        format!("summaries   up to {} sentences", settings.sentences),
        format!("digests in  {}", tags.join(", ")),
        format!("output      {}", output.display()),
        format!("threads     {jobs}"),
    ];
    let models = models(registry, settings)?;
    let problems = plan
        .problems
        .iter()
        .map(|problem| format!("problem     {}", crate::cli::fault::printable(problem)));
    let text: String = input
        .into_iter()
        .chain(models)
        .chain(work)
        .chain(problems)
        .map(|line| line + "\n")
        .collect();
    let written = std::io::stdout().write_all(text.as_bytes());
    match written {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Fault::could_not_run(error)),
        _ if tally.failed > 0 => Ok(Exit::SomeFailed),
        _ => Ok(Exit::Good),
    }
}
