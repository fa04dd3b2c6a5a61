//! The same numbers and the same tokens as the reference.

use tuyin::engine::quantization::Quantization;
use tuyin::generate::{CausalBudget, CausalRun, Finish, GenerationConfig, Times};

use crate::fixtures::{FAMILIES, distance, expected, folder, load, long_prompt, scores_at};

/// How far our scores may be from the reference's, which are given in six digits.
const TOLERANCE: f32 = 2e-3;

#[test]
fn logits_of_the_reference() {
    for family in FAMILIES {
        let (model, expected) = (load(&folder(family), Quantization::None), expected(family));
        let prompts: Vec<&[u32]> = expected.prompts.iter().map(Vec::as_slice).collect();
        let scores = scores_at(&model, &prompts, &expected.logits.positions, 1 << 20);
        for (number, (rows, found)) in expected.logits.rows.iter().zip(scores).enumerate() {
            for (row, found) in rows.iter().zip(found) {
                let distance = distance(row, &found);
                assert!(distance < TOLERANCE, "{family}, prompt {number}: {distance}");
            }
        }
    }
}

#[test]
fn logits_far_into_a_text() {
    for family in FAMILIES {
        let (model, expected) = (load(&folder(family), Quantization::None), expected(family));
        let long = &expected.long;
        let prompt = long_prompt(long.length, model.architecture().vocabulary);
        let scores = scores_at(&model, &[&prompt], std::slice::from_ref(&long.positions), 512);
        for (at, found) in scores[0].iter().enumerate() {
            let of = |places: &[usize]| -> Vec<f32> { places.iter().map(|place| found[*place]).collect() };
            let position = long.positions[at];
            let distances = [
                distance(&of(&long.top_ids[at]), &long.top_values[at]),
                distance(&of(&long.columns), &long.values[at]),
            ];
            assert!(
                distances.iter().all(|distance| *distance < TOLERANCE),
                "{family} at {position}: {distances:?}"
            );
            let best = (0..found.len()).max_by(|a, b| found[*a].total_cmp(&found[*b]));
            assert_eq!(best, Some(long.top_ids[at][0]), "{family} at {position}");
        }
    }
}

#[test]
fn tokens_of_the_reference() {
    for family in FAMILIES {
        let (model, expected) = (load(&folder(family), Quantization::None), expected(family));
        for case in &expected.cases {
            let mut options = case.options.clone();
            // Where nothing ends an output, nothing that is a token does.
            options.entry("eos_token_id").or_insert(u32::MAX.into());
            let config: GenerationConfig = serde_json::from_value(options.into()).expect("options");
            let numbers = case
                .prompts
                .clone()
                .unwrap_or_else(|| (0..expected.prompts.len()).collect());
            let prompts: Vec<Vec<u32>> = numbers.iter().map(|number| expected.prompts[*number].clone()).collect();
            for budget in [
                CausalBudget::default(),
                CausalBudget {
                    rows: 2,
                    step_tokens: 7,
                    ..CausalBudget::default()
                },
                CausalBudget {
                    rows: 1,
                    speculates: false,
                    ..CausalBudget::default()
                },
            ] {
                let times = Times::default();
                let run = CausalRun::new(&model, &config, budget, &times).expect("wishes");
                for (number, (output, ids)) in run
                    .generate(&prompts, &[], &|| None)
                    .into_iter()
                    .zip(&case.ids)
                    .enumerate()
                {
                    let output = output.expect("an output");
                    assert_eq!(&output.ids, ids, "{family}, {}, prompt {number}, {budget:?}", case.name);
                    let ended = config
                        .eos_token_id
                        .as_ref()
                        .is_some_and(|ends| ends.contains(&ids[ids.len() - 1]));
                    assert_eq!(output.finish, if ended { Finish::Stop } else { Finish::Length });
                }
            }
        }
    }
}
