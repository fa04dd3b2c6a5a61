//! The Kazakh code pages, KZ-1048 and PTCP154, and what tells text in them from windows-1251.
//!
//! Both keep the Russian letters where windows-1251 has them and put Kazakh ones in places of signs
//! and of letters of other languages. No browser knows them, so pages in them mostly declare
//! windows-1251. The tables are those of the IANA registrations.

/// An 8-bit encoding whose lower half is ASCII and whose last quarter is that of windows-1251.
#[derive(Debug)]
pub(super) struct CodePage {
    /// Its IANA name.
    pub name: &'static str,
    /// The characters from 0x80 to 0xBF.
    upper: &'static str,
    labels: &'static [&'static str],
}

/// STRK1048-2002, the standard of Kazakhstan.
static KZ_1048: CodePage = CodePage {
    name: "KZ-1048",
    upper: "ЂЃ‚ѓ„…†‡€‰Љ‹ЊҚҺЏђ‘’“”•–—\u{fffd}™љ›њқһџ\u{a0}ҰұӘ¤Ө¦§Ё©Ғ«¬\u{ad}®Ү°±Ііөµ¶·ё№ғ»әҢңү",
    labels: &["kz-1048", "kz1048", "rk1048", "strk1048-2002", "cskz1048"],
};

/// The code page of ParaType for the languages of Asia in Cyrillic script.
static PTCP154: CodePage = CodePage {
    name: "PTCP154",
    upper: "ҖҒӮғ„…ҶҮҲүҠӢҢҚҺҸҗ‘’“”•–—ҳҷҡӣңқһҹ\u{a0}ЎўЈӨҘҰ§Ё©Ә«¬ӯ®Ҝ°ұІіҙө¶·ё№ә»јҪҫҝ",
    labels: &["ptcp154", "csptcp154", "pt154", "cp154", "cyrillic-asian"],
};

impl CodePage {
    /// The code page that a declaration names.
    pub fn for_label(label: &str) -> Option<&'static CodePage> {
        let label = label.trim().to_ascii_lowercase();
        [&KZ_1048, &PTCP154]
            .into_iter()
            .find(|page| page.labels.contains(&label.as_str()))
    }

    /// The code page of bytes that would pass for windows-1251, if they hold Kazakh letters.
    ///
    /// `қ` stands at 0x9D in both pages, and windows-1251 has a Macedonian letter there that no
    /// language of our region writes; the other letters tell the two pages apart.
    pub fn detect(bytes: &[u8]) -> Option<&'static CodePage> {
        let count = |wanted: &[u8]| bytes.iter().filter(|byte| wanted.contains(byte)).count();
        let high = bytes.iter().filter(|byte| **byte >= 0x80).count();
        let standard = count(&[0xbc, 0xbe, 0xb4, 0xbf, 0xa2]);
        let paratype = count(&[0x83, 0x9c, 0xb5, 0x89, 0xb1]);
        let evidence = count(&[0x8d, 0x9d]) + count(&[0xbe]).max(count(&[0x9c]));
        // Macedonian writes a letter of its own at the same place, but neither `ы` nor `і`.
        let is_kazakh = count(&[0xfb, 0xdb, 0xb3, 0xb2]) > 0 || count(b" ") < 5;
        // Nearly every tenth letter of Kazakh is one of these; a stray sign is not enough.
        if !is_kazakh || evidence < 2 || evidence * 100 < high {
            return None;
        }
        Some(if paratype > standard { &PTCP154 } else { &KZ_1048 })
    }

    /// The text, or nothing if a byte stands for no character.
    pub fn decode(&self, bytes: &[u8]) -> Option<String> {
        let upper: Vec<char> = self.upper.chars().collect();
        let character = |byte: &u8| match *byte {
            ascii @ 0..0x80 => Some(char::from(ascii)),
            high @ 0x80..0xc0 => Some(upper[usize::from(high) - 0x80]).filter(|character| *character != '\u{fffd}'),
            letter @ 0xc0.. => char::from_u32(u32::from(letter) - 0xc0 + 0x410),
        };
        bytes.iter().map(character).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes of a text in a code page.
    pub(crate) fn encode(page: &CodePage, text: &str) -> Vec<u8> {
        let byte = |character: char| (0..=255u8).find(|byte| page.decode(&[*byte]) == Some(character.to_string()));
        text.chars().map(|character| byte(character).expect("a byte")).collect()
    }

    const KAZAKH: &str =
        "Қазақстан Үкіметі биыл әлеуметтік көмекке 5 млрд теңге бөлді, деп хабарлады Ұлттық экономика министрлігі.";

    #[test]
    fn the_tables_are_whole() {
        for page in [&KZ_1048, &PTCP154] {
            assert_eq!(page.upper.chars().count(), 64, "{}", page.name);
        }
    }

    #[test]
    fn kazakh_letters_give_the_page_away() {
        for page in [&KZ_1048, &PTCP154] {
            let bytes = encode(page, KAZAKH);
            let found = CodePage::detect(&bytes).expect("a page");
            assert_eq!(found.name, page.name);
            assert_eq!(found.decode(&bytes).as_deref(), Some(KAZAKH));
        }
    }

    #[test]
    fn other_languages_of_windows_1251_do_not() {
        for text in [
            "Правительство Казахстана «выделило» 5 млрд тенге – министр.",
            "Її уряд виділив ґрунтовну суму: є над чим працювати, зазначив міністр.",
            "Ён сказаў, што ўрад выдзеліў грошы на будоўлю.",
            "Во Скопје ќе се одржи средба, а потоа ќе следи расправа за буџетот.",
            "Влада је рекла да ће љубав и џем бити ђачки његови.",
        ] {
            let bytes = encoding_rs::WINDOWS_1251.encode(text).0;
            assert!(CodePage::detect(&bytes).is_none(), "{text}");
        }
    }
}
