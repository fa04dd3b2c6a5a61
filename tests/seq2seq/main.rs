//! Encoder-decoder models against Transformers, on the tiny models that `scripts/reference/seq2seq.py` made in the layouts of
//! real repositories.

mod fixtures;
mod forward;
mod generate;
