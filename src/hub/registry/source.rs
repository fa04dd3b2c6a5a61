//! Where the files of a model are.

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Files of one repository, at one revision.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// A repository of the hub, as `owner/name`, or a folder of this machine that is laid out as one, as `./mine` beside
    /// models.toml.
    #[schemars(with = "String")]
    pub repository: Repository,
    /// The version of the files: a commit in 40 digits, which nobody can move, or a branch or request for changes. A folder has
    /// none.
    #[schemars(with = "Option<String>")]
    pub revision: Option<Revision>,
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

/// The version of a repository: a commit, a branch, a tag or a request for changes. It is no option of a command and leads
/// out of no folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Revision(Cow<'static, str>);

/// A whole commit in 40 small hexadecimal digits. Whatever names one, a server too, can name nothing else by it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Commit(String);

/// What holds for folders, which have no versions.
static MAIN: Revision = Revision(Cow::Borrowed("main"));

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
        match &self.repository {
            Repository::Folder(_) => true,
            Repository::Hub { .. } => self.revision().commit().is_some(),
        }
    }

    /// The version of the files.
    pub fn revision(&self) -> &Revision {
        self.revision.as_ref().unwrap_or(&MAIN)
    }
}

impl Revision {
    /// Its name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The commit that it is, if it is one.
    pub fn commit(&self) -> Option<Commit> {
        Commit::parse(&self.0)
    }
}

impl Commit {
    /// The commit with these digits; nothing if they are anything else than 40 small hexadecimal digits.
    pub fn parse(digits: &str) -> Option<Self> {
        (digits.len() == 40 && is_hex(digits)).then(|| Commit(digits.to_owned()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Repository {
    /// The same, with a folder that is named by no whole path taken from another folder.
    pub(super) fn within(&mut self, base: &Path) {
        if let Repository::Folder(folder) = self {
            *folder = base.join(&folder);
        }
    }
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
        match is_inside(&text) {
            true => Ok(FilePath(text)),
            false => Err(format!(
                "`{text}` is no path in a repository: expected names with / between them"
            )),
        }
    }
}

impl TryFrom<String> for Revision {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match is_inside(&text) && !text.starts_with('-') {
            true => Ok(Revision(Cow::Owned(text))),
            false => Err(format!(
                "`{text}` is no revision: expected a commit, a branch, or names with / between them"
            )),
        }
    }
}

/// Whether a path stays in the folder that it begins in.
fn is_inside(path: &str) -> bool {
    let is_unfit = |character: char| matches!(character, '\\' | ':') || character.is_control();
    path.split('/')
        .all(|part| !part.is_empty() && part != "." && part != ".." && !part.contains(is_unfit))
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

impl From<Revision> for String {
    fn from(revision: Revision) -> String {
        revision.0.into_owned()
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

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Display for Commit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Display for Sha256Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_is_forty_digits_and_nothing_else() {
        let digits = "0123456789abcdef0123456789abcdef01234567";
        assert_eq!(Commit::parse(digits).expect("a commit").as_str(), digits);
        for other in [
            "",
            "main",
            "../../../../../outside",
            &digits[1..],
            &digits.replace('a', "/"),
        ] {
            assert_eq!(Commit::parse(other), None, "{other}");
        }
    }

    #[test]
    fn a_revision_leads_nowhere_else() {
        for good in ["main", "refs/pr/1", "v1.0", "release-2"] {
            assert!(Revision::try_from(good.to_owned()).is_ok(), "{good}");
        }
        for bad in ["", "-x", "../main", "refs//pr", "/main", "a\\b", "a\nb"] {
            assert!(Revision::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }
}
