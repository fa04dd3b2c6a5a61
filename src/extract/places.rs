//! Countries and cities, in any case and by any of their usual names, with ISO 3166 codes.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{Context, Mention, scan};
use crate::article::Language;
use crate::digest::{Place, Value};
use crate::understand::tokens::{Token, TokenKind, lowercase, tokenize};

/// The names of countries: see the README beside it for its columns.
const COUNTRIES: &str = include_str!("places/countries.tsv");

/// The names of cities and regions: see the same README.
const CITIES: &str = include_str!("places/cities.tsv");

/// The endings of a Russian name by the end of its nominative, which they replace.
const RUSSIAN_CASES: [(&str, &[&str]); 5] = [
    ("а", &["а", "ы", "и", "е", "у", "ой"]),
    ("я", &["я", "и", "е", "ю", "ей"]),
    ("ь", &["ь", "и", "ю", "ью", "я", "е", "ем"]),
    ("й", &["й", "я", "ю", "е", "ем"]),
    ("ы", &["ы", "ах"]),
];

/// The endings of a Russian name that ends in a consonant.
const RUSSIAN_CONSONANT_CASES: [&str; 6] = ["", "а", "у", "ом", "ем", "е"];

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
    /// The canonical name of a city or region; a country has none beside its code.
    city: Option<&'static str>,
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
    english: names(1, Inflection::None),
    russian: names(2, Inflection::Russian),
    kazakh: names(3, Inflection::Kazakh),
    kazakh_latin: names(4, Inflection::Kazakh),
});

/// How the names of a column take case endings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inflection {
    None,
    /// Countries are listed in all cases; the names of cities follow few paradigms.
    Russian,
    /// Endings are looked for in the text.
    Kazakh,
}

fn names(column: usize, inflection: Inflection) -> Names {
    let mut names = Names::new();
    let mut add = |name: &str, code: &'static str, city: Option<&'static str>, is_ambiguous: bool| {
        let words: Vec<String> = tokenize(name).iter().map(|token| token.text.to_owned()).collect();
        names.entry(words[0].to_lowercase()).or_default().push(Name {
            words,
            code,
            city,
            is_ambiguous,
            inflects: inflection == Inflection::Kazakh,
        });
    };
    for (row, is_city) in rows(COUNTRIES)
        .map(|row| (row, false))
        .chain(rows(CITIES).map(|row| (row, true)))
    {
        let columns: Vec<&'static str> = row.split('\t').collect();
        let listed = columns.get(column).copied().unwrap_or_default();
        let city = is_city.then(|| canonical(columns[1]));
        for written in listed.split('|').filter(|written| !written.is_empty()) {
            let name = written.trim_end_matches('?');
            let is_ambiguous = written.ends_with('?');
            match is_city && inflection == Inflection::Russian {
                true => russian_forms(name).for_each(|form| add(&form, columns[0], city, is_ambiguous)),
                false => add(name, columns[0], city, is_ambiguous),
            }
        }
    }
    for same in names.values_mut() {
        same.sort_by_key(|name| std::cmp::Reverse(name.words.len()));
    }
    names
}

fn rows(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|row| !row.starts_with('#'))
}

/// The first English name.
fn canonical(names: &'static str) -> &'static str {
    names.split('|').next().unwrap_or(names).trim_end_matches('?')
}

fn russian_forms(name: &str) -> impl Iterator<Item = String> {
    let paradigm = RUSSIAN_CASES
        .iter()
        .find_map(|(ending, cases)| Some((name.strip_suffix(ending)?, *cases)));
    let indeclinable: (&str, &[&str]) = (name, &[""]);
    let (stem, cases) = match paradigm {
        // `Алматы` is no plural.
        Some(_) if name == "Алматы" || name == "Косшы" || name == "Кульсары" => indeclinable,
        Some(paradigm) => paradigm,
        None if name.ends_with(['о', 'е', 'и', 'у', 'э', 'ё', 'ю']) || name.contains(' ') => indeclinable,
        None => (name, RUSSIAN_CONSONANT_CASES.as_slice()),
    };
    cases.iter().map(move |case| format!("{stem}{case}"))
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

/// The longest name that begins at `tokens[at]`.
fn find_name<'n>(names: &'n Names, tokens: &[Token<'_>], at: usize) -> Option<&'n Name> {
    let first = lowercase(tokens[at].text);
    let exact = names.get(&first).into_iter().flatten();
    let inflected = stems(&first).filter_map(|stem| names.get(stem)).flatten();
    let fits = |name: &&Name| matches(name, &tokens[at..]);
    exact
        .chain(inflected.filter(|name| name.inflects))
        .filter(fits)
        .max_by_key(|name| name.words.len())
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
        place(names, &context.tokens, at).into_iter().collect()
    })
}

fn place(names: &Names, tokens: &[Token<'_>], at: usize) -> Option<Mention> {
    if tokens[at].kind != TokenKind::Word {
        return None;
    }
    let name = find_name(names, tokens, at)?;
    let length = name.words.len();
    let is_other =
        name.city.is_none() && is_region(tokens, at) || name.is_ambiguous && is_part_of_name(tokens, at, length);
    (!is_other).then(|| Mention {
        tokens: at..at + length,
        value: Value::Place(Place {
            country: name.code.to_owned(),
            name: name.city.map(str::to_owned),
        }),
        confidence: if name.is_ambiguous { 0.6 } else { 0.95 },
        rule: if name.city.is_some() {
            "place.city"
        } else {
            "place.country"
        },
    })
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
        let word = lowercase(tokens[before].text);
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
    fn the_tables_are_well_formed() {
        let mut codes = Vec::new();
        for row in rows(CITIES) {
            assert_eq!(row.split('\t').count(), 4, "{row}");
        }
        for row in rows(COUNTRIES) {
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
    fn no_two_places_share_an_unambiguous_name() {
        for column in 1..5 {
            let mut owners: HashMap<Vec<String>, (&str, Option<&str>)> = HashMap::new();
            for name in names(column, Inflection::None)
                .into_values()
                .flatten()
                .filter(|name| !name.is_ambiguous)
            {
                let owner = *owners.entry(name.words.clone()).or_insert((name.code, name.city));
                assert_eq!(owner, (name.code, name.city), "{:?}", name.words);
            }
        }
    }
}
