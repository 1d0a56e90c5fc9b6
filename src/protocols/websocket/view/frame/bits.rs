//! The first 16 bits of a frame as cells, with labels on brackets below them. RFC 6455 §5.2.

use std::ops::Range;

use egui::{Align, Color32, Rect, Sense, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

use super::facts::opcode_name;
use crate::{
    i18n::I18n,
    transcript::frames::FrameHead,
    ui::{
        fonts, format, paint,
        theme::{Tokens, mix},
    },
};

const CELL_HEIGHT: f32 = 24.0;
const MOST_CELL_WIDTH: f32 = 22.0;
const GAP: f32 = 2.0;
const HEIGHT: f32 = CELL_HEIGHT + 26.0;

/// Bits that belong together.
struct Group {
    bits: Range<usize>,
    label: String,
    color: Color32,
    /// The key of what they mean.
    hint: &'static str,
}

/// Draws the cells.
pub(super) fn bits_ui(ui: &mut Ui, i18n: &I18n, head: &FrameHead) {
    let tokens = Tokens::of(ui);
    let (area, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let pitch = ((area.width() + GAP) / 16.0).floor().min(MOST_CELL_WIDTH + GAP);
    let [first, second, ..] = *head.bytes() else { return };
    let bits = u16::from_be_bytes([first, second]);
    let bit = |number: usize| bits >> (15 - number) & 1 == 1;
    for group in groups(head, &tokens) {
        for number in group.bits.clone() {
            let min = pos2(area.left() + number as f32 * pitch, area.top());
            let cell = Rect::from_min_size(min, vec2(pitch - GAP, CELL_HEIGHT));
            let (strength, color) = if bit(number) { (26, tokens.text) } else { (9, tokens.muted) };
            ui.painter().rect_filled(cell, 3.0, mix(tokens.surface, group.color, strength));
            let sign = if bit(number) { "1" } else { "0" };
            paint::text(ui.painter(), cell.center(), Align::Center, sign, fonts::mono(12.0), color);
        }
        let left = area.left() + group.bits.start as f32 * pitch;
        let right = area.left() + group.bits.end as f32 * pitch - GAP;
        let y = area.top() + CELL_HEIGHT + 5.5;
        ui.painter().hline(left..=right, y, tokens.border());
        let middle = pos2(f32::midpoint(left, right), y + 11.0);
        paint::text(ui.painter(), middle, Align::Center, &group.label, fonts::mono(10.5), tokens.muted);
        let whole = Rect::from_min_max(pos2(left, area.top()), pos2(right, area.bottom()));
        let digits: String = group.bits.clone().map(|number| if bit(number) { '1' } else { '0' }).collect();
        let response = ui.interact(whole, ui.scope_id().with(("bits", group.bits.start)), Sense::hover());
        let spoken = format!("{}: {digits}", group.label);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
        response.on_hover_text(i18n.text(group.hint));
    }
}

fn groups(head: &FrameHead, tokens: &Tokens) -> [Group; 5] {
    let length = match head.extended_length_bytes() {
        0 => format!("length {}", head.payload_bytes()),
        2 => format!("length 126 → {}", format::grouped(head.payload_bytes())),
        _ => format!("length 127 → {}", format::grouped(head.payload_bytes())),
    };
    let group = |bits, label: &str, color, hint| Group { bits, label: label.to_owned(), color, hint };
    [
        group(0..1, "FIN", tokens.ok, "frame-hint-fin"),
        group(1..4, &format!("RSV {:03b}", head.rsv()), tokens.outgoing, "frame-hint-rsv"),
        group(4..8, &opcode_label(head.opcode()), tokens.accent, "frame-hint-opcode"),
        group(8..9, "MSK", tokens.warn, "frame-hint-mask"),
        group(9..16, &length, tokens.incoming, "frame-hint-length"),
    ]
}

fn opcode_label(opcode: u8) -> String {
    let name = opcode_name(opcode);
    let label = format!("{opcode} {name}");
    if label.len() > 13 { format!("opcode {opcode}") } else { label }
}
