//! `tuyin digest`: the folder that it leaves.

use super::support::{Test, article, records};

#[test]
fn a_folder_of_articles_becomes_a_folder_of_digests() {
    let test = Test::new();
    test.write("news/a.txt", article(5))
        .write("news/b.txt", "Үкімет 3 млрд теңге бөлді. Жоба күзде басталады.");
    let output = test.run(&["digest", "news"]).expect(0);
    assert!(output.stdout.is_empty());
    for name in [
        "digest.kk.md",
        "digest.ru.md",
        "digest.en.md",
        "digest.html",
        "digests.jsonl",
        "report.json",
        ".tuyin/ledger.sqlite3",
    ] {
        assert!(test.path("tuyin-digest").join(name).is_file(), "{name}");
    }
    let russian = test.read("tuyin-digest/digest.ru.md");
    assert!(russian.contains("## Отчёт номер 5"), "{russian}");
    assert!(
        russian.contains("14\u{a0}марта 2024\u{202f}г. · АСТАНА · КАЗИНФОРМ")
            || russian.contains("14 марта 2024\u{202f}г. · АСТАНА · КАЗИНФОРМ"),
        "{russian}"
    );
    assert!(russian.contains("5\u{a0}млн тенге"), "{russian}");
    assert!(russian.contains("на языке оригинала"), "{russian}");
    let english = test.read("tuyin-digest/digest.en.md");
    assert!(
        english.contains("autumn 2024") && english.contains("May 2024") && english.contains("Türkiye"),
        "{english}"
    );
}

#[test]
fn length_is_2_4_8_and_sentences_wins() {
    let test = Test::new();
    let text: String = (0..12)
        .map(|number| format!("Область номер {number} отчиталась о ремонте дорог и мостов за год. "))
        .collect();
    test.write("a.txt", format!("Ремонт дорог\n\n{text}"));
    for (arguments, sentences) in [
        (&["--length", "short"][..], 2),
        (&[][..], 4),
        (&["--length", "long"][..], 8),
        (&["--length", "long", "--sentences", "3"][..], 3),
    ] {
        let all = [&["digest", "a.txt", "-o", "-"][..], arguments].concat();
        let line = test.run(&all).expect(0).lines().remove(0);
        assert_eq!(
            line["summary"].as_array().map(Vec::len),
            Some(sentences),
            "{arguments:?}"
        );
        assert!(
            line["summary"]
                .as_array()
                .into_iter()
                .flatten()
                .all(|sentence| sentence["text"] != "Ремонт дорог")
        );
    }
}

#[test]
fn only_what_is_asked_for_is_written_and_the_rest_removed() {
    let test = Test::new();
    test.write("a.txt", article(1));
    test.run(&["digest", "a.txt", "-o", "out"]).expect(0);
    test.run(&["digest", "a.txt", "-o", "out", "--to", "en", "--format", "md"])
        .expect(0);
    let names: Vec<String> = test.tree("out").into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["digest.en.md", "report.json"]);
}

#[test]
fn a_bad_article_costs_only_itself() {
    let test = Test::new();
    test.write("in/a.txt", article(1))
        .write("in/b.txt", b"\0\x01\x02binary")
        .write("in/c.txt", "政府会议审议了今年的预算。")
        .write(
            "in/d.jsonl",
            "{\"id\": \"ok\", \"text\": \"Дороги отремонтируют осенью этого года.\"}\nnot json\n",
        )
        .write("in/e.txt", " \n");
    test.run(&["digest", "in", "-o", "out"]).expect(1);
    let report = test.json("out/report.json");
    assert_eq!(report["counts"]["articles"], 6);
    assert_eq!(report["counts"]["digested"], 2);
    let kinds: Vec<_> = report["failures"]
        .as_array()
        .expect("failures")
        .iter()
        .map(|failure| failure["error"]["kind"].as_str().expect("kind"))
        .collect();
    assert_eq!(kinds, ["undecodable", "unsupported_language", "bad_record", "empty"]);
    assert_eq!(test.read("out/digests.jsonl").lines().count(), 6);
    assert!(test.read("out/digest.ru.md").contains("d\\#2"));
}

#[test]
fn articles_of_one_id() {
    let test = Test::new();
    let twice = "{\"id\":\"x\",\"text\":\"Дороги отремонтируют осенью.\"}\n{\"id\":\"x\",\"text\":\"Дороги отремонтируют осенью.\"}\n";
    test.run_with(&["digest", "-", "-o", "same"], twice).expect(0);
    assert_eq!(test.json("same/report.json")["counts"]["duplicates"], 1);
    let other = "{\"id\":7,\"text\":\"Дороги отремонтируют осенью.\"}\n{\"id\":\"7\",\"text\":\"Мосты отремонтируют весной.\"}\n";
    test.run_with(&["digest", "-", "-o", "other"], other).expect(1);
    assert_eq!(
        test.json("other/report.json")["failures"][0]["error"]["kind"],
        "duplicate_id"
    );
}

#[test]
fn a_long_run_is_paged() {
    let test = Test::new();
    test.write("feed.jsonl", records(0..1203) + "oops\n");
    test.run(&["digest", "feed.jsonl", "-o", "out", "--sentences", "1"])
        .expect(1);
    let overview = test.read("out/digest.ru.md");
    for target in ["pages/digest.ru.001.md", "pages/digest.ru.003.md"] {
        assert!(overview.contains(&format!("({target})")), "{overview}");
        assert!(test.path("out").join(target).is_file());
    }
    assert!(overview.contains("feed\\#1204"), "{overview}");
    assert!(overview.lines().count() < 140);
    assert_eq!(overview.lines().filter(|line| line.starts_with("- **")).count(), 100);
    assert!(
        test.read("out/digest.html")
            .contains("href=\"pages&#x2f;digest.003.html\"")
    );
    assert_eq!(test.read("out/digests.jsonl").lines().count(), 1204);
    test.write("feed.jsonl", records(0..2));
    test.run(&["digest", "feed.jsonl", "-o", "out", "--sentences", "1"])
        .expect(0);
    assert!(!test.path("out/pages").exists());
}

#[test]
fn untrusted_text_stays_text() {
    let test = Test::new();
    let text = "Заголовок <script>alert(1)</script>\n\n<img src=x onerror=alert(1)> и [ссылка](javascript:alert(1)) обошлись в 5 млн тенге. **Жирный** `код` & \u{1b}[31mкрасный.";
    let record = serde_json::json!({"id": "<b>", "text": text, "url": "javascript:alert(1)"}).to_string();
    test.run_with(&["digest", "-", "-o", "out"], record).expect(0);
    let page = test.read("out/digest.html");
    // The page has one script of its own, and its policy lets no other run.
    assert_eq!(page.matches("<script").count(), 1);
    assert!(page.contains("script-src 'sha256-"));
    assert!(!page.contains("<img") && !page.contains("href=\"javascript"), "{page}");
    assert!(page.contains("&lt;script&gt;"));
    let markdown = test.read("out/digest.ru.md");
    assert!(
        markdown.contains("\\<script\\>") && markdown.contains("\\[ссылка\\](javascript"),
        "{markdown}"
    );
    assert!(!markdown.contains('\u{1b}') && !page.contains('\u{1b}'));
}

#[test]
fn the_page_asks_nobody_for_anything() {
    let test = Test::new();
    test.write("a.txt", article(1));
    test.run(&["digest", "a.txt", "-o", "out"]).expect(0);
    let page = test.read("out/digest.html");
    assert!(page.contains("default-src 'none'"));
    for tag in [" src=", "<link", "<img", "<iframe", "@import", "url("] {
        assert!(!page.contains(tag), "{tag}");
    }
}

#[test]
fn the_overview_has_the_newest_first_and_the_review_what_is_in_doubt() {
    let test = Test::new();
    let record = |id: u32, date: &str| {
        serde_json::json!({"id": id, "title": format!("Title {id}"), "date": date, "text": "The plant opened on Monday. It cost 5 million tenge."})
            .to_string()
            + "\n"
    };
    test.write(
        "a.jsonl",
        record(1, "2024-05-01") + &record(2, "2024-05-03") + &record(3, ""),
    );
    // One text under three titles would be one story.
    test.run(&["digest", "a.jsonl", "-o", "out", "--to", "en", "--no-group"])
        .expect(0);
    let markdown = test.read("out/digest.en.md");
    let at = |text: &str| markdown.find(text).expect(text);
    assert!(
        at("- **Title 2**") < at("- **Title 1**") && at("- **Title 1**") < at("- **Title 3**"),
        "{markdown}"
    );
    assert!(at("\n## Title 2") < at("\n## Title 1"));
    assert!(
        markdown.ends_with("check against the source before publishing\n"),
        "{markdown}"
    );
    let page = test.read("out/digest.html");
    assert!(page.contains("All checks passed, and no fact is in doubt."), "{page}");
}

#[test]
fn facts_as_a_table() {
    let test = Test::new();
    let text = "=SUM(A1) говорит Айгуль Сатпаева. Выделено от 5 до 7 млн тенге, «как обещали», 14 марта 2024 года.";
    let record = serde_json::json!({"id": "a,\"b\"", "text": text, "date": "2024-03-20"}).to_string();
    test.run_with(&["digest", "-", "-o", "out", "--format", "csv"], record)
        .expect(0);
    let table = test.read("out/facts.csv");
    let mut lines = table.lines();
    assert!(
        lines
            .next()
            .is_some_and(|head| head.starts_with("\u{feff}article,date,title,url,language,kind,text,value"))
    );
    let money = lines.clone().find(|line| line.contains(",money,")).expect("a sum");
    assert!(money.starts_with("\"a,\"\"b\"\"\",2024-03-20,,,ru,money,"), "{money}");
    assert!(money.contains(",5000000,7000000,KZT,,"), "{money}");
    assert!(
        lines.any(|line| line.contains(",date,14 марта 2024 года,2024-03-14,")),
        "{table}"
    );
    assert!(!test.path("out/digest.html").exists() && !test.path("out/digests.jsonl").exists());
}

#[test]
fn a_dry_run_tells_and_touches_nothing() {
    let test = Test::new();
    test.write("in/a.txt", article(1))
        .write("in/b.txt", "The road was repaired in May, officials said.")
        .write("in/c.png", "");
    let output = test.run(&["digest", "in", "--dry-run", "--jobs", "1"]).expect(0);
    insta::assert_snapshot!(output.stdout, @"
    files       2 (1 of other kinds passed over)
    articles    2 (0 cannot be digested)
    languages   en 1, ru 1
    sentences   5 (29 words)
    profile     lite
    models      none: built-in methods
    summaries   up to 4 sentences
    digests in  kk, ru, en
    output      tuyin-digest
    threads     1
    ");
    assert!(!test.path("tuyin-digest").exists());
}

#[test]
fn settings_come_from_flag_environment_registry_and_default() {
    let test = Test::new();
    test.write("a.txt", article(1));
    test.write(
        "models.toml",
        "schema = 1\n[defaults]\nlength = \"short\"\nto = [\"en\"]\n[profiles.lite]\ndescription = \"x\"\n",
    );
    let settings = |arguments: &[&str], variables: &[(&str, &str)]| {
        let all = [&["digest", "a.txt", "-o", "out"][..], arguments].concat();
        let output = test
            .command(&all)
            .envs(variables.iter().copied())
            .output()
            .expect("ran");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let settings = &test.json("out/report.json")["settings"];
        (settings["sentences"].as_u64(), settings["to"].to_string())
    };
    assert_eq!(settings(&[], &[]), (Some(2), "[\"en\"]".into()));
    assert_eq!(
        settings(&[], &[("TUYIN_LENGTH", "long"), ("TUYIN_TO", "kk,ru")]),
        (Some(8), "[\"kk\",\"ru\"]".into())
    );
    assert_eq!(
        settings(&["--length", "medium"], &[("TUYIN_LENGTH", "long")]),
        (Some(4), "[\"en\"]".into())
    );
}
