use std::path::{Path, PathBuf};

use fs_err as fs;

use super::*;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("parent")).expect("folders");
        fs::write(path, content).expect("file");
    }
    folder
}

fn names(found: &Found) -> Vec<&str> {
    found.inputs.iter().map(|input| input.name.as_str()).collect()
}

#[test]
fn a_folder_is_walked_in_order() {
    let folder = folder(&[
        ("b.txt", "B."),
        ("a/z.html", ""),
        ("a/y.jsonl", ""),
        ("picture.png", ""),
        ("c.jsonl.gz", ""),
        ("d.tar.gz", ""),
        ("README.md", "About."),
        ("e.md", ""),
        ("f.rss", ""),
        (".hidden.txt", "H."),
        ("left-out.txt", "L."),
        (".gitignore", "left-out.txt\n"),
        ("out/b.txt", "O."),
    ]);
    let output = folder.path().join("out");
    let found = discover(&[folder.path().to_owned()], Some(&output)).expect("found");
    assert_eq!(
        names(&found),
        ["a/y.jsonl", "a/z.html", "b.txt", "c.jsonl.gz", "e.md", "f.rss"]
    );
    assert_eq!(found.skipped, 3);
    assert_eq!(found.inputs[1].id(), "a/z");
}

#[cfg(unix)]
#[test]
fn loops_of_links_are_survived() {
    let folder = folder(&[("a/b.txt", "B.")]);
    std::os::unix::fs::symlink(folder.path(), folder.path().join("a/up")).expect("link");
    std::os::unix::fs::symlink("nowhere", folder.path().join("dangling.txt")).expect("link");
    let found = discover(&[folder.path().to_owned()], None).expect("found");
    assert_eq!(names(&found), ["a/b.txt"]);
}

#[test]
fn globs_and_named_files() {
    let folder = folder(&[
        ("a/1.txt", "One."),
        ("a/2.txt", "Two."),
        ("b/1.txt", "Three."),
        ("note", "Four."),
    ]);
    let at = |name: &str| folder.path().join(name);
    let found = discover(&[at("*/1.txt"), at("note")], None).expect("found");
    assert_eq!(names(&found), ["a/1.txt", "b/1.txt", "note"]);
    assert!(matches!(discover(&[at("none")], None), Err(DiscoverError::NotFound(path)) if path == at("none")));
    assert!(matches!(discover(&[at("a/[")], None), Err(DiscoverError::Glob { .. })));
    assert!(matches!(
        discover(&[PathBuf::from("/no/such/*.txt")], None),
        Err(DiscoverError::NotFound(_))
    ));
}

#[test]
fn files_of_one_name_are_told_apart() {
    let folder = folder(&[("a/1.txt", "One."), ("b/1.txt", "Two."), ("b/2.txt", "Three.")]);
    let at = |name: &str| folder.path().join(name);
    let found = discover(&[at("a/1.txt"), at("b"), at("a/1.txt")], None).expect("found");
    let ends: Vec<bool> = names(&found)
        .iter()
        .zip(["/a/1.txt", "/b/1.txt", "2.txt", "/a/1.txt"])
        .map(|(name, end)| name.ends_with(end))
        .collect();
    assert_eq!(ends, [true; 4], "{:?}", names(&found));
}

#[test]
fn files_become_articles_and_bad_files_failures() {
    let folder = folder(&[
        ("a.txt", "Бір сөйлем."),
        ("b.txt", "\0\0\0"),
        ("c.jsonl", "{\"text\":\"C.\"}\nx\n"),
    ]);
    let found = discover(&[folder.path().to_owned()], None).expect("found");
    fs::remove_file(folder.path().join("a.txt")).expect("removed");
    let items: Vec<Item> = articles(found.inputs).collect();
    let kinds: Vec<_> = items
        .iter()
        .map(|item| {
            item.as_ref()
                .map(|article| article.id.to_string())
                .map_err(|failure| failure.error.kind)
        })
        .collect();
    assert_eq!(
        kinds,
        [
            Err(FailureKind::Unreadable),
            Err(FailureKind::Undecodable),
            Ok("c#1".to_owned()),
            Err(FailureKind::BadRecord)
        ]
    );
}

#[test]
fn streams_of_lines_and_of_one_text() {
    let items: Vec<Item> = lines("One.\r\n\nThree.".as_bytes()).collect();
    let texts: Vec<_> = items.into_iter().map(|item| item.expect("line").source.text).collect();
    assert_eq!(texts, ["One.", "", "Three."]);
    assert_eq!(
        text("All of it.\n".as_bytes()).expect("text").source.text,
        "All of it.\n"
    );
}

proptest::proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
        let _ = text(bytes.as_slice());
        let _ = html::article(&bytes, Id::from("x"), "x.html");
        let _ = markdown::article(&bytes, Id::from("x"), "x.md");
        let _ = feed::articles(&bytes, "x", "x.xml");
        let items = Records::new(bytes.as_slice(), "x.jsonl").count() + lines(bytes.as_slice()).count();
        proptest::prop_assert!(items <= 2 * bytes.len() + 2);
    }
}

#[test]
fn ids_have_no_extension() {
    assert_eq!(discover::without_extension("a.b/c.d.txt"), "a.b/c.d");
    assert_eq!(discover::without_extension("a.b/.c"), "a.b/.c");
    assert_eq!(discover::without_extension("c"), "c");
    assert_eq!(discover::without_extension("a/c.jsonl.gz"), "a/c");
    assert!(Path::new("x").extension().is_none());
}
