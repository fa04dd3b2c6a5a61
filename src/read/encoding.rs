//! Bytes to text: by byte order mark, as UTF-8, by declaration, then by detection.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251, X_MAC_CYRILLIC};

use super::code_pages::CodePage;

/// A decoded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// The name of the encoding, as WHATWG or IANA has it.
    pub encoding: &'static str,
}

/// The bytes are no text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UndecodableError {
    /// Control characters show that the file is of another kind.
    #[error("the bytes are not text; if this is a document or an archive, export it as text or HTML first")]
    Binary,
    /// The encoding that fits best does not fit.
    #[error("the bytes are no valid {encoding}, the encoding that fits best; convert the file to UTF-8")]
    Malformed {
        /// The WHATWG name of the encoding.
        encoding: &'static str,
    },
}

/// Decodes a whole file. `declared` is what the file says of itself, if it does: the label of an encoding.
///
/// # Errors
///
/// Bytes that are no text, or that do not fit the encoding found, are refused: a wrong letter is worse than no article.
pub fn decode(bytes: &[u8], declared: Option<&str>) -> Result<Decoded, UndecodableError> {
    let charset = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => Charset::Web(encoding),
        None => without_mark(bytes, declared),
    };
    let (text, encoding) = match charset {
        Charset::Web(encoding) => {
            let (text, _, malformed) = encoding.decode(bytes);
            (
                (!malformed || looks_binary(&text)).then(|| text.into_owned()),
                encoding.name(),
            )
        }
        Charset::Kazakh(page) => (page.decode(bytes), page.name),
    };
    match text {
        None => Err(UndecodableError::Malformed { encoding }),
        Some(text) if looks_binary(&text) => Err(UndecodableError::Binary),
        Some(text) => Ok(Decoded { text, encoding }),
    }
}

/// An encoding of the web, or one that the web has forgotten.
enum Charset {
    Web(&'static Encoding),
    Kazakh(&'static CodePage),
}

fn without_mark(bytes: &[u8], declared: Option<&str>) -> Charset {
    // Legacy text is hardly ever valid UTF-8 by accident, so this goes before any declaration.
    if std::str::from_utf8(bytes).is_ok() && !bytes.contains(&0) {
        return Charset::Web(UTF_8);
    }
    if let Some(page) = declared.and_then(CodePage::for_label) {
        return Charset::Kazakh(page);
    }
    let encoding = utf_16(bytes)
        .or_else(|| declared.and_then(|label| Encoding::for_label(label.as_bytes())))
        .unwrap_or_else(|| detect(bytes));
    // Kazakh pages declare windows-1251 for want of a better label, and detection knows no better.
    match encoding == WINDOWS_1251 {
        true => CodePage::detect(bytes).map_or_else(|| windows_or_mac(bytes), Charset::Kazakh),
        false => Charset::Web(encoding),
    }
}

/// Small letters stand at the same bytes in windows-1251 and MacCyrillic, so that detection takes one for the
/// other; words that begin with a capital letter tell them apart.
fn windows_or_mac(bytes: &[u8]) -> Charset {
    let is_small = |byte: u8| byte >= 0xe0;
    let begins_word = |before: u8| before.is_ascii_whitespace() || b"\"(".contains(&before);
    let words = |capital: std::ops::Range<u8>| {
        let starts = bytes
            .windows(3)
            .filter(|three| begins_word(three[0]) && capital.contains(&three[1]) && is_small(three[2]));
        starts.count()
    };
    match words(0x80..0xa0) > words(0xc0..0xe0) {
        true => Charset::Web(X_MAC_CYRILLIC),
        false => Charset::Web(WINDOWS_1251),
    }
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    // A hint that the text is of our region, where Cyrillic encodings are the likely ones.
    detector.guess(Some(b"kz"), Utf8Detection::Deny)
}

/// UTF-16 without a mark: in text of our scripts every other byte is one of very few.
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let pairs = bytes.len() / 2;
    if pairs < 4 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let high = |byte: &u8| matches!(byte, 0 | 4);
    let share = |offset: usize| bytes.iter().skip(offset).step_by(2).filter(|byte| high(byte)).count();
    let most = |count: usize| count * 10 >= pairs * 9;
    match (most(share(0)), most(share(1))) {
        (true, false) => Some(UTF_16BE),
        (false, true) => Some(UTF_16LE),
        _ => None,
    }
}

fn looks_binary(text: &str) -> bool {
    let control =
        |character: &char| character.is_control() && !matches!(character, '\n' | '\r' | '\t' | '\u{c}' | '\u{85}');
    let controls = text.chars().filter(control).count();
    text.contains('\0') || controls * 50 > text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Правительство Казахстана рассмотрело проект бюджета на следующий год, сообщает пресс-служба.";

    fn decoded(bytes: &[u8]) -> (String, &'static str) {
        let decoded = decode(bytes, None).expect("text");
        (decoded.text, decoded.encoding)
    }

    #[test]
    fn encodings_are_found() {
        let cp1251 = encoding_rs::WINDOWS_1251.encode(TEXT).0;
        assert_eq!(decoded(&cp1251), (TEXT.into(), "windows-1251"));
        let koi8 = encoding_rs::KOI8_R.encode(TEXT).0;
        assert_eq!(decoded(&koi8).0, TEXT);
        assert_eq!(decoded(TEXT.as_bytes()), (TEXT.into(), "UTF-8"));
        let marked = ["\u{feff}", TEXT].concat();
        assert_eq!(decoded(marked.as_bytes()), (TEXT.into(), "UTF-8"));
        let utf16: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decoded(&utf16), (TEXT.into(), "UTF-16LE"));
    }

    #[test]
    fn mac_cyrillic_is_told_by_its_capital_letters() {
        let text = "Глава Казахстана принял гостей. Встреча прошла в Астане, сообщает Министерство культуры. Для всех.";
        let bytes: Vec<u8> = text
            .chars()
            .map(|letter| match letter {
                'А'..='Я' => (letter as u32 - 'А' as u32 + 0x80) as u8,
                'а'..='ю' => (letter as u32 - 'а' as u32 + 0xe0) as u8,
                'я' => 0xdf,
                other => other as u8,
            })
            .collect();
        assert_eq!(decoded(&bytes), (text.into(), "x-mac-cyrillic"));
    }

    #[test]
    fn a_declaration_wins_over_detection() {
        let bytes = encoding_rs::IBM866.encode("Да").0;
        let decoded = decode(&bytes, Some("cp866")).expect("text");
        assert_eq!((decoded.text.as_str(), decoded.encoding), ("Да", "IBM866"));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(
            decode(b"\x7fELF\x02\x01\x01\0\0\0\0", None),
            Err(UndecodableError::Binary)
        );
        assert_eq!(
            decode(b"PK\x03\x04\x14\0\x06\0\x08", None),
            Err(UndecodableError::Binary)
        );
    }
}
