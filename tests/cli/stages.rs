//! Runs with a model for every stage: killed in each of them, and in other orders of work. What they leave is the same, byte for
//! byte. The models are tiny and random; that their nonsense is refused again and again is part of the work.

use super::stand_ins::stand_ins;
use super::support::Test;

/// A model for every stage.
const PROFILE: &str = r#"
[profiles.tiny]
description = "All stages by models."
summarize = ["tiny-qwen"]
tag = ["tiny-tagger"]
translate = ["kk-ru", "ru-kk", "en-ru", "ru-en", "tiny-nllb"]
routes = ["kk-ru", "ru-kk", "en-ru", "ru-en", "kk-ru-en", "en-ru-kk"]
embed = ["tiny-embedder"]
"#;

/// One window of 16 articles and a part of the next.
const ARTICLES: usize = 20;

/// In every so many articles there is something to shorten. A random model writes as much as it may, which takes most of the time.
const LONG_ONES: usize = 8;

/// A folder with articles, and a models.toml of models that are checked in.
fn test() -> Test {
    let mut registry = format!("schema = 1\n\n[profiles.lite]\ndescription = \"none\"\n{PROFILE}");
    for model in stand_ins() {
        registry += &model.entry(model.folder().to_str().expect("UTF-8"), None);
    }
    let test = Test::new();
    test.write("models.toml", registry);
    for number in 0..ARTICLES {
        test.write(&file(number), article(number));
    }
    test
}

fn file(number: usize) -> String {
    format!("articles/{number:02}.txt")
}

/// An article of its own for every number, in each language in turn: a sentence, and more in some.
fn article(number: usize) -> String {
    let (first, more) = match number % 3 {
        0 => (
            format!("Казахстан выделил {number} млн тенге на дороги."),
            "Работы начнутся осенью. Подрядчик получит аванс в мае.",
        ),
        1 => (
            format!("Mayor Anna Karimova opened a bridge for {number} million tenge in Oral."),
            "Buses will cross it from June. People are glad of it.",
        ),
        _ => (
            format!("Оралда {number} мың кітабы бар кітапхана жөнделді."),
            "Оқырмандар маусымда келеді. Жөндеуге бір жыл кетті.",
        ),
    };
    match number % LONG_ONES {
        0 => format!("{first} {more}"),
        _ => first,
    }
}

/// The arguments of a run but for its articles.
fn digest(folder: &str) -> [&str; 9] {
    [
        "digest",
        "-o",
        folder,
        "--profile",
        "tiny",
        "--sentences",
        "1",
        "--quantize",
        "none",
    ]
}

/// What a run over all articles leaves, with more flags.
fn straight(test: &Test, folder: &str, flags: &[&str]) -> Vec<(String, String)> {
    test.run(&[&digest(folder), flags, &["articles"]].concat()).expect(0);
    test.tree(folder)
}

/// How many digests a run took from the ledger.
fn reused(test: &Test, folder: &str) -> u64 {
    let report = test.json(&format!("{folder}/report.json"));
    report["run"]["reused"].as_u64().expect("a number")
}

#[test]
fn threads_memory_and_windows_change_nothing() {
    let test = test();
    let first = straight(&test, "first", &[]);
    for jobs in ["1", "3"] {
        let folder = format!("jobs{jobs}");
        assert_eq!(straight(&test, &folder, &["--jobs", jobs]), first, "{jobs} threads");
    }
    assert_eq!(straight(&test, "memory", &["--model-memory", "0"]), first);
    let report = test.json("memory/report.json");
    for model in report["run"]["models"].as_array().expect("models") {
        assert!(model["loads"].as_u64() > Some(1), "it was released in between: {model}");
    }
    // Digests that were made in other windows, beside other articles.
    let reversed: Vec<String> = (0..ARTICLES).rev().map(file).collect();
    let reversed: Vec<&str> = reversed.iter().map(String::as_str).collect();
    test.run(&[&digest("windows"), reversed.as_slice()].concat()).expect(0);
    assert_eq!(straight(&test, "windows", &[]), first);
    assert_eq!(reused(&test, "windows"), ARTICLES as u64);
}

#[cfg(unix)]
mod killed {
    use std::io::{BufRead, BufReader};
    use std::os::unix::process::ExitStatusExt;
    use std::process::{Command, Stdio};

    use super::*;

    /// Every stage as the log calls it, and in which window it is cut short: the last one that it has.
    const STAGES: [(&str, usize); 7] = [
        ("understanding", 2),
        ("summarizing", 2),
        ("extracting", 2),
        ("checking", 2),
        ("translating", 2),
        ("keeping", 2),
        ("publishing", 1),
    ];

    /// Starts a run, and kills it when it says that a stage begins for the last time.
    ///
    /// Up to the last stage the run cannot be over before: more articles may come as long as its standard input is open.
    fn run_until(test: &Test, folder: &str, (stage, window): (&str, usize)) {
        let mut run = Command::new(assert_cmd::cargo::cargo_bin!("tuyin"))
            .args(digest(folder))
            .args(["--verbose", "articles", "-"])
            .current_dir(test.path(""))
            .env_clear()
            .env("HOME", test.path("home"))
            .stdin(match stage {
                "publishing" => Stdio::null(),
                _ => Stdio::piped(),
            })
            .stderr(Stdio::piped())
            .spawn()
            .expect("started");
        let log = BufReader::new(run.stderr.take().expect("a pipe"));
        let beginning = format!("debug: {stage} articles=");
        let lines = log.lines().map_while(Result::ok);
        let mut begins = lines.filter(|line| line.starts_with(&beginning));
        assert!(begins.nth(window - 1).is_some(), "{stage} did not begin");
        // `kill` sends SIGKILL: no handler of the program sees it.
        run.kill().expect("killed");
        let status = run.wait().expect("ended");
        assert_eq!(status.signal(), Some(9), "{stage}: the run was over before");
    }

    #[test]
    fn killed_in_any_stage_and_resumed_is_as_run_straight() {
        let test = test();
        let expected = straight(&test, "straight", &[]);
        for stage in STAGES {
            let folder = stage.0;
            run_until(&test, folder, stage);
            assert!(!test.path(folder).join("report.json").exists(), "{folder}");
            assert_eq!(straight(&test, folder, &[]), expected, "killed while {folder}");
            // The digests of a window are kept together or not at all.
            assert!([0, 16, 20].contains(&reused(&test, folder)), "{folder}");
        }
        assert_eq!(reused(&test, "publishing"), ARTICLES as u64);
    }
}
