//! Any text through datelines, sentences, summary and facts: every claim must stand at its place in the source.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tuyin::article::Locale;
use tuyin::digest::{FailureKind, Status};
use tuyin::read;
use tuyin::run::{Settings, Stages, digest_batch};
use tuyin::write::OutputFormat;

fuzz_target!(|text: &str| {
    let Ok(article) = read::text(text.as_bytes()) else {
        return;
    };
    let settings = Settings {
        profile: "lite".to_owned(),
        to: Locale::ALL.to_vec(),
        sentences: 3,
        format: OutputFormat::ALL.to_vec(),
    };
    for result in digest_batch(vec![article], &settings, &mut Stages::default()) {
        match result {
            Ok(digest) => {
                assert!(
                    digest
                        .entry
                        .summary
                        .sentences
                        .iter()
                        .all(|sentence| sentence.status == Status::Supported)
                );
                assert!(digest.entry.facts.iter().all(|fact| fact.status == Status::Supported));
            }
            Err(failure) => assert_ne!(failure.error.kind, FailureKind::Internal, "{}", failure.error.message),
        }
    }
});
