//! An encoder from its files.

use std::path::PathBuf;

use serde::Deserialize;

use super::Encoder;
use crate::engine::families::bert::{Config, Output};
use crate::engine::files::{ModelFiles, read_json, weight_files};
use crate::engine::loader::Loader;
use crate::engine::seq2seq::{LoadError, LoadOptions, checked};
use crate::engine::tokenizer::{EncoderTokenizer, TokenizerError};
use crate::engine::weights::Weights;

/// Tokens of a text that a window must have room for: with fewer of them no word has its neighbours.
const LEAST_ROOM: usize = 8;

/// A tagger or an embedder could not be loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EncoderError {
    /// Its files, its configuration or its weights are not what they should be.
    #[error(transparent)]
    Model(#[from] LoadError),
    /// Its tokenizer is not what it should be.
    #[error(transparent)]
    Tokenizer(#[from] TokenizerError),
    /// It has no labels to give.
    #[error("`{}` names no labels: expected `id2label` with the labels from 0 on", .0.display())]
    Labels(PathBuf),
    /// What it can read at once is too short.
    #[error("a context of {context} tokens is too short: expected at least {least}")]
    Context {
        /// How many tokens it would read at once.
        context: usize,
        /// How many it should.
        least: usize,
    },
}

/// An encoder with what belongs to it.
pub struct Loaded {
    /// The network.
    pub encoder: Encoder,
    /// Its tokenizer.
    pub tokenizer: EncoderTokenizer,
    /// Its labels, for a tagger.
    pub labels: Vec<String>,
    /// The most tokens that it reads at once, its frame included.
    pub context: usize,
}

/// Loads an encoder that reads so many tokens at once, if it can.
///
/// # Errors
///
/// Fails if a file is missing, the architecture is unknown, the weights do not fit it, or it has no labels and should.
pub fn load(
    files: &ModelFiles,
    options: &LoadOptions,
    output: Output,
    context: Option<usize>,
) -> Result<Loaded, EncoderError> {
    let config = read_config(files)?;
    let labels = match output {
        Output::States => Vec::new(),
        Output::Labels => config
            .labels()
            .ok_or_else(|| EncoderError::Labels(files.expect("config.json")))?,
    };
    let tokenizer = EncoderTokenizer::from_files(files)?;
    let encoder = read_weights(files, options, &config, output)?;
    let limit = encoder.position_limit();
    Ok(Loaded {
        context: context.map_or(limit, |context| context.min(limit)),
        encoder,
        tokenizer,
        labels,
    })
}

fn read_weights(
    files: &ModelFiles,
    options: &LoadOptions,
    config: &Config,
    output: Output,
) -> Result<Encoder, LoadError> {
    let weights = Weights::open(&weight_files(files)?)?;
    let form = options.form();
    let copy = checked(
        &weights,
        &form,
        str::to_owned,
        options,
        |loader| config.build(loader, output).map(|_| ()),
        |name| config.is_ignored(name),
    )?;
    let loader = Loader::new(copy.as_ref().unwrap_or(&weights), str::to_owned, &form);
    Ok(config.build(&loader, output)?)
}

impl Loaded {
    /// The tokens of a text that are read at once beside so many others.
    ///
    /// # Errors
    ///
    /// Fails if there is no room for a few.
    pub fn room(&self, others: usize) -> Result<usize, EncoderError> {
        let room = self.context.saturating_sub(others);
        match room < LEAST_ROOM {
            true => Err(EncoderError::Context {
                context: self.context,
                least: others + LEAST_ROOM,
            }),
            false => Ok(room),
        }
    }
}

/// What every configuration says.
#[derive(Deserialize)]
struct Kind {
    model_type: String,
}

fn read_config(files: &ModelFiles) -> Result<Config, LoadError> {
    let path = files.expect("config.json");
    let config: serde_json::Value = read_json(&path)?;
    match Kind::deserialize(&config) {
        Ok(Kind { model_type }) if !matches!(&*model_type, "bert" | "distilbert" | "roberta" | "xlm-roberta") => {
            Err(LoadError::Unsupported {
                path,
                model_type,
                known: "bert, distilbert, roberta and xlm-roberta",
            })
        }
        Ok(_) => Config::deserialize(&config).map_err(|source| LoadError::Config { path, source }),
        Err(source) => Err(LoadError::Config { path, source }),
    }
}
