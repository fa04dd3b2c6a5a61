//! Files that are there whole or not at all.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use fs_err as fs;

use super::WriteError;

/// The end of the name of a file that is not complete.
const UNFINISHED: &str = ".tuyin-tmp";

/// Removes what a run that was killed left unfinished in a folder. No other run may be writing there.
///
/// # Errors
///
/// Fails if the folder cannot be read or a file of it not removed.
pub fn remove_unfinished(folder: &Path) -> Result<(), WriteError> {
    let remove = || {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().ends_with(UNFINISHED) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    };
    remove().map_err(WriteError::io(folder))
}

/// A file that takes its name only when it is complete. Dropped before that, it leaves nothing.
pub struct AtomicFile {
    path: PathBuf,
    temporary: PathBuf,
    writer: Option<BufWriter<fs::File>>,
}

impl AtomicFile {
    /// Begins a file beside `path`.
    ///
    /// # Errors
    ///
    /// Fails if the folder is missing or does not take files.
    pub fn create(path: &Path) -> Result<Self, WriteError> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}{UNFINISHED}", std::process::id()));
        let temporary = path.with_file_name(name);
        let file = fs::File::create(&temporary).map_err(WriteError::io(path))?;
        Ok(AtomicFile {
            path: path.to_owned(),
            temporary,
            writer: Some(BufWriter::new(file)),
        })
    }

    /// Gives the complete file its name.
    ///
    /// # Errors
    ///
    /// Fails if the rest cannot be written, the disk being full, or the file cannot be renamed.
    pub fn commit(mut self) -> Result<(), WriteError> {
        let Some(writer) = self.writer.take() else {
            return Ok(());
        };
        let write = || {
            let file = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.sync_data()?;
            fs::rename(&self.temporary, &self.path)
        };
        write().map_err(|source| {
            // Already failing: nothing better can be done about a file that cannot be removed.
            let _ = fs::remove_file(&self.temporary);
            WriteError::Io {
                path: self.path.clone(),
                source,
            }
        })
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.writer {
            Some(writer) => writer.write(bytes),
            None => Ok(0),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for AtomicFile {
    fn drop(&mut self) {
        if self.writer.take().is_some() {
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

/// Writes a small file atomically, unless it already holds exactly this.
///
/// # Errors
///
/// As [`AtomicFile`].
pub fn write_if_changed(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    if fs::read(path).is_ok_and(|present| present == bytes) {
        return Ok(());
    }
    let mut file = AtomicFile::create(path)?;
    file.write_all(bytes).map_err(WriteError::io(path))?;
    file.commit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_appears_whole_or_not_at_all() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("a.txt");
        let mut dropped = AtomicFile::create(&path).expect("file");
        dropped.write_all(b"half").expect("written");
        drop(dropped);
        assert_eq!(fs::read_dir(folder.path()).expect("listing").count(), 0);
        write_if_changed(&path, b"whole").expect("written");
        assert_eq!(fs::read(&path).expect("read"), b"whole");
        assert_eq!(fs::read_dir(folder.path()).expect("listing").count(), 1);
    }

    #[test]
    fn a_missing_folder_is_named() {
        let path = Path::new("/no/such/folder/a.txt");
        let error = write_if_changed(path, b"").expect_err("an error");
        assert_eq!(error.to_string(), "could not write `/no/such/folder/a.txt`");
    }
}
