//! Meanings of texts as vectors.

use std::ops::Range;

use super::encoder::windows::{Window, windows};
use super::encoder::words::words;
use super::encoder::{EncodeError, Encoder, EncoderError, Loaded, load};
use super::families::bert::Output;
use super::files::ModelFiles;
use super::seq2seq::LoadOptions;
use super::tokenizer::{EncoderTokenizer, TextTokens, TokenizerError};

/// A model that makes vectors of texts, ready to read.
pub struct Embedder {
    encoder: Encoder,
    tokenizer: EncoderTokenizer,
    options: EmbedderOptions,
    context: usize,
}

/// What a model makes of the rows of a text: something that its weights do not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmbedderOptions {
    /// How the rows of a text become one.
    pub pooling: Pooling,
    /// Whether vectors have the length 1.
    pub normalize: bool,
    /// Stands before what is looked for.
    pub query_prefix: String,
    /// Stands before what is found.
    pub passage_prefix: String,
    /// The most tokens that are read at once, if that is fewer than the model has positions for.
    pub context: Option<usize>,
}

/// How the rows of a text become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pooling {
    /// The mean of the rows of all tokens (Reimers and Gurevych 2019).
    Mean,
    /// The row of the token that begins every text.
    FirstToken,
}

/// What a text is to be compared as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What is looked for; where all texts are alike, all of them are this.
    Query,
    /// What is found.
    Passage,
}

/// The tokens and windows of a text with its prefix.
struct Reading {
    tokens: TextTokens,
    /// How many of the tokens are those of the prefix, which stands in every window.
    prefix: usize,
    windows: Vec<Window>,
}

/// The sum of some rows.
#[derive(Clone, Default)]
struct Sum {
    row: Vec<f32>,
    count: f32,
}

impl Embedder {
    /// Loads a model from its files.
    ///
    /// # Errors
    ///
    /// Fails if a file is missing, the architecture is unknown, the weights do not fit it, or there is no room for texts beside
    /// their prefix.
    pub fn load(files: &ModelFiles, options: &LoadOptions, embedder: EmbedderOptions) -> Result<Self, EncoderError> {
        let loaded = load(files, options, Output::States, embedder.context)?;
        for prefix in [&embedder.query_prefix, &embedder.passage_prefix] {
            loaded.room(EncoderTokenizer::FRAME + loaded.tokenizer.encode(prefix)?.ids.len())?;
        }
        let Loaded {
            encoder,
            tokenizer,
            context,
            ..
        } = loaded;
        Ok(Embedder {
            encoder,
            tokenizer,
            options: embedder,
            context,
        })
    }

    /// The network.
    pub fn encoder(&self) -> &Encoder {
        &self.encoder
    }

    /// The tokenizer.
    pub fn tokenizer(&self) -> &EncoderTokenizer {
        &self.tokenizer
    }

    /// A vector for every text, in their order. A text of several windows is the mean of its tokens as any other: each counts
    /// once, in the window in which it has the most context. Of rows of first tokens, that of a window counts for as many.
    /// A vector does not depend on the texts beside its own.
    ///
    /// # Errors
    ///
    /// Fails if the tokenizer or the device does.
    pub fn embed(&self, texts: &[&str], kind: Kind) -> Result<Vec<Vec<f32>>, EncodeError> {
        let readings = self.readings(texts, kind)?;
        let sums = self.sums(&readings)?;
        let mut rest = sums.as_slice();
        let of_text = |reading: &Reading| {
            let (own, after) = rest.split_at(reading.windows.len());
            rest = after;
            self.vector(own)
        };
        Ok(readings.iter().map(of_text).collect())
    }

    fn readings(&self, texts: &[&str], kind: Kind) -> Result<Vec<Reading>, TokenizerError> {
        let prefix = match kind {
            Kind::Query => &self.options.query_prefix,
            Kind::Passage => &self.options.passage_prefix,
        };
        // The prefix is read together with its text: a blank at its end belongs to the first token of that.
        let whole: Vec<String> = texts.iter().map(|text| format!("{prefix}{text}")).collect();
        let length = prefix.chars().count();
        let pairs = whole.iter().zip(self.tokenizer.encode_all(&whole)?);
        Ok(pairs.map(|(text, tokens)| self.reading(text, length, tokens)).collect())
    }

    fn reading(&self, text: &str, prefix: usize, tokens: TextTokens) -> Reading {
        let prefix = tokens.spans.partition_point(|span| span.start < prefix);
        let characters: Vec<char> = text.chars().collect();
        let words = words(&characters, &tokens.spans);
        let is_start = |token: usize| words.binary_search_by_key(&(prefix + token), |word| word.start).is_ok();
        let room = self.context.saturating_sub(EncoderTokenizer::FRAME + prefix);
        let windows = windows(tokens.ids.len() - prefix, room, is_start);
        Reading {
            tokens,
            prefix,
            windows,
        }
    }

    /// What every window adds to the vector of its text, window by window and text by text.
    fn sums(&self, readings: &[Reading]) -> Result<Vec<Sum>, EncodeError> {
        let places: Vec<(&Reading, &Window)> = readings
            .iter()
            .flat_map(|reading| reading.windows.iter().map(move |window| (reading, window)))
            .collect();
        let framed = |(reading, window): &(&Reading, &Window)| {
            let (prefix, text) = reading.tokens.ids.split_at(reading.prefix);
            self.tokenizer.framed(&[prefix, &text[window.tokens.clone()]])
        };
        let sequences: Vec<Vec<u32>> = places.iter().map(framed).collect();
        let mut sums = vec![Sum::default(); places.len()];
        self.encoder.read(&sequences, |sequence, rows, width| {
            let (reading, window) = places[sequence];
            let counted = reading.counted(window);
            sums[sequence] = match self.options.pooling {
                Pooling::Mean => Sum::of(&rows[counted.start * width..counted.end * width], width),
                Pooling::FirstToken => Sum::of(&rows[..width], width).times(counted.len() as f32),
            };
        })?;
        Ok(sums)
    }

    fn vector(&self, sums: &[Sum]) -> Vec<f32> {
        let mut total = Sum::default();
        for sum in sums {
            total.add(sum);
        }
        let mut vector = total.row;
        vector.iter_mut().for_each(|number| *number /= total.count);
        if self.options.normalize {
            let length = vector.iter().map(|number| number * number).sum::<f32>().sqrt();
            vector
                .iter_mut()
                .for_each(|number| *number /= length.max(f32::MIN_POSITIVE));
        }
        vector
    }
}

impl Reading {
    /// The rows of a window that count: those of its own tokens, in the first window those before them too, and in the last
    /// that of the end.
    fn counted(&self, window: &Window) -> Range<usize> {
        let row = |token: usize| 1 + self.prefix + token - window.tokens.start;
        let is_first = window.tokens.start == 0;
        let is_last = window.tokens.end == self.tokens.ids.len() - self.prefix;
        let start = if is_first { 0 } else { row(window.own.start) };
        start..row(window.own.end) + usize::from(is_last)
    }
}

impl Sum {
    fn of(rows: &[f32], width: usize) -> Self {
        let mut sum = Sum::default();
        for row in rows.chunks_exact(width) {
            sum.add(&Sum {
                row: row.to_vec(),
                count: 1.0,
            });
        }
        sum
    }

    fn add(&mut self, other: &Sum) {
        self.row.resize(other.row.len(), 0.0);
        self.row
            .iter_mut()
            .zip(&other.row)
            .for_each(|(sum, number)| *sum += number);
        self.count += other.count;
    }

    fn times(mut self, factor: f32) -> Self {
        self.row.iter_mut().for_each(|number| *number *= factor);
        self.count *= factor;
        self
    }
}
