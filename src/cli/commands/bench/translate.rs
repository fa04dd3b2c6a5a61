//! `tuyin bench translate`.

use std::fmt;
use std::path::Path;
use std::time::Instant;

use serde::Serialize;

use super::{Run, inputs, median, peak_memory, print, write_peak};
use crate::cli::args::{BenchTranslateArguments, GlobalArguments};
use crate::cli::commands::model;
use crate::cli::fault::{CommandResult, Fault};
use crate::engine::seq2seq::Seq2Seq;
use crate::generate::{GenerateError, GenerationConfig, OutputHead, Part, Times, generate};

/// What was measured: medians of the runs.
#[derive(Serialize)]
struct Report {
    batch: usize,
    source_tokens: usize,
    target_tokens: usize,
    beams: usize,
    output_rows: usize,
    runs: usize,
    load_seconds: f64,
    seconds: f64,
    tokens_per_second: f64,
    sentences_per_second: f64,
    encode_seconds: f64,
    decode_seconds: f64,
    score_seconds: f64,
    choose_seconds: f64,
    /// Of the process: memory of its own and shared, without mapped files.
    peak_memory_bytes: Option<u64>,
}

/// Runs `tuyin bench translate`.
pub fn translate(arguments: &BenchTranslateArguments, global: &GlobalArguments) -> CommandResult {
    let start = Instant::now();
    let model = model::network(&arguments.model, global)?;
    let load_seconds = start.elapsed().as_secs_f64();
    let head = match arguments.output_rows {
        Some(rows) if (rows as usize) < model.vocabulary() => {
            let tokens: Vec<u32> = (0..rows).collect();
            OutputHead::restricted(model.model(), &tokens).map_err(Fault::could_not_run)?
        }
        _ => OutputHead::whole(model.model()),
    };
    let batches = batches(arguments, model.vocabulary())?;
    let mut runs = Vec::new();
    for number in 0..=arguments.runs {
        let run = measure(&model, &head, &batches, arguments.beam.into()).map_err(Fault::could_not_run)?;
        if number > 0 {
            runs.push(run);
        }
    }
    let sentences: usize = batches.iter().map(|batch| batch.inputs.len()).sum();
    let source_tokens = batches.iter().flat_map(|batch| &batch.inputs).map(Vec::len).sum();
    let target_tokens: usize = batches
        .iter()
        .map(|batch| batch.inputs.len() * batch.target_tokens)
        .sum();
    let seconds = median(runs.iter().map(|run| run.seconds));
    let part = |part| median(runs.iter().map(|run| run.times.of(part).as_secs_f64()));
    print(
        &Report {
            batch: sentences,
            source_tokens,
            target_tokens,
            beams: arguments.beam.into(),
            output_rows: head.len(),
            runs: runs.len(),
            load_seconds,
            seconds,
            tokens_per_second: target_tokens as f64 / seconds,
            sentences_per_second: sentences as f64 / seconds,
            encode_seconds: part(Part::Encode),
            decode_seconds: part(Part::Decode),
            score_seconds: part(Part::Score),
            choose_seconds: part(Part::Choose),
            peak_memory_bytes: peak_memory(),
        },
        arguments.json,
    )
}

/// Inputs that are translated together, and how long each output gets.
struct Batch {
    inputs: Vec<Vec<u32>>,
    target_tokens: usize,
}

/// The one batch that was asked for, or as many as a list of lengths makes: longest first, so that like lengths are together.
fn batches(arguments: &BenchTranslateArguments, vocabulary: usize) -> Result<Vec<Batch>, Fault> {
    let rows = usize::from(arguments.batch).max(1);
    let Some(path) = &arguments.lengths else {
        let lengths = vec![arguments.source_tokens.into(); rows];
        return Ok(vec![Batch {
            inputs: inputs(&lengths, vocabulary),
            target_tokens: arguments.target_tokens.into(),
        }]);
    };
    let mut lengths = lengths(path)?;
    lengths.sort_unstable_by(|a, b| b.cmp(a));
    let batches = lengths.chunks(rows).map(|lengths| Batch {
        inputs: inputs(lengths, vocabulary),
        target_tokens: lengths[0],
    });
    Ok(batches.collect())
}

fn lengths(path: &Path) -> Result<Vec<usize>, Fault> {
    let text = fs_err::read_to_string(path).map_err(Fault::usage)?;
    let lengths = text
        .split_whitespace()
        .map(str::parse::<usize>)
        .collect::<Result<Vec<_>, _>>();
    let lengths = lengths.map_err(|error| {
        Fault::usage(anyhow::Error::from(error).context(format!("`{}` is no list of lengths", path.display())))
    })?;
    match lengths.iter().all(|length| *length > 0) && !lengths.is_empty() {
        true => Ok(lengths),
        false => Err(Fault::usage(anyhow::anyhow!(
            "`{}` holds no lengths above 0",
            path.display()
        ))),
    }
}

/// Outputs of exactly so many tokens, whatever the model would like.
fn exactly(tokens: usize, beams: usize, model: &Seq2Seq) -> GenerationConfig {
    let ids = model.ids();
    GenerationConfig {
        max_new_tokens: Some(tokens),
        min_new_tokens: Some(tokens),
        num_beams: Some(beams),
        decoder_start_token_id: Some(ids.decoder_start_token_id.or(ids.bos_token_id).unwrap_or(0)),
        eos_token_id: Some(vec![ids.eos_token_id.unwrap_or(1)]),
        ..GenerationConfig::default()
    }
}

fn measure(model: &Seq2Seq, head: &OutputHead, batches: &[Batch], beams: usize) -> anyhow::Result<Run> {
    let times = Times::default();
    let start = Instant::now();
    for batch in batches {
        let config = exactly(batch.target_tokens, beams, model);
        let results = generate(model.model(), head, &batch.inputs, &config, &times)?;
        results.into_iter().collect::<Result<Vec<_>, GenerateError>>()?;
    }
    let seconds = start.elapsed().as_secs_f64();
    Ok(Run { seconds, times })
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:.1} tokens/s, {:.2} sentences/s: {} sentences, {} tokens in, {} out, beam {}, {} output rows",
            self.tokens_per_second,
            self.sentences_per_second,
            self.batch,
            self.source_tokens,
            self.target_tokens,
            self.beams,
            self.output_rows
        )?;
        write!(
            f,
            "{:.3} s (median of {}): encode {:.3}, decode {:.3}, score {:.3}, choose {:.3}; load {:.2} s",
            self.seconds,
            self.runs,
            self.encode_seconds,
            self.decode_seconds,
            self.score_seconds,
            self.choose_seconds,
            self.load_seconds
        )?;
        write_peak(f, self.peak_memory_bytes)
    }
}
