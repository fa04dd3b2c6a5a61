//! The words for kinds of facts, results of checks and reasons of failures.

use super::Localizer;
use crate::article::Locale;
use crate::digest::{FactKind, FailureKind, Status};

impl Localizer {
    /// The heading over the facts of a kind.
    pub fn fact_kind(&self, kind: FactKind) -> &'static str {
        let [kazakh, russian, english] = match kind {
            FactKind::Person => ["Адамдар", "Люди", "People"],
            FactKind::Organization => ["Ұйымдар", "Организации", "Organizations"],
            FactKind::Place => ["Жер атаулары", "Места", "Places"],
            FactKind::Date => ["Даталар", "Даты", "Dates"],
            FactKind::Period => ["Кезеңдер", "Периоды", "Periods"],
            FactKind::Duration => ["Ұзақтығы", "Продолжительность", "Durations"],
            FactKind::Age => ["Жасы", "Возраст", "Ages"],
            FactKind::Frequency => ["Жиілігі", "Периодичность", "Frequencies"],
            FactKind::Money => ["Ақша сомалары", "Денежные суммы", "Sums of money"],
            FactKind::Percent => ["Пайыздар", "Проценты", "Percentages"],
            FactKind::Quantity => ["Шамалар", "Величины", "Quantities"],
            FactKind::Ordinal => ["Реттік сандар", "Порядковые номера", "Ordinal numbers"],
            FactKind::Quote => ["Дәйексөздер", "Цитаты", "Quotations"],
        };
        self.one_of(kazakh, russian, english)
    }

    /// What the check of the evidence found.
    pub fn status(&self, status: Status) -> &'static str {
        let [kazakh, russian, english] = match status {
            Status::Supported => ["расталды", "подтверждено", "supported"],
            Status::Weak => ["ішінара расталды", "подтверждено частично", "partly supported"],
            Status::Unsupported => ["расталмады", "не подтверждено", "not supported"],
        };
        self.one_of(kazakh, russian, english)
    }

    /// Why an article could not be digested, in a few words.
    pub fn failure_kind(&self, kind: FailureKind) -> &'static str {
        let [kazakh, russian, english] = match kind {
            FailureKind::Unreadable => [
                "файлды оқу мүмкін болмады",
                "не удалось прочитать файл",
                "the file could not be read",
            ],
            FailureKind::Undecodable => [
                "мәтіннің кодталуы белгісіз",
                "неизвестная кодировка текста",
                "unknown character encoding",
            ],
            FailureKind::UnsupportedFormat => [
                "файл пішіміне қолдау көрсетілмейді",
                "формат файла не поддерживается",
                "unsupported file format",
            ],
            FailureKind::Empty => [
                "мәтінде бірде-бір сөйлем жоқ",
                "в тексте нет ни одного предложения",
                "no sentence in the text",
            ],
            FailureKind::BadRecord => ["JSONL жазбасы қате", "ошибка в записи JSONL", "bad JSONL record"],
            FailureKind::DuplicateId => [
                "бұл id басқа мәтінде бар",
                "этот id уже есть у другого текста",
                "another text has the same id",
            ],
            FailureKind::UnsupportedLanguage => [
                "мәтін тіліне қолдау көрсетілмейді",
                "язык текста не поддерживается",
                "unsupported language",
            ],
            FailureKind::Model => ["модель істен шықты", "отказ модели", "a model failed"],
            FailureKind::Internal => [
                "бағдарламаның ішкі қатесі",
                "внутренняя ошибка программы",
                "internal error of the program",
            ],
        };
        self.one_of(kazakh, russian, english)
    }

    fn one_of(&self, kazakh: &'static str, russian: &'static str, english: &'static str) -> &'static str {
        match self.locale {
            Locale::Kk => kazakh,
            Locale::Ru => russian,
            Locale::En => english,
        }
    }
}
