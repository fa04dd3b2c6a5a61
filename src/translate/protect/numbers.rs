//! Numbers that are names: of telephones, accounts, persons and documents.

use std::ops::{Range, RangeInclusive};

use super::Chunk;

/// How many digits the number of a person or an enterprise has in Kazakhstan.
const PERSON: usize = 12;

/// How many digits a telephone number has in Kazakhstan and Russia, with the first `7` or `8`.
const TELEPHONE: usize = 11;

/// The fewest and the most digits of a telephone number of any country.
const TELEPHONES: RangeInclusive<usize> = 9..=15;

/// The lengths of account numbers, of those of Kazakhstan, and of the pieces that they are written in.
const IBAN: RangeInclusive<usize> = 15..=34;
const KAZAKH_IBAN: RangeInclusive<usize> = 20..=20;
const PIECE: usize = 4;

/// All places of a text; of those that overlap, the first is meant.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    [telephones(text), ibans(text), documents(text), persons(text)].concat()
}

fn telephones(text: &str) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    let mut behind = 0;
    for (start, _) in text.match_indices(['+', '8']) {
        let is_apart = !text[..start]
            .ends_with(|letter: char| letter.is_alphanumeric() || matches!(letter, '.' | ',' | '-' | '+' | '/' | '№'));
        if start >= behind
            && is_apart
            && let Some(length) = telephone(&text[start..])
        {
            behind = start + length;
            places.push(start..behind);
        }
    }
    places
}

/// How many bytes of a text are a telephone number.
///
/// In `+7` and `8` numbers the eleventh digit ends a group; groups of three alone would be a large number.
fn telephone(text: &str) -> Option<usize> {
    let number = text.strip_prefix('+').unwrap_or(text);
    let has_plus = number.len() < text.len();
    let is_ours = !has_plus || number.starts_with('7');
    let groups = groups(number, if is_ours { TELEPHONE } else { *TELEPHONES.end() });
    let digits: usize = groups.iter().map(Range::len).sum();
    let last = groups.last()?;
    let is_complete = !number[last.end..].starts_with(char::is_alphanumeric);
    let is_told_by_groups = match &groups[..] {
        [_] => true,
        [first, second, ..] => has_plus || first.len() == 1 && (3..=5).contains(&second.len()),
        [] => false,
    };
    let is_number = if is_ours {
        digits == TELEPHONE
    } else {
        TELEPHONES.contains(&digits)
    };
    (is_complete && is_told_by_groups && is_number).then(|| text.len() - number.len() + last.end)
}

/// Groups of digits with blanks, hyphens and brackets between them, as many as have no more than some digits.
fn groups(number: &str, most: usize) -> Vec<Range<usize>> {
    let is_separator = |letter: char| matches!(letter, ' ' | '\u{a0}' | '\u{202f}' | '-' | '‑' | '(' | ')');
    let mut groups: Vec<Range<usize>> = Vec::new();
    let (mut at, mut digits) = (0, 0);
    loop {
        let rest = &number[at..];
        let length = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
        if length == 0 || digits + length > most {
            return groups;
        }
        groups.push(at..at + length);
        digits += length;
        let behind = &rest[length..];
        let next = behind
            .find(|letter: char| !is_separator(letter))
            .unwrap_or(behind.len());
        // `) ` and ` (` are two, `) - ` is no more one number.
        if next == 0 || behind[..next].chars().count() > 2 {
            return groups;
        }
        at += length + next;
    }
}

/// Account numbers, in one piece or in pieces of four.
fn ibans(text: &str) -> Vec<Range<usize>> {
    let chunks: Vec<Chunk<'_>> = Chunk::all(text).map(trimmed).collect();
    let mut places = Vec::new();
    let mut at = 0;
    while at < chunks.len() {
        let pieces = iban_pieces(&chunks[at..]);
        if let Some(last) = pieces.checked_sub(1).and_then(|last| chunks.get(at + last)) {
            places.push(chunks[at].start..last.range().end);
        }
        at += pieces.max(1);
    }
    places
}

/// How many chunks an account number takes that begins with the first.
fn iban_pieces(chunks: &[Chunk<'_>]) -> usize {
    let Some(first) = chunks.first().filter(|first| begins_iban(first.text)) else {
        return 0;
    };
    let lengths = if first.text.starts_with("KZ") {
        KAZAKH_IBAN
    } else {
        IBAN
    };
    let mut length = 0;
    for (number, chunk) in chunks.iter().enumerate() {
        length += chunk.text.len();
        let fits = |next: &Chunk<'_>| is_iban_piece(next.text) && length + next.text.len() <= *lengths.end();
        let goes_on = chunk.text.len() == PIECE && chunks.get(number + 1).is_some_and(fits);
        if !goes_on {
            return if lengths.contains(&length) { number + 1 } else { 0 };
        }
    }
    0
}

fn is_iban_piece(text: &str) -> bool {
    is_code(text) && text.len() <= PIECE && text.contains(|letter: char| letter.is_ascii_digit())
}

/// Whether it begins with a country and two digits, and is a code as a whole.
fn begins_iban(text: &str) -> bool {
    let bytes = text.as_bytes();
    is_code(text)
        && bytes.len() >= 4
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && bytes[2..4].iter().all(u8::is_ascii_digit)
}

fn is_code(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit())
}

fn persons(text: &str) -> Vec<Range<usize>> {
    let is_number =
        |chunk: &Chunk<'_>| chunk.text.len() == PERSON && chunk.text.chars().all(|letter| letter.is_ascii_digit());
    Chunk::all(text)
        .map(trimmed)
        .filter(is_number)
        .map(Chunk::range)
        .collect()
}

/// What stands behind `№`, if it is more than a number: `№ 5` is said in other ways in other languages.
fn documents(text: &str) -> Vec<Range<usize>> {
    let signs = text.match_indices('№').map(|(at, sign)| at + sign.len());
    let places = signs.filter_map(|behind| {
        let start = behind + text[behind..].find(|letter: char| !letter.is_whitespace())?;
        let length = document(&text[start..]);
        let number = &text[start..start + length];
        let is_more = number.contains(|letter: char| !letter.is_ascii_digit());
        (is_more && number.contains(|letter: char| letter.is_ascii_digit())).then_some(start..start + length)
    });
    places.collect()
}

/// How many bytes of a text are the number of a document: groups of digits, capitals or one small letter, `-` and `/` between
/// them. A word or an ending is no such group: `№ 5-мектеп`, `№ 123-VI-ның`.
fn document(text: &str) -> usize {
    let mut end = 0;
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let length = rest
            .find(|letter: char| !letter.is_alphanumeric())
            .unwrap_or(rest.len());
        let group = &rest[..length];
        let small = group.chars().filter(|letter| letter.is_lowercase()).count();
        if length == 0 || small > 1 {
            return end;
        }
        at += length;
        end = at;
        match text[at..].chars().next() {
            Some(sign @ ('-' | '‑' | '–' | '/' | '.')) => at += sign.len_utf8(),
            _ => return end,
        }
    }
}

/// A chunk without punctuation around it.
fn trimmed(chunk: Chunk<'_>) -> Chunk<'_> {
    let is_around = |letter: char| !letter.is_alphanumeric();
    let closed = chunk.text.trim_end_matches(is_around);
    let opened = closed.trim_start_matches(is_around);
    super::without_suffix(chunk.part(closed.len() - opened.len()..closed.len()))
}
