//! What the reference made of a model.

use std::path::{Path, PathBuf};

use candle_core::Device;
use serde::Deserialize;
use serde_json::{Map, Value};
use tuyin::engine::causal::{Addition, CausalModel, KeyValueCache, Sequence};
use tuyin::engine::files::ModelFiles;
use tuyin::engine::quantization::Quantization;
use tuyin::engine::seq2seq::LoadOptions;

/// The families, by the names of their folders.
pub const FAMILIES: [&str; 3] = ["qwen3", "llama", "gemma3"];
/// More than any test needs.
pub const CACHE: usize = 1 << 28;

#[derive(Deserialize)]
pub struct Expected {
    pub prompts: Vec<Vec<u32>>,
    pub logits: Logits,
    pub long: Long,
    pub cases: Vec<Case>,
}

/// Scores at some positions of every prompt.
#[derive(Deserialize)]
pub struct Logits {
    pub positions: Vec<Vec<usize>>,
    pub rows: Vec<Vec<Vec<f32>>>,
}

/// Parts of the scores at some positions of a prompt that is not written down.
#[derive(Deserialize)]
pub struct Long {
    pub length: usize,
    pub positions: Vec<usize>,
    pub top_ids: Vec<Vec<usize>>,
    pub top_values: Vec<Vec<f32>>,
    pub columns: Vec<usize>,
    pub values: Vec<Vec<f32>>,
}

#[derive(Deserialize)]
pub struct Case {
    pub name: String,
    pub options: Map<String, Value>,
    pub prompts: Option<Vec<usize>>,
    pub ids: Vec<Vec<u32>>,
}

pub fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/engine/causal")
        .join(name)
}

pub fn read<T: serde::de::DeserializeOwned>(path: &Path) -> T {
    let text = fs_err::read_to_string(path).expect("the reference's results");
    serde_json::from_str(&text).expect("as the script writes them")
}

pub fn expected(family: &str) -> Expected {
    read(&folder(family).join("expected.json"))
}

pub fn load(path: &Path, quantization: Quantization) -> CausalModel {
    let files = match path.is_dir() {
        true => ModelFiles::in_folder(path).expect("a folder"),
        false => ModelFiles::new(path.to_owned(), [path.to_owned()]),
    };
    let options = LoadOptions {
        device: Device::Cpu,
        quantization,
        cache: None,
    };
    CausalModel::load(&files, &options).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The prompt that the script does not write down.
pub fn long_prompt(length: usize, vocabulary: usize) -> Vec<u32> {
    let mut state = 1u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) % vocabulary as u32
    };
    (0..length).map(|_| next()).collect()
}

/// Scores at positions of prompts that are read together, some tokens at a time.
pub fn scores_at(model: &CausalModel, prompts: &[&[u32]], positions: &[Vec<usize>], step: usize) -> Vec<Vec<Vec<f32>>> {
    let mut cache = model.cache(CACHE).expect("a cache");
    let mut sequences: Vec<Sequence> = prompts.iter().map(|_| Sequence::default()).collect();
    let mut scores: Vec<Vec<Vec<f32>>> = prompts.iter().map(|_| Vec::new()).collect();
    let longest = prompts.iter().map(|prompt| prompt.len()).max().unwrap_or(0);
    for start in (0..longest).step_by(step) {
        let parts: Vec<&[u32]> = prompts
            .iter()
            .map(|prompt| &prompt[start.min(prompt.len())..(start + step).min(prompt.len())])
            .collect();
        let mut wanted = Vec::new();
        let mut first = 0;
        for (number, part) in parts.iter().enumerate() {
            let within = positions[number]
                .iter()
                .filter(|position| (start..start + part.len()).contains(position));
            wanted.extend(within.map(|position| (number, (first + position - start) as u32)));
            first += part.len();
        }
        let rows = add(model, &mut cache, &mut sequences, &parts, &wanted);
        for ((number, _), row) in wanted.into_iter().zip(rows) {
            scores[number].push(row);
        }
    }
    scores
}

/// Adds tokens to sequences, and gives the scores after some of the rows.
pub fn add(
    model: &CausalModel,
    cache: &mut KeyValueCache,
    sequences: &mut [Sequence],
    parts: &[&[u32]],
    wanted: &[(usize, u32)],
) -> Vec<Vec<f32>> {
    let mut additions: Vec<Addition<'_>> = sequences
        .iter_mut()
        .zip(parts)
        .filter(|(_, tokens)| !tokens.is_empty())
        .map(|(sequence, tokens)| Addition { sequence, tokens })
        .collect();
    let hidden = model.add(&mut additions, cache).expect("computed");
    if wanted.is_empty() {
        return Vec::new();
    }
    let rows: Vec<u32> = wanted.iter().map(|(_, row)| *row).collect();
    let mut scores = Vec::new();
    model.score(&hidden, &rows, model.head(), &mut scores).expect("scored");
    scores
        .chunks_exact(model.head().vocabulary())
        .map(<[f32]>::to_vec)
        .collect()
}

/// The largest difference between two rows of numbers.
pub fn distance(left: &[f32], right: &[f32]) -> f32 {
    assert_eq!(left.len(), right.len());
    left.iter()
        .zip(right)
        .map(|(left, right)| (left - right).abs())
        .fold(0.0, f32::max)
}
