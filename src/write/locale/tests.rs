//! Every form that a value can take, and every value that must not make trouble.

mod tables;

use jiff::civil::Date;

use super::*;
use crate::article::Language;
use crate::digest::{
    Amount, Bound, FactKind, FailureKind, Interval, Measure, Money, PartialDate, Person, Place, Quote, Status, YearPart,
};

/// Writes the input of each row in each language and compares.
fn check(table: &str, write: impl Fn(&Localizer, &str) -> String) {
    for (locale, column) in Locale::ALL.into_iter().zip(1_usize..) {
        let localizer = Localizer::new(locale);
        for row in table.lines() {
            let cells: Vec<_> = row.split(" | ").collect();
            assert_eq!(cells.len(), 4, "{row}");
            let expected = cells[column].replace('~', "\u{a0}").replace('^', "\u{202f}");
            assert_eq!(write(&localizer, cells[0]), expected, "{locale}: {row}");
        }
    }
}

/// `5..7 km about` taken apart: the amount, its unit or currency, and the bound.
fn amount(text: &str) -> (Amount, String, Option<Bound>) {
    let mut words = text.split(' ');
    let number = words.next().expect("an amount");
    let amount = match number.split_once("..") {
        Some((min, max)) => Amount::Range {
            min: min.into(),
            max: max.into(),
        },
        None => Amount::Exact { amount: number.into() },
    };
    let unit = words.next().expect("a unit").to_owned();
    let bound = words.next().map(|name| match name {
        "about" => Bound::About,
        "at_most" => Bound::AtMost,
        "at_least" => Bound::AtLeast,
        _ => panic!("{name} is no bound"),
    });
    (amount, unit, bound)
}

#[test]
fn dates_and_intervals() {
    check(tables::DATES, |localizer, text| {
        localizer.date(&text.parse().expect(text))
    });
    check(tables::INTERVALS, |localizer, text| {
        localizer.interval(&text.parse().expect(text))
    });
}

#[test]
fn numbers() {
    check(tables::NUMBERS, Localizer::number);
    let localizer = Localizer::new(Locale::Kk);
    assert_eq!(localizer.number(""), "");
    let long = "7".repeat(100_000);
    assert_eq!(localizer.number(&long), long);
}

#[test]
fn sums_of_money() {
    check(tables::MONEY, |localizer, text| {
        let (amount, currency, bound) = amount(text);
        localizer.money(&Money {
            amount,
            currency,
            bound,
        })
    });
}

#[test]
fn measures() {
    check(tables::MEASURES, |localizer, text| {
        let (amount, unit, bound) = amount(text);
        localizer.measure(&Measure { amount, unit, bound })
    });
}

#[test]
fn times() {
    check(tables::DURATIONS, Localizer::duration);
    check(tables::AGES, Localizer::age);
    check(tables::FREQUENCIES, Localizer::frequency);
}

#[test]
fn ordinals() {
    check(tables::ORDINALS, |localizer, number| {
        localizer.ordinal(number.parse().expect(number))
    });
}

#[test]
fn counts() {
    check(tables::COUNTS, |localizer, text| {
        let (noun, count) = text.split_once(' ').expect(text);
        let count = count.parse().expect(text);
        match noun {
            "articles" => localizer.articles(count),
            "sentences" => localizer.sentences(count),
            _ => localizer.failures(count),
        }
    });
}

#[test]
fn countries_places_and_languages() {
    let russian = Localizer::new(Locale::Ru);
    for code in ["KZ", "kz"] {
        assert_eq!(russian.country(code).as_deref(), Some("Казахстан"));
    }
    for code in ["", "ZZ", "QQ", "001", "Қазақстан", "KAZ"] {
        assert_eq!(russian.country(code), None, "{code}");
    }
    let place = |country: &str, name: Option<&str>| {
        russian.place(&Place {
            country: country.into(),
            name: name.map(Into::into),
        })
    };
    assert_eq!(place("KZ", Some("Almaty")), "Алматы");
    assert_eq!(place("UZ", Some("Tashkent")), "Ташкент (Узбекистан)");
    assert_eq!(place("KZ", None), "Казахстан");
    assert_eq!(place("QQ", Some("Атлантида")), "Атлантида");
    assert_eq!(place("QQ", None), "QQ");
    let latin = Locale::ALL.map(|locale| Localizer::new(locale).language(Language::KazakhLatin));
    assert_eq!(
        latin,
        [
            "қазақ тілі (латын жазуы)",
            "казахский (латиница)",
            "Kazakh (Latin script)"
        ]
    );
}

#[test]
fn every_row_of_the_tables_is_read() {
    // English has signs for three of them.
    for (locale, count) in Locale::ALL.into_iter().zip([27, 27, 24]) {
        assert_eq!(Currencies::new(locale).0.len(), count, "{locale}");
    }
    let rows = names::COUNTRY_NAMES.lines().filter(|row| !row.starts_with('#'));
    for row in rows {
        let cells: Vec<_> = row.split('\t').collect();
        let [code, tag, name, _why] = cells[..] else {
            panic!("four cells, separated by tabs: {row}");
        };
        let locale = Locale::ALL.into_iter().find(|locale| locale.tag() == tag);
        let localizer = Localizer::new(locale.expect(row));
        assert_eq!(localizer.country(code).as_deref(), Some(name));
    }
}

#[test]
fn values_are_written_by_kind() {
    let localizer = Localizer::new(Locale::Ru);
    let write = |value: Value| localizer.value(&value);
    assert_eq!(write(Value::Date(None)), None);
    assert_eq!(write(Value::Period(None)), None);
    assert_eq!(write(Value::Quote(Quote { speaker: None })), None);
    assert_eq!(write(Value::Ordinal(46)).as_deref(), Some("46-й"));
    let age = Value::Age("P25Y".into());
    assert_eq!(write(age).as_deref(), Some("25\u{a0}лет"));
    let person = Person {
        name: "Ж. Тоқаев".into(),
        office: None,
    };
    assert_eq!(write(Value::Person(person)).as_deref(), Some("Ж. Тоқаев"));
}

#[test]
fn notices_are_one_line_and_name_what_to_type() {
    for locale in Locale::ALL {
        let notice = Localizer::new(locale).label(Label::HowToTranslate);
        assert!(notice.contains("models.toml") && notice.contains("--profile"));
        assert!(!notice.contains('\n') && !notice.contains("  "), "{notice}");
    }
}

#[test]
fn words_stand_in_their_language() {
    let words = |localizer: Localizer| {
        [
            localizer.label(Label::Contents),
            localizer.fact_kind(FactKind::Date),
            localizer.status(Status::Weak),
            localizer.failure_kind(FailureKind::BadRecord),
        ]
    };
    assert_eq!(
        Locale::ALL.map(Localizer::new).map(words),
        [
            ["Мазмұны", "Даталар", "ішінара расталды", "JSONL жазбасы қате"],
            ["Содержание", "Даты", "подтверждено частично", "ошибка в записи JSONL"],
            ["Contents", "Dates", "partly supported", "bad JSONL record"],
        ]
    );
}

#[test]
fn no_date_makes_it_panic() {
    let dates = [
        PartialDate::Century(i16::MIN),
        PartialDate::Century(i16::MAX),
        PartialDate::Decade(i16::MIN),
        PartialDate::Year(i16::MAX),
        PartialDate::Part(-1, YearPart::Season(u8::MAX)),
        PartialDate::Part(0, YearPart::Quarter(4)),
        PartialDate::Part(i16::MIN, YearPart::Half(0)),
        PartialDate::Month(0, 0),
        PartialDate::Month(i16::MAX, 13),
        PartialDate::Month(-44, 3),
        PartialDate::Day(Date::MIN),
        PartialDate::Day(Date::MAX),
        PartialDate::Day(Date::constant(0, 3, 15)),
    ];
    for localizer in Locale::ALL.map(Localizer::new) {
        for from in dates {
            assert!(!localizer.date(&from).is_empty());
            for to in dates {
                assert!(!localizer.interval(&Interval { from, to }).is_empty());
            }
        }
    }
}

#[test]
fn no_number_makes_it_panic() {
    let zeros = format!("5{0}.{0}", "0".repeat(32_760));
    let decimals = ["", "-", ".", "-.5", "+", "00", "-0", "1..2", "9e99999999", "\0", &zeros];
    for localizer in Locale::ALL.map(Localizer::new) {
        for decimal in decimals {
            let money = Money {
                amount: Amount::Range {
                    min: decimal.into(),
                    max: zeros.clone(),
                },
                currency: String::new(),
                bound: Some(Bound::AtMost),
            };
            assert!(!localizer.money(&money).is_empty());
            assert!(!localizer.duration(&format!("P{decimal}Y")).is_empty());
        }
        for bits in 0..=u64::BITS {
            let number = u64::MAX.unbounded_shr(bits);
            assert!(!localizer.ordinal(number).is_empty());
        }
    }
}

#[test]
fn it_may_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Localizer>();
}
