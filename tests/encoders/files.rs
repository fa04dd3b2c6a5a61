//! Files that are not what they should be.

use std::collections::HashMap;
use std::path::Path;

use candle_core::{Device, Tensor};
use tuyin::engine::embedder::Embedder;
use tuyin::engine::quantization::Quantization;
use tuyin::engine::tagger::Tagger;

use crate::fixtures::{EmbedderExpected, embedder_options, expected, files, folder, options};

/// What is told of a tagger in a copy of a folder in which a text of a file was replaced.
fn told(name: &str, file: &str, change: impl Fn(&Path)) -> String {
    let copy = tempfile::tempdir().expect("a folder");
    for entry in fs_err::read_dir(folder(name)).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            fs_err::copy(&path, copy.path().join(path.file_name().expect("a name"))).expect("copied");
        }
    }
    change(&copy.path().join(file));
    let loaded = Tagger::load(&files(copy.path()), &options(Quantization::None, None), None);
    let error = loaded.err().expect("an error");
    match std::error::Error::source(&error) {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

fn replaced<'a>(from: &'a str, to: &'a str) -> impl Fn(&Path) + 'a {
    move |path| {
        let text = fs_err::read_to_string(path).expect("a text");
        assert!(text.contains(from), "{from}");
        fs_err::write(path, text.replace(from, to)).expect("written");
    }
}

fn removed(path: &Path) {
    fs_err::remove_file(path).expect("removed");
}

#[test]
fn wrong_files_are_told() {
    let config = |from: &str, to: &str| told("bert-ner", "config.json", replaced(from, to));
    let unknown = config("\"bert\"", "\"deberta-v2\"");
    assert!(
        unknown.contains("`deberta-v2`, which is not supported: bert, distilbert"),
        "{unknown}"
    );
    let deeper = config("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3");
    assert!(
        deeper.contains("16 missing: bert.encoder.layer.2.attention.output"),
        "{deeper}"
    );
    let shallower = config("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 1");
    assert!(
        shallower.contains("16 left over: bert.encoder.layer.1.attention.output"),
        "{shallower}"
    );
    let wider = config("\"vocab_size\": 560", "\"vocab_size\": 600");
    assert!(
        wider.contains("word_embeddings.weight` has the shape [560, 32] instead of [600, 32]"),
        "{wider}"
    );
    let relative = config("\"output_past\": true", "\"position_embedding_type\": \"relative_key\"");
    assert!(
        relative.contains("could not understand") && relative.contains("relative_key"),
        "{relative}"
    );
    let unlabelled = config("\"id2label\"", "\"labels\"");
    assert!(unlabelled.contains("names no labels"), "{unlabelled}");
    let unnumbered = config("\"0\": \"O\"", "\"17\": \"O\"");
    assert!(unnumbered.contains("names no labels"), "{unnumbered}");
    let nothing = told("bert-ner", "config.json", removed);
    assert!(
        nothing.contains("could not read") && nothing.contains("config.json"),
        "{nothing}"
    );
}

#[test]
fn wrong_tokenizers_are_told() {
    let none = told("bert-ner", "vocab.txt", removed);
    assert!(none.contains("expected tokenizer.json or vocab.txt"), "{none}");
    let unknown = told("bert-ner", "vocab.txt", replaced("[UNK]\n", "[unused99]\n"));
    assert!(unknown.contains("vocab.txt`: it has no [UNK]"), "{unknown}");
    let frame = told("bert-ner", "vocab.txt", replaced("[SEP]\n", "[unused99]\n"));
    assert!(
        frame.contains("it has neither [CLS] and [SEP] nor <s> and </s>"),
        "{frame}"
    );
    let broken = told("xlm-r-ner", "tokenizer.json", replaced("{", "["));
    assert!(broken.contains("could not read the tokenizer in"), "{broken}");
}

/// Files that were made from those of TensorFlow call the scale and the shift of a norm gamma and beta.
#[test]
fn norms_may_have_their_old_names() {
    let copy = tempfile::tempdir().expect("a folder");
    for file in ["config.json", "vocab.txt", "tokenizer_config.json"] {
        fs_err::copy(folder("bert-ner").join(file), copy.path().join(file)).expect("copied");
    }
    let weights = candle_core::safetensors::load(folder("bert-ner").join("model.safetensors"), &Device::Cpu);
    let old = |name: String| {
        let name = name.replace("LayerNorm.weight", "LayerNorm.gamma");
        name.replace("LayerNorm.bias", "LayerNorm.beta")
    };
    let renamed = weights.expect("tensors").into_iter();
    let renamed: HashMap<String, Tensor> = renamed.map(|(name, tensor)| (old(name), tensor)).collect();
    candle_core::safetensors::save(&renamed, copy.path().join("model.safetensors")).expect("written");
    let spans = |folder: &Path| {
        let model = Tagger::load(&files(folder), &options(Quantization::Q8_0, None), None).expect("loaded");
        model.tag(&["Mary Brown lives in London"]).expect("spans")
    };
    assert_eq!(spans(copy.path()), spans(&folder("bert-ner")));
}

#[test]
fn there_must_be_room_for_words() {
    let bert = files(&folder("bert-ner"));
    let error = Tagger::load(&bert, &options(Quantization::None, None), Some(9))
        .err()
        .expect("an error");
    assert_eq!(
        error.to_string(),
        "a context of 9 tokens is too short: expected at least 10"
    );
    let expected: EmbedderExpected = expected("bert-embed-mean");
    let mut embedder = embedder_options(&expected);
    embedder.passage_prefix = "passage ".repeat(20);
    let e5 = files(&folder("bert-embed-mean"));
    let error = Embedder::load(&e5, &options(Quantization::None, None), embedder)
        .err()
        .expect("an error");
    assert!(
        error.to_string().starts_with("a context of 64 tokens is too short"),
        "{error}"
    );
}
