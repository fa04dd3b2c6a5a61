//! The language of an article and of each of its sentences.
//!
//! Script and letters decide first, because they are certain and cheap: nine letters are Kazakh and
//! not Russian, and nearly every Kazakh sentence has one in every second word. A statistical
//! detector (lingua, Kazakh against Russian) is asked only where letters do not tell.

use std::ops::AddAssign;
use std::sync::LazyLock;

use lingua::{LanguageDetector, LanguageDetectorBuilder};
use rustc_hash::FxHashMap;

use super::tokens::{TokenKind, push_lowercase, tokenize};
use crate::article::Language;

/// Letters of Kazakh Cyrillic that Russian does not have.
const KAZAKH_LETTERS: &str = "әғқңөұүһі";
/// Of these, the letters that Kyrgyz does not have.
const KAZAKH_NOT_KYRGYZ: &str = "әғқұһі";
/// Words of Kyrgyz that Kazakh writes otherwise.
const KYRGYZ_WORDS: [&str; 12] = [
    "жана",
    "менен",
    "үчүн",
    "эмес",
    "бирок",
    "кийин",
    "эми",
    "ошондой",
    "эки",
    "дагы",
    "экенин",
    "болгон",
];
/// The vowels that Kyrgyz writes twice where they are long, and Kazakh does not.
const KYRGYZ_VOWELS: [char; 6] = ['а', 'о', 'ө', 'у', 'ү', 'э'];
/// A Turkic text of so many words has every letter of its alphabet somewhere.
const LONG_ENOUGH: usize = 30;
/// Letters that native Kazakh words do without.
const RUSSIAN_LETTERS: &str = "ёвфцчщъьэю";
/// Letters of Cyrillic alphabets that neither Kazakh nor Russian has, and whose they are.
const FOREIGN_CYRILLIC: [(&str, &str); 6] = [
    ("їєґ", "Ukrainian"),
    ("ў", "Belarusian or Uzbek"),
    ("ҷӣӯҳ", "Tajik"),
    ("җ", "Tatar"),
    ("ҙҫҡ", "Bashkir"),
    ("ђјљњћџ", "Serbian or Macedonian"),
];
/// Letters of the Kazakh Latin alphabets of 2018 and 2021 that English does not have.
const KAZAKH_LATIN_LETTERS: &str = "äöüğūŋñşıáǵńúý";
const KAZAKH_LATIN_WORDS: &[&str] = &[
    "bul",
    "men",
    "pen",
    "ben",
    "jáne",
    "jäne",
    "jane",
    "úshin",
    "üşin",
    "üshin",
    "boiynsha",
    "boıynsha",
    "boiynşa",
    "týraly",
    "turaly",
    "dep",
    "edi",
    "bolyp",
    "bolady",
    "jyly",
    "jylgy",
    "jylǵy",
    "qazaqstan",
    "qazaq",
    "eldiń",
    "eldıŋ",
    "osy",
    "onyń",
    "onyŋ",
    "degen",
    "kúni",
    "küni",
];
const ENGLISH_WORDS: &[&str] = &[
    "a", "about", "after", "all", "also", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "did",
    "do", "for", "from", "had", "has", "have", "he", "her", "his", "i", "if", "in", "into", "is", "it", "its", "more",
    "new", "no", "not", "of", "on", "one", "or", "our", "out", "over", "said", "says", "she", "that", "the", "their",
    "there", "they", "this", "to", "under", "up", "was", "we", "were", "what", "when", "which", "who", "will", "with",
    "would", "you",
];
/// Frequent words of the neighbours in Latin script, whose they are, and how they are told from English.
const FOREIGN_LATIN: [(&[&str], &str); 6] = [
    (&["ve", "bir", "için", "ile", "bu", "olarak", "da", "de"], "Turkish"),
    (&["və", "bir", "üçün", "ilə", "bu", "olan"], "Azerbaijani"),
    (&["va", "bilan", "uchun", "ham", "bu", "bo", "uning"], "Uzbek"),
    (&["der", "die", "und", "das", "ist", "nicht", "mit", "von"], "German"),
    (&["le", "la", "les", "et", "des", "une", "est", "que", "dans"], "French"),
    (&["el", "la", "los", "que", "en", "una", "por", "del", "y"], "Spanish"),
];

/// The text is in a language that we do not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Foreign {
    /// Its name in English, as far as we can tell.
    pub name: &'static str,
}

static KAZAKH_OR_RUSSIAN: LazyLock<LanguageDetector> = LazyLock::new(|| {
    LanguageDetectorBuilder::from_languages(&[lingua::Language::Kazakh, lingua::Language::Russian]).build()
});

/// What the words of a text tell: counts of words, so that those of its parts add up.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Evidence {
    words: usize,
    cyrillic: usize,
    latin: usize,
    arabic: usize,
    /// Words with a Kazakh letter, and those with one that is not Kyrgyz either.
    kazakh: usize,
    kazakh_not_kyrgyz: usize,
    kyrgyz: usize,
    russian: usize,
    english: usize,
    kazakh_latin: usize,
    foreign_cyrillic: [usize; FOREIGN_CYRILLIC.len()],
    foreign_latin: [usize; FOREIGN_LATIN.len()],
}

/// Classes of letters and words, a bit each.
const KAZAKH: u16 = 1;
const NOT_KYRGYZ: u16 = 2;
const RUSSIAN: u16 = 4;
const KAZAKH_LATIN: u16 = 8;
/// The first of those in [`FOREIGN_CYRILLIC`], or for words in [`FOREIGN_LATIN`].
const FOREIGN: u16 = 16;

/// Among classes of words: English.
const ENGLISH: u16 = 4;

/// The classes of the frequent words in Latin script.
static WORDS: LazyLock<FxHashMap<&str, u16>> = LazyLock::new(|| {
    let mut classes = FxHashMap::default();
    let mut add = |words: &[&'static str], class: u16| {
        for word in words {
            *classes.entry(*word).or_default() |= class;
        }
    };
    add(KAZAKH_LATIN_WORDS, KAZAKH_LATIN);
    add(ENGLISH_WORDS, ENGLISH);
    for (index, (words, _)) in FOREIGN_LATIN.iter().enumerate() {
        add(words, FOREIGN << index);
    }
    classes
});

/// The classes of every letter up to the end of Cyrillic: this is asked of each letter of each text.
static CLASSES: LazyLock<[u16; 0x530]> = LazyLock::new(|| {
    let mut classes = [0; 0x530];
    let mut add = |letters: &str, class: u16| {
        for letter in letters.chars() {
            classes[letter as usize] |= class;
        }
    };
    add(KAZAKH_LETTERS, KAZAKH);
    add(KAZAKH_NOT_KYRGYZ, NOT_KYRGYZ);
    add(RUSSIAN_LETTERS, RUSSIAN);
    add(KAZAKH_LATIN_LETTERS, KAZAKH_LATIN);
    for (index, (letters, _)) in FOREIGN_CYRILLIC.iter().enumerate() {
        add(letters, FOREIGN << index);
    }
    classes
});

/// What the letters of a word tell.
struct Letters {
    /// The classes that it has a letter of.
    classes: u16,
    /// Whether it has a vowel twice in a row, as Kyrgyz writes long ones.
    has_long_vowel: bool,
}

impl Letters {
    fn of(word: &str) -> Self {
        let mut letters = Letters {
            classes: 0,
            has_long_vowel: false,
        };
        let mut previous = ' ';
        for letter in word.chars() {
            letters.classes |= CLASSES.get(letter as usize).copied().unwrap_or(0);
            letters.has_long_vowel |= letter == previous && KYRGYZ_VOWELS.contains(&letter);
            previous = letter;
        }
        letters
    }
}

impl AddAssign<&Evidence> for Evidence {
    fn add_assign(&mut self, part: &Evidence) {
        self.words += part.words;
        self.cyrillic += part.cyrillic;
        self.latin += part.latin;
        self.arabic += part.arabic;
        self.kazakh += part.kazakh;
        self.kazakh_not_kyrgyz += part.kazakh_not_kyrgyz;
        self.kyrgyz += part.kyrgyz;
        self.russian += part.russian;
        self.english += part.english;
        self.kazakh_latin += part.kazakh_latin;
        let foreign = self.foreign_cyrillic.iter_mut().chain(&mut self.foreign_latin);
        for (count, more) in foreign.zip(part.foreign_cyrillic.iter().chain(&part.foreign_latin)) {
            *count += more;
        }
    }
}

impl Evidence {
    /// The evidence of all words of `text`.
    pub fn of(text: &str) -> Self {
        let mut evidence = Evidence::default();
        let mut word = String::new();
        for token in tokenize(text) {
            if token.kind == TokenKind::Word {
                word.clear();
                push_lowercase(&mut word, token.text);
                evidence.add(&word);
            }
        }
        evidence
    }

    fn add(&mut self, word: &str) {
        let letters = Letters::of(word);
        let has = |class: u16| usize::from(letters.classes & class != 0);
        self.words += 1;
        match word.chars().next() {
            Some('\u{400}'..='\u{52f}') => {
                self.cyrillic += 1;
                self.kazakh += has(KAZAKH);
                self.kazakh_not_kyrgyz += has(NOT_KYRGYZ);
                self.kyrgyz += usize::from(letters.has_long_vowel || KYRGYZ_WORDS.contains(&word));
                self.russian += has(RUSSIAN);
                for (index, count) in self.foreign_cyrillic.iter_mut().enumerate() {
                    *count += has(FOREIGN << index);
                }
            }
            Some('a'..='z' | '\u{c0}'..='\u{24f}' | 'ə') => {
                self.latin += 1;
                let q_alone = word.match_indices('q').any(|(at, _)| !word[at + 1..].starts_with('u'));
                let known = WORDS.get(word).copied().unwrap_or(0);
                let is = |class: u16| usize::from(known & class != 0);
                self.kazakh_latin += usize::from(q_alone).max(has(KAZAKH_LATIN)).max(is(KAZAKH_LATIN));
                self.english += is(ENGLISH);
                for (index, count) in self.foreign_latin.iter_mut().enumerate() {
                    *count += is(FOREIGN << index);
                }
            }
            Some('\u{600}'..='\u{6ff}' | '\u{fb50}'..='\u{fdff}') => self.arabic += 1,
            _ => {}
        }
    }

    /// Whether the words that carry the grammar are Cyrillic: Latin names in a Cyrillic text are common, the reverse is not.
    fn is_cyrillic(&self) -> bool {
        self.cyrillic >= self.latin || self.cyrillic > 0 && self.english == 0
    }

    /// Whether `part` is at least `percent` of `whole`.
    fn share(part: usize, whole: usize, percent: usize) -> bool {
        whole > 0 && part * 100 >= whole * percent
    }
}

/// The main language of an article, or whose language it is if we do not read it.
pub(super) fn of_article(text: &str, evidence: &Evidence, declared: Option<Language>) -> Result<Language, Foreign> {
    let known = evidence.cyrillic + evidence.latin + evidence.arabic;
    if evidence.words == 0 {
        return Ok(declared.unwrap_or(Language::Undetermined));
    }
    if evidence.words > 2 * known {
        let name = "a language in another script";
        return Err(Foreign { name });
    }
    if evidence.arabic * 2 > known {
        return arabic(text);
    }
    match evidence.is_cyrillic() {
        true => cyrillic_article(text, evidence),
        false => latin_article(evidence, declared),
    }
}

fn cyrillic_article(text: &str, evidence: &Evidence) -> Result<Language, Foreign> {
    let whole = evidence.cyrillic;
    let foreign = evidence.foreign_cyrillic.iter().zip(FOREIGN_CYRILLIC);
    if let Some((_, (_, name))) = foreign.clone().max_by_key(|(count, _)| **count)
        && foreign
            .clone()
            .any(|(count, _)| *count >= 2 && Evidence::share(*count, whole, 8))
    {
        return Err(Foreign { name });
    }
    let without_kazakh_letters =
        Evidence::share(evidence.kazakh, whole, 15) && !Evidence::share(evidence.kazakh_not_kyrgyz, whole, 5);
    // A short Kazakh text may lack them by chance; a Kyrgyz one shows its own words or long vowels.
    if without_kazakh_letters && (evidence.kyrgyz > 0 || whole >= LONG_ENOUGH) {
        let name = "Kyrgyz or another Turkic language";
        return Err(Foreign { name });
    }
    Ok(cyrillic(text, evidence).unwrap_or(Language::Russian))
}

fn latin_article(evidence: &Evidence, declared: Option<Language>) -> Result<Language, Foreign> {
    let whole = evidence.latin;
    let kazakh = Evidence::share(evidence.kazakh_latin, whole, 20);
    if evidence.english >= evidence.kazakh_latin && Evidence::share(evidence.english, whole, 15) {
        return Ok(Language::English);
    }
    let foreign = evidence.foreign_latin.iter().zip(FOREIGN_LATIN);
    if let Some((count, (_, name))) = foreign.max_by_key(|(count, _)| **count)
        && *count >= 2
        && Evidence::share(*count, whole, 6)
        && *count > evidence.english
        && whole >= 8
    {
        return Err(Foreign { name });
    }
    match (kazakh, declared) {
        (true, _) => Ok(Language::KazakhLatin),
        (false, Some(language)) if whole < 12 => Ok(language),
        _ if whole < 12 || Evidence::share(evidence.english, whole, 5) => Ok(Language::English),
        _ => Err(Foreign {
            name: "a language in Latin script other than English and Kazakh",
        }),
    }
}

/// Kazakh in Arabic script has letters that its neighbours write otherwise.
fn arabic(text: &str) -> Result<Language, Foreign> {
    let has = |letters: &str| text.contains(|letter| letters.contains(letter));
    match has("ۇۋٴءە") && !has("ېۈئێڵڕۅۉ") {
        true => Ok(Language::KazakhArabic),
        false => Err(Foreign {
            name: "a language in Arabic script other than Kazakh",
        }),
    }
}

/// The language of a sentence within an article in the language `context`.
pub(super) fn of_sentence(text: &str, evidence: &Evidence, context: Language) -> Language {
    if evidence.arabic > evidence.cyrillic + evidence.latin {
        return Language::KazakhArabic;
    }
    if evidence.cyrillic + evidence.latin == 0 {
        return Language::Undetermined;
    }
    match evidence.is_cyrillic() {
        true => cyrillic_sentence(text, evidence, context),
        false => latin_sentence(evidence, context),
    }
}

fn cyrillic_sentence(text: &str, evidence: &Evidence, context: Language) -> Language {
    cyrillic(text, evidence).unwrap_or(match context {
        Language::Kazakh | Language::Russian => context,
        _ => Language::Russian,
    })
}

/// Kazakh or Russian; nothing if a short text may be either.
fn cyrillic(text: &str, evidence: &Evidence) -> Option<Language> {
    let whole = evidence.cyrillic;
    if Evidence::share(evidence.kazakh, whole, 34) {
        return Some(Language::Kazakh);
    }
    // Every second Kazakh word has a letter of its own: six without one and with a Russian letter are Russian.
    if evidence.kazakh == 0 && whole >= 6 && evidence.russian >= 1 {
        return Some(Language::Russian);
    }
    let no_kazakh = evidence.kazakh == 0 || !Evidence::share(evidence.kazakh, whole, 12);
    if no_kazakh && evidence.russian >= 2 && whole >= 4 && Evidence::share(evidence.russian, whole, 25) {
        return Some(Language::Russian);
    }
    if whole < 2 {
        return (evidence.kazakh > 0).then_some(Language::Kazakh);
    }
    match KAZAKH_OR_RUSSIAN.detect_language_of(text)? {
        lingua::Language::Kazakh => Some(Language::Kazakh),
        lingua::Language::Russian => Some(Language::Russian),
    }
}

fn latin_sentence(evidence: &Evidence, context: Language) -> Language {
    let kazakh = evidence.kazakh_latin > evidence.english && Evidence::share(evidence.kazakh_latin, evidence.latin, 20);
    match context {
        Language::KazakhLatin if kazakh || evidence.english * 5 < evidence.latin => Language::KazakhLatin,
        _ if kazakh && evidence.latin > 2 => Language::KazakhLatin,
        Language::English => Language::English,
        // Names in another script say nothing: `Air Astana`.
        _ if evidence.english == 0 && evidence.latin < 4 => Language::Undetermined,
        _ => Language::English,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_in_the_languages_that_we_read() {
        for (text, language) in [
            ("Үкімет отырысында биылғы бюджет қаралды.", Language::Kazakh),
            ("На заседании правительства рассмотрели бюджет.", Language::Russian),
            (
                "The government has considered the budget of the year.",
                Language::English,
            ),
            (
                "Úkimet otyrysynda bıylǵy bıýdjet qaraldy, dep habarlaıdy.",
                Language::KazakhLatin,
            ),
            (
                "Ükımet otyrysynda biylğy büdjet qaraldy dep habarlaidy.",
                Language::KazakhLatin,
            ),
            ("ۇكىمەت وتىرىسىندا بيۋدجەت قارالدى", Language::KazakhArabic),
            ("2019 — 5", Language::Undetermined),
            ("Ол отыз күнге созылады.", Language::Kazakh),
            ("Үш жүз теңгеден сатылады.", Language::Kazakh),
        ] {
            assert_eq!(of_article(text, &Evidence::of(text), None), Ok(language), "{text}");
        }
    }

    #[test]
    fn other_languages_are_named() {
        for (text, name) in [
            (
                "На засіданні уряду розглянули бюджет, який її члени підтримали є.",
                "Ukrainian",
            ),
            (
                "Өкмөттүн жыйынында бюджет каралды жана өлкөнүн премьери үчүн сөз берилди.",
                "Kyrgyz",
            ),
            ("政府会议审议了今年的预算。", "another script"),
            (
                "Die Regierung hat den Haushalt und das Gesetz nicht mit der Mehrheit beschlossen.",
                "German",
            ),
            (
                "Hükümet bu yıl için bütçe ve vergi yasasını bir toplantıda ele aldı.",
                "Turkish",
            ),
            ("ناقشت الحكومة ميزانية هذا العام", "Arabic script"),
        ] {
            let found = of_article(text, &Evidence::of(text), None);
            assert!(matches!(found, Err(foreign) if foreign.name.contains(name)), "{text}");
        }
    }

    #[test]
    fn sentences_of_a_mixed_article() {
        for (text, context, language) in [
            (
                "«Мы поддержали эту инициативу», – сказал он.",
                Language::Kazakh,
                Language::Russian,
            ),
            (
                "Қасым-Жомарт Тоқаев поручил правительству снизить тарифы.",
                Language::Russian,
                Language::Russian,
            ),
            ("Бұл туралы әкім айтты.", Language::Russian, Language::Kazakh),
            ("Air Astana.", Language::Kazakh, Language::Undetermined),
            ("От BBC Scotland.", Language::Russian, Language::Russian),
            ("PALM сынағында ZMapp сыналды.", Language::Kazakh, Language::Kazakh),
            ("12,5 %.", Language::Kazakh, Language::Undetermined),
            ("Not a word was said about it.", Language::Russian, Language::English),
        ] {
            assert_eq!(of_sentence(text, &Evidence::of(text), context), language, "{text}");
        }
    }
}
