//! Strings of bounded length, as terminals of a grammar.

use llguidance::derivre::{RegexAst, RegexBuilder};
use llguidance::regex_to_lark;
use regex_syntax::hir::{Hir, HirKind, Look};

/// The most bytes of a character: four in UTF-8, of two if it is escaped.
const LONGEST_CHARACTER: usize = 4;
/// The quotes.
const QUOTES: usize = 2;
/// What stands in strings for itself.
const UNESCAPED: &str = r#"[^"\\\x00-\x1F\x7F]"#;
/// How far the search for a string that a pattern allows goes.
const FUEL: u64 = 100_000;

/// How strings are written, with their quotes.
#[derive(Debug)]
pub struct Strings {
    /// The definition of a terminal in the syntax of llguidance.
    pub terminal: String,
    /// The most bytes.
    pub longest: usize,
}

/// A regular expression for whole strings.
#[derive(Clone, Debug)]
pub struct Pattern {
    regex: String,
    /// The most bytes that it matches, if there is a most.
    longest: Option<usize>,
}

impl Pattern {
    /// Reads a pattern, which can match anywhere in a string unless it is anchored.
    ///
    /// # Errors
    ///
    /// Fails with the reason if it is no regular expression in the syntax that is shared by JSON Schema and
    /// [regex-syntax](regex_syntax).
    pub fn search(pattern: &str) -> Result<Self, String> {
        let hir = regex_syntax::parse(&regex_to_lark(pattern, "dw")).map_err(|error| error.to_string())?;
        let mut parts = match hir.kind() {
            HirKind::Concat(parts) => parts.clone(),
            _ => vec![hir],
        };
        let is_start = parts.first().is_some_and(|part| is_look(part, Look::Start));
        parts.drain(..usize::from(is_start));
        let is_end = parts.last().is_some_and(|part| is_look(part, Look::End));
        parts.truncate(parts.len() - usize::from(is_end));
        let matched = Hir::concat(parts);
        if !matched.properties().look_set().is_empty() {
            return Err("a pattern can have `^` only at its start and `$` only at its end, and no `\\b`".to_owned());
        }
        let longest = matched.properties().maximum_len().filter(|_| is_start && is_end);
        let anything = |is_anchored: bool| if is_anchored { "" } else { "(?s:.*)" };
        let regex = format!("{}(?:{matched}){}", anything(is_start), anything(is_end));
        Ok(Pattern {
            regex: regex_to_lark(&regex, ""),
            longest,
        })
    }

    /// The pattern of a format: `date`, `time`, `date-time` or `uuid`, the first three as in RFC 3339 without leap seconds,
    /// and with at most milliseconds.
    pub fn of_format(name: &str) -> Option<Self> {
        const YEAR_MONTH_DAY: &str = "(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])\
             |(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))\
             |(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)";
        const HOUR_MINUTE_SECOND: &str = "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,3})?\
             (?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])";
        let (regex, longest) = match name {
            "date" => (YEAR_MONTH_DAY.to_owned(), 10),
            "time" => (HOUR_MINUTE_SECOND.to_owned(), 18),
            "date-time" => (format!("{YEAR_MONTH_DAY}T{HOUR_MINUTE_SECOND}"), 29),
            "uuid" => {
                let digits = |count: usize| format!("[0-9a-f]{{{count}}}");
                ([8, 4, 4, 4, 12].map(digits).join("-"), 36)
            }
            _ => return None,
        };
        let longest = Some(longest);
        Some(Pattern { regex, longest })
    }
}

fn is_look(part: &Hir, look: Look) -> bool {
    matches!(part.kind(), HirKind::Look(found) if *found == look)
}

/// The most characters of strings that match all of some patterns, if there is a most.
pub fn longest_match(patterns: &[Pattern]) -> Option<usize> {
    patterns.iter().filter_map(|pattern| pattern.longest).min()
}

/// Strings of so many characters that match all of some patterns, if there are any. Those that match patterns have no
/// characters that would have to be escaped.
///
/// # Errors
///
/// Fails with the reason if it cannot be found out whether there are any.
pub fn strings(least: usize, most: usize, patterns: &[Pattern]) -> Result<Option<Strings>, String> {
    if least > most {
        return Ok(None);
    }
    let length = format!("{{{least},{most}}}");
    if patterns.is_empty() {
        return Ok(Some(Strings {
            terminal: format!(r#"/"(?:{UNESCAPED}|\\["\\nrt]){length}"/"#),
            longest: most.saturating_mul(LONGEST_CHARACTER).saturating_add(QUOTES),
        }));
    }
    let mut regexes: Vec<String> = patterns.iter().map(|pattern| pattern.regex.clone()).collect();
    regexes.push(format!("{UNESCAPED}{length}"));
    if is_empty(&regexes)? {
        return Ok(None);
    }
    let regexes: Vec<String> = regexes.iter().map(|regex| format!("/{regex}/")).collect();
    let bytes = most.saturating_mul(LONGEST_CHARACTER);
    Ok(Some(Strings {
        terminal: format!(r#""\"" ({}) "\"""#, regexes.join(" & ")),
        longest: longest_match(patterns).map_or(bytes, |longest| longest.min(bytes)) + QUOTES,
    }))
}

/// Whether nothing matches all of some regular expressions.
fn is_empty(regexes: &[String]) -> Result<bool, String> {
    let regexes = regexes.iter().cloned().map(RegexAst::Regex).collect();
    let mut builder = RegexBuilder::new();
    let all = builder.mk(&RegexAst::And(regexes)).map_err(|error| error.to_string())?;
    let regex = builder.to_regex_limited(all, FUEL);
    Ok(regex
        .map_err(|_| "the pattern is too complex".to_owned())?
        .always_empty())
}
