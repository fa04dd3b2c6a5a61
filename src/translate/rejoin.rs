//! An article put together again from the translations of its sentences: what stands between them stays as it is.

use crate::article::{CodePoints, Span};

/// A source with other texts in some of its places. Places are in order and do not overlap; one that is beyond the source is left
/// out.
pub fn rejoin<'t>(source: &str, pieces: impl IntoIterator<Item = (Span, &'t str)>) -> String {
    let source = CodePoints::of(source);
    let mut text = String::new();
    let mut end = 0;
    for (span, piece) in pieces {
        let between = Span {
            start: end,
            end: span.start,
        };
        let Some(between) = source.slice(between).filter(|_| span.end <= source.count()) else {
            continue;
        };
        text.push_str(between);
        text.push_str(piece);
        end = span.end;
    }
    let rest = Span {
        start: end,
        end: source.count(),
    };
    text.push_str(source.slice(rest).unwrap_or_default());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_and_marks_between_sentences_stay() {
        let source = "Тақырып\n\n— Бірі.  Екі\nнші.\n\n\t* Үш";
        let spans = [[0, 7], [11, 16], [18, 26], [31, 33]].map(Span::from);
        let texts = ["Title", "One.", "Two.", "Three"];
        assert_eq!(
            rejoin(source, spans.into_iter().zip(texts)),
            "Title\n\n— One.  Two.\n\n\t* Three"
        );
        assert_eq!(rejoin(source, []), source);
        let beyond = [(Span::from([90, 95]), "x")];
        assert_eq!(rejoin(source, beyond), source);
    }
}
