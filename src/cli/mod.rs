//! The command line: the only part that prints, reads the environment or decides how the process ends.

mod args;
mod commands;
mod downloads;
mod fault;
mod hub;
mod lent;
mod log;
mod progress;
mod settings;
mod signals;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Arguments, BenchCommand, Command, EvalCommand, ModelsCommand};
use fault::CommandResult;

/// Runs the program with these arguments and gives its exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        // Help and version are printed to stdout and are no error.
        Err(error) => return log::usage(&error),
    };
    log::start(&arguments.global);
    match dispatch(arguments) {
        Ok(exit) => exit.code(),
        Err(fault) => {
            log::fault(&fault);
            fault.code()
        }
    }
}

fn dispatch(arguments: Arguments) -> CommandResult {
    let global = arguments.global;
    match arguments.command {
        Command::Digest(arguments) => commands::digest::run(arguments, &global),
        Command::Summarize(arguments) => commands::summarize::run(&arguments, &global),
        Command::Facts(arguments) => commands::facts::run(&arguments, &global),
        Command::Translate(arguments) => commands::translate::run(&arguments, &global),
        Command::Generate(arguments) => commands::generate::run(&arguments, &global),
        Command::Models(command) => match command {
            ModelsCommand::List(arguments) => commands::models::list(&arguments, &global),
            ModelsCommand::Show(arguments) => commands::models::show(&arguments, &global),
            ModelsCommand::Pull(arguments) => commands::models::pull(&arguments, &global),
            ModelsCommand::Verify(arguments) => commands::models::verify(&arguments, &global),
            ModelsCommand::Path(arguments) => commands::models::path(&arguments, &global),
            ModelsCommand::Rm(arguments) => commands::models::remove(&arguments, &global),
        },
        Command::Eval(EvalCommand::Summary(arguments)) => commands::eval::summary(&arguments),
        Command::Eval(EvalCommand::Facts(arguments)) => commands::eval::facts(&arguments),
        Command::Eval(EvalCommand::Digest(arguments)) => commands::eval::digest(&arguments),
        Command::Eval(EvalCommand::Mt(arguments)) => commands::eval::mt(&arguments),
        Command::Eval(EvalCommand::Stories(arguments)) => commands::eval::stories(&arguments),
        Command::Bench(BenchCommand::Translate(arguments)) => commands::bench::translate(&arguments, &global),
        Command::Bench(BenchCommand::Generate(arguments)) => commands::bench::generate(&arguments, &global),
        Command::Doctor(arguments) => commands::doctor::run(&arguments, &global),
        Command::Completions(arguments) => commands::shell::completions(&arguments),
        Command::Man(arguments) => commands::shell::man(&arguments),
    }
}

/// The command line as `clap` knows it: for completions, manual pages and the reference.
pub fn command() -> clap::Command {
    Arguments::command()
}
