//! What a story of several articles has beside its leading one: the others, and where their figures differ.

use serde::Serialize;

use super::article::{TextView, anchor, meta, readable_url};
use crate::digest::Digest;
use crate::write::evidence::{EvidenceView, SourceText};
use crate::write::locale::Localizer;
use crate::write::story::{Numbered, StoryDigests};

/// An article of a story.
#[derive(Serialize)]
pub(in crate::write) struct TellingView {
    pub title: TextView,
    pub meta: Vec<String>,
    pub url: Option<String>,
    /// The anchor of its source text.
    pub target: String,
}

/// One thing on which articles differ.
#[derive(Serialize)]
pub(in crate::write) struct DifferenceView {
    pub claims: Vec<ClaimView>,
}

/// What some articles say of it.
#[derive(Serialize)]
pub(in crate::write) struct ClaimView {
    pub value: String,
    pub sources: Vec<ClaimSourceView>,
}

/// Who says it, and in which words.
#[derive(Serialize)]
pub(in crate::write) struct ClaimSourceView {
    pub name: String,
    pub lang: &'static str,
    pub quotation: String,
    pub evidence: EvidenceView,
}

/// The articles of a story, if there are several.
pub(super) fn tellings(localizer: &Localizer, story: &StoryDigests) -> Vec<TellingView> {
    if story.others.is_empty() {
        return Vec::new();
    }
    let telling = |article: &Numbered| TellingView {
        title: TextView::title(localizer, &article.digest),
        meta: meta(localizer, &article.digest),
        url: readable_url(&article.digest),
        target: anchor(article.number),
    };
    story.articles().map(telling).collect()
}

/// The differences of a story, each claim with its sources.
pub(super) fn differences(localizer: &Localizer, story: &StoryDigests) -> Vec<DifferenceView> {
    let claims = story.differences.iter().map(|difference| {
        let claims = difference.claims.iter().map(|claim| ClaimView {
            value: localizer.value(&claim.value).unwrap_or_default(),
            sources: claim
                .sources
                .iter()
                .filter_map(|(place, span)| {
                    let article = story.article(*place)?;
                    let source = SourceText::new(&article.digest.source.text);
                    Some(ClaimSourceView {
                        name: source_name(&article.digest),
                        lang: article.digest.entry.language.tag(),
                        quotation: source
                            .quotation(&[*span], *span)
                            .into_iter()
                            .map(|part| part.text)
                            .collect(),
                        evidence: source.evidence(&article.digest, &anchor(article.number), *span),
                    })
                })
                .collect(),
        });
        DifferenceView {
            claims: claims.collect(),
        }
    });
    claims.collect()
}

/// Who says it: the agency, else where it was published, else the name of the article.
fn source_name(digest: &Digest) -> String {
    let agency = digest
        .entry
        .dateline
        .as_ref()
        .and_then(|dateline| dateline.agency.clone());
    let host = || {
        let url = readable_url(digest)?;
        let rest = url.split("://").nth(1)?;
        rest.split('/')
            .next()
            .map(|host| host.trim_start_matches("www.").to_owned())
    };
    agency.or_else(host).unwrap_or_else(|| digest.entry.id.to_string())
}
