//! Every kind of error that models make in translations: it is caught, and leads to the next step.

use tuyin::article::Locale;
use tuyin::digest::{Check, Entry, RenderedText};
use tuyin::run::Models;
use tuyin::translate::TranslationModel;

use crate::scripted::{Phrasebook, digested, locale, messages, translators};

/// Sentences in Kazakh, Russian and English, with what the next table calls them.
const SENTENCES: &str = include_str!("sentences.tsv");

/// Translations with one error each: its kind, the sentence, from which language into which, the translation, and a part of what
/// the check says of it.
const WRONG: &str = include_str!("translations.tsv");

/// A sentence with a good and a wrong translation.
struct Wrong {
    kind: &'static str,
    from: Locale,
    source: &'static str,
    to: Locale,
    good: &'static str,
    wrong: &'static str,
    because: &'static str,
}

fn wrong() -> impl Iterator<Item = Wrong> {
    WRONG.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [kind, name, from, to, wrong, because] = cells[..] else {
            panic!("six cells, not {line}")
        };
        let (from, to) = (locale(from), locale(to));
        Wrong {
            kind,
            from,
            source: sentence(name, from),
            to,
            good: sentence(name, to),
            wrong,
            because,
        }
    })
}

fn sentence(name: &str, language: Locale) -> &'static str {
    let mut rows = SENTENCES.lines().map(|line| line.split('\t'));
    let row = rows.find_map(|mut row| (row.next() == Some(name)).then_some(row));
    let place = Locale::ALL.into_iter().position(|other| other == language);
    let cell = row.zip(place).and_then(|(mut row, place)| row.nth(place));
    cell.unwrap_or_else(|| panic!("there is no {name} in `{language}`"))
}

impl Wrong {
    fn what(&self) -> String {
        format!("{} from `{}` into `{}`: {}", self.kind, self.from, self.to, self.wrong)
    }

    /// What comes of an article of the sentence by models that translate it so at the first attempt and at another.
    fn rendered(&self, models: &[(&'static str, &str, &str)]) -> (RenderedText, Entry) {
        let models = models
            .iter()
            .map(|(name, first, again)| Phrasebook::of(name, self.source, first, again));
        self.rendered_by(models.collect())
    }

    fn rendered_by(&self, models: Vec<Box<dyn TranslationModel>>) -> (RenderedText, Entry) {
        let models = Models {
            translators: translators(models),
            ..Models::none()
        };
        let entry = digested(self.source, self.from, 2, &[self.to], &models);
        let [rendition] = entry.renditions.as_slice() else {
            panic!("{}: {:?}", self.what(), entry.renditions)
        };
        (rendition.sentences[0].clone(), entry)
    }

    #[track_caller]
    fn is_good(&self, (text, entry): (RenderedText, Entry), model: &str) {
        assert_eq!(
            (text.text.as_str(), text.language, text.models.as_slice()),
            (self.good, self.to.language(), [model.to_owned()].as_slice()),
            "{}: {:?}",
            self.what(),
            entry.findings
        );
        assert!(entry.findings.is_empty(), "{}: {:?}", self.what(), entry.findings);
    }
}

#[test]
fn a_good_translation_needs_one_attempt() {
    for case in wrong() {
        case.is_good(case.rendered(&[("a", case.good, "")]), "a");
    }
}

#[test]
fn the_model_tries_again_with_other_options() {
    for case in wrong() {
        case.is_good(case.rendered(&[("a", case.wrong, case.good)]), "a");
    }
}

#[test]
fn then_the_next_model_tries() {
    for case in wrong() {
        let models = [("a", case.wrong, case.wrong), ("b", case.good, "")];
        case.is_good(case.rendered(&models), "b");
    }
}

#[test]
fn then_the_sentence_stays_in_its_language_and_the_record_says_so() {
    for case in wrong() {
        let (text, entry) = case.rendered(&[("a", case.wrong, case.wrong), ("b", case.wrong, case.wrong)]);
        assert_eq!(
            (text.text.as_str(), text.language, text.models.len()),
            (case.source, case.from.language(), 0),
            "{}",
            case.what()
        );
        let [message] = messages(&entry, Check::Translation)[..] else {
            panic!("{}: {:?}", case.what(), entry.findings)
        };
        let beginning = format!(
            "“{}” is not translated into `{}`: of 4 attempts none was good; of the last: ",
            case.source, case.to
        );
        let reasons = message.strip_prefix(&beginning);
        assert!(
            reasons.is_some_and(|reasons| !reasons.is_empty() && reasons.contains(case.because)),
            "{}: {message}",
            case.what()
        );
    }
}

#[test]
fn a_model_that_gives_no_translation_leads_on_too() {
    let silent = |case: &Wrong| Phrasebook {
        name: "a",
        phrases: vec![(
            case.source,
            [Err("it has no end".to_owned()), Err("nor again".to_owned())],
        )],
    };
    let case = wrong().next().expect("a case");
    let helped: Vec<Box<dyn TranslationModel>> =
        vec![Box::new(silent(&case)), Phrasebook::of("b", case.source, case.good, "")];
    case.is_good(case.rendered_by(helped), "b");
    let (text, entry) = case.rendered_by(vec![Box::new(silent(&case))]);
    assert_eq!(text.text, case.source);
    let [message] = messages(&entry, Check::Translation)[..] else {
        panic!("{:?}", entry.findings)
    };
    assert!(
        message.ends_with("of 2 attempts none was good; of the last: nor again"),
        "{message}"
    );
}
