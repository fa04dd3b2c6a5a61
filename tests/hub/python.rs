//! The cache is shared with the hub's own client. Needs a Python that has `huggingface_hub`, named by `TUYIN_PYTHON`:
//!
//! ```text
//! TUYIN_PYTHON=venv/bin/python cargo test --test hub python -- --ignored
//! ```

use std::process::Command;

use crate::server::Untouchable;
use crate::support::{COMMIT, Setup, entry, repository};

/// Fetches, or looks up, all files of the repository.
fn python(setup: &Setup, endpoint: &str, offline: bool) -> std::process::Output {
    let script = format!(
        "from huggingface_hub import snapshot_download\n\
         print(snapshot_download('maker/tiny', revision='{COMMIT}'))\n"
    );
    Command::new(std::env::var("TUYIN_PYTHON").expect("TUYIN_PYTHON names a Python with huggingface_hub"))
        .args(["-c", &script])
        .env("HF_ENDPOINT", endpoint)
        .env("HF_HUB_CACHE", setup.cache())
        .env("HF_HUB_DISABLE_XET", "1")
        .env("HF_HUB_OFFLINE", if offline { "1" } else { "0" })
        .output()
        .expect("python ran")
}

#[test]
#[ignore = "needs Python with huggingface_hub"]
fn we_read_what_python_fetched() {
    let setup = Setup::new(repository());
    let output = python(&setup, &setup.hub.endpoint(), false);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    setup.write_registry(&entry(""));
    let untouchable = Untouchable::start();
    for arguments in [["models", "pull", "tiny"].as_slice(), &["models", "verify", "tiny"]] {
        let mut command = setup.command(arguments);
        command.env("HF_ENDPOINT", untouchable.endpoint());
        setup.finish(command).expect(0);
    }
    assert!(!untouchable.touched());
    setup.run(&["models", "rm", "tiny", "--yes"]).expect(0);
    assert!(!setup.cached("config.json").exists());
}

#[test]
#[ignore = "needs Python with huggingface_hub"]
fn python_reads_what_we_fetched() {
    let setup = Setup::new(repository());
    setup.fetch(&entry("")).expect("fetched");
    let untouchable = Untouchable::start();
    let output = python(&setup, &untouchable.endpoint(), true);
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(printed.trim(), setup.cached("").to_string_lossy().trim_end_matches('/'));
    assert!(!untouchable.touched());
    // With the network it fetches nothing that is here.
    let output = python(&setup, &setup.hub.endpoint(), false);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(
        setup.hub.bytes_sent("weights/model.safetensors"),
        crate::support::LARGE as u64
    );
}
