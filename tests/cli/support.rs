//! A folder per test, and the program run in it.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

pub struct Test {
    folder: TempDir,
}

/// What a command left behind.
pub struct Output {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Test {
    pub fn new() -> Self {
        Test {
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path(name);
        fs_err::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs_err::write(path, content).expect("a file");
        self
    }

    pub fn read(&self, name: &str) -> String {
        fs_err::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub fn json(&self, name: &str) -> Value {
        serde_json::from_str(&self.read(name)).expect("json")
    }

    /// The program in the folder, with an environment of its own.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("tuyin"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", self.path("home"));
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.run_with(arguments, "")
    }

    pub fn run_with(&self, arguments: &[&str], stdin: impl Into<Vec<u8>>) -> Output {
        let output = self
            .command(arguments)
            .write_stdin(stdin)
            .output()
            .expect("the program ran");
        Output {
            code: output.status.code().expect("an exit code"),
            stdout: String::from_utf8(output.stdout).expect("UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    /// All files below a folder with their content, but for the ledger and the `run` block of the report.
    pub fn tree(&self, folder: &str) -> Vec<(String, String)> {
        let mut files = Vec::new();
        collect(&self.path(folder), "", &mut files);
        files.sort();
        files
    }
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, String)>) {
    for entry in fs_err::read_dir(folder).expect("a folder").flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        match entry.path() {
            path if path.is_dir() && name != ".tuyin" => collect(&path, &format!("{name}/"), files),
            path if path.is_file() => {
                let mut content = fs_err::read_to_string(&path).expect("UTF-8");
                if name == "report.json" {
                    let mut report: Value = serde_json::from_str(&content).expect("json");
                    report["run"].take();
                    content = report.to_string();
                }
                files.push((name, content));
            }
            _ => {}
        }
    }
}

impl Output {
    /// The lines of stdout as JSON.
    pub fn lines(&self) -> Vec<Value> {
        self.stdout
            .lines()
            .map(|line| serde_json::from_str(line).expect("a line of JSON"))
            .collect()
    }

    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }
}

/// The samples of the repository.
pub fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

/// A short article of its own for every number.
pub fn article(number: usize) -> String {
    format!(
        "Отчёт номер {number}\n\nАСТАНА. 14 марта 2024 года. КАЗИНФОРМ – Казахстан выделил {number} млн тенге на дороги. \
         Рост составил {number} %. Работы начнутся осенью. Подрядчик из Турции получит аванс в мае."
    )
}

/// Articles as JSON Lines.
pub fn records(numbers: std::ops::Range<usize>) -> String {
    numbers
        .map(|number| serde_json::json!({"id": format!("r{number}"), "text": article(number)}).to_string() + "\n")
        .collect()
}
