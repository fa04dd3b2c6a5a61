//! What goes to stderr.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use tracing::Level;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::format::{FormatFields, Writer};
use tracing_subscriber::fmt::{FmtContext, FormatEvent};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;

use super::args::{Color, GlobalArguments, LogFormat};
use super::fault::Fault;

/// Starts the log, and has defects of the program told in a line of it.
pub fn start(global: &GlobalArguments) {
    let level = match (global.quiet, global.verbose) {
        (true, _) => Level::ERROR,
        (false, 0) => Level::INFO,
        (false, 1) => Level::DEBUG,
        (false, _) => Level::TRACE,
    };
    // What libraries tell of their own work is no help to whoever looks for the fault of an article.
    let ours = Targets::new()
        .with_target(env!("CARGO_CRATE_NAME"), level)
        // Its errors are told again with what to do.
        .with_target("hf_hub", LevelFilter::OFF)
        .with_default(Level::ERROR);
    let log = tracing_subscriber::registry().with(ours);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(is_coloured(global.color));
    let started = match global.log_format {
        LogFormat::Json => log.with(lines.json()).try_init(),
        LogFormat::Text => log.with(lines.event_format(Plain)).try_init(),
    };
    if started.is_err() {
        tracing::debug!("the log was started before");
    }
    std::panic::set_hook(Box::new(|panic| tracing::error!("a defect of tuyin: {panic}")));
}

fn is_coloured(color: Color) -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            std::io::stderr().is_terminal() && !set("NO_COLOR") && std::env::var("TERM").as_deref() != Ok("dumb")
        }
    }
}

/// Lines for people: the message, and what kind it is if it is no plain information.
struct Plain;

impl<S, N> FormatEvent<S, N> for Plain
where
    S: tracing::Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &tracing::Event<'_>,
    ) -> std::fmt::Result {
        let (name, color) = match *event.metadata().level() {
            Level::ERROR => ("error: ", "\u{1b}[31m"),
            Level::WARN => ("warning: ", "\u{1b}[33m"),
            Level::INFO => ("", ""),
            _ => ("debug: ", "\u{1b}[2m"),
        };
        match writer.has_ansi_escapes() && !color.is_empty() {
            true => write!(writer, "{color}{name}\u{1b}[0m")?,
            false => writer.write_str(name)?,
        }
        context.field_format().format_fields(writer.by_ref(), event)?;
        writeln!(writer)
    }
}

/// Tells why a command could not do its work.
pub fn fault(fault: &Fault) {
    // A closed stderr leaves nobody to tell.
    let _ = writeln!(std::io::stderr(), "{}", fault.render());
}

/// Prints what `clap` has to say: help and version to stdout, mistakes to stderr.
pub fn usage(error: &clap::Error) -> ExitCode {
    let _ = error.print();
    ExitCode::from(error.exit_code() as u8)
}
