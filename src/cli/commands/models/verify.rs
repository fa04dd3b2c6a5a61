//! `tuyin models verify`.

use anyhow::anyhow;

use super::entry::Presence;
use crate::cli::args::{GlobalArguments, ModelsVerifyArguments};
use crate::cli::fault::{CommandResult, Fault};
use crate::cli::{hub, settings};
use crate::hub::{Plan, Registry, Verdict, verify as verify_file};

/// Reads files and compares them with their hashes.
pub fn verify(arguments: &ModelsVerifyArguments, global: &GlobalArguments) -> CommandResult {
    let (registry, _) = settings::registry(global)?;
    let mut names = super::models(&registry, &arguments.names)?;
    if arguments.names.is_empty() {
        names.retain(|name| is_here(&registry, name));
        if names.is_empty() {
            tracing::info!("no model is here");
        }
    }
    let plan = Plan::new(&registry, names.iter().copied(), &hub::cache()).map_err(settings::registry_fault)?;
    let mut text = String::new();
    let mut bad = Vec::new();
    for planned in &plan.files {
        let verdict = verify_file(planned, &hub::cache());
        let word = match verdict {
            Verdict::Sound => "sound",
            Verdict::Unknown => "present, no hash known",
            Verdict::Damaged => "DAMAGED",
            Verdict::Unreadable(_) => "COULD NOT BE READ",
            Verdict::Absent => "MISSING",
            Verdict::NotNeeded => "not in the repository, and not needed",
        };
        text.push_str(&format!(
            "{}/{}: {word}\n",
            planned.source.repository, planned.file.path
        ));
        if matches!(verdict, Verdict::Damaged | Verdict::Unreadable(_) | Verdict::Absent)
            && !bad.contains(&planned.model)
        {
            bad.push(planned.model);
        }
    }
    let printed = super::print(&text)?;
    match bad.is_empty() {
        true => Ok(printed),
        false => {
            let what = anyhow!("files of {} are damaged or missing", bad.join(", "));
            let again = format!("tuyin models rm --yes {0} && tuyin models pull {0}", bad.join(" "));
            Err(Fault::could_not_run(what).with_hint(format!("`{again}` fetches them anew")))
        }
    }
}

fn is_here(registry: &Registry, name: &str) -> bool {
    let plan = Plan::new(registry, [name], &hub::cache());
    plan.is_ok_and(|plan| Presence::of(&plan) != Presence::No)
}
