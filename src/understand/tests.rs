use proptest::prelude::*;

use super::*;
use crate::article::{Format, Id, Source};

/// An article with this text and no metadata.
pub(crate) fn article(text: &str) -> Article {
    Article {
        id: Id::from("test"),
        source: Source {
            text: text.to_owned(),
            format: Format::Text,
            file: None,
            encoding: "UTF-8".to_owned(),
            partial: false,
        },
        title: None,
        date: None,
        language: None,
        url: None,
        author: None,
        extra: serde_json::Map::new(),
        notes: Vec::new(),
    }
}

/// The reading of a text that has one.
pub(crate) fn reading(text: &str) -> Reading {
    understand(&article(text)).expect("a reading")
}

#[test]
fn title_dateline_and_body_part() {
    let source = "Совет тюркских государств\n\nАСТАНА. 14 марта 2019 года. КАЗИНФОРМ – Глава МИД принял гостей. Они обсудили реформы.\n";
    let reading = reading(source);
    assert_eq!(reading.language, Language::Russian);
    assert_eq!(
        reading.title.as_ref().map(|title| title.text.as_str()),
        Some("Совет тюркских государств")
    );
    let dateline = reading.dateline.as_ref().expect("dateline");
    assert_eq!(dateline.place.as_deref(), Some("АСТАНА"));
    assert_eq!(dateline.agency.as_deref(), Some("КАЗИНФОРМ"));
    assert_eq!(dateline.date, Some(jiff::civil::date(2019, 3, 14)));
    assert_eq!(
        dateline.span.slice(source),
        Some("АСТАНА. 14 марта 2019 года. КАЗИНФОРМ –")
    );
    let texts: Vec<_> = reading
        .sentences
        .iter()
        .map(|sentence| reading.text(sentence))
        .collect();
    assert_eq!(texts, ["Глава МИД принял гостей.", "Они обсудили реформы."]);
}

#[test]
fn a_title_of_the_metadata_leaves_the_body_once() {
    let mut article = article("Grain exports rise\n\nExports of grain rose in May. Prices fell.");
    article.title = Some("Grain  exports rise".into());
    article.date = Some(jiff::civil::date(2024, 5, 21));
    let reading = understand(&article).expect("a reading");
    assert_eq!(reading.sentences.len(), 2);
    assert_eq!(reading.date, article.date);
    assert!(reading.title_sentence().is_some());
}

#[test]
fn languages_of_a_mixed_article() {
    let reading = reading(
        "Әкім жиынды өткізді. «Мы завершим ремонт дорог до конца года», – деді подрядчик өкілі. Жұмыс басталды.",
    );
    let languages: Vec<_> = reading.sentences.iter().map(|sentence| sentence.language).collect();
    assert_eq!(reading.language, Language::Kazakh);
    assert_eq!(languages[0], Language::Kazakh);
    assert_eq!(languages[2], Language::Kazakh);
}

#[test]
fn what_cannot_be_read_says_why() {
    let kind = |text: &str| understand(&article(text)).expect_err("a reason").kind;
    assert_eq!(kind(""), FailureKind::Empty);
    assert_eq!(kind(" \n—\n"), FailureKind::Empty);
    assert_eq!(kind("政府会议审议了今年的预算。"), FailureKind::UnsupportedLanguage);
}

proptest! {
    #[test]
    fn spans_point_at_their_text(source in "([А-ЯӘа-яқA-Za-z0-9.!?…»«\"“” ,:–\\-\\n\\r\u{a0}\u{ad}]{0,14}[ \\n]){0,14}") {
        if let Ok(reading) = understand(&article(&source)) {
            let mut end = 0;
            for sentence in &reading.sentences {
                let slice = sentence.span.slice(&source).expect("inside");
                prop_assert_eq!(normalize(slice), reading.text(sentence));
                prop_assert!(sentence.span.start >= end);
                end = sentence.span.end;
            }
        }
    }

    #[test]
    fn chunks_and_sentences_rebuild_the_body(source in "([А-Яа-яқA-Za-z0-9.!?»«\" ,–\\n]{0,12} ){0,16}", budget in 1usize..40) {
        if let Ok(reading) = understand(&article(&source)) {
            let chunks = chunks(&reading, budget, |text| text.split(' ').count());
            let indexes: Vec<usize> = chunks.iter().flat_map(|chunk| chunk.sentences.clone()).collect();
            let all: Vec<usize> = (0..reading.sentences.len()).collect();
            prop_assert_eq!(indexes, all);
            let first = reading.sentences[0].range.start;
            let body: String = reading.normalized.text()[first..].split(' ').collect();
            let rebuilt: String = reading.sentences.iter().flat_map(|sentence| reading.text(sentence).split(' ')).collect();
            let kept = |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>();
            prop_assert_eq!(kept(&rebuilt), kept(&body));
        }
    }

    #[test]
    fn no_text_panics(source in "\\PC{0,80}|(\\PC|\\n){0,80}") {
        let _ = understand(&article(&source));
    }
}
