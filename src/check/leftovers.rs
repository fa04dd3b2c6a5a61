//! What is left of a prompt in an answer: words to the model or of the model about itself, marks of its dialogue.

/// Marks that no newspaper prints.
const MARKS: [&str; 10] = [
    "<article",
    "</article",
    "‹article",
    "<|",
    "|>",
    "[inst]",
    "</s>",
    "<think",
    "```",
    "{\"",
];

/// How models speak of what they were asked, in small letters.
const PHRASES: [&str; 30] = [
    "as an ai",
    "as a language model",
    "i cannot",
    "i can't",
    "i'm sorry",
    "i am sorry",
    "here is the summary",
    "here is a summary",
    "here's a summary",
    "in this summary",
    "the article above",
    "the text above",
    "the provided text",
    "the given text",
    "\"headline\"",
    "\"sentences\"",
    "как языковая модель",
    "как искусственный интеллект",
    "я не могу",
    "вот краткое изложение",
    "краткое изложение статьи",
    "в приведённом тексте",
    "в приведенном тексте",
    "в предоставленном тексте",
    "тілдік модель ретінде",
    "жасанды интеллект ретінде",
    "міне, қысқаша мазмұны",
    "мақаланың қысқаша мазмұны",
    "берілген мәтінде",
    "жоғарыдағы мәтінде",
];

/// How models announce a translation, in small letters.
const ANNOUNCEMENTS: [&str; 5] = [
    "here is the translation",
    "here is a translation",
    "here's the translation",
    "вот перевод",
    "міне, аударма",
];

/// The same at the beginning of what they write: later these are transfers of money.
const TITLES: [&str; 4] = ["translation:", "перевод:", "аударма:", "аудармасы:"];

/// What of an answer belongs to the prompt and not to a summary, unless the source has it.
pub(super) fn of_prompt(answer: &str, source: &str) -> Option<String> {
    left(MARKS.iter().chain(&PHRASES), answer, source)
}

/// What of an answer belongs to the prompt and not to a translation, unless the source has it. What models say of themselves is not
/// looked for: the source may say it in its own words.
pub fn of_translation(answer: &str, source: &str) -> Option<String> {
    let beginning = answer.trim_start().to_lowercase();
    let title = TITLES.iter().filter(|title| beginning.starts_with(**title));
    left(MARKS.iter().chain(&ANNOUNCEMENTS).chain(title), answer, source)
}

fn left<'p>(mut phrases: impl Iterator<Item = &'p &'p str>, answer: &str, source: &str) -> Option<String> {
    let (answer, source) = (answer.to_lowercase(), source.to_lowercase());
    let phrase = phrases.find(|phrase| answer.contains(**phrase) && !source.contains(**phrase))?;
    Some(format!("“{phrase}” belongs to the prompt"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_prompt_are_found_unless_they_are_the_articles() {
        assert!(of_prompt("Here is the summary: grain rose.", "Grain rose.").is_some());
        assert!(of_prompt("Вот краткое изложение статьи.", "Зерно подорожало.").is_some());
        assert!(of_prompt("Мост открыт.<|im_end|>", "Мост открыт.").is_some());
        assert_eq!(
            of_prompt("«Я не могу молчать», сказал он.", "«Я не могу молчать», — сказал он."),
            None
        );
        assert_eq!(of_prompt("Баға өсті.", "Баға өсті."), None);
    }

    #[test]
    fn a_translation_may_quote_what_models_say_of_themselves() {
        for announced in [
            "Вот перевод: цены выросли.",
            "Перевод: цены выросли.",
            "Цены выросли.</s>",
        ] {
            assert!(of_translation(announced, "Prices rose.").is_some(), "{announced}");
        }
        for (source, translation) in [
            ("“I will not be silent,” he said.", "«Я не могу молчать», – сказал он."),
            ("A transfer: new rules.", "Денежный перевод: новые правила."),
        ] {
            assert_eq!(of_translation(translation, source), None, "{translation}");
        }
    }
}
