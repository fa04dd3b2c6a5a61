//! Somebody's words: what stands in quotation marks and a verb of saying beside it, with the person who says it.

use super::{Context, Mention, persons};
use crate::digest::{Quote, Value};
use crate::understand::tokens::{Token, lowercase};

/// Fewer words than these are a name or an irony.
const SHORTEST: usize = 4;

/// Stems of the verbs that report speech.
const VERBS: [&str; 38] = [
    "сказал",
    "заявил",
    "отметил",
    "сообщил",
    "подчеркнул",
    "добавил",
    "рассказал",
    "считает",
    "говор",
    "пояснил",
    "уточнил",
    "написал",
    "ответил",
    "напомнил",
    "объяснил",
    "деді",
    "дейді",
    "деп",
    "дегенді",
    "айтты",
    "мәлімдеді",
    "хабарлады",
    "атап",
    "said",
    "says",
    "told",
    "added",
    "according",
    "stated",
    "wrote",
    "explained",
    "noted",
    "announced",
    "replied",
    "stressed",
    "asked",
    "argued",
    "warned",
];

/// The quotations of a sentence. They may hold other facts, so they are looked for apart from the other rules.
pub(super) fn find(context: &Context<'_>) -> Vec<Mention> {
    let tokens = &context.tokens;
    let Some(open) = tokens
        .iter()
        .position(|token| matches!(token.text, "«" | "“" | "„" | "\""))
    else {
        return Vec::new();
    };
    let is_closing = |token: &Token<'_>| match tokens[open].text {
        "«" => token.text == "»",
        "“" => token.text == "”",
        "„" => token.text == "“",
        _ => token.text == "\"",
    };
    let Some(close) = tokens
        .iter()
        .rposition(is_closing)
        .filter(|close| *close > open + SHORTEST)
    else {
        return Vec::new();
    };
    let outside = || tokens[..open].iter().chain(&tokens[close + 1..]);
    let reports = |token: &Token<'_>| {
        let word = lowercase(token.text);
        VERBS.iter().any(|verb| word.starts_with(verb))
    };
    if !outside().any(reports) {
        return Vec::new();
    }
    let speakers = persons::find(context);
    let outside = |mention: &&Mention| mention.tokens.start > close || mention.tokens.end <= open;
    let speaker = speakers
        .iter()
        .filter(outside)
        .find_map(|mention| match &mention.value {
            Value::Person(person) => Some(person.name.clone()),
            _ => None,
        });
    vec![Mention {
        tokens: open + 1..close,
        confidence: if speaker.is_some() { 0.8 } else { 0.4 },
        value: Value::Quote(Quote { speaker }),
        rule: "quote",
    }]
}
