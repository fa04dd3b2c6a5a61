//! `summarize`, `facts` and `digest - -o -`: JSON Lines in, JSON Lines out.

use std::process::{Command, Stdio};

use serde_json::json;

use super::support::{Test, article, records};

const THREE: &str = concat!(
    "{\"id\": 1, \"text\": \"Казахстан выделил 5 млн тенге. Работы начнутся осенью.\"}\n",
    "{\"id\": \"b\"}\n",
    "{\"id\": \"c\", \"text\": \"Баға 12,5 пайызға өсті.\", \"date\": \"2024-03-14\"}\n",
);

#[test]
fn summaries_keep_id_and_order() {
    let output = Test::new()
        .run_with(&["summarize", "--sentences", "1"], THREE)
        .expect(1);
    let lines = output.lines();
    assert_eq!(
        lines[0],
        json!({"id": 1, "language": "ru", "summary": [{"text": "Казахстан выделил 5 млн тенге.", "spans": [[0, 30]]}]})
    );
    assert_eq!(
        lines[1],
        json!({"id": "b", "error": {"kind": "bad_record", "message": "line 2: `text` is missing"}})
    );
    assert_eq!(lines[2]["id"], "c");
    assert!(output.stderr.is_empty(), "{}", output.stderr);
}

#[test]
fn facts_carry_kind_value_spans_confidence_and_rule() {
    let lines = Test::new().run_with(&["facts", "-"], THREE).expect(1).lines();
    let kinds: Vec<_> = lines[0]["facts"]
        .as_array()
        .expect("facts")
        .iter()
        .map(|fact| fact["kind"].as_str().expect("kind"))
        .collect();
    assert_eq!(kinds, ["place", "money", "date"]);
    assert_eq!(
        lines[0]["facts"][1],
        json!({"kind": "money", "value": {"amount": "5000000", "currency": "KZT"}, "text": "5 млн тенге", "spans": [[18, 29]], "confidence": 0.95, "rule": "money.word"})
    );
    assert_eq!(lines[0]["facts"][2]["value"], json!(null));
    assert_eq!(lines[2]["facts"][0]["value"], json!({"amount": "12.5", "unit": "%"}));
}

#[test]
fn every_sentence_with_its_score() {
    let line = Test::new()
        .run_with(&["summarize", "--all-sentences"], records(1..2))
        .expect(0)
        .lines()
        .remove(0);
    let sentences = line["summary"].as_array().expect("sentences");
    assert_eq!(sentences.len(), 4);
    assert!(
        sentences
            .iter()
            .all(|sentence| (0.0..=1.0).contains(&sentence["score"].as_f64().expect("a score")))
    );
}

#[test]
fn lines_and_texts_are_inputs_too() {
    let test = Test::new();
    let lines = test
        .run_with(&["facts", "--input", "lines"], "Рост на 5 %.\n\nРост на 6 %.\n")
        .expect(1)
        .lines();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[2]["id"], 2);
    assert_eq!(lines[1]["error"]["kind"], "empty");
    test.write("a.txt", article(3));
    let lines = test.run(&["summarize", "a.txt", "--input", "text"]).expect(0).lines();
    assert_eq!(lines.len(), 1);
}

#[test]
fn the_digest_as_a_filter_leaves_no_folder() {
    let test = Test::new();
    let output = test.run_with(&["digest", "-", "-o", "-"], THREE).expect(1);
    let lines = output.lines();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["renditions"].as_array().map(Vec::len), Some(3));
    assert_eq!(lines[0]["facts"][0]["status"], "supported");
    assert_eq!(fs_err::read_dir(test.path("")).expect("folder").count(), 0);
}

#[test]
fn any_number_of_jobs_gives_the_same_lines() {
    let test = Test::new();
    let one = test
        .run_with(&["digest", "-", "-o", "-", "--jobs", "1"], records(0..150))
        .expect(0)
        .stdout;
    let four = test
        .run_with(&["digest", "-", "-o", "-", "--jobs", "4"], records(0..150))
        .expect(0)
        .stdout;
    assert_eq!(one, four);
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_failure() {
    let test = Test::new();
    test.write("feed.jsonl", records(0..3000));
    let binary = assert_cmd::cargo::cargo_bin!("tuyin");
    let mut child = Command::new(binary)
        .args(["summarize", "feed.jsonl"])
        .current_dir(test.path(""))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("ended");
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
