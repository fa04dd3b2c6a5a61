//! Places in an order: `46-я сессия`, `екінші орын`, `the 7th summit`.

use super::{Context, Mention, scan};
use crate::article::Language;
use crate::digest::Value;
use crate::understand::tokens::TokenKind;

/// A first or second place in words is mostly a turn of phrase; it is kept, but no reader has to see it.
const TURN_OF_PHRASE: u64 = 3;

pub(super) fn find(context: &Context<'_>) -> Vec<Mention> {
    scan(context, |context, at| {
        let token = &context.tokens[at];
        let is_ordinal = token.is_ordinal && token.kind == TokenKind::Digits && !is_fraction(context, at);
        let number = token.text.parse().ok().filter(|_| is_ordinal);
        let mention = number.map(|number: u64| Mention {
            tokens: at..at + 1,
            value: Value::Ordinal(number),
            confidence: if number <= TURN_OF_PHRASE { 0.4 } else { 0.8 },
            rule: "ordinal",
        });
        mention.into_iter().collect()
    })
}

/// `a sixth of the river`, `two thirds`, `пятая часть`.
fn is_fraction(context: &Context<'_>, at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| &context.tokens[before]);
    let counted = before.is_some_and(|before| {
        before.kind == TokenKind::Digits && !before.is_ordinal || matches!(before.text, "a" | "A" | "one" | "One")
    });
    let part = context
        .tokens
        .get(at + 1)
        .is_some_and(|next| next.text.starts_with("част"));
    counted && context.language == Language::English || part
}
