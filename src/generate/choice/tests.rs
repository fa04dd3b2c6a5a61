use serde::Deserialize;

use super::*;
use crate::generate::OutputVocabulary;
use crate::generate::rules::{Frame, Rules};

#[test]
fn draws_fall_where_the_probabilities_lie() {
    let probabilities = [(7, 0.5), (3, 0.3), (9, 0.2)];
    assert_eq!(
        [0.0, 0.49, 0.5, 0.79, 0.81, 0.999_999_9, 1.0].map(|place| draw(&probabilities, place)),
        [7, 7, 3, 3, 9, 9, 9]
    );
}

#[test]
fn chance_is_the_same_for_the_same_input() {
    let config = GenerationConfig {
        do_sample: Some(true),
        seed: Some(5),
        ..GenerationConfig::default()
    };
    let choice = Choice::new(&config);
    let draws = |input: usize| -> Vec<u64> {
        let mut chance = choice.chance_for(input);
        (0..4).map(|_| chance.random()).collect()
    };
    assert_eq!(draws(3), draws(3));
    assert_ne!(draws(3), draws(4));
}

#[derive(Deserialize)]
struct Reference {
    logits: Vec<Vec<f32>>,
    previous: Vec<Vec<u32>>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    options: serde_json::Value,
    probabilities: Vec<Vec<f32>>,
}

/// Against the warpers of Transformers, see `scripts/reference/seq2seq.py`.
#[test]
fn probabilities_are_those_of_the_reference() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/engine/seq2seq/warpers.json");
    let reference: Reference = serde_json::from_slice(&fs_err::read(path).expect("read")).expect("as written");
    for case in &reference.cases {
        let options: GenerationConfig = serde_json::from_value(case.options.clone()).expect("options");
        let config = GenerationConfig {
            do_sample: Some(true),
            ..options
        };
        let rules = Rules::new(&config, vec![49]).expect("rules");
        let Choice::Chance(sampling) = Choice::new(&config) else {
            panic!("not by chance")
        };
        for (row, (logits, previous)) in reference.logits.iter().zip(&reference.previous).enumerate() {
            let (mut logits, vocabulary) = (logits.clone(), OutputVocabulary::Whole(logits.len()));
            let mut scores = Scores::new(&mut logits, &vocabulary);
            rules.apply(previous, Frame::of_decoder(100), &mut scores);
            let mut found = vec![0.0; vocabulary.len()];
            for (token, probability) in sampling.probabilities(&scores) {
                found[token as usize] = probability;
            }
            for (found, expected) in found.iter().zip(&case.probabilities[row]) {
                assert!(
                    (found - expected).abs() < 1e-5,
                    "{}: {found} for {expected}",
                    case.options
                );
            }
        }
    }
}
