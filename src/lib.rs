//! Digests of news articles in Kazakh, Russian and English, with key facts and the evidence for both.
pub mod article;
pub mod check;
pub mod digest;
pub mod evaluate;
pub mod extract;
pub mod hub;
pub mod read;
pub mod run;
pub mod summarize;
pub mod translate;
pub mod understand;
pub mod write;
