//! Names and the like in texts, by a model that labels tokens.

use std::ops::Range;

use super::encoder::windows::{Window, windows};
use super::encoder::words::words;
use super::encoder::{EncodeError, Encoder, EncoderError, Loaded, load};
use super::families::bert::Output;
use super::files::ModelFiles;
use super::seq2seq::LoadOptions;
use super::tokenizer::{EncoderTokenizer, TextTokens};

/// What has no label is labelled so.
const NOTHING: &str = "O";

/// A model that labels tokens, ready to read.
pub struct Tagger {
    encoder: Encoder,
    tokenizer: EncoderTokenizer,
    labels: Vec<Label>,
    /// Tokens of a text that are read at once.
    room: usize,
}

/// A place in a text with a label.
#[derive(Clone, Debug, PartialEq)]
pub struct TaggedSpan {
    /// Its first code point.
    pub start: usize,
    /// The one after its last.
    pub end: usize,
    /// What the model calls it, without a prefix.
    pub label: String,
    /// The mean of the probabilities of its words.
    pub score: f32,
}

/// A label as the model has it (Ramshaw and Marcus 1995).
#[derive(Clone, Debug, PartialEq, Eq)]
struct Label {
    name: String,
    place: Place,
}

/// Where in a name a word stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// `B-`: another name begins.
    Begin,
    /// `I-` or no prefix: it goes on, if it is of the same kind.
    Inside,
}

/// The best label of a token.
#[derive(Clone, Copy, Debug, Default)]
struct Choice {
    label: usize,
    probability: f32,
}

/// The tokens, words and windows of a text.
struct Reading {
    tokens: TextTokens,
    words: Vec<Range<usize>>,
    windows: Vec<Window>,
}

impl Tagger {
    /// Loads a model from its files. Of long texts it reads `context` tokens at once, those of the frame included, or as many as
    /// it can.
    ///
    /// # Errors
    ///
    /// Fails if a file is missing, the architecture is unknown, the weights do not fit it, there are no labels, or the context is
    /// too short.
    pub fn load(files: &ModelFiles, options: &LoadOptions, context: Option<usize>) -> Result<Self, EncoderError> {
        let loaded = load(files, options, Output::Labels, context)?;
        let room = loaded.room(EncoderTokenizer::FRAME)?;
        let Loaded {
            encoder,
            tokenizer,
            labels,
            ..
        } = loaded;
        Ok(Tagger {
            encoder,
            tokenizer,
            labels: labels.iter().map(|label| Label::of(label)).collect(),
            room,
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

    /// What stands in texts, in the order of the texts and of their characters. A word has the label of its first token, as in
    /// the training of such models; words that stand together and have the same label make one span, unless the label says
    /// that another begins. What a text has does not depend on the texts beside it.
    ///
    /// # Errors
    ///
    /// Fails if the tokenizer or the device does.
    pub fn tag(&self, texts: &[&str]) -> Result<Vec<Vec<TaggedSpan>>, EncodeError> {
        let tokens = self.tokenizer.encode_all(texts)?;
        let readings: Vec<Reading> = texts
            .iter()
            .zip(tokens)
            .map(|(text, tokens)| self.reading(text, tokens))
            .collect();
        let choices = self.choices(&readings)?;
        let pairs = readings.iter().zip(&choices);
        Ok(pairs.map(|(reading, choices)| self.spans(reading, choices)).collect())
    }

    fn reading(&self, text: &str, tokens: TextTokens) -> Reading {
        let characters: Vec<char> = text.chars().collect();
        let words = words(&characters, &tokens.spans);
        let is_start = |token: usize| words.binary_search_by_key(&token, |word| word.start).is_ok();
        let windows = windows(tokens.ids.len(), self.room, is_start);
        Reading { tokens, words, windows }
    }

    /// The best label of every token, from the window in which it has the most context.
    fn choices(&self, readings: &[Reading]) -> Result<Vec<Vec<Choice>>, EncodeError> {
        let mut choices: Vec<Vec<Choice>> = readings
            .iter()
            .map(|reading| vec![Choice::default(); reading.tokens.ids.len()])
            .collect();
        let places: Vec<(usize, &Window)> = readings
            .iter()
            .enumerate()
            .flat_map(|(text, reading)| reading.windows.iter().map(move |window| (text, window)))
            .filter(|(_, window)| !window.tokens.is_empty())
            .collect();
        let framed = |(text, window): &(usize, &Window)| {
            let ids = &readings[*text].tokens.ids[window.tokens.clone()];
            self.tokenizer.framed(&[ids])
        };
        let sequences: Vec<Vec<u32>> = places.iter().map(framed).collect();
        self.encoder.read(&sequences, |sequence, rows, width| {
            let (text, window) = places[sequence];
            // The first row is that of the frame.
            let first = 1 + window.own.start - window.tokens.start;
            let rows = rows.chunks_exact(width).skip(first);
            for (choice, scores) in choices[text][window.own.clone()].iter_mut().zip(rows) {
                *choice = Choice::of(scores);
            }
        })?;
        Ok(choices)
    }

    fn spans(&self, reading: &Reading, choices: &[Choice]) -> Vec<TaggedSpan> {
        let mut spans = Spans::default();
        for word in &reading.words {
            let place = reading.tokens.spans[word.start].start..reading.tokens.spans[word.end - 1].end;
            if !place.is_empty() {
                let choice = choices[word.start];
                spans.add(place, &self.labels[choice.label], choice.probability);
            }
        }
        spans
            .finished
            .into_iter()
            .chain(spans.open.map(Open::close))
            .filter(|span| span.label != NOTHING)
            .collect()
    }
}

impl Label {
    fn of(label: &str) -> Self {
        let (place, name) = match (label.strip_prefix("B-"), label.strip_prefix("I-")) {
            (Some(name), _) => (Place::Begin, name),
            (None, Some(name)) => (Place::Inside, name),
            (None, None) => (Place::Inside, label),
        };
        Label {
            name: name.to_owned(),
            place,
        }
    }
}

impl Choice {
    /// The first of the best, and its probability.
    fn of(scores: &[f32]) -> Self {
        let better = |best: usize, label: usize| if scores[label] > scores[best] { label } else { best };
        let label = (0..scores.len()).reduce(better).unwrap_or_default();
        let best = scores.get(label).copied().unwrap_or_default();
        let sum: f32 = scores.iter().map(|score| (score - best).exp()).sum();
        Choice {
            label,
            probability: 1.0 / sum,
        }
    }
}

/// Words put together to spans, as Transformers does it.
#[derive(Default)]
struct Spans<'a> {
    finished: Vec<TaggedSpan>,
    open: Option<Open<'a>>,
}

/// A span that may go on.
struct Open<'a> {
    place: Range<usize>,
    label: &'a str,
    sum: f32,
    words: usize,
}

impl<'a> Spans<'a> {
    fn add(&mut self, place: Range<usize>, label: &'a Label, probability: f32) {
        let same = self
            .open
            .as_mut()
            .filter(|open| label.place == Place::Inside && open.label == label.name);
        if let Some(open) = same {
            open.place.end = place.end;
            open.sum += probability;
            open.words += 1;
            return;
        }
        let next = Open {
            place,
            label: &label.name,
            sum: probability,
            words: 1,
        };
        self.finished.extend(self.open.replace(next).map(Open::close));
    }
}

impl Open<'_> {
    fn close(self) -> TaggedSpan {
        TaggedSpan {
            start: self.place.start,
            end: self.place.end,
            label: self.label.to_owned(),
            score: self.sum / self.words as f32,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans_of(words: &[&str]) -> Vec<(usize, usize, String)> {
        let labels: Vec<Label> = words.iter().map(|label| Label::of(label)).collect();
        let mut spans = Spans::default();
        for (number, label) in labels.iter().enumerate() {
            spans.add(2 * number..2 * number + 1, label, 1.0);
        }
        let all = spans.finished.into_iter().chain(spans.open.map(Open::close));
        let all = all.filter(|span| span.label != NOTHING);
        all.map(|span| (span.start, span.end, span.label)).collect()
    }

    #[test]
    fn words_join_as_their_labels_say() {
        let of = |label: &str, start, end| (start, end, label.to_owned());
        assert_eq!(
            spans_of(&["B-PER", "I-PER", "B-PER", "O", "I-PER"]),
            [of("PER", 0, 3), of("PER", 4, 5), of("PER", 8, 9)]
        );
        assert_eq!(
            spans_of(&["B-PER", "I-ORG", "I-ORG"]),
            [of("PER", 0, 1), of("ORG", 2, 5)]
        );
        assert_eq!(spans_of(&["O", "CITY", "CITY", "O"]), [of("CITY", 2, 5)]);
    }
}
