//! What a template prints: digests turned into words and numbers of one language.

use serde::Serialize;

use super::evidence::SourceText;
use super::locale::{Label, Localizer};
use crate::article::{Language, Locale, Span};
use crate::digest::{Digest, Fact, FactKind, Failure, RenderedText, Rendition, Status};

/// The most facts of a kind that a digest prints; the rest is counted and stands in the article's JSON.
const MOST_FACTS: usize = 8;

/// Facts that rules are less sure of stay out of digests for readers; the JSON has them.
const LEAST_CONFIDENCE: f32 = 0.5;

/// The longest heading that is made from a sentence, in characters.
const LONGEST_HEADING: usize = 80;

/// A page of digests in one language.
#[derive(Serialize)]
pub(super) struct PageView {
    pub locale: &'static str,
    pub language_name: &'static str,
    pub title: &'static str,
    pub contents: &'static str,
    pub summary_line: String,
    pub how_to_translate: Option<&'static str>,
    pub original: &'static str,
    pub key_facts: &'static str,
    pub evidence: &'static str,
    pub source_text: &'static str,
    pub failed: &'static str,
    pub articles: Vec<ArticleView>,
    pub failures: Vec<FailureView>,
    pub pages: Vec<LinkView>,
}

/// A link to a page of articles.
#[derive(Debug, Clone, Serialize)]
pub(super) struct LinkView {
    pub text: String,
    pub target: String,
}

#[derive(Serialize)]
pub(super) struct ArticleView {
    pub anchor: String,
    pub title: TextView,
    pub meta: Vec<String>,
    pub url: Option<String>,
    pub sentences: Vec<TextView>,
    pub facts: Vec<FactsView>,
    pub findings: Vec<String>,
    pub has_foreign: bool,
}

/// A text and whether it stands in another language than the page.
#[derive(Serialize)]
pub(super) struct TextView {
    pub text: String,
    pub lang: &'static str,
    pub is_foreign: bool,
    /// The name of its language, if that is neither the page's nor the article's.
    pub foreign_language: Option<&'static str>,
    pub is_doubtful: bool,
}

/// The facts of one kind.
#[derive(Serialize)]
pub(super) struct FactsView {
    pub label: &'static str,
    /// Whether the values speak for themselves and are printed in one line.
    pub is_plain: bool,
    pub facts: Vec<FactView>,
    pub more: usize,
}

/// The facts of one kind that one sentence states.
#[derive(Serialize)]
pub(super) struct FactView {
    pub values: Vec<String>,
    pub quotation: Vec<QuotedView>,
    pub lang: &'static str,
    pub is_doubtful: bool,
}

#[derive(Serialize)]
pub(super) struct QuotedView {
    pub text: String,
    pub is_fact: bool,
}

#[derive(Serialize)]
pub(super) struct FailureView {
    pub id: String,
    pub reason: &'static str,
    pub message: String,
}

/// The source of an article, for all languages.
#[derive(Serialize)]
pub(super) struct SourceView {
    pub anchor: String,
    pub title: String,
    pub lang: &'static str,
    pub pieces: Vec<PieceView>,
}

#[derive(Serialize)]
pub(super) struct PieceView {
    pub text: String,
    pub anchor: Option<String>,
}

impl PageView {
    /// A page in the localizer's language. `first` is the number of its first article within the run.
    pub fn new(localizer: &Localizer, digests: &[Digest], failures: &[Failure], first: usize, total: usize) -> Self {
        let articles: Vec<ArticleView> = digests
            .iter()
            .enumerate()
            .map(|(index, digest)| article(localizer, digest, first + index))
            .collect();
        let untranslated = articles.iter().any(|article| article.has_foreign);
        let label = |label| localizer.label(label);
        PageView {
            locale: localizer.locale().tag(),
            language_name: endonym(localizer.locale()),
            title: label(Label::DigestTitle),
            contents: label(Label::Contents),
            summary_line: summary_line(localizer, total, failures.len()),
            how_to_translate: untranslated.then(|| label(Label::HowToTranslate)),
            original: label(Label::NotTranslated),
            key_facts: label(Label::KeyFacts),
            evidence: label(Label::Evidence),
            source_text: label(Label::SourceText),
            failed: label(Label::Failed),
            articles,
            failures: failures.iter().map(|failed| failure(localizer, failed)).collect(),
            pages: Vec::new(),
        }
    }
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

fn article(localizer: &Localizer, digest: &Digest, number: usize) -> ArticleView {
    let rendition = digest
        .entry
        .renditions
        .iter()
        .find(|rendition| rendition.locale == localizer.locale());
    let sentences: Vec<TextView> = rendition
        .into_iter()
        .flat_map(|rendition| rendition.sentences.iter().zip(&digest.entry.summary.sentences))
        .map(|(sentence, chosen)| text(localizer, digest, sentence, chosen.status))
        .collect();
    let title = title(localizer, digest, rendition);
    ArticleView {
        anchor: format!("a{number}"),
        has_foreign: title.is_foreign || sentences.iter().any(|sentence| sentence.is_foreign),
        title,
        meta: meta(localizer, digest),
        url: digest
            .entry
            .url
            .clone()
            .filter(|url| url.starts_with("https://") || url.starts_with("http://")),
        sentences,
        facts: facts(localizer, digest),
        findings: digest
            .entry
            .findings
            .iter()
            .map(|finding| finding.message.clone())
            .collect(),
    }
}

fn text(localizer: &Localizer, digest: &Digest, rendered: &RenderedText, status: Status) -> TextView {
    let is_foreign = !rendered.is_read_in(localizer.locale());
    let is_mixed_in = is_foreign && rendered.language != digest.entry.language;
    TextView {
        text: rendered.text.clone(),
        lang: rendered.language.tag(),
        is_foreign,
        foreign_language: is_mixed_in.then(|| localizer.language(rendered.language)),
        is_doubtful: status != Status::Supported,
    }
}

/// The title as rendered; an article without one is named by the beginning of its summary.
fn title(localizer: &Localizer, digest: &Digest, rendition: Option<&Rendition>) -> TextView {
    let titled = rendition.and_then(|rendition| rendition.title.clone());
    let lead = || {
        let lead = rendition?.sentences.first()?;
        Some(RenderedText {
            text: beginning(&lead.text),
            language: lead.language,
        })
    };
    let unnamed = || RenderedText {
        text: heading(digest),
        language: Language::Undetermined,
    };
    text(
        localizer,
        digest,
        &titled.or_else(lead).unwrap_or_else(unnamed),
        Status::Supported,
    )
}

/// What an article is called in its own language: its title, else the beginning of its summary, else its id.
fn heading(digest: &Digest) -> String {
    let lead = || digest.entry.summary.sentences.first().map(|lead| beginning(&lead.text));
    let title = digest.entry.title.as_ref().map(|title| title.text.clone());
    title.or_else(lead).unwrap_or_else(|| digest.entry.id.to_string())
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

/// Day, place, agency and language of an article.
fn meta(localizer: &Localizer, digest: &Digest) -> Vec<String> {
    let dateline = digest.entry.dateline.as_ref();
    let day = digest
        .entry
        .date
        .map(|date| localizer.date(&crate::digest::PartialDate::Day(date)));
    let place = dateline.and_then(|dateline| dateline.place.clone());
    let agency = dateline.and_then(|dateline| dateline.agency.clone());
    let language = Some(localizer.language(digest.entry.language).to_owned());
    let teaser = digest.source.partial.then(|| localizer.label(Label::Teaser).to_owned());
    [day, place, agency, language, teaser].into_iter().flatten().collect()
}

fn facts(localizer: &Localizer, digest: &Digest) -> Vec<FactsView> {
    let source = SourceText::new(&digest.source.text);
    let of_kind = |kind: &FactKind| {
        let facts: Vec<&Fact> = digest
            .entry
            .facts
            .iter()
            .filter(|fact| fact.value.kind() == *kind && fact.confidence >= LEAST_CONFIDENCE)
            .collect();
        let shown = &facts[..facts.len().min(MOST_FACTS)];
        let is_plain = *kind == FactKind::Place;
        let together =
            |left: &&Fact, right: &&Fact| !is_plain && sentence_of(digest, left) == sentence_of(digest, right);
        (!facts.is_empty()).then(|| FactsView {
            label: localizer.fact_kind(*kind),
            is_plain,
            facts: shown
                .chunk_by(together)
                .map(|same| fact(localizer, digest, &source, same))
                .collect(),
            more: facts.len() - shown.len(),
        })
    };
    FactKind::ALL.iter().filter_map(of_kind).collect()
}

/// Facts of one sentence, which is quoted once.
fn fact(localizer: &Localizer, digest: &Digest, source: &SourceText<'_>, facts: &[&Fact]) -> FactView {
    let mut spans: Vec<Span> = facts.iter().filter_map(|fact| fact.spans.first().copied()).collect();
    spans.sort_unstable();
    let first = spans.first().copied().unwrap_or(Span { start: 0, end: 0 });
    let (sentence, language) = surroundings(digest, first);
    let quoted = source.quotation(&spans, sentence).into_iter();
    FactView {
        values: facts
            .iter()
            .map(|fact| localizer.value(&fact.value).unwrap_or_else(|| fact.text.clone()))
            .collect(),
        quotation: quoted
            .map(|quoted| QuotedView {
                text: quoted.text,
                is_fact: quoted.is_fact,
            })
            .collect(),
        lang: language.tag(),
        is_doubtful: facts.iter().any(|fact| fact.status != Status::Supported),
    }
}

fn sentence_of(digest: &Digest, fact: &Fact) -> Option<Span> {
    fact.spans.first().map(|span| surroundings(digest, *span).0)
}

/// The sentence of the body, or the title, that a fact stands in, and its language.
fn surroundings(digest: &Digest, fact: Span) -> (Span, Language) {
    let after = digest
        .sentences
        .partition_point(|sentence| sentence.span.start <= fact.start);
    let sentence = after.checked_sub(1).map(|index| digest.sentences[index]);
    match (
        sentence.filter(|sentence| fact.end <= sentence.span.end),
        &digest.entry.title,
    ) {
        (Some(sentence), _) => (sentence.span, sentence.language),
        (None, Some(title)) => (title.span.unwrap_or(fact), title.language),
        (None, None) => (fact, digest.entry.language),
    }
}

impl SourceView {
    /// The source with the sentences of the summary marked.
    pub fn new(digest: &Digest, number: usize) -> Self {
        let chosen: Vec<Span> = digest
            .entry
            .summary
            .sentences
            .iter()
            .filter_map(|sentence| sentence.spans.first().copied())
            .collect();
        let anchor = format!("a{number}");
        let pieces = SourceText::new(&digest.source.text).pieces(&chosen);
        SourceView {
            title: heading(digest),
            lang: digest.entry.language.tag(),
            pieces: pieces
                .into_iter()
                .map(|piece| PieceView {
                    text: squeeze_blank_lines(piece.text),
                    anchor: piece.sentence.map(|sentence| format!("{anchor}-s{sentence}")),
                })
                .collect(),
            anchor,
        }
    }
}

/// At most one blank line in a row: feeds leave many. The text may begin and end within a line.
fn squeeze_blank_lines(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    let mut line_ends = 0;
    for line in text.split_inclusive('\n') {
        let is_blank = line.trim().is_empty() && line.ends_with('\n');
        line_ends = if is_blank {
            line_ends + 1
        } else {
            usize::from(line.ends_with('\n'))
        };
        match is_blank {
            true if line_ends <= 2 => squeezed.push('\n'),
            true => {}
            false => squeezed.push_str(line),
        }
    }
    squeezed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_stay_apart_by_one_blank_line() {
        assert_eq!(squeeze_blank_lines("\n\n \n\nA.\n\n\n\nB.\nC. "), "\n\nA.\n\nB.\nC. ");
        assert_eq!(squeeze_blank_lines("\n\n"), "\n\n");
    }

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
