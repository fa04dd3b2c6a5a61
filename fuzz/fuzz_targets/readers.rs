//! Any bytes as a file of any format: an article or a failure, never a panic. The first byte picks the format.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tuyin::article::Format;
use tuyin::digest::FailureKind;
use tuyin::read;
use tuyin::understand::understand;

const FORMATS: [Format; 5] = [
    Format::Text,
    Format::Markdown,
    Format::Html,
    Format::Feed,
    Format::Jsonl,
];

fuzz_target!(|input: &[u8]| {
    let Some((first, bytes)) = input.split_first() else {
        return;
    };
    let format = FORMATS[usize::from(*first) % FORMATS.len()];
    for item in read::parse(bytes, format, "fuzzed", "fuzzed.file") {
        match item {
            Ok(article) => drop(understand(&article)),
            Err(failure) => assert_ne!(failure.error.kind, FailureKind::Internal, "{}", failure.error.message),
        }
    }
});
