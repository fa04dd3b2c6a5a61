//! How to generate, by the names of Transformers' `GenerationConfig`.

use serde::{Deserialize, Deserializer};

use crate::engine::files::{FilesError, ModelFiles, read_json};

/// Wishes for generation: those of a model (`generation_config.json`), and those of the user, which go before.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct GenerationConfig {
    /// The most tokens of an output, its first, given one included.
    pub max_length: Option<usize>,
    /// The most tokens of an output beyond its first; goes before `max_length`.
    pub max_new_tokens: Option<usize>,
    /// Whether an output that may be longer than the model has room for ends where that does, and is no error.
    #[serde(skip)]
    pub fills_context: bool,
    /// The fewest tokens before an output may end, its first included.
    pub min_length: Option<usize>,
    /// The fewest tokens beyond the first before an output may end.
    pub min_new_tokens: Option<usize>,
    /// Outputs that are kept in view while the best is looked for; 1 takes the best token at every step.
    pub num_beams: Option<usize>,
    /// When to stop looking for better outputs.
    pub early_stopping: Option<EarlyStopping>,
    /// The power of the length by which scores are divided: above 0 favours long outputs.
    pub length_penalty: Option<f32>,
    /// No sequence of so many tokens may come twice; 0 for any.
    pub no_repeat_ngram_size: Option<usize>,
    /// What scores of tokens that were there are divided by (Keskar et al. 2019).
    pub repetition_penalty: Option<f32>,
    /// Whether tokens are drawn by chance.
    pub do_sample: Option<bool>,
    /// What scores are divided by before tokens are drawn.
    pub temperature: Option<f32>,
    /// Only so many of the best tokens are drawn from, 50 if nothing is said; 0 for all.
    pub top_k: Option<usize>,
    /// Only the best tokens that together have this probability are drawn from (Holtzman et al. 2020).
    pub top_p: Option<f32>,
    /// Only tokens that have at least this part of the best one's probability are drawn from (Nguyen et al. 2024).
    pub min_p: Option<f32>,
    /// What chance begins with.
    pub seed: Option<u64>,
    /// Whether scores are made to probabilities again after rules have changed them.
    pub renormalize_logits: Option<bool>,
    /// The first token of an output after the given one.
    pub forced_bos_token_id: Option<u32>,
    /// The last token of an output that has no room for more.
    #[serde(deserialize_with = "one_or_many")]
    pub forced_eos_token_id: Option<Vec<u32>>,
    /// Tokens that are never written.
    pub suppress_tokens: Option<Vec<u32>>,
    /// Tokens that are not written first.
    pub begin_suppress_tokens: Option<Vec<u32>>,
    /// Sequences of tokens that are never written.
    pub bad_words_ids: Option<Vec<Vec<u32>>>,
    /// The token that is given as the first of every output.
    pub decoder_start_token_id: Option<u32>,
    /// Begins texts; takes the place of a missing `decoder_start_token_id`.
    pub bos_token_id: Option<u32>,
    /// Tokens that end an output.
    #[serde(deserialize_with = "one_or_many")]
    pub eos_token_id: Option<Vec<u32>>,
}

/// When a beam search stops looking for better outputs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EarlyStopping {
    /// When none that goes on could overtake, were it to end with the length that it has: an estimate.
    #[default]
    Estimate,
    /// As soon as there are as many finished outputs as beams.
    Full,
    /// When none that goes on could overtake at any length.
    Never,
}

impl<'de> Deserialize<'de> for EarlyStopping {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Name {
            Switch(bool),
            Word(String),
        }
        match Name::deserialize(deserializer)? {
            Name::Switch(true) => Ok(EarlyStopping::Full),
            Name::Switch(false) => Ok(EarlyStopping::Estimate),
            Name::Word(word) => word.parse().map_err(serde::de::Error::custom),
        }
    }
}

impl std::str::FromStr for EarlyStopping {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "true" => Ok(EarlyStopping::Full),
            "false" => Ok(EarlyStopping::Estimate),
            "never" => Ok(EarlyStopping::Never),
            _ => Err(format!("`{word}` is none of true, false, never")),
        }
    }
}

fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<u32>>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Tokens {
        One(u32),
        Many(Vec<u32>),
    }
    Ok(Option::<Tokens>::deserialize(deserializer)?.map(|tokens| match tokens {
        Tokens::One(token) => vec![token],
        Tokens::Many(tokens) => tokens,
    }))
}

/// Takes over from `$defaults` what `$config` leaves open.
macro_rules! fill {
    ($config:ident, $defaults:ident; $($field:ident),* $(,)?) => {
        GenerationConfig { fills_context: $config.fills_context, $($field: $config.$field.or($defaults.$field)),* }
    };
}

impl GenerationConfig {
    /// What a model says itself, in `generation_config.json` or, as models from before that file do, in `config.json`.
    ///
    /// # Errors
    ///
    /// Fails if the files cannot be read or understood.
    pub fn of_model(files: &ModelFiles) -> Result<Self, FilesError> {
        let config: GenerationConfig = read_json(&files.expect("config.json"))?;
        if files.find("generation_config.json").is_none() {
            return Ok(config);
        }
        let frame = GenerationConfig {
            decoder_start_token_id: config.decoder_start_token_id,
            bos_token_id: config.bos_token_id,
            eos_token_id: config.eos_token_id,
            ..GenerationConfig::default()
        };
        Ok(GenerationConfig::of_generation_file(files)?.or(frame))
    }

    /// What `generation_config.json` says, if there is one.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be read or understood.
    pub fn of_generation_file(files: &ModelFiles) -> Result<Self, FilesError> {
        files
            .find("generation_config.json")
            .map_or(Ok(GenerationConfig::default()), read_json)
    }

    /// These wishes, and where they are silent those of another.
    #[must_use]
    pub fn or(self, mut defaults: GenerationConfig) -> GenerationConfig {
        // A limit of the one kind must not stand against the other kind of the other side.
        if self.max_length.is_some() {
            defaults.max_new_tokens = None;
        }
        if self.min_length.is_some() {
            defaults.min_new_tokens = None;
        }
        fill!(self, defaults; max_length, max_new_tokens, min_length, min_new_tokens, num_beams, early_stopping, length_penalty,
            no_repeat_ngram_size, repetition_penalty, do_sample, temperature, top_k, top_p, min_p, seed, renormalize_logits,
            forced_bos_token_id, forced_eos_token_id, suppress_tokens, begin_suppress_tokens, bad_words_ids,
            decoder_start_token_id, bos_token_id, eos_token_id)
    }

    /// The tokens that frame an output.
    ///
    /// # Errors
    ///
    /// Fails if it is not known what outputs begin or end with.
    pub fn tokens(&self) -> Result<Tokens, ConfigError> {
        Ok(Tokens {
            start: self
                .decoder_start_token_id
                .or(self.bos_token_id)
                .ok_or(ConfigError::NoStart)?,
            end: self.end_tokens()?,
        })
    }

    /// The tokens that end an output.
    ///
    /// # Errors
    ///
    /// Fails if it is not known what outputs end with.
    pub fn end_tokens(&self) -> Result<Vec<u32>, ConfigError> {
        let tokens = self.eos_token_id.clone().filter(|tokens| !tokens.is_empty());
        tokens.ok_or(ConfigError::NoEnd)
    }

    /// The most tokens of an output, its first included, for a model that has room for `limit`.
    pub fn longest(&self, limit: Option<usize>) -> usize {
        /// Where nothing is said: what translation models were trained with.
        const DEFAULT: usize = 512;
        let wanted = self.max_new_tokens.map(|new| new + 1).or(self.max_length);
        wanted.unwrap_or(DEFAULT).min(limit.unwrap_or(usize::MAX))
    }

    /// How many outputs are kept in view.
    pub fn beams(&self) -> usize {
        self.num_beams.unwrap_or(1)
    }

    /// Whether tokens are drawn by chance.
    pub fn samples(&self) -> bool {
        self.do_sample.unwrap_or(false)
    }

    /// Refuses wishes that contradict each other or mean nothing.
    ///
    /// # Errors
    ///
    /// Names the first of them.
    pub fn check(&self) -> Result<(), ConfigError> {
        let wrong = |name, rule| Err(ConfigError::Value { name, rule });
        if self.num_beams == Some(0) {
            return wrong("num_beams", "must be 1 or more");
        }
        if self.beams() > 1 && self.samples() {
            return wrong(
                "do_sample",
                "cannot be combined with beams: tokens are drawn or searched for",
            );
        }
        if self.repetition_penalty.is_some_and(|penalty| penalty <= 0.0) {
            return wrong("repetition_penalty", "must be above 0");
        }
        if self.temperature.is_some_and(|temperature| temperature <= 0.0) {
            return wrong(
                "temperature",
                "must be above 0; leave sampling out for the best token at every step",
            );
        }
        if self.top_p.is_some_and(|part| !(0.0..=1.0).contains(&part)) {
            return wrong("top_p", "must be between 0 and 1");
        }
        if self.min_p.is_some_and(|part| !(0.0..=1.0).contains(&part)) {
            return wrong("min_p", "must be between 0 and 1");
        }
        if self.max_new_tokens == Some(0) || self.max_length.is_some_and(|length| length < 2) {
            return wrong("max_new_tokens", "must be 1 or more");
        }
        Ok(())
    }
}

/// The tokens that frame an output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// Given as the first.
    pub start: u32,
    /// Any of these ends it.
    pub end: Vec<u32>,
}

/// Wishes that cannot be met.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A value means nothing, or contradicts another.
    #[error("`{name}` {rule}")]
    Value {
        /// The name of the wish.
        name: &'static str,
        /// What holds for it.
        rule: &'static str,
    },
    /// What outputs begin with is not known.
    #[error("the model does not say what outputs begin with (decoder_start_token_id in generation_config.json)")]
    NoStart,
    /// What outputs end with is not known.
    #[error("the model does not say what ends an output (eos_token_id in generation_config.json)")]
    NoEnd,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_models_say() {
        let text = r#"{"eos_token_id": [2, 5], "forced_eos_token_id": 2, "early_stopping": true, "max_length": 200,
            "bad_words_ids": [[62517]], "num_beams": 4, "transformers_version": "4.27.0"}"#;
        let config: GenerationConfig = serde_json::from_str(text).expect("a configuration");
        assert_eq!(config.eos_token_id, Some(vec![2, 5]));
        assert_eq!(config.forced_eos_token_id, Some(vec![2]));
        assert_eq!(config.early_stopping, Some(EarlyStopping::Full));
        assert_eq!(config.longest(None), 200);
        assert_eq!(config.longest(Some(100)), 100);
        let user = GenerationConfig {
            max_new_tokens: Some(48),
            num_beams: Some(1),
            ..GenerationConfig::default()
        };
        let both = user.or(config);
        assert_eq!(
            (both.longest(None), both.beams(), both.bad_words_ids),
            (49, 1, Some(vec![vec![62517]]))
        );
        assert!(serde_json::from_str::<GenerationConfig>(r#"{"early_stopping": "soon"}"#).is_err());
    }

    #[test]
    fn wishes_that_mean_nothing() {
        let config = |change: fn(&mut GenerationConfig)| {
            let mut config = GenerationConfig::default();
            change(&mut config);
            config.check().map_err(|error| error.to_string())
        };
        assert_eq!(
            config(|config| config.num_beams = Some(0)),
            Err("`num_beams` must be 1 or more".to_owned())
        );
        assert!(config(|config| config.temperature = Some(0.0)).is_err());
        assert!(config(|config| (config.num_beams, config.do_sample) = (Some(2), Some(true))).is_err());
        assert!(config(|config| config.top_p = Some(0.9)).is_ok());
    }
}
