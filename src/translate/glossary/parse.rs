//! Glossaries as they are kept in files: rows of comma-separated values, as any spreadsheet writes them.

use rustc_hash::FxHashMap;

use super::{Entry, Term, column};
use crate::article::Locale;
use crate::understand::inflection::fold;
use crate::understand::normalize;

/// What may part cells: spreadsheets write what the country has.
const DELIMITERS: [char; 3] = [',', ';', '\t'];

/// Parts the terms of a cell.
const ALTERNATIVES: char = '|';

/// What a line that is for people only begins with.
const COMMENT: char = '#';

/// Why a text is no glossary.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct GlossaryError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub problem: Problem,
}

/// What may be wrong with a line of a glossary.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The first line holds no names of columns.
    #[error("a header is missing; the first line names the columns, as `term,kk,ru,en`")]
    NoHeader,
    /// The header has a name that is none of a column.
    #[error("the header has “{0}”; columns are term, kk, ru and en")]
    UnknownColumn(String),
    /// The header has a name twice.
    #[error("the header has “{0}” twice")]
    RepeatedColumn(String),
    /// The header names no two languages.
    #[error("the header names fewer than two of the languages kk, ru and en")]
    NoLanguages,
    /// A quote is opened, and not closed on the same line.
    #[error("a quotation mark is not closed; a cell ends on its line, and a quotation mark in it is written twice")]
    OpenQuote,
    /// The line is no CSV.
    #[error("the line cannot be read: {0}")]
    Unreadable(String),
    /// A row goes on behind the last column.
    #[error("there are {found} cells for {columns} columns; a cell that has the delimiter in it needs quotation marks")]
    TooManyCells {
        /// How many cells there are.
        found: usize,
        /// How many columns there are.
        columns: usize,
    },
    /// A row has terms in one language or none.
    #[error("a term needs at least two of the languages kk, ru and en")]
    OneLanguage,
    /// A cell has no word in it.
    #[error("“{0}” has neither letters nor digits")]
    NoWord(String),
    /// A term has other translations elsewhere.
    #[error(
        "“{term}” ({}) has other translations on line {line}; give all of them in one row, with | between them",
        language.tag()
    )]
    Contradiction {
        /// The term.
        term: String,
        /// Its language.
        language: Locale,
        /// The line that has it too.
        line: usize,
    },
}

/// The entries of a glossary, in their order.
pub(super) fn entries(text: &str) -> Result<Vec<Entry>, GlossaryError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let is_said = |line: &&str| !line.trim().is_empty() && !line.starts_with(COMMENT);
    let mut lines = (1..).zip(text.lines()).filter(|(_, line)| is_said(line));
    let Some((number, header)) = lines.next() else {
        return Err(at(1)(Problem::NoHeader));
    };
    let header = Header::of(header).map_err(at(number))?;
    let mut rows = Rows::default();
    for (number, line) in lines {
        let entry = header.entry(line).map_err(at(number))?;
        entry
            .map_or(Ok(()), |entry| rows.add(number, entry))
            .map_err(at(number))?;
    }
    Ok(rows.entries)
}

fn at(line: usize) -> impl Fn(Problem) -> GlossaryError {
    move |problem| GlossaryError { line, problem }
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Name,
    Terms(Locale),
}

impl Column {
    fn of(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        let mut languages = Locale::ALL.into_iter();
        match name.as_str() {
            "term" => Some(Column::Name),
            _ => languages.find(|language| language.tag() == name).map(Column::Terms),
        }
    }
}

/// The first line.
struct Header {
    delimiter: char,
    columns: Vec<Column>,
}

impl Header {
    fn of(line: &str) -> Result<Self, Problem> {
        let count = |delimiter: &char| line.matches(*delimiter).count();
        // The first of equally frequent ones is meant, and `max_by_key` takes the last.
        let delimiter = DELIMITERS.into_iter().rev().max_by_key(count).unwrap_or(',');
        let names = cells(line, delimiter)?;
        if !names.iter().any(|name| Column::of(name).is_some()) {
            return Err(Problem::NoHeader);
        }
        let mut columns = Vec::with_capacity(names.len());
        for name in names {
            match Column::of(&name) {
                None => return Err(Problem::UnknownColumn(name)),
                Some(column) if columns.contains(&column) => return Err(Problem::RepeatedColumn(name)),
                Some(column) => columns.push(column),
            }
        }
        let languages = columns.iter().filter(|column| **column != Column::Name).count();
        if languages < 2 {
            return Err(Problem::NoLanguages);
        }
        Ok(Header { delimiter, columns })
    }

    /// The entry of a row; a row of empty cells has none.
    fn entry(&self, line: &str) -> Result<Option<Entry>, Problem> {
        let cells = cells(line, self.delimiter)?;
        let (found, columns) = (cells.len(), self.columns.len());
        if found > columns && cells[columns..].iter().any(|cell| !cell.is_empty()) {
            return Err(Problem::TooManyCells { found, columns });
        }
        if cells.iter().all(String::is_empty) {
            return Ok(None);
        }
        let mut entry = Entry {
            name: String::new(),
            terms: Default::default(),
        };
        for (what, cell) in self.columns.iter().zip(cells) {
            match what {
                Column::Name => entry.name = cell,
                Column::Terms(language) => entry.terms[column(*language)] = terms(&cell, *language)?,
            }
        }
        let languages = entry.terms.iter().filter(|terms| !terms.is_empty()).count();
        if languages < 2 {
            return Err(Problem::OneLanguage);
        }
        Ok(Some(entry))
    }
}

/// The cells of a line, without the blanks around them.
fn cells(line: &str, delimiter: char) -> Result<Vec<String>, Problem> {
    // The reader takes what a quote opens up to the end of the text; a quote inside quotes is written as two.
    if !line.matches('"').count().is_multiple_of(2) {
        return Err(Problem::OpenQuote);
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(u8::try_from(delimiter).unwrap_or(b','))
        .has_headers(false)
        .trim(csv::Trim::All)
        .from_reader(line.as_bytes());
    let record = reader.records().next().unwrap_or_else(|| Ok(csv::StringRecord::new()));
    let record = record.map_err(|error| Problem::Unreadable(error.to_string()))?;
    Ok(record.iter().map(normalize).collect())
}

/// The terms of a cell.
fn terms(cell: &str, language: Locale) -> Result<Vec<Term>, Problem> {
    let mut terms: Vec<Term> = Vec::new();
    for text in cell.split(ALTERNATIVES).map(str::trim).filter(|text| !text.is_empty()) {
        let term = Term::new(text, language).ok_or_else(|| Problem::NoWord(text.to_owned()))?;
        if !terms.contains(&term) {
            terms.push(term);
        }
    }
    Ok(terms)
}

/// The rows so far.
#[derive(Default)]
struct Rows {
    entries: Vec<Entry>,
    /// By language and term the lines and entries that have it.
    seen: FxHashMap<(Locale, String), Vec<(usize, usize)>>,
}

impl Rows {
    fn add(&mut self, line: usize, entry: Entry) -> Result<(), Problem> {
        let number = self.entries.len();
        for language in Locale::ALL {
            for term in entry.terms(language) {
                let seen = self.seen.entry((language, key(term, language))).or_default();
                let other = |number: usize| self.entries.get(number);
                let contradicts = |(_, number): &&(usize, usize)| {
                    other(*number).is_some_and(|other| contradict(other, &entry, language))
                };
                if let Some((line, _)) = seen.iter().find(contradicts) {
                    return Err(Problem::Contradiction {
                        term: term.to_owned(),
                        language,
                        line: *line,
                    });
                }
                seen.push((line, number));
            }
        }
        self.entries.push(entry);
        Ok(())
    }
}

/// Two terms with one key are found in the same words. An abbreviation is not the word that it looks like.
fn key(term: &str, language: Locale) -> String {
    if term.chars().any(char::is_lowercase) {
        fold(term, language)
    } else {
        term.to_owned()
    }
}

/// Whether two entries that share a term of one language translate it otherwise.
fn contradict(one: &Entry, other: &Entry, language: Locale) -> bool {
    let mut languages = Locale::ALL.into_iter().filter(|to| *to != language);
    languages.any(|to| {
        let (one, other) = (&one.terms[column(to)], &other.terms[column(to)]);
        !one.is_empty() && !other.is_empty() && one != other
    })
}
