//! `tuyin bench generate`.

use std::fmt;
use std::time::Instant;

use serde::Serialize;

use super::{Run, inputs, median, peak_memory, print, write_peak};
use crate::cli::args::{BenchGenerateArguments, GlobalArguments};
use crate::cli::commands::model;
use crate::cli::fault::{CommandResult, Fault};
use crate::engine::causal::CausalModel;
use crate::generate::{CausalBudget, CausalRun, GenerateError, GenerationConfig, Part, Times};

/// What was measured: medians of the runs.
#[derive(Serialize)]
struct Report {
    batch: usize,
    prompt_tokens: usize,
    new_tokens: usize,
    runs: usize,
    load_seconds: f64,
    seconds: f64,
    /// Of prompts and outputs together.
    tokens_per_second: f64,
    /// Steps in which prompts were read.
    prefill_seconds: f64,
    /// Steps in which outputs went on only.
    decode_seconds: f64,
    score_seconds: f64,
    choose_seconds: f64,
    /// Of the process: memory of its own and shared, without mapped files.
    peak_memory_bytes: Option<u64>,
}

/// Runs `tuyin bench generate`.
pub fn generate(arguments: &BenchGenerateArguments, global: &GlobalArguments) -> CommandResult {
    let start = Instant::now();
    let model = model::causal(&arguments.model, global)?;
    let load_seconds = start.elapsed().as_secs_f64();
    let lengths = vec![usize::from(arguments.prompt_tokens); arguments.batch.into()];
    let prompts = inputs(&lengths, model.architecture().vocabulary);
    let mut runs = Vec::new();
    for number in 0..=arguments.runs {
        let run = measure(&model, &prompts, arguments).map_err(Fault::could_not_run)?;
        if number > 0 {
            runs.push(run);
        }
    }
    let seconds = median(runs.iter().map(|run| run.seconds));
    let part = |part| median(runs.iter().map(|run| run.times.of(part).as_secs_f64()));
    let tokens = prompts.len() * usize::from(arguments.prompt_tokens + arguments.new_tokens);
    print(
        &Report {
            batch: prompts.len(),
            prompt_tokens: arguments.prompt_tokens.into(),
            new_tokens: arguments.new_tokens.into(),
            runs: runs.len(),
            load_seconds,
            seconds,
            tokens_per_second: tokens as f64 / seconds,
            prefill_seconds: part(Part::Encode),
            decode_seconds: part(Part::Decode),
            score_seconds: part(Part::Score),
            choose_seconds: part(Part::Choose),
            peak_memory_bytes: peak_memory(),
        },
        arguments.json,
    )
}

fn measure(model: &CausalModel, prompts: &[Vec<u32>], arguments: &BenchGenerateArguments) -> anyhow::Result<Run> {
    let times = Times::default();
    let tokens = usize::from(arguments.new_tokens);
    // Outputs of exactly so many tokens, whatever the model would like.
    let config = GenerationConfig {
        max_new_tokens: Some(tokens),
        min_new_tokens: Some(tokens),
        eos_token_id: Some(vec![0]),
        ..GenerationConfig::default()
    };
    let budget = CausalBudget {
        rows: prompts.len(),
        step_tokens: arguments.step_tokens.into(),
        speculates: arguments.lookup,
        ..CausalBudget::default()
    };
    let start = Instant::now();
    let run = CausalRun::new(model, &config, budget, &times)?;
    let results = run.generate(prompts, &[], &|| None);
    results.into_iter().collect::<Result<Vec<_>, GenerateError>>()?;
    let seconds = start.elapsed().as_secs_f64();
    Ok(Run { seconds, times })
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:.1} tokens/s: {} prompts of {} tokens, {} new ones each",
            self.tokens_per_second, self.batch, self.prompt_tokens, self.new_tokens
        )?;
        write!(
            f,
            "{:.3} s (median of {}): prefill {:.3}, decode {:.3}, score {:.3}, choose {:.3}; load {:.2} s",
            self.seconds,
            self.runs,
            self.prefill_seconds,
            self.decode_seconds,
            self.score_seconds,
            self.choose_seconds,
            self.load_seconds
        )?;
        write_peak(f, self.peak_memory_bytes)
    }
}
