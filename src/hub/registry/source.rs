//! Where the files of a model are.

use std::fmt;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Files of one repository, at one revision.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// A repository of the hub, as `owner/name`, or a folder of this machine that is laid out as one, as `./mine`.
    #[schemars(with = "String")]
    pub repository: Repository,
    /// The version of the files: a commit in 40 digits, which nobody can move, or a branch or request for changes. A folder has
    /// none.
    pub revision: Option<String>,
    /// The files.
    pub files: Vec<File>,
}

/// Where files come from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub enum Repository {
    /// A repository of models on the hub.
    Hub {
        /// Who made it.
        owner: String,
        /// What they call it.
        name: String,
    },
    /// A folder of this machine.
    Folder(PathBuf),
}

/// A file of a repository.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Where it is in the repository, with `/` between folders.
    #[schemars(with = "String")]
    pub path: FilePath,
    /// Whether the model does without it where the repository does not have it.
    #[serde(default)]
    pub optional: bool,
    /// Its size in bytes. A file of another size is not taken.
    pub size: Option<u64>,
    /// Its size as pages show it, as `788 MB`, where no more is known.
    #[schemars(with = "Option<String>")]
    pub about: Option<AboutSize>,
    /// The SHA-256 of its bytes in 64 hexadecimal digits. A file with another is not taken.
    #[schemars(with = "Option<String>")]
    pub sha256: Option<Sha256Hex>,
}

/// The path of a file in a repository: with slashes, and never out of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FilePath(String);

/// A SHA-256 in 64 small hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sha256Hex(String);

/// A size as pages show it: `788 MB`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AboutSize {
    text: String,
    bytes: u64,
}

impl Source {
    /// Whether the revision is a whole commit, which nobody can move.
    pub fn is_pinned(&self) -> bool {
        match (&self.repository, &self.revision) {
            (Repository::Folder(_), _) => true,
            (_, revision) => revision.as_deref().is_some_and(is_commit),
        }
    }

    /// The version of the files.
    pub fn revision(&self) -> &str {
        self.revision.as_deref().unwrap_or("main")
    }
}

/// Whether a revision is a whole commit.
pub fn is_commit(revision: &str) -> bool {
    revision.len() == 40 && is_hex(revision)
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

impl File {
    /// Its size in bytes, as near as it is known.
    pub fn bytes(&self) -> Option<u64> {
        self.size.or(self.about.as_ref().map(|about| about.bytes))
    }
}

impl FilePath {
    /// The path, with slashes.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name without the folders.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }
}

impl Sha256Hex {
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Repository {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.starts_with(['/', '.', '~']) || cfg!(windows) && text.contains([':', '\\']) {
            let home = text.strip_prefix("~/").zip(std::env::home_dir());
            return Ok(Repository::Folder(match home {
                Some((rest, home)) => home.join(rest),
                None => PathBuf::from(text),
            }));
        }
        let is_part = |part: &str| {
            let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
            !part.is_empty() && !part.starts_with('.') && part.bytes().all(is_allowed)
        };
        match text.split_once('/') {
            Some((owner, name)) if is_part(owner) && is_part(name) => Ok(Repository::Hub {
                owner: owner.to_owned(),
                name: name.to_owned(),
            }),
            _ => Err(format!(
                "`{text}` is no repository: expected owner/name, or a folder that begins with /, ./ or ~/"
            )),
        }
    }
}

impl TryFrom<String> for FilePath {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let is_inside = text
            .split('/')
            .all(|part| !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', ':']));
        match is_inside {
            true => Ok(FilePath(text)),
            false => Err(format!(
                "`{text}` is no path in a repository: expected names with / between them"
            )),
        }
    }
}

impl TryFrom<String> for Sha256Hex {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.len() == 64 && is_hex(&text) {
            true => Ok(Sha256Hex(text)),
            false => Err(format!(
                "`{text}` is no SHA-256: expected 64 hexadecimal digits in small letters"
            )),
        }
    }
}

impl TryFrom<String> for AboutSize {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        const UNITS: [(&str, f64); 4] = [(" kB", 1e3), (" MB", 1e6), (" GB", 1e9), (" B", 1.0)];
        let bytes = UNITS.iter().find_map(|(unit, factor)| {
            let number: f64 = text.strip_suffix(unit)?.parse().ok()?;
            (number >= 0.0).then_some((number * factor).round() as u64)
        });
        match bytes {
            Some(bytes) => Ok(AboutSize { text, bytes }),
            None => Err(format!(
                "`{text}` is no size: expected a number and B, kB, MB or GB, as `788 MB`"
            )),
        }
    }
}

impl From<FilePath> for String {
    fn from(path: FilePath) -> String {
        path.0
    }
}

impl From<Sha256Hex> for String {
    fn from(hash: Sha256Hex) -> String {
        hash.0
    }
}

impl From<AboutSize> for String {
    fn from(size: AboutSize) -> String {
        size.text
    }
}

impl fmt::Display for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Repository::Hub { owner, name } => write!(f, "{owner}/{name}"),
            Repository::Folder(path) => path.display().fmt(f),
        }
    }
}

impl fmt::Display for FilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Display for Sha256Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
