//! The registry: what models.toml says, from the first place that has one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use fs_err as fs;
use serde::{Deserialize, Serialize};

use crate::article::Locale;
use crate::write::OutputFormat;

/// The registry that is part of the program.
const BUILT_IN: &str = include_str!("../../models.toml");
/// The layout that this version reads.
const SCHEMA: u32 = 1;

/// What models.toml says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registry {
    schema: u32,
    /// What holds when no flag says otherwise.
    #[serde(default)]
    pub defaults: Defaults,
    /// Ways of making digests, by name.
    pub profiles: BTreeMap<String, Profile>,
}

/// What holds when neither a flag nor the environment says otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Defaults {
    /// The profile.
    pub profile: Option<String>,
    /// The languages of the digests.
    pub to: Option<Vec<Locale>>,
    /// The forms of the digests.
    pub format: Option<Vec<OutputFormat>>,
    /// The length of summaries.
    pub length: Option<Length>,
}

/// The length of a summary.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Length {
    /// Two sentences.
    Short,
    /// Four sentences.
    #[default]
    Medium,
    /// Eight sentences.
    Long,
}

impl Length {
    /// How many sentences that is.
    pub fn sentences(self) -> usize {
        match self {
            Length::Short => 2,
            Length::Medium => 4,
            Length::Long => 8,
        }
    }
}

/// A way of making digests.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// What it is good for, in a line.
    pub description: String,
}

/// Where the registry in force was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegistrySource {
    /// A file of the user's.
    File(PathBuf),
    /// The program itself.
    BuiltIn,
}

/// The registry cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RegistryError {
    /// The file cannot be read.
    #[error("could not read `{}`", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// It is not what models.toml should be. The source shows the line.
    #[error("`{name}` is not a valid registry")]
    Parse {
        /// The file.
        name: String,
        /// What is wrong, and where.
        source: Box<toml::de::Error>,
    },
    /// It is of another version of the program.
    #[error("`{name}` has schema {found}; this version of tuyin reads schema {SCHEMA}")]
    Schema {
        /// The file.
        name: String,
        /// Its schema.
        found: u32,
    },
    /// No profile has that name.
    #[error("there is no profile `{name}` in models.toml; it has: {known}")]
    UnknownProfile {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: String,
    },
}

impl Registry {
    /// Reads the first of `places` that exists, else the built-in registry.
    ///
    /// # Errors
    ///
    /// Fails if a file exists but cannot be read or does not hold a registry: a mistake in it is not passed over.
    pub fn find(places: &[PathBuf]) -> Result<(Registry, RegistrySource), RegistryError> {
        match places.iter().find(|path| path.exists()) {
            None => Ok((Registry::parse(BUILT_IN, "models.toml")?, RegistrySource::BuiltIn)),
            Some(path) => Ok((Registry::read(path)?, RegistrySource::File(path.clone()))),
        }
    }

    fn read(path: &Path) -> Result<Registry, RegistryError> {
        let text = fs::read_to_string(path).map_err(|source| RegistryError::Read {
            path: path.to_owned(),
            source,
        })?;
        Registry::parse(&text, &path.display().to_string())
    }

    fn parse(text: &str, name: &str) -> Result<Registry, RegistryError> {
        let name = name.to_owned();
        let registry: Registry = match toml::from_str(text) {
            Ok(registry) => registry,
            Err(source) => {
                return Err(RegistryError::Parse {
                    name,
                    source: Box::new(source),
                });
            }
        };
        match registry.schema {
            SCHEMA => Ok(registry),
            found => Err(RegistryError::Schema { name, found }),
        }
    }

    /// The profile of that name.
    ///
    /// # Errors
    ///
    /// Fails with the names there are if there is none.
    pub fn profile(&self, name: &str) -> Result<&Profile, RegistryError> {
        self.profiles.get(name).ok_or_else(|| RegistryError::UnknownProfile {
            name: name.to_owned(),
            known: self.profiles.keys().cloned().collect::<Vec<_>>().join(", "),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_registry_is_valid() {
        let (registry, source) = Registry::find(&[PathBuf::from("/no/such/models.toml")]).expect("registry");
        assert_eq!(source, RegistrySource::BuiltIn);
        let name = registry.defaults.profile.as_deref().expect("a default");
        assert!(registry.profile(name).is_ok());
    }

    #[test]
    fn a_mistake_points_at_its_line() {
        let error = Registry::parse(
            "schema = 1\n[profiles.a]\ndescription = \"x\"\nspeed = 5\n",
            "mine.toml",
        )
        .expect_err("error");
        let cause = std::error::Error::source(&error).expect("a cause").to_string();
        assert!(cause.contains("line 4") && cause.contains("speed"), "{cause}");
        let error = Registry::parse("schema = 2\n[profiles]\n", "mine.toml").expect_err("error");
        assert_eq!(
            error.to_string(),
            "`mine.toml` has schema 2; this version of tuyin reads schema 1"
        );
    }

    #[test]
    fn an_unknown_profile_names_the_known_ones() {
        let registry = Registry::parse(BUILT_IN, "models.toml").expect("registry");
        let error = registry.profile("huge").expect_err("error").to_string();
        assert_eq!(error, "there is no profile `huge` in models.toml; it has: lite");
    }
}
