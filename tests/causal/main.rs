//! Decoder-only models against what Transformers and llama.cpp make of them (`scripts/reference/causal.py`).

mod fixtures;
mod gguf;
mod parity;
mod rows;
