//! Countries, in any case and by any of their usual names, as ISO 3166 codes.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{Context, Mention, scan};
use crate::article::Language;
use crate::digest::{Place, Value};
use crate::understand::tokens::{Token, TokenKind, tokenize};

/// The names of countries: see the README beside it for its columns.
const TABLE: &str = include_str!("places/countries.tsv");

/// Kazakh endings that a name may carry: case, attributive and comitative.
const KAZAKH_ENDINGS: [&str; 52] = [
    "ның",
    "нің",
    "дың",
    "дің",
    "тың",
    "тің",
    "ға",
    "ге",
    "қа",
    "ке",
    "на",
    "не",
    "ны",
    "ні",
    "ды",
    "ді",
    "ты",
    "ті",
    "н",
    "да",
    "де",
    "та",
    "те",
    "нда",
    "нде",
    "дан",
    "ден",
    "тан",
    "тен",
    "нан",
    "нен",
    "мен",
    "бен",
    "пен",
    "дағы",
    "дегі",
    "тағы",
    "тегі",
    "ндағы",
    "ндегі",
    "мыз",
    "міз",
    "мызды",
    "міздің",
    "мыздың",
    "дікі",
    "тікі",
    "нікі",
    "лар",
    "ша",
    "ше",
    "сы",
];

/// A name, split into the texts of its tokens.
struct Name {
    words: Vec<String>,
    code: &'static str,
    /// Whether the name is an ordinary word or a person's name too.
    is_ambiguous: bool,
    /// Whether Kazakh endings may follow.
    inflects: bool,
}

/// Names by their first word in small letters, longer names first.
type Names = HashMap<String, Vec<Name>>;

/// The names of each language of the table.
struct Gazetteer {
    english: Names,
    russian: Names,
    kazakh: Names,
    kazakh_latin: Names,
}

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| Gazetteer {
    english: names(1, false),
    russian: names(2, false),
    kazakh: names(3, true),
    kazakh_latin: names(4, true),
});

fn names(column: usize, inflects: bool) -> Names {
    let mut names = Names::new();
    for row in TABLE.lines().filter(|row| !row.starts_with('#')) {
        let columns: Vec<&'static str> = row.split('\t').collect();
        let listed = columns.get(column).copied().unwrap_or_default();
        for written in listed.split('|').filter(|written| !written.is_empty()) {
            let name = written.trim_end_matches('?');
            let words: Vec<String> = tokenize(name).iter().map(|token| token.text.to_owned()).collect();
            names.entry(words[0].to_lowercase()).or_default().push(Name {
                words,
                code: columns[0],
                is_ambiguous: written.ends_with('?'),
                inflects,
            });
        }
    }
    for same in names.values_mut() {
        same.sort_by_key(|name| std::cmp::Reverse(name.words.len()));
    }
    names
}

impl Gazetteer {
    fn of(&self, language: Language) -> &Names {
        match language {
            Language::Russian => &self.russian,
            Language::Kazakh | Language::KazakhArabic => &self.kazakh,
            Language::KazakhLatin => &self.kazakh_latin,
            Language::English | Language::Undetermined => &self.english,
        }
    }
}

/// The longest name that begins at `tokens[at]`: its code, how many tokens it takes, whether it is ambiguous.
fn find_name(names: &Names, tokens: &[Token<'_>], at: usize) -> Option<(&'static str, usize, bool)> {
    let first = tokens[at].text.to_lowercase();
    let exact = names.get(&first).into_iter().flatten();
    let inflected = stems(&first).filter_map(|stem| names.get(stem)).flatten();
    let fits = |name: &&Name| matches(name, &tokens[at..]);
    let name = exact
        .chain(inflected.filter(|name| name.inflects))
        .filter(fits)
        .max_by_key(|name| name.words.len())?;
    Some((name.code, name.words.len(), name.is_ambiguous))
}

/// A word without each ending that it might carry.
fn stems(word: &str) -> impl Iterator<Item = &str> {
    KAZAKH_ENDINGS
        .iter()
        .filter_map(|ending| word.strip_suffix(ending))
        .filter(|stem| !stem.is_empty())
}

fn matches(name: &Name, tokens: &[Token<'_>]) -> bool {
    let Some(tokens) = tokens.get(..name.words.len()) else {
        return false;
    };
    let last = name.words.len() - 1;
    tokens
        .iter()
        .zip(&name.words)
        .enumerate()
        .all(|(index, (token, word))| {
            let inflects = name.inflects && index == last;
            same(token.text, word) || inflects && stems(token.text).any(|stem| same(stem, word))
        })
}

/// The same word, or the word in capitals as in a headline. An abbreviation has no other form.
fn same(written: &str, name: &str) -> bool {
    written == name || (written.chars().nth(1).is_some_and(char::is_uppercase) && written == name.to_uppercase())
}

pub(super) fn find(context: &Context<'_>) -> Vec<Mention> {
    let names = GAZETTEER.of(context.language);
    scan(context, |context, at| {
        country(names, &context.tokens, at).into_iter().collect()
    })
}

fn country(names: &Names, tokens: &[Token<'_>], at: usize) -> Option<Mention> {
    if tokens[at].kind != TokenKind::Word || is_region(tokens, at) {
        return None;
    }
    let (code, length, is_ambiguous) = find_name(names, tokens, at)?;
    let is_person = is_ambiguous && is_part_of_name(tokens, at, length);
    (!is_person).then(|| mention(code, at, length, is_ambiguous))
}

fn mention(code: &str, at: usize, length: usize, is_ambiguous: bool) -> Mention {
    Mention {
        tokens: at..at + length,
        value: Value::Place(Place {
            country: code.to_owned(),
            name: None,
        }),
        confidence: if is_ambiguous { 0.6 } else { 0.95 },
        rule: "place.country",
    }
}

/// `West Kazakhstan`, `Батыс Қазақстан`, `Northern Ireland`: a direction with a capital letter makes a region of a country.
fn is_region(tokens: &[Token<'_>], at: usize) -> bool {
    const DIRECTIONS: [&str; 13] = [
        "north",
        "south",
        "east",
        "west",
        "западн",
        "восточн",
        "северн",
        "южн",
        "батыс",
        "шығыс",
        "солтүстік",
        "оңтүстік",
        "орталық",
    ];
    at.checked_sub(1).is_some_and(|before| {
        let word = tokens[before].text.to_lowercase();
        tokens[before].is_capitalized() && DIRECTIONS.iter().any(|direction| word.starts_with(direction))
    })
}

/// `Michael Jordan`, `Chad Smith`: an ambiguous name beside another capitalized word, and at the beginning of a sentence, is no country.
fn is_part_of_name(tokens: &[Token<'_>], at: usize, length: usize) -> bool {
    let beside = |index: Option<usize>| {
        index
            .and_then(|index| tokens.get(index))
            .is_some_and(Token::is_capitalized)
    };
    at == 0 || beside(at.checked_sub(1)) || beside(Some(at + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_well_formed() {
        let mut codes = Vec::new();
        for row in TABLE.lines().filter(|row| !row.starts_with('#')) {
            let columns: Vec<&str> = row.split('\t').collect();
            assert_eq!(columns.len(), 5, "{row}");
            assert!(
                columns[0].len() == 2 && columns[0].bytes().all(|byte| byte.is_ascii_uppercase()),
                "{row}"
            );
            assert!(
                columns[1..4]
                    .iter()
                    .all(|names| !names.is_empty()
                        && names.split('|').all(|name| name.trim() == name && !name.is_empty())),
                "{row}"
            );
            codes.push(columns[0]);
        }
        assert!(codes.is_sorted_by(|left, right| left < right));
        assert!(codes.len() > 190);
    }

    #[test]
    fn no_two_countries_share_an_unambiguous_name() {
        for column in 1..5 {
            let mut owners: HashMap<Vec<String>, &str> = HashMap::new();
            for name in names(column, false)
                .into_values()
                .flatten()
                .filter(|name| !name.is_ambiguous)
            {
                let owner = *owners.entry(name.words.clone()).or_insert(name.code);
                assert_eq!(owner, name.code, "{:?}", name.words);
            }
        }
    }
}
