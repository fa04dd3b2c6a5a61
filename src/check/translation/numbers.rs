//! Numbers: what the one text counts, the other must count too, in digits or in words.
//!
//! A number has to be told by the other text, not to stand there: `both` tells two, `a decade` ten years, `7 pm` 19
//! o'clock and `30 miles` 48 kilometres. Numbers that nothing in the other text tells are compared: one on each side is
//! a wrong number, one on one side an added or a dropped one.

use super::side::{Number, Side};
use super::told::{Told, vague};
use super::units::{Dimension, Unit};
use super::{TranslationCheck, TranslationFinding};

/// How far converted measures may be apart: they are rounded.
const ROUNDING: f64 = 0.08;
/// How far a converted measure may be rounded again, to fives and tens.
const ROUNDED: f64 = 0.021;

/// A number that the other text does not tell.
struct Untold<'s> {
    text: &'s str,
    /// The smallest of its values.
    value: f64,
    /// Whether good translations seldom add or leave out such a number.
    is_telling: bool,
    /// Whether it is written in digits.
    is_in_digits: bool,
    /// Whether it is part of a name, and worth a look only beside another number: `World War Two`.
    is_name: bool,
}

/// Reports the numbers of each text that the other does not tell.
pub(super) fn check(source: &Side, target: &Side) -> Option<TranslationFinding> {
    let (in_source, in_target) = (Told::by(source), Told::by(target));
    let missing = untold(source, &in_target, target);
    let added = untold(target, &in_source, source);
    let only_names = |numbers: &[Untold<'_>], others: &[Untold<'_>]| {
        others.is_empty() && numbers.iter().all(|number| number.is_name)
    };
    if only_names(&missing, &added) || only_names(&added, &missing) {
        return None;
    }
    let message = match (missing.as_slice(), added.as_slice()) {
        ([], []) => return None,
        ([_, ..], [_, ..]) => format!("the source says {}, the translation {}", list(&missing), list(&added)),
        (_, []) => format!("the source says {}, the translation does not", list(&missing)),
        ([], _) => format!("the translation says {}, the source does not", list(&added)),
    };
    let is_wrong = missing
        .iter()
        .any(|one| added.iter().any(|other| may_be_taken(one, other)));
    let is_telling = missing.iter().chain(&added).any(|number| number.is_telling);
    Some(match is_wrong || is_telling {
        true => TranslationFinding::error(TranslationCheck::Numbers, message),
        false => TranslationFinding::warning(TranslationCheck::Numbers, message),
    })
}

/// The numbers of a text that its source does not tell, if good texts seldom add such.
pub(super) fn added(source: &Side, target: &Side) -> Option<String> {
    let mut added = untold(target, &Told::by(source), source);
    // Who writes a summary in the words of its source adds no digits.
    added.retain(|number| number.is_telling || number.is_in_digits);
    (!added.is_empty()).then(|| format!("{} is not in the source", list(&added)))
}

fn list(numbers: &[Untold<'_>]) -> String {
    let texts: Vec<String> = numbers.iter().map(|number| format!("“{}”", number.text)).collect();
    texts.join(", ")
}

/// The numbers of a text that another does not tell.
fn untold<'s>(side: &'s Side, told: &Told, other: &Side) -> Vec<Untold<'s>> {
    let is_untold = |number: &&Number| {
        let figure = &number.figure;
        !figure
            .values
            .iter()
            .all(|value| told.tells(*value, figure.is_ordinal) || told.tells_metres(*value, number))
            && !converts(number, side, other)
    };
    let exact = side.numbers.iter().filter(is_untold).map(|number| Untold {
        text: &number.text,
        value: smallest(number),
        is_telling: is_telling(number) && !is_name(number),
        is_in_digits: !number.figure.is_spelled,
        is_name: is_name(number),
    });
    let vague = vague(side).into_iter().filter(|(value, _)| !told.tells(*value, false));
    exact
        .chain(vague.map(|(value, text)| Untold {
            text,
            value,
            is_telling: value >= 1e3,
            is_in_digits: false,
            is_name: false,
        }))
        .collect()
}

fn smallest(number: &Number) -> f64 {
    number.figure.values.iter().copied().fold(f64::INFINITY, f64::min)
}

fn is_telling(number: &Number) -> bool {
    smallest(number) > 2.0
}

/// Whether one number may stand for the other: a `two` is no slip for `thousands`.
fn may_be_taken(one: &Untold<'_>, other: &Untold<'_>) -> bool {
    const SMALL: f64 = 20.0;
    (one.value < SMALL) == (other.value < SMALL) || one.is_telling || other.is_telling
}

/// Where the numbers of a text stand that good translations seldom leave out, and whether another tells them.
pub(super) fn told(side: &Side, other: &Side) -> Vec<(usize, bool)> {
    let told = Told::by(other);
    let telling = side.numbers.iter().filter(|number| is_telling(number));
    telling
        .map(|number| {
            let is_told = number
                .figure
                .values
                .iter()
                .all(|value| told.tells(*value, number.figure.is_ordinal));
            (number.figure.range.start, is_told || converts(number, side, other))
        })
        .collect()
}

/// `Four Corners`: a number word with a capital letter within a sentence is part of a name.
fn is_name(number: &Number) -> bool {
    number.figure.is_spelled && number.figure.range.start > 0 && number.text.starts_with(char::is_uppercase)
}

/// Whether another text has the number in another unit, or rounded. A text that has both units is held to both.
fn converts(number: &Number, own: &Side, other: &Side) -> bool {
    let Some(unit) = number.unit.filter(|unit| unit.dimension != Dimension::Money) else {
        return false;
    };
    let is_all = |is_equal: &dyn Fn(f64, &Unit, f64, &Unit) -> bool| {
        let has = |value: f64| measures(other).any(|(other, other_unit)| is_equal(value, unit, other, other_unit));
        number.figure.values.iter().all(|value| has(*value))
    };
    // Degrees do not say of which scale they are.
    let is_held = unit.name != "degrees" && measures(other).any(|(_, other)| other.name == unit.name);
    let squared = |value: f64, unit: &Unit, other_value: f64, other_unit: &Unit| {
        let is_length = unit.dimension == Dimension::Length && other_unit.dimension == Dimension::Length;
        is_length
            && has_squares(own)
            && has_squares(other)
            && is_near(
                value * unit.size.powi(2),
                other_value * other_unit.size.powi(2),
                ROUNDING,
            )
    };
    !is_held && (is_all(&is_converted) || is_all(&squared))
        || is_all(&|value, unit, other_value, other_unit| {
            let is_rounded = |precise: f64, round: f64, side: &Side| {
                round % 5.0 == 0.0 && measures(side).any(|(value, other)| is_converted(precise, unit, value, other))
            };
            unit.name == other_unit.name
                && is_near(value, other_value, ROUNDED)
                && (is_rounded(value, other_value, own) || is_rounded(other_value, value, other))
        })
}

/// Whether a text measures areas by squares of lengths.
fn has_squares(side: &Side) -> bool {
    side.tokens.iter().any(|item| {
        item.text == "²"
            || matches!(item.lower.as_str(), "sq" | "кв")
            || ["square", "квадрат", "шаршы"]
                .iter()
                .any(|stem| item.lower.starts_with(stem))
    })
}

fn measures(side: &Side) -> impl Iterator<Item = (f64, &'static Unit)> {
    let with_units = side.numbers.iter().filter_map(|number| Some((number, number.unit?)));
    with_units.flat_map(|(number, unit)| number.figure.values.iter().map(move |value| (*value, unit)))
}

fn is_near(one: f64, two: f64, tolerance: f64) -> bool {
    (one - two).abs() <= tolerance * one.max(two)
}

/// Whether a value in a unit is another in another unit.
fn is_converted(value: f64, unit: &Unit, other: f64, other_unit: &Unit) -> bool {
    match (unit.dimension, other_unit.dimension) {
        (one, two) if one != two => false,
        (Dimension::Temperature, _) => {
            let celsius = |degrees: f64| (degrees - 32.0) / 1.8;
            (celsius(value) - other).abs() <= 1.0 || (celsius(other) - value).abs() <= 1.0
        }
        (Dimension::Length, _) if is_nautical(value * unit.size, other * other_unit.size, unit, other_unit) => true,
        _ => unit.name != other_unit.name && is_near(value * unit.size, other * other_unit.size, ROUNDING),
    }
}

/// Whether the miles of one of two lengths may be nautical ones.
fn is_nautical(one: f64, two: f64, unit: &Unit, other_unit: &Unit) -> bool {
    const LONGER: f64 = 1852.0 / 1609.0;
    match (unit.name, other_unit.name) {
        ("miles", "kilometres") => is_near(one * LONGER, two, ROUNDED),
        ("kilometres", "miles") => is_near(one, two * LONGER, ROUNDED),
        _ => false,
    }
}
