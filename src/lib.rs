//! Digests of news articles in Kazakh, Russian and English, with key facts and the evidence for both.
//!
//! An article goes one way through the modules: [`read`], [`understand`], [`summarize`] and
//! [`extract`], [`check`], [`translate`], [`write`](mod@write). [`run`] drives many articles through
//! them, [`cli`] is the command line. [`article`] and [`digest`] hold the nouns that go in and come out.

pub mod article;
pub mod check;
pub mod cli;
pub mod digest;
pub mod engine;
pub mod evaluate;
pub mod extract;
pub mod generate;
pub mod hub;
pub mod instruct;
pub mod read;
pub mod relate;
pub mod run;
pub mod summarize;
pub mod translate;
pub mod understand;
pub mod write;
