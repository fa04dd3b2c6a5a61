//! From an article to its reading: normalized text, title, dateline, languages, sentences, chunks.
//!
//! Knows nothing of models and prompts: whoever needs chunks for one lends a counter of tokens.

mod abbreviations;
mod arabic;
pub mod calendar;
pub mod cases;
mod chunks;
pub mod cyrillic;
mod dateline;
pub mod inflection;
mod instructions;
mod language;
mod latin;
mod layout;
pub(crate) mod lexicon;
mod look_alikes;
mod normalize;
mod sentences;
mod stamp;
mod title;
pub mod tokens;

use std::ops::Range;

use crate::article::{Article, Language, Note, Span};
use crate::digest::{Dateline, FailureKind, Reason, Title};

pub use chunks::{Chunk, chunks};
pub use instructions::is_instruction;
use language::Evidence;
pub use normalize::{Break, BreakKind, Normalized, normalize};
use sentences::Splitter;

/// An article as it is understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    normalized: Normalized,
    /// The main language.
    pub language: Language,
    /// The title.
    pub title: Option<Title>,
    /// Where in the text the title stands, in bytes.
    title_range: Option<Range<usize>>,
    /// What stood before the first sentence.
    pub dateline: Option<Dateline>,
    /// The day of publication.
    pub date: Option<jiff::civil::Date>,
    /// The sentences of the body, in order.
    pub sentences: Vec<Sentence>,
    /// What was mended.
    pub notes: Vec<Note>,
}

/// A sentence of a [`Reading`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Its place in the normalized text, in bytes.
    range: Range<usize>,
    /// Its place in the source.
    pub span: Span,
    /// Its language.
    pub language: Language,
    /// The paragraph or line that it belongs to, counted from 0.
    pub block: usize,
    /// Whether it gives orders to models that read it ([`is_instruction`]): models that follow orders are not given it.
    pub speaks_to_models: bool,
}

impl Reading {
    /// The text of a sentence of this reading, normalized.
    pub fn text(&self, sentence: &Sentence) -> &str {
        &self.normalized.text()[sentence.range.clone()]
    }

    /// The place in the source of a part of a sentence, given in bytes of [`Reading::text`].
    pub fn span_within(&self, sentence: &Sentence, part: Range<usize>) -> Span {
        let start = sentence.range.start;
        self.normalized.span(start + part.start..start + part.end)
    }

    /// The day that relative dates are counted from: that of the dateline, else of the metadata.
    pub fn anchor(&self) -> Option<jiff::civil::Date> {
        self.dateline.as_ref().and_then(|dateline| dateline.date).or(self.date)
    }

    /// The title as a sentence, if it stands in the text: facts are drawn from it too.
    pub fn title_sentence(&self) -> Option<Sentence> {
        let range = self.title_range.clone()?;
        let language = self.title.as_ref()?.language;
        Some(Sentence {
            span: self.normalized.span(range.clone()),
            language,
            speaks_to_models: is_instruction(&self.normalized.text()[range.clone()], language),
            range,
            block: 0,
        })
    }
}

/// Understands an article.
///
/// # Errors
///
/// An article without a sentence, and one in a language that we do not read, is given back as a reason.
pub fn understand(article: &Article) -> Result<Reading, Reason> {
    let normalized = Normalized::new(&article.source.text);
    let blocks = layout::blocks(&normalized);
    let text = normalized.text();
    let stamp = match blocks.as_slice() {
        [first, _, ..] => stamp::find(&text[first.clone()]),
        _ => None,
    };
    let blocks = &blocks[usize::from(stamp.is_some())..];
    let published = article.date.or_else(|| stamp?.date);

    let splitter = Splitter::new();
    let title_range = has_title(splitter, article, text, blocks).then(|| blocks[0].clone());
    let body = &blocks[usize::from(title_range.is_some())..];
    let written = body.first().and_then(|first| dateline::find(&text[first.clone()]));
    let body_start = body.first().map_or(0, |first| {
        first.start + written.as_ref().map_or(0, |written| written.body)
    });

    let mut ranges = Vec::new();
    for (block, range) in body.iter().enumerate() {
        let start = range.start.max(body_start);
        let parts = splitter.split(&text[start..range.end]).into_iter();
        let parts = parts.map(|part| start + part.start..start + part.end);
        ranges.extend(
            parts
                .filter(|part| text[part.clone()].contains(char::is_alphanumeric))
                .map(|part| (block, part)),
        );
    }
    let (language, languages) = languages(text, body_start, &ranges, article.language).map_err(unsupported)?;
    if ranges.is_empty() {
        return Err(empty());
    }
    let sentences = ranges
        .into_iter()
        .zip(languages)
        .map(|((block, range), language)| Sentence {
            span: normalized.span(range.clone()),
            language,
            speaks_to_models: is_instruction(&text[range.clone()], language),
            range,
            block,
        });
    let sentences = sentences.collect();

    let dateline = written.map(|written| {
        let start = body[0].start;
        let range = start + written.range.start..start + written.range.end;
        dated(written, normalized.span(range), published)
    });
    Ok(Reading {
        title: title(article, &normalized, title_range.clone(), language),
        title_range,
        date: published.or_else(|| dateline.as_ref()?.date),
        dateline,
        language,
        sentences,
        notes: [article.notes.clone(), normalized.notes()].concat(),
        normalized,
    })
}

/// The sentences of one line of text, in bytes, without the blanks between them.
pub fn sentences_of(line: &str) -> Vec<Range<usize>> {
    Splitter::new().split(line)
}

/// The language of an article and those of its sentences, which begin at `body`; every word is looked at once.
fn languages(
    text: &str,
    body: usize,
    sentences: &[(usize, Range<usize>)],
    declared: Option<Language>,
) -> Result<(Language, Vec<Language>), language::Foreign> {
    let told = sentences.iter().map(|(_, range)| Evidence::of(&text[range.clone()]));
    let told: Vec<Evidence> = told.collect();
    let mut evidence = Evidence::of(&text[..body]);
    for sentence in &told {
        evidence += sentence;
    }
    let article = language::of_article(text, &evidence, declared)?;
    let of_sentence = |((_, range), told): (&(usize, Range<usize>), &Evidence)| {
        language::of_sentence(&text[range.clone()], told, article)
    };
    Ok((article, sentences.iter().zip(&told).map(of_sentence).collect()))
}

/// Whether the first block is the title: the one that the metadata names, or a line that looks like one.
fn has_title(splitter: Splitter, article: &Article, text: &str, blocks: &[Range<usize>]) -> bool {
    let Some(first) = blocks.first() else {
        return false;
    };
    let first = &text[first.clone()];
    let named = article.title.as_deref().is_some_and(|title| normalize(title) == first);
    let looks_like_one =
        article.title.is_none() && title::is_title(splitter, text, blocks) && dateline::find(first).is_none();
    blocks.len() > 1 && (named || looks_like_one)
}

fn title(article: &Article, normalized: &Normalized, range: Option<Range<usize>>, context: Language) -> Option<Title> {
    let text = match (&range, &article.title) {
        (Some(range), _) => normalized.text()[range.clone()].to_owned(),
        (None, Some(title)) => normalize(title),
        (None, None) => return None,
    };
    (!text.is_empty()).then(|| Title {
        language: language::of_sentence(&text, &Evidence::of(&text), context),
        text,
        span: range.map(|range| normalized.span(range)),
    })
}

/// A dateline with its date settled: the year that it leaves out is taken from the day of publication.
fn dated(written: dateline::Written, span: Span, published: Option<jiff::civil::Date>) -> Dateline {
    let date = written.date.and_then(|mut date| {
        date.year = date.year.or(published.map(|day| day.year()));
        date.complete()
    });
    Dateline {
        place: written.place,
        agency: written.agency,
        date,
        span,
    }
}

fn unsupported(foreign: language::Foreign) -> Reason {
    Reason {
        kind: FailureKind::UnsupportedLanguage,
        message: format!(
            "the text is in {}; only Kazakh, Russian and English are read",
            foreign.name
        ),
    }
}

fn empty() -> Reason {
    Reason {
        kind: FailureKind::Empty,
        message: "there is no sentence in it; if the page needs JavaScript, save it after it has loaded".into(),
    }
}

#[cfg(test)]
pub(crate) mod tests;
