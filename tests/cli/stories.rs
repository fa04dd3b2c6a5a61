//! The same story, told once.

use std::path::Path;

use serde_json::{Value, json};

use super::support::Test;

/// Articles of near-miss stories: the same people and places, other events.
fn near_miss() -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/stories/near-miss.jsonl");
    let text = fs_err::read_to_string(path).expect("the articles");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("json"))
        .collect()
}

/// The articles without what the tests know of them.
fn records(articles: &[Value]) -> String {
    let record = |article: &Value| json!({"id": article["id"], "title": article["title"], "date": article["date"], "text": article["text"]});
    articles
        .iter()
        .map(|article| record(article).to_string() + "\n")
        .collect()
}

/// A folder with the digest of some articles.
fn digested(articles: &[Value], flags: &[&str]) -> Test {
    let test = Test::new();
    test.write("articles.jsonl", records(articles));
    let command = [&["digest", "articles.jsonl", "-o", "out"], flags].concat();
    test.run(&command).expect(0);
    test
}

fn stories(test: &Test) -> Vec<Vec<String>> {
    let file = test.json("out/stories.json");
    let ids = |story: &Value| {
        let ids = story["articles"].as_array().expect("ids").iter();
        let mut ids: Vec<String> = ids.map(|id| id.as_str().expect("an id").to_owned()).collect();
        ids.sort_unstable();
        ids
    };
    let mut stories: Vec<Vec<String>> = file["stories"].as_array().expect("stories").iter().map(ids).collect();
    stories.sort_unstable();
    stories
}

#[test]
fn near_misses_are_told_apart() {
    let articles = near_miss();
    let test = digested(&articles, &[]);
    let reference: String = articles.iter().map(|article| article.to_string() + "\n").collect();
    test.write("reference.jsonl", reference);
    let scores = test.run(&["eval", "stories", "out/stories.json", "reference.jsonl", "--json"]);
    let scores: Value = serde_json::from_str(&scores.expect(0).stdout).expect("json");
    assert!(scores["across"]["f1"].as_f64() >= Some(90.0), "{scores}");
    assert_eq!(scores["merged"], json!([]));
    let table = test.run(&["eval", "stories", "out/stories.json", "reference.jsonl"]);
    assert!(table.expect(0).stdout.contains("across languages"));
}

#[test]
fn the_order_of_articles_does_not_matter() {
    let mut articles = near_miss();
    let forward = stories(&digested(&articles, &[]));
    articles.reverse();
    assert_eq!(forward, stories(&digested(&articles, &[])));
}

#[test]
fn a_story_is_one_entry_in_the_words_of_its_readers() {
    let test = digested(&near_miss(), &[]);
    let [kazakh, russian, english] = ["kk", "ru", "en"].map(|tag| test.read(&format!("out/digest.{tag}.md")));
    // One school is opened in three languages.
    let headings = |page: &str, title: &str| page.matches(&format!("\n## {title}\n")).count();
    for (page, own) in [
        (&kazakh, "Теміртауда 900 орындық мектеп ашылды"),
        (&russian, "Школа на 900 мест приняла первых учеников в Темиртау"),
        (&english, "New school ends triple shifts in Temirtau"),
    ] {
        assert_eq!(headings(page, own), 1, "{own}");
    }
    assert_eq!(headings(&english, "Теміртауда 900 орындық мектеп ашылды"), 0);
    // All sources are named, and the sum on which they differ stands side by side.
    let entry = english
        .split("\n## New school ends triple shifts in Temirtau\n")
        .nth(1)
        .expect("the entry");
    let entry = entry.split("\n## ").next().expect("its end");
    for part in [
        "**Sources differ**",
        "**3.2 billion tenge** — a029",
        "**3.5 billion tenge** — a013",
        "**Sources**",
    ] {
        assert!(entry.contains(part), "{part}: {entry}");
    }
    assert!(
        entry.contains("Школа на 900 мест приняла первых учеников в Темиртау"),
        "{entry}"
    );
    let report = test.json("out/report.json");
    assert!(
        report["counts"]["stories"].as_u64() < report["counts"]["digested"].as_u64(),
        "{report}"
    );
}

#[test]
fn differences_that_were_planted_are_found_and_no_others() {
    let test = digested(&near_miss(), &[]);
    let file = test.json("out/stories.json");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/stories/differences.json");
    let planted: Value = serde_json::from_str(&fs_err::read_to_string(path).expect("a file")).expect("json");
    let planted = planted.as_array().expect("differences");
    let mut found = 0;
    for story in file["stories"].as_array().expect("stories") {
        for difference in story["differences"].as_array().into_iter().flatten() {
            let claims = difference["claims"].as_array().expect("claims");
            assert!(claims.len() > 1, "{difference}");
            let groups: Vec<Vec<&str>> = claims
                .iter()
                .map(|claim| claim["sources"].as_array().expect("sources").iter())
                .map(|sources| sources.map(|source| source["id"].as_str().expect("an id")).collect())
                .collect();
            // Articles of one claim state one value, articles of two claims state two.
            let is_this = |values: &Value| {
                let value = |id: &&str| values["values"][*id].as_str();
                let differ = value(&groups[0][0]) != value(&groups[1][0]);
                differ
                    && groups
                        .iter()
                        .all(|ids| ids.iter().all(|id| value(id).is_some() && value(id) == value(&ids[0])))
            };
            assert!(planted.iter().any(is_this), "nobody planted {difference}");
            found += 1;
        }
    }
    assert!(found >= 10, "{found} of {}", planted.len());
}

#[test]
fn articles_can_be_left_by_themselves() {
    let test = digested(&near_miss()[..12], &["--no-group"]);
    assert_eq!(stories(&test), Vec::<Vec<String>>::new());
    let report = test.json("out/report.json");
    assert_eq!(report["counts"]["stories"], report["counts"]["digested"]);
    assert_eq!(report["settings"]["group"], false);
}

#[test]
fn names_are_one_entry_in_all_languages_and_forms() {
    let test = digested(&near_miss(), &[]);
    let names = test.json("out/names.json");
    let names = names["names"].as_array().expect("names");
    let entry = names
        .iter()
        .find(|entry| entry["names"]["en"] == "Daulet Serikbayev")
        .expect("the president");
    assert_eq!(entry["names"]["kk"], "Дәулет Серікбаев");
    // Russian articles write him in oblique cases only: the nominative follows from the other languages.
    assert_eq!(entry["names"]["ru"], "Даулет Серикбаев");
    let forms: Vec<&str> = entry["forms"]
        .as_array()
        .expect("forms")
        .iter()
        .filter_map(|form| form["text"].as_str())
        .collect();
    assert!(forms.contains(&"Даулетом Серикбаевым"), "{forms:?}");
    let persons = names
        .iter()
        .filter(|entry| entry["kind"] == "person" && entry["names"]["en"] == "Daulet Serikbayev");
    assert_eq!(persons.count(), 1);
    // The English page calls him as English articles do, whatever the article.
    assert!(!test.read("out/digest.en.md").contains("People: Дәулет"));
}

#[test]
fn copies_are_one_story_however_many() {
    let article = &near_miss()[0];
    let copies: Vec<Value> = (0..60)
        .map(|number| {
            let mut copy = article.clone();
            copy["id"] = json!(format!("copy-{number}"));
            copy
        })
        .collect();
    let test = digested(&copies, &[]);
    assert_eq!(test.json("out/report.json")["counts"]["stories"], 1);
}

#[test]
fn a_long_run_has_whole_stories_on_its_pages() {
    let articles = near_miss();
    let many: Vec<Value> = (0..6)
        .flat_map(|batch| {
            articles.iter().map(move |article| {
                let mut article = article.clone();
                article["id"] = json!(format!("{batch}-{}", article["id"].as_str().expect("an id")));
                article
            })
        })
        .collect();
    let test = digested(&many, &[]);
    let first = test.read("out/pages/digest.en.001.md");
    assert!(first.contains("**Sources**"), "{first}");
    assert!(test.read("out/digest.en.md").contains("612 articles · 45 stories"));
    let overview = test.read("out/digest.html");
    assert!(
        overview.contains("digest.001.html#en-a1\""),
        "no link to the first story"
    );
    // Every copy of a story stands in one entry: there are no more stories than in one batch.
    let once = digested(&articles, &[]).json("out/report.json")["counts"]["stories"].clone();
    assert_eq!(test.json("out/report.json")["counts"]["stories"], once);
}
