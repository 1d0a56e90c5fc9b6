//! A frame byte by byte as it was on the wire, and beside it the payload that it stands for: a byte that is pointed at
//! or chosen is marked on both sides. Of a compressed frame, only the whole of it stands for something.

use std::ops::Range;

use egui::{
    Align, Color32, Event, EventFilter, Key, Modifiers, Pos2, Rect, Response, RichText, Sense, Ui, WidgetInfo,
    accesskit::Role, pos2, vec2,
};

use super::{
    super::words::spaced_hex,
    wire::{FrameField, Wire},
};
use crate::{
    i18n::I18n,
    ui::{
        fonts, format,
        inspector::Selection,
        lines::{Lines, LinesPlace, LinesShown},
        paint, scroll_bar,
        theme::Tokens,
    },
};

/// Bytes that are copied as hex at most: it is done in a frame.
const MAX_COPIED_BYTES: usize = 64 * 1024;
const LINE_HEIGHT: f32 = 18.0;
const OFFSET_DIGITS: usize = 6;
/// Between the parts of a line, in columns.
const GAP: usize = 2;

/// Where the wire's bytes begin, in characters.
const WIRE_AT: usize = OFFSET_DIGITS + GAP;

/// The bytes between frames.
#[derive(Debug, Default)]
pub(super) struct WireLines {
    place: LinesPlace,
    selection: Selection,
}

/// Where the parts of a line are, in columns of the monospaced face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Layout {
    bytes: usize,
    header_lines: usize,
    header_bytes: usize,
    /// Whether the payload's bytes stand beside those of the wire: where they differ.
    has_plain: bool,
    has_text: bool,
}

impl Layout {
    fn new(wire: &Wire<'_>, columns: usize) -> Self {
        let (has_plain, has_text) = (wire.head.mask().is_some(), !wire.is_deflated);
        let header_bytes = wire.header_bytes();
        let with = |bytes: usize| Self {
            bytes,
            header_lines: header_bytes.div_ceil(bytes),
            header_bytes,
            has_plain,
            has_text,
        };
        [16, 8].into_iter().map(with).find(|layout| layout.columns() <= columns).unwrap_or_else(|| with(4))
    }

    fn columns(&self) -> usize {
        if self.has_text { self.text_at() + self.bytes } else { self.text_at() - GAP }
    }

    fn hex_columns(&self) -> usize {
        self.bytes * 3 - 1
    }

    fn plain_at(&self) -> usize {
        WIRE_AT + self.hex_columns() + GAP
    }

    fn text_at(&self) -> usize {
        if self.has_plain { self.plain_at() + self.hex_columns() + GAP } else { self.plain_at() }
    }

    /// The bytes on the wire that a line has.
    fn range(&self, line: usize, known_bytes: usize) -> Range<usize> {
        match line.checked_sub(self.header_lines) {
            None => line * self.bytes..((line + 1) * self.bytes).min(self.header_bytes),
            Some(line) => {
                let start = self.header_bytes + line * self.bytes;
                start..(start + self.bytes).min(known_bytes)
            }
        }
    }

    /// The line that a byte on the wire is in.
    fn line_of(&self, byte: usize) -> usize {
        match byte.checked_sub(self.header_bytes) {
            None => byte / self.bytes,
            Some(payload) => self.header_lines + payload / self.bytes,
        }
    }

    fn count(&self, wire: &Wire<'_>) -> usize {
        self.header_lines + wire.plain.len().div_ceil(self.bytes)
    }

    /// The byte of a line at a column, in whichever part that is.
    fn byte_at(&self, column: f32) -> usize {
        let hex = |from: usize| ((column - from as f32 + 0.5) / 3.0).max(0.0) as usize;
        let byte = if self.has_text && column >= self.text_at() as f32 - 1.0 {
            (column - self.text_at() as f32).max(0.0) as usize
        } else if self.has_plain && column >= self.plain_at() as f32 - 1.0 {
            hex(self.plain_at())
        } else {
            hex(WIRE_AT)
        };
        byte.min(self.bytes - 1)
    }
}

impl WireLines {
    /// Another frame is shown.
    pub(super) fn reset(&mut self) {
        *self = Self::default();
    }

    /// Draws the line of what is pointed at, and the bytes into all of the room that is left.
    pub(super) fn ui(&mut self, ui: &mut Ui, i18n: &I18n, wire: &Wire<'_>, is_only: bool) {
        let tokens = Tokens::of(ui);
        let font = fonts::mono(12.0);
        let column = ui.fonts_mut(|fonts| fonts.glyph_width(&font, '0')).max(1.0);
        let columns = ((ui.available_width() - scroll_bar::WIDTH) / column).max(0.0) as usize;
        let layout = Layout::new(wire, columns);
        let (note, _) = ui.allocate_exact_size(vec2(ui.available_width(), LINE_HEIGHT), Sense::hover());
        if !wire.is_complete() {
            let args = [
                ("known", format::grouped(wire.plain.len() as u64).into()),
                ("all", format::count(wire.head.payload_bytes())),
            ];
            let words = i18n.text_with("frame-partly-known", &args);
            ui.add(egui::Label::new(RichText::new(words).size(12.0).color(tokens.warn)).wrap());
        }
        let (name, bar) = (i18n.text("frame-wire-lines"), i18n.text("inspector-scroll-bar"));
        let lines = Lines::new(&name, &bar, layout.count(wire) as u64, LINE_HEIGHT).keys_elsewhere();
        let id = lines.id(ui);
        let body = ui.available_rect_before_wrap();
        let hovered = ui.ctx().pointer_hover_pos().filter(|&at| body.contains(at) && ui.rect_contains_pointer(body));
        let hovered = hovered.and_then(|at| self.byte_under(at, body, wire, layout, column));
        let marked = self.marked(wire, hovered);
        let shown = lines.show(ui, &mut self.place, |ui, number, rect| {
            let range = layout.range(number as usize, wire.known_bytes());
            let line = LineWords::new(wire, layout, range.clone());
            ui.interact(rect, id.with(number), Sense::hover())
                .widget_info(|| WidgetInfo::labeled(Role::Label, true, line.spoken()));
            line.paint(ui, rect, column, layout, &marked, &tokens);
        });
        self.point(ui, &shown, wire, layout, column);
        if shown.response.has_focus() {
            let filter = EventFilter { vertical_arrows: true, horizontal_arrows: true, ..EventFilter::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
            self.keys(ui, wire, layout, shown.page);
        }
        let at = hovered.or(self.selection.head()).filter(|&at| at < wire.known_bytes());
        let words = at.map_or_else(|| i18n.text("frame-point").into_owned(), |at| byte_words(i18n, wire, at, is_only));
        let response = ui.interact(note, id.with("note"), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Status, true, &words));
        paint::text_cut(ui.painter(), note.left_center(), &words, fonts::body(12.0), tokens.muted, note.width());
        response.on_hover_text(&words);
    }

    /// What is marked on both sides: a chosen stretch, else what is pointed at. Compressed bytes only as a whole.
    fn marked(&self, wire: &Wire<'_>, hovered: Option<usize>) -> Vec<Range<usize>> {
        let chosen = self.selection.range();
        let ranges = chosen.into_iter().chain(hovered.map(|at| at..at + 1));
        let whole = wire.header_bytes()..wire.known_bytes();
        ranges.map(|range| if wire.is_deflated && range.end > whole.start { whole.clone() } else { range }).collect()
    }

    fn byte_under(&self, at: Pos2, body: Rect, wire: &Wire<'_>, layout: Layout, column: f32) -> Option<usize> {
        if at.x > body.right() - scroll_bar::WIDTH {
            return None;
        }
        let rows = ((at.y - body.top() + self.place.rest()) / LINE_HEIGHT).floor() as i64;
        let line = self.place.line().saturating_add_signed(rows) as usize;
        let range = layout.range(line, wire.known_bytes());
        let byte = range.start + layout.byte_at((at.x - body.left()) / column);
        range.contains(&byte).then_some(byte)
    }

    fn point(&mut self, ui: &Ui, shown: &LinesShown, wire: &Wire<'_>, layout: Layout, column: f32) {
        let response: &Response = &shown.response;
        let Some(pointer) = response.interact_pointer_pos() else { return };
        let pressed = ui.input(|input| input.pointer.primary_pressed());
        if !pressed && !response.dragged_by(egui::PointerButton::Primary) {
            return;
        }
        if let Some(byte) = self.byte_under(pointer, shown.body, wire, layout, column) {
            self.selection.go(byte, !pressed || ui.input(|input| input.modifiers.shift));
            self.place.reveal(layout.line_of(byte) as u64);
        }
    }

    fn keys(&mut self, ui: &Ui, wire: &Wire<'_>, layout: Layout, page: u64) {
        let Some(last) = wire.known_bytes().checked_sub(1) else { return };
        if ui.input(|input| input.events.contains(&Event::Copy)) {
            let range = self.selection.range().unwrap_or(0..wire.known_bytes());
            if range.len() <= MAX_COPIED_BYTES {
                let bytes: Vec<u8> = range.filter_map(|at| wire.byte(at)).collect();
                ui.ctx().copy_text(spaced_hex(&bytes));
            }
        }
        if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::A)) {
            self.selection.all(wire.known_bytes());
        }
        let at = self.selection.head();
        let page = page.saturating_sub(1).max(1) as usize * layout.bytes;
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
                    self.selection.go(to.min(last), extends);
                    self.place.reveal(layout.line_of(to.min(last)) as u64);
                    ui.ctx().request_repaint();
                }
            }
        }
    }
}

/// A line: where it begins, its bytes on the wire, what they stand for.
struct LineWords {
    range: Range<usize>,
    offset: String,
    wire: String,
    plain: String,
    text: String,
    is_header: bool,
}

impl LineWords {
    fn new(wire: &Wire<'_>, layout: Layout, range: Range<usize>) -> Self {
        let bytes: Vec<u8> = range.clone().filter_map(|at| wire.byte(at)).collect();
        let header = wire.header_bytes();
        let is_header = range.start < header;
        let plain =
            if is_header { &[] } else { wire.plain.get(range.start - header..range.end - header).unwrap_or_default() };
        let sign = |&byte: &u8| if (0x20..0x7f).contains(&byte) { char::from(byte) } else { '.' };
        Self {
            offset: format!("{:0OFFSET_DIGITS$x}", range.start),
            range,
            wire: spaced_hex(&bytes),
            plain: if layout.has_plain { spaced_hex(plain) } else { String::new() },
            text: if layout.has_text { plain.iter().map(sign).collect() } else { String::new() },
            is_header,
        }
    }

    fn spoken(&self) -> String {
        let parts = [&self.offset, &self.wire, &self.plain, &self.text];
        parts.into_iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join("  ")
    }

    fn paint(&self, ui: &Ui, rect: Rect, column: f32, layout: Layout, marked: &[Range<usize>], tokens: &Tokens) {
        let x = |columns: usize| rect.left() + columns as f32 * column;
        for marked in marked {
            let from = marked.start.max(self.range.start);
            let to = marked.end.min(self.range.end);
            if from >= to {
                continue;
            }
            let (from, to) = (from - self.range.start, to - self.range.start);
            let fill = |left: usize, right: usize| {
                let area = Rect::from_min_max(pos2(x(left), rect.top()), pos2(x(right), rect.bottom()));
                ui.painter().rect_filled(area.expand2(vec2(1.0, 0.0)), 0.0, tokens.selected);
            };
            fill(WIRE_AT + from * 3, WIRE_AT + to * 3 - 1);
            if layout.has_plain && !self.is_header {
                fill(layout.plain_at() + from * 3, layout.plain_at() + to * 3 - 1);
            }
            if layout.has_text && !self.is_header {
                fill(layout.text_at() + from, layout.text_at() + to);
            }
        }
        let text = |at: usize, words: &str, color: Color32| {
            paint::text(ui.painter(), pos2(x(at), rect.center().y), Align::Min, words, fonts::mono(12.0), color);
        };
        text(0, &self.offset, tokens.muted);
        text(WIRE_AT, &self.wire, if self.is_header { tokens.accent } else { tokens.text });
        text(layout.plain_at(), &self.plain, tokens.json_string);
        text(layout.text_at(), &self.text, tokens.muted);
    }
}

/// What a byte on the wire is, and how it becomes one of the message.
fn byte_words(i18n: &I18n, wire: &Wire<'_>, at: usize, is_only: bool) -> String {
    let byte = wire.byte(at).map_or_else(String::new, |byte| format!("{byte:02x}"));
    let payload = match wire.part(at) {
        FrameField::First => return i18n.text_with("frame-byte-first", &[("byte", byte.into())]).into_owned(),
        FrameField::Second => return i18n.text_with("frame-byte-second", &[("byte", byte.into())]).into_owned(),
        FrameField::Length => return i18n.text_with("frame-byte-length", &[("byte", byte.into())]).into_owned(),
        FrameField::Mask => return i18n.text_with("frame-byte-mask", &[("byte", byte.into())]).into_owned(),
        FrameField::Payload(payload) => payload,
    };
    if wire.is_deflated {
        let key = if is_only { "frame-byte-compressed" } else { "frame-byte-compressed-part" };
        return i18n.text(key).into_owned();
    }
    let plain = wire.plain.get(payload).copied().unwrap_or_default();
    let sign = if (0x20..0x7f).contains(&plain) { format!(" “{}”", char::from(plain)) } else { String::new() };
    let place = wire.begin + payload as u64;
    let value = match wire.key_byte(payload) {
        Some(key) => format!("{byte} ⊕ {key:02x} = {plain:02x}{sign}"),
        None => format!("{byte}{sign}"),
    };
    let args = [("place", format::grouped(place).into()), ("value", value.into())];
    i18n.text_with("frame-byte-payload", &args).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::frames::FrameHead;

    fn wire<'a>(head: &[u8], plain: &'a [u8], is_deflated: bool) -> Wire<'a> {
        Wire { head: FrameHead::new(head).expect("a header"), plain, begin: 0, is_deflated }
    }

    #[test]
    fn a_narrow_line_has_fewer_bytes_and_every_byte_has_its_line() {
        let masked = wire(&[0x81, 0x94, 1, 2, 3, 4], &[b'a'; 20], false);
        for (columns, bytes) in [(140, 16), (66, 8), (47, 4), (10, 4)] {
            let layout = Layout::new(&masked, columns);
            assert_eq!(layout.bytes, bytes, "{columns} columns");
            let known = masked.known_bytes();
            let all: Vec<usize> = (0..layout.count(&masked)).flat_map(|line| layout.range(line, known)).collect();
            assert_eq!(all, (0..known).collect::<Vec<_>>());
            assert!((0..known).all(|at| layout.range(layout.line_of(at), known).contains(&at)));
        }
        let plain = wire(&[0x81, 20], &[b'a'; 20], false);
        assert_eq!(Layout::new(&plain, 47).bytes, 8);
    }

    #[test]
    fn both_sides_of_a_line_lead_to_the_same_byte() {
        let layout = Layout::new(&wire(&[0x81, 0x94, 1, 2, 3, 4], &[b'a'; 20], false), 47);
        assert_eq!([8.0, 11.2, 17.0].map(|column| layout.byte_at(column)), [0, 1, 3], "on the wire");
        assert_eq!([21.0, 24.2, 30.0].map(|column| layout.byte_at(column)), [0, 1, 3], "in the payload");
        assert_eq!([34.0, 35.2, 37.0].map(|column| layout.byte_at(column)), [0, 1, 3], "as text");
    }

    #[test]
    fn a_compressed_frame_is_marked_as_a_whole() {
        let mut lines = WireLines::default();
        lines.selection.go(3, false);
        assert_eq!(lines.marked(&wire(&[0xc1, 7], &[0; 7], true), None), std::slice::from_ref(&(2..9)));
        assert_eq!(lines.marked(&wire(&[0x81, 7], &[0; 7], false), Some(5)), [3..4, 5..6]);
    }
}
