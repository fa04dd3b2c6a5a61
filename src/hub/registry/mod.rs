//! The registry: what models.toml says, from the first place that has one.

mod model;
mod profile;
mod source;
mod validate;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use fs_err as fs;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::article::Locale;
use crate::write::OutputFormat;

pub use model::{Direction, Fact, Generation, LanguageChoice, Model, NameKind, Pooling, Role, Terms};
pub use profile::{Profile, Route, Task};
pub use source::{Commit, File, FilePath, Repository, Revision, Sha256Hex, Source};

/// The registry that is part of the program.
const BUILT_IN: &str = include_str!("../../../models.toml");
/// The layout that this version reads.
const SCHEMA: u32 = 1;

/// What models.toml says.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Registry {
    /// The version of this layout: 1.
    schema: u32,
    /// What holds when no flag says otherwise.
    #[serde(default)]
    pub defaults: Defaults,
    /// Ways of making digests, by name.
    pub profiles: BTreeMap<String, Profile>,
    /// The models, by name.
    #[serde(default)]
    pub models: BTreeMap<String, Model>,
}

/// What holds when neither a flag nor the environment says otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Defaults {
    /// The profile.
    #[schemars(with = "Option<String>")]
    pub profile: Option<Spanned<String>>,
    /// The languages of the digests.
    pub to: Option<Vec<Locale>>,
    /// The forms of the digests.
    pub format: Option<Vec<OutputFormat>>,
    /// The length of summaries.
    pub length: Option<Length>,
}

/// The length of a summary.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, clap::ValueEnum)]
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

impl Defaults {
    /// The name of the profile.
    pub fn profile(&self) -> Option<&str> {
        self.profile.as_ref().map(|name| name.get_ref().as_str())
    }
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
    /// It contradicts itself.
    #[error("`{name}`, line {line}: {message}")]
    Invalid {
        /// The file.
        name: String,
        /// Where.
        line: usize,
        /// What is wrong, and what was expected.
        message: String,
    },
    /// No profile has that name.
    #[error("there is no profile `{name}` in models.toml; it has: {known}")]
    UnknownProfile {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// No model has that name.
    #[error("there is no model `{name}` in models.toml; it has: {known}")]
    UnknownModel {
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

    /// Reads a file.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be read or does not hold a registry.
    pub fn read(path: &Path) -> Result<Registry, RegistryError> {
        let text = fs::read_to_string(path).map_err(|source| RegistryError::Read {
            path: path.to_owned(),
            source,
        })?;
        let mut registry = Registry::parse(&text, &path.display().to_string())?;
        // What is written into a file should not depend on the folder that the program is started in.
        let base = path.parent().unwrap_or(Path::new(""));
        let sources = registry.models.values_mut().flat_map(|model| &mut model.sources);
        sources.for_each(|source| source.repository.within(base));
        Ok(registry)
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
        if registry.schema != SCHEMA {
            let found = registry.schema;
            return Err(RegistryError::Schema { name, found });
        }
        validate::validate(&registry, text, &name)?;
        Ok(registry)
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

    /// The model of that name, with the name as the registry holds it.
    ///
    /// # Errors
    ///
    /// Fails with the names there are if there is none.
    pub fn model(&self, name: &str) -> Result<(&str, &Model), RegistryError> {
        let found = self.models.get_key_value(name);
        let found = found.map(|(name, model)| (name.as_str(), model));
        found.ok_or_else(|| RegistryError::UnknownModel {
            name: name.to_owned(),
            known: self.models.keys().cloned().collect::<Vec<_>>().join(", "),
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
        let name = registry.defaults.profile().expect("a default");
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

    const ENTRY: &str = r#"schema = 1
[profiles.mine]
description = "x"
translate = ["a"]
routes = ["kk-ru"]
[models.a]
description = "x"
role = "seq2seq"
architecture = "t5"
languages = ["kk", "ru"]
translates = [{ from = "kk", to = "ru" }]
license = "MIT"
terms = "free"
seen = ["license"]
[[models.a.sources]]
repository = "o/a"
revision = "main"
files = [{ path = "x/y.json" }]
"#;

    /// What is wrong with the entry once a part of it is another.
    fn wrong(from: &str, to: &str) -> String {
        assert!(ENTRY.contains(from), "{from}");
        let error = Registry::parse(&ENTRY.replacen(from, to, 1), "mine.toml").expect_err("an error");
        match std::error::Error::source(&error) {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        }
    }

    #[test]
    fn what_contradicts_itself_is_told_with_its_line() {
        Registry::parse(ENTRY, "mine.toml").expect("nothing is wrong");
        for (from, to, line, told) in [
            (
                "[\"a\"]",
                "[\"b\"]",
                4,
                "names the model `b`, which is not there; there are: a",
            ),
            (
                "kk-ru",
                "ru-kk",
                5,
                "expected a model in its `translate` from `ru` to `kk`",
            ),
            ("kk-ru", "kk-ru-en", 5, "from `ru` to `en`"),
            (
                "translate = ",
                "tag = ",
                4,
                "expected a model with the role tagger or causal-lm",
            ),
            ("seq2seq", "tagger", 8, "expected the role `seq2seq`, not `tagger`"),
            ("free", "attribution", 13, "has no `attribution`"),
            (
                "[\"license\"]",
                "[\"license\", \"license\"]",
                14,
                "lists `license` twice",
            ),
            ("revision = \"main\"\n", "", 8, "without a revision"),
            (
                "\"o/a\"",
                "\"./a\"",
                8,
                "takes files from the folder `./a` at a revision",
            ),
            (
                "{ path = \"x/y.json\" }",
                "{ path = \"x/y.json\" }, { path = \"z/y.json\" }",
                8,
                "has two files called `y.json`",
            ),
            ("[profiles.mine]", "[profiles.a]", 8, "is called as a profile is"),
            (
                "[profiles.mine]",
                "[defaults]\nprofile = \"huge\"\n[profiles.mine]",
                3,
                "there is no profile `huge`; there are: mine",
            ),
            ("profiles.mine", "profiles.small", 4, "expected settled files only"),
            (
                "license = ",
                "language-choice = \"target-prefix\"\nlicense = ",
                8,
                "has no entry for `ru` in language-codes",
            ),
            (
                "license = ",
                "pooling = \"mean\"\nlicense = ",
                8,
                "has `pooling`: expected the role `embedder`, not `seq2seq`",
            ),
            (
                "license = ",
                "labels = { GPE = \"place\" }\nlicense = ",
                8,
                "has `labels`: expected the role `tagger`, not `seq2seq`",
            ),
            (
                "\"seq2seq\"\narchitecture = \"t5\"\nlanguages = [\"kk\", \"ru\"]\ntranslates = [{ from = \"kk\", to = \"ru\" }]",
                "\"embedder\"\narchitecture = \"bert\"\nlanguages = []",
                8,
                "has no `pooling`: expected mean or first-token",
            ),
        ] {
            let wrong = wrong(from, to);
            assert!(wrong.starts_with(&format!("`mine.toml`, line {line}: ")), "{wrong}");
            assert!(wrong.contains(told), "{wrong}");
        }
    }

    #[test]
    fn what_has_another_form_is_told_with_its_line() {
        for (from, to, line, told) in [
            (
                "kk-ru",
                "kk",
                5,
                "`kk` is no route: expected two or three different languages",
            ),
            ("kk-ru", "kk-ru-kk", 5, "is no route"),
            ("x/y.json", "../y.json", 18, "is no path in a repository"),
            ("\"main\"", "\"../main\"", 17, "is no revision"),
            ("\"o/a\"", "\"o\"", 16, "expected owner/name"),
            (
                "json\" }",
                "json\", sha256 = \"12\" }",
                18,
                "expected 64 hexadecimal digits",
            ),
            ("json\" }", "json\", about = \"5 parsecs\" }", 18, "is no size"),
            ("json\" }", "json\", weight = 5 }", 18, "unknown field `weight`"),
            ("\"t5\"", "\"t5\"\nspeed = 5", 10, "unknown field `speed`"),
            (
                "\"t5\"",
                "\"t5\"\nlabels = { GPE = \"city\" }",
                10,
                "unknown variant `city`",
            ),
        ] {
            let wrong = wrong(from, to);
            assert!(
                wrong.contains(&format!("line {line},")) && wrong.contains(told),
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_folder_is_looked_for_beside_the_registry() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("models.toml");
        let entry = ENTRY.replace("o/a", "./mine").replace("revision = \"main\"\n", "");
        fs::write(&path, entry).expect("written");
        let registry = Registry::read(&path).expect("a registry");
        let repository = &registry.models["a"].sources[0].repository;
        assert_eq!(*repository, Repository::Folder(folder.path().join("./mine")));
    }

    #[test]
    fn what_taggers_call_names_is_known_or_said() {
        let registry = Registry::parse(BUILT_IN, "models.toml").expect("registry");
        let kind = |model: &str, label: &str| registry.models[model].name_kind(label);
        assert_eq!(kind("xlm-roberta-large-ner-kazakh", "GPE"), Some(NameKind::Place));
        assert_eq!(kind("bert-base-ner-russian", "LAST_NAME"), Some(NameKind::Person));
        assert_eq!(kind("bert-base-ner", "ORG"), Some(NameKind::Organization));
        assert_eq!(kind("bert-base-ner", "MISC"), None);
    }

    #[test]
    fn an_unknown_profile_names_the_known_ones() {
        let registry = Registry::parse(BUILT_IN, "models.toml").expect("registry");
        let error = registry.profile("huge").expect_err("error").to_string();
        assert!(
            error.starts_with("there is no profile `huge` in models.toml; it has: ") && error.contains("lite"),
            "{error}"
        );
    }
}
