//! What models.toml says of a model.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::source::Source;
use crate::article::Locale;

/// A model: what it is, what it may be used for, and where its files are.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Model {
    /// What it is good for, in a line.
    pub description: String,
    /// What the program does with it.
    #[schemars(with = "Role")]
    pub role: Spanned<Role>,
    /// Its `model_type`, as Transformers names it.
    pub architecture: String,
    /// Those of our languages that it knows.
    pub languages: Vec<Locale>,
    /// What it translates.
    #[serde(default)]
    pub translates: Vec<Direction>,
    /// How it is told which language is meant: not at all, by a code before the text, or by one code in the frame of the text and
    /// one at the start of the output.
    #[serde(default)]
    pub language_choice: LanguageChoice,
    /// What it calls languages, as `{ kk = "kaz_Cyrl" }`.
    #[serde(default)]
    pub language_codes: BTreeMap<Locale, String>,
    /// The most tokens that it can read.
    pub context: Option<usize>,
    /// The short name of its licence.
    pub license: String,
    /// What the licence allows, in a word.
    #[schemars(with = "Terms")]
    pub terms: Spanned<Terms>,
    /// Whether the hub asks for a form before it gives the files.
    #[serde(default)]
    pub gated: bool,
    /// The line that the licence asks for.
    pub attribution: Option<String>,
    /// How it generates best.
    #[serde(default)]
    pub generation: Generation,
    /// How an embedder makes one vector of those of its tokens.
    pub pooling: Option<Pooling>,
    /// Whether an embedder brings its vectors to the length 1; if nothing is said, it does not.
    pub normalize: Option<bool>,
    /// What an embedder wants before a text that is looked for.
    pub query_prefix: Option<String>,
    /// What an embedder wants before a text that is found.
    pub passage_prefix: Option<String>,
    /// What a tagger calls names, as `{ GPE = "place" }`; `PER`, `ORG` and `LOC` need not be said. What is not named is of no use.
    #[serde(default)]
    pub labels: BTreeMap<String, NameKind>,
    /// Which of the things that this entry says were seen where the model is published.
    #[serde(default)]
    #[schemars(with = "Vec<Fact>")]
    pub seen: Vec<Spanned<Fact>>,
    /// Which were not.
    #[serde(default)]
    #[schemars(with = "Vec<Fact>")]
    pub inferred: Vec<Spanned<Fact>>,
    /// The repositories of its files.
    pub sources: Vec<Source>,
}

/// What the program does with a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Translates, or summarizes: an encoder and a decoder.
    Seq2seq,
    /// Follows instructions.
    CausalLm,
    /// Finds names.
    Tagger,
    /// Turns texts into vectors.
    Embedder,
}

/// How one vector is made of those of the tokens of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Pooling {
    /// It is their mean.
    Mean,
    /// It is that of the token that begins the text.
    FirstToken,
}

/// What a name is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NameKind {
    /// A person, or a part of the name of one.
    Person,
    /// An organization.
    Organization,
    /// A place.
    Place,
}

/// A language that a model translates from, and one that it translates to.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Direction {
    /// The language of its sources.
    pub from: Locale,
    /// The language of its outputs.
    pub to: Locale,
    /// BLEU on FLORES, as published.
    pub bleu: Option<f32>,
}

/// How a model is told which language is meant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LanguageChoice {
    /// It knows one pair only.
    #[default]
    None,
    /// The code of the target goes before the text.
    TargetPrefix,
    /// The code of the source frames the text, that of the target begins the output.
    SourceAndTargetCodes,
}

/// What a licence allows, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Terms {
    /// Any use.
    Free,
    /// Any use that names the makers.
    Attribution,
    /// No use that earns money.
    NonCommercial,
    /// Something else, to be read.
    Custom,
}

/// How a model generates best, by the names of Transformers' `GenerationConfig`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Generation {
    /// Outputs that are kept in view while the best is looked for.
    pub num_beams: Option<usize>,
    /// The most tokens of an output, its first, given one included.
    pub max_length: Option<usize>,
    /// The most tokens of an output beyond its first.
    pub max_new_tokens: Option<usize>,
    /// The power of the length by which scores are divided.
    pub length_penalty: Option<f32>,
    /// No sequence of so many tokens may come twice.
    pub no_repeat_ngram_size: Option<usize>,
    /// What scores of tokens that were there are divided by.
    pub repetition_penalty: Option<f32>,
    /// What scores are divided by before tokens are drawn.
    pub temperature: Option<f32>,
    /// Only so many of the best tokens are drawn from.
    pub top_k: Option<usize>,
    /// Only the best tokens that together have this probability are drawn from.
    pub top_p: Option<f32>,
    /// Only tokens that have at least this part of the best one's probability are drawn from.
    pub min_p: Option<f32>,
}

/// A kind of thing that an entry says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Fact {
    /// Where its files are.
    Repository,
    /// Which version of them.
    Revision,
    /// Their names.
    Files,
    /// Their sizes.
    Sizes,
    /// The licence.
    License,
    /// The languages.
    Languages,
    /// What it calls languages.
    LanguageCodes,
    /// How well it translates.
    Quality,
    /// The most tokens that it can read.
    Context,
    /// How it generates best.
    Generation,
    /// How it makes vectors: pooling, normalize and the prefixes.
    Pooling,
    /// What it calls names.
    Labels,
    /// What it is built as.
    Architecture,
}

impl Model {
    /// What the program does with it.
    pub fn role(&self) -> Role {
        *self.role.get_ref()
    }

    /// What its licence allows, in a word.
    pub fn terms(&self) -> Terms {
        *self.terms.get_ref()
    }

    /// Whether the user must say that the licence is accepted before the files are fetched.
    pub fn needs_acceptance(&self) -> bool {
        self.gated || matches!(self.terms(), Terms::NonCommercial | Terms::Custom)
    }

    /// Whether it is not settled which files these are: a revision that may move, or that is known in part only.
    pub fn is_unverified(&self) -> bool {
        self.sources.iter().any(|source| !source.is_pinned())
    }

    /// Whether it translates from a language to another.
    pub fn translates(&self, from: Locale, to: Locale) -> bool {
        self.translates
            .iter()
            .any(|direction| direction.from == from && direction.to == to)
    }

    /// What the entry says, by kind: each should be among those seen or those inferred.
    pub fn facts(&self) -> Vec<Fact> {
        let mut facts = vec![
            Fact::Repository,
            Fact::Revision,
            Fact::Files,
            Fact::License,
            Fact::Languages,
            Fact::Architecture,
        ];
        let optional = [
            (
                Fact::Sizes,
                self.files()
                    .any(|(_, file)| file.size.is_some() || file.about.is_some()),
            ),
            (Fact::LanguageCodes, !self.language_codes.is_empty()),
            (
                Fact::Quality,
                self.translates.iter().any(|direction| direction.bleu.is_some()),
            ),
            (Fact::Context, self.context.is_some()),
            (Fact::Generation, self.generation != Generation::default()),
            (Fact::Pooling, self.pooling.is_some()),
            (Fact::Labels, !self.labels.is_empty()),
        ];
        facts.extend(optional.into_iter().filter(|(_, stated)| *stated).map(|(fact, _)| fact));
        facts
    }

    /// What names that a tagger labels so are of, if they are something that we look for.
    pub fn name_kind(&self, label: &str) -> Option<NameKind> {
        let usual = || match label {
            "PER" => Some(NameKind::Person),
            "ORG" => Some(NameKind::Organization),
            "LOC" => Some(NameKind::Place),
            _ => None,
        };
        self.labels.get(label).copied().or_else(usual)
    }

    /// All its files with their repositories.
    pub fn files(&self) -> impl Iterator<Item = (&Source, &super::source::File)> {
        self.sources
            .iter()
            .flat_map(|source| source.files.iter().map(move |file| (source, file)))
    }
}

/// As it stands in models.toml.
macro_rules! display_as_written {
    ($($type:ty),*) => {$(
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let written = toml::Value::try_from(self).map_err(|_| fmt::Error)?;
                f.pad(written.as_str().unwrap_or_default())
            }
        }
    )*};
}
display_as_written!(Role, Terms, LanguageChoice, Fact, Pooling, NameKind);
