//! All stages with models that say what they are told: what becomes of good output, and of every kind of wrong output.

mod good;
mod names;
mod scripted;
mod stories;
mod summaries;
mod translations;
