//! An article as a digest prints it.

use serde::Serialize;

use super::facts::{FactsView, facts};
use super::story::{DifferenceView, TellingView, differences, tellings};
use crate::article::Language;
use crate::digest::{Digest, Finding, PartialDate, RenderedText, Rendition, Severity, Status};
use crate::relate::NameTable;
use crate::write::evidence::{EvidenceView, SourceText};
use crate::write::locale::{Label, Localizer};
use crate::write::story::{Numbered, StoryDigests};

/// The longest heading that is made from a sentence, in characters.
const LONGEST_HEADING: usize = 80;

#[derive(Serialize)]
pub(in crate::write) struct ArticleView {
    pub anchor: String,
    pub title: TextView,
    pub meta: Vec<String>,
    pub url: Option<String>,
    pub sentences: Vec<TextView>,
    pub facts: Vec<FactsView>,
    /// How much the checks found wrong, if anything; what it is, is for those who review.
    pub notice: Option<String>,
    pub has_foreign: bool,
    /// The articles that tell it, if there are several.
    pub tellings: Vec<TellingView>,
    /// Where these differ.
    pub differences: Vec<DifferenceView>,
}

/// A text and whether it stands in another language than the page.
#[derive(Serialize)]
pub(in crate::write) struct TextView {
    pub text: String,
    pub lang: &'static str,
    pub is_foreign: bool,
    /// The name of its language, if that is neither the page's nor the article's.
    pub foreign_language: Option<&'static str>,
    pub is_doubtful: bool,
    /// What bears it out.
    pub evidence: Option<EvidenceView>,
}

impl ArticleView {
    /// A story, told by the article that stands for it in the language of the page.
    pub fn new(localizer: &Localizer, names: &NameTable, story: &StoryDigests) -> Self {
        let Numbered { number, digest } = story.lead(localizer.locale());
        let anchor = anchor(*number);
        let source = SourceText::new(&digest.source.text);
        let rendition = rendition(localizer, digest);
        let sentences: Vec<TextView> = rendition
            .into_iter()
            .flat_map(|rendition| rendition.sentences.iter().zip(&digest.entry.summary.sentences))
            .map(|(sentence, chosen)| {
                let evidence = chosen.spans.first().map(|span| source.evidence(digest, &anchor, *span));
                TextView {
                    evidence,
                    ..TextView::new(localizer, digest, sentence, chosen.status)
                }
            })
            .collect();
        let title = TextView::title(localizer, digest);
        ArticleView {
            has_foreign: title.is_foreign || sentences.iter().any(|sentence| sentence.is_foreign),
            title,
            meta: meta(localizer, digest),
            url: readable_url(digest),
            sentences,
            facts: facts(localizer, names, digest, &source, &anchor),
            notice: notice(localizer, story),
            tellings: tellings(localizer, story),
            differences: differences(localizer, story),
            anchor: self::anchor(story.first.number),
        }
    }
}

/// How many errors the checks found that concern the readers of the page.
fn notice(localizer: &Localizer, story: &StoryDigests) -> Option<String> {
    let findings = story.articles().flat_map(|article| &article.digest.entry.findings);
    let is_told = |finding: &&Finding| {
        finding.severity == Severity::Error && finding.locale.is_none_or(|locale| locale == localizer.locale())
    };
    let errors = findings.filter(is_told).count();
    (errors > 0).then(|| format!("{}: {errors}", localizer.label(Label::CheckNotes)))
}

/// Where an article was published, if a link to it does no harm.
pub(super) fn readable_url(digest: &Digest) -> Option<String> {
    let url = digest.entry.url.clone();
    url.filter(|url| url.starts_with("https://") || url.starts_with("http://"))
}

impl TextView {
    fn new(localizer: &Localizer, digest: &Digest, rendered: &RenderedText, status: Status) -> Self {
        let is_foreign = !rendered.is_read_in(localizer.locale());
        let is_mixed_in = is_foreign && rendered.language != digest.entry.language;
        TextView {
            text: rendered.text.clone(),
            lang: rendered.language.tag(),
            is_foreign,
            foreign_language: is_mixed_in.then(|| localizer.language(rendered.language)),
            is_doubtful: status != Status::Supported,
            evidence: None,
        }
    }

    /// The title as rendered; an article without one is named by its headline, else by the beginning of its summary.
    pub fn title(localizer: &Localizer, digest: &Digest) -> Self {
        let rendition = rendition(localizer, digest);
        let summary = &digest.entry.summary;
        let titled = || Some((rendition?.title.clone()?, Status::Supported));
        let headed = || Some((rendition?.headline.clone()?, summary.headline.as_ref()?.status));
        let lead = || {
            let lead = rendition?.sentences.first()?;
            let text = RenderedText {
                text: beginning(&lead.text),
                language: lead.language,
                models: lead.models.clone(),
            };
            Some((text, summary.sentences.first()?.status))
        };
        let unnamed = || RenderedText {
            text: heading(digest),
            language: Language::Undetermined,
            models: Vec::new(),
        };
        let (text, status) = titled()
            .or_else(headed)
            .or_else(lead)
            .unwrap_or_else(|| (unnamed(), Status::Supported));
        TextView::new(localizer, digest, &text, status)
    }
}

fn rendition<'d>(localizer: &Localizer, digest: &'d Digest) -> Option<&'d Rendition> {
    let mut renditions = digest.entry.renditions.iter();
    renditions.find(|rendition| rendition.locale == localizer.locale())
}

/// What links to an article of a page point at.
pub(super) fn anchor(number: usize) -> String {
    format!("a{number}")
}

/// What an article is called in its own language: its title, else its headline, else the beginning of its summary, else its id.
pub(super) fn heading(digest: &Digest) -> String {
    let summary = &digest.entry.summary;
    let title = digest.entry.title.as_ref().map(|title| title.text.clone());
    let headline = || summary.headline.as_ref().map(|headline| headline.text.clone());
    let lead = || summary.sentences.first().map(|lead| beginning(&lead.text));
    title
        .or_else(headline)
        .or_else(lead)
        .unwrap_or_else(|| digest.entry.id.to_string())
}

/// The first words of a sentence; an ellipsis says that it goes on.
fn beginning(sentence: &str) -> String {
    match sentence.char_indices().nth(LONGEST_HEADING) {
        None => sentence.to_owned(),
        Some((end, _)) => {
            let words = sentence[..end]
                .rsplit_once(' ')
                .map_or(&sentence[..end], |(words, _)| words);
            format!("{}…", words.trim_end_matches([',', ';', ':', '–', '—', ' ']))
        }
    }
}

/// Day, place, agency and language of an article, and the models that wrote of it.
pub(super) fn meta(localizer: &Localizer, digest: &Digest) -> Vec<String> {
    let dateline = digest.entry.dateline.as_ref();
    let day = digest.entry.date.map(|date| localizer.date(&PartialDate::Day(date)));
    let place = dateline.and_then(|dateline| dateline.place.clone());
    let agency = dateline.and_then(|dateline| dateline.agency.clone());
    let language = Some(localizer.language(digest.entry.language).to_owned());
    let teaser = digest.source.partial.then(|| localizer.label(Label::Teaser).to_owned());
    let writers = writers(digest).map(|names| format!("{} {names}", localizer.label(Label::SummaryBy)));
    [day, place, agency, language, teaser, writers]
        .into_iter()
        .flatten()
        .collect()
}

/// The models that wrote sentences of a summary, if any did.
fn writers(digest: &Digest) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    for name in digest
        .entry
        .summary
        .sentences
        .iter()
        .filter_map(|sentence| sentence.model.as_deref())
    {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    (!names.is_empty()).then(|| names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_is_cut_between_words_and_says_so() {
        assert_eq!(beginning("Short."), "Short.");
        let cut = beginning(&"слово, ".repeat(20));
        assert!(
            cut.ends_with("слово…") && cut.chars().count() <= LONGEST_HEADING + 1,
            "{cut}"
        );
    }
}
