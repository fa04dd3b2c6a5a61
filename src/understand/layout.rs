//! Lines and paragraphs: which line ends are the ends of something.

use std::ops::Range;

use super::normalize::{BreakKind, Normalized};

/// The longest line, in characters, that a text wrapped at a fixed width has.
const WIDEST_WRAP: usize = 100;

/// The blocks of a text: stretches that no sentence reaches beyond. Byte ranges of the normalized text, in order.
///
/// A block is a paragraph, or a line of its own such as a heading or an item of a list.
pub(super) fn blocks(normalized: &Normalized) -> Vec<Range<usize>> {
    let text = normalized.text();
    let lines = lines(normalized);
    let wrap = wrap_width(text, &lines);
    let mut blocks: Vec<Range<usize>> = Vec::new();
    let mut previous: Option<&Line> = None;
    for line in &lines {
        let joins = previous.is_some_and(|previous| continues(text, previous, line, wrap));
        match blocks.last_mut() {
            Some(block) if joins => block.end = line.range.end,
            _ => blocks.push(line.range.clone()),
        }
        previous = Some(line);
    }
    blocks
}

struct Line {
    range: Range<usize>,
    ends: BreakKind,
    length: usize,
}

fn lines(normalized: &Normalized) -> Vec<Line> {
    let text = normalized.text();
    let mut start = 0;
    let end = (text.len(), BreakKind::Paragraph);
    let ends = normalized.breaks().iter().map(|end| (end.at, end.kind));
    ends.chain([end])
        .filter_map(|(at, ends)| {
            let range = start..at;
            start = (at + 1).min(text.len());
            let length = text[range.clone()].chars().count();
            (length > 0).then_some(Line { range, ends, length })
        })
        .collect()
}

/// The width at which a text is wrapped, if it is: most of its lines come near to one width.
fn wrap_width(text: &str, lines: &[Line]) -> Option<usize> {
    let inner: Vec<&Line> = lines.iter().filter(|line| line.ends == BreakKind::Line).collect();
    let width = lines.iter().map(|line| line.length).max()?;
    let full = |line: &&&Line| line.length * 3 >= width * 2 && !ends_sentence(&text[line.range.clone()]);
    let wrapped = inner.len() >= 3 && width <= WIDEST_WRAP && inner.iter().filter(full).count() * 5 >= inner.len() * 3;
    wrapped.then_some(width)
}

fn continues(text: &str, previous: &Line, line: &Line, wrap: Option<usize>) -> bool {
    if previous.ends == BreakKind::Paragraph {
        return false;
    }
    let next = &text[line.range.clone()];
    if begins_list_item(next) {
        return false;
    }
    let unfinished = !ends_sentence(&text[previous.range.clone()]);
    match wrap {
        Some(width) => previous.length * 3 >= width * 2 || unfinished && next.starts_with(char::is_lowercase),
        None => unfinished && next.starts_with(char::is_lowercase),
    }
}

fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(['»', '”', '"', '\'', ')', ']'])
        .ends_with(['.', '!', '?', '…', ':', ';'])
}

/// Whether a line begins with the sign of a list: a dash, a bullet, a number with a point or a bracket.
pub(super) fn begins_list_item(line: &str) -> bool {
    let signs = ["- ", "– ", "— ", "• ", "* ", "· "];
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    signs.iter().any(|sign| line.starts_with(sign))
        || ((1..=2).contains(&digits) && (line[digits..].starts_with(". ") || line[digits..].starts_with(") ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(source: &str) -> Vec<String> {
        let normalized = Normalized::new(source);
        blocks(&normalized)
            .into_iter()
            .map(|range| normalized.text()[range].to_owned())
            .collect()
    }

    #[test]
    fn a_line_is_a_block_unless_the_next_goes_on() {
        assert_eq!(
            split("Title\nFirst sentence.\nSecond\nhalf of it.\n\nThird."),
            ["Title", "First sentence.", "Second half of it.", "Third."]
        );
        assert_eq!(split(" \n\n"), Vec::<String>::new());
    }

    #[test]
    fn wrapped_lines_are_joined() {
        let source = "Су деңгейі көтеріліп, өзен жағасындағы\nүш ауылға қауіп төнді деп хабарлайды\nДала Ақпарат. Тұрғындар қауіпсіз\nжерге көшірілді.\n\nЖұмыс жалғасуда.";
        assert_eq!(split(source).len(), 2);
    }

    #[test]
    fn items_of_a_list_stay_apart() {
        assert_eq!(
            split("Решено:\n- построить мост\n- открыть школу\n2. продлить срок").len(),
            4
        );
    }
}
