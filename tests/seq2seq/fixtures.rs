//! What the reference made of a model.

use std::path::{Path, PathBuf};

use candle_core::Device;
use serde::Deserialize;
use serde_json::{Map, Value};
use tuyin::engine::files::ModelFiles;
use tuyin::engine::quantization::Quantization;
use tuyin::engine::seq2seq::{LoadOptions, Seq2Seq};
use tuyin::generate::GenerationConfig;

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

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/engine/seq2seq")
        .join(name)
}

fn files(folder: &Path) -> ModelFiles {
    ModelFiles::in_folder(folder).expect("a folder")
}

/// A model in a layout of the hub, and whose results it should have.
pub struct Variant {
    pub name: &'static str,
    /// The folder with the configuration and the expected results.
    pub reference: &'static str,
    /// The file of weights, where a folder has several.
    pub weights: Option<&'static str>,
}

const fn of_folder(name: &'static str) -> Variant {
    Variant {
        name,
        reference: name,
        weights: None,
    }
}

const fn like(name: &'static str, reference: &'static str, weights: Option<&'static str>) -> Variant {
    Variant {
        name,
        reference,
        weights,
    }
}

/// All models with their full weights.
pub const VARIANTS: [Variant; 15] = [
    of_folder("t5-v1_0"),
    of_folder("t5-v1_1"),
    of_folder("mt5-xlsum"),
    of_folder("kazrush"),
    of_folder("madlad"),
    like("kazrush-gguf-llama", "kazrush", Some("kazrush.f32.gguf")),
    like("madlad-gguf-hf", "madlad", Some("model-f32.gguf")),
    of_folder("bart-large-cnn"),
    of_folder("mbart-50"),
    of_folder("opus-mt-en-ru"),
    of_folder("tc-big-en-zle"),
    of_folder("m2m100"),
    of_folder("nllb-600m"),
    like("nllb-600m-bin", "nllb-600m", None),
    like("nllb-sharded", "nllb-600m", None),
];

/// Files that hold quantized weights.
pub const QUANTIZED: [Variant; 2] = [
    like("kazrush-gguf-llama", "kazrush", Some("kazrush.Q8_0.gguf")),
    like("madlad-gguf-hf", "madlad", Some("model-q8_0.gguf")),
];

impl Variant {
    pub fn named(name: &str) -> &'static Variant {
        VARIANTS
            .iter()
            .find(|variant| variant.name == name)
            .expect("a known name")
    }

    pub fn expected(&self) -> Expected {
        let path = folder(self.reference).join("expected.json");
        let text = fs_err::read_to_string(path).expect("the reference's results");
        serde_json::from_str(&text).expect("as the script writes them")
    }

    pub fn generation_config(&self) -> GenerationConfig {
        GenerationConfig::of_model(&files(&folder(self.reference))).expect("the model's own settings")
    }

    pub fn load(&self, quantization: Quantization) -> Seq2Seq {
        self.load_with(quantization, None)
    }

    pub fn load_with(&self, quantization: Quantization, cache: Option<PathBuf>) -> Seq2Seq {
        let options = LoadOptions {
            device: Device::Cpu,
            quantization,
            cache,
        };
        let loaded = match self.weights {
            None => Seq2Seq::load(&files(&folder(self.name)), &options),
            Some(weights) => {
                // As users lay them out: the configuration of the one repository beside a file of the other.
                let together = tempfile::tempdir().expect("a folder");
                let copy = |from: &Path| {
                    fs_err::copy(from, together.path().join(from.file_name().expect("a name"))).expect("copied")
                };
                copy(&folder(self.reference).join("config.json"));
                copy(&folder(self.name).join(weights));
                Seq2Seq::load(&files(together.path()), &options)
            }
        };
        loaded.unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }
}
