//! Translations in digests, by tiny models with random weights: what they write is nonsense, and must not be shown.

use std::path::Path;

use serde_json::Value;

use super::support::Test;

/// A models.toml with a model for every step of the routes of `small`, all of them one tiny OPUS-MT.
fn registry() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/engine/texts-opus");
    let model = |from: &str, to: &str| {
        let files = [
            "config.json",
            "generation_config.json",
            "source.spm",
            "target.spm",
            "vocab.json",
            "tokenizer_config.json",
            "model.safetensors",
        ];
        let files: Vec<String> = files.iter().map(|name| format!("{{ path = \"{name}\" }}")).collect();
        format!(
            "[models.{from}-{to}]\ndescription = \"tiny\"\nrole = \"seq2seq\"\narchitecture = \"marian\"\nlanguages = [\"{from}\", \"{to}\"]\n\
             translates = [{{ from = \"{from}\", to = \"{to}\" }}]\ncontext = 128\nlicense = \"CC-BY-4.0\"\nterms = \"attribution\"\n\
             attribution = \"{from}-{to} by nobody\"\ngeneration = {{ num-beams = 2, max-new-tokens = 24 }}\n\
             sources = [{{ repository = \"{}\", files = [{}] }}]\n\n",
            folder.display(),
            files.join(", ")
        )
    };
    "schema = 1\n\n[profiles.lite]\ndescription = \"none\"\n\n[profiles.small]\ndescription = \"translations\"\n\
     translate = [\"kk-ru\", \"ru-kk\", \"en-ru\", \"ru-en\"]\nroutes = [\"kk-ru\", \"ru-kk\", \"en-ru\", \"ru-en\", \"kk-ru-en\", \"en-ru-kk\"]\n\n"
        .to_owned()
        + &model("kk", "ru")
        + &model("ru", "kk")
        + &model("en", "ru")
        + &model("ru", "en")
}

const ARTICLES: &str = concat!(
    r#"{"id":"en","title":"A bridge is open","text":"The mayor opened a bridge in Astana on May 1. It cost 5 million tenge."}"#,
    "\n",
    r#"{"id":"ru","title":"Урожай собран","text":"Фермеры собрали 12 тысяч тонн пшеницы. Это рекорд за десять лет."}"#,
    "\n",
    r#"{"id":"kk","title":"Кітапхана жаңарды","text":"Оралда кітапхана жөнделді. Оған 40 мың кітап әкелінді."}"#,
    "\n",
);

fn digested(flags: &[&str]) -> Test {
    let test = Test::new();
    test.write("models.toml", registry()).write("articles.jsonl", ARTICLES);
    let digest = [
        &[
            "digest",
            "articles.jsonl",
            "-o",
            "out",
            "--profile",
            "small",
            "--no-group",
        ],
        flags,
    ]
    .concat();
    test.run(&digest).expect(0);
    test
}

#[test]
fn nonsense_is_refused_and_said_so() {
    let test = digested(&[]);
    let lines = test.read("out/digests.jsonl");
    let entries: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("json"))
        .collect();
    assert_eq!(entries.len(), 3);
    for entry in &entries {
        let own = entry["language"].as_str().expect("a language");
        let mut refused = 0;
        for rendition in entry["renditions"].as_array().expect("renditions") {
            for sentence in rendition["sentences"].as_array().expect("sentences") {
                // A sentence is in the words of the source, or a model is named for it.
                let is_translated = sentence["models"].as_array().is_some_and(|models| !models.is_empty());
                assert_eq!(is_translated, sentence["language"] != own, "{sentence}");
                refused += usize::from(!is_translated && rendition["locale"] != own);
            }
        }
        let findings = entry["findings"].as_array().expect("findings");
        assert!(
            findings.iter().all(|finding| finding["check"] == "translation"),
            "{findings:?}"
        );
        assert!(findings.len() >= refused && refused > 0, "{refused} of {findings:?}");
        let message = findings[0]["message"].as_str().expect("a message");
        assert!(
            message.contains("is not translated into") && message.contains("of 2 attempts none was good"),
            "{message}"
        );
    }
    let page = test.read("out/digest.en.md");
    assert!(
        page.contains("did not pass the checks") && page.contains("kk-ru by nobody"),
        "{page}"
    );
    assert!(page.contains("Оралда кітапхана жөнделді."), "{page}");
    let scores = test.run(&["eval", "digest", "out", "--json"]).expect(0);
    let scores: Value = serde_json::from_str(&scores.stdout).expect("json");
    assert_eq!((&scores["articles"], &scores["unsupported"]), (&3.into(), &0.into()));
    assert_eq!(scores["rates"]["number_error"], 0.0, "nothing wrong is shown: {scores}");
    assert!(scores["withheld"].as_u64() > Some(0), "{scores}");
    let report = test.json("out/report.json");
    assert!(report["run"]["stages"]["translate"].as_f64() > Some(0.0));
    // Four models, and the routes.
    assert_eq!(report["settings"]["models"].as_array().map(Vec::len), Some(5));
}

#[test]
fn threads_and_resuming_change_nothing() {
    let test = digested(&["--jobs", "1"]);
    let first = test.tree("out");
    let again = [
        "digest",
        "articles.jsonl",
        "-o",
        "out",
        "--profile",
        "small",
        "--no-group",
        "--jobs",
        "3",
    ];
    test.run(&again).expect(0);
    assert_eq!(first, test.tree("out"));
    let fresh = [again.as_slice(), &["--fresh"]].concat();
    test.run(&fresh).expect(0);
    assert_eq!(first, test.tree("out"));
}

#[test]
fn only_models_that_lead_to_the_asked_languages_are_loaded() {
    let test = digested(&["--to", "ru"]);
    let report = test.json("out/report.json");
    let models = report["settings"]["models"].as_array().expect("models").iter();
    let names: Vec<&str> = models
        .filter_map(|model| Some(model.as_str()?.split_once('@')?.0))
        .collect();
    assert_eq!(names, ["kk-ru", "en-ru"]);
}
