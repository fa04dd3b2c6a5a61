//! The overview of a batch: the newest articles first, of one day the weightiest.

use std::cmp::Reverse;

use jiff::civil::Date;
use serde::Serialize;

use super::article::{anchor, heading};
use super::facts::is_shown;
use crate::article::{Language, Locale};
use crate::digest::PartialDate;
use crate::write::locale::Localizer;
use crate::write::story::StoryDigests;

/// The most lines of the overview of a long run: who wants them all has its pages.
const MOST_LINES: usize = 100;

/// What an overview needs to know of an article, in every language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::write) struct Headline {
    pub number: usize,
    pub date: Option<Date>,
    /// How much the story tells: the number of facts that a digest prints, of all its articles.
    pub weight: usize,
    /// How many articles tell it.
    articles: usize,
    /// The page that it stands on, if there are several.
    pub page: Option<usize>,
    titles: Vec<Title>,
}

/// What a story is called in one language, and the language of its leading article there.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Title {
    locale: Locale,
    text: String,
    lang: &'static str,
    language: Language,
}

#[derive(Serialize)]
pub(in crate::write) struct OverviewView {
    pub title: String,
    pub lang: &'static str,
    /// The day, if it is known, and the language.
    pub meta: Vec<String>,
    pub target: String,
}

impl Headline {
    fn of(story: &StoryDigests, page: Option<usize>) -> Self {
        let title = |locale: Locale| {
            let digest = &story.lead(locale).digest;
            let mut renditions = digest.entry.renditions.iter();
            let rendition = renditions.find(|rendition| rendition.locale == locale);
            let title = rendition.and_then(|rendition| rendition.title.clone());
            let language = digest.entry.language;
            let (text, lang) = match title {
                Some(title) => (title.text, title.language.tag()),
                None => (heading(digest), language.tag()),
            };
            Title {
                locale,
                text,
                lang,
                language,
            }
        };
        let facts = story.articles().flat_map(|article| &article.digest.entry.facts);
        Headline {
            number: story.first.number,
            date: story.articles().filter_map(|article| article.digest.entry.date).max(),
            weight: facts.filter(|fact| is_shown(fact)).count(),
            articles: story.articles().count(),
            page,
            titles: Locale::ALL.into_iter().map(title).collect(),
        }
    }
}

/// The headlines of the stories of a page as an overview shows them.
pub(in crate::write) fn headlines(stories: &[StoryDigests], page: Option<usize>) -> Vec<Headline> {
    let mut headlines: Vec<Headline> = stories.iter().map(|story| Headline::of(story, page)).collect();
    sort(&mut headlines);
    headlines
}

fn sort(headlines: &mut [Headline]) {
    headlines.sort_by_key(|headline| (Reverse(headline.date), Reverse(headline.weight), headline.number));
}

/// Keeps the headlines that the overview of a long run shows, in its order.
pub(in crate::write) fn keep_first(headlines: &mut Vec<Headline>) {
    sort(headlines);
    headlines.truncate(MOST_LINES);
}

impl OverviewView {
    /// A line; `page` is the file that holds the article, if that is another one.
    pub fn new(localizer: &Localizer, headline: &Headline, page: &str) -> Self {
        let locale = localizer.locale();
        let title = headline.titles.iter().find(|title| title.locale == locale);
        let day = headline.date.map(|date| localizer.date(&PartialDate::Day(date)));
        let language = title.map(|title| localizer.language(title.language).to_owned());
        let articles = (headline.articles > 1).then(|| localizer.articles(headline.articles));
        OverviewView {
            title: title.map(|title| title.text.clone()).unwrap_or_default(),
            lang: title.map_or("und", |title| title.lang),
            meta: [day, language, articles].into_iter().flatten().collect(),
            target: format!("{page}#{}-{}", locale.tag(), anchor(headline.number)),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn newest_first_then_weightiest_and_undated_last() {
        let headline = |number, date, weight| Headline {
            number,
            date,
            weight,
            articles: 1,
            page: None,
            titles: Vec::new(),
        };
        let mut headlines = vec![
            headline(1, None, 90),
            headline(2, Some(date(2024, 5, 1)), 9),
            headline(3, Some(date(2024, 5, 2)), 1),
            headline(4, Some(date(2024, 5, 2)), 5),
            headline(5, Some(date(2024, 5, 2)), 5),
        ];
        sort(&mut headlines);
        let numbers: Vec<_> = headlines.iter().map(|headline| headline.number).collect();
        assert_eq!(numbers, [4, 5, 3, 2, 1]);
    }
}
