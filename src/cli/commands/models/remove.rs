//! `tuyin models rm`.

use std::io::{BufRead, IsTerminal};

use anyhow::anyhow;
use indicatif::DecimalBytes;

use super::entry::quantized;
use crate::cli::args::{GlobalArguments, ModelsRemoveArguments};
use crate::cli::fault::{CommandResult, Exit, Fault};
use crate::cli::{hub, settings};
use crate::hub::{Plan, plan_removal};

/// Removes models, after asking.
pub fn remove(arguments: &ModelsRemoveArguments, global: &GlobalArguments) -> CommandResult {
    let (registry, _) = settings::registry(global)?;
    let names = super::models(&registry, &arguments.names)?;
    let cache = hub::cache();
    let plan = Plan::new(&registry, names.iter().copied(), &cache).map_err(settings::registry_fault)?;
    let mut removal = plan_removal(&plan, &registry, &cache).map_err(Fault::could_not_run)?;
    // The weights of each model make copies of their own.
    for name in &names {
        let plan = Plan::new(&registry, [*name], &cache).map_err(settings::registry_fault)?;
        for copy in quantized(&plan) {
            removal.bytes += fs_err::metadata(&copy).map_err(Fault::could_not_run)?.len();
            removal.blobs.push(copy);
        }
    }
    for kept in &removal.kept {
        tracing::info!("stays, another model needs it: {kept}");
    }
    if removal.pointers.is_empty() && removal.blobs.is_empty() {
        tracing::info!("nothing of {} is here", names.join(", "));
        return Ok(Exit::Good);
    }
    let files = match removal.pointers.len() {
        1 => "1 file".to_owned(),
        files => format!("{files} files"),
    };
    let what = format!("{files} of {}, {}", names.join(", "), DecimalBytes(removal.bytes));
    if !arguments.yes && !is_wanted(&what)? {
        tracing::info!("nothing was removed");
        return Ok(Exit::Good);
    }
    removal.carry_out().map_err(Fault::could_not_run)?;
    tracing::info!("removed {what}");
    Ok(Exit::Good)
}

fn is_wanted(what: &str) -> Result<bool, Fault> {
    if !std::io::stdin().is_terminal() {
        let question = anyhow!("nobody can be asked whether to remove {what}");
        return Err(Fault::usage(question).with_hint("add --yes"));
    }
    tracing::info!("remove {what}? [y/N]");
    let mut answer = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut answer)
        .map_err(Fault::could_not_run)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}
