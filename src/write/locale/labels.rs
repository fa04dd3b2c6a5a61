//! The words of a digest around its content.

use super::Localizer;
use crate::article::Locale;

/// A word or a notice that a digest prints beside what it found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Label {
    /// The title of the whole.
    DigestTitle,
    /// The heading of the table of contents.
    Contents,
    /// Where an article was published.
    Source,
    /// When it was published.
    Date,
    /// Where its dateline says that it was written.
    Place,
    /// The agency in its dateline.
    Agency,
    /// Its language.
    Language,
    /// The heading of its facts.
    KeyFacts,
    /// The heading of its summary.
    Summary,
    /// What bears a sentence or a fact out.
    Evidence,
    /// The heading of the text that an article was read from.
    SourceText,
    /// The heading of the articles that could not be read.
    Failed,
    /// How much of an article was read.
    Coverage,
    /// Beside a sentence that stands in the language of its source.
    NotTranslated,
    /// Beside an article of which the source holds only the beginning.
    Teaser,
    /// Once in a digest that has such sentences: why, and what to do about it.
    HowToTranslate,
    /// How sure a rule is of a fact.
    Confidence,
    /// What the check of the evidence found.
    Status,
}

impl Localizer {
    /// A word or notice of a digest.
    pub fn label(&self, label: Label) -> &'static str {
        match self.locale {
            Locale::Kk => kazakh(label),
            Locale::Ru => russian(label),
            Locale::En => english(label),
        }
    }
}

fn kazakh(label: Label) -> &'static str {
    match label {
        Label::DigestTitle => "Түйін: жаңалықтар дайджесті",
        Label::Contents => "Мазмұны",
        Label::Source => "Дереккөз",
        Label::Date => "Күні",
        Label::Place => "Орны",
        Label::Agency => "Агенттік",
        Label::Language => "Тілі",
        Label::KeyFacts => "Негізгі деректер",
        Label::Summary => "Қысқаша мазмұны",
        Label::Evidence => "Мәтіндегі дәлелі",
        Label::SourceText => "Түпнұсқа мәтін",
        Label::Failed => "Оқу мүмкін болмаған мақалалар",
        Label::Coverage => "Мәтіннің қамтылуы",
        Label::NotTranslated => "түпнұсқа тілінде",
        Label::Teaser => "мақаланың басы ғана",
        Label::HowToTranslate => {
            "Аударма моделі қолданылмады, сондықтан әр сөйлем түпнұсқа тілінде берілді. \
             Аударма алу үшін models.toml файлынан аударма моделі бар профильді таңдаңыз (--profile АТАУ)."
        }
        Label::Confidence => "Сенімділік деңгейі",
        Label::Status => "Тексеру нәтижесі",
    }
}

fn russian(label: Label) -> &'static str {
    match label {
        Label::DigestTitle => "Дайджест новостей",
        Label::Contents => "Содержание",
        Label::Source => "Источник",
        Label::Date => "Дата",
        Label::Place => "Место",
        Label::Agency => "Агентство",
        Label::Language => "Язык",
        Label::KeyFacts => "Ключевые факты",
        Label::Summary => "Краткое содержание",
        Label::Evidence => "Подтверждение в тексте",
        Label::SourceText => "Исходный текст",
        Label::Failed => "Статьи, которые не удалось прочитать",
        Label::Coverage => "Охват текста",
        Label::NotTranslated => "на языке оригинала",
        Label::Teaser => "только начало статьи",
        Label::HowToTranslate => {
            "Модель перевода не использовалась, поэтому каждое предложение приведено на языке оригинала. \
             Чтобы получить перевод, выберите в models.toml профиль с моделью перевода (--profile ИМЯ)."
        }
        Label::Confidence => "Уверенность",
        Label::Status => "Результат проверки",
    }
}

fn english(label: Label) -> &'static str {
    match label {
        Label::DigestTitle => "News digest",
        Label::Contents => "Contents",
        Label::Source => "Source",
        Label::Date => "Date",
        Label::Place => "Place",
        Label::Agency => "Agency",
        Label::Language => "Language",
        Label::KeyFacts => "Key facts",
        Label::Summary => "Summary",
        Label::Evidence => "Evidence in the text",
        Label::SourceText => "Source text",
        Label::Failed => "Articles that could not be read",
        Label::Coverage => "Coverage of the text",
        Label::NotTranslated => "in the original language",
        Label::Teaser => "beginning of the article only",
        Label::HowToTranslate => {
            "No translation model was used, so every sentence stands in its original language. \
             For translations, choose a profile of models.toml that has a translation model (--profile NAME)."
        }
        Label::Confidence => "Confidence",
        Label::Status => "Check result",
    }
}
