//! `tuyin completions` and `tuyin man`: made from the same description as `--help`.

use std::io::{self, Write};

use crate::cli::args::{CompletionsArguments, ManArguments};
use crate::cli::command;
use crate::cli::fault::{CommandResult, Exit, Fault};

pub fn completions(arguments: &CompletionsArguments) -> CommandResult {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command(), "tuyin", &mut script);
    print(&script)
}

pub fn man(arguments: &ManArguments) -> CommandResult {
    match &arguments.folder {
        Some(folder) => {
            fs_err::create_dir_all(folder).map_err(Fault::could_not_run)?;
            clap_mangen::generate_to(command(), folder).map_err(Fault::could_not_run)?;
            Ok(Exit::Good)
        }
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(command())
                .render(&mut page)
                .map_err(Fault::could_not_run)?;
            print(&page)
        }
    }
}

fn print(bytes: &[u8]) -> CommandResult {
    match io::stdout().write_all(bytes) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Fault::could_not_run(error)),
        _ => Ok(Exit::Good),
    }
}
