//! How many there are of the things that a digest counts.

use icu::decimal::input::Decimal;

use super::Localizer;
use super::nouns::Noun;
use crate::article::Locale;

impl Localizer {
    /// `1 статья`, `2 статьи`, `5 статей`.
    pub fn articles(&self, count: usize) -> String {
        self.counted(
            count,
            match self.locale {
                Locale::Kk => Noun::Plain("мақала"),
                Locale::Ru => Noun::Russian {
                    one: "статья",
                    few: "статьи",
                    many: "статей",
                    fraction: "статьи",
                },
                Locale::En => Noun::English {
                    one: "article",
                    other: "articles",
                },
            },
        )
    }

    /// `1 сюжет`, `2 сюжета`, `5 сюжетов`.
    pub fn stories(&self, count: usize) -> String {
        self.counted(
            count,
            match self.locale {
                Locale::Kk => Noun::Plain("оқиға"),
                Locale::Ru => Noun::Russian {
                    one: "сюжет",
                    few: "сюжета",
                    many: "сюжетов",
                    fraction: "сюжета",
                },
                Locale::En => Noun::English {
                    one: "story",
                    other: "stories",
                },
            },
        )
    }

    /// `1 предложение`, `2 предложения`, `5 предложений`.
    pub fn sentences(&self, count: usize) -> String {
        self.counted(
            count,
            match self.locale {
                Locale::Kk => Noun::Plain("сөйлем"),
                Locale::Ru => Noun::Russian {
                    one: "предложение",
                    few: "предложения",
                    many: "предложений",
                    fraction: "предложения",
                },
                Locale::En => Noun::English {
                    one: "sentence",
                    other: "sentences",
                },
            },
        )
    }

    /// Articles that could not be read: `21 статью не удалось прочитать`, `2 articles could not be read`.
    pub fn failures(&self, count: usize) -> String {
        self.counted(
            count,
            match self.locale {
                Locale::Kk => Noun::Plain("мақаланы оқу мүмкін болмады"),
                Locale::Ru => Noun::Russian {
                    one: "статью не удалось прочитать",
                    few: "статьи не удалось прочитать",
                    many: "статей не удалось прочитать",
                    fraction: "статьи не удалось прочитать",
                },
                Locale::En => Noun::English {
                    one: "article could not be read",
                    other: "articles could not be read",
                },
            },
        )
    }

    fn counted(&self, count: usize, noun: Noun) -> String {
        let number = Decimal::from(count);
        let word = noun.counted(self.numbers.cardinal(&number), None);
        self.numbers.digits(&number) + self.blank() + word
    }
}
