//! `tuyin doctor`: what is installed, found and missing.

use std::io::Write;

use serde::Serialize;

use crate::cli::args::{DoctorArguments, GlobalArguments};
use crate::cli::fault::{CommandResult, Exit, Fault};
use crate::cli::{hub, settings};
use crate::hub::{Plan, Registry, RegistrySource};

/// Variables of the environment that change what the program does.
const VARIABLES: [&str; 22] = [
    "TUYIN_PROFILE",
    "TUYIN_TO",
    "TUYIN_LENGTH",
    "TUYIN_FORMAT",
    "TUYIN_OUTPUT",
    "TUYIN_JOBS",
    "TUYIN_LOG_FORMAT",
    "TUYIN_MODELS",
    "TUYIN_DEVICE",
    "TUYIN_QUANTIZE",
    "TUYIN_MODEL_MEMORY",
    "TUYIN_GLOSSARY",
    "TUYIN_NO_GROUP",
    "HF_HOME",
    "HF_HUB_CACHE",
    "HF_ENDPOINT",
    "HF_HUB_OFFLINE",
    "HF_HUB_DOWNLOAD_TIMEOUT",
    "HTTPS_PROXY",
    "XDG_CONFIG_HOME",
    "NO_COLOR",
    "TERM",
];

/// What was found out.
#[derive(Serialize)]
struct Findings {
    version: &'static str,
    host: String,
    threads: usize,
    registry: String,
    registry_places: Vec<String>,
    profiles: Vec<String>,
    default_profile: Option<String>,
    models: Vec<String>,
    cache: String,
    environment: Vec<(&'static str, String)>,
    problems: Vec<String>,
}

pub fn run(arguments: &DoctorArguments, global: &GlobalArguments) -> CommandResult {
    let findings = look(global)?;
    let text = match arguments.json {
        true => serde_json::to_string_pretty(&findings).map_err(Fault::could_not_run)? + "\n",
        false => findings.render(),
    };
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            return Err(Fault::could_not_run(error));
        }
        _ => {}
    }
    match findings.problems.first() {
        None => Ok(Exit::Good),
        Some(problem) => Err(Fault::could_not_run(anyhow::anyhow!("{problem}"))),
    }
}

fn look(global: &GlobalArguments) -> Result<Findings, Fault> {
    let (registry, source) = settings::registry(global)?;
    let variable = |name: &'static str| Some((name, std::env::var_os(name)?.to_string_lossy().into_owned()));
    let places = settings::registry_places();
    Ok(Findings {
        version: env!("CARGO_PKG_VERSION"),
        host: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        threads: settings::jobs(None)?,
        registry: match source {
            RegistrySource::File(path) => path.display().to_string(),
            RegistrySource::BuiltIn => "built in".to_owned(),
        },
        registry_places: places.iter().map(|path| path.display().to_string()).collect(),
        profiles: registry
            .profiles
            .iter()
            .map(|(name, profile)| format!("{name}: {}", profile.description))
            .collect(),
        problems: problems(&registry),
        models: present_models(&registry),
        default_profile: registry.defaults.profile().map(str::to_owned),
        cache: hub::cache().folder().display().to_string(),
        environment: VARIABLES.into_iter().filter_map(variable).collect(),
    })
}

/// The models whose files are here.
fn present_models(registry: &Registry) -> Vec<String> {
    let cache = hub::cache();
    let is_here = |name: &&String| Plan::new(registry, [name.as_str()], &cache).is_ok_and(|plan| plan.is_usable());
    registry.models.keys().filter(is_here).cloned().collect()
}

fn problems(registry: &Registry) -> Vec<String> {
    let default = registry.defaults.profile();
    let unknown = default.and_then(|name| registry.profile(name).err());
    unknown.map(|error| error.to_string()).into_iter().collect()
}

impl Findings {
    fn render(&self) -> String {
        let default = self.default_profile.as_deref().unwrap_or("none");
        let environment: Vec<String> = self
            .environment
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let rows = [
            ("version", self.version.to_owned()),
            ("host", format!("{}, {} threads", self.host, self.threads)),
            (
                "models.toml",
                format!("{} (looked for in {})", self.registry, self.registry_places.join(", ")),
            ),
            ("profiles", format!("{} (default: {default})", self.profiles.join("; "))),
            (
                "models",
                match self.models.is_empty() {
                    true => "none here: `tuyin models list` shows those that may be fetched".to_owned(),
                    false => self.models.join(", "),
                },
            ),
            ("cache", self.cache.clone()),
            (
                "environment",
                if environment.is_empty() {
                    "nothing set".to_owned()
                } else {
                    environment.join(" ")
                },
            ),
            (
                "problems",
                if self.problems.is_empty() {
                    "none".to_owned()
                } else {
                    self.problems.join("; ")
                },
            ),
        ];
        rows.iter()
            .map(|(name, value)| format!("{name:<12} {}\n", crate::cli::fault::printable(value)))
            .collect()
    }
}
