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
use super::story::{Stories, StoryDigests};
use super::table::FactTable;
use super::view::{Headline, LinkView, OverviewView, PageContext, PageView, SourceView, headlines, keep_first};
use super::{AtomicFile, OutputFormat, WriteError};
use crate::article::Locale;
use crate::digest::{Digest, Failure};
use crate::relate::NameTable;

/// As many articles are on one page, or as many as the last of its stories has beyond that.
pub const PAGE_ARTICLES: usize = 500;

/// The folder of the pages of a long run.
pub const PAGES: &str = "pages";
const JSON_LINES: &str = "digests.jsonl";
const TABLE: &str = "facts.csv";
const NAMES: &str = "names.json";
const STORIES: &str = "stories.json";

/// Writes the digests of one run into a folder.
pub struct Publisher<'n> {
    folder: PathBuf,
    formats: Vec<OutputFormat>,
    profile: String,
    translates: bool,
    localizers: Vec<Localizer>,
    names: &'n NameTable,
    failures: Vec<Failure>,
    notices: Vec<String>,
    total: usize,
    /// Stories so far.
    done: usize,
    lines: Option<AtomicFile>,
    table: Option<FactTable>,
    /// The first and the last story of every page.
    pages: Vec<(usize, usize)>,
    /// The first lines of the overview of a long run, as far as it has come, with their pages.
    headlines: Vec<Headline>,
    written: Vec<String>,
}

/// What a digest is made of, and as what.
#[derive(Debug, Clone, Copy)]
pub struct Publication<'p> {
    /// The profile of models that made it.
    pub profile: &'p str,
    /// Whether models translated.
    pub translates: bool,
    /// Its languages.
    pub locales: &'p [Locale],
    /// Its forms.
    pub formats: &'p [OutputFormat],
    /// What the run calls people, organizations and places.
    pub names: &'p NameTable,
    /// The articles that could not be digested.
    pub failures: &'p [Failure],
    /// What the licences of models want to be printed.
    pub notices: &'p [String],
    /// How many articles there are, digested or not.
    pub total: usize,
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

impl<'n> Publisher<'n> {
    /// Begins the output of a run.
    ///
    /// # Errors
    ///
    /// Fails if the folder does not take files.
    pub fn new(folder: &Path, publication: &Publication<'n>) -> Result<Self, WriteError> {
        let Publication { formats, locales, .. } = *publication;
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
            profile: publication.profile.to_owned(),
            translates: publication.translates,
            localizers: locales.iter().copied().map(Localizer::new).collect(),
            names: publication.names,
            failures: publication.failures.to_vec(),
            notices: publication.notices.to_vec(),
            total: publication.total,
            done: 0,
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

    /// Writes what came of an article for programs: its line of `digests.jsonl`, as [`Line`](crate::digest::Line) has it, and its
    /// rows of the table. To be called for every article, in the order of the run.
    ///
    /// # Errors
    ///
    /// Fails if a file cannot be written.
    pub fn record(&mut self, outcome: &Result<Digest, Failure>) -> Result<(), WriteError> {
        if let (Some(table), Ok(digest)) = (&mut self.table, outcome) {
            table.add(digest)?;
        }
        let Some(lines) = &mut self.lines else {
            return Ok(());
        };
        let mut write = || {
            match outcome {
                Ok(digest) => serde_json::to_writer(&mut *lines, &digest.entry)?,
                Err(failure) => serde_json::to_writer(&mut *lines, failure)?,
            }
            lines.write_all(b"\n")
        };
        write().map_err(WriteError::io(self.folder.join(JSON_LINES)))
    }

    /// Writes `names.json`.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be written.
    pub fn names(&mut self) -> Result<(), WriteError> {
        self.document(NAMES, self.names)
    }

    /// Writes `stories.json`.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be written.
    pub fn stories(&mut self, stories: &Stories) -> Result<(), WriteError> {
        self.document(STORIES, stories)
    }

    /// Writes a file of JSON, if JSON is written at all.
    fn document(&mut self, name: &str, content: &impl Serialize) -> Result<(), WriteError> {
        if !self.formats.contains(&OutputFormat::Json) {
            return Ok(());
        }
        let path = self.folder.join(name);
        let mut file = AtomicFile::create(&path)?;
        let written = serde_json::to_writer_pretty(&mut file, content).map_err(std::io::Error::from);
        written
            .and_then(|()| file.write_all(b"\n"))
            .map_err(WriteError::io(&path))?;
        file.commit()?;
        self.written.push(name.to_owned());
        Ok(())
    }

    /// Whether anything but [`record`](Publisher::record) is to be written.
    pub fn writes_pages(&self) -> bool {
        self.formats.contains(&OutputFormat::Md) || self.formats.contains(&OutputFormat::Html)
    }

    /// Writes the next stories, in the order of the run, as a page.
    ///
    /// # Errors
    ///
    /// Fails if a file cannot be written.
    pub fn page(&mut self, stories: &[StoryDigests]) -> Result<(), WriteError> {
        let first = self.done + 1;
        self.done += stories.len();
        let articles = stories.iter().map(|story| 1 + story.others.len()).sum();
        let number = self.is_paged().then_some(self.pages.len() + 1);
        let mut headlines = headlines(stories, number);
        let context = PageContext {
            profile: &self.profile,
            translates: self.translates,
            names: self.names,
            notices: &self.notices,
            stories: stories.len(),
            articles: if self.is_paged() { articles } else { self.total },
            // A run of one page has nothing to come: its failures are all.
            failures: if self.is_paged() { &[] } else { &self.failures },
            is_whole: !self.is_paged(),
        };
        let page = |localizer: &Localizer| PageView::new(localizer, &context, stories, &headlines);
        let mut views: Vec<PageView> = self.localizers.iter().map(page).collect();
        let sources = stories
            .iter()
            .flat_map(StoryDigests::articles)
            .map(SourceView::new)
            .collect();
        self.pages.push((first, self.done));
        self.publish(&mut views, sources, number)?;
        if self.is_paged() {
            self.headlines.append(&mut headlines);
            keep_first(&mut self.headlines);
        }
        Ok(())
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
            let context = PageContext {
                profile: &self.profile,
                translates: self.translates,
                names: self.names,
                notices: &self.notices,
                stories: self.done,
                articles: self.total,
                failures: &self.failures,
                is_whole: true,
            };
            let overview = |localizer: &Localizer| PageView::new(localizer, &context, &[], &[]);
            let mut views: Vec<PageView> = self.localizers.iter().map(overview).collect();
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
                let page = file_name(headline.page, locale, extension);
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
            .chain([file_name(None, None, "html")])
            .chain([JSON_LINES, TABLE, NAMES, STORIES].map(str::to_owned))
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
