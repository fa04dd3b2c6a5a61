//! What is written, token for token.

use serde_json::Value;
use tuyin::engine::quantization::Quantization;
use tuyin::engine::seq2seq::Seq2Seq;
use tuyin::generate::{Finish, GenerationConfig, Output, OutputHead, Times, generate};

use crate::fixtures::{Case, Tokens, VARIANTS, Variant};

fn config(variant: &Variant, case: &Case, tokens: &Tokens) -> GenerationConfig {
    let options = serde_json::from_value(Value::Object(case.options.clone())).expect("options");
    let frame = GenerationConfig {
        decoder_start_token_id: Some(tokens.decoder_start_token_id),
        eos_token_id: Some(vec![tokens.eos_token_id]),
        ..GenerationConfig::default()
    };
    let defaults = match case.defaults {
        true => variant.generation_config(),
        false => GenerationConfig::default(),
    };
    GenerationConfig::or(options, defaults).or(frame)
}

fn outputs(model: &Seq2Seq, sources: &[Vec<u32>], config: &GenerationConfig) -> Vec<Output> {
    let vocabulary = OutputHead::whole(model.model());
    let results =
        generate(model.model(), &vocabulary, sources, config, &Times::default()).expect("options that can be met");
    results.into_iter().map(|result| result.expect("an output")).collect()
}

#[test]
fn tokens_are_those_of_the_reference() {
    let (mut cases, mut wrong) = (0, Vec::new());
    for variant in &VARIANTS {
        let (model, expected) = (variant.load(Quantization::None), variant.expected());
        for case in &expected.cases {
            cases += 1;
            let found = outputs(&model, &expected.sources, &config(variant, case, &expected.tokens));
            for (source, (found, ids)) in found.iter().zip(&case.ids).enumerate() {
                if found.ids != *ids {
                    wrong.push(format!(
                        "{}: {}: source {source}: {:?} for {ids:?}",
                        variant.name, case.name, found.ids
                    ));
                }
                let score = case.scores.as_ref().map(|scores| scores[source]);
                if let (Some(score), Some(found)) = (score, found.score) {
                    assert!(
                        (score - found).abs() < 1e-3 * score.abs().max(1.0),
                        "{}: {}: {found} for {score}",
                        variant.name,
                        case.name
                    );
                }
                assert!(
                    found.finish == Finish::Length
                        || expected.tokens.eos_token_id == ids[ids.len() - 1]
                        || case.name.starts_with("two ends")
                );
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {cases} cases differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Every source alone, and all in the order of the file and its reverse.
#[test]
fn a_batch_equals_its_rows_one_by_one() {
    for variant in ["kazrush", "nllb-600m"].map(Variant::named) {
        for quantization in [Quantization::None, Quantization::Q8_0] {
            let (model, expected) = (variant.load(quantization), variant.expected());
            for name in ["greedy", "beam"] {
                let case = expected.cases.iter().find(|case| case.name == name).expect("a case");
                let mut config = config(variant, case, &expected.tokens);
                let together = outputs(&model, &expected.sources, &config);
                for (source, together) in expected.sources.iter().zip(&together) {
                    let alone = outputs(&model, std::slice::from_ref(source), &config);
                    assert_eq!(alone[0], *together, "{}, {quantization:?}, {name}", variant.name);
                }
                let reversed: Vec<Vec<u32>> = expected.sources.iter().rev().cloned().collect();
                let mut found = outputs(&model, &reversed, &config);
                found.reverse();
                assert_eq!(found, together);
                config.num_beams = None;
                config.do_sample = Some(true);
                let drawn = outputs(&model, &expected.sources, &config);
                assert_eq!(
                    drawn,
                    outputs(&model, &expected.sources, &config),
                    "chance depends on more than the seed"
                );
            }
        }
    }
}

#[test]
fn threads_change_nothing() {
    let variant = Variant::named("kazrush");
    let expected = variant.expected();
    let case = expected.cases.iter().find(|case| case.name == "beam").expect("a case");
    let config = config(variant, case, &expected.tokens);
    for quantization in [Quantization::None, Quantization::Q8_0] {
        let model = variant.load(quantization);
        let with_threads = |count: usize| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(count)
                .build()
                .expect("threads");
            pool.install(|| outputs(&model, &expected.sources, &config))
        };
        let one = with_threads(1);
        for count in [2, 3, 7] {
            assert_eq!(with_threads(count), one, "{count} threads, {quantization:?}");
        }
    }
}

/// Leaving tokens out of the head gives what forbidding them gives.
#[test]
fn a_restricted_vocabulary_is_a_ban() {
    let variant = Variant::named("nllb-600m");
    let (model, expected) = (variant.load(Quantization::Q8_0), variant.expected());
    let count = model.vocabulary() as u32;
    let (kept, left_out): (Vec<u32>, Vec<u32>) =
        (0..count).partition(|token| token % 3 != 1 || *token == expected.tokens.eos_token_id);
    let case = expected.cases.iter().find(|case| case.name == "beam").expect("a case");
    for beams in [1, 4] {
        let config = GenerationConfig {
            num_beams: Some(beams),
            renormalize_logits: Some(true),
            ..config(variant, case, &expected.tokens)
        };
        let banned = GenerationConfig {
            suppress_tokens: Some(left_out.clone()),
            ..config.clone()
        };
        let some = OutputHead::restricted(model.model(), &kept).expect("restricted");
        let restricted = generate(model.model(), &some, &expected.sources, &config, &Times::default())
            .expect("options that can be met");
        for (restricted, banned) in restricted.into_iter().zip(outputs(&model, &expected.sources, &banned)) {
            assert_eq!(restricted.expect("an output").ids, banned.ids);
        }
    }
}

#[test]
fn bad_inputs_cost_only_themselves() {
    let variant = Variant::named("bart-large-cnn");
    let (model, expected) = (variant.load(Quantization::None), variant.expected());
    let config = config(variant, &expected.cases[0], &expected.tokens);
    let good = expected.sources[1].clone();
    let inputs = vec![good.clone(), vec![], vec![5; 5000], vec![4_000_000], good];
    let vocabulary = OutputHead::whole(model.model());
    let results =
        generate(model.model(), &vocabulary, &inputs, &config, &Times::default()).expect("options that can be met");
    let messages: Vec<String> = results
        .iter()
        .map(|result| match result {
            Ok(output) => output.ids.len().to_string(),
            Err(error) => error.to_string(),
        })
        .collect();
    assert_eq!(messages[0], messages[4]);
    assert_eq!(messages[0], expected.cases[0].ids[1].len().to_string());
    assert_eq!(messages[1], "the input is empty");
    assert!(
        messages[2].starts_with("the input has 5000 tokens, the model reads at most "),
        "{}",
        messages[2]
    );
    assert_eq!(
        messages[3],
        "the model could not compute: there is no token 4000000: the vocabulary has 133"
    );
}
