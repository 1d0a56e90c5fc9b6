//! A short list inside of a section or a pane, whose rows have one height: only those in view are laid out. It scrolls as any
//! area of the window does. It is not the transcript's table, nor [`super::lines`], whose place is exact for 10^13 lines.

use std::ops::Range;

use egui::{ScrollArea, Ui};

/// A list to draw.
#[derive(Clone, Copy, Debug)]
#[must_use = "a list is only there once it is shown"]
pub struct VirtualList<'a> {
    name: &'a str,
    row_height: f32,
    count: usize,
    max_rows: Option<f32>,
    scrolls_sideways: bool,
    sticks_to_bottom: bool,
}

impl<'a> VirtualList<'a> {
    /// So many rows, each as tall as `row_height` points; `name` tells it from other lists in the same place.
    pub fn new(name: &'a str, row_height: f32, count: usize) -> Self {
        Self { name, row_height, count, max_rows: None, scrolls_sideways: false, sticks_to_bottom: false }
    }

    /// As tall as its rows, and at most as so many (without gaps between them); else it takes all of the room that is left.
    pub fn max_rows(self, rows: f32) -> Self {
        Self { max_rows: Some(rows), ..self }
    }

    /// Whether rows can be wider than the list.
    pub fn scrolls_sideways(self) -> Self {
        Self { scrolls_sideways: true, ..self }
    }

    /// Follows the newest row until the user scrolls away from it.
    pub fn sticks_to_bottom(self) -> Self {
        Self { sticks_to_bottom: true, ..self }
    }

    /// Draws the rows in view, which are handed over by their places in the list.
    pub fn show(self, ui: &mut Ui, rows_ui: impl FnOnce(&mut Ui, Range<usize>)) {
        let area = ScrollArea::new([self.scrolls_sideways, true])
            .id_salt(self.name)
            .auto_shrink([false, self.max_rows.is_some()]);
        let area = area.stick_to_bottom(self.sticks_to_bottom);
        let height = self.max_rows.map_or(f32::INFINITY, |rows| self.row_height * rows);
        area.max_height(height).show_rows(ui, self.row_height, self.count, rows_ui);
    }
}
