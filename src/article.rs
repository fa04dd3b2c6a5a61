//! The nouns that go in: articles, languages and places in a text.
//!
//! Everything else in the crate may use these types; they use nothing of the crate.

use std::fmt;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The name of an article within a run: the `id` of a JSONL record, else its path without extension.
///
/// A number stays a number, so that a filter gives back the `id` that it was given. `7` and `"7"`
/// name the same article: compare ids by their [`Display`](fmt::Display) form where that matters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Id {
    /// A JSON number.
    Number(i64),
    /// Any other name.
    Text(String),
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Id::Number(number) => number.fmt(f),
            Id::Text(text) => text.fmt(f),
        }
    }
}

impl From<&str> for Id {
    fn from(text: &str) -> Self {
        Id::Text(text.to_owned())
    }
}

/// A stretch of `source.text`: Unicode code points, end exclusive. Written as `[start, end]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(from = "[usize; 2]", into = "[usize; 2]")]
#[schemars(with = "[usize; 2]")]
pub struct Span {
    /// The first code point.
    pub start: usize,
    /// The code point after the last.
    pub end: usize,
}

impl Span {
    /// The part of `text` that the span covers, or nothing if it reaches beyond the text.
    pub fn slice<'t>(&self, text: &'t str) -> Option<&'t str> {
        let mut offsets = text.char_indices().map(|(byte, _)| byte).chain([text.len()]);
        let start = offsets.nth(self.start)?;
        match self.end.checked_sub(self.start)? {
            0 => Some(""),
            length => text.get(start..offsets.nth(length - 1)?),
        }
    }
}

/// A text that is cut by code points many times over.
#[derive(Debug)]
pub struct CodePoints<'t> {
    text: &'t str,
    /// The byte at which every code point begins, and the end.
    starts: Vec<usize>,
}

impl<'t> CodePoints<'t> {
    /// Learns where the code points of a text begin.
    pub fn of(text: &'t str) -> Self {
        let starts = text.char_indices().map(|(start, _)| start).chain([text.len()]);
        CodePoints {
            text,
            starts: starts.collect(),
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.starts.len() - 1
    }

    /// The part that a span covers, or nothing if it reaches beyond the text.
    pub fn slice(&self, span: Span) -> Option<&'t str> {
        let byte = |at: usize| self.starts.get(at).copied();
        self.text.get(byte(span.start)?..byte(span.end)?)
    }
}

impl From<[usize; 2]> for Span {
    fn from([start, end]: [usize; 2]) -> Self {
        Span { start, end }
    }
}

impl From<Span> for [usize; 2] {
    fn from(span: Span) -> Self {
        [span.start, span.end]
    }
}

/// The language of a text, named by its BCP 47 tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub enum Language {
    /// Kazakh in Cyrillic script.
    #[serde(rename = "kk")]
    Kazakh,
    /// Kazakh in one of its Latin alphabets.
    #[serde(rename = "kk-Latn")]
    KazakhLatin,
    /// Kazakh in Arabic script.
    #[serde(rename = "kk-Arab")]
    KazakhArabic,
    /// Russian.
    #[serde(rename = "ru")]
    Russian,
    /// English.
    #[serde(rename = "en")]
    English,
    /// A text that does not tell: numbers, names, a single word.
    #[serde(rename = "und")]
    Undetermined,
}

impl Language {
    /// The BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Language::Kazakh => "kk",
            Language::KazakhLatin => "kk-Latn",
            Language::KazakhArabic => "kk-Arab",
            Language::Russian => "ru",
            Language::English => "en",
            Language::Undetermined => "und",
        }
    }

    /// Whose readers read it: Kazakh in any script is that of Kazakh readers.
    pub fn locale(self) -> Option<Locale> {
        match self {
            Language::Kazakh | Language::KazakhLatin | Language::KazakhArabic => Some(Locale::Kk),
            Language::Russian => Some(Locale::Ru),
            Language::English => Some(Locale::En),
            Language::Undetermined => None,
        }
    }

    /// The language of a BCP 47 tag, if it is one that we read: `kk-KZ` and `ru-Cyrl` count, `uk` does not.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let mut parts = tag.split(['-', '_']);
        let language = parts.next()?.to_ascii_lowercase();
        let script = parts.next().map(str::to_ascii_lowercase);
        match (language.as_str(), script.as_deref()) {
            ("kk" | "kaz", Some("latn")) => Some(Language::KazakhLatin),
            ("kk" | "kaz", Some("arab")) => Some(Language::KazakhArabic),
            ("kk" | "kaz", _) => Some(Language::Kazakh),
            ("ru" | "rus", _) => Some(Language::Russian),
            ("en" | "eng", _) => Some(Language::English),
            _ => None,
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.tag())
    }
}

/// A language that digests are written in.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema, clap::ValueEnum,
)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// Kazakh, in Cyrillic script.
    Kk,
    /// Russian.
    Ru,
    /// English.
    En,
}

impl Locale {
    /// All of them, in the order in which they are written out.
    pub const ALL: [Locale; 3] = [Locale::Kk, Locale::Ru, Locale::En];

    /// The BCP 47 tag, as in file names.
    pub fn tag(self) -> &'static str {
        self.language().tag()
    }

    /// The language that its readers read.
    pub fn language(self) -> Language {
        match self {
            Locale::Kk => Language::Kazakh,
            Locale::Ru => Language::Russian,
            Locale::En => Language::English,
        }
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.tag())
    }
}

/// What an article was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Plain text.
    Text,
    /// Markdown, perhaps with front matter.
    Markdown,
    /// A saved web page.
    Html,
    /// One line of a JSON Lines file.
    Jsonl,
    /// An entry of an RSS or Atom feed.
    Feed,
}

/// The text of an article as the reader drew it out, before any normalization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// The text that every [`Span`] points into, kept verbatim.
    pub text: String,
    /// What it was read from.
    pub format: Format,
    /// The file, relative to the operand that it was found under; nothing for standard input.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub file: Option<String>,
    /// The character encoding that was decoded, by its WHATWG or IANA name.
    pub encoding: String,
    /// Whether the source holds only a teaser of the article, as many feeds do.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub partial: bool,
}

/// One article, read but not yet understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Article {
    /// Its name within the run.
    pub id: Id,
    /// Its text and where that came from.
    pub source: Source,
    /// The title, where the format has one of its own.
    pub title: Option<String>,
    /// The date of publication, where the format has one of its own.
    pub date: Option<Date>,
    /// The language, where the format declares one.
    pub language: Option<Language>,
    /// Where it was published.
    pub url: Option<String>,
    /// Who wrote it, where the format says so.
    pub author: Option<String>,
    /// Fields of the record or of the front matter that have no meaning here: they are kept as they are.
    pub extra: Map<String, Value>,
    /// What the reader noticed.
    pub notes: Vec<Note>,
}

/// Something that was mended or left out while the text was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    /// What was mended.
    pub kind: NoteKind,
    /// How many times.
    pub count: usize,
}

/// A kind of repair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    /// Letters of another script that look the same: Latin `i` in `бiлiм`.
    LookAlikeLetters,
    /// Characters that nobody sees: soft hyphens, zero-width blanks, control characters.
    InvisibleCharacters,
    /// Lines that had been decoded by a wrong encoding before they came here: `Ќазаќстан`.
    MisdecodedText,
    /// A date in the metadata that is in no form that we know.
    UnreadableDate,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_counts_code_points() {
        let text = "Қазақстан 5 %";
        assert_eq!(Span { start: 0, end: 9 }.slice(text), Some("Қазақстан"));
        assert_eq!(Span { start: 10, end: 13 }.slice(text), Some("5 %"));
        assert_eq!(Span { start: 13, end: 13 }.slice(text), Some(""));
        assert_eq!(Span { start: 10, end: 14 }.slice(text), None);
        assert_eq!(Span { start: 3, end: 2 }.slice(text), None);
    }

    #[test]
    fn ids_keep_their_json_type() {
        let ids: Vec<Id> = serde_json::from_str(r#"[7, "7", "a/b"]"#).expect("ids");
        assert_eq!(serde_json::to_string(&ids).expect("json"), r#"[7,"7","a/b"]"#);
        assert_eq!(ids[0].to_string(), ids[1].to_string());
    }

    #[test]
    fn language_tags_round_trip() {
        for tag in ["kk", "kk-Latn", "kk-Arab", "ru", "en"] {
            assert_eq!(Language::from_tag(tag).map(Language::tag), Some(tag));
        }
        assert_eq!(Language::from_tag("en-US"), Some(Language::English));
        assert_eq!(Language::from_tag("uk"), None);
    }
}
