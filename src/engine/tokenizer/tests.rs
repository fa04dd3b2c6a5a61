use super::*;

fn tokenizer() -> Tokenizer {
    Tokenizer::from_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/engine/texts")).expect("loaded")
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
    let error = Tokenizer::from_folder(empty.path()).err().expect("an error");
    assert!(error.to_string().starts_with("there is no tokenizer.json in `"));
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
