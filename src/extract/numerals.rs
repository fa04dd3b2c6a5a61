//! Numbers in words and places in an order, made into tokens of digits before any other rule looks at them:
//! `жиырма бес миллион теңге` is read as `25 миллион теңге`, `двадцать пятого марта` and `25-го марта` as `25 марта`.

mod words;

use std::ops::Range;

pub(super) use self::words::is_half;
use self::words::{Part, lookup};
use crate::article::Language;
use crate::understand::tokens::{Token, TokenKind};

/// A number that takes one or more tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Numeral {
    tokens: Range<usize>,
    digits: String,
    is_ordinal: bool,
}

/// The numbers in words and the ordinals of a sentence, in order.
pub(super) fn find(tokens: &[Token<'_>], language: Language) -> Vec<Numeral> {
    let mut numerals = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let found = match tokens[at].kind {
            TokenKind::Digits => written_ordinal(tokens, at, language),
            TokenKind::Word => spelled(tokens, at, language),
            TokenKind::Sign => None,
        };
        at = match &found {
            Some(numeral) => numeral.tokens.end,
            None => at + 1,
        };
        numerals.extend(found);
    }
    numerals
}

/// The tokens with each numeral as one token of digits.
pub(super) fn joined<'t>(tokens: &[Token<'t>], numerals: &'t [Numeral]) -> Vec<Token<'t>> {
    let mut joined = Vec::with_capacity(tokens.len());
    let mut at = 0;
    for numeral in numerals {
        joined.extend_from_slice(&tokens[at..numeral.tokens.start]);
        let (first, last) = (tokens[numeral.tokens.start], tokens[numeral.tokens.end - 1]);
        joined.push(first.read_as_digits(&numeral.digits, last.end(), numeral.is_ordinal));
        at = numeral.tokens.end;
    }
    joined.extend_from_slice(&tokens[at..]);
    joined
}

/// `46-я`, `2020-сыншы`, `46th`.
fn written_ordinal(tokens: &[Token<'_>], at: usize, language: Language) -> Option<Numeral> {
    let glued = |token: Option<&Token<'_>>| token.is_some_and(|token| !token.after_blank);
    let ending_at = match language {
        Language::English => at + 1,
        _ => tokens
            .get(at + 1)
            .filter(|dash| dash.is_dash() && !dash.after_blank)
            .map(|_| at + 2)?,
    };
    let ending = tokens.get(ending_at).filter(|_| glued(tokens.get(ending_at)))?;
    words::is_ordinal_ending(ending.text, language).then(|| Numeral {
        tokens: at..ending_at + 1,
        digits: tokens[at].text.to_owned(),
        is_ordinal: true,
    })
}

/// The longest number in words that begins at a token.
fn spelled(tokens: &[Token<'_>], at: usize, language: Language) -> Option<Numeral> {
    let mut sum = Sum::default();
    let mut end = at;
    let mut next = at;
    let mut is_ordinal = false;
    while let Some(token) = tokens.get(next).filter(|token| token.kind == TokenKind::Word) {
        let Some(word) = lookup(token.text, language) else {
            break;
        };
        if !sum.add(word.part, next) {
            break;
        }
        end = next + 1;
        if word.ends_number {
            is_ordinal = word.is_ordinal;
            break;
        }
        next = end + joint(tokens, end, language);
    }
    // Behind an ordinal the Kazakh word for ninety is a quarter of a year.
    let is_quarter = tokens[at].text == "тоқсан"
        && at > 0
        && lookup(tokens[at - 1].text, language).is_some_and(|word| word.is_ordinal);
    if end == at || is_quarter || !sum.is_counted && !is_one_of_its_kind(tokens, at, language) {
        return None;
    }
    let (value, end) = match sum.trailing_scale.filter(|_| !is_ordinal) {
        // A scale word at the end stays: ranges lend it to their first number, and it is shown as it is written.
        Some((before_scale, scale_at)) => (before_scale, scale_at),
        None => (sum.value(), end),
    };
    let is_article = value == 1 && end == at + 1 && !is_ordinal;
    let counts = !is_article || tokens.get(end).is_some_and(|next| words::is_counted_by_one(next.text));
    counts.then(|| Numeral {
        tokens: at..end,
        digits: value.to_string(),
        is_ordinal,
    })
}

/// Whether a hundred or a scale word that no number word counts stands for one of its kind.
fn is_one_of_its_kind(tokens: &[Token<'_>], at: usize, language: Language) -> bool {
    let before = at.checked_sub(1).map(|before| &tokens[before]);
    let follows_number = before.is_some_and(|before| {
        before.kind == TokenKind::Digits || lookup(before.text, language).is_some() || words::is_half(before.text)
    });
    let word = before.map_or("", |before| before.text);
    !follows_number && words::is_one_of_its_kind(tokens[at].text, word, language)
}

/// The tokens between two parts of an English number: the hyphen of `twenty-five`, the `and` of `two hundred and five`.
fn joint(tokens: &[Token<'_>], at: usize, language: Language) -> usize {
    let is_number = |at: usize| {
        tokens
            .get(at)
            .is_some_and(|token| lookup(token.text, language).is_some())
    };
    let joins = language == Language::English
        && tokens.get(at).is_some_and(|token| match token.is_dash() {
            true => !token.after_blank && tokens.get(at + 1).is_some_and(|next| !next.after_blank),
            false => token.text == "and" && tokens[at - 1].text.eq_ignore_ascii_case("hundred"),
        });
    usize::from(joins && is_number(at + 1))
}

/// A number in words as it grows.
#[derive(Debug)]
struct Sum {
    /// What the scale words so far came to.
    total: u64,
    /// The number below the next scale word.
    current: u64,
    /// The magnitude of the last part of `current`: whatever follows must be smaller.
    least: u64,
    /// The power of the last scale word.
    scale: u32,
    /// Whether it began with a number, not with a hundred or a scale word.
    is_counted: bool,
    /// Where the only scale word stands, with the number before it, as long as nothing follows it.
    trailing_scale: Option<(u64, usize)>,
}

impl Default for Sum {
    fn default() -> Self {
        Sum {
            total: 0,
            current: 0,
            least: 1000,
            scale: u32::MAX,
            is_counted: false,
            trailing_scale: None,
        }
    }
}

impl Sum {
    fn value(&self) -> u64 {
        self.total + self.current
    }

    /// Adds a part if it may follow; says whether it could. `at` is the token that it stands at.
    fn add(&mut self, part: Part, at: usize) -> bool {
        self.is_counted |= self.value() == 0 && matches!(part, Part::Number(_));
        match part {
            Part::Number(value) => {
                let magnitude = match value {
                    0..10 => 1,
                    10..100 => 10,
                    _ => 100,
                };
                // Teens leave no room for units, except in Kazakh, where eleven is `ten one`.
                let fits = magnitude < self.least && !(self.least == 10 && value >= 10);
                if fits {
                    self.current += value;
                    self.least = if (11..20).contains(&value) { 1 } else { magnitude };
                    self.trailing_scale = None;
                }
                fits
            }
            Part::Hundred => {
                let fits = self.current < 10 && (self.least == 1 || self.least == 1000);
                if fits {
                    self.current = self.current.max(1) * 100;
                    self.least = 100;
                    self.trailing_scale = None;
                }
                fits
            }
            Part::Scale(power) => {
                let fits = power < self.scale && (self.current > 0 || self.total == 0);
                if fits {
                    self.trailing_scale = (self.total == 0 && self.current > 0).then_some((self.current, at));
                    self.total += self.current.max(1) * 10_u64.pow(power);
                    (self.current, self.least, self.scale) = (0, 1000, power);
                }
                fits
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::understand::tokens::tokenize;

    fn read(text: &str, language: Language) -> String {
        let tokens = tokenize(text);
        let numerals = find(&tokens, language);
        let words = joined(&tokens, &numerals)
            .iter()
            .map(|token| match token.is_ordinal {
                true => format!("{}.", token.text),
                false => token.text.to_owned(),
            })
            .collect::<Vec<_>>();
        words.join(" ")
    }

    #[test]
    fn numbers_in_words() {
        use Language::{English, Kazakh, Russian};
        for (text, language, expected) in [
            ("жиырма бес миллион теңге", Kazakh, "25 миллион теңге"),
            ("екі миллион бес жүз мың теңге", Kazakh, "2500000 теңге"),
            ("бес жүз бес мың теңге", Kazakh, "505 мың теңге"),
            ("жүзден астам адам", Kazakh, "100 астам адам"),
            ("он бірінші сәуірде", Kazakh, "11. сәуірде"),
            ("екі мың жиырма бірінші жылы", Kazakh, "2021. жылы"),
            ("екі мыңыншы жылы", Kazakh, "2000. жылы"),
            ("2020-сыншы жылы", Kazakh, "2020. жылы"),
            ("олардың үшеуін, екеуі", Kazakh, "олардың 3 , 2"),
            ("бірнеше миллион теңге", Kazakh, "бірнеше миллион теңге"),
            (
                "миллион теңге, 5,5 млрд теңге, 3 мың",
                Kazakh,
                "1000000 теңге , 5 , 5 млрд теңге , 3 мың",
            ),
            (
                "несколько тысяч, миллион тенге",
                Russian,
                "несколько тысяч , 1000000 тенге",
            ),
            ("a hundred people, hundred", English, "a 100 people , hundred"),
            ("елуінші, қырқыншы, алпысыншы", Kazakh, "50. , 40. , 60."),
            ("он сегіз мың үш жүз", Kazakh, "18300"),
            ("двадцать пять миллионов тенге", Russian, "25 миллионов тенге"),
            ("пятидесяти двух процентов", Russian, "52 процентов"),
            ("две тысячи девятнадцатого года", Russian, "2019. года"),
            ("тысяча девятьсот сорок пять", Russian, "1945"),
            ("он пришел один", Russian, "он пришел один"),
            ("двадцать пятого марта", Russian, "25. марта"),
            ("46-я сессия, 7-й саммит", Russian, "46. сессия , 7. саммит"),
            ("третьего дня", Russian, "3. дня"),
            ("трое детей и двоих взрослых", Russian, "3 детей и 2 взрослых"),
            ("twenty-five million dollars", English, "25 million dollars"),
            ("two hundred and five people", English, "205 people"),
            ("nineteen thousand three hundred", English, "19300"),
            ("one of the two", English, "one of the 2"),
            ("one percent", English, "1 percent"),
            (
                "the 46th and the twenty-first session",
                English,
                "the 46. and the 21. session",
            ),
            ("black and white", English, "black and white"),
        ] {
            assert_eq!(read(text, language), expected, "{text}");
        }
    }
}
