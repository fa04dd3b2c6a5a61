//! A model of real size beside sentence-transformers.

use std::path::PathBuf;
use std::time::Instant;

use serde::Deserialize;
use tuyin::engine::embedder::{Embedder, EmbedderOptions, Kind, Pooling};
use tuyin::engine::quantization::Quantization;

use crate::fixtures::{cosine, distance, files, options};

/// What `scripts/reference/sentence_vectors.py` writes.
#[derive(Deserialize)]
struct Vectors {
    texts: Vec<String>,
    vectors: Vec<Vec<f32>>,
}

/// The folder that `TUYIN_ENCODER` names.
fn home() -> PathBuf {
    std::env::var_os("TUYIN_ENCODER")
        .expect("a folder with model/ and vectors.json")
        .into()
}

fn load(quantization: Quantization) -> Embedder {
    let embedder = EmbedderOptions {
        pooling: Pooling::Mean,
        normalize: true,
        query_prefix: String::new(),
        passage_prefix: String::new(),
        context: None,
    };
    Embedder::load(&files(&home().join("model")), &options(quantization, None), embedder).expect("loaded")
}

/// A folder with an embedder in `model/`, whose vectors are means of length 1, and in `vectors.json` what
/// `scripts/reference/sentence_vectors.py model lines.txt --normalize` made of lines:
/// `TUYIN_ENCODER=FOLDER cargo test --release --test encoders real -- --ignored --nocapture --test-threads 1`.
#[test]
#[ignore = "needs a model of real size"]
#[expect(clippy::print_stdout, reason = "the figures are what one runs it for")]
fn vectors_of_a_real_model() {
    let text = fs_err::read_to_string(home().join("vectors.json")).expect("the reference's vectors");
    let expected: Vectors = serde_json::from_str(&text).expect("as the script writes them");
    let texts: Vec<&str> = expected.texts.iter().map(String::as_str).collect();
    // Bytes for weights and activations; scales for 256 activations are coarse where a few of them are large, as in BERT.
    for (quantization, nearest) in [(Quantization::None, 0.9999), (Quantization::Q8_0, 0.98)] {
        let vectors = load(quantization).embed(&texts, Kind::Query).expect("vectors");
        let pairs = || vectors.iter().zip(&expected.vectors);
        let alike = pairs().map(|(ours, theirs)| cosine(ours, theirs)).fold(1.0, f32::min);
        let apart = pairs().map(|(ours, theirs)| distance(ours, theirs)).fold(0.0, f32::max);
        println!("{quantization:?}: cosine at least {alike:.6}, at most {apart:.6} apart");
        println!(
            "  likenesses of texts at most {:.4} apart",
            likeness_moves(&vectors, &expected.vectors)
        );
        assert!(alike > nearest);
        assert!(quantization != Quantization::None || apart < 1e-4);
    }
}

/// How far the cosine of two texts is at most from that of the reference.
fn likeness_moves(ours: &[Vec<f32>], theirs: &[Vec<f32>]) -> f32 {
    let pairs = (0..ours.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
    let moves = pairs.map(|(a, b)| (cosine(&ours[a], &ours[b]) - cosine(&theirs[a], &theirs[b])).abs());
    moves.fold(0.0, f32::max)
}

/// How many texts a second; those of `vectors.json` fifty times.
#[test]
#[ignore = "needs a model of real size"]
#[expect(clippy::print_stdout, reason = "the figures are what one runs it for")]
fn speed_of_a_real_model() {
    let text = fs_err::read_to_string(home().join("vectors.json")).expect("the reference's vectors");
    let expected: Vectors = serde_json::from_str(&text).expect("as the script writes them");
    let once = expected.texts.iter().map(String::as_str);
    let texts: Vec<&str> = std::iter::repeat_n(once, 50).flatten().collect();
    for quantization in [Quantization::None, Quantization::Q8_0] {
        let model = load(quantization);
        let start = Instant::now();
        model.embed(&texts, Kind::Query).expect("vectors");
        let seconds = start.elapsed().as_secs_f64();
        println!(
            "{quantization:?}: {} texts, {:.0} a second",
            texts.len(),
            texts.len() as f64 / seconds
        );
    }
}
