//! How a command ends: exit codes, and errors worded for people.

use std::fmt::Write as _;
use std::process::ExitCode;

/// How a command that did its work ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// All is well.
    Good,
    /// The run finished; some articles failed.
    SomeFailed,
    /// A signal asked to stop.
    Interrupted(usize),
}

/// Why a command could not do its work.
#[derive(Debug)]
pub enum Fault {
    /// The user asked for something impossible, or there is nothing to read.
    Usage(anyhow::Error, Option<String>),
    /// Something outside stood in the way.
    CouldNotRun(anyhow::Error, Option<String>),
}

/// What every command gives.
pub type CommandResult = Result<Exit, Fault>;

impl Fault {
    /// Wrong usage, in words of our own.
    pub fn usage(error: impl Into<anyhow::Error>) -> Fault {
        Fault::Usage(error.into(), None)
    }

    /// Something stood in the way.
    pub fn could_not_run(error: impl Into<anyhow::Error>) -> Fault {
        Fault::CouldNotRun(error.into(), None)
    }

    /// The same with advice.
    pub fn with_hint(self, hint: impl Into<String>) -> Fault {
        let hint = Some(hint.into());
        match self {
            Fault::Usage(error, _) => Fault::Usage(error, hint),
            Fault::CouldNotRun(error, _) => Fault::CouldNotRun(error, hint),
        }
    }

    /// What failed, why, and what to do.
    pub fn render(&self) -> String {
        let (Fault::Usage(error, hint) | Fault::CouldNotRun(error, hint)) = self;
        let mut text = format!("error: {}", printable(&error.to_string()));
        for cause in error.chain().skip(1) {
            let cause = cause.to_string();
            let _ = write!(
                text,
                "\n  cause: {}",
                printable(cause.trim_end()).replace('\n', "\n    ")
            );
        }
        if let Some(hint) = hint {
            let _ = write!(text, "\n  help: {hint}");
        }
        text
    }
}

impl Exit {
    /// The exit code of the process, as documented.
    pub fn code(self) -> ExitCode {
        match self {
            Exit::Good => ExitCode::SUCCESS,
            Exit::SomeFailed => ExitCode::from(1),
            Exit::Interrupted(signal) => ExitCode::from(128 + signal as u8),
        }
    }
}

impl Fault {
    /// The exit code of the process, as documented.
    pub fn code(&self) -> ExitCode {
        match self {
            Fault::Usage(..) => ExitCode::from(2),
            Fault::CouldNotRun(..) => ExitCode::from(3),
        }
    }
}

/// Text that may come from an article or a file name, without anything that a terminal would obey.
pub fn printable(text: &str) -> String {
    let is_unsafe = |character: char| {
        character.is_control() && character != '\n'
            || matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars()
        .map(|character| if is_unsafe(character) { '\u{fffd}' } else { character })
        .collect()
}

/// An error in one line, with what led to it.
pub fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
