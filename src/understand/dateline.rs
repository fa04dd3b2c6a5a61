//! The dateline of agency news: what stands before the first sentence and is not part of it.
//!
//! Agencies open a report with place, date and their own name, in any order and with their own
//! signs: `ASTANA. March 14. KAZINFORM –`, `АСТАНА. ҚазАқпарат –`, `NUR-SULTAN (Reuters) –`,
//! `МОСКВА, 14 марта. /ТАСС/.`, or the form of a feed, `date 2019-03-14 ASTANA. KAZINFORM`.

use std::ops::Range;

use super::calendar::{WrittenDate, written_date};
use super::tokens::{Token, TokenKind, tokenize};

/// More tokens than this before the closing sign are a sentence, not a dateline.
const LONGEST: usize = 24;

/// Agencies that sign without a closing dash, in lower case and without blanks or signs.
const AGENCIES: [&str; 32] = [
    "kazinform",
    "казинформ",
    "qazaqparat",
    "қазақпарат",
    "казакпарат",
    "qazinform",
    "қазинформ",
    "qazaqparattyq",
    "kaztag",
    "казтаг",
    "interfaxkazakhstan",
    "интерфаксказахстан",
    "interfax",
    "интерфакс",
    "tass",
    "тасс",
    "итартасс",
    "reuters",
    "рейтер",
    "ap",
    "afp",
    "xinhua",
    "синьхуа",
    "trend",
    "sputnik",
    "спутник",
    "риановости",
    "rianovosti",
    "tengrinews",
    "belta",
    "белта",
    "апн",
];

/// A dateline as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    /// The place.
    pub place: Option<String>,
    /// The agency.
    pub agency: Option<String>,
    /// The date.
    pub date: Option<WrittenDate>,
    /// Where the dateline stands, in bytes.
    pub range: Range<usize>,
    /// Where the first sentence begins.
    pub body: usize,
}

/// Finds the dateline at the beginning of a text.
pub(super) fn find(text: &str) -> Option<Written> {
    let tokens = tokenize(head(text));
    Parser::new(text, &tokens).parse()
}

/// As much of the text as a dateline can take.
fn head(text: &str) -> &str {
    let end = text.char_indices().nth(200).map_or(text.len(), |(at, _)| at);
    &text[..end]
}

struct Parser<'t> {
    text: &'t str,
    tokens: &'t [Token<'t>],
    at: usize,
    place: Option<Range<usize>>,
    agency: Option<Range<usize>>,
    date: Option<WrittenDate>,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str, tokens: &'t [Token<'t>]) -> Self {
        Parser {
            text,
            tokens,
            at: 0,
            place: None,
            agency: None,
            date: None,
        }
    }

    fn parse(mut self) -> Option<Written> {
        let machine = self.skip_machine_word();
        while self.at < self.tokens.len().min(LONGEST) {
            let known_agency = self.element(machine)?;
            let separator = self.separators();
            let signed = self.agency.is_some() && (self.place.is_some() || self.date.is_some());
            let complete = match separator {
                Separator::Dash => self.place.is_some() || signed,
                _ => known_agency && signed && (separator != Separator::None || machine),
            };
            if complete {
                return self.finish();
            }
            if separator == Separator::Dash {
                return None;
            }
        }
        None
    }

    /// The word `date` that some feeds leave before the date itself.
    fn skip_machine_word(&mut self) -> bool {
        let is_machine = self.tokens.first().is_some_and(|token| token.text == "date")
            && written_date(self.tokens.get(1..).unwrap_or_default()).is_some();
        self.at = usize::from(is_machine);
        is_machine
    }

    /// Reads one of date, agency and place. Tells whether it was an agency that needs no closing dash.
    fn element(&mut self, machine: bool) -> Option<bool> {
        let rest = &self.tokens[self.at..];
        if self.date.is_none()
            && let Some(date) = written_date(rest)
        {
            self.at += date.length;
            self.date = Some(date);
            return Some(false);
        }
        if let Some((length, known)) = agency_length(rest, self.place.is_some())
            && self.agency.is_none()
        {
            self.agency = Some(self.take(length));
            return Some(known);
        }
        // A feed that writes `date` writes place and agency in capitals, and no sign behind them.
        if machine && self.place.is_some() && self.agency.is_none() {
            let length = name_length(rest, |token| token.is_all_capitals());
            self.agency = (length > 0).then(|| self.take(length));
            return self.agency.is_some().then_some(true);
        }
        if self.place.is_none()
            && let Some(length) = place_length(rest)
        {
            self.place = Some(self.take(length));
            return Some(false);
        }
        None
    }

    fn take(&mut self, length: usize) -> Range<usize> {
        let taken = &self.tokens[self.at..self.at + length];
        self.at += length;
        taken[0].start..taken[length - 1].end()
    }

    /// Skips the signs between two elements; a dash or a colon closes the dateline.
    fn separators(&mut self) -> Separator {
        let mut separator = Separator::None;
        while let Some(token) = self.tokens.get(self.at) {
            if token.is_dash() {
                self.at += 1;
                return Separator::Dash;
            }
            if !matches!(token.text, "." | "," | "/" | "(" | ")" | ":" | "|" | "»" | "«" | "\"") {
                break;
            }
            // An opening quotation mark after the dateline belongs to the first sentence.
            if matches!(token.text, "«" | "\"") && token.after_blank && self.agency.is_some() {
                break;
            }
            separator = Separator::Sign;
            self.at += 1;
        }
        separator
    }

    fn finish(self) -> Option<Written> {
        let end = self.tokens[self.at - 1].end();
        let body = self.tokens.get(self.at).map_or(self.text.len(), |token| token.start);
        let written = |range: Range<usize>| self.text[range].trim().to_owned();
        (body < self.text.len()).then(|| Written {
            place: self.place.clone().map(written),
            agency: self.agency.clone().map(written),
            date: self.date,
            range: 0..end,
            body,
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Separator {
    None,
    Sign,
    Dash,
}

/// A name of one to four words that are joined by hyphens, dots or blanks, and whether it is a known agency.
fn agency_length(tokens: &[Token<'_>], after_place: bool) -> Option<(usize, bool)> {
    let mut name = String::new();
    let mut longest = None;
    for (index, token) in tokens.iter().take(6).enumerate() {
        match token.kind {
            TokenKind::Word => name.extend(token.text.chars().flat_map(char::to_lowercase)),
            _ if index > 0 && matches!(token.text, "-" | ".") => continue,
            _ => break,
        }
        if AGENCIES.contains(&name.as_str()) {
            longest = Some((index + 1, true));
        }
    }
    longest.or_else(|| {
        after_place
            .then(|| unknown_agency_length(tokens))?
            .map(|length| (length, false))
    })
}

/// One to three capitalized words before a closing sign, such as `Дала Ақпарат –` or `TASS)`.
fn unknown_agency_length(tokens: &[Token<'_>]) -> Option<usize> {
    let length = tokens
        .iter()
        .enumerate()
        .take_while(|(index, token)| {
            token.is_capitalized() || (*index > 0 && !token.after_blank && matches!(token.text, "-" | "."))
        })
        .count();
    let last = tokens.get(length.checked_sub(1)?)?;
    let closes = tokens
        .get(length)
        .is_some_and(|next| next.is_dash() || matches!(next.text, ")" | "/" | "»" | "\""));
    (length <= 4 && last.kind == TokenKind::Word && closes).then_some(length)
}

/// A place: words in capitals (`NUR-SULTAN`, `УСТЬ-КАМЕНОГОРСК`), or one or two capitalized words before a sign or a date.
fn place_length(tokens: &[Token<'_>]) -> Option<usize> {
    let capitals = name_length(tokens, |token| token.is_all_capitals());
    if capitals > 0 {
        return Some(capitals);
    }
    let length = name_length(tokens, |token| token.is_capitalized());
    let next = tokens.get(length)?;
    let closed = (next.text == "." || next.text == ",")
        && written_date(tokens.get(length + 1..).unwrap_or_default()).is_some_and(|date| date.day.is_some());
    let signed = matches!(next.text, "(" | "/" | "." | ",")
        && agency_length(tokens.get(length + 1..).unwrap_or_default(), false).is_some();
    (length > 0 && length <= 3 && (closed || signed)).then_some(length)
}

/// Words of one kind, joined by hyphens or single blanks, three at most.
fn name_length(tokens: &[Token<'_>], fits: fn(&Token<'_>) -> bool) -> usize {
    let mut length = 0;
    let mut words = 0;
    while words < 3 {
        let hyphen = length > 0
            && tokens
                .get(length)
                .is_some_and(|token| token.is_dash() && !token.after_blank);
        match tokens.get(length + usize::from(hyphen)) {
            Some(word) if fits(word) && !(hyphen && word.after_blank) => {
                length += 1 + usize::from(hyphen);
                words += 1;
            }
            _ => break,
        }
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    /// place | agency | year-month-day | body
    fn found(text: &str) -> Option<String> {
        let written = find(text)?;
        let date = written.date.map(|date| {
            format!("{:?}-{}-{:?}", date.year, date.month, date.day)
                .replace("Some(", "")
                .replace(')', "")
        });
        let part = |part: Option<String>| part.unwrap_or_default();
        Some(format!(
            "{}|{}|{}|{}",
            part(written.place),
            part(written.agency),
            part(date),
            &text[written.body..]
        ))
    }

    #[test]
    fn datelines_of_agencies() {
        for (text, expected) in [
            (
                "date 2019-03-14 ASTANA. KAZINFORM Reforms of",
                "ASTANA|KAZINFORM|2019-3-14|Reforms of",
            ),
            (
                "date 2019-10-17 NUR-SULTAN. DALA NEWS Transport ministers",
                "NUR-SULTAN|DALA NEWS|2019-10-17|Transport ministers",
            ),
            ("ASTANA. KAZINFORM – The head", "ASTANA|KAZINFORM||The head"),
            (
                "ASTANA. March 14. KAZINFORM - The head",
                "ASTANA|KAZINFORM|None-3-14|The head",
            ),
            ("АСТАНА. КАЗИНФОРМ – Глава", "АСТАНА|КАЗИНФОРМ||Глава"),
            (
                "АСТАНА. 14 марта. КАЗИНФОРМ – Глава",
                "АСТАНА|КАЗИНФОРМ|None-3-14|Глава",
            ),
            ("АСТАНА. ҚазАқпарат – Мемлекет", "АСТАНА|ҚазАқпарат||Мемлекет"),
            (
                "АЛМАТЫ. 2024 жылғы 3 маусым. ҚазАқпарат – Бүгін",
                "АЛМАТЫ|ҚазАқпарат|2024-6-3|Бүгін",
            ),
            ("NUR-SULTAN (Reuters) - Kazakhstan", "NUR-SULTAN|Reuters||Kazakhstan"),
            (
                "NUR-SULTAN, Jan 5 (Reuters) - Kazakhstan",
                "NUR-SULTAN|Reuters|None-1-5|Kazakhstan",
            ),
            ("MOSCOW, March 14 (TASS) – Russia", "MOSCOW|TASS|None-3-14|Russia"),
            ("МОСКВА, 14 марта. /ТАСС/. Россия", "МОСКВА|ТАСС|None-3-14|Россия"),
            (
                "Астана. 14 марта. Интерфакс-Казахстан - Банк",
                "Астана|Интерфакс-Казахстан|None-3-14|Банк",
            ),
            (
                "Усть-Каменогорск, 5 мая 2021 года. Дала Ақпарат — Завод",
                "Усть-Каменогорск|Дала Ақпарат|2021-5-5|Завод",
            ),
            ("LONDON — The prime", "LONDON|||The prime"),
            (
                "АСТАНА. 14 марта. «Дала Ақпарат» – Глава",
                "АСТАНА|Дала Ақпарат|None-3-14|Глава",
            ),
            ("АСТАНА. КАЗИНФОРМ – «Мы рады", "АСТАНА|КАЗИНФОРМ||«Мы рады"),
        ] {
            assert_eq!(found(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn sentences_are_no_datelines() {
        for text in [
            "",
            "Reforms of the Turkic organizations were the focus.",
            "The Minister of Foreign Affairs arrived.",
            "14 марта в Астане прошло заседание.",
            "Астана – столица Казахстана.",
            "NATO expands. The alliance said",
            "АҚШ президенті Қазақстанға келді.",
            "Президент Казахстана, 14 марта выступая в Астане, сказал",
            "OPEC",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
