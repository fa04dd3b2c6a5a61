//! What a format says of an article beside its text.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::repair::repair;
use crate::article::{Article, Id, Language, Note, NoteKind, Source};

/// The metadata of an article, as far as its format has any.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    pub title: Option<String>,
    pub date: Option<Date>,
    pub language: Option<Language>,
    pub url: Option<String>,
    pub author: Option<String>,
    pub extra: Map<String, Value>,
    pub notes: Vec<Note>,
}

/// A field that is not what it has to be.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` must be a string")]
pub(super) struct NoStringError(&'static str);

impl Metadata {
    /// Takes the fields that it knows out of a record or of front matter and keeps the others.
    pub fn from_fields(mut fields: Map<String, Value>) -> Result<Self, NoStringError> {
        let mut take = |names: &[&'static str]| -> Result<Option<String>, NoStringError> {
            for name in names {
                match fields.shift_remove(*name) {
                    Some(Value::String(text)) if text.trim().is_empty() => {}
                    Some(Value::String(text)) => return Ok(Some(text)),
                    Some(Value::Null) | None => {}
                    Some(_) => return Err(NoStringError(name)),
                }
            }
            Ok(None)
        };
        let title = take(&["title"])?;
        let date = take(&["date"])?;
        let language = take(&["lang", "language"])?;
        let url = take(&["url"])?;
        let author = take(&["author"])?;
        let mut metadata = Metadata {
            title,
            language: language.as_deref().and_then(Language::from_tag),
            url,
            author,
            extra: fields,
            ..Metadata::default()
        };
        if let Some(date) = date {
            metadata.date = parse_date(&date);
            if metadata.date.is_none() {
                metadata.notes.push(note(NoteKind::UnreadableDate, 1));
            }
        }
        Ok(metadata)
    }

    /// The article with this metadata. Text that was decoded wrongly before it came here is repaired.
    pub fn article(mut self, id: Id, mut source: Source) -> Article {
        let mut repaired_lines = 0;
        for text in self.title.iter_mut().chain([&mut source.text]) {
            if let Some(repaired) = repair(text) {
                *text = repaired.text;
                repaired_lines += repaired.lines;
            }
        }
        if repaired_lines > 0 {
            self.notes.push(note(NoteKind::MisdecodedText, repaired_lines));
        }
        Article {
            id,
            source,
            title: self.title,
            date: self.date,
            language: self.language,
            url: self.url,
            author: self.author,
            extra: self.extra,
            notes: self.notes,
        }
    }
}

fn note(kind: NoteKind, count: usize) -> Note {
    Note { kind, count }
}

/// A day in ISO 8601, with or without a time, or in the form of RFC 2822 that feeds have: the day of the
/// clock of the place where it was published.
pub(super) fn parse_date(text: &str) -> Option<Date> {
    let text = text.trim();
    let day = text.get(..10).unwrap_or(text);
    day.parse()
        .ok()
        .or_else(|| Some(jiff::fmt::rfc2822::parse(text).ok()?.date()))
}
