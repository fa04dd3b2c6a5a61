//! Words of a text in tokens.

use std::ops::Range;

use icu::properties::CodePointMapData;
use icu::properties::props::{GeneralCategory, GeneralCategoryGroup};

/// The tokens of every word. A word begins at a token that stands after a blank, or after or at a punctuation mark; marks are
/// words of their own. Hyphens and apostrophes between letters part no words (`Усть-Каменогорск`, `О'Коннор`), but the ending
/// `'s` of English is parted from the name that it stands after.
///
/// `spans` are the places of the tokens in the text. Tokens that begin at one place belong together, so that a token of a blank
/// alone belongs to the word after it.
pub fn words(text: &[char], spans: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    for (token, span) in spans.iter().enumerate() {
        let goes_on = match token.checked_sub(1).map(|before| &spans[before]) {
            Some(before) => before.start == span.start || !is_start(text, span.start),
            None => false,
        };
        match words.last_mut().filter(|_| goes_on) {
            Some(word) => word.end = token + 1,
            None => words.push(token..token + 1),
        }
    }
    words
}

/// Whether a word begins at a place or would, were there one.
fn is_start(text: &[char], place: usize) -> bool {
    let Some(before) = place.checked_sub(1) else {
        return true;
    };
    text[before].is_whitespace() || parts_words(text, before) || (place < text.len() && parts_words(text, place))
}

/// Whether the character at a place is a mark that parts words.
fn parts_words(text: &[char], place: usize) -> bool {
    let mark = text[place];
    if !is_punctuation(mark) {
        return false;
    }
    let is_letter_at = |place: Option<usize>| place.and_then(|place| text.get(place)).is_some_and(|c| is_letter(*c));
    let is_inner = is_letter_at(place.checked_sub(1)) && is_letter_at(Some(place + 1));
    match mark {
        '-' | '\u{2010}' | '\u{2011}' => !is_inner,
        '\'' | '’' => !is_inner || (matches!(text[place + 1], 's' | 'S') && !is_letter_at(Some(place + 2))),
        _ => true,
    }
}

/// As BERT sees it: all of ASCII that is neither letter nor digit, and what Unicode counts among punctuation.
fn is_punctuation(character: char) -> bool {
    character.is_ascii_punctuation() || is_of(GeneralCategoryGroup::Punctuation, character)
}

/// With the marks that are set over and under letters.
fn is_letter(character: char) -> bool {
    is_of(
        GeneralCategoryGroup::Letter.union(GeneralCategoryGroup::Mark),
        character,
    )
}

fn is_of(group: GeneralCategoryGroup, character: char) -> bool {
    group.contains(CodePointMapData::<GeneralCategory>::new().get(character))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of a text with a token for every character but blanks.
    fn words_of(text: &str) -> Vec<String> {
        let text: Vec<char> = text.chars().collect();
        let places = (0..text.len()).filter(|place| !text[*place].is_whitespace());
        let spans: Vec<Range<usize>> = places.map(|place| place..place + 1).collect();
        let words = words(&text, &spans);
        let written = |word: Range<usize>| text[spans[word.start].start..spans[word.end - 1].end].iter().collect();
        words.into_iter().map(written).collect()
    }

    #[test]
    fn hyphens_and_apostrophes_between_letters_part_no_words() {
        let words = words_of("Йошкар-Ола, О'Коннор – «Ту-154» Kazakhstan's Cafe\u{301}-bar don’t.");
        let expected = [
            "Йошкар-Ола",
            ",",
            "О'Коннор",
            "–",
            "«",
            "Ту",
            "-",
            "154",
            "»",
            "Kazakhstan",
            "'",
            "s",
            "Cafe\u{301}-bar",
            "don’t",
            ".",
        ];
        assert_eq!(words, expected);
    }

    #[test]
    fn tokens_of_blanks_belong_to_what_follows() {
        let text: Vec<char> = "а  Бв ".chars().collect();
        let spans = [0..1, 3..3, 3..4, 4..5, 6..6];
        assert_eq!(words(&text, &spans), [0..1, 1..4, 4..5]);
    }
}
