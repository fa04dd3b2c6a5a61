//! The stages, one after the other, for the articles of a window.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Models, Settings};
use crate::article::{Article, Span};
use crate::check::{check_evidence, coverage};
use crate::digest::{Digest, Entry, Fact, Failure, FailureKind, Reason, SCHEMA, SourceSentence};
use crate::extract::{NameTagger, TagError, extract, extract_with};
use crate::summarize::{Summarized, SummaryOptions, summarize};
use crate::translate::render;
use crate::understand::{Reading, understand};

/// How long the stages took, in seconds of the clock on the wall.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StageSeconds {
    /// Finding out what an article says and in which language.
    pub understand: f64,
    /// Summaries.
    pub summarize: f64,
    /// Facts.
    pub extract: f64,
    /// Checks and renditions.
    pub check: f64,
    /// Putting articles together into stories, and names into the name table.
    #[serde(default)]
    pub relate: f64,
}

/// Digests articles, in input order.
///
/// A defect that panics costs only the article that brings it out.
pub fn digest_batch(
    articles: Vec<Article>,
    settings: &Settings,
    models: &Models,
    seconds: &mut StageSeconds,
) -> Vec<Result<Digest, Failure>> {
    match catch_unwind(AssertUnwindSafe(|| stages(articles.clone(), settings, models, seconds))) {
        Ok(results) => results,
        Err(_) => articles
            .into_iter()
            .map(|article| {
                alone(article, |article| {
                    stages(vec![article], settings, models, &mut StageSeconds::default())
                })
            })
            .collect(),
    }
}

/// Understands articles and does something with each, in input order: the way of the filters.
pub fn read_batch<T: Send>(
    articles: Vec<Article>,
    work: impl Fn(&Article, &Reading) -> T + Sync,
) -> Vec<Result<T, Failure>> {
    let one = |article: Article| {
        alone(article, |article| {
            let done = understand(&article).map(|reading| work(&article, &reading));
            vec![done.map_err(|error| Failure { id: article.id, error })]
        })
    };
    articles.into_par_iter().map(one).collect()
}

/// The facts of articles, by rules and taggers, in input order: the way of the filter. `make` puts the result together.
///
/// A defect that panics costs the window; a tagger that fails does too, since it reads all articles together.
pub fn facts_batch<T: Send>(
    articles: Vec<Article>,
    taggers: &[Box<dyn NameTagger>],
    make: impl Fn(&Article, &Reading, Vec<Fact>) -> T + Sync,
) -> Vec<Result<T, Failure>> {
    if taggers.is_empty() {
        return read_batch(articles, |article, reading| {
            let facts = extract(std::slice::from_ref(reading));
            make(article, reading, facts.into_iter().flatten().collect())
        });
    }
    let understood: Vec<_> = articles.par_iter().map(understand).collect();
    let (readable, readings, failures) = part(articles, understood);
    match extract_with(&readings, taggers) {
        Ok(facts) => {
            let all = readable.iter().zip(&readings).zip(facts);
            let made = all.map(|((article, reading), facts)| make(article, reading, facts));
            rejoin(made.collect(), failures)
        }
        Err(error) => rejoin_failed(readable, &error, failures),
    }
}

/// Works on one article; a panic becomes its failure.
fn alone<T>(article: Article, work: impl FnOnce(Article) -> Vec<Result<T, Failure>>) -> Result<T, Failure> {
    let id = article.id.clone();
    let result = catch_unwind(AssertUnwindSafe(|| work(article).pop())).ok().flatten();
    result.unwrap_or_else(|| {
        Err(Failure::new(
            id,
            FailureKind::Internal,
            "a defect of tuyin; please report it with the article",
        ))
    })
}

fn stages(
    articles: Vec<Article>,
    settings: &Settings,
    models: &Models,
    seconds: &mut StageSeconds,
) -> Vec<Result<Digest, Failure>> {
    let mut clock = Clock(Instant::now());
    let understood: Vec<_> = articles.par_iter().map(understand).collect();
    let (readable, readings, failures) = part(articles, understood);
    seconds.understand += clock.lap();
    let summaries = summarize(
        &readings,
        &SummaryOptions {
            sentences: settings.sentences,
        },
    );
    seconds.summarize += clock.lap();
    let facts = extract_with(&readings, &models.taggers);
    seconds.extract += clock.lap();
    let facts = match facts {
        Ok(facts) => facts,
        Err(error) => return rejoin_failed(readable, &error, failures),
    };
    let digests: Vec<Digest> = (readable, readings, summaries, facts)
        .into_par_iter()
        .map(|(article, reading, summarized, facts)| assemble(article, &reading, summarized, facts, settings))
        .collect();
    seconds.check += clock.lap();
    rejoin(digests, failures)
}

/// The articles that could be understood with their readings, and for every article its failure if it has one.
fn part(
    articles: Vec<Article>,
    understood: Vec<Result<Reading, Reason>>,
) -> (Vec<Article>, Vec<Reading>, Vec<Option<Failure>>) {
    let mut readable = Vec::with_capacity(articles.len());
    let mut readings = Vec::with_capacity(articles.len());
    let mut failures = Vec::with_capacity(articles.len());
    for (article, result) in articles.into_iter().zip(understood) {
        match result {
            Ok(reading) => {
                readable.push(article);
                readings.push(reading);
                failures.push(None);
            }
            Err(error) => failures.push(Some(Failure { id: article.id, error })),
        }
    }
    (readable, readings, failures)
}

/// A failure for each article that a model was to read, and those that failed before.
fn rejoin_failed<T>(
    articles: Vec<Article>,
    error: &TagError,
    failures: Vec<Option<Failure>>,
) -> Vec<Result<T, Failure>> {
    let message = format!("{error}: {}; run again to go on", error.source);
    let mut articles = articles.into_iter();
    let slot = |failure: Option<Failure>| match failure {
        Some(failure) => Some(Err(failure)),
        None => Some(Err(Failure::new(articles.next()?.id, FailureKind::Model, &message))),
    };
    failures.into_iter().filter_map(slot).collect()
}

/// Puts digests and failures back in the order of the articles.
fn rejoin<T>(digests: Vec<T>, failures: Vec<Option<Failure>>) -> Vec<Result<T, Failure>> {
    let mut digests = digests.into_iter();
    let slot = |failure| match failure {
        Some(failure) => Some(Err(failure)),
        None => digests.next().map(Ok),
    };
    failures.into_iter().filter_map(slot).collect()
}

/// Checks what was made of an article against its source and puts everything together.
fn assemble(
    article: Article,
    reading: &Reading,
    summarized: Summarized,
    mut facts: Vec<Fact>,
    settings: &Settings,
) -> Digest {
    let Summarized { mut summary, read } = summarized;
    let mut findings = check_evidence(&article.source.text, &mut summary, &mut facts);
    let spans: Vec<Span> = reading.sentences.iter().map(|sentence| sentence.span).collect();
    let (coverage, unread) = coverage(&spans, &read);
    findings.extend(unread);
    let renditions = render(reading.title.as_ref(), &summary, &settings.to);
    let sentence = |(span, language)| SourceSentence { span, language };
    let languages = reading.sentences.iter().map(|sentence| sentence.language);
    Digest {
        entry: Entry {
            schema: SCHEMA,
            id: article.id,
            language: reading.language,
            title: reading.title.clone(),
            date: reading.date,
            dateline: reading.dateline.clone(),
            url: article.url,
            author: article.author,
            extra: article.extra,
            summary,
            facts,
            renditions,
            findings,
            coverage,
        },
        notes: reading.notes.clone(),
        sentences: spans.into_iter().zip(languages).map(sentence).collect(),
        source: article.source,
    }
}

/// A stopwatch with laps.
struct Clock(Instant);

impl Clock {
    fn lap(&mut self) -> f64 {
        let now = Instant::now();
        let seconds = (now - self.0).as_secs_f64();
        self.0 = now;
        seconds
    }
}
