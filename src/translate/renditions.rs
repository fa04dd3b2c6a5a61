//! Titles and summaries of many articles in the languages of their readers.
//!
//! Sentences are translated from their own language, those of all articles together so that batches are full. Every translation
//! is judged; one that is found wanting is tried again with other options, then on the next way, and else is not shown: the
//! sentence stays in the language of its source, and the article's record says why.

use std::collections::BTreeMap;
use std::error::Error;

use super::routes::{Attempt, Translators, Way};
use crate::article::{Language, Locale};
use crate::digest::{RenderedText, Rendition, Summary, Title};
use crate::understand::latin::Cyrillic;

/// What is wrong with a translation, in the words of whoever judges it; nothing if it may be shown.
pub type Judge = fn(source: (&str, Locale), translation: (&str, Locale)) -> Vec<String>;

/// The title and the summary of an article.
#[derive(Debug, Clone, Copy)]
pub struct Renderable<'a> {
    /// The title, if there is one.
    pub title: Option<&'a Title>,
    /// The summary.
    pub summary: &'a Summary,
}

/// The renditions of an article, and the translations that were refused.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rendered {
    /// One for each language.
    pub renditions: Vec<Rendition>,
    /// What could not be translated well enough.
    pub refused: Vec<Refusal>,
}

/// A text of a rendition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The title.
    Title,
    /// The headline.
    Headline,
    /// A sentence of the summary, counted from 0.
    Sentence(usize),
}

/// A sentence that stays in its language although there is a way to translate it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What stays in its language.
    pub place: Place,
    /// The language that it was to be translated to.
    pub to: Locale,
    /// What was wrong with the last translation, and how many there were.
    pub reasons: Vec<String>,
    /// How often it was tried.
    pub attempts: usize,
}

/// A model that translates failed.
#[derive(Debug, thiserror::Error)]
#[error("the model `{model}` failed")]
pub struct TranslateError {
    /// The models of the way.
    pub model: String,
    /// Why.
    pub source: Box<dyn Error + Send + Sync>,
}

/// A text with its place.
struct Job<'a> {
    article: usize,
    place: Place,
    text: &'a str,
    language: Language,
}

/// What came of a text.
#[derive(Clone)]
enum Outcome {
    /// It is read as it is, or there is no way.
    Kept,
    Translated {
        text: String,
        models: Vec<String>,
    },
    Refused {
        reasons: Vec<String>,
        attempts: usize,
    },
}

/// Renders articles for the readers of each locale.
///
/// # Errors
///
/// Fails if a model does.
pub fn render(
    articles: &[Renderable<'_>],
    locales: &[Locale],
    translators: &Translators,
    judge: Judge,
) -> Result<Vec<Rendered>, TranslateError> {
    let jobs = jobs(articles);
    let mut rendered: Vec<Rendered> = vec![Rendered::default(); articles.len()];
    for locale in locales {
        let outcomes = outcomes(&jobs, *locale, translators, judge)?;
        for article in &mut rendered {
            article.renditions.push(Rendition {
                locale: *locale,
                title: None,
                headline: None,
                sentences: Vec::new(),
            });
        }
        for (job, outcome) in jobs.iter().zip(outcomes) {
            let article = &mut rendered[job.article];
            let text = text_of(job, &outcome, *locale);
            if let Some(rendition) = article.renditions.last_mut() {
                match job.place {
                    Place::Title => rendition.title = Some(text),
                    Place::Headline => rendition.headline = Some(text),
                    Place::Sentence(_) => rendition.sentences.push(text),
                }
            }
            if let Outcome::Refused { reasons, attempts } = outcome {
                article.refused.push(Refusal {
                    place: job.place,
                    to: *locale,
                    reasons,
                    attempts,
                });
            }
        }
    }
    Ok(rendered)
}

fn jobs<'a>(articles: &[Renderable<'a>]) -> Vec<Job<'a>> {
    let of_article = |(article, renderable): (usize, &Renderable<'a>)| {
        let job = |place, text: &'a str, language| Job {
            article,
            place,
            text,
            language,
        };
        let summary = renderable.summary;
        let title = renderable
            .title
            .map(|title| job(Place::Title, &title.text, title.language));
        let headline = summary.headline.as_ref();
        let headline = headline.map(|headline| job(Place::Headline, &headline.text, headline.language));
        let sentences = summary.sentences.iter().enumerate();
        let sentences =
            sentences.map(|(number, sentence)| job(Place::Sentence(number), &sentence.text, sentence.language));
        title.into_iter().chain(headline).chain(sentences).collect::<Vec<_>>()
    };
    articles.iter().enumerate().flat_map(of_article).collect()
}

fn text_of(job: &Job<'_>, outcome: &Outcome, locale: Locale) -> RenderedText {
    match outcome {
        Outcome::Translated { text, models } => RenderedText {
            text: text.clone(),
            language: locale.language(),
            models: models.clone(),
        },
        Outcome::Kept | Outcome::Refused { .. } => RenderedText {
            text: job.text.to_owned(),
            language: job.language,
            models: Vec::new(),
        },
    }
}

/// What comes of all texts for the readers of one locale.
fn outcomes(
    jobs: &[Job<'_>],
    to: Locale,
    translators: &Translators,
    judge: Judge,
) -> Result<Vec<Outcome>, TranslateError> {
    let mut outcomes: Vec<Outcome> = vec![Outcome::Kept; jobs.len()];
    let mut by_language: BTreeMap<Locale, Vec<usize>> = BTreeMap::new();
    for (number, job) in jobs.iter().enumerate() {
        match job.language.locale() {
            Some(from) if from != to && job.language != Language::KazakhArabic => {
                by_language.entry(from).or_default().push(number);
            }
            _ => {}
        }
    }
    for (from, numbers) in by_language {
        let ways = translators.ways(from, to);
        let tries = ways
            .iter()
            .flat_map(|way| [(way, Attempt::First), (way, Attempt::Again)]);
        let mut pending = numbers;
        for (way, attempt) in tries {
            pending = attempt_all(jobs, pending, (way, attempt), (from, to), judge, &mut outcomes)?;
            if pending.is_empty() {
                break;
            }
        }
    }
    Ok(outcomes)
}

/// Tries to translate some texts on a way, and gives those that are still to be translated.
fn attempt_all(
    jobs: &[Job<'_>],
    pending: Vec<usize>,
    (way, attempt): (&Way<'_>, Attempt),
    (from, to): (Locale, Locale),
    judge: Judge,
    outcomes: &mut [Outcome],
) -> Result<Vec<usize>, TranslateError> {
    let texts: Vec<String> = pending.iter().map(|number| in_cyrillic(&jobs[*number])).collect();
    let asked: Vec<&str> = texts.iter().map(String::as_str).collect();
    let translated = way.translate(&asked, attempt).map_err(|source| TranslateError {
        model: way.models().join(" + "),
        source,
    })?;
    let mut left = Vec::new();
    for ((number, source), result) in pending.into_iter().zip(&texts).zip(translated) {
        let reasons = match &result {
            Ok(text) => judge((source, from), (text, to)),
            Err(error) => vec![error.clone()],
        };
        outcomes[number] = match result {
            Ok(text) if reasons.is_empty() => Outcome::Translated {
                text,
                models: way.models(),
            },
            _ => {
                left.push(number);
                let before = match &outcomes[number] {
                    Outcome::Refused { attempts, .. } => *attempts,
                    _ => 0,
                };
                Outcome::Refused {
                    reasons,
                    attempts: before + 1,
                }
            }
        };
    }
    Ok(left)
}

/// A text in the letters that models know.
fn in_cyrillic(job: &Job<'_>) -> String {
    match job.language {
        Language::KazakhLatin => Cyrillic::of(job.text).text().to_owned(),
        _ => job.text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::{Method, Status, SummarySentence};

    /// A model that gives a text a mark, unless it is told to write nonsense.
    struct Marks {
        name: &'static str,
        from: Locale,
        to: Locale,
        writes: fn(&str, Attempt) -> String,
    }

    impl super::super::TranslationModel for Marks {
        fn name(&self) -> &str {
            self.name
        }

        fn translates(&self, from: Locale, to: Locale) -> bool {
            (self.from, self.to) == (from, to)
        }

        fn translate(
            &self,
            _: Locale,
            _: Locale,
            texts: &[&str],
            attempt: Attempt,
        ) -> Result<Vec<Result<String, String>>, Box<dyn Error + Send + Sync>> {
            Ok(texts.iter().map(|text| Ok((self.writes)(text, attempt))).collect())
        }
    }

    fn refuses_nonsense(_: (&str, Locale), (text, _): (&str, Locale)) -> Vec<String> {
        if text.contains("nonsense") {
            vec!["it is nonsense".to_owned()]
        } else {
            Vec::new()
        }
    }

    fn model(
        name: &'static str,
        from: Locale,
        to: Locale,
        writes: fn(&str, Attempt) -> String,
    ) -> Box<dyn super::super::TranslationModel> {
        Box::new(Marks { name, from, to, writes })
    }

    fn rendered(models: Vec<Box<dyn super::super::TranslationModel>>, routes: &[&[Locale]]) -> Rendered {
        let sentence = |text: &str, language| SummarySentence {
            text: text.into(),
            language,
            spans: Vec::new(),
            status: Status::Supported,
            model: None,
        };
        let summary = Summary {
            method: Method::Extractive,
            headline: None,
            sentences: vec![
                sentence("Баға өсті.", Language::Kazakh),
                sentence("Prices rose.", Language::English),
            ],
        };
        let title = Title {
            text: "Баға".into(),
            language: Language::Kazakh,
            span: None,
        };
        let article = Renderable {
            title: Some(&title),
            summary: &summary,
        };
        let translators = Translators {
            models,
            routes: routes.iter().map(|route| route.to_vec()).collect(),
        };
        render(&[article], &[Locale::En], &translators, refuses_nonsense)
            .expect("models that work")
            .remove(0)
    }

    use Locale::{En, Kk, Ru};

    #[test]
    fn each_sentence_goes_its_way_from_its_own_language() {
        let models = vec![
            model("kk-ru", Kk, Ru, |text, _| format!("ru({text})")),
            model("ru-en", Ru, En, |text, _| format!("en({text})")),
        ];
        let rendered = rendered(models, &[&[Kk, Ru, En]]);
        let [english] = &rendered.renditions[..] else {
            panic!("one rendition")
        };
        let texts: Vec<&str> = english
            .sentences
            .iter()
            .map(|sentence| sentence.text.as_str())
            .collect();
        assert_eq!(texts, ["en(ru(Баға өсті.))", "Prices rose."]);
        assert_eq!(english.sentences[0].models, ["kk-ru", "ru-en"]);
        assert_eq!(
            english.title.as_ref().map(|title| title.text.as_str()),
            Some("en(ru(Баға))")
        );
        assert!(!english.is_untranslated() && rendered.refused.is_empty());
    }

    #[test]
    fn a_translation_that_is_refused_is_tried_again_then_by_the_next_model_then_not_shown() {
        let nonsense: fn(&str, Attempt) -> String = |_, _| "nonsense".into();
        let second_time: fn(&str, Attempt) -> String = |text, attempt| match attempt {
            Attempt::First => "nonsense".into(),
            Attempt::Again => format!("again({text})"),
        };
        let good: fn(&str, Attempt) -> String = |text, _| format!("good({text})");
        let route: &[&[Locale]] = &[&[Kk, En]];
        let first = |rendered: &Rendered| rendered.renditions[0].sentences[0].clone();
        assert_eq!(
            first(&rendered(vec![model("a", Kk, En, second_time)], route)).text,
            "again(Баға өсті.)"
        );
        let next = rendered(vec![model("a", Kk, En, nonsense), model("b", Kk, En, good)], route);
        assert_eq!(
            (first(&next).text.as_str(), first(&next).models),
            ("good(Баға өсті.)", vec!["b".to_owned()])
        );
        let none = rendered(vec![model("a", Kk, En, nonsense)], route);
        assert_eq!(
            (first(&none).text.as_str(), first(&none).language),
            ("Баға өсті.", Language::Kazakh)
        );
        assert_eq!(none.refused.len(), 2);
        assert_eq!(
            (none.refused[1].place, none.refused[1].attempts),
            (Place::Sentence(0), 2)
        );
        assert_eq!(none.refused[1].reasons, ["it is nonsense"]);
    }

    #[test]
    fn without_a_route_a_sentence_keeps_its_language() {
        let rendered = rendered(Vec::new(), &[]);
        assert!(rendered.renditions[0].is_untranslated() && rendered.refused.is_empty());
        assert_eq!(rendered.renditions[0].sentences[0].language, Language::Kazakh);
    }
}
