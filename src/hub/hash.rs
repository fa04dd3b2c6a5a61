//! Whether the bytes of a file are those that its name promises.

use std::io::{self, Read};
use std::path::Path;

use fs_err::File;
use sha2::{Digest, Sha256};

use super::registry::Sha256Hex;

/// Bytes that are hashed at a time.
const CHUNK: usize = 1 << 20;

/// A hash that a file should have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpectedHash {
    /// SHA-256 of the bytes, in hexadecimal digits.
    Sha256(String),
    /// The hash that git gives them: SHA-1 of a short head and the bytes.
    Git(String),
}

impl ExpectedHash {
    /// What an etag of the hub says of the bytes; nothing if it is neither of the two.
    pub fn of_etag(etag: &str) -> Option<Self> {
        let is_hex = etag.bytes().all(|byte| byte.is_ascii_hexdigit());
        match etag.len() {
            64 if is_hex => Some(ExpectedHash::Sha256(etag.to_ascii_lowercase())),
            40 if is_hex => Some(ExpectedHash::Git(etag.to_ascii_lowercase())),
            _ => None,
        }
    }

    /// The hashes that bytes must have, by models.toml and by their etag.
    pub fn all(own: Option<&Sha256Hex>, etag: Option<&str>) -> Vec<Self> {
        let own = own.map(|hash| ExpectedHash::Sha256(hash.as_str().to_owned()));
        let mut hashes: Vec<ExpectedHash> = own.into_iter().chain(etag.and_then(ExpectedHash::of_etag)).collect();
        hashes.dedup();
        hashes
    }

    /// Whether a file has all of some hashes. Reads it once for each.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read.
    pub fn all_hold(hashes: &[Self], path: &Path) -> io::Result<bool> {
        for hash in hashes {
            if !hash.holds(path)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether a file has it. Reads the whole file.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read.
    pub fn holds(&self, path: &Path) -> io::Result<bool> {
        match self {
            ExpectedHash::Sha256(expected) => Ok(hash::<Sha256>(path, b"")? == *expected),
            ExpectedHash::Git(expected) => {
                let head = format!("blob {}\0", fs_err::metadata(path)?.len());
                Ok(hash::<sha1::Sha1>(path, head.as_bytes())? == *expected)
            }
        }
    }
}

fn hash<D: Digest>(path: &Path, head: &[u8]) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut digest = D::new();
    digest.update(head);
    let mut chunk = vec![0; CHUNK];
    loop {
        match file.read(&mut chunk)? {
            0 => break,
            read => digest.update(&chunk[..read]),
        }
    }
    let digits = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_of_a_file() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        fs_err::write(file.path(), "hello\n").expect("written");
        // As `sha256sum` and `git hash-object` print them.
        let sha256 = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";
        let git = "ce013625030ba8dba906f756967f9e9ca394464a";
        for etag in [sha256, git] {
            let expected = ExpectedHash::of_etag(etag).expect("a hash");
            assert!(expected.holds(file.path()).expect("read"), "{etag}");
        }
        fs_err::write(file.path(), "hellO\n").expect("written");
        for etag in [sha256, git] {
            let expected = ExpectedHash::of_etag(etag).expect("a hash");
            assert!(!expected.holds(file.path()).expect("read"), "{etag}");
        }
        assert_eq!(ExpectedHash::of_etag("W/\"abc\""), None);
    }
}
