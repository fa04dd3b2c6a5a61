//! From paths and streams to articles.
//!
//! Readers draw out text and metadata as they are and know nothing of languages or models. Files
//! are opened one after the other and JSONL is read line by line, so that memory does not grow with
//! the number of articles.

mod code_pages;
mod compressed;
mod discover;
mod encoding;
mod feed;
mod html;
mod jsonl;
mod markdown;
mod metadata;
mod repair;

use std::io::BufRead;

use crate::article::{Article, Format, Id, Source};
use crate::digest::{Failure, FailureKind};
use metadata::Metadata;

pub use compressed::open as open_file;
pub use discover::{DiscoverError, Found, Input, discover};
pub use encoding::{Decoded, UndecodableError, decode};
pub use jsonl::Records;

/// What a reader gives for one article: the article, or why there is none.
pub type Item = Result<Article, Failure>;

/// All articles of the inputs, in order, read as they are asked for.
pub fn articles(inputs: impl IntoIterator<Item = Input>) -> impl Iterator<Item = Item> {
    inputs.into_iter().flat_map(|input| open(&input))
}

fn open(input: &Input) -> Box<dyn Iterator<Item = Item> + Send> {
    match input.format {
        Format::Jsonl => match compressed::open(&input.path) {
            Ok(stream) => Box::new(Records::new(stream, &input.name)),
            Err(error) => Box::new(std::iter::once(Err(unreadable(input, &error)))),
        },
        Format::Feed => Box::new(read_feed(input).into_iter()),
        Format::Text | Format::Markdown | Format::Html => Box::new(std::iter::once(read_file(input))),
    }
}

fn read_feed(input: &Input) -> Vec<Item> {
    match compressed::read(&input.path) {
        Ok(bytes) => feed::articles(&bytes, &input.id(), &input.name),
        Err(error) => vec![Err(unreadable(input, &error))],
    }
}

fn read_file(input: &Input) -> Item {
    let bytes = compressed::read(&input.path).map_err(|error| unreadable(input, &error))?;
    let id = Id::Text(input.id());
    match input.format {
        Format::Html => html::article(&bytes, id, &input.name),
        Format::Markdown => markdown::article(&bytes, id, &input.name),
        Format::Text | Format::Jsonl | Format::Feed => text_article(&bytes, id, &input.name),
    }
}

fn text_article(bytes: &[u8], id: Id, name: &str) -> Item {
    let decoded = decode(bytes, None).map_err(|error| undecodable(id.clone(), &error))?;
    Ok(plain(id, decoded, Some(name)))
}

/// The whole of a stream as one plain text.
///
/// # Errors
///
/// Gives a [`Failure`] if the stream breaks off or holds no text.
pub fn text(mut stream: impl BufRead) -> Item {
    let id = Id::from(STDIN);
    let mut bytes = Vec::new();
    if let Err(error) = stream.read_to_end(&mut bytes) {
        return Err(Failure::new(id, FailureKind::Unreadable, error.to_string()));
    }
    let decoded = decode(&bytes, None).map_err(|error| undecodable(id.clone(), &error))?;
    Ok(plain(id, decoded, None))
}

/// Every line of a stream as an article of its own, an empty line too: its id is its number, from 0.
pub fn lines(stream: impl BufRead) -> impl Iterator<Item = Item> {
    stream.split(b'\n').enumerate().map(|(number, line)| {
        let id = Id::Number(number as i64);
        let mut line = line.map_err(|error| Failure::new(id.clone(), FailureKind::Unreadable, error.to_string()))?;
        if line.ends_with(b"\r") {
            line.pop();
        }
        let decoded = decode(&line, None).map_err(|error| undecodable(id.clone(), &error))?;
        Ok(plain(id, decoded, None))
    })
}

/// The name that articles of standard input without an id are numbered under.
pub const STDIN: &str = "stdin";

fn plain(id: Id, decoded: Decoded, name: Option<&str>) -> Article {
    Metadata::default().article(id, source(decoded.text, decoded.encoding, Format::Text, name))
}

fn source(text: String, encoding: &str, format: Format, name: Option<&str>) -> Source {
    Source {
        text,
        format,
        file: name.map(str::to_owned),
        encoding: encoding.to_owned(),
        partial: false,
    }
}

fn unreadable(input: &Input, error: &std::io::Error) -> Failure {
    Failure::new(Id::Text(input.id()), FailureKind::Unreadable, error.to_string())
}

fn undecodable(id: Id, error: &UndecodableError) -> Failure {
    Failure::new(id, FailureKind::Undecodable, error.to_string())
}

#[cfg(test)]
mod tests;
