//! From the name of a model to its files: what is here, what may be fetched, what to do if neither.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::anyhow;
use indicatif::DecimalBytes;

use super::args::{GlobalArguments, HubArguments};
use super::downloads;
use super::fault::Fault;
use super::settings;
use crate::engine::files::ModelFiles;
use crate::hub::{
    Cache, Client, Connection, FetchError, Fetcher, Model, Patience, Plan, PlannedFile, Registry, Repository, Terms,
    Trouble,
};

/// Where models come from if the environment says nothing else.
const HUB: &str = "https://huggingface.co";
/// How long nothing may come before a request is given up, if the environment says nothing else.
const STALL: Duration = Duration::from_secs(20);

/// A model that can be loaded.
pub struct Found {
    /// Its files.
    pub files: ModelFiles,
    /// What models.toml says of it, if it is from there.
    pub entry: Option<Model>,
}

/// The model that an operand names: a folder, or an entry of models.toml, whose files are fetched if need be.
pub fn model(operand: &Path, hub: &HubArguments, global: &GlobalArguments) -> Result<Found, Fault> {
    let (registry, _) = settings::registry(global)?;
    let name = operand.to_str().filter(|name| registry.models.contains_key(*name));
    match name {
        Some(name) => {
            let plan = ready(&registry, &[name], hub, global)?;
            let (name, model) = registry.model(name).map_err(unknown)?;
            Ok(Found {
                files: model_files(&plan, name, model),
                entry: Some(model.clone()),
            })
        }
        None if operand.is_file() => Ok(Found {
            files: ModelFiles::new(operand.to_owned(), [operand.to_owned()]),
            entry: None,
        }),
        None if operand.is_dir() => Ok(Found {
            files: ModelFiles::in_folder(operand).map_err(Fault::could_not_run)?,
            entry: None,
        }),
        None => {
            let known: Vec<&str> = registry.models.keys().map(String::as_str).collect();
            let what = anyhow!("there is no folder and no model `{}`", operand.display());
            Err(Fault::usage(what).with_hint(format!("models.toml has: {}", known.join(", "))))
        }
    }
}

/// The files of a model that are here.
pub fn model_files(plan: &Plan<'_>, name: &str, model: &Model) -> ModelFiles {
    let paths = plan.files_of(model).filter_map(PlannedFile::path);
    ModelFiles::new(PathBuf::from(name), paths.map(Path::to_owned))
}

/// The files of some models, and which of them are here.
pub fn plan<'a>(registry: &'a Registry, names: &[&str]) -> Result<Plan<'a>, Fault> {
    Plan::new(registry, names.iter().copied(), &cache()).map_err(unknown)
}

/// A plan for models with all files here: they are fetched if need be, and if that is wanted.
pub fn ready<'a>(
    registry: &'a Registry,
    names: &[&str],
    hub: &HubArguments,
    global: &GlobalArguments,
) -> Result<Plan<'a>, Fault> {
    let cache = cache();
    let plan = Plan::new(registry, names.iter().copied(), &cache).map_err(unknown)?;
    if plan.is_complete() {
        return Ok(plan);
    }
    if hub.offline {
        return Err(missing_offline(&plan));
    }
    fetch(&plan, &cache, hub, global)?;
    let plan = Plan::new(registry, names.iter().copied(), &cache).map_err(unknown)?;
    if let Some(missing) = plan.missing().next() {
        return Err(Fault::could_not_run(anyhow!(
            "`{}` is still not as it should be after it was fetched",
            missing.file.path
        )));
    }
    Ok(plan)
}

/// Fetches what a plan lacks, once the licences are accepted.
pub fn fetch(plan: &Plan<'_>, cache: &Cache, hub: &HubArguments, global: &GlobalArguments) -> Result<(), Fault> {
    for (name, model) in &plan.models {
        check_license(name, model, &hub.accept_license)?;
    }
    let client = Client::new(connection()).map_err(Fault::could_not_run)?;
    let observer = downloads::observer(global);
    let fetcher = Fetcher::new(&client, cache, Patience::default(), observer.as_ref());
    fetcher.fetch(plan).map_err(fetch_fault)
}

/// The cache of the hub.
pub fn cache() -> Cache {
    Cache::new(hf_hub::resolve_cache_dir())
}

/// What the hub is reached by.
fn connection() -> Connection {
    let seconds = variable("HF_HUB_DOWNLOAD_TIMEOUT").and_then(|seconds| seconds.parse().ok());
    Connection {
        endpoint: endpoint(),
        token: token(),
        stall: seconds.map_or(STALL, |seconds: u64| Duration::from_secs(seconds.max(1))),
    }
}

/// The address of the hub.
pub fn endpoint() -> String {
    variable("HF_ENDPOINT").unwrap_or_else(|| HUB.to_owned())
}

/// What shows the hub who asks: as the tools of the hub look for it.
fn token() -> Option<String> {
    if variable("HF_HUB_DISABLE_IMPLICIT_TOKEN").is_some() {
        return None;
    }
    let kept = || {
        let path = variable("HF_TOKEN_PATH").map_or_else(|| hf_hub::hf_home().join("token"), PathBuf::from);
        fs_err::read_to_string(path).ok()
    };
    let token = variable("HF_TOKEN").or_else(kept)?;
    Some(token.trim().to_owned()).filter(|token| !token.is_empty())
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn unknown(error: crate::hub::RegistryError) -> Fault {
    Fault::usage(error).with_hint("`tuyin models list` shows the models that there are")
}

/// A licence in a line: its name, and what it takes.
pub fn license(model: &Model) -> String {
    let terms = match model.terms() {
        Terms::Free => "",
        Terms::Attribution => ", names its makers",
        Terms::NonCommercial => ", not for commercial use",
        Terms::Custom => ", own terms",
    };
    let gated = if model.gated { ", gated" } else { "" };
    format!("{}{terms}{gated}", model.license)
}

fn check_license(name: &str, model: &Model, accepted: &[String]) -> Result<(), Fault> {
    let is_accepted = |accepted: &String| accepted == name || *accepted == model.license;
    if !model.needs_acceptance() || accepted.iter().any(is_accepted) {
        return Ok(());
    }
    let pages: Vec<String> = model
        .sources
        .iter()
        .filter(|source| matches!(source.repository, Repository::Hub { .. }))
        .map(|source| format!("{}/{}", endpoint().trim_end_matches('/'), source.repository))
        .collect();
    let what = anyhow!("the model `{name}` is under {}", license(model));
    Err(Fault::usage(what).with_hint(format!(
        "read {}; if you may and will use it so, add --accept-license {name}",
        pages.join(" and ")
    )))
}

/// So many files, in words.
pub fn files(count: usize) -> String {
    match count {
        1 => "1 file".to_owned(),
        count => format!("{count} files"),
    }
}

/// Bytes, and how many files there are of which no size is known.
pub fn size((bytes, unknown): (u64, usize)) -> String {
    match unknown {
        0 => DecimalBytes(bytes).to_string(),
        1 if bytes == 0 => "a file of unknown size".to_owned(),
        1 => format!("{} and a file of unknown size", DecimalBytes(bytes)),
        unknown => format!("{} and {unknown} files of unknown size", DecimalBytes(bytes)),
    }
}

/// What is missing, and how to come by it elsewhere.
fn missing_offline(plan: &Plan<'_>) -> Fault {
    let missing: Vec<&PlannedFile<'_>> = plan.missing().collect();
    let lines: Vec<String> = missing.iter().map(|file| missing_line(file)).collect();
    let size = size(plan.missing_bytes());
    let models: Vec<&str> = plan.models.iter().map(|(name, _)| *name).collect();
    let what = anyhow!(
        "{} files are missing, {size}, and the network is not to be used:\n{}",
        missing.len(),
        lines.join("\n")
    );
    let mut ways = vec![format!("tuyin models pull {}", models.join(" "))];
    ways.extend(plan.models.iter().flat_map(|(_, model)| hf_download(model, &missing)));
    Fault::could_not_run(what).with_hint(format!(
        "where there is a network, either of\n    {}\n  and copy `{}` here, or set HF_HUB_CACHE to a copy of it",
        ways.join("\n    "),
        cache().folder().display()
    ))
}

fn missing_line(planned: &PlannedFile<'_>) -> String {
    let size = planned
        .file
        .bytes()
        .map_or_else(|| "size unknown".to_owned(), |bytes| DecimalBytes(bytes).to_string());
    let place = match planned.address(&endpoint()) {
        Some(address) => address,
        None => format!("{}/{}", planned.source.repository, planned.file.path),
    };
    format!("    {place} ({size})")
}

/// The command of the hub's own tool that fetches the missing files of a model.
fn hf_download(model: &Model, missing: &[&PlannedFile<'_>]) -> Vec<String> {
    let commands = model.sources.iter().filter_map(|source| {
        let paths: Vec<&str> = missing
            .iter()
            .filter(|planned| std::ptr::eq(planned.source, source))
            .map(|planned| planned.file.path.as_str())
            .collect();
        let is_hub = matches!(source.repository, Repository::Hub { .. });
        (is_hub && !paths.is_empty()).then(|| {
            format!(
                "hf download {} {} --revision {}",
                source.repository,
                paths.join(" "),
                source.revision()
            )
        })
    });
    commands.collect()
}

fn fetch_fault(error: FetchError) -> Fault {
    let hint = match &error {
        FetchError::File { repository, trouble, .. } => match trouble {
            Trouble::Gated => Some(format!(
                "log in and accept the form at {}/{repository}, then set HF_TOKEN to a token of {}/settings/tokens",
                endpoint().trim_end_matches('/'),
                endpoint().trim_end_matches('/')
            )),
            Trouble::NoRepository | Trouble::Refused { .. } => Some(
                "check the name in models.toml; if the repository is private, set HF_TOKEN to a token that may read it"
                    .to_owned(),
            ),
            Trouble::NoRevision | Trouble::NoFile | Trouble::Changed(_) => {
                Some("`tuyin models show` prints what models.toml says of the model; correct the entry".to_owned())
            }
            Trouble::Connection(_) | Trouble::Silent | Trouble::BrokeOff | Trouble::Busy { .. } => Some(
                "what has come is kept: run the same command again, or set HF_ENDPOINT or HTTPS_PROXY to a way that works"
                    .to_owned(),
            ),
            Trouble::DiskFull => Some("make room, or set HF_HUB_CACHE to a folder on another disk; what has come is kept".to_owned()),
            Trouble::Hash | Trouble::Size { .. } => Some(
                "it was fetched twice; the last try is kept as a file in .damaged beside it. A proxy or mirror may change files".to_owned(),
            ),
            _ => None,
        },
        FetchError::NoRoom { .. } => {
            Some("make room, or set HF_HUB_CACHE to a folder on another disk".to_owned())
        }
        FetchError::LocalUnsound { .. } => Some("correct the entry of models.toml, or replace the file".to_owned()),
        FetchError::Local { .. } => Some("correct the entry of models.toml, or put the file there".to_owned()),
    };
    let fault = Fault::could_not_run(error);
    match hint {
        Some(hint) => fault.with_hint(hint),
        None => fault,
    }
}
