//! Lengths of time, ages and how often things happen.

use icu::plurals::PluralCategory;

use super::nouns::Noun;
use super::{Localizer, numbers};
use crate::article::Locale;

/// A unit of an ISO 8601 duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TimeUnit {
    Year,
    Month,
    Week,
    Day,
    Hour,
    Minute,
    Second,
}

/// So many of a unit: the number is a decimal string.
struct Component {
    number: String,
    unit: TimeUnit,
}

impl Localizer {
    /// An ISO 8601 duration in words: `1 год 6 месяцев`. What is no duration stays as it is.
    pub fn duration(&self, duration: &str) -> String {
        parse(duration).map_or_else(|| duration.to_owned(), |components| self.components(&components))
    }

    /// The age that an ISO 8601 duration names: `25 лет`, `25 жас`, `25 years old`.
    pub fn age(&self, age: &str) -> String {
        let Some(components) = parse(age) else {
            return age.to_owned();
        };
        match (self.locale, components.as_slice()) {
            // Kazakh counts the years of a life with a word of its own.
            (Locale::Kk, [years]) if years.unit == TimeUnit::Year => self.number(&years.number) + self.blank() + "жас",
            (Locale::Kk | Locale::Ru, components) => self.components(components),
            (Locale::En, components) => self.components(components) + " old",
        }
    }

    /// An ISO 8601 repeating interval in words: `еженедельно`, `раз в 3 дня`. What is none stays as it is.
    pub fn frequency(&self, frequency: &str) -> String {
        let Some(components) = frequency.strip_prefix("R/").and_then(parse) else {
            return frequency.to_owned();
        };
        if let [Component { number, unit }] = components.as_slice()
            && let Some(word) = every(self.locale, number, *unit)
        {
            return word.to_owned();
        }
        match self.locale {
            Locale::Kk => self.components(&components) + " сайын",
            Locale::Ru => format!("раз в {}", self.in_accusative(&components)),
            Locale::En => format!("every {}", self.components(&components)),
        }
    }

    fn components(&self, components: &[Component]) -> String {
        self.joined(components, |unit, category| {
            noun(self.locale, unit).counted(category, None)
        })
    }

    /// The same after a Russian preposition: `в 21 неделю`. Only feminine nouns have a form of their own.
    fn in_accusative(&self, components: &[Component]) -> String {
        self.joined(components, |unit, category| match (unit, category) {
            (TimeUnit::Week, PluralCategory::One) => "неделю",
            (TimeUnit::Minute, PluralCategory::One) => "минуту",
            (TimeUnit::Second, PluralCategory::One) => "секунду",
            _ => noun(Locale::Ru, unit).counted(category, None),
        })
    }

    fn joined(&self, components: &[Component], word: impl Fn(TimeUnit, PluralCategory) -> &'static str) -> String {
        let phrases = components.iter().map(|component| {
            let category = numbers::parse(&component.number)
                .map_or(PluralCategory::Other, |number| self.numbers.cardinal(&number));
            let word = word(component.unit, category);
            self.number(&component.number) + self.blank() + word
        });
        phrases.collect::<Vec<_>>().join(" ")
    }
}

/// The components of an ISO 8601 duration, if it is one.
fn parse(duration: &str) -> Option<Vec<Component>> {
    let rest = duration.strip_prefix('P')?;
    let (days, hours) = match rest.split_once('T') {
        Some((days, hours)) if !hours.is_empty() => (days, hours),
        Some(_) => return None,
        None => (rest, ""),
    };
    let mut components = parse_part(days, date_unit)?;
    components.extend(parse_part(hours, time_unit)?);
    (!components.is_empty()).then_some(components)
}

fn parse_part(text: &str, unit: fn(char) -> Option<TimeUnit>) -> Option<Vec<Component>> {
    text.split_inclusive(|letter: char| letter.is_ascii_alphabetic())
        .map(|piece| {
            let letter = piece.chars().next_back()?;
            let number = piece.strip_suffix(letter)?.replace(',', ".");
            let unsigned = number.starts_with(|digit: char| digit.is_ascii_digit());
            numbers::parse(&number).filter(|_| unsigned)?;
            Some(Component {
                number,
                unit: unit(letter)?,
            })
        })
        .collect()
}

fn date_unit(letter: char) -> Option<TimeUnit> {
    match letter {
        'Y' => Some(TimeUnit::Year),
        'M' => Some(TimeUnit::Month),
        'W' => Some(TimeUnit::Week),
        'D' => Some(TimeUnit::Day),
        _ => None,
    }
}

fn time_unit(letter: char) -> Option<TimeUnit> {
    match letter {
        'H' => Some(TimeUnit::Hour),
        'M' => Some(TimeUnit::Minute),
        'S' => Some(TimeUnit::Second),
        _ => None,
    }
}

fn noun(locale: Locale, unit: TimeUnit) -> Noun {
    match locale {
        Locale::Kk => Noun::Plain(kazakh_noun(unit)),
        Locale::Ru => russian_noun(unit),
        Locale::En => english_noun(unit),
    }
}

fn kazakh_noun(unit: TimeUnit) -> &'static str {
    match unit {
        TimeUnit::Year => "жыл",
        TimeUnit::Month => "ай",
        TimeUnit::Week => "апта",
        TimeUnit::Day => "күн",
        TimeUnit::Hour => "сағат",
        TimeUnit::Minute => "минут",
        TimeUnit::Second => "секунд",
    }
}

fn russian_noun(unit: TimeUnit) -> Noun {
    let [one, few, many] = match unit {
        TimeUnit::Year => ["год", "года", "лет"],
        TimeUnit::Month => ["месяц", "месяца", "месяцев"],
        TimeUnit::Week => ["неделя", "недели", "недель"],
        TimeUnit::Day => ["день", "дня", "дней"],
        TimeUnit::Hour => ["час", "часа", "часов"],
        TimeUnit::Minute => ["минута", "минуты", "минут"],
        TimeUnit::Second => ["секунда", "секунды", "секунд"],
    };
    Noun::Russian {
        one,
        few,
        many,
        fraction: few,
    }
}

fn english_noun(unit: TimeUnit) -> Noun {
    let [one, other] = match unit {
        TimeUnit::Year => ["year", "years"],
        TimeUnit::Month => ["month", "months"],
        TimeUnit::Week => ["week", "weeks"],
        TimeUnit::Day => ["day", "days"],
        TimeUnit::Hour => ["hour", "hours"],
        TimeUnit::Minute => ["minute", "minutes"],
        TimeUnit::Second => ["second", "seconds"],
    };
    Noun::English { one, other }
}

/// The word for a common frequency: *daily*, *quarterly*.
fn every(locale: Locale, number: &str, unit: TimeUnit) -> Option<&'static str> {
    let [kazakh, russian, english] = match (number, unit) {
        ("1", TimeUnit::Year) => ["жыл сайын", "ежегодно", "every year"],
        ("3", TimeUnit::Month) => ["тоқсан сайын", "ежеквартально", "every quarter"],
        ("1", TimeUnit::Month) => ["ай сайын", "ежемесячно", "every month"],
        ("1", TimeUnit::Week) => ["апта сайын", "еженедельно", "every week"],
        ("1", TimeUnit::Day) => ["күн сайын", "ежедневно", "every day"],
        ("1", TimeUnit::Hour) => ["сағат сайын", "ежечасно", "every hour"],
        ("1", TimeUnit::Minute) => ["минут сайын", "ежеминутно", "every minute"],
        ("1", TimeUnit::Second) => ["секунд сайын", "ежесекундно", "every second"],
        _ => return None,
    };
    Some(match locale {
        Locale::Kk => kazakh,
        Locale::Ru => russian,
        Locale::En => english,
    })
}
