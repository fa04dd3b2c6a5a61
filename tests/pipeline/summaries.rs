//! Every kind of error that models make in summaries: it is caught, and leads to the next step.

use tuyin::article::Locale::{En, Kk, Ru};
use tuyin::digest::{Check, Entry, FailureKind, Method, Status};
use tuyin::run::Models;

use crate::scripted::{Answer, Asked, digested, locale, messages, outcome, summary, writer};
use crate::stories::Story;

/// Sentences with one error each: its kind, the language of the story, the sentence, and a part of what the check says of it.
const WRONG: &str = include_str!("summaries.tsv");

/// A sentence with an error.
struct Wrong {
    kind: &'static str,
    story: &'static Story,
    sentence: &'static str,
    because: &'static str,
}

fn wrong() -> impl Iterator<Item = Wrong> {
    WRONG.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [kind, language, sentence, because] = cells[..] else {
            panic!("four cells, not {line}")
        };
        Wrong {
            kind,
            story: Story::in_language(locale(language)),
            sentence,
            because,
        }
    })
}

impl Wrong {
    /// The summary with the wrong sentence in place of the second.
    fn answer(&self) -> Answer {
        summary(self.story.headline, &[self.story.sentences[0], self.sentence])
    }

    /// The summary as it should be.
    fn good(&self) -> Answer {
        summary(self.story.headline, &self.story.sentences)
    }

    fn what(&self) -> String {
        format!("{} in `{}`: {}", self.kind, self.story.language, self.sentence)
    }
}

/// What comes of a story by models that answer so, and what they were asked.
fn summarized(story: &Story, models: Vec<(&'static str, Vec<Answer>)>) -> (Entry, Vec<String>) {
    let asked = Asked::default();
    let writers = models.into_iter().map(|(name, answers)| writer(name, answers, &asked));
    let models = Models {
        writers: writers.collect(),
        ..Models::none()
    };
    let entry = digested(story.text, story.language, 2, &[], &models);
    (entry, asked.prompts())
}

/// The sentences that are printed, with the models that wrote them.
fn printed(entry: &Entry) -> Vec<(&str, Option<&str>)> {
    let sentences = entry.summary.sentences.iter();
    sentences
        .map(|sentence| (sentence.text.as_str(), sentence.model.as_deref()))
        .collect()
}

fn by<'a>(story: &Story, model: &'a str) -> [(&'static str, Option<&'a str>); 2] {
    story.sentences.map(|sentence| (sentence, Some(model)))
}

#[test]
fn the_model_is_asked_again_with_what_was_wrong() {
    for case in wrong() {
        let (entry, asked) = summarized(case.story, vec![("a", vec![case.answer(), case.good()])]);
        assert_eq!(printed(&entry), by(case.story, "a"), "{}", case.what());
        let [first, again] = asked.as_slice() else {
            panic!("{}: asked {} times", case.what(), asked.len())
        };
        // What a model wrote is named by its number: it may hold orders.
        let complaint = "\n- sentence ";
        assert!(!first.contains(complaint), "{}", case.what());
        let reason = again.split_once(complaint).map_or("", |(_, reason)| reason);
        assert!(reason.contains(case.because), "{}: {again}", case.what());
        assert_eq!(messages(&entry, Check::Summary), [""; 0], "{}", case.what());
    }
}

#[test]
fn then_the_next_model_is_asked() {
    for case in wrong() {
        let models = vec![("a", vec![case.answer(), case.answer()]), ("b", vec![case.good()])];
        let (entry, asked) = summarized(case.story, models);
        assert_eq!(printed(&entry), by(case.story, "b"), "{}", case.what());
        assert_eq!(asked.len(), 3, "{}", case.what());
        assert_eq!(messages(&entry, Check::Summary), [""; 0], "{}", case.what());
    }
}

#[test]
fn then_the_source_is_printed_in_its_place_and_the_record_says_so() {
    for case in wrong() {
        let (entry, _) = summarized(case.story, vec![("a", vec![case.answer(), case.answer()])]);
        assert_eq!(entry.summary.method, Method::Abstractive, "{}", case.what());
        assert_eq!(printed(&entry)[0], by(case.story, "a")[0], "{}", case.what());
        for (text, model) in &printed(&entry)[1..] {
            assert!(
                model.is_none() && case.story.text.contains(text),
                "{}: {text}",
                case.what()
            );
        }
        let mut sentences = entry.summary.sentences.iter();
        assert!(
            sentences.all(|sentence| sentence.status == Status::Supported),
            "{}",
            case.what()
        );
        let [message] = messages(&entry, Check::Summary)[..] else {
            panic!("{}: {:?}", case.what(), entry.findings)
        };
        let beginning = format!("“{}” by a is ", case.sentence);
        assert!(
            message.starts_with(&beginning) && message.contains(case.because),
            "{}: {message}",
            case.what()
        );
        let replaced = entry.summary.sentences.len() > 1;
        assert_eq!(
            message.contains("replaced by the sentence of the source"),
            replaced,
            "{message}"
        );
        assert_eq!(message.contains("is not printed"), !replaced, "{message}");
    }
}

#[test]
fn an_answer_that_is_no_summary_leads_on_too() {
    for (answer, reason) in [
        (Ok(String::new()), "not as asked"),
        (Ok("The bridge cost 5 billion tenge.".to_owned()), "not as asked"),
        (
            Ok(r#"{"headline":"New bridge"}"#.to_owned()),
            "missing field `sentences`",
        ),
        (summary("New bridge", &[]), "no sentence"),
        (summary("New bridge", &["…", " "]), "no sentence"),
        (Err("the answer has no end".to_owned()), "the answer has no end"),
    ] {
        let story = Story::in_language(En);
        let good = || summary(story.headline, &story.sentences);
        let (again, asked) = summarized(story, vec![("a", vec![answer.clone(), good()])]);
        assert_eq!(printed(&again), by(story, "a"), "{answer:?}");
        assert!(asked[1].contains(reason), "{answer:?}: {}", asked[1]);
        let failing = || vec![answer.clone(), answer.clone()];
        let (next, _) = summarized(story, vec![("a", failing()), ("b", vec![good()])]);
        assert_eq!(printed(&next), by(story, "b"), "{answer:?}");
        let (chosen, _) = summarized(story, vec![("a", failing()), ("b", failing())]);
        assert_eq!(chosen.summary.method, Method::Extractive);
        assert!(
            printed(&chosen)
                .iter()
                .all(|(text, model)| model.is_none() && story.text.contains(text))
        );
        let [message] = messages(&chosen, Check::Summary)[..] else {
            panic!("{answer:?}: {:?}", chosen.findings)
        };
        assert!(
            message.contains("in 4 attempts") && message.contains(reason),
            "{answer:?}: {message}"
        );
    }
}

#[test]
fn a_headline_that_is_wrong_is_left_out_and_the_summary_kept() {
    let story = Story::in_language(Ru);
    let wrong = || summary("Мост в Уральске построили за 6 миллиардов тенге", &story.sentences);
    let (entry, asked) = summarized(story, vec![("a", vec![wrong(), wrong()])]);
    assert_eq!((asked.len(), entry.summary.headline.as_ref()), (2, None));
    assert_eq!(printed(&entry), by(story, "a"));
    let [message] = messages(&entry, Check::Summary)[..] else {
        panic!("{:?}", entry.findings)
    };
    assert!(
        message.starts_with("the headline “Мост в Уральске построили за 6 миллиардов тенге” by a is not printed: "),
        "{message}"
    );
}

#[test]
fn what_can_only_be_doubted_is_printed_as_weak() {
    let story = Story::in_language(En);
    let doubtful = "Buses will not cross the bridge from June.";
    let (entry, asked) = summarized(story, vec![("a", vec![summary(story.headline, &[doubtful])])]);
    assert_eq!(asked.len(), 1);
    assert_eq!(printed(&entry), [(doubtful, Some("a"))]);
    assert_eq!(entry.summary.sentences[0].status, Status::Weak);
    assert_eq!(messages(&entry, Check::Evidence).len(), 1, "{:?}", entry.findings);
}

#[test]
fn a_model_that_fails_altogether_costs_the_article_and_says_so() {
    let models = Models {
        writers: vec![writer("a", [], &Asked::default())],
        ..Models::none()
    };
    let story = Story::in_language(Kk);
    let failure = outcome(story.text, story.language, 2, &[], &models).expect_err("no digest");
    assert_eq!(failure.error.kind, FailureKind::Model);
    assert!(
        failure
            .error
            .message
            .starts_with("the model `a` failed: it was asked too often"),
        "{failure:?}"
    );
}
