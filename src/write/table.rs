//! The facts of a run as a table, for monitoring desks: CSV as RFC 4180 has it, with a mark of UTF-8 in front,
//! without which spreadsheets take Cyrillic for something else.

use std::io::Write;
use std::path::{Path, PathBuf};

use csv::Writer;
use serde::Serialize;

use super::{AtomicFile, WriteError};
use crate::article::Language;
use crate::digest::{Amount, Bound, Digest, Fact, FactKind, Status, Value};

/// A table in the making.
pub(super) struct FactTable {
    path: PathBuf,
    rows: Writer<AtomicFile>,
}

/// A row: a fact of an article.
#[derive(Serialize)]
struct Row<'d> {
    article: String,
    date: Option<String>,
    title: String,
    url: Option<String>,
    language: Language,
    kind: FactKind,
    text: String,
    /// The canonical value: a date, a name, a duration, a number.
    value: Option<String>,
    /// The upper end of a range, whose lower end is `value`.
    max: Option<&'d str>,
    /// A currency, a unit, a country, an office: what the value alone leaves open.
    unit: Option<String>,
    bound: Option<Bound>,
    confidence: f32,
    status: Status,
    mentions: usize,
    start: Option<usize>,
    end: Option<usize>,
}

impl FactTable {
    /// Begins the file.
    ///
    /// # Errors
    ///
    /// Fails if the folder does not take files.
    pub fn create(path: &Path) -> Result<Self, WriteError> {
        let mut file = AtomicFile::create(path)?;
        file.write_all("\u{feff}".as_bytes()).map_err(WriteError::io(path))?;
        Ok(FactTable {
            path: path.to_owned(),
            rows: Writer::from_writer(file),
        })
    }

    /// Adds the facts of an article, in its order.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be written.
    pub fn add(&mut self, digest: &Digest) -> Result<(), WriteError> {
        let mut facts = digest.entry.facts.iter();
        facts
            .try_for_each(|fact| self.rows.serialize(Row::new(digest, fact)))
            .map_err(|error| WriteError::io(&self.path)(error.into()))
    }

    /// Gives the complete file its name.
    ///
    /// # Errors
    ///
    /// Fails if the rest cannot be written.
    pub fn commit(self) -> Result<(), WriteError> {
        match self.rows.into_inner() {
            Ok(file) => file.commit(),
            Err(error) => Err(WriteError::io(&self.path)(error.into_error())),
        }
    }
}

impl<'d> Row<'d> {
    fn new(digest: &'d Digest, fact: &'d Fact) -> Self {
        let entry = &digest.entry;
        let (value, max, unit, bound) = columns(&fact.value);
        let first = fact.spans.first();
        Row {
            article: as_text(&entry.id.to_string()),
            date: entry.date.map(|date| date.to_string()),
            title: as_text(entry.title.as_ref().map_or("", |title| &title.text)),
            url: entry.url.as_deref().map(as_text),
            language: entry.language,
            kind: fact.value.kind(),
            text: as_text(&fact.text),
            value,
            max,
            unit,
            bound,
            confidence: fact.confidence,
            status: fact.status,
            mentions: fact.spans.len(),
            start: first.map(|span| span.start),
            end: first.map(|span| span.end),
        }
    }
}

/// The columns of a value: it, the upper end of a range, what it is counted in, how it bounds.
type Columns<'d> = (Option<String>, Option<&'d str>, Option<String>, Option<Bound>);

fn columns(value: &Value) -> Columns<'_> {
    let alone = |value: Option<String>| (value, None, None, None);
    match value {
        Value::Person(person) => (
            Some(as_text(&person.name)),
            None,
            person.office.as_deref().map(as_text),
            None,
        ),
        Value::Organization(organization) => alone(Some(as_text(&organization.name))),
        Value::Place(place) => {
            let name = place.name.as_deref().unwrap_or(&place.country);
            (Some(as_text(name)), None, Some(place.country.clone()), None)
        }
        Value::Date(date) => alone(date.as_ref().map(ToString::to_string)),
        Value::Period(period) => alone(period.as_ref().map(ToString::to_string)),
        Value::Duration(length) | Value::Age(length) | Value::Frequency(length) => alone(Some(length.clone())),
        Value::Money(money) => measured(&money.amount, &money.currency, money.bound),
        Value::Percent(measure) | Value::Quantity(measure) => measured(&measure.amount, &measure.unit, measure.bound),
        Value::Ordinal(number) => alone(Some(number.to_string())),
        Value::Quote(quote) => alone(quote.speaker.as_deref().map(as_text)),
    }
}

fn measured<'d>(amount: &'d Amount, unit: &str, bound: Option<Bound>) -> Columns<'d> {
    match amount {
        Amount::Exact { amount } => (Some(amount.clone()), None, Some(unit.to_owned()), bound),
        Amount::Range { min, max } => (Some(min.clone()), Some(max), Some(unit.to_owned()), bound),
    }
}

/// A text from an article as a cell that is read and not obeyed: a spreadsheet takes `=` and its like at the beginning for
/// a formula, which an apostrophe prevents (OWASP, CSV injection).
fn as_text(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula() {
        assert_eq!(as_text("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(as_text("5 млн теңге"), "5 млн теңге");
        assert_eq!(as_text("-5"), "'-5");
    }
}
