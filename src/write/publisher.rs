//! The digests of a run, page by page.
//!
//! A run of up to [`PAGE_ARTICLES`] articles is one page per language. A longer one has an overview
//! under the same name, which links to pages of that many articles, so that memory does not grow.

use std::io::Write;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use fs_err as fs;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::locale::Localizer;
use super::render::{HTML, MARKDOWN, render};
use super::table::FactTable;
use super::view::{Headline, LinkView, OverviewView, PageView, SourceView, headlines, keep_first};
use super::{AtomicFile, OutputFormat, WriteError};
use crate::article::Locale;
use crate::digest::{Digest, Failure};

/// The most articles on one page.
pub const PAGE_ARTICLES: usize = 500;

/// The folder of the pages of a long run.
pub const PAGES: &str = "pages";
const JSON_LINES: &str = "digests.jsonl";
const TABLE: &str = "facts.csv";

/// Writes the digests of one run into a folder.
pub struct Publisher {
    folder: PathBuf,
    formats: Vec<OutputFormat>,
    profile: String,
    localizers: Vec<Localizer>,
    total: usize,
    done: usize,
    failures: Vec<Failure>,
    lines: Option<AtomicFile>,
    table: Option<FactTable>,
    pages: Vec<(usize, usize)>,
    /// The first lines of the overview of a long run, as far as it has come.
    headlines: Vec<Headline>,
    written: Vec<String>,
}

/// The HTML page: the same articles in every language, and their sources once.
#[derive(Serialize)]
struct HtmlView<'v> {
    languages: &'v [PageView],
    sources: Vec<SourceView>,
    style: &'static str,
    script: &'static str,
    /// What the page's policy lets run: this script and no other.
    script_hash: String,
}

const STYLE: &str = include_str!("templates/page.css");
const SCRIPT: &str = include_str!("templates/page.js");

impl<'v> HtmlView<'v> {
    fn new(languages: &'v [PageView], sources: Vec<SourceView>) -> Self {
        HtmlView {
            languages,
            sources,
            style: STYLE,
            script: SCRIPT,
            script_hash: format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(SCRIPT))),
        }
    }
}

impl Publisher {
    /// Begins the output of `total` articles, digested or failed, by a profile of models.
    ///
    /// # Errors
    ///
    /// Fails if the folder does not take files.
    pub fn new(
        folder: &Path,
        profile: &str,
        locales: &[Locale],
        formats: &[OutputFormat],
        total: usize,
    ) -> Result<Self, WriteError> {
        let lines = match formats.contains(&OutputFormat::Json) {
            true => Some(AtomicFile::create(&folder.join(JSON_LINES))?),
            false => None,
        };
        let table = match formats.contains(&OutputFormat::Csv) {
            true => Some(FactTable::create(&folder.join(TABLE))?),
            false => None,
        };
        Ok(Publisher {
            folder: folder.to_owned(),
            formats: formats.to_vec(),
            profile: profile.to_owned(),
            localizers: locales.iter().copied().map(Localizer::new).collect(),
            total,
            done: 0,
            failures: Vec::new(),
            lines,
            table,
            pages: Vec::new(),
            headlines: Vec::new(),
            written: Vec::new(),
        })
    }

    fn is_paged(&self) -> bool {
        self.total > PAGE_ARTICLES
    }

    /// Writes the next articles, at most [`PAGE_ARTICLES`], in the order of the run.
    ///
    /// # Errors
    ///
    /// Fails if a file cannot be written.
    pub fn page(&mut self, outcomes: Vec<Result<Digest, Failure>>) -> Result<(), WriteError> {
        self.write_lines(&outcomes)?;
        let first = self.done + 1;
        self.done += outcomes.len();
        let mut digests = Vec::with_capacity(outcomes.len());
        let mut failures = Vec::new();
        for outcome in outcomes {
            match outcome {
                Ok(digest) => digests.push(digest),
                Err(failure) => failures.push(failure),
            }
        }
        if let Some(table) = &mut self.table {
            digests.iter().try_for_each(|digest| table.add(digest))?;
        }
        let headlines = headlines(&digests, first);
        // A run of one page has nothing to come: its failures are all.
        let shown = if self.is_paged() { &[][..] } else { &failures };
        let mut views: Vec<PageView> = self
            .localizers
            .iter()
            .map(|localizer| {
                let total = self.shown_total(digests.len());
                PageView::new(localizer, &self.profile, &digests, &headlines, shown, first, total)
            })
            .collect();
        let sources = digests
            .iter()
            .enumerate()
            .map(|(index, digest)| SourceView::new(digest, first + index));
        let name = if self.is_paged() {
            Some(self.pages.len() + 1)
        } else {
            None
        };
        self.pages.push((first, self.done));
        self.publish(&mut views, sources.collect(), name)?;
        self.failures.extend(failures);
        if self.is_paged() {
            self.headlines.extend(headlines);
            keep_first(&mut self.headlines);
        }
        Ok(())
    }

    fn shown_total(&self, digests: usize) -> usize {
        if self.is_paged() { digests } else { self.total }
    }

    /// One line an article, as [`Line`](crate::digest::Line) has it.
    fn write_lines(&mut self, outcomes: &[Result<Digest, Failure>]) -> Result<(), WriteError> {
        let Some(lines) = &mut self.lines else {
            return Ok(());
        };
        let mut write = |outcome: &Result<Digest, Failure>| {
            match outcome {
                Ok(digest) => serde_json::to_writer(&mut *lines, &digest.entry)?,
                Err(failure) => serde_json::to_writer(&mut *lines, failure)?,
            }
            lines.write_all(b"\n")
        };
        outcomes
            .iter()
            .try_for_each(&mut write)
            .map_err(WriteError::io(self.folder.join(JSON_LINES)))
    }

    /// Writes the views in all formats, as the digest itself or as its page `number`.
    fn publish(
        &mut self,
        views: &mut [PageView],
        sources: Vec<SourceView>,
        number: Option<usize>,
    ) -> Result<(), WriteError> {
        if number.is_some() {
            let pages = self.folder.join(PAGES);
            fs::create_dir_all(&pages).map_err(WriteError::io(&pages))?;
        }
        if self.formats.contains(&OutputFormat::Md) {
            for view in views.iter() {
                let name = file_name(number, Some(view.locale), "md");
                self.fill_in(MARKDOWN, view, name)?;
            }
        }
        if self.formats.contains(&OutputFormat::Html) {
            let view = HtmlView::new(views, sources);
            self.fill_in(HTML, &view, file_name(number, None, "html"))?;
        }
        Ok(())
    }

    fn fill_in(&mut self, template: &str, view: &impl Serialize, name: String) -> Result<(), WriteError> {
        let path = self.folder.join(&name);
        let mut file = AtomicFile::create(&path)?;
        render(template, view, &mut file, &path)?;
        file.commit()?;
        self.written.push(name);
        Ok(())
    }

    /// Writes the overview of a long run, completes the JSON Lines, removes what an earlier run left and gives the names of all files.
    ///
    /// # Errors
    ///
    /// Fails if a file cannot be written or removed.
    pub fn finish(mut self) -> Result<Vec<String>, WriteError> {
        if self.is_paged() {
            let mut views: Vec<PageView> = self
                .localizers
                .iter()
                .map(|localizer| PageView::new(localizer, &self.profile, &[], &[], &self.failures, 1, self.total))
                .collect();
            for format in self.formats.clone() {
                self.overview(&mut views, format)?;
            }
        }
        if let Some(lines) = self.lines.take() {
            lines.commit()?;
            self.written.push(JSON_LINES.to_owned());
        }
        if let Some(table) = self.table.take() {
            table.commit()?;
            self.written.push(TABLE.to_owned());
        }
        self.remove_leftovers()?;
        self.written.sort();
        Ok(self.written)
    }

    /// The overview links to pages of its own format.
    fn overview(&mut self, views: &mut [PageView], format: OutputFormat) -> Result<(), WriteError> {
        for (view, localizer) in views.iter_mut().zip(&self.localizers) {
            let extension = match format {
                OutputFormat::Md => "md",
                OutputFormat::Html => "html",
                OutputFormat::Json | OutputFormat::Csv => return Ok(()),
            };
            let locale = (format == OutputFormat::Md).then_some(view.locale);
            let link = |(index, (from, to)): (usize, &(usize, usize))| LinkView {
                text: format!("{from}–{to}"),
                target: file_name(Some(index + 1), locale, extension),
            };
            view.pages = self.pages.iter().enumerate().map(link).collect();
            let line = |headline: &Headline| {
                let page = file_name(Some((headline.number - 1) / PAGE_ARTICLES + 1), locale, extension);
                OverviewView::new(localizer, headline, &page)
            };
            view.overview = self.headlines.iter().map(line).collect();
        }
        if format == OutputFormat::Md {
            for view in views.iter() {
                self.fill_in(MARKDOWN, view, file_name(None, Some(view.locale), "md"))?;
            }
        }
        if format == OutputFormat::Html {
            let view = HtmlView::new(views, Vec::new());
            self.fill_in(HTML, &view, file_name(None, None, "html"))?;
        }
        Ok(())
    }

    /// Removes digests of an earlier run that this one did not write: another language, another format, more pages.
    fn remove_leftovers(&self) -> Result<(), WriteError> {
        let single = Locale::ALL
            .iter()
            .map(|locale| file_name(None, Some(locale.tag()), "md"));
        let mut known: Vec<String> = single
            .chain([file_name(None, None, "html"), JSON_LINES.to_owned(), TABLE.to_owned()])
            .collect();
        let pages = self.folder.join(PAGES);
        if let Ok(entries) = fs::read_dir(&pages) {
            let names = entries
                .flatten()
                .map(|entry| entry.file_name().to_string_lossy().into_owned());
            known.extend(
                names
                    .filter(|name| name.starts_with("digest."))
                    .map(|name| format!("{PAGES}/{name}")),
            );
        }
        for name in known.into_iter().filter(|name| !self.written.contains(name)) {
            let path = self.folder.join(name);
            match fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(WriteError::io(path)(error));
                }
                _ => {}
            }
        }
        if !self.is_paged() {
            // Fails if the user keeps something of their own there, which is well.
            let _ = fs::remove_dir(pages);
        }
        Ok(())
    }
}

/// `digest.kk.md`, `digest.html`, `pages/digest.kk.001.md`.
fn file_name(number: Option<usize>, locale: Option<&str>, extension: &str) -> String {
    let folder = number.map(|_| format!("{PAGES}/"));
    let locale = locale.map(|locale| format!(".{locale}"));
    let number = number.map(|number| format!(".{number:03}"));
    let [folder, locale, number] = [folder, locale, number].map(Option::unwrap_or_default);
    format!("{folder}digest{locale}{number}.{extension}")
}
