//! A row has the same bits whatever is computed beside it.

use tuyin::engine::causal::{CausalModel, Sequence};
use tuyin::engine::quantization::Quantization;
use tuyin::generate::{CausalBudget, CausalRun, GenerateError, GenerationConfig, Times};

use crate::fixtures::{CACHE, FAMILIES, add, expected, folder, load, scores_at};

const FORMS: [Quantization; 2] = [Quantization::None, Quantization::Q8_0];

#[test]
fn alone_and_among_others_in_four_bits() {
    let model = load(&folder("gguf").join("qwen3-wide-q4_k_m.gguf"), Quantization::Q8_0);
    let prompts: Vec<Vec<u32>> = (1..12u32)
        .map(|seed| (0..seed * 9).map(|at| (at * seed + at) % 120).collect())
        .collect();
    let prompts: Vec<&[u32]> = prompts.iter().map(Vec::as_slice).collect();
    let positions: Vec<Vec<usize>> = prompts.iter().map(|prompt| (0..prompt.len()).collect()).collect();
    let together = scores_at(&model, &prompts, &positions, 1 << 20);
    for step in [1, 3, 20] {
        for (together, parts) in together.iter().zip(scores_at(&model, &prompts, &positions, step)) {
            assert!(bits(together) == bits(&parts), "in steps of {step}");
        }
    }
}

/// Memory of the keys and values of 16 positions, for numbers of so many bytes.
fn block_bytes(model: &CausalModel, bytes: usize) -> usize {
    let architecture = model.architecture();
    2 * 16 * architecture.keys.numbers() * architecture.layers.len() * bytes
}

fn bits(rows: &[Vec<f32>]) -> Vec<Vec<u32>> {
    rows.iter()
        .map(|row| row.iter().map(|score| score.to_bits()).collect())
        .collect()
}

#[test]
fn alone_among_others_and_in_parts() {
    for family in FAMILIES {
        for form in FORMS {
            let (model, expected) = (load(&folder(family), form), expected(family));
            let prompts: Vec<&[u32]> = expected.prompts.iter().map(Vec::as_slice).collect();
            let positions: Vec<Vec<usize>> = prompts.iter().map(|prompt| (0..prompt.len()).collect()).collect();
            let together = scores_at(&model, &prompts, &positions, 1 << 20);
            for step in [1, 7, 16, 50] {
                let parts = scores_at(&model, &prompts, &positions, step);
                for (together, parts) in together.iter().zip(&parts) {
                    assert!(bits(together) == bits(parts), "{family} {form:?} in steps of {step}");
                }
            }
            for (number, prompt) in prompts.iter().enumerate() {
                let alone = scores_at(&model, &[prompt], &positions[number..=number], 1 << 20);
                assert!(
                    bits(&alone[0]) == bits(&together[number]),
                    "{family} {form:?}, prompt {number}"
                );
            }
        }
    }
}

#[test]
fn with_a_shared_beginning() {
    for family in FAMILIES {
        for form in FORMS {
            let (model, expected) = (load(&folder(family), form), expected(family));
            let beginning = &expected.prompts[2][..37];
            let ends: [&[u32]; 2] = [&expected.prompts[3][..20], &expected.prompts[1]];
            let mut cache = model.cache(CACHE).expect("a cache");
            let mut first = [Sequence::default()];
            add(&model, &mut cache, &mut first, &[beginning], &[]);
            let mut forks = [
                cache.fork(&first[0]).expect("room"),
                cache.fork(&first[0]).expect("room"),
            ];
            let last = [(0, 19), (1, 20 + ends[1].len() as u32 - 1)];
            let shared = add(&model, &mut cache, &mut forks, &ends, &last);
            for (end, shared) in ends.iter().zip(shared) {
                let whole = [beginning, end].concat();
                let alone = scores_at(&model, &[&whole], &[vec![whole.len() - 1]], 1 << 20);
                assert!(bits(&alone[0]) == bits(&[shared]), "{family} {form:?}");
            }
        }
    }
}

#[test]
fn whatever_the_number_of_threads() {
    for family in FAMILIES {
        let (model, expected) = (load(&folder(family), Quantization::Q8_0), expected(family));
        let prompts: Vec<&[u32]> = expected.prompts.iter().map(Vec::as_slice).collect();
        let positions: Vec<Vec<usize>> = prompts.iter().map(|prompt| vec![prompt.len() - 1]).collect();
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .expect("threads");
            pool.install(|| scores_at(&model, &prompts, &positions, 1 << 20))
        };
        let one = with(1);
        for threads in [2, 3] {
            for (one, several) in one.iter().zip(with(threads)) {
                assert!(bits(one) == bits(&several), "{family}, {threads} threads");
            }
        }
    }
}

/// Rows join and leave, share what they begin with, and wait for room: what is written stays the same.
#[test]
fn outputs_do_not_depend_on_their_company() {
    for family in FAMILIES {
        let (model, expected) = (load(&folder(family), Quantization::Q8_0), expected(family));
        let beginning = &expected.prompts[3][..50];
        let mut prompts: Vec<Vec<u32>> = expected.prompts.iter().map(|end| [beginning, end].concat()).collect();
        prompts.extend(
            expected
                .prompts
                .iter()
                .map(|end| [beginning, &end[1..], beginning].concat()),
        );
        for sampling in [false, true] {
            let config = GenerationConfig {
                max_new_tokens: Some(24),
                eos_token_id: Some(vec![7, 9, 30]),
                do_sample: Some(sampling),
                temperature: sampling.then_some(1.0),
                seed: Some(5),
                ..GenerationConfig::default()
            };
            let with = |budget: CausalBudget| {
                let times = Times::default();
                let run = CausalRun::new(&model, &config, budget, &times).expect("wishes");
                let outputs = run.generate(&prompts, &[], &|| None);
                outputs
                    .into_iter()
                    .collect::<Result<Vec<_>, GenerateError>>()
                    .expect("outputs")
            };
            let plain = with(CausalBudget {
                rows: 1,
                speculates: false,
                ..CausalBudget::default()
            });
            // Room for about two of them beside what they share.
            let block = block_bytes(&model, 2);
            for budget in [
                CausalBudget::default(),
                CausalBudget {
                    rows: 3,
                    step_tokens: 20,
                    ..CausalBudget::default()
                },
                CausalBudget {
                    cache_bytes: 40 * block,
                    ..CausalBudget::default()
                },
                CausalBudget {
                    rows: 1,
                    ..CausalBudget::default()
                },
            ] {
                assert_eq!(with(budget), plain, "{family}, sampling {sampling}, {budget:?}");
            }
        }
    }
}

#[test]
fn what_has_no_place_is_told_before_anything_is_computed() {
    let model = load(&folder("qwen3"), Quantization::None);
    let config = GenerationConfig {
        max_new_tokens: Some(100),
        eos_token_id: Some(vec![7]),
        ..GenerationConfig::default()
    };
    let block = block_bytes(&model, 4);
    let budget = CausalBudget {
        cache_bytes: 10 * block,
        ..CausalBudget::default()
    };
    let prompts = [vec![], vec![1; 40_900], vec![1; 61], vec![1; 60]];
    let times = Times::default();
    let run = CausalRun::new(&model, &config, budget, &times).expect("wishes");
    let told: Vec<String> = run
        .generate(&prompts, &[], &|| None)
        .into_iter()
        .map(|output| output.map_or_else(|error| error.to_string(), |output| output.ids.len().to_string()))
        .collect();
    assert_eq!(told[0], "the input is empty");
    assert_eq!(
        told[1],
        "the input and its output may have 41000 tokens, there is room for 40960: shorten the one or the other (--max-new-tokens)"
    );
    assert_eq!(
        told[2],
        "the input and its output may have 161 tokens, there is room for 160 (--cache-memory)"
    );
    assert!(told[3].parse::<usize>().is_ok(), "{}", told[3]);
}

/// Outputs grow beyond the room that was kept for them: some begin again later, and are as long and the same.
#[test]
fn who_is_put_off_writes_the_same() {
    let (model, expected) = (load(&folder("qwen3"), Quantization::Q8_0), expected("qwen3"));
    let config = GenerationConfig {
        max_new_tokens: Some(400),
        eos_token_id: Some(vec![u32::MAX]),
        ..GenerationConfig::default()
    };
    let prompts: Vec<Vec<u32>> = expected.prompts[..3].to_vec();
    let with = |blocks: usize| {
        let block = block_bytes(&model, 2);
        let budget = CausalBudget {
            cache_bytes: blocks * block,
            ..CausalBudget::default()
        };
        let times = Times::default();
        let run = CausalRun::new(&model, &config, budget, &times).expect("wishes");
        let outputs = run.generate(&prompts, &[], &|| None);
        outputs
            .into_iter()
            .collect::<Result<Vec<_>, GenerateError>>()
            .expect("outputs")
    };
    let plenty = with(1000);
    assert!(plenty.iter().all(|output| output.ids.len() == 400));
    // All three begin in 60 blocks, and need 82 in the end.
    assert_eq!(with(60), plenty);
    assert_eq!(with(30), plenty);
}
