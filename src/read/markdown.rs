//! Markdown: the text without its marks, and the metadata of its front matter.

use pulldown_cmark::{Event, MetadataBlockKind, Options, Parser, Tag, TagEnd};
use serde_json::{Map, Value};

use super::encoding::decode;
use super::metadata::Metadata;
use super::{Item, source, undecodable};
use crate::article::{Format, Id};
use crate::digest::{Failure, FailureKind};

pub(super) fn article(bytes: &[u8], id: Id, name: &str) -> Item {
    let decoded = decode(bytes, None).map_err(|error| undecodable(id.clone(), &error))?;
    let page = Page::parse(&decoded.text);
    let bad = |message: String| Failure::new(id.clone(), FailureKind::BadRecord, format!("front matter: {message}"));
    let fields = match &page.front_matter {
        None => Map::new(),
        Some((kind, text)) => front_matter(*kind, text).map_err(bad)?,
    };
    let mut metadata = Metadata::from_fields(fields).map_err(|error| bad(error.to_string()))?;
    metadata.title = metadata.title.or(page.title);
    Ok(metadata.article(id, source(page.text, decoded.encoding, Format::Markdown, Some(name))))
}

/// The fields of front matter: YAML between lines of `---`, TOML between lines of `+++`.
fn front_matter(kind: MetadataBlockKind, text: &str) -> Result<Map<String, Value>, String> {
    if text.trim().is_empty() {
        return Ok(Map::new());
    }
    match kind {
        MetadataBlockKind::YamlStyle => serde_saphyr::from_str(text).map_err(|error| error.to_string()),
        MetadataBlockKind::PlusesStyle => {
            let table: toml::Table = text
                .parse()
                .map_err(|error: toml::de::Error| error.message().to_owned())?;
            Ok(table.into_iter().map(|(key, value)| (key, json(value))).collect())
        }
    }
}

/// A value of TOML as JSON, dates as text.
fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::Array(values) => values.into_iter().map(json).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, json(value))).collect(),
        plain => serde_json::to_value(plain).unwrap_or_default(),
    }
}

/// What a Markdown file holds.
#[derive(Debug, Default)]
struct Page {
    front_matter: Option<(MetadataBlockKind, String)>,
    /// The first heading of the first level.
    title: Option<String>,
    /// Blocks with an empty line between them.
    text: String,
}

impl Page {
    fn parse(markdown: &str) -> Self {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
            | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
        let mut page = Page::default();
        let mut heading = None;
        // An image's description is no part of the text.
        let mut images = 0;
        for event in Parser::new_ext(markdown, options) {
            match event {
                Event::End(TagEnd::MetadataBlock(kind)) if page.front_matter.is_none() => {
                    page.front_matter = Some((kind, std::mem::take(&mut page.text)));
                }
                Event::Start(Tag::Image { .. }) => images += 1,
                Event::End(TagEnd::Image) => images -= 1,
                Event::Start(Tag::Heading { level, .. }) => {
                    page.end_block();
                    heading = (level as usize == 1).then_some(page.text.len());
                }
                Event::End(TagEnd::Heading(_)) => {
                    if let (Some(start), None) = (heading.take(), &page.title) {
                        page.title = Some(page.text[start..].trim().to_owned());
                    }
                    page.end_block();
                }
                Event::Start(tag) if is_block(&tag) => page.end_block(),
                Event::End(TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::Table | TagEnd::List(_)) => page.end_block(),
                Event::End(TagEnd::Item | TagEnd::TableRow | TagEnd::TableHead) => page.end_line(),
                Event::End(TagEnd::TableCell) => page.text.push('\t'),
                Event::Text(text) | Event::Code(text) if images == 0 => page.text.push_str(&text),
                Event::SoftBreak => page.text.push(' '),
                Event::HardBreak => page.text.push('\n'),
                _ => {}
            }
        }
        page.text.truncate(page.text.trim_end().len());
        page
    }

    fn end_line(&mut self) {
        self.text.truncate(self.text.trim_end().len());
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    fn end_block(&mut self) {
        self.end_line();
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Paragraph | Tag::CodeBlock(_) | Tag::Table(_) | Tag::BlockQuote(_)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Language};

    fn read(text: &str) -> Article {
        article(text.as_bytes(), Id::from("a"), "a.md").expect("an article")
    }

    #[test]
    fn marks_are_taken_off() {
        let article = read(
            "# Экспорт вырос\n\nЗерно *вывезли* в [Иран](http://e.kz \"t\") и\nУзбекистан.\n\n- пшеница\n- **ячмень**\n\n\
             > «Рост *12 %*», — сказал министр.\n\n![карта](a.png)\n\n| Год | Тонн |\n|--|--|\n| 2023 | 5 |\n\n<b>Конец</b> `x`.\n",
        );
        assert_eq!(
            article.source.text,
            "Экспорт вырос\n\nЗерно вывезли в Иран и Узбекистан.\n\nпшеница\nячмень\n\n\
             «Рост 12 %», — сказал министр.\n\nГод\tТонн\n2023\t5\n\nКонец x."
        );
        assert_eq!(article.title.as_deref(), Some("Экспорт вырос"));
    }

    #[test]
    fn front_matter_in_yaml_and_toml() {
        let yaml = read("---\ntitle: \"Grain: up\"\ndate: 2024-05-21\nlang: en\ntags: [a, b]\n---\n\nExports rose.\n");
        let toml = read(
            "+++\ntitle = \"Grain: up\"\ndate = 2024-05-21\nlang = \"en\"\ntags = [\"a\", \"b\"]\n+++\n\nExports rose.\n",
        );
        for article in [&yaml, &toml] {
            assert_eq!(article.title.as_deref(), Some("Grain: up"));
            assert_eq!(article.date, Some(jiff::civil::date(2024, 5, 21)));
            assert_eq!(article.language, Some(Language::English));
            assert_eq!(article.source.text, "Exports rose.");
            assert_eq!(
                serde_json::to_string(&article.extra).expect("json"),
                r#"{"tags":["a","b"]}"#
            );
        }
    }

    #[test]
    fn bad_front_matter_is_named() {
        let failure = article(b"---\ntitle: [\n---\nText.\n", Id::from("a"), "a.md").expect_err("a failure");
        assert!(
            failure.error.message.starts_with("front matter: "),
            "{}",
            failure.error.message
        );
    }
}
