//! The program as its users meet it: commands in, files, streams and exit codes out.

mod chat;
mod contracts;
mod digest;
mod errors;
mod eval;
mod filters;
mod models;
mod readers;
mod resume;
mod stages;
#[path = "../common/stand_ins.rs"]
mod stand_ins;
mod stories;
mod summaries;
mod support;
mod translations;
