//! Vectors.

use tuyin::engine::embedder::{Embedder, EmbedderOptions, Kind, Pooling};
use tuyin::engine::encoder::windows::windows;
use tuyin::engine::encoder::words::words;
use tuyin::engine::quantization::Quantization;
use tuyin::engine::tokenizer::EncoderTokenizer;

use crate::fixtures::{
    EMBEDDERS, EmbedderExpected, cosine, distance, embedder, embedder_options, embedder_with, expected, files, folder,
    in_threads, options, rows,
};

/// What a text of the reference is: prefixes stand before them in turn.
fn kind(number: usize) -> Kind {
    [Kind::Query, Kind::Passage][number % 2]
}

/// The reference cuts what is too long, and we do not: the vectors of such texts are not compared.
#[test]
fn vectors_are_those_of_sentence_transformers() {
    for name in EMBEDDERS {
        let expected: EmbedderExpected = expected(name);
        let model = embedder(name, &expected, Quantization::None);
        let states = rows(&model.encoder().forward(&[&expected.texts[0].ids]).expect("states"));
        for (found, row) in states.iter().zip(&expected.last_hidden_state) {
            assert!(distance(found, row) < 1e-4, "{name}: {}", distance(found, row));
        }
        let mut compared = 0;
        for (number, case) in expected.texts.iter().enumerate() {
            let tokens = model
                .tokenizer()
                .encode(&format!("{}{}", case.prefix, case.text))
                .expect("tokens");
            let ids = model.tokenizer().framed(&[&tokens.ids]);
            if ids.len() > expected.max_tokens {
                assert_eq!(
                    ids[..expected.max_tokens - 1],
                    case.ids[..expected.max_tokens - 1],
                    "{name}"
                );
                continue;
            }
            assert_eq!(ids, case.ids, "{name}: {}", case.text);
            let vectors = model.embed(&[&case.text], kind(number)).expect("vectors");
            let apart = distance(&vectors[0], &case.vector);
            assert!(apart < 1e-5, "{name}: {}: {apart}", case.text);
            compared += 1;
        }
        assert!(compared >= 4, "{name}: {compared}");
    }
}

fn all_vectors(model: &Embedder, texts: &[&str]) -> Vec<Vec<f32>> {
    let of_kind = |kind| model.embed(texts, kind).expect("vectors");
    [Kind::Query, Kind::Passage].into_iter().flat_map(of_kind).collect()
}

#[test]
fn a_text_has_the_same_bits_in_any_batch_and_on_any_number_of_threads() {
    for name in EMBEDDERS {
        let expected: EmbedderExpected = expected(name);
        for quantization in [Quantization::None, Quantization::Q8_0] {
            let model = embedder(name, &expected, quantization);
            let texts: Vec<&str> = expected
                .texts
                .iter()
                .map(|case| case.text.as_str())
                .chain([""])
                .collect();
            let one = |kind| texts.iter().map(move |text| (*text, kind));
            let alone: Vec<Vec<f32>> = one(Kind::Query)
                .chain(one(Kind::Passage))
                .map(|(text, kind)| model.embed(&[text], kind).expect("vectors").remove(0))
                .collect();
            for threads in [1, 3] {
                let together = in_threads(threads, || all_vectors(&model, &texts));
                assert_eq!(together, alone, "{name}, {quantization:?}");
            }
        }
    }
}

/// The rows of these models are one or two blocks long, those of real ones dozens: what rounding does shows here most.
#[test]
fn quantized_vectors_are_close() {
    for name in EMBEDDERS {
        let expected: EmbedderExpected = expected(name);
        let texts: Vec<&str> = expected.texts.iter().map(|case| case.text.as_str()).collect();
        let [full, quantized] = [Quantization::None, Quantization::Q8_0]
            .map(|quantization| all_vectors(&embedder(name, &expected, quantization), &texts));
        for (full, quantized) in full.iter().zip(&quantized) {
            assert!(cosine(full, quantized) > 0.99, "{name}: {}", cosine(full, quantized));
        }
    }
}

#[test]
fn the_second_start_reads_what_the_first_one_wrote() {
    let cache = tempfile::tempdir().expect("a folder");
    let copies = || fs_err::read_dir(cache.path()).expect("a folder").count();
    for (number, name) in EMBEDDERS.into_iter().enumerate() {
        let expected: EmbedderExpected = expected(name);
        let load = |cache| {
            let options = options(Quantization::Q8_0, cache);
            Embedder::load(&files(&folder(name)), &options, embedder_options(&expected)).expect("loaded")
        };
        let texts = [expected.texts[1].text.as_str()];
        let fresh = all_vectors(&load(None), &texts);
        for _ in 0..2 {
            assert_eq!(
                all_vectors(&load(Some(cache.path().to_owned())), &texts),
                fresh,
                "{name}"
            );
            assert_eq!(copies(), number + 1);
        }
    }
}

fn plain(pooling: Pooling, prefix: &str) -> EmbedderOptions {
    EmbedderOptions {
        pooling,
        normalize: false,
        query_prefix: prefix.to_owned(),
        passage_prefix: String::new(),
        context: Some(24),
    }
}

/// Of a text of many windows every token counts once, the prefix and the frame too, and nothing is left out.
#[test]
fn long_texts_are_the_means_of_all_their_tokens() {
    for (name, prefix) in [("distilbert-embed", ""), ("bert-embed-mean", "query: ")] {
        let expected: EmbedderExpected = expected(name);
        let text = format!("{prefix}{}", expected.texts.last().expect("a long text").text);
        let model = embedder_with(name, Quantization::None, plain(Pooling::Mean, prefix));
        let tokens = model.tokenizer().encode(&text).expect("tokens");
        let characters: Vec<char> = text.chars().collect();
        let first = tokens
            .spans
            .iter()
            .filter(|span| span.start < prefix.chars().count())
            .count();
        let words = words(&characters, &tokens.spans);
        let is_start = |token: usize| words.iter().any(|word| word.start == first + token);
        let room = 24 - EncoderTokenizer::FRAME - first;
        let windows = windows(tokens.ids.len() - first, room, is_start);
        assert!(windows.len() > 4, "{name}: {}", windows.len());
        let mut counted: Vec<Vec<f32>> = Vec::new();
        for (number, window) in windows.iter().enumerate() {
            let (before, inner) = tokens.ids.split_at(first);
            let ids = model.tokenizer().framed(&[before, &inner[window.tokens.clone()]]);
            assert!(ids.len() <= 24);
            let mut states = rows(&model.encoder().forward(&[&ids]).expect("states"));
            let end = states.pop().expect("an end");
            let own = states.split_off(1 + first);
            if number == 0 {
                counted.extend(states);
            }
            let skipped = window.own.start - window.tokens.start;
            counted.extend(own.into_iter().skip(skipped).take(window.own.len()));
            if number + 1 == windows.len() {
                counted.push(end);
            }
        }
        assert_eq!(counted.len(), tokens.ids.len() + EncoderTokenizer::FRAME, "{name}");
        let column = |column: usize| counted.iter().map(|row| row[column]).sum::<f32>() / counted.len() as f32;
        let mean: Vec<f32> = (0..counted[0].len()).map(column).collect();
        let vector = model
            .embed(&[&text[prefix.len()..]], Kind::Query)
            .expect("vectors")
            .remove(0);
        assert!(distance(&vector, &mean) < 1e-5, "{name}: {}", distance(&vector, &mean));
    }
}

/// Windows count for as many tokens as are their own: a window of all is the row of the first token itself.
#[test]
fn first_tokens_of_windows_count_for_their_tokens() {
    let name = "xlm-r-embed-cls";
    let expected: EmbedderExpected = expected(name);
    let model = embedder_with(name, Quantization::None, plain(Pooling::FirstToken, ""));
    let short = &expected.texts[0];
    let states = rows(&model.encoder().forward(&[&short.ids]).expect("states"));
    let vectors = model.embed(&[&short.text], Kind::Query).expect("vectors");
    assert!(distance(&vectors[0], &states[0]) < 1e-6);
    let long = &expected.texts.last().expect("a long text").text;
    let (shorter, _) = long.rsplit_once(' ').expect("words");
    let vectors = model.embed(&[long, shorter], Kind::Query).expect("vectors");
    assert!(
        distance(&vectors[0], &vectors[1]) > 1e-5,
        "what stands late in a text must show"
    );
}
