//! From what was typed to what holds: flag, then environment, then models.toml, then default.

use std::path::{Path, PathBuf};

use super::args::{ContentArguments, GlobalArguments, LengthArguments};
use super::fault::Fault;
use crate::article::Locale;
use crate::hub::{Defaults, Registry, RegistryError, RegistrySource};
use crate::run::Settings;
use crate::translate::glossary::Glossary;
use crate::write::OutputFormat;

/// The profile when nothing names one.
const DEFAULT_PROFILE: &str = "lite";
/// The forms of digests when nothing names any.
const DEFAULT_FORMATS: [OutputFormat; 3] = [OutputFormat::Md, OutputFormat::Html, OutputFormat::Json];

/// The registry in force, with the place that it was found in.
pub fn registry(global: &GlobalArguments) -> Result<(Registry, RegistrySource), Fault> {
    match &global.registry {
        Some(path) => Registry::read(path).map(|registry| (registry, RegistrySource::File(path.clone()))),
        None => Registry::find(&registry_places()),
    }
    .map_err(registry_fault)
}

/// Where a models.toml of the user's may be.
pub fn registry_places() -> Vec<PathBuf> {
    let configuration = std::env::var_os("XDG_CONFIG_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".config")));
    let user = configuration.map(|folder| folder.join("tuyin").join("models.toml"));
    [Some(PathBuf::from("models.toml")), user]
        .into_iter()
        .flatten()
        .collect()
}

/// An error of the registry, with what to do.
pub fn registry_fault(error: RegistryError) -> Fault {
    let fault = Fault::usage(error);
    fault.with_hint("`tuyin doctor` shows which models.toml is used")
}

/// The settings of a digest. The flags already hold the environment.
pub fn content(
    arguments: &ContentArguments,
    format: &[OutputFormat],
    group: bool,
    registry: &Registry,
) -> Result<Settings, Fault> {
    let defaults = &registry.defaults;
    let profile = arguments
        .profile
        .clone()
        .or_else(|| defaults.profile().map(str::to_owned))
        .unwrap_or_else(|| DEFAULT_PROFILE.to_owned());
    registry.profile(&profile).map_err(registry_fault)?;
    Ok(Settings {
        profile,
        to: unique(&arguments.to, defaults.to.as_deref(), &Locale::ALL),
        sentences: sentences(&arguments.length, defaults),
        format: unique(format, defaults.format.as_deref(), &DEFAULT_FORMATS),
        group,
        models: Vec::new(),
    })
}

/// How many sentences a summary has.
pub fn sentences(arguments: &LengthArguments, defaults: &Defaults) -> usize {
    match arguments.sentences {
        Some(sentences) => usize::from(sentences),
        None => arguments.length.or(defaults.length).unwrap_or_default().sentences(),
    }
}

/// The first list that has something in it, each thing once.
fn unique<T: Copy + PartialEq>(typed: &[T], default: Option<&[T]>, all: &[T]) -> Vec<T> {
    let given = if typed.is_empty() {
        default.unwrap_or(all)
    } else {
        typed
    };
    let mut unique = Vec::new();
    for item in given {
        if !unique.contains(item) {
            unique.push(*item);
        }
    }
    unique
}

/// A glossary.
pub fn glossary(path: &Path) -> Result<Glossary, Fault> {
    let shown = path.display();
    let text = fs_err::read_to_string(path).map_err(Fault::usage)?;
    let glossary = Glossary::parse(&text).map_err(|error| {
        Fault::usage(anyhow::Error::from(error).context(format!("the glossary `{shown}` cannot be used")))
    })?;
    match glossary.is_empty() {
        true => Err(Fault::usage(anyhow::anyhow!("the glossary `{shown}` has no terms"))),
        false => Ok(glossary),
    }
}

/// How many threads work: as many as asked for, else one for each core.
pub fn jobs(asked: Option<usize>) -> Result<usize, Fault> {
    match asked {
        Some(0) => Err(Fault::usage(anyhow::anyhow!("--jobs must be at least 1"))),
        Some(jobs) => Ok(jobs),
        None => Ok(std::thread::available_parallelism().map_or(1, usize::from)),
    }
}

/// The folder for quantized copies of weights.
pub fn weights_cache() -> Option<PathBuf> {
    let caches = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache")));
    caches.map(|folder| folder.join("tuyin").join("weights"))
}
