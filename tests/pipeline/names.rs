//! Names that a model lists are printed where the source has them, and nowhere else.

use serde_json::json;
use tuyin::article::Locale;
use tuyin::digest::{Check, Entry};
use tuyin::extract::InstructedTagger;
use tuyin::run::Models;

use crate::scripted::{Answer, Answers, Asked, digested, messages};
use crate::stories::Story;

/// What comes of the story in English by a model that answers so when it is asked for names.
fn tagged(answer: Answer) -> Entry {
    let model = Answers::new("lister", [answer], &Asked::default());
    let models = Models {
        taggers: vec![Box::new(InstructedTagger::new(Box::new(model)))],
        ..Models::none()
    };
    digested(Story::in_language(Locale::En).text, Locale::En, 2, &[], &models)
}

fn names(entry: &Entry) -> Vec<&str> {
    let facts = entry.facts.iter().filter(|fact| fact.rule.contains("lister"));
    facts.map(|fact| fact.text.as_str()).collect()
}

#[test]
fn a_name_that_the_source_has_not_is_dropped_and_said_so() {
    let list =
        json!({ "persons": ["Miras Mukanov", "Askar Zhumabayev"], "organizations": [], "places": ["Zhaiyk River"] });
    let entry = tagged(Ok(list.to_string()));
    assert_eq!(names(&entry), ["Miras Mukanov", "Zhaiyk River"]);
    assert_eq!(
        messages(&entry, Check::Facts),
        ["of names by lister: “Askar Zhumabayev” is not in the text"]
    );
}

#[test]
fn an_answer_that_is_no_list_costs_nothing_but_the_names() {
    for (answer, reason) in [
        (Ok("Miras Mukanov and the Zhaiyk River".to_owned()), "expected value"),
        (Ok(String::new()), "EOF"),
        (Ok(r#"{"persons":["Miras Mukanov"]}"#.to_owned()), "missing field"),
        (Err("the answer has no end".to_owned()), "the answer has no end"),
    ] {
        let entry = tagged(answer);
        assert_eq!(names(&entry), [""; 0]);
        assert!(
            entry.facts.iter().any(|fact| fact.text == "5 billion tenge"),
            "{:?}",
            entry.facts
        );
        let [message] = messages(&entry, Check::Facts)[..] else {
            panic!("one finding, not {:?}", entry.findings)
        };
        assert!(
            message.starts_with("of names by lister: it gave no list of names: ") && message.contains(reason),
            "{message}"
        );
    }
}
