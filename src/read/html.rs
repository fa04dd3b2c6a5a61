//! A saved web page: the article without menus, adverts and scripts.

use dom_smoothie::{Config, Readability, TextMode};

use super::encoding::{UndecodableError, decode};
use super::metadata::{Metadata, parse_date};
use super::{Item, source, undecodable};
use crate::article::{Format, Id, Language};
use crate::digest::{Failure, FailureKind};

/// How far into a page its declaration of an encoding may stand, by the HTML standard.
const DECLARATION_WITHIN: usize = 1024;

pub(super) fn article(bytes: &[u8], id: Id, name: &str) -> Item {
    let refuse = |error: UndecodableError| undecodable(id.clone(), &error);
    let decoded = decode(bytes, declared_encoding(bytes).as_deref()).map_err(refuse)?;
    let config = Config {
        text_mode: TextMode::Formatted,
        ..Config::default()
    };
    let parsed = Readability::new(decoded.text.as_str(), None, Some(config)).and_then(|mut page| page.parse());
    let page = parsed.map_err(|error| {
        let message = format!("no article was found in the page ({error}); save its text as a .txt file");
        Failure::new(id.clone(), FailureKind::Empty, message)
    })?;

    let filled = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let metadata = Metadata {
        title: filled(page.title),
        date: page.published_time.as_deref().and_then(parse_date),
        language: page.lang.as_deref().and_then(Language::from_tag),
        url: page.url.map(|url| url.to_string()),
        author: page.byline.and_then(filled).filter(|byline| is_author(byline)),
        ..Metadata::default()
    };
    let text = page.text_content.trim().to_owned();
    Ok(metadata.article(id, source(text, decoded.encoding, Format::Html, Some(name))))
}

/// Pages put other things where the author should be: the credit of a photo, or that there is none.
fn is_author(byline: &str) -> bool {
    let lower = byline.to_lowercase();
    !["фото", "сурет", "photo", "no author"]
        .iter()
        .any(|other| lower.starts_with(other))
}

/// The label in `<meta charset=…>` or `<meta http-equiv … content="…; charset=…">`.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(DECLARATION_WITHIN)];
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let (_, after) = head.split_once("charset=")?;
    let label = after.trim_start_matches(['"', '\'', ' ']);
    let end = label.find(|sign: char| !sign.is_ascii_alphanumeric() && !"-_:".contains(sign))?;
    Some(label[..end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<!doctype html><html lang="ru"><head><meta charset="windows-1251">
<title>Экспорт зерна вырос | Дала</title>
<meta property="og:title" content="Экспорт зерна вырос">
<meta property="article:published_time" content="2024-05-21T10:00:00+05:00"></head>
<body><nav><a href="/">Главная</a><a href="/sport">Спорт</a></nav><article><h1>Экспорт зерна вырос</h1>
<p>Экспорт зерна из Казахстана в мае вырос на 12 процентов, сообщили в министерстве сельского хозяйства республики.</p>
<p>По словам представителя ведомства, основными покупателями остаются Узбекистан, Таджикистан и Иран, куда зерно везут по железной дороге.</p>
</article><footer>Все права защищены</footer><script>alert("x")</script></body></html>"#;

    #[test]
    fn the_article_of_a_page() {
        let bytes = encoding_rs::WINDOWS_1251.encode(PAGE).0;
        let article = article(&bytes, Id::from("page"), "page.html").expect("article");
        assert_eq!(article.source.encoding, "windows-1251");
        assert_eq!(article.title.as_deref(), Some("Экспорт зерна вырос"));
        assert_eq!(article.date, Some(jiff::civil::date(2024, 5, 21)));
        assert_eq!(article.language, Some(Language::Russian));
        let text = &article.source.text;
        assert!(text.contains("вырос на 12 процентов") && text.contains("\n"), "{text}");
        assert!(!text.contains("Спорт") && !text.contains("alert"), "{text}");
    }

    #[test]
    fn a_page_without_an_article_is_a_failure() {
        let failure = article(b"<html><body></body></html>", Id::from("page"), "page.html").expect_err("failure");
        assert_eq!(failure.error.kind, FailureKind::Empty);
    }
}
