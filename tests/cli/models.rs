//! Commands that run a model, on a tiny one with a tokenizer of its own (`scripts/reference/texts.py`).

use serde_json::{Value, json};

use crate::support::{Output, Test};

const MODEL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/engine/texts");

/// The same with the files of OPUS-MT: two SentencePiece models and a list.
const OPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/engine/texts-opus");

fn expected(model: &str) -> Vec<Value> {
    let text = fs_err::read_to_string(format!("{model}/expected.json")).expect("the reference's results");
    serde_json::from_str(&text).expect("as the script writes them")
}

fn run(arguments: &[&str], input: &str) -> Output {
    Test::new().run_with(&[arguments, &["--model", MODEL]].concat(), input)
}

#[test]
fn generate_writes_what_the_reference_writes() {
    for (model, target) in [(MODEL, "kaz_Cyrl"), (OPUS, "ru")] {
        let input: String = expected(model)
            .iter()
            .enumerate()
            .map(|(id, case)| format!("{}\n", json!({"id": id, "prompt": case["text"]})))
            .collect();
        let arguments = [
            "generate",
            "--model",
            model,
            "--source-language",
            "ru",
            "--target-language",
            target,
            "--quantize",
            "none",
            // Beams compare sums of probabilities, which change where fewer tokens are scored.
            "--output-scripts",
            "all",
        ];
        let output = Test::new().run_with(&arguments, format!("{input}no json\n"));
        assert_eq!(output.code, 1);
        let lines = output.lines();
        assert_eq!(lines.len(), expected(model).len() + 1);
        for (line, case) in lines.iter().zip(expected(model)) {
            assert_eq!(line["token_ids"], case["output_ids"]);
            assert_eq!(line["text"], case["output"]);
        }
        assert_eq!(lines[lines.len() - 1]["error"]["kind"], "bad_json");
    }
}

#[test]
fn translate_keeps_lines() {
    let output = run(
        &["translate", "--from", "ru", "--to", "kk", "--beam", "1"],
        "Баға өсті.\n\n  \nСауда өсті\n",
    );
    assert_eq!(output.code, 0);
    let lines: Vec<&str> = output.stdout.split('\n').collect();
    assert_eq!(lines.len(), 5);
    assert!(
        !lines[0].is_empty()
            && lines[1].is_empty()
            && lines[2].is_empty()
            && !lines[3].is_empty()
            && lines[4].is_empty()
    );
    let records = "{\"id\": \"a\", \"text\": \"Баға өсті.\"}\n{\"id\": \"b\"}\n";
    let records = run(
        &[
            "translate",
            "--from",
            "ru",
            "--to",
            "kk",
            "--beam",
            "1",
            "--input",
            "jsonl",
        ],
        records,
    );
    assert_eq!(records.code, 1);
    assert_eq!(
        records.lines()[0],
        json!({"id": "a", "language": "kk", "text": lines[0]})
    );
}

#[test]
fn what_cannot_be_met_is_wrong_usage() {
    for (arguments, message) in [
        (
            &["translate", "--from", "ru", "--to", "fr"][..],
            "error: the model does not know the language `fr`",
        ),
        (
            &["translate", "--from", "ru"][..],
            "error: the model needs a target language",
        ),
        (
            &["translate", "--from", "ru", "--to", "kk", "--beam", "0"][..],
            "error: `num_beams` must be 1 or more",
        ),
    ] {
        let output = run(arguments, "Баға өсті.\n");
        assert_eq!((output.stdout.as_str(), output.code), ("", 2), "{}", output.stderr);
        assert!(output.stderr.contains(message), "{}", output.stderr);
    }
    let output = Test::new().run(&["translate", "--model", "no-such-folder"]);
    assert_eq!(output.code, 2);
}

#[test]
fn bench_measures() {
    let output = run(
        &[
            "bench",
            "translate",
            "--batch",
            "3",
            "--target-tokens",
            "5",
            "--runs",
            "1",
            "--json",
        ],
        "",
    );
    assert_eq!(output.code, 0);
    let report = &output.lines()[0];
    assert_eq!((&report["batch"], &report["target_tokens"]), (&json!(3), &json!(15)));
    assert!(report["tokens_per_second"].as_f64().is_some_and(|speed| speed > 0.0));
}
