//! The `tuyin` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    tuyin::cli::run(std::env::args_os())
}
