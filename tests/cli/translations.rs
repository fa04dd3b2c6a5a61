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
    assert!(page.contains("(?) Notes of the checks"), "{page}");
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

#[test]
fn an_article_is_translated_with_its_paragraphs_and_what_is_no_good_stays() {
    let test = Test::new();
    let article =
        "Мост открыт\n\nМост в Оренбурге открыли 5 мая.  Он стоил 700 млн рублей.\n\n— Хорошо, — сказал аким.\n";
    test.write("models.toml", registry()).write("article.txt", article);
    let output = test
        .run(&["translate", "article.txt", "--profile", "small", "--to", "en"])
        .expect(1);
    // What random weights write does not pass the checks: the article is as it was, and stderr says so.
    assert_eq!(output.stdout, article);
    assert!(
        output
            .stderr
            .contains("“Он стоил 700 млн рублей.” stays in its language: of 2 attempts"),
        "{}",
        output.stderr
    );
    // A language that is the article's own needs no model.
    let same = test
        .run(&["translate", "article.txt", "--profile", "small", "--to", "ru"])
        .expect(0);
    assert_eq!((same.stdout.as_str(), same.stderr.as_str()), (article, ""));
}

#[test]
fn lines_and_records_go_by_a_profile_too() {
    let test = Test::new();
    test.write("models.toml", registry());
    let profile = ["translate", "--profile", "small", "--to", "kk"];
    let lines = test
        .run_with(&profile, "Цены выросли на 5 %.\n\n2 + 2\nБаға өсті.\n")
        .expect(1);
    assert_eq!(lines.stdout, "Цены выросли на 5 %.\n\n2 + 2\nБаға өсті.\n");
    let records = "{\"id\":7,\"text\":\"Цены выросли на 5 %.\"}\n{\"id\":8}\n";
    let output = test
        .run_with(&[&profile[..], &["--input", "jsonl"]].concat(), records)
        .expect(1);
    let lines = output.lines();
    assert_eq!((&lines[0]["id"], &lines[0]["language"]), (&7.into(), &"ru".into()));
    assert_eq!(lines[0]["findings"][0]["check"], "translation");
    assert_eq!(lines[1]["error"]["kind"], "bad_record");
}

#[test]
fn a_glossary_is_read_and_a_bad_one_is_told_by_its_line() {
    let test = Test::new();
    test.write("models.toml", registry()).write("articles.jsonl", ARTICLES);
    test.write("terms.csv", "term,kk,ru,en\ngrain,бидай,пшеница,wheat\n");
    let digest = [
        "digest",
        "articles.jsonl",
        "-o",
        "out",
        "--profile",
        "small",
        "--glossary",
    ];
    test.run(&[&digest[..], &["terms.csv"]].concat()).expect(0);
    let report = test.json("out/report.json");
    let models = report["settings"]["models"].to_string();
    assert!(models.contains("glossary: "), "{models}");
    test.write("bad.csv", "term,kk,de\n");
    let bad = test.run(&[&digest[..], &["bad.csv"]].concat()).expect(2);
    assert!(
        bad.stderr.contains("bad.csv") && bad.stderr.contains("line 1"),
        "{}",
        bad.stderr
    );
    let nowhere = test.run(&["translate", "--profile", "lite", "--to", "en"]).expect(2);
    assert!(
        nowhere.stderr.contains("has no model that translates into `en`"),
        "{}",
        nowhere.stderr
    );
}
