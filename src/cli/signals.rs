//! Signals that ask to stop.

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use crate::run::Interrupt;

/// An interrupt that SIGINT and SIGTERM set. A second signal ends the process at once.
pub fn interrupt() -> std::io::Result<Interrupt> {
    let interrupt = Interrupt::default();
    let asked = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        flag::register_conditional_shutdown(signal, 128 + signal, std::sync::Arc::clone(&asked))?;
        flag::register(signal, std::sync::Arc::clone(&asked))?;
        flag::register_usize(signal, interrupt.shared(), signal as usize)?;
    }
    Ok(interrupt)
}
