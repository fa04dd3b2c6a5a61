//! Units and currencies: a number that both texts have must count the same in both.

use std::sync::LazyLock;

use super::side::{Item, Number, Side};
use super::{TranslationCheck, TranslationFinding};
use crate::article::Language;
use crate::extract::figures::Figure;
use crate::understand::lexicon::{Lexicon, Words};
use crate::understand::tokens::TokenKind;

/// What can be converted into each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dimension {
    Length,
    Mass,
    Area,
    Volume,
    Temperature,
    Time,
    Share,
    Money,
}

/// A unit of measure or a currency.
#[derive(Debug, PartialEq)]
pub(super) struct Unit {
    /// Its English name.
    pub name: &'static str,
    /// What it measures.
    pub dimension: Dimension,
    /// How much it is in the first unit of its dimension; money is not converted.
    pub size: f64,
    /// Its words.
    pub words: Words,
}

macro_rules! units {
    ($($dimension:ident $name:literal $size:literal $english:literal $russian:literal $kazakh:literal;)*) => {
        [$(Unit { name: $name, dimension: Dimension::$dimension, size: $size, words: [$english, $russian, $kazakh] }),*]
    };
}

/// The units. Speeds count as lengths, squares and cubes as what they are of: both texts have them alike. The pound is
/// a weight and a currency, as the word alone does not tell.
pub(super) static UNITS: [Unit; 61] = units! {
    Length "metres" 1.0 "metre meter m$" "метр м$" "метр м$";
    Length "kilometres" 1000.0 "kilomet km$ kph$ kmh$" "километр км$" "километр шақырым км$";
    Length "centimetres" 0.01 "centimet cm$" "сантиметр см$" "сантиметр см$";
    Length "millimetres" 0.001 "millimet mm$" "миллиметр мм$" "миллиметр мм$";
    Length "miles" 1609.0 "mile mph$" "мил миль$" "миль миля";
    Length "feet" 0.3048 "feet foot$ ft$" "фут$ фута$ футов$ футам футах фута" "фут";
    Length "inches" 0.0254 "inch" "дюйм" "дюйм";
    Length "yards" 0.9144 "yard" "ярд" "ярд";
    Mass "kilograms" 1.0 "kilo$ kilos$ kilogram kg$" "килограмм килограм кг$" "килограмм келі$ кг$";
    Mass "grams" 0.001 "gram$ grams$ gramme g$" "грамм гр$" "грамм";
    Mass "tonnes" 1000.0 "ton$ tons$ tonne$ tonnes$ t$" "тонн т$" "тонна т$";
    Mass "ounces" 0.02835 "ounce oz$" "унци" "унция";
    Mass "stone" 6.35 "stone$" "стоун" "стоун";
    Mass "pounds" 0.4536 "pound lb$ lbs$ gbp$ sterling quid$" "фунт" "фунт";
    Area "hectares" 10000.0 "hectare ha$" "гектар га$" "гектар га$";
    Area "acres" 4047.0 "acre" "акр" "акр";
    Volume "litres" 1.0 "litre liter l$" "литр л$" "литр";
    Volume "gallons" 3.785 "gallon" "галлон" "галлон";
    Volume "barrels" 159.0 "barrel bbl$" "баррел" "баррель";
    Temperature "degrees" 1.0 "degree" "градус" "градус";
    Temperature "degrees Celsius" 1.0 "celsius$ c$" "цельси" "цельсий";
    Temperature "degrees Fahrenheit" 1.0 "fahrenheit$ f$" "фаренгейт" "фаренгейт";
    Time "seconds" 1.0 "second$ seconds$ sec$ secs$" "секунд сек$" "секунд";
    Time "minutes" 60.0 "minute min$ mins$" "минут мин$" "минут";
    Time "hours" 3600.0 "hour hr$ hrs$" "час$ часа$ часов$ часам часах часо часу$ ч$" "сағат";
    Time "days" 86400.0 "day$ days$ daily$" "день$ дня$ дней$ дню$ дням днях$ днем$ дне$ дневн суток$ сутки$ \
     суточн сутками$" "күн тәулік";
    Time "weeks" 604800.0 "week" "недел" "апта";
    Time "months" 2629800.0 "month" "месяц месяч" "ай$ айдан$ айға$ айда$ айы$ айлық айдың$ айдай$ айын айына$ \
     айында айдағы$ айынан$";
    Time "years" 31557600.0 "year yr$ yrs$" "год$ года$ году$ годов$ годам годах$ годо лет$ летн летия$ летие$ \
     летию$ годичн" "жыл$ жылы жылд жылғ жылы жылын жылға жылда жас$ жасы жасқ жаста жасар жасын";
    Time "decades" 315576000.0 "decade" "десятилет" "онжылды";
    Time "centuries" 3155760000.0 "centur" "век$ века$ веков$ веке$ столети" "ғасыр";
    Share "per cent" 1.0 "percent pct$" "процент" "пайыз процент";
    Share "percentage points" 1.0 "percentage" "" "";
    Share "per mille" 0.1 "mille$" "промилл" "промилле";
    Money "dollars" 1.0 "dollar usd$ bucks$" "доллар долл$ usd$" "доллар usd$";
    Money "euros" 1.0 "euro$ euros$ eur$" "евро$ eur$" "еуро евро$ eur$";
    Money "tenge" 1.0 "tenge kzt$" "тенге тг$ kzt$" "теңге тг$ kzt$";
    Money "roubles" 1.0 "ruble rouble rub$" "рубл руб$ rub$" "рубль рубл rub$";
    Money "yuan" 1.0 "yuan renminbi cny$ rmb$" "юан" "юань юан";
    Money "yen" 1.0 "yen$ jpy$" "иен йен" "иен йен";
    Money "yen or yuan" 1.0 "" "" "";
    Money "francs" 1.0 "franc$ francs$ chf$" "франк$ франка$ франков$ франкам" "франк";
    Money "liras" 1.0 "lira try$" "лир$ лира$ лиры$ лирам лиру$" "лира";
    Money "rupees" 1.0 "rupee inr$" "рупи" "рупия";
    Money "pesos" 1.0 "peso" "песо$" "песо";
    Money "hryvnias" 1.0 "hryvnia uah$" "гривн грив" "гривна гривен";
    Money "zlotys" 1.0 "zloty pln$" "злот" "злот";
    Money "kronor" 1.0 "krona kronor krone kroner" "крон$ крона$ кроны$ кронам" "крон$ крона";
    Money "won" 1.0 "krw$" "вон$ воны$" "вон$ вона";
    Money "shekels" 1.0 "shekel" "шекел" "шекель";
    Money "reals" 1.0 "reais" "реал$ реалов$ реала$" "реал$";
    Money "rials" 1.0 "rial$ rials$" "риал" "риал";
    Money "dirhams" 1.0 "dirham aed$" "дирхам" "дирхам";
    Money "manats" 1.0 "manat" "манат" "манат";
    Money "soms" 1.0 "som$ soms$ kgs$" "сом$ сома$ сомов$" "сом$ сомға$ сомды$";
    Money "soums" 1.0 "soum uzs$" "сум$ сума$ сумов$" "сум$ сумға$";
    Money "rand" 1.0 "rand$ zar$" "рэнд ранд$" "рэнд ранд$";
    Money "cents" 0.01 "cent$ cents$" "цент$ цента$ центов$" "цент$ центке$ центті$";
    Money "pence" 0.01 "pence$ penny$" "пенс$ пенсов$ пенни$" "пенс$ пенни$";
    Share "megawatts" 1.0 "megawatt mw$" "мегаватт мвт$" "мегаватт мвт$";
    Share "gigawatts" 1.0 "gigawatt gw$" "гигаватт гвт$" "гигаватт гвт$";
};

/// The units by words.
static LEXICON: LazyLock<Lexicon<&'static Unit>> =
    LazyLock::new(|| Lexicon::of(UNITS.iter().map(|unit| (unit, unit.words))));

/// Signs of units, and their names.
const SIGNS: [(&str, &str); 10] = [
    ("$", "dollars"),
    ("€", "euros"),
    ("£", "pounds"),
    ("¥", "yen or yuan"),
    ("₸", "tenge"),
    ("₽", "roubles"),
    ("₺", "liras"),
    ("₹", "rupees"),
    ("%", "per cent"),
    ("‰", "per mille"),
];

/// The unit of a number: the sign before it, or the word behind it, with a word or two between.
pub(super) fn unit_of(figure: &Figure, tokens: &[Item], language: Language) -> Option<&'static Unit> {
    let first = tokens.partition_point(|item| item.start < figure.range.start);
    let next = tokens.partition_point(|item| item.start < figure.range.end);
    let before = first.checked_sub(1).and_then(|before| by_sign(&tokens[before].text));
    if before.is_some() {
        return before;
    }
    let unit = behind(&tokens[next..], language)?;
    // A year of the calendar counts nothing, and neither do ordinals but those of time: `the second year`.
    let is_year = matches!(figure.values.as_slice(), [year] if (1000.0..2200.0).contains(year));
    let counts = match unit.dimension {
        Dimension::Time => !(figure.is_ordinal || is_year && unit.name == "years"),
        _ => !figure.is_ordinal,
    };
    counts.then_some(unit)
}

/// How many other words may stand between a number and its unit: `40 с лишним процентов`, `20 астам адам`.
const BETWEEN: usize = 2;

fn behind(tokens: &[Item], language: Language) -> Option<&'static Unit> {
    let mut skipped = 0;
    for (at, item) in tokens.iter().enumerate() {
        if let Some(unit) = by_sign(&item.text) {
            return Some(points(unit, &tokens[at..], language));
        }
        if item.text == "°" {
            return match tokens.get(at + 1).map(|next| next.lower.as_str()) {
                Some("c" | "с") => by_name("degrees Celsius"),
                Some("f") => by_name("degrees Fahrenheit"),
                _ => by_name("degrees"),
            };
        }
        match item.kind {
            // `1 to 4 inches`: the unit of the second number is that of the first.
            TokenKind::Digits if at == 1 && joins(&tokens[0]) => {}
            TokenKind::Sign
                if item.is_dash() || item.text == "." && (skipped == 0 || is_shortened(&tokens[at - 1])) => {}
            TokenKind::Digits | TokenKind::Sign => return None,
            TokenKind::Word if at == 0 && joins(item) => {}
            TokenKind::Word => {
                if let Some(unit) = LEXICON.find(&item.lower, language) {
                    return Some(points(unit, &tokens[at..], language));
                }
                if item.lower == "in" && tokens.get(at + 1).is_some_and(|next| next.text == ")") {
                    return by_name("inches");
                }
                // `5 a.m.` is no length.
                let is_point = |at: usize| tokens.get(at).is_some_and(|next| next.text == ".");
                if matches!(item.lower.as_str(), "a" | "p") && is_point(at + 1) {
                    return None;
                }
                // `per cent` and `п. п.` are two words.
                if item.lower == "per" {
                    let cent = tokens.get(at + 1).map(|next| next.lower.as_str());
                    return match cent {
                        Some("cent") => by_name("per cent"),
                        Some("mille") => by_name("per mille"),
                        _ => None,
                    };
                }
                if item.lower == "п" {
                    return by_name("percentage points");
                }
                skipped += 1;
                // `U.S. dollars`, `канадских долларов`: where the currency is from is no word between.
                let is_whose = item.is_capitalized()
                    && tokens
                        .get(at + 1)
                        .is_some_and(|next| next.text == "." || LEXICON.find(&next.lower, language).is_some());
                if skipped > BETWEEN || item.is_capitalized() && language != Language::Kazakh && !is_whose {
                    return None;
                }
            }
        }
    }
    None
}

/// Whether a word is a single letter or a shortened `square`: what its point ends is no sentence.
fn is_shortened(item: &Item) -> bool {
    item.kind == TokenKind::Word && (item.text.chars().nth(1).is_none() || matches!(item.lower.as_str(), "кв" | "sq"))
}

/// Whether a word stands between two numbers of one unit.
fn joins(item: &Item) -> bool {
    item.is_dash()
        || matches!(
            item.lower.as_str(),
            "to" | "or" | "and" | "до" | "или" | "и" | "по" | "немесе" | "және" | "мен"
        )
}

/// Percentage points are a difference of percentages, not one, and degrees say of which scale they are.
fn points(unit: &'static Unit, tokens: &[Item], language: Language) -> &'static Unit {
    let next = tokens.iter().skip(1).find(|item| item.kind == TokenKind::Word);
    let is_point = next.is_some_and(|next| {
        ["point", "пункт", "тармақ", "тармағ", "п"]
            .iter()
            .any(|stem| match *stem {
                "п" => next.lower == "п",
                _ => next.lower.starts_with(stem),
            })
    });
    match unit.name {
        "degrees" => next
            .and_then(|next| LEXICON.find(&next.lower, language))
            .filter(|scale| scale.dimension == Dimension::Temperature)
            .unwrap_or(unit),
        "per cent" if is_point => by_name("percentage points").unwrap_or(unit),
        _ => unit,
    }
}

fn by_sign(sign: &str) -> Option<&'static Unit> {
    let (_, name) = SIGNS.iter().find(|(written, _)| *written == sign)?;
    by_name(name)
}

fn by_name(name: &str) -> Option<&'static Unit> {
    UNITS.iter().find(|unit| unit.name == name)
}

/// Reports numbers that both texts have with units, where each text has a unit that the other has not, and the same of
/// currencies without a number.
pub(super) fn check(source: &Side, target: &Side) -> Vec<TranslationFinding> {
    let findings = differences(source, target).into_iter();
    findings
        .map(|message| TranslationFinding::error(TranslationCheck::Units, message))
        .collect()
}

/// The units of a text that its source has not, where that has others.
pub(super) fn added(source: &Side, target: &Side) -> Option<String> {
    let differences = differences(source, target);
    (!differences.is_empty()).then(|| differences.join("; "))
}

fn differences(source: &Side, target: &Side) -> Vec<String> {
    let mut messages: Vec<String> = Vec::new();
    for number in &target.numbers {
        if let Some((in_source, in_target)) = differ(&units_like(number, source), &units_like(number, target)) {
            messages.push(format!(
                "“{}” counts {in_source} in the source, {in_target} in the translation",
                number.text
            ));
        }
    }
    if let (true, Some((in_source, in_target))) =
        (messages.is_empty(), differ(&currencies(source), &currencies(target)))
    {
        messages.push(format!("the source has {in_source}, the translation {in_target}"));
    }
    messages.dedup();
    messages
}

/// The names of a unit of the one and of a unit of the other, if each has one that the other has not.
fn differ(source: &[&'static Unit], target: &[&'static Unit]) -> Option<(&'static str, &'static str)> {
    let only = |units: &[&'static Unit], others: &[&'static Unit]| {
        let mut units = units.iter().copied();
        units.find(|unit| !others.iter().any(|other| is_same(unit, other)))
    };
    Some((only(source, target)?.name, only(target, source)?.name))
}

/// The currencies that a text names, with numbers and without.
fn currencies(side: &Side) -> Vec<&'static Unit> {
    let named = side.tokens.iter().filter_map(|item| match item.kind {
        TokenKind::Word => LEXICON.find(&item.lower, side.language),
        TokenKind::Sign => by_sign(&item.text),
        TokenKind::Digits => None,
    });
    named
        .filter(|unit| unit.dimension == Dimension::Money || unit.name == "pounds")
        .collect()
}

/// The units that a text has with a number.
fn units_like(number: &Number, side: &Side) -> Vec<&'static Unit> {
    let is_like = |other: &&Number| {
        other
            .figure
            .values
            .iter()
            .any(|value| number.figure.values.contains(value))
    };
    side.numbers
        .iter()
        .filter(is_like)
        .filter_map(|other| other.unit)
        .collect()
}

/// Whether two units may be one: degrees alone are of any scale, and the sign of the yen is that of the yuan.
fn is_same(one: &Unit, other: &Unit) -> bool {
    let covers = |one: &Unit, other: &Unit| match one.name {
        "degrees" => other.dimension == Dimension::Temperature,
        "yen or yuan" => matches!(other.name, "yen" | "yuan"),
        _ => one.name == other.name,
    };
    covers(one, other) || covers(other, one)
}
