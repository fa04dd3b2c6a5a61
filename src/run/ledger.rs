//! The ledger: what is finished, by article and stage, for resume and as a cache of later runs.
//!
//! A result stands under the hash of everything that it depends on: the article, the settings and
//! the version of this program. Whatever changes, an outdated result is never found again.

use std::path::{Path, PathBuf};
use std::time::Duration;

use fs_err as fs;
use rusqlite::{Connection, ErrorCode, OptionalExtension, params};
use sha2::{Digest as _, Sha256};

use super::Settings;
use crate::article::Article;
use crate::digest::Digest;

/// The layout of the database; another number means another file name, so that no old ledger is misread.
const LAYOUT: u32 = 1;

/// How long to wait for a program that looks into the ledger at the same time.
const BUSY_TIMEOUT: Duration = Duration::from_secs(2);

/// The hash that a result stands under.
pub(super) type Key = [u8; 32];

/// The ledger of an output folder.
pub(super) struct Ledger {
    connection: Connection,
    path: PathBuf,
}

/// The ledger could not be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// The disk is full or fails, or the file may not be written.
    #[error("the ledger `{}` could not be read or written", path.display())]
    Disk {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: rusqlite::Error,
    },
    /// Another program has locked it.
    #[error("another program holds the ledger `{}`", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
        /// What the database said.
        source: rusqlite::Error,
    },
    /// The file is no database, or one that is not whole.
    #[error("the ledger `{}` is damaged", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What the database said.
        source: rusqlite::Error,
    },
    /// The file could not be replaced.
    #[error("the ledger `{}` could not be removed", path.display())]
    Remove {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// A stored result cannot be read back.
    #[error("the ledger `{}` holds a result that cannot be read", path.display())]
    Value {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: serde_json::Error,
    },
}

/// A result on its way into the ledger.
pub(super) struct Row {
    pub key: Key,
    pub id: String,
    pub file: String,
    pub value: Vec<u8>,
}

impl Ledger {
    /// Opens the ledger at `path`, or begins a new one.
    pub fn open(path: &Path, fresh: bool) -> Result<Self, LedgerError> {
        if fresh {
            remove(path)?;
        }
        let open = || {
            let connection = Connection::open(path)?;
            connection.busy_timeout(BUSY_TIMEOUT)?;
            connection.execute_batch(&format!(
                "PRAGMA journal_mode = WAL;
                 PRAGMA synchronous = NORMAL;
                 PRAGMA user_version = {LAYOUT};
                 CREATE TABLE IF NOT EXISTS results (
                     key BLOB NOT NULL PRIMARY KEY,
                     stage TEXT NOT NULL,
                     id TEXT NOT NULL,
                     file TEXT NOT NULL,
                     value BLOB NOT NULL
                 );
                 CREATE INDEX IF NOT EXISTS files ON results (file);"
            ))?;
            Ok(connection)
        };
        let path = path.to_owned();
        match open() {
            Ok(connection) => Ok(Ledger { connection, path }),
            Err(source) => Err(LedgerError::new(path, source)),
        }
    }

    /// The same ledger for another thread.
    pub fn second(&self) -> Result<Self, LedgerError> {
        Ledger::open(&self.path, false)
    }

    /// The result under a key.
    pub fn get(&self, key: &Key) -> Result<Option<Vec<u8>>, LedgerError> {
        let get = || {
            let mut statement = self
                .connection
                .prepare_cached("SELECT value FROM results WHERE key = ?1")?;
            statement.query_row(params![key], |row| row.get(0)).optional()
        };
        get().map_err(|source| self.error(source))
    }

    /// The digest under a key that is known to be there.
    pub fn digest(&self, key: &Key) -> Result<Digest, LedgerError> {
        let value = self.get(key)?.unwrap_or_default();
        serde_json::from_slice(&value).map_err(|source| self.unreadable(source))
    }

    /// Stores results, all of them or none.
    pub fn put(&mut self, rows: &[Row], stage: &str) -> Result<(), LedgerError> {
        let mut put = || {
            let transaction = self.connection.transaction()?;
            {
                let sql = "INSERT OR REPLACE INTO results (key, stage, id, file, value) VALUES (?1, ?2, ?3, ?4, ?5)";
                let mut statement = transaction.prepare_cached(sql)?;
                for row in rows {
                    statement.execute(params![row.key, stage, row.id, row.file, row.value])?;
                }
            }
            transaction.commit()
        };
        put().map_err(|source| self.error(source))
    }

    /// The names of all article files that any run in this folder has written.
    pub fn files(&self) -> Result<Vec<String>, LedgerError> {
        let files = || {
            let mut statement = self.connection.prepare("SELECT DISTINCT file FROM results")?;
            let rows = statement.query_map([], |row| row.get(0))?;
            rows.collect::<Result<Vec<String>, rusqlite::Error>>()
        };
        files().map_err(|source| self.error(source))
    }

    /// The error of a value that cannot be read.
    pub fn unreadable(&self, source: serde_json::Error) -> LedgerError {
        LedgerError::Value {
            path: self.path.clone(),
            source,
        }
    }

    fn error(&self, source: rusqlite::Error) -> LedgerError {
        LedgerError::new(self.path.clone(), source)
    }
}

impl LedgerError {
    fn new(path: PathBuf, source: rusqlite::Error) -> Self {
        match source.sqlite_error_code() {
            Some(
                ErrorCode::DiskFull
                | ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen
                | ErrorCode::ReadOnly
                | ErrorCode::PermissionDenied,
            ) => LedgerError::Disk { path, source },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => LedgerError::Busy { path, source },
            _ => LedgerError::Damaged { path, source },
        }
    }

    /// What the user can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            LedgerError::Disk { .. } | LedgerError::Remove { .. } => super::DISK_HINT,
            LedgerError::Busy { .. } => "close the program that looks into it, or choose another folder with -o",
            LedgerError::Damaged { .. } | LedgerError::Value { .. } => {
                "run again with --fresh to begin a new ledger; the articles themselves are safe"
            }
        }
    }
}

/// The database with the files that SQLite keeps beside it.
fn remove(path: &Path) -> Result<(), LedgerError> {
    for suffix in ["", "-wal", "-shm"] {
        let mut file = path.as_os_str().to_owned();
        file.push(suffix);
        match fs::remove_file(&file) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                return Err(LedgerError::Remove {
                    path: file.into(),
                    source,
                });
            }
            _ => {}
        }
    }
    Ok(())
}

/// The hash of the text and metadata of an article.
pub(super) fn content_hash(article: &Article) -> Key {
    hash(&[&json(article)])
}

/// The hash of all that the digest of an article depends on.
pub(super) fn key(article: &Article, settings: &Settings) -> Key {
    // The formats decide what is written, not what is found.
    let content = (&settings.profile, &settings.to, settings.sentences, &settings.models);
    hash(&[
        env!("CARGO_PKG_VERSION").as_bytes(),
        &crate::digest::SCHEMA.to_le_bytes(),
        &crate::check::VERSION.to_le_bytes(),
        &json(&content),
        &json(article),
    ])
}

/// The hash of all that a summary by models depends on: the article, the length and the models.
pub(super) fn summary_key(article: &Article, sentences: usize, models: &str) -> Key {
    hash(&[
        b"summary",
        env!("CARGO_PKG_VERSION").as_bytes(),
        &crate::digest::SCHEMA.to_le_bytes(),
        &crate::check::VERSION.to_le_bytes(),
        &sentences.to_le_bytes(),
        models.as_bytes(),
        &json(article),
    ])
}

/// The hash of all that the vector of an article depends on: its digest and the model.
pub(super) fn embedding_key(digest: &Key, model: &str) -> Key {
    hash(&[b"embedding", digest, model.as_bytes()])
}

fn json(value: &impl serde::Serialize) -> Vec<u8> {
    // Strings, numbers and lists of them: nothing that JSON could refuse.
    serde_json::to_vec(value).unwrap_or_default()
}

fn hash(parts: &[&[u8]]) -> Key {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}
