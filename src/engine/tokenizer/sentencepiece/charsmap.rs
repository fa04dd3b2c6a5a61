//! The table that says what characters are normalized to: a double-array trie (Aoe 1989, in the layout of Darts-clone) over
//! sequences of characters, and the texts that take their place.

/// The table of a model.
pub struct Charsmap {
    units: Vec<u32>,
    /// All replacements, each ended by a zero byte.
    replacements: String,
}

impl Charsmap {
    /// Reads the table as models hold it: the length of the trie in bytes, the trie, the replacements.
    pub fn parse(blob: &[u8]) -> Result<Self, &'static str> {
        const CUT: &str = "its table of characters is cut off";
        let (length, rest) = blob.split_first_chunk::<4>().ok_or(CUT)?;
        let (trie, replacements) = rest.split_at_checked(u32::from_le_bytes(*length) as usize).ok_or(CUT)?;
        let (units, _) = trie.as_chunks::<4>();
        let replacements =
            String::from_utf8(replacements.to_vec()).map_err(|_| "its table of characters is no text")?;
        Ok(Charsmap {
            units: units.iter().map(|unit| u32::from_le_bytes(*unit)).collect(),
            replacements,
        })
    }

    /// What the longest beginning of a text that is in the table becomes, and its length in bytes.
    pub fn longest(&self, text: &str) -> Option<(&str, usize)> {
        let mut node = offset(*self.units.first()?);
        let mut found = None;
        for (at, byte) in text.bytes().enumerate() {
            node ^= usize::from(byte);
            let Some(unit) = self.units.get(node).filter(|unit| label(**unit) == u32::from(byte)) else {
                break;
            };
            node ^= offset(*unit);
            if has_leaf(*unit) {
                found = self.units.get(node).map(|leaf| (value(*leaf), at + 1));
            }
        }
        let (start, length) = found?;
        let replacement = self.replacements.get(start..)?.split('\0').next()?;
        Some((replacement, length))
    }
}

fn has_leaf(unit: u32) -> bool {
    unit >> 8 & 1 == 1
}

fn value(unit: u32) -> usize {
    (unit & 0x7fff_ffff) as usize
}

fn label(unit: u32) -> u32 {
    unit & (1 << 31 | 0xff)
}

fn offset(unit: u32) -> usize {
    ((unit >> 10) << ((unit & 1 << 9) >> 6)) as usize
}
