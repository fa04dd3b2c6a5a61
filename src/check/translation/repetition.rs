//! Repetition: a model that has lost its way says the same again and again.

use super::{Text, TranslationCheck, TranslationFinding};
use crate::understand::tokens::{TokenKind, lowercase, tokenize};

/// The longest phrase that is looked for, in words.
const LONGEST: usize = 12;

/// Reports words and phrases that the translation says several times in a row, and the source does not.
pub(super) fn check(source: Text<'_>, target: Text<'_>) -> Option<TranslationFinding> {
    let (phrase, times) = longest_run(target.text)?;
    let in_source = longest_run(source.text).map_or(1, |(_, times)| times);
    (times > in_source).then(|| {
        TranslationFinding::error(
            TranslationCheck::Repetition,
            format!("the translation says “{phrase}” {times} times in a row"),
        )
    })
}

/// How often a phrase may stand in a row before it is a loop: people say `very, very` and `никогда, никогда`, not whole
/// phrases.
fn is_loop(words: usize, times: usize) -> bool {
    match words {
        1 => times >= 3,
        2 | 3 => times >= 3,
        _ => times >= 2,
    }
}

/// The phrase that is said the most times in a row, if that is a loop.
fn longest_run(text: &str) -> Option<(String, usize)> {
    let tokens = tokenize(text);
    let words: Vec<String> = tokens
        .iter()
        .filter(|token| token.kind == TokenKind::Word)
        .map(|token| lowercase(token.text))
        .collect();
    let mut longest: Option<(String, usize)> = None;
    for length in 1..=LONGEST.min(words.len() / 2) {
        let mut run = 0;
        for at in length..words.len() {
            run = if words[at] == words[at - length] { run + 1 } else { 0 };
            let times = 1 + run / length;
            let is_more = longest.as_ref().is_none_or(|(_, most)| times > *most);
            if is_loop(length, times) && is_more {
                longest = Some((words[at + 1 - length..=at].join(" "), times));
            }
        }
    }
    longest
}
