//! Writing files in GGUF, tensor after tensor, so that no more than a part of one need be in memory.
//!
//! The format is that of ggml: a header with settings and the place of every tensor, then their bytes, each aligned.

use std::io::{self, Seek, Write};

use candle_core::quantized::GgmlDType;

const MAGIC: &[u8; 4] = b"GGUF";
const VERSION: u32 = 3;
const ALIGNMENT: u64 = 32;
/// The number by which the format knows a text.
const TEXT: u32 = 8;

/// A tensor that will be written.
pub struct Entry {
    /// Its name.
    pub name: String,
    /// Sizes, outermost first.
    pub shape: Vec<usize>,
    /// The type of its blocks.
    pub dtype: GgmlDType,
}

impl Entry {
    fn bytes(&self) -> u64 {
        let count: usize = self.shape.iter().product();
        (count / self.dtype.block_size() * self.dtype.type_size()) as u64
    }
}

/// Writes the header. The tensors must follow in the order of the entries, each with [`align`] behind it.
///
/// # Errors
///
/// Fails if the file does, or if a type is none that we write.
pub fn write_header(file: &mut impl Write, settings: &[(&str, &str)], entries: &[Entry]) -> io::Result<()> {
    let mut header = Vec::new();
    header.extend(MAGIC);
    header.extend(VERSION.to_le_bytes());
    header.extend((entries.len() as u64).to_le_bytes());
    header.extend((settings.len() as u64).to_le_bytes());
    for (key, value) in settings {
        push_text(&mut header, key);
        header.extend(TEXT.to_le_bytes());
        push_text(&mut header, value);
    }
    let mut offset = 0u64;
    for entry in entries {
        push_text(&mut header, &entry.name);
        header.extend((entry.shape.len() as u32).to_le_bytes());
        for size in entry.shape.iter().rev() {
            header.extend((*size as u64).to_le_bytes());
        }
        header.extend(number_of(entry.dtype)?.to_le_bytes());
        header.extend(offset.to_le_bytes());
        offset += entry.bytes().next_multiple_of(ALIGNMENT);
    }
    header.resize(header.len().next_multiple_of(ALIGNMENT as usize), 0);
    file.write_all(&header)
}

/// Fills up to where the next tensor begins.
///
/// # Errors
///
/// Fails if the file does.
pub fn align(file: &mut (impl Write + Seek)) -> io::Result<()> {
    let position = file.stream_position()?;
    let missing = position.next_multiple_of(ALIGNMENT) - position;
    file.write_all(&[0; ALIGNMENT as usize][..missing as usize])
}

fn push_text(header: &mut Vec<u8>, text: &str) {
    header.extend((text.len() as u64).to_le_bytes());
    header.extend(text.as_bytes());
}

/// The number by which the format knows a type.
fn number_of(dtype: GgmlDType) -> io::Result<u32> {
    match dtype {
        GgmlDType::F32 => Ok(0),
        GgmlDType::Q8_0 => Ok(8),
        GgmlDType::Q4K => Ok(12),
        GgmlDType::Q6K => Ok(14),
        other => Err(io::Error::other(format!("{other:?} is not written"))),
    }
}
