//! Repetition: a model that has lost its way says the same again and again.

use std::collections::BTreeSet;

use super::{Text, TranslationCheck, TranslationFinding};
use crate::understand::tokens::{TokenKind, lowercase, tokenize};

/// The longest phrase that is looked for, in words.
const LONGEST: usize = 12;

/// Reports words and phrases that the translation says several times in a row, or again and again, and the source does not.
pub(super) fn check(source: Text<'_>, target: Text<'_>) -> Option<TranslationFinding> {
    let message = run(source.text, target.text)
        .or_else(|| stutter(source.text, target.text))
        .or_else(|| monotony(source.text, target.text))?;
    Some(TranslationFinding::error(TranslationCheck::Repetition, message))
}

fn run(source: &str, target: &str) -> Option<String> {
    let (phrase, times) = longest_run(target)?;
    let in_source = longest_run(source).map_or(1, |(_, times)| times);
    (times > in_source).then(|| format!("the translation says “{phrase}” {times} times in a row"))
}

/// The most letters of a word that people write without a hyphen.
const LONGEST_WORD: usize = 48;
/// Letters that say the same again and again within a word: people write `hahaha`, and hardly more.
const STUTTER: usize = 12;

/// A word of the same letters again and again, or one that has no end: a model that writes no blanks.
fn stutter(source: &str, target: &str) -> Option<String> {
    let words = target
        .split(|letter: char| !letter.is_alphabetic())
        .filter(|word| !source.contains(word));
    for word in words {
        let letters: Vec<char> = lowercase(word).chars().collect();
        let is_repeated = |unit: usize| {
            let same = (unit..letters.len()).map(|at| letters[at] == letters[at - unit]);
            let run = same.fold((0, 0), |(run, longest), is_same| {
                let run: usize = if is_same { run + 1 } else { 0 };
                (run, longest.max(run))
            });
            run.1 + unit >= STUTTER.max(5 * unit / 2)
        };
        if letters.len() > LONGEST_WORD || (1..=LONGEST).any(is_repeated) {
            let shown: String = word.chars().take(24).collect();
            return Some(format!("the translation stutters: “{shown}…”"));
        }
    }
    None
}

/// Texts of so many words have at least this share of different ones.
const MONOTONOUS: f64 = 0.4;
const LEAST_WORDS: usize = 16;

/// Few words again and again, in any order.
fn monotony(source: &str, target: &str) -> Option<String> {
    let variety = |text: &str| {
        let words = words(text);
        let different: BTreeSet<&String> = words.iter().collect();
        (words.len(), different.len())
    };
    let is_monotonous =
        |(all, different): (usize, usize)| all >= LEAST_WORDS && (different as f64) < MONOTONOUS * all as f64;
    let told = variety(target);
    (is_monotonous(told) && !is_monotonous(variety(source)))
        .then(|| format!("the translation says {} words with {} different ones", told.0, told.1))
}

/// How often a phrase may stand in a row before it is a loop: people say `very, very` and `никогда, никогда`, not whole
/// phrases.
fn is_loop(words: usize, times: usize) -> bool {
    match words {
        1..=3 => times >= 3,
        _ => times >= 2,
    }
}

/// The phrase that is said the most times in a row, if that is a loop.
fn longest_run(text: &str) -> Option<(String, usize)> {
    let words = words(text);
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

fn words(text: &str) -> Vec<String> {
    let tokens = tokenize(text).into_iter();
    tokens
        .filter(|token| token.kind == TokenKind::Word)
        .map(|token| lowercase(token.text))
        .collect()
}
