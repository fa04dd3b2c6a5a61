//! How names sound, and whether two words may be one name in different alphabets.
//!
//! Spelling does not tell how a name is said: `Hughes` is `Хьюз`, `Xining` is `Синин`. So a word is heard in several
//! ways, each with one letter or group of letters read otherwise, and two words are alike if any two hearings are.

use crate::article::Language;
use crate::relate::skeleton::{distance, skeleton, voiced};
use crate::understand::cases;

/// Letters that are read in more than one way, and how else, in Latin letters.
const LATIN: [(&str, &str); 37] = [
    ("qu", "k"),
    ("gn", "n"),
    ("gl", "l"),
    ("zz", "ts"),
    ("eu", "ev"),
    ("th", "f"),
    ("c", "k"),
    ("gh", ""),
    ("ch", "k"),
    ("ch", "sh"),
    ("ch", "h"),
    ("c", "ch"),
    ("c", "ts"),
    ("c", "s"),
    ("g", "zh"),
    ("g", ""),
    ("j", "y"),
    ("j", "h"),
    ("x", "sh"),
    ("x", "h"),
    ("x", ""),
    ("x", "z"),
    ("xh", "dzh"),
    ("w", "u"),
    ("h", ""),
    ("th", "s"),
    ("ng", "n"),
    ("q", "ts"),
    ("q", "ch"),
    ("z", "ts"),
    ("zh", "ch"),
    ("ll", "y"),
    ("lk", "k"),
    ("v", "f"),
    ("es", "s"),
    ("d", ""),
    ("ti", "shi"),
];

/// The same of Cyrillic ones.
const CYRILLIC: [(&str, &str); 8] = [
    ("чж", "ж"),
    ("цз", "з"),
    ("дз", "з"),
    ("дж", "ж"),
    ("дж", "г"),
    ("х", ""),
    ("тч", "ч"),
    ("ц", "с"),
];

/// Letters at the end that French and English names do not say.
const SILENT: [char; 9] = ['t', 's', 'x', 'd', 'p', 'e', 'с', 'з', 'д'];

/// Skeletons from this length on tell names apart.
const TELLING: usize = 3;

/// How a word may sound.
pub(super) struct Sound {
    /// As it is spelled, without each of its endings.
    plain: Vec<String>,
    /// The same in other readings.
    read: Vec<String>,
    voiced: Vec<String>,
}

impl Sound {
    /// Hears a word in small letters.
    pub fn of(word: &str, language: Language) -> Self {
        let mut stems = cases::stems(word, language);
        stems.extend(adjective_stems(word).map(str::to_owned));
        stems.push(word.to_owned());
        let skeletons = |words: &[String]| {
            let mut skeletons: Vec<String> = words.iter().map(|word| skeleton(word)).collect();
            skeletons.sort_unstable();
            skeletons.dedup();
            skeletons
        };
        let readings: Vec<String> = stems.iter().flat_map(|stem| readings(stem)).collect();
        Sound {
            plain: skeletons(&stems),
            read: skeletons(&readings),
            voiced: stems.iter().map(|stem| voiced(stem)).collect(),
        }
    }

    /// Whether two words may be one name.
    pub fn is_like(&self, other: &Sound) -> bool {
        let shared = self.read.iter().filter(|one| other.read.contains(one));
        match shared.map(String::len).max() {
            Some(TELLING..) => true,
            Some(length @ 1..) => self.has_like_vowels(other, length + 1),
            _ => self.lacks_one(other),
        }
    }

    /// Whether a word may be made of the other: an adjective, or a name within a word.
    pub fn is_akin(&self, other: &Sound) -> bool {
        self.plain
            .iter()
            .any(|one| one.len() >= TELLING && other.plain.contains(one))
            || self.lacks_one(other)
    }

    /// Whether two words differ by one sound only: a slip of a translator, or another way to write a name.
    pub fn is_near(&self, other: &Sound) -> bool {
        self.plain.iter().any(|one| {
            other
                .plain
                .iter()
                .any(|other| one.len().min(other.len()) >= TELLING && distance(one, other) <= 1)
        })
    }

    /// Whether the vowels are not too far apart either, where there are few consonants.
    fn has_like_vowels(&self, other: &Sound, most: usize) -> bool {
        self.voiced
            .iter()
            .any(|one| other.voiced.iter().any(|other| distance(one, other) <= most))
    }

    /// Whether a long word has all sounds of the other but one: `Deptford` is `Депфорд` to some.
    fn lacks_one(&self, other: &Sound) -> bool {
        const LONG: usize = 4;
        let lacks = |one: &String, other: &String| {
            one.len() >= LONG && one.len() + 1 == other.len() && distance(one, other) == 1
        };
        self.plain
            .iter()
            .any(|one| other.plain.iter().any(|other| lacks(one, other) || lacks(other, one)))
    }
}

/// What an adjective is made of: `ноттингем` of `ноттингемском`, `macedonia` of `macedonian`.
fn adjective_stems(word: &str) -> impl Iterator<Item = &str> {
    let russian = word.rsplit_once("ск").map(|(stem, _)| stem);
    let english = ["n", "ese", "ish", "ic", "s", "us", "os"]
        .into_iter()
        .filter_map(|ending| word.strip_suffix(ending));
    russian
        .into_iter()
        .chain(english)
        .filter(|stem| stem.chars().count() >= 3)
}

/// The word as it is spelled, and with one or two groups of letters in another way.
fn readings(word: &str) -> Vec<String> {
    let mut all = vec![word.to_owned()];
    for _ in 0..2 {
        let more: Vec<String> = all.iter().flat_map(|word| read_otherwise(word)).collect();
        all.extend(more);
    }
    all.sort_unstable();
    all.dedup();
    all
}

fn read_otherwise(word: &str) -> Vec<String> {
    let is_cyrillic = word.contains(|letter| ('\u{400}'..='\u{52f}').contains(&letter));
    let table: &[(&str, &str)] = match is_cyrillic {
        true => &CYRILLIC,
        false => &LATIN,
    };
    let others = table.iter().filter(|(spelled, _)| word.contains(spelled));
    let mut readings: Vec<String> = others.map(|(spelled, said)| word.replacen(spelled, said, 1)).collect();
    readings.extend(
        word.strip_suffix(SILENT)
            .filter(|stem| stem.chars().count() >= 3)
            .map(str::to_owned),
    );
    readings
}
