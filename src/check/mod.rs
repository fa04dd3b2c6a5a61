//! Source and output side by side: does the one bear out the other?
//!
//! Checks know nothing of who made a text. They read the source, the spans and the claims, and give
//! findings; what they find travels with the article.

mod coverage;
mod evidence;
mod translation;

pub use coverage::coverage;
pub use evidence::check_evidence;
pub use translation::{Severity, Text, TranslationCheck, TranslationFinding, translation};
