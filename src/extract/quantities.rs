//! Numbers with a unit: `60 мың тонна`, `18 km`, `500 шаршы метр`, `200 мыңнан астам адам`. Units are those of UCUM.

use super::bounds;
use super::measures::measured;
use super::{Context, Mention, scan};
use crate::digest::{Measure, Value};
use crate::understand::tokens::{Token, TokenKind, lowercase};

/// Stems of units that begin every form of their word, and what they stand for.
const STEMS: [(&str, &str); 36] = [
    ("километр", "km"),
    ("шақырым", "km"),
    ("kilomet", "km"),
    ("сантиметр", "cm"),
    ("centimet", "cm"),
    ("миллиметр", "mm"),
    ("millimet", "mm"),
    ("гектар", "har"),
    ("hectare", "har"),
    ("тонн", "t"),
    ("tonne", "t"),
    ("килограмм", "kg"),
    ("килограм", "kg"),
    ("kilogram", "kg"),
    ("грамм", "g"),
    ("литр", "L"),
    ("litre", "L"),
    ("liter", "L"),
    ("мегаватт", "MW"),
    ("megawatt", "MW"),
    ("гигаватт", "GW"),
    ("gigawatt", "GW"),
    ("киловатт", "kW"),
    ("kilowatt", "kW"),
    ("баррел", "[bbl_us]"),
    ("barrel", "[bbl_us]"),
    ("градус", "Cel"),
    ("адам", "{person}"),
    ("человек", "{person}"),
    ("отбасы", "{family}"),
    ("метр", "m"),
    ("metre", "m"),
    ("meter", "m"),
    ("миль", "[mi_i]"),
    ("центнер", "[cwt]"),
    ("қазақстандық", "{person}"),
];

/// Units that are matched whole.
const WORDS: [(&str, &str); 32] = [
    ("км", "km"),
    ("km", "km"),
    ("м", "m"),
    ("см", "cm"),
    ("cm", "cm"),
    ("мм", "mm"),
    ("mm", "mm"),
    ("га", "har"),
    ("ha", "har"),
    ("кг", "kg"),
    ("kg", "kg"),
    ("т", "t"),
    ("tons", "t"),
    ("ton", "t"),
    ("л", "L"),
    ("МВт", "MW"),
    ("MW", "MW"),
    ("ГВт", "GW"),
    ("GW", "GW"),
    ("кВт", "kW"),
    ("kW", "kW"),
    ("mile", "[mi_i]"),
    ("miles", "[mi_i]"),
    ("мили", "[mi_i]"),
    ("миля", "[mi_i]"),
    ("people", "{person}"),
    ("persons", "{person}"),
    ("families", "{family}"),
    ("семей", "{family}"),
    ("семьи", "{family}"),
    ("degrees", "Cel"),
    ("Kazakhstanis", "{person}"),
];

/// Words that make an area or a volume of a length.
const POWERS: [(&str, u8); 8] = [
    ("шаршы", 2),
    ("квадратн", 2),
    ("square", 2),
    ("кв", 2),
    ("текше", 3),
    ("кубическ", 3),
    ("cubic", 3),
    ("куб", 3),
];

pub(super) fn find(context: &Context<'_>) -> Vec<Mention> {
    scan(context, |context, at| quantity(context, at).into_iter().collect())
}

fn quantity(context: &Context<'_>, at: usize) -> Option<Mention> {
    let tokens = &context.tokens;
    let measured = measured(tokens, at, context.language)?;
    let ending = bounds::ending_length(&tokens[measured.end..]);
    let (unit, length) = unit(&tokens[measured.end + ending..])?;
    let end = measured.end + ending + length;
    let (bound, end) = bounds::or_after(measured.bound, tokens, end, context.language);
    // One person is somebody, no figure.
    let is_somebody = tokens[at].is_spelled() && tokens[at].text == "1";
    (!is_somebody).then_some(Mention {
        tokens: at..end,
        value: Value::Quantity(Measure {
            amount: measured.amount,
            unit,
            bound,
        }),
        confidence: 0.9,
        rule: "quantity",
    })
}

/// The unit at the beginning of some tokens, and how many it takes.
fn unit(tokens: &[Token<'_>]) -> Option<(String, usize)> {
    let first = tokens.first().filter(|token| token.kind == TokenKind::Word)?;
    let lower = lowercase(first.text);
    let is_short = |stem: &str| stem.chars().count() <= 3;
    let power = |(stem, _): &&(&str, u8)| match is_short(stem) {
        true => lower == *stem,
        false => lower.starts_with(stem),
    };
    if let Some((stem, power)) = POWERS.iter().find(power) {
        let point = usize::from(is_short(stem) && tokens.get(1).is_some_and(|next| next.is_sign('.')));
        let length = simple(tokens.get(1 + point)?).filter(|unit| matches!(*unit, "m" | "km" | "cm"))?;
        return Some((format!("{length}{power}"), 2 + point));
    }
    let unit = simple(first)?;
    // `МВт·ч`, `кВт-сағ`, `kilowatt-hours`: energy.
    let is_hour = |token: &Token<'_>| {
        let word = lowercase(token.text);
        matches!(word.as_str(), "ч" | "h" | "сағ") || ["час", "сағат", "hour"].iter().any(|stem| word.starts_with(stem))
    };
    let joint = tokens
        .get(1)
        .filter(|sign| sign.kind == TokenKind::Sign && !sign.after_blank);
    let is_energy = joint.is_some() && tokens.get(2).is_some_and(is_hour);
    Some(match (unit, is_energy) {
        ("kW" | "MW" | "GW", true) => (format!("{unit}.h"), 3),
        _ => (unit.to_owned(), 1),
    })
}

fn simple(token: &Token<'_>) -> Option<&'static str> {
    let lower = lowercase(token.text);
    let whole = WORDS.iter().find(|(word, _)| *word == token.text);
    let stem = || STEMS.iter().find(|(stem, _)| lower.starts_with(stem));
    whole.or_else(stem).map(|(_, unit)| *unit)
}
