//! Kazakh endings: plural, possessive and case stand one after another, each in forms that go by the sounds before it.

use super::{Endings, Stem, is_shorter, split_last};

/// What stands before an ending, which decides what it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A stem as in the dictionary.
    Word,
    /// A stem changed as only vowels behind it change it: `кітаб-` of `кітап`.
    BeforeVowel,
    /// A stem without the possessive that its dictionary form has: `министрлік` of `Қаржы министрлігі`.
    BeforePlural,
    /// The hyphen behind an abbreviation or a number, which are said otherwise than they are written.
    Hyphen,
    Plural,
    /// A possessive of the first or second person.
    Mine,
    /// That of the third.
    Theirs,
    Locative,
    /// An ending that nothing follows.
    End,
}

/// Behind what plurals, possessives and cases stand.
const COUNTED: &[Place] = &[Place::Word, Place::Hyphen, Place::BeforePlural];
const POSSESSED: &[Place] = &[Place::Word, Place::Hyphen, Place::Plural, Place::BeforeVowel];
const MINE_OR_NONE: &[Place] = &[Place::Word, Place::Hyphen, Place::Plural, Place::Mine];
const ALL: &[Place] = &[Place::Word, Place::Hyphen, Place::Plural, Place::Mine, Place::Theirs];

/// A group of endings: behind what they stand, their forms, and what they are to those behind them.
type Group = (&'static [Place], &'static [&'static str], Place);

/// All endings that leave a word the word that it is.
///
/// The bare possessives `-м` and `-ң` are not among them: in news `қалам` is a pen much more often than my town.
const GROUPS: [Group; 14] = [
    (COUNTED, &["лар", "лер", "дар", "дер", "тар", "тер"], Place::Plural),
    (POSSESSED, &["ы", "і", "сы", "сі"], Place::Theirs),
    (
        POSSESSED,
        &[
            "ым", "ім", "ың", "ің", "ымыз", "іміз", "ыңыз", "іңіз", "мыз", "міз", "ңыз", "ңіз",
        ],
        Place::Mine,
    ),
    (ALL, &["ның", "нің", "дың", "дің", "тың", "тің"], Place::End),
    (ALL, &["нікі", "дікі", "тікі"], Place::End),
    (ALL, &["мен", "бен", "пен"], Place::End),
    (ALL, &["ша", "ше", "дай", "дей", "тай", "тей"], Place::End),
    (MINE_OR_NONE, &["ға", "ге", "қа", "ке"], Place::End),
    (MINE_OR_NONE, &["ны", "ні", "ды", "ді", "ты", "ті"], Place::End),
    (MINE_OR_NONE, &["дан", "ден", "тан", "тен", "нан", "нен"], Place::End),
    (MINE_OR_NONE, &["да", "де", "та", "те"], Place::Locative),
    (&[Place::Mine], &["а", "е"], Place::End),
    (
        &[Place::Theirs],
        &["на", "не", "н", "нан", "нен", "нша", "нше"],
        Place::End,
    ),
    (&[Place::Theirs], &["нда", "нде"], Place::Locative),
];

/// More letters than endings of a word have.
const LONGEST: usize = 25;

/// Makes of a locative what is there, and that has endings as a stem has: `қаладағылардың`.
const ATTRIBUTIVES: [&str; 2] = ["ғы", "гі"];

/// Endings that are the same whatever the vowels of the word.
const NEUTRAL: [&str; 6] = ["мен", "бен", "пен", "нікі", "дікі", "тікі"];

/// The stems of a word in small letters.
pub(super) fn stems(word: &str) -> Vec<Stem> {
    let mut stems = vec![Stem::new(word, Endings::Chain(Place::Word))];
    stems.extend(changed(word).map(|stem| Stem::new(&stem, Endings::Chain(Place::BeforeVowel))));
    stems.extend(shortened(word).map(|stem| Stem::new(&stem, Endings::Chain(Place::BeforeVowel))));
    if word.ends_with(['ы', 'і']) {
        stems.push(Stem::new(word, Endings::Chain(Place::Theirs)));
        stems.extend(
            unpossessed(word)
                .iter()
                .map(|stem| Stem::new(stem, Endings::Chain(Place::BeforePlural))),
        );
    }
    if ends_in_consonants(word) {
        // Loans that cannot be said without a vowel: `митингіге`, `объектісі`.
        stems.extend(["ы", "і"].map(|vowel| Stem::new(&format!("{word}{vowel}"), Endings::Chain(Place::Word))));
    }
    stems
}

/// A stem with its last consonant as it is before a vowel.
fn changed(word: &str) -> Option<String> {
    let (stem, last) = split_last(word)?;
    match last {
        'ь' => Some(stem.to_owned()),
        _ => Some(format!("{stem}{}", voiced(last)?)),
    }
}

/// A stem without the vowel that falls out before another: `халқ-` of `халық`, `қаупі` of `қауіп`.
fn shortened(word: &str) -> Option<String> {
    let (rest, last) = split_last(word)?;
    let (rest, vowel) = split_last(rest)?;
    let is_unstressed = matches!(vowel, 'ы' | 'і') && !is_vowel(last) && rest.chars().any(is_vowel);
    is_unstressed.then(|| format!("{rest}{last}"))
}

/// What a word that ends in `ы` or `і` is without it, if that was a possessive.
fn unpossessed(word: &str) -> Vec<String> {
    let Some((stem, _)) = split_last(word).filter(|(stem, _)| !is_shorter(stem, 3)) else {
        return Vec::new();
    };
    let (rest, last) = split_last(stem).unwrap_or((stem, ' '));
    let hard = match last {
        'г' => Some('к'),
        'ғ' => Some('қ'),
        'б' => Some('п'),
        _ => None,
    };
    let hardened = hard.map(|hard| format!("{rest}{hard}"));
    let without_link = (last == 'с').then(|| rest.to_owned());
    [Some(stem.to_owned()), hardened, without_link]
        .into_iter()
        .flatten()
        .collect()
}

fn voiced(consonant: char) -> Option<char> {
    match consonant {
        'к' => Some('г'),
        'қ' => Some('ғ'),
        'п' => Some('б'),
        _ => None,
    }
}

fn ends_in_consonants(word: &str) -> bool {
    let is_consonant = |letter: char| !is_vowel(letter) && !is_glide(letter);
    let mut last = word.chars().rev();
    last.next().is_some_and(is_consonant) && last.next().is_some_and(is_consonant)
}

/// Whether letters are endings that may stand at a place one after another; none at all where the place needs none.
pub(super) fn is_chain(place: Place, before: Option<char>, letters: &str) -> bool {
    is_shorter(letters, LONGEST) && follows(place, before, letters, None)
}

/// The same, with the vowels that endings have had so far.
fn follows(place: Place, before: Option<char>, letters: &str, harmony: Option<Harmony>) -> bool {
    if letters.is_empty() {
        return !matches!(place, Place::BeforeVowel | Place::BeforePlural);
    }
    let goes_on = |ending: &str, next: Place| {
        let Some(rest) = letters.strip_prefix(ending) else {
            return false;
        };
        let agreed = match (harmony, Harmony::of(ending)) {
            (Some(one), Some(other)) if one != other => return false,
            (one, other) => one.or(other),
        };
        (place == Place::Hyphen || joins(before, ending)) && follows(next, ending.chars().next_back(), rest, agreed)
    };
    let groups = GROUPS.iter().filter(|(places, _, _)| places.contains(&place));
    let mut endings = groups.flat_map(|(_, endings, next)| endings.iter().map(move |ending| (*ending, *next)));
    let is_attributive = || ATTRIBUTIVES.iter().any(|ending| goes_on(ending, Place::Word));
    endings.any(|(ending, next)| goes_on(ending, next)) || place == Place::Locative && is_attributive()
}

/// The vowels of endings: all of a word are said at the back of the mouth, or all at the front.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Harmony {
    Back,
    Front,
}

impl Harmony {
    fn of(ending: &str) -> Option<Self> {
        if NEUTRAL.contains(&ending) {
            return None;
        }
        ending.chars().find_map(|letter| match letter {
            'а' | 'ы' => Some(Harmony::Back),
            'е' | 'і' => Some(Harmony::Front),
            _ => None,
        })
    }
}

/// Whether an ending may stand behind a letter.
fn joins(before: Option<char>, ending: &str) -> bool {
    let (Some(before), Some(first)) = (before, ending.chars().next()) else {
        return false;
    };
    match (first, ending) {
        // `-мыз` is a possessive, `-мен` a case.
        ('м', "мен") => !is_hard(before),
        ('с' | 'м' | 'ң', _) | (_, "ны" | "ні") => is_vowel(before),
        ('н', _) => is_vowel(before) || matches!(before, 'м' | 'н' | 'ң'),
        ('л', _) => is_vowel(before) || is_glide(before) || matches!(before, 'р' | 'й'),
        // `қаланы`, and not `қалады`, which is a verb.
        (_, "ды" | "ді" | "дың" | "дің" | "дікі" | "дар" | "дер") => {
            !is_vowel(before) && !is_hard(before)
        }
        ('ы' | 'і' | 'а' | 'е', _) => !is_vowel(before),
        ('т' | 'қ' | 'к' | 'п', _) => is_hard(before),
        ('ш', _) => true,
        _ => !is_hard(before),
    }
}

fn is_vowel(letter: char) -> bool {
    matches!(
        letter,
        'а' | 'ә' | 'е' | 'о' | 'ө' | 'ұ' | 'ү' | 'ы' | 'і' | 'э' | 'я' | 'ё'
    )
}

/// Letters that stand for a vowel and a consonant behind it.
fn is_glide(letter: char) -> bool {
    matches!(letter, 'и' | 'у' | 'ю')
}

/// Whether an ending behind a consonant begins without voice. `б в г д` at the end of loans are said so.
fn is_hard(letter: char) -> bool {
    matches!(
        letter,
        'п' | 'ф' | 'к' | 'қ' | 'т' | 'с' | 'ш' | 'щ' | 'ч' | 'ц' | 'х' | 'һ' | 'б' | 'в' | 'г' | 'д'
    )
}
