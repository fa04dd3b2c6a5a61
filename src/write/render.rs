//! Templates: how they are found, filled in and escaped.

use std::io::Write;
use std::path::Path;
use std::sync::LazyLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error, Output, State, Value};
use serde::Serialize;

use super::WriteError;

/// The template of a Markdown digest.
pub(super) const MARKDOWN: &str = "digest.md";
/// The name of the escaping of Markdown within the template engine.
const MARKDOWN_ESCAPE: &str = "markdown";
/// The template of the HTML page.
pub(super) const HTML: &str = "digest.html";

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut templates = Environment::new();
    templates.set_syntax(syntax());
    templates.set_auto_escape_callback(|name| match name.ends_with(".md") {
        true => AutoEscape::Custom(MARKDOWN_ESCAPE.into()),
        false => AutoEscape::Html,
    });
    templates.set_formatter(format);
    templates.add_filter("address", |url: &str| Value::from_safe_string(address(url)));
    for (name, source) in [
        (MARKDOWN, include_str!("templates/digest.md")),
        (HTML, include_str!("templates/digest.html")),
    ] {
        // The templates are part of the program; the tests render both.
        templates
            .add_template(name, source)
            .unwrap_or_else(|error| panic!("template {name}: {error:#}"));
    }
    templates
});

/// Lines that hold only a tag leave nothing behind.
fn syntax() -> SyntaxConfig {
    // The signs are those of the default, which builds.
    SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build()
        .unwrap_or_default()
}

/// Fills in a template.
///
/// # Errors
///
/// Fails if the output cannot be written.
pub(super) fn render(template: &str, view: &impl Serialize, output: impl Write, path: &Path) -> Result<(), WriteError> {
    let render = || {
        let template = TEMPLATES.get_template(template)?;
        template.render_captured_to(Serde(view), output).map(drop)
    };
    render().map_err(|source| {
        let path = path.to_owned();
        match std::error::Error::source(&source).and_then(|cause| cause.downcast_ref::<std::io::Error>()) {
            Some(cause) => WriteError::Io {
                path,
                source: std::io::Error::new(cause.kind(), cause.to_string()),
            },
            None => WriteError::Template { path, source },
        }
    })
}

/// Prints a value, escaped for the format of the template.
fn format(output: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let is_markdown = matches!(state.auto_escape(), AutoEscape::Custom(name) if name == MARKDOWN_ESCAPE);
    match (is_markdown, value.as_str()) {
        (true, Some(text)) if value.is_safe() => output.write_str(text).map_err(Error::from),
        (true, Some(text)) => output.write_str(&escape_markdown(text)).map_err(Error::from),
        (true, None) => write!(output, "{value}").map_err(Error::from),
        (false, Some(text)) if text.contains(is_obeyed) => {
            let harmless: String = text
                .chars()
                .map(|character| if is_obeyed(character) { '\u{fffd}' } else { character })
                .collect();
            minijinja::escape_formatter(output, state, &Value::from(harmless))
        }
        (false, _) => minijinja::escape_formatter(output, state, value),
    }
}

/// An address as it may stand between `<` and `>` in Markdown, where nothing else can be escaped.
fn address(url: &str) -> String {
    let mut address = String::with_capacity(url.len());
    for character in url.chars() {
        match character {
            '<' => address.push_str("%3C"),
            '>' => address.push_str("%3E"),
            '\\' => address.push_str("%5C"),
            blank if blank.is_whitespace() || blank.is_control() => address.push_str("%20"),
            _ => address.push(character),
        }
    }
    address
}

/// Control characters, which a terminal might obey when somebody looks at the file there.
fn is_obeyed(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\r' | '\t')
}

/// Text as text: no sign of it means anything to a Markdown reader, no line of it begins a list, no control character is left.
pub(super) fn escape_markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '!' => {
                escaped.push('\\');
                escaped.push(character);
            }
            control if control.is_control() => escaped.push(' '),
            _ => escaped.push(character),
        }
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let mut rest = text[digits..].chars();
    match (rest.next(), rest.next()) {
        (Some('-' | '+' | '='), _) if digits == 0 => escaped.insert(0, '\\'),
        (Some('.' | ')'), None | Some(' ')) if digits > 0 => escaped.insert(digits, '\\'),
        _ => {}
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_stays_what_it_is_and_cannot_end_its_brackets() {
        assert_eq!(
            address("https://kz.example/a_b?x=1&y=*"),
            "https://kz.example/a_b?x=1&y=*"
        );
        assert_eq!(address("https://a/> <b>\n#"), "https://a/%3E%20%3Cb%3E%20#");
    }

    #[test]
    fn markdown_is_printed_as_text() {
        assert_eq!(
            escape_markdown("<b>*5*</b> [a](http://b) & `c`"),
            "\\<b\\>\\*5\\*\\</b\\> \\[a\\](http://b) \\& \\`c\\`"
        );
        assert_eq!(escape_markdown("- пункт"), "\\- пункт");
        assert_eq!(escape_markdown("1. Бірінші"), "1\\. Бірінші");
        assert_eq!(escape_markdown("12,5 млрд"), "12,5 млрд");
        assert_eq!(escape_markdown("12.5 million"), "12.5 million");
        assert_eq!(escape_markdown("a\u{1b}[31mb\nc"), "a \\[31mb c");
    }
}
