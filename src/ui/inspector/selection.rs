//! A stretch of a payload's bytes that the user has marked, by pointer or by keys.

use std::ops::Range;

/// From where it was begun to where it goes; both ends belong to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    ends: Option<(usize, usize)>,
}

impl Selection {
    /// The marked bytes.
    pub fn range(&self) -> Option<Range<usize>> {
        self.ends.map(|(anchor, head)| anchor.min(head)..anchor.max(head) + 1)
    }

    /// The byte that the keys move.
    pub fn head(&self) -> Option<usize> {
        self.ends.map(|(_, head)| head)
    }

    /// Goes to a byte; keeps where it was begun when it is extended.
    pub fn go(&mut self, byte: usize, extends: bool) {
        let anchor = match self.ends {
            Some((anchor, _)) if extends => anchor,
            _ => byte,
        };
        self.ends = Some((anchor, byte));
    }

    /// Marks everything.
    pub fn all(&mut self, length: usize) {
        self.ends = length.checked_sub(1).map(|last| (0, last));
    }
}
