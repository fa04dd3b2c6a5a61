//! What the reference made of a model.

use std::path::{Path, PathBuf};

use candle_core::{Device, Tensor};
use serde::Deserialize;
use tuyin::engine::embedder::{Embedder, EmbedderOptions, Pooling};
use tuyin::engine::files::ModelFiles;
use tuyin::engine::quantization::Quantization;
use tuyin::engine::seq2seq::LoadOptions;
use tuyin::engine::tagger::Tagger;

pub const TAGGERS: [&str; 5] = [
    "bert-ner",
    "bert-ner-tokenizer-json",
    "distilbert-ner",
    "xlm-r-ner",
    "xlm-r-bin",
];

/// Those with words as WordPiece has them.
pub const WORDPIECE_TAGGERS: [&str; 3] = ["bert-ner", "bert-ner-tokenizer-json", "distilbert-ner"];

pub const EMBEDDERS: [&str; 4] = [
    "bert-embed-mean",
    "xlm-r-embed-cls",
    "bert-embed-minilm",
    "distilbert-embed",
];

#[derive(Deserialize)]
pub struct TaggerExpected {
    pub max_tokens: usize,
    pub labels: Vec<String>,
    pub texts: Vec<TaggedText>,
    pub long: LongText,
}

#[derive(Deserialize)]
pub struct TaggedText {
    pub text: String,
    pub ids: Vec<u32>,
    pub offsets: Vec<(usize, usize)>,
    pub logits: Vec<Vec<f32>>,
    pub first: Vec<Span>,
}

#[derive(Deserialize)]
pub struct LongText {
    pub text: String,
    pub ids: Vec<u32>,
    pub offsets: Vec<(usize, usize)>,
    pub windows: Vec<WindowOfText>,
}

/// A window as Transformers cuts it: not at words.
#[derive(Deserialize)]
pub struct WindowOfText {
    pub ids: Vec<u32>,
    pub logits: Vec<Vec<f32>>,
}

#[derive(Deserialize)]
pub struct Span {
    pub entity_group: String,
    pub start: usize,
    pub end: usize,
    pub score: f32,
}

#[derive(Deserialize)]
pub struct EmbedderExpected {
    pub max_tokens: usize,
    pub pooling: String,
    pub normalize: bool,
    pub last_hidden_state: Vec<Vec<f32>>,
    pub texts: Vec<EmbeddedText>,
}

#[derive(Deserialize)]
pub struct EmbeddedText {
    pub prefix: String,
    pub text: String,
    pub ids: Vec<u32>,
    pub vector: Vec<f32>,
}

pub fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/engine/encoders")
        .join(name)
}

pub fn files(folder: &Path) -> ModelFiles {
    ModelFiles::in_folder(folder).expect("a folder")
}

pub fn options(quantization: Quantization, cache: Option<PathBuf>) -> LoadOptions {
    LoadOptions {
        device: Device::Cpu,
        quantization,
        cache,
    }
}

pub fn expected<T: serde::de::DeserializeOwned>(name: &str) -> T {
    let text = fs_err::read_to_string(folder(name).join("expected.json")).expect("the reference's results");
    serde_json::from_str(&text).expect("as the script writes them")
}

pub fn tagger(name: &str, quantization: Quantization, context: Option<usize>) -> Tagger {
    let loaded = Tagger::load(&files(&folder(name)), &options(quantization, None), context);
    loaded.unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// An embedder as its expected results want it.
pub fn embedder(name: &str, expected: &EmbedderExpected, quantization: Quantization) -> Embedder {
    embedder_with(name, quantization, embedder_options(expected))
}

pub fn embedder_with(name: &str, quantization: Quantization, embedder: EmbedderOptions) -> Embedder {
    let loaded = Embedder::load(&files(&folder(name)), &options(quantization, None), embedder);
    loaded.unwrap_or_else(|error| panic!("{name}: {error}"))
}

pub fn embedder_options(expected: &EmbedderExpected) -> EmbedderOptions {
    let prefix = |number: usize| expected.texts[number].prefix.clone();
    EmbedderOptions {
        pooling: match expected.pooling.as_str() {
            "mean" => Pooling::Mean,
            _ => Pooling::FirstToken,
        },
        normalize: expected.normalize,
        // They stand before the texts in turn.
        query_prefix: prefix(0),
        passage_prefix: prefix(1),
        context: Some(expected.max_tokens),
    }
}

pub fn rows(tensor: &Tensor) -> Vec<Vec<f32>> {
    tensor.to_vec2().expect("rows")
}

/// How far two rows are apart.
pub fn distance(found: &[f32], expected: &[f32]) -> f32 {
    assert_eq!(found.len(), expected.len());
    let pairs = found.iter().zip(expected);
    pairs
        .map(|(found, expected)| (found - expected).abs())
        .fold(0.0, f32::max)
}

pub fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

/// Computes on so many threads.
pub fn in_threads<T: Send>(threads: usize, compute: impl FnOnce() -> T + Send) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    pool.expect("threads").install(compute)
}
