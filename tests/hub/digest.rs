//! From an empty cache to digests: every stage by a model of the hub. The models are tiny and their weights random, so that
//! everything they write is nonsense, which must not be shown as if it were sound.

use std::path::Path;

use serde_json::Value;

use crate::server::{Repository, Untouchable};
use crate::stand_ins::{StandIn, stand_ins};
use crate::support::{COMMIT, Setup};

/// A profile that has a model for every stage. Kazakh and English have two ways: over Russian, and directly.
const PROFILE: &str = r#"
[profiles.tiny]
description = "All stages by models."
summarize = ["tiny-qwen"]
tag = ["tiny-tagger", "tiny-qwen"]
translate = ["kk-ru", "ru-kk", "en-ru", "ru-en", "tiny-nllb"]
routes = ["kk-ru", "ru-kk", "en-ru", "ru-en", "kk-ru-en", "en-ru-kk", "kk-en", "en-kk"]
embed = ["tiny-embedder"]
"#;

/// Sentences of a summary. One is enough for every step: a random model fills all the room that it is given, which takes its time
/// where nothing is optimized.
const SENTENCES: usize = 1;

const LOCALES: [&str; 3] = ["kk", "ru", "en"];

fn repository_name(model: &StandIn) -> String {
    format!("nobody/{}", model.name)
}

/// A repository of the hub with the files of a model, weights and tokenizers by LFS as there.
fn repository(model: &StandIn) -> Repository {
    let empty = Repository::new(&repository_name(model)).commit(COMMIT).branch("main");
    model.files().fold(empty, |repository, path| {
        let content = fs_err::read(model.folder().join(path)).expect("a file of the stand-in");
        match path.ends_with(".json") {
            true => repository.file(path, content),
            false => repository.lfs_file(path, content),
        }
    })
}

/// A machine that knows a hub with all the models of the profile, and has none of them.
fn setup() -> Setup {
    let models = stand_ins();
    let setup = Setup::new(repository(&models[0]));
    for model in &models[1..] {
        setup.hub.add(repository(model));
    }
    let entries = models
        .iter()
        .map(|model| model.entry(&repository_name(model), Some(COMMIT)));
    setup.write_registry(&(PROFILE.to_owned() + &entries.collect::<String>()));
    setup
}

/// The files of a finished run.
struct Digested<'s> {
    setup: &'s Setup,
    /// The content of `articles/`.
    articles: Vec<Value>,
    report: Value,
}

impl Digested<'_> {
    fn of(setup: &Setup) -> Digested<'_> {
        let folder = fs_err::read_dir(setup.folder.path().join("out/articles")).expect("articles");
        let articles = folder.flatten().map(|entry| json(&entry.path()));
        Digested {
            setup,
            articles: articles.collect(),
            report: json(&setup.folder.path().join("out/report.json")),
        }
    }

    fn read(&self, name: &str) -> String {
        let path = self.setup.folder.path().join("out").join(name);
        fs_err::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The lines of `digests.jsonl`.
    fn lines(&self) -> Vec<Value> {
        let lines = self.read("digests.jsonl");
        lines
            .lines()
            .map(|line| serde_json::from_str(line).expect("json"))
            .collect()
    }
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&fs_err::read_to_string(path).expect("a file")).expect("json")
}

/// The elements of a list; none where there is no list.
fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// What a check has found about an article.
fn messages<'a>(article: &'a Value, check: &'a str) -> impl Iterator<Item = &'a str> {
    let findings = list(&article["findings"]).iter();
    findings
        .filter(move |finding| finding["check"] == check)
        .map(|finding| text(&finding["message"]))
}

#[test]
fn models_are_pulled_and_digest_the_samples_of_all_languages() {
    let setup = setup();
    setup.run(&["models", "pull", "tiny"]).expect(0);
    let untouchable = Untouchable::start();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut digest = setup.command(&["digest", "-o", "out", "--profile", "tiny", "--quantize", "none"]);
    digest
        .args(["--sentences", &SENTENCES.to_string(), "--format", "md,html,json,csv"])
        .arg(samples)
        .env("HF_ENDPOINT", untouchable.endpoint());
    setup.finish(digest).expect(0);
    assert!(!untouchable.touched(), "what is here is not asked for");

    let digested = Digested::of(&setup);
    nothing_is_lost(&digested);
    files_are_as_the_schemas_say(&digested);
    for article in &digested.articles {
        what_is_printed_is_sound(article);
        a_summary_that_is_not_the_models_is_explained(article);
        a_text_that_stays_in_its_language_is_explained(article);
    }
    for check in ["summary", "translation", "facts"] {
        let found = digested.articles.iter().flat_map(|article| messages(article, check));
        assert!(found.count() > 0, "random models are never wrong in {check}");
    }
    scores_find_nothing_wrong(&digested);
    report_tells_of_every_model(&digested.report);
}

fn nothing_is_lost(digested: &Digested<'_>) {
    let lines = digested.lines();
    assert_eq!(digested.report["counts"]["articles"], lines.len());
    assert_eq!(digested.report["counts"]["digested"], digested.articles.len());
    assert_eq!(
        list(&digested.report["failures"]).len() + digested.articles.len(),
        lines.len()
    );
    for line in &lines {
        let is_explained = !text(&line["error"]["message"]).is_empty();
        assert!(is_explained || !list(&line["summary"]).is_empty(), "{line}");
    }
    for language in LOCALES {
        assert!(
            digested.report["languages"][language].as_u64() >= Some(4),
            "{}",
            digested.report
        );
    }
}

fn files_are_as_the_schemas_say(digested: &Digested<'_>) {
    for page in ["digest.kk.md", "digest.ru.md", "digest.en.md", "digest.html"] {
        assert!(!digested.read(page).is_empty(), "{page}");
    }
    assert!(digested.read("facts.csv").lines().count() > 1);
    let each = |schema: &str, values: &[Value]| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema").join(schema);
        let validator = jsonschema::validator_for(&json(&path)).expect("a valid schema");
        for value in values {
            let errors: Vec<String> = validator.iter_errors(value).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{schema}: {errors:?}");
        }
    };
    let file = |name: &str| serde_json::from_str::<Value>(&digested.read(name)).expect("json");
    each("article-1.json", &digested.articles);
    each("digests-1.json", &digested.lines());
    each("stories-1.json", &[file("stories.json")]);
    each("names-1.json", &[file("names.json")]);
    each("report-1.json", &[file("report.json")]);
}

/// What stands in the words of the source is supported, and nothing is printed that is unsupported.
fn what_is_printed_is_sound(article: &Value) {
    for sentence in list(&article["summary"]).iter().chain(article.get("headline")) {
        match sentence["model"].is_null() {
            true => assert_eq!(sentence["status"], "supported", "{sentence}"),
            false => assert_ne!(sentence["status"], "unsupported", "{sentence}"),
        }
    }
    for fact in list(&article["facts"]) {
        assert_eq!(fact["status"], "supported", "{fact}");
    }
}

fn a_summary_that_is_not_the_models_is_explained(article: &Value) {
    let sentences = list(&article["summary"]);
    let replaced = sentences.iter().filter(|sentence| sentence["model"].is_null()).count();
    let remarks: Vec<&str> = messages(article, "summary").collect();
    let asked = list(&article["sentences"]).len() - messages(article, "instructions").count();
    let is_short = asked <= SENTENCES;
    if article["method"] == "extractive" && !is_short && LOCALES.contains(&text(&article["language"])) {
        let [remark] = remarks.as_slice() else {
            panic!("one remark for the whole summary, not {remarks:?}")
        };
        assert!(
            remark.contains("no model wrote a summary that could be printed"),
            "{remark}"
        );
    } else if article["method"] == "abstractive" {
        let told = remarks
            .iter()
            .filter(|remark| remark.contains("is replaced by the sentence of the source"));
        assert_eq!(told.count(), replaced, "{remarks:?}");
    } else {
        assert!(remarks.is_empty(), "{remarks:?}");
    }
}

/// Every text has a way into every language, so that one that is not translated was refused.
fn a_text_that_stays_in_its_language_is_explained(article: &Value) {
    let refusals: Vec<&str> = messages(article, "translation").collect();
    let mut stayed = 0;
    for rendition in list(&article["renditions"]) {
        let to = text(&rendition["locale"]);
        let texts = list(&rendition["sentences"]).iter();
        for rendered in texts.chain(rendition.get("title")).chain(rendition.get("headline")) {
            let language = text(&rendered["language"]);
            let is_translated = !list(&rendered["models"]).is_empty();
            // Kazakh in Latin letters is Kazakh, and a text in no language needs no translation.
            if is_translated || language == to || language == "und" || language == format!("{to}-Latn") {
                continue;
            }
            stayed += 1;
            let start = format!("“{}” is not translated into `{to}`: of ", text(&rendered["text"]));
            let refusal = refusals.iter().find(|refusal| refusal.starts_with(&start));
            assert!(
                refusal.is_some_and(|refusal| !refusal.ends_with("of the last: ")),
                "{start}: {refusals:?}"
            );
        }
    }
    let refused = refusals
        .iter()
        .filter(|message| message.contains(" is not translated into "))
        .count();
    assert_eq!(stayed, refused, "{refusals:?}");
}

fn scores_find_nothing_wrong(digested: &Digested<'_>) {
    let scores = digested.setup.run(&["eval", "digest", "out", "--json"]).expect(0);
    let scores: Value = serde_json::from_str(&scores.stdout).expect("json");
    assert_eq!(scores["articles"], digested.articles.len());
    for rate in ["number_error", "language_error", "unsupported_sentence"] {
        assert_eq!(scores["rates"][rate], 0.0, "{scores}");
    }
    assert!(scores["withheld"].as_u64() > Some(0), "{scores}");
}

fn report_tells_of_every_model(report: &Value) {
    let run = &report["run"];
    assert!(run["articles_per_minute"].as_f64() > Some(0.0), "{run}");
    let shares = run["shares"].as_object().expect("shares").values();
    let whole: f64 = shares.filter_map(Value::as_f64).sum();
    assert!((whole - 1.0).abs() < 1e-9, "{run}");
    for model in stand_ins() {
        let name = &model.name;
        let version = format!("{name}@{COMMIT} ");
        let mut versions = list(&report["settings"]["models"]).iter();
        assert!(
            versions.any(|other| text(other).starts_with(&version)),
            "{version}: {report}"
        );
        let used: Vec<&Value> = list(&run["models"])
            .iter()
            .filter(|used| used["name"] == *name)
            .collect();
        let [used] = used.as_slice() else {
            panic!("one row of {name} in {run}")
        };
        let count = |of: &str| used[of].as_u64().expect("a number");
        assert!(count("loads") > 0 && count("texts") > 0, "{used}");
        let writes = !["tiny-tagger", "tiny-embedder"].contains(&name.as_str());
        assert_eq!(count("tokens") > 0, writes, "{used}");
    }
}
