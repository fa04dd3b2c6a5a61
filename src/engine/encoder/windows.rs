//! Windows over texts that are longer than what a model reads at once.

use std::ops::Range;

/// Tokens that are read at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// All of them.
    pub tokens: Range<usize>,
    /// Those whose rows are taken from here: here they have the most context. Every token is in one of these ranges.
    pub own: Range<usize>,
}

/// Cuts `count` tokens into windows of at most `room`. Two neighbours have a quarter of a window in common, or somewhat more,
/// so that they begin where `is_start` says, if there is such a place. A text without tokens is one window without tokens.
pub fn windows(count: usize, room: usize, is_start: impl Fn(usize) -> bool) -> Vec<Window> {
    let room = room.max(1);
    let overlap = room / 4;
    let mut windows: Vec<Window> = Vec::new();
    let mut start = 0;
    loop {
        let end = count.min(start + room);
        let seam = windows.last_mut().map_or(0, |before| {
            let seam = (start + before.tokens.end) / 2;
            before.own.end = seam;
            seam
        });
        windows.push(Window {
            tokens: start..end,
            own: seam..end,
        });
        if end == count {
            return windows;
        }
        let wanted = end - overlap;
        // Not so far back that a token were in three windows.
        let earliest = wanted.saturating_sub(overlap).max(start + 1);
        start = (earliest..=wanted)
            .rev()
            .find(|token| is_start(*token))
            .unwrap_or(wanted);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every token is in the own part of one window, with as much context as any window gives it.
    fn check(count: usize, room: usize, windows: &[Window]) {
        let own: Vec<usize> = windows.iter().flat_map(|window| window.own.clone()).collect();
        assert_eq!(own, (0..count).collect::<Vec<_>>());
        let context = |window: &Window, token: usize| {
            let before = if window.tokens.start == 0 {
                count
            } else {
                token - window.tokens.start
            };
            let after = if window.tokens.end == count {
                count
            } else {
                window.tokens.end - 1 - token
            };
            before.min(after)
        };
        for window in windows {
            assert!(window.tokens.len() <= room);
            for token in window.own.clone() {
                let all = windows.iter().filter(|window| window.tokens.contains(&token));
                assert_eq!(
                    all.map(|window| context(window, token)).max(),
                    Some(context(window, token))
                );
            }
        }
    }

    #[test]
    fn every_token_is_read_where_it_has_the_most_context() {
        for room in [1, 2, 3, 4, 7, 62] {
            for count in [0, 1, room, room + 1, 2 * room, 5 * room + 3, 200] {
                for step in [1, 3, 5, 1000] {
                    let windows = windows(count, room, |token| token % step == 0);
                    check(count, room, &windows);
                }
            }
        }
    }

    #[test]
    fn windows_begin_where_they_may() {
        let windows = windows(100, 40, |token| token % 7 == 0);
        let starts: Vec<usize> = windows.iter().map(|window| window.tokens.start).collect();
        assert_eq!(starts, [0, 28, 56, 84]);
    }
}
