//! From a summary to its renditions, one for each language of the digests.
//!
//! Without a translation model there is no route between two languages. Then a sentence stays in
//! its own, and its rendition says so: a reader is never shown one language as another.

mod apart;
pub mod glossary;
mod lines;
mod passages;
pub mod protect;
mod rejoin;
mod renditions;
mod routes;
mod segment;

pub use lines::{Translate, translate_lines};
pub use passages::{Passage, Translation, passages};
pub use rejoin::rejoin;
pub use renditions::{Doubt, Judge, Judgement, Place, Refusal, Renderable, Rendered, TranslateError, render};
pub use routes::{Attempt, TranslationModel, Translators};
