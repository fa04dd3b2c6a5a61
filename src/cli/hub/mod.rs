//! From the name of a model to its files: what is here, what may be fetched, what to do if neither.

mod environment;
mod faults;
mod licence;

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use indicatif::DecimalBytes;

use super::args::{GlobalArguments, HubArguments};
use super::downloads;
use super::fault::Fault;
use super::settings;
use crate::engine::files::ModelFiles;
use crate::hub::{Cache, Client, Fetcher, Model, Patience, Plan, PlannedFile, Registry, check_local};

pub use environment::endpoint;
pub use licence::license;

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
    let entry = operand.to_str().and_then(|name| registry.models.get_key_value(name));
    match entry {
        Some((name, model)) => {
            let plan = complete(plan(&registry, &[name])?, &registry, hub, global)?;
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
    Plan::new(registry, names.iter().copied(), &cache()).map_err(|error| {
        let hint = "`tuyin models list` shows the models that there are";
        Fault::usage(error).with_hint(hint)
    })
}

/// The same plan with all files here that the models need: they are fetched if need be, and if that is wanted.
pub fn complete<'a>(
    plan: Plan<'a>,
    registry: &'a Registry,
    hub: &HubArguments,
    global: &GlobalArguments,
) -> Result<Plan<'a>, Fault> {
    if plan.is_complete() || hub.offline && plan.is_usable() {
        return Ok(plan);
    }
    check_local(&plan).map_err(|error| faults::fetch_fault(error, &plan, None))?;
    if hub.offline {
        return Err(faults::missing_offline(&plan));
    }
    fetch(&plan, hub, global)?;
    let names: Vec<&str> = plan.models.iter().map(|(name, _)| *name).collect();
    let plan = self::plan(registry, &names)?;
    if let Some(missing) = plan.missing().next() {
        return Err(Fault::could_not_run(anyhow!(
            "`{}` is still not as it should be after it was fetched",
            missing.file.path
        )));
    }
    Ok(plan)
}

/// Fetches what a plan lacks, once the licences are told and accepted.
fn fetch(plan: &Plan<'_>, hub: &HubArguments, global: &GlobalArguments) -> Result<(), Fault> {
    licence::tell(plan);
    licence::check(plan, &hub.accept_license)?;
    let token = environment::token();
    let client = Client::new(environment::connection(token.as_ref())?).map_err(Fault::could_not_run)?;
    let (cache, observer) = (cache(), downloads::observer(global));
    let fetcher = Fetcher::new(&client, &cache, Patience::default(), observer.as_ref());
    let fetched = fetcher.fetch(plan);
    fetched.map_err(|error| faults::fetch_fault(error, plan, token.as_ref()))
}

/// The cache of the hub.
pub fn cache() -> Cache {
    Cache::new(environment::cache_folder())
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
    let unknown = match unknown {
        0 => return DecimalBytes(bytes).to_string(),
        1 => "a file of unknown size".to_owned(),
        unknown => format!("{unknown} files of unknown size"),
    };
    match bytes {
        0 => unknown,
        bytes => format!("{} and {unknown}", DecimalBytes(bytes)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_in_words() {
        assert_eq!(size((0, 0)), "0 B");
        assert_eq!(size((0, 2)), "2 files of unknown size");
        assert_eq!(size((1500, 0)), "1.50 kB");
        assert_eq!(size((1500, 2)), "1.50 kB and 2 files of unknown size");
        assert_eq!([files(0), files(1), files(2)].join(", "), "0 files, 1 file, 2 files");
    }
}
