//! Dates: months, days of the week, and days and years that are counted from today. Numbers of days and years are
//! numbers.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::side::Side;
use super::{TranslationCheck, TranslationFinding};
use crate::article::Language;
use crate::understand::calendar::{day, month, written_date, year};
use crate::understand::lexicon::{Lexicon, Words};
use crate::understand::tokens::{Token, tokenize};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const WEEKDAYS: [(&str, Words); 7] = [
    ("Monday", ["monday mon$", "понедельн", "дүйсенбі"]),
    ("Tuesday", ["tuesday tue$ tues$", "вторник", "сейсенбі сәйсенбі"]),
    ("Wednesday", ["wednesday wed$", "среда$ среду$ средам", "сәрсенбі"]),
    ("Thursday", ["thursday thu$ thurs$", "четверг", "бейсенбі"]),
    (
        "Friday",
        ["friday fri$", "пятниц", "жұма$ жұмада жұманы жұмадан жұмаға жұмас"],
    ),
    ("Saturday", ["saturday", "суббот", "сенбі"]),
    (
        "Sunday",
        [
            "sunday",
            "воскресень$ воскресенье$ воскресенья$ воскресенью$ воскресный воскресн воскресеньям воскресений$",
            "жексенбі",
        ],
    ),
];

static WEEKDAY: LazyLock<Lexicon<&'static str>> = LazyLock::new(|| Lexicon::of(WEEKDAYS.into_iter()));

const DAYS: [(&str, Words); 3] = [
    ("yesterday", ["yesterday", "вчера", "кеше$ кешегі"]),
    ("today", ["today tonight", "сегодня", "бүгін"]),
    ("tomorrow", ["tomorrow", "завтра$ завтрашн", "ертең$ ертеңгі"]),
];

static DAY: LazyLock<Lexicon<&'static str>> = LazyLock::new(|| Lexicon::of(DAYS.into_iter()));

/// Words that count a year, a month or a week from this one.
const SHIFTS: [(&str, Words); 3] = [
    (
        "last",
        [
            "last$ previous past$",
            "прошл минувш предыдущ прошед",
            "өткен былтыр алдыңғы",
        ],
    ),
    ("this", ["this$ current", "эт текущ нынешн", "биыл осы$ ағымдағы бұл$"]),
    (
        "next",
        [
            "next$ coming upcoming following",
            "следующ будущ грядущ",
            "келесі келер",
        ],
    ),
];

static SHIFT: LazyLock<Lexicon<&'static str>> = LazyLock::new(|| Lexicon::of(SHIFTS.into_iter()));

/// Whether a word in small letters is a day.
pub(super) fn is_of_calendar(word: &str, language: Language) -> bool {
    WEEKDAY.find(word, language).is_some() || DAY.find(word, language).is_some()
}

type Names = BTreeSet<&'static str>;

/// Reports months and days that one text has in place of those of the other.
pub(super) fn check(source: &Side, target: &Side) -> Vec<TranslationFinding> {
    let weekdays = |side: &Side| by_word(side, &WEEKDAY);
    let compared = [
        compare(&months(source), &months(target), true),
        compare(&weekdays(source), &weekdays(target), true),
        compare(&by_word(source, &DAY), &by_word(target, &DAY), false),
        compare(&years(source), &years(target), false),
    ];
    compared.into_iter().flatten().collect()
}

/// The months and days of the week of a text that its source has not.
pub(super) fn added(source: &Side, target: &Side) -> Option<String> {
    let named = |side: &Side| -> Names { months(side).into_iter().chain(by_word(side, &WEEKDAY)).collect() };
    let (known, told) = (named(source), named(target));
    let added: Vec<&str> = told.difference(&known).copied().collect();
    (!added.is_empty()).then(|| format!("{} is not in the source", added.join(", ")))
}

/// What the translation has and the source has not, and the other way round.
fn compare(source: &Names, target: &Names, is_sure: bool) -> Option<TranslationFinding> {
    let missing: Vec<&str> = source.difference(target).copied().collect();
    let added: Vec<&str> = target.difference(source).copied().collect();
    let message = match (missing.is_empty(), added.is_empty()) {
        (true, true) => return None,
        (false, false) => format!(
            "the source says {}, the translation {}",
            missing.join(", "),
            added.join(", ")
        ),
        (false, true) => format!("the source says {}, the translation does not", missing.join(", ")),
        (true, false) => format!("the translation says {}, the source does not", added.join(", ")),
    };
    match !missing.is_empty() && !added.is_empty() {
        true if is_sure => Some(TranslationFinding::error(TranslationCheck::Dates, message)),
        _ => Some(TranslationFinding::warning(TranslationCheck::Dates, message)),
    }
}

fn by_word(side: &Side, lexicon: &Lexicon<&'static str>) -> Names {
    side.words()
        .filter_map(|item| lexicon.find(&item.lower, side.language))
        .collect()
}

/// `last year`, `былтыр`, `в прошлом году`, as `last year`.
fn years(side: &Side) -> Names {
    let mut found = Names::new();
    for (at, word) in side.tokens.iter().enumerate() {
        let next = side.tokens.get(at + 1).map_or("", |next| next.lower.as_str());
        let is_year = match side.language {
            Language::English => next == "year",
            Language::Russian => matches!(next, "год" | "года" | "году" | "годом"),
            _ => next.starts_with("жыл") || word.lower.starts_with("былтыр") || word.lower.starts_with("биыл"),
        };
        let shift = SHIFT.find(&word.lower, side.language).filter(|_| is_year);
        found.extend(shift.map(|shift| match shift {
            "last" => "last year",
            "this" => "this year",
            _ => "next year",
        }));
    }
    found
}

/// The months that a text names, in words or in dates of digits. Some are other words too.
fn months(side: &Side) -> Names {
    let tokens = tokenize(&side.text);
    let mut found = Names::new();
    for (at, token) in tokens.iter().enumerate() {
        let named = month(token.text).filter(|_| is_month(&tokens, at, side.language));
        let dated = written_date(&tokens[at..]).map(|date| date.month);
        found.extend(
            named
                .or(dated)
                .and_then(|month| MONTHS.get(usize::try_from(month - 1).ok()?)),
        );
    }
    found
}

/// Whether a word that may be a month is one: `May` is a name, `маусым` a season, `Қазан` a city.
fn is_month(tokens: &[Token<'_>], at: usize, language: Language) -> bool {
    let word = tokens[at].text;
    let near = |shift: isize| at.checked_add_signed(shift).and_then(|at| tokens.get(at));
    let is_number =
        |token: Option<&Token<'_>>| token.is_some_and(|token| day(token).is_some() || year(token).is_some());
    let dated = is_number(near(-1)) || is_number(near(1));
    match language {
        Language::English => match word {
            "May" | "March" | "Mar" | "August" => {
                let before = near(-1).map_or("", |token| token.text);
                dated
                    || matches!(
                        before,
                        "in" | "of"
                            | "since"
                            | "until"
                            | "by"
                            | "last"
                            | "next"
                            | "this"
                            | "from"
                            | "early"
                            | "late"
                            | "and"
                            | "mid"
                    )
            }
            "Jan" | "Jun" | "Dec" | "Sep" => dated,
            _ => true,
        },
        Language::Russian => dated || !matches!(word, "Август" | "Мая" | "Май" | "Марта" | "Марте" | "мая"),
        _ => {
            let next = near(1).map_or("", |token| token.text);
            let is_doubtful = word.starts_with("Қазан")
                || word.to_lowercase().starts_with("маусым")
                || word.starts_with("Май")
                || word.starts_with("Наурыз");
            // `Маусымнан бастап`: from June on; seasons are not counted from.
            !is_doubtful || dated || next.starts_with("ай") || matches!(next, "бастап" | "дейін")
        }
    }
}
