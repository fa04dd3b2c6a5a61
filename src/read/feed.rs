//! RSS and Atom: every entry is an article.

use dom_query::Document;
use feed_rs::model::{Entry, Feed, Text};
use feed_rs::parser;

use super::encoding::decode;
use super::metadata::{Metadata, parse_date};
use super::{Item, source, undecodable};
use crate::article::{Format, Id, Language};
use crate::digest::{Failure, FailureKind};

/// The longest description, in words, that is taken for a teaser when the feed has no other text.
const LONGEST_TEASER: usize = 100;

/// The entries of a feed, named after the file and their number, from 1.
pub(super) fn articles(bytes: &[u8], stem: &str, name: &str) -> Vec<Item> {
    let refuse = |kind: FailureKind, message: String| vec![Err(Failure::new(Id::from(stem), kind, message))];
    let decoded = match decode(bytes, declared_encoding(bytes).as_deref()) {
        Ok(decoded) => decoded,
        Err(error) => return vec![Err(undecodable(Id::from(stem), &error))],
    };
    let feed = match parse(&decoded.text) {
        Ok(feed) => feed,
        Err(error) => {
            let message = format!("this is no RSS or Atom feed that can be read ({error})");
            return refuse(FailureKind::UnsupportedFormat, message);
        }
    };
    if feed.entries.is_empty() {
        return refuse(FailureKind::Empty, "the feed has no entries".to_owned());
    }
    let language = feed.language.as_deref().and_then(Language::from_tag);
    let item = |(index, entry): (usize, Entry)| {
        let id = Id::Text(format!("{stem}#{}", index + 1));
        let body = Body::of(&entry);
        let mut source = source(body.text, decoded.encoding, Format::Feed, Some(name));
        source.partial = body.is_teaser;
        Ok(metadata(entry, language).article(id, source))
    };
    feed.entries.into_iter().enumerate().map(item).collect()
}

fn parse(text: &str) -> Result<Feed, parser::ParseFeedError> {
    let text = without_declarations(text);
    // A day is that of the clock where the article was published, not that of Greenwich.
    let wall_clock = |text: &str| {
        let day = parse_date(text)?;
        let day = chrono::NaiveDate::from_ymd_opt(day.year().into(), day.month() as u32, day.day() as u32)?;
        Some(day.and_hms_opt(12, 0, 0)?.and_utc())
    };
    let parser = parser::Builder::new().timestamp_parser(wall_clock).build();
    parser.parse(text.as_bytes())
}

/// The text without what declares its encoding: it is decoded already, and the parser panics at a second
/// declaration, as feeds that were put together have. In quoted text (`CDATA`) it stays.
fn without_declarations(text: &str) -> String {
    const QUOTED: &str = "<![CDATA[";
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("<?xml ") {
        let quoted = rest[..at]
            .rfind(QUOTED)
            .filter(|quoted| !rest[*quoted..at].contains("]]>"));
        let closing = if quoted.is_some() { "]]>" } else { "?>" };
        let Some(end) = rest[at..].find(closing).map(|end| at + end + closing.len()) else {
            break;
        };
        kept.push_str(&rest[..if quoted.is_some() { end } else { at }]);
        rest = &rest[end..];
    }
    kept + rest
}

/// The label in `<?xml … encoding="…"?>`.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let (declaration, _) = head.split_once("?>")?;
    let (_, value) = declaration.split_once("encoding=")?;
    let label = value.trim_start_matches(['"', '\'']);
    Some(label.split(['"', '\'']).next()?.to_owned())
}

fn metadata(entry: Entry, language: Option<Language>) -> Metadata {
    let link = entry
        .links
        .iter()
        .find(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate"));
    let day = entry.published.or(entry.updated);
    Metadata {
        url: link.map(|link| link.href.clone()),
        title: entry.title.as_ref().map(plain).filter(|title| !title.is_empty()),
        date: day.and_then(|day| parse_date(&day.format("%Y-%m-%d").to_string())),
        language: entry.language.as_deref().and_then(Language::from_tag).or(language),
        author: entry
            .authors
            .into_iter()
            .find_map(|author| author.name)
            .filter(|name| !name.trim().is_empty()),
        ..Metadata::default()
    }
}

/// The text of an entry.
struct Body {
    text: String,
    is_teaser: bool,
}

impl Body {
    fn of(entry: &Entry) -> Self {
        let content = entry
            .content
            .as_ref()
            .and_then(|content| content.body.as_deref())
            .map(without_markup);
        let summary = entry.summary.as_ref().map(plain).unwrap_or_default();
        match content.filter(|content| content.chars().count() > summary.chars().count()) {
            Some(text) => Body {
                is_teaser: is_cut(&text),
                text,
            },
            None => Body {
                is_teaser: is_cut(&summary) || summary.split_whitespace().count() < LONGEST_TEASER,
                text: summary,
            },
        }
    }
}

/// Whether the text breaks off with an ellipsis.
fn is_cut(text: &str) -> bool {
    text.trim_end_matches([']', ')', ' ']).ends_with(['…']) || text.trim_end_matches([']', ')', ' ']).ends_with("...")
}

fn plain(text: &Text) -> String {
    without_markup(&text.content)
}

/// Feeds hold HTML, whatever they declare.
fn without_markup(html: &str) -> String {
    match html.contains(['<', '&']) {
        true => Document::fragment(html).formatted_text().trim().to_owned(),
        false => html.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;

    fn read(xml: &str) -> Vec<Article> {
        let items = articles(xml.as_bytes(), "news", "news.xml");
        items.into_iter().map(|item| item.expect("an article")).collect()
    }

    #[test]
    fn a_second_declaration_is_passed_over_and_a_quoted_one_is_text() {
        let item = |text: &str| format!("<item><title>T</title><description><![CDATA[{text}]]></description></item>");
        let entries = read(&format!(
            r#"<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>D</title>{}<?xml version="1.0"
            encoding="windows-1251"?>{}</channel></rss>"#,
            item("It begins with &lt;b&gt; and a <?xml version='1.0'?> line."),
            item("Екінші хабар."),
        ));
        assert_eq!(entries.len(), 2);
        assert_eq!(entries[1].source.text, "Екінші хабар.");
        assert_eq!(
            without_declarations("<?xml a?><![CDATA[<?xml b?>]]>c<?xml d"),
            "<![CDATA[<?xml b?>]]>c<?xml d"
        );
    }

    #[test]
    fn rss_with_full_text_and_with_a_teaser() {
        let entries = read(
            r#"<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
            <channel><title>Дала</title><language>ru</language>
            <item><title>Экспорт &amp; импорт</title><link>http://e.kz/1</link><pubDate>Tue, 21 May 2024 01:30:00 +0500</pubDate>
            <description>Коротко.</description>
            <content:encoded><![CDATA[<p>Экспорт <b>зерна</b> вырос.</p><p>Зерно везут в Иран.</p>]]></content:encoded></item>
            <item><title>Второе</title><description>Начало истории…</description></item></channel></rss>"#,
        );
        assert_eq!(entries[0].id, Id::from("news#1"));
        assert_eq!(entries[0].title.as_deref(), Some("Экспорт & импорт"));
        assert_eq!(entries[0].source.text, "Экспорт зерна вырос.\n\nЗерно везут в Иран.");
        assert_eq!(entries[0].date, Some(jiff::civil::date(2024, 5, 21)));
        assert_eq!(entries[0].language, Some(Language::Russian));
        assert_eq!(entries[0].url.as_deref(), Some("http://e.kz/1"));
        assert_eq!(
            entries.iter().map(|entry| entry.source.partial).collect::<Vec<_>>(),
            [false, true]
        );
    }

    #[test]
    fn atom() {
        let long = "Words of the whole story. ".repeat(30);
        let entries = read(&format!(
            r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Steppe</title><id>s</id><updated>2024-05-21T01:30:00+05:00</updated>
            <entry><title>Grain</title><id>1</id><author><name>A. Writer</name></author><link href="http://e.kz/1"/>
            <updated>2024-05-21T01:30:00+05:00</updated><content type="html">&lt;p&gt;{long}&lt;/p&gt;</content></entry></feed>"#
        ));
        assert_eq!(entries[0].source.text, long.trim());
        assert_eq!(entries[0].author.as_deref(), Some("A. Writer"));
        assert_eq!(entries[0].date, Some(jiff::civil::date(2024, 5, 21)));
        assert!(!entries[0].source.partial);
    }

    #[test]
    fn what_is_no_feed_says_so() {
        for (xml, kind) in [
            ("<sitemap><url/></sitemap>", FailureKind::UnsupportedFormat),
            (
                "<rss version=\"2.0\"><channel><title>x</title></channel></rss>",
                FailureKind::Empty,
            ),
            ("<rss", FailureKind::UnsupportedFormat),
        ] {
            let items = articles(xml.as_bytes(), "x", "x.xml");
            assert_eq!(items[0].as_ref().expect_err("a failure").error.kind, kind, "{xml}");
        }
    }
}
