//! Russian declension by how the dictionary form ends.

use super::{Endings, Stem, is_shorter, split_last};

type List = &'static [&'static str];

/// Adjectives by the last sound of the stem.
const HARD_ADJECTIVES: List = &[
    "ый", "ой", "ая", "ое", "ые", "ого", "ому", "ым", "ом", "ою", "ую", "ых", "ыми",
];
const SOFT_ADJECTIVES: List = &[
    "ий", "яя", "ее", "ие", "его", "ему", "им", "ем", "ей", "ею", "юю", "их", "ими",
];
/// Behind `г к х ж ш ч щ`.
const MIXED_ADJECTIVES: List = &[
    "ий", "ой", "ая", "ое", "ее", "ие", "ого", "его", "ому", "ему", "им", "ом", "ем", "ей", "ою", "ею", "ую", "их",
    "ими",
];

/// How adjectives end in the dictionary, in any gender, and in the plural.
const ADJECTIVES: [&str; 9] = ["ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие"];

/// Nouns that end in a consonant, by the kind of it.
const AFTER_HARD: List = &["а", "у", "ом", "е", "ы", "ов", "ам", "ами", "ах"];
const AFTER_VELAR: List = &["а", "у", "ом", "е", "и", "ов", "ам", "ами", "ах"];
const AFTER_HUSHING: List = &["а", "у", "ом", "ем", "е", "и", "ей", "ов", "ам", "ами", "ах"];
const AFTER_TS: List = &["а", "у", "ом", "ем", "е", "ы", "ов", "ев", "ам", "ами", "ах"];

/// Surnames that end in `-ов`, `-ев`, `-ин`, and those of women.
const SURNAMES: List = &["а", "у", "ым", "е", "ой", "ою", "ы", "ых", "ыми"];

/// Nouns by how they end in the dictionary, and the endings in its place.
const NOUNS: [(&str, List); 12] = [
    ("й", &["й", "я", "ю", "ем", "е", "и", "ев", "ям", "ями", "ях"]),
    (
        "ь",
        &[
            "ь", "я", "ю", "ем", "и", "е", "ью", "ей", "ям", "ями", "ях", "ам", "ами", "ах",
        ],
    ),
    ("а", &["а", "ы", "е", "у", "ой", "ою", "", "ам", "ами", "ах"]),
    ("я", &["я", "и", "е", "ю", "ей", "ею", "ь", "й", "ям", "ями", "ях"]),
    ("ья", &["ей"]),
    ("о", &["о", "а", "у", "ом", "е", "", "ам", "ами", "ах"]),
    ("е", &["е", "я", "ю", "ем", "и", "ей", "й", "ям", "ями", "ях"]),
    ("мя", &["мени", "менем", "мена", "мен", "менам", "менами", "менах"]),
    ("ы", &["ы", "", "ов", "ев", "ам", "ами", "ах"]),
    ("и", &["и", "ей", "ев", "й", "ям", "ями", "ях"]),
    ("анин", &["ане", "ан", "анам", "анами", "анах"]),
    ("янин", &["яне", "ян", "янам", "янами", "янах"]),
];

/// The same where the dictionary form has `г к х ж ш ч щ ц` before its last vowel.
const HUSHING_NOUNS: [(&str, List); 3] = [
    (
        "а",
        &["а", "ы", "и", "е", "у", "ой", "ою", "ей", "ею", "", "ам", "ами", "ах"],
    ),
    ("е", &["е", "а", "у", "ем", "", "ам", "ами", "ах"]),
    ("и", &["и", "", "ов", "ам", "ами", "ах"]),
];

/// Endings of nouns before which a vowel falls out: `рынок` – `рынка`, `день` – `дня`.
const WITH_FLEETING_VOWEL: [&str; 12] = [
    "ок", "ек", "ец", "ел", "ол", "ер", "ор", "ем", "ень", "онь", "оль", "оть",
];

/// The shortest stem of an adjective, in letters: `стая` is none.
const SHORTEST_ADJECTIVE: usize = 3;

/// The stems of a word in small letters, written without `ё`.
pub(super) fn stems(word: &str) -> Vec<Stem> {
    let mut stems = Vec::new();
    stems.extend(adjective(word));
    stems.extend(of_consonant(word));
    stems.extend(
        fleeting(word)
            .iter()
            .flat_map(|stem| of_consonant(stem).into_iter().chain(of_soft_sign(stem))),
    );
    stems.extend(surname(word));
    stems.extend(nouns(word));
    stems.extend(genitive_plurals(word));
    stems
}

fn adjective(word: &str) -> Option<Stem> {
    let ending = ADJECTIVES.iter().find(|ending| word.ends_with(**ending))?;
    let stem = word
        .strip_suffix(ending)
        .filter(|stem| !is_shorter(stem, SHORTEST_ADJECTIVE))?;
    let endings = match () {
        () if stem.ends_with(is_hushing_or_velar) => MIXED_ADJECTIVES,
        () if matches!(*ending, "ий" | "яя" | "ее" | "ие") => SOFT_ADJECTIVES,
        () => HARD_ADJECTIVES,
    };
    Some(Stem::new(stem, Endings::OneOf(endings)))
}

/// The declension of a noun that ends in a consonant.
fn of_consonant(word: &str) -> Option<Stem> {
    let endings = match word.chars().next_back()? {
        'г' | 'к' | 'х' => AFTER_VELAR,
        'ж' | 'ш' | 'ч' | 'щ' => AFTER_HUSHING,
        'ц' => AFTER_TS,
        'б' | 'в' | 'д' | 'з' | 'л' | 'м' | 'н' | 'п' | 'р' | 'с' | 'т' | 'ф' => AFTER_HARD,
        _ => return None,
    };
    Some(Stem::new(word, Endings::OneOf(endings)))
}

fn of_soft_sign(word: &str) -> Option<Stem> {
    let stem = word.strip_suffix('ь')?;
    let (_, endings) = NOUNS.iter().find(|(ending, _)| *ending == "ь")?;
    Some(Stem::new(stem, Endings::OneOf(endings)))
}

/// What is left of a noun where its last vowel has fallen out.
fn fleeting(word: &str) -> Option<String> {
    let ending = WITH_FLEETING_VOWEL.iter().find(|ending| word.ends_with(**ending))?;
    let rest = word.strip_suffix(ending)?;
    let before = rest.chars().next_back()?;
    let softened = match *ending {
        "ец" => before == 'л',
        "ек" => !is_vowel(before) && !is_hushing_or_velar(before),
        _ => false,
    };
    // `боец` – `бойца`, `палец` – `пальца`.
    let link = match () {
        () if is_vowel(before) => "й",
        () if softened => "ь",
        () => "",
    };
    let end: String = ending.chars().skip(1).collect();
    // `сок` keeps its vowel, `день` does not.
    let is_word = end.ends_with('ь') || rest.contains(is_vowel);
    is_word.then(|| format!("{rest}{link}{end}"))
}

fn surname(word: &str) -> Option<Stem> {
    let is_surname = |stem: &&str| ["ов", "ев", "ин", "ын"].iter().any(|end| stem.ends_with(end));
    let stem = Some(word.strip_suffix('а').unwrap_or(word)).filter(is_surname)?;
    Some(Stem::new(stem, Endings::OneOf(SURNAMES)))
}

fn nouns(word: &str) -> impl Iterator<Item = Stem> {
    let rows = NOUNS.iter().map(|row| (row, false));
    let rows = rows.chain(HUSHING_NOUNS.iter().map(|row| (row, true)));
    rows.filter_map(move |((ending, endings), is_hushing_row)| {
        let stem = word.strip_suffix(ending).filter(|stem| !is_shorter(stem, 2))?;
        let has_two_rows = HUSHING_NOUNS.iter().any(|(other, _)| other == ending);
        let is_hushing = stem.ends_with(|letter| letter == 'ц' || is_hushing_or_velar(letter));
        let is_row = !has_two_rows || is_hushing == is_hushing_row;
        is_row.then(|| Stem::new(stem, Endings::OneOf(endings)))
    })
}

/// Genitives of the plural with a vowel between the last consonants: `сделок`, `писем`, `земель`.
fn genitive_plurals(word: &str) -> Vec<Stem> {
    let parts = || {
        let (stem, ending) = split_last(word)?;
        let (rest, last) = split_last(stem)?;
        let (start, first) = split_last(rest)?;
        Some((start, first, last, ending))
    };
    let Some((start, first, last, ending)) = parts().filter(|(_, _, _, ending)| is_vowel(*ending)) else {
        return Vec::new();
    };
    let forms = match (first, last) {
        ('ь', 'к' | 'н' | 'л' | 'м' | 'г' | 'б') | ('й', 'к') => vec![format!("{start}е{last}")],
        ('ь' | 'й', _) => Vec::new(),
        (vowel, _) if is_vowel(vowel) => Vec::new(),
        (hushing, 'к') if is_hushing_or_velar(hushing) => vec![format!("{start}{hushing}е{last}")],
        (_, 'к') => vec![format!("{start}{first}о{last}")],
        (_, 'н' | 'л' | 'р' | 'м' | 'ц') => ['о', 'е'].map(|vowel| format!("{start}{first}{vowel}{last}")).into(),
        _ => Vec::new(),
    };
    let endings: List = if ending == 'я' { &["", "ь"] } else { &[""] };
    forms
        .iter()
        .map(|form| Stem::new(form, Endings::OneOf(endings)))
        .collect()
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'а' | 'е' | 'и' | 'о' | 'у' | 'ы' | 'э' | 'ю' | 'я')
}

fn is_hushing_or_velar(letter: char) -> bool {
    matches!(letter, 'г' | 'к' | 'х' | 'ж' | 'ш' | 'ч' | 'щ')
}
