//! The nouns that come out: summaries, facts, findings and the digest of an article.
//!
//! A fact is stored once in a canonical form and written out per language later, so that it cannot
//! drift between the Kazakh, Russian and English versions.

mod edtf;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::article::{Id, Language, Locale, Note, Source, Span};

pub use edtf::{Interval, ParseEdtfError, PartialDate, YearPart};

/// The version of the layout of `articles/ID.json` and of the lines of `digests.jsonl`.
pub const SCHEMA: u32 = 1;

/// How well the source bears a sentence or a fact out, as far as a program can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// The spans hold exactly what is claimed.
    Supported,
    /// The spans hold it in part.
    Weak,
    /// The spans do not hold it.
    Unsupported,
}

/// The summary of an article, in the languages of its sentences.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// How it was made.
    pub method: Method,
    /// A headline, if a model wrote one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub headline: Option<SummarySentence>,
    /// Its sentences: in the order of the source if they are chosen from it.
    #[serde(rename = "summary")]
    pub sentences: Vec<SummarySentence>,
}

/// How a summary was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// Sentences chosen from the source.
    Extractive,
    /// Sentences written by a model, each traced to the source. Those that did not pass the checks are replaced by sentences
    /// of the source.
    Abstractive,
}

/// One sentence of a summary and the places that bear it out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SummarySentence {
    /// The sentence, normalized.
    pub text: String,
    /// Its language, which in a mixed article need not be that of the article.
    pub language: Language,
    /// The evidence: sentences of the source, the one that bears out most first.
    pub spans: Vec<Span>,
    /// What the check of the evidence found.
    pub status: Status,
    /// The model that wrote it; none if it is in the words of the source.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub model: Option<String>,
}

/// What a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FactKind {
    /// A person.
    Person,
    /// An organization.
    Organization,
    /// A country or a place in it.
    Place,
    /// A calendar date, of any precision.
    Date,
    /// A stretch of calendar time.
    Period,
    /// A length of time.
    Duration,
    /// An age.
    Age,
    /// How often something happens.
    Frequency,
    /// A sum of money.
    Money,
    /// A percentage.
    Percent,
    /// A number with a unit.
    Quantity,
    /// A place in an order.
    Ordinal,
    /// Somebody's words.
    Quote,
}

impl FactKind {
    /// All of them, in the order in which they are written out.
    pub const ALL: [FactKind; 13] = [
        FactKind::Person,
        FactKind::Organization,
        FactKind::Place,
        FactKind::Date,
        FactKind::Period,
        FactKind::Duration,
        FactKind::Age,
        FactKind::Frequency,
        FactKind::Money,
        FactKind::Percent,
        FactKind::Quantity,
        FactKind::Ordinal,
        FactKind::Quote,
    ];
}

/// How a number bounds what it measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// Near the number: *about*, *около*, *шамамен*.
    About,
    /// The number or less: *up to*, *до*, *дейін*.
    AtMost,
    /// The number or more: *more than*, *свыше*, *астам*.
    AtLeast,
}

/// A number, or a range of numbers. Amounts are decimal strings (`1250000`, `5.5`): no digit is lost in a float.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Amount {
    /// One number.
    Exact {
        /// The number.
        amount: String,
    },
    /// Everything from one number to another.
    Range {
        /// The lower end.
        min: String,
        /// The upper end.
        max: String,
    },
}

/// A sum of money.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Money {
    /// How much.
    #[serde(flatten)]
    pub amount: Amount,
    /// The ISO 4217 code.
    pub currency: String,
    /// How the amount is meant.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub bound: Option<Bound>,
}

/// A number with a unit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Measure {
    /// How much.
    #[serde(flatten)]
    pub amount: Amount,
    /// The UCUM code: `%`, `km`, `t`.
    pub unit: String,
    /// How the amount is meant.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub bound: Option<Bound>,
}

/// A country, or a place in one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// The ISO 3166-1 alpha-2 code.
    pub country: String,
    /// The name of a place smaller than a country, in English where it is one that we know.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Person {
    /// The name, in its base form.
    pub name: String,
    /// The office, as the source names it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub office: Option<String>,
}

/// An organization.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Organization {
    /// The name, in its base form.
    pub name: String,
    /// Its short form.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub abbreviation: Option<String>,
}

/// Somebody's words.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Quote {
    /// Who said them, where the source names somebody.
    pub speaker: Option<String>,
}

/// The canonical value of a fact, by kind. In JSON the kind stands in `kind` and the rest in `value`.
///
/// A time that the text alone does not settle, such as a relative date without a dateline, is `null`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", content = "value", rename_all = "lowercase")]
pub enum Value {
    /// A person.
    Person(Person),
    /// An organization.
    Organization(Organization),
    /// A country, or a place in one.
    Place(Place),
    /// A calendar date, of any precision, in EDTF.
    Date(Option<PartialDate>),
    /// A stretch of calendar time, in EDTF.
    Period(Option<Interval>),
    /// A length of time, in ISO 8601: `P25Y`.
    Duration(String),
    /// An age, as an ISO 8601 duration.
    Age(String),
    /// How often something happens, as an ISO 8601 repeating interval: `R/P1W`.
    Frequency(String),
    /// A sum of money.
    Money(Money),
    /// A percentage.
    Percent(Measure),
    /// A number with a unit.
    Quantity(Measure),
    /// A place in an order.
    Ordinal(u64),
    /// Somebody's words.
    Quote(Quote),
}

impl Value {
    /// What the value is about.
    pub fn kind(&self) -> FactKind {
        match self {
            Value::Person(_) => FactKind::Person,
            Value::Organization(_) => FactKind::Organization,
            Value::Place(_) => FactKind::Place,
            Value::Date(_) => FactKind::Date,
            Value::Period(_) => FactKind::Period,
            Value::Duration(_) => FactKind::Duration,
            Value::Age(_) => FactKind::Age,
            Value::Frequency(_) => FactKind::Frequency,
            Value::Money(_) => FactKind::Money,
            Value::Percent(_) => FactKind::Percent,
            Value::Quantity(_) => FactKind::Quantity,
            Value::Ordinal(_) => FactKind::Ordinal,
            Value::Quote(_) => FactKind::Quote,
        }
    }
}

/// Something that the source states, with the places that state it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Fact {
    /// What it is about, and its canonical form.
    #[serde(flatten)]
    pub value: Value,
    /// The first mention, normalized.
    pub text: String,
    /// All mentions, in the order of the source.
    pub spans: Vec<Span>,
    /// How sure the rule is, from 0 to 1.
    pub confidence: f32,
    /// The rule that found it.
    pub rule: String,
    /// What the check of the evidence found.
    pub status: Status,
}

/// Something that a check noticed about the output.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// The check.
    pub check: Check,
    /// How much it matters.
    pub severity: Severity,
    /// The language of the readers whom it concerns, if not all.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub locale: Option<Locale>,
    /// What is wrong, in English.
    pub message: String,
    /// Where in the source, if anywhere.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub spans: Vec<Span>,
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth a look: good texts are so too.
    Warning,
    /// Something is wrong. It is not printed as if it were sound: the message says what stands in its place.
    Error,
}

/// A check of the output against the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Check {
    /// Every sentence and fact stands where its spans say.
    Evidence,
    /// Every sentence of the source was read.
    Coverage,
    /// What a model wrote as a summary is borne out by the source, and fit to print.
    Summary,
    /// A name that a model found stands in the source.
    Facts,
    /// A translation says what its source says.
    Translation,
    /// The source tells models what to do.
    Instructions,
}

/// The title of an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Title {
    /// The title, normalized.
    pub text: String,
    /// Its language.
    pub language: Language,
    /// Its place in the source; nothing if the metadata gave it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub span: Option<Span>,
}

/// What an agency puts before the first sentence: `ASTANA. March 14. KAZINFORM –`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Dateline {
    /// The city, as it is written.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<String>,
    /// The agency, as it is written.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub agency: Option<String>,
    /// The date, where the dateline or the metadata settles its year.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schemars(with = "Option<String>")]
    pub date: Option<Date>,
    /// Its place in the source.
    pub span: Span,
}

/// A sentence of the source: its place and its language. The text is in `source.text`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SourceSentence {
    /// Its place.
    pub span: Span,
    /// Its language.
    pub language: Language,
}

/// The summary as readers of one language get it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rendition {
    /// The readers' language.
    pub locale: Locale,
    /// The title, if there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub title: Option<RenderedText>,
    /// The headline, if there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub headline: Option<RenderedText>,
    /// The sentences of the summary, one for one.
    pub sentences: Vec<RenderedText>,
}

impl Rendition {
    /// Whether something in it stands in a language other than the readers', for want of a translation.
    pub fn is_untranslated(&self) -> bool {
        // An article is called by its title; the headline stands in where there is none.
        self.title
            .iter()
            .chain(&self.headline)
            .take(1)
            .chain(&self.sentences)
            .any(|text| !text.is_read_in(self.locale))
    }
}

/// A text of a [`Rendition`]. Its language is the readers' if it was translated or written so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RenderedText {
    /// The text.
    pub text: String,
    /// The language that it is in.
    pub language: Language,
    /// The models that translated it, in the order of their steps; none if it is in the words of the summary.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub models: Vec<String>,
}

impl RenderedText {
    /// Whether the text needs no translation for readers of `locale`. A text in no language, such as a number, needs none.
    pub fn is_read_in(&self, locale: Locale) -> bool {
        self.language == locale.language() || self.language == Language::Undetermined
    }
}

/// How much of the source the summary and the facts are drawn from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Coverage {
    /// Sentences in the body.
    pub sentences: usize,
    /// Sentences that every stage read.
    pub read: usize,
    /// The sentences that some stage did not read.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub unread: Vec<Span>,
}

/// What readers of an article's digest need: a line of `digests.jsonl`, and the first part of `articles/ID.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Entry {
    /// The version of this layout.
    pub schema: u32,
    /// The article.
    pub id: Id,
    /// Its main language.
    pub language: Language,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub title: Option<Title>,
    /// The day of publication, from the metadata or the dateline.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schemars(with = "Option<String>")]
    pub date: Option<Date>,
    /// The dateline that stood before the first sentence.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub dateline: Option<Dateline>,
    /// Where it was published.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<String>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub author: Option<String>,
    /// Fields of its record or front matter that have no meaning here.
    #[serde(skip_serializing_if = "serde_json::Map::is_empty", default)]
    pub extra: serde_json::Map<String, serde_json::Value>,
    /// The summary.
    #[serde(flatten)]
    pub summary: Summary,
    /// The facts, in the order of their first mention.
    pub facts: Vec<Fact>,
    /// The summary per language.
    pub renditions: Vec<Rendition>,
    /// What the checks noticed.
    pub findings: Vec<Finding>,
    /// How much of it was read.
    pub coverage: Coverage,
}

/// Everything that is known about one article: the content of `articles/ID.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Digest {
    /// The part that `digests.jsonl` holds too.
    #[serde(flatten)]
    pub entry: Entry,
    /// What was mended while reading.
    pub notes: Vec<Note>,
    /// The sentences of the body.
    pub sentences: Vec<SourceSentence>,
    /// The source text and where it came from.
    pub source: Source,
}

/// A line of `digests.jsonl`: what came of an article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Line {
    /// Its digest.
    Digest(Box<Entry>),
    /// Why there is none.
    Failure(Failure),
}

/// An article that could not be digested, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Failure {
    /// The article.
    pub id: Id,
    /// The reason.
    pub error: Reason,
}

/// Why an article failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reason {
    /// The kind of trouble, for programs.
    pub kind: FailureKind,
    /// What happened and what to do about it, for people, in English.
    pub message: String,
}

/// Kinds of trouble that cost one article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// The file could not be read.
    Unreadable,
    /// The bytes are no text in any encoding that we know.
    Undecodable,
    /// The file is not of a format that we read.
    UnsupportedFormat,
    /// There is no sentence in it.
    Empty,
    /// A line of JSONL is not a record with a `text`.
    BadRecord,
    /// Another article of the run has the same id and another text.
    DuplicateId,
    /// The text is in a language other than Kazakh, Russian and English.
    UnsupportedLanguage,
    /// A model failed while it read the article.
    Model,
    /// A defect of this program.
    Internal,
}

impl FailureKind {
    /// The name that stands in JSON.
    pub fn name(self) -> &'static str {
        match self {
            FailureKind::Unreadable => "unreadable",
            FailureKind::Undecodable => "undecodable",
            FailureKind::UnsupportedFormat => "unsupported_format",
            FailureKind::Empty => "empty",
            FailureKind::BadRecord => "bad_record",
            FailureKind::DuplicateId => "duplicate_id",
            FailureKind::UnsupportedLanguage => "unsupported_language",
            FailureKind::Model => "model",
            FailureKind::Internal => "internal",
        }
    }
}

impl Failure {
    /// A failure of `id`.
    pub fn new(id: Id, kind: FailureKind, message: impl Into<String>) -> Self {
        let message = message.into();
        Failure {
            id,
            error: Reason { kind, message },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_keeps_kind_and_value_side_by_side() {
        let money = Money {
            amount: Amount::Exact {
                amount: "5500000000".into(),
            },
            currency: "KZT".into(),
            bound: Some(Bound::About),
        };
        let fact = Fact {
            value: Value::Money(money),
            text: "шамамен 5,5 млрд теңге".into(),
            spans: vec![Span { start: 3, end: 25 }],
            confidence: 0.9,
            rule: "money.number".into(),
            status: Status::Supported,
        };
        let json = serde_json::to_string(&fact).expect("json");
        assert_eq!(
            json,
            r#"{"kind":"money","value":{"amount":"5500000000","currency":"KZT","bound":"about"},"text":"шамамен 5,5 млрд теңге","spans":[[3,25]],"confidence":0.9,"rule":"money.number","status":"supported"}"#
        );
        assert_eq!(serde_json::from_str::<Fact>(&json).expect("fact"), fact);
    }

    #[test]
    fn every_kind_of_value_round_trips() {
        let measure = |unit: &str| Measure {
            amount: Amount::Range {
                min: "5".into(),
                max: "7".into(),
            },
            unit: unit.into(),
            bound: None,
        };
        let values = [
            Value::Person(Person {
                name: "A".into(),
                office: None,
            }),
            Value::Organization(Organization {
                name: "B".into(),
                abbreviation: Some("C".into()),
            }),
            Value::Place(Place {
                country: "KZ".into(),
                name: None,
            }),
            Value::Date(None),
            Value::Date("2019-23".parse().ok()),
            Value::Period("2019-03-01/2019-03-10".parse().ok()),
            Value::Duration("P25Y".into()),
            Value::Age("P7Y".into()),
            Value::Frequency("R/P1W".into()),
            Value::Percent(measure("%")),
            Value::Quantity(measure("km")),
            Value::Ordinal(46),
            Value::Quote(Quote { speaker: None }),
        ];
        for value in values {
            let json = serde_json::to_value(&value).expect("json");
            let kind = serde_json::to_value(value.kind()).expect("kind");
            assert_eq!(json["kind"], kind);
            assert_eq!(serde_json::from_value::<Value>(json).expect("value"), value);
        }
    }
}
