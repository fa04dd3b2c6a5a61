//! Persons, with their offices: `Minister of Foreign Affairs Beibut Atamkulov`, `сенатор А. Иванов`, `Әлия Серікқызы`.

use std::ops::Range;

use super::names::{
    initial, is_function_word, is_given, is_patronymic, is_surname, name_part, starts_sentence, written,
};
use super::{Context, Mention, scan};
use crate::article::Language;
use crate::digest::{Person, Value};
use crate::understand::tokens::{Token, lowercase};

/// Stems of the words for offices.
const OFFICES: [&str; 48] = [
    "президент",
    "министр",
    "премьер",
    "аким",
    "депутат",
    "сенатор",
    "спикер",
    "директор",
    "председател",
    "глава",
    "главы",
    "главе",
    "главой",
    "посол",
    "посла",
    "послом",
    "секретар",
    "генерал",
    "губернатор",
    "мэр",
    "канцлер",
    "судь",
    "адвокат",
    "режиссер",
    "режиссёр",
    "писател",
    "тренер",
    "профессор",
    "руководител",
    "представител",
    "әкім",
    "төраға",
    "төрағасы",
    "басшысы",
    "хатшысы",
    "елшісі",
    "өкілі",
    "директоры",
    "minister",
    "president",
    "chairman",
    "director",
    "secretary",
    "ambassador",
    "governor",
    "mayor",
    "senator",
    "general",
];

/// English titles before a name.
const TITLES: [&str; 12] = [
    "Mr", "Mrs", "Ms", "Dr", "Sir", "Lord", "Lady", "Prof", "Gen", "Sen", "Judge", "Queen",
];

/// How far before a name its office may begin, in tokens.
const LONGEST_OFFICE: usize = 8;

pub(super) fn find(context: &Context<'_>) -> Vec<Mention> {
    scan(context, |context, at| person(context, at).into_iter().collect())
}

fn person(context: &Context<'_>, at: usize) -> Option<Mention> {
    let (end, confidence) = name(context, at)?;
    let tokens = &context.tokens;
    let office = office(tokens, at, context.language);
    let value = Value::Person(Person {
        name: written(&tokens[at..end]),
        office: office.map(|office| written(&tokens[office])),
    });
    Some(Mention {
        tokens: at..end,
        value,
        confidence,
        rule: "person",
    })
}

/// The end of the name that begins at a token, and how sure that is.
fn name(context: &Context<'_>, at: usize) -> Option<(usize, f32)> {
    let tokens = &context.tokens;
    let language = context.language;
    if let Some(end) = initials_first(tokens, at) {
        return Some((end, 0.9));
    }
    let first_end = name_part(tokens, at)?;
    let text = |range: Range<usize>| written(&tokens[range]);
    let first = text(at..first_end);
    if is_office(&first) || tokens[at].is_all_capitals() || is_title(&first) {
        return None;
    }
    let titled = at > 0
        && (is_title(tokens[at - 1].text) || tokens[at - 1].is_sign('.') && at > 1 && is_title(tokens[at - 2].text));
    let given = is_given(&first, language);
    let follows = |at: usize| {
        let end = name_part(tokens, at).filter(|_| tokens[at].after_blank && !tokens[at].is_all_capitals())?;
        Some((end, text(at..end)))
    };
    let Some((second_end, second)) = follows(first_end) else {
        // `Токаев К.`, a surname or a given name alone.
        if let Some(end) = initial(tokens, first_end).filter(|_| is_surname(&first, language)) {
            return Some((initial(tokens, end).unwrap_or(end), 0.9));
        }
        let known = is_surname(&first, language) && !is_adjective_of(tokens, first_end, &first) || given;
        let alone = titled || at > 0 && is_inside_sentence(tokens, at) && known && !is_place(tokens, first_end);
        let after_office = at > 0 && is_office(tokens[at - 1].text) && language != Language::English;
        return (alone || after_office && is_surname(&first, language)).then_some((first_end, 0.6));
    };
    let surname_may_follow = is_patronymic(&second, language) || is_given(&second, language);
    let third = follows(second_end).filter(|(_, third)| match surname_may_follow {
        true => is_surname(third, language) || is_patronymic(third, language),
        false => is_patronymic(third, language),
    });
    if starts_sentence(tokens, at) && !given && is_function_word(&first) {
        return None;
    }
    let surname = is_surname(&second, language) || is_patronymic(&second, language);
    let sure = if given {
        Some(if surname { 0.95 } else { 0.85 })
    } else if is_surname(&first, language) && is_given(&second, language) {
        Some(0.9)
    } else if surname && (at > 0 || language != Language::English) && !is_office(&second) {
        Some(0.75)
    } else if titled {
        Some(0.85)
    } else {
        None
    };
    let end = third.map_or(second_end, |(end, _)| end);
    sure.map(|sure| (end, sure))
}

/// `А. Б. Иванов`, `К.-Ж. Тоқаев`.
fn initials_first(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let mut end = initial(tokens, at)?;
    loop {
        let next = end + usize::from(tokens.get(end)?.is_dash());
        match initial(tokens, next) {
            Some(after) => end = after,
            None => break,
        }
    }
    let part = name_part(tokens, end)?;
    (tokens[end].text.chars().count() > 2 && !tokens[end].is_all_capitals()).then_some(part)
}

/// Whether the token before says that a capital letter here is no matter of grammar.
fn is_inside_sentence(tokens: &[Token<'_>], at: usize) -> bool {
    let before = &tokens[at - 1];
    if starts_sentence(tokens, at - 1) && is_function_word(before.text) {
        return true;
    }
    !before.is_capitalized() && !matches!(before.text, "«" | "“" | "\"" | "." | ":" | "!" | "?" | "–" | "—" | "-")
}

/// `Руанского собора`, `на Родине`: words that only end like surnames.
fn is_adjective_of(tokens: &[Token<'_>], end: usize, word: &str) -> bool {
    const VERBS: [&str; 8] = ["л", "ла", "ло", "ли", "ет", "ит", "ют", "ят"];
    let is_adjective = word.contains("ск") || word.contains("цк");
    let next = tokens.get(end).filter(|next| next.text.starts_with(char::is_lowercase));
    let is_verb =
        |next: &Token<'_>| next.text.chars().count() > 3 && VERBS.iter().any(|verb| next.text.ends_with(verb));
    is_adjective && next.is_some_and(|next| !is_verb(next)) || word.starts_with("Родин")
}

/// `Қонаев көшесі`, `Абай ауданы`: a place that has its name from a person.
fn is_place(tokens: &[Token<'_>], end: usize) -> bool {
    const PLACES: [&str; 12] = [
        "аудан",
        "ауыл",
        "көше",
        "облыс",
        "қала",
        "тау",
        "өзен",
        "көл",
        "даңғыл",
        "район",
        "област",
        "переул",
    ];
    tokens
        .get(end)
        .is_some_and(|next| PLACES.iter().any(|place| next.text.starts_with(place)))
}

fn is_title(word: &str) -> bool {
    TITLES.contains(&word)
}

pub(super) fn is_office(word: &str) -> bool {
    let lower = lowercase(word);
    OFFICES.iter().any(|office| lower.starts_with(office))
}

/// The office before a name, as it is written. Nothing but words may stand between.
fn office(tokens: &[Token<'_>], at: usize, language: Language) -> Option<Range<usize>> {
    let from = at.saturating_sub(LONGEST_OFFICE);
    let is_word =
        |token: &Token<'_>| token.text.chars().all(char::is_alphabetic) || token.is_dash() && !token.after_blank;
    let words = (from..at).rev().take_while(|index| is_word(&tokens[*index])).last()?;
    let head = (words..at).rev().find(|index| is_office(tokens[*index].text))?;
    match language {
        // The head stands last: `Сыртқы істер министрі`.
        Language::Kazakh | Language::KazakhArabic => {
            let start = (words..head)
                .rev()
                .take(4)
                .find(|index| tokens[*index].is_capitalized());
            (head + 1 == at).then_some(start.unwrap_or(head)..at)
        }
        Language::Russian => tokens[head + 1..at].iter().all(is_headed).then_some(head..at),
        _ => {
            let start = (words..head)
                .rev()
                .take_while(|index| tokens[*index].is_capitalized() && tokens[*index].text != "The")
                .last();
            let stays = tokens[head..at]
                .iter()
                .all(|token| token.is_capitalized() || matches!(token.text, "of" | "the" | "and" | "for"));
            stays.then_some(start.unwrap_or(head)..at)
        }
    }
}

/// Whether a Russian word may be of what an office heads: `министр иностранных дел`, but not `министр поздравил`.
fn is_headed(token: &Token<'_>) -> bool {
    const VERBS: [&str; 12] = ["ал", "ил", "ел", "ыл", "ул", "ла", "ло", "ли", "ет", "ит", "ся", "сь"];
    const OTHERS: [&str; 14] = [
        "в", "во", "на", "с", "со", "к", "о", "об", "от", "у", "что", "а", "но", "не",
    ];
    let is_verb =
        VERBS.iter().any(|ending| token.text.ends_with(ending)) && !matches!(token.text, "дел" | "сил" | "школ");
    !is_verb && !OTHERS.contains(&token.text)
}
