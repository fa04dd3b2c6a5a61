//! The samples, whole: what every output must keep, whatever the article.

use serde_json::Value;
use tuyin::article::Span;
use tuyin::understand::normalize;

use super::support::{Test, samples};

fn digested() -> (Test, Vec<Value>) {
    let test = Test::new();
    let samples = samples();
    test.run(&["digest", samples.to_str().expect("UTF-8"), "-o", "out"])
        .expect(0);
    let articles = fs_err::read_dir(test.path("out/articles")).expect("articles").flatten();
    let articles = articles
        .map(|entry| serde_json::from_str(&fs_err::read_to_string(entry.path()).expect("a file")).expect("json"));
    let articles: Vec<Value> = articles.collect();
    (test, articles)
}

fn schema(name: &str) -> jsonschema::Validator {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs/schema")
        .join(name);
    let schema = serde_json::from_str(&fs_err::read_to_string(path).expect("a schema")).expect("json");
    jsonschema::validator_for(&schema).expect("a valid schema")
}

#[track_caller]
fn validate(validator: &jsonschema::Validator, value: &Value) {
    let errors: Vec<String> = validator
        .iter_errors(value)
        .map(|error| format!("{} at {}", error, error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
}

#[test]
fn every_span_holds_its_text() {
    let (_test, articles) = digested();
    assert!(articles.len() >= 15);
    for article in &articles {
        let source = article["source"]["text"].as_str().expect("a text");
        let slice = |span: &Value| {
            let span: Span = serde_json::from_value(span.clone()).expect("a span");
            normalize(span.slice(source).expect("inside"))
        };
        for sentence in article["summary"].as_array().expect("a summary") {
            assert_eq!(
                slice(&sentence["spans"][0]),
                sentence["text"].as_str().expect("text"),
                "{}",
                article["id"]
            );
            assert_eq!(sentence["status"], "supported");
        }
        for fact in article["facts"].as_array().expect("facts") {
            assert_eq!(
                slice(&fact["spans"][0]),
                fact["text"].as_str().expect("text"),
                "{}",
                article["id"]
            );
            assert_eq!(fact["status"], "supported");
            assert!(
                fact["spans"]
                    .as_array()
                    .expect("spans")
                    .iter()
                    .all(|span| !slice(span).is_empty())
            );
        }
        let sentences = article["sentences"].as_array().expect("sentences");
        assert!(sentences.iter().all(|sentence| !slice(&sentence["span"]).is_empty()));
        assert_eq!(article["coverage"]["read"], sentences.len());
        assert_eq!(article["coverage"]["sentences"], sentences.len());
    }
}

#[test]
fn outputs_are_what_the_schemas_say() {
    let (test, articles) = digested();
    let schemas = [
        "article-1.json",
        "digests-1.json",
        "report-1.json",
        "names-1.json",
        "stories-1.json",
    ]
    .map(schema);
    for article in &articles {
        validate(&schemas[0], article);
    }
    for line in test.read("out/digests.jsonl").lines() {
        validate(&schemas[1], &serde_json::from_str(line).expect("json"));
    }
    let failure = test
        .run_with(&["digest", "-", "-o", "-"], "oops\n")
        .expect(1)
        .lines()
        .remove(0);
    validate(&schemas[1], &failure);
    validate(&schemas[2], &test.json("out/report.json"));
    validate(&schemas[3], &test.json("out/names.json"));
    validate(&schemas[4], &test.json("out/stories.json"));
}

#[test]
fn samples_cover_the_languages_and_are_read_whole() {
    let (test, articles) = digested();
    let report = test.json("out/report.json");
    for language in ["kk", "ru", "en"] {
        assert!(report["languages"][language].as_u64() >= Some(4), "{report}");
    }
    assert_eq!(report["coverage"]["share"], 1.0);
    assert_eq!(report["counts"]["articles"], articles.len());
    let mixed = articles
        .iter()
        .find(|article| article["id"].as_str().is_some_and(|id| id.starts_with("mixed/")))
        .expect("a mixed article");
    let languages: std::collections::BTreeSet<_> = mixed["sentences"]
        .as_array()
        .expect("sentences")
        .iter()
        .map(|sentence| sentence["language"].as_str().expect("a tag"))
        .collect();
    assert!(languages.contains("kk") && languages.contains("ru"), "{languages:?}");
}

#[test]
fn any_number_of_jobs_gives_the_same_folder() {
    let test = Test::new();
    let samples = samples();
    let samples = samples.to_str().expect("UTF-8");
    test.run(&["digest", samples, "-o", "one", "--jobs", "1"]).expect(0);
    test.run(&["digest", samples, "-o", "four", "--jobs", "4"]).expect(0);
    assert_eq!(test.tree("one"), test.tree("four"));
}
