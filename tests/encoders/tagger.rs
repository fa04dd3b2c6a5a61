//! Labels.

use std::ops::Range;

use tuyin::engine::encoder::windows::windows;
use tuyin::engine::encoder::words::words;
use tuyin::engine::quantization::Quantization;
use tuyin::engine::tagger::{TaggedSpan, Tagger};
use tuyin::engine::tokenizer::EncoderTokenizer;

use crate::fixtures::{Span, TAGGERS, TaggerExpected, WORDPIECE_TAGGERS, distance, expected, in_threads, rows, tagger};

/// Places as the tokenizers of Transformers give them, without the tokens of the frame and without blanks.
fn trimmed(text: &str, offsets: &[(usize, usize)]) -> Vec<Range<usize>> {
    let text: Vec<char> = text.chars().collect();
    let inner = &offsets[1..offsets.len() - 1];
    let trim = |(start, end): &(usize, usize)| {
        let mut place = *start..*end;
        while !place.is_empty() && text[place.start].is_whitespace() {
            place.start += 1;
        }
        while !place.is_empty() && text[place.end - 1].is_whitespace() {
            place.end -= 1;
        }
        place
    };
    inner.iter().map(trim).collect()
}

#[test]
fn tokens_and_their_places_are_those_of_transformers() {
    for name in TAGGERS {
        let expected: TaggerExpected = expected(name);
        let model = tagger(name, Quantization::None, None);
        let short = expected.texts.iter().map(|case| (&case.text, &case.ids, &case.offsets));
        let long = (&expected.long.text, &expected.long.ids, &expected.long.offsets);
        for (text, ids, offsets) in short.chain([long]) {
            let tokens = model.tokenizer().encode(text).expect("tokens");
            assert_eq!(&model.tokenizer().framed(&[&tokens.ids]), ids, "{name}: {text}");
            assert_eq!(tokens.spans, trimmed(text, offsets), "{name}: {text}");
        }
    }
}

/// In parts of the largest score: in 64 bits the reference itself gives scores of 12.6 that are 0.0004 away.
#[test]
fn scores_are_those_of_transformers() {
    for name in TAGGERS {
        let expected: TaggerExpected = expected(name);
        let model = tagger(name, Quantization::None, None);
        assert_eq!(model.encoder().position_limit(), expected.max_tokens);
        let short = expected.texts.iter().map(|case| (&case.ids, &case.logits));
        let windows = expected.long.windows.iter().map(|window| (&window.ids, &window.logits));
        let (ids, logits): (Vec<&[u32]>, Vec<&Vec<Vec<f32>>>) = short
            .chain(windows)
            .map(|(ids, logits)| (ids.as_slice(), logits))
            .unzip();
        let found = rows(&model.encoder().forward(&ids).expect("scores"));
        for (found, row) in found.iter().zip(logits.into_iter().flatten()) {
            let largest = row.iter().fold(1.0f32, |largest, score| largest.max(score.abs()));
            let apart = distance(found, row) / largest;
            assert!(apart < 1e-4, "{name}: {apart}");
        }
    }
}

#[track_caller]
fn assert_same(name: &str, text: &str, found: &[TaggedSpan], expected: &[Span]) {
    let found_spans: Vec<(usize, usize, &str)> = found.iter().map(|s| (s.start, s.end, s.label.as_str())).collect();
    let expected_spans: Vec<(usize, usize, &str)> = expected
        .iter()
        .map(|s| (s.start, s.end, s.entity_group.as_str()))
        .collect();
    assert_eq!(found_spans, expected_spans, "{name}: {text}");
    for (found, expected) in found.iter().zip(expected) {
        assert!((found.score - expected.score).abs() < 1e-4, "{name}: {text}");
    }
}

/// Transformers parts words at hyphens and between Chinese characters, which we do not.
#[test]
fn spans_are_those_of_transformers_where_words_are() {
    for name in WORDPIECE_TAGGERS {
        let expected: TaggerExpected = expected(name);
        let model = tagger(name, Quantization::None, None);
        let alike = expected.texts.iter().filter(|case| !case.text.contains(['-', '北']));
        let mut compared = 0;
        for case in alike {
            let found = model.tag(&[&case.text]).expect("spans").remove(0);
            assert_same(name, &case.text, &found, &case.first);
            compared += case.first.len();
        }
        assert!(compared > 10, "{name}: {compared}");
    }
}

/// The label of a word by the scores of its first token.
fn label_of<'a>(labels: &'a [String], scores: &[f32]) -> &'a str {
    let best = (0..scores.len())
        .max_by(|a, b| scores[*a].total_cmp(&scores[*b]))
        .expect("labels");
    let label = &labels[best];
    label.strip_prefix("B-").or(label.strip_prefix("I-")).unwrap_or(label)
}

/// For SentencePiece, Transformers makes words of the tokens of lone blanks, which stand before most words of so small a
/// vocabulary, and counts marks among the words before them: no text of the reference is left to compare spans with. So each
/// word without marks is looked up in the scores of the reference here, at the first token that begins where it does.
#[test]
fn words_have_the_labels_of_their_first_tokens() {
    for name in TAGGERS {
        let expected: TaggerExpected = expected(name);
        let model = tagger(name, Quantization::None, None);
        let mut looked_up = 0;
        for case in &expected.texts {
            let places = trimmed(&case.text, &case.offsets);
            let found = model.tag(&[&case.text]).expect("spans").remove(0);
            for place in plain_words(&case.text) {
                let Some(token) = places.iter().position(|token| token.start == place.start) else {
                    continue;
                };
                let label = label_of(&expected.labels, &case.logits[token + 1]);
                let covers = |span: &&TaggedSpan| span.start <= place.start && place.end <= span.end;
                let span = found.iter().find(covers).map(|span| span.label.as_str());
                assert_eq!(span.unwrap_or("O"), label, "{name}: {}: {place:?}", case.text);
                looked_up += 1;
            }
        }
        assert!(looked_up > 25, "{name}: {looked_up}");
    }
}

/// The places of what stands between blanks and has only letters and digits.
fn plain_words(text: &str) -> Vec<Range<usize>> {
    let text: Vec<char> = text.chars().collect();
    let words = text.split(|c| c.is_whitespace()).scan(0, |start, word| {
        let place = *start..*start + word.len();
        *start = place.end + 1;
        Some((place, word))
    });
    let is_plain = |word: &[char]| !word.is_empty() && word.iter().all(|c| c.is_alphanumeric());
    words
        .filter(|(_, word)| is_plain(word))
        .map(|(place, _)| place)
        .collect()
}

#[test]
fn a_text_has_the_same_bits_in_any_batch_and_on_any_number_of_threads() {
    for name in TAGGERS {
        let expected: TaggerExpected = expected(name);
        for quantization in [Quantization::None, Quantization::Q8_0] {
            let model = tagger(name, quantization, Some(32));
            let texts = expected.texts.iter().map(|case| case.text.as_str());
            let texts: Vec<&str> = texts.chain([expected.long.text.as_str()]).collect();
            let alone: Vec<Vec<TaggedSpan>> = texts
                .iter()
                .map(|text| model.tag(&[text]).expect("spans").remove(0))
                .collect();
            for threads in [1, 3] {
                let together = in_threads(threads, || model.tag(&texts).expect("spans"));
                assert_eq!(together, alone, "{name}, {quantization:?}");
            }
            let ids: Vec<&[u32]> = expected.texts.iter().map(|case| case.ids.as_slice()).collect();
            let together = rows(&model_rows(&model, &ids));
            let alone: Vec<Vec<f32>> = ids.iter().flat_map(|ids| rows(&model_rows(&model, &[ids]))).collect();
            assert_eq!(together, alone, "{name}, {quantization:?}");
        }
    }
}

fn model_rows(model: &Tagger, ids: &[&[u32]]) -> candle_core::Tensor {
    // Sequences are no longer than the context that the test asks for.
    let ids: Vec<&[u32]> = ids.iter().map(|ids| &ids[..ids.len().min(32)]).collect();
    model.encoder().forward(&ids).expect("rows")
}

/// Whatever the windows, every word is labelled by the window whose own it is, and a name over a seam is one span.
#[test]
fn windows_leave_no_word_out_and_part_no_name() {
    for name in TAGGERS {
        let expected: TaggerExpected = expected(name);
        let text = &expected.long.text;
        let characters: Vec<char> = text.chars().collect();
        let mut over_seams = 0;
        for context in [10, 17, 24, 33, 48, 64] {
            let model = tagger(name, Quantization::None, Some(context));
            let tokens = model.tokenizer().encode(text).expect("tokens");
            let words = words(&characters, &tokens.spans);
            let is_start = |token: usize| words.iter().any(|word| word.start == token);
            let windows = windows(tokens.ids.len(), context - EncoderTokenizer::FRAME, is_start);
            let spans = model.tag(&[text]).expect("spans").remove(0);
            assert!(
                spans.windows(2).all(|pair| pair[0].end <= pair[1].start),
                "{name}, {context}"
            );
            for window in &windows {
                let ids = model.tokenizer().framed(&[&tokens.ids[window.tokens.clone()]]);
                let scores = rows(&model.encoder().forward(&[&ids]).expect("scores"));
                for word in words.iter().filter(|word| window.own.contains(&word.start)) {
                    let label = label_of(&expected.labels, &scores[1 + word.start - window.tokens.start]);
                    let (start, end) = (tokens.spans[word.start].start, tokens.spans[word.end - 1].end);
                    let covers = |span: &&TaggedSpan| span.start <= start && end <= span.end;
                    let span = spans.iter().find(covers).map(|span| span.label.as_str());
                    assert_eq!(span.unwrap_or("O"), label, "{name}, {context}: {start}..{end}");
                }
                let seam = tokens.spans[window.own.start].start;
                over_seams += spans.iter().filter(|span| span.start < seam && seam < span.end).count();
            }
        }
        assert!(over_seams > 0, "{name}: no span goes over a seam");
    }
}

#[test]
fn nothing_stands_in_no_text() {
    let model = tagger("bert-ner", Quantization::Q8_0, None);
    assert_eq!(model.tag(&[]).expect("spans").len(), 0);
    assert_eq!(model.tag(&["", " \n"]).expect("spans"), [vec![], vec![]]);
}

#[test]
fn no_text_becomes_a_control_token() {
    for name in TAGGERS {
        let model = tagger(name, Quantization::Q8_0, None);
        let frame = model.tokenizer().framed(&[]);
        for text in ["[SEP]", "a [CLS] b", "<s>", "a </s> b"] {
            let tokens = model.tokenizer().encode(text).expect("tokens");
            assert!(!tokens.ids.iter().any(|id| frame.contains(id)), "{name}: {text}");
        }
    }
}
