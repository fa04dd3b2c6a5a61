//! A light stemmer for Kazakh nouns: plural, possessive and case endings come off, one layer after the other.
//!
//! Kazakh stacks its endings in a fixed order (stem, plural, possessive, case), each in several
//! forms by vowel harmony and the sound before it. Taking layers off from the end, never below a
//! stem of four letters, joins the forms of a word well enough for counting; it is no analysis.

/// The shortest stem that an ending is taken off of, in letters.
const SHORTEST_STEM: usize = 4;

/// Layers from the end of the word; within a layer longer endings first.
const LAYERS: [&[&str]; 4] = [
    // Copula, comitative and attributive.
    &[
        "дағы",
        "дегі",
        "тағы",
        "тегі",
        "менен",
        "мен",
        "бен",
        "пен",
        "мын",
        "мін",
    ],
    // Case, after a possessive and after a stem.
    &[
        "ындағы",
        "індегі",
        "нда",
        "нде",
        "ның",
        "нің",
        "дың",
        "дің",
        "тың",
        "тің",
        "нан",
        "нен",
        "дан",
        "ден",
        "тан",
        "тен",
        "ына",
        "іне",
        "ға",
        "ге",
        "қа",
        "ке",
        "на",
        "не",
        "да",
        "де",
        "та",
        "те",
        "ны",
        "ні",
        "ды",
        "ді",
        "ты",
        "ті",
    ],
    // Possessive.
    &[
        "ымыз", "іміз", "ыңыз", "іңіз", "мыз", "міз", "ңыз", "ңіз", "сын", "сін", "сы", "сі", "ым", "ім", "ың", "ің",
        "ын", "ін", "ы", "і",
    ],
    // Plural.
    &["лар", "лер", "дар", "дер", "тар", "тер"],
];

/// The stem of a word in small letters.
pub(super) fn stem(word: &str) -> &str {
    let mut stem = word;
    for layer in LAYERS {
        if let Some(shorter) = layer.iter().find_map(|ending| without(stem, ending)) {
            stem = shorter;
        }
    }
    stem
}

fn without<'w>(word: &'w str, ending: &str) -> Option<&'w str> {
    let stem = word.strip_suffix(ending)?;
    (stem.chars().count() >= SHORTEST_STEM).then_some(stem)
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn endings_come_off_in_layers() {
        for (word, expected) in [
            ("мектептерінде", "мектеп"),
            ("мектептер", "мектеп"),
            ("мектепке", "мектеп"),
            ("министрлігінің", "министрліг"),
            ("министрлігіне", "министрліг"),
            ("қаласындағы", "қала"),
            ("қалалардан", "қала"),
            ("үй", "үй"),
            ("бала", "бала"),
        ] {
            assert_eq!(stem(word), expected, "{word}");
        }
    }
}
