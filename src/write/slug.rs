//! File names for articles: readable, safe on every system, never the same for two ids.

use sha2::{Digest as _, Sha256};

use crate::article::Id;

/// The longest readable part, in characters.
const LONGEST: usize = 60;

/// The name of an article's file: a safe form of its id and eight hexadecimal digits of the id's SHA-256.
pub fn file_name(id: &Id) -> String {
    let id = id.to_string();
    let hash = Sha256::digest(id.as_bytes());
    let digits: String = hash[..4].iter().map(|byte| format!("{byte:02x}")).collect();
    match slug(&id) {
        slug if slug.is_empty() => format!("{digits}.json"),
        slug => format!("{slug}-{digits}.json"),
    }
}

/// Letters and digits, with single hyphens for everything else.
fn slug(id: &str) -> String {
    let mut slug = String::new();
    for character in id.chars() {
        if slug.chars().count() == LONGEST {
            break;
        }
        if character.is_alphanumeric() || character == '_' {
            slug.push(character);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_and_differ() {
        assert_eq!(file_name(&Id::from("en/grain-export")), "en-grain-export-9af5e508.json");
        assert!(file_name(&Id::from("../../etc/passwd")).starts_with("etc-passwd-"));
        assert!(file_name(&Id::from("қазақша мәтін")).starts_with("қазақша-мәтін-"));
        assert_ne!(file_name(&Id::from("a/b")), file_name(&Id::from("a-b")));
        assert_eq!(file_name(&Id::Number(7)), file_name(&Id::from("7")));
        assert!(file_name(&Id::from("я".repeat(500).as_str())).len() < 160);
        assert_eq!(file_name(&Id::from("///")).len(), 13);
    }
}
