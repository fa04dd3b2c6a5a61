//! Numbers as they are written: grouped, with a decimal sign, with a word for thousands or millions.

use super::decimal::Decimal;
use super::numerals::is_half;
use crate::article::Language;
use crate::understand::tokens::{Token, TokenKind, lowercase};

/// A number at the beginning of some tokens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number {
    /// The number before the scale is applied.
    pub written: Decimal,
    /// The power of ten that a scale word adds.
    pub scale: Option<u32>,
    /// How many tokens it takes.
    pub length: usize,
}

impl Number {
    /// The number with its own scale, or else with the one lent by its neighbour in a range.
    pub fn value(&self, lent: Option<u32>) -> Option<Decimal> {
        self.written.times_ten_to(self.scale.or(lent).unwrap_or(0))
    }
}

/// Reads a number with its scale word.
pub(super) fn number(tokens: &[Token<'_>], language: Language) -> Option<Number> {
    let (written, digits) = decimal(tokens, language)?;
    // `25-тысячный`, `30-million`.
    let is_joined = |at: usize| tokens.get(at).is_some_and(|token| !token.after_blank);
    let joined = tokens.get(digits).is_some_and(Token::is_dash) && is_joined(digits) && is_joined(digits + 1);
    let digits = match tokens.get(digits + 1).and_then(scale) {
        Some(_) if joined => digits + 1,
        _ => digits,
    };
    let scale = tokens.get(digits).and_then(scale);
    let point = usize::from(scale.is_some() && is_abbreviation_point(&tokens[digits..]));
    let length = digits + usize::from(scale.is_some()) + point;
    let number = Number { written, scale, length };
    Some(compound(&number, &tokens[length..], language).unwrap_or(number))
}

/// `2 миллион 500 мың`, `5 мың 200`: a smaller number behind a scale word is added to it.
fn compound(first: &Number, rest: &[Token<'_>], language: Language) -> Option<Number> {
    let scale = first.scale?;
    let next = rest
        .first()
        .filter(|token| token.kind == TokenKind::Digits && token.after_blank)?;
    let is_year = next.text.len() == 4;
    let second = number(rest, language).filter(|second| !is_year && second.scale.unwrap_or(0) < scale)?;
    let (whole, added) = (first.value(None)?, second.value(None)?);
    Some(Number {
        written: whole.plus_below(added, scale)?,
        scale: None,
        length: first.length + second.length,
    })
}

/// Digits with group and decimal signs, and how many tokens they take.
fn decimal(tokens: &[Token<'_>], language: Language) -> Option<(Decimal, usize)> {
    let first = tokens.first()?;
    if matches!(first.text, "полтора" | "полутора" | "полторы") {
        return Some((Decimal::new("1", "5")?, 1));
    }
    if first.kind != TokenKind::Digits || first.is_ordinal {
        return None;
    }
    if tokens.get(1).is_some_and(|next| is_half(next.text)) {
        return Some((Decimal::new(first.text, "5")?, 2));
    }
    let mut whole = first.text.to_owned();
    let mut length = 1;
    for separator in [None, Some(','), Some('.')] {
        let groups = groups(&tokens[1..], separator, language);
        if first.text.len() <= 3 && groups.len() > 0 {
            whole.extend(groups.clone());
            length += groups.count() * if separator.is_some() { 2 } else { 1 };
            break;
        }
    }
    let (fraction, taken) = fraction(&tokens[length..], language).unwrap_or(("", 0));
    Some((Decimal::new(&whole, fraction)?, length + taken))
}

/// Groups of three digits behind a separator, or behind blanks.
fn groups<'t>(
    tokens: &'t [Token<'t>],
    separator: Option<char>,
    language: Language,
) -> impl ExactSizeIterator<Item = &'t str> + Clone {
    let width = if separator.is_some() { 2 } else { 1 };
    let is_group = |chunk: &&[Token<'_>]| {
        let (sign, digits) = match chunk {
            [digits] => (None, digits),
            [sign, digits] if !sign.after_blank => (Some(sign), digits),
            _ => return false,
        };
        digits.kind == TokenKind::Digits
            && digits.text.len() == 3
            && digits.after_blank == sign.is_none()
            && sign.is_none_or(|sign| separator.is_some_and(|separator| sign.is_sign(separator)))
    };
    let count = tokens.chunks(width).take_while(is_group).count();
    // One group behind a point, or outside English behind a comma, is a fraction: `1.250`, `1,250`.
    let is_fraction = match separator {
        None => false,
        Some(',') => count == 1 && language != Language::English,
        Some(_) => count == 1,
    };
    let count = if is_fraction { 0 } else { count };
    let digits: Vec<&str> = tokens
        .chunks(width)
        .take(count)
        .map(|chunk| chunk[width - 1].text)
        .collect();
    digits.into_iter()
}

/// The digits behind a decimal sign. Some writers, and all tokenized texts, leave blanks around the comma.
fn fraction<'t>(tokens: &[Token<'t>], language: Language) -> Option<(&'t str, usize)> {
    let [sign, digits, ..] = tokens else {
        return None;
    };
    let is_decimal = sign.is_sign(',') || sign.is_sign('.') && !sign.after_blank;
    let spaced = sign.is_sign(',') && sign.after_blank && digits.after_blank && language != Language::English;
    let joined = !sign.after_blank && !digits.after_blank;
    // `1.2.2019` and `192.168.0.1` are no numbers.
    let goes_on = tokens
        .get(2)
        .is_some_and(|next| next.text == sign.text && !next.after_blank)
        && tokens
            .get(3)
            .is_some_and(|next| next.kind == TokenKind::Digits && !next.after_blank);
    (is_decimal && (joined || spaced) && digits.kind == TokenKind::Digits && !goes_on).then_some((digits.text, 2))
}

/// The power of ten of a scale word.
fn scale(token: &Token<'_>) -> Option<u32> {
    let word = lowercase(token.text);
    let starts = |stems: &[&str]| stems.iter().any(|stem| word.starts_with(stem));
    let joined = !token.after_blank;
    match word.as_str() {
        "тыс" | "thousand" | "thousands" => Some(3),
        "k" if joined => Some(3),
        "млн" | "mln" => Some(6),
        "m" if joined => Some(6),
        "млрд" | "bln" | "bn" => Some(9),
        "b" if joined => Some(9),
        "трлн" | "tn" | "trn" => Some(12),
        _ if starts(&["тысяч", "мың"]) => Some(3),
        _ if starts(&["миллион", "million"]) => Some(6),
        _ if starts(&["миллиард", "billion"]) => Some(9),
        _ if starts(&["триллион", "trillion"]) => Some(12),
        _ => None,
    }
}

/// The point of `млрд. тенге`, which does not end a sentence because a small letter or a currency follows.
fn is_abbreviation_point(tokens: &[Token<'_>]) -> bool {
    let short = tokens[0].text.chars().count() <= 4;
    short
        && tokens
            .get(1)
            .is_some_and(|token| token.is_sign('.') && !token.after_blank)
        && tokens.get(2).is_some_and(|next| next.kind == TokenKind::Word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::understand::tokens::tokenize;

    #[test]
    fn numbers_as_they_are_written() {
        use Language::{English, Kazakh, Russian};
        for (text, language, value, rest) in [
            ("5 тенге", Russian, "5", "тенге"),
            ("1 250 000 тенге", Russian, "1250000", "тенге"),
            ("5,5 млрд тенге", Russian, "5500000000", "тенге"),
            ("5,5 млрд. теңге", Kazakh, "5500000000", "теңге"),
            ("12.5 million", English, "12500000", ""),
            ("1,250,000 people", English, "1250000", "people"),
            ("1,250 people", English, "1250", "people"),
            ("1,250 км", Russian, "1.25", "км"),
            ("1.250.000 км", Russian, "1250000", "км"),
            ("10 мың теңге", Kazakh, "10000", "теңге"),
            ("5 , 5 пайыз", Kazakh, "5.5", "пайыз"),
            ("3bn", English, "3000000000", ""),
            ("2019, 2020", Russian, "2019", ", 2020"),
            ("2019 250 человек", Russian, "2019", "250 человек"),
            ("100 тысяч.", Russian, "100000", "."),
            ("20 миллионов", Russian, "20000000", ""),
            ("25-тысячный стадион", Russian, "25000", "стадион"),
            ("30-million deal", English, "30000000", "deal"),
            ("5-7 млн", Russian, "5", "-7 млн"),
        ] {
            let tokens = tokenize(text);
            let number = number(&tokens, language).expect(text);
            assert_eq!(
                number.value(None).map(|value| value.to_string()).as_deref(),
                Some(value),
                "{text}"
            );
            let end = tokens[number.length - 1].end();
            assert_eq!(text[end..].trim(), rest, "{text}");
        }
    }
}
