//! The frames of a message in a list: one is chosen, the others are a click or an arrow key away.

use egui::{Align, EventFilter, Key, Modifiers, Rect, Sense, Ui, UiBuilder, WidgetInfo, accesskit::Role, pos2, vec2};

use super::{facts::opcode_name, wire::RowFrames};
use crate::{
    i18n::I18n,
    ui::{
        fonts, format,
        lines::{Lines, LinesPlace},
        paint,
        theme::Tokens,
    },
};

const LINE_HEIGHT: f32 = 20.0;
const MOST_LINES: usize = 5;

/// Draws the list; `chosen` follows.
pub(super) fn fragments_ui(ui: &mut Ui, i18n: &I18n, row: &RowFrames, place: &mut LinesPlace, chosen: &mut usize) {
    let height = row.len().min(MOST_LINES) as f32 * LINE_HEIGHT;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    ui.scope_builder(UiBuilder::new().id_salt("fragments").max_rect(rect), |ui| {
        let (name, bar) = (i18n.text("frame-list"), i18n.text("inspector-scroll-bar"));
        let lines = Lines::new(&name, &bar, row.len() as u64, LINE_HEIGHT).role(Role::ListBox).keys_elsewhere();
        let id = lines.id(ui);
        let shown = lines.show(ui, place, |ui, number, rect| {
            let number = number as usize;
            let response = ui.interact(rect, id.with(number), Sense::CLICK);
            line_ui(ui, row, number, rect, *chosen == number, &response);
            if response.clicked() {
                *chosen = number;
                ui.memory_mut(|memory| memory.request_focus(id));
            }
        });
        if shown.response.has_focus() {
            let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
            keys(ui, row.len(), place, chosen);
        }
    });
    ui.add_space(6.0);
}

fn line_ui(ui: &Ui, row: &RowFrames, number: usize, rect: Rect, is_chosen: bool, response: &egui::Response) {
    let Some(frame) = row.frames.list.get(number) else { return };
    let tokens = Tokens::of(ui);
    let head = &frame.head;
    let delta = format::delta_millis(row.since_first(number));
    let size = format!("{} B", format::grouped(head.payload_bytes()));
    let name = format!("{} {}", head.opcode(), opcode_name(head.opcode()));
    let fin = if head.fin() { "FIN" } else { "" };
    let count = format!("{}", number + 1);
    let spoken = format!("{count} {name} {fin} {size} {delta} ms");
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_chosen, &spoken));
    if is_chosen {
        ui.painter().rect_filled(rect, 2.0, tokens.selected);
        let bar = Rect::from_min_max(rect.min, pos2(rect.left() + 2.0, rect.bottom()));
        ui.painter().rect_filled(bar, 0.0, tokens.accent);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 2.0, tokens.hover());
    }
    let text = |x: f32, align, words: &str, color| {
        let at = pos2(rect.left() + x, rect.center().y);
        paint::text(ui.painter(), at, align, words, fonts::mono(12.0), color);
    };
    text(34.0, Align::Max, &count, tokens.muted);
    text(46.0, Align::Min, &name, tokens.text);
    text(160.0, Align::Min, fin, tokens.ok);
    text(262.0, Align::Max, &size, tokens.text);
    text(340.0, Align::Max, &format!("{delta} ms"), tokens.muted);
}

fn keys(ui: &Ui, count: usize, place: &mut LinesPlace, chosen: &mut usize) {
    let last = count.saturating_sub(1);
    let at = *chosen;
    for (key, to) in [
        (Key::ArrowDown, at + 1),
        (Key::ArrowUp, at.saturating_sub(1)),
        (Key::PageDown, at + MOST_LINES),
        (Key::PageUp, at.saturating_sub(MOST_LINES)),
        (Key::Home, 0),
        (Key::End, last),
    ] {
        if ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
            *chosen = to.min(last);
            place.reveal(*chosen as u64);
            ui.ctx().request_repaint();
        }
    }
}
