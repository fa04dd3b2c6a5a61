//! One run per output folder: a lock of the operating system, which a killed run leaves open.

use std::fs::{File, TryLockError};
use std::path::Path;

use fs_err as fs;

use super::RunError;

/// Holds the folder until it is dropped.
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Locks `folder` by the file `path` in it.
    pub fn acquire(path: &Path, folder: &Path) -> Result<Self, RunError> {
        let file = fs::OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path);
        let (file, _) = file.map_err(RunError::prepare(path))?.into_parts();
        match file.try_lock() {
            Ok(()) => Ok(Lock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(RunError::Locked(folder.to_owned())),
            Err(TryLockError::Error(source)) => Err(RunError::Prepare {
                path: path.to_owned(),
                source,
            }),
        }
    }
}
