//! Chat templates: how messages become the prompt that a model was trained to answer.
//!
//! A template is written in Jinja and comes with its model: in tokenizer_config.json, in chat_template.jinja, or in the
//! metadata of a GGUF file. It is rendered in an environment like that of `apply_chat_template` in Transformers.
//!
//! Messages hold texts that nobody vouches for. A template only ever sees them as values: nothing in a message is read as
//! Jinja. But a prompt is one string, and a tokenizer that finds the template's control tokens in it finds those that a
//! message spells as well. [`ChatTemplate::render_parts`] gives the prompt in parts between which no token can be found.

use jiff::civil::DateTime;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Serde};
use minijinja::{Environment, ErrorKind, Value};
use minijinja_contrib::pycompat;
use serde::{Deserialize, Serialize};

/// The name of the template within its environment.
const TEMPLATE: &str = "chat";
/// Of several templates the one for conversations without tools.
const DEFAULT: &str = "default";
/// What templates take for today. The clock would make the same article give another digest tomorrow; the templates of Llama
/// fall back to this day where they are not told another.
const TODAY: DateTime = jiff::civil::date(2024, 7, 26).at(0, 0, 0, 0);
/// Stands where a part of a prompt ends within a message. Unicode has set this code point aside from all characters.
const TEAR: char = '\u{fdd0}';

/// A template that makes a prompt of messages, and the special tokens that it may use.
pub struct ChatTemplate {
    environment: Environment<'static>,
    begin: Option<String>,
    end: Option<String>,
}

/// What somebody says in a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Who says it: `system`, `user` or `assistant`.
    pub role: String,
    /// What is said.
    pub content: String,
}

/// Whether a model that can think aloud before it answers does so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thinking {
    /// It is asked to answer at once (`enable_thinking` is false). A template that has no such switch does not heed this.
    Off,
    /// What its template does by itself.
    AsTheModelDoes,
}

/// A chat template cannot be used, or not for some messages.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ChatError {
    /// The settings of the tokenizer are not what they should be.
    #[error("could not read the chat template from the settings of the tokenizer")]
    Config(#[source] serde_json::Error),
    /// There are several templates, and none for this use.
    #[error("the model has several chat templates ({}), and none of them is named `{DEFAULT}`", .0.join(", "))]
    NoDefault(Vec<String>),
    /// The template is not in Jinja, or uses what is not supported.
    #[error("could not read the chat template")]
    Syntax(#[source] minijinja::Error),
    /// The template says that it is not made for such messages.
    #[error("the chat template refuses the messages: {0}")]
    Refused(String),
    /// The template could not be filled in.
    #[error("could not fill in the chat template")]
    Render(#[source] minijinja::Error),
}

impl ChatTemplate {
    /// Takes the template and the special tokens from the text of tokenizer_config.json, and the template from that of
    /// chat_template.jinja where the model has one. Nothing if the model has no template.
    ///
    /// # Errors
    ///
    /// Fails if the settings are no JSON of the expected form, if none of several templates is the default one, or if the
    /// template cannot be read.
    pub fn from_tokenizer_config(config: &str, template_file: Option<&str>) -> Result<Option<Self>, ChatError> {
        let config: TokenizerConfig = serde_json::from_str(config).map_err(ChatError::Config)?;
        let listed = match template_file {
            Some(_) => None,
            None => config.chat_template.map(Templates::into_default).transpose()?,
        };
        let source = template_file.or(listed.as_deref());
        let text = |token: &Option<SpecialToken>| token.as_ref().map(|token| token.text().to_owned());
        source
            .map(|source| Self::with_tokens(source, text(&config.bos_token), text(&config.eos_token)))
            .transpose()
    }

    /// Takes a template as it is, as the metadata of a GGUF file has it, with the tokens that begin and end texts.
    ///
    /// # Errors
    ///
    /// Fails if the template cannot be read.
    pub fn new(source: &str, bos: Option<&str>, eos: Option<&str>) -> Result<Self, ChatError> {
        Self::with_tokens(source, bos.map(str::to_owned), eos.map(str::to_owned))
    }

    fn with_tokens(source: &str, begin: Option<String>, end: Option<String>) -> Result<Self, ChatError> {
        let mut environment = environment();
        environment
            .add_template_owned(TEMPLATE, without_generation_tags(source))
            .map_err(ChatError::Syntax)?;
        Ok(ChatTemplate {
            environment,
            begin,
            end,
        })
    }

    /// The prompt that asks the model for the next answer, as `apply_chat_template` of Transformers gives it with
    /// `add_generation_prompt=True` and no tools. It begins with the token that begins texts if the template wants that, so
    /// that none is to be added. For a template that asks for the date it is 26 July 2024.
    ///
    /// # Errors
    ///
    /// Fails if the template refuses the messages, or cannot be filled in with them.
    pub fn render(&self, messages: &[Message], thinking: Thinking) -> Result<String, ChatError> {
        let mut context = vec![
            ("messages", Value::from(Serde(messages))),
            ("tools", Value::from(())),
            ("documents", Value::from(())),
            ("add_generation_prompt", Value::from(true)),
        ];
        for (name, token) in [("bos_token", &self.begin), ("eos_token", &self.end)] {
            context.extend(token.as_deref().map(|token| (name, Value::from(token))));
        }
        if thinking == Thinking::Off {
            context.push(("enable_thinking", Value::from(false)));
        }
        let template = self.environment.get_template(TEMPLATE);
        template
            .and_then(|template| template.render(Value::from_pairs(context)))
            .map_err(ChatError::of_rendering)
    }

    /// The same prompt in parts, to be turned into tokens one by one. Where a message spells one of the control tokens, a
    /// part ends after its first character, so that the tokenizer reads it as the text that it is. A tokenizer that begins
    /// every text with a blank would do so in each part.
    ///
    /// # Errors
    ///
    /// Fails if the template refuses the messages, or cannot be filled in with them.
    pub fn render_parts(
        &self,
        messages: &[Message],
        thinking: Thinking,
        control: &[impl AsRef<str>],
    ) -> Result<Vec<String>, ChatError> {
        let torn: Vec<Message> = messages
            .iter()
            .map(|message| Message {
                role: tear(&message.role, control),
                content: tear(&message.content, control),
            })
            .collect();
        let prompt = self.render(&torn, thinking)?;
        Ok(prompt.split(TEAR).map(str::to_owned).collect())
    }
}

impl ChatError {
    fn of_rendering(error: minijinja::Error) -> Self {
        let refusal = std::error::Error::source(&error).and_then(|source| source.downcast_ref::<Refusal>());
        match refusal {
            Some(Refusal(reason)) => ChatError::Refused(reason.clone()),
            None => ChatError::Render(error),
        }
    }
}

/// The answer without what the model thought aloud: a `<think>…</think>` block at the start is cut off, with the blanks and
/// line ends around it. A block that never ends leaves nothing: the model came to no answer.
pub fn without_thinking(text: &str) -> &str {
    let Some(thoughts) = text.trim_start().strip_prefix("<think>") else {
        return text;
    };
    thoughts
        .split_once("</think>")
        .map_or("", |(_, answer)| answer.trim_start())
}

/// What tokenizer_config.json says of conversations.
#[derive(Deserialize)]
struct TokenizerConfig {
    chat_template: Option<Templates>,
    bos_token: Option<SpecialToken>,
    eos_token: Option<SpecialToken>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a template or a list of templates with their names")]
enum Templates {
    One(String),
    Many(Vec<NamedTemplate>),
}

#[derive(Deserialize)]
struct NamedTemplate {
    name: String,
    template: String,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a token or an object with its content")]
enum SpecialToken {
    Text(String),
    Added { content: String },
}

impl Templates {
    fn into_default(self) -> Result<String, ChatError> {
        let templates = match self {
            Templates::One(template) => return Ok(template),
            Templates::Many(templates) => templates,
        };
        let names = templates.iter().map(|template| template.name.clone()).collect();
        let mut templates = templates.into_iter();
        templates
            .find(|template| template.name == DEFAULT)
            .map(|template| template.template)
            .ok_or(ChatError::NoDefault(names))
    }
}

impl SpecialToken {
    fn text(&self) -> &str {
        match self {
            SpecialToken::Text(text) | SpecialToken::Added { content: text } => text,
        }
    }
}

/// What a template says when it gives up.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Refusal(String);

/// The environment that templates are written for (`_compile_jinja_template` in Transformers).
fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    // The signs are those of the default, which builds.
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    environment.set_syntax(syntax.unwrap_or_default());
    environment.set_unknown_method_callback(pycompat::unknown_method_callback);
    environment.add_function("raise_exception", raise_exception);
    environment.add_function("strftime_now", strftime_now);
    environment.add_filter("tojson", to_json);
    environment
}

fn raise_exception(reason: String) -> Result<Value, minijinja::Error> {
    Err(invalid("the template refuses the messages").with_source(Refusal(reason)))
}

fn strftime_now(format: &str) -> Result<String, minijinja::Error> {
    jiff::fmt::strtime::format(format, TODAY).map_err(|error| invalid("the date cannot be written").with_source(error))
}

/// As Python writes JSON: with blanks after commas and colons, and letters of all scripts as they are. Only the keys of objects
/// stand in the order of the alphabet, for minijinja has no other.
fn to_json(value: &Value, options: Kwargs) -> Result<String, minijinja::Error> {
    let indent: Option<usize> = options.get("indent")?;
    // False in all templates that name it, and so it is here.
    let _: Option<bool> = options.get("ensure_ascii")?;
    options.assert_all_used()?;
    let json = match indent {
        Some(width) => json_with(
            value,
            serde_json::ser::PrettyFormatter::with_indent(" ".repeat(width).as_bytes()),
        ),
        None => json_with(value, SpacedFormatter),
    };
    json.map_err(|error| invalid("the value cannot be written as JSON").with_source(error))
}

fn json_with(value: &Value, formatter: impl serde_json::ser::Formatter) -> Result<String, serde_json::Error> {
    let mut json = Vec::new();
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut json, formatter))?;
    String::from_utf8(json).map_err(serde::ser::Error::custom)
}

fn invalid(detail: &'static str) -> minijinja::Error {
    minijinja::Error::new(ErrorKind::InvalidOperation, detail)
}

/// JSON in one line, with blanks after commas and colons.
struct SpacedFormatter;

impl serde_json::ser::Formatter for SpacedFormatter {
    fn begin_array_value<W: ?Sized + std::io::Write>(&mut self, writer: &mut W, first: bool) -> std::io::Result<()> {
        separate(writer, first)
    }

    fn begin_object_key<W: ?Sized + std::io::Write>(&mut self, writer: &mut W, first: bool) -> std::io::Result<()> {
        separate(writer, first)
    }

    fn begin_object_value<W: ?Sized + std::io::Write>(&mut self, writer: &mut W) -> std::io::Result<()> {
        writer.write_all(b": ")
    }
}

fn separate<W: ?Sized + std::io::Write>(writer: &mut W, first: bool) -> std::io::Result<()> {
    match first {
        true => Ok(()),
        false => writer.write_all(b", "),
    }
}

/// Puts `with` blocks, which do nothing but keep what is set in them to themselves, in place of `generation` blocks. Those mark
/// for training what the model says; Transformers adds them to Jinja, and minijinja does not know them.
fn without_generation_tags(source: &str) -> String {
    let mut replaced = String::with_capacity(source.len());
    let mut rest = source;
    while let Some((before, tag)) = rest.split_once("{%") {
        let (inner, after) = tag.split_at(tag.find("%}").unwrap_or(tag.len()));
        let name = inner.trim_matches(|sign: char| sign.is_whitespace() || matches!(sign, '-' | '+'));
        replaced.push_str(before);
        replaced.push_str("{%");
        match name {
            "generation" | "endgeneration" => replaced.push_str(&inner.replace("generation", "with")),
            _ => replaced.push_str(inner),
        }
        rest = after;
    }
    replaced.push_str(rest);
    replaced
}

/// Marks a tear after the first character of everything in a text that looks like a control token.
fn tear(text: &str, control: &[impl AsRef<str>]) -> String {
    let text = text.replace(TEAR, "");
    let mut torn = String::with_capacity(text.len());
    for (place, character) in text.char_indices() {
        let rest = &text[place..];
        let mut control = control.iter().map(AsRef::as_ref).filter(|token| !token.is_empty());
        torn.push(character);
        if control.any(|token| rest.starts_with(token)) {
            torn.push(TEAR);
        }
    }
    torn
}

#[cfg(test)]
mod tests;
