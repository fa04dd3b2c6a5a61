//! Models that read articles: taggers and embedders in digests and filters.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::support::Test;

/// A tiny model with random weights, in the layout of a real repository.
fn stand_in(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/engine/encoders")
        .join(name)
}

/// A models.toml with a tagger that reads English and Russian, and an embedder.
fn registry() -> String {
    let model = |name: &str, role: &str, folder: &str, architecture: &str, more: &str, files: &str| {
        let folder = stand_in(folder);
        format!(
            "[models.{name}]\ndescription = \"tiny\"\nrole = \"{role}\"\narchitecture = \"{architecture}\"\n\
             languages = [\"en\", \"ru\"]\ncontext = 64\nlicense = \"CC-BY-4.0\"\nterms = \"attribution\"\n\
             attribution = \"{name} by nobody, CC BY 4.0\"\n{more}\
             sources = [{{ repository = \"{}\", files = [{files}] }}]\n\n",
            folder.display()
        )
    };
    let paths = |names: &[&str]| {
        let files: Vec<String> = names.iter().map(|name| format!("{{ path = \"{name}\" }}")).collect();
        files.join(", ")
    };
    let files = paths(&["config.json", "tokenizer.json", "model.safetensors"]);
    "schema = 1\n\n[profiles.lite]\ndescription = \"none\"\n\n\
     [profiles.reading]\ndescription = \"names and likeness\"\ntag = [\"tiny-tagger\"]\nembed = [\"tiny-embedder\"]\n\n"
        .to_owned()
        + &model("tiny-tagger", "tagger", "distilbert-ner", "distilbert", "", &files)
        + &model(
            "tiny-embedder",
            "embedder",
            "bert-embed-mean",
            "bert",
            "pooling = \"mean\"\nnormalize = true\nquery-prefix = \"query: \"\n",
            &files,
        )
}

const ARTICLES: &str = concat!(
    r#"{"id":"one","date":"2024-05-01","text":"Mayor Anna Karimova opened a bridge in Astana on May 1. It cost 5 million tenge. Dala Stroy built it."}"#,
    "\n",
    r#"{"id":"two","date":"2024-05-01","text":"Аким Анна Каримова открыла мост в Астане 1 мая. Он стоил 5 млн тенге. Его построила компания «Дала Строй»."}"#,
    "\n",
    r#"{"id":"three","date":"2024-05-01","text":"Анна Каримова 1 мамырда Астанада көпір ашты. Оған 5 миллион теңге жұмсалды. Көпірді «Дала Строй» компаниясы салды."}"#,
    "\n",
);

/// A folder with articles and the registry.
fn test() -> Test {
    let test = Test::new();
    test.write("models.toml", registry()).write("articles.jsonl", ARTICLES);
    test
}

#[test]
fn facts_of_a_tagger_join_those_of_the_rules_and_are_named() {
    let test = test();
    let digest = ["digest", "articles.jsonl", "-o", "out", "--profile", "reading"];
    let output = test.run(&digest).expect(0);
    assert!(output.stderr.contains("into 1 story"), "{}", output.stderr);
    let lines = test.read("out/digests.jsonl");
    let entries: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("json"))
        .collect();
    let rules = |entry: &Value| -> Vec<String> {
        let facts = entry["facts"].as_array().expect("facts").iter();
        facts
            .map(|fact| fact["rule"].as_str().expect("a rule").to_owned())
            .collect()
    };
    let is_tagged = |entry: &Value| rules(entry).iter().any(|rule| rule.contains("tiny-tagger"));
    // Random weights find something in the languages that the model reads, and are not asked for the third.
    assert!(is_tagged(&entries[0]) && is_tagged(&entries[1]), "{lines}");
    assert!(!is_tagged(&entries[2]), "{lines}");
    for entry in &entries {
        assert_eq!(entry["findings"], json!([]), "every claim has its place: {entry}");
    }
    let report = test.json("out/report.json");
    let models = report["settings"]["models"].as_array().expect("models").iter();
    let models: Vec<(&str, &str)> = models.filter_map(|model| model.as_str()?.split_once('@')).collect();
    let names: Vec<&str> = models.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["tiny-tagger", "tiny-embedder"]);
    // Folders have no commits: what is in their files tells the version.
    assert!(
        models.iter().all(|(_, version)| version.len() == 16 + 1 + 8),
        "{models:?}"
    );
    // What the licences ask for stands under the digest.
    for page in ["digest.en.md", "digest.html"] {
        assert!(
            test.read(&format!("out/{page}"))
                .contains("tiny-tagger by nobody, CC BY 4.0"),
            "{page}"
        );
    }
}

#[test]
fn models_change_nothing_between_runs_and_threads() {
    let test = test();
    let run = |folder: &str, jobs: &str| {
        let digest = [
            "digest",
            "articles.jsonl",
            "-o",
            folder,
            "--profile",
            "reading",
            "--jobs",
            jobs,
        ];
        test.run(&digest).expect(0);
        test.tree(folder)
    };
    let first = run("one", "1");
    assert_eq!(first, run("two", "3"));
    // Again, with digests and vectors from the ledger.
    assert_eq!(first, run("one", "2"));
    assert_eq!(test.json("one/report.json")["run"]["reused"], 3);
    // Without the models the digests are others, whatever the ledger holds.
    test.run(&["digest", "articles.jsonl", "-o", "one"]).expect(0);
    assert_eq!(test.json("one/report.json")["run"]["reused"], 0);
    assert!(!test.read("one/digests.jsonl").contains("tiny-tagger"));
}

#[test]
fn a_model_that_does_not_load_stops_before_the_first_article() {
    let test = test();
    let broken = stand_in("distilbert-ner");
    for name in ["config.json", "tokenizer.json"] {
        test.write(
            &format!("broken/{name}"),
            fs_err::read(broken.join(name)).expect("a file"),
        );
    }
    test.write("broken/model.safetensors", "no tensors");
    let registry = registry().replace(&broken.display().to_string(), "./broken");
    test.write("models.toml", registry);
    let output = test
        .run(&["digest", "articles.jsonl", "-o", "out", "--profile", "reading"])
        .expect(3);
    assert!(
        output.stderr.contains("the model `tiny-tagger` does not load"),
        "{}",
        output.stderr
    );
    assert!(
        output.stderr.contains("tuyin models verify tiny-tagger"),
        "{}",
        output.stderr
    );
    assert!(!test.path("out").exists());
}

#[test]
fn the_filter_takes_a_folder_as_a_tagger() {
    let test = test();
    let folder = stand_in("distilbert-ner");
    let folder = folder.to_str().expect("UTF-8");
    let facts = |flags: &[&str]| {
        test.run(&[&["facts", "articles.jsonl"], flags].concat())
            .expect(0)
            .lines()
    };
    let (plain, tagged) = (facts(&[]), facts(&["--tagger", folder]));
    assert_eq!(plain.len(), tagged.len());
    let count = |lines: &[Value], rule: &str| {
        let facts = lines.iter().flat_map(|line| line["facts"].as_array().expect("facts"));
        facts
            .filter(|fact| fact["rule"].as_str().is_some_and(|found| found.contains(rule)))
            .count()
    };
    assert_eq!(count(&plain, "distilbert-ner"), 0);
    assert!(count(&tagged, "distilbert-ner") > 0);
    // Numbers and dates are those of the rules.
    for kind in ["money", "date"] {
        assert_eq!(count(&plain, kind), count(&tagged, kind));
    }
}
