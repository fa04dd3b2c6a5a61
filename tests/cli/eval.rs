//! `tuyin eval`.

use super::support::Test;

#[test]
fn summaries_are_scored_against_references() {
    let test = Test::new();
    test.write("texts.jsonl", "{\"id\":\"a\",\"text\":\"Grain exports rose in May. Nobody was surprised.\"}\n{\"id\":\"b\",\"text\":\"Баға өсті.\"}\n");
    let summaries = test
        .run(&["summarize", "texts.jsonl", "--sentences", "1"])
        .expect(0)
        .stdout;
    test.write("hypothesis.jsonl", summaries);
    test.write(
        "reference.jsonl",
        "{\"id\":\"a\",\"summary\":\"Grain exports rose in May.\"}\n{\"id\":\"b\",\"summary\":\"Баға өсті.\"}\n",
    );
    let output = test
        .run(&["eval", "summary", "hypothesis.jsonl", "reference.jsonl", "--json"])
        .expect(0);
    let scores: serde_json::Value = serde_json::from_str(&output.stdout).expect("json");
    assert_eq!(
        (&scores["articles"], &scores["rouge2"]["f1"]),
        (&2.into(), &100.0.into())
    );
    assert!(
        test.run(&["eval", "summary", "hypothesis.jsonl", "reference.jsonl"])
            .expect(0)
            .stdout
            .contains("100.00")
    );
}

#[test]
fn translations_are_scored_as_sacrebleu_scores_them() {
    let test = Test::new();
    test.write(
        "hypothesis.txt",
        "The cat sat on the mat.\nҮкімет жаңа бағдарлама қабылдады.\n",
    );
    test.write(
        "reference.txt",
        "The cat is sitting on the mat.\nҮкімет жаңа бағдарламаны бекітті.\n",
    );
    let output = test.run(&["eval", "mt", "hypothesis.txt", "reference.txt"]).expect(0);
    assert!(
        output
            .stdout
            .starts_with("BLEU|nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0 = "),
        "{}",
        output.stdout
    );
    assert!(
        output
            .stdout
            .contains("chrF2++|nrefs:1|case:mixed|eff:yes|nc:6|nw:2|space:no|version:2.6.0 = ")
    );
    test.write("short.txt", "The cat.\n");
    let output = test.run(&["eval", "mt", "short.txt", "reference.txt"]).expect(2);
    assert!(
        output
            .stderr
            .contains("`short.txt` has 1 lines and `reference.txt` has 2"),
        "{}",
        output.stderr
    );
}

#[test]
fn facts_are_scored_against_tags() {
    let test = Test::new();
    test.write(
        "tagged.jsonl",
        "{\"tokens\":[\"Казахстан\",\"выделил\",\"5\",\"млн\",\"тенге\",\"в\",\"2019\",\"году\",\".\"],\"tags\":[\"B-LOC\",\"O\",\"B-MONEY\",\"I-MONEY\",\"I-MONEY\",\"O\",\"B-DATE\",\"I-DATE\",\"O\"]}\n",
    );
    test.run(&["eval", "facts", "--make-input", "texts.jsonl", "tagged.jsonl"])
        .expect(0);
    let facts = test.run(&["facts", "texts.jsonl"]).expect(0).stdout;
    test.write("hypothesis.jsonl", facts);
    let output = test
        .run(&["eval", "facts", "hypothesis.jsonl", "tagged.jsonl", "--json"])
        .expect(0);
    let scores: serde_json::Value = serde_json::from_str(&output.stdout).expect("json");
    assert_eq!(scores["total"]["exact"]["f1"], 100.0, "{}", output.stdout);
    assert_eq!(scores["total"]["expected"], 3);
    let table = test
        .run(&["eval", "facts", "hypothesis.jsonl", "tagged.jsonl"])
        .expect(0)
        .stdout;
    assert!(table.contains("money") && table.contains("LOC"), "{table}");
}

#[test]
fn a_bad_line_is_named() {
    let test = Test::new();
    test.write("good.jsonl", "{\"id\":\"a\",\"summary\":\"x\"}\n")
        .write("bad.jsonl", "{\"id\":\"a\",\"summary\":\"x\"}\nnope\n");
    let output = test.run(&["eval", "summary", "good.jsonl", "bad.jsonl"]).expect(2);
    assert!(
        output.stderr.contains("`bad.jsonl` cannot be scored") && output.stderr.contains("line 2"),
        "{}",
        output.stderr
    );
    test.run(&["eval", "summary", "good.jsonl", "none.jsonl"]).expect(2);
    test.run(&["eval", "facts", "good.jsonl"]).expect(2);
}
