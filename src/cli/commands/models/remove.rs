//! `tuyin models rm`.

use std::io::{BufRead, IsTerminal, Write};

use anyhow::anyhow;
use indicatif::DecimalBytes;

use super::entry::{quantized, weights};
use crate::cli::args::{GlobalArguments, ModelsRemoveArguments};
use crate::cli::fault::{CommandResult, Exit, Fault};
use crate::cli::{hub, settings};
use crate::hub::{Plan, Removal, plan_removal};

/// Removes models, after asking.
pub fn remove(arguments: &ModelsRemoveArguments, global: &GlobalArguments) -> CommandResult {
    let (registry, _) = settings::registry(global)?;
    let names = super::models(&registry, &arguments.names)?;
    if names.is_empty() {
        tracing::info!("{} needs no models", arguments.names.join(", "));
        return Ok(Exit::Good);
    }
    let plan = hub::plan(&registry, &names)?;
    let mut removal = plan_removal(&plan, &registry, &hub::cache()).map_err(Fault::could_not_run)?;
    add_copies(&mut removal, &plan);
    for kept in &removal.kept {
        tracing::info!("stays, another model needs it: {kept}");
    }
    for folder in &removal.unfinished {
        tracing::info!(
            "parts of downloads stay in `{}`: other files of the repository are here",
            folder.display()
        );
    }
    if removal.is_empty() {
        if removal.unfinished.is_empty() {
            tracing::info!("nothing of {} is here", names.join(", "));
        }
        return Ok(Exit::Good);
    }
    let what = format!(
        "{} of {}, {}",
        told(&removal),
        names.join(", "),
        DecimalBytes(removal.bytes())
    );
    if !arguments.yes && !is_wanted(&what, global.quiet)? {
        tracing::info!("nothing was removed");
        return Ok(Exit::Good);
    }
    removal.carry_out().map_err(Fault::could_not_run)?;
    tracing::info!("removed {what}");
    Ok(Exit::Good)
}

/// The quantized copies go with the weights that they were made of.
fn add_copies(removal: &mut Removal, plan: &Plan<'_>) {
    for (name, model) in &plan.models {
        let weights = weights(plan, name, model);
        if weights.iter().any(|file| removal.takes(file)) {
            quantized(&weights).into_iter().for_each(|copy| removal.add_copy(copy));
        }
    }
}

fn told(removal: &Removal) -> String {
    let parts = match removal.parts() {
        0 => None,
        1 => Some("1 part of a download".to_owned()),
        parts => Some(format!("{parts} parts of downloads")),
    };
    let files = (removal.files() > 0 || parts.is_none()).then(|| hub::files(removal.files()));
    files.into_iter().chain(parts).collect::<Vec<_>>().join(" and ")
}

/// Asks on the terminal itself: a question is no message of the log.
fn is_wanted(what: &str, is_quiet: bool) -> Result<bool, Fault> {
    let mut terminal = std::io::stderr();
    if is_quiet || !std::io::stdin().is_terminal() || !terminal.is_terminal() {
        let question = anyhow!("nobody can be asked whether to remove {what}");
        return Err(Fault::usage(question).with_hint("add --yes"));
    }
    write!(terminal, "remove {what}? [y/N] ").map_err(Fault::could_not_run)?;
    let mut answer = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut answer)
        .map_err(Fault::could_not_run)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}
