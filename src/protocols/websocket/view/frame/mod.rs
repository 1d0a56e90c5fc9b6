//! A row's frames: the bits of each header, its fragments with their times, its bytes on the wire beside the payload.
//! RFC 6455 §5.2.

mod bits;
mod facts;
mod fragments;
mod lines;
mod wire;

use egui::{Label, RichText, ScrollArea, Ui, UiBuilder, WidgetInfo, accesskit::Role};

use self::{lines::WireLines, wire::RowFrames};
use super::words::spaced_hex;
use crate::{
    i18n::I18n,
    transcript::{Direction, Kind, RowRef, Transcript},
    ui::{
        fonts, format,
        inspector::{self, InspectorTab, RowKey, note_ui},
        lines::LinesPlace,
        reason, split,
        tab_context::TabContext,
        theme::Tokens,
    },
};

/// From this width on, bits and bytes stand side by side.
const WIDE: f32 = 640.0;
/// And where there is little height, already from this one on.
const LOW_WIDE: f32 = 500.0;
const LOW: f32 = 340.0;

/// The inspector's tab for frames.
#[derive(Debug, Default)]
pub struct FrameTab {
    key: Option<RowKey>,
    row: Option<RowFrames>,
    chosen: usize,
    list_place: LinesPlace,
    lines: WireLines,
}

impl InspectorTab for FrameTab {
    fn name_key(&self) -> &'static str {
        "inspector-frame"
    }

    fn ui(&mut self, ui: &mut Ui, cx: &TabContext<'_>, transcript: &Transcript, number: u64) {
        let Some(stored) = transcript.row(number) else { return };
        self.follow(transcript.id(), &stored);
        let i18n = cx.i18n;
        let Some(row) = &self.row else { return note_ui(ui, &i18n.text(why_none(&stored, cx.saved))) };
        let area = ui.available_rect_before_wrap();
        let beside = area.width() >= WIDE || area.height() < LOW && area.width() >= LOW_WIDE;
        if beside {
            let (left, right) = area.split_left_right_at_x(area.left() + (area.width() * 0.55).min(400.0));
            split::part_ui(ui, "frame_head", left, |ui| {
                ScrollArea::vertical().id_salt("frame_facts").auto_shrink(false).show(ui, |ui| {
                    head_ui(ui, i18n, row, stored.payload, &mut self.list_place, &mut self.chosen, &mut self.lines);
                });
            });
            let right = right.with_min_x(right.left() + 16.0);
            split::part_ui(ui, "frame_bytes", right, |ui| {
                bytes_ui(ui, i18n, row, stored.payload, self.chosen, &mut self.lines);
            });
            ui.allocate_rect(area, egui::Sense::hover());
        } else {
            let most = (area.height() * 0.62).max(60.0);
            ScrollArea::vertical().id_salt("frame_facts").max_height(most).auto_shrink([false, true]).show(ui, |ui| {
                head_ui(ui, i18n, row, stored.payload, &mut self.list_place, &mut self.chosen, &mut self.lines);
            });
            ui.add_space(6.0);
            bytes_ui(ui, i18n, row, stored.payload, self.chosen, &mut self.lines);
        }
    }

    fn can_copy(&self) -> bool {
        self.row.is_some()
    }

    /// The frames in words, with the begin of their bytes.
    fn as_text(&self, i18n: &I18n, transcript: &Transcript) -> Option<String> {
        let row = self.row.as_ref()?;
        let payload = transcript.row(row.key.number)?.payload;
        let mut text = Vec::new();
        for number in 0..row.len() {
            let Some(wire) = row.wire(number, payload) else { continue };
            text.push(summary(i18n, row, number));
            text.push(inspector::pairs_text(&facts::facts(i18n, row, number, &wire)));
            let bytes: Vec<u8> = (0..wire.known_bytes().min(256)).filter_map(|at| wire.byte(at)).collect();
            text.push(spaced_hex(&bytes));
            text.push(String::new());
        }
        text.extend(omitted(i18n, row));
        Some(text.join("\n"))
    }
}

impl FrameTab {
    fn follow(&mut self, transcript: u64, stored: &RowRef<'_>) {
        let key = RowKey { transcript, number: stored.number };
        if self.key != Some(key) {
            *self = Self { key: Some(key), row: RowFrames::of(transcript, stored), ..Self::default() };
        }
    }
}

/// Which frame it is, its bits, what they say.
fn head_ui(
    ui: &mut Ui,
    i18n: &I18n,
    row: &RowFrames,
    payload: &[u8],
    place: &mut LinesPlace,
    chosen: &mut usize,
    lines: &mut WireLines,
) {
    let tokens = Tokens::of(ui);
    ui.spacing_mut().item_spacing.y = 3.0;
    if row.len() > 1 {
        let before = *chosen;
        fragments::fragments_ui(ui, i18n, row, place, chosen);
        if before != *chosen {
            lines.reset();
        }
    }
    if let Some(words) = omitted(i18n, row) {
        note_ui(ui, &words);
    }
    let Some(wire) = row.wire(*chosen, payload) else { return };
    let title = summary(i18n, row, *chosen);
    let heading = ui.add(Label::new(RichText::new(&title).font(fonts::semibold(12.5))).truncate());
    heading.widget_info(|| WidgetInfo::labeled(Role::Heading, true, &title));
    ui.add_space(2.0);
    bits::bits_ui(ui, i18n, &wire.head);
    let says = facts::sentence(i18n, row, &wire.head);
    ui.add(Label::new(RichText::new(says).size(12.5).color(tokens.muted)).wrap());
    for rule in &row.rules {
        let words = i18n.text_with("frame-breaks", &[("rule", reason::word(i18n, rule).into())]);
        ui.add(Label::new(RichText::new(words).size(12.5).color(tokens.error)).wrap());
    }
    ui.add_space(4.0);
    inspector::pairs_ui(ui, &facts::facts(i18n, row, *chosen, &wire));
}

fn bytes_ui(ui: &mut Ui, i18n: &I18n, row: &RowFrames, payload: &[u8], chosen: usize, lines: &mut WireLines) {
    let Some(wire) = row.wire(chosen, payload) else { return };
    ui.scope_builder(UiBuilder::new().id_salt("frame_wire"), |ui| lines.ui(ui, i18n, &wire, row.len() == 1));
}

/// `Frame 2 of 3 · 4 + 248 B`.
fn summary(i18n: &I18n, row: &RowFrames, number: usize) -> String {
    let head = row.frames.list.get(number).map(|frame| frame.head);
    let (header, payload) = head.map_or((0, 0), |head| (head.bytes().len() as u64, head.payload_bytes()));
    let args = [
        ("number", (number as u64 + 1).into()),
        ("count", format::count(row.len() as u64 + row.omitted())),
        ("header", header.into()),
        ("payload", format::grouped(payload).into()),
    ];
    i18n.text_with(if row.len() == 1 { "frame-title" } else { "frame-title-of" }, &args).into_owned()
}

/// That there were more frames than are kept.
fn omitted(i18n: &I18n, row: &RowFrames) -> Option<String> {
    let args = [("count", format::count(row.omitted())), ("kept", format::count(row.len() as u64))];
    (row.omitted() > 0).then(|| i18n.text_with("frame-omitted", &args).into_owned())
}

/// The key of why a row has no frames.
fn why_none(row: &RowRef<'_>, saved: bool) -> &'static str {
    let is_framed = match row.kind {
        Kind::Close => row.direction != Direction::Local,
        kind => matches!(kind, Kind::Text | Kind::Binary | Kind::Ping | Kind::Pong | Kind::Frame | Kind::Partial),
    };
    match (is_framed, saved) {
        (false, _) => "frame-no-message",
        (true, true) => "frame-not-recorded",
        (true, false) => "frame-not-kept",
    }
}
