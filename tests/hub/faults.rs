//! What goes wrong between here and the hub, and what comes of it.

use std::time::{Duration, Instant};

use tuyin::hub::{FetchError, Trouble};

use crate::server::{Fault, Host, sha256};
use crate::support::{COMMIT, LARGE, Setup, bytes, entry, entry_of, repository};

const WEIGHTS: &str = "weights/model.safetensors";

#[track_caller]
fn trouble(result: Result<impl Sized, FetchError>) -> Trouble {
    match result {
        Err(FetchError::File { trouble, .. }) => trouble,
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("it was fetched"),
    }
}

fn is_whole(setup: &Setup) -> bool {
    fs_err::read(setup.cached(WEIGHTS)).is_ok_and(|found| found == bytes(LARGE, 1))
}

#[test]
fn what_was_cut_goes_on_where_it_was_cut() {
    let setup = Setup::new(repository());
    setup.hub.fault_times(WEIGHTS, Fault::CutAfter(1_000_000), 2);
    let notes = setup.fetch(&entry("")).expect("fetched");
    assert!(is_whole(&setup));
    assert_eq!(notes.count("retrying"), 2);
    assert_eq!(setup.hub.bytes_sent(WEIGHTS), LARGE as u64, "no byte twice");
    let ranges: Vec<_> = setup
        .hub
        .requests()
        .into_iter()
        .filter(|request| request.host == Host::Blob && request.method == "GET")
        .map(|request| request.range)
        .collect();
    assert_eq!(ranges, [None, Some((1_000_000, None)), Some((2_000_000, None))]);
}

#[test]
fn the_next_start_goes_on_as_well() {
    let setup = Setup::new(repository());
    setup.hub.fault_times(WEIGHTS, Fault::CutAfter(1_000_000), 1);
    setup.hub.fault(WEIGHTS, Fault::CutAfter(0));
    let cut = trouble(setup.fetch_with(&entry(""), &setup.hub.endpoint(), 0));
    assert!(matches!(cut, Trouble::BrokeOff | Trouble::Connection(_)), "{cut:?}");
    let incomplete = setup.blob(&format!("{}.incomplete", sha256(&bytes(LARGE, 1))));
    assert!(incomplete.exists() && !setup.cached(WEIGHTS).exists());
    setup.hub.mend();
    setup.fetch(&entry("")).expect("fetched");
    assert!(is_whole(&setup) && !incomplete.exists());
    assert_eq!(setup.hub.bytes_sent(WEIGHTS), LARGE as u64, "no byte twice");
}

#[test]
fn a_server_without_ranges_gives_all_again() {
    let setup = Setup::new(repository());
    setup.hub.fault_times(WEIGHTS, Fault::CutAfter(1_000_000), 1);
    setup.hub.fault(WEIGHTS, Fault::NoRanges);
    let notes = setup.fetch(&entry("")).expect("fetched");
    assert!(is_whole(&setup));
    assert_eq!(notes.count("restarted"), 1);
}

#[test]
fn more_than_there_is_is_thrown_away() {
    let setup = Setup::new(repository());
    let incomplete = setup.blob(&format!("{}.incomplete", sha256(&bytes(LARGE, 1))));
    fs_err::create_dir_all(incomplete.parent().expect("a folder")).expect("a folder");
    fs_err::write(&incomplete, bytes(LARGE + 5, 2)).expect("written");
    setup.fetch(&entry("")).expect("fetched");
    assert!(is_whole(&setup));
}

#[test]
fn silence_is_not_waited_for() {
    let setup = Setup::new(repository());
    setup.hub.fault_times(WEIGHTS, Fault::Stall { after: 500_000 }, 1);
    let start = Instant::now();
    let notes = setup.fetch(&entry("")).expect("fetched");
    assert!(is_whole(&setup) && start.elapsed() < Duration::from_secs(10));
    assert_eq!(notes.count("retrying after 0 s: nothing came for too long"), 1);
    assert_eq!(setup.hub.bytes_sent(WEIGHTS), LARGE as u64);

    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let endpoint = format!("http://{}", silent.local_addr().expect("an address"));
    let setup = Setup::new(repository());
    assert_eq!(trouble(setup.fetch_with(&entry(""), &endpoint, 1)), Trouble::Silent);
    // So is the way that revisions are resolved.
    let moving = entry_of("tiny", "maker/tiny", "main", "");
    assert_eq!(trouble(setup.fetch_with(&moving, &endpoint, 1)), Trouble::Silent);
}

#[test]
fn nobody_there() {
    let setup = Setup::new(repository());
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let endpoint = format!("http://{}", free.local_addr().expect("an address"));
    drop(free);
    let gave_up = trouble(setup.fetch_with(&entry(""), &endpoint, 1));
    assert!(matches!(gave_up, Trouble::Connection(_)), "{gave_up:?}");
}

#[test]
fn an_ill_server_gets_well() {
    let setup = Setup::new(repository().branch("main"));
    for target in ["resolve/config.json", WEIGHTS, "api/info"] {
        setup.hub.fault_times(target, Fault::Status(500, vec![]), 2);
    }
    let notes = setup
        .fetch(&entry_of("tiny", "maker/tiny", "main", ""))
        .expect("fetched");
    assert!(is_whole(&setup));
    assert!(notes.count("retrying") >= 6);
}

#[test]
fn a_busy_server_is_left_alone_as_long_as_it_asks() {
    let setup = Setup::new(repository());
    let wait = vec![("Retry-After".to_owned(), "1".to_owned())];
    setup.hub.fault_times(WEIGHTS, Fault::Status(429, wait), 1);
    let start = Instant::now();
    let notes = setup.fetch(&entry("")).expect("fetched");
    assert!(start.elapsed() >= Duration::from_secs(1));
    assert_eq!(notes.count("retrying after 1 s: the server answered 429"), 1);
    setup.hub.fault("resolve/config.json", Fault::Status(429, vec![]));
    fs_err::remove_file(setup.cached("config.json")).expect("removed");
    let busy = trouble(setup.fetch(&entry("")));
    assert_eq!(
        busy,
        Trouble::Busy {
            status: 429,
            wait: None
        }
    );
}

#[test]
fn wrong_bytes_are_set_aside_and_fetched_once_more() {
    for fault in [Fault::WrongBytes, Fault::WrongLength] {
        let setup = Setup::new(repository());
        setup.hub.fault_times(WEIGHTS, fault, 1);
        setup.fetch(&entry("")).expect("fetched");
        assert!(is_whole(&setup));
    }
    let setup = Setup::new(repository());
    setup.hub.fault(WEIGHTS, Fault::WrongBytes);
    assert_eq!(trouble(setup.fetch(&entry(""))), Trouble::Hash);
    let name = sha256(&bytes(LARGE, 1));
    assert!(setup.blob(&format!("{name}.damaged")).exists());
    assert!(!setup.blob(&name).exists() && !setup.cached(WEIGHTS).exists());
    assert_eq!(setup.hub.bytes_sent(WEIGHTS), 2 * LARGE as u64, "twice and no more");
    setup.hub.mend();
    setup.fetch(&entry("")).expect("fetched");
    assert!(is_whole(&setup) && !setup.blob(&format!("{name}.damaged")).exists());

    // A small file is known by its hash in git.
    let setup = Setup::new(repository());
    setup.hub.fault("config.json", Fault::WrongBytes);
    assert_eq!(trouble(setup.fetch(&entry(""))), Trouble::Hash);
}

#[test]
fn another_file_than_models_toml_says_is_not_fetched() {
    let setup = Setup::new(repository());
    for (claim, found) in [
        ("size = 5", format!("{LARGE} bytes in place of 5")),
        (
            &format!("sha256 = \"{}\"", "0".repeat(64)) as &str,
            format!("SHA-256 {} in place of {}", sha256(&bytes(LARGE, 1)), "0".repeat(64)),
        ),
    ] {
        let changed = entry("").replace("about = \"3 MB\"", claim);
        assert_eq!(trouble(setup.fetch(&changed)), Trouble::Changed(found));
    }
    assert_eq!(setup.hub.bytes_sent(WEIGHTS), 0);
    // A file that git keeps itself has no SHA-256 there: it is compared once it is here.
    let changed = entry("").replace(
        "\"config.json\"",
        &format!("\"config.json\", sha256 = \"{}\"", "0".repeat(64)),
    );
    assert_eq!(trouble(setup.fetch(&changed)), Trouble::Hash);
}

#[test]
fn what_is_here_in_another_size_is_fetched_anew() {
    let setup = Setup::new(repository());
    setup.fetch(&entry("")).expect("fetched");
    let name = sha256(&bytes(LARGE, 1));
    fs_err::write(setup.blob(&name), "cut by a full disk").expect("written");
    let exact = entry("").replace("about = \"3 MB\"", &format!("size = {LARGE}"));
    setup.fetch(&exact).expect("fetched");
    assert!(is_whole(&setup));
}

#[test]
fn what_is_not_there_or_not_given() {
    let setup = Setup::new(repository());
    let no_file = entry("").replace("\"config.json\"", "\"konfig.json\"");
    assert_eq!(trouble(setup.fetch(&no_file)), Trouble::NoFile);
    let no_commit = entry_of("tiny", "maker/tiny", &"f".repeat(40), "");
    assert_eq!(trouble(setup.fetch(&no_commit)), Trouble::NoRevision);
    let no_branch = entry_of("tiny", "maker/tiny", "elsewhere", "");
    assert_eq!(trouble(setup.fetch(&no_branch)), Trouble::NoRevision);
    let nobody = entry_of("tiny", "maker/gone", "main", "");
    assert_eq!(trouble(setup.fetch(&nobody)), Trouble::NoRepository);
    assert_eq!(
        trouble(setup.fetch(&entry_of("tiny", "maker/gone", &"f".repeat(40), ""))),
        Trouble::NoRepository
    );
    let setup = Setup::new(repository().gated());
    assert_eq!(trouble(setup.fetch(&entry(""))), Trouble::Gated);
    assert_eq!(setup.hub.bytes_sent("config.json"), 0);
}

#[test]
fn what_is_fetched_again_and_again_is_no_gain() {
    let setup = Setup::new(repository());
    for _ in 0..10 {
        setup.hub.fault_times(WEIGHTS, Fault::CutAfter(1_000_000), 1);
        setup.hub.fault_times(WEIGHTS, Fault::Status(416, vec![]), 1);
    }
    let gave_up = trouble(setup.fetch(&entry("")));
    assert!(
        matches!(gave_up, Trouble::BrokeOff | Trouble::NoSuchBytes),
        "{gave_up:?}"
    );
}

#[test]
fn the_others_stop_when_one_cannot_be_had() {
    let setup = Setup::new(repository());
    setup.hub.fault("config.json", Fault::Status(403, vec![]));
    let wait = vec![("Retry-After".to_owned(), "60".to_owned())];
    setup.hub.fault(WEIGHTS, Fault::Status(429, wait));
    let start = Instant::now();
    // The longest wait of the tests' patience is 2 s, four times.
    let gave_up = trouble(setup.fetch(&entry("")));
    assert!(matches!(gave_up, Trouble::Refused { status: 403, .. }), "{gave_up:?}");
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
}

#[test]
fn what_speaks_no_encryption_is_not_asked_again() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let endpoint = format!("https://{}", listener.local_addr().expect("an address"));
    let server = std::thread::spawn(move || {
        use std::io::{Read, Write};
        let (mut stream, _) = listener.accept().expect("a connection");
        let _ = stream.read(&mut [0; 1 << 12]);
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").expect("answered");
        drop(stream);
        listener.set_nonblocking(true).expect("set");
        std::thread::sleep(Duration::from_millis(300));
        listener.accept().is_err()
    });
    let setup = Setup::new(repository());
    let gave_up = trouble(setup.fetch_with(&entry("").replace("{ path = \"config.json\" }, ", ""), &endpoint, 3));
    assert!(matches!(gave_up, Trouble::Untrusted(_)), "{gave_up:?}");
    assert!(server.join().expect("no panic"), "asked again");
}

#[test]
fn bytes_that_are_here_are_not_trusted() {
    let setup = Setup::new(repository());
    let blob = setup.blob(&sha256(&bytes(LARGE, 1)));
    fs_err::create_dir_all(blob.parent().expect("a folder")).expect("a folder");
    fs_err::write(&blob, bytes(LARGE, 2)).expect("written");
    setup.fetch(&entry("")).expect("fetched");
    assert!(is_whole(&setup));
}

#[test]
fn a_server_names_no_place() {
    let outside = format!("../../../../../{}", "outside");
    for repository in [
        repository().calls_its_commit(&outside),
        repository().calls_its_commit(&"F".repeat(40)),
        repository().calls_its_commit("main"),
    ] {
        let setup = Setup::new(repository);
        let refused = trouble(setup.fetch(&entry_of("tiny", "maker/tiny", "main", "")));
        assert_eq!(refused, Trouble::Answer("it names no commit".to_owned()));
        assert!(!setup.cache().join("models--maker--tiny").exists());
    }
    // Nor does what somebody wrote into the notes.
    let setup = Setup::new(repository());
    let noted = setup.cache().join("models--maker--tiny/refs/main");
    fs_err::create_dir_all(noted.parent().expect("a folder")).expect("a folder");
    fs_err::write(&noted, "../../../../..").expect("written");
    setup
        .fetch(&entry_of("tiny", "maker/tiny", "main", ""))
        .expect("fetched");
    assert_eq!(fs_err::read_to_string(noted).expect("a ref"), COMMIT);
    assert!(is_whole(&setup));
}

#[test]
fn an_etag_that_names_another_file_is_none() {
    for etag in ["../../escaped", "0123.incomplete", ".."] {
        let setup = Setup::new(repository().gives_etag(etag));
        let refused = trouble(setup.fetch(&entry("")));
        assert_eq!(
            refused,
            Trouble::Answer("it gives the file no etag".to_owned()),
            "{etag}"
        );
    }
    let setup = Setup::new(repository().gives_etag("65a1b2c3-15"));
    let notes = setup.fetch(&entry("")).expect("fetched");
    assert_eq!(notes.count("unverifiable config.json"), 1);
}

/// The limit of a process stands for a full disk.
#[cfg(unix)]
#[test]
fn no_room() {
    let setup = Setup::new(repository());
    setup.write_registry(&entry(""));
    let program = assert_cmd::cargo::cargo_bin!("tuyin");
    let limited = format!(
        "trap '' XFSZ; ulimit -f 1000; exec '{}' models pull tiny",
        program.display()
    );
    let run = |script: &str| {
        let mut command = assert_cmd::Command::new("bash");
        command
            .args(["-c", script])
            .current_dir(setup.folder.path())
            .env("HF_HUB_CACHE", setup.cache())
            .env("HF_ENDPOINT", setup.hub.endpoint())
            .env("HOME", setup.folder.path().join("home"));
        setup.finish(command)
    };
    let output = run(&limited).expect(3);
    assert!(
        output
            .stderr
            .contains("could not fetch `weights/model.safetensors` of maker/tiny"),
        "{}",
        output.stderr
    );
    assert!(!setup.cached(WEIGHTS).exists());
    setup.run(&["models", "pull", "tiny"]).expect(0);
    assert!(is_whole(&setup));
}
