//! What goes wrong with a fetch.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use indicatif::DecimalBytes;

use crate::hub::plan::{PlannedFile, State};

/// Why a request, or what came of it, is not good.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Trouble {
    /// The connection could not be made or used.
    #[error("the connection failed: {0}")]
    Connection(String),
    /// The other end cannot be trusted, or does not speak as it should.
    #[error("the connection is not safe: {0}")]
    Untrusted(String),
    /// The server sends a request on and on, or to where it may not go.
    #[error("the server sends the request to where it may not go: {0}")]
    Redirect(String),
    /// Nothing came for too long.
    #[error("nothing came for too long")]
    Silent,
    /// The body ended before all had come.
    #[error("the connection broke off")]
    BrokeOff,
    /// The server has too much to do, or is ill.
    #[error("the server answered {status}")]
    Busy {
        /// The status.
        status: u16,
        /// How long it asks us to wait.
        wait: Option<Duration>,
    },
    /// The repository asks for a form.
    #[error("the repository is gated")]
    Gated,
    /// The server does not give it to us.
    #[error("the server answered {status}: {}", message.as_deref().unwrap_or("it does not give the file to this user"))]
    Refused {
        /// The status.
        status: u16,
        /// What the server says of it.
        message: Option<String>,
    },
    /// There is no such repository, or we may not know of it.
    #[error("there is no such repository, or it is private")]
    NoRepository,
    /// There is no such revision.
    #[error("the repository has no such revision")]
    NoRevision,
    /// There is no such file.
    #[error("the repository has no such file at this revision")]
    NoFile,
    /// There are not so many bytes.
    #[error("the server has fewer bytes than are here already")]
    NoSuchBytes,
    /// Another status.
    #[error("the server answered {0}")]
    Status(u16),
    /// The answer lacks something, or is none that we can read.
    #[error("the server's answer cannot be used: {0}")]
    Answer(String),
    /// No request can be made at all.
    #[error("no request can be made: {0}")]
    Unusable(String),
    /// The file is not as long as it should be.
    #[error("the file has {found} bytes and should have {expected}")]
    Size {
        /// As models.toml or the hub has it.
        expected: u64,
        /// As it came.
        found: u64,
    },
    /// The bytes are not those that they should be.
    #[error("the bytes are not those of the SHA-256 or git hash that they should have")]
    Hash,
    /// Another file stands under that name now.
    #[error("the hub has another file there than models.toml says: {0}")]
    Changed(String),
    /// It could not be written.
    #[error("could not write it: {0}")]
    Disk(String),
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// Another file could not be fetched, and without it this one is of no use.
    #[error("it was stopped because another file cannot be had")]
    Stopped,
}

impl Trouble {
    /// Whether it may pass.
    pub(super) fn may_pass(&self) -> bool {
        matches!(
            self,
            Trouble::Connection(_) | Trouble::Silent | Trouble::BrokeOff | Trouble::Busy { .. } | Trouble::NoSuchBytes
        )
    }

    /// What made the body of an answer end.
    pub(super) fn of_body(error: &io::Error) -> Self {
        let transport = error.get_ref().and_then(|error| error.downcast_ref::<reqwest::Error>());
        match error.kind() == io::ErrorKind::TimedOut || transport.is_some_and(reqwest::Error::is_timeout) {
            true => Trouble::Silent,
            false => Trouble::BrokeOff,
        }
    }
}

/// Of a disk: answers of servers come with troubles of their own.
impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Trouble::DiskFull,
            _ => Trouble::Disk(error.to_string()),
        }
    }
}

/// Files could not be fetched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// A file could not be fetched.
    #[error("could not fetch `{path}` of {repository} at {revision}: {trouble}")]
    File {
        /// The repository.
        repository: String,
        /// The revision.
        revision: String,
        /// The file.
        path: String,
        /// Why not.
        trouble: Trouble,
    },
    /// A file of a local folder is not there.
    #[error("there is no `{}`, which models.toml names as a file of the model `{model}`", path.display())]
    Local {
        /// The model.
        model: String,
        /// Where the file should be.
        path: PathBuf,
    },
    /// A file of a local folder is there, and is another.
    #[error("`{}` of the model `{model}` is not the file that models.toml says: it has {size} bytes{}",
            path.display(), expected.map(|size| format!(" in place of {size}")).unwrap_or_default())]
    LocalUnsound {
        /// The model.
        model: String,
        /// Where the file is.
        path: PathBuf,
        /// Its bytes.
        size: u64,
        /// The bytes that it should have, if that is known and not so.
        expected: Option<u64>,
    },
    /// There is not enough room.
    #[error("there is no room for {} in `{}`: {} are free", DecimalBytes(*needed), folder.display(), DecimalBytes(*free))]
    NoRoom {
        /// The bytes that are to come.
        needed: u64,
        /// The bytes that are free.
        free: u64,
        /// Where.
        folder: PathBuf,
    },
}

impl FetchError {
    /// A file could not be fetched.
    pub(super) fn of(planned: &PlannedFile<'_>, trouble: Trouble) -> Self {
        FetchError::File {
            repository: planned.source.repository.to_string(),
            revision: planned.source.revision().to_string(),
            path: planned.file.path.to_string(),
            trouble,
        }
    }

    /// Whether it comes of another error, which says more.
    pub(super) fn is_of_another(&self) -> bool {
        matches!(
            self,
            FetchError::File {
                trouble: Trouble::Stopped,
                ..
            }
        )
    }

    /// A file of a local folder is not as it should be.
    pub(super) fn of_local(planned: &PlannedFile<'_>, folder: &Path) -> Self {
        let model = planned.model.to_owned();
        match &planned.state {
            State::Unsound { path, size } => FetchError::LocalUnsound {
                model,
                path: path.clone(),
                size: *size,
                expected: planned.file.size.filter(|expected| expected != size),
            },
            _ => FetchError::Local {
                model,
                path: folder.join(planned.file.path.as_str()),
            },
        }
    }
}
