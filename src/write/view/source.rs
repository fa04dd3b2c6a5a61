//! The source text of an article, by which everything in the digest can be checked.

use serde::Serialize;

use super::article::{anchor, heading};
use crate::article::Span;
use crate::write::evidence::SourceText;
use crate::write::story::Numbered;

/// The source of an article, for all languages.
#[derive(Serialize)]
pub(in crate::write) struct SourceView {
    pub anchor: String,
    pub title: String,
    pub lang: &'static str,
    pub pieces: Vec<PieceView>,
}

/// A sentence, or what stands between sentences.
#[derive(Serialize)]
pub(in crate::write) struct PieceView {
    pub text: String,
    pub anchor: Option<String>,
    pub is_chosen: bool,
}

impl SourceView {
    /// The source with its sentences told apart and those of the summary marked.
    pub fn new(article: &Numbered) -> Self {
        let Numbered { number, digest } = article;
        let chosen: Vec<Span> = digest
            .entry
            .summary
            .sentences
            .iter()
            .flat_map(|sentence| sentence.spans.iter().copied())
            .collect();
        let anchor = anchor(*number);
        let pieces = SourceText::new(&digest.source.text).pieces(digest);
        SourceView {
            title: heading(digest),
            lang: digest.entry.language.tag(),
            pieces: pieces
                .into_iter()
                .map(|piece| PieceView {
                    text: match piece.sentence {
                        Some(_) => piece.text,
                        None => squeeze_blank_lines(&piece.text),
                    },
                    is_chosen: piece.sentence.is_some_and(|(_, span)| chosen.contains(&span)),
                    anchor: piece.sentence.map(|(sentence, _)| format!("{anchor}-s{sentence}")),
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
}
