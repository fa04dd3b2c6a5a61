//! Scores as tables of plain text, for people at a terminal.

use super::Score;
use super::classes::{ClassScores, name};
use super::digest::DigestScores;
use super::facts::FactScores;
use super::mt::MtScores;
use super::spans::{MatchScore, SpanScores};
use super::stories::{PairScores, StoryScores};
use super::summary::SummaryScores;

/// The blanks between two columns.
const GAP: &str = "  ";

/// What stands in place of a score that there is none of.
const NO_SCORE: &str = "-";

/// The scores of summaries, in percent with two decimals.
pub fn summary(scores: &SummaryScores) -> String {
    let row = |label: &str, score| row(label, percents(Some(score)));
    let table = align(&[
        header(&["", "precision", "recall", "F1"]),
        row("ROUGE-1", scores.rouge1),
        row("ROUGE-2", scores.rouge2),
        row("ROUGE-L", scores.rouge_l),
    ]);
    format!(
        "{table}\narticles: {}, missing {}, failed {}, extra {}\nwords a summary: {:.2}, a reference {:.2}\n",
        scores.articles, scores.missing, scores.failed, scores.extra, scores.mean_words, scores.reference_mean_words,
    )
}

/// The scores of facts, in percent with two decimals: by exact spans, by overlapping spans, and
/// what counts as which kind.
pub fn facts(scores: &FactScores) -> String {
    let exact = spans_table("exact spans", scores, |spans| spans.exact);
    let overlapping = spans_table("overlapping spans", scores, |spans| spans.overlapping);
    let table_used = table_used(&scores.classes);
    let ignored = ignored_tags(scores);
    format!(
        "{exact}\n{overlapping}\n{table_used}{ignored}\ntexts: {}, missing {}, failed {}, extra {}\n",
        scores.texts, scores.missing, scores.failed, scores.extra,
    )
}

/// How sound a run is, with rates in percent.
pub fn digest(scores: &DigestScores) -> String {
    let row = |label: &str, part: usize, whole: usize, rate: f64| {
        vec![
            label.to_owned(),
            part.to_string(),
            whole.to_string(),
            format!("{rate:.2}"),
        ]
    };
    let rates = scores.rates;
    let table = align(&[
        header(&["", "found", "of", "%"]),
        row(
            "number errors",
            scores.number_errors,
            scores.translated,
            rates.number_error,
        ),
        row(
            "language errors",
            scores.language_errors,
            scores.translated,
            rates.language_error,
        ),
        row(
            "unsupported sentences",
            scores.unsupported,
            scores.sentences,
            rates.unsupported_sentence,
        ),
        row(
            "withheld",
            scores.withheld,
            scores.withheld + scores.written + scores.translated,
            rates.withheld,
        ),
    ]);
    format!(
        "{table}\narticles: {}, failed {}\nsentences: {}, by models {}, borne out in part {}\n",
        scores.articles, scores.failed, scores.sentences, scores.written, scores.weak
    )
}

/// The scores of translations, as sacreBLEU prints them.
pub fn mt(scores: &MtScores) -> String {
    let lines = [&scores.bleu, &scores.chrf, &scores.chrf_words].map(|metric| metric.line.clone() + "\n");
    lines.concat() + &format!("\nlines: {}\n", scores.lines)
}

/// The scores of stories, in percent with two decimals, and the pairs that are wrong.
pub fn stories(scores: &StoryScores) -> String {
    let row = |label: &str, pairs: &PairScores| {
        let counts = [pairs.expected, pairs.predicted, pairs.matched].map(|count| count.to_string());
        row(label, counts.into_iter().chain(percents(Some(pairs.score))))
    };
    let columns = ["pairs", "expected", "predicted", "matched", "precision", "recall", "F1"];
    let table = align(&[
        header(&columns),
        row("all", &scores.all),
        row("across languages", &scores.across),
        row("within languages", &scores.within),
    ]);
    let pairs = |label: &str, pairs: &[[String; 2]]| {
        let lines = pairs
            .iter()
            .map(|[one, other]| format!("{label} {} {}\n", one.escape_debug(), other.escape_debug()));
        lines.collect::<String>()
    };
    let merged = pairs("merged", &scores.merged);
    let parted = pairs("parted", &scores.parted);
    format!("{table}\narticles: {}\n{merged}{parted}", scores.articles)
}

fn spans_table(title: &str, scores: &FactScores, choose: impl Fn(&SpanScores) -> Option<MatchScore>) -> String {
    let spans_row = |label: &str, spans: &SpanScores| {
        let chosen = choose(spans);
        let matched = chosen.map_or(NO_SCORE.to_owned(), |found| found.matched.to_string());
        let counts = [spans.expected.to_string(), spans.predicted.to_string(), matched];
        let percents = percents(chosen.map(|found| found.score));
        row(label, counts.into_iter().chain(percents))
    };
    let columns = [title, "expected", "predicted", "matched", "precision", "recall", "F1"];
    let mut rows = vec![header(&columns)];
    for class in &scores.classes {
        rows.push(spans_row(name(class.class), &class.spans));
    }
    rows.push(spans_row("total", &scores.total));
    align(&rows)
}

/// Which tags and which kinds of facts count as each class; nothing to say where each kind is a class.
fn table_used(classes: &[ClassScores]) -> String {
    let mut lines = String::new();
    for class in classes.iter().filter(|class| !class.tags.is_empty()) {
        let kinds: Vec<&str> = class.kinds.iter().map(|kind| name(*kind)).collect();
        lines += &format!("{} -> {}\n", class.tags.join(", "), kinds.join(", "));
    }
    if lines.is_empty() {
        lines += "each kind for itself\n";
    }
    lines
}

fn ignored_tags(scores: &FactScores) -> String {
    if scores.ignored_tags.is_empty() {
        return String::new();
    }
    let tags: Vec<String> = scores
        .ignored_tags
        .iter()
        .map(|(tag, count)| format!("{} ({count})", tag.escape_debug()))
        .collect();
    format!("ignored: {}\n", tags.join(", "))
}

fn percents(score: Option<Score>) -> [String; 3] {
    match score {
        Some(score) => [score.precision, score.recall, score.f1].map(|value| format!("{value:.2}")),
        None => [NO_SCORE; 3].map(str::to_owned),
    }
}

fn header(columns: &[&str]) -> Vec<String> {
    columns.iter().map(|column| (*column).to_owned()).collect()
}

fn row(label: &str, values: impl IntoIterator<Item = String>) -> Vec<String> {
    [label.to_owned()].into_iter().chain(values).collect()
}

/// Lines of columns as wide as their widest cell: labels to the left, numbers to the right.
fn align(rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let mut table = String::new();
    for row in rows {
        for (column, cell) in row.iter().enumerate() {
            let width = width(column);
            match column {
                0 => table += &format!("{cell:<width$}"),
                _ => table += &format!("{GAP}{cell:>width$}"),
            }
        }
        table.push('\n');
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::facts::{self, Hypotheses, References};

    #[test]
    fn summaries_are_written_in_percent() {
        let scores = SummaryScores {
            articles: 3,
            missing: 1,
            extra: 2,
            mean_words: 12.5,
            reference_mean_words: 100.0 / 3.0,
            rouge1: Score::from_counts(1, 1, 3).to_percent(),
            ..SummaryScores::default()
        };
        assert_eq!(
            summary(&scores),
            "         precision  recall     F1\n\
             ROUGE-1     100.00   33.33  50.00\n\
             ROUGE-2       0.00    0.00   0.00\n\
             ROUGE-L       0.00    0.00   0.00\n\
             \n\
             articles: 3, missing 1, failed 0, extra 2\n\
             words a summary: 12.50, a reference 33.33\n"
        );
    }

    fn facts_table(hypotheses: &str, references: &str) -> String {
        let hypotheses = Hypotheses::read(hypotheses.as_bytes()).expect("hypotheses");
        let references = References::read(references.as_bytes()).expect("references");
        facts(&facts::score(&hypotheses, &references))
    }

    #[test]
    fn facts_are_written_twice_with_the_table_used() {
        let written = facts_table(
            r#"{"id":0,"facts":[{"kind":"person","spans":[[0,4]]},{"kind":"place","spans":[[5,8],[9,10]]},{"kind":"money","spans":[[0,1]]}]}"#,
            r#"{"tokens":["Әлия","Астанада","«","Ару","»"],"tags":["B-PER","B-GPE","O","B-MISC","O"]}"#,
        );
        assert_eq!(
            written,
            "exact spans   expected  predicted  matched  precision  recall      F1
person               1          1        1     100.00  100.00  100.00
organization         0          0        -          -       -       -
place                1          2        0       0.00    0.00    0.00
date                 0          0        -          -       -       -
money                0          1        -          -       -       -
percent              0          0        -          -       -       -
ordinal              0          0        -          -       -       -
total                2          3        1      33.33   50.00   40.00

overlapping spans  expected  predicted  matched  precision  recall      F1
person                    1          1        1     100.00  100.00  100.00
organization              0          0        -          -       -       -
place                     1          2        1      50.00  100.00   66.67
date                      0          0        -          -       -       -
money                     0          1        -          -       -       -
percent                   0          0        -          -       -       -
ordinal                   0          0        -          -       -       -
total                     2          3        2      66.67  100.00   80.00

PER, PERSON -> person
ORG, ORGANISATION, ORGANIZATION -> organization
LOC, LOCATION, GPE -> place
DATE -> date, period, duration, age, frequency
MONEY -> money
PERCENT, PERCENTAGE -> percent
ORDINAL -> ordinal
ignored: MISC (1)

texts: 1, missing 0, failed 0, extra 0
"
        );
    }

    #[test]
    fn facts_by_kind_need_no_tags() {
        let written = facts_table("", r#"{"id":0,"text":"","facts":[]}"#);
        assert!(written.contains("\neach kind for itself\n\ntexts: 1, missing 1"));
    }
}
