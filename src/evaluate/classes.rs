//! What facts are told apart by: their kinds, or the fewer classes that a corpus has tags for.

use std::collections::BTreeSet;

use serde::Serialize;

use super::references::{Layout, Mentions};
use super::spans::SpanScores;
use super::tags::{TAGS, class_of};
use crate::article::Span;
use crate::digest::FactKind;

/// How well the facts of one class were found.
///
/// A class that the references never mark has counts, but no score: who tagged a corpus without
/// sums of money did not say that there are none in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClassScores {
    /// The name of the class.
    pub class: FactKind,
    /// The kinds of facts that count as this class.
    pub kinds: Vec<FactKind>,
    /// The tags that count as this class; none if the references mark facts by kind.
    pub tags: Vec<&'static str>,
    /// Its counts and scores.
    #[serde(flatten)]
    pub spans: SpanScores,
}

impl ClassScores {
    /// The spans that count as this class.
    pub(super) fn select(&self, mentions: &Mentions) -> BTreeSet<Span> {
        let kinds = self.kinds.iter().filter_map(|kind| mentions.get(kind));
        kinds.flatten().copied().collect()
    }
}

/// The classes that references of a layout are scored by, without any counts yet.
pub(super) fn of(layout: Layout) -> Vec<ClassScores> {
    let heads = |kind: &FactKind| class_in(layout, *kind) == Some(*kind);
    FactKind::ALL
        .into_iter()
        .filter(heads)
        .map(|class| ClassScores {
            class,
            kinds: FactKind::ALL
                .into_iter()
                .filter(|kind| class_in(layout, *kind) == Some(class))
                .collect(),
            tags: tags_in(layout, class),
            spans: SpanScores::default(),
        })
        .collect()
}

fn class_in(layout: Layout, kind: FactKind) -> Option<FactKind> {
    match layout {
        Layout::Facts => Some(kind),
        Layout::Tags => class_of(kind),
    }
}

fn tags_in(layout: Layout, class: FactKind) -> Vec<&'static str> {
    match layout {
        Layout::Facts => Vec::new(),
        Layout::Tags => TAGS
            .iter()
            .filter(|(_, kind)| *kind == class)
            .map(|(tag, _)| *tag)
            .collect(),
    }
}

/// The name of a kind, as it stands in JSON.
pub(super) fn name(kind: FactKind) -> &'static str {
    match kind {
        FactKind::Person => "person",
        FactKind::Organization => "organization",
        FactKind::Place => "place",
        FactKind::Date => "date",
        FactKind::Period => "period",
        FactKind::Duration => "duration",
        FactKind::Age => "age",
        FactKind::Frequency => "frequency",
        FactKind::Money => "money",
        FactKind::Percent => "percent",
        FactKind::Quantity => "quantity",
        FactKind::Ordinal => "ordinal",
        FactKind::Quote => "quote",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_json() {
        for kind in FactKind::ALL {
            assert_eq!(serde_json::to_value(kind).expect("name"), name(kind));
        }
    }

    #[test]
    fn tags_lump_the_kinds_of_time_together() {
        let classes = of(Layout::Tags);
        let names: Vec<&str> = classes.iter().map(|scores| name(scores.class)).collect();
        assert_eq!(names.join(" "), "person organization place date money percent ordinal");
        assert_eq!(classes[3].kinds.len(), 5);
        assert_eq!(classes[2].tags, ["LOC", "LOCATION", "GPE"]);
        assert!(of(Layout::Facts).iter().all(|scores| scores.kinds == [scores.class]));
    }
}
