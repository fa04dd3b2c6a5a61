//! Tokens that stood after the same words before, tried all at once (Saxena 2023, "prompt lookup decoding").
//!
//! Where outputs repeat what the prompt says, several tokens are computed for little more than the price of one. What is
//! chosen is what would have been chosen: a trial that is not confirmed is taken back.

/// The most outputs at a time for which trials are worth their price: more fill the processor by themselves.
pub(super) const ROWS: usize = 2;
/// Tokens that must be the same before.
const SAME: usize = 3;
/// The most tokens of a trial.
const MOST: usize = 6;

/// How trials went.
#[derive(Default)]
pub(super) struct Trials {
    /// Trials that are left out before the next, after some in vain.
    pause: usize,
    in_vain: u32,
}

impl Trials {
    /// What stood last after the words that stand at the end, at most so many tokens.
    pub fn propose<'w>(&mut self, written: &'w [u32], most: usize) -> &'w [u32] {
        if self.pause > 0 {
            self.pause -= 1;
            return &[];
        }
        if written.len() <= SAME {
            return &[];
        }
        let (before, end) = written.split_at(written.len() - SAME);
        // What begins at the last place of all would be the end itself.
        let found = before.windows(SAME).rposition(|window| window == end);
        let Some(found) = found else { return &[] };
        let start = found + SAME;
        &written[start..written.len().min(start + MOST.min(most))]
    }

    /// Learns whether the next token of a trial was right. After several in vain, trials pause.
    pub fn learn(&mut self, was_right: bool, was_tried: bool) {
        match (was_right, was_tried) {
            (true, _) => self.in_vain = 0,
            (false, true) => {
                self.in_vain = (self.in_vain + 1).min(6);
                self.pause = (1 << self.in_vain) - 2;
            }
            (false, false) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stood_there_before() {
        let written = [9, 1, 2, 3, 4, 5, 6, 7, 1, 2, 3];
        assert_eq!(Trials::default().propose(&written, 3), [4, 5, 6]);
        assert_eq!(Trials::default().propose(&written, 20), [4, 5, 6, 7, 1, 2]);
        assert_eq!(Trials::default().propose(&written[..7], 3), [0; 0]);
        assert_eq!(Trials::default().propose(&[1, 2], 3), [0; 0]);
    }

    #[test]
    fn trials_in_vain_become_rare() {
        let written = [1, 2, 3, 4, 1, 2, 3];
        let mut trials = Trials::default();
        let mut tried = 0;
        for _ in 0..200 {
            let proposed = !trials.propose(&written, 4).is_empty();
            tried += usize::from(proposed);
            trials.learn(false, proposed);
        }
        assert!(tried < 12, "{tried}");
    }
}
