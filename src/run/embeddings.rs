//! The vectors of articles: from the ledger where it has them, else from the model.

use super::RunError;
use super::ledger::{Key, Ledger, Row, embedding_key};
use crate::digest::Digest;
use crate::relate::{TextEmbedder, gist};
use crate::write::file_name;

/// The stage that vectors are stored under.
const STAGE: &str = "embedding";

/// A vector for each article in a language that the model reads.
pub(super) fn embeddings(
    digests: &[(&Key, &Digest)],
    embedder: &dyn TextEmbedder,
    ledger: &mut Ledger,
) -> Result<Vec<Option<Vec<f32>>>, RunError> {
    let mut vectors: Vec<Option<Vec<f32>>> = Vec::with_capacity(digests.len());
    let mut missing: Vec<(usize, Key)> = Vec::new();
    for (place, (key, digest)) in digests.iter().enumerate() {
        let is_read = digest
            .entry
            .language
            .locale()
            .is_some_and(|locale| embedder.reads(locale));
        let key = embedding_key(key, embedder.identity());
        let known = if is_read { ledger.get(&key)? } else { None };
        if is_read && known.is_none() {
            missing.push((place, key));
        }
        vectors.push(known.map(|bytes| from_bytes(&bytes)));
    }
    let texts: Vec<String> = missing.iter().map(|(place, _)| gist(digests[*place].1)).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let made = embedder.embed(&texts).map_err(|source| RunError::Model {
        model: embedder.identity().to_owned(),
        source,
    })?;
    let mut rows = Vec::with_capacity(made.len());
    for ((place, key), vector) in missing.into_iter().zip(made) {
        let id = &digests[place].1.entry.id;
        rows.push(Row {
            key,
            id: id.to_string(),
            file: file_name(id),
            value: vector.iter().flat_map(|number| number.to_le_bytes()).collect(),
        });
        vectors[place] = Some(vector);
    }
    ledger.put(&rows, STAGE)?;
    Ok(vectors)
}

fn from_bytes(bytes: &[u8]) -> Vec<f32> {
    let (numbers, _) = bytes.as_chunks::<4>();
    numbers.iter().map(|number| f32::from_le_bytes(*number)).collect()
}
