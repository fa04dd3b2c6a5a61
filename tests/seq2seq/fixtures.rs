//! What the reference made of a model.

use std::path::{Path, PathBuf};

use candle_core::Device;
use serde::Deserialize;
use serde_json::{Map, Value};
use tuyin::engine::quantization::Quantization;
use tuyin::engine::seq2seq::{LoadOptions, Seq2Seq};

#[derive(Deserialize)]
pub struct Expected {
    pub tokens: Tokens,
    pub sources: Vec<Vec<u32>>,
    pub encoder: EncoderRows,
    pub logits: Logits,
    pub cases: Vec<Case>,
}

#[derive(Deserialize)]
pub struct Tokens {
    pub decoder_start_token_id: u32,
    pub eos_token_id: u32,
}

/// Rows of the encoder's output at some positions of every source.
#[derive(Deserialize)]
pub struct EncoderRows {
    pub positions: Vec<Vec<usize>>,
    pub rows: Vec<Vec<Vec<f32>>>,
}

/// Scores at the first and the tenth step along the greedy output.
#[derive(Deserialize)]
pub struct Logits {
    pub first: Vec<Vec<f32>>,
    pub tenth: Vec<Vec<f32>>,
}

#[derive(Deserialize)]
pub struct Case {
    pub name: String,
    pub defaults: bool,
    pub options: Map<String, Value>,
    pub ids: Vec<Vec<u32>>,
    pub scores: Option<Vec<f32>>,
}

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/engine/seq2seq")
}

/// The models by the names of their folders.
pub fn variants() -> Vec<String> {
    let folders = fs_err::read_dir(folder()).expect("the fixtures");
    let folders = folders
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.join("expected.json").exists());
    let mut names: Vec<String> = folders
        .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        .collect();
    names.sort();
    assert!(names.len() > 1, "there are hardly any fixtures");
    names
}

pub fn expected(variant: &str) -> Expected {
    let text = fs_err::read_to_string(folder().join(variant).join("expected.json")).expect("the reference's results");
    serde_json::from_str(&text).expect("as the script writes them")
}

pub fn load(variant: &str, quantization: Quantization) -> Seq2Seq {
    let options = LoadOptions {
        device: Device::Cpu,
        quantization,
        cache: None,
    };
    Seq2Seq::load(&folder().join(variant), &options).unwrap_or_else(|error| panic!("{variant}: {error}"))
}
