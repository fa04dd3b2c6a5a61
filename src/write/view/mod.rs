//! What a template prints: digests turned into words and numbers of one language.

mod article;
mod facts;
mod overview;
mod review;
mod source;

use serde::Serialize;

use super::locale::{Label, Localizer};
use crate::article::Locale;
use crate::digest::{Digest, Failure};

pub(super) use article::ArticleView;
pub(super) use overview::{Headline, OverviewView, headlines, keep_first};
pub(super) use review::ReviewView;
pub(super) use source::SourceView;

/// A page of digests in one language.
#[derive(Serialize)]
pub(super) struct PageView {
    pub locale: &'static str,
    pub language_name: &'static str,
    pub words: Words,
    pub summary_line: String,
    pub how_to_translate: Option<&'static str>,
    pub overview: Vec<OverviewView>,
    pub articles: Vec<ArticleView>,
    pub review: Vec<ReviewView>,
    pub failures: Vec<FailureView>,
    pub pages: Vec<LinkView>,
    pub footer: String,
}

/// The words around the content.
#[derive(Serialize)]
pub(super) struct Words {
    pub title: &'static str,
    pub overview: &'static str,
    pub contents: &'static str,
    pub digest: &'static str,
    pub review: &'static str,
    pub nothing_to_review: &'static str,
    pub original: &'static str,
    pub key_facts: &'static str,
    pub evidence: &'static str,
    pub source_text: &'static str,
    pub failed: &'static str,
}

/// A link to a page of articles.
#[derive(Debug, Clone, Serialize)]
pub(super) struct LinkView {
    pub text: String,
    pub target: String,
}

#[derive(Serialize)]
pub(super) struct FailureView {
    pub id: String,
    pub reason: &'static str,
    pub message: String,
}

impl PageView {
    /// A page in the localizer's language, its articles in the order of their headlines. `first` is the number of the
    /// first of them within the run.
    pub fn new(
        localizer: &Localizer,
        profile: &str,
        digests: &[Digest],
        headlines: &[Headline],
        failures: &[Failure],
        first: usize,
        total: usize,
    ) -> Self {
        let numbered = || {
            digests
                .iter()
                .enumerate()
                .map(|(index, digest)| (first + index, digest))
        };
        let order = headlines.iter().map(|headline| headline.number - first);
        let articles: Vec<ArticleView> = order
            .map(|index| ArticleView::new(localizer, &digests[index], first + index))
            .collect();
        let mut review: Vec<ReviewView> = numbered()
            .filter_map(|(number, digest)| ReviewView::new(localizer, digest, number))
            .collect();
        review::sort(&mut review);
        let untranslated = articles.iter().any(|article| article.has_foreign);
        PageView {
            locale: localizer.locale().tag(),
            language_name: endonym(localizer.locale()),
            words: Words::new(localizer),
            summary_line: summary_line(localizer, total, failures.len()),
            how_to_translate: untranslated.then(|| localizer.label(Label::HowToTranslate)),
            overview: headlines
                .iter()
                .map(|headline| OverviewView::new(localizer, headline, ""))
                .collect(),
            articles,
            review,
            failures: failures.iter().map(|failed| failure(localizer, failed)).collect(),
            pages: Vec::new(),
            footer: footer(localizer, profile),
        }
    }
}

impl Words {
    fn new(localizer: &Localizer) -> Self {
        let label = |label| localizer.label(label);
        Words {
            title: label(Label::DigestTitle),
            overview: label(Label::Overview),
            contents: label(Label::Contents),
            digest: label(Label::Digest),
            review: label(Label::Review),
            nothing_to_review: label(Label::NothingToReview),
            original: label(Label::NotTranslated),
            key_facts: label(Label::KeyFacts),
            evidence: label(Label::Evidence),
            source_text: label(Label::SourceText),
            failed: label(Label::Failed),
        }
    }
}

/// By what the digest was made, and that somebody should look at it.
fn footer(localizer: &Localizer, profile: &str) -> String {
    format!(
        "tuyin {} · {profile} · {}",
        env!("CARGO_PKG_VERSION"),
        localizer.label(Label::CheckFirst)
    )
}

/// The name of a language in itself.
fn endonym(locale: Locale) -> &'static str {
    match locale {
        Locale::Kk => "Қазақша",
        Locale::Ru => "Русский",
        Locale::En => "English",
    }
}

fn summary_line(localizer: &Localizer, total: usize, failures: usize) -> String {
    match failures {
        0 => localizer.articles(total),
        failures => format!("{} · {}", localizer.articles(total), localizer.failures(failures)),
    }
}

fn failure(localizer: &Localizer, failure: &Failure) -> FailureView {
    FailureView {
        id: failure.id.to_string(),
        reason: localizer.failure_kind(failure.error.kind),
        message: failure.error.message.clone(),
    }
}
