//! The stages of the work, and how the time is spent on them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::usage::per;

/// A number for each stage: seconds of the clock on the wall, or the share of all of them.
///
/// While a window is digested, the one before it is written, so that the seconds of all stages can be more than those of the run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Stages {
    /// Finding out what an article says and in which language.
    pub understand: f64,
    /// Summaries.
    pub summarize: f64,
    /// Facts.
    pub extract: f64,
    /// Checks.
    pub check: f64,
    /// Renditions in the languages of the readers.
    #[serde(default)]
    pub translate: f64,
    /// Putting articles together into stories, and names into the name table.
    #[serde(default)]
    pub relate: f64,
    /// Writing files and the ledger.
    #[serde(default)]
    pub write: f64,
}

impl Stages {
    /// Adds the numbers of others.
    pub(super) fn add(&mut self, other: &Stages) {
        for (own, other) in self.all_mut().into_iter().zip({ *other }.all_mut()) {
            *own += *other;
        }
    }

    /// Each beside the sum of all.
    pub(super) fn shares(mut self) -> Stages {
        let whole = self.all_mut().into_iter().map(|part| *part).sum();
        for part in self.all_mut() {
            *part = per(*part, whole);
        }
        self
    }

    fn all_mut(&mut self) -> [&mut f64; 7] {
        [
            &mut self.understand,
            &mut self.summarize,
            &mut self.extract,
            &mut self.check,
            &mut self.translate,
            &mut self.relate,
            &mut self.write,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_come_to_one() {
        let mut stages = Stages {
            summarize: 3.0,
            ..Stages::default()
        };
        stages.add(&Stages {
            write: 1.0,
            ..Stages::default()
        });
        let shares = stages.shares();
        assert_eq!((shares.summarize, shares.write, shares.check), (0.75, 0.25, 0.0));
        assert_eq!(Stages::default().shares(), Stages::default());
    }
}
