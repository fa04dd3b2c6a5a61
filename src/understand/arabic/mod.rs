//! Kazakh in the Arabic alphabet of China (төте жазу), turned into Cyrillic.
//!
//! The script writes four pairs of vowels with one letter each: `ا` is `а` or `ә`, `و` is `о` or `ө`, `ۇ` is `ұ` or
//! `ү`, `ى` is `ы` or `і`. Which one is meant is told for the whole word: by a hamza before it, or by `ە`, `ك` and `گ`,
//! which only words with front vowels have and which therefore spare the hamza. `ق` and `ع` tell the opposite.
//! Compounds and loanwords mix both, so that a vowel goes by the nearest sign; the `STEMS` are those that this leads
//! astray.
//!
//! What the script does not write cannot be read from it:
//!
//! * The capitals of names. The first letter of a sentence is a capital, and so are surnames in `-ов` and `-ев`,
//!   acronyms without vowels, and the names in `STEMS`: the frequent ones that are no ordinary words. For our rules
//!   know names in Cyrillic by their capitals.
//! * `э`, `ё`, `ъ` and `ь`, which loanwords lose, unless `STEMS` or `BEGINNINGS` have the word. `щ` is read from
//!   `شش`, and `ц` from `تس` where no Kazakh word has it.
//! * Names with front vowels in letters that do not show it (`ساتباەۆ`, Сәтбаев).
//! * Whether `يا` after a consonant is `ия` (`қия`) or the `иа` of a loanword; it is read as the former.
//! * The vowels of a word whose only sign of harmony is the ending `مەن`, which follows back vowels as well.
//! * Chinese names, which Kazakhstan spells after the Russian system (`Си Цзиньпин`), China after their sound.

mod speller;
mod tables;

use std::ops::Range;

use speller::spelled;
use tables::*;

/// A character and the part of what it was made of that it stands for.
type Placed = (char, Range<usize>);

/// The same, with the bytes of the text that each character stands for.
///
/// They follow one another without gaps, and only the letters of a ligature share theirs, so that every part of the
/// result leads back to a part of the text.
pub fn placed(text: &str) -> Vec<(char, Range<usize>)> {
    let signs = signs(text);
    let mut writer = Writer {
        is_start: true,
        ..Writer::default()
    };
    let mut at = 0;
    while let Some((sign, source)) = signs.get(at) {
        let length = word_length(&signs[at..]);
        match length {
            0 => writer.sign(*sign, source.clone()),
            _ => writer.word(&signs[at..at + length]),
        }
        at += length.max(1);
    }
    without_gaps(writer.written, text.len())
}

/// Gives what was left out, such as a hamza, to the character after it, or at the end to the last one.
fn without_gaps(mut written: Vec<Placed>, length: usize) -> Vec<Placed> {
    let mut end = 0;
    for (_, source) in &mut written {
        source.start = source.start.min(end);
        end = source.end;
    }
    if let Some((_, source)) = written.last_mut() {
        source.end = length;
    }
    written
}

/// The text in the letters and signs that the rules know.
fn signs(text: &str) -> Vec<Placed> {
    let mut signs = Vec::with_capacity(text.len() / 2);
    let mut before = None;
    let mut rest = text.char_indices().peekable();
    while let Some((at, sign)) = rest.next() {
        let after = rest.peek().map(|(_, after)| base(*after));
        let sign = base(sign);
        let neighbours = || [before, after].into_iter().flatten();
        let is_within =
            neighbours().any(is_arabic) && neighbours().all(|sign| is_arabic(sign) || !sign.is_alphabetic());
        let (letter, mark) = match sign {
            TATWEEL if !is_within => (Some('-'), None),
            // Converters leave these behind when `і` was typed with the wrong one of them.
            'i' | 'і' if is_within => (Some('ى'), Some(HIGH_HAMZA)),
            'ٵ' => (Some('ا'), Some(HIGH_HAMZA)),
            'ٶ' => (Some('و'), Some(HIGH_HAMZA)),
            'ٷ' => (Some('ۇ'), Some(HIGH_HAMZA)),
            'ٸ' => (Some('ى'), Some(HIGH_HAMZA)),
            '\u{fefb}'..='\u{fefc}' => (Some('ل'), Some('ا')),
            _ if is_invisible(sign) => (None, None),
            _ => (Some(sign), None),
        };
        let source = at..rest.peek().map_or(text.len(), |(next, _)| *next);
        signs.extend(letter.into_iter().chain(mark).map(|letter| (letter, source.clone())));
        before = Some(sign);
    }
    signs
}

/// The letter that a shape or a variant stands for, and the sign of Cyrillic texts for an Arabic one.
fn base(sign: char) -> char {
    match sign {
        'ک' | 'ڪ' => 'ك',
        'ه' => 'ە',
        'ی' => 'ي',
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ژ' => 'ج',
        '،' | '٫' => ',',
        '؛' => ';',
        '؟' => '?',
        '٪' => '%',
        '٭' => '*',
        '۔' => '.',
        '٬' => '\u{a0}',
        '٠'..='٩' => digit(sign, '٠'),
        '۰'..='۹' => digit(sign, '۰'),
        '\u{fb50}'..='\u{feff}' => SHAPES
            .iter()
            .find(|(first, last, _)| (*first..=*last).contains(&sign))
            .map_or(sign, |(_, _, letter)| *letter),
        _ => sign,
    }
}

fn digit(sign: char, zero: char) -> char {
    char::from_digit(u32::from(sign) - u32::from(zero), 10).unwrap_or(sign)
}

/// Whether a sign only shapes or directs what is written, or is a vowel mark of Arabic.
fn is_invisible(sign: char) -> bool {
    matches!(
        sign,
        TATWEEL
            | '\u{61c}'
            | '\u{64b}'..='\u{65f}'
            | '\u{670}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
    )
}

/// Whether it is a letter of any language in Arabic script, or the mark that draws one out.
fn is_arabic(sign: char) -> bool {
    matches!(
        sign,
        '\u{620}'..='\u{64a}'
            | '\u{66e}'..='\u{66f}'
            | '\u{671}'..='\u{6d3}'
            | '\u{6d5}'
            | '\u{6ee}'..='\u{6ef}'
            | '\u{6fa}'..='\u{6fc}'
            | '\u{6ff}'
            | '\u{fefb}'..='\u{fefc}'
    ) || is_hamza(sign)
}

fn is_hamza(sign: char) -> bool {
    matches!(sign, HAMZA | HIGH_HAMZA)
}

/// How many of the first signs are one word with the hamza before it. A hamza within begins another word, whose space
/// was forgotten, unless it belongs to the vowel before it.
fn word_length(signs: &[Placed]) -> usize {
    let hamzas = signs.iter().take_while(|(sign, _)| is_hamza(*sign)).count();
    let mut before = HAMZA;
    let letters = signs[hamzas..].iter().take_while(|(sign, _)| {
        let belongs = *sign == HIGH_HAMZA && VOWELS.contains(before);
        before = *sign;
        is_arabic(*sign) && (!is_hamza(*sign) || belongs)
    });
    hamzas + letters.count()
}

/// What was written so far, and what of it the next word depends on.
#[derive(Debug, Default)]
struct Writer {
    written: Vec<Placed>,
    /// A hamza that other signs part from its word: `ء«تىل»`.
    hamza: bool,
    /// Whether the next word begins a sentence, and whether it does so if a space is before it.
    is_start: bool,
    has_ended: bool,
    /// How many letters the word has that was written last, if nothing else was written since.
    word: usize,
}

impl Writer {
    fn sign(&mut self, sign: char, source: Range<usize>) {
        let is_initial = sign == '.' && self.word == 1;
        match sign {
            '.' | '!' | '?' | '…' => self.has_ended = !is_initial,
            // What follows quoted speech with a mark of its own is mostly who says it: `«Барады!» деп`.
            '»' | '“' | '”' | '"' if self.ends_with(&['!', '?']) => self.has_ended = false,
            '\n' if self.ends_with(&['\n']) => self.is_start = true,
            _ if sign.is_whitespace() => {
                self.is_start |= self.has_ended;
                self.has_ended = false;
                self.hamza = false;
            }
            _ if sign.is_alphanumeric() || ",;:".contains(sign) => {
                (self.is_start, self.has_ended) = (false, false);
            }
            _ => {}
        }
        self.word = 0;
        self.written.push((sign, source));
    }

    fn ends_with(&self, either: &[char]) -> bool {
        self.written.last().is_some_and(|(last, _)| either.contains(last))
    }

    fn word(&mut self, signs: &[Placed]) {
        let (hamzas, letters): (Vec<Placed>, Vec<Placed>) =
            signs.iter().cloned().partition(|(sign, _)| is_hamza(*sign));
        self.hamza |= !hamzas.is_empty();
        if letters.is_empty() {
            return;
        }
        let word: Vec<char> = letters.iter().map(|(letter, _)| *letter).collect();
        let spelled = match word.iter().all(|letter| is_kazakh(*letter)) {
            true => spelled(&word, self.hamza),
            false => word
                .iter()
                .enumerate()
                .map(|(at, letter)| (*letter, at..at + 1))
                .collect(),
        };
        for (at, (letter, part)) in spelled.into_iter().enumerate() {
            let letter = if at == 0 && self.is_start {
                upper(letter)
            } else {
                letter
            };
            let source = letters[part.start].1.start..letters[part.end - 1].1.end;
            self.written.push((letter, source));
        }
        self.word = word.len();
        (self.hamza, self.is_start, self.has_ended) = (false, false, false);
    }
}

fn is_kazakh(letter: char) -> bool {
    AMBIGUOUS.contains(letter) || LETTERS.iter().any(|(arabic, _)| *arabic == letter)
}

fn upper(letter: char) -> char {
    letter.to_uppercase().next().unwrap_or(letter)
}

#[cfg(test)]
mod tests;
