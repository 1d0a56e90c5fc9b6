//! The payload as JSON: a tree to open and close, or formatted text. Numbers and the order of keys stay as written.

mod document;
mod line;
mod path;
mod pretty;
#[cfg(test)]
pub(crate) mod samples;
pub(crate) mod spans;
mod tree;

use egui::{Event, EventFilter, Id, Key, Modifiers, Rect, Sense, Ui, WidgetInfo, accesskit::Role, pos2};

use self::{
    document::{Document, DocumentSlot, Parsed},
    line::{INDENT, LINE_HEIGHT, LineWords},
    spans::{Fault, Spans},
};
use super::{copy, copy::Copier, subject::Subject, words::note_ui};
use crate::{
    i18n::I18n,
    ui::{
        button::Button,
        field, format, icons,
        lines::{Lines, LinesPlace, LinesShown},
        menu,
        tab_context::TabContext,
        theme::Tokens,
    },
};

/// The JSON tab between frames.
#[derive(Debug, Default)]
pub(super) struct JsonTab {
    slot: DocumentSlot,
    is_pretty: bool,
    tree_place: LinesPlace,
    pretty_place: LinesPlace,
    chosen: Option<u32>,
}

/// What was asked for by menu or keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CopyAction {
    Value(u32),
    Path(u32),
}

impl JsonTab {
    /// Whether the payload can be drawn here, as far as it is known.
    pub(super) fn suits(&mut self, cx: &TabContext<'_>, subject: &Subject<'_>) -> bool {
        let first = subject.bytes.iter().take(1024).find(|byte| !byte.is_ascii_whitespace());
        if !first.is_some_and(|byte| b"{[".contains(byte)) {
            return false;
        }
        self.follow(cx, subject);
        !self.slot.is_faulty()
    }

    /// Draws it into all of the room that is left.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &mut TabContext<'_>, copier: &mut Copier, subject: &Subject<'_>) {
        self.follow(cx, subject);
        let i18n = cx.i18n;
        let parsed = match &mut self.slot.document {
            Document::None => return,
            Document::TooLong => {
                let limit = format::bytes(spans::MAX_BYTES as u64);
                return note_ui(ui, &i18n.text_with("inspector-json-too-long", &[("limit", limit.into())]));
            }
            Document::Parsing(job) => {
                let percent = u64::from(job.percent());
                return note_ui(ui, &i18n.text_with("inspector-json-parsing", &[("percent", percent.into())]));
            }
            Document::Faulty(fault) => return fault_ui(ui, i18n, *fault, subject.bytes),
            Document::Ready(parsed) => parsed,
        };
        ui.horizontal(|ui| {
            let words = i18n.text("inspector-pretty");
            field::check_ui(ui, &mut self.is_pretty, &words, &i18n.text("inspector-pretty-hint"));
            if !self.is_pretty {
                if Button::ghost(icons::EXPAND_ALL, &i18n.text("inspector-expand-all")).pressed(ui) {
                    parsed.tree.open_all(&parsed.spans);
                }
                if Button::ghost(icons::COLLAPSE_ALL, &i18n.text("inspector-collapse-all")).pressed(ui) {
                    parsed.tree.close_all(&parsed.spans);
                    self.tree_place.set_top(0);
                }
            }
        });
        let (name, bar) = (i18n.text("inspector-json-lines"), i18n.text("inspector-scroll-bar"));
        let mut view = View { i18n, text: subject.bytes, chosen: &mut self.chosen, action: None };
        if self.is_pretty {
            let lines = Lines::new(&name, &bar, parsed.pretty.len(), LINE_HEIGHT);
            view.pretty_ui(ui, lines, &mut self.pretty_place, parsed);
        } else {
            let lines = Lines::new(&name, &bar, parsed.tree.len(), LINE_HEIGHT).role(Role::Tree).keys_elsewhere();
            view.tree_ui(ui, lines, &mut self.tree_place, parsed);
        }
        match view.action {
            Some(CopyAction::Value(value)) => {
                let range = parsed.spans.value(value).map(spans::Value::range).unwrap_or_default();
                copier.payload(ui, cx, subject, range, plain_value);
            }
            Some(CopyAction::Path(value)) => {
                copier.text(ui, cx, Some(path::path_of(&parsed.spans, subject.bytes, value)));
            }
            None => {}
        }
    }

    /// Copies the whole payload: formatted where that is what is seen.
    pub(super) fn copy(&self, ui: &Ui, cx: &mut TabContext<'_>, copier: &mut Copier, subject: &Subject<'_>) {
        let is_ready = matches!(self.slot.document, Document::Ready(_));
        if is_ready && self.is_pretty {
            copier.payload(ui, cx, subject, 0..subject.bytes.len(), |bytes| {
                // The frame's own values stay with the frame: parsing again is cheaper than sharing them.
                let spans = Spans::parse(bytes, |_| true).ok()?;
                pretty::write_pretty(&spans, bytes, copy::MAX_BYTES)
            });
        } else {
            copier.payload(ui, cx, subject, 0..subject.bytes.len(), copy::as_text);
        }
    }

    fn follow(&mut self, cx: &TabContext<'_>, subject: &Subject<'_>) {
        if self.slot.follow(cx.spawner, subject) {
            self.chosen = None;
            self.tree_place = LinesPlace::default();
            self.pretty_place = LinesPlace::default();
        }
    }
}

/// What a frame draws with.
struct View<'a> {
    i18n: &'a I18n,
    text: &'a [u8],
    chosen: &'a mut Option<u32>,
    action: Option<CopyAction>,
}

impl View<'_> {
    fn tree_ui(&mut self, ui: &mut Ui, lines: Lines<'_>, place: &mut LinesPlace, parsed: &mut Parsed) {
        let tokens = Tokens::of(ui);
        let id = lines.id(ui);
        let mut toggled = None;
        let (spans, tree) = (&parsed.spans, &mut parsed.tree);
        let shown = lines.show(ui, place, |ui, number, rect| {
            let Some(value) = tree.value_at(number) else { return };
            let words = LineWords::of_tree(spans, self.text, value, &tokens);
            let holds = spans.value(value).is_some_and(|value| value.children > 0);
            let depth = spans.value(value).map_or(0, |value| value.depth);
            let levels = line::indent_levels(rect.width(), depth);
            let response = self.line(ui, id, rect, value, u64::from(value), &words, Role::TreeItem);
            line::guides(ui, rect, levels, &tokens);
            let x = rect.left() + levels * INDENT;
            if holds {
                line::chevron(ui, rect, x + 4.0, tree.is_open(value), &tokens);
            }
            words.paint(ui, rect, x + 14.0, &tokens);
            let on_chevron = response.interact_pointer_pos().is_some_and(|pointer| pointer.x < x + 14.0);
            if response.double_clicked() || response.clicked() && on_chevron {
                toggled = Some(value);
            }
        });
        if shown.response.has_focus() {
            let filter = EventFilter { vertical_arrows: true, horizontal_arrows: true, ..EventFilter::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
            self.copy_keys(ui);
            toggled = toggled.or(self.tree_keys(ui, place, parsed, &shown));
        }
        if let Some(value) = toggled {
            parsed.tree.toggle(&parsed.spans, value);
            ui.ctx().request_repaint();
        }
    }

    fn pretty_ui(&mut self, ui: &mut Ui, lines: Lines<'_>, place: &mut LinesPlace, parsed: &Parsed) {
        let tokens = Tokens::of(ui);
        let id = lines.id(ui);
        let shown = lines.show(ui, place, |ui, number, rect| {
            let Some(found) = parsed.pretty.line(&parsed.spans, number) else { return };
            let words = LineWords::of_pretty(&parsed.spans, self.text, found, &tokens);
            let depth = parsed.spans.value(found.value).map_or(0, |value| value.depth);
            let levels = line::indent_levels(rect.width(), depth);
            self.line(ui, id, rect, found.value, number, &words, Role::Label);
            line::guides(ui, rect, levels, &tokens);
            words.paint(ui, rect, rect.left() + levels * INDENT, &tokens);
        });
        if shown.response.has_focus() {
            self.copy_keys(ui);
        }
    }

    /// What both kinds of line have: a name, a choice, a menu.
    #[expect(clippy::too_many_arguments, reason = "a line's identity and looks; a struct for one call says no more")]
    fn line(
        &mut self,
        ui: &Ui,
        list: Id,
        rect: Rect,
        value: u32,
        salt: u64,
        words: &LineWords,
        role: Role,
    ) -> egui::Response {
        let tokens = Tokens::of(ui);
        let response = ui.interact(rect, list.with(salt), Sense::CLICK);
        let is_chosen = *self.chosen == Some(value);
        response.widget_info(|| WidgetInfo::selected(role, true, is_chosen, words.label()));
        if is_chosen {
            ui.painter().rect_filled(rect, 2.0, tokens.selected);
            let bar = Rect::from_min_max(rect.min, pos2(rect.left() + 2.0, rect.bottom()));
            ui.painter().rect_filled(bar, 0.0, tokens.accent);
        } else if response.hovered() {
            ui.painter().rect_filled(rect, 2.0, tokens.hover());
        }
        if response.clicked() || response.secondary_clicked() {
            *self.chosen = Some(value);
            ui.memory_mut(|memory| memory.request_focus(list));
        }
        response.context_menu(|ui| {
            if menu::item_ui(ui, Some(icons::COPY), &self.i18n.text("inspector-copy-value"), "Ctrl C", false) {
                self.action = Some(CopyAction::Value(value));
                ui.close();
            }
            if menu::item_ui(ui, None, &self.i18n.text("inspector-copy-path"), "Ctrl Shift C", false) {
                self.action = Some(CopyAction::Path(value));
                ui.close();
            }
        });
        response
    }

    fn copy_keys(&mut self, ui: &Ui) {
        let Some(value) = *self.chosen else { return };
        if ui.input(|input| input.events.contains(&Event::Copy)) {
            let with_path = ui.input(|input| input.modifiers.shift);
            self.action = Some(if with_path { CopyAction::Path(value) } else { CopyAction::Value(value) });
        }
    }

    /// Moves the choice; returns what shall be opened or closed.
    fn tree_keys(&mut self, ui: &Ui, place: &mut LinesPlace, parsed: &Parsed, shown: &LinesShown) -> Option<u32> {
        let (spans, tree) = (&parsed.spans, &parsed.tree);
        let last = tree.len().checked_sub(1)?;
        let at = self.chosen.map(|value| tree.line_of(value));
        let page = shown.page.saturating_sub(1).max(1);
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let value = at.and_then(|line| tree.value_at(line));
        let holds = value.and_then(|value| spans.value(value)).is_some_and(|value| value.children > 0);
        let is_open = value.is_some_and(|value| holds && tree.is_open(value));
        let line = if pressed(Key::ArrowDown) {
            at.map_or(0, |at| (at + 1).min(last))
        } else if pressed(Key::ArrowUp) {
            at.map_or(0, |at| at.saturating_sub(1))
        } else if pressed(Key::PageDown) {
            at.map_or(0, |at| (at + page).min(last))
        } else if pressed(Key::PageUp) {
            at.map_or(0, |at| at.saturating_sub(page))
        } else if pressed(Key::Home) {
            0
        } else if pressed(Key::End) {
            last
        } else if pressed(Key::ArrowRight) {
            if holds && !is_open {
                return value;
            }
            at.map_or(0, |at| if holds { at + 1 } else { at }).min(last)
        } else if pressed(Key::ArrowLeft) {
            if is_open {
                return value;
            }
            value.and_then(|value| spans.parent(value)).map_or(0, |parent| tree.line_of(parent))
        } else if pressed(Key::Enter) || pressed(Key::Space) {
            return value.filter(|_| holds);
        } else {
            return None;
        };
        *self.chosen = tree.value_at(line);
        place.reveal(line);
        ui.ctx().request_repaint();
        None
    }
}

/// A value as it is copied: a string without quotes and escapes, anything else as written.
fn plain_value(bytes: &[u8]) -> Option<String> {
    if bytes.len() > copy::MAX_BYTES {
        return None;
    }
    let text = bytes.starts_with(b"\"").then(|| serde_json::from_slice(bytes).ok()).flatten();
    Some(text.unwrap_or_else(|| String::from_utf8_lossy(bytes).into_owned()))
}

fn fault_ui(ui: &mut Ui, i18n: &I18n, fault: Fault, text: &[u8]) {
    if fault == Fault::TooMany {
        let limit = format::grouped(spans::MAX_VALUES as u64);
        return note_ui(ui, &i18n.text_with("inspector-json-too-many", &[("limit", limit.into())]));
    }
    let key = match fault {
        Fault::NotUtf8(_) => "inspector-json-not-utf8",
        Fault::Value(_) => "inspector-json-value",
        Fault::Key(_) => "inspector-json-key",
        Fault::Colon(_) => "inspector-json-colon",
        Fault::Comma(_) => "inspector-json-comma",
        Fault::Behind(_) => "inspector-json-behind",
        Fault::String(_) => "inspector-json-string",
        Fault::Number(_) => "inspector-json-number",
        Fault::TooMany | Fault::Cancelled => "inspector-json-cancelled",
    };
    let begin = text.get(fault.at()..).unwrap_or_default();
    let args = [
        ("byte", format::grouped(fault.at() as u64).into()),
        ("why", i18n.text(key).into_owned().into()),
        ("near", super::visible::cut(begin, 24).into()),
    ];
    note_ui(ui, &i18n.text_with("inspector-json-faulty", &args));
}
