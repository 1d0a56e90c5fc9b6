//! The payload byte by byte: offset, hex, and what of it can be printed. Any length opens at once.

use std::{fmt::Write as _, ops::Range};

use egui::{Align, Event, EventFilter, Key, Modifiers, Rect, Sense, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

use super::{
    copy::{self, Copier},
    selection::Selection,
    subject::{RowKey, Subject},
};
use crate::ui::{
    field::Field,
    fonts, format,
    lines::{Lines, LinesPlace},
    menu, paint,
    tab_context::TabContext,
    theme::Tokens,
};

const LINE_HEIGHT: f32 = 18.0;
/// Between offset, hex and text, in columns.
const GAP: usize = 2;

/// The hex tab between frames.
#[derive(Debug, Default)]
pub(super) struct HexTab {
    key: Option<RowKey>,
    place: LinesPlace,
    selection: Selection,
    offset: String,
    offset_is_bad: bool,
}

/// Where the parts of a line are, in columns of the monospaced face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Layout {
    offset_digits: usize,
    bytes: usize,
}

impl Layout {
    fn new(columns: usize, length: usize) -> Self {
        let offset_digits = if length > 0xff_ffff { 8 } else { 6 };
        let bytes = [16, 8].into_iter().find(|&bytes| Self { offset_digits, bytes }.columns() <= columns).unwrap_or(4);
        Self { offset_digits, bytes }
    }

    fn columns(self) -> usize {
        self.text_at() + self.bytes
    }

    fn hex_at(self) -> usize {
        self.offset_digits + GAP
    }

    fn text_at(self) -> usize {
        self.hex_at() + self.bytes * 3 - 1 + GAP
    }

    /// The byte of a line at a column.
    fn byte_at(self, column: f32) -> usize {
        let (hex_at, text_at) = (self.hex_at() as f32, self.text_at() as f32);
        let byte = if column >= text_at - 1.0 { column - text_at } else { (column - hex_at + 0.5) / 3.0 };
        (byte.max(0.0) as usize).min(self.bytes - 1)
    }
}

impl HexTab {
    /// Draws it into all of the room that is left.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut TabContext<'_>, copier: &mut Copier, subject: &Subject<'_>) {
        if self.key != Some(subject.key) {
            let offset = std::mem::take(&mut self.offset);
            *self = Self { key: Some(subject.key), offset, ..Self::default() };
        }
        let tokens = Tokens::of(ui);
        let font = fonts::mono(12.0);
        let column = ui.fonts_mut(|fonts| fonts.glyph_width(&font, '0')).max(1.0);
        let room = ((ui.available_width() - crate::ui::scroll_bar::WIDTH) / column).max(0.0) as usize;
        let layout = Layout::new(room, subject.bytes.len());
        self.go_to_ui(ui, cx, subject, layout);
        let count = subject.bytes.len().div_ceil(layout.bytes) as u64;
        let name = cx.i18n.text("inspector-hex-lines");
        let bar = cx.i18n.text("inspector-scroll-bar");
        let lines = Lines::new(&name, &bar, count, LINE_HEIGHT).keys_elsewhere();
        let id = lines.id(ui);
        let marked = self.selection.range();
        let shown = lines.show(ui, &mut self.place, |ui, number, rect| {
            let start = number as usize * layout.bytes;
            let bytes = &subject.bytes[start..(start + layout.bytes).min(subject.bytes.len())];
            let [offset, hex, text] = hex_line(start, bytes, layout.offset_digits);
            ui.interact(rect, id.with(number), Sense::hover())
                .widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{offset}  {hex}  {text}")));
            let x = |columns: usize| rect.left() + columns as f32 * column;
            if let Some(marked) = &marked {
                mark(ui, marked, start, bytes.len(), |from, to| {
                    let hex_at = layout.hex_at();
                    let hex = x(hex_at + from * 3)..x(hex_at + to * 3 - 1);
                    let text = x(layout.text_at() + from)..x(layout.text_at() + to);
                    [hex, text]
                        .map(|part| Rect::from_min_max(pos2(part.start, rect.top()), pos2(part.end, rect.bottom())))
                });
            }
            let line = |at: usize, words: String, color| {
                let at = pos2(x(at), rect.center().y);
                paint::text(ui.painter(), at, Align::Min, words, font.clone(), color);
            };
            line(0, offset, tokens.muted);
            line(layout.hex_at(), hex, tokens.text);
            line(layout.text_at(), text, tokens.muted);
        });
        self.point(ui, &shown.response, shown.body, subject, layout, column);
        if shown.response.has_focus() {
            let filter = EventFilter { vertical_arrows: true, horizontal_arrows: true, ..EventFilter::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
            self.keys(ui, cx, copier, subject, layout, shown.page);
        }
        shown.response.context_menu(|ui| {
            if menu::item_ui(ui, None, &cx.i18n.text("inspector-copy-hex"), "Ctrl C", false) {
                self.copy(ui, cx, copier, subject, false);
                ui.close();
            }
            if menu::item_ui(ui, None, &cx.i18n.text("inspector-copy-text"), "Ctrl Shift C", false) {
                self.copy(ui, cx, copier, subject, true);
                ui.close();
            }
        });
    }

    /// The field that goes to an offset, and what is marked.
    fn go_to_ui(&mut self, ui: &mut Ui, cx: &TabContext<'_>, subject: &Subject<'_>, layout: Layout) {
        let tokens = Tokens::of(ui);
        ui.horizontal(|ui| {
            let name = cx.i18n.text("inspector-offset");
            let hint = cx.i18n.text("inspector-offset-hint");
            let problem = self.offset_is_bad.then(|| {
                let last = subject.bytes.len().saturating_sub(1);
                cx.i18n.text_with("inspector-offset-bad", &[("last", format!("0x{last:x}").into())])
            });
            let field = Field::new(&mut self.offset, &name).show_name().width(150.0).tooltip(&hint).problem(problem);
            let response = field.show(ui);
            if response.changed() {
                self.offset_is_bad = false;
            }
            if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
                match parse_offset(&self.offset).filter(|&offset| offset < subject.bytes.len()) {
                    Some(offset) => {
                        self.selection.go(offset, false);
                        self.place.set_top((offset / layout.bytes) as u64);
                    }
                    None => self.offset_is_bad = true,
                }
            }
            if let Some(marked) = self.selection.range() {
                let args =
                    [("start", format!("0x{:x}", marked.start).into()), ("count", format::count(marked.len() as u64))];
                let words = cx.i18n.text_with("inspector-marked", &args);
                ui.add(egui::Label::new(egui::RichText::new(words).size(12.0).color(tokens.muted)).truncate());
            }
        });
    }

    fn point(
        &mut self,
        ui: &Ui,
        response: &egui::Response,
        body: Rect,
        subject: &Subject<'_>,
        layout: Layout,
        column: f32,
    ) {
        let Some(pointer) = response.interact_pointer_pos() else { return };
        let pressed = ui.input(|input| input.pointer.primary_pressed());
        let drags = pressed || response.dragged_by(egui::PointerButton::Primary);
        let Some(last) = subject.bytes.len().checked_sub(1).filter(|_| drags) else { return };
        if pointer.x > body.right() - crate::ui::scroll_bar::WIDTH {
            return;
        }
        let rows = ((pointer.y - body.top() + self.place.rest()) / LINE_HEIGHT).floor() as i64;
        let line = self.place.line().saturating_add_signed(rows);
        let byte = line as usize * layout.bytes + layout.byte_at((pointer.x - body.left()) / column);
        let byte = byte.min(last);
        self.selection.go(byte, !pressed || ui.input(|input| input.modifiers.shift));
        if !body.y_range().contains(pointer.y) {
            self.place.reveal((byte / layout.bytes) as u64);
            ui.ctx().request_repaint();
        }
    }

    fn keys(
        &mut self,
        ui: &Ui,
        cx: &mut TabContext<'_>,
        copier: &mut Copier,
        subject: &Subject<'_>,
        layout: Layout,
        page: u64,
    ) {
        let Some(last) = subject.bytes.len().checked_sub(1) else { return };
        if ui.input(|input| input.events.contains(&Event::Copy)) {
            let as_text = ui.input(|input| input.modifiers.shift);
            self.copy(ui, cx, copier, subject, as_text);
        }
        if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::A)) {
            self.selection.all(subject.bytes.len());
            return;
        }
        let page = page.saturating_sub(1).max(1) as usize * layout.bytes;
        let at = self.selection.head();
        for (key, to) in [
            (Key::ArrowRight, at.map_or(0, |at| at + 1)),
            (Key::ArrowLeft, at.map_or(0, |at| at.saturating_sub(1))),
            (Key::ArrowDown, at.map_or(0, |at| at + layout.bytes)),
            (Key::ArrowUp, at.map_or(0, |at| at.saturating_sub(layout.bytes))),
            (Key::PageDown, at.unwrap_or(0) + page),
            (Key::PageUp, at.unwrap_or(0).saturating_sub(page)),
            (Key::Home, 0),
            (Key::End, last),
        ] {
            for (modifiers, extends) in [(Modifiers::SHIFT, true), (Modifiers::NONE, false)] {
                if ui.input_mut(|input| input.consume_key(modifiers, key)) {
                    let to = to.min(last);
                    self.selection.go(to, extends);
                    self.place.reveal((to / layout.bytes) as u64);
                    ui.ctx().request_repaint();
                }
            }
        }
    }

    /// Copies what is marked, or everything.
    fn copy(&self, ui: &Ui, cx: &mut TabContext<'_>, copier: &mut Copier, subject: &Subject<'_>, text: bool) {
        let marked = self.selection.range().unwrap_or(0..subject.bytes.len());
        copier.payload(ui, cx, subject, marked, if text { copy::as_text } else { hex_text });
    }
}

/// Bytes as `89 50 4e 47`, unless that is too long for the clipboard.
fn hex_text(bytes: &[u8]) -> Option<String> {
    let length = bytes.len() * 3;
    if length > copy::MAX_BYTES {
        return None;
    }
    let mut text = String::with_capacity(length);
    for byte in bytes {
        let space = if text.is_empty() { "" } else { " " };
        write!(text, "{space}{byte:02x}").ok();
    }
    Some(text)
}

/// All of a payload with offsets, sixteen bytes a line, unless that is too long for the clipboard.
pub(super) fn dump(bytes: &[u8]) -> Option<String> {
    if bytes.len() * 5 > copy::MAX_BYTES {
        return None;
    }
    let mut dump = String::with_capacity(bytes.len() * 5);
    for (number, line) in bytes.chunks(16).enumerate() {
        let [offset, hex, text] = hex_line(number * 16, line, 6);
        writeln!(dump, "{offset}  {hex:<47}  {text}").ok();
    }
    Some(dump)
}

/// Offset, hex and text of a line.
pub(super) fn hex_line(start: usize, bytes: &[u8], offset_digits: usize) -> [String; 3] {
    let mut hex = String::with_capacity(bytes.len() * 3);
    for byte in bytes {
        let space = if hex.is_empty() { "" } else { " " };
        write!(hex, "{space}{byte:02x}").ok();
    }
    let text = bytes.iter().map(|&byte| if (0x20..0x7f).contains(&byte) { char::from(byte) } else { '.' }).collect();
    [format!("{start:0offset_digits$x}"), hex, text]
}

/// A number as it is typed: `1000`, `1 000`, `0x3e8`, `3e8h`.
fn parse_offset(text: &str) -> Option<usize> {
    let text: String = text.chars().filter(|sign| !sign.is_whitespace() && *sign != '_').collect();
    let text = text.to_ascii_lowercase();
    if let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_suffix('h')) {
        return usize::from_str_radix(hex, 16).ok();
    }
    text.parse().ok()
}

fn mark(ui: &Ui, marked: &Range<usize>, start: usize, length: usize, places: impl Fn(usize, usize) -> [Rect; 2]) {
    let from = marked.start.saturating_sub(start);
    let to = marked.end.saturating_sub(start).min(length);
    if marked.end > start && from < to {
        let color = Tokens::of(ui).selected;
        for rect in places(from, to) {
            ui.painter().rect_filled(rect.expand2(vec2(1.0, 0.0)), 0.0, color);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_shows_offset_bytes_and_signs() {
        assert_eq!(hex_line(0x40, b"\x89PNG\r", 6), ["000040", "89 50 4e 47 0d", ".PNG."]);
        let dump = dump(&[b'a'; 20]).expect("short");
        let lines: Vec<&str> = dump.lines().collect();
        assert_eq!(lines[0], "000000  61 61 61 61 61 61 61 61 61 61 61 61 61 61 61 61  aaaaaaaaaaaaaaaa");
        assert_eq!(lines[1].find("aaaa"), lines[0].find("aaaa"));
    }

    #[test]
    fn fewer_bytes_stand_on_a_narrow_line() {
        for (columns, bytes) in [(80, 16), (74, 16), (60, 8), (41, 8), (30, 4)] {
            assert_eq!(Layout::new(columns, 100).bytes, bytes, "{columns} columns");
        }
        let layout = Layout::new(80, 100);
        assert_eq!(
            [8.0, 10.4, 11.0, 54.0, 57.5, 71.0, 90.0].map(|column| layout.byte_at(column)),
            [0, 0, 1, 15, 0, 14, 15]
        );
    }

    #[test]
    fn an_offset_is_typed_in_either_base() {
        for (text, offset) in [
            ("100", Some(100)),
            (" 1 000 ", Some(1_000)),
            ("0xfF", Some(255)),
            ("ffh", Some(255)),
            ("f", None),
            ("", None),
        ] {
            assert_eq!(parse_offset(text), offset, "{text}");
        }
    }

    #[test]
    fn hex_text_has_a_limit() {
        assert_eq!(hex_text(b"\x01\xff").as_deref(), Some("01 ff"));
        assert_eq!(hex_text(&vec![0; copy::MAX_BYTES / 3 + 1]), None);
    }
}
