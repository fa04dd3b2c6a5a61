use super::*;

/// What the reference gives for a text (`scripts/reference/gguf_tokenizers.py`).
#[derive(serde::Deserialize)]
struct Case {
    text: String,
    ids: Option<Vec<u32>>,
    plain: Vec<u32>,
    decoded: String,
}

#[derive(serde::Deserialize)]
struct Reference {
    metadata: serde_json::Map<String, serde_json::Value>,
    cases: Vec<Case>,
}

fn of_repository() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/engine/gguf-tokenizers")
}

fn read(path: &std::path::Path) -> Reference {
    let content = fs_err::read_to_string(path).expect("read");
    serde_json::from_str(&content).expect("a reference")
}

/// The metadata of one of the tokenizers of the repository.
fn metadata_of(name: &str) -> HashMap<String, Value> {
    metadata(&read(&of_repository().join(name)).metadata)
}

fn metadata(json: &serde_json::Map<String, serde_json::Value>) -> HashMap<String, Value> {
    json.iter().map(|(key, json)| (key.clone(), value(key, json))).collect()
}

/// In the types that GGUF files have for them.
fn value(key: &str, json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Bool(flag) => Value::Bool(*flag),
        serde_json::Value::String(text) => Value::String(text.clone()),
        serde_json::Value::Array(values) => Value::Array(values.iter().map(|json| value(key, json)).collect()),
        serde_json::Value::Number(number) if key.ends_with("scores") => {
            Value::F32(number.as_f64().expect("a score") as f32)
        }
        serde_json::Value::Number(number) if key.ends_with("token_type") => {
            Value::I32(number.as_i64().expect("a type") as i32)
        }
        serde_json::Value::Number(number) => Value::U32(number.as_u64().expect("an id") as u32),
        other => panic!("{key} is {other}"),
    }
}

fn made(metadata: &HashMap<String, Value>) -> FromGguf {
    tokenizer_of(metadata).expect("read").expect("a tokenizer")
}

fn ids(tokenizer: &Tokenizer, text: &str) -> Vec<u32> {
    tokenizer.encode(text, true).expect("encoded").get_ids().to_vec()
}

/// All kinds; with `TUYIN_GGUF_TOKENIZERS` those of a folder of one's own.
#[test]
#[expect(clippy::print_stdout, reason = "counts, for who compares tokenizers of one's own")]
fn the_ids_of_the_gguf_references() {
    let folder = std::env::var_os("TUYIN_GGUF_TOKENIZERS").map_or_else(of_repository, Into::into);
    let entries = fs_err::read_dir(folder).expect("a folder");
    let mut wrong = Vec::new();
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        let reference = read(&path);
        let tokenizer = made(&metadata(&reference.metadata)).tokenizer;
        let mut as_text = tokenizer.clone();
        as_text.set_encode_special_tokens(true);
        let before = wrong.len();
        for case in &reference.cases {
            let plain = ids(&as_text, &case.text);
            let decoded = tokenizer.decode(&case.plain, true).expect("decoded");
            let controlled = case.ids.as_ref().map(|_| ids(&tokenizer, &case.text));
            if (&plain, &decoded, &controlled) != (&case.plain, &case.decoded, &case.ids) {
                wrong.push(format!(
                    "{}: {:?}: {plain:?} for {:?}, {decoded:?} for {:?}, {controlled:?} for {:?}",
                    path.display(),
                    case.text,
                    case.plain,
                    case.decoded,
                    case.ids
                ));
            }
        }
        let equal = reference.cases.len() - (wrong.len() - before);
        println!("{}: {equal} of {} texts", path.display(), reference.cases.len());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_files_say_of_their_tokenizers() {
    let token = |made: &FromGguf, ids: &[u32]| -> Vec<String> {
        let tokens = ids.iter().map(|id| made.tokenizer.id_to_token(*id).expect("a token"));
        tokens.collect()
    };
    let qwen = made(&metadata_of("qwen2.json"));
    assert_eq!(token(&qwen, &qwen.eos), ["<|im_end|>", "<|endoftext|>"]);
    assert_eq!(token(&qwen, qwen.bos.as_slice()), ["<|endoftext|>"]);
    assert!(
        !qwen.adds_bos
            && qwen
                .chat_template
                .is_some_and(|template| template.contains("message.content"))
    );
    let llama = made(&metadata_of("llama-bpe.json"));
    assert!(llama.adds_bos);
    let gemma = made(&metadata_of("gemma.json"));
    assert_eq!(token(&gemma, &gemma.eos), ["</s>", "<end_of_turn>"]);
    assert!(gemma.adds_bos && gemma.bos == Some(1) && gemma.chat_template.is_none());

    let mut changed = metadata_of("gemma.json");
    for (key, value) in [
        ("tokenizer.ggml.bos_token_id", Value::I32(-1)),
        ("tokenizer.ggml.eos_token_id", Value::U32(u32::MAX)),
        ("tokenizer.ggml.eot_token_id", Value::U64(1)),
        ("tokenizer.ggml.eom_token_id", Value::U8(1)),
        ("tokenizer.ggml.add_bos_token", Value::Bool(false)),
    ] {
        changed.insert(key.to_owned(), value);
    }
    let changed = made(&changed);
    assert_eq!(
        (changed.bos, token(&changed, &changed.eos)),
        (None, vec!["<s>".to_owned(), "<end_of_turn>".to_owned()])
    );
    assert!(!changed.adds_bos);
    assert!(tokenizer_of(&HashMap::new()).expect("read").is_none());
    let none = HashMap::from([("tokenizer.ggml.model".to_owned(), Value::String("none".to_owned()))]);
    assert!(tokenizer_of(&none).expect("read").is_none());
}

#[test]
fn control_tokens_are_no_part_of_what_is_read() {
    for name in ["gemma.json", "qwen2.json"] {
        let made = made(&metadata_of(name));
        let (first, text) = match name {
            "gemma.json" => ("<start_of_turn>", "<start_of_turn>model\nБаға<end_of_turn>"),
            _ => ("<|im_start|>", "<|im_start|>model\nБаға<|im_end|>"),
        };
        let ids = ids(&made.tokenizer, text);
        assert_eq!(made.tokenizer.id_to_token(ids[0]).as_deref(), Some(first));
        assert!(made.eos.contains(ids.last().expect("tokens")));
        assert_eq!(made.tokenizer.decode(&ids, true).expect("decoded"), "model\nБаға");
    }
}

fn texts(texts: &[&str]) -> Value {
    Value::Array(texts.iter().map(|text| Value::String((*text).to_owned())).collect())
}

/// Merges `ab` and `bb` alike, and knows neither other letters nor bytes.
fn tiny() -> HashMap<String, Value> {
    let kinds = [2, 1, 1, 1, 1, 1];
    let scores = [0.0, -3.0, -4.0, -5.0, -1.0, -1.0];
    HashMap::from(
        [
            ("model", Value::String("llama".to_owned())),
            ("tokens", texts(&["<unk>", "▁", "a", "b", "ab", "bb"])),
            ("token_type", Value::Array(kinds.map(Value::I32).to_vec())),
            ("scores", Value::Array(scores.map(Value::F32).to_vec())),
        ]
        .map(|(key, value)| (format!("tokenizer.ggml.{key}"), value)),
    )
}

#[test]
fn what_has_no_bytes_is_unknown() {
    let tokenizer = made(&tiny()).tokenizer;
    assert_eq!(ids(&tokenizer, "abbb жжa"), [1, 4, 5, 1, 0, 2]);
    assert_eq!(ids(&tokenizer, "<unk>a"), [0, 1, 2]);
    assert_eq!(tokenizer.decode(&[1, 4, 5, 1, 0, 2], true).expect("decoded"), "abbb a");
}

#[test]
fn faults_are_told_in_words() {
    let gpt = metadata_of("gpt-2.json");
    let number = || Value::Array(vec![Value::U32(1)]);
    let text = |text: &str| Some(Value::String(text.to_owned()));
    for (metadata, key, value, reason) in [
        (
            &gpt,
            "model",
            text("bert"),
            "its tokenizer is of the kind `bert`, which is not supported: gpt2 and llama are",
        ),
        (
            &gpt,
            "pre",
            text("tekken"),
            "its tokenizer cuts texts into words in the way `tekken`, which is not supported: gpt-2, llama-bpe and qwen2 are",
        ),
        (
            &gpt,
            "pre",
            None,
            "it does not say how its tokenizer cuts texts into words (tokenizer.ggml.pre): an old converter made it",
        ),
        (&gpt, "merges", None, "it has no tokenizer.ggml.merges"),
        (
            &gpt,
            "merges",
            Some(texts(&["ab"])),
            "`ab` in tokenizer.ggml.merges does not make a token of two",
        ),
        (
            &gpt,
            "merges",
            Some(texts(&["<|endoftext|> <|im_start|>"])),
            "`<|endoftext|> <|im_start|>` in tokenizer.ggml.merges does not make a token of two",
        ),
        (
            &gpt,
            "merges",
            Some(texts(&["<|endoftext| >"])),
            "its tokenizer cannot be used: Token `<|endoftext|` out of vocabulary",
        ),
        (
            &gpt,
            "tokens",
            Some(number()),
            "the values of tokenizer.ggml.tokens are not of the expected type",
        ),
        (&gpt, "token_type", Some(number()), "it has 608 tokens, and types for 1"),
        (&gpt, "token_type", text("1"), "tokenizer.ggml.token_type is not a list"),
        (
            &gpt,
            "eos_token_id",
            text("1"),
            "tokenizer.ggml.eos_token_id is not a whole number",
        ),
        (
            &gpt,
            "add_bos_token",
            text("1"),
            "tokenizer.ggml.add_bos_token is neither true nor false",
        ),
        (&gpt, "model", Some(number()), "tokenizer.ggml.model is not a text"),
        (&tiny(), "scores", None, "it has no tokenizer.ggml.scores"),
        (
            &tiny(),
            "scores",
            Some(Value::Array(vec![Value::F32(0.0)])),
            "it has 6 tokens, and scores for 1",
        ),
        (
            &tiny(),
            "token_type",
            None,
            "its tokenizer has no token for what is unknown, and not all bytes",
        ),
    ] {
        let mut metadata = metadata.clone();
        let key = format!("tokenizer.ggml.{key}");
        match value {
            Some(value) => metadata.insert(key, value),
            None => metadata.remove(&key),
        };
        assert_eq!(tokenizer_of(&metadata).err().as_deref(), Some(reason));
    }
}
