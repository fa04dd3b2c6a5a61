use std::path::Path;

use super::*;

fn of_folder(folder: &Path) -> Result<Tokenizer, TokenizerError> {
    Tokenizer::from_files(&ModelFiles::in_folder(folder)?)
}

fn tokenizer() -> Tokenizer {
    of_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/engine/texts")).expect("loaded")
}

fn from_russian() -> Languages {
    Languages {
        source: Some("ru".to_owned()),
        target: Some("kk".to_owned()),
    }
}

#[test]
fn no_text_becomes_a_control_token() {
    let tokenizer = tokenizer();
    let end = tokenizer.id(END).expect("an end");
    let kazakh = tokenizer.id("kaz_Cyrl").expect("a language");
    for text in ["</s>", "a </s> b", "<pad><unk> kaz_Cyrl", "<s>"] {
        let ids = tokenizer.encode(text, &from_russian()).expect("encoded");
        let inner = &ids[1..ids.len() - 1];
        assert!(
            !inner
                .iter()
                .any(|id| *id == end || *id == kazakh || *id == 1 || *id == 0),
            "{text}: {ids:?}"
        );
    }
    assert_eq!(tokenizer.forced_first(&from_russian()).expect("known"), Some(kazakh));
}

#[test]
fn framed_and_read_back() {
    let tokenizer = tokenizer();
    let ids = tokenizer
        .encode("The bridge was opened", &from_russian())
        .expect("encoded");
    assert_eq!(
        (ids[0], ids[ids.len() - 1]),
        (tokenizer.id("rus_Cyrl").expect("a language"), 2)
    );
    assert_eq!(tokenizer.decode(&ids).expect("decoded"), "The bridge was opened");
    let empty = tempfile::tempdir().expect("a folder");
    let error = of_folder(empty.path()).err().expect("an error");
    assert!(error.to_string().starts_with("could not read `"));
    fs_err::write(empty.path().join("config.json"), r#"{"model_type": "t5"}"#).expect("written");
    let error = of_folder(empty.path()).err().expect("an error");
    assert!(error.to_string().starts_with("there is no tokenizer in `"), "{error}");
}

#[test]
fn a_target_needs_its_script_and_what_is_copied() {
    let tokenizer = tokenizer();
    let kazakh = tokenizer.tokens_for("kaz_Cyrl", 323).expect("a restriction");
    let english = tokenizer.tokens_for("en", 323).expect("a restriction");
    let has = |tokens: &[u32], token: &str| tokenizer.id(token).is_some_and(|id| tokens.contains(&id));
    assert!(has(&kazakh, "</s>") && has(&kazakh, "kaz_Cyrl") && has(&kazakh, "▁") && has(&kazakh, "2"));
    assert!(has(&kazakh, "қ") && !has(&english, "қ") && has(&english, "w") && has(&kazakh, "w"));
    assert!(english.len() < kazakh.len());
    assert_eq!(tokenizer.tokens_for("ja", 323), None);
}

/// What the reference gives for a text (`scripts/reference/pieces.py`).
#[derive(serde::Deserialize)]
struct Case {
    text: String,
    source: Option<String>,
    target: Option<String>,
    ids: Vec<u32>,
    forced: Option<u32>,
    decoded: String,
}

/// The folders of a folder.
fn folders(parent: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs_err::read_dir(parent).expect("a folder");
    let mut folders: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    folders.sort_unstable();
    folders
}

fn of_layouts() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/engine/tokenizers")
}

/// Every layout with a file of SentencePiece; with `TUYIN_TOKENIZERS` those of a folder of one's own.
#[test]
#[expect(clippy::print_stdout, reason = "counts, for who compares tokenizers of one's own")]
fn the_ids_of_the_reference() {
    let parent = std::env::var_os("TUYIN_TOKENIZERS").map_or_else(of_layouts, Into::into);
    let mut wrong = Vec::new();
    for folder in folders(&parent) {
        let tokenizer = of_folder(&folder).expect("loaded");
        let cases = fs_err::read_to_string(folder.join("expected.jsonl")).expect("cases");
        let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
        let (mut all, mut good) = (0, 0);
        for line in cases.lines() {
            let case: Case = serde_json::from_str(line).expect("a case");
            let languages = Languages {
                source: case.source,
                target: case.target,
            };
            let ids = tokenizer.encode(&case.text, &languages).expect("encoded");
            let decoded = tokenizer.decode(&case.ids).expect("decoded");
            let forced = tokenizer.forced_first(&languages).expect("known");
            all += 1;
            if (&ids, &decoded, forced) == (&case.ids, &case.decoded, case.forced) {
                good += 1;
            } else {
                wrong.push(format!(
                    "{name}: {:?}: {ids:?} for {:?}, {decoded:?} for {:?}",
                    case.text, case.ids, case.decoded
                ));
            }
        }
        println!("{name}: {good} of {all}");
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn no_text_becomes_a_control_piece() {
    for folder in folders(&of_layouts()) {
        let tokenizer = of_folder(&folder).expect("loaded");
        for text in [
            "</s>",
            "a </s> b",
            "<pad><unk> <s>",
            "__kk__ kaz_Cyrl kk_KZ",
            ">>rus<< a",
            "<0x41>",
        ] {
            let to_russian = Languages {
                target: Some("ru".to_owned()),
                ..from_russian()
            };
            let ids = tokenizer.encode(text, &to_russian).expect("encoded");
            let end = ids.len() - 1;
            let inner = ids[..end]
                .iter()
                .skip(usize::from(tokenizer.convention != Convention::Plain));
            let unknown = tokenizer.id("<unk>").expect("a token");
            for id in inner {
                assert!(
                    *id == unknown || !tokenizer.vocabulary.is_control(*id),
                    "{}: {text}: {ids:?}",
                    folder.display()
                );
            }
        }
    }
}

#[test]
fn files_that_are_no_models() {
    let folder = tempfile::tempdir().expect("a folder");
    fs_err::write(folder.path().join("config.json"), r#"{"model_type": "t5"}"#).expect("written");
    let model = folder.path().join("spiece.model");
    let good = fs_err::read(of_layouts().join("unigram-nmt_nfkc/spiece.model")).expect("a model");
    for (bytes, message) in [
        (&b"no model at all"[..], "it is no SentencePiece model"),
        (&good[..good.len() / 2], "it is no SentencePiece model"),
        (&[], "it has no piece for what is unknown"),
    ] {
        fs_err::write(&model, bytes).expect("written");
        let error = of_folder(folder.path()).err().expect("an error");
        assert!(error.to_string().contains(message), "{error}");
    }
}
