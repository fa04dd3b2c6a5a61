//! Source and output side by side: does the one bear out the other?
//!
//! Checks know nothing of who made a text. They read the source, the spans and the claims, and give
//! findings; what they find travels with the article.

/// Raised with every change of what the checks let pass: what was judged otherwise is not found in the ledger again.
pub const VERSION: u32 = 1;

mod claim;
mod coverage;
mod evidence;
mod leftovers;
mod translation;

pub use crate::digest::Severity;
pub use claim::{Claim, claim};
pub use coverage::coverage;
pub use evidence::check_evidence;
pub use leftovers::of_translation as leftover;
pub use translation::{Text, TranslationCheck, TranslationFinding, translation};
