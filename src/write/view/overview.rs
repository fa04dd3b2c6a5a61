//! The overview of a batch: the newest articles first, of one day the weightiest.

use std::cmp::Reverse;

use jiff::civil::Date;
use serde::Serialize;

use super::article::{anchor, heading};
use super::facts::is_shown;
use crate::article::{Language, Locale};
use crate::digest::{Digest, PartialDate};
use crate::write::locale::Localizer;

/// The most lines of the overview of a long run: who wants them all has its pages.
const MOST_LINES: usize = 100;

/// What an overview needs to know of an article, in every language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::write) struct Headline {
    pub number: usize,
    pub date: Option<Date>,
    /// How much the article tells: the number of facts that a digest prints.
    pub weight: usize,
    language: Language,
    titles: Vec<(Locale, String, &'static str)>,
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
    fn of(number: usize, digest: &Digest) -> Self {
        let title = |locale: Locale| {
            let rendition = digest
                .entry
                .renditions
                .iter()
                .find(|rendition| rendition.locale == locale);
            let title = rendition.and_then(|rendition| rendition.title.clone());
            match title {
                Some(title) => (locale, title.text, title.language.tag()),
                None => (locale, heading(digest), digest.entry.language.tag()),
            }
        };
        Headline {
            number,
            date: digest.entry.date,
            weight: digest.entry.facts.iter().filter(|fact| is_shown(fact)).count(),
            language: digest.entry.language,
            titles: Locale::ALL.into_iter().map(title).collect(),
        }
    }
}

/// The headlines of some articles as an overview shows them; `first` is the number of the first within the run.
pub(in crate::write) fn headlines(digests: &[Digest], first: usize) -> Vec<Headline> {
    let numbered = digests.iter().enumerate();
    let mut headlines: Vec<Headline> = numbered
        .map(|(index, digest)| Headline::of(first + index, digest))
        .collect();
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
        let title = headline.titles.iter().find(|(other, ..)| *other == locale);
        let (title, lang) = title.map_or_else(Default::default, |(_, text, lang)| (text.clone(), *lang));
        let day = headline.date.map(|date| localizer.date(&PartialDate::Day(date)));
        let language = localizer.language(headline.language).to_owned();
        OverviewView {
            title,
            lang,
            meta: day.into_iter().chain([language]).collect(),
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
            language: Language::English,
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
