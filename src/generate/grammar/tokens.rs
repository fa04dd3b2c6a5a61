//! The bytes of tokens.

use std::collections::HashSet;
use std::sync::Arc;

use llguidance::ParserFactory;
use llguidance::toktrie::{TokEnv, TokRxInfo, TokTrie, TokenId, TokenizerEnv};
use tokenizers::decoders::DecoderWrapper;
use tokenizers::pre_tokenizers::PreTokenizerWrapper;
use tokenizers::{ModelWrapper, Tokenizer};

use super::GrammarError;

/// What stands for a blank in vocabularies of SentencePiece.
const BLANK: char = '▁';
/// What any JSON is made of; the rest depends on the schema.
const JSON: &str = "{}[],:\"\\-.0123456789";
/// The most bytes of a token that [`TokTrie`] can hold. No longer one is missed.
const LONGEST_TOKEN: usize = 1023;
/// The most states of the strings and numbers of the answers that are written at the same time.
const MOST_STATES: usize = 1_000_000;
/// The most nodes of a [`TokTrie`].
const MOST_NODES: usize = (1 << 22) - 1;

/// The bytes of every token of a vocabulary, and which tokens end an answer.
pub struct TokenBytes {
    factory: ParserFactory,
    end: Vec<u32>,
    vocabulary: usize,
}

impl TokenBytes {
    /// Reads the tokens of a tokenizer, for a model that scores so many of them. A model may score more tokens than the
    /// tokenizer has; these are never allowed, nor are control tokens, except for those that end an answer where it may end.
    ///
    /// Two kinds of vocabularies are known: of bytes, as in GPT-2, and of pieces with `▁` for blanks and perhaps `<0xNN>` for
    /// bytes, as in SentencePiece.
    ///
    /// # Errors
    ///
    /// Fails if the vocabulary is of another kind or too large, has no tokens for the signs of JSON, or if no token that is
    /// scored ends an answer.
    pub fn of(tokenizer: &Tokenizer, vocabulary: usize, end: &[u32]) -> Result<Self, GrammarError> {
        check_end(vocabulary, end)?;
        let words = words(tokenizer, vocabulary, end)?;
        let size = u32::try_from(vocabulary).map_err(|_| too_large())?;
        let trie = TokTrie::from(&TokRxInfo::new(size, end[0]), &words).with_eos_tokens(end);
        let environment: TokEnv = Arc::new(Environment {
            writes_all: has_all_bytes(&words),
            trie,
            tokenizer: plain(tokenizer),
        });
        let mut factory = ParserFactory::new_simple(&environment).map_err(GrammarError::engine)?;
        let limits = factory.quiet().limits_mut();
        limits.verbose_errors = false;
        limits.max_lexer_states = MOST_STATES;
        let tokens = TokenBytes {
            factory,
            end: end.to_vec(),
            vocabulary,
        };
        match JSON.chars().find(|sign| !tokens.can_write(&sign.to_string())) {
            Some(sign) => Err(GrammarError::Unwritable(sign.to_string())),
            None => Ok(tokens),
        }
    }

    /// How many tokens are scored.
    pub fn vocabulary(&self) -> usize {
        self.vocabulary
    }

    /// Whether a token ends an answer.
    pub fn ends(&self, token: u32) -> bool {
        self.end.contains(&token)
    }

    /// Whether tokens can be put together to a text.
    pub(super) fn can_write(&self, text: &str) -> bool {
        let trie = self.factory.tok_env().tok_trie();
        let mut is_reached = vec![false; text.len() + 1];
        is_reached[0] = true;
        for place in 0..text.len() {
            if is_reached[place] {
                for token in trie.all_prefixes(&text.as_bytes()[place..]) {
                    is_reached[place + trie.token(token).len()] = true;
                }
            }
        }
        is_reached[text.len()]
    }

    /// What makes parsers for the tokens.
    pub(super) fn factory(&self) -> &ParserFactory {
        &self.factory
    }
}

/// Tokens and texts for llguidance.
struct Environment {
    trie: TokTrie,
    /// Whether any text can be written, byte by byte if need be.
    writes_all: bool,
    tokenizer: Tokenizer,
}

impl TokenizerEnv for Environment {
    fn tok_trie(&self) -> &TokTrie {
        &self.trie
    }

    fn tokenize_bytes(&self, bytes: &[u8]) -> Vec<TokenId> {
        let cut = std::str::from_utf8(bytes).ok().and_then(|text| self.cut(text));
        cut.unwrap_or_else(|| self.trie.greedy_tokenize(bytes))
    }

    /// Texts that have no tokens must not be forced.
    fn tokenize_is_canonical(&self) -> bool {
        self.writes_all
    }
}

impl Environment {
    /// The tokens of a text, as the tokenizer has them in the middle of a line; nothing if it changes the text.
    ///
    /// SentencePiece puts a blank before a text. A line end keeps it away from what is cut.
    fn cut(&self, text: &str) -> Option<Vec<TokenId>> {
        let encode = |text: String| Some(self.tokenizer.encode_fast(text, false).ok()?.get_ids().to_vec());
        let whole = encode(text.to_owned())?;
        if self.is_text(&whole, text) {
            return Some(whole);
        }
        let behind = encode(format!("\n{text}"))?;
        let start = (0..behind.len()).find(|start| self.trie.decode_raw(&behind[..*start]).ends_with(b"\n"))?;
        let tokens = behind[start..].to_vec();
        self.is_text(&tokens, text).then_some(tokens)
    }

    fn is_text(&self, tokens: &[TokenId], text: &str) -> bool {
        self.trie.decode_raw(tokens) == text.as_bytes()
    }
}

/// A tokenizer to which control tokens in a text are characters, and which neither cuts texts short nor pads them.
fn plain(tokenizer: &Tokenizer) -> Tokenizer {
    let mut tokenizer = tokenizer.clone();
    tokenizer.set_encode_special_tokens(true);
    tokenizer.with_padding(None);
    // Only the length to cut to can be refused.
    let _ = tokenizer.with_truncation(None);
    tokenizer
}

fn check_end(vocabulary: usize, end: &[u32]) -> Result<(), GrammarError> {
    if end.is_empty() {
        return Err(GrammarError::Vocabulary("no token ends an answer".to_owned()));
    }
    match end.iter().find(|token| **token as usize >= vocabulary) {
        Some(token) => Err(GrammarError::Vocabulary(format!(
            "token {token} is to end an answer, but only {vocabulary} tokens are scored"
        ))),
        None => Ok(()),
    }
}

fn too_large() -> GrammarError {
    GrammarError::Vocabulary("it is too large".to_owned())
}

/// The bytes of all tokens that are scored; none for those that no text is made of.
fn words(tokenizer: &Tokenizer, vocabulary: usize, end: &[u32]) -> Result<Vec<Vec<u8>>, GrammarError> {
    let alphabet = Alphabet::of(tokenizer).ok_or_else(|| {
        let reason = "its tokens are neither bytes as in GPT-2 nor pieces as in SentencePiece";
        GrammarError::Vocabulary(reason.to_owned())
    })?;
    let control = control(tokenizer, end);
    let word = |id: usize| {
        let id = id as u32;
        let token = tokenizer.id_to_token(id).filter(|_| !control.contains(&id));
        let bytes = token.map(|token| alphabet.bytes(&token)).unwrap_or_default();
        if bytes.len() > LONGEST_TOKEN { Vec::new() } else { bytes }
    };
    let words: Vec<Vec<u8>> = (0..vocabulary).map(word).collect();
    match words.iter().map(Vec::len).sum::<usize>() > MOST_NODES {
        true => Err(too_large()),
        false => Ok(words),
    }
}

/// Whether there is a token for each byte that UTF-8 knows.
fn has_all_bytes(words: &[Vec<u8>]) -> bool {
    let mut is_there = [false; 256];
    words
        .iter()
        .filter(|word| word.len() == 1)
        .for_each(|word| is_there[usize::from(word[0])] = true);
    (0..0xf5).all(|byte| is_there[byte] || matches!(byte, 0xc0 | 0xc1))
}

fn control(tokenizer: &Tokenizer, end: &[u32]) -> HashSet<u32> {
    let added = tokenizer.get_added_tokens_decoder();
    let special = added.iter().filter(|(_, token)| token.special).map(|(id, _)| *id);
    let unknown = match tokenizer.get_model() {
        ModelWrapper::BPE(model) => model.get_unk_token().as_ref(),
        _ => None,
    };
    let unknown = unknown.and_then(|token| tokenizer.token_to_id(token));
    special.chain(unknown).chain(end.iter().copied()).collect()
}

/// How tokens stand for bytes.
enum Alphabet {
    /// A character for a byte.
    Bytes,
    /// UTF-8, with a character for blanks, and names for bytes.
    Pieces { blank: char },
}

impl Alphabet {
    /// What the decoder says, or else what cuts texts, or else the kind of the model.
    fn of(tokenizer: &Tokenizer) -> Option<Self> {
        tokenizer
            .get_decoder()
            .and_then(Alphabet::of_decoder)
            .or_else(|| tokenizer.get_pre_tokenizer().and_then(Alphabet::of_pre_tokenizer))
            .or_else(|| Alphabet::of_model(tokenizer.get_model()))
    }

    fn of_decoder(decoder: &DecoderWrapper) -> Option<Self> {
        match decoder {
            DecoderWrapper::ByteLevel(_) => Some(Alphabet::Bytes),
            DecoderWrapper::Metaspace(decoder) => Some(Alphabet::Pieces {
                blank: decoder.get_replacement(),
            }),
            DecoderWrapper::ByteFallback(_) => Some(Alphabet::Pieces { blank: BLANK }),
            DecoderWrapper::Sequence(decoders) => decoders.get_decoders().iter().find_map(Alphabet::of_decoder),
            _ => None,
        }
    }

    fn of_pre_tokenizer(pre_tokenizer: &PreTokenizerWrapper) -> Option<Self> {
        match pre_tokenizer {
            PreTokenizerWrapper::ByteLevel(_) => Some(Alphabet::Bytes),
            PreTokenizerWrapper::Metaspace(pre_tokenizer) => Some(Alphabet::Pieces {
                blank: pre_tokenizer.get_replacement(),
            }),
            PreTokenizerWrapper::Sequence(all) => all.as_ref().iter().find_map(Alphabet::of_pre_tokenizer),
            _ => None,
        }
    }

    fn of_model(model: &ModelWrapper) -> Option<Self> {
        let is_pieces = match model {
            ModelWrapper::BPE(model) => model.byte_fallback,
            ModelWrapper::Unigram(_) => true,
            _ => false,
        };
        is_pieces.then_some(Alphabet::Pieces { blank: BLANK })
    }

    fn bytes(&self, token: &str) -> Vec<u8> {
        match self {
            // Added tokens are texts.
            Alphabet::Bytes => {
                let bytes: Option<Vec<u8>> = token.chars().map(byte_of).collect();
                bytes.unwrap_or_else(|| token.into())
            }
            Alphabet::Pieces { blank } => match named_byte(token) {
                Some(byte) => vec![byte],
                None => token.replace(*blank, " ").into_bytes(),
            },
        }
    }
}

/// The byte that a character stands for in the vocabulary of GPT-2: printable ones stand for themselves, and the others follow
/// in their order from U+0100.
pub(super) fn byte_of(character: char) -> Option<u8> {
    let code = u32::from(character);
    let byte = match code {
        0x21..=0x7e | 0xa1..=0xac | 0xae..=0xff => code,
        0x100..=0x120 => code - 0x100,
        0x121..=0x142 => code - 0x121 + 0x7f,
        0x143 => 0xad,
        _ => return None,
    };
    u8::try_from(byte).ok()
}

/// The byte that `<0xNN>` names.
fn named_byte(token: &str) -> Option<u8> {
    let digits = token.strip_prefix("<0x")?.strip_suffix('>')?;
    match digits.len() {
        2 => u8::from_str_radix(digits, 16).ok(),
        _ => None,
    }
}
