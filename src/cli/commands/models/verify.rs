//! `tuyin models verify`.

use anyhow::anyhow;

use super::entry::Presence;
use crate::cli::args::{GlobalArguments, ModelsVerifyArguments};
use crate::cli::fault::{CommandResult, Exit, Fault};
use crate::cli::{hub, settings};
use crate::hub::{PlannedFile, Registry, Repository, Verdict, verify as verify_file};

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
    let (plan, cache) = (hub::plan(&registry, &names)?, hub::cache());
    let mut bad = Vec::new();
    for planned in &plan.files {
        let verdict = verify_file(planned, &cache);
        let place = format!("{}/{}", planned.source.repository, planned.file.path);
        super::print(&format!("{place}: {}\n", word(planned, &verdict)))?;
        if is_bad(planned, &verdict) {
            bad.push(planned);
        }
    }
    match bad.is_empty() {
        true => Ok(Exit::Good),
        false => Err(fault(&bad)),
    }
}

fn word(planned: &PlannedFile<'_>, verdict: &Verdict) -> String {
    match verdict {
        Verdict::Sound => "sound".to_owned(),
        Verdict::Unknown => "present, no hash known".to_owned(),
        Verdict::Damaged => "DAMAGED".to_owned(),
        Verdict::Unreadable(why) => format!("COULD NOT BE READ: {why}"),
        Verdict::Absent if planned.file.optional => "not here, and not needed".to_owned(),
        Verdict::Absent => "MISSING".to_owned(),
        Verdict::NotNeeded => "not in the repository, and not needed".to_owned(),
    }
}

fn is_bad(planned: &PlannedFile<'_>, verdict: &Verdict) -> bool {
    match verdict {
        Verdict::Damaged | Verdict::Unreadable(_) => true,
        Verdict::Absent => !planned.file.optional,
        Verdict::Sound | Verdict::Unknown | Verdict::NotNeeded => false,
    }
}

fn fault(bad: &[&PlannedFile<'_>]) -> Fault {
    let is_local = |planned: &&PlannedFile<'_>| matches!(planned.source.repository, Repository::Folder(_));
    let (local, remote): (Vec<&PlannedFile<'_>>, Vec<&PlannedFile<'_>>) = bad.iter().copied().partition(is_local);
    let fetch = format!(
        "`tuyin models pull --verify {}` fetches them anew",
        models(&remote).join(" ")
    );
    let hint = match (remote.is_empty(), local.is_empty()) {
        (true, _) => "replace the files: those of local folders are not fetched".to_owned(),
        (false, true) => fetch,
        (false, false) => format!("{fetch}; replace those of local folders"),
    };
    let what = anyhow!("files of {} are damaged or missing", models(bad).join(", "));
    Fault::could_not_run(what).with_hint(hint)
}

/// The models of some files of a plan, each once.
fn models<'a>(files: &[&PlannedFile<'a>]) -> Vec<&'a str> {
    let mut models: Vec<&str> = files.iter().map(|planned| planned.model).collect();
    models.dedup();
    models
}

fn is_here(registry: &Registry, name: &str) -> bool {
    hub::plan(registry, &[name]).is_ok_and(|plan| Presence::of(&plan) != Presence::No)
}
