//! The payload as text, wrapped at the width: only the lines in view are decoded and laid out.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use egui::{
    Event, Galley, Key, Modifiers, Pos2, Rect, RichText, Sense, Ui, WidgetInfo, accesskit::Role, pos2, text::CCursor,
    vec2,
};

use super::{
    copy::Copier,
    selection::Selection,
    subject::{AT_ONCE_BYTES, RowKey, Subject},
    visible::{Look, VisibleLine},
    wrap::WrapIndex,
};
use crate::ui::{
    fonts,
    lines::{Lines, LinesPlace},
    tab_context::TabContext,
    theme::Tokens,
};

/// The height of a line of text.
pub(super) const LINE_HEIGHT: f32 = 18.0;
/// How long a frame looks for line ends.
const BUDGET: Duration = Duration::from_millis(3);

/// The text tab between frames.
#[derive(Debug, Default)]
pub(super) struct TextTab {
    key: Option<RowKey>,
    index: Option<WrapIndex>,
    place: LinesPlace,
    selection: Selection,
}

impl TextTab {
    /// Draws it into all of the room that is left.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut TabContext<'_>, copier: &mut Copier, subject: &Subject<'_>) {
        let tokens = Tokens::of(ui);
        let font = fonts::mono(12.0);
        let column = ui.fonts_mut(|fonts| fonts.glyph_width(&font, '0')).max(1.0);
        let width = ((ui.available_width() - crate::ui::scroll_bar::WIDTH) / column).floor().max(1.0) as usize;
        self.follow(subject, width);
        let Some(index) = &mut self.index else { return };
        if !advance(index, subject.bytes) {
            let percent = index.indexed_to() as u64 * 100 / subject.bytes.len().max(1) as u64;
            let words = cx.i18n.text_with("inspector-indexed", &[("percent", percent.into())]);
            ui.label(RichText::new(words).size(12.0).color(tokens.muted));
            ui.ctx().request_repaint();
        }
        let index = &*index;
        let selected = self.selection.range().filter(|range| range.len() > 1);
        let name = cx.i18n.text("inspector-text-lines");
        let bar = cx.i18n.text("inspector-scroll-bar");
        let lines = Lines::new(&name, &bar, index.lines(), LINE_HEIGHT).role(Role::Document);
        let id = lines.id(ui);
        let shown = lines.show(ui, &mut self.place, |ui, number, rect| {
            let Some(range) = index.line(subject.bytes, number) else { return };
            let line = VisibleLine::new(subject.bytes, range.clone());
            let galley = lay_out(ui, &line, &tokens);
            if let Some(selected) = selected.as_ref().filter(|s| s.start < range.end && s.end > range.start) {
                let x = |byte: usize| {
                    let at = line.bytes.partition_point(|&start| start < byte);
                    rect.left() + galley.pos_from_cursor(CCursor::new(at)).left()
                };
                // A marked line end is seen as one column.
                let tail = if selected.end > *line.bytes.last().unwrap_or(&0) { column } else { 0.0 };
                let mark = Rect::from_min_max(
                    pos2(x(selected.start), rect.top()),
                    pos2(x(selected.end) + tail, rect.bottom()),
                );
                ui.painter().rect_filled(mark, 0.0, tokens.selected);
            }
            ui.interact(rect, id.with(number), Sense::hover())
                .widget_info(|| WidgetInfo::labeled(Role::Label, true, &line.text));
            ui.painter().galley(rect.min + vec2(0.0, 1.0), galley, tokens.text);
        });
        self.select(ui, &shown.response, shown.body, subject, &tokens);
        if shown.response.has_focus() {
            self.keys(ui, cx, copier, subject);
        }
        shown.response.context_menu(|ui| self.menu_ui(ui, cx, copier, subject));
    }

    /// Begins again when another row or another width is shown, at the same place of the text.
    fn follow(&mut self, subject: &Subject<'_>, width: usize) {
        if self.key != Some(subject.key) {
            *self = Self { key: Some(subject.key), ..Self::default() };
        }
        let index = self.index.get_or_insert_with(|| WrapIndex::new(width));
        let fresh = WrapIndex::new(width);
        if index.width() != fresh.width() {
            let top = index.line(subject.bytes, self.place.line()).map_or(0, |line| line.start);
            *index = fresh;
            // As far as one frame gets: a place further down is found again by the user.
            advance(index, subject.bytes);
            self.place.set_top(index.line_of(subject.bytes, top));
        }
    }

    fn select(&mut self, ui: &Ui, response: &egui::Response, body: Rect, subject: &Subject<'_>, tokens: &Tokens) {
        let Some(pointer) = response.interact_pointer_pos() else { return };
        let pressed = ui.input(|input| input.pointer.primary_pressed());
        if !(pressed || response.dragged_by(egui::PointerButton::Primary)) || pointer.x > body.right() - 10.0 {
            return;
        }
        let Some(index) = &self.index else { return };
        let rows = (pointer.y - body.top() + self.place.rest()) / LINE_HEIGHT;
        let line = self.place.line().saturating_add_signed(rows.floor() as i64).min(index.lines().saturating_sub(1));
        if pointer.y < body.top() || pointer.y > body.bottom() {
            self.place.reveal(line);
            ui.ctx().request_repaint();
        }
        let Some(range) = index.line(subject.bytes, line) else { return };
        let visible = VisibleLine::new(subject.bytes, range);
        let galley = lay_out(ui, &visible, tokens);
        let at: Pos2 = pos2(pointer.x - body.left(), LINE_HEIGHT / 2.0);
        let cursor = galley.cursor_from_pos(at.to_vec2()).index.0;
        if let Some(&byte) = visible.bytes.get(cursor.min(visible.bytes.len().saturating_sub(1))) {
            let shift = ui.input(|input| input.modifiers.shift);
            let byte = byte.min(subject.bytes.len().saturating_sub(1));
            self.selection.go(byte, !pressed || shift);
        }
    }

    fn keys(&mut self, ui: &Ui, cx: &mut TabContext<'_>, copier: &mut Copier, subject: &Subject<'_>) {
        if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::A)) {
            self.selection.all(subject.bytes.len());
        }
        if ui.input(|input| input.events.contains(&Event::Copy)) {
            self.copy(ui, cx, copier, subject);
        }
    }

    fn menu_ui(&mut self, ui: &mut Ui, cx: &mut TabContext<'_>, copier: &mut Copier, subject: &Subject<'_>) {
        if crate::ui::menu::item_ui(ui, None, &cx.i18n.text("inspector-copy"), "Ctrl C", false) {
            self.copy(ui, cx, copier, subject);
            ui.close();
        }
        if crate::ui::menu::item_ui(ui, None, &cx.i18n.text("inspector-select-all"), "Ctrl A", false) {
            self.selection.all(subject.bytes.len());
            ui.close();
        }
    }

    /// Copies what is marked, or everything.
    fn copy(&self, ui: &Ui, cx: &mut TabContext<'_>, copier: &mut Copier, subject: &Subject<'_>) {
        let mut marked = self.selection.range().filter(|range| range.len() > 1).unwrap_or(0..subject.bytes.len());
        // A character is copied whole.
        while subject.bytes.get(marked.end).is_some_and(|byte| (0x80..0xc0).contains(byte)) {
            marked.end += 1;
        }
        copier.payload(ui, cx, subject, marked, super::copy::as_text);
    }
}

fn advance(index: &mut WrapIndex, bytes: &[u8]) -> bool {
    let started = Instant::now();
    loop {
        let done = index.advance(bytes, AT_ONCE_BYTES);
        if done || started.elapsed() >= BUDGET {
            return done;
        }
    }
}

fn lay_out(ui: &Ui, line: &VisibleLine, tokens: &Tokens) -> Arc<Galley> {
    let mut job = egui::text::LayoutJob::default();
    for (at, &(start, look)) in line.runs.iter().enumerate() {
        let end = line.runs.get(at + 1).map_or(line.text.len(), |(next, _)| *next);
        let color = match look {
            Look::Text => tokens.text,
            Look::Control => tokens.muted,
            Look::Invalid => tokens.warn,
        };
        job.append(&line.text[start..end], 0.0, egui::TextFormat::simple(fonts::mono(12.0), color));
    }
    job.wrap.max_width = f32::INFINITY;
    ui.painter().layout_job(job)
}
