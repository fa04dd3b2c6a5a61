//! A text with placeholders for what has to be copied.

use super::protected;

/// A text in which placeholders stand for all that has to be copied as it is, and what they stand for.
///
/// A placeholder is two capital letters and a number: `DN1`, `DN2`. Models meet such words as names of cars, flights and roads,
/// and have learnt to copy them. The letters are Latin ones that texts of all three languages have often enough (in names of
/// firms, for instance) to be in the vocabulary of every Marian and T5 model, be it together or one by one. Signs that are made
/// for the purpose, such as `⟦1⟧`, are not: they are read as unknown and come out as nothing. The letters have no look-alikes in
/// Cyrillic, so that nobody mends them, and stand together for no word that would be translated. If a text has what could
/// be taken for a placeholder, other letters are chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked {
    text: String,
    letters: &'static str,
    verbatim: Vec<String>,
}

/// The letters that placeholders may begin with, the preferred first.
const LETTERS: [&str; 6] = ["DN", "FL", "GR", "SN", "LD", "NF"];

impl Masked {
    /// Masks all that is [`protected`] in a text, and nothing in a text that has something like a placeholder with any letters.
    pub fn of(text: &str) -> Self {
        let letters = LETTERS.into_iter().find(|letters| !has_placeholder(text, letters));
        let mut masked = Masked {
            text: String::with_capacity(text.len()),
            letters: letters.unwrap_or_default(),
            verbatim: Vec::new(),
        };
        let places = if letters.is_some() { protected(text) } else { Vec::new() };
        let mut copied = 0;
        for place in places {
            masked.text.push_str(&text[copied..place.start]);
            masked.verbatim.push(text[place.clone()].to_owned());
            masked.text.push_str(masked.letters);
            masked.text.push_str(&masked.verbatim.len().to_string());
            copied = place.end;
        }
        masked.text.push_str(&text[copied..]);
        masked
    }

    /// The text with placeholders.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the text has no placeholders: there is no sense in a second attempt with it.
    pub fn is_bare(&self) -> bool {
        self.verbatim.is_empty()
    }

    /// A translation of the masked text with everything in its place again. Placeholders may have another case, and blanks or
    /// hyphens in them. Nothing if one of them is lost, doubled or changed.
    pub fn restore(&self, translation: &str) -> Option<String> {
        if self.is_bare() {
            return Some(translation.to_owned());
        }
        let mut restored = String::with_capacity(translation.len());
        let mut is_back = vec![false; self.verbatim.len()];
        let mut copied = 0;
        for found in placeholders(translation, self.letters) {
            let number = found.number?.checked_sub(1)?;
            let was_back = std::mem::replace(is_back.get_mut(number)?, true);
            if was_back {
                return None;
            }
            restored.push_str(&translation[copied..found.start]);
            restored.push_str(&self.verbatim[number]);
            copied = found.end;
        }
        restored.push_str(&translation[copied..]);
        is_back.into_iter().all(|is_back| is_back).then_some(restored)
    }
}

/// A placeholder in a text, in bytes.
struct Placeholder {
    start: usize,
    end: usize,
    /// Its number, unless that is none that there can be.
    number: Option<usize>,
}

fn has_placeholder(text: &str, letters: &str) -> bool {
    placeholders(text, letters).next().is_some()
}

/// All that is a placeholder with some letters, or could be made of one by a model.
fn placeholders(text: &str, letters: &str) -> impl Iterator<Item = Placeholder> {
    let mut before = None;
    text.char_indices().filter_map(move |(start, letter)| {
        let is_inside_word = before.replace(letter).is_some_and(char::is_alphanumeric);
        let (digits, end) = after_letters(&text[start..], letters).filter(|_| !is_inside_word)?;
        Some(Placeholder {
            start,
            end: start + end,
            number: digits.parse().ok(),
        })
    })
}

/// The digits behind the letters that a text begins with, and where they end.
fn after_letters<'t>(text: &'t str, letters: &str) -> Option<(&'t str, usize)> {
    let mut rest = text;
    for letter in letters.chars() {
        rest = rest
            .strip_prefix([letter, letter.to_ascii_lowercase()])?
            .trim_start_matches(is_gap);
    }
    let length = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
    (length > 0).then(|| (&rest[..length], text.len() - rest.len() + length))
}

/// What models put between the parts of a word that they do not know.
fn is_gap(letter: char) -> bool {
    matches!(letter, ' ' | '\u{a0}' | '-' | '‑')
}
