//! The registry that is part of the program, against what is known of the hub.
//!
//! `tests/data/hub/model-facts.tsv` is drawn from notes on the hub's pages by `scripts/reference/model_facts.py`: for each
//! paragraph or row the repositories, revisions, files, sizes and hashes that stand in it.

use std::collections::BTreeMap;

use tuyin::hub::{Fact, File, Model, Registry, Repository, Source};

/// Files that every repository of its kind has, named once for all.
const USUAL: [&str; 4] = [
    "config.json",
    "generation_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
];

/// What stands in one place of the notes, by kind.
type Block = Vec<(String, String)>;

fn facts() -> Vec<Block> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/hub/model-facts.tsv");
    let text = fs_err::read_to_string(path).expect("the table");
    let mut blocks: BTreeMap<usize, Block> = BTreeMap::new();
    for line in text.lines() {
        let mut cells = line.splitn(3, '\t');
        let number = cells.next().and_then(|cell| cell.parse().ok()).expect("a number");
        let (kind, value) = cells.next().zip(cells.next()).expect("a kind and a value");
        blocks
            .entry(number)
            .or_default()
            .push((kind.to_owned(), value.to_owned()));
    }
    blocks.into_values().collect()
}

fn registry() -> Registry {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/models.toml");
    Registry::read(path.as_ref()).expect("the registry")
}

/// Whether the places that tell of a repository hold something.
fn has(blocks: &[&Block], kind: &str, value: &str) -> bool {
    let is = |(found, text): &(String, String)| found == kind && text == value;
    blocks.iter().any(|block| block.iter().any(is))
}

#[test]
fn every_entry_is_as_the_notes_have_it() {
    let (facts, registry) = (facts(), registry());
    let mut checked = 0;
    for (name, model) in &registry.models {
        for source in &model.sources {
            check_source(name, model, source, &facts);
            checked += source.files.len();
        }
    }
    assert!(checked > 60, "only {checked} files were checked");
}

#[track_caller]
fn check_source(name: &str, model: &Model, source: &Source, facts: &[Block]) {
    let Repository::Hub { .. } = source.repository else {
        panic!("{name}: {} is not on the hub", source.repository);
    };
    let repository = source.repository.to_string();
    let blocks: Vec<&Block> = facts
        .iter()
        .filter(|block| block.contains(&("repository".to_owned(), repository.clone())))
        .collect();
    assert!(!blocks.is_empty(), "{name}: no note on {repository}");
    // Of some, no page was seen with its commits and files. Nothing uses them by itself.
    let is_unseen = source.revision().as_str() == "main"
        && [Fact::Revision, Fact::Files]
            .iter()
            .all(|fact| is_inferred(model, *fact));
    if is_unseen {
        assert!(model.is_unverified(), "{name}");
        return;
    }
    let revision = source.revision().as_str();
    let is_known = |block: &Block| {
        block.iter().any(|(kind, value)| {
            kind == "revision" && (value == revision || revision.starts_with(value.as_str()) && value.len() > 6)
        })
    };
    assert!(
        blocks.iter().any(|block| is_known(block)),
        "{name}: {repository} at {revision}"
    );
    for file in &source.files {
        check_file(name, file, &blocks);
    }
}

#[track_caller]
fn check_file(name: &str, file: &File, blocks: &[&Block]) {
    let path = file.path.as_str();
    let is_sized = |block: &&Block| {
        block
            .iter()
            .any(|(kind, value)| kind == "sized-file" && value.split('\t').next() == Some(path))
    };
    assert!(
        has(blocks, "file", path) || blocks.iter().any(is_sized) || USUAL.contains(&path),
        "{name}: no note on {path}"
    );
    let sizes = [
        file.size.map(|size| format!("{size} B")),
        file.about.clone().map(String::from),
    ];
    for size in sizes.into_iter().flatten() {
        assert!(
            has(blocks, "sized-file", &format!("{path}\t{size}")) || has(blocks, "size", &size),
            "{name}: {path} is not known to have {size}"
        );
    }
    if let Some(hash) = &file.sha256 {
        assert!(
            has(blocks, "sha256", hash.as_str()),
            "{name}: {path} is not known by {hash}"
        );
    }
}

fn is_inferred(model: &Model, fact: Fact) -> bool {
    model.inferred.iter().any(|inferred| *inferred.get_ref() == fact)
}

#[test]
fn every_entry_says_what_was_seen() {
    for (name, model) in &registry().models {
        let mut listed: Vec<Fact> = model
            .seen
            .iter()
            .chain(&model.inferred)
            .map(|fact| *fact.get_ref())
            .collect();
        let mut stated = model.facts();
        listed.sort_unstable();
        stated.sort_unstable();
        assert_eq!(listed, stated, "{name}");
    }
}

#[test]
fn profiles_are_as_large_and_as_free_as_they_say() {
    let registry = registry();
    for (name, most, free) in [
        ("lite", 0, true),
        ("small", 2_500_000_000, true),
        ("standard", 6_100_000_000, true),
        ("best-gpu", 35_000_000_000, true),
        ("kazakh", 10_000_000_000, false),
    ] {
        let profile = registry.profile(name).expect("a profile");
        let mut files: Vec<(String, u64)> = Vec::new();
        for model in profile.models() {
            let (_, model) = registry.model(model).expect("a model");
            assert!(!free || !model.needs_acceptance(), "{name}");
            assert!(!free || name == "best-gpu" || !model.is_unverified(), "{name}");
            for (source, file) in model.files() {
                let file = (
                    format!("{}/{}", source.repository, file.path),
                    file.bytes().unwrap_or(0),
                );
                if !files.contains(&file) {
                    files.push(file);
                }
            }
        }
        let bytes: u64 = files.iter().map(|(_, bytes)| bytes).sum();
        assert!(bytes <= most && (most == 0 || bytes > most / 4), "{name}: {bytes}");
        // Whoever has models can go from each of our languages to each other.
        assert_eq!(profile.routes.len(), if most == 0 { 0 } else { 6 }, "{name}");
    }
    let kazakh = registry.profile("kazakh").expect("a profile");
    assert!(
        kazakh
            .models()
            .iter()
            .any(|model| registry.model(model).expect("a model").1.needs_acceptance())
    );
}
