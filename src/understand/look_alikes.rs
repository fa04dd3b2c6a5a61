//! Letters of Latin and Cyrillic script that look the same, and words that mix them up.
//!
//! Old keyboards had no Kazakh layout, so `бiлiм` was typed with a Latin `i`; and many a Latin
//! abbreviation was typed with the Cyrillic letters at hand. The eye sees no difference, but search,
//! stemming and translation do.

/// Latin letters and the Cyrillic letters that look like them.
const PAIRS: [(char, char); 30] = [
    ('A', 'А'),
    ('B', 'В'),
    ('C', 'С'),
    ('E', 'Е'),
    ('H', 'Н'),
    ('I', 'І'),
    ('K', 'К'),
    ('M', 'М'),
    ('O', 'О'),
    ('P', 'Р'),
    ('T', 'Т'),
    ('X', 'Х'),
    ('Y', 'Ү'),
    ('a', 'а'),
    ('c', 'с'),
    ('e', 'е'),
    ('h', 'һ'),
    ('i', 'і'),
    ('o', 'о'),
    ('p', 'р'),
    ('x', 'х'),
    ('y', 'у'),
    ('ə', 'ә'),
    ('Ə', 'Ә'),
    ('ɵ', 'ө'),
    ('Ɵ', 'Ө'),
    ('ï', 'ї'),
    ('Ï', 'Ї'),
    ('ë', 'ё'),
    ('Ë', 'Ё'),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Cyrillic,
    Other,
}

fn script(letter: char) -> Script {
    match letter {
        'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{2af}' => Script::Latin,
        '\u{400}'..='\u{52f}' => Script::Cyrillic,
        _ => Script::Other,
    }
}

fn to_cyrillic(letter: char) -> Option<char> {
    let pair = PAIRS.iter().find(|(latin, _)| *latin == letter);
    pair.map(|(_, cyrillic)| *cyrillic)
}

fn to_latin(letter: char) -> Option<char> {
    let pair = PAIRS.iter().find(|(_, cyrillic)| *cyrillic == letter);
    pair.map(|(latin, _)| *latin)
}

/// Brings a word into one script, if all its letters of the other one are look-alikes and the word
/// has letters that only the one script has. Gives the number of letters exchanged.
pub(super) fn repair<'w>(word: impl Iterator<Item = &'w mut char>) -> usize {
    let mut letters: Vec<&mut char> = word.collect();
    let has = |wanted| letters.iter().any(|letter| script(**letter) == wanted);
    if !(has(Script::Latin) && has(Script::Cyrillic)) {
        return 0;
    }
    let (exchange, foreign): (fn(char) -> Option<char>, _) = match (
        fits(&letters, Script::Latin, to_cyrillic),
        fits(&letters, Script::Cyrillic, to_latin),
    ) {
        (true, false) => (to_cyrillic, Script::Latin),
        (false, true) => (to_latin, Script::Cyrillic),
        _ => return 0,
    };
    if is_acronym_with_ending(&letters, foreign) {
        return 0;
    }
    let mut exchanged = 0;
    for letter in &mut letters {
        if script(**letter) == foreign
            && let Some(same_looking) = exchange(**letter)
        {
            **letter = same_looking;
            exchanged += 1;
        }
    }
    exchanged
}

/// Whether every letter of the `foreign` script has a look-alike.
fn fits(letters: &[&mut char], foreign: Script, exchange: fn(char) -> Option<char>) -> bool {
    letters
        .iter()
        .filter(|letter| script(***letter) == foreign)
        .all(|letter| exchange(**letter).is_some())
}

/// `OPECке` is a Latin abbreviation with a Kazakh ending, not a misspelt Cyrillic word.
fn is_acronym_with_ending(letters: &[&mut char], foreign: Script) -> bool {
    let length = letters
        .iter()
        .take_while(|letter| script(***letter) == foreign && letter.is_uppercase())
        .count();
    length >= 2 && letters[length..].iter().all(|letter| script(**letter) != foreign)
}

#[cfg(test)]
mod tests {
    use super::repair;

    fn repaired(word: &str) -> (String, usize) {
        let mut letters: Vec<char> = word.chars().collect();
        let count = repair(letters.iter_mut());
        (letters.into_iter().collect(), count)
    }

    #[test]
    fn mixed_words_come_out_in_one_script() {
        assert_eq!(repaired("бiлiм"), ("білім".into(), 2));
        assert_eq!(repaired("Pоссия"), ("Россия".into(), 1));
        assert_eq!(repaired("NАТO"), ("NATO".into(), 2));
        assert_eq!(repaired("ministеr"), ("minister".into(), 1));
    }

    #[test]
    fn words_that_are_mixed_on_purpose_stay() {
        for word in ["OPECке", "ASEANға", "Wi", "Қазақстан", "iPhoneды", "СO"] {
            assert_eq!(repaired(word), (word.into(), 0));
        }
    }
}
