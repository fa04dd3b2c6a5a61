//! The number words of the three languages in all their forms.

use crate::understand::tokens::lowercase;
use std::collections::HashMap;
use std::sync::LazyLock;

use crate::article::Language;

/// What a word adds to a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// A number that is added.
    Number(u64),
    /// A hundred that the digit before it counts.
    Hundred,
    /// A power of ten from a thousand on.
    Scale(u32),
}

/// A word of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    pub part: Part,
    /// Whether no other word of the number can follow.
    pub ends_number: bool,
    pub is_ordinal: bool,
}

impl Word {
    const fn cardinal(part: Part) -> Self {
        Word {
            part,
            ends_number: false,
            is_ordinal: false,
        }
    }

    const fn ordinal(part: Part) -> Self {
        Word {
            part,
            ends_number: true,
            is_ordinal: true,
        }
    }
}

/// The number word that a word is, in any case and number.
pub(super) fn lookup(word: &str, language: Language) -> Option<Word> {
    let lower = lowercase(word);
    match language {
        Language::Kazakh | Language::KazakhArabic => kazakh(&lower),
        Language::Russian => RUSSIAN.get(lower.as_str()).copied(),
        Language::English => ENGLISH.get(lower.as_str()).copied(),
        Language::KazakhLatin | Language::Undetermined => None,
    }
}

/// Whether `text`, behind digits, makes an ordinal of them: `-ші`, `-го`, `th`.
pub(super) fn is_ordinal_ending(text: &str, language: Language) -> bool {
    match language {
        Language::Kazakh | Language::KazakhArabic => {
            KAZAKH_ORDINAL_ENDINGS.contains(&without_case(text)) || matches!(text, "ші" | "шы")
        }
        Language::Russian => matches!(
            text,
            "й" | "я"
                | "е"
                | "го"
                | "му"
                | "ю"
                | "ый"
                | "ий"
                | "ой"
                | "ая"
                | "ое"
                | "ого"
                | "ому"
                | "ом"
                | "м"
                | "ую"
        ),
        Language::English => matches!(text, "st" | "nd" | "rd" | "th"),
        Language::KazakhLatin | Language::Undetermined => false,
    }
}

/// Whether `one` before this word counts and is no article: `бір пайыз`, `один год`, `one percent`.
pub(super) fn is_counted_by_one(word: &str) -> bool {
    const STEMS: [&str; 17] = [
        "пайыз",
        "процент",
        "percent",
        "per",
        "жыл",
        "ай",
        "апта",
        "сағат",
        "теңге",
        "тенге",
        "год",
        "месяц",
        "недел",
        "час",
        "year",
        "month",
        "week",
    ];
    let lower = lowercase(word);
    STEMS.iter().any(|stem| lower.starts_with(stem))
}

/// A half that is said after a number, or with one in it.
pub(in crate::extract) fn is_half(word: &str) -> bool {
    matches!(
        word,
        "жарым" | "жарымға" | "жарымнан" | "жарымды" | "полтора" | "полутора" | "полторы"
    )
}

/// Whether a hundred or a scale word that no digit counts is one of its kind: `миллион тенге`, `a hundred people`,
/// but not `несколько тысяч`. `before` is the word in front of it.
pub(super) fn is_one_of_its_kind(word: &str, before: &str, language: Language) -> bool {
    let (word, before) = (lowercase(word), before.to_lowercase());
    match language {
        Language::English => matches!(before.as_str(), "a" | "per"),
        Language::Russian => {
            matches!(
                word.as_str(),
                "тысяча" | "тысячу" | "миллион" | "миллиона" | "миллиард" | "миллиарда"
            ) && !before.starts_with("пол")
        }
        _ => !["бірнеше", "неше", "жарты", "жүздеген", "ондаған", "мыңдаған"].contains(&before.as_str()),
    }
}

const KAZAKH: [(&str, Part); 24] = [
    ("бір", Part::Number(1)),
    ("екі", Part::Number(2)),
    ("үш", Part::Number(3)),
    ("төрт", Part::Number(4)),
    ("бес", Part::Number(5)),
    ("алты", Part::Number(6)),
    ("жеті", Part::Number(7)),
    ("сегіз", Part::Number(8)),
    ("тоғыз", Part::Number(9)),
    ("он", Part::Number(10)),
    ("жиырма", Part::Number(20)),
    ("отыз", Part::Number(30)),
    ("қырық", Part::Number(40)),
    ("қырқ", Part::Number(40)),
    ("елу", Part::Number(50)),
    ("алпыс", Part::Number(60)),
    ("жетпіс", Part::Number(70)),
    ("сексен", Part::Number(80)),
    ("тоқсан", Part::Number(90)),
    ("жүз", Part::Hundred),
    ("мың", Part::Scale(3)),
    ("миллион", Part::Scale(6)),
    ("миллиард", Part::Scale(9)),
    ("триллион", Part::Scale(12)),
];

const KAZAKH_ORDINAL_ENDINGS: [&str; 6] = ["сыншы", "сінші", "ыншы", "інші", "ншы", "нші"];

/// Case endings of a number: dative and ablative, and those of an ordinal that stands for a thing.
const KAZAKH_CASES: [&str; 20] = [
    "ға",
    "ге",
    "қа",
    "ке",
    "дан",
    "ден",
    "тан",
    "тен",
    "нан",
    "нен",
    "сі",
    "сы",
    "сіне",
    "сына",
    "сінде",
    "сында",
    "нің",
    "ның",
    "ні",
    "ны",
];

/// Numbers of those who do something together: `екеуі`, `үшеуін`.
const KAZAKH_TOGETHER: [(&str, u64); 6] = [
    ("екеу", 2),
    ("үшеу", 3),
    ("төртеу", 4),
    ("бесеу", 5),
    ("алтау", 6),
    ("жетеу", 7),
];

fn is_form_of(word: &str, stem: &str) -> bool {
    const ENDINGS: [&str; 11] = ["", "і", "ы", "ін", "ын", "інің", "ының", "іне", "ына", "ге", "інен"];
    word.strip_prefix(stem).is_some_and(|ending| ENDINGS.contains(&ending))
}

fn without_case(word: &str) -> &str {
    KAZAKH_CASES
        .iter()
        .filter_map(|case| word.strip_suffix(case))
        .filter(|stem| stem.ends_with("шы") || stem.ends_with("ші"))
        .min_by_key(|stem| stem.len())
        .unwrap_or(word)
}

fn kazakh(word: &str) -> Option<Word> {
    let cardinal = |word: &str| KAZAKH.iter().find(|(name, _)| *name == word).map(|(_, part)| *part);
    if let Some(part) = cardinal(word) {
        return Some(Word::cardinal(part));
    }
    let ordinal = without_case(word);
    let mut stems = KAZAKH_ORDINAL_ENDINGS
        .iter()
        .filter_map(|ending| ordinal.strip_suffix(ending));
    if let Some(part) = stems.find_map(cardinal) {
        return Some(Word::ordinal(part));
    }
    if let Some((_, value)) = KAZAKH_TOGETHER.iter().find(|(stem, _)| is_form_of(word, stem)) {
        return Some(Word {
            part: Part::Number(*value),
            ends_number: true,
            is_ordinal: false,
        });
    }
    // The scale words keep their case: the rules for units read them as they are written.
    let stems = KAZAKH_CASES[..10].iter().filter_map(|case| word.strip_suffix(case));
    let part = stems.filter(|stem| *stem != "он").find_map(cardinal)?;
    matches!(part, Part::Number(_) | Part::Hundred).then_some(Word {
        part,
        ends_number: true,
        is_ordinal: false,
    })
}

static RUSSIAN: LazyLock<HashMap<String, Word>> = LazyLock::new(russian);

fn russian() -> HashMap<String, Word> {
    let mut words = HashMap::new();
    let mut cardinal = |forms: &str, part: Part| {
        for form in forms.split(' ') {
            words.insert(form.to_owned(), Word::cardinal(part));
        }
    };
    for (forms, value) in [
        ("один одна одно одного одной одному одним одном одну", 1),
        ("два две двух двум двумя", 2),
        ("три трех трёх трем трём тремя", 3),
        ("четыре четырех четырёх четырем четырём четырьмя", 4),
        ("пять пяти пятью", 5),
        ("шесть шести шестью", 6),
        // The instrumental is a family, too.
        ("семь семи", 7),
        ("восемь восьми восемью", 8),
        ("девять девяти девятью", 9),
        ("десять десяти десятью", 10),
        ("двое двоих двоим двоими", 2),
        ("трое троих троим троими", 3),
        ("четверо четверых четверым", 4),
        ("пятеро пятерых пятерым", 5),
        ("шестеро шестерых шестерым", 6),
        ("семеро семерых семерым", 7),
        ("восьмеро восьмерых", 8),
        ("десятеро десятерых", 10),
        ("сорок сорока", 40),
        ("пятьдесят пятидесяти", 50),
        ("шестьдесят шестидесяти", 60),
        ("семьдесят семидесяти", 70),
        ("восемьдесят восьмидесяти", 80),
        ("девяносто девяноста", 90),
        ("сто ста", 100),
        ("двести двухсот двумстам двухстах", 200),
        ("триста трехсот трёхсот тремстам", 300),
        ("четыреста четырехсот четырёхсот", 400),
        ("пятьсот пятисот", 500),
        ("шестьсот шестисот", 600),
        ("семьсот семисот", 700),
        ("восемьсот восьмисот", 800),
        ("девятьсот девятисот", 900),
    ] {
        cardinal(forms, Part::Number(value));
    }
    for (stem, value) in RUSSIAN_TEENS {
        cardinal(&format!("{stem}ь {stem}и {stem}ью"), Part::Number(value));
    }
    cardinal(
        "тысяча тысячи тысяче тысячу тысяч тысячам тысячами тысячах",
        Part::Scale(3),
    );
    for (stem, power) in [("миллион", 6), ("миллиард", 9), ("триллион", 12)] {
        let forms = ["", "а", "у", "ом", "е", "ов", "ам", "ами", "ах"].map(|ending| format!("{stem}{ending}"));
        cardinal(&forms.join(" "), Part::Scale(power));
    }

    let adjectives = "ый ой ая ое ого ому ым ом ую ых ыми ые";
    let ordinals = [
        ("перв", 1),
        ("втор", 2),
        ("четверт", 4),
        ("четвёрт", 4),
        ("пят", 5),
        ("шест", 6),
        ("седьм", 7),
        ("восьм", 8),
        ("девят", 9),
        ("десят", 10),
        ("сороков", 40),
        ("пятидесят", 50),
        ("шестидесят", 60),
        ("семидесят", 70),
        ("восьмидесят", 80),
        ("девяност", 90),
    ];
    for (stem, value) in ordinals.into_iter().chain(RUSSIAN_TEENS) {
        for ending in adjectives.split(' ') {
            words.insert(format!("{stem}{ending}"), Word::ordinal(Part::Number(value)));
        }
    }
    for form in
        "третий третья третье третьего третьей третьему третьем третьим третью третьи третьих третьими".split(' ')
    {
        words.insert(form.to_owned(), Word::ordinal(Part::Number(3)));
    }
    words
}

/// Numbers whose cardinals end in a soft sign and whose ordinals are made of the same stem.
const RUSSIAN_TEENS: [(&str, u64); 11] = [
    ("одиннадцат", 11),
    ("двенадцат", 12),
    ("тринадцат", 13),
    ("четырнадцат", 14),
    ("пятнадцат", 15),
    ("шестнадцат", 16),
    ("семнадцат", 17),
    ("восемнадцат", 18),
    ("девятнадцат", 19),
    ("двадцат", 20),
    ("тридцат", 30),
];

static ENGLISH: LazyLock<HashMap<&'static str, Word>> = LazyLock::new(|| {
    const NAMES: [(&str, &str, u64); 28] = [
        ("one", "first", 1),
        ("two", "second", 2),
        ("three", "third", 3),
        ("four", "fourth", 4),
        ("five", "fifth", 5),
        ("six", "sixth", 6),
        ("seven", "seventh", 7),
        ("eight", "eighth", 8),
        ("nine", "ninth", 9),
        ("ten", "tenth", 10),
        ("eleven", "eleventh", 11),
        ("twelve", "twelfth", 12),
        ("thirteen", "thirteenth", 13),
        ("fourteen", "fourteenth", 14),
        ("fifteen", "fifteenth", 15),
        ("sixteen", "sixteenth", 16),
        ("seventeen", "seventeenth", 17),
        ("eighteen", "eighteenth", 18),
        ("nineteen", "nineteenth", 19),
        ("twenty", "twentieth", 20),
        ("thirty", "thirtieth", 30),
        ("forty", "fortieth", 40),
        ("fifty", "fiftieth", 50),
        ("sixty", "sixtieth", 60),
        ("seventy", "seventieth", 70),
        ("eighty", "eightieth", 80),
        ("ninety", "ninetieth", 90),
        ("dozen", "dozenth", 12),
    ];
    let mut words = HashMap::new();
    for (cardinal, ordinal, value) in NAMES {
        words.insert(cardinal, Word::cardinal(Part::Number(value)));
        words.insert(ordinal, Word::ordinal(Part::Number(value)));
    }
    words.insert("hundred", Word::cardinal(Part::Hundred));
    words.insert("hundredth", Word::ordinal(Part::Hundred));
    for (name, power) in [("thousand", 3), ("million", 6), ("billion", 9), ("trillion", 12)] {
        words.insert(name, Word::cardinal(Part::Scale(power)));
    }
    words
});
