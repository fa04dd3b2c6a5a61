//! From what is finished to the files of a digest: articles put together into stories, stories into pages.

use std::time::Instant;

use super::RunError;
use super::ledger::{Key, Ledger};
use crate::article::{Id, Locale};
use crate::digest::{Digest, Failure, Place};
use crate::relate::{NameTable, Story, Trace, stories};
use crate::write::locale::Localizer;
use crate::write::{Numbered, PAGE_ARTICLES, Publication, Publisher, Stories, StoryDigests};

use super::RunOptions;

/// What came of the articles of a run, in input order.
pub(super) struct Edition<'r> {
    pub options: &'r RunOptions,
    /// Whether models translated.
    pub translates: bool,
    pub ledger: &'r Ledger,
    pub outcomes: &'r [Result<Key, Failure>],
    /// The traces of the articles that were digested, in the same order.
    pub traces: &'r [Trace],
}

/// What was published.
pub(super) struct Published {
    /// The files, relative to the output folder.
    pub files: Vec<String>,
    /// How many stories there are.
    pub stories: usize,
    /// How long it took to find them, and the names.
    pub seconds: f64,
}

impl Edition<'_> {
    /// Writes all files of the digest but those of single articles and the report.
    pub fn publish(&self) -> Result<Published, RunError> {
        let settings = &self.options.settings;
        let began = Instant::now();
        let names = self.names();
        let stories = match settings.group {
            true => stories(self.traces),
            false => (0..self.traces.len()).map(Story::alone).collect(),
        };
        let seconds = began.elapsed().as_secs_f64();
        let failures: Vec<Failure> = self
            .outcomes
            .iter()
            .filter_map(|outcome| outcome.as_ref().err().cloned())
            .collect();
        let mut publisher = Publisher::new(
            &self.options.output,
            &Publication {
                profile: &settings.profile,
                translates: self.translates,
                locales: &settings.to,
                formats: &settings.format,
                names: &names,
                failures: &failures,
                notices: &self.options.notices,
                total: self.outcomes.len(),
            },
        )?;
        for outcome in self.outcomes {
            publisher.record(&self.load(outcome)?)?;
        }
        publisher.names()?;
        publisher.stories(&self.records(&stories))?;
        if publisher.writes_pages() && !self.outcomes.is_empty() {
            self.pages(&stories, &mut publisher)?;
        }
        Ok(Published {
            files: publisher.finish()?,
            stories: stories.len(),
            seconds,
        })
    }

    fn names(&self) -> NameTable {
        let localizers = Locale::ALL.map(Localizer::new);
        NameTable::of(self.traces, |place: &Place, locale| {
            let localizer = localizers.iter().find(|localizer| localizer.locale() == locale);
            localizer.map(|localizer| localizer.place(place)).unwrap_or_default()
        })
    }

    fn load(&self, outcome: &Result<Key, Failure>) -> Result<Result<Digest, Failure>, RunError> {
        match outcome {
            Ok(key) => Ok(Ok(self.ledger.digest(key)?)),
            Err(failure) => Ok(Err(failure.clone())),
        }
    }

    /// The stories of more than one article.
    fn records(&self, stories: &[Story]) -> Stories {
        let mut records = Stories::new();
        for story in stories.iter().filter(|story| story.articles.len() > 1) {
            let ids: Vec<Id> = story
                .articles
                .iter()
                .map(|article| self.traces[*article].id.clone())
                .collect();
            records.add(ids, &story.differences);
        }
        records
    }

    /// Writes the pages, each of whole stories.
    fn pages(&self, stories: &[Story], publisher: &mut Publisher<'_>) -> Result<(), RunError> {
        let digested: Vec<(usize, &Key)> = self
            .outcomes
            .iter()
            .enumerate()
            .filter_map(|(index, outcome)| Some((index + 1, outcome.as_ref().ok()?)))
            .collect();
        let numbered = |article: usize| -> Result<Numbered, RunError> {
            let (number, key) = digested[article];
            let digest = self.ledger.digest(key)?;
            Ok(Numbered { number, digest })
        };
        let mut page: Vec<StoryDigests> = Vec::new();
        let mut articles = 0;
        for story in stories {
            let (first, others) = story.articles.split_first().unwrap_or((&0, &[]));
            page.push(StoryDigests {
                first: numbered(*first)?,
                others: others
                    .iter()
                    .map(|article| numbered(*article))
                    .collect::<Result<_, _>>()?,
                differences: story.differences.clone(),
            });
            articles += story.articles.len();
            if articles >= PAGE_ARTICLES {
                publisher.page(&page)?;
                page.clear();
                articles = 0;
            }
        }
        if !page.is_empty() || stories.is_empty() {
            publisher.page(&page)?;
        }
        Ok(())
    }
}
