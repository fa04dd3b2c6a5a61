use super::*;

fn score_of(hypotheses: &str, references: &str) -> FactScores {
    score(
        &Hypotheses::read(hypotheses.as_bytes()).expect("hypotheses"),
        &References::read(references.as_bytes()).expect("references"),
    )
}

fn class_of(scores: &FactScores, class: FactKind) -> &ClassScores {
    let mut classes = scores.classes.iter();
    classes.find(|scores| scores.class == class).expect("class")
}

/// Matched exactly, matched at all, predicted, expected.
fn counts(spans: &SpanScores) -> Option<[usize; 4]> {
    let (exact, overlapping) = (spans.exact?, spans.overlapping?);
    Some([exact.matched, overlapping.matched, spans.predicted, spans.expected])
}

const TAGGED: &str = r#"{"tokens":["Әлия","2024","жылы","Астанаға","келді"],"tags":["B-PER","B-DATE","I-DATE","B-GPE","O"]}
{"tokens":["Томирис","екі","жыл","бұрын"],"tags":["B-ART","B-DATE","I-DATE","I-DATE"]}"#;

#[test]
fn tags_are_scored_by_class() {
    let scores = score_of(
        r#"{"id":0,"language":"kk","facts":[{"kind":"person","text":"Әлия","value":{"name":"Әлия"},"spans":[[0,4]],"confidence":0.9,"rule":"r"},
{"kind":"period","spans":[[5,14]]},{"kind":"place","spans":[[15,21]]},{"kind":"quote","spans":[[0,20]]},{"kind":"money","spans":[[5,9]]}]}
{"id":"1","facts":[{"kind":"duration","spans":[[8,15]]},{"kind":"age","spans":[[8,15]]}]}"#
            .replace(",
", ",")
            .as_str(),
        TAGGED,
    );
    assert_eq!((scores.texts, scores.missing, scores.extra), (2, 0, 0));
    assert_eq!(counts(&class_of(&scores, FactKind::Person).spans), Some([1, 1, 1, 1]));
    assert_eq!(counts(&class_of(&scores, FactKind::Place).spans), Some([0, 1, 1, 1]));
    assert_eq!(counts(&class_of(&scores, FactKind::Date).spans), Some([1, 2, 2, 2]));
    assert_eq!(counts(&scores.total), Some([2, 4, 4, 4]));
    assert_eq!(scores.ignored_tags, BTreeMap::from([("ART".into(), 1)]));
}

#[test]
fn a_class_without_tags_has_no_score() {
    let scores = score_of(r#"{"id":0,"facts":[{"kind":"money","spans":[[5,9],[0,4]]}]}"#, TAGGED);
    let money = class_of(&scores, FactKind::Money).spans;
    assert_eq!((money.predicted, money.exact), (2, None));
    assert_eq!(counts(&scores.total), Some([0, 0, 0, 4]));
    let none = score(&Hypotheses::default(), &References::default());
    assert_eq!(none.total, SpanScores::default());
}

#[test]
fn kinds_are_scored_one_by_one() {
    let scores = score_of(
        r#"{"id":"a","facts":[{"kind":"quote","spans":[[0,5]]},{"kind":"date","spans":[[6,9]]}]}"#,
        r#"{"id":"a","text":"0123456789","facts":[{"kind":"quote","spans":[[0,5]]},{"kind":"period","start":6,"end":9}]}"#,
    );
    assert_eq!(scores.classes.len(), 13);
    assert_eq!(counts(&class_of(&scores, FactKind::Quote).spans), Some([1, 1, 1, 1]));
    assert_eq!(counts(&class_of(&scores, FactKind::Period).spans), Some([0, 0, 0, 1]));
    assert_eq!(class_of(&scores, FactKind::Date).spans.exact, None);
}

#[test]
fn what_is_missing_or_failed_was_not_found() {
    let scores = score_of(
        r#"{"id":1,"error":{"kind":"internal","message":"a defect"}}
{"id":9,"facts":[{"kind":"person","spans":[[0,4]]}]}"#,
        TAGGED,
    );
    assert_eq!((scores.missing, scores.failed, scores.extra), (1, 1, 1));
    assert_eq!(counts(&scores.total), Some([0, 0, 0, 4]));
}

#[test]
fn json_keeps_counts_and_scores_side_by_side() {
    let scores = score_of(r#"{"id":0,"facts":[{"kind":"person","spans":[[0,4]]}]}"#, TAGGED);
    let json = serde_json::to_value(&scores.classes[0]).expect("json");
    assert_eq!(json["class"], "person");
    assert_eq!(json["tags"][1], "PERSON");
    assert_eq!(json["exact"]["f1"], 100.0);
    assert_eq!(json["expected"], 1);
}

#[test]
fn a_bad_line_is_named() {
    for line in [
        r#"{"id":1}"#,
        r#"{"id":1,"facts":[{"kind":"art","spans":[]}]}"#,
        r#"{"id":1,"facts":[{"kind":"date","spans":[[4,3]]}]}"#,
    ] {
        let error = Hypotheses::read(line.as_bytes()).expect_err("malformed");
        assert_eq!(error.to_string(), "line 1");
    }
}
