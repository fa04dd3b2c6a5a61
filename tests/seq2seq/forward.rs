//! One pass through the network.

use std::sync::Arc;

use candle_core::Tensor;
use tuyin::engine::quantization::Quantization;
use tuyin::engine::seq2seq::Seq2Seq;

use crate::fixtures::{Expected, expected, load, variants};

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
    rows(&hidden.scores(network.head()).expect("scores"))
}

#[test]
fn numbers_are_those_of_the_reference() {
    for variant in variants() {
        let (model, expected) = (load(&variant, Quantization::None), expected(&variant));
        let sources: Vec<&[u32]> = expected.sources.iter().map(Vec::as_slice).collect();
        let memory = model.model().encode(&sources).expect("encoded");
        let output = rows(memory.encoder_output());
        for (source, positions) in expected.encoder.positions.iter().enumerate() {
            let start = memory.sequences().rows(source).start;
            for (position, row) in positions.iter().zip(&expected.encoder.rows[source]) {
                let distance = distance(&output[start + position], row);
                assert!(
                    distance < 1e-4,
                    "{variant}: encoder, source {source}, position {position}: {distance}"
                );
            }
        }
        for (prefix, all) in [(0, &expected.logits.first), (9, &expected.logits.tenth)] {
            for (source, (found, row)) in scores(&model, &expected, prefix).iter().zip(all).enumerate() {
                let distance = distance(found, row);
                assert!(
                    distance < 1e-4,
                    "{variant}: scores after {prefix} tokens, source {source}: {distance}"
                );
            }
        }
    }
}
