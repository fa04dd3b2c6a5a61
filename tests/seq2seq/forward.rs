//! One pass through the network.

use std::sync::Arc;

use candle_core::Tensor;
use tuyin::engine::quantization::Quantization;
use tuyin::engine::seq2seq::Seq2Seq;

use crate::fixtures::{Expected, QUANTIZED, VARIANTS, Variant};

fn rows(tensor: &Tensor) -> Vec<Vec<f32>> {
    tensor.to_vec2().expect("rows")
}

/// How far two rows are apart, in parts of the largest number.
fn distance(found: &[f32], expected: &[f32]) -> f32 {
    assert_eq!(found.len(), expected.len());
    let largest = expected
        .iter()
        .fold(1.0f32, |largest, number| largest.max(number.abs()));
    let pairs = found.iter().zip(expected);
    pairs
        .map(|(found, expected)| (found - expected).abs() / largest)
        .fold(0.0, f32::max)
}

/// Scores for every source after `prefix` tokens of its greedy output.
fn scores(model: &Seq2Seq, expected: &Expected, prefix: usize) -> Vec<Vec<f32>> {
    let sources: Vec<&[u32]> = expected.sources.iter().map(Vec::as_slice).collect();
    let network = model.model();
    let memory = Arc::new(network.encode(&sources).expect("encoded"));
    let mut state = network.start(memory, 0..sources.len());
    let mut tokens = vec![expected.tokens.decoder_start_token_id; sources.len()];
    for step in 0..prefix {
        network.advance(&tokens, &mut state).expect("advanced");
        tokens = expected.cases[0].ids.iter().map(|ids| ids[step]).collect();
    }
    let hidden = network.advance(&tokens, &mut state).expect("advanced");
    let mut scores = Vec::new();
    hidden.score(network.head(), &mut scores).expect("scores");
    scores.chunks(model.vocabulary()).map(<[f32]>::to_vec).collect()
}

/// The angle between two rows: 0 for the same direction, 1 for a right angle.
fn angle(found: &[f32], expected: &[f32]) -> f32 {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    1.0 - dot(found, expected) / (dot(found, found) * dot(expected, expected)).sqrt()
}

/// The greatest distances of encoder rows and scores from those of the reference.
fn distances(variant: &Variant, quantization: Quantization, measure: fn(&[f32], &[f32]) -> f32) -> (f32, f32) {
    let (model, expected) = (variant.load(quantization), variant.expected());
    let sources: Vec<&[u32]> = expected.sources.iter().map(Vec::as_slice).collect();
    let memory = model.model().encode(&sources).expect("encoded");
    let output = rows(memory.encoder_output());
    let (mut encoder, mut decoder) = (0f32, 0f32);
    for (source, positions) in expected.encoder.positions.iter().enumerate() {
        let start = memory.sequences().rows(source).start;
        for (position, row) in positions.iter().zip(&expected.encoder.rows[source]) {
            encoder = encoder.max(measure(&output[start + position], row));
        }
    }
    for (prefix, all) in [(0, &expected.logits.first), (9, &expected.logits.tenth)] {
        for (found, row) in scores(&model, &expected, prefix).iter().zip(all) {
            decoder = decoder.max(measure(found, row));
        }
    }
    (encoder, decoder)
}

#[test]
fn numbers_are_those_of_the_reference() {
    for variant in &VARIANTS {
        let (encoder, decoder) = distances(variant, Quantization::None, distance);
        assert!(
            encoder < 1e-4 && decoder < 1e-4,
            "{}: {encoder}, {decoder}",
            variant.name
        );
    }
}

/// The rows of these models are one or two blocks long, those of real ones dozens: what rounding does shows here most.
#[test]
fn quantized_numbers_are_close() {
    for variant in VARIANTS.iter().chain(&QUANTIZED) {
        let (encoder, decoder) = distances(variant, Quantization::Q8_0, angle);
        assert!(encoder < 0.1 && decoder < 0.1, "{}: {encoder}, {decoder}", variant.name);
    }
}

#[test]
fn the_second_start_reads_what_the_first_one_wrote() {
    let cache = tempfile::tempdir().expect("a folder");
    let copies = || fs_err::read_dir(cache.path()).expect("a folder").count();
    for variant in ["kazrush", "opus-mt-en-ru", "nllb-sharded"].map(Variant::named) {
        let expected = variant.expected();
        let fresh = scores(&variant.load(Quantization::Q8_0), &expected, 3);
        let before = copies();
        let load = || variant.load_with(Quantization::Q8_0, Some(cache.path().to_owned()));
        assert_eq!(scores(&load(), &expected, 3), fresh);
        assert_eq!(copies(), before + 1);
        assert_eq!(scores(&load(), &expected, 3), fresh);
        assert_eq!(copies(), before + 1);
    }
}
