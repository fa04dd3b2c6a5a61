//! What a good fetch does.

use std::time::Duration;

use crate::server::{Hub, Untouchable, git_oid, sha256};
use crate::support::{COMMIT, LARGE, Setup, bytes, entry, entry_of, repository};

#[test]
fn files_lie_as_the_hub_lays_them_out() {
    let setup = Setup::new(repository());
    setup.fetch(&entry("")).expect("fetched");
    let config = "{\"model_type\": \"t5\"}\n";
    assert_eq!(
        fs_err::read_to_string(setup.cached("config.json")).expect("a file"),
        config
    );
    let weights = fs_err::read(setup.cached("weights/model.safetensors")).expect("a file");
    assert!(weights == bytes(LARGE, 1));
    for (path, name, up) in [
        ("config.json", git_oid(config.as_bytes()), "../.."),
        ("weights/model.safetensors", sha256(&bytes(LARGE, 1)), "../../.."),
    ] {
        let target = fs_err::read_link(setup.cached(path)).expect("a link");
        assert_eq!(target.to_str(), Some(format!("{up}/blobs/{name}").as_str()));
    }
    let blobs = fs_err::read_dir(setup.blob("")).expect("a folder").count();
    assert_eq!(blobs, 2, "only the files that are named, and nothing half-done");
    let xet = setup
        .hub
        .requests()
        .into_iter()
        .find(|request| request.path.contains("xet"));
    assert!(xet.is_none(), "all comes by HTTP: {xet:?}");
    // A pinned commit needs no ref.
    assert!(!setup.cache().join("models--maker--tiny/refs").exists());
}

#[test]
fn only_what_is_missing_is_fetched() {
    let setup = Setup::new(repository());
    setup.fetch(&entry("")).expect("fetched");
    fs_err::remove_file(setup.cached("config.json")).expect("removed");
    setup.hub.clear();
    let notes = setup.fetch(&entry("")).expect("fetched");
    assert_eq!(notes.count("finished"), 1);
    assert_eq!(setup.hub.bytes_sent("weights/model.safetensors"), 0);
    // The bytes were still there: the link was all that was missing.
    assert_eq!(setup.hub.bytes_sent("config.json"), 0);
}

#[test]
fn no_connection_is_made_when_the_files_are_here() {
    let setup = Setup::new(repository());
    setup.fetch(&entry("")).expect("fetched");
    setup.write_registry(&entry(""));
    let untouchable = Untouchable::start();
    for arguments in [
        ["models", "pull", "tiny"].as_slice(),
        &["models", "verify", "tiny"],
        &["models", "path", "tiny"],
        &["models", "list"],
        &["models", "show", "tiny"],
        &["doctor"],
    ] {
        let mut command = setup.command(arguments);
        command.env("HF_ENDPOINT", untouchable.endpoint());
        setup.finish(command).expect(0);
    }
    assert!(!untouchable.touched());
}

#[test]
fn the_built_in_profile_touches_neither_network_nor_cache() {
    let setup = Setup::new(repository());
    let untouchable = Untouchable::start();
    fs_err::write(
        setup.folder.path().join("news.txt"),
        "Баға өсті. Сауда 5 пайызға артты деп хабарлады министрлік.",
    )
    .expect("written");
    for arguments in [["digest", "news.txt"].as_slice(), &["digest", "news.txt", "--dry-run"]] {
        let mut command = setup.command(arguments);
        command.env("HF_ENDPOINT", untouchable.endpoint());
        setup.finish(command).expect(0);
    }
    assert!(!untouchable.touched());
    assert!(!setup.cache().exists());
    assert!(!setup.folder.path().join("home").exists());
}

#[test]
fn what_a_model_does_without_is_asked_for_once() {
    let setup = Setup::new(repository().branch("main"));
    for revision in [COMMIT, "main"] {
        let entry = entry_of("tiny", "maker/tiny", revision, "").replace(
            "files = [",
            "files = [{ path = \"generation_config.json\", optional = true }, ",
        );
        setup.fetch(&entry).expect("fetched");
        setup.hub.clear();
        setup.fetch(&entry).expect("nothing to do");
        assert!(setup.hub.requests().is_empty());
    }
    let mark = format!("models--maker--tiny/.no_exist/{COMMIT}/generation_config.json");
    assert!(setup.cache().join(mark).exists());
}

#[test]
fn a_revision_that_moves_is_resolved_and_noted() {
    for redirects in [false, true] {
        let repository = repository().branch("refs/pr/1");
        let setup = Setup::new(match redirects {
            true => repository.redirects_plain_files(),
            false => repository,
        });
        setup
            .fetch(&entry_of("tiny", "maker/tiny", "refs/pr/1", ""))
            .expect("fetched");
        let noted = setup.cache().join("models--maker--tiny/refs/refs/pr/1");
        assert_eq!(fs_err::read_to_string(noted).expect("a ref"), COMMIT);
        assert!(setup.cached("config.json").exists());
    }
}

#[test]
fn two_that_fetch_at_once_fetch_once() {
    let setup = Setup::new(repository());
    setup.hub.fault_times(
        "weights/model.safetensors",
        crate::server::Fault::Stall { after: 1_000_000 },
        1,
    );
    let notes = std::thread::scope(|scope| {
        let first = scope.spawn(|| setup.fetch(&entry("")).expect("fetched"));
        std::thread::sleep(Duration::from_millis(200));
        let second = setup
            .fetch(&entry_of("tiny", "maker/tiny", COMMIT, ""))
            .expect("fetched");
        first.join().expect("no panic");
        second
    });
    assert_eq!(notes.count("waiting"), 1);
    assert_eq!(setup.hub.bytes_sent("weights/model.safetensors"), LARGE as u64);
}

/// What models.toml says of the files in the folder `local`.
fn local_entry(name: &str) -> String {
    entry_of(name, "./local", "any", "").replace("revision = \"any\"\n", "")
}

#[test]
fn a_folder_of_this_machine_stands_for_a_repository() {
    let setup = Setup::new(repository());
    setup.fetch(&entry("")).expect("fetched");
    let local = setup.folder.path().join("local");
    fs_err::create_dir_all(local.join("weights")).expect("a folder");
    for path in ["config.json", "weights/model.safetensors"] {
        fs_err::copy(setup.cached(path), local.join(path)).expect("copied");
    }
    let untouchable = Untouchable::start();
    setup.write_registry(&local_entry("near"));
    for arguments in [["models", "pull", "near"].as_slice(), &["models", "path", "near"]] {
        let mut command = setup.command(arguments);
        command.env("HF_ENDPOINT", untouchable.endpoint());
        setup.finish(command).expect(0);
    }
    fs_err::remove_file(local.join("config.json")).expect("removed");
    let output = setup.run(&["models", "pull", "near"]).expect(3);
    insta::assert_snapshot!(output.stderr, @"
    error: there is no `./local/config.json`, which models.toml names as a file of the model `near`
      help: correct the entry of models.toml, or put the file there
    ");
    assert!(!untouchable.touched());
}

#[test]
fn a_token_is_shown_to_the_hub_and_to_nobody_else() {
    let setup = Setup::new(repository().gated().accepts_token("hf_good"));
    setup.write_registry(&entry("gated = true"));
    let mut command = setup.command(&["models", "pull", "tiny", "--accept-license", "tiny"]);
    command.env("HF_TOKEN", "hf_good");
    setup.finish(command).expect(0);
    assert!(
        setup
            .hub
            .requests()
            .iter()
            .any(|request| request.authorization.is_some())
    );
    // The hub panics when it is dropped if its other host saw the token.
    let _: &Hub = &setup.hub;
}

/// The next commit of the repository, which `main` names from now on.
const NEXT: &str = "89abcdef0123456789abcdef0123456789abcdef";

fn next() -> crate::server::Repository {
    crate::server::Repository::new("maker/tiny")
        .commit(NEXT)
        .branch("main")
        .file("config.json", "{\"model_type\": \"t5\", \"next\": true}\n")
        .lfs_file("weights/model.safetensors", bytes(LARGE, 3))
}

#[test]
fn a_model_is_of_one_version() {
    let moving = entry_of("tiny", "maker/tiny", "main", "");
    let noted = |setup: &Setup| fs_err::read_to_string(setup.cache().join("models--maker--tiny/refs/main"));
    // What was begun is completed, though the branch moved.
    let setup = Setup::new(repository());
    setup.fetch(&moving).expect("fetched");
    fs_err::remove_file(setup.cached("weights/model.safetensors")).expect("removed");
    setup.hub.add(next());
    setup.fetch(&moving).expect("fetched");
    assert!(fs_err::read(setup.cached("weights/model.safetensors")).is_ok_and(|found| found == bytes(LARGE, 1)));
    assert_eq!(noted(&setup).expect("a ref"), COMMIT);
    // What is gone is begun anew.
    for path in ["config.json", "weights/model.safetensors"] {
        fs_err::remove_file(setup.cached(path)).expect("removed");
    }
    setup.hub.clear();
    setup.fetch(&moving).expect("fetched");
    assert_eq!(noted(&setup).expect("a ref"), NEXT);
    let asked = setup.hub.requests().into_iter();
    assert_eq!(
        asked.filter(|request| request.path.starts_with("/api/")).count(),
        1,
        "once for all files"
    );
}

#[test]
fn a_revision_is_noted_when_all_of_it_is_here() {
    let setup = Setup::new(repository());
    let moving = entry_of("tiny", "maker/tiny", "main", "");
    setup.fetch(&moving).expect("fetched");
    for path in ["config.json", "weights/model.safetensors"] {
        fs_err::remove_file(setup.cached(path)).expect("removed");
    }
    setup.hub.add(next());
    setup
        .hub
        .fault("weights/model.safetensors", crate::server::Fault::WrongBytes);
    assert!(setup.fetch(&moving).is_err());
    let noted = setup.cache().join("models--maker--tiny/refs/main");
    assert_eq!(fs_err::read_to_string(noted).expect("a ref"), COMMIT);
}

#[test]
fn a_mirror_need_not_name_the_commit() {
    for repository in [
        repository().names_no_commit(),
        repository().calls_its_commit(&"f".repeat(40)),
    ] {
        let setup = Setup::new(repository);
        setup.fetch(&entry("")).expect("fetched");
        assert!(setup.cached("config.json").exists());
    }
}

#[test]
fn the_same_bytes_come_once_and_nobody_waits() {
    let setup = Setup::new(repository().lfs_file("copy.safetensors", bytes(LARGE, 1)));
    let both = entry("").replace("files = [", "files = [{ path = \"copy.safetensors\" }, ");
    let notes = setup.fetch(&both).expect("fetched");
    assert_eq!((notes.count("waiting"), notes.count("finished")), (0, 3));
    let sent = ["copy.safetensors", "weights/model.safetensors"].map(|path| setup.hub.bytes_sent(path));
    assert_eq!(sent.iter().sum::<u64>(), LARGE as u64);
}

#[test]
fn what_a_folder_does_without_is_not_missed() {
    let setup = Setup::new(repository());
    let local = setup.folder.path().join("local");
    fs_err::create_dir_all(local.join("weights")).expect("a folder");
    fs_err::write(local.join("config.json"), "{}").expect("written");
    fs_err::write(local.join("weights/model.safetensors"), "x").expect("written");
    let with = |file: &str| local_entry("near").replace("files = [", &format!("files = [{file}, "));
    setup.write_registry(&with("{ path = \"generation_config.json\", optional = true }"));
    for arguments in [["models", "pull", "near"].as_slice(), &["models", "path", "near"]] {
        setup.run(arguments).expect(0);
    }
    setup.write_registry(&local_entry("near").replace("\"config.json\"", "\"config.json\", size = 7"));
    for offline in [None, Some("--offline")] {
        let arguments = [&["models", "pull", "near"][..], offline.as_slice()].concat();
        insta::allow_duplicates! { insta::assert_snapshot!(setup.run(&arguments).expect(3).stderr, @"
        error: `./local/config.json` of the model `near` is not the file that models.toml says: it has 2 bytes in place of 7
          help: correct the entry of models.toml, or replace the file
        ") }
    }
    fs_err::remove_file(local.join("config.json")).expect("removed");
    let output = setup.run(&["models", "pull", "near", "--offline"]).expect(3);
    insta::assert_snapshot!(output.stderr, @"
    error: there is no `./local/config.json`, which models.toml names as a file of the model `near`
      help: correct the entry of models.toml, or put the file there
    ");
    assert!(setup.hub.requests().is_empty());
}

#[test]
fn offline_nobody_asks_for_what_can_be_done_without() {
    let setup = Setup::new(repository());
    setup.fetch(&entry("")).expect("fetched");
    setup.write_registry(&entry("").replace(
        "files = [",
        "files = [{ path = \"generation_config.json\", optional = true }, ",
    ));
    for arguments in [
        ["models", "pull", "tiny", "--offline"].as_slice(),
        &["models", "path", "tiny"],
        &["models", "verify", "tiny"],
    ] {
        setup.run(arguments).expect(0);
    }
}
