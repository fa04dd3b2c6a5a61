use super::*;

fn read(lines: &str) -> References {
    References::read(lines.as_bytes()).expect("references")
}

fn error_of(lines: &str) -> String {
    let error = References::read(lines.as_bytes()).expect_err("malformed");
    let source = std::error::Error::source(&error).expect("a reason");
    format!("{error}: {source}")
}

#[test]
fn input_is_made_of_either_layout() {
    let tagged = read(
        r#"{"tokens":["Астана","–","қала"],"tags":["B-GPE","O","O"]}

{"tokens":["5","%"],"tags":["B-PERCENT","I-PERCENT"],"lang":"kk"}"#,
    );
    assert_eq!(
        make_input(&tagged).expect("texts"),
        "{\"id\":0,\"text\":\"Астана – қала\"}\n{\"id\":2,\"text\":\"5 %\"}\n"
    );
    let marked = read(r#"{"id":"a/b","text":"5 \"%\"","facts":[]}"#);
    assert_eq!(
        make_input(&marked).expect("texts"),
        "{\"id\":\"a/b\",\"text\":\"5 \\\"%\\\"\"}\n"
    );
    assert!(make_input(&read(r#"{"id":1,"facts":[]}"#)).is_err());
}

#[test]
fn both_ways_to_write_a_span_are_read() {
    let references = read(
        r#"{"id":1,"text":"Алматы, Астана","facts":[{"kind":"place","spans":[[0,6]]},{"kind":"place","start":8,"end":14}]}"#,
    );
    let (_, reference) = references.texts.iter().next().expect("one");
    assert_eq!(reference.mentions[&FactKind::Place].len(), 2);
}

#[test]
fn tags_without_a_kind_are_counted() {
    let references = read(r#"{"tokens":["a","b","c"],"tags":["B-MISC","B-MISC","B-Person"]}"#);
    assert_eq!(references.ignored_tags, BTreeMap::from([("MISC".into(), 2)]));
    let (_, reference) = references.texts.iter().next().expect("one");
    assert_eq!(reference.mentions.len(), 1);
}

#[test]
fn a_bad_line_is_named() {
    for (lines, message) in [
        (
            r#"{"id":1,"text":""}"#,
            "line 1: neither `facts` nor `tokens` and `tags` are there",
        ),
        (r#"{"text":"","facts":[]}"#, "line 1: `id` is missing"),
        (r#"{"id":1,"facts":[{"kind":"place"}]}"#, "line 1: `spans` is missing"),
        (
            r#"{"id":1,"facts":[{"kind":"place","start":4,"end":4}]}"#,
            "line 1: the span [4, 4] ends where it starts or before",
        ),
        (
            r#"{"id":1,"text":"Ақ","facts":[{"kind":"place","spans":[[0,4]]}]}"#,
            "line 1: the span ends at 4, but the text has 2 code points",
        ),
        (
            "{\"tokens\":[],\"tags\":[]}\n{\"id\":1,\"facts\":[]}",
            "line 2: `facts` and `tags` are mixed: all references of a file must be of the layout of its first",
        ),
    ] {
        assert_eq!(error_of(lines), message);
    }
}
