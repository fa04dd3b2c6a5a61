//! Places in a text that do not overlap.

use std::collections::BTreeMap;
use std::ops::Range;

/// Places with what stands there, in their order; which of two that overlap is kept depends on which came first.
#[derive(Debug, Clone)]
pub(super) struct Apart<T> {
    /// By the start of a place its end, and what stands there.
    places: BTreeMap<usize, (usize, T)>,
}

impl<T> Apart<T> {
    pub fn new() -> Self {
        Apart {
            places: BTreeMap::new(),
        }
    }

    /// Keeps a place, unless it overlaps one that is kept.
    pub fn add(&mut self, place: Range<usize>, value: T) {
        if !self.overlaps(&place) {
            self.places.insert(place.start, (place.end, value));
        }
    }

    /// Whether a place overlaps one that is kept.
    pub fn overlaps(&self, place: &Range<usize>) -> bool {
        let last_before_its_end = self.places.range(..place.end).next_back();
        last_before_its_end.is_some_and(|(_, (end, _))| *end > place.start)
    }

    /// The places that are kept, in their order.
    pub fn places(&self) -> impl Iterator<Item = Range<usize>> {
        self.places.iter().map(|(start, (end, _))| *start..*end)
    }

    /// What stands there, in the order of the places.
    pub fn into_values(self) -> impl Iterator<Item = T> {
        self.places.into_values().map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_two_that_overlap_is_kept() {
        let mut apart = Apart::new();
        for (place, value) in [
            (4..8, 'b'),
            (7..9, 'x'),
            (0..5, 'x'),
            (5..6, 'x'),
            (0..20, 'x'),
            (8..9, 'c'),
            (0..4, 'a'),
        ] {
            apart.add(place, value);
        }
        assert_eq!(apart.places().collect::<Vec<_>>(), [0..4, 4..8, 8..9]);
        assert!(apart.overlaps(&(3..4)) && !apart.overlaps(&(9..12)));
        assert_eq!(apart.into_values().collect::<String>(), "abc");
    }
}
