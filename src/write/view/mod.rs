//! What a template prints: digests turned into words and numbers of one language.

mod article;
mod facts;
mod overview;
mod review;
mod source;
mod story;

use serde::Serialize;

use super::locale::{Label, Localizer};
use super::story::StoryDigests;
use crate::article::Locale;
use crate::digest::Failure;
use crate::relate::NameTable;

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
    /// Names that the run spells in more than one way, with the spellings.
    pub spellings: Vec<Vec<String>>,
    pub failures: Vec<FailureView>,
    pub pages: Vec<LinkView>,
    pub footer: String,
    pub notices: Vec<String>,
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
    pub tellings: &'static str,
    pub differences: &'static str,
    pub spellings: &'static str,
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

/// What a page has beside its stories.
pub(super) struct PageContext<'p> {
    pub profile: &'p str,
    /// Whether a model translated.
    pub translates: bool,
    pub names: &'p NameTable,
    /// What the licences of models want to be printed.
    pub notices: &'p [String],
    /// How many articles the page, or the whole run, holds.
    pub articles: usize,
    /// How many stories these tell.
    pub stories: usize,
    /// The articles that could not be read.
    pub failures: &'p [Failure],
    /// Whether it is the page, or the overview, of the whole run.
    pub is_whole: bool,
}

impl PageView {
    /// A page in the localizer's language, its stories in the order of their headlines.
    pub fn new(
        localizer: &Localizer,
        context: &PageContext<'_>,
        stories: &[StoryDigests],
        headlines: &[Headline],
    ) -> Self {
        let PageContext { names, failures, .. } = context;
        let of_number = |headline: &Headline| stories.iter().find(|story| story.first.number == headline.number);
        let articles: Vec<ArticleView> = headlines
            .iter()
            .filter_map(of_number)
            .map(|story| ArticleView::new(localizer, names, story))
            .collect();
        let told = stories.iter().flat_map(StoryDigests::articles);
        let mut review: Vec<ReviewView> = told
            .filter_map(|article| ReviewView::new(localizer, names, article))
            .collect();
        review::sort(&mut review);
        let untranslated = articles.iter().any(|article| article.has_foreign);
        PageView {
            locale: localizer.locale().tag(),
            language_name: endonym(localizer.locale()),
            words: Words::new(localizer),
            summary_line: summary_line(localizer, context),
            how_to_translate: untranslated.then(|| {
                localizer.label(match context.translates {
                    true => Label::NotAllTranslated,
                    false => Label::HowToTranslate,
                })
            }),
            overview: headlines
                .iter()
                .map(|headline| OverviewView::new(localizer, headline, ""))
                .collect(),
            articles,
            review,
            spellings: if context.is_whole { spellings(names) } else { Vec::new() },
            failures: failures.iter().map(|failed| failure(localizer, failed)).collect(),
            pages: Vec::new(),
            footer: footer(localizer, context.profile),
            notices: context.notices.to_vec(),
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
            tellings: label(Label::Tellings),
            differences: label(Label::Differences),
            spellings: label(Label::Spellings),
        }
    }
}

fn spellings(names: &NameTable) -> Vec<Vec<String>> {
    let spellings = names.names.iter().map(|entry| entry.spellings.clone());
    spellings.filter(|spellings| !spellings.is_empty()).collect()
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

fn summary_line(localizer: &Localizer, context: &PageContext<'_>) -> String {
    let failures = context.failures.len();
    let is_grouped = context.stories + failures < context.articles;
    let stories = is_grouped.then(|| localizer.stories(context.stories));
    let failures = (failures > 0).then(|| localizer.failures(failures));
    let parts = [Some(localizer.articles(context.articles)), stories, failures];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn failure(localizer: &Localizer, failure: &Failure) -> FailureView {
    FailureView {
        id: failure.id.to_string(),
        reason: localizer.failure_kind(failure.error.kind),
        message: failure.error.message.clone(),
    }
}
