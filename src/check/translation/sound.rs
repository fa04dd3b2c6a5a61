//! How names sound, and whether two words may be one name in different alphabets.
//!
//! Spelling does not tell how a name is said: `Hughes` is `Хьюз`, `Xining` is `Синин`. So a word is heard in several
//! ways, each with one letter or group of letters read otherwise, and two words are alike if any two hearings are.

use crate::article::Language;
use crate::relate::skeleton::{distance, skeleton, voiced};
use crate::understand::cases;

/// Letters that are read in more than one way, and how else, in Latin letters.
const LATIN: &[(&str, &str)] = &[
    ("jiang", "tsian"),
    ("qing", "tsin"),
    ("jing", "tsin"),
    ("j", "ts"),
    ("ault", "o"),
    ("eau", "o"),
    ("eot", "o"),
    ("gua", "gva"),
    ("gui", "gvi"),
    ("uay", "vay"),
    ("rcester", "ster"),
    ("cester", "ster"),
    ("augh", "o"),
    ("ough", "o"),
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
    ("g", "zh"),
    ("j", "y"),
    ("j", "h"),
    ("x", "sh"),
    ("x", "h"),
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
    ("nd", "n"),
    ("dt", "t"),
    ("ti", "shi"),
];

/// The same of Cyrillic ones.
const CYRILLIC: &[(&str, &str)] = &[
    ("цз", "ц"),
    ("дз", "ж"),
    ("нг", "н"),
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

    /// Whether a word has all sounds of the other but for endings: an adjective, or a name within a word.
    pub fn is_same(&self, other: &Sound) -> bool {
        self.plain
            .iter()
            .any(|one| one.len() >= TELLING && other.plain.contains(one))
    }

    /// Whether a word may be made of the other.
    pub fn is_akin(&self, other: &Sound) -> bool {
        self.is_same(other) || self.lacks_one(other)
    }

    /// How much of the one word sounds otherwise in the other: 0 for nothing, 1 for all. Other ways to write a name exchange
    /// sounds that are alike, or leave one out; another name has others.
    pub fn strangeness(&self, other: &Sound) -> f64 {
        let pairs = self
            .voiced
            .iter()
            .flat_map(|one| other.voiced.iter().map(move |other| (one, other)));
        pairs.map(|(one, other)| strangeness(one, other)).fold(1.0, f64::min)
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
    let english = [
        "n", "ns", "ian", "ians", "an", "ans", "ese", "ish", "ic", "s", "us", "os",
    ]
    .into_iter()
    .filter_map(|ending| word.strip_suffix(ending));
    let people = ["цы", "цев", "цам", "ец", "нин", "не"]
        .into_iter()
        .filter_map(|ending| word.strip_suffix(ending));
    russian
        .into_iter()
        .chain(english)
        .chain(people)
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
        true => CYRILLIC,
        false => LATIN,
    };
    let others = table.iter().filter(|(spelled, _)| word.contains(spelled));
    let mut readings: Vec<String> = Vec::new();
    for (spelled, said) in others {
        readings.push(word.replacen(spelled, said, 1));
        if word.matches(spelled).nth(1).is_some() {
            readings.push(word.replace(spelled, said));
        }
    }
    readings.extend(
        word.strip_suffix(SILENT)
            .filter(|stem| stem.chars().count() >= 3)
            .map(str::to_owned),
    );
    readings
}

/// What it costs to make the sounds of a word those of another, beside the length of the longer (Levenshtein 1966 with
/// costs of its own).
fn strangeness(one: &str, other: &str) -> f64 {
    let other: Vec<char> = other.chars().collect();
    let mut row = vec![0.0];
    for sound in &other {
        row.push(row[row.len() - 1] + weight(*sound));
    }
    for sound in one.chars() {
        let mut diagonal = row[0];
        row[0] += weight(sound);
        for (column, heard) in other.iter().enumerate() {
            let exchanged = diagonal + exchange(sound, *heard);
            diagonal = row[column + 1];
            let left_out = (diagonal + weight(sound)).min(row[column] + weight(*heard));
            row[column + 1] = exchanged.min(left_out);
        }
    }
    row[other.len()] / one.chars().count().max(other.len()).max(1) as f64
}

/// What it costs to leave out a sound.
fn weight(sound: char) -> f64 {
    match sound {
        'a' | 'e' | 'o' => 0.4,
        _ => 0.7,
    }
}

/// What it costs to hear a sound as another.
fn exchange(one: char, other: char) -> f64 {
    const ALIKE: [&str; 9] = ["aeo", "pb", "td", "vfb", "scj", "jk", "ck", "vo", "ej"];
    match one == other {
        true => 0.0,
        false if ALIKE.iter().any(|alike| alike.contains(one) && alike.contains(other)) => 0.4,
        false => 1.0,
    }
}
