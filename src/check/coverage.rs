//! Coverage: every sentence of the source is read, or named.

use std::ops::Range;

use crate::article::Span;
use crate::digest::{Check, Coverage, Finding, Severity};

/// Compares the sentences of the source with those that were read, given by index, and names the rest.
pub fn coverage(sentences: &[Span], read: &[Range<usize>]) -> (Coverage, Option<Finding>) {
    let is_read = |index: usize| read.iter().any(|range| range.contains(&index));
    let unread: Vec<Span> = (0..sentences.len())
        .filter(|index| !is_read(*index))
        .map(|index| sentences[index])
        .collect();
    let finding = (!unread.is_empty()).then(|| Finding {
        check: Check::Coverage,
        severity: Severity::Error,
        locale: None,
        message: format!(
            "{} of {} sentences of the source were not read for the summary",
            unread.len(),
            sentences.len()
        ),
        spans: unread.clone(),
    });
    let coverage = Coverage {
        sentences: sentences.len(),
        read: sentences.len() - unread.len(),
        unread,
    };
    (coverage, finding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_read_is_named() {
        let sentences: Vec<Span> = (0..4)
            .map(|at| Span {
                start: at * 10,
                end: at * 10 + 9,
            })
            .collect();
        let (whole, none) = coverage(&sentences, &[0..2, 2..4]);
        assert_eq!((whole.sentences, whole.read, none), (4, 4, None));
        let (part, finding) = coverage(&sentences, &[0..1, 2..4]);
        assert_eq!(part.unread, [sentences[1]]);
        assert!(finding.is_some_and(|finding| finding.message.starts_with("1 of 4")));
    }
}
