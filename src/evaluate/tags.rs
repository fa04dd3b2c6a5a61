//! The tags of named-entity corpora: which kinds of facts they stand for, and how they mark entities.

use super::LineError;
use crate::article::Span;
use crate::digest::FactKind;

/// Which kind of fact an entity with a tag is. Tags that are not here are ignored; case does not matter.
///
/// The names are those of KazNERD (`PERSON`, `ORGANISATION`, `LOCATION`, `GPE`, `PERCENTAGE`),
/// OntoNotes (`PERCENT`), NEREL and the CoNLL corpora (`PER`, `ORG`, `LOC`). `DATE` stands for every
/// kind of calendar time, see [`class_of`].
pub const TAGS: &[(&str, FactKind)] = &[
    ("PER", FactKind::Person),
    ("PERSON", FactKind::Person),
    ("ORG", FactKind::Organization),
    ("ORGANISATION", FactKind::Organization),
    ("ORGANIZATION", FactKind::Organization),
    ("LOC", FactKind::Place),
    ("LOCATION", FactKind::Place),
    ("GPE", FactKind::Place),
    ("DATE", FactKind::Date),
    ("MONEY", FactKind::Money),
    ("PERCENT", FactKind::Percent),
    ("PERCENTAGE", FactKind::Percent),
    ("ORDINAL", FactKind::Ordinal),
];

/// The kind that a fact counts as against references with tags, or nothing if no tag stands for it.
///
/// Corpora tag dates, periods, durations, ages and frequencies alike, so these count as dates.
pub fn class_of(kind: FactKind) -> Option<FactKind> {
    match kind {
        FactKind::Period | FactKind::Duration | FactKind::Age | FactKind::Frequency => Some(FactKind::Date),
        FactKind::Quantity | FactKind::Quote => None,
        kind => Some(kind),
    }
}

/// The kind that a tag stands for, without its `B-` or `I-`.
pub(super) fn kind_of(tag: &str) -> Option<FactKind> {
    let mut tags = TAGS.iter();
    let (_, kind) = tags.find(|(name, _)| name.eq_ignore_ascii_case(tag))?;
    Some(*kind)
}

/// An entity of a tagged sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entity {
    /// Its tag, without the prefix.
    pub(super) tag: String,
    /// Its place in the tokens joined by one blank.
    pub(super) span: Span,
}

/// What the prefix of a tag says of its token.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Outside,
    Begin,
    Inside,
    End,
    Single,
}

/// The entities of a sentence in the BIO scheme (IOB2), IOB1, BIOES or BILOU.
///
/// As in `conlleval`, an `I-` or `E-` that continues nothing of its tag starts an entity.
pub(super) fn decode(tokens: &[String], tags: &[String]) -> Result<Vec<Entity>, LineError> {
    if tokens.len() != tags.len() {
        return Err(LineError::UnevenTags {
            tokens: tokens.len(),
            tags: tags.len(),
        });
    }
    let mut entities: Vec<Entity> = Vec::new();
    let mut is_open = false;
    let mut start = 0;
    for (token, tag) in tokens.iter().zip(tags) {
        let end = start + token.chars().count();
        let (mark, name) = split(tag)?;
        let continues = is_open && matches!(mark, Mark::Inside | Mark::End);
        match entities.last_mut() {
            Some(last) if continues && last.tag == name => last.span.end = end,
            _ if mark == Mark::Outside => {}
            _ => entities.push(Entity {
                tag: name.to_owned(),
                span: Span { start, end },
            }),
        }
        is_open = matches!(mark, Mark::Begin | Mark::Inside);
        start = end + 1;
    }
    Ok(entities)
}

fn split(tag: &str) -> Result<(Mark, &str), LineError> {
    if tag == "O" {
        return Ok((Mark::Outside, ""));
    }
    match tag.split_once('-') {
        Some(("B", name)) => Ok((Mark::Begin, name)),
        Some(("I", name)) => Ok((Mark::Inside, name)),
        Some(("E" | "L", name)) => Ok((Mark::End, name)),
        Some(("S" | "U", name)) => Ok((Mark::Single, name)),
        _ => Err(LineError::UnknownTag(tag.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The entities of the tags on the tokens `0`, `1`, `2` ..., as `tag first-last`.
    fn entities(tags: &str) -> Vec<String> {
        let tags: Vec<String> = tags.split(' ').map(str::to_owned).collect();
        let tokens: Vec<String> = (0..tags.len()).map(|n| n.to_string()).collect();
        decode(&tokens, &tags)
            .expect("known tags")
            .iter()
            .map(|Entity { tag, span }| format!("{tag} {}-{}", span.start / 2, span.end / 2))
            .collect()
    }

    #[test]
    fn every_scheme_is_read() {
        assert_eq!(entities("B-PER I-PER O B-LOC B-LOC"), ["PER 0-1", "LOC 3-3", "LOC 4-4"]);
        assert_eq!(
            entities("I-PER I-PER B-PER I-LOC O I-LOC"),
            ["PER 0-1", "PER 2-2", "LOC 3-3", "LOC 5-5"]
        );
        assert_eq!(
            entities("S-ORG B-ORG I-ORG E-ORG E-ORG S-LOC"),
            ["ORG 0-0", "ORG 1-3", "ORG 4-4", "LOC 5-5"]
        );
        assert_eq!(entities("U-ORG B-ORG L-ORG"), ["ORG 0-0", "ORG 1-2"]);
    }

    #[test]
    fn spans_count_code_points_of_the_joined_tokens() {
        let tokens = ["Қала", "әкімі", "Ә."].map(str::to_owned);
        let tags = ["O", "B-PER", "I-PER"].map(str::to_owned);
        let found = decode(&tokens, &tags).expect("known tags");
        assert_eq!(found[0].span.slice(&tokens.join(" ")), Some("әкімі Ә."));
    }

    #[test]
    fn strange_tags_are_refused() {
        let refuse = |tags: &[&str]| {
            let tags: Vec<String> = tags.iter().map(|tag| (*tag).to_owned()).collect();
            decode(&["a".to_owned()], &tags).expect_err("strange").to_string()
        };
        assert_eq!(refuse(&["O", "O"]), "1 tokens have 2 tags");
        assert_eq!(refuse(&["PER"]), "`PER` is not a tag such as `O`, `B-PER` or `I-PER`");
    }

    #[test]
    fn every_tag_stands_for_a_class() {
        for (tag, kind) in TAGS {
            assert_eq!(class_of(*kind), Some(*kind), "{tag}");
            assert_eq!(kind_of(&tag.to_lowercase()), Some(*kind));
        }
        assert_eq!(kind_of("MISC"), None);
    }
}
