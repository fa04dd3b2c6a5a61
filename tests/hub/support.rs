//! A hub, a cache and a registry per test.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use assert_cmd::Command;
use tempfile::TempDir;
use tuyin::hub::{
    Cache, Client, Connection, FetchError, FetchObserver, Fetcher, FileName, Patience, Plan, Registry, Trouble,
};

use crate::server::{Hub, Repository};

/// The commit that tests pin.
pub const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";
/// Larger than what is read or written at a time.
pub const LARGE: usize = 3_000_000;

/// A hub with a repository, and a machine that knows it.
pub struct Setup {
    pub hub: Hub,
    pub folder: TempDir,
}

/// What a command left behind.
pub struct Output {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// Bytes that do not repeat soon.
pub fn bytes(length: usize, seed: u8) -> Vec<u8> {
    let mut state = u32::from(seed) + 1;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..length).map(|_| next()).collect()
}

/// A repository with a small and a large file.
pub fn repository() -> Repository {
    Repository::new("maker/tiny")
        .commit(COMMIT)
        .branch("main")
        .file("config.json", "{\"model_type\": \"t5\"}\n")
        .lfs_file("weights/model.safetensors", bytes(LARGE, 1))
}

/// What models.toml says of it; `more` goes into the entry.
pub fn entry(more: &str) -> String {
    entry_of("tiny", "maker/tiny", COMMIT, more)
}

/// What models.toml says of a repository with those two files.
pub fn entry_of(name: &str, repository: &str, revision: &str, more: &str) -> String {
    format!(
        "[models.{name}]\ndescription = \"For tests.\"\nrole = \"seq2seq\"\narchitecture = \"t5\"\n\
         languages = [\"kk\", \"ru\"]\nlicense = \"Apache-2.0\"\n{}{more}\n\
         [[models.{name}.sources]]\nrepository = \"{repository}\"\nrevision = \"{revision}\"\n\
         files = [{{ path = \"config.json\" }}, {{ path = \"weights/model.safetensors\", about = \"3 MB\" }}]\n\n",
        if more.contains("terms") {
            ""
        } else {
            "terms = \"free\"\n"
        }
    )
}

/// A registry of some entries.
pub fn registry(entries: &str) -> String {
    format!("schema = 1\n\n[profiles.lite]\ndescription = \"Nothing.\"\n\n{entries}")
}

/// Notes what it is told.
#[derive(Default)]
pub struct Notes(pub Mutex<Vec<String>>);

impl Notes {
    fn note(&self, what: &str, file: &FileName<'_>) {
        self.0.lock().expect("a lock").push(format!("{what} {}", file.path));
    }

    /// How often something was told.
    pub fn count(&self, what: &str) -> usize {
        let notes = self.0.lock().expect("a lock");
        notes.iter().filter(|note| note.starts_with(what)).count()
    }
}

impl FetchObserver for Notes {
    fn started(&self, files: usize, bytes: u64) {
        self.0.lock().expect("a lock").push(format!("started {files} {bytes}"));
    }
    fn file_started(&self, file: &FileName<'_>, _size: Option<u64>, present: u64) {
        self.note(&format!("file {present}"), file);
    }
    fn advanced(&self, _file: &FileName<'_>, _bytes: u64) {}
    fn restarted(&self, file: &FileName<'_>) {
        self.note("restarted", file);
    }
    fn file_finished(&self, file: &FileName<'_>) {
        self.note("finished", file);
    }
    fn retrying(&self, file: &FileName<'_>, trouble: &Trouble, wait: Duration) {
        self.note(&format!("retrying after {} s: {trouble}:", wait.as_secs()), file);
    }
    fn waiting(&self, file: &FileName<'_>) {
        self.note("waiting", file);
    }
    fn unverifiable(&self, file: &FileName<'_>) {
        self.note("unverifiable", file);
    }
}

impl Setup {
    /// A hub with that repository.
    pub fn new(repository: Repository) -> Self {
        let hub = Hub::start();
        hub.add(repository);
        Setup {
            hub,
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    /// The folder of the cache.
    pub fn cache(&self) -> PathBuf {
        self.folder.path().join("cache")
    }

    /// A file of the repository in the cache.
    pub fn cached(&self, path: &str) -> PathBuf {
        let snapshot = Path::new("models--maker--tiny/snapshots").join(COMMIT);
        self.cache().join(snapshot).join(path)
    }

    /// A file among the blobs.
    pub fn blob(&self, name: &str) -> PathBuf {
        self.cache().join("models--maker--tiny/blobs").join(name)
    }

    /// Fetches the model `tiny` as the library does, with little patience.
    pub fn fetch(&self, entries: &str) -> Result<Notes, FetchError> {
        self.fetch_with(entries, &self.hub.endpoint(), 3)
    }

    /// The same from another address, with so many attempts.
    pub fn fetch_with(&self, entries: &str, endpoint: &str, attempts: u32) -> Result<Notes, FetchError> {
        let file = tempfile::NamedTempFile::new().expect("a file");
        fs_err::write(file.path(), registry(entries)).expect("written");
        let registry = Registry::read(file.path()).expect("a registry");
        let cache = Cache::new(self.cache());
        let plan = Plan::new(&registry, ["tiny"], &cache).expect("a plan");
        let connection = Connection {
            endpoint: endpoint.to_owned(),
            token: None,
            stall: Duration::from_millis(400),
        };
        let patience = Patience {
            attempts,
            first_wait: Duration::from_millis(10),
            longest_wait: Duration::from_secs(2),
        };
        let notes = Notes::default();
        let client = Client::new(connection).expect("a client");
        Fetcher::new(&client, &cache, patience, &notes).fetch(&plan)?;
        let plan = Plan::new(&registry, ["tiny"], &cache).expect("a plan");
        assert!(plan.is_complete());
        Ok(notes)
    }

    /// The program with this hub, this cache and this registry.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("tuyin"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", self.folder.path().join("home"))
            .env("HF_HUB_CACHE", self.cache())
            .env("HF_HUB_DOWNLOAD_TIMEOUT", "2")
            .env("HF_ENDPOINT", self.hub.endpoint());
        command
    }

    /// Writes models.toml into the working folder.
    pub fn write_registry(&self, entries: &str) -> &Self {
        fs_err::write(self.folder.path().join("models.toml"), registry(entries)).expect("written");
        self
    }

    /// Runs the program.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.finish(self.command(arguments))
    }

    /// Runs a command. What differs from run to run is taken out of its words.
    pub fn finish(&self, mut command: Command) -> Output {
        let output = command.output().expect("the program ran");
        let text = |bytes: Vec<u8>| {
            let text = String::from_utf8(bytes).expect("UTF-8");
            text.replace(&self.hub.endpoint(), "HUB")
                .replace(&self.folder.path().display().to_string(), "FOLDER")
        };
        Output {
            code: output.status.code().expect("an exit code"),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }
}

impl Output {
    /// Itself, if the exit code is this one.
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }
}
