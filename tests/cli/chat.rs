//! `tuyin generate` with a model that follows instructions, a tiny one (`scripts/reference/chat.py`).

use serde_json::{Value, json};

use crate::support::{Output, Test};

const MODEL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/engine/chat");

fn expected() -> Vec<Value> {
    let text = fs_err::read_to_string(format!("{MODEL}/expected.json")).expect("the reference's results");
    serde_json::from_str(&text).expect("as the script writes them")
}

fn run(arguments: &[&str], input: &str) -> Output {
    let always = ["generate", "--model", MODEL, "--quantize", "none"];
    Test::new().run_with(&[&always, arguments].concat(), input)
}

#[test]
fn prompts_and_conversations_are_gone_on_with_as_the_reference_does() {
    let cases = expected();
    let input: String = cases
        .iter()
        .enumerate()
        .map(|(id, case)| match case["prompt"].is_null() {
            true => format!("{}\n", json!({"id": id, "messages": case["messages"]})),
            false => format!("{}\n", json!({"id": id, "prompt": case["prompt"]})),
        })
        .collect();
    let output = run(&["--max-new-tokens", "24"], &input);
    assert_eq!(output.code, 0, "{}", output.stderr);
    let lines = output.lines();
    assert_eq!(lines.len(), cases.len());
    for (line, case) in lines.iter().zip(&cases) {
        assert_eq!(line["token_ids"], case["output_ids"], "{case}");
        assert_eq!(line["text"], case["output"]);
        assert_eq!(line["finish"], "length");
    }
}

#[test]
fn a_prompt_is_what_a_user_says() {
    let cases = expected();
    let case = cases
        .iter()
        .find(|case| case["messages"].as_array().is_some_and(|messages| messages.len() == 1))
        .expect("a conversation of one message");
    let input = format!("{}\n", json!({"prompt": case["messages"][0]["content"]}));
    let output = run(&["--chat", "--max-new-tokens", "24"], &input);
    assert_eq!(output.lines()[0]["token_ids"], case["output_ids"], "{}", output.stderr);
}

#[test]
fn answers_to_a_schema_are_json_of_it() {
    let text = fs_err::read_to_string(format!("{MODEL}/schema.json")).expect("a schema");
    let schema: Value = serde_json::from_str(&text).expect("json");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let input: String = (0..12)
        .map(|id| format!("{}\n", json!({"id": id, "prompt": format!("Баға {id}:")})))
        .collect();
    let path = format!("{MODEL}/schema.json");
    for more in [&[][..], &["--temperature", "1.5", "--seed", "3"]] {
        let output = run(&[&["--chat", "--json-schema", &path], more].concat(), &input);
        assert_eq!(output.code, 0, "{}", output.stderr);
        for line in output.lines() {
            let answer: Value = serde_json::from_str(line["text"].as_str().expect("a text")).expect("json");
            assert!(validator.is_valid(&answer), "{answer}");
            assert_eq!(line["finish"], "stop");
        }
    }
    let output = run(&["--json-schema", &path, "--max-new-tokens", "20"], &input);
    assert_eq!((output.stdout.as_str(), output.code), ("", 2));
    assert!(output.stderr.contains("outputs at most 20"), "{}", output.stderr);
}

#[test]
fn an_output_ends_before_a_stop() {
    let cases = expected();
    let text = cases[1]["output"].as_str().expect("a text");
    // Something that stands in the middle of it.
    let stop: String = text.chars().skip(text.chars().count() / 2).take(3).collect();
    let input = format!("{}\n", json!({"prompt": cases[1]["prompt"]}));
    let output = run(&["--max-new-tokens", "24", "--stop", &stop], &input);
    let line = &output.lines()[0];
    assert_eq!(line["text"], text.split(&stop).next().expect("a part"));
    assert_eq!(line["finish"], "stop");
    let all = cases[1]["output_ids"].as_array().expect("ids").len();
    assert!(
        line["token_ids"].as_array().expect("ids").len() < all,
        "nothing is written in vain"
    );
}

#[test]
fn what_cannot_be_gone_on_with_costs_only_itself() {
    let input = format!(
        "{}\n{}\n{}\n{}\n",
        json!({"id": "long", "prompt": "ж".repeat(60_000)}),
        json!({"id": "both", "prompt": "a", "messages": []}),
        json!({"id": "neither"}),
        json!({"id": "good", "prompt": "Баға"})
    );
    let output = run(&["--max-new-tokens", "4"], &input);
    assert_eq!(output.code, 1);
    let lines = output.lines();
    assert_eq!(lines[0]["error"]["kind"], "generation");
    assert!(
        lines[0]["error"]["message"]
            .as_str()
            .expect("words")
            .contains("there is room for"),
        "{}",
        lines[0]
    );
    assert_eq!(lines[1]["error"]["kind"], "bad_json");
    assert_eq!(lines[2]["error"]["kind"], "bad_json");
    assert_eq!(lines[3]["token_ids"].as_array().map(Vec::len), Some(4));
}

#[test]
fn chance_goes_by_the_line() {
    let line = |prompt: &str| format!("{}\n", json!({"prompt": prompt}));
    let drawn = |input: &str| {
        let lines = run(&["--temperature", "1.0", "--seed", "4", "--max-new-tokens", "8"], input).lines();
        lines.iter().map(|line| line["token_ids"].clone()).collect::<Vec<_>>()
    };
    let (first, second) = (line("Баға"), line("Сауда"));
    let both = drawn(&[first.clone(), second.clone(), first.clone()].concat());
    assert_ne!(both[0], both[2], "another line, another chance");
    let other = drawn(&[second.clone(), second, first].concat());
    assert_eq!(both[2], other[2]);
}

#[test]
fn a_schema_contradicts_other_wishes() {
    let path = format!("{MODEL}/schema.json");
    let output = run(
        &["--json-schema", &path, "--no-repeat-ngram-size", "2"],
        "{\"prompt\": \"a\"}\n",
    );
    assert_eq!(output.code, 2);
    assert!(
        output
            .stderr
            .contains("`no_repeat_ngram_size` cannot be combined with a schema"),
        "{}",
        output.stderr
    );
}

#[test]
fn a_schema_without_sense_is_wrong_usage() {
    let test = Test::new();
    test.write("schema.json", "{\"type\": \"object\", \"not\": {}}")
        .write("no.json", "{");
    for (file, words) in [
        ("schema.json", "the schema `schema.json` cannot be used"),
        ("no.json", "is no JSON"),
    ] {
        let output = test.run_with(&["generate", "--model", MODEL, "--json-schema", file], "");
        assert_eq!(output.code, 2, "{}", output.stderr);
        assert!(output.stderr.contains(words), "{}", output.stderr);
    }
}

#[test]
fn bench_measures_prompts_and_outputs() {
    let output = Test::new().run(&[
        "bench",
        "generate",
        "--model",
        MODEL,
        "--batch",
        "3",
        "--prompt-tokens",
        "20",
        "--new-tokens",
        "5",
        "--runs",
        "1",
        "--json",
    ]);
    let report: Value = serde_json::from_str(&output.stdout).expect("json");
    assert_eq!((&report["batch"], &report["new_tokens"]), (&3.into(), &5.into()));
    assert!(report["tokens_per_second"].as_f64() > Some(0.0));
}
