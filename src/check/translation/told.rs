//! The numbers that a text tells, in whatever way: in digits, in number words, in words such as `both`, `decade` or
//! `thousands`.

mod clock;
mod parts;
mod spans;

use std::sync::LazyLock;

use self::clock::is_of_clock;
use self::parts::{compound, parts};

use super::side::{Item, Number, Side};
use crate::understand::lexicon::{Lexicon, Words};
use crate::understand::tokens::TokenKind;

/// What words tell of numbers beside the number words proper.
const TOLD: [(&[f64], Words); 34] = [
    (&[13.0], ["thirteen", "тринадцат", ""]),
    (&[14.0], ["fourteen", "четырнадцат", ""]),
    (&[15.0], ["fifteen", "пятнадцат", ""]),
    (&[16.0], ["sixteen", "шестнадцат", ""]),
    (&[17.0], ["seventeen", "семнадцат", ""]),
    (&[18.0], ["eighteen", "восемнадцат", ""]),
    (&[19.0], ["nineteen", "девятнадцат", ""]),
    (&[24.0, 7.0], ["", "круглосуточ", "тәулік"]),
    (
        &[1.0],
        [
            "one once single another first$ 1st alone only an$ a$ unit same sole",
            "один одн перв единств единожд сначал раз$ единичн другой другая",
            "бір жалғыз алғаш жалқы тұңғыш басқа",
        ],
    ),
    (
        &[2.0],
        [
            "two twice both couple pair double twin dual second$ secondary duo bi bilateral duplicate half other$ \
             another twofold doubl semi",
            "два$ две$ двух двум$ двумя$ двое$ двои$ двоих двоим двой дважды дву оба обе обои пар$ пара пары пару \
             парой вдв второ вторы вторая вторую вторую половин пол$ повторн другой обоюд",
            "екі жұп қос ерлі егіз жарты",
        ],
    ),
    (
        &[3.0],
        [
            "three third triple tripl trio thrice tricycl triang triathl hat$ trey",
            "три$ трех трёх трем$ трём$ тремя$ трое троих троим трет трой трижды трилог трой тройк втро тре$ трио",
            "үш$ үшке үштен үшті үштің үшеу үшінші үшжақ үштік үшеу хет",
        ],
    ),
    (
        &[4.0],
        ["four quarter quadr", "четв четыр вчетвер кварт", "төрт ширек тоқсан"],
    ),
    (
        &[5.0],
        [
            "five fif fifth quint",
            "пять пяти пятер пяты$ пятый пятая пятое пятой пятого пятом пятую пятым впят",
            "бес",
        ],
    ),
    (
        &[6.0],
        ["six sixth", "шест вшест", "алты$ алтыншы алтау алтыға алтыдан"],
    ),
    (
        &[7.0],
        [
            "seven seventh",
            "семи$ семь$ семил семид седьм семер",
            "жеті$ жетінші жетеу жетіге жетіден",
        ],
    ),
    (&[8.0], ["eight eigh", "восьм восем", "сегіз"]),
    (&[9.0], ["nine nint", "девят", "тоғыз"]),
    (
        &[10.0],
        [
            "ten$ tens$ tenth tenfold decade",
            "десят",
            "он$ онға$ онжылды ондаған ондық оннан$ оншақты оныншы",
        ],
    ),
    (&[11.0], ["elev", "одиннадц", ""]),
    (
        &[12.0],
        [
            "twel dozen noon midday midnight",
            "двенадц дюжин полдень полдн полночь полноч",
            "дюжина түсте$ талтүс түн$",
        ],
    ),
    (&[20.0], ["twent score", "двадц", "жиырма"]),
    (&[30.0], ["thirt", "тридц получас", "отыз жарты"]),
    (&[40.0], ["fort$ forty fortieth", "сорок", "қырық"]),
    (
        &[50.0, 0.5],
        [
            "fifty fiftie half halv",
            "пятьдес пятидес половин вполовин пол$ полу$ наполов полмил полгод полчас полтор",
            "елу жарты жартыс жартысы",
        ],
    ),
    (&[60.0], ["sixty sixtie", "шестьд шестидес", "алпыс"]),
    (&[70.0], ["seventy seventie", "семьдес семидес", "жетпіс"]),
    (&[80.0], ["eighty eightie", "восемьдес восьмидес", "сексен"]),
    (&[90.0], ["ninet", "девян", "тоқсан"]),
    (&[200.0], ["bicenten", "двухсотлет", ""]),
    (
        &[100.0],
        [
            "hundred centur centen",
            "сто$ ста$ сотн сот$ сотый$ сотая$ сотое$ сотую$ сотой$ сотого$ сотом$ столет полуторавек",
            "жүз ғасыр",
        ],
    ),
    (&[1e3], ["thousand millen k$", "тысяч тыс$", "мың"]),
    (&[1e6], ["million m$ mln$ millionaire", "миллион млн$", "миллион млн"]),
    (&[1e9], ["billion bn$ b$", "миллиард млрд$", "миллиард млрд"]),
    (
        &[0.0, 24.0],
        [
            "midnight zero nil$ no$ nought",
            "полночь полноч ноль нул сутк суток",
            "нөл нол түн тәулік",
        ],
    ),
];

static LEXICON: LazyLock<Lexicon<&'static [f64]>> = LazyLock::new(|| Lexicon::of(TOLD.into_iter()));

/// A part of a whole: what these words tell beside their number.
const PARTS: [(&[f64], Words); 6] = [
    (&[0.25, 25.0, 15.0, 3.0, 75.0], ["quarter", "четверт", "ширек төрттен"]),
    (&[33.0], ["third", "треть трет", "үштен"]),
    (
        &[30.0, 6.0, 1.5],
        ["half", "пол$ полу$ половин полчас полгод полугод", "жарты жарым"],
    ),
    (&[7.0], ["week", "недел", "апта"]),
    (&[14.0, 2.0], ["fortnight", "", ""]),
    (&[18.0, 19.0, 20.0, 21.0], ["evening", "", ""]),
];

static PARTS_LEXICON: LazyLock<Lexicon<&'static [f64]>> = LazyLock::new(|| Lexicon::of(PARTS.into_iter()));

/// Words that say that something is the first: translations say so in many ways.
const FIRST: [((), Words); 1] = [(
    (),
    [
        "first initial premier debut inaugural maiden origin",
        "перв впервые сначал начальн дебют",
        "бірінш алғаш тұңғыш бастапқы дебют",
    ],
)];

static FIRST_LEXICON: LazyLock<Lexicon<()>> = LazyLock::new(|| Lexicon::of(FIRST.into_iter()));

/// The values that a text tells.
pub(super) struct Told {
    values: Vec<f64>,
    /// Whether it says that something is the first.
    has_first: bool,
}

impl Told {
    /// Reads what a text tells.
    pub fn by(side: &Side) -> Self {
        let mut told = Told {
            values: Vec::new(),
            has_first: false,
        };
        for (at, number) in side.numbers.iter().enumerate() {
            told.years(number, side.numbers.get(at + 1), side);
            told.written_clock(number);
            told.decade(number, side);
            told.enumeration(&side.numbers[at..], side);
            for value in &number.figure.values {
                told.number(*value, number);
                told.has_first |= *value == 1.0 && !number.figure.is_spelled;
            }
            if is_of_clock(side, number) {
                told.clock(number, side.numbers.get(at + 1));
            }
        }
        told.words(side);
        told
    }

    /// Whether it tells a value. Nobody has to be told what is one.
    pub fn tells(&self, value: f64, is_ordinal: bool) -> bool {
        match value {
            1.0 if is_ordinal => self.has_first,
            0.0 | 1.0 => true,
            _ => self.values.contains(&value),
        }
    }

    /// Whether it tells the metres of a number that may count metres or millions.
    pub fn tells_metres(&self, value: f64, number: &Number) -> bool {
        is_metres(number) && self.tells(value / 1e6, false)
    }

    /// What a number tells besides itself: `the '90s` are the 1990s, and the 19th century has the years from 1800 on.
    fn number(&mut self, value: f64, number: &Number) {
        self.values.push(value);
        if (1000.0..2200.0).contains(&value) {
            self.values.extend([value % 100.0, (value / 100.0).floor() + 1.0]);
        }
        if value < 100.0 && value % 10.0 == 0.0 {
            self.values.extend([1800.0 + value, 1900.0 + value, 2000.0 + value]);
        }
        if is_metres(number) {
            self.values.push(value / 1e6);
        }
        // `2.5 times` are told by `два с половиной`.
        let scale = [1e9, 1e6, 1e3, 1.0]
            .into_iter()
            .find(|scale| value >= *scale)
            .unwrap_or(1.0);
        if (value / scale).fract() == 0.5 {
            self.values
                .extend([(value / scale).floor() * scale, (value / scale).floor()]);
        }
        match number.unit.map(|unit| unit.name) {
            Some("centuries") => self.values.extend([value * 100.0, (value - 1.0) * 100.0]),
            Some("decades") => self.values.push(value * 10.0),
            Some("weeks") => self.values.push(value * 7.0),
            Some("per cent") => self.values.extend(parts(value)),
            _ => {}
        }
    }

    fn words(&mut self, side: &Side) {
        self.fractions(side);
        self.one_and_a_half(side);
        self.half_hours(side);
        self.halves(side);
        let mut before: &[f64] = &[];
        for item in &side.tokens {
            let known = LEXICON.find(&item.lower, side.language).unwrap_or(&[]);
            match item.kind {
                TokenKind::Word => {
                    self.values.extend(known);
                    self.values
                        .extend(PARTS_LEXICON.find(&item.lower, side.language).into_iter().flatten());
                    // The 15th century has the years from 1400 on.
                    self.values.extend(
                        roman(&item.text)
                            .into_iter()
                            .flat_map(|century| [century, century * 100.0, (century - 1.0) * 100.0]),
                    );
                    self.values.extend(compound(&item.lower, side.language));
                    if item.lower.starts_with("многотысячн") {
                        self.values.push(1e3);
                    }
                    if item.lower.starts_with("многомиллионн") {
                        self.values.push(1e6);
                    }
                    if is_decades(&item.lower) {
                        self.values.extend([20.0, 30.0, 40.0, 50.0]);
                    }
                    self.has_first |= FIRST_LEXICON.find(&item.lower, side.language).is_some();
                    // `Tens of thousands`, `жүз мыңдаған`.
                    self.values.extend(before.iter().flat_map(|one| {
                        known
                            .iter()
                            .filter(|scale| **scale >= 1e3)
                            .map(move |scale| one * scale)
                    }));
                    if !matches!(item.lower.as_str(), "of" | "и") {
                        before = known;
                    }
                }
                // Parts of codes, scores and versions: `G20`, `F-16`.
                TokenKind::Digits if !item.after_blank => self.values.extend(item.text.parse::<f64>()),
                _ => {}
            }
        }
    }
}

/// `100m` are metres as often as millions.
fn is_metres(number: &Number) -> bool {
    number.text.ends_with('m') && !number.text.contains(' ')
}

/// `Decades ago` are twenty years or more.
fn is_decades(word: &str) -> bool {
    word == "decades" || word.starts_with("десятилети") || word.starts_with("ондаған") || word.starts_with("онжылды")
}

/// The value of a Roman numeral, as centuries, rulers and congresses have them.
fn roman(word: &str) -> Option<f64> {
    let value = |letter: char| match letter {
        'I' | 'І' => Some(1),
        'V' => Some(5),
        'X' | 'Х' => Some(10),
        'L' => Some(50),
        'C' | 'С' => Some(100),
        _ => None,
    };
    let values: Vec<i32> = word.chars().map(value).collect::<Option<_>>()?;
    let signed = values.iter().enumerate().map(|(at, value)| match values.get(at + 1) {
        Some(next) if next > value => -value,
        _ => *value,
    });
    Some(f64::from(signed.sum::<i32>()))
}

/// The scale words of a text that no number counts, as values: `thousands of people`.
pub(super) fn vague(side: &Side) -> Vec<(f64, &str)> {
    const SCALES: [(f64, Words); 4] = [
        (100.0, ["hundreds$", "сотни$ сотен$ сотням$ сотнями$", "жүздеген"]),
        (1e3, ["thousands$", "тысячи$ тысяч$ тысячам$ тысячами$", "мыңда"]),
        (
            1e6,
            ["millions$", "миллионы$ миллионов$ миллионам$ миллионами$", "миллионда"],
        ),
        (
            1e9,
            [
                "billions$",
                "миллиарды$ миллиардов$ миллиардам$ миллиардами$",
                "миллиардта",
            ],
        ),
    ];
    static SCALE: LazyLock<Lexicon<f64>> = LazyLock::new(|| Lexicon::of(SCALES.into_iter()));
    let is_counted = |item: &Item| {
        let ranges = side.numbers.iter().map(|number| &number.figure.range);
        ranges.into_iter().any(|range| range.contains(&item.start))
    };
    let words = side.words().filter(|item| !is_counted(item));
    words
        .filter_map(|item| Some((SCALE.find(&item.lower, side.language)?, item.text.as_str())))
        .collect()
}
