//! Which files the operands name: files, folders, globs.

use std::collections::{HashMap, HashSet};
use std::path::{Component, Path, PathBuf};

use globset::{Glob, GlobMatcher};
use ignore::WalkBuilder;

use super::compressed::without_compression;
use crate::article::Format;

/// A file to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Where it is.
    pub path: PathBuf,
    /// Its path below the folder that was named, with `/` between the parts; the file name for a file that was named itself;
    /// the whole path where that would name two files.
    pub name: String,
    /// How it is read.
    pub format: Format,
}

impl Input {
    /// The id of its only article: the name without extension.
    pub fn id(&self) -> String {
        without_extension(&self.name).to_owned()
    }
}

/// What the operands came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The files to be read, in the order of the operands and of their names.
    pub inputs: Vec<Input>,
    /// Files in the folders that are of no format that is read.
    pub skipped: usize,
}

/// An operand that names nothing to read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DiscoverError {
    /// There is no such file or folder.
    #[error("`{}`: no such file or folder", .0.display())]
    NotFound(PathBuf),
    /// The glob is malformed.
    #[error("`{pattern}` is not a valid glob")]
    Glob {
        /// The operand.
        pattern: String,
        /// What is wrong with it.
        source: globset::Error,
    },
    /// A folder could not be walked.
    #[error("could not list `{}`", path.display())]
    Walk {
        /// The folder.
        path: PathBuf,
        /// Why not.
        source: ignore::Error,
    },
}

/// Finds the files that `operands` name. Nothing below `output`, the folder that digests are written to, is taken for an article.
///
/// Folders are walked, hidden and ignored files left out, links followed, loops broken.
///
/// # Errors
///
/// An operand that names nothing, a malformed glob and a folder that cannot be listed are errors.
pub fn discover(operands: &[PathBuf], output: Option<&Path>) -> Result<Found, DiscoverError> {
    let output = output.and_then(|folder| folder.canonicalize().ok());
    let mut found = Found::default();
    for operand in operands {
        match operand {
            file if file.is_file() => found.inputs.push(named_file(file)),
            folder if folder.is_dir() => walk(folder, output.as_deref(), None, &mut found)?,
            pattern => expand(pattern, output.as_deref(), &mut found)?,
        }
    }
    tell_apart(&mut found.inputs);
    Ok(found)
}

/// Files of one name from different operands get their whole path for a name: `a/1.txt` and `b/1.txt` are two articles.
fn tell_apart(inputs: &mut [Input]) {
    let mut names: HashMap<String, HashSet<PathBuf>> = HashMap::new();
    for input in inputs.iter() {
        names.entry(input.name.clone()).or_default().insert(input.path.clone());
    }
    for input in inputs {
        if names.get(&input.name).is_some_and(|paths| paths.len() > 1) {
            let parts = input
                .path
                .components()
                .filter(|part| matches!(part, Component::Normal(_)));
            input.name = joined(parts);
        }
    }
}

/// A file that was named itself is read, whatever its extension.
fn named_file(path: &Path) -> Input {
    let name = path.file_name().unwrap_or(path.as_os_str());
    Input {
        path: path.to_owned(),
        name: name.to_string_lossy().into_owned(),
        format: format_of(path).unwrap_or(Format::Text),
    }
}

fn format_of(path: &Path) -> Option<Format> {
    let name = path.file_name()?.to_str()?;
    let extension = Path::new(without_compression(name)).extension()?.to_str()?;
    match extension.to_ascii_lowercase().as_str() {
        "txt" | "text" => Some(Format::Text),
        "md" | "markdown" => Some(Format::Markdown),
        "html" | "htm" | "xhtml" => Some(Format::Html),
        "xml" | "rss" | "atom" => Some(Format::Feed),
        "jsonl" | "ndjson" => Some(Format::Jsonl),
        _ => None,
    }
}

fn walk(
    folder: &Path,
    output: Option<&Path>,
    only: Option<&GlobMatcher>,
    found: &mut Found,
) -> Result<(), DiscoverError> {
    let mut builder = WalkBuilder::new(folder);
    builder
        .follow_links(true)
        .require_git(false)
        .sort_by_file_name(Ord::cmp);
    for entry in builder.build() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) if is_loop(&error) => continue,
            Err(source) => {
                return Err(DiscoverError::Walk {
                    path: folder.to_owned(),
                    source,
                });
            }
        };
        let path = entry.path();
        if !entry.file_type().is_some_and(|kind| kind.is_file()) || is_below(path, output) {
            continue;
        }
        let format = format_of(path).filter(|_| !is_about_the_folder(path));
        match (only.is_none_or(|glob| glob.is_match(path)), format) {
            (true, Some(format)) => found.inputs.push(Input {
                path: path.to_owned(),
                name: relative(path, folder),
                format,
            }),
            (true, None) => found.skipped += 1,
            (false, _) => {}
        }
    }
    Ok(())
}

/// A `README` is about the files beside it; it is read if it is named itself.
fn is_about_the_folder(path: &Path) -> bool {
    path.file_stem().is_some_and(|stem| stem.eq_ignore_ascii_case("readme"))
}

/// An entry that a link brings back to where it came from, or that leads nowhere.
fn is_loop(error: &ignore::Error) -> bool {
    match error {
        ignore::Error::Loop { .. } => true,
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithPath { err, .. } => is_loop(err),
        ignore::Error::Io(error) => error.kind() == std::io::ErrorKind::NotFound,
        _ => false,
    }
}

fn is_below(path: &Path, output: Option<&Path>) -> bool {
    output.is_some_and(|output| path.canonicalize().is_ok_and(|path| path.starts_with(output)))
}

/// Walks the longest part of a glob without a wildcard and keeps what matches.
fn expand(pattern: &Path, output: Option<&Path>, found: &mut Found) -> Result<(), DiscoverError> {
    let is_wild = |component: &Component<'_>| component.as_os_str().to_string_lossy().contains(['*', '?', '[', '{']);
    if !pattern.components().any(|component| is_wild(&component)) {
        return Err(DiscoverError::NotFound(pattern.to_owned()));
    }
    let fixed: PathBuf = pattern
        .components()
        .take_while(|component| !is_wild(component))
        .collect();
    let folder = if fixed.as_os_str().is_empty() {
        Path::new(".")
    } else {
        &fixed
    };
    if !folder.is_dir() {
        return Err(DiscoverError::NotFound(folder.to_owned()));
    }
    let rooted = match fixed.as_os_str().is_empty() {
        true => Path::new("./").join(pattern),
        false => pattern.to_owned(),
    };
    let text = rooted.to_string_lossy();
    let glob = Glob::new(&text).map_err(|source| DiscoverError::Glob {
        pattern: text.to_string(),
        source,
    })?;
    walk(folder, output, Some(&glob.compile_matcher()), found)
}

fn relative(path: &Path, folder: &Path) -> String {
    joined(path.strip_prefix(folder).unwrap_or(path).components())
}

/// The parts of a path with `/` between them, on every system.
fn joined<'p>(parts: impl Iterator<Item = Component<'p>>) -> String {
    let parts: Vec<_> = parts.map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// A name without the extension of its last part, and without that of a compression.
pub(super) fn without_extension(name: &str) -> &str {
    let name = without_compression(name);
    let file = name.rfind('/').map_or(0, |slash| slash + 1);
    match name[file..].rfind('.') {
        Some(dot) if dot > 0 => &name[..file + dot],
        _ => name,
    }
}
