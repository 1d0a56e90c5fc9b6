//! The lines that a list has, and how tall they are.

use crate::ui::theme::height;

pub(super) const ROW: f64 = height::ROW as f64;

/// The lines of a list from top to bottom: what the limit dropped, the rows, what is awaited.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lines {
    /// Lines above the first row.
    pub(super) lead: u64,
    /// Rows.
    pub(super) shown: u64,
    /// Lines below the last row.
    pub(super) tail: u64,
}

impl Lines {
    pub(super) fn count(self) -> u64 {
        self.lead + self.shown + self.tail
    }

    /// How far the view's top can be from the first line, in pixels.
    pub(super) fn end(self, view_height: f32) -> f64 {
        (self.count() as f64 * ROW - f64::from(view_height)).max(0.0)
    }
}
