//! Kazakh in its Latin alphabets, turned into Cyrillic for whatever reads only that.
//!
//! The alphabets are those of the decrees of 2017 (apostrophes), 2018 (acute accents) and of the draft of 2021
//! (umlauts and cedillas). They share most letters and differ in those that Latin lacks, so that the marks of a
//! text tell which one it is in.

use std::ops::Range;

/// A Latin alphabet of Kazakh.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Alphabet {
    Apostrophes,
    Acutes,
    Umlauts,
}

/// A Kazakh text in Cyrillic: each character with the bytes of the Latin text that it stands for. What is in no Kazakh alphabet
/// stays as it is.
pub(super) fn placed(latin: &str) -> Vec<(char, Range<usize>)> {
    let letters: Vec<(usize, char)> = latin.char_indices().collect();
    let alphabet = Alphabet::of(latin);
    let mut placed = Vec::with_capacity(letters.len());
    let mut at = 0;
    while at < letters.len() {
        let (letter, length) = alphabet.letter(&letters, at);
        let start = letters[at].0;
        let end = letters.get(at + length).map_or(latin.len(), |(byte, _)| *byte);
        placed.push((letter, start..end));
        at += length;
    }
    placed
}

impl Alphabet {
    /// The alphabet whose marks a text has most of; that of 2018, which most texts are in, if it has none.
    fn of(text: &str) -> Self {
        let lower = text.to_lowercase();
        let count = |marks: &str| lower.chars().filter(|letter| marks.contains(*letter)).count();
        let letters: Vec<char> = lower.chars().collect();
        let is_marked = |pair: &&[char]| "agnoscuyi".contains(pair[0]) && is_apostrophe(pair[1]);
        let apostrophes = letters.windows(2).filter(is_marked).count();
        let (acutes, umlauts) = (count("áǵńóúý"), count("äğñŋöşüū"));
        match () {
            () if apostrophes > acutes.max(umlauts) => Alphabet::Apostrophes,
            () if umlauts > acutes => Alphabet::Umlauts,
            () => Alphabet::Acutes,
        }
    }

    /// The Cyrillic letter for what stands at a letter, and how many letters that takes.
    fn letter(self, letters: &[(usize, char)], at: usize) -> (char, usize) {
        let letter = letters[at].1;
        let lower = lower(letter);
        let next = letters.get(at + 1).map(|(_, next)| self::lower(*next));
        let before = at.checked_sub(1).map(|before| self::lower(letters[before].1));
        let marked = self == Alphabet::Apostrophes && next.is_some_and(is_apostrophe);
        let (cyrillic, length) = match (self.glide(lower, marked), marked) {
            (true, _) => {
                let own = 1 + usize::from(marked);
                match letters.get(at + own).map(|(_, next)| self::lower(*next)) {
                    Some('a') => ('я', own + 1),
                    Some('ý') if self == Alphabet::Acutes => ('ю', own + 1),
                    Some('u') if self == Alphabet::Umlauts => ('ю', own + 1),
                    _ if before.is_some_and(is_vowel) => ('й', own),
                    _ => ('и', own),
                }
            }
            (false, true) => match lower {
                'a' => ('ә', 2),
                'g' => ('ғ', 2),
                'n' => ('ң', 2),
                'o' => ('ө', 2),
                's' => ('ш', 2),
                'c' => ('ч', 2),
                'u' => ('ү', 2),
                'y' => ('у', 2),
                _ => (self.plain(lower), 1),
            },
            (false, false) => match (lower, next) {
                ('s', Some('h')) if self == Alphabet::Acutes => ('ш', 2),
                ('c', Some('h')) => ('ч', 2),
                _ => (self.plain(lower), 1),
            },
        };
        let is_capital = letter != lower;
        let cyrillic = if is_capital {
            cyrillic.to_uppercase().next().unwrap_or(cyrillic)
        } else {
            cyrillic
        };
        (if cyrillic == lower { letter } else { cyrillic }, length)
    }

    /// Whether a letter is the one for both `и` and `й`.
    fn glide(self, letter: char, is_marked: bool) -> bool {
        match self {
            Alphabet::Apostrophes => letter == 'i' && is_marked,
            Alphabet::Acutes => letter == 'ı',
            Alphabet::Umlauts => letter == 'i',
        }
    }

    fn plain(self, letter: char) -> char {
        match (self, letter) {
            (Alphabet::Umlauts, 'u') => 'у',
            (Alphabet::Umlauts, 'ı') | (_, 'i') => 'і',
            (_, 'u' | 'ū') => 'ұ',
            (_, 'á' | 'ä' | 'ə') => 'ә',
            (_, 'ǵ' | 'ğ') => 'ғ',
            (_, 'ń' | 'ñ' | 'ŋ') => 'ң',
            (_, 'ó' | 'ö') => 'ө',
            (_, 'ú' | 'ü') => 'ү',
            (_, 'ý' | 'w') => 'у',
            (_, 'ş') => 'ш',
            (_, 'a') => 'а',
            (_, 'b') => 'б',
            (_, 'c') => 'ц',
            (_, 'd') => 'д',
            (_, 'e') => 'е',
            (_, 'f') => 'ф',
            (_, 'g') => 'г',
            (_, 'h' | 'x') => 'х',
            (_, 'j') => 'ж',
            (_, 'k') => 'к',
            (_, 'l') => 'л',
            (_, 'm') => 'м',
            (_, 'n') => 'н',
            (_, 'o') => 'о',
            (_, 'p') => 'п',
            (_, 'q') => 'қ',
            (_, 'r') => 'р',
            (_, 's') => 'с',
            (_, 't') => 'т',
            (_, 'v') => 'в',
            (_, 'y') => 'ы',
            (_, 'z') => 'з',
            (_, other) => other,
        }
    }
}

/// Lower case as these alphabets have it: `I` is the capital of `ı` in none of them that writes `i` without a mark.
fn lower(letter: char) -> char {
    match letter {
        'İ' => 'i',
        _ => letter.to_lowercase().next().unwrap_or(letter),
    }
}

fn is_apostrophe(sign: char) -> bool {
    matches!(sign, '\'' | '’' | 'ʼ' | '`' | '‘')
}

fn is_vowel(letter: char) -> bool {
    "aáäeəiıoóöuúüūyý".contains(letter)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::article::Language;
    use crate::understand::cyrillic::Cyrillic;

    fn of(latin: &str) -> Cyrillic {
        Cyrillic::of(latin, Language::KazakhLatin).expect("another script")
    }

    #[test]
    fn three_alphabets() {
        for (latin, cyrillic) in [
            (
                "Qazaqstan Úkimeti bıylǵy bıýdjetti qarady, dep habarlaıdy.",
                "Қазақстан Үкіметі биылғы бюджетті қарады, деп хабарлайды.",
            ),
            (
                "Qyrǵyzstanda jer silkindi, Grenlandııa, Venesýela",
                "Қырғызстанда жер сілкінді, Гренландия, Венесуела",
            ),
            (
                "Shymkent qalasynda jańa mektep ashyldy",
                "Шымкент қаласында жаңа мектеп ашылды",
            ),
            (
                "Qazaqstan Ükımetı biylğy jyly qarady, Şymkent, ūlttyq",
                "Қазақстан Үкіметі биылғы жылы қарады, Шымкент, ұлттық",
            ),
            (
                "Qazaqstan U'kimeti bi'ylg'y jyly qarady, S'ymkent, jan'a",
                "Қазақстан Үкіметі биылғы жылы қарады, Шымкент, жаңа",
            ),
            ("2019, 5%!", "2019, 5%!"),
        ] {
            assert_eq!(of(latin).text(), cyrillic);
        }
    }

    #[test]
    fn parts_lead_back() {
        let latin = "Shymkentte bıýdjet qaraldy";
        let cyrillic = of(latin);
        let at = cyrillic.text().find("бюджет").expect("a word");
        assert_eq!(&latin[cyrillic.source(at..at + "бюджет".len())], "bıýdjet");
        assert_eq!(cyrillic.source(0..cyrillic.text().len()), 0..latin.len());
        assert_eq!(cyrillic.source(2..2), 2..2);
    }

    proptest! {
        #[test]
        fn every_part_leads_to_a_part(latin in "\\PC{0,40}") {
            let cyrillic = of(&latin);
            let mut end = 0;
            for (byte, letter) in cyrillic.text().char_indices() {
                let source = cyrillic.source(byte..byte + letter.len_utf8());
                prop_assert_eq!(source.start, end);
                prop_assert!(latin.get(source.clone()).is_some_and(|part| !part.is_empty()));
                end = source.end;
            }
            prop_assert_eq!(end, latin.len());
        }
    }
}
