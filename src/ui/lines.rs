//! A list of lines of one height, of any number: only those in view are drawn.
//!
//! The place is a whole line and a rest in points, so that it is exact however long the list is.

use std::ops::Range;

use egui::{
    EventFilter, Id, Key, Modifiers, Rect, Response, Sense, Ui, UiBuilder, WidgetInfo, accesskit::Role, pos2, vec2,
};

use super::{
    scroll_bar::{self, ScrollBar},
    theme::Tokens,
};

/// Where a list stands.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LinesPlace {
    line: u64,
    rest_px: f32,
    reveal: Option<u64>,
}

impl LinesPlace {
    /// The first line in view, whole or in part.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// How much of that line is above the view, in points.
    pub fn rest(&self) -> f32 {
        self.rest_px
    }

    /// Brings a line into view when the list is drawn next, with as little movement as that takes.
    pub fn reveal(&mut self, line: u64) {
        self.reveal = Some(line);
    }

    /// Puts a line at the top.
    pub fn set_top(&mut self, line: u64) {
        *self = Self { line, ..Self::default() };
    }

    fn shift(&mut self, points: f32, line_height: f32) {
        let rest = self.rest_px + points;
        let whole = (rest / line_height).floor();
        self.rest_px = rest - whole * line_height;
        let lines = whole.abs() as u64;
        if whole < 0.0 {
            if lines > self.line {
                self.rest_px = 0.0;
            }
            self.line = self.line.saturating_sub(lines);
        } else {
            self.line = self.line.saturating_add(lines);
        }
    }

    fn clamp(&mut self, end: Self) {
        if (self.line, self.rest_px) > (end.line, end.rest_px) {
            (self.line, self.rest_px) = (end.line, end.rest_px);
        }
    }

    /// The lowest place of a view: its last line ends at the bottom.
    fn end(count: u64, view_height: f32, line_height: f32) -> Self {
        let fits = (view_height / line_height).floor();
        let part = view_height - fits * line_height;
        match count.checked_sub(fits as u64) {
            None | Some(0) => Self::default(),
            Some(line) if part <= 0.0 => Self { line, ..Self::default() },
            Some(line) => Self { line: line - 1, rest_px: line_height - part, reveal: None },
        }
    }

    fn bring(&mut self, line: u64, view_height: f32, line_height: f32) {
        let lowest = Self::end(line + 1, view_height, line_height);
        if line < self.line || line == self.line && self.rest_px > 0.0 {
            (self.line, self.rest_px) = (line, 0.0);
        } else if (self.line, self.rest_px) < (lowest.line, lowest.rest_px) {
            (self.line, self.rest_px) = (lowest.line, lowest.rest_px);
        }
    }
}

/// A list to draw.
#[derive(Clone, Copy, Debug)]
#[must_use = "a list is only there once it is shown"]
pub struct Lines<'a> {
    name: &'a str,
    bar_name: &'a str,
    count: u64,
    line_height: f32,
    role: Role,
    scrolls_by_keys: bool,
}

/// A list as it was drawn.
#[derive(Debug)]
pub struct LinesShown {
    /// The list itself: clicks between the lines, the focus.
    pub response: Response,
    /// Where the lines are.
    pub body: Rect,
    /// The lines that were drawn.
    pub visible: Range<u64>,
    /// How many whole lines fit.
    pub page: u64,
}

impl<'a> Lines<'a> {
    /// A list with the names that a screen reader says for it and for its bar.
    pub fn new(name: &'a str, bar_name: &'a str, count: u64, line_height: f32) -> Self {
        Self { name, bar_name, count, line_height, role: Role::List, scrolls_by_keys: true }
    }

    /// What it is to a screen reader; a list when not said.
    pub fn role(self, role: Role) -> Self {
        Self { role, ..self }
    }

    /// Leaves the arrows, Home, End and the page keys to whoever draws the lines.
    pub fn keys_elsewhere(self) -> Self {
        Self { scrolls_by_keys: false, ..self }
    }

    /// Where its identity is, so that somebody else can give it the focus.
    pub fn id(&self, ui: &Ui) -> Id {
        ui.scope_id().with("lines")
    }

    /// Draws the lines in view into all of the room that is left.
    pub fn show(self, ui: &mut Ui, place: &mut LinesPlace, mut line_ui: impl FnMut(&mut Ui, u64, Rect)) -> LinesShown {
        let body = ui.available_rect_before_wrap();
        ui.allocate_rect(body, Sense::hover());
        let id = self.id(ui);
        let response = ui.interact(body, id, Sense::CLICK | Sense::DRAG | Sense::FOCUSABLE);
        response.widget_info(|| WidgetInfo::labeled(self.role, true, self.name));
        if response.clicked() || response.drag_started() {
            response.request_focus();
        }
        let end = LinesPlace::end(self.count, body.height(), self.line_height);
        let bar = self.scroll(ui, place, &response, body, end);
        let mut child = ui.new_child(UiBuilder::new().max_rect(body));
        child.set_clip_rect(body.intersect(ui.clip_rect()));
        let width = body.width() - if bar.is_some() { scroll_bar::WIDTH } else { 0.0 };
        let mut y = body.top() - place.rest_px;
        let mut line = place.line;
        while line < self.count && y < body.bottom() {
            let rect = Rect::from_min_size(pos2(body.left(), y), vec2(width, self.line_height));
            line_ui(&mut child, line, rect);
            y += self.line_height;
            line += 1;
        }
        if let Some(bar) = bar {
            bar.paint(ui, place.line as f64 * f64::from(self.line_height) + f64::from(place.rest_px));
        }
        if response.has_focus() {
            let stroke = egui::Stroke::new(1.0, Tokens::of(ui).accent);
            ui.painter().rect_stroke(body.shrink(0.5), 2.0, stroke, egui::StrokeKind::Inside);
        }
        LinesShown { response, body, visible: place.line..line, page: self.page(body) }
    }

    fn page(&self, body: Rect) -> u64 {
        ((body.height() / self.line_height).floor() as u64).max(1)
    }

    /// Moves by wheel, keys, bar and what was asked to be in view.
    fn scroll(
        &self,
        ui: &Ui,
        place: &mut LinesPlace,
        response: &Response,
        body: Rect,
        end: LinesPlace,
    ) -> Option<ScrollBar> {
        if ui.rect_contains_pointer(body) {
            place.shift(-ui.input(|input| input.smooth_scroll_delta().y), self.line_height);
        }
        if self.scrolls_by_keys && response.has_focus() {
            self.keys(ui, place, response.id, body, end);
        }
        let reveal = place.reveal.take().filter(|&line| line < self.count);
        if end == LinesPlace::default() {
            *place = end;
            return None;
        }
        let bar = ScrollBar::new(ui, response.id, self.bar_name, body, self.count, self.line_height);
        if let Some(part) = bar.dragged_to() {
            let lines = part * (end.line as f64 + f64::from(end.rest_px / self.line_height));
            place.line = lines as u64;
            place.rest_px = lines.fract() as f32 * self.line_height;
            if part >= 1.0 {
                *place = end;
            }
        }
        if let Some(line) = reveal {
            place.bring(line, body.height(), self.line_height);
        }
        place.clamp(end);
        Some(bar)
    }

    fn keys(&self, ui: &Ui, place: &mut LinesPlace, id: Id, body: Rect, end: LinesPlace) {
        let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        let page = self.page(body).saturating_sub(1).max(1) as f32 * self.line_height;
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        if pressed(Key::Home) {
            *place = LinesPlace::default();
        } else if pressed(Key::End) {
            *place = end;
        } else if pressed(Key::PageDown) {
            place.shift(page, self.line_height);
        } else if pressed(Key::PageUp) {
            place.shift(-page, self.line_height);
        } else if pressed(Key::ArrowDown) {
            place.shift(self.line_height, self.line_height);
        } else if pressed(Key::ArrowUp) {
            place.shift(-self.line_height, self.line_height);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_end_is_exact_beyond_what_f32_counts() {
        let end = LinesPlace::end(10_000_000_000, 100.0, 18.0);
        // Five lines fit whole, ten points of a sixth are seen.
        assert_eq!((end.line, end.rest_px), (9_999_999_994, 8.0));
        assert_eq!(LinesPlace::end(5, 100.0, 18.0), LinesPlace::default());
        assert_eq!(LinesPlace::end(6, 90.0, 18.0).line, 1);
    }

    proptest! {
        #[test]
        fn a_way_up_and_down_ends_where_it_began(line in 20_u64..u64::MAX / 2, points in 0.0_f32..300.0) {
            let mut place = LinesPlace { line, ..LinesPlace::default() };
            place.shift(points, 18.0);
            place.shift(-points, 18.0);
            let off = (i128::from(place.line) - i128::from(line)) as f32 * 18.0 + place.rest_px;
            prop_assert!(off.abs() < 0.01, "{place:?}");
        }

        #[test]
        fn what_is_revealed_is_in_view(from in 0_u64..1_000, line in 0_u64..1_000, height in 18.0_f32..400.0) {
            let mut place = LinesPlace { line: from, ..LinesPlace::default() };
            place.bring(line, height, 18.0);
            let top = (line as f32 - place.line as f32) * 18.0 - place.rest_px;
            prop_assert!(top >= -0.01 && top + 18.0 <= height + 0.01, "{place:?}");
        }
    }
}
