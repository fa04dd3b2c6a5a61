//! Which tokens a text in a language can need, by the scripts of their letters.

use icu::properties::CodePointMapData;
use icu::properties::props::{GeneralCategory, GeneralCategoryGroup, Script};

/// The script of a language, where it is one of those that we know.
pub fn script_of(language: &str) -> Option<Script> {
    match language {
        "kk" | "ru" | "uk" | "ky" => Some(Script::Cyrillic),
        "en" | "tr" | "uz" => Some(Script::Latin),
        _ => None,
    }
}

/// Whether a text in a script can need a token. Digits, signs and marks may stand anywhere; names and terms in plain Latin
/// letters are copied into any text; other letters of Latin are copied one by one.
pub fn is_needed(token: &str, target: Script) -> bool {
    let scripts = CodePointMapData::<Script>::new();
    let categories = CodePointMapData::<GeneralCategory>::new();
    let mut letters = token
        .chars()
        .filter(|letter| GeneralCategoryGroup::Letter.contains(categories.get(*letter)));
    let is_single = letters.clone().nth(1).is_none();
    letters.all(|letter| match scripts.get(letter) {
        script if script == target => true,
        Script::Latin => letter.is_ascii() || is_single,
        Script::Common | Script::Inherited => true,
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_of_cyrillic_and_latin_texts() {
        for token in [
            "▁қазақ",
            "стан",
            "▁NASA",
            "12",
            "▁«",
            "%",
            "ʼ",
            "é",
            "▁",
            "<0xE4>",
            "№",
            "€",
            "Ұ",
        ] {
            assert!(is_needed(token, Script::Cyrillic), "{token}");
        }
        for token in ["▁été", "中国", "ال", "ελ", "क", "ქ", "хélo"] {
            assert!(!is_needed(token, Script::Cyrillic), "{token}");
        }
        assert!(is_needed("▁été", Script::Latin) && is_needed("▁the", Script::Latin));
        assert!(!is_needed("қа", Script::Latin));
        assert_eq!(
            (script_of("kk"), script_of("en"), script_of("ja")),
            (Some(Script::Cyrillic), Some(Script::Latin), None)
        );
    }
}
