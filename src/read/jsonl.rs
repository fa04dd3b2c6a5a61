//! JSON Lines: one article a line, with `text` and perhaps `id`, `title`, `date`, `lang`, `url`.

use std::io::BufRead;

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;

use super::Item;
use crate::article::{Article, Format, Id, Language, Note, NoteKind, Source};
use crate::digest::{Failure, FailureKind};

/// The articles of a stream of JSON Lines, one at a time.
pub struct Records<R> {
    stream: R,
    name: String,
    file: Option<String>,
    line: usize,
    broken: bool,
}

#[derive(Deserialize)]
struct Record {
    id: Option<Value>,
    text: Option<Value>,
    title: Option<String>,
    date: Option<String>,
    #[serde(alias = "language")]
    lang: Option<String>,
    url: Option<String>,
}

impl<R: BufRead> Records<R> {
    /// Reads a file; records without an id are named after `name`, its path, and their line.
    pub fn new(stream: R, name: &str) -> Self {
        let stem = super::discover::without_extension(name).to_owned();
        Records {
            stream,
            name: stem,
            file: Some(name.to_owned()),
            line: 0,
            broken: false,
        }
    }

    /// Reads standard input.
    pub fn stdin(stream: R) -> Self {
        Records {
            stream,
            name: super::STDIN.to_owned(),
            file: None,
            line: 0,
            broken: false,
        }
    }

    fn parse(&self, line: &[u8]) -> Item {
        let numbered = || Id::Text(format!("{}#{}", self.name, self.line));
        let bad = |id: Id, message: String| {
            let message = format!("line {}: {message}", self.line);
            Failure::new(id, FailureKind::BadRecord, message)
        };
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        let record: Record = serde_json::from_slice(line)
            .map_err(|error| bad(numbered(), format!("not a JSON object as expected: {error}")))?;
        let id = match record.id {
            None | Some(Value::Null) => numbered(),
            Some(value) => serde_json::from_value(value)
                .map_err(|_| bad(numbered(), "`id` must be a string or an integer".into()))?,
        };
        let text = match record.text {
            Some(Value::String(text)) => text,
            Some(_) => return Err(bad(id, "`text` must be a string".into())),
            None => return Err(bad(id, "`text` is missing".into())),
        };
        let date = record.date.as_deref().map(parse_date);
        let notes = match date {
            Some(None) => vec![Note {
                kind: NoteKind::UnreadableDate,
                count: 1,
            }],
            _ => Vec::new(),
        };
        Ok(Article {
            id,
            source: Source {
                text,
                format: Format::Jsonl,
                file: self.file.clone(),
                encoding: "UTF-8".into(),
            },
            title: record.title,
            date: date.flatten(),
            language: record.lang.as_deref().and_then(Language::from_tag),
            url: record.url,
            notes,
        })
    }
}

/// A day in ISO 8601, with or without a time, or in the form of RFC 2822 that feeds have.
pub(super) fn parse_date(text: &str) -> Option<Date> {
    let text = text.trim();
    let day = text.get(..10).unwrap_or(text);
    day.parse()
        .ok()
        .or_else(|| Some(jiff::fmt::rfc2822::parse(text).ok()?.date()))
}

impl<R: BufRead> Iterator for Records<R> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        while !self.broken {
            let mut line = Vec::new();
            self.line += 1;
            match self.stream.read_until(b'\n', &mut line) {
                Ok(0) => return None,
                Ok(_) if line.trim_ascii().is_empty() => {}
                Ok(_) => return Some(self.parse(&line)),
                Err(error) => {
                    self.broken = true;
                    let id = Id::Text(format!("{}#{}", self.name, self.line));
                    let message = format!("reading broke off at line {}: {error}", self.line);
                    return Some(Err(Failure::new(id, FailureKind::Unreadable, message)));
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &str) -> Vec<Item> {
        Records::new(lines.as_bytes(), "a/feed.jsonl").collect()
    }

    #[test]
    fn records_with_and_without_metadata() {
        let items = read(concat!(
            "{\"id\": 7, \"text\": \"One.\", \"title\": \"T\", \"date\": \"2024-05-21T10:00:00+05:00\", \"lang\": \"en\"}\n",
            "\n",
            "{\"text\": \"Two.\", \"date\": \"Tue, 21 May 2024 10:00:00 +0500\", \"other\": [1]}\n",
            "{\"text\": \"Three.\", \"date\": \"yesterday\"}",
        ));
        let articles: Vec<Article> = items.into_iter().map(|item| item.expect("article")).collect();
        assert_eq!(articles[0].id, Id::Number(7));
        assert_eq!(articles[0].language, Some(Language::English));
        assert_eq!(articles[1].id, Id::from("a/feed#3"));
        assert_eq!(articles[0].date, articles[1].date);
        assert_eq!(articles[0].date, Some(jiff::civil::date(2024, 5, 21)));
        assert_eq!(articles[2].notes[0].kind, NoteKind::UnreadableDate);
    }

    #[test]
    fn a_bad_line_costs_only_itself() {
        let items = read(
            "{oops\n{\"id\": \"b\"}\n{\"id\": [1], \"text\": \"x\"}\n{\"id\": \"d\", \"text\": 5}\n\u{fffd}\n{\"id\":\"e\",\"text\":\"Good.\"}\n",
        );
        let ids: Vec<String> = items
            .iter()
            .map(|item| match item {
                Ok(article) => article.id.to_string(),
                Err(failure) => format!("{} {}", failure.id, failure.error.kind.name()),
            })
            .collect();
        assert_eq!(
            ids,
            [
                "a/feed#1 bad_record",
                "b bad_record",
                "a/feed#3 bad_record",
                "d bad_record",
                "a/feed#5 bad_record",
                "e"
            ]
        );
        let Err(failure) = &items[1] else { panic!("a failure") };
        assert_eq!(failure.error.message, "line 2: `text` is missing");
    }
}
