//! Case endings of Kazakh and Russian words, and what is left without them.

use crate::article::Language;

/// Kazakh case endings, of names and of possessive forms.
pub const KAZAKH: [&str; 33] = [
    "ның", "нің", "дың", "дің", "тың", "тің", "ға", "ге", "қа", "ке", "на", "не", "ны", "ні", "ды", "ді", "ты", "ті",
    "да", "де", "та", "те", "дан", "ден", "тан", "тен", "нан", "нен", "мен", "пен", "бен", "нда", "нде",
];

/// Kazakh endings that make words of words: the plural, `-дағы`, `-лық`.
const KAZAKH_DERIVED: [&str; 24] = [
    "дағы",
    "дегі",
    "тағы",
    "тегі",
    "ндағы",
    "ндегі",
    "лық",
    "лік",
    "дық",
    "дік",
    "тық",
    "тік",
    "лар",
    "лер",
    "дар",
    "дер",
    "тар",
    "тер",
    "лары",
    "лері",
    "дары",
    "дері",
    "тары",
    "тері",
];

/// Russian case endings, with what the nominative has in their place.
pub const RUSSIAN: [(&str, &[&str]); 14] = [
    ("ём", &["ь", "й"]),
    ("ом", &["", "о"]),
    ("ем", &["ь", "й", ""]),
    ("ой", &["а"]),
    ("ей", &["я", "а"]),
    ("ым", &[""]),
    ("им", &[""]),
    ("а", &["", "о"]),
    ("у", &["", "а"]),
    ("ы", &["а"]),
    ("и", &["я", "а", "ь"]),
    ("е", &["", "а", "я"]),
    ("я", &["й", "ь"]),
    ("ю", &["й", "ь", "я"]),
];

/// Endings of Russian adjectives and plurals that [`RUSSIAN`] has not.
const RUSSIAN_OTHER: [&str; 9] = ["ого", "его", "ому", "ему", "ами", "ями", "ах", "ях", "ых"];

/// The shortest stem, in letters.
const SHORTEST: usize = 3;

/// A Kazakh word in small letters without one of its case endings, for every ending that it might have.
pub fn kazakh_stems(word: &str) -> impl Iterator<Item = &str> {
    without(word, &KAZAKH)
}

fn without<'w>(word: &'w str, endings: &'static [&'static str]) -> impl Iterator<Item = &'w str> {
    endings
        .iter()
        .filter_map(move |ending| word.strip_suffix(ending))
        .filter(|stem| stem.chars().count() >= SHORTEST)
}

/// What may be left of a word in small letters without its endings, in no order of likelihood: one ending of Russian, up to two
/// of Kazakh.
pub fn stems(word: &str, language: Language) -> Vec<String> {
    match language {
        Language::Kazakh | Language::KazakhLatin | Language::KazakhArabic => {
            let once = |word: &str| -> Vec<String> {
                let cases = without(word, &KAZAKH);
                cases.chain(without(word, &KAZAKH_DERIVED)).map(str::to_owned).collect()
            };
            let first = once(word);
            let second: Vec<String> = first.iter().flat_map(|stem| once(stem)).collect();
            first.into_iter().chain(second).collect()
        }
        Language::Russian => {
            let endings = RUSSIAN.iter().map(|(ending, _)| *ending).chain(RUSSIAN_OTHER);
            endings
                .filter_map(|ending| word.strip_suffix(ending))
                .filter(|stem| stem.chars().count() >= SHORTEST)
                .map(str::to_owned)
                .collect()
        }
        _ => Vec::new(),
    }
}

/// What a word may be in the nominative, the word itself first. Capital letters stay.
pub fn nominatives(word: &str, language: Language) -> Vec<String> {
    let mut forms = vec![word.to_owned()];
    match language {
        Language::Kazakh => forms.extend(without(word, &KAZAKH).map(str::to_owned)),
        Language::Russian => {
            let adjectives = [
                ("ого", "ий"),
                ("ого", "ый"),
                ("ому", "ий"),
                ("ому", "ый"),
                ("им", "ий"),
                ("ым", "ый"),
                ("ую", "ая"),
            ];
            let nouns = RUSSIAN
                .iter()
                .flat_map(|(ending, bases)| bases.iter().map(move |base| (*ending, *base)));
            for (ending, base) in nouns.chain(adjectives) {
                if let Some(stem) = word.strip_suffix(ending).filter(|stem| stem.chars().count() >= 2) {
                    forms.push(format!("{stem}{base}"));
                }
            }
        }
        _ => {}
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_fall_off_one_by_one() {
        let stems = stems("министрлігінің", Language::Kazakh);
        assert!(stems.contains(&"министрлігі".to_owned()), "{stems:?}");
        let stems = super::stems("астанадағылардан", Language::Kazakh);
        assert!(stems.contains(&"астанадағы".to_owned()), "{stems:?}");
        assert!(super::stems("министерством", Language::Russian).contains(&"министерств".to_owned()));
        assert!(super::stems("ministry", Language::English).is_empty());
    }

    #[test]
    fn a_nominative_is_among_the_forms() {
        let has = |word: &str, language, base: &str| nominatives(word, language).contains(&base.to_owned());
        assert!(has("Крючкову", Language::Russian, "Крючкова"));
        assert!(has("Достоевского", Language::Russian, "Достоевский"));
        assert!(has("Есімовке", Language::Kazakh, "Есімов"));
        assert_eq!(nominatives("Smith", Language::English), ["Smith"]);
    }
}
