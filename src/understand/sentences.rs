//! Sentences, by the rules of Unicode (ICU) and by what they do not know of: abbreviations, initials,
//! lists, quotations, and the missing blanks of hurried feeds.

use std::ops::Range;

use icu::segmenter::options::SentenceBreakInvariantOptions;
use icu::segmenter::{SentenceSegmenter, SentenceSegmenterBorrowed};

use super::abbreviations::{self, Abbreviation};

/// A part of a quotation shorter than this, in characters, is not a sentence of its own.
const SHORTEST_QUOTED: usize = 40;

/// Signs that may stand between the end of a sentence and the blank after it.
const CLOSING: [char; 8] = ['»', '”', '"', '\'', '’', ')', ']', '“'];
/// Signs that may stand between the blank and the first letter of a sentence.
const OPENING: [char; 9] = ['«', '“', '„', '"', '\'', '‘', '(', '[', '”'];

/// Splits blocks of a text into sentences.
#[derive(Clone, Copy)]
pub(super) struct Splitter {
    unicode: SentenceSegmenterBorrowed<'static>,
}

impl Splitter {
    pub fn new() -> Self {
        Splitter {
            unicode: SentenceSegmenter::new(SentenceBreakInvariantOptions::default()),
        }
    }

    /// The sentences of a block, in bytes, without the blanks between them.
    pub fn split(self, block: &str) -> Vec<Range<usize>> {
        let mut sentences = Vec::new();
        let mut start = 0;
        for candidate in self.candidates(block) {
            let sentence = &block[start..candidate];
            if is_boundary(sentence, &block[candidate..]) {
                push_trimmed(&mut sentences, block, start..candidate);
                start = candidate;
            }
        }
        push_trimmed(&mut sentences, block, start..block.len());
        sentences
    }

    /// Everywhere that a sentence might begin.
    fn candidates(self, block: &str) -> Vec<usize> {
        let mut candidates: Vec<usize> = self.unicode.segment_str(block).collect();
        for end in ends(block) {
            candidates.extend(is_missing_blank(block, end).then_some(end));
            candidates.extend(after_blank(block, end));
        }
        candidates.retain(|at| (1..block.len()).contains(at));
        candidates.sort_unstable();
        candidates.dedup();
        candidates
    }
}

/// Where the signs that may end a sentence end.
fn ends(block: &str) -> impl Iterator<Item = usize> {
    // Bytes and not characters: this is asked of every character of every text.
    let bytes = block.as_bytes();
    (0..bytes.len()).filter_map(move |at| match bytes[at] {
        b'.' | b'!' | b'?' => Some(at + 1),
        0xe2 if block[at..].starts_with('…') => Some(at + '…'.len_utf8()),
        _ => None,
    })
}

/// `сообщает.В ответ`: a point between a word in small letters and a capitalized word.
fn is_missing_blank(block: &str, end: usize) -> bool {
    let sign = block[..end].chars().next_back();
    let before = &block[..end - sign.map_or(0, char::len_utf8)];
    let mut after = block[end..].chars().skip_while(|character| OPENING.contains(character));
    let Some(first) = after.next() else {
        return false;
    };
    let word_before = before
        .chars()
        .rev()
        .take(2)
        .filter(|character| character.is_lowercase())
        .count()
        == 2;
    let no_address = || !before.rsplit(' ').next().unwrap_or_default().contains(['.', '/', '@']);
    let capital_after = first.is_uppercase()
        && after
            .next()
            .is_none_or(|next| next.is_lowercase() || next.is_whitespace());
    let cyrillic = first >= '\u{400}';
    word_before && capital_after && no_address() && (cyrillic || sign != Some('.'))
}

/// The blank behind a sign that may end a sentence. Unicode passes over some: before a number that a
/// small letter follows, at an ellipsis, behind some orders of closing signs.
fn after_blank(block: &str, end: usize) -> Option<usize> {
    let behind = block[end..].trim_start_matches(CLOSING);
    behind.starts_with(' ').then(|| block.len() - behind.len() + 1)
}

fn push_trimmed(sentences: &mut Vec<Range<usize>>, block: &str, range: Range<usize>) {
    let text = &block[range.clone()];
    let start = range.start + (text.len() - text.trim_start().len());
    let end = start + text.trim().len();
    if start == end {
        return;
    }
    match sentences.last_mut() {
        // Signs alone are no sentence: they belong to the one before.
        Some(last) if !block[start..end].contains(char::is_alphanumeric) => last.end = end,
        _ => sentences.push(start..end),
    }
}

/// Whether a sentence ends between `before` and `after`.
fn is_boundary(before: &str, after: &str) -> bool {
    let body = before.trim_end();
    let core = body.trim_end_matches(CLOSING);
    let following = after.trim_start();
    let next = following.trim_start_matches(OPENING).trim_start();
    if !core.ends_with(['.', '!', '?', '…', ':']) || !next.contains(char::is_alphanumeric) {
        return false;
    }
    if goes_on(following, next) || splits_short_quotation(before, after) {
        return false;
    }
    match core.ends_with('.') && !core.ends_with("..") {
        true => point_ends_sentence(core, next),
        false => !core.ends_with(':') && core.len() > 1,
    }
}

/// What follows belongs to the same sentence: a small letter, or a dash before one (`– деді ол`).
fn goes_on(following: &str, next: &str) -> bool {
    let after_dash = following.trim_start_matches(['–', '—', '-', ',', ' ']);
    let dash = after_dash.len() < following.len();
    next.starts_with(char::is_lowercase)
        || (dash && after_dash.starts_with(char::is_lowercase))
        || following.starts_with(',')
}

/// Whether the point at the end of `core` ends a sentence and not only an abbreviation or a number.
fn point_ends_sentence(core: &str, next: &str) -> bool {
    let word = core.rsplit([' ', '«', '“', '"', '(']).next().unwrap_or(core);
    let stem = &word[..word.len() - 1];
    let preceding = core[..core.len() - word.len()].trim_end();
    if stem.is_empty() {
        return true;
    }
    if stem.chars().all(|character| character.is_ascii_digit()) {
        // `1. Бірінші` numbers an item; a year at the end of a sentence ends it.
        return !(preceding.is_empty() && stem.len() <= 2);
    }
    let next_word = next
        .split(|character: char| !character.is_alphanumeric())
        .next()
        .unwrap_or_default();
    let digit_follows = next_word.starts_with(|first: char| first.is_ascii_digit());
    match abbreviations::of(stem) {
        Some(Abbreviation::BeforeName) => false,
        Some(Abbreviation::BeforeNumber) => !digit_follows,
        Some(Abbreviation::Year) => !digit_follows && preceding.ends_with(|last: char| last.is_ascii_digit()),
        Some(Abbreviation::Scale) => !digit_follows && !abbreviations::is_currency(next_word),
        Some(Abbreviation::Inner) => abbreviations::begins_sentence(next_word),
        Some(Abbreviation::Closing) => true,
        None => !is_initial(stem) || ends_with_word_before_letter(preceding),
    }
}

/// `А. Б. Иванов`, `J. Smith`, and the double letters of Kazakh and Russian initials (`Дж.`, `Ю.`).
fn is_initial(stem: &str) -> bool {
    let (before, last) = match stem.rfind(['.', '-']) {
        Some(at) => (&stem[..at], &stem[at + 1..]),
        None => ("", stem),
    };
    // `Жан-П.` are initials of one name, `Super-G` is a word.
    if stem[before.len()..].starts_with('-') && before.chars().nth(3).is_some() && !before.contains('.') {
        return false;
    }
    let mut letters = last.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_none() || matches!(last, "Дж" | "Дз" | "Ер")
}

/// `витамин С.`, `plan B.`: a letter that is a name and not an initial.
fn ends_with_word_before_letter(preceding: &str) -> bool {
    let word = preceding.rsplit(' ').next().unwrap_or_default().to_lowercase();
    matches!(
        word.as_str(),
        "витамин"
            | "витамина"
            | "группы"
            | "группа"
            | "категории"
            | "класса"
            | "дәрумені"
            | "тобы"
            | "plan"
            | "vitamin"
            | "group"
            | "class"
            | "category"
    )
}

/// Whether the place is inside a quotation whose sentences there are too short to stand alone.
fn splits_short_quotation(before: &str, after: &str) -> bool {
    let (Some(opened), Some(closed)) = (open_quotation(before), close_quotation(after)) else {
        return false;
    };
    let length = |text: &str| text.chars().count();
    length(&before[opened..]) < SHORTEST_QUOTED || length(&after[..closed]) < SHORTEST_QUOTED
}

/// Where the quotation that is open at the end of `text` began.
fn open_quotation(text: &str) -> Option<usize> {
    let mut open = None;
    let mut previous = ' ';
    for (at, sign) in text.char_indices() {
        match sign {
            '«' | '„' => open = Some(at),
            '»' | '”' => open = None,
            // Some write “so“ and some "so": the same sign opens behind a blank and closes elsewhere.
            '“' | '"' if previous.is_whitespace() || OPENING.contains(&previous) => open = Some(at),
            '“' | '"' => open = None,
            _ => {}
        }
        previous = sign;
    }
    open
}

/// Where the quotation that is open at the beginning of `text` ends.
fn close_quotation(text: &str) -> Option<usize> {
    let at = text.find(['»', '”', '"', '“', '«', '„'])?;
    (!text[at..].starts_with(['«', '„'])).then_some(at)
}

#[cfg(test)]
mod tests;
