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
use std::panic::catch_unwind;

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
    let opened = match input.format {
        Format::Jsonl => compressed::open(&input.path)
            .map(|stream| Box::new(Records::new(stream, &input.name)) as Box<dyn Iterator<Item = Item> + Send>),
        format => compressed::read(&input.path)
            .map(|bytes| Box::new(parse(&bytes, format, &input.id(), &input.name).into_iter()) as Box<_>),
    };
    opened.unwrap_or_else(|error| Box::new(std::iter::once(Err(unreadable(input, &error)))))
}

/// The articles that the bytes of a file of a certain format hold: `id` is the id of the only one, and
/// what the ids of several begin with; `name` is the path of the file.
///
/// A parser that panics costs the file, not those after it.
pub fn parse(bytes: &[u8], format: Format, id: &str, name: &str) -> Vec<Item> {
    catch_unwind(|| parse_unguarded(bytes, format, id, name)).unwrap_or_else(|_| {
        let message = "a defect of tuyin in reading it; please report it with the file".to_owned();
        vec![Err(Failure::new(Id::from(id), FailureKind::Internal, message))]
    })
}

fn parse_unguarded(bytes: &[u8], format: Format, id: &str, name: &str) -> Vec<Item> {
    let own_id = || Id::from(id);
    match format {
        Format::Jsonl => Records::new(bytes, name).collect(),
        Format::Feed => feed::articles(bytes, id, name),
        Format::Html => vec![html::article(bytes, own_id(), name)],
        Format::Markdown => vec![markdown::article(bytes, own_id(), name)],
        Format::Text => vec![text_article(bytes, own_id(), name)],
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
