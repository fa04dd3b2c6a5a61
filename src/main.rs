//! The `tuyin` program.

use std::process::ExitCode;

/// Every stage makes many small strings, on all cores at once: the system's allocator is slower at that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    tuyin::cli::run(std::env::args_os())
}
