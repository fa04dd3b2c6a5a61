//! Titles and summaries of many articles in the languages of their readers.
//!
//! Sentences are translated from their own language, those of all articles together so that batches are full. What cannot be
//! translated well enough stays in the language of its source, and the article's record says why.

use std::error::Error;

use super::passages::{Passage, Translation, passages};
use super::routes::Translators;
use crate::article::{Language, Locale};
use crate::digest::{RenderedText, Rendition, Summary, Title};

/// What is found out about a translation, by whoever judges it, in English.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judgement {
    /// Why it may not be shown; nothing if it may.
    pub errors: Vec<String>,
    /// What is worth a look.
    pub warnings: Vec<String>,
}

/// Judges a translation beside its source.
pub type Judge = fn(source: (&str, Locale), translation: (&str, Locale)) -> Judgement;

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
    /// What was translated and is worth a look.
    pub doubts: Vec<Doubt>,
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

/// A translation that is shown and worth a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// What was translated.
    pub place: Place,
    /// The language that it was translated to.
    pub to: Locale,
    /// What may be wrong, in English.
    pub reasons: Vec<String>,
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
    passage: Passage<'a>,
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
    let texts: Vec<Passage<'_>> = jobs.iter().map(|job| job.passage).collect();
    let mut rendered: Vec<Rendered> = vec![Rendered::default(); articles.len()];
    for locale in locales {
        let translations = passages(&texts, *locale, translators, judge)?;
        for article in &mut rendered {
            article.renditions.push(Rendition {
                locale: *locale,
                title: None,
                headline: None,
                sentences: Vec::new(),
            });
        }
        for (job, translation) in jobs.iter().zip(translations) {
            rendered[job.article].add(job, translation, *locale);
        }
    }
    Ok(rendered)
}

impl Rendered {
    /// Puts what came of a text in its place in the last rendition.
    fn add(&mut self, job: &Job<'_>, translation: Translation, to: Locale) {
        let place = job.place;
        let text = match translation {
            Translation::Translated { text, models, doubts } => {
                if !doubts.is_empty() {
                    self.doubts.push(Doubt {
                        place,
                        to,
                        reasons: doubts,
                    });
                }
                RenderedText {
                    text,
                    language: to.language(),
                    models,
                }
            }
            Translation::Kept => job.as_it_is(),
            Translation::Refused { reasons, attempts } => {
                self.refused.push(Refusal {
                    place,
                    to,
                    reasons,
                    attempts,
                });
                job.as_it_is()
            }
        };
        if let Some(rendition) = self.renditions.last_mut() {
            match place {
                Place::Title => rendition.title = Some(text),
                Place::Headline => rendition.headline = Some(text),
                Place::Sentence(_) => rendition.sentences.push(text),
            }
        }
    }
}

impl Job<'_> {
    fn as_it_is(&self) -> RenderedText {
        RenderedText {
            text: self.passage.text.to_owned(),
            language: self.passage.language,
            models: Vec::new(),
        }
    }
}

fn jobs<'a>(articles: &[Renderable<'a>]) -> Vec<Job<'a>> {
    let of_article = |(article, renderable): (usize, &Renderable<'a>)| {
        let job = |place, text: &'a str, language: Language| Job {
            article,
            place,
            passage: Passage { text, language },
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::{Method, Status, SummarySentence};
    use crate::translate::Attempt;
    use crate::translate::glossary::Glossary;

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

    fn refuses_nonsense(_: (&str, Locale), (text, _): (&str, Locale)) -> Judgement {
        let say = |word: &str, message: &str| {
            let said = text.contains(word).then(|| message.to_owned());
            said.into_iter().collect()
        };
        Judgement {
            errors: say("nonsense", "it is nonsense"),
            warnings: say("odd", "it is odd"),
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
        rendered_with("", models, routes)
    }

    fn rendered_with(
        glossary: &str,
        models: Vec<Box<dyn super::super::TranslationModel>>,
        routes: &[&[Locale]],
    ) -> Rendered {
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
                sentence("Баға өсті, dala.kz жазды.", Language::Kazakh),
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
            glossary: match glossary {
                "" => Glossary::default(),
                text => Glossary::parse(text).expect("a glossary"),
            },
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
        assert_eq!(texts, ["en(ru(Баға өсті, dala.kz жазды.))", "Prices rose."]);
        assert_eq!(english.sentences[0].models, ["kk-ru", "ru-en"]);
        assert_eq!(
            english.title.as_ref().map(|title| title.text.as_str()),
            Some("en(ru(Баға))")
        );
        assert!(!english.is_untranslated() && rendered.refused.is_empty());
    }

    #[test]
    fn a_translation_that_is_refused_is_tried_again_then_by_the_next_model_then_not_shown() {
        let nonsense: fn(&str, Attempt) -> String = |text, _| format!("nonsense {text}");
        let second_time: fn(&str, Attempt) -> String = |text, attempt| match attempt {
            Attempt::First => format!("nonsense {text}"),
            Attempt::Again => format!("again({text})"),
        };
        let good: fn(&str, Attempt) -> String = |text, _| format!("good({text})");
        let route: &[&[Locale]] = &[&[Kk, En]];
        let first = |rendered: &Rendered| rendered.renditions[0].sentences[0].clone();
        assert_eq!(
            first(&rendered(vec![model("a", Kk, En, second_time)], route)).text,
            "again(Баға өсті, dala.kz жазды.)"
        );
        let next = rendered(vec![model("a", Kk, En, nonsense), model("b", Kk, En, good)], route);
        assert_eq!(
            (first(&next).text.as_str(), first(&next).models),
            ("good(Баға өсті, dala.kz жазды.)", vec!["b".to_owned()])
        );
        let none = rendered(vec![model("a", Kk, En, nonsense)], route);
        assert_eq!(
            (first(&none).text.as_str(), first(&none).language),
            ("Баға өсті, dala.kz жазды.", Language::Kazakh)
        );
        assert_eq!(none.refused.len(), 2);
        assert_eq!(
            (none.refused[1].place, none.refused[1].attempts),
            (Place::Sentence(0), 2)
        );
        assert_eq!(none.refused[1].reasons[0], "it is nonsense");
    }

    #[test]
    fn without_a_route_a_sentence_keeps_its_language() {
        let rendered = rendered(Vec::new(), &[]);
        assert!(rendered.renditions[0].is_untranslated() && rendered.refused.is_empty());
        assert_eq!(rendered.renditions[0].sentences[0].language, Language::Kazakh);
    }

    #[test]
    fn what_must_be_copied_is_masked_when_it_was_lost() {
        // It loses every Latin word, and copies what looks like a placeholder.
        let loses: fn(&str, Attempt) -> String = |text, _| text.replace("dala.kz", "дала");
        let masked = rendered(vec![model("a", Kk, En, loses)], &[&[Kk, En]]);
        assert_eq!(masked.renditions[0].sentences[0].text, "Баға өсті, dala.kz жазды.");
        assert!(masked.refused.is_empty() && masked.doubts.is_empty());
        let drops: fn(&str, Attempt) -> String = |_, _| "Prices rose.".into();
        let lost = rendered(vec![model("a", Kk, En, drops)], &[&[Kk, En]]);
        let sentence = lost.refused.iter().find(|refusal| refusal.place == Place::Sentence(0));
        let reasons = &sentence.expect("it is refused").reasons;
        assert_eq!(
            reasons,
            &["the translation does not have everything that must be copied"]
        );
    }

    #[test]
    fn terms_of_the_glossary_are_asked_for_and_their_lack_is_told() {
        let glossary = "term,kk,en\nprice,баға,tariff\n";
        let copies: fn(&str, Attempt) -> String = |text, _| text.replace("Баға", "Price");
        let met = rendered_with(glossary, vec![model("a", Kk, En, copies)], &[&[Kk, En]]);
        assert_eq!(met.renditions[0].sentences[0].text, "Tariff өсті, dala.kz жазды.");
        assert!(met.doubts.is_empty());
        let ignores: fn(&str, Attempt) -> String = |_, _| "Price rose, odd dala.kz wrote.".into();
        let unmet = rendered_with(glossary, vec![model("a", Kk, En, ignores)], &[&[Kk, En]]);
        assert_eq!(unmet.renditions[0].sentences[0].text, "Price rose, odd dala.kz wrote.");
        assert!(unmet.refused.is_empty());
        let doubt = unmet.doubts.iter().find(|doubt| doubt.place == Place::Sentence(0));
        let reasons = &doubt.expect("it is told").reasons;
        assert_eq!(reasons[0], "it is odd");
        assert!(
            reasons[1].contains("tariff") && reasons[1].contains("Баға"),
            "{reasons:?}"
        );
    }
}
