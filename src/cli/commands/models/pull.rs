//! `tuyin models pull` and `tuyin models path`.

use std::path::{Path, PathBuf};

use anyhow::anyhow;

use crate::cli::args::{GlobalArguments, ModelsPathArguments, ModelsPullArguments};
use crate::cli::fault::{CommandResult, Exit, Fault};
use crate::cli::{hub, settings};
use crate::hub::PlannedFile;

/// Fetches models that are not here.
pub fn pull(arguments: &ModelsPullArguments, global: &GlobalArguments) -> CommandResult {
    let (registry, _) = settings::registry(global)?;
    let names = super::models(&registry, &arguments.names)?;
    if names.is_empty() {
        tracing::info!("{} needs no models", arguments.names.join(", "));
        return Ok(Exit::Good);
    }
    let mut plan = hub::plan(&registry, &names)?;
    if arguments.verify {
        plan.verify(&hub::cache());
    }
    let lacking: Vec<&str> = plan.lacking().map(|(name, _, _)| name).collect();
    for (name, model) in plan.models.iter().filter(|(name, _)| !lacking.contains(name)) {
        tracing::info!("{name}: {}; here", hub::license(model));
    }
    let plan = hub::complete(plan, &registry, &arguments.hub, global)?;
    tracing::info!("{} here: {}", hub::size(plan.bytes()), hub::cache().folder().display());
    Ok(Exit::Good)
}

/// Prints where the files of a model are.
pub fn path(arguments: &ModelsPathArguments, global: &GlobalArguments) -> CommandResult {
    let (registry, _) = settings::registry(global)?;
    let plan = hub::plan(&registry, &[&arguments.name])?;
    if let Some(missing) = plan.required().next() {
        let what = anyhow!("`{}` of {} is not here", missing.file.path, missing.source.repository);
        return Err(Fault::could_not_run(what).with_hint(format!("`tuyin models pull {}` fetches it", arguments.name)));
    }
    let mut folders: Vec<PathBuf> = Vec::new();
    for folder in plan.files.iter().filter_map(folder) {
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    let lines: Vec<String> = folders.iter().map(|folder| format!("{}\n", folder.display())).collect();
    super::print(&lines.concat())
}

/// The folder of a file's repository.
fn folder(planned: &PlannedFile<'_>) -> Option<PathBuf> {
    let depth = planned.file.path.as_str().split('/').count();
    planned.path()?.ancestors().nth(depth).map(Path::to_owned)
}
