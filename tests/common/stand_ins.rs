//! Tiny models with random weights for every stage, and what models.toml says of them: what they write is nonsense, and must not
//! be shown.

use std::fmt::Write;
use std::path::{Path, PathBuf};

/// A model that is checked in under `tests/data/engine`, in the layout of a repository of the hub.
pub struct StandIn {
    /// What models.toml calls it.
    pub name: String,
    folder: &'static str,
    files: &'static [&'static str],
    /// What models.toml says of it besides.
    about: String,
}

/// All of them: for every stage one, and for translations several.
pub fn stand_ins() -> Vec<StandIn> {
    let translators = [("kk", "ru"), ("ru", "kk"), ("en", "ru"), ("ru", "en")].map(|(from, to)| translator(from, to));
    let others = [writer(), tagger(), polyglot(), embedder()];
    others.into_iter().chain(translators).collect()
}

/// Follows instructions, and is held to JSON: writes summaries and lists names.
fn writer() -> StandIn {
    StandIn {
        name: "tiny-qwen".into(),
        folder: "chat",
        files: &[
            "config.json",
            "generation_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "model.safetensors",
        ],
        about: r#"role = "causal-lm"
architecture = "qwen3"
languages = ["kk", "ru", "en"]
context = 12000"#
            .into(),
    }
}

/// Finds names in English.
fn tagger() -> StandIn {
    StandIn {
        name: "tiny-tagger".into(),
        folder: "encoders/distilbert-ner",
        files: &["config.json", "tokenizer.json", "model.safetensors"],
        about: r#"role = "tagger"
architecture = "distilbert"
languages = ["en"]
context = 64"#
            .into(),
    }
}

fn embedder() -> StandIn {
    StandIn {
        name: "tiny-embedder".into(),
        folder: "encoders/bert-embed-mean",
        files: &["config.json", "tokenizer.json", "model.safetensors"],
        about: r#"role = "embedder"
architecture = "bert"
languages = ["kk", "ru", "en"]
context = 64
pooling = "mean"
normalize = true"#
            .into(),
    }
}

/// Translates in one direction, in the layout of OPUS-MT. Its vocabulary knows Russian and Ukrainian: Russian stands for all.
fn translator(from: &str, to: &str) -> StandIn {
    StandIn {
        name: format!("{from}-{to}"),
        folder: "texts-opus",
        files: &[
            "config.json",
            "generation_config.json",
            "source.spm",
            "target.spm",
            "vocab.json",
            "tokenizer_config.json",
            "model.safetensors",
        ],
        about: format!(
            r#"role = "seq2seq"
architecture = "marian"
languages = ["{from}", "{to}"]
translates = [{{ from = "{from}", to = "{to}" }}]
language-choice = "target-prefix"
language-codes = {{ {to} = ">>rus<<" }}
context = 128
generation = {{ num-beams = 2, max-new-tokens = 24 }}"#
        ),
    }
}

/// Translates from and to Kazakh, in the layout of NLLB.
fn polyglot() -> StandIn {
    StandIn {
        name: "tiny-nllb".into(),
        folder: "texts",
        files: &[
            "config.json",
            "generation_config.json",
            "tokenizer.json",
            "model.safetensors",
        ],
        about: r#"role = "seq2seq"
architecture = "m2m_100"
languages = ["kk", "ru", "en"]
translates = [
    { from = "kk", to = "en" },
    { from = "en", to = "kk" },
    { from = "kk", to = "ru" },
]
language-choice = "source-and-target-codes"
language-codes = { kk = "kaz_Cyrl", ru = "rus_Cyrl", en = "eng_Latn" }
context = 128"#
            .into(),
    }
}

impl StandIn {
    /// Where it is checked in.
    pub fn folder(&self) -> PathBuf {
        let engine = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/engine");
        engine.join(self.folder)
    }

    /// Its files, by their names in its repository.
    pub fn files(&self) -> impl Iterator<Item = &'static str> {
        self.files.iter().copied()
    }

    /// What models.toml says of it, if it comes from this source: a folder, or a repository with a commit.
    pub fn entry(&self, repository: &str, revision: Option<&str>) -> String {
        let StandIn { name, about, .. } = self;
        let mut entry = format!(
            "\n[models.{name}]\ndescription = \"tiny\"\n{about}\nlicense = \"CC-BY-4.0\"\nterms = \"attribution\"\n\
             attribution = \"{name} by nobody\"\n\n[[models.{name}.sources]]\nrepository = \"{repository}\"\n"
        );
        if let Some(revision) = revision {
            let _ = writeln!(entry, "revision = \"{revision}\"");
        }
        let files: Vec<String> = self.files().map(|path| format!("{{ path = \"{path}\" }}")).collect();
        let _ = writeln!(entry, "files = [{}]", files.join(", "));
        entry
    }
}
