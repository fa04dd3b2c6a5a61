//! Abbreviations with a point, and what the point may mean.

/// How an abbreviation stands to the end of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Abbreviation {
    /// A name or a noun follows, never a new sentence: `Mr.`, `проф.`, `им.`.
    BeforeName,
    /// A number may follow: `ст. 5`, `Jan. 5`, `No. 3`.
    BeforeNumber,
    /// A year after a number (`2019 г.`), a city before a name (`г. Астана`).
    Year,
    /// A scale or a unit after a number: `5 млн.`, `10 тыс.`.
    Scale,
    /// It may end a sentence, but more often does not: `U.S.`, `Inc.`.
    Inner,
    /// It often ends a sentence: `т.б.`, `и т.д.`.
    Closing,
}

const BEFORE_NAME: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "dr",
    "prof",
    "gen",
    "lt",
    "col",
    "sgt",
    "det",
    "insp",
    "supt",
    "capt",
    "sen",
    "rep",
    "gov",
    "pres",
    "st",
    "mt",
    "rev",
    "hon",
    "vs",
    "e.g",
    "i.e",
    "cf",
    "проф",
    "акад",
    "ген",
    "им",
    "ул",
    "просп",
    "пр",
    "пер",
    "пос",
    "дер",
    "тов",
    "гр",
    "о",
    "ин",
    "св",
    "мыс",
    "көш",
    "атын",
    "даң",
    "т.е",
    "т.к",
    "т.н",
    "напр",
    "доц",
    "полк",
    "подп",
    "член-корр",
    "к.т.н",
    "англ",
    "нем",
    "фр",
    "лат",
    "каз",
    "рус",
    "ағылш",
    "д.т.н",
    "м.а",
];
const BEFORE_NUMBER: &[&str] = &[
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "no", "nos", "p", "pp", "art",
    "sec", "ch", "fig", "vol", "ст", "п", "пп", "стр", "рис", "табл", "гл", "д", "кв", "тел", "см", "б", "бет", "сур",
    "ред", "янв", "фев", "апр", "авг", "сент", "окт", "нояб", "дек", "б.з.д",
];
const YEAR: &[&str] = &["г", "гг", "ж", "жж", "қ"];
const SCALE: &[&str] = &[
    "млн", "млрд", "трлн", "тыс", "мың", "руб", "тг", "долл", "коп", "чел", "га", "км", "кг", "м", "т", "л", "мм",
    "кв", "куб", "сек", "мин", "час", "сағ", "bn", "mln", "approx", "m", "сом",
];
const INNER: &[&str] = &[
    "u.s", "u.k", "u.n", "e.u", "a.m", "p.m", "inc", "ltd", "corp", "co", "jr", "sr", "ph.d", "d.c", "обл", "р-н", "р",
    "респ", "а.қ", "с.ш", "нур",
];
const CLOSING: &[&str] = &["т.б", "т.д", "т.п", "т.с.с", "др", "пр", "etc", "б.э", "н.э"];

/// The kind of the abbreviation `stem`, given without its last point.
pub(super) fn of(stem: &str) -> Option<Abbreviation> {
    let lower = stem.to_lowercase();
    let is_in = |list: &[&str]| list.contains(&lower.as_str());
    // `Мар.` may be a month, `мар` a verb; a capital letter alone is an initial.
    let single_capital = stem.chars().count() == 1 && stem.chars().all(char::is_uppercase);
    match () {
        () if single_capital => None,
        () if is_in(YEAR) => Some(Abbreviation::Year),
        () if is_in(CLOSING) && !is_in(BEFORE_NAME) => Some(Abbreviation::Closing),
        () if is_in(BEFORE_NAME) => Some(Abbreviation::BeforeName),
        () if is_in(SCALE) => Some(Abbreviation::Scale),
        () if is_in(BEFORE_NUMBER) => Some(Abbreviation::BeforeNumber),
        () if is_in(INNER) => Some(Abbreviation::Inner),
        () => None,
    }
}

/// Whether a word in capitals names a currency, so that a scale before it goes on: `5 млрд. АҚШ доллары`.
pub(super) fn is_currency(word: &str) -> bool {
    matches!(word, "АҚШ" | "США" | "USD" | "EUR" | "KZT" | "RUB" | "CNY")
}

/// Whether an English word in capitals most likely begins a sentence, because it is no name.
pub(super) fn begins_sentence(word: &str) -> bool {
    matches!(
        word,
        "A" | "According"
            | "After"
            | "All"
            | "An"
            | "And"
            | "As"
            | "At"
            | "Both"
            | "But"
            | "By"
            | "For"
            | "From"
            | "He"
            | "However"
            | "I"
            | "If"
            | "In"
            | "It"
            | "Its"
            | "Last"
            | "Meanwhile"
            | "More"
            | "Most"
            | "Not"
            | "On"
            | "One"
            | "Our"
            | "She"
            | "Some"
            | "That"
            | "The"
            | "Their"
            | "There"
            | "These"
            | "They"
            | "This"
            | "Those"
            | "To"
            | "Under"
            | "We"
            | "What"
            | "When"
            | "While"
            | "With"
            | "You"
    )
}
