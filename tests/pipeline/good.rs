//! Output with nothing wrong in it passes untouched.

use tuyin::article::Locale;
use tuyin::digest::{Check, FactKind, Method, Status};
use tuyin::run::Models;

use crate::scripted::{Asked, Names, Phrasebook, Topics, digested, summary, translators, writer};
use crate::stories::Story;

/// The texts of a story with those of the same story in another language.
fn phrasebook(from: Locale, to: Locale) -> Phrasebook {
    let pairs = Story::in_language(from)
        .texts()
        .into_iter()
        .zip(Story::in_language(to).texts());
    Phrasebook {
        name: "phrasebook",
        phrases: pairs
            .map(|(text, translation)| (text, [Ok(translation.to_owned()), Err("once is enough".to_owned())]))
            .collect(),
    }
}

#[test]
fn what_models_write_well_is_printed_as_it_is_with_their_names() {
    for from in Locale::ALL {
        let story = Story::in_language(from);
        for to in Locale::ALL.into_iter().filter(|to| *to != from) {
            let asked = Asked::default();
            let models = Models {
                writers: vec![writer("writer", [summary(story.headline, &story.sentences)], &asked)],
                taggers: vec![Box::new(Names(&[
                    ("Мирас Мұқанов", FactKind::Person),
                    ("Мирас Муканов", FactKind::Person),
                    ("Miras Mukanov", FactKind::Person),
                ]))],
                embedder: Some(Box::new(Topics(&["теңге", "тенге", "tenge", "Автобус", "Bus"]))),
                translators: translators(vec![Box::new(phrasebook(from, to))]),
                ..Models::none()
            };
            let entry = digested(story.text, from, 2, &[from, to], &models);
            assert_eq!(asked.prompts().len(), 1, "nothing has to be asked for again");
            assert!(!asked.prompts()[0].contains("БАНАН") && !asked.prompts()[0].contains("BANANA"));

            assert_eq!(entry.summary.method, Method::Abstractive);
            let headline = entry.summary.headline.as_ref().expect("a headline");
            let printed = [headline, &entry.summary.sentences[0], &entry.summary.sentences[1]];
            for (sentence, text) in printed.into_iter().zip(story.texts()) {
                assert_eq!(
                    (sentence.text.as_str(), sentence.model.as_deref(), sentence.status),
                    (text, Some("writer"), Status::Supported)
                );
                assert!(!sentence.spans.is_empty(), "{sentence:?}");
            }

            let [own, other] = entry.renditions.as_slice() else {
                panic!("two renditions, not {:?}", entry.renditions)
            };
            assert!(!own.is_untranslated() && own.sentences.iter().all(|sentence| sentence.models.is_empty()));
            let translated = other.title.iter().chain(&other.headline).chain(&other.sentences);
            let translated: Vec<(&str, &[String])> = translated
                .map(|text| (text.text.as_str(), text.models.as_slice()))
                .collect();
            let [headline, first, second] = Story::in_language(to).texts();
            let models = ["phrasebook".to_owned()];
            assert_eq!(
                translated,
                [headline, headline, first, second].map(|text| (text, models.as_slice()))
            );

            let person = entry.facts.iter().find(|fact| fact.rule.ends_with("names"));
            assert_eq!(person.map(|fact| fact.status), Some(Status::Supported));
            // Of the article itself, a sentence speaks to models: it was not given to one.
            let checks: Vec<Check> = entry.findings.iter().map(|finding| finding.check).collect();
            assert_eq!(checks, [Check::Instructions], "{:?}", entry.findings);
        }
    }
}
