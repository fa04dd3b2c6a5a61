//! The line that web pages put above an article: when it was published, and nothing else.

use jiff::civil::Date;

use super::calendar::written_date;
use super::tokens::{Token, TokenKind, tokenize};

/// More tokens than these say something else too.
const LONGEST: usize = 16;

/// A line that says when: its day, as far as it can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    pub date: Option<Date>,
}

/// Reads `11:17, 30 Қаңтар 2026 | GMT +5`, `21.05.2024 10:30`: a line with a clock time and a date and hardly a word more.
pub(super) fn find(line: &str) -> Option<Stamp> {
    let tokens = tokenize(line);
    let words = tokens.iter().filter(|token| token.kind == TokenKind::Word).count();
    if tokens.len() > LONGEST || words > 3 || !has_time(&tokens) {
        return None;
    }
    let date = (0..tokens.len()).find_map(|at| written_date(&tokens[at..]));
    date.map(|date| Stamp { date: date.complete() })
}

fn has_time(tokens: &[Token<'_>]) -> bool {
    tokens.windows(3).any(|three| {
        let digits = |token: &Token<'_>| token.kind == TokenKind::Digits && token.text.len() <= 2;
        digits(&three[0]) && three[1].is_sign(':') && digits(&three[2]) && three[2].text.len() == 2
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_only_say_when() {
        let day = |line: &str| find(line).map(|stamp| stamp.date.map(|date| date.to_string()).unwrap_or_default());
        assert_eq!(day("11:17, 30 Qańtar 2026 | GMT +5").as_deref(), Some("2026-01-30"));
        assert_eq!(day("04:20, 02 Aqpan 2026 | GMT +5").as_deref(), Some("2026-02-02"));
        assert_eq!(day("21.05.2024 10:30").as_deref(), Some("2024-05-21"));
        assert_eq!(day("Today, 10:30, 21 May 2024").as_deref(), Some("2024-05-21"));
        assert_eq!(day("Сегодня, 10:30, 21 мая").as_deref(), Some(""));
        assert_eq!(day("Матч 21 мая начнётся в 10:30 в Астане"), None);
        assert_eq!(day("2024 жылғы 21 мамыр"), None);
    }
}
