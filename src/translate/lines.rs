//! Lines of text into another language, sentence by sentence.

use super::segment::segments;

/// What is asked of a model: as many results as texts, in their order.
pub trait Translate {
    /// Why a text could not be translated.
    type Error;

    /// Translates texts, each short enough for [`Translate::count`] to be within [`Translate::budget`] or not divisible.
    fn translate(&self, texts: &[&str]) -> Vec<Result<String, Self::Error>>;

    /// The size of a text, in the units of the budget.
    fn count(&self, text: &str) -> usize;

    /// The largest text that is translated at once.
    fn budget(&self) -> usize;
}

/// Translates lines; an empty line stays empty. If a part of a line fails, the line does.
pub fn translate_lines<M: Translate>(model: &M, lines: &[String]) -> Vec<Result<String, M::Error>> {
    let parts: Vec<Vec<&str>> = lines
        .iter()
        .map(|line| {
            let ranges = segments(line, model.budget(), &|text| model.count(text));
            ranges.into_iter().map(|range| &line[range]).collect()
        })
        .collect();
    let mut translated = model.translate(&parts.concat()).into_iter();
    let joined = parts.iter().map(|parts| {
        // All results of the line are taken, so that those of the next are in their place if one of these failed.
        let parts: Vec<Result<String, M::Error>> = translated.by_ref().take(parts.len()).collect();
        let parts: Vec<String> = parts.into_iter().collect::<Result<_, _>>()?;
        Ok(parts.join(" "))
    });
    joined.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Turns texts into capitals; fails at question marks.
    struct Capitals;

    impl Translate for Capitals {
        type Error = String;

        fn translate(&self, texts: &[&str]) -> Vec<Result<String, String>> {
            let one = |text: &&str| match text.contains('?') {
                true => Err(format!("asked: {text}")),
                false => Ok(text.to_uppercase()),
            };
            texts.iter().map(one).collect()
        }

        fn count(&self, text: &str) -> usize {
            text.split_whitespace().count()
        }

        fn budget(&self) -> usize {
            4
        }
    }

    #[test]
    fn every_line_has_its_own_result() {
        let lines = [
            "One two. Three four five, six seven.",
            "",
            "Why? Because it is so.",
            "End.",
        ]
        .map(str::to_owned);
        let translated = translate_lines(&Capitals, &lines);
        assert_eq!(
            translated,
            [
                Ok("ONE TWO. THREE FOUR FIVE, SIX SEVEN.".to_owned()),
                Ok(String::new()),
                Err("asked: Why?".to_owned()),
                Ok("END.".to_owned()),
            ]
        );
    }
}
