//! Files of llama.cpp, in every type that its quantizer makes of them.

use serde::Deserialize;
use tuyin::engine::causal::CausalModel;
use tuyin::engine::quantization::Quantization;

use crate::fixtures::{distance, folder, load, read, scores_at};

#[derive(Deserialize)]
struct Expected {
    prompts: Vec<Vec<u32>>,
    files: Vec<File>,
}

#[derive(Deserialize)]
struct File {
    file: String,
    /// Scores at the end of every prompt, by Transformers with the weights of the file in 32 bits.
    exact: Vec<Vec<f32>>,
    /// The same by llama.cpp, which rounds activations as well.
    llama_cpp: Vec<Vec<f32>>,
}

fn last_scores(model: &CausalModel, prompts: &[Vec<u32>]) -> Vec<Vec<f32>> {
    let positions: Vec<Vec<usize>> = prompts.iter().map(|prompt| vec![prompt.len() - 1]).collect();
    let prompts: Vec<&[u32]> = prompts.iter().map(Vec::as_slice).collect();
    scores_at(model, &prompts, &positions, 1 << 20)
        .into_iter()
        .map(|mut rows| rows.remove(0))
        .collect()
}

#[test]
fn the_weights_of_every_type_give_the_logits_of_the_reference() {
    let expected: Expected = read(&folder("gguf").join("gguf-expected.json"));
    assert!(expected.files.len() >= 9);
    for file in &expected.files {
        let model = load(&folder("gguf").join(&file.file), Quantization::None);
        for (found, exact) in last_scores(&model, &expected.prompts).iter().zip(&file.exact) {
            let distance = distance(found, exact);
            assert!(distance < 2e-3, "{}: {distance}", file.file);
        }
    }
}

#[derive(Deserialize)]
struct RealShape {
    prompt: Vec<u32>,
    logits: Vec<f32>,
}

/// A file of real size beside llama.cpp: `scripts/reference/llama_cpp_logits.py FILE.gguf > LOGITS`, then
/// `TUYIN_GGUF=FILE.gguf TUYIN_LOGITS=LOGITS cargo test --release --test causal real_shape -- --ignored --nocapture`.
#[test]
#[ignore = "needs a file of real size"]
#[expect(clippy::print_stdout, reason = "the figures are what one runs it for")]
fn a_real_shape_beside_llama_cpp() {
    let variable = |name: &str| std::env::var(name).expect("the name of a file");
    let expected: RealShape = read(variable("TUYIN_LOGITS").as_ref());
    let model = load(variable("TUYIN_GGUF").as_ref(), Quantization::Q8_0);
    let found = last_scores(&model, std::slice::from_ref(&expected.prompt)).remove(0);
    let deviation = |numbers: &[f32]| {
        let squares: f64 = numbers.iter().map(|number| f64::from(*number).powi(2)).sum();
        (squares / numbers.len() as f64).sqrt()
    };
    let differences: Vec<f32> = found
        .iter()
        .zip(&expected.logits)
        .map(|(ours, theirs)| ours - theirs)
        .collect();
    let (apart, spread) = (deviation(&differences), deviation(&expected.logits));
    println!(
        "{apart:.4} apart, of scores that spread by {spread:.4}; at most {:.4}",
        distance(&found, &expected.logits)
    );
    assert!(apart < 0.1 * spread);
}

/// Rounded activations move scores: ours no further from the exact ones than three times what those of llama.cpp are, or 0.15
/// where they happen to be near. Run with `--nocapture` for the figures.
#[test]
#[expect(clippy::print_stdout, reason = "the figures are what one runs it for")]
fn rounded_activations_move_scores_as_little_as_llama_cpps() {
    let expected: Expected = read(&folder("gguf").join("gguf-expected.json"));
    // What is in no blocks is put into blocks by us, and not by llama.cpp.
    for file in expected.files.iter().filter(|file| !file.file.contains("f16")) {
        let model = load(&folder("gguf").join(&file.file), Quantization::Q8_0);
        let found = last_scores(&model, &expected.prompts);
        let furthest = |left: &[Vec<f32>], right: &[Vec<f32>]| {
            let distances = left.iter().zip(right).map(|(left, right)| distance(left, right));
            distances.fold(0.0, f32::max)
        };
        let (ours, theirs) = (furthest(&found, &file.exact), furthest(&file.llama_cpp, &file.exact));
        let apart = furthest(&found, &file.llama_cpp);
        println!("{}: ours {ours:.3}, llama.cpp {theirs:.3}, apart {apart:.3}", file.file);
        assert!(
            ours < (3.0 * theirs).max(0.15),
            "{}: {ours}, llama.cpp {theirs}",
            file.file
        );
    }
}
