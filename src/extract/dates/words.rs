//! The words around dates in the three languages.

use crate::understand::tokens::{Token, lowercase};

/// A third of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Third {
    Early,
    Middle,
    Late,
}

impl Third {
    /// `начале марта`, `early March`.
    pub fn before_month(word: &str) -> Option<Third> {
        match word {
            "early" | "начале" | "начала" | "началу" => Some(Third::Early),
            "mid" | "середине" | "середины" | "середину" => Some(Third::Middle),
            "late" | "конце" | "конца" | "концу" => Some(Third::Late),
            _ => None,
        }
    }

    /// `наурыз айының басында`.
    pub fn after_month(word: &str) -> Option<Third> {
        match word {
            "басында" | "басы" | "басынан" | "басына" => Some(Third::Early),
            "ортасында" | "ортасынан" | "ортасына" => Some(Third::Middle),
            "соңында" | "соңы" | "аяғында" | "соңына" | "аяғына" => Some(Third::Late),
            _ => None,
        }
    }
}

/// A season and whether the word can mean nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Season {
    /// Spring is 0.
    pub index: u8,
    pub is_certain: bool,
}

impl Season {
    pub fn named(word: &str) -> Option<Season> {
        let (index, is_certain) = match word {
            "весной" => (0, true),
            "летом" => (1, true),
            "осенью" => (2, true),
            "зимой" => (3, true),
            "весна" | "весны" | "весне" | "весну" | "spring" | "көктем" | "көктемгі" => {
                (0, false)
            }
            "лето" | "лета" | "лету" | "summer" | "жаз" | "жазғы" | "жазда" | "жазында" => {
                (1, false)
            }
            "осень" | "осени" | "autumn" | "fall" | "күз" | "күзгі" | "күзінде" => (2, false),
            "зима" | "зимы" | "зиме" | "зиму" | "winter" | "қыс" | "қысқы" | "қысында" => {
                (3, false)
            }
            "көктемде" | "көктемінде" => (0, true),
            "күзде" => (2, true),
            "қыста" => (3, true),
            _ => return None,
        };
        Some(Season { index, is_certain })
    }
}

/// `this`, `прошлой`, `келесі`, `биыл` before a season: by how many years it shifts, and how many tokens it takes.
pub(super) fn year_shift(tokens: &[Token<'_>]) -> Option<(i16, usize)> {
    let word = lowercase(tokens.first()?.text);
    let shift = match word.as_str() {
        "this" | "этой" | "этим" | "эту" | "нынешней" | "биыл" | "биылғы" | "осы" => 0,
        "last" | "прошлой" | "прошлым" | "прошлую" | "былтыр" | "былтырғы" | "өткен" => {
            -1
        }
        "next" | "следующей" | "следующим" | "будущей" | "келесі" => 1,
        _ => return None,
    };
    Some((shift, 1))
}

/// `биыл`, `в прошлом году`, `last year`: by how many years, and how many tokens.
pub(super) fn relative_year(tokens: &[Token<'_>]) -> Option<(i16, usize)> {
    let word = lowercase(tokens.first()?.text);
    let next = tokens.get(1).map(|token| lowercase(token.text)).unwrap_or_default();
    match (word.as_str(), next.as_str()) {
        ("биыл" | "биылғы", _) => Some((0, 1)),
        ("былтыр" | "былтырғы", _) => Some((-1, 1)),
        ("this" | "current", "year")
        | ("текущем" | "этом" | "нынешнем", "году")
        | ("текущего" | "этого" | "нынешнего", "года") => Some((0, 2)),
        ("осы" | "ағымдағы", "жылы" | "жылдың") => Some((0, 2)),
        ("last" | "previous", "year") | ("прошлом" | "минувшем", "году") | ("прошлого" | "минувшего", "года") => {
            Some((-1, 2))
        }
        ("өткен", "жылы" | "жылдың") => Some((-1, 2)),
        ("next" | "coming", "year") | ("следующем" | "будущем", "году") | ("следующего" | "будущего", "года") => {
            Some((1, 2))
        }
        ("келесі" | "келер", "жылы" | "жылдың") => Some((1, 2)),
        _ => None,
    }
}

/// The plural of `year` behind a range or a decade.
pub(super) fn is_years(word: &str) -> bool {
    word == "гг"
        || word == "жж"
        || word.starts_with("годы")
        || word.starts_with("годов")
        || word.starts_with("годах")
        || word.starts_with("годам")
        || word.starts_with("жылдар")
        || word == "years"
}

/// The two words that make a stretch of what stands behind each: `с … по`, `between … and`.
pub(super) fn joins_range(before: &str, between: &str) -> bool {
    matches!(
        (before, between),
        ("с" | "со", "по" | "до")
            | ("от", "до")
            | ("между", "и")
            | ("from", "to" | "until" | "till" | "through")
            | ("between", "and")
    )
}

/// The ending of a decade in digits: `1980-х`, `90-е`.
pub(super) fn is_decade_ending(word: &str) -> bool {
    matches!(
        word,
        "х" | "ые" | "е" | "ых" | "ыми" | "ым" | "шы" | "ші" | "інші" | "ыншы" | "ншы" | "нші"
    )
}

/// `өткен ғасырдың`.
pub(super) fn is_last_century(tokens: &[Token<'_>]) -> bool {
    matches!(tokens, [last, century, ..] if lowercase(last.text) == "өткен" && century.text == "ғасырдың")
}

/// `прошлого века` and `of the last century`, behind a decade.
pub(super) fn is_last_century_behind(tokens: &[Token<'_>]) -> bool {
    matches!(tokens, [last, century, ..] if last.text == "прошлого" && matches!(century.text, "века" | "столетия"))
}

/// English words before a decade of two digits.
pub(super) fn is_before_short_decade(word: &str) -> bool {
    matches!(word, "the" | "early" | "mid" | "late" | "and" | "'" | "’")
}

/// What stands between the members of a list of two.
pub(super) fn joins_list(word: &str) -> bool {
    matches!(word, "," | "и" | "және" | "мен" | "бен" | "пен" | "and")
}

/// English words that a year may follow, and hardly a number of things.
pub(super) fn is_only_before_time(word: &str) -> bool {
    matches!(
        word,
        "in" | "since" | "until" | "till" | "during" | "late" | "early" | "mid"
    )
}

/// Forms of `century` that one century takes behind its number.
pub(super) fn is_one_century(word: &str) -> bool {
    matches!(
        word,
        "век" | "века" | "веке" | "веку" | "веком" | "столетия" | "столетии"
    ) || word.starts_with("ғасырд")
        || word.starts_with("ғасырлар")
}

/// The number of a century in Roman numerals, from the fifth on: `V` and below are numbers of other things.
pub(super) fn roman_century(word: &str) -> Option<i16> {
    const CENTURIES: [&str; 17] = [
        "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII", "XVIII", "XIX", "XX",
        "XXI",
    ];
    CENTURIES
        .iter()
        .position(|century| *century == word)
        .map(|index| index as i16 + 5)
}

/// Words for a part of a stretch of time: `early`, `mid`, `late`.
pub(super) fn is_third(word: &str) -> bool {
    Third::before_month(word).is_some()
}

/// English words that a year as an attribute follows: `the 2010 earthquake`, `its 2003 performance`.
pub(super) fn is_before_attribute(word: &str) -> bool {
    matches!(
        word,
        "the" | "a" | "its" | "their" | "his" | "her" | "our" | "s" | "this" | "original" | "christmas"
    )
}

/// An English noun in the plural, as far as its last letter tells.
pub(super) fn is_plural(word: &str) -> bool {
    word.ends_with('s') && !word.ends_with("ss") && word.starts_with(char::is_lowercase) && !AFTER_YEAR.contains(&word)
}

/// Units that a number of four digits measures in English.
pub(super) fn is_unit(word: &str) -> bool {
    const UNITS: [&str; 16] = [
        "gmt", "hours", "people", "euros", "dollars", "tenge", "miles", "km", "metres", "meters", "tonnes", "tons",
        "mw", "am", "pm", "words",
    ];
    UNITS.contains(&word)
}

/// English names of months that are no other word or name.
pub(super) fn is_only_a_month(word: &str) -> bool {
    matches!(
        word,
        "January" | "February" | "July" | "September" | "October" | "November" | "December"
    )
}

/// English words before a year.
pub(super) fn is_before_year(word: &str) -> bool {
    matches!(
        word,
        "in" | "since"
            | "by"
            | "until"
            | "till"
            | "from"
            | "during"
            | "before"
            | "after"
            | "of"
            | "to"
            | "for"
            | "through"
            | "late"
            | "early"
            | "mid"
            | "as"
            | "with"
    )
}

/// Words in small letters that may follow a year in its sentence; any other is what a number counts: `2019 people`.
const AFTER_YEAR: [&str; 46] = [
    "despite",
    "towards",
    "after",
    "alone",
    "and",
    "are",
    "as",
    "at",
    "because",
    "before",
    "between",
    "but",
    "by",
    "due",
    "following",
    "for",
    "from",
    "had",
    "has",
    "have",
    "he",
    "in",
    "is",
    "it",
    "of",
    "on",
    "or",
    "over",
    "she",
    "that",
    "the",
    "they",
    "through",
    "to",
    "under",
    "until",
    "was",
    "were",
    "when",
    "which",
    "while",
    "who",
    "will",
    "with",
    "would",
    "without",
];

/// Whether a word is what a number before it counts.
pub(super) fn is_counted(word: &str) -> bool {
    word.starts_with(char::is_lowercase) && !AFTER_YEAR.contains(&word)
}

/// Kazakh endings that put a month into a sentence about time: locative, ablative, dative, attributive.
pub(super) fn is_kazakh_month_in_case(word: &str) -> bool {
    let cases = [
        "да", "де", "та", "те", "дан", "ден", "тан", "тен", "дағы", "дегі", "тағы", "тегі", "нан", "нен",
    ];
    let lower = lowercase(word);
    // `маусымда` may as well be `in the season`, and `қазанда` `in Kazan`: both are left alone.
    !lower.starts_with("маусым") && !lower.starts_with("қазан") && cases.iter().any(|case| lower.ends_with(case))
}

/// A Kazakh month in its bare form, which nothing but a month can be.
pub(super) fn is_kazakh_month_alone(word: &str) -> bool {
    matches!(
        word,
        "қаңтар"
            | "ақпан"
            | "сәуір"
            | "мамыр"
            | "шілде"
            | "тамыз"
            | "қыркүйек"
            | "қараша"
            | "желтоқсан"
    )
}

/// A Kazakh season that says of no year which one is meant.
pub(super) fn is_some_season(word: &str) -> bool {
    matches!(
        word,
        "жазғы"
            | "қысқы"
            | "күзгі"
            | "көктемгі"
            | "қыс"
            | "көктем"
            | "күз"
            | "жазда"
            | "күздік"
            | "қыстыгүні"
            | "жаздыгүні"
    )
}

/// Russian prepositions before a month.
pub(super) fn is_before_russian_month(word: &str) -> bool {
    matches!(word, "в" | "с" | "до" | "к" | "за" | "по" | "на" | "от" | "после")
}

/// English words before a month.
pub(super) fn is_before_english_month(word: &str) -> bool {
    matches!(
        word,
        "in" | "since" | "by" | "until" | "till" | "last" | "this" | "next" | "of" | "during" | "from"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_number_counts_is_no_word_of_grammar() {
        assert!(is_counted("people"));
        assert!(!is_counted("and"));
        assert!(!is_counted("Kazakhstan"));
    }
}
