//! `tuyin models pull` and `tuyin models path`.

use std::path::{Path, PathBuf};

use anyhow::anyhow;

use crate::cli::args::{GlobalArguments, ModelsPathArguments, ModelsPullArguments};
use crate::cli::fault::{CommandResult, Exit, Fault};
use crate::cli::{hub, settings};
use crate::hub::{Plan, State};

/// Fetches models that are not here.
pub fn pull(arguments: &ModelsPullArguments, global: &GlobalArguments) -> CommandResult {
    let (registry, _) = settings::registry(global)?;
    let names = super::models(&registry, &arguments.names)?;
    if names.is_empty() {
        tracing::info!("{} needs no models", arguments.names.join(", "));
        return Ok(Exit::Good);
    }
    let before = Plan::new(&registry, names.iter().copied(), &hub::cache()).map_err(settings::registry_fault)?;
    for (name, model) in &before.models {
        let files = Plan::new(&registry, [*name], &hub::cache()).map_err(settings::registry_fault)?;
        let state = match files.is_complete() {
            true => "here".to_owned(),
            false => hub::size(files.missing_bytes()),
        };
        tracing::info!("{name}: {}; {state}", hub::license(model));
    }
    let plan = hub::ready(&registry, &names, &arguments.hub, global)?;
    tracing::info!("{} here: {}", hub::size(plan.bytes()), hub::cache().folder().display());
    Ok(Exit::Good)
}

/// Prints where the files of a model are.
pub fn path(arguments: &ModelsPathArguments, global: &GlobalArguments) -> CommandResult {
    let (registry, _) = settings::registry(global)?;
    let plan = Plan::new(&registry, [arguments.name.as_str()], &hub::cache()).map_err(settings::registry_fault)?;
    if let Some(missing) = plan.missing().next() {
        let what = anyhow!("`{}` of {} is not here", missing.file.path, missing.source.repository);
        return Err(Fault::could_not_run(what).with_hint(format!("`tuyin models pull {}` fetches it", arguments.name)));
    }
    let mut folders: Vec<PathBuf> = plan.files.iter().filter_map(folder).collect();
    folders.dedup();
    let lines: Vec<String> = folders.iter().map(|folder| format!("{}\n", folder.display())).collect();
    super::print(&lines.concat())
}

/// The folder of a file's repository.
fn folder(planned: &crate::hub::PlannedFile<'_>) -> Option<PathBuf> {
    let State::Present { path, .. } = &planned.state else {
        return None;
    };
    let depth = planned.file.path.as_str().split('/').count();
    path.ancestors().nth(depth).map(Path::to_owned)
}
