//! What must hold for any bytes, through all stages: no panic, no lost article, no claim without its place.

use proptest::prelude::*;
use tuyin::article::{Id, Locale, Span};
use tuyin::digest::{Digest, FailureKind, Status};
use tuyin::read;
use tuyin::relate::{NameTable, Trace};
use tuyin::run::{Models, Settings, Stages, digest_batch};
use tuyin::understand::normalize;
use tuyin::write::{Numbered, OutputFormat, Publication, Publisher, StoryDigests};

fn settings() -> Settings {
    Settings {
        profile: "lite".to_owned(),
        to: Locale::ALL.to_vec(),
        sentences: 4,
        format: OutputFormat::ALL.to_vec(),
        group: true,
        models: Vec::new(),
    }
}

/// The digests of the articles that the bytes hold, read as one text.
fn digests(bytes: &[u8]) -> Vec<Digest> {
    let Ok(article) = read::text(bytes) else {
        return Vec::new();
    };
    let results = digest_batch(vec![article], &settings(), &Models::none(), &mut Stages::default());
    assert_eq!(results.len(), 1);
    results
        .into_iter()
        .filter_map(|result| match result {
            Ok(digest) => Some(digest),
            Err(failure) => {
                assert_ne!(failure.error.kind, FailureKind::Internal, "{}", failure.error.message);
                None
            }
        })
        .collect()
}

fn check(digest: &Digest) {
    let source = &digest.source.text;
    let slice = |span: &Span| normalize(span.slice(source).expect("inside the source"));
    for sentence in &digest.entry.summary.sentences {
        assert_eq!(sentence.status, Status::Supported);
        assert_eq!(slice(&sentence.spans[0]), sentence.text);
    }
    for fact in &digest.entry.facts {
        assert_eq!(fact.status, Status::Supported, "{fact:?}");
    }
    assert_eq!(digest.entry.coverage.read, digest.sentences.len());
    let json = serde_json::to_string(digest).expect("json");
    assert_eq!(&serde_json::from_str::<Digest>(&json).expect("a digest"), digest);
}

/// Texts made of what the rules look for, in any order.
fn fragments() -> impl Strategy<Value = String> {
    let words = [
        "Казахстан",
        "Қазақстанның",
        "the U.S.",
        "млн",
        "млрд.",
        "тенге",
        "теңгеден",
        "астам",
        "$",
        "€",
        "%",
        "пайызға",
        "от",
        "до",
        "с",
        "from",
        "to",
        "12",
        "5,5",
        "1 250 000",
        "2019",
        "14",
        "марта",
        "жылғы",
        "наурыз",
        "March",
        "early",
        "осенью",
        "биыл",
        "күзде",
        "this",
        "autumn",
        "last",
        "year",
        "г.",
        "ж.",
        "«",
        "»",
        "\"",
        "–",
        ".",
        "!",
        "?",
        "\n",
        "\n\n",
        "А. Б.",
        "Mr.",
        "т.б.",
        "1.",
        "АСТАНА. КАЗИНФОРМ –",
        "date",
        "2019-03-14",
        "ASTANA",
        "сказал он",
        "деді ол",
        "said",
        "\u{ad}",
        "\u{301}",
        "и\u{306}",
        "бiлiм",
    ];
    proptest::collection::vec(proptest::sample::select(words.to_vec()), 0..60).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn any_bytes_are_digested_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        digests(&bytes).iter().for_each(check);
    }

    #[test]
    fn any_text_keeps_its_claims_in_place(text in fragments()) {
        digests(text.as_bytes()).iter().for_each(check);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_digest_can_be_written(text in fragments(), noise in "\\PC{0,60}", id in "\\PC{1,20}") {
        let folder = tempfile::tempdir().expect("a folder");
        let mut digests = digests(format!("{noise}\n\n{text}").as_bytes());
        for digest in &mut digests {
            digest.entry.id = Id::Text(id.clone());
        }
        let traces: Vec<Trace> = digests.iter().map(Trace::of).collect();
        let names = NameTable::of(&traces, |place, _| place.country.clone());
        let publication = Publication {
            profile: "lite",
            translates: false,
            locales: &Locale::ALL,
            formats: &OutputFormat::ALL,
            names: &names,
            failures: &[],
            notices: &[],
            total: digests.len(),
        };
        let mut publisher = Publisher::new(folder.path(), &publication).expect("a publisher");
        publisher.names().expect("names");
        for digest in &digests {
            publisher.record(&Ok(digest.clone())).expect("a line");
        }
        // All as one story: every part of an entry is there.
        let numbered = digests.into_iter().enumerate().map(|(index, digest)| Numbered { number: index + 1, digest });
        let mut articles = numbered;
        let first = articles.next();
        let others: Vec<Numbered> = articles.collect();
        let story = first.map(|first| StoryDigests { others, ..StoryDigests::alone(first) });
        publisher.page(story.as_slice()).expect("a page");
        prop_assert_eq!(publisher.finish().expect("files").len(), 7);
    }
}
