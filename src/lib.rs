//! Digests of news articles in Kazakh, Russian and English, with key facts and the evidence for both.
pub mod article;
pub mod digest;
pub mod read;
pub mod summarize;
pub mod understand;
