//! Files that are compressed with gzip or zstd: `.gz` and `.zst` behind the extension of the format.

use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use fs_err as fs;

/// The most that one article may hold when it is unpacked: a small file must not fill the memory.
const LARGEST_ARTICLE: u64 = 256 << 20;

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Compression {
    None,
    Gzip,
    Zstd,
}

/// The compression that a name tells, and the name without its extension.
fn split(name: &str) -> (Compression, &str) {
    let lower = name.to_ascii_lowercase();
    match () {
        () if lower.ends_with(".gz") => (Compression::Gzip, &name[..name.len() - 3]),
        () if lower.ends_with(".zst") => (Compression::Zstd, &name[..name.len() - 4]),
        () => (Compression::None, name),
    }
}

/// A file name without the extension of a compression.
pub(super) fn without_compression(name: &str) -> &str {
    split(name).1
}

/// Opens a file for reading, unpacked as its name says.
///
/// # Errors
///
/// Fails if the file cannot be opened.
pub fn open(path: &Path) -> io::Result<Box<dyn BufRead + Send>> {
    let file = BufReader::new(fs::File::open(path)?);
    Ok(match split(&path.to_string_lossy()).0 {
        Compression::None => Box::new(file),
        Compression::Gzip => Box::new(BufReader::new(MultiGzDecoder::new(file))),
        Compression::Zstd => Box::new(BufReader::new(zstd::Decoder::with_buffer(file)?)),
    })
}

/// Reads a whole file, unpacked.
///
/// # Errors
///
/// Fails if the file cannot be read, is damaged, or unpacks to more than an article can be.
pub(super) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.take(LARGEST_ARTICLE + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > LARGEST_ARTICLE {
        true => Err(io::Error::other(
            "it is larger than 256 MiB; split it into articles, or make it JSON Lines",
        )),
        false => Ok(bytes),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn files_are_unpacked_by_their_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all("Баға өсті.".as_bytes()).expect("packed");
        fs::write(path("a.txt.gz"), gzip.finish().expect("packed")).expect("written");
        let packed = zstd::encode_all("Баға өсті.".as_bytes(), 1).expect("packed");
        fs::write(path("b.txt.zst"), packed).expect("written");
        fs::write(path("c.txt"), "Баға өсті.").expect("written");
        fs::write(path("d.txt.gz"), "Баға өсті.").expect("written");
        for name in ["a.txt.gz", "b.txt.zst", "c.txt"] {
            assert_eq!(read(&path(name)).expect("text"), "Баға өсті.".as_bytes(), "{name}");
        }
        assert!(read(&path("d.txt.gz")).is_err());
        assert_eq!(without_compression("b.txt.ZST"), "b.txt");
    }
}
