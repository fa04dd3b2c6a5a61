//! `tuyin bench`.

mod generate;
mod translate;

pub use generate::generate;
pub use translate::translate;

use std::fmt;
use std::io::{self, Write};

use serde::Serialize;

use crate::cli::fault::{CommandResult, Exit, Fault};
use crate::generate::Times;

/// One run: how long it took, and its parts.
struct Run {
    seconds: f64,
    times: Times,
}

/// Tokens without a meaning, the same in every run.
fn inputs(lengths: &[usize], vocabulary: usize) -> Vec<Vec<u32>> {
    /// Special tokens stand before this one.
    const FIRST: u64 = 4;
    let room = (vocabulary as u64).saturating_sub(FIRST).max(1);
    let mut state = 1u64;
    let mut next = || {
        // Knuth's linear congruential generator: all that is asked of it is that tokens differ.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % room + FIRST.min(room - 1)) as u32
    };
    lengths
        .iter()
        .map(|length| (0..*length).map(|_| next()).collect())
        .collect()
}

fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

/// What the system says of the largest memory that the process ever had.
fn peak_memory() -> Option<u64> {
    let status = fs_err::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes * 1024)
}

fn write_peak(f: &mut fmt::Formatter<'_>, bytes: Option<u64>) -> fmt::Result {
    match bytes {
        Some(bytes) => write!(f, "\npeak memory {} MB", bytes / 1_000_000),
        None => Ok(()),
    }
}

fn print<R: Serialize + fmt::Display>(report: &R, json: bool) -> CommandResult {
    let text = match json {
        true => serde_json::to_string(report).map_err(Fault::could_not_run)?,
        false => report.to_string(),
    };
    match writeln!(io::stdout(), "{text}") {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Fault::could_not_run(error)),
        _ => Ok(Exit::Good),
    }
}
