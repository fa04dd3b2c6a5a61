//! Words that turn a number into a bound: `около`, `свыше`, `астам`, `up to`.

use crate::article::Language;
use crate::digest::Bound;
use crate::understand::tokens::{Token, TokenKind, lowercase};

/// Phrases before a number, in small letters.
const BEFORE: [(&str, Bound); 42] = [
    ("около", Bound::About),
    ("примерно", Bound::About),
    ("порядка", Bound::About),
    ("почти", Bound::About),
    ("приблизительно", Bound::About),
    ("более чем", Bound::AtLeast),
    ("более", Bound::AtLeast),
    ("больше", Bound::AtLeast),
    ("свыше", Bound::AtLeast),
    ("не менее", Bound::AtLeast),
    ("как минимум", Bound::AtLeast),
    ("не более", Bound::AtMost),
    ("менее", Bound::AtMost),
    ("до", Bound::AtMost),
    ("шамамен", Bound::About),
    ("жуықтап", Bound::About),
    ("кемінде", Bound::AtLeast),
    ("кем дегенде", Bound::AtLeast),
    ("about", Bound::About),
    ("around", Bound::About),
    ("approximately", Bound::About),
    ("roughly", Bound::About),
    ("nearly", Bound::About),
    ("almost", Bound::About),
    ("some", Bound::About),
    ("an estimated", Bound::About),
    ("more than", Bound::AtLeast),
    ("greater than", Bound::AtLeast),
    ("over", Bound::AtLeast),
    ("at least", Bound::AtLeast),
    ("no less than", Bound::AtLeast),
    ("no fewer than", Bound::AtLeast),
    ("above", Bound::AtLeast),
    ("no more than", Bound::AtMost),
    ("not more than", Bound::AtMost),
    ("less than", Bound::AtMost),
    ("fewer than", Bound::AtMost),
    ("up to", Bound::AtMost),
    ("under", Bound::AtMost),
    ("below", Bound::AtMost),
    ("at most", Bound::AtMost),
    ("as much as", Bound::AtMost),
];

/// Kazakh words after a number and its case ending.
const AFTER: [(&str, Bound); 8] = [
    ("астам", Bound::AtLeast),
    ("артық", Bound::AtLeast),
    ("жоғары", Bound::AtLeast),
    ("жуық", Bound::About),
    ("таяу", Bound::About),
    ("шамасында", Bound::About),
    ("дейін", Bound::AtMost),
    ("кем", Bound::AtMost),
];

/// Kazakh case endings that such a word governs, as a token of their own behind a hyphen.
const ENDINGS: [&str; 14] = [
    "тан", "тен", "дан", "ден", "нан", "нен", "ға", "ге", "қа", "ке", "на", "не", "ы", "і",
];

/// The bound that the words before `tokens[at]` put on the number there.
pub(super) fn before(tokens: &[Token<'_>], at: usize) -> Option<Bound> {
    let matches = |phrase: &str| {
        let words: Vec<&str> = phrase.split(' ').collect();
        at.checked_sub(words.len()).is_some_and(|start| {
            let written = tokens[start..at].iter().map(|token| lowercase(token.text));
            words.iter().copied().eq(written)
        })
    };
    // The longest phrase is right: `не более` is no `более`.
    BEFORE
        .iter()
        .filter(|(phrase, _)| matches(phrase) && !(*phrase == "до" && ends_change(tokens, at)))
        .max_by_key(|(phrase, _)| phrase.len())
        .map(|(_, bound)| *bound)
}

/// Whether the `до` before `tokens[at]` says where something ended up and bounds nothing:
/// `с 5 млн тенге до 7 млн тенге`, `снизил ставку до 7,5 %`.
fn ends_change(tokens: &[Token<'_>], at: usize) -> bool {
    const REACH: usize = 12;
    const CHANGES: [&str; 18] = [
        "сниз",
        "сниж",
        "повы",
        "увелич",
        "уменьш",
        "сокра",
        "вырос",
        "вырас",
        "упа",
        "пада",
        "подня",
        "подорож",
        "подешев",
        "расшир",
        "довес",
        "доведен",
        "возрос",
        "достиг",
    ];
    let earlier = &tokens[at.saturating_sub(REACH)..at];
    let changes = |token: &Token<'_>| {
        let word = lowercase(token.text);
        CHANGES.iter().any(|stem| word.starts_with(stem))
    };
    earlier.iter().any(changes)
        || earlier.windows(2).any(|pair| {
            matches!(lowercase(pair[0].text).as_str(), "с" | "со" | "от") && pair[1].kind == TokenKind::Digits
        })
}

/// Whether a Kazakh `дейін` before these tokens does: `12 пайызға дейін өсті`.
fn begins_change(tokens: &[Token<'_>]) -> bool {
    const CHANGES: [&str; 11] = [
        "өс",
        "арт",
        "төменде",
        "азай",
        "көтер",
        "жет",
        "қысқар",
        "ұлғай",
        "кемі",
        "көбей",
        "түс",
    ];
    tokens
        .first()
        .is_some_and(|token| CHANGES.iter().any(|stem| token.text.starts_with(stem)))
}

/// The bound after a number or its unit, and how many tokens it takes: `-тан астам`, `ға жуық`, `дейін`.
pub(super) fn after(tokens: &[Token<'_>], language: Language) -> Option<(Bound, usize)> {
    if language != Language::Kazakh {
        return None;
    }
    let ending = ending_length(tokens);
    let word = tokens.get(ending)?;
    let (_, bound) = AFTER.iter().find(|(after, _)| *after == word.text)?;
    let is_change = word.text == "дейін" && begins_change(&tokens[ending + 1..]);
    (!is_change).then_some((*bound, ending + 1))
}

/// The bound found before, else the one behind the unit, and the token after it all.
pub(super) fn or_after(
    before: Option<Bound>,
    tokens: &[Token<'_>],
    end: usize,
    language: Language,
) -> (Option<Bound>, usize) {
    match (before, after(&tokens[end..], language)) {
        (None, Some((bound, length))) => (Some(bound), end + length),
        (before, _) => (before, end),
    }
}

/// The tokens of a case ending that is joined to a number or sign by a hyphen.
pub(super) fn ending_length(tokens: &[Token<'_>]) -> usize {
    match tokens {
        [dash, ending, ..]
            if dash.is_dash() && !dash.after_blank && !ending.after_blank && ENDINGS.contains(&ending.text) =>
        {
            2
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::understand::tokens::tokenize;

    #[test]
    fn the_longest_phrase_decides() {
        for (text, bound) in [
            ("не более 5", Some(Bound::AtMost)),
            ("и более 5", Some(Bound::AtLeast)),
            ("no more than 5", Some(Bound::AtMost)),
            ("Шамамен 5", Some(Bound::About)),
            ("было 5", None),
            ("до 5", Some(Bound::AtMost)),
            ("с 7 тенге до 5", None),
            ("Банк снизил ставку до 5", None),
            ("увеличились на 40 %, до 5", None),
        ] {
            let tokens = tokenize(text);
            assert_eq!(before(&tokens, tokens.len() - 1), bound, "{text}");
        }
    }

    #[test]
    fn kazakh_bounds_follow() {
        let tokens = tokenize("-тан астам адам");
        assert_eq!(after(&tokens, Language::Kazakh), Some((Bound::AtLeast, 3)));
        assert_eq!(after(&tokens, Language::Russian), None);
        assert_eq!(after(&tokenize("дейін өсті"), Language::Kazakh), None);
        assert_eq!(
            after(&tokenize("дейін адам"), Language::Kazakh),
            Some((Bound::AtMost, 1))
        );
        assert_eq!(after(&tokenize("жуық адам"), Language::Kazakh), Some((Bound::About, 1)));
    }
}
