use std::sync::LazyLock;
use std::time::{Duration, Instant};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use tokenizers::decoders::byte_fallback::ByteFallback;
use tokenizers::decoders::fuse::Fuse;
use tokenizers::decoders::sequence::Sequence;
use tokenizers::models::bpe::{BPE, BpeTrainer};
use tokenizers::models::unigram::Unigram;
use tokenizers::normalizers::replace::Replace;
use tokenizers::pre_tokenizers::byte_level::ByteLevel;
use tokenizers::pre_tokenizers::metaspace::{Metaspace, PrependScheme};
use tokenizers::{AddedToken, DecoderWrapper, Tokenizer, TokenizerImpl};

use super::*;

const TEXTS: [&str; 6] = [
    r#"{"title": "Қазақстан Президенті жаңа заңға қол қойды", "when": "2024-05-17", "count": 12}"#,
    r#"{"title":"Правительство утвердило бюджет на три года","count":3500,"share":0.25}"#,
    r#"[{"name": "Almaty", "people": 2200000}, {"name": "Астана", "people": 1400000}, null, true, false]"#,
    "Қазақстан Республикасының Үкіметі жаңа бағдарламаны бекітті.",
    "Правительство Республики Казахстан утвердило новую программу развития.",
    "The government of Kazakhstan approved a new development programme on Friday.",
];

struct Kit {
    tokenizer: Tokenizer,
    tokens: Arc<TokenBytes>,
    end: u32,
}

impl Kit {
    fn of(tokenizer: Tokenizer, end: &str) -> Self {
        let end = tokenizer.token_to_id(end).unwrap();
        // Some columns of scores have no token.
        let vocabulary = tokenizer.get_vocab_size(true) + 7;
        let tokens = Arc::new(TokenBytes::of(&tokenizer, vocabulary, &[end]).unwrap());
        Kit { tokenizer, tokens, end }
    }
}

/// Bytes and merges of them, as in GPT-2.
static BYTES: LazyLock<Kit> = LazyLock::new(|| {
    let special = |text: &str| AddedToken::from(text, true);
    let mut trainer = BpeTrainer::builder()
        .show_progress(false)
        .vocab_size(700)
        .min_frequency(1)
        .initial_alphabet(ByteLevel::alphabet().into_iter().collect())
        .special_tokens(vec![special("<|end|>"), special("<|pad|>")])
        .build();
    let level = ByteLevel::new(false, true, true);
    let mut tokenizer = TokenizerImpl::<BPE, Replace, ByteLevel, ByteLevel, ByteLevel>::new(BPE::default());
    tokenizer.with_pre_tokenizer(Some(level)).with_decoder(Some(level));
    tokenizer.train(&mut trainer, TEXTS.iter()).unwrap();
    let mut tokenizer = Tokenizer::from_bytes(tokenizer.to_string(false).unwrap()).unwrap();
    tokenizer.add_tokens([AddedToken::from("<think>", false)]).unwrap();
    Kit::of(tokenizer, "<|end|>")
});

/// Pieces with `▁` for blanks, and names for bytes, as in SentencePiece.
static PIECES: LazyLock<Kit> = LazyLock::new(|| {
    let mut pieces: Vec<(String, f64)> = ["<unk>", "<s>", "</s>"].map(|piece| (piece.to_owned(), 0.0)).into();
    pieces.extend((0..=255_u8).map(|byte| (format!("<0x{byte:02X}>"), -20.0)));
    let mut add = |piece: String, score: f64| {
        if !pieces.iter().any(|(known, _)| *known == piece) {
            pieces.push((piece, score));
        }
    };
    for text in TEXTS {
        text.replace(' ', "▁")
            .chars()
            .for_each(|character| add(character.to_string(), -9.0));
        text.split(' ').for_each(|word| add(format!("▁{word}"), -7.0));
        text.split(|character: char| !character.is_alphabetic())
            .filter(|word| word.chars().count() > 1)
            .for_each(|word| add(word.to_owned(), -8.0));
    }
    let signs = ["{\"", "\":", "\":▁", "\",▁\"", "\"}", "},", "▁▁", "[{"];
    signs.iter().for_each(|piece| add((*piece).to_owned(), -6.0));
    let mut tokenizer = Tokenizer::new(Unigram::from(pieces, Some(0), true).unwrap());
    let blanks = Metaspace::new('▁', PrependScheme::Always, false);
    tokenizer
        .with_pre_tokenizer(Some(blanks))
        .with_decoder(Some(Sequence::new(vec![
            DecoderWrapper::Replace(Replace::new("▁", " ").unwrap()),
            DecoderWrapper::ByteFallback(ByteFallback::new()),
            DecoderWrapper::Fuse(Fuse::new()),
        ])))
        .add_special_tokens(["<unk>", "<s>", "</s>"].map(|text| AddedToken::from(text, true)))
        .unwrap();
    Kit::of(tokenizer, "</s>")
});

fn kits() -> [&'static Kit; 2] {
    [&BYTES, &PIECES]
}

/// What a model without sense would like best.
#[derive(Clone, Copy, Debug)]
enum Taste {
    /// Anything.
    Random,
    /// Whatever does not end anything.
    Endless,
    /// Digits and points.
    Digits,
    /// Blanks and line ends.
    Blanks,
    /// Single bytes, which make the most tokens.
    Bytes,
}

const TASTES: [Taste; 5] = [
    Taste::Random,
    Taste::Endless,
    Taste::Digits,
    Taste::Blanks,
    Taste::Bytes,
];

impl Taste {
    fn bonus(self, bytes: &[u8]) -> f32 {
        let all = |is_liked: fn(&u8) -> bool| !bytes.is_empty() && bytes.iter().all(is_liked);
        let is_liked = match self {
            Taste::Random => false,
            Taste::Endless => !bytes.is_empty() && !bytes.iter().any(|byte| b"\"]}".contains(byte)),
            Taste::Digits => all(|byte| b"0123456789.eE-".contains(byte)),
            Taste::Blanks => all(|byte| byte.is_ascii_whitespace()),
            Taste::Bytes => bytes.len() == 1 && bytes[0] >= 0x80,
        };
        if is_liked { 2.0 } else { 0.0 }
    }
}

/// An answer to random scores, in tokens with the end, and as a text.
fn answer(kit: &Kit, grammar: &JsonGrammar, taste: Taste, random: &mut ChaCha8Rng) -> (Vec<u32>, String) {
    let trie = kit.tokens.factory().tok_env().tok_trie();
    let bonus: Vec<f32> = (0..kit.tokens.vocabulary() as u32)
        .map(|id| taste.bonus(trie.token(id)))
        .collect();
    let mut constraint = grammar.start();
    let mut ids = Vec::new();
    while ids.last() != Some(&kit.end) {
        let mut scores: Vec<f32> = bonus.iter().map(|bonus| bonus + random.random::<f32>()).collect();
        constraint.restrict(&mut scores).unwrap();
        let best = scores
            .iter()
            .enumerate()
            .max_by(|(_, one), (_, other)| one.total_cmp(other))
            .unwrap();
        assert!(best.1.is_finite());
        if constraint.is_finished() {
            assert_eq!(best.0 as u32, kit.end);
        }
        ids.push(best.0 as u32);
        constraint.take(best.0 as u32).unwrap();
        assert!(
            ids.len() <= grammar.longest_answer(),
            "too long: {}",
            text_of(kit, &ids)
        );
    }
    assert!(constraint.is_finished());
    let text = text_of(kit, &ids);
    (ids, text)
}

fn text_of(kit: &Kit, ids: &[u32]) -> String {
    let trie = kit.tokens.factory().tok_env().tok_trie();
    let bytes: Vec<u8> = ids.iter().flat_map(|id| trie.token(*id).to_vec()).collect();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    assert_eq!(kit.tokenizer.decode(ids, true).unwrap(), text);
    text
}

fn validator(schema: &Value) -> jsonschema::Validator {
    jsonschema::options()
        .should_validate_formats(true)
        .build(schema)
        .unwrap()
}

fn check_answers(schema: &Value, bounds: Bounds, runs: u64) -> Vec<Value> {
    let validator = validator(schema);
    let mut values = Vec::new();
    for kit in kits() {
        let grammar = JsonGrammar::new(schema, Arc::clone(&kit.tokens), bounds).unwrap();
        for run in 0..runs {
            for taste in TASTES {
                let (_, text) = answer(kit, &grammar, taste, &mut ChaCha8Rng::seed_from_u64(run));
                let value: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
                if let Err(error) = validator.validate(&value) {
                    panic!("{error}: {text} for {schema}");
                }
                values.push(value);
            }
        }
    }
    values
}

fn article() -> Value {
    json!({
        "type": "object",
        "properties": {
            "title": {"type": "string", "minLength": 1, "maxLength": 40},
            "language": {"enum": ["kk", "ru", "en", "қазақша"]},
            "facts": {
                "type": "array", "minItems": 1, "maxItems": 4,
                "items": {
                    "type": "object",
                    "properties": {
                        "claim": {"type": "string", "maxLength": 30},
                        "when": {"type": ["string", "null"], "format": "date"},
                        "amount": {"type": "number", "minimum": -1000, "maximum": 1000.5},
                        "sentence": {"type": "integer", "minimum": 0, "maximum": 250},
                        "certain": {"type": "boolean"}
                    },
                    "required": ["claim", "sentence"],
                    "additionalProperties": false
                }
            },
            "place": {"anyOf": [{"$ref": "#/$defs/place"}, {"type": "null"}]}
        },
        "required": ["title", "language", "facts"],
        "additionalProperties": false,
        "$defs": {
            "place": {
                "type": "object",
                "properties": {
                    "name": {"type": "string", "maxLength": 12},
                    "people": {"type": "integer", "format": "uint32"}
                },
                "additionalProperties": false
            }
        }
    })
}

#[test]
fn articles() {
    let values = check_answers(&article(), Bounds::Refuse, 12);
    let has = |test: fn(&Value) -> bool| values.iter().any(test);
    assert!(has(|value| value["language"] == "қазақша"));
    assert!(has(|value| value["place"].is_object()));
    assert!(has(|value| value["place"].is_null() && value.get("place").is_some()));
    assert!(has(|value| value.get("place").is_none()));
    assert!(has(|value| value["facts"].as_array().unwrap().len() == 4));
    assert!(has(|value| value["facts"][0]["when"].is_string()));
    assert!(has(|value| value["facts"][0].get("when").is_none()));
    assert!(has(|value| value["title"]
        .as_str()
        .unwrap()
        .chars()
        .any(|character| character > 'А')));
}

#[test]
fn kinds() {
    let schemas = [
        json!({"type": "null"}),
        json!({"type": "boolean"}),
        json!({"type": "integer", "minimum": -17, "maximum": 1203}),
        json!({"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 10}),
        json!({"type": "integer", "format": "int64"}),
        json!({"type": "integer", "format": "uint64"}),
        json!({"type": "integer", "minimum": 5, "maximum": 100, "multipleOf": 7}),
        json!({"type": "number", "minimum": -2.5, "maximum": 3.75}),
        json!({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.001}),
        json!({"type": "number", "exclusiveMinimum": -1, "maximum": -0.25}),
        json!({"type": "number", "minimum": 0, "maximum": 3, "multipleOf": 0.25}),
        json!({"type": "number", "minimum": -20, "maximum": 300, "multipleOf": 0.01}),
        json!({"type": "number", "minimum": 0, "maximum": 1e12}),
        json!({"type": "string", "maxLength": 0}),
        json!({"type": "string", "minLength": 3, "maxLength": 3}),
        json!({"type": "string", "pattern": "^[A-Z]{2,4}-\\d+$", "maxLength": 9}),
        json!({"type": "string", "pattern": "^(ab|қазақ){1,3}$"}),
        json!({"type": "string", "pattern": "/[бвг]", "maxLength": 6}),
        json!({"type": "string", "format": "date"}),
        json!({"type": "string", "format": "date-time"}),
        json!({"type": "string", "format": "time"}),
        json!({"type": "string", "format": "uuid"}),
        json!({"enum": [1, 10, 100, "1", null, true, [1, "а\"б"], {"к": 1.5}, "\u{7f}\n"]}),
        json!({"const": "тек осы"}),
        json!({"enum": ["a", 1, null], "type": ["string", "null"]}),
        json!({"type": "array", "items": {"type": "boolean"}, "maxItems": 0}),
        json!({"type": "array", "items": {"type": "boolean"}, "minItems": 2, "maxItems": 2}),
        json!({"type": "array", "items": {"type": "integer", "minimum": 0, "maximum": 9}, "maxItems": 30}),
        json!({"type": "array", "prefixItems": [{"type": "null"}, {"type": "boolean"}], "minItems": 2, "maxItems": 2}),
        json!({"type": "object", "additionalProperties": false}),
        json!({"type": "object", "properties": {"a\"b": {"type": "null"}}, "additionalProperties": false}),
        json!({"type": ["object", "integer"], "minimum": 1, "maximum": 3, "properties": {}, "additionalProperties": false}),
        json!({"oneOf": [{"type": "string", "maxLength": 2}, {"type": "null"}, {"const": 4}]}),
        json!({"oneOf": [
            {"type": "object", "properties": {"kind": {"const": "a"}, "x": {"type": "null"}},
             "required": ["kind", "x"], "additionalProperties": false},
            {"type": "object", "properties": {"kind": {"const": "b"}, "x": {"type": "boolean"}},
             "required": ["kind"], "additionalProperties": false}
        ]}),
        json!({"anyOf": [
            {"type": "object", "properties": {"x": {"type": "string", "maxLength": 4}, "y": {"type": "null"}},
             "required": ["x", "y"], "additionalProperties": false},
            {"type": "object", "properties": {"x": {"enum": ["a", "b"]}, "z": {"type": "boolean"}},
             "required": ["x", "z"], "additionalProperties": false}
        ]}),
        json!({"allOf": [{"$ref": "#/$defs/a~1b"}], "description": "one", "$defs": {"a/b": {"type": "null"}}}),
    ];
    for schema in schemas {
        check_answers(&schema, Bounds::Refuse, 6);
    }
}

#[test]
fn defaults_bound_what_has_no_bounds() {
    let schema = json!({
        "type": "object",
        "properties": {
            "text": {"type": "string"},
            "list": {"type": "array", "items": {"type": "integer"}},
            "number": {"type": "number"},
            "positive": {"type": "number", "minimum": 0}
        },
        "required": ["text", "list", "number", "positive"]
    });
    for value in check_answers(&schema, Bounds::Default, 4) {
        assert!(value["text"].as_str().unwrap().chars().count() <= Bounds::DEFAULT_LENGTH);
        assert!(value["list"].as_array().unwrap().len() <= Bounds::DEFAULT_ITEMS);
        assert!(value["number"].as_f64().unwrap().abs() <= Bounds::DEFAULT_NUMBER as f64);
        let positive = value["positive"].as_f64().unwrap();
        assert!((0.0..=Bounds::DEFAULT_NUMBER as f64).contains(&positive));
    }
}

#[test]
fn the_longest_answers_are_as_long_as_is_said() {
    let cases = [
        (json!({"type": "boolean"}), "false"),
        (json!({"type": "integer", "minimum": -5, "maximum": 120}), "120"),
        (json!({"type": "number", "minimum": -10, "maximum": 0}), "-9.999999"),
        (json!({"type": "string", "maxLength": 2}), "\"😀😀\""),
        (json!({"type": "string", "format": "date"}), "\"2024-05-17\""),
        (json!({"enum": ["а", "bc"]}), "\"bc\""),
        (
            json!({"type": "array", "items": {"type": "null"}, "maxItems": 2}),
            "[null, null]",
        ),
        (
            json!({"type": "object", "properties": {"а": {"type": "null"}, "b": {"type": "null"}},
                   "additionalProperties": false}),
            "{\"а\": null, \"b\": null}",
        ),
    ];
    for (schema, longest) in cases {
        let grammar = JsonGrammar::new(&schema, Arc::clone(&BYTES.tokens), Bounds::Refuse).unwrap();
        let slack = grammar.longest_answer() - (longest.len() + 1);
        assert!(slack <= 2, "{slack} for {schema}");
        let mut constraint = grammar.start();
        for byte in longest.bytes() {
            let token = BYTES.tokens.factory().tok_env().tok_trie().token_id(&[byte]).unwrap();
            constraint.take(token).unwrap();
        }
        constraint.take(BYTES.end).unwrap();
    }
}

#[test]
fn intervals_hold_what_is_between_their_bounds() {
    let random = &mut ChaCha8Rng::seed_from_u64(3);
    for _ in 0..300 {
        let scale = 10_f64.powi(random.random_range(0..4));
        let mut bound = || {
            (
                random.random_range(-3000_i64..3000) as f64 / scale,
                random.random_bool(0.5),
            )
        };
        let ((low, low_is_exclusive), (high, high_is_exclusive)) = (bound(), bound());
        let at = |number: f64| numbers::Decimal::of(&serde_json::Number::from_f64(number).unwrap()).unwrap();
        let interval = numbers::Interval {
            low: numbers::Bound {
                at: at(low),
                is_exclusive: low_is_exclusive,
            },
            high: numbers::Bound {
                at: at(high),
                is_exclusive: high_is_exclusive,
            },
            is_integer: false,
            step: None,
        };
        let written = interval.numbers().unwrap();
        let mut regex = written.map(|written| llguidance::derivre::Regex::new(&written.regex).unwrap());
        for sample in -6000..6000 {
            let number = f64::from(sample) / 2.0 / scale;
            let is_above = number > low || (number == low && !low_is_exclusive);
            let is_below = number < high || (number == high && !high_is_exclusive);
            let text = number.to_string();
            let is_matched = text != "-0" && regex.as_mut().is_some_and(|regex| regex.is_match(&text));
            assert_eq!(
                is_matched,
                is_above && is_below && text != "-0",
                "{text} in {interval:?}"
            );
        }
    }
}

#[test]
fn large_schemas() {
    let properties: serde_json::Map<String, Value> = (0..60)
        .map(|index| {
            (
                format!("property {index}"),
                json!({"type": "string", "maxLength": 3 + index % 7}),
            )
        })
        .collect();
    let names: Vec<String> = (0..700).map(|index| format!("қала {}", index * 37 % 1000)).collect();
    let schemas = [
        json!({"type": "object", "properties": properties, "additionalProperties": false}),
        json!({"enum": names}),
        json!({"type": "array", "maxItems": 300, "items": {"enum": names}}),
        json!({"type": "string", "maxLength": 16_000}),
    ];
    for schema in schemas {
        check_answers(&schema, Bounds::Refuse, 1);
    }
}

/// A schema with bounds at random.
fn schema_at_random(depth: u32, random: &mut ChaCha8Rng) -> Value {
    let kinds = if depth == 0 { 8 } else { 12 };
    match random.random_range(0..kinds) {
        0 => json!({"type": "null"}),
        1 => json!({"type": "boolean"}),
        2 | 3 => number_at_random(random),
        4 | 5 => {
            let least = random.random_range(0..6);
            json!({"type": "string", "minLength": least, "maxLength": least + random.random_range(0..20)})
        }
        6 => json!({"enum": ["бір", "екі", "a\\b", 7, null, 2.5]}),
        7 => json!({"type": "string", "pattern": "^[а-яa-z]+( [0-9]+)?$", "minLength": 2, "maxLength": 12}),
        8 => {
            let least = random.random_range(0..3);
            let items = schema_at_random(depth - 1, random);
            json!({"type": "array", "items": items, "minItems": least, "maxItems": least + random.random_range(0..6)})
        }
        9 => json!({"anyOf": [schema_at_random(depth - 1, random), schema_at_random(depth - 1, random)]}),
        _ => object_at_random(depth, random),
    }
}

fn number_at_random(random: &mut ChaCha8Rng) -> Value {
    let whole = random.random_range(-2000_i64..2000);
    match random.random_range(0..3) {
        0 => json!({"type": "integer", "minimum": whole, "maximum": whole + random.random_range(0..500)}),
        1 => {
            let minimum = whole as f64 / 64.0;
            json!({"type": "number", "minimum": minimum, "maximum": minimum + random.random_range(0.0..99.0)})
        }
        _ => {
            let minimum = whole as f64 / 1000.0;
            json!({"type": "number", "exclusiveMinimum": minimum, "exclusiveMaximum": minimum + 0.01})
        }
    }
}

fn object_at_random(depth: u32, random: &mut ChaCha8Rng) -> Value {
    let names: Vec<&str> = ["name", "аты", "x y", "a/b", "n"]
        .into_iter()
        .filter(|_| random.random_bool(0.6))
        .collect();
    let required: Vec<&str> = names.iter().copied().filter(|_| random.random_bool(0.5)).collect();
    let properties: serde_json::Map<String, Value> = names
        .iter()
        .map(|name| ((*name).to_owned(), schema_at_random(depth - 1, random)))
        .collect();
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

#[test]
fn random_schemas() {
    let random = &mut ChaCha8Rng::seed_from_u64(20);
    for _ in 0..random_schemas_count() {
        let schema = schema_at_random(3, random);
        check_answers(&schema, Bounds::Refuse, 1);
    }
}

fn random_schemas_count() -> usize {
    std::env::var("SCHEMAS")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(60)
}

fn error_of(schema: Value, bounds: Bounds) -> String {
    match JsonGrammar::new(&schema, Arc::clone(&BYTES.tokens), bounds) {
        Ok(_) => panic!("accepted: {schema}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn what_has_no_bounds_is_named() {
    let cases = [
        (
            json!({"type": "string"}),
            "an answer has no bound at `#` of the schema: its strings have any length; add `maxLength`",
        ),
        (
            json!({"type": "object", "additionalProperties": false, "properties": {"a/b": {"type": "array", "items": {}}}}),
            "at `#/properties/a~1b` of the schema: its arrays have any number of items; add `maxItems`",
        ),
        (
            json!({"type": "integer", "minimum": 0}),
            "its numbers go up without end; add `maximum`",
        ),
        (
            json!({"type": "number", "maximum": 0}),
            "its numbers go down without end; add `minimum`",
        ),
        (json!({"type": "string", "pattern": "^a+$"}), "add `maxLength`"),
        (
            json!({"type": "object", "properties": {}}),
            "add `\"additionalProperties\": false`",
        ),
        (
            json!({"type": "object", "additionalProperties": {"type": "null"}}),
            "at `#/additionalProperties` of the schema",
        ),
        (
            json!({"type": "array", "maxItems": 3}),
            "at `#/items` of the schema: any value is allowed",
        ),
        (
            json!({"description": "anything"}),
            "any value is allowed; add a `type`, or list the values with `enum`",
        ),
        (json!(true), "any value is allowed"),
        (
            json!({"$ref": "#/$defs/tree", "$defs": {"tree": {
                "type": "object", "additionalProperties": false,
                "properties": {"children": {"type": "array", "maxItems": 2, "items": {"$ref": "#/$defs/tree"}}}
            }}}),
            "at `#/$defs/tree/properties/children/items/$ref` of the schema: it refers to what it is a part of",
        ),
    ];
    for (schema, expected) in cases {
        let error = error_of(schema, Bounds::Refuse);
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn what_cannot_be_met_is_named() {
    let cases = [
        (
            json!({"type": "string", "maxLenght": 3}),
            "`#/maxLenght` of the schema: `maxLenght` is not supported here",
        ),
        (
            json!({"anyOf": [{"type": "null"}], "minLength": 3}),
            "`#/minLength` of the schema: it cannot stand beside `anyOf`",
        ),
        (json!({"enum": ["a"], "maxLength": 3}), "it cannot stand beside `enum`"),
        (json!({"type": "text"}), "`text` is no type"),
        (
            json!({"type": "string", "format": "email", "maxLength": 9}),
            "`#/format` of the schema",
        ),
        (
            json!({"type": "string", "pattern": "(a", "maxLength": 9}),
            "`#/pattern` of the schema",
        ),
        (
            json!({"type": "string", "pattern": "a$b", "maxLength": 9}),
            "only at its start",
        ),
        (
            json!({"type": "string", "minLength": 3, "maxLength": 2}),
            "no value can satisfy `#` of the schema",
        ),
        (
            json!({"type": "string", "pattern": "^abc$", "maxLength": 2}),
            "no value can satisfy `#` of the schema",
        ),
        (
            json!({"type": "string", "pattern": "^\"$", "maxLength": 2}),
            "or none that needs no escapes",
        ),
        (
            json!({"type": "integer", "minimum": 3, "maximum": 2}),
            "no value can satisfy `#` of the schema",
        ),
        (
            json!({"type": "integer", "minimum": 1, "maximum": 4, "multipleOf": 5}),
            "no value can satisfy",
        ),
        (
            json!({"type": "integer", "minimum": 0, "maximum": 9000, "multipleOf": 5}),
            "too many multiples",
        ),
        (
            json!({"type": "number", "minimum": 1e300, "maximum": 1e301}),
            "`#/minimum` of the schema: it has too many digits",
        ),
        (
            json!({"type": "integer", "minimum": "1", "maximum": 2}),
            "it must be a number",
        ),
        (
            json!({"enum": ["a"], "type": "integer"}),
            "none of its values has its type",
        ),
        (json!({"enum": []}), "no value can satisfy"),
        (json!(false), "no value can satisfy `#` of the schema"),
        (
            json!({"$ref": "#/$defs/none"}),
            "there is no `#/$defs/none` in the schema",
        ),
        (json!({"$ref": "other.json"}), "there is no `other.json` in the schema"),
        (
            json!({"oneOf": [{"enum": [1]}, {"enum": [1.0]}]}),
            "its alternatives may hold at once",
        ),
        (
            json!({"allOf": [{"type": "null"}, {"enum": [null]}]}),
            "schemas are not merged",
        ),
        (
            json!({"type": "array", "uniqueItems": true, "maxItems": 3, "items": {"type": "null"}}),
            "items cannot be kept different",
        ),
        (
            json!({"type": "object", "required": ["a"], "additionalProperties": false}),
            "`a` is required, but not among the properties",
        ),
        (
            json!({"type": "array", "prefixItems": [{"type": "null"}], "maxItems": 3}),
            "add `\"minItems\": 1, \"maxItems\": 1`",
        ),
    ];
    for (schema, expected) in cases {
        let error = error_of(schema, Bounds::Default);
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn schemas_can_be_deep_but_not_too_deep() {
    let nested = (0..200).fold(json!({"type": "null"}), |schema, _| json!({"anyOf": [schema]}));
    assert!(error_of(nested, Bounds::Refuse).contains("more than 64 levels deep"));
    let nest = |schema, _| json!({"type": "array", "items": schema, "maxItems": 1});
    let nested = (0..63).fold(json!({"type": "null"}), nest);
    check_answers(&nested, Bounds::Refuse, 1);
}

#[test]
fn references_do_not_multiply() {
    // Written out, there would be 2^20 of the last.
    let definitions: serde_json::Map<String, Value> = (0..20)
        .map(|level| {
            let next = match level {
                19 => json!({"type": "null"}),
                _ => json!({"$ref": format!("#/$defs/d{}", level + 1)}),
            };
            let both = json!({"type": "object", "additionalProperties": false, "properties": {"a": next, "b": next}});
            (format!("d{level}"), both)
        })
        .collect();
    let schema = json!({"$ref": "#/$defs/d0", "$defs": definitions});
    let grammar = JsonGrammar::new(&schema, Arc::clone(&BYTES.tokens), Bounds::Refuse).unwrap();
    assert!(grammar.longest_answer() > 1 << 20);
}

#[test]
fn forced_tokens_are_those_of_the_tokenizer() {
    let schema = json!({
        "type": "object", "required": ["title", "share"], "additionalProperties": false,
        "properties": {"title": {"const": "Қазақстан"}, "share": {"type": "boolean"}}
    });
    for kit in kits() {
        let grammar = JsonGrammar::new(&schema, Arc::clone(&kit.tokens), Bounds::Refuse).unwrap();
        let mut constraint = grammar.start();
        let forced = constraint.forced();
        assert!(!forced.is_empty());
        assert!(
            r#"{"title":"#.starts_with(&text_of(kit, &forced)),
            "{}",
            text_of(kit, &forced)
        );
        let mut scores = vec![0.0; kit.tokens.vocabulary()];
        constraint.restrict(&mut scores).unwrap();
        let allowed: Vec<usize> = (0..scores.len()).filter(|id| scores[*id] == 0.0).collect();
        assert_eq!(allowed, [forced[0] as usize]);
        for token in forced {
            constraint.take(token).unwrap();
        }
    }
}

#[test]
fn what_is_shared_does_not_grow_forever() {
    let string = json!({"type": "string", "maxLength": 16_000});
    let other = json!({"type": "string", "minLength": 1, "maxLength": 15_999});
    let schema = json!({"type": "array", "prefixItems": [string, other], "minItems": 2, "maxItems": 2});
    let grammar = JsonGrammar::new(&schema, Arc::clone(&BYTES.tokens), Bounds::Refuse).unwrap();
    let states = || grammar.warm.lock().unwrap().parser.lexer_stats().num_states;
    let mut constraint = grammar.start();
    let text = "😀".repeat(15_999);
    for byte in format!("[\"{text}\",\"{text}\"]").bytes() {
        let token = BYTES.tokens.factory().tok_env().tok_trie().token_id(&[byte]).unwrap();
        constraint.take(token).unwrap();
    }
    assert!(constraint.is_finished());
    assert!(states() > MOST_SHARED_STATES, "{}", states());
    grammar.start().take(BYTES.end).unwrap_err();
    assert!(states() < 1000, "{}", states());
}

#[test]
fn tokens_that_may_not_come_next_are_refused() {
    let schema = json!({"type": "integer", "minimum": 10, "maximum": 12});
    for kit in kits() {
        let grammar = JsonGrammar::new(&schema, Arc::clone(&kit.tokens), Bounds::Refuse).unwrap();
        let token = |text: &str| {
            kit.tokens
                .factory()
                .tok_env()
                .tok_trie()
                .token_id(text.as_bytes())
                .unwrap()
        };
        let mut constraint = grammar.start();
        assert!(matches!(constraint.take(token("2")), Err(GrammarError::NotAllowed(_))));
        assert!(matches!(constraint.take(kit.end), Err(GrammarError::NotAllowed(_))));
        assert!(matches!(
            constraint.take(u32::MAX),
            Err(GrammarError::NotAllowed(u32::MAX))
        ));
        constraint.take(token("1")).unwrap();
        assert!(matches!(constraint.take(kit.end), Err(GrammarError::NotAllowed(_))));
        assert!(!constraint.is_finished());
        constraint.take(token("2")).unwrap();
        assert!(constraint.is_finished());
        assert!(constraint.forced().is_empty());
        assert!(matches!(constraint.take(token("2")), Err(GrammarError::NotAllowed(_))));
        constraint.take(kit.end).unwrap();
        constraint.take(kit.end).unwrap();
        assert!(constraint.is_finished());
        let mut scores = vec![0.0; kit.tokens.vocabulary()];
        constraint.restrict(&mut scores).unwrap();
        assert_eq!(scores.iter().filter(|score| **score == 0.0).count(), 1);
        assert!(matches!(
            constraint.restrict(&mut scores[1..]),
            Err(GrammarError::Scores { .. })
        ));
    }
}

#[test]
fn bytes_of_tokens() {
    let trie = |kit: &'static Kit| kit.tokens.factory().tok_env().tok_trie();
    for byte in 0..=255_u8 {
        assert_eq!(trie(&BYTES).token(trie(&BYTES).token_id(&[byte]).unwrap()), [byte]);
    }
    let bytes = |kit: &'static Kit, token: &str| trie(kit).token(kit.tokenizer.token_to_id(token).unwrap()).to_vec();
    assert_eq!(bytes(&BYTES, "ĠÐ"), b" \xd0");
    assert_eq!(bytes(&BYTES, "<think>"), b"<think>");
    assert_eq!(bytes(&BYTES, "<|end|>"), b"");
    assert_eq!(bytes(&PIECES, "<0x0A>"), b"\n");
    assert_eq!(bytes(&PIECES, "▁▁"), b"  ");
    assert_eq!(bytes(&PIECES, "▁Қазақстан"), " Қазақстан".as_bytes());
    assert_eq!(bytes(&PIECES, "<unk>"), b"");
}

#[test]
fn vocabularies_that_cannot_be_used_are_named() {
    let pieces = |texts: &[&str]| {
        let pieces = texts.iter().map(|text| ((*text).to_owned(), -1.0)).collect();
        Tokenizer::new(Unigram::from(pieces, Some(0), false).unwrap())
    };
    let error = |tokenizer: &Tokenizer, vocabulary: usize, end: &[u32]| match TokenBytes::of(tokenizer, vocabulary, end)
    {
        Ok(_) => panic!("accepted"),
        Err(error) => error.to_string(),
    };
    let plain = pieces(&["<unk>", "</s>", "a"]);
    assert!(error(&plain, 3, &[]).contains("no token ends an answer"));
    assert!(error(&plain, 3, &[3]).contains("token 3 is to end an answer, but only 3 tokens are scored"));
    assert!(error(&plain, 3, &[1]).contains("no tokens for `{`"));
    let words = Tokenizer::new(tokenizers::models::wordlevel::WordLevel::default());
    assert!(error(&words, 3, &[1]).contains("neither bytes as in GPT-2 nor pieces as in SentencePiece"));

    let signs: Vec<String> = "{}[],:\"\\-.0123456789".chars().map(String::from).collect();
    let known: Vec<&str> = ["<unk>", "</s>"]
        .into_iter()
        .chain(signs.iter().map(String::as_str))
        .collect();
    let tokens = Arc::new(TokenBytes::of(&pieces(&known), known.len(), &[1]).unwrap());
    let grammar = |schema: Value| JsonGrammar::new(&schema, Arc::clone(&tokens), Bounds::Refuse);
    assert!(matches!(
        grammar(json!({"enum": ["я"]})),
        Err(GrammarError::Unwritable(_))
    ));
    let grammar = grammar(json!({"type": "string", "pattern": "^1я$"})).unwrap();
    let mut constraint = grammar.start();
    constraint
        .take(known.iter().position(|sign| *sign == "\"").unwrap() as u32)
        .unwrap();
    constraint
        .take(known.iter().position(|sign| *sign == "1").unwrap() as u32)
        .unwrap();
    let error = constraint.restrict(&mut vec![0.0; known.len()]);
    assert!(matches!(error, Err(GrammarError::DeadEnd)), "{error:?}");
}

#[test]
fn answers_go_to_other_threads() {
    fn is_send<T: Send>() {}
    fn is_sync<T: Sync>() {}
    is_send::<Constraint>();
    is_sync::<JsonGrammar>();
    is_sync::<TokenBytes>();
}

/// A vocabulary of the size of Qwen's: bytes and words of syllables in Cyrillic and Latin.
fn large() -> Kit {
    let random = &mut ChaCha8Rng::seed_from_u64(5);
    let special = |text: &str| AddedToken::from(text, true);
    let encoded = |text: &str| -> String { text.bytes().map(character_of).collect() };
    let mut vocabulary: Vec<String> = (0..=255_u8).map(|byte| character_of(byte).to_string()).collect();
    let mut seen: std::collections::HashSet<String> = vocabulary.iter().cloned().collect();
    let syllables = [
        "қа", "за", "стан", "ре", "пуб", "ли", "ка", "ның", "про", "ви", "тель", "ство", "the", "go", "ver", "n",
        "ment", "ing", "s", "a", "о", "ы", "т", "re", "де", "бі", "1", "20", "-", ".", ",", "\"", ":", "{", "}",
    ];
    while vocabulary.len() < 151_998 {
        let count = random.random_range(1..5);
        let mut word: String = (0..count)
            .map(|_| syllables[random.random_range(0..syllables.len())])
            .collect();
        if random.random_bool(0.5) {
            word.insert(0, ' ');
        }
        let word = encoded(&word);
        if seen.insert(word.clone()) {
            vocabulary.push(word);
        }
    }
    let vocabulary: Vec<(String, u32)> = vocabulary.into_iter().zip(0..).collect();
    let model = BPE::builder().vocab_and_merges(
        vocabulary.into_iter().collect::<tokenizers::models::bpe::Vocab>(),
        vec![],
    );
    let mut tokenizer = Tokenizer::new(model.build().unwrap());
    let level = ByteLevel::new(false, true, true);
    tokenizer.with_pre_tokenizer(Some(level)).with_decoder(Some(level));
    tokenizer.add_special_tokens([special("<|end|>")]).unwrap();
    let end = tokenizer.token_to_id("<|end|>").unwrap();
    let tokens = TokenBytes::of(&tokenizer, 152_000, &[end]).unwrap();
    Kit {
        tokenizer,
        tokens: Arc::new(tokens),
        end,
    }
}

fn character_of(byte: u8) -> char {
    (0..0x144)
        .filter_map(char::from_u32)
        .find(|character| super::tokens::byte_of(*character) == Some(byte))
        .unwrap()
}

#[test]
#[ignore = "for its times: cargo test --release -- --ignored --nocapture restrict_is_fast"]
#[allow(clippy::print_stderr)]
fn restrict_is_fast() {
    let kit = large();
    let start = Instant::now();
    let grammar = JsonGrammar::new(&article(), Arc::clone(&kit.tokens), Bounds::Refuse).unwrap();
    eprintln!(
        "grammar: {:?}; longest answer {}",
        start.elapsed(),
        grammar.longest_answer()
    );
    for round in 0..8 {
        let mut times: Vec<(Duration, Duration)> = Vec::new();
        let mut text = String::new();
        for seed in 0..10 {
            let (mut constraint, mut random) = (grammar.start(), ChaCha8Rng::seed_from_u64(round * 100 + seed));
            let mut ids = Vec::new();
            while ids.last() != Some(&kit.end) {
                let mut scores: Vec<f32> = (0..152_000).map(|_| random.random::<f32>()).collect();
                let start = Instant::now();
                constraint.restrict(&mut scores).unwrap();
                let restricted = start.elapsed();
                let best = scores
                    .iter()
                    .enumerate()
                    .max_by(|(_, one), (_, other)| one.total_cmp(other))
                    .unwrap()
                    .0 as u32;
                let start = Instant::now();
                constraint.take(best).unwrap();
                times.push((restricted, start.elapsed()));
                ids.push(best);
            }
            text = text_of(&kit, &ids);
        }
        let mut restrict: Vec<u128> = times.iter().map(|time| time.0.as_micros()).collect();
        restrict.sort_unstable();
        let take: u128 = times.iter().map(|time| time.1.as_micros()).sum();
        let count = restrict.len();
        eprintln!(
            "round {round}: {count} tokens; restrict mean {} median {} p90 {} p99 {} max {} us; take mean {:.1} us; {}",
            restrict.iter().sum::<u128>() / count as u128,
            restrict[count / 2],
            restrict[count * 9 / 10],
            restrict[count * 99 / 100],
            restrict[count - 1],
            take as f64 / count as f64,
            text.chars().take(100).collect::<String>()
        );
    }
}
