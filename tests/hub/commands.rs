//! `tuyin models` and the commands that load models, as a user meets them.

use serde_json::Value;

use crate::server::{Fault, Repository, Untouchable, sha256};
use crate::support::{COMMIT, LARGE, Setup, bytes, entry, entry_of, repository};

/// A tiny model that translates, with a tokenizer of its own.
const MODEL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/engine/texts");

fn tiny_translator(setup: &Setup) {
    let mut repository = Repository::new("maker/nllb").commit(COMMIT);
    let mut files = Vec::new();
    for entry in fs_err::read_dir(MODEL).expect("a folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name != "expected.json" {
            let content = fs_err::read(entry.path()).expect("a file");
            repository = match name.ends_with(".safetensors") {
                true => repository.lfs_file(&name, content),
                false => repository.file(&name, content),
            };
            files.push(format!("{{ path = \"{name}\" }}"));
        }
    }
    setup.hub.add(repository);
    setup.write_registry(&format!(
        "[models.nllb]\ndescription = \"For tests.\"\nrole = \"seq2seq\"\narchitecture = \"m2m_100\"\n\
         languages = [\"kk\", \"ru\"]\ntranslates = [{{ from = \"ru\", to = \"kk\" }}]\n\
         language-choice = \"source-and-target-codes\"\nlanguage-codes = {{ kk = \"kaz_Cyrl\", ru = \"rus_Cyrl\" }}\n\
         license = \"MIT\"\nterms = \"free\"\ngeneration = {{ num-beams = 1, max-new-tokens = 12 }}\n\
         [[models.nllb.sources]]\nrepository = \"maker/nllb\"\nrevision = \"{COMMIT}\"\nfiles = [{}]\n",
        files.join(", ")
    ));
}

#[test]
fn a_name_is_fetched_loaded_and_used_offline() {
    let setup = Setup::new(repository());
    tiny_translator(&setup);
    let translate = ["translate", "--from", "ru", "--to", "kk", "--model", "nllb"];
    let mut command = setup.command(&translate);
    command.write_stdin("Баға өсті.\n\nСауда өсті\n");
    let first = setup.finish(command).expect(0);
    assert_eq!(first.stdout.lines().count(), 3);
    let by_folder = [
        "translate",
        "--from",
        "ru",
        "--to",
        "kk",
        "--beam",
        "1",
        "--max-new-tokens",
        "12",
        "--model",
        MODEL,
    ];
    let mut command = setup.command(&by_folder);
    command
        .env("HOME", setup.folder.path().join("other"))
        .write_stdin("Баға өсті.\n\nСауда өсті\n");
    assert_eq!(setup.finish(command).expect(0).stdout, first.stdout);
    let untouchable = Untouchable::start();
    for arguments in [[&translate[..], &["--offline"]].concat(), translate.to_vec()] {
        let mut command = setup.command(&arguments);
        command
            .env("HF_ENDPOINT", untouchable.endpoint())
            .write_stdin("Баға өсті.\n\nСауда өсті\n");
        assert_eq!(setup.finish(command).expect(0).stdout, first.stdout);
    }
    assert!(!untouchable.touched());
    // The copy of the weights counts too, and goes with the model.
    let listed = setup.run(&["models", "list", "--json"]).expect(0);
    let listed: Value = serde_json::from_str(&listed.stdout).expect("json");
    assert!(listed[0]["quantized_bytes"].as_u64() > Some(0), "{listed}");
    setup.run(&["models", "rm", "nllb", "--yes"]).expect(0);
    let listed = setup.run(&["models", "list", "--json"]).expect(0);
    let listed: Value = serde_json::from_str(&listed.stdout).expect("json");
    assert_eq!(
        (&listed[0]["present"], &listed[0]["quantized_bytes"]),
        (&"no".into(), &0.into())
    );
    let copies = fs_err::read_dir(setup.folder.path().join("home/.cache/tuyin/weights")).map(|folder| folder.count());
    assert_eq!(copies.unwrap_or(0), 0);
}

#[test]
fn offline_says_what_is_missing_and_how_to_come_by_it() {
    let setup = Setup::new(repository());
    setup.write_registry(&entry(""));
    let untouchable = Untouchable::start();
    let arguments = ["translate", "--from", "ru", "--to", "kk", "--model", "tiny"];
    for (more, variable) in [(Some("--offline"), "0"), (None, "1")] {
        let mut command = setup.command(&[&arguments[..], more.as_slice()].concat());
        command
            .env("HF_ENDPOINT", untouchable.endpoint())
            .env("HF_HUB_OFFLINE", variable);
        let output = setup.finish(command).expect(3);
        let words = output.stderr.replace(&untouchable.endpoint(), "HUB");
        insta::allow_duplicates! { insta::assert_snapshot!(words, @"
        error: 2 files are missing, 3.00 MB and a file of unknown size, and the network is not to be used:
            HUB/maker/tiny/resolve/0123456789abcdef0123456789abcdef01234567/config.json (size unknown)
            HUB/maker/tiny/resolve/0123456789abcdef0123456789abcdef01234567/weights/model.safetensors (3.00 MB)
          help: where there is a network, either of
            tuyin models pull tiny
            hf download maker/tiny config.json weights/model.safetensors --revision 0123456789abcdef0123456789abcdef01234567
          and copy `FOLDER/cache` here, or set HF_HUB_CACHE to a copy of it
        ") };
    }
    assert!(!untouchable.touched());
}

#[test]
fn offline_one_file_is_a_file() {
    let setup = Setup::new(repository());
    setup.fetch(&entry("")).expect("fetched");
    fs_err::remove_file(setup.cached("config.json")).expect("removed");
    setup.write_registry(&entry(""));
    let output = setup.run(&["models", "pull", "tiny", "--offline"]).expect(3);
    let first = "error: 1 file is missing, a file of unknown size, and the network is not to be used:\n";
    assert!(output.stderr.starts_with(first), "{}", output.stderr);
}

#[test]
fn a_licence_that_is_not_free_is_asked_for() {
    let setup = Setup::new(repository());
    setup.write_registry(&entry("terms = \"non-commercial\"").replace("Apache-2.0", "CC-BY-NC-4.0"));
    let output = setup.run(&["models", "pull", "tiny"]).expect(2);
    insta::assert_snapshot!(output.stderr, @"
    tiny: CC-BY-NC-4.0, not for commercial use; 3.00 MB and a file of unknown size
    error: the model `tiny` is under CC-BY-NC-4.0, not for commercial use
      help: read HUB/maker/tiny; if you may and will use it so, add --accept-license tiny
    ");
    assert!(setup.hub.requests().is_empty());
    for name in ["tiny", "CC-BY-NC-4.0"] {
        setup
            .run(&["models", "pull", "tiny", "--accept-license", name])
            .expect(0);
        setup.run(&["models", "rm", "tiny", "-y"]).expect(0);
        assert!(!setup.cached("config.json").exists());
    }
}

#[test]
fn errors_say_what_to_do() {
    let setup = Setup::new(repository().gated());
    setup.write_registry(&entry("gated = true"));
    let output = setup
        .run(&["models", "pull", "tiny", "--accept-license", "tiny"])
        .expect(3);
    insta::assert_snapshot!(output.stderr, @"
    tiny: Apache-2.0, gated; 3.00 MB and a file of unknown size
    error: could not fetch `config.json` of maker/tiny at 0123456789abcdef0123456789abcdef01234567: the repository is gated
      help: log in and accept the form at HUB/maker/tiny, then set HF_TOKEN to a token of HUB/settings/tokens
    ");
    let mut command = setup.command(&["models", "pull", "tiny", "--accept-license", "tiny"]);
    command.env("HF_TOKEN", "hf_other");
    insta::assert_snapshot!(setup.finish(command).expect(3).stderr, @"
    tiny: Apache-2.0, gated; 3.00 MB and a file of unknown size
    error: could not fetch `config.json` of maker/tiny at 0123456789abcdef0123456789abcdef01234567: the repository is gated
      help: the token of HF_TOKEN does not open it: accept the form at HUB/maker/tiny with the same account, or renew the token at HUB/settings/tokens
    ");

    let setup = Setup::new(repository());
    setup.write_registry(&entry("").replace("config.json", "konfig.json"));
    insta::assert_snapshot!(setup.run(&["models", "pull", "tiny"]).expect(3).stderr, @"
    tiny: Apache-2.0; 3.00 MB and a file of unknown size
    error: could not fetch `konfig.json` of maker/tiny at 0123456789abcdef0123456789abcdef01234567: the repository has no such file at this revision
      help: `tuyin models show` prints what models.toml says of the model; correct the entry
    ");
    setup.write_registry(&entry_of("tiny", "maker/gone", COMMIT, ""));
    insta::assert_snapshot!(setup.run(&["models", "pull", "tiny"]).expect(3).stderr, @"
    tiny: Apache-2.0; 3.00 MB and a file of unknown size
    error: could not fetch `config.json` of maker/gone at 0123456789abcdef0123456789abcdef01234567: there is no such repository, or it is private
      help: check the name in models.toml; if the repository is private, set HF_TOKEN to a token that may read it
    ");
    insta::assert_snapshot!(setup.run(&["models", "pull", "huge"]).expect(2).stderr, @"
    error: there is no model `huge` in models.toml; it has: tiny
      help: profiles may be named too: lite
    ");
    insta::assert_snapshot!(setup.run(&["translate", "--model", "huge"]).expect(2).stderr, @"
    error: there is no folder and no model `huge`
      help: models.toml has: tiny
    ");
    insta::assert_snapshot!(setup.run(&["models", "path", "tiny"]).expect(3).stderr, @"
    error: `config.json` of maker/gone is not here
      help: `tuyin models pull tiny` fetches it
    ");
}

#[test]
fn verify_finds_what_was_changed() {
    let setup = Setup::new(repository());
    setup.write_registry(&entry(""));
    setup.run(&["models", "pull", "tiny"]).expect(0);
    let output = setup.run(&["models", "verify"]).expect(0);
    insta::assert_snapshot!(output.stdout, @"
    maker/tiny/config.json: sound
    maker/tiny/weights/model.safetensors: sound
    ");
    let mut changed = bytes(LARGE, 1);
    changed[LARGE / 2] ^= 1;
    fs_err::write(setup.blob(&sha256(&bytes(LARGE, 1))), changed).expect("written");
    fs_err::remove_file(setup.cached("config.json")).expect("removed");
    let output = setup.run(&["models", "verify", "tiny"]).expect(3);
    insta::assert_snapshot!(output.stdout, @"
    maker/tiny/config.json: MISSING
    maker/tiny/weights/model.safetensors: DAMAGED
    ");
    insta::assert_snapshot!(output.stderr, @"
    error: files of tiny are damaged or missing
      help: `tuyin models pull --verify tiny` fetches them anew
    ");
}

#[test]
fn what_is_damaged_is_fetched_anew() {
    let setup = Setup::new(repository());
    // Two models share the file, so that removing one does not take it away.
    setup.write_registry(&format!("{}{}", entry(""), entry_of("other", "maker/tiny", COMMIT, "")));
    setup.run(&["models", "pull", "tiny", "other"]).expect(0);
    let blob = setup.blob(&sha256(&bytes(LARGE, 1)));
    fs_err::write(&blob, bytes(LARGE, 2)).expect("written");
    setup.run(&["models", "pull", "tiny"]).expect(0);
    setup.run(&["models", "verify", "tiny"]).expect(3);
    setup.run(&["models", "pull", "--verify", "tiny"]).expect(0);
    setup.run(&["models", "verify", "tiny"]).expect(0);
    // Nothing is fetched that is sound.
    setup.hub.clear();
    setup.run(&["models", "pull", "--verify", "tiny", "other"]).expect(0);
    assert!(setup.hub.requests().is_empty());
}

#[test]
fn a_file_of_a_folder_is_replaced_by_whoever_put_it_there() {
    let setup = Setup::new(repository());
    let local = setup.folder.path().join("local");
    fs_err::create_dir_all(&local).expect("a folder");
    fs_err::write(local.join("config.json"), "{}").expect("written");
    let wrong = format!("{{ path = \"config.json\", sha256 = \"{}\" }}", "0".repeat(64));
    let near = entry_of("near", "./local", "x", "")
        .replace("revision = \"x\"\n", "")
        .replace("{ path = \"config.json\" }", &wrong)
        .replace(", { path = \"weights/model.safetensors\", about = \"3 MB\" }", "");
    setup.write_registry(&near);
    insta::assert_snapshot!(setup.run(&["models", "verify", "near"]).expect(3).stderr, @"
    error: files of near are damaged or missing
      help: replace the files: those of local folders are not fetched
    ");
    insta::assert_snapshot!(setup.run(&["models", "pull", "--verify", "near"]).expect(3).stderr, @"
    error: `./local/config.json` of the model `near` is not the file that models.toml says: it has 2 bytes
      help: correct the entry of models.toml, or replace the file
    ");
    #[cfg(target_os = "linux")]
    {
        // The memory of a process has no page at 0.
        fs_err::remove_file(local.join("config.json")).expect("removed");
        fs_err::os::unix::fs::symlink("/proc/self/mem", local.join("config.json")).expect("linked");
        let output = setup.run(&["models", "verify", "near"]).expect(3);
        assert!(
            output
                .stdout
                .starts_with("FOLDER/local/config.json: COULD NOT BE READ: ")
                || output.stdout.starts_with("./local/config.json: COULD NOT BE READ: "),
            "{}",
            output.stdout
        );
    }
}

#[test]
fn licences_are_told_and_asked_for_together() {
    let setup = Setup::new(repository().gated().accepts_token("hf_good"));
    let other = entry_of("other", "maker/other", COMMIT, "terms = \"custom\"");
    setup.write_registry(&format!("{}{other}", entry("terms = \"non-commercial\"")));
    insta::assert_snapshot!(setup.run(&["models", "pull", "tiny", "other"]).expect(2).stderr, @"
    tiny: Apache-2.0, not for commercial use; 3.00 MB and a file of unknown size
    other: Apache-2.0, own terms; 3.00 MB and a file of unknown size
    error: licences are to be accepted:
        the model `tiny` is under Apache-2.0, not for commercial use
        the model `other` is under Apache-2.0, own terms
      help: read HUB/maker/tiny and HUB/maker/other; if you may and will use them so, add --accept-license tiny --accept-license other
    ");
    let translate = ["translate", "--from", "ru", "--to", "kk", "--model", "tiny"];
    insta::assert_snapshot!(setup.run(&translate).expect(2).stderr, @"
    tiny: Apache-2.0, not for commercial use; 3.00 MB and a file of unknown size
    error: the model `tiny` is under Apache-2.0, not for commercial use
      help: read HUB/maker/tiny; if you may and will use it so, add --accept-license tiny
    ");
    assert!(setup.hub.requests().is_empty());
    let offline = setup.run(&["models", "pull", "tiny", "other", "--offline"]).expect(3);
    assert!(
        offline
            .stderr
            .contains("tuyin models pull tiny other --accept-license tiny --accept-license other\n"),
        "{}",
        offline.stderr
    );
    // What is here needs no licence.
    let mut command = setup.command(&["models", "pull", "tiny", "--accept-license", "tiny"]);
    command.env("HF_TOKEN", "hf_good");
    setup.finish(command).expect(0);
    insta::assert_snapshot!(setup.run(&["models", "pull", "tiny", "other"]).expect(2).stderr, @"
    tiny: Apache-2.0, not for commercial use; here
    other: Apache-2.0, own terms; 3.00 MB and a file of unknown size
    error: the model `other` is under Apache-2.0, own terms
      help: read HUB/maker/other; if you may and will use it so, add --accept-license other
    ");
}

#[test]
fn a_token_that_is_refused_is_named() {
    let setup = Setup::new(repository());
    setup.write_registry(&entry(""));
    let words = vec![("X-Error-Message".to_owned(), "Invalid\tcredentials".to_owned())];
    setup.hub.fault("resolve/config.json", Fault::Status(401, words));
    let mut command = setup.command(&["models", "pull", "tiny"]);
    command.env("HF_TOKEN", "hf_old");
    insta::assert_snapshot!(setup.finish(command).expect(3).stderr, @"
    tiny: Apache-2.0; 3.00 MB and a file of unknown size
    error: could not fetch `config.json` of maker/tiny at 0123456789abcdef0123456789abcdef01234567: the server answered 401: Invalid credentials
      help: the token of HF_TOKEN was refused: renew it at HUB/settings/tokens, or unset it
    ");
    let file = setup.folder.path().join("home/.cache/huggingface/token");
    fs_err::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    fs_err::write(&file, "hf_old\n").expect("written");
    insta::assert_snapshot!(setup.run(&["models", "pull", "tiny"]).expect(3).stderr, @"
    tiny: Apache-2.0; 3.00 MB and a file of unknown size
    error: could not fetch `config.json` of maker/tiny at 0123456789abcdef0123456789abcdef01234567: the server answered 401: Invalid credentials
      help: the token of the file `FOLDER/home/.cache/huggingface/token` was refused: renew it at HUB/settings/tokens, or remove it
    ");
    setup.write_registry(&entry("gated = true"));
    let accepted = ["models", "pull", "tiny", "--accept-license", "tiny"];
    insta::assert_snapshot!(setup.run(&accepted).expect(3).stderr, @"
    tiny: Apache-2.0, gated; 3.00 MB and a file of unknown size
    error: could not fetch `config.json` of maker/tiny at 0123456789abcdef0123456789abcdef01234567: the repository is gated
      help: the token of the file `FOLDER/home/.cache/huggingface/token` does not open it: accept the form at HUB/maker/tiny with the same account, or renew the token at HUB/settings/tokens
    ");
}

#[test]
fn variables_that_cannot_be_used_are_named() {
    let setup = Setup::new(repository());
    setup.write_registry(&entry(""));
    let told = |name: &str, value: &str| {
        let mut command = setup.command(&["models", "pull", "tiny"]);
        command.env(name, value);
        setup.finish(command).expect(2).stderr
    };
    let told = [
        told("HF_ENDPOINT", "huggingface.co"),
        told("HF_TOKEN", "hf two"),
        told("HF_HUB_DOWNLOAD_TIMEOUT", "soon"),
    ];
    insta::assert_snapshot!(told.concat(), @"
    tiny: Apache-2.0; 3.00 MB and a file of unknown size
    error: HF_ENDPOINT is `huggingface.co`, which is no address
      help: expected one that begins with https://, as https://huggingface.co
    tiny: Apache-2.0; 3.00 MB and a file of unknown size
    error: HF_TOKEN holds no token: there are blanks or letters in it that no token has
      help: copy the token anew from HUB/settings/tokens
    tiny: Apache-2.0; 3.00 MB and a file of unknown size
    error: HF_HUB_DOWNLOAD_TIMEOUT is `soon`: expected a whole number of seconds
      help: unset it, or set it to 60 if the connection is slow
    ");
}

#[test]
fn what_another_model_needs_stays() {
    let setup = Setup::new(repository());
    let sized =
        |name: &str, more: &str| entry_of(name, "maker/tiny", COMMIT, "").replace("{ path = \"config.json\" }", more);
    setup.hub.add(repository().file("a.json", "{}").file("b.json", "[]"));
    setup.write_registry(&format!(
        "{}{}",
        sized("tiny", "{ path = \"a.json\" }"),
        sized("other", "{ path = \"b.json\" }")
    ));
    setup.run(&["models", "pull", "tiny", "other"]).expect(0);
    let output = setup.run(&["models", "rm", "tiny", "--yes"]).expect(0);
    insta::assert_snapshot!(output.stderr, @"
    stays, another model needs it: weights/model.safetensors of maker/tiny
    removed 1 file of tiny, 2 B
    ");
    assert!(setup.cached("weights/model.safetensors").exists() && !setup.cached("a.json").exists());
    setup.run(&["models", "rm", "other", "--yes"]).expect(0);
    let left = fs_err::read_dir(setup.cache().join("models--maker--tiny")).map(|folder| folder.count());
    assert_eq!(left.unwrap_or(0), 0);
    let output = setup.run(&["models", "rm", "other"]).expect(0);
    insta::assert_snapshot!(output.stderr, @"nothing of other is here");
}

#[test]
fn nobody_is_asked_where_nobody_is() {
    let setup = Setup::new(repository());
    setup.write_registry(&entry(""));
    setup.run(&["models", "pull", "tiny"]).expect(0);
    insta::assert_snapshot!(setup.run(&["models", "rm", "tiny"]).expect(2).stderr, @"
    error: nobody can be asked whether to remove 2 files of tiny, 3.00 MB
      help: add --yes
    ");
    assert!(setup.cached("config.json").exists());
}

#[test]
fn what_is_told_of_a_download() {
    let setup = Setup::new(repository());
    setup.write_registry(&entry(""));
    setup
        .hub
        .fault_times("weights/model.safetensors", Fault::CutAfter(1_000_000), 1);
    let output = setup.run(&["models", "pull", "tiny"]).expect(0);
    for line in [
        "tiny: Apache-2.0; 3.00 MB and a file of unknown size",
        "fetching 2 files, 3.00 MB",
        "maker/tiny/config.json: done",
        "maker/tiny/weights/model.safetensors: the connection broke off; again in ",
        "maker/tiny/weights/model.safetensors: done",
        "3.00 MB here: FOLDER/cache",
    ] {
        assert!(output.stderr.contains(line), "{line}\n{}", output.stderr);
    }
    insta::assert_snapshot!(setup.run(&["models", "list"]).expect(0).stdout, @"
    MODEL  ROLE     LANGUAGES  SIZE     HERE  LICENCE     PROFILES
    tiny   seq2seq  kk ru      3.00 MB  yes   Apache-2.0
    ");
    insta::assert_snapshot!(setup.run(&["models", "show", "tiny"]).expect(0).stdout, @"
    tiny
      what          For tests.
      role          seq2seq (t5)
      languages     kk, ru
      licence       Apache-2.0
      size          3.00 MB
      here          yes
      file                  21 B  FOLDER/cache/models--maker--tiny/snapshots/0123456789abcdef0123456789abcdef01234567/config.json
      file               3.00 MB  FOLDER/cache/models--maker--tiny/snapshots/0123456789abcdef0123456789abcdef01234567/weights/model.safetensors
    ");
    insta::assert_snapshot!(setup.run(&["models", "path", "tiny"]).expect(0).stdout, @"FOLDER/cache/models--maker--tiny/snapshots/0123456789abcdef0123456789abcdef01234567");
}

#[test]
fn a_plan_names_the_models_of_its_profile() {
    let setup = Setup::new(repository());
    let model = entry("translates = [{ from = \"kk\", to = \"ru\" }]");
    setup.write_registry(&format!(
        "{model}[profiles.mine]\ndescription = \"Mine.\"\ntranslate = [\"tiny\"]\nroutes = [\"kk-ru\"]\n"
    ));
    fs_err::write(
        setup.folder.path().join("news.txt"),
        "Баға өсті деп хабарлады министрлік.",
    )
    .expect("written");
    let output = setup
        .run(&["digest", "news.txt", "--profile", "mine", "--dry-run"])
        .expect(0);
    assert!(
        output
            .stdout
            .contains("model       tiny: Apache-2.0; 3.00 MB and a file of unknown size to fetch\n"),
        "{}",
        output.stdout
    );
    setup.run(&["models", "pull", "mine"]).expect(0);
    let output = setup
        .run(&["digest", "news.txt", "--profile", "mine", "--dry-run"])
        .expect(0);
    assert!(
        output.stdout.contains("model       tiny: Apache-2.0; here\n"),
        "{}",
        output.stdout
    );
    // The files are here, and are not those of a model that translates.
    let output = setup.run(&["digest", "news.txt", "--profile", "mine"]).expect(3);
    for line in [
        "error: the model `tiny` does not load",
        "cause: there is no tokenizer in `tiny`",
        "help: `tuyin models verify tiny`",
    ] {
        assert!(output.stderr.contains(line), "{}", output.stderr);
    }
}
