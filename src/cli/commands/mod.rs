//! The commands, one file each.

pub mod bench;
pub mod digest;
pub mod doctor;
pub mod eval;
pub mod facts;
mod filter;
pub mod generate;
pub mod model;
pub mod models;
mod plan;
pub mod shell;
pub mod summarize;
pub mod translate;
