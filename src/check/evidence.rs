//! Evidence: every sentence and every fact must stand where its spans say.

use super::{Text, claim};
use crate::article::{CodePoints, Language, Span};
use crate::digest::{Check, Fact, Finding, Severity, Status, Summary, SummarySentence};
use crate::understand::normalize;

/// Gives every sentence and fact its status by the source text, and a finding for each that is not borne out.
///
/// A claim in the words of the source is supported if its first span holds exactly its words and its other spans lie in the
/// source; it is weak if the spans at least hold words of it in part. What a model wrote is set beside all its spans
/// ([`claim()`]).
pub fn check_evidence(source: &str, summary: &mut Summary, facts: &mut [Fact]) -> Vec<Finding> {
    let source = CodePoints::of(source);
    let mut findings = Vec::new();
    for (what, sentence) in summary
        .headline
        .iter_mut()
        .map(|headline| ("headline", headline))
        .chain(summary.sentences.iter_mut().map(|sentence| ("sentence", sentence)))
    {
        sentence.status = match sentence.model {
            None => status(&source, &sentence.text, &sentence.spans),
            Some(_) => status_of_written(&source, sentence),
        };
        findings.extend(finding(what, &sentence.text, sentence.status, &sentence.spans));
    }
    for fact in facts {
        fact.status = status(&source, &fact.text, &fact.spans);
        findings.extend(finding("fact", &fact.text, fact.status, &fact.spans));
    }
    findings
}

fn finding(what: &str, text: &str, status: Status, spans: &[Span]) -> Option<Finding> {
    let (severity, verdict) = match status {
        Status::Supported => return None,
        Status::Weak => (Severity::Warning, "is only in part"),
        Status::Unsupported => (Severity::Error, "is not"),
    };
    Some(Finding {
        check: Check::Evidence,
        severity,
        locale: None,
        message: format!("the {what} “{text}” {verdict} at the place in the source that it names"),
        spans: spans.to_vec(),
    })
}

/// How well the source bears out a sentence that a model wrote.
fn status_of_written(source: &CodePoints<'_>, sentence: &SummarySentence) -> Status {
    let slices: Option<Vec<String>> = sentence
        .spans
        .iter()
        .map(|span| source.slice(*span).map(normalize))
        .collect();
    let Some(slices) = slices.filter(|slices| !slices.is_empty()) else {
        return Status::Unsupported;
    };
    let evidence = slices.join(" ");
    let own = Text {
        text: &sentence.text,
        language: sentence.language,
    };
    let evidence = Text {
        text: &evidence,
        language: in_script(&evidence, sentence.language),
    };
    claim(own, evidence).status
}

/// The language of the evidence of a claim: Kazakh that models write is in Cyrillic, its source may be in another script.
fn in_script(evidence: &str, language: Language) -> Language {
    let count = |is_of: fn(char) -> bool| evidence.chars().filter(|letter| is_of(*letter)).count();
    let cyrillic = count(|letter| matches!(letter, '\u{400}'..='\u{52f}'));
    match language {
        Language::Kazakh if count(|letter| matches!(letter, '\u{600}'..='\u{6ff}')) > cyrillic => {
            Language::KazakhArabic
        }
        Language::Kazakh if count(|letter| letter.is_ascii_alphabetic()) > cyrillic => Language::KazakhLatin,
        language => language,
    }
}

/// How well some spans of a source bear out a claim in its words.
fn status(source: &CodePoints<'_>, claim: &str, spans: &[Span]) -> Status {
    let slices: Option<Vec<String>> = spans.iter().map(|span| source.slice(*span).map(normalize)).collect();
    match slices.as_deref() {
        None | Some([]) => Status::Unsupported,
        Some([first, ..]) if first == claim => Status::Supported,
        Some(slices)
            if slices
                .iter()
                .any(|slice| !slice.is_empty() && (claim.contains(slice) || slice.contains(claim))) =>
        {
            Status::Weak
        }
        Some(_) => Status::Unsupported,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Method;

    const SOURCE: &str = "Экспорт вырос на 5 %.  Цены упали.";

    fn status_of(text: &str, spans: &[[usize; 2]]) -> (Status, usize) {
        let sentence = SummarySentence {
            text: text.into(),
            language: Language::Russian,
            spans: spans.iter().copied().map(Span::from).collect(),
            status: Status::Unsupported,
            model: None,
        };
        let mut summary = Summary {
            method: Method::Extractive,
            headline: None,
            sentences: vec![sentence],
        };
        let findings = check_evidence(SOURCE, &mut summary, &mut []);
        (summary.sentences[0].status, findings.len())
    }

    #[test]
    fn one_wrong_word_costs_the_support() {
        assert_eq!(status_of("Экспорт вырос на 5 %.", &[[0, 21]]), (Status::Supported, 0));
        assert_eq!(status_of("Экспорт вырос на 6 %.", &[[0, 21]]), (Status::Unsupported, 1));
        assert_eq!(status_of("Экспорт вырос на 5 %.", &[[0, 7]]), (Status::Weak, 1));
        assert_eq!(status_of("Цены упали.", &[[23, 99]]), (Status::Unsupported, 1));
        assert_eq!(status_of("Цены упали.", &[]), (Status::Unsupported, 1));
        assert_eq!(status_of("Цены упали.", &[[34, 23]]), (Status::Unsupported, 1));
    }
}
