//! A decoder-only model from its files.

use serde::Deserialize;

use super::causal::{Architecture, CausalModel, build};
use super::families::causal::{FAMILIES, Family, Metadata, MetadataError, unified};
use super::files::{FilesError, ModelFiles, read_json, weight_files};
use super::loader::Loader;
use super::seq2seq::{LoadOptions, checked};
use super::weights::{Weights, WeightsError};

/// A decoder-only model could not be loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CausalError {
    /// Its files are not what they should be.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// Its weights are not what they should be.
    #[error(transparent)]
    Weights(#[from] WeightsError),
    /// The metadata of its file are not what they should be.
    #[error("could not understand the metadata of `{place}`")]
    Metadata {
        /// The model.
        place: String,
        /// Why not.
        source: Box<MetadataError>,
    },
    /// Its configuration lacks something or has something that we do not know.
    #[error("could not understand config.json of `{place}`")]
    Config {
        /// The model.
        place: String,
        /// What and why.
        source: serde_json::Error,
    },
    /// It is none that we know.
    #[error("`{place}` is of the type `{found}`, which is not supported: {} are", known())]
    Unsupported {
        /// The model.
        place: String,
        /// What its files say.
        found: String,
    },
    /// It has something that our loops do not serve.
    #[error("`{place}` has heads of {width} numbers: multiples of 16 are supported")]
    HeadWidth {
        /// The model.
        place: String,
        /// The width of its heads.
        width: usize,
    },
}

fn known() -> String {
    FAMILIES.map(|family| family.model_type).join(", ")
}

/// From the names that we give tensors to those of the files.
type Rename = fn(&str) -> String;

/// What every configuration says.
#[derive(Deserialize)]
struct Kind {
    model_type: String,
    /// The text part of a model that also sees.
    text_config: Option<serde_json::Value>,
}

impl CausalModel {
    /// Loads a model. What a GGUF file says of itself goes before config.json.
    ///
    /// # Errors
    ///
    /// Fails if a file is missing, the family is unknown, or the weights do not fit it.
    pub fn load(files: &ModelFiles, options: &LoadOptions) -> Result<Self, CausalError> {
        let weights = Weights::open(&weight_files(files)?)?;
        let (architecture, rename) = described(files, &weights)?;
        if !architecture.keys.width.is_multiple_of(super::layers::vector::LANES) {
            return Err(CausalError::HeadWidth {
                place: files.place().display().to_string(),
                width: architecture.keys.width,
            });
        }
        let form = options.form();
        let copy = checked(
            &weights,
            &form,
            rename,
            options,
            |loader| build(&architecture, loader).map(|_| ()),
            |name| is_ignored(name, &architecture),
        )?;
        let loader = Loader::new(copy.as_ref().unwrap_or(&weights), rename, &form);
        Ok(build(&architecture, &loader)?)
    }
}

impl Kind {
    /// The type of the part that writes.
    fn name(&self) -> String {
        match self.text_config {
            Some(_) => format!("{}_text", self.model_type),
            None => self.model_type.clone(),
        }
    }
}

/// Whether the files are those of a decoder-only model that is supported.
///
/// # Errors
///
/// Fails if they do not say what they are.
pub fn is_causal(files: &ModelFiles) -> Result<bool, CausalError> {
    if files.find("config.json").is_some() {
        let kind: Kind = read_json(&files.expect("config.json"))?;
        let known = FAMILIES.iter().any(|family| family.model_type == kind.name());
        if known
            || weight_files(files)?
                .iter()
                .all(|path| path.extension().is_none_or(|extension| extension != "gguf"))
        {
            return Ok(known);
        }
    }
    let weights = Weights::open(&weight_files(files)?)?;
    let named = weights.metadata().and_then(|values| values.get("general.architecture"));
    let named = named.and_then(|value| value.to_string().ok());
    Ok(FAMILIES
        .iter()
        .any(|family| named.is_some_and(|named| named == family.gguf)))
}

/// What the files of a model say that it is, and how they name its tensors.
fn described(files: &ModelFiles, weights: &Weights) -> Result<(Architecture, Rename), CausalError> {
    let place = files.place().display().to_string();
    let unsupported = |found: &str| CausalError::Unsupported {
        place: place.clone(),
        found: found.to_owned(),
    };
    if let Some(values) = weights.metadata() {
        let named = values
            .get("general.architecture")
            .and_then(|value| value.to_string().ok());
        let named = named.map_or("", String::as_str);
        let family: &Family = FAMILIES
            .iter()
            .find(|family| family.gguf == named)
            .ok_or_else(|| unsupported(named))?;
        let architecture = (family.of_metadata)(&Metadata::new(values, family.gguf), weights).map_err(|source| {
            CausalError::Metadata {
                place,
                source: Box::new(source),
            }
        })?;
        return Ok((architecture, family.rename));
    }
    let config: serde_json::Value = read_json(&files.expect("config.json"))?;
    let not_understood = |source| CausalError::Config {
        place: place.clone(),
        source,
    };
    let kind = Kind::deserialize(&config).map_err(not_understood)?;
    let (model_type, config) = (kind.name(), unified(kind.text_config.unwrap_or(config)));
    let family = FAMILIES
        .iter()
        .find(|family| family.model_type == model_type)
        .ok_or_else(|| unsupported(&model_type))?;
    let architecture = (family.of_config)(&config).map_err(not_understood)?;
    let rename: Rename = match weights.contains("language_model.model.embed_tokens.weight") {
        true => |name: &str| format!("language_model.{name}"),
        false => |name: &str| name.to_owned(),
    };
    Ok((architecture, rename))
}

/// Whether a tensor that nobody asked for may stand in the files.
fn is_ignored(name: &str, architecture: &Architecture) -> bool {
    let is_copy_of_embeddings = architecture.tied && name.ends_with("lm_head.weight");
    let is_other_part = ["vision_tower.", "multi_modal_projector."]
        .iter()
        .any(|part| name.starts_with(part));
    is_copy_of_embeddings || is_other_part || name == "rope_freqs.weight" || name.ends_with("rotary_emb.inv_freq")
}
