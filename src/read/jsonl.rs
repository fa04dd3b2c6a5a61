//! JSON Lines: one article a line, with `text` and perhaps `id`, `title`, `date`, `lang`, `url`, `author`.

use std::io::BufRead;

use serde_json::{Map, Value};

use super::Item;
use super::metadata::Metadata;
use crate::article::{Format, Id, Source};
use crate::digest::{Failure, FailureKind};

/// The articles of a stream of JSON Lines, one at a time.
pub struct Records<R> {
    stream: R,
    name: String,
    file: Option<String>,
    line: usize,
    broken: bool,
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
        let mut record: Map<String, Value> = serde_json::from_slice(line)
            .map_err(|error| bad(numbered(), format!("not a JSON object as expected: {error}")))?;
        let id = match record.remove("id") {
            None | Some(Value::Null) => numbered(),
            Some(value) => serde_json::from_value(value)
                .map_err(|_| bad(numbered(), "`id` must be a string or an integer".into()))?,
        };
        let text = match record.remove("text") {
            Some(Value::String(text)) => text,
            Some(_) => return Err(bad(id, "`text` must be a string".into())),
            None => return Err(bad(id, "`text` is missing".into())),
        };
        let metadata = Metadata::from_fields(record).map_err(|error| bad(id.clone(), error.to_string()))?;
        let source = Source {
            text,
            format: Format::Jsonl,
            file: self.file.clone(),
            encoding: "UTF-8".into(),
            partial: false,
        };
        Ok(metadata.article(id, source))
    }
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
    use crate::article::{Article, Language, NoteKind};

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
        assert_eq!(
            serde_json::to_string(&articles[1].extra).expect("json"),
            "{\"other\":[1]}"
        );
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
