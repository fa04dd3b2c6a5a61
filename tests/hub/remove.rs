//! What `tuyin models rm` takes, and what it leaves.

use std::path::Path;

use crate::server::{Fault, sha256};
use crate::support::{COMMIT, LARGE, Setup, bytes, entry, entry_of, repository};

const WEIGHTS: &str = "weights/model.safetensors";

fn repository_folder(setup: &Setup) -> std::path::PathBuf {
    setup.cache().join("models--maker--tiny")
}

#[cfg(unix)]
fn relink(pointer: &Path, target: &Path) {
    fs_err::remove_file(pointer).expect("removed");
    fs_err::os::unix::fs::symlink(target, pointer).expect("linked");
}

#[cfg(unix)]
#[test]
fn nothing_outside_of_the_cache_goes() {
    let setup = Setup::new(repository());
    setup.write_registry(&entry(""));
    setup.run(&["models", "pull", "tiny"]).expect(0);
    let outside = setup.folder.path().join("mine/blobs/photo.jpg");
    fs_err::create_dir_all(outside.parent().expect("a folder")).expect("a folder");
    fs_err::write(&outside, "a photo").expect("written");
    relink(&setup.cached(WEIGHTS), &outside);
    setup.run(&["models", "rm", "tiny", "--yes"]).expect(0);
    assert!(outside.exists());
    assert!(!repository_folder(&setup).exists());
    assert!(setup.cache().exists());
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_a_link_is_not_gone_through() {
    let setup = Setup::new(repository());
    setup.write_registry(&entry(""));
    setup.run(&["models", "pull", "tiny"]).expect(0);
    let outside = setup.folder.path().join("mine");
    fs_err::create_dir_all(&outside).expect("a folder");
    fs_err::write(outside.join("model.safetensors"), "mine").expect("written");
    fs_err::remove_file(setup.cached(WEIGHTS)).expect("removed");
    fs_err::remove_dir(setup.cached("weights")).expect("removed");
    fs_err::os::unix::fs::symlink(&outside, setup.cached("weights")).expect("linked");
    setup.run(&["models", "rm", "tiny", "--yes"]).expect(0);
    assert!(outside.join("model.safetensors").exists());
}

/// As huggingface_hub 2 keeps bytes that several repositories have.
#[cfg(unix)]
#[test]
fn what_repositories_share_is_verified_and_stays() {
    let setup = Setup::new(repository());
    setup.write_registry(&entry(""));
    setup.run(&["models", "pull", "tiny"]).expect(0);
    let blob = setup.blob(&sha256(&bytes(LARGE, 1)));
    let shared = setup.cache().join("blobs/ab").join("ab".repeat(32));
    fs_err::create_dir_all(shared.parent().expect("a folder")).expect("a folder");
    fs_err::rename(&blob, &shared).expect("moved");
    fs_err::os::unix::fs::symlink(&shared, &blob).expect("linked");
    let output = setup.run(&["models", "verify", "tiny"]).expect(0);
    assert!(output.stdout.contains("model.safetensors: sound"), "{}", output.stdout);
    fs_err::write(&shared, bytes(LARGE, 2)).expect("written");
    let output = setup.run(&["models", "verify", "tiny"]).expect(3);
    assert!(
        output.stdout.contains("model.safetensors: DAMAGED"),
        "{}",
        output.stdout
    );
    setup.run(&["models", "rm", "tiny", "--yes"]).expect(0);
    assert!(shared.exists() && !repository_folder(&setup).exists());
}

#[test]
fn files_with_the_same_bytes_go_together() {
    let setup = Setup::new(repository().lfs_file("copy.safetensors", bytes(LARGE, 1)));
    setup.write_registry(&entry("").replace("files = [", "files = [{ path = \"copy.safetensors\" }, "));
    setup.run(&["models", "pull", "tiny"]).expect(0);
    let output = setup.run(&["models", "rm", "tiny", "--yes"]).expect(0);
    insta::assert_snapshot!(output.stderr, @"removed 3 files of tiny, 3.00 MB");
    assert!(!repository_folder(&setup).exists());
}

#[test]
fn parts_of_downloads_and_notes_go_with_the_last_file() {
    let setup = Setup::new(repository());
    setup.write_registry(&entry(""));
    setup.hub.fault_times(WEIGHTS, Fault::CutAfter(1_000_000), 1);
    setup.hub.fault(WEIGHTS, Fault::Status(403, vec![]));
    setup.run(&["models", "pull", "tiny"]).expect(3);
    let name = sha256(&bytes(LARGE, 1));
    assert!(setup.blob(&format!("{name}.incomplete")).exists());
    // As huggingface_hub calls them.
    fs_err::write(setup.blob(&format!("{name}.1a2b3c4d.incomplete")), "x").expect("written");
    if setup.cached("config.json").exists() {
        fs_err::remove_file(setup.cached("config.json")).expect("removed");
    }
    let output = setup.run(&["models", "rm", "tiny", "--yes"]).expect(0);
    assert!(
        output.stderr.contains("parts of downloads of tiny"),
        "{}",
        output.stderr
    );
    assert!(!repository_folder(&setup).exists());

    // Of a branch, with a note on what is not there.
    setup.hub.mend();
    let optional = "files = [{ path = \"generation_config.json\", optional = true }, ";
    setup.write_registry(&entry_of("tiny", "maker/tiny", "main", "").replace("files = [", optional));
    setup.run(&["models", "pull", "tiny"]).expect(0);
    assert!(repository_folder(&setup).join("refs/main").exists());
    setup.run(&["models", "rm", "tiny", "--yes"]).expect(0);
    assert!(!repository_folder(&setup).exists());
}

#[test]
fn what_other_files_of_the_repository_need_stays() {
    let setup = Setup::new(repository());
    setup.write_registry(&entry_of("tiny", "maker/tiny", "main", ""));
    setup.run(&["models", "pull", "tiny"]).expect(0);
    // Another commit of it is here, fetched by somebody else.
    let other = repository_folder(&setup).join("snapshots").join("e".repeat(40));
    fs_err::create_dir_all(&other).expect("a folder");
    fs_err::write(other.join("config.json"), "{}").expect("written");
    let refs = repository_folder(&setup).join("refs");
    fs_err::write(refs.join("other"), "e".repeat(40)).expect("written");
    let part = setup.blob(&format!("{}.incomplete", "d".repeat(64)));
    fs_err::write(&part, "x").expect("written");
    let output = setup.run(&["models", "rm", "tiny", "--yes"]).expect(0);
    insta::assert_snapshot!(output.stderr, @"
    parts of downloads stay in `FOLDER/cache/models--maker--tiny/blobs`: other files of the repository are here
    removed 2 files of tiny, 3.00 MB
    ");
    assert!(part.exists() && other.join("config.json").exists());
    assert!(refs.join("other").exists() && !refs.join("main").exists());
    assert!(!repository_folder(&setup).join("snapshots").join(COMMIT).exists());
    let output = setup.run(&["models", "rm", "tiny"]).expect(0);
    insta::assert_snapshot!(output.stderr, @"parts of downloads stay in `FOLDER/cache/models--maker--tiny/blobs`: other files of the repository are here");
}

#[test]
fn a_profile_without_models_has_nothing_to_remove() {
    let setup = Setup::new(repository());
    setup.write_registry(&entry(""));
    insta::assert_snapshot!(setup.run(&["models", "rm", "lite"]).expect(0).stderr, @"lite needs no models");
}

#[test]
fn a_quiet_program_does_not_ask() {
    let setup = Setup::new(repository());
    setup.write_registry(&entry(""));
    setup.run(&["models", "pull", "tiny"]).expect(0);
    insta::assert_snapshot!(setup.run(&["models", "rm", "tiny", "--quiet"]).expect(2).stderr, @"
    error: nobody can be asked whether to remove 2 files of tiny, 3.00 MB
      help: add --yes
    ");
    assert!(setup.cached("config.json").exists());
}
