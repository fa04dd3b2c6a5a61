//! The stages, one after the other, for the articles of a window.

use std::collections::HashMap;
use std::error::Error;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use rayon::prelude::*;

use super::{Models, Settings, Stages};
use crate::article::{Article, Locale, Span};
use crate::check::{Text, TranslationFinding, check_evidence, claim, coverage, leftover, translation};
use crate::digest::{
    Check, Digest, Entry, Fact, Failure, FailureKind, Finding, Reason, SCHEMA, Severity, SourceSentence, Status,
    Summary,
};
use crate::extract::{Extracted, NameTagger, extract, extract_with};
use crate::summarize::{Aids, Embed, SummarizeError, Summarized, SummaryOptions, summarize_with};
use crate::translate::{Judgement, Place, Renderable, Rendered, render};
use crate::understand::{Reading, is_instruction, understand};

/// Digests articles, in input order.
///
/// A defect that panics costs only the article that brings it out.
pub fn digest_batch(
    articles: Vec<Article>,
    settings: &Settings,
    models: &Models,
    seconds: &mut Stages,
) -> Vec<Result<Digest, Failure>> {
    digest_with(articles, settings, models, &mut Drawer::default(), seconds)
}

/// The same with summaries that were kept, and keeping those that are made.
pub(super) fn digest_with(
    articles: Vec<Article>,
    settings: &Settings,
    models: &Models,
    drawer: &mut Drawer<'_>,
    seconds: &mut Stages,
) -> Vec<Result<Digest, Failure>> {
    together_or_alone(articles, |articles| stages(articles, settings, models, drawer, seconds))
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
/// A defect that panics costs only the article that brings it out; a tagger that fails costs the window, whose articles it reads
/// together.
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
    together_or_alone(articles, |articles| tagged_facts(articles, taggers, &make))
}

fn tagged_facts<T>(
    articles: Vec<Article>,
    taggers: &[Box<dyn NameTagger>],
    make: &impl Fn(&Article, &Reading, Vec<Fact>) -> T,
) -> Vec<Result<T, Failure>> {
    let understood: Vec<_> = articles.par_iter().map(understand).collect();
    let (readable, readings, failures) = part(articles, understood);
    match extract_with(&readings, taggers) {
        Ok(facts) => {
            let all = readable.iter().zip(&readings).zip(facts);
            let made = all.map(|((article, reading), extracted)| make(article, reading, extracted.facts));
            rejoin(made.collect(), failures)
        }
        Err(error) => rejoin_failed(readable, &error, failures),
    }
}

/// The summaries of articles, by the models that there are, in input order: the way of the filter. `make` puts the result together.
///
/// A defect that panics costs only the article that brings it out; a model that fails costs the window, whose articles it reads
/// together.
pub fn summaries_batch<T: Send>(
    articles: Vec<Article>,
    options: &SummaryOptions,
    models: &Models,
    make: impl Fn(&Article, &Reading, Summarized) -> T + Sync,
) -> Vec<Result<T, Failure>> {
    let work = |articles: Vec<Article>| {
        let understood: Vec<_> = articles.par_iter().map(understand).collect();
        let (readable, readings, failures) = part(articles, understood);
        match summaries(&readings.iter().collect::<Vec<_>>(), options, models) {
            Ok(summaries) => {
                let all = readable.iter().zip(&readings).zip(summaries);
                let made = all.map(|((article, reading), summarized)| make(article, reading, summarized));
                rejoin(made.collect(), failures)
            }
            Err(error) => rejoin_failed(readable, &error, failures),
        }
    };
    together_or_alone(articles, work)
}

/// Works on articles together; if that panics on each by itself, so that a defect costs only the article that brings it out.
pub(super) fn together_or_alone<T>(
    articles: Vec<Article>,
    mut work: impl FnMut(Vec<Article>) -> Vec<Result<T, Failure>>,
) -> Vec<Result<T, Failure>> {
    match catch_unwind(AssertUnwindSafe(|| work(articles.clone()))) {
        Ok(results) => results,
        Err(_) => articles
            .into_iter()
            .map(|article| alone(article, |article| work(vec![article])))
            .collect(),
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
    drawer: &mut Drawer<'_>,
    seconds: &mut Stages,
) -> Vec<Result<Digest, Failure>> {
    let mut clock = Clock(Instant::now());
    tracing::debug!(articles = articles.len(), "understanding");
    let understood: Vec<_> = articles.par_iter().map(understand).collect();
    let (readable, readings, failures) = part(articles, understood);
    seconds.understand += clock.lap();
    let options = SummaryOptions {
        sentences: settings.sentences,
    };
    tracing::debug!(articles = readings.len(), "summarizing");
    let summaries = kept_or_made(&readable, &readings, &options, models, drawer);
    seconds.summarize += clock.lap();
    let summaries = match summaries {
        Ok(summaries) => summaries,
        Err(error) => return rejoin_failed(readable, &error, failures),
    };
    tracing::debug!(articles = readings.len(), "extracting");
    let facts = extract_with(&readings, &models.taggers);
    seconds.extract += clock.lap();
    let facts = match facts {
        Ok(facts) => facts,
        Err(error) => return rejoin_failed(readable, &error, failures),
    };
    tracing::debug!(articles = readings.len(), "checking");
    let checked: Vec<Checked> = (&readable, summaries, facts)
        .into_par_iter()
        .map(|(article, summarized, extracted)| Checked::of(article, summarized, extracted))
        .collect();
    seconds.check += clock.lap();
    tracing::debug!(articles = readings.len(), "translating");
    let renderables = readings.iter().zip(&checked).map(|(reading, checked)| Renderable {
        title: reading.title.as_ref(),
        summary: &checked.summary,
    });
    let renderables: Vec<Renderable<'_>> = renderables.collect();
    let rendered = render(&renderables, &settings.to, &models.translators, judge);
    drop(renderables);
    seconds.translate += clock.lap();
    let rendered = match rendered {
        Ok(rendered) => rendered,
        Err(error) => return rejoin_failed(readable, &error, failures),
    };
    let digests: Vec<Digest> = (readable, readings, checked, rendered)
        .into_par_iter()
        .map(|(article, reading, checked, rendered)| assemble(article, &reading, checked, rendered))
        .collect();
    seconds.check += clock.lap();
    rejoin(digests, failures)
}

/// Where summaries lie that models made: they are what takes longest, and are not to be made twice.
#[derive(Default)]
pub(super) struct Drawer<'d> {
    /// Those that are there, by the names of their articles.
    pub kept: HashMap<String, Summarized>,
    /// Takes those that are made.
    pub keep: Option<Keep<'d>>,
}

/// Takes the summary of an article.
pub(super) type Keep<'d> = &'d mut dyn FnMut(&Article, &Summarized);

/// The summaries of articles: those that were kept, and for the others new ones.
fn kept_or_made(
    articles: &[Article],
    readings: &[Reading],
    options: &SummaryOptions,
    models: &Models,
    drawer: &mut Drawer<'_>,
) -> Result<Vec<Summarized>, SummarizeError> {
    let kept: Vec<Option<Summarized>> = articles
        .iter()
        .map(|article| drawer.kept.get(&article.id.to_string()).cloned())
        .collect();
    let new = readings.iter().zip(&kept).filter(|(_, kept)| kept.is_none());
    let new: Vec<&Reading> = new.map(|(reading, _)| reading).collect();
    let mut made = summaries(&new, options, models)?.into_iter();
    let all = articles.iter().zip(kept).filter_map(|(article, kept)| {
        kept.or_else(|| {
            let summarized = made.next()?;
            if let Some(keep) = &mut drawer.keep {
                keep(article, &summarized);
            }
            Some(summarized)
        })
    });
    Ok(all.collect())
}

/// The summaries of articles, by the models that there are.
fn summaries(
    readings: &[&Reading],
    options: &SummaryOptions,
    models: &Models,
) -> Result<Vec<Summarized>, SummarizeError> {
    let embedder = models.embedder.as_deref();
    let vectors = |texts: &[&str]| match embedder {
        Some(embedder) => embedder.embed(texts),
        None => Ok(Vec::new()),
    };
    let reads = |locale| embedder.is_some_and(|embedder| embedder.reads(locale));
    let aids = Aids {
        judge: judge_claim,
        embed: embedder.map(|_| Embed {
            vectors: &vectors,
            reads: &reads,
        }),
    };
    summarize_with(readings, options, &models.writers, aids)
}

/// What was made of an article, checked against its source.
struct Checked {
    summary: Summary,
    facts: Vec<Fact>,
    findings: Vec<Finding>,
    /// Which sentences were read for the summary.
    read: Vec<Range<usize>>,
}

impl Checked {
    fn of(article: &Article, summarized: Summarized, extracted: Extracted) -> Self {
        let Extracted { mut facts, unfounded } = extracted;
        let Summarized {
            mut summary,
            read,
            remarks,
        } = summarized;
        let mut findings = check_evidence(&article.source.text, &mut summary, &mut facts);
        findings.extend(remarks.into_iter().map(|remark| Finding {
            check: Check::Summary,
            severity: Severity::Error,
            locale: None,
            message: remark.message,
            spans: remark.spans,
        }));
        findings.extend(unfounded.into_iter().map(|message| Finding {
            check: Check::Facts,
            severity: Severity::Warning,
            locale: None,
            message,
            spans: Vec::new(),
        }));
        Checked {
            summary,
            facts,
            findings,
            read,
        }
    }
}

/// The articles that could be understood with their readings, and for every article its failure if it has one.
pub(super) fn part(
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
pub(super) fn rejoin_failed<T>(
    articles: Vec<Article>,
    error: &dyn Error,
    failures: Vec<Option<Failure>>,
) -> Vec<Result<T, Failure>> {
    let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
    let message = format!("{error}{cause}; run again to go on");
    let mut articles = articles.into_iter();
    let slot = |failure: Option<Failure>| match failure {
        Some(failure) => Some(Err(failure)),
        None => Some(Err(Failure::new(articles.next()?.id, FailureKind::Model, &message))),
    };
    failures.into_iter().filter_map(slot).collect()
}

/// Puts digests and failures back in the order of the articles.
pub(super) fn rejoin<T>(digests: Vec<T>, failures: Vec<Option<Failure>>) -> Vec<Result<T, Failure>> {
    let mut digests = digests.into_iter();
    let slot = |failure| match failure {
        Some(failure) => Some(Err(failure)),
        None => digests.next().map(Ok),
    };
    failures.into_iter().filter_map(slot).collect()
}

/// Puts everything together.
fn assemble(article: Article, reading: &Reading, checked: Checked, rendered: Rendered) -> Digest {
    let Checked {
        summary,
        facts,
        mut findings,
        read,
    } = checked;
    let spans: Vec<Span> = reading.sentences.iter().map(|sentence| sentence.span).collect();
    let (coverage, unread) = coverage(&spans, &read_or_told(&read, reading));
    findings.extend(unread);
    findings.extend(instructions(reading));
    findings.extend(of_translations(&rendered, reading, &summary));
    let renditions = rendered.renditions;
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

/// The title and the sentences of a source that speak to models.
fn instructions(reading: &Reading) -> impl Iterator<Item = Finding> + '_ {
    let title = reading.title.as_ref();
    let title = title.filter(|title| is_instruction(&title.text, title.language));
    let title = title.map(|title| (title.text.as_str(), title.span));
    let sentences = reading.sentences.iter().filter(|sentence| sentence.speaks_to_models);
    let sentences = sentences.map(|sentence| (reading.text(sentence), Some(sentence.span)));
    let spoken = title.into_iter().chain(sentences);
    spoken.map(|(text, span)| Finding {
        check: Check::Instructions,
        severity: Severity::Warning,
        locale: None,
        message: format!(
            "the source tells models what to do: “{text}”; it was given to no model that follows instructions"
        ),
        spans: span.into_iter().collect(),
    })
}

/// The sentences that were read for a summary, with those that are left out on purpose: that is told by a finding of its own.
fn read_or_told(read: &[Range<usize>], reading: &Reading) -> Vec<Range<usize>> {
    let sentences = reading.sentences.iter().enumerate();
    let told = sentences.filter(|(_, sentence)| sentence.speaks_to_models);
    read.iter()
        .cloned()
        .chain(told.map(|(index, _)| index..index + 1))
        .collect()
}

/// What is found out about a sentence that a model wrote beside its evidence.
fn judge_claim((text, locale): (&str, Locale), evidence: &str) -> (Status, Vec<String>) {
    let language = locale.language();
    let side = |text| Text { text, language };
    let found = claim(side(text), side(evidence));
    (found.status, found.reasons)
}

/// What is found out about a translation.
pub(super) fn judge((source, from): (&str, Locale), (target, to): (&str, Locale)) -> Judgement {
    let side = |text, locale: Locale| Text {
        text,
        language: locale.language(),
    };
    let (errors, warnings): (Vec<_>, Vec<_>) = translation(side(source, from), side(target, to))
        .into_iter()
        .partition(|finding| finding.severity == Severity::Error);
    let messages = |findings: Vec<TranslationFinding>| -> Vec<String> {
        findings.into_iter().map(|finding| finding.message).collect()
    };
    Judgement {
        errors: messages(errors).into_iter().chain(leftover(target, source)).collect(),
        warnings: messages(warnings),
    }
}

/// What became of translations that were not good enough, and of those that are worth a look.
fn of_translations(rendered: &Rendered, reading: &Reading, summary: &Summary) -> Vec<Finding> {
    let finding = |place, to, severity, message: &dyn Fn(&str) -> String| {
        let (text, spans) = translated_text(place, reading, summary);
        Finding {
            check: Check::Translation,
            severity,
            locale: Some(to),
            message: message(text),
            spans,
        }
    };
    let refused = rendered.refused.iter().map(|refusal| {
        finding(refusal.place, refusal.to, Severity::Error, &|text| {
            format!(
                "“{text}” is not translated into `{}`: of {} attempts none was good; of the last: {}",
                refusal.to,
                refusal.attempts,
                refusal.reasons.join("; ")
            )
        })
    });
    let doubts = rendered.doubts.iter().map(|doubt| {
        finding(doubt.place, doubt.to, Severity::Warning, &|text| {
            format!(
                "the translation of “{text}” into `{}`: {}",
                doubt.to,
                doubt.reasons.join("; ")
            )
        })
    });
    refused.chain(doubts).collect()
}

/// A text that was to be translated, and its place in the source.
fn translated_text<'a>(place: Place, reading: &'a Reading, summary: &'a Summary) -> (&'a str, Vec<Span>) {
    let written = match place {
        Place::Title => None,
        Place::Headline => summary.headline.as_ref(),
        Place::Sentence(number) => summary.sentences.get(number),
    };
    let title = reading.title.as_ref();
    match written {
        Some(sentence) => (sentence.text.as_str(), sentence.spans.clone()),
        None => (
            title.map_or("", |title| title.text.as_str()),
            title.and_then(|title| title.span).into_iter().collect(),
        ),
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
