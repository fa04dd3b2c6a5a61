//! Loading the model that a command names.

use crate::cli::args::ModelArguments;
use crate::cli::fault::Fault;
use crate::cli::settings;
use crate::engine::seq2seq::{LoadOptions, Seq2Seq};

/// Loads the model.
pub fn load(arguments: &ModelArguments) -> Result<Seq2Seq, Fault> {
    let options = LoadOptions {
        device: arguments.device.open().map_err(Fault::could_not_run)?,
        quantization: arguments.quantize,
        cache: settings::weights_cache(),
    };
    Seq2Seq::load(&arguments.model, &options).map_err(Fault::could_not_run)
}
