//! Words, numbers and signs, as the rules see them.

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters.
    Word,
    /// ASCII digits.
    Digits,
    /// Any other single character.
    Sign,
}

/// A token of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'t> {
    /// The token as it is written.
    pub text: &'t str,
    /// The byte offset in the text that was split.
    pub start: usize,
    /// What it is made of.
    pub kind: TokenKind,
    /// Whether a blank stands before it.
    pub after_blank: bool,
    /// Whether it is a place in an order: `46th`.
    pub is_ordinal: bool,
    /// How many bytes it takes where that is not the length of `text`.
    read_from: Option<usize>,
}

impl Token<'_> {
    /// The byte offset after the token.
    pub fn end(&self) -> usize {
        self.start + self.read_from.unwrap_or(self.text.len())
    }

    /// A token of digits in the place of this one and of those after it, up to `end`: `twenty-five` as `25`.
    pub fn read_as_digits<'d>(&self, digits: &'d str, end: usize, is_ordinal: bool) -> Token<'d> {
        Token {
            text: digits,
            start: self.start,
            kind: TokenKind::Digits,
            after_blank: self.after_blank,
            is_ordinal,
            read_from: Some(end - self.start),
        }
    }

    /// Whether it is a number that is written in words.
    pub fn is_spelled(&self) -> bool {
        self.read_from.is_some() && !self.is_ordinal
    }

    /// Whether the token is the sign `sign`.
    pub fn is_sign(&self, sign: char) -> bool {
        self.kind == TokenKind::Sign && self.text.starts_with(sign)
    }

    /// Whether the token is a hyphen or a dash.
    pub fn is_dash(&self) -> bool {
        self.kind == TokenKind::Sign && self.text.starts_with(['-', '‐', '‑', '–', '—', '−'])
    }

    /// Whether the token is a word that begins with a capital letter.
    pub fn is_capitalized(&self) -> bool {
        self.kind == TokenKind::Word && self.text.starts_with(char::is_uppercase)
    }

    /// Whether the token is a word of capital letters only, two at least.
    pub fn is_all_capitals(&self) -> bool {
        self.kind == TokenKind::Word && self.text.chars().all(char::is_uppercase) && self.text.chars().nth(1).is_some()
    }
}

/// Splits a normalized text into tokens; blanks are dropped.
pub fn tokenize(text: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = Vec::with_capacity(text.len() / 6);
    let mut after_blank = false;
    for (start, character) in text.char_indices() {
        let Some(kind) = kind_of(character) else {
            after_blank = true;
            continue;
        };
        match tokens.last_mut() {
            Some(last) if last.kind == kind && kind != TokenKind::Sign && !after_blank => {
                last.text = &text[last.start..start + character.len_utf8()];
            }
            _ => tokens.push(Token {
                text: &text[start..start + character.len_utf8()],
                start,
                kind,
                after_blank,
                is_ordinal: false,
                read_from: None,
            }),
        }
        after_blank = false;
    }
    tokens
}

fn kind_of(character: char) -> Option<TokenKind> {
    match character {
        blank if blank.is_whitespace() => None,
        digit if digit.is_ascii_digit() => Some(TokenKind::Digits),
        // A stress mark or another mark that normal form C could not join stays in its word.
        letter if is_letter(letter) || ('\u{300}'..='\u{36f}').contains(&letter) => Some(TokenKind::Word),
        _ => Some(TokenKind::Sign),
    }
}

/// Whether a character is a letter; the tables of Unicode are asked only where they are needed.
pub(super) fn is_letter(character: char) -> bool {
    matches!(character, 'a'..='z' | 'A'..='Z' | '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}')
        || !character.is_ascii() && character.is_alphabetic()
}

/// A word in lower case, as [`push_lowercase`] writes it.
pub fn lowercase(word: &str) -> String {
    let mut lower = String::with_capacity(word.len());
    push_lowercase(&mut lower, word);
    lower
}

/// Writes a word in lower case behind `lower`; the tables of Unicode are asked only where they are needed.
pub fn push_lowercase(lower: &mut String, word: &str) {
    for letter in word.chars() {
        match letter {
            'a'..='z' | 'а'..='я' => lower.push(letter),
            'A'..='Z' => lower.push(letter.to_ascii_lowercase()),
            'А'..='Я' => lower.extend(char::from_u32(letter as u32 + 0x20)),
            'ә' | 'ғ' | 'қ' | 'ң' | 'ө' | 'ұ' | 'ү' | 'һ' | 'і' | 'ё' => lower.push(letter),
            _ => lower.extend(letter.to_lowercase()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lower_case_is_that_of_unicode() {
        let word = "ҚазАҚСТАН Ёлка ÄÖÜ İstanbul I ÑŞ straße";
        let mut lower = String::new();
        push_lowercase(&mut lower, word);
        assert_eq!(lower, word.to_lowercase());
    }

    #[test]
    fn letters_digits_and_signs_part() {
        let tokens = tokenize("25-ші 5,5 млрд. за́мок $3bn");
        let texts: Vec<_> = tokens.iter().map(|token| token.text).collect();
        assert_eq!(
            texts,
            ["25", "-", "ші", "5", ",", "5", "млрд", ".", "за́мок", "$", "3", "bn"]
        );
        let blanks: Vec<_> = tokens
            .iter()
            .filter(|token| token.after_blank)
            .map(|token| token.text)
            .collect();
        assert_eq!(blanks, ["5", "млрд", "за́мок", "$"]);
    }
}
