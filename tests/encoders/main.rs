//! Taggers and embedders against Transformers and sentence-transformers, on the tiny models that
//! `scripts/reference/encoders.py` made in the layouts of real repositories.

mod embedder;
mod files;
mod fixtures;
mod real;
mod tagger;
