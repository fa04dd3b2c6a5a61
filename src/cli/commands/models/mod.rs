//! `tuyin models`.

mod entry;
mod list;
mod pull;
mod remove;
mod show;
mod verify;

pub use list::list;
pub use pull::{path, pull};
pub use remove::remove;
pub use show::show;
pub use verify::verify;

use std::io::Write;

use entry::Entry;

use crate::cli::fault::{CommandResult, Exit, Fault};
use crate::cli::hub;
use crate::hub::Registry;

/// The models that names of profiles and models stand for, each once; all for no names.
fn models<'a>(registry: &'a Registry, names: &[String]) -> Result<Vec<&'a str>, Fault> {
    if names.is_empty() {
        return Ok(registry.models.keys().map(String::as_str).collect());
    }
    let mut models = Vec::new();
    for name in names {
        let found = match registry.profiles.get(name) {
            Some(profile) => profile.models(),
            None => vec![registry.model(name).map_err(|error| unknown(&error, registry))?.0],
        };
        for model in found {
            if !models.contains(&model) {
                models.push(model);
            }
        }
    }
    Ok(models)
}

fn unknown(error: &crate::hub::RegistryError, registry: &Registry) -> Fault {
    let profiles: Vec<&str> = registry.profiles.keys().map(String::as_str).collect();
    Fault::usage(anyhow::anyhow!("{error}")).with_hint(format!("profiles may be named too: {}", profiles.join(", ")))
}

/// What is told of some models; of all for no names.
fn entries<'a>(registry: &'a Registry, names: &[String]) -> Result<Vec<Entry<'a>>, Fault> {
    let cache = hub::cache();
    let models = models(registry, names)?.into_iter();
    models.map(|name| Entry::of(registry, name, &cache)).collect()
}

/// Prints JSON for other programs.
fn print_json(entries: &[Entry<'_>]) -> CommandResult {
    print(&(serde_json::to_string_pretty(entries).map_err(Fault::could_not_run)? + "\n"))
}

/// Prints to standard output. A closed pipe is no failure.
fn print(text: &str) -> CommandResult {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Fault::could_not_run(error)),
        _ => Ok(Exit::Good),
    }
}
