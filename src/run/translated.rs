//! Whole articles in another language: the way of the filter.

use rayon::prelude::*;
use serde::Serialize;

use super::pipeline::{judge, part, rejoin as in_order, rejoin_failed, together_or_alone};
use crate::article::{Article, Id, Language, Locale, Span};
use crate::digest::{Check, Failure, Finding, Severity};
use crate::translate::{Passage, Translation, Translators, passages, rejoin};
use crate::understand::{Reading, understand};

/// An article in another language.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TranslatedArticle {
    /// The article.
    pub id: Id,
    /// The language that it is in now, but for sentences that could not be translated; its own if none could.
    pub language: Language,
    /// Its title, if that does not stand in its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its text, with paragraphs and line ends as they were.
    pub text: String,
    /// What could not be translated well enough, and what is worth a look.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
}

impl TranslatedArticle {
    /// Whether something in it could not be translated.
    pub fn is_incomplete(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }
}

/// A passage of an article with its place; the title may have none.
struct Placed<'r> {
    passage: Passage<'r>,
    span: Option<Span>,
}

/// Translates articles sentence by sentence, each from its own language, in input order.
///
/// A defect that panics costs only the article that brings it out; a model that fails costs those that it was to read.
pub fn translate_batch(
    articles: Vec<Article>,
    to: Locale,
    translators: &Translators,
) -> Vec<Result<TranslatedArticle, Failure>> {
    together_or_alone(articles, |articles| translated(articles, to, translators))
}

fn translated(
    articles: Vec<Article>,
    to: Locale,
    translators: &Translators,
) -> Vec<Result<TranslatedArticle, Failure>> {
    let understood: Vec<_> = articles.par_iter().map(understand).collect();
    let (readable, readings, failures) = part(articles, understood);
    let placed: Vec<Vec<Placed<'_>>> = readings.iter().map(placed).collect();
    let texts: Vec<Passage<'_>> = placed.iter().flatten().map(|placed| placed.passage).collect();
    let translations = match passages(&texts, to, translators, judge) {
        Ok(translations) => translations,
        Err(error) => return rejoin_failed(readable, &error, failures),
    };
    let mut translations = translations.into_iter();
    let languages = readings.iter().map(|reading| reading.language);
    let done = readable.into_iter().zip(languages).zip(placed);
    let done = done.map(|((article, language), placed)| {
        let own: Vec<Translation> = translations.by_ref().take(placed.len()).collect();
        put_together(article, language, &placed, own, to)
    });
    in_order(done.collect(), failures)
}

/// The passages of an article in the order of the source; a title that stands elsewhere comes first.
fn placed(reading: &Reading) -> Vec<Placed<'_>> {
    let title = reading.title.as_ref().map(|title| Placed {
        passage: Passage {
            text: &title.text,
            language: title.language,
        },
        span: title.span,
    });
    let sentences = reading.sentences.iter().map(|sentence| Placed {
        passage: Passage {
            text: reading.text(sentence),
            language: sentence.language,
        },
        span: Some(sentence.span),
    });
    title.into_iter().chain(sentences).collect()
}

fn put_together(
    article: Article,
    own: Language,
    placed: &[Placed<'_>],
    translations: Vec<Translation>,
    to: Locale,
) -> TranslatedArticle {
    let is_translated = |translation: &Translation| matches!(translation, Translation::Translated { .. });
    let language = match translations.iter().any(is_translated) {
        true => to.language(),
        false => own,
    };
    let mut title = None;
    let mut findings = Vec::new();
    let mut pieces: Vec<(Span, String)> = Vec::new();
    for (placed, translation) in placed.iter().zip(translations) {
        findings.extend(finding(placed, &translation, to));
        let Translation::Translated { text, .. } = translation else {
            continue;
        };
        match placed.span {
            Some(span) => pieces.push((span, text)),
            None => title = Some(text),
        }
    }
    let pieces = pieces.iter().map(|(span, text)| (*span, text.as_str()));
    TranslatedArticle {
        id: article.id,
        language,
        // A title that stands in the text is translated there.
        title: title.or(article
            .title
            .filter(|_| placed.iter().any(|placed| placed.span.is_none()))),
        text: rejoin(&article.source.text, pieces),
        findings,
    }
}

fn finding(placed: &Placed<'_>, translation: &Translation, to: Locale) -> Option<Finding> {
    let text = placed.passage.text;
    let (severity, message) = match translation {
        Translation::Refused { reasons, attempts } => (
            Severity::Error,
            format!(
                "“{text}” stays in its language: of {attempts} attempts none was good; of the last: {}",
                reasons.join("; ")
            ),
        ),
        Translation::Kept if placed.passage.language.locale().is_some_and(|locale| locale != to) => (
            Severity::Error,
            format!("“{text}” stays in its language: no model leads from there to `{to}`"),
        ),
        Translation::Translated { doubts, .. } if !doubts.is_empty() => (
            Severity::Warning,
            format!("the translation of “{text}”: {}", doubts.join("; ")),
        ),
        _ => return None,
    };
    Some(Finding {
        check: Check::Translation,
        severity,
        locale: Some(to),
        message,
        spans: placed.span.into_iter().collect(),
    })
}
