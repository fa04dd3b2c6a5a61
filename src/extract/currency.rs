//! Currencies as the three languages write them, as ISO 4217 codes.

use crate::understand::tokens::{Token, TokenKind, lowercase};

const SIGNS: [(char, &str); 10] = [
    ('$', "USD"),
    ('€', "EUR"),
    ('£', "GBP"),
    ('¥', "CNY"),
    ('₸', "KZT"),
    ('₽', "RUB"),
    ('₺', "TRY"),
    ('₼', "AZN"),
    ('₴', "UAH"),
    ('₹', "INR"),
];

/// Codes that stand in text as they are.
const CODES: [&str; 18] = [
    "KZT", "USD", "EUR", "RUB", "CNY", "GBP", "JPY", "TRY", "AZN", "UZS", "KGS", "TJS", "TMT", "UAH", "BYN", "AED",
    "CHF", "INR",
];

/// Stems that begin every form of a word.
const STEMS: [(&str, &str); 22] = [
    ("теңге", "KZT"),
    ("доллар", "USD"),
    ("dollar", "USD"),
    ("еуро", "EUR"),
    ("рубл", "RUB"),
    ("ruble", "RUB"),
    ("rouble", "RUB"),
    ("юан", "CNY"),
    ("yuan", "CNY"),
    ("renminbi", "CNY"),
    ("иен", "JPY"),
    ("йен", "JPY"),
    ("сомони", "TJS"),
    ("манат", "AZN"),
    ("гривн", "UAH"),
    ("hryvnia", "UAH"),
    ("рупи", "INR"),
    ("rupee", "INR"),
    ("дирхам", "AED"),
    ("dirham", "AED"),
    ("тугрик", "MNT"),
    ("тенге", "KZT"),
];

/// Words that are matched whole, because other words begin with them.
const WORDS: [(&str, &str); 19] = [
    ("тг", "KZT"),
    ("тңг", "KZT"),
    ("tenge", "KZT"),
    ("евро", "EUR"),
    ("euro", "EUR"),
    ("euros", "EUR"),
    ("руб", "RUB"),
    ("долл", "USD"),
    ("сум", "UZS"),
    ("сумов", "UZS"),
    ("soum", "UZS"),
    ("сом", "KGS"),
    ("сома", "KGS"),
    ("сомов", "KGS"),
    ("soms", "KGS"),
    ("лир", "TRY"),
    ("лира", "TRY"),
    ("lira", "TRY"),
    ("yen", "JPY"),
];

/// Words before a currency that make another one of it, and words that change nothing. By stem.
const QUALIFIERS: [(&str, &str, &str); 13] = [
    ("сша", "USD", "USD"),
    ("ақш", "USD", "USD"),
    ("us", "USD", "USD"),
    ("американск", "USD", "USD"),
    ("канадск", "USD", "CAD"),
    ("канада", "USD", "CAD"),
    ("canadian", "USD", "CAD"),
    ("австралийск", "USD", "AUD"),
    ("гонконгск", "USD", "HKD"),
    ("сингапурск", "USD", "SGD"),
    ("российск", "RUB", "RUB"),
    ("ресей", "RUB", "RUB"),
    ("белорусск", "RUB", "BYN"),
];

/// A sign or code before a number, and how many tokens it takes: `$`, `US$`, `KZT`.
pub(super) fn before_number(tokens: &[Token<'_>]) -> Option<(&'static str, usize)> {
    let first = tokens.first()?;
    if let Some(code) = sign(first).or_else(|| code(first)) {
        return Some((code, 1));
    }
    let prefix = matches!(first.text, "US" | "U");
    (prefix && tokens.get(1)?.is_sign('$') && !tokens[1].after_blank).then_some(("USD", 2))
}

/// The currency after a number, and how many tokens its words take: `тенге`, `АҚШ долларына`, `долларов США`, `€`.
pub(super) fn unit(tokens: &[Token<'_>]) -> Option<(&'static str, usize)> {
    let first = tokens.first()?;
    if let Some(code) = sign(first).or_else(|| code(first)) {
        return Some((code, 1));
    }
    match qualifier_before(tokens) {
        Some((length, qualified)) => {
            let currency = word(tokens.get(length)?)?;
            Some((qualified(currency)?, length + 1))
        }
        None => {
            let currency = word(first)?;
            let point = usize::from(
                matches!(first.text, "руб" | "долл" | "тг") && tokens.get(1).is_some_and(|next| next.is_sign('.')),
            );
            let country = tokens
                .get(1 + point)
                .is_some_and(|next| currency == "USD" && next.text == "США")
                || tokens
                    .get(1)
                    .is_some_and(|next| lowercase(next.text).starts_with("стерлинг"));
            // The point of an abbreviation belongs to the sum only if the sum goes on behind it.
            Some((currency, 1 + if country { point + 1 } else { 0 }))
        }
    }
}

type Qualified = Box<dyn Fn(&'static str) -> Option<&'static str>>;

/// A word such as `АҚШ`, `американских`, `U.S.` before the currency that it goes with.
fn qualifier_before(tokens: &[Token<'_>]) -> Option<(usize, Qualified)> {
    let dotted = tokens.len() > 4
        && tokens[0].text == "U"
        && tokens[1].is_sign('.')
        && tokens[2].text == "S"
        && tokens[3].is_sign('.');
    if dotted {
        return Some((4, Box::new(|currency| (currency == "USD").then_some("USD"))));
    }
    let lower = lowercase(tokens[0].text);
    let matching: Vec<_> = QUALIFIERS
        .iter()
        .filter(|(stem, _, _)| lower.starts_with(stem))
        .collect();
    if matching.is_empty() || lower.starts_with("us") && lower != "us" {
        return None;
    }
    Some((
        1,
        Box::new(move |currency| {
            matching
                .iter()
                .find(|(_, of, _)| *of == currency)
                .map(|(_, _, code)| *code)
        }),
    ))
}

fn sign(token: &Token<'_>) -> Option<&'static str> {
    SIGNS
        .iter()
        .find(|(sign, _)| token.is_sign(*sign))
        .map(|(_, code)| *code)
}

fn code(token: &Token<'_>) -> Option<&'static str> {
    CODES.iter().find(|code| **code == token.text).copied()
}

fn word(token: &Token<'_>) -> Option<&'static str> {
    if token.kind != TokenKind::Word {
        return None;
    }
    let lower = lowercase(token.text);
    let whole = WORDS.iter().find(|(word, _)| *word == lower);
    let stem = || STEMS.iter().find(|(stem, _)| lower.starts_with(stem));
    let sterling = (lower.starts_with("фунт") || lower == "pounds").then_some("GBP");
    whole.or_else(stem).map(|(_, code)| *code).or(sterling)
}
