//! From a summary to its renditions, one for each language of the digests.
//!
//! Without a translation model there is no route between two languages. Then a sentence stays in
//! its own, and its rendition says so: a reader is never shown one language as another.

mod lines;
mod segment;

pub use lines::{Translate, translate_lines};

use crate::article::Locale;
use crate::digest::{RenderedText, Rendition, Summary, Title};

/// Renders a title and a summary for the readers of each locale, in that order.
pub fn render(title: Option<&Title>, summary: &Summary, locales: &[Locale]) -> Vec<Rendition> {
    let rendition = |locale: &Locale| Rendition {
        locale: *locale,
        title: title.map(|title| RenderedText {
            text: title.text.clone(),
            language: title.language,
        }),
        sentences: summary
            .sentences
            .iter()
            .map(|sentence| RenderedText {
                text: sentence.text.clone(),
                language: sentence.language,
            })
            .collect(),
    };
    locales.iter().map(rendition).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Language;
    use crate::digest::{Method, Status, SummarySentence};

    #[test]
    fn without_a_route_a_sentence_keeps_its_language() {
        let sentence = SummarySentence {
            text: "Баға өсті.".into(),
            language: Language::Kazakh,
            spans: Vec::new(),
            status: Status::Supported,
        };
        let summary = Summary {
            method: Method::Extractive,
            sentences: vec![sentence],
        };
        let renditions = render(None, &summary, &[Locale::Kk, Locale::En]);
        assert!(!renditions[0].is_untranslated());
        assert!(renditions[1].is_untranslated());
        assert_eq!(renditions[1].sentences[0].language, Language::Kazakh);
    }
}
