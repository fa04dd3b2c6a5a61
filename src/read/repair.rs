//! Text that somebody before us decoded by a wrong encoding: `Ќазаќстан`, `РљР°Р·Р°С…СЃС‚Р°РЅ`, `Êàçàõñòàí`.
//!
//! The letters still tell which bytes they were, so that the bytes can be decoded again. Nothing is repaired
//! on a guess: what comes out has to be what no writer of the letters that stand there could have meant.

use encoding_rs::{Encoding, WINDOWS_1251, WINDOWS_1252};

use super::code_pages::CodePage;

/// A repaired text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Repaired {
    pub text: String,
    /// How many of its lines were wrong.
    pub lines: usize,
}

/// The repaired text, if there is something to repair.
pub(super) fn repair(text: &str) -> Option<Repaired> {
    if text.is_ascii() {
        return None;
    }
    by_line(text).or_else(|| by_whole_text(text))
}

/// One 8-bit encoding taken for another is a matter of the whole text: a line may be too short to tell.
fn by_whole_text(text: &str) -> Option<Repaired> {
    let repaired = match is_western_by_mistake(text) {
        true => western_letters(text)?,
        false => kazakh_letters(text)?,
    };
    let changed = |(old, new): &(&str, &str)| old != new;
    let lines = text.split('\n').zip(repaired.split('\n')).filter(changed).count();
    (lines > 0).then_some(Repaired { text: repaired, lines })
}

/// A Kazakh code page read as windows-1251.
fn kazakh_letters(text: &str) -> Option<String> {
    // Without one of these there is no evidence; most texts are spared the rest.
    if !text.contains(['ќ', 'Ќ', 'ѕ', 'њ']) {
        return None;
    }
    // Signs that came into the text later, by an editor's hand, have no byte; they stay as they are.
    let page = CodePage::detect(&bytes_for_detection(text, WINDOWS_1251))?;
    decode_again(text, WINDOWS_1251, |byte| page.decode(&[byte]))
}

/// Text in windows-1251 or a Kazakh code page, read as windows-1252 or Latin-1.
fn western_letters(text: &str) -> Option<String> {
    let page = CodePage::detect(&bytes_for_detection(text, WINDOWS_1252));
    decode_again(text, WINDOWS_1252, |byte| match page {
        Some(page) => page.decode(&[byte]),
        None => WINDOWS_1251
            .decode_without_bom_handling_and_without_replacement(&[byte])
            .map(Into::into),
    })
}

/// Whether nearly all letters are of the last quarter of Latin-1: no language is written so.
fn is_western_by_mistake(text: &str) -> bool {
    let western = text.chars().filter(|letter| ('À'..='ÿ').contains(letter)).count();
    // Counting all letters is dear, and hardly ever needed.
    western >= 8 && western * 10 >= text.chars().filter(|letter| letter.is_alphabetic()).count() * 6
}

fn bytes_for_detection(text: &str, wrong: &'static Encoding) -> Vec<u8> {
    text.chars().filter_map(|character| byte_of(character, wrong)).collect()
}

fn byte_of(character: char, encoding: &'static Encoding) -> Option<u8> {
    let mut letter = [0; 4];
    let (bytes, _, unmappable) = encoding.encode(character.encode_utf8(&mut letter));
    (!unmappable).then(|| bytes[0])
}

fn decode_again(text: &str, wrong: &'static Encoding, right: impl Fn(u8) -> Option<String>) -> Option<String> {
    let mut repaired = String::with_capacity(text.len());
    for character in text.chars() {
        match byte_of(character, wrong).filter(|byte| *byte >= 0x80) {
            Some(byte) => repaired.push_str(&right(byte)?),
            None => repaired.push(character),
        }
    }
    Some(repaired)
}

/// The fewest characters of more than one byte that show that a line was UTF-8: fewer may be so by accident.
const FEWEST_CHARACTERS: usize = 3;

/// UTF-8 read as windows-1251 or windows-1252 shows in every line by itself: pages are often put together from
/// parts that were read rightly and parts that were not.
fn by_line(text: &str) -> Option<Repaired> {
    let mut lines = 0;
    let repaired: Vec<String> = text
        .split('\n')
        .map(
            |line| match utf8_line(line, WINDOWS_1251).or_else(|| utf8_line(line, WINDOWS_1252)) {
                Some(right) => {
                    lines += 1;
                    right
                }
                None => line.to_owned(),
            },
        )
        .collect();
    (lines > 0).then(|| Repaired {
        text: repaired.join("\n"),
        lines,
    })
}

/// Whether enough of the letters are those that the first bytes of Cyrillic letters in UTF-8 look like.
fn may_be_utf8(line: &str) -> bool {
    let (mut first_bytes, mut wide) = (0, 0);
    for character in line.chars().filter(|character| !character.is_ascii()) {
        wide += 1;
        first_bytes += usize::from(matches!(
            character,
            'Р' | 'С' | 'Т' | 'У' | 'в' | 'В' | 'Ð' | 'Ñ' | 'Ò' | 'Ó' | 'â' | 'Â'
        ));
    }
    wide > 0 && first_bytes * 4 >= wide
}

fn utf8_line(line: &str, wrong: &'static Encoding) -> Option<String> {
    if !may_be_utf8(line) {
        return None;
    }
    let (bytes, _, unmappable) = wrong.encode(line);
    if unmappable {
        return None;
    }
    // The second byte of `Р` looks like a no-break blank, which many programs turn into a plain one.
    let mut bytes = bytes.into_owned();
    for index in 1..bytes.len() {
        if bytes[index] == b' ' && matches!(bytes[index - 1], 0xd0 | 0xd1) {
            bytes[index] = 0xa0;
        }
    }
    let right = String::from_utf8(bytes).ok()?;
    let wide = right.chars().filter(|character| !character.is_ascii()).count();
    (wide >= FEWEST_CHARACTERS).then_some(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repaired(text: &str) -> Option<String> {
        repair(text).map(|repaired| repaired.text)
    }

    #[test]
    fn kazakh_read_as_windows_1251() {
        let wrong = "Ќазаќстан Їкіметі биыл јлеуметтік кґмекке 5 млрд теѕге бґлді 😀";
        let right = "Қазақстан Үкіметі биыл әлеуметтік көмекке 5 млрд теңге бөлді 😀";
        assert_eq!(repaired(wrong).as_deref(), Some(right));
        assert_eq!(repaired(right), None);
        assert_eq!(repaired("Ќазаќстан").as_deref(), Some("Қазақстан"));
    }

    #[test]
    fn utf8_read_as_an_8_bit_encoding() {
        let right = "Қазақстан Үкіметі: Россия — «Р»";
        for wrong in [WINDOWS_1251, WINDOWS_1252] {
            let mixed = format!("Дұрыс жол.\n{}", wrong.decode_without_bom_handling(right.as_bytes()).0);
            let expected = format!("Дұрыс жол.\n{right}");
            assert_eq!(
                repair(&mixed),
                Some(Repaired {
                    text: expected,
                    lines: 1
                }),
                "{}",
                wrong.name()
            );
        }
        assert_eq!(repaired("Р оссия С…РѕС‡РµС‚"), None, "half of it is sound");
    }

    #[test]
    fn cyrillic_read_as_latin() {
        let right = "Правительство Казахстана: 5 %";
        let bytes = WINDOWS_1251.encode(right).0;
        let wrong = WINDOWS_1252.decode_without_bom_handling(&bytes).0;
        assert_eq!(repaired(&wrong).as_deref(), Some(right));
    }

    #[test]
    fn sound_text_stays() {
        for sound in [
            "Её уряд виділив ґрунтовну суму: є над чим працювати.",
            "Во Скопје ќе се одржи средба, а потоа ќе следи расправа за буџетот.",
            "Ён сказаў, што ўрад выдзеліў грошы.",
            "São Paulo à noite, déjà vu, naïve, Ærøskøbing",
            "С… и Р… — две буквы",
            "Қазақстан",
        ] {
            assert_eq!(repaired(sound), None, "{sound}");
        }
    }
}
