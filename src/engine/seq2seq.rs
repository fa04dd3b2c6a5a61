//! An encoder-decoder model from its files.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::device::default_dtype;
use super::encoder_decoder::{CachePrecision, EncoderDecoder};
use super::families::{Ids, Tensors, bart, t5};
use super::files::{FilesError, ModelFiles, read_json, weight_files};
use super::loader::{Form, Loader};
use super::quantization::Quantization;
use super::weights::{Weights, WeightsError, quantized_copy};

/// A model, ready to write.
pub struct Seq2Seq {
    model: EncoderDecoder,
    ids: Ids,
    vocabulary: usize,
}

/// How a model is loaded.
#[derive(Clone, Debug)]
pub struct LoadOptions {
    /// Where it computes.
    pub device: candle_core::Device,
    /// How its matrices are kept, if on the CPU.
    pub quantization: Quantization,
    /// The folder for quantized copies of weights; without one they are made anew at every start.
    pub cache: Option<PathBuf>,
}

/// A model could not be loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// Its files are not what they should be.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// Its weights are not what they should be.
    #[error(transparent)]
    Weights(#[from] WeightsError),
    /// It is none that we know.
    #[error("`{}` is of the type `{model_type}`, which is not supported: {known} are", path.display())]
    Unsupported {
        /// Its configuration.
        path: PathBuf,
        /// What that says.
        model_type: String,
        /// What it could be.
        known: &'static str,
    },
    /// Its configuration lacks something or has something that we do not know.
    #[error("could not understand `{}`", path.display())]
    Config {
        /// Its configuration.
        path: PathBuf,
        /// What and why.
        source: serde_json::Error,
    },
}

impl LoadOptions {
    /// The form in which a model is kept.
    pub(super) fn form(&self) -> Form {
        Form {
            device: self.device.clone(),
            dtype: default_dtype(&self.device),
            quantization: self.quantization,
            // Where weights are rounded, half precision loses nothing that shows.
            cache: match self.quantization {
                Quantization::None => CachePrecision::Full,
                _ => CachePrecision::Half,
            },
        }
    }
}

/// Compares the tensors of some files with those that a model asks for, and gives the quantized copy if one is to be used.
///
/// # Errors
///
/// Fails with all differences.
pub(super) fn checked(
    weights: &Weights,
    form: &Form,
    rename: fn(&str) -> String,
    options: &LoadOptions,
    build: impl FnOnce(&Loader) -> Result<(), WeightsError>,
    is_ignored: impl Fn(&str) -> bool,
) -> Result<Option<Weights>, WeightsError> {
    let needs = Loader::new(weights, rename, form).survey(build)?;
    let shapes = needs
        .iter()
        .map(|(name, need)| (name.clone(), need.shape.clone()))
        .collect();
    weights.check(&shapes, is_ignored)?;
    let quantizes = form.device.is_cpu() && form.quantization != Quantization::None && !weights.is_quantized();
    let Some(folder) = options.cache.as_ref().filter(|_| quantizes) else {
        return Ok(None);
    };
    match quantized_copy(weights, &needs, form.quantization, folder) {
        Ok(copy) => Ok(Some(copy)),
        Err(error) => {
            let cause = std::error::Error::source(&error)
                .map(ToString::to_string)
                .unwrap_or_default();
            tracing::warn!(%error, cause, "the quantized weights are not kept for the next start");
            Ok(None)
        }
    }
}

impl Seq2Seq {
    /// Loads a model from its files.
    ///
    /// # Errors
    ///
    /// Fails if one is missing, the architecture is unknown, or the weights do not fit it.
    pub fn load(files: &ModelFiles, options: &LoadOptions) -> Result<Self, LoadError> {
        let config = read_config(&files.expect("config.json"))?;
        let weights = Weights::open(&weight_files(files)?)?;
        let form = options.form();
        let rename = if weights.contains("token_embd.weight") {
            config.rename()
        } else {
            str::to_owned
        };
        let copy = checked(
            &weights,
            &form,
            rename,
            options,
            |loader| config.build(loader).map(|_| ()),
            |name| config.is_ignored(name),
        )?;
        let loader = Loader::new(copy.as_ref().unwrap_or(&weights), rename, &form);
        Ok(Seq2Seq {
            model: config.build(&loader)?,
            ids: config.ids().clone(),
            vocabulary: config.vocabulary(),
        })
    }

    /// The network.
    pub fn model(&self) -> &EncoderDecoder {
        &self.model
    }

    /// The special tokens.
    pub fn ids(&self) -> &Ids {
        &self.ids
    }

    /// Tokens of the output's vocabulary.
    pub fn vocabulary(&self) -> usize {
        self.vocabulary
    }
}

/// What every configuration says.
#[derive(Deserialize)]
struct Kind {
    model_type: String,
}

fn read_config(path: &Path) -> Result<Box<dyn Tensors>, LoadError> {
    let config: serde_json::Value = read_json(path)?;
    let not_understood = |source| LoadError::Config {
        path: path.to_owned(),
        source,
    };
    let kind = Kind::deserialize(&config).map_err(not_understood)?;
    match kind.model_type.as_str() {
        "t5" | "mt5" => Ok(Box::new(t5::Config::deserialize(&config).map_err(not_understood)?)),
        "bart" | "mbart" | "marian" | "m2m_100" => {
            Ok(Box::new(bart::Config::deserialize(&config).map_err(not_understood)?))
        }
        _ => Err(LoadError::Unsupported {
            path: path.to_owned(),
            model_type: kind.model_type,
            known: "t5, mt5, bart, mbart, marian and m2m_100",
        }),
    }
}
