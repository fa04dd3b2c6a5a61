//! What is told of a model.

use std::path::PathBuf;

use indicatif::DecimalBytes;
use serde::Serialize;

use crate::article::Locale;
use crate::cli::fault::Fault;
use crate::cli::{hub, settings};
use crate::engine::files::weight_files;
use crate::engine::weights::quantized_copies;
use crate::hub::{Cache, Direction, Fact, Generation, LanguageChoice, Model, Plan, Registry, Role, Terms};

/// A model: what models.toml says, and what is here.
#[derive(Serialize)]
pub struct Entry<'a> {
    pub name: &'a str,
    pub description: &'a str,
    pub profiles: Vec<&'a str>,
    pub role: Role,
    pub architecture: &'a str,
    pub languages: &'a [Locale],
    pub translates: Vec<Pair>,
    pub language_choice: LanguageChoice,
    pub language_codes: &'a std::collections::BTreeMap<Locale, String>,
    pub context: Option<usize>,
    pub license: &'a str,
    pub terms: Terms,
    pub gated: bool,
    pub needs_acceptance: bool,
    pub attribution: Option<&'a str>,
    pub unverified: bool,
    pub seen: Vec<Fact>,
    pub inferred: Vec<Fact>,
    pub generation: &'a Generation,
    /// Of all files, as far as it is known.
    pub bytes: u64,
    pub files_of_unknown_size: usize,
    pub present: Presence,
    /// Of the quantized copies of the weights on this machine.
    pub quantized_bytes: u64,
    pub files: Vec<FileEntry>,
}

#[derive(Serialize)]
pub struct Pair {
    pub from: Locale,
    pub to: Locale,
    pub bleu: Option<f32>,
}

/// How much of a model is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Presence {
    /// All its files, but perhaps some that it can do without.
    Here,
    /// Some.
    Partly,
    /// None.
    No,
}

#[derive(Serialize)]
pub struct FileEntry {
    pub repository: String,
    pub revision: String,
    pub path: String,
    pub bytes: Option<u64>,
    pub sha256: Option<String>,
    pub local: Option<String>,
    pub url: Option<String>,
}

impl<'a> Entry<'a> {
    /// Looks at what is here of a model.
    pub fn of(registry: &'a Registry, name: &str, cache: &Cache) -> Result<Self, Fault> {
        let plan = Plan::new(registry, [name], cache).map_err(settings::registry_fault)?;
        let (name, model) = registry.model(name).map_err(settings::registry_fault)?;
        let (bytes, files_of_unknown_size) = plan.bytes();
        Ok(Entry {
            name,
            description: &model.description,
            profiles: profiles_with(registry, name),
            role: model.role(),
            architecture: &model.architecture,
            languages: &model.languages,
            translates: model.translates.iter().map(Pair::of).collect(),
            language_choice: model.language_choice,
            language_codes: &model.language_codes,
            context: model.context,
            license: &model.license,
            terms: model.terms(),
            gated: model.gated,
            needs_acceptance: model.needs_acceptance(),
            attribution: model.attribution.as_deref(),
            unverified: model.is_unverified(),
            seen: model.seen.iter().map(|fact| *fact.get_ref()).collect(),
            inferred: model.inferred.iter().map(|fact| *fact.get_ref()).collect(),
            generation: &model.generation,
            bytes,
            files_of_unknown_size,
            present: Presence::of(&plan),
            quantized_bytes: quantized_bytes(&weights(&plan, name, model)),
            files: files(&plan),
        })
    }

    /// The size of all files in words.
    pub fn size(&self) -> String {
        match (self.bytes, self.files_of_unknown_size) {
            (0, _) => "unknown".to_owned(),
            (bytes, 0) => DecimalBytes(bytes).to_string(),
            (bytes, _) => format!("over {}", DecimalBytes(bytes)),
        }
    }
}

impl Pair {
    fn of(direction: &Direction) -> Self {
        Pair {
            from: direction.from,
            to: direction.to,
            bleu: direction.bleu,
        }
    }
}

impl Presence {
    /// How much of a plan is here.
    pub fn of(plan: &Plan<'_>) -> Self {
        match plan.files.iter().filter(|file| file.is_present()).count() {
            _ if plan.is_usable() => Presence::Here,
            0 => Presence::No,
            _ => Presence::Partly,
        }
    }
}

fn profiles_with<'a>(registry: &'a Registry, model: &str) -> Vec<&'a str> {
    let uses = registry
        .profiles
        .iter()
        .filter(|(_, profile)| profile.models().contains(&model));
    uses.map(|(name, _)| name.as_str()).collect()
}

/// The files of weights of a model, if all its files are here.
pub fn weights(plan: &Plan<'_>, name: &str, model: &Model) -> Vec<PathBuf> {
    weight_files(&hub::model_files(plan, name, model)).unwrap_or_default()
}

/// The quantized copies of weights on this machine.
pub fn quantized(weights: &[PathBuf]) -> Vec<PathBuf> {
    let folder = settings::weights_cache().filter(|_| !weights.is_empty());
    let copies = folder.and_then(|folder| quantized_copies(weights, &folder).ok());
    copies.unwrap_or_default()
}

fn quantized_bytes(weights: &[PathBuf]) -> u64 {
    let copies = quantized(weights).into_iter();
    let sizes = copies.filter_map(|copy| fs_err::metadata(copy).ok());
    sizes.map(|metadata| metadata.len()).sum()
}

fn files(plan: &Plan<'_>) -> Vec<FileEntry> {
    let files = plan.files.iter().map(|planned| FileEntry {
        repository: planned.source.repository.to_string(),
        revision: planned.source.revision().to_string(),
        path: planned.file.path.to_string(),
        bytes: planned.bytes(),
        sha256: planned.file.sha256.as_ref().map(ToString::to_string),
        local: planned.path().map(|path| path.display().to_string()),
        url: planned.address(&hub::endpoint()),
    });
    files.collect()
}
