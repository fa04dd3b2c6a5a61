//! The checks of translations and summaries on spoiled and on good ones.
//!
//! `TUYIN_CORRUPTIONS=FILE[:FILE]` names files of `scripts/corruptions/corrupt.py`, `TUYIN_SUMMARIES=FILE[:FILE]` files of articles with
//! summaries by people; without these there is nothing to do here, since the texts are not part of the project.

mod study;
mod summaries;

/// Prints how many of each kind are found, and asks for what docs/checks.md promises.
#[test]
#[expect(clippy::print_stdout, reason = "the table is what the study is for")]
fn spoiled_translations_are_found() {
    let Some(files) = std::env::var_os("TUYIN_CORRUPTIONS") else {
        return;
    };
    let records: Vec<study::Record> = std::env::split_paths(&files)
        .flat_map(|file| study::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display())))
        .collect();
    let study = study::Study::of(&records);
    println!("{study}");
    for kind in ["digit", "number-word", "scale", "date"] {
        assert!(study.recall(kind).is_none_or(|recall| recall >= 0.9), "{kind}");
    }
    for kind in ["wrong-language", "wrong-script", "loop"] {
        assert!(study.recall(kind).is_none_or(|recall| recall >= 0.95), "{kind}");
    }
}

/// Prints what becomes of summaries that people wrote, and of the same with other numbers and of other articles.
#[test]
#[expect(clippy::print_stdout, reason = "the table is what the study is for")]
fn summaries_by_people_pass_and_wrong_ones_do_not() {
    use summaries::{Study, Wrong};
    let Some(files) = std::env::var_os("TUYIN_SUMMARIES") else {
        return;
    };
    for file in std::env::split_paths(&files) {
        let records = summaries::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        println!("{}: {} articles", file.display(), records.len());
        println!("as people wrote them:\n{}", Study::of(&records, &Wrong::Nothing));
        println!("with other numbers:\n{}", Study::of(&records, &Wrong::Numbers));
        println!("of other articles:\n{}", Study::of(&records, &Wrong::Article));
    }
}
