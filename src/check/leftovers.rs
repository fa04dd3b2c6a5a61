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

/// What of an answer belongs to the prompt and not to a summary, unless the source has it.
pub(super) fn of_prompt(answer: &str, source: &str) -> Option<String> {
    let (answer, source) = (answer.to_lowercase(), source.to_lowercase());
    let is_left = |phrase: &&&str| answer.contains(**phrase) && !source.contains(**phrase);
    let phrase = MARKS.iter().chain(&PHRASES).find(is_left)?;
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
}
