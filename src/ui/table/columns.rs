//! The columns of a list: what a protocol declares, and where they are once the user's choices are applied.

use std::borrow::Cow;

use egui::Align;

use crate::settings::TablePrefs;

/// A column's name in the settings file; never changes.
pub type ColumnId = &'static str;

/// The time column, which the list draws.
pub const TIME: ColumnId = "time";
/// The time to the shown row above, which the list draws.
pub const DELTA: ColumnId = "delta";
/// Who said it.
pub const DIRECTION: ColumnId = "direction";
/// What the row is.
pub const KIND: ColumnId = "kind";
/// Bytes of the payload.
pub const SIZE: ColumnId = "size";
/// The beginning of the payload.
pub const PREVIEW: ColumnId = "preview";

/// Between the last column and the list's right edge.
pub(super) const END: f32 = 16.0;
/// What a flexible column keeps however wide the others are.
const LEAST_FLEXIBLE: f32 = 60.0;

/// A column as its protocol declares it.
#[derive(Clone, Debug)]
pub struct ColumnSpec {
    /// Its name in the settings.
    pub id: ColumnId,
    /// Its name for the user.
    pub title: Cow<'static, str>,
    /// Its width in points, unless the user chose another.
    pub width: f32,
    /// How narrow it may be made.
    pub min_width: f32,
    /// Free room at its left and right.
    pub gaps: (f32, f32),
    /// On which side its content stands.
    pub align: Align,
    /// Whether it takes what the others leave.
    pub flexible: bool,
    /// Whether it is shown before the user says otherwise.
    pub shown: bool,
    /// What its head says instead of the title: words at a share of the width.
    pub ticks: Vec<(f32, String)>,
}

impl ColumnSpec {
    /// A column of a width, with free room at its left.
    pub fn new(id: ColumnId, title: impl Into<Cow<'static, str>>, gap: f32, width: f32) -> Self {
        Self {
            id,
            title: title.into(),
            width,
            min_width: width.min(28.0),
            gaps: (gap, 0.0),
            align: Align::Min,
            flexible: false,
            shown: true,
            ticks: Vec::new(),
        }
    }

    /// A column that takes what the others leave.
    pub fn flexible(id: ColumnId, title: impl Into<Cow<'static, str>>, gap: f32) -> Self {
        Self { flexible: true, ..Self::new(id, title, gap, LEAST_FLEXIBLE) }
    }

    /// Its content ends at its right.
    #[must_use]
    pub fn right(self) -> Self {
        Self { align: Align::Max, ..self }
    }

    /// More free room at its right.
    #[must_use]
    pub fn gap_after(self, gap: f32) -> Self {
        Self { gaps: (self.gaps.0, gap), ..self }
    }

    /// Whether it is shown before the user says otherwise.
    #[must_use]
    pub fn shown(self, shown: bool) -> Self {
        Self { shown, ..self }
    }

    /// Words in its head at shares of its width, instead of its title.
    #[must_use]
    pub fn ticks(self, ticks: Vec<(f32, String)>) -> Self {
        Self { ticks, ..self }
    }
}

/// Where a column is, in points from the list's left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// Its left edge.
    pub left: f32,
    /// Its right edge.
    pub right: f32,
}

impl Span {
    /// How wide it is.
    pub fn width(self) -> f32 {
        self.right - self.left
    }

    /// Its middle.
    pub fn center(self) -> f32 {
        f32::midpoint(self.left, self.right)
    }
}

/// The columns that are shown, from left to right.
#[derive(Debug, Default)]
pub(super) struct Placed {
    pub(super) cells: Vec<Cell>,
}

/// A column that is shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub(super) id: ColumnId,
    /// Its place in the list of declared columns.
    pub(super) spec: usize,
    pub(super) span: Span,
    pub(super) flexible: bool,
}

impl Placed {
    /// Places the columns that are shown into a list of a width.
    pub(super) fn new(specs: &[ColumnSpec], prefs: &TablePrefs, list_width: f32) -> Self {
        let shown: Vec<(usize, &ColumnSpec)> =
            specs.iter().enumerate().filter(|(_, spec)| prefs.is_shown(spec.id, spec.shown)).collect();
        let width_of = |spec: &ColumnSpec| {
            prefs
                .widths
                .get(spec.id)
                .copied()
                .filter(|width| width.is_finite())
                .map_or(spec.width, |width| width.clamp(spec.min_width, list_width.max(spec.min_width)))
        };
        let taken: f32 = shown
            .iter()
            .map(|(_, spec)| spec.gaps.0 + spec.gaps.1 + if spec.flexible { 0.0 } else { width_of(spec) })
            .sum();
        let rest = (list_width - END - taken).max(LEAST_FLEXIBLE);
        let mut x = 0.0;
        let cells = shown
            .into_iter()
            .map(|(number, spec)| {
                let left = x + spec.gaps.0;
                let right = left + if spec.flexible { rest } else { width_of(spec) };
                x = right + spec.gaps.1;
                Cell { id: spec.id, spec: number, span: Span { left, right }, flexible: spec.flexible }
            })
            .collect();
        Self { cells }
    }

    pub(super) fn cell(&self, id: ColumnId) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn specs() -> Vec<ColumnSpec> {
        vec![
            ColumnSpec::new(TIME, "Time", 14.0, 90.0),
            ColumnSpec::new(DELTA, "Δ", 4.0, 46.0).right().gap_after(8.0),
            ColumnSpec::flexible(PREVIEW, "Preview", 4.0),
            ColumnSpec::new("took", "Took", 10.0, 50.0).right(),
        ]
    }

    fn spans(prefs: &TablePrefs, width: f32) -> Vec<(ColumnId, f32, f32)> {
        let placed = Placed::new(&specs(), prefs, width);
        placed.cells.iter().map(|cell| (cell.id, cell.span.left, cell.span.right)).collect()
    }

    #[test]
    fn a_flexible_column_takes_what_the_others_leave() {
        let expected = [(TIME, 14.0, 104.0), (DELTA, 108.0, 154.0), (PREVIEW, 166.0, 424.0), ("took", 434.0, 484.0)];
        assert_eq!(spans(&TablePrefs::default(), 500.0), expected);
    }

    #[test]
    fn a_hidden_column_takes_no_room_and_a_chosen_width_counts() {
        let mut prefs = TablePrefs::default();
        prefs.hide(DELTA, true);
        prefs.set_width(TIME, Some(120.0));
        prefs.set_width("took", Some(-5.0));
        prefs.set_width("gone", Some(9.0));
        let expected = [(TIME, 14.0, 134.0), (PREVIEW, 138.0, 446.0), ("took", 456.0, 484.0)];
        assert_eq!(spans(&prefs, 500.0), expected);
    }

    #[test]
    fn nonsense_in_the_settings_does_no_harm() {
        let mut prefs = TablePrefs::default();
        for width in [f32::NAN, f32::INFINITY, 1e30] {
            prefs.widths.insert(TIME.to_owned(), width);
            assert!(spans(&prefs, 500.0).iter().all(|(_, left, right)| left.is_finite() && right >= left));
        }
    }
}
