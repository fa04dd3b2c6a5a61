//! `tuyin digest`.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use anyhow::anyhow;

use super::{filter, plan};
use crate::article::Format;
use crate::cli::args::{DigestArguments, GlobalArguments, LogFormat};
use crate::cli::fault::{CommandResult, Exit, Fault};
use crate::cli::lent::{Lent, Wanted};
use crate::cli::progress::{Bar, Lines, counted};
use crate::cli::{settings, signals};
use crate::read::{DiscoverError, Found, Item, articles, discover};
use crate::run::{self, Models, Observer, Report, RunError, RunOptions, Settings, Stages, digest_batch};

pub fn run(arguments: DigestArguments, global: &GlobalArguments) -> CommandResult {
    let (registry, _) = settings::registry(global)?;
    let settings = settings::content(&arguments.content, &arguments.format, !arguments.no_group, &registry)?;
    let jobs = settings::jobs(arguments.jobs)?;
    let to_stdout = arguments.output == Path::new("-");
    let (stdin, operands): (Vec<PathBuf>, Vec<PathBuf>) = arguments
        .inputs
        .iter()
        .cloned()
        .partition(|input| input == Path::new("-"));
    let found = discover(&operands, (!to_stdout).then_some(&arguments.output)).map_err(discover_fault)?;
    if stdin.is_empty() && found.inputs.is_empty() {
        return Err(nothing_to_read(&operands, found.skipped));
    }
    let total = expected(&found, stdin.is_empty());
    let inputs = found.inputs.clone();
    let stream = (!stdin.is_empty()).then(|| filter::stdin(arguments.input));
    let items: Box<dyn Iterator<Item = Item> + Send> = Box::new(articles(inputs).chain(stream.into_iter().flatten()));
    if arguments.dry_run {
        return plan::print(items, &found, &settings, &registry, &arguments.output, jobs);
    }
    let wanted = Wanted {
        profile: &settings.profile,
        to: &settings.to,
        glossary: arguments.glossary.as_deref(),
        memory: arguments.model_memory,
    };
    let lent = Lent::of_profile(wanted, &registry, &arguments.engine, global)?;
    let settings = Settings {
        models: lent.identities,
        ..settings
    };
    if to_stdout {
        return print_entries(items, jobs, &settings, &lent.models);
    }
    let options = RunOptions {
        output: arguments.output,
        settings,
        jobs,
        fresh: arguments.fresh,
        skipped_files: found.skipped,
        accepted_licenses: arguments.engine.hub.accept_license,
        notices: lent.notices,
    };
    write_folder(items, total, &options, &lent.models, global)
}

fn discover_fault(error: DiscoverError) -> Fault {
    match error {
        DiscoverError::Walk { .. } => Fault::could_not_run(error),
        _ => Fault::usage(error),
    }
}

fn nothing_to_read(operands: &[PathBuf], skipped: usize) -> Fault {
    let names: Vec<String> = operands.iter().map(|path| format!("`{}`", path.display())).collect();
    let fault = Fault::usage(anyhow!("there is nothing to read in {}", names.join(", ")));
    let skipped = if skipped > 0 {
        format!("; {skipped} files of other kinds were passed over")
    } else {
        String::new()
    };
    fault.with_hint(format!(
        "articles are .txt, .md, .html, .xml (feeds) and .jsonl files{skipped}"
    ))
}

/// How many articles there will be, if every file is one.
fn expected(found: &Found, no_stdin: bool) -> Option<usize> {
    let counted = no_stdin
        && found
            .inputs
            .iter()
            .all(|input| !matches!(input.format, Format::Jsonl | Format::Feed));
    counted.then_some(found.inputs.len())
}

fn print_entries(
    items: Box<dyn Iterator<Item = Item> + Send>,
    jobs: usize,
    settings: &Settings,
    models: &Models,
) -> CommandResult {
    filter::print_all(items, jobs, |articles| {
        let digests = digest_batch(articles, settings, models, &mut Stages::default());
        digests
            .into_iter()
            .map(|digest| digest.map(|digest| digest.entry))
            .collect()
    })
}

fn write_folder(
    items: Box<dyn Iterator<Item = Item> + Send>,
    total: Option<usize>,
    options: &RunOptions,
    models: &Models,
    global: &GlobalArguments,
) -> CommandResult {
    let interrupt = signals::interrupt().map_err(Fault::could_not_run)?;
    let drawn = std::io::stderr().is_terminal() && !global.quiet && global.log_format == LogFormat::Text;
    let observer: Box<dyn Observer + Sync> = match drawn {
        true => Box::new(Bar::new()),
        false => Box::new(Lines::new()),
    };
    let report = run::digest(items, total, options, models, observer.as_ref(), &interrupt).map_err(run_fault)?;
    tell(&report, options);
    let signal = interrupt.signal().filter(|_| report.run.interrupted);
    match (signal, report.counts.failed, report.counts.articles) {
        (Some(signal), _, _) => Ok(Exit::Interrupted(signal)),
        (None, _, 0) => Err(Fault::usage(anyhow!(
            "there is nothing to read: the input holds no article"
        ))),
        (None, 0, _) => Ok(Exit::Good),
        (None, _, _) => Ok(Exit::SomeFailed),
    }
}

fn run_fault(error: RunError) -> Fault {
    let hint = error.hint();
    let fault = Fault::could_not_run(error);
    match hint {
        Some(hint) => fault.with_hint(hint),
        None => fault,
    }
}

/// A line on what was done and where it is.
fn tell(report: &Report, options: &RunOptions) {
    let folder = options.output.display();
    let counts = &report.counts;
    if report.run.interrupted {
        tracing::warn!(
            "interrupted after {}; run the same command again to go on",
            counted(counts.articles)
        );
        return;
    }
    let failed = if counts.failed > 0 {
        format!(", {} failed", counts.failed)
    } else {
        String::new()
    };
    let reused = if report.run.reused > 0 {
        format!(", {} of them from an earlier run", report.run.reused)
    } else {
        String::new()
    };
    let stories = match counts.digested - counts.stories {
        0 => String::new(),
        _ if counts.stories == 1 => " into 1 story".to_owned(),
        _ => format!(" into {} stories", counts.stories),
    };
    let found = match (report.findings.errors, report.findings.warnings) {
        (0, 0) => String::new(),
        (errors, warnings) => format!("; {} for review", findings(errors, warnings)),
    };
    tracing::info!(
        "{} digested{stories}{reused}{failed}, in {:.1} s{found}: {folder}",
        counted(counts.digested),
        report.run.seconds
    );
}

/// `1 error and 2 warnings`.
fn findings(errors: usize, warnings: usize) -> String {
    let counted = |count: usize, what: &str| match count {
        0 => None,
        1 => Some(format!("1 {what}")),
        count => Some(format!("{count} {what}s")),
    };
    let parts = [counted(errors, "error"), counted(warnings, "warning")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" and ")
}
