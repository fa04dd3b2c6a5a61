//! The tokenizer of a BERT that comes as a list of its tokens (Wu et al. 2016; Devlin et al. 2019).

use std::path::Path;

use serde::Deserialize;
use tokenizers::Tokenizer;
use tokenizers::models::bpe::Vocab;
use tokenizers::models::wordpiece::WordPiece;
use tokenizers::normalizers::BertNormalizer;
use tokenizers::pre_tokenizers::bert::BertPreTokenizer;

use crate::engine::files::{FilesError, ModelFiles, read_json};

/// Stands for what has no token.
const UNKNOWN: &str = "[UNK]";

/// What tokenizer_config.json says of how texts are prepared.
#[derive(Default, Deserialize)]
struct Settings {
    do_lower_case: Option<bool>,
    strip_accents: Option<bool>,
    tokenize_chinese_chars: Option<bool>,
}

/// Reads vocab.txt, a token a line, and the settings beside it; or says why it cannot be used.
///
/// # Errors
///
/// Fails if a file cannot be read.
pub fn read(path: &Path, files: &ModelFiles) -> Result<Result<Tokenizer, String>, FilesError> {
    let list = fs_err::read_to_string(path).map_err(|source| FilesError::Read {
        path: path.to_owned(),
        source,
    })?;
    let settings = match files.find("tokenizer_config.json") {
        Some(path) => read_json(path)?,
        None => Settings::default(),
    };
    Ok(build(&list, &settings))
}

fn build(list: &str, settings: &Settings) -> Result<Tokenizer, String> {
    let tokens = list.lines().map(str::trim_end);
    let vocabulary: Vocab = tokens
        .clone()
        .zip(0..)
        .map(|(token, id)| (token.to_owned(), id))
        .collect();
    if !vocabulary.contains_key(UNKNOWN) {
        return Err(format!("it has no {UNKNOWN}"));
    }
    let model = WordPiece::builder()
        .vocab(vocabulary)
        .unk_token(UNKNOWN.to_owned())
        .build();
    let mut tokenizer = Tokenizer::new(model.map_err(|error| error.to_string())?);
    // Where nothing is said, a list without capital letters was made of texts without them.
    let mut words = tokens.filter(|token| !token.starts_with('['));
    let lowercase = settings
        .do_lower_case
        .unwrap_or_else(|| !words.any(|token| token.contains(char::is_uppercase)));
    let chinese = settings.tokenize_chinese_chars.unwrap_or(true);
    let normalizer = BertNormalizer::new(true, chinese, settings.strip_accents, lowercase);
    tokenizer
        .with_normalizer(Some(normalizer))
        .map_err(|error| error.to_string())?;
    tokenizer.with_pre_tokenizer(Some(BertPreTokenizer));
    Ok(tokenizer)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASED: &str = "[PAD]\n[UNK]\nКафе\nкафе\nкафё\n##й\n北\n京\n";

    fn ids(list: &str, settings: &Settings, text: &str) -> Vec<u32> {
        let tokenizer = build(list, settings).expect("a tokenizer");
        tokenizer.encode(text, false).expect("tokens").get_ids().to_vec()
    }

    #[test]
    fn texts_are_prepared_as_the_settings_say() {
        let lower = Settings {
            do_lower_case: Some(true),
            ..Settings::default()
        };
        assert_eq!(ids(CASED, &Settings::default(), "Кафей кафё"), [2, 5, 4]);
        // Where letters become small, marks go unless the settings keep them.
        assert_eq!(ids(CASED, &lower, "Кафей КАФЁ"), [1, 3]);
        let keeps = Settings {
            strip_accents: Some(false),
            ..lower
        };
        assert_eq!(ids(CASED, &keeps, "Кафей КАФЁ"), [3, 5, 4]);
        // A list without capital letters reads everything in small ones.
        assert_eq!(ids("[UNK]\nкафе\n", &Settings::default(), "Кафе"), [1]);
    }

    #[test]
    fn chinese_characters_stand_alone_unless_the_settings_say_otherwise() {
        assert_eq!(ids(CASED, &Settings::default(), "北京"), [6, 7]);
        let together = Settings {
            tokenize_chinese_chars: Some(false),
            ..Settings::default()
        };
        assert_eq!(ids(CASED, &together, "北京"), [1]);
    }
}
