//! Runs that are cut short, and runs that come again.

use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::support::{Test, article, records};

/// A run that reads from a pipe which stays open, so that it can be cut short at a known place.
struct Open {
    child: Child,
}

impl Open {
    fn start(test: &Test, output: &str, jobs: &str) -> Self {
        let child = Command::new(assert_cmd::cargo::cargo_bin!("tuyin"))
            .args(["digest", "-", "-o", output, "--jobs", jobs])
            .current_dir(test.path(""))
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("started");
        Open { child }
    }

    fn send(&mut self, lines: &str) {
        let stdin = self.child.stdin.as_mut().expect("stdin");
        stdin
            .write_all(lines.as_bytes())
            .and_then(|()| stdin.flush())
            .expect("sent");
    }

    #[cfg(unix)]
    fn signal(&mut self, name: &str) -> Option<i32> {
        let sent = Command::new("kill")
            .args([name, &self.child.id().to_string()])
            .status()
            .expect("kill");
        assert!(sent.success());
        // `wait` would close the pipe, and the end of the input might be noticed before the signal.
        let _open = self.child.stdin.take();
        self.child.wait().expect("ended").code()
    }
}

fn wait_for(what: &str, holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(60), "{what} did not happen");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn files(test: &Test, folder: &str) -> usize {
    fs_err::read_dir(test.path(folder)).map_or(0, |entries| {
        entries
            .flatten()
            .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "json"))
            .count()
    })
}

#[cfg(unix)]
#[test]
fn killed_and_resumed_is_as_run_straight() {
    let test = Test::new();
    let all = records(0..120);
    test.run_with(&["digest", "-", "-o", "straight", "--jobs", "4"], all.clone())
        .expect(0);
    for (cut, jobs) in [(5, "1"), (40, "1"), (90, "4")] {
        let folder = format!("cut{cut}");
        let mut run = Open::start(&test, &folder, jobs);
        run.send(&records(0..cut));
        wait_for("the first articles", || {
            files(&test, &format!("{folder}/articles")) == cut
        });
        run.signal("-KILL");
        assert!(!test.path(&folder).join("report.json").exists());
        test.run_with(&["digest", "-", "-o", &folder, "--jobs", jobs], all.clone())
            .expect(0);
        assert_eq!(test.tree(&folder), test.tree("straight"), "cut after {cut}");
        assert!(test.json(&format!("{folder}/report.json"))["run"]["reused"].as_u64() <= Some(cut as u64));
    }
}

#[test]
fn what_a_killed_run_left_half_written_is_removed() {
    let test = Test::new();
    test.write("a.txt", article(1));
    test.run(&["digest", "a.txt", "-o", "straight"]).expect(0);
    for half in [
        "articles/a.json.77.tuyin-tmp",
        "digest.html.77.tuyin-tmp",
        "pages/digest.001.html.77.tuyin-tmp",
    ] {
        test.write(&format!("out/{half}"), "half of");
    }
    test.run(&["digest", "a.txt", "-o", "out"]).expect(0);
    assert_eq!(test.tree("out"), test.tree("straight"));
}

#[cfg(unix)]
#[test]
fn a_signal_leaves_a_report_and_its_own_exit_code() {
    for (name, code) in [("-INT", 130), ("-TERM", 143)] {
        let test = Test::new();
        let mut run = Open::start(&test, "out", "1");
        run.send(&records(0..3));
        wait_for("the first articles", || files(&test, "out/articles") == 3);
        assert_eq!(run.signal(name), Some(code));
        let report = test.json("out/report.json");
        assert_eq!(report["run"]["interrupted"], true);
        assert!(!test.path("out/digest.ru.md").exists());
        test.run_with(&["digest", "-", "-o", "out"], records(0..3)).expect(0);
        let report = test.json("out/report.json");
        assert_eq!(
            (&report["run"]["reused"], &report["run"]["interrupted"]),
            (&3.into(), &false.into())
        );
    }
}

#[cfg(unix)]
#[test]
fn a_second_run_on_the_folder_is_refused() {
    let test = Test::new();
    let mut first = Open::start(&test, "out", "1");
    first.send(&records(0..1));
    wait_for("the first article", || files(&test, "out/articles") == 1);
    let second = test.run_with(&["digest", "-", "-o", "out"], records(0..1)).expect(3);
    insta::assert_snapshot!(second.stderr, @r"
    error: another run of tuyin is writing to `out`
      help: wait for it to finish, or choose another folder with -o
    ");
    first.signal("-KILL");
    test.run_with(&["digest", "-", "-o", "out"], records(0..1)).expect(0);
}

#[test]
fn the_same_run_again_works_on_nothing_and_fresh_on_all() {
    let test = Test::new();
    test.write("in/a.txt", article(1)).write("in/b.txt", article(2));
    test.run(&["digest", "in", "-o", "out"]).expect(0);
    let first = test.tree("out");
    let reused = |arguments: &[&str]| {
        test.run(&[&["digest", "in", "-o", "out"][..], arguments].concat())
            .expect(0);
        test.json("out/report.json")["run"]["reused"].as_u64()
    };
    assert_eq!(reused(&[]), Some(2));
    assert_eq!(test.tree("out"), first);
    assert_eq!(reused(&["--fresh"]), Some(0));
    assert_eq!(test.tree("out"), first);
    assert_eq!(reused(&["--length", "short"]), Some(0));
    assert_eq!(reused(&["--length", "short", "--format", "md"]), Some(2));
    test.write("in/a.txt", article(3));
    assert_eq!(reused(&[]), Some(1));
}

#[test]
fn an_article_that_is_gone_loses_its_file_and_keeps_its_row() {
    let test = Test::new();
    test.write("in/a.txt", article(1)).write("in/b.txt", article(2));
    test.run(&["digest", "in", "-o", "out"]).expect(0);
    test.write("out/articles/mine.json", "{}");
    fs_err::remove_file(test.path("in/b.txt")).expect("removed");
    test.run(&["digest", "in", "-o", "out"]).expect(0);
    assert_eq!(files(&test, "out/articles"), 2);
    assert!(test.path("out/articles/mine.json").exists());
    test.write("in/b.txt", article(2));
    test.run(&["digest", "in", "-o", "out"]).expect(0);
    assert_eq!(test.json("out/report.json")["run"]["reused"], 2);
    assert_eq!(files(&test, "out/articles"), 3);
}
