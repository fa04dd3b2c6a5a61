//! What the program says when it cannot do what was asked.

use super::support::{Test, article, records};

#[test]
fn usage_and_nothing_to_read_is_2() {
    let test = Test::new();
    test.write("empty/picture.png", "");
    insta::assert_snapshot!(test.run(&["digest", "empty"]).expect(2).stderr, @r"
    error: there is nothing to read in `empty`
      help: articles are .txt, .md, .html, .xml (feeds) and .jsonl files; 1 files of other kinds were passed over
    ");
    insta::assert_snapshot!(test.run(&["digest", "none"]).expect(2).stderr, @"error: `none`: no such file or folder");
    insta::assert_snapshot!(test.run_with(&["digest", "-"], "").expect(2).stderr, @r"
    reading articles
    writing the digests
    0 articles digested, in 0.0 s: tuyin-digest
    error: there is nothing to read: the input holds no article
    ");
    insta::assert_snapshot!(test.run(&["digest", "empty", "--profile", "huge"]).expect(2).stderr, @"
    error: there is no profile `huge` in models.toml; it has: best-gpu, kazakh, lite, small, standard
      help: `tuyin doctor` shows which models.toml is used
    ");
    test.run(&["digest"]).expect(2);
    test.run(&["digest", "empty", "--jobs", "0"]).expect(2);
    test.run(&["digest", "empty", "--to", "de"]).expect(2);
    test.run(&["summarize", "none.jsonl"]).expect(2);
}

#[test]
fn a_mistake_in_models_toml_points_at_its_line() {
    let test = Test::new();
    test.write("a.txt", article(1)).write(
        "models.toml",
        "schema = 1\n\n[profiles.lite]\ndescription = \"x\"\nfast = true\n",
    );
    insta::assert_snapshot!(test.run(&["digest", "a.txt"]).expect(2).stderr, @"
    error: `models.toml` is not a valid registry
      cause: TOML parse error at line 5, column 1
          |
        5 | fast = true
          | ^^^^
        unknown field `fast`, expected one of `description`, `summarize`, `translate`, `tag`, `embed`, `routes`
      help: `tuyin doctor` shows which models.toml is used
    ");
}

#[test]
fn a_folder_that_cannot_be_made_is_3() {
    let test = Test::new();
    test.write("a.txt", article(1)).write("file", "");
    let output = test.run(&["digest", "a.txt", "-o", "file/out"]).expect(3);
    assert!(
        output.stderr.contains("could not prepare `file/out`"),
        "{}",
        output.stderr
    );
    assert!(
        output.stderr.contains("help: check that the folder is writable"),
        "{}",
        output.stderr
    );
}

#[test]
fn a_damaged_ledger_is_3_and_fresh_helps() {
    let test = Test::new();
    test.write("a.txt", article(1)).write(
        "out/.tuyin/ledger.sqlite3",
        "this is no database, it is a text that somebody put here",
    );
    let output = test.run(&["digest", "a.txt", "-o", "out"]).expect(3);
    assert!(
        output.stderr.contains("is damaged") && output.stderr.contains("--fresh"),
        "{}",
        output.stderr
    );
    test.run(&["digest", "a.txt", "-o", "out", "--fresh"]).expect(0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_ledger_with_a_broken_page_is_3_and_fresh_helps() {
    let test = Test::new();
    test.write("feed.jsonl", records(0..300));
    let run = ["digest", "feed.jsonl", "-o", "out", "--quiet"];
    test.run(&run).expect(0);
    let ledger = test.path("out/.tuyin/ledger.sqlite3");
    let mut bytes = fs_err::read(&ledger).expect("the ledger");
    let half = bytes.len() / 2;
    bytes[4096..half].fill(0x5a);
    fs_err::write(&ledger, bytes).expect("written");
    let error = test.run(&run).expect(3).stderr;
    assert!(error.contains("is damaged") && error.contains("--fresh"), "{error}");
    test.run(&[&run[..], &["--fresh"]].concat()).expect(0);
    assert_eq!(test.read("out/digests.jsonl").lines().count(), 300);
}

#[test]
fn a_ledger_that_another_program_holds_is_3() {
    let test = Test::new();
    test.write("a.txt", article(1));
    let run = ["digest", "a.txt", "-o", "out", "--quiet"];
    test.run(&run).expect(0);
    let other = rusqlite::Connection::open(test.path("out/.tuyin/ledger.sqlite3")).expect("opened");
    other
        .execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;")
        .expect("locked");
    let error = test.run(&run).expect(3).stderr;
    assert!(error.contains("another program holds the ledger"), "{error}");
    drop(other);
    test.run(&run).expect(0);
}

#[cfg(unix)]
#[test]
fn a_write_that_fails_is_3_and_the_next_run_goes_on() {
    let test = Test::new();
    test.write("feed.jsonl", records(0..120));
    test.run(&["digest", "feed.jsonl", "-o", "straight"]).expect(0);
    // No file may grow above 64 blocks of 512 bytes: the digests do not fit, the articles do.
    let limited = format!(
        "trap '' XFSZ; ulimit -f 64; exec {} digest feed.jsonl -o out --quiet",
        assert_cmd::cargo::cargo_bin!("tuyin").display()
    );
    let output = std::process::Command::new("sh")
        .args(["-c", &limited])
        .current_dir(test.path(""))
        .output()
        .expect("run");
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{error}");
    assert!(
        error.contains("could not") && error.contains("what is finished is kept"),
        "{error}"
    );
    test.run(&["digest", "feed.jsonl", "-o", "out"]).expect(0);
    assert_eq!(test.tree("out"), test.tree("straight"));
}

#[test]
fn a_full_disk_is_3() {
    let test = Test::new();
    test.write("a.txt", article(1));
    fs_err::create_dir_all(test.path("out")).expect("folder");
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .expect("a full device");
    let status = std::process::Command::new(assert_cmd::cargo::cargo_bin!("tuyin"))
        .args(["digest", "a.txt", "-o", "-"])
        .current_dir(test.path(""))
        .stdout(full)
        .stderr(std::process::Stdio::null())
        .status()
        .expect("ran");
    assert_eq!(status.code(), Some(3));
}

#[test]
fn names_of_files_and_articles_cannot_steer_the_terminal() {
    let test = Test::new();
    let output = test
        .run_with(
            &["digest", "-", "-o", "out"],
            "{\"id\": \"\u{1b}[31m\\u001b[2J\u{202e}\", \"text\": 5}\n",
        )
        .expect(1);
    assert!(
        !output.stderr.contains('\u{1b}') && !output.stderr.contains('\u{202e}'),
        "{:?}",
        output.stderr
    );
}

#[test]
fn stages_are_told_to_who_asks() {
    let test = Test::new();
    test.write("a.txt", article(1));
    let told = |flags: &[&str]| {
        test.run(&[&["digest", "a.txt", "--fresh"], flags].concat())
            .expect(0)
            .stderr
    };
    assert!(!told(&[]).contains("understanding"));
    let more = told(&["--verbose"]);
    for stage in [
        "understanding",
        "summarizing",
        "extracting",
        "checking",
        "translating",
        "keeping",
        "publishing",
    ] {
        assert!(more.contains(stage), "{stage}: {more}");
    }
}

#[test]
fn details_are_in_colour_where_that_is_wanted() {
    let test = Test::new();
    test.write("a.txt", article(1));
    let told = |flags: &[&str]| {
        test.run(&[&["digest", "a.txt", "--fresh", "--verbose"], flags].concat())
            .expect(0)
            .stderr
    };
    let plain = told(&[]);
    assert!(plain.contains("debug: understanding articles=1\n"), "{plain}");
    assert!(!plain.contains('\u{1b}'), "a file or a pipe shows no colours: {plain}");
    assert!(told(&["--color", "always"]).contains('\u{1b}'));
}

#[test]
fn the_log_can_be_json() {
    let test = Test::new();
    test.write("a.txt", article(1));
    let output = test.run(&["digest", "a.txt", "--log-format", "json"]).expect(0);
    assert!(
        output
            .stderr
            .lines()
            .all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()),
        "{}",
        output.stderr
    );
    assert!(test.run(&["digest", "a.txt", "--quiet"]).expect(0).stderr.is_empty());
}

#[test]
fn doctor_completions_and_manual_pages() {
    let test = Test::new();
    let output = test.run(&["doctor"]).expect(0);
    assert!(output.stdout.contains("problems     none"), "{}", output.stdout);
    let json: serde_json::Value =
        serde_json::from_str(&test.run(&["doctor", "--json"]).expect(0).stdout).expect("json");
    assert_eq!(json["registry"], "built in");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(
            test.run(&["completions", shell]).expect(0).stdout.contains("tuyin"),
            "{shell}"
        );
    }
    assert!(test.run(&["man"]).expect(0).stdout.contains(".TH tuyin"));
    test.run(&["man", "pages"]).expect(0);
    assert!(test.path("pages/tuyin-digest.1").is_file());
}
