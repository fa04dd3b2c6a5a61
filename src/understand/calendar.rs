//! The names of months in the three languages, and dates that are written with them.
//!
//! Datelines and facts both read dates; this is their common grammar.

use std::sync::LazyLock;

use jiff::civil::Date;
use rustc_hash::FxHashSet;

use super::tokens::{Token, TokenKind, lowercase};

/// A date as it is written: the year may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrittenDate {
    /// The year, where the text has one.
    pub year: Option<i16>,
    /// The month, from 1.
    pub month: i8,
    /// The day, where the text has one.
    pub day: Option<i8>,
    /// How many tokens it takes.
    pub length: usize,
}

impl WrittenDate {
    /// The day, if the date is complete and exists.
    pub fn complete(&self) -> Option<Date> {
        Date::new(self.year?, self.month, self.day?).ok()
    }
}

/// Nominative and, where it differs, the stem that case endings follow. Kazakh, Russian, English.
const MONTHS: [[&str; 3]; 12] = [
    ["қаңтар", "январ", "january"],
    ["ақпан", "феврал", "february"],
    ["наурыз", "март", "march"],
    ["сәуір", "апрел", "april"],
    ["мамыр", "ма", "may"],
    ["маусым", "июн", "june"],
    ["шілде", "июл", "july"],
    ["тамыз", "август", "august"],
    ["қыркүйек", "сентябр", "september"],
    ["қазан", "октябр", "october"],
    ["қараша", "ноябр", "november"],
    ["желтоқсан", "декабр", "december"],
];

/// Months in the Latin alphabets of 2018 and 2021, and as they are typed without marks.
const KAZAKH_LATIN: [&[&str]; 12] = [
    &["qańtar", "qañtar", "qantar"],
    &["aqpan"],
    &["naýryz", "nauryz"],
    &["sáýir", "säuır", "sáuir"],
    &["mamyr"],
    &["maýsym", "mausym"],
    &["shilde", "şılde", "şilde"],
    &["tamyz"],
    &["qyrkúıek", "qyrküiek", "qyrkúiek"],
    &["qazan"],
    &["qarasha", "qaraşa"],
    &["jeltoqsan"],
];

/// How many letters of case and possession may follow a month in Latin letters.
const LONGEST_LATIN_ENDING: usize = 5;

const RUSSIAN_MONTH_ENDINGS: [&str; 12] = ["", "а", "е", "у", "ом", "ь", "я", "ю", "ем", "ём", "й", "и"];

/// Endings of a Kazakh month with a day or a year before it: possessive and case.
const KAZAKH_MONTH_ENDINGS: [&str; 40] = [
    "", "да", "де", "та", "те", "дан", "ден", "тан", "тен", "нан", "нен", "ға", "ге", "қа", "ке", "дың", "дің", "тың",
    "тің", "ның", "нің", "ды", "ді", "ты", "ті", "ны", "ні", "ы", "і", "ында", "інде", "ына", "іне", "ынан", "інен",
    "ының", "інің", "дағы", "дегі", "сы",
];

/// More of them: the attribute, and what follows a vowel.
const KAZAKH_POSSESSIVE_ENDINGS: [&str; 18] = [
    "тағы",
    "тегі",
    "ындағы",
    "індегі",
    "сі",
    "сында",
    "сінде",
    "сына",
    "сіне",
    "сынан",
    "сінен",
    "сының",
    "сінің",
    "сындағы",
    "сіндегі",
    "ын",
    "ін",
    "сын",
];

const ENGLISH_SHORT: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// The month that a word names, in any case, from 1. `May` must be written with a capital letter.
pub fn month(word: &str) -> Option<i8> {
    if !may_be_month(word) {
        return None;
    }
    let mut lower = lowercase(word);
    // The last sound softens before a vowel: `қыркүйегінде`.
    if lower.starts_with("қыркүйег") {
        lower = lower.replacen("қыркүйег", "қыркүйек", 1);
    }
    if let Some(index) = KAZAKH_LATIN
        .iter()
        .position(|names| names.iter().any(|name| is_latin_month(&lower, name)))
    {
        return Some(index as i8 + 1);
    }
    let index = MONTHS.iter().position(|[kazakh, russian, english]| {
        ends(&lower, kazakh, &KAZAKH_MONTH_ENDINGS)
            || ends(&lower, kazakh, &KAZAKH_POSSESSIVE_ENDINGS)
            || (ends(&lower, russian, &RUSSIAN_MONTH_ENDINGS) && lower != "ма" && lower != "маом")
            || lower == *english
    });
    let index = index.or_else(|| {
        let short = lower.strip_suffix('t').filter(|short| *short == "sep");
        let short = short.unwrap_or(&lower);
        ENGLISH_SHORT.iter().position(|name| *name == short)
    })?;
    let english = word.is_ascii();
    (!english || word.starts_with(|first: char| first.is_ascii_uppercase())).then_some(index as i8 + 1)
}

/// The first two letters of every name of a month: this is asked of nearly every word.
static BEGINNINGS: LazyLock<FxHashSet<[char; 2]>> = LazyLock::new(|| {
    let names = MONTHS.iter().flatten().chain(KAZAKH_LATIN.iter().copied().flatten());
    names.chain(&ENGLISH_SHORT).filter_map(|name| first_two(name)).collect()
});

fn may_be_month(word: &str) -> bool {
    first_two(word).is_some_and(|letters| BEGINNINGS.contains(&letters))
}

/// The first two letters of a word, in lower case.
fn first_two(word: &str) -> Option<[char; 2]> {
    let mut letters = word.chars().map(|letter| match letter {
        'а'..='я' | 'a'..='z' => letter,
        _ => letter.to_lowercase().next().unwrap_or(letter),
    });
    Some([letters.next()?, letters.next()?])
}

fn is_latin_month(word: &str, name: &str) -> bool {
    let ending = word.strip_prefix(name);
    ending.is_some_and(|ending| ending.chars().count() <= LONGEST_LATIN_ENDING)
}

fn ends(word: &str, stem: &str, endings: &[&str]) -> bool {
    word.strip_prefix(stem).is_some_and(|ending| endings.contains(&ending))
}

/// Whether a word says that the number before it is a year: `года`, `г`, `жылғы`, `ж`.
pub fn is_year_word(word: &str) -> bool {
    let lower = lowercase(word);
    matches!(lower.as_str(), "г" | "год" | "года" | "году" | "годом" | "годе" | "ж")
        || ends(&lower, "жыл", &KAZAKH_YEAR_ENDINGS)
}

const KAZAKH_YEAR_ENDINGS: [&str; 15] = [
    "мен",
    "ды",
    "дағы",
    "",
    "ы",
    "ғы",
    "дың",
    "ының",
    "да",
    "дан",
    "ға",
    "ына",
    "ында",
    "ынан",
    "ындағы",
];

/// Reads a date at the beginning of `tokens`: a day with its month and perhaps a year, or a month with a year.
pub fn written_date(tokens: &[Token<'_>]) -> Option<WrittenDate> {
    numeric(tokens)
        .or_else(|| day_first(tokens))
        .or_else(|| year_first(tokens))
        .or_else(|| month_in_genitive(tokens))
        .or_else(|| month_first(tokens))
        .filter(|date| {
            date.day
                .is_none_or(|day| Date::new(date.year.unwrap_or(2000), date.month, day).is_ok())
        })
}

/// `2019-03-14`, `14.03.2019`.
fn numeric(tokens: &[Token<'_>]) -> Option<WrittenDate> {
    let [first, separator, middle, again, last, ..] = tokens else {
        return None;
    };
    let joined = tokens[1..5].iter().all(|token| !token.after_blank);
    if !joined || separator.text != again.text {
        return None;
    }
    let month = number(middle, 1, 2)? as i8;
    let (year, day) = match separator.text {
        "-" => (number(first, 4, 4)?, number(last, 1, 2)?),
        "." => (number(last, 4, 4)?, number(first, 1, 2)?),
        _ => return None,
    };
    Some(WrittenDate {
        year: Some(year),
        month,
        day: Some(day as i8),
        length: 5,
    })
}

/// `14 марта 2019 г.`, `14 March 2019`, `14 наурыз`, `14-го марта`.
fn day_first(tokens: &[Token<'_>]) -> Option<WrittenDate> {
    let day = day(tokens.first()?)?;
    let suffix = usize::from(tokens.get(1)?.is_dash()) * 2;
    if suffix > 0 && !is_ordinal_ending(tokens.get(2)?.text) {
        return None;
    }
    let month_at = 1 + suffix;
    let name = tokens.get(month_at).filter(|token| token.after_blank)?;
    let month = month(name.text)?;
    let (year, year_length) = trailing_year(&tokens[month_at + 1..]);
    Some(WrittenDate {
        year,
        month,
        day: Some(day),
        length: month_at + 1 + year_length,
    })
}

/// `2019 жылғы 14 наурыз`, `2019 ж. 14 наурыз`, `2019 жылғы наурыз`.
fn year_first(tokens: &[Token<'_>]) -> Option<WrittenDate> {
    let year = year(tokens.first()?)?;
    let word = tokens
        .get(1)
        .filter(|token| token.kind == TokenKind::Word && is_year_word(token.text))?;
    let dot = usize::from(word.text == "ж" && tokens.get(2).is_some_and(|token| token.is_sign('.')));
    let rest = &tokens[2 + dot..];
    let day = rest.first().and_then(day);
    let month_at = usize::from(day.is_some());
    let suffix = match rest.get(month_at) {
        Some(dash) if day.is_some() && dash.is_dash() && is_ordinal_ending(rest.get(month_at + 1)?.text) => 2,
        _ => 0,
    };
    if let Some(date) = month_in_genitive(rest) {
        let (year, length) = (Some(year), 2 + dot + date.length);
        return Some(WrittenDate { year, length, ..date });
    }
    let month = month(rest.get(month_at + suffix)?.text)?;
    let month_word = rest.get(month_at + suffix + 1);
    let month_word = usize::from(day.is_none() && month_word.is_some_and(|word| is_month_word(word.text)));
    Some(WrittenDate {
        year: Some(year),
        month,
        day,
        length: 3 + dot + month_at + suffix + month_word,
    })
}

/// Whether a word says that a month stands before it: `айы`, `айында`, `айларының`.
pub fn is_month_word(word: &str) -> bool {
    word.starts_with("айы") || word.starts_with("айлар")
}

/// `наурыздың 22-сінде`, `қаңтардың бірі`, `шілденің жиырма бесіне`.
fn month_in_genitive(tokens: &[Token<'_>]) -> Option<WrittenDate> {
    const GENITIVE: [&str; 6] = ["дың", "дің", "тың", "тің", "ның", "нің"];
    let name = tokens.first().filter(|token| token.kind == TokenKind::Word)?;
    let month = month(name.text).filter(|_| GENITIVE.iter().any(|ending| name.text.ends_with(ending)))?;
    let (day, length) = possessive_day(&tokens[1..])?;
    Some(WrittenDate {
        year: None,
        month,
        day: Some(day),
        length: 1 + length,
    })
}

/// A day as the Kazakh genitive of its month takes it, and its tokens: `22-сі`, `жиырма екісінен`, `онына`.
pub fn possessive_day(tokens: &[Token<'_>]) -> Option<(i8, usize)> {
    const CASES: [&str; 10] = ["", "не", "на", "нде", "нда", "нен", "нан", "н", "нің", "ның"];
    let is_possessive = |ending: &str| {
        let case = ["сы", "сі", "ы", "і"]
            .iter()
            .find_map(|possession| ending.strip_prefix(possession));
        case.is_some_and(|case| CASES.contains(&case)) || ending == "не" || ending == "нен" || ending == "нан"
    };
    let named = |token: &Token<'_>, numbers: &[(&str, i8)]| {
        let word = lowercase(token.text);
        let named = |(name, _): &&(&str, i8)| word.strip_prefix(name).is_some_and(is_possessive);
        numbers.iter().find(named).map(|(_, number)| *number)
    };
    let first = tokens.first()?;
    let Some(number) = day(first) else {
        return named(first, &DAY_WORDS).map(|number| (number, 1));
    };
    if let Some(ones) = tokens
        .get(1)
        .filter(|_| number % 10 == 0)
        .and_then(|next| named(next, &DAY_WORDS[..9]))
    {
        return Some((number + ones, 2)).filter(|(day, _)| *day <= 31);
    }
    let is_ending = tokens.get(1)?.is_dash() && is_possessive(tokens.get(2)?.text);
    is_ending.then_some((number, 3))
}

/// The numbers that a possessive ending follows in the names of days.
const DAY_WORDS: [(&str, i8); 12] = [
    ("бір", 1),
    ("екі", 2),
    ("үш", 3),
    ("төрт", 4),
    ("бес", 5),
    ("алты", 6),
    ("жеті", 7),
    ("сегіз", 8),
    ("тоғыз", 9),
    ("он", 10),
    ("жиырма", 20),
    ("отыз", 30),
];

/// `March 14, 2019`, `March 14`, `March 2019`, `марта 2019 года`.
fn month_first(tokens: &[Token<'_>]) -> Option<WrittenDate> {
    let name = tokens.first().filter(|token| token.kind == TokenKind::Word)?;
    let month = month(name.text)?;
    let dot = usize::from(name.text.len() <= 4 && tokens.get(1)?.is_sign('.'));
    let rest = &tokens[1 + dot..];
    if name.text.is_ascii()
        && let Some(day) = rest.first().filter(|token| token.after_blank).and_then(day)
    {
        let ordinal = rest
            .get(1)
            .is_some_and(|next| !next.after_blank && matches!(next.text, "st" | "nd" | "rd" | "th"));
        let after_day = 1 + usize::from(ordinal);
        let comma = usize::from(rest.get(after_day).is_some_and(|token| token.is_sign(',')));
        let year = rest.get(after_day + comma).and_then(year);
        let length = 1 + dot + after_day + year.map_or(0, |_| comma + 1);
        return Some(WrittenDate {
            year,
            month,
            day: Some(day),
            length,
        });
    }
    let (year, length) = trailing_year(rest);
    year.map(|year| WrittenDate {
        year: Some(year),
        month,
        day: None,
        length: 1 + dot + length,
    })
}

/// A year after a month, with the word for it: `2019`, `2019 года`, `2019 г.`, `, 2019`.
fn trailing_year(tokens: &[Token<'_>]) -> (Option<i16>, usize) {
    let Some(year) = tokens.first().and_then(year) else {
        return (None, 0);
    };
    let word = tokens
        .get(1)
        .is_some_and(|next| next.kind == TokenKind::Word && is_year_word(next.text));
    let dot = word && matches!(tokens[1].text, "г" | "ж") && tokens.get(2).is_some_and(|next| next.is_sign('.'));
    (Some(year), 1 + usize::from(word) + usize::from(dot))
}

fn is_ordinal_ending(text: &str) -> bool {
    matches!(
        text,
        "го" | "е" | "ое" | "му" | "ші" | "шы" | "нші" | "ншы" | "ыншы" | "інші"
    )
}

/// A day of a month.
pub fn day(token: &Token<'_>) -> Option<i8> {
    number(token, 1, 2)
        .filter(|day| (1..=31).contains(day))
        .map(|day| day as i8)
}

/// A year of recent history: four digits, 1000 to 2199.
pub fn year(token: &Token<'_>) -> Option<i16> {
    number(token, 4, 4).filter(|year| (1000..2200).contains(year))
}

/// A number of `least` to `most` digits.
fn number(token: &Token<'_>, least: usize, most: usize) -> Option<i16> {
    let fits = token.kind == TokenKind::Digits && (least..=most).contains(&token.text.len());
    fits.then(|| token.text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::understand::tokens::tokenize;

    fn read(text: &str) -> Option<(Option<i16>, i8, Option<i8>, String)> {
        let tokens = tokenize(text);
        let date = written_date(&tokens)?;
        let end = tokens[date.length - 1].end();
        Some((date.year, date.month, date.day, text[..end].to_owned()))
    }

    #[test]
    fn dates_as_they_are_written() {
        for (text, year, month, day, taken) in [
            ("2019-03-14 ASTANA", Some(2019), 3, Some(14), "2019-03-14"),
            ("14.03.2019.", Some(2019), 3, Some(14), "14.03.2019"),
            ("14 марта 2019 года", Some(2019), 3, Some(14), "14 марта 2019 года"),
            ("14 марта 2019 г. в", Some(2019), 3, Some(14), "14 марта 2019 г."),
            ("14-го марта", None, 3, Some(14), "14-го марта"),
            ("1 мая", None, 5, Some(1), "1 мая"),
            (
                "2019 жылғы 14 наурызда",
                Some(2019),
                3,
                Some(14),
                "2019 жылғы 14 наурызда",
            ),
            ("2019 ж. 14 наурыз", Some(2019), 3, Some(14), "2019 ж. 14 наурыз"),
            ("2019 жылдың наурызында", Some(2019), 3, None, "2019 жылдың наурызында"),
            ("5 қарашада", None, 11, Some(5), "5 қарашада"),
            ("наурыздың 22-сінде өтті", None, 3, Some(22), "наурыздың 22-сінде"),
            ("наурыздың 22-нен бастап", None, 3, Some(22), "наурыздың 22-нен"),
            ("қаңтардың бірі күні", None, 1, Some(1), "қаңтардың бірі"),
            ("қаңтардың онына дейін", None, 1, Some(10), "қаңтардың онына"),
            (
                "2019 жылғы қыркүйектің 25-іне",
                Some(2019),
                9,
                Some(25),
                "2019 жылғы қыркүйектің 25-іне",
            ),
            (
                "2017 жылдың қыркүйегінде болған",
                Some(2017),
                9,
                None,
                "2017 жылдың қыркүйегінде",
            ),
            (
                "2020 жылдың мамыр айында",
                Some(2020),
                5,
                None,
                "2020 жылдың мамыр айында",
            ),
            ("March 14, 2019", Some(2019), 3, Some(14), "March 14, 2019"),
            ("March 14, the", None, 3, Some(14), "March 14"),
            ("Sept. 5 2018", Some(2018), 9, Some(5), "Sept. 5 2018"),
            ("14 March 2019", Some(2019), 3, Some(14), "14 March 2019"),
            ("марте 2019 года", Some(2019), 3, None, "марте 2019 года"),
            ("May 2019", Some(2019), 5, None, "May 2019"),
            ("May 1st, 2019", Some(2019), 5, Some(1), "May 1st, 2019"),
        ] {
            assert_eq!(read(text), Some((year, month, day, taken.to_owned())), "{text}");
        }
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "may 5 people",
            "31 февраля",
            "14",
            "5 ма 3",
            "2019",
            "в марте",
            "14 мам",
            "марта",
            "шілденің ыстығында",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
