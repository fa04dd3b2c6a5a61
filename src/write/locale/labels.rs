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
    /// The heading of the overview, newest and weightiest first.
    Overview,
    /// The view for readers.
    Digest,
    /// The view for those who check.
    Review,
    /// Where there is nothing to check.
    NothingToReview,
    /// At the foot: that it was made by a program.
    CheckFirst,
    /// The heading of its facts.
    KeyFacts,
    /// What bears a sentence or a fact out.
    Evidence,
    /// The heading of the text that an article was read from.
    SourceText,
    /// The heading of the articles that could not be read.
    Failed,
    /// Beside a sentence that stands in the language of its source.
    NotTranslated,
    /// Beside an article of which the source holds only the beginning.
    Teaser,
    /// Before the names of the models that wrote a summary.
    SummaryBy,
    /// Before the number of errors that the checks found in an article.
    CheckNotes,
    /// The heading of the articles that tell one story.
    Tellings,
    /// The heading of the figures on which these differ.
    Differences,
    /// The heading of the names that a run spells in more than one way.
    Spellings,
    /// Once in a digest that has such sentences: why, and what to do about it.
    HowToTranslate,
    /// The same where a model translates, but not all that it wrote was good enough, or no way leads to the language.
    NotAllTranslated,
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
        Label::Overview => "Шолу",
        Label::Digest => "Дайджест",
        Label::Review => "Тексеру",
        Label::NothingToReview => "Барлық тексеру сәтті өтті, күмәнді деректер жоқ.",
        Label::CheckFirst => "автоматты түрде жасалды; жарияламас бұрын түпнұсқамен салыстырыңыз",
        Label::KeyFacts => "Негізгі деректер",
        Label::Evidence => "Мәтіндегі дәлелі",
        Label::SourceText => "Түпнұсқа мәтін",
        Label::Failed => "Оқу мүмкін болмаған мақалалар",
        Label::NotTranslated => "түпнұсқа тілінде",
        Label::Teaser => "мақаланың басы ғана",
        Label::CheckNotes => "Тексеру ескертпелері (digest.html бетіндегі «Тексеру» бөлімін қараңыз)",
        Label::SummaryBy => "қысқаша мазмұнын жазған:",
        Label::Tellings => "Дереккөздер",
        Label::Differences => "Дереккөздер әртүрлі айтады",
        Label::Spellings => "Әртүрлі жазылған есімдер",
        Label::HowToTranslate => {
            "Аударма моделі қолданылмады, сондықтан әр сөйлем түпнұсқа тілінде берілді. \
             Аударма алу үшін models.toml файлынан аударма моделі бар профильді таңдаңыз (--profile АТАУ)."
        }
        Label::NotAllTranslated => {
            "Кейбір сөйлемдердің аудармасы тексеруден өтпеді немесе аударма жолы табылмады; олар түпнұсқа тілінде берілді."
        }
    }
}

fn russian(label: Label) -> &'static str {
    match label {
        Label::DigestTitle => "Дайджест новостей",
        Label::Contents => "Содержание",
        Label::Overview => "Обзор",
        Label::Digest => "Дайджест",
        Label::Review => "Проверка",
        Label::NothingToReview => "Все проверки пройдены, сомнительных фактов нет.",
        Label::CheckFirst => "составлено автоматически; перед публикацией сверьте с источником",
        Label::KeyFacts => "Ключевые факты",
        Label::Evidence => "Подтверждение в тексте",
        Label::SourceText => "Исходный текст",
        Label::Failed => "Статьи, которые не удалось прочитать",
        Label::NotTranslated => "на языке оригинала",
        Label::Teaser => "только начало статьи",
        Label::CheckNotes => "Замечания проверки (см. раздел «Проверка» на странице digest.html)",
        Label::SummaryBy => "изложение:",
        Label::Tellings => "Источники",
        Label::Differences => "Источники расходятся",
        Label::Spellings => "Имена, написанные по-разному",
        Label::HowToTranslate => {
            "Модель перевода не использовалась, поэтому каждое предложение приведено на языке оригинала. \
             Чтобы получить перевод, выберите в models.toml профиль с моделью перевода (--profile ИМЯ)."
        }
        Label::NotAllTranslated => {
            "Перевод некоторых предложений не прошёл проверку, или для них нет модели; они приведены на языке оригинала."
        }
    }
}

fn english(label: Label) -> &'static str {
    match label {
        Label::DigestTitle => "News digest",
        Label::Contents => "Contents",
        Label::Overview => "Overview",
        Label::Digest => "Digest",
        Label::Review => "Review",
        Label::NothingToReview => "All checks passed, and no fact is in doubt.",
        Label::CheckFirst => "made automatically; check against the source before publishing",
        Label::KeyFacts => "Key facts",
        Label::Evidence => "Evidence in the text",
        Label::SourceText => "Source text",
        Label::Failed => "Articles that could not be read",
        Label::NotTranslated => "in the original language",
        Label::Teaser => "beginning of the article only",
        Label::CheckNotes => "Notes of the checks (see Review in digest.html)",
        Label::SummaryBy => "summary by",
        Label::Tellings => "Sources",
        Label::Differences => "Sources differ",
        Label::Spellings => "Names spelled in more than one way",
        Label::HowToTranslate => {
            "No translation model was used, so every sentence stands in its original language. \
             For translations, choose a profile of models.toml that has a translation model (--profile NAME)."
        }
        Label::NotAllTranslated => {
            "The translations of some sentences did not pass the checks, or no model leads there; these stand in their \
             original language."
        }
    }
}
