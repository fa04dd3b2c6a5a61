//! Loading the model that a command names, and turning its flags into wishes.

use std::io::{self, BufRead, BufReader};
use std::path::Path;

use crate::cli::args::{GenerationArguments, ModelArguments};
use crate::cli::fault::Fault;
use crate::cli::settings;
use crate::engine::seq2seq::{LoadOptions, Seq2Seq};
use crate::generate::{GenerationConfig, TextGenerator};
use crate::read;

/// Texts that are worked on before the next are read: enough for full batches of like lengths.
pub const WINDOW: usize = 1024;

/// Loads a model alone.
pub fn network(arguments: &ModelArguments) -> Result<Seq2Seq, Fault> {
    Seq2Seq::load(&arguments.model, &options(arguments)?).map_err(Fault::could_not_run)
}

/// Loads a model with its tokenizer.
pub fn texts(model: &ModelArguments, generation: &GenerationArguments) -> Result<TextGenerator, Fault> {
    TextGenerator::load(&model.model, &options(model)?, generation.output_scripts).map_err(Fault::could_not_run)
}

fn options(arguments: &ModelArguments) -> Result<LoadOptions, Fault> {
    Ok(LoadOptions {
        device: arguments.device.open().map_err(Fault::could_not_run)?,
        quantization: arguments.quantize,
        cache: settings::weights_cache(),
    })
}

/// What the flags ask for.
pub fn wishes(arguments: &GenerationArguments) -> GenerationConfig {
    let samples = arguments.temperature.is_some()
        || arguments.top_k.is_some()
        || arguments.top_p.is_some()
        || arguments.min_p.is_some()
        || arguments.seed.is_some();
    GenerationConfig {
        max_new_tokens: arguments.max_new_tokens,
        min_length: arguments.min_length,
        // Models ask for beams by default; who asks for chance asks for none.
        num_beams: arguments.num_beams.or(samples.then_some(1)),
        length_penalty: arguments.length_penalty,
        early_stopping: arguments.early_stopping,
        no_repeat_ngram_size: arguments.no_repeat_ngram_size,
        repetition_penalty: arguments.repetition_penalty,
        do_sample: samples.then_some(true),
        temperature: arguments.temperature,
        top_k: arguments.top_k,
        top_p: arguments.top_p,
        min_p: arguments.min_p,
        seed: arguments.seed,
        ..GenerationConfig::default()
    }
}

/// The lines of a file or of standard input.
pub fn lines(file: &Path) -> Result<impl Iterator<Item = io::Result<String>>, Fault> {
    let stream: Box<dyn BufRead> = if file == Path::new("-") {
        Box::new(BufReader::new(io::stdin()))
    } else {
        Box::new(read::open_file(file).map_err(Fault::usage)?)
    };
    Ok(stream.lines())
}

/// A text up to the first of some others.
pub fn until<'a>(text: &'a str, stops: &[String]) -> &'a str {
    let ends = stops
        .iter()
        .filter(|stop| !stop.is_empty())
        .filter_map(|stop| text.find(stop.as_str()));
    &text[..ends.min().unwrap_or(text.len())]
}
