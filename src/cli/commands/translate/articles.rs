//! Articles, records and lines by the models of a profile: sentence by sentence on its routes, judged, with a glossary.

use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::anyhow;

use crate::article::{Article, Format, Id, Language, Locale};
use crate::cli::args::{GlobalArguments, LineKind, TranslateArguments};
use crate::cli::commands::generate::closed;
use crate::cli::fault::{CommandResult, Exit, Fault};
use crate::cli::lent::{Lent, Wanted};
use crate::cli::{settings, signals};
use crate::digest::{Failure, FailureKind, Finding, Severity};
use crate::hub::Task;
use crate::read::{self, Item, Records};
use crate::run::{TranslatedArticle, stream, translate_batch};

/// Articles that are translated together: enough for full batches of sentences.
const WINDOW: usize = 32;

/// What is printed of an article.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Its title and its text.
    Text,
    /// Its text in one line.
    Line,
    /// A JSON object.
    Json,
}

/// Translates articles by a profile.
pub fn run(profile: &str, arguments: &TranslateArguments, global: &GlobalArguments) -> CommandResult {
    let (registry, _) = settings::registry(global)?;
    let to = locale(arguments.to.as_deref().unwrap_or_default())?;
    let from = arguments.from.as_deref().map(language).transpose()?;
    let (items, form) = open(&arguments.file, arguments.input)?;
    let wanted = Wanted {
        profile,
        to: &[to],
        glossary: arguments.glossary.as_deref(),
        memory: None,
    };
    let lent = Lent::for_tasks(&[Task::Translate], wanted, &registry, &arguments.engine, global)?;
    let translators = &lent.models.translators;
    if translators.is_empty() {
        let what = anyhow!("the profile `{profile}` has no model that translates into `{to}`");
        return Err(Fault::usage(what).with_hint("`tuyin models list` shows what the profiles have"));
    }
    let interrupt = signals::interrupt().map_err(Fault::could_not_run)?;
    let work = |mut articles: Vec<Article>| {
        for article in &mut articles {
            article.language = from.or(article.language);
        }
        let texts: Vec<String> = articles.iter().map(|article| article.source.text.clone()).collect();
        let translated = translate_batch(articles, to, translators).into_iter().zip(texts);
        let kept = |(result, text)| match result {
            Err(failure) if form == Form::Line => without_sentence(failure, text, to),
            result => result,
        };
        translated.map(kept).collect()
    };
    let mut output = BufWriter::new(io::stdout());
    let mut is_incomplete = false;
    let tally = stream(items, WINDOW, &interrupt, work, |result| {
        is_incomplete |= result.as_ref().is_ok_and(TranslatedArticle::is_incomplete);
        print(&mut output, form, &result)
    });
    match tally.and_then(|tally| output.flush().map(|()| tally)) {
        Err(error) => closed(error),
        Ok(_) if interrupt.signal().is_some() => Ok(interrupt.signal().map_or(Exit::Good, Exit::Interrupted)),
        // What could not be translated is no failed article, but whoever asked should know.
        Ok(tally) if tally.failed > 0 || is_incomplete => Ok(Exit::SomeFailed),
        Ok(_) => Ok(Exit::Good),
    }
}

/// A line without a sentence, such as an empty one, stays as it is.
fn without_sentence(failure: Failure, text: String, to: Locale) -> Result<TranslatedArticle, Failure> {
    match failure.error.kind {
        FailureKind::Empty => Ok(TranslatedArticle {
            id: failure.id,
            language: to.language(),
            title: None,
            text,
            findings: Vec::new(),
        }),
        _ => Err(failure),
    }
}

fn locale(tag: &str) -> Result<Locale, Fault> {
    let found = Locale::ALL.into_iter().find(|locale| locale.tag() == tag);
    found.ok_or_else(|| Fault::usage(anyhow!("`{tag}` is no language of --profile: expected kk, ru or en")))
}

fn language(tag: &str) -> Result<Language, Fault> {
    let found = Language::from_tag(tag).filter(|language| language.locale().is_some());
    found.ok_or_else(|| {
        Fault::usage(anyhow!(
            "`{tag}` is no language of --profile: expected kk, kk-Latn, kk-Arab, ru or en"
        ))
    })
}

/// What there is to translate, and how it is printed: an article as its text, several as JSON Lines.
fn open(file: &Path, kind: Option<LineKind>) -> Result<(Box<dyn Iterator<Item = Item> + Send>, Form), Fault> {
    let is_stdin = file == Path::new("-");
    let usual = if is_stdin { LineKind::Lines } else { LineKind::Article };
    let stream = || -> Result<Box<dyn io::BufRead + Send>, Fault> {
        match is_stdin {
            true => Ok(Box::new(BufReader::new(io::stdin()))),
            false => Ok(Box::new(read::open_file(file).map_err(Fault::usage)?)),
        }
    };
    Ok(match kind.unwrap_or(usual) {
        LineKind::Lines => (Box::new(read::lines(stream()?)), Form::Line),
        LineKind::Jsonl => (Box::new(Records::stdin(stream()?)), Form::Json),
        LineKind::Article if is_stdin => {
            let stream = stream()?;
            (Box::new(std::iter::once_with(move || read::text(stream))), Form::Text)
        }
        LineKind::Article => {
            let found = read::discover(&[PathBuf::from(file)], None).map_err(Fault::usage)?;
            let form = match found.inputs.as_slice() {
                [] => {
                    return Err(Fault::usage(anyhow!(
                        "there is nothing to read in `{}`",
                        file.display()
                    )));
                }
                [one] if !matches!(one.format, Format::Jsonl | Format::Feed) => Form::Text,
                _ => Form::Json,
            };
            (Box::new(read::articles(found.inputs)), form)
        }
    })
}

fn print(output: &mut impl Write, form: Form, result: &Result<TranslatedArticle, Failure>) -> io::Result<()> {
    match (form, result) {
        (Form::Json, Ok(article)) => serde_json::to_writer(&mut *output, article)?,
        (Form::Json, Err(failure)) => serde_json::to_writer(&mut *output, failure)?,
        (Form::Text, Ok(article)) => {
            tell(&article.id, &article.findings);
            let title = article.title.iter().flat_map(|title| [title.as_str(), "\n\n"]);
            let mut parts = title.chain([article.text.trim_end_matches('\n')]);
            parts.try_for_each(|part| output.write_all(part.as_bytes()))?;
        }
        (Form::Line, Ok(article)) => {
            tell(&article.id, &article.findings);
            output.write_all(article.text.replace(['\n', '\r'], " ").as_bytes())?;
        }
        (_, Err(failure)) => tracing::error!("{}: {}", failure.id, failure.error.message),
    }
    output.write_all(b"\n")
}

/// What the checks found, for people.
fn tell(id: &Id, findings: &[Finding]) {
    for finding in findings {
        match finding.severity {
            Severity::Error => tracing::warn!("{id}: {}", finding.message),
            Severity::Warning => tracing::info!("{id}: {}", finding.message),
        }
    }
}
