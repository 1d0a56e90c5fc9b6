//! The inspector: the chosen row whole in several readings, the HTTP exchange behind it, and how it differs from another.

mod added;
mod charset;
mod compare;
mod connection;
mod copy;
mod decoded;
mod details;
mod head;
mod heads;
mod hex;
mod http;
mod json;
mod save;
mod selection;
mod showing;
mod state;
mod subject;
mod tabs;
mod text;
mod visible;
mod words;
mod wrap;

use egui::Ui;

pub use self::{
    added::InspectorTab,
    details::{as_text as pairs_text, pairs_ui},
    heads::Heads,
    http::Exchange,
    selection::Selection,
    showing::{Inspected, Payload, Showing},
    state::InspectorState,
    subject::RowKey,
    words::note_ui,
};
use self::{
    subject::Subject,
    tabs::{Tab, tabs_ui},
};
use super::{
    bars,
    button::Button,
    field, format, icons, shortcut,
    tab_context::TabContext,
    theme::{Tokens, height},
};

/// Draws the inspector into all of the room that is left. `false` when it shall be closed.
pub fn inspector_ui(ui: &mut Ui, cx: &mut TabContext<'_>, state: &mut InspectorState, showing: &Showing<'_>) -> bool {
    state.fields.begin_frame(cx, showing.transcript);
    let subject = showing.subject();
    state.decode(cx, showing);
    let open = state.open_tab(cx, showing);
    let stays = bar_ui(ui, cx, state, showing, open);
    egui::Frame::new().inner_margin(egui::Margin { left: 16, right: 6, top: 8, bottom: 4 }).show(ui, |ui| {
        let Some(row) = showing.row else {
            match open {
                Tab::Http => http::http_ui(ui, cx.i18n, &cx.settings.secrets(), showing.exchanges),
                _ => note_ui(ui, &cx.i18n.text("inspector-none")),
            }
            return;
        };
        match (open, subject) {
            (Tab::Http, _) => http::http_ui(ui, cx.i18n, &cx.settings.secrets(), showing.exchanges),
            (Tab::Compare, _) => {
                head::head_ui(ui, cx, state, showing, row);
                state.compare_ui(ui, cx, showing);
            }
            (Tab::Details, _) | (Tab::Text, None) => {
                head::head_ui(ui, cx, state, showing, row);
                let stored = showing.transcript.row(row.number);
                state.asked = stored.and_then(|row| details::evidence_ui(ui, cx.i18n, &row, showing.transcript));
                let secrets = cx.settings.secrets();
                let fields =
                    stored.map(|row| state.fields.of(row.number, || details::record_fields(&row, &secrets)).as_slice());
                details::details_ui(ui, cx.i18n, &row.details, fields.unwrap_or_default());
            }
            (Tab::Added(number), _) => {
                head::head_ui(ui, cx, state, showing, row);
                if let Some(tab) = state.added.get_mut(number) {
                    tab.ui(ui, cx, showing.transcript, row.number);
                }
            }
            (Tab::Json | Tab::Decoded | Tab::Hex, None) => {
                head::head_ui(ui, cx, state, showing, row);
                note_ui(ui, &cx.i18n.text("inspector-no-text"));
            }
            (tab, Some(subject)) => {
                head::head_ui(ui, cx, state, showing, row);
                payload_ui(ui, cx, state, row, &subject, tab);
            }
        }
    });
    stays
}

/// Tabs at the left, what can be done with the row at the right.
fn bar_ui(ui: &mut Ui, cx: &mut TabContext<'_>, state: &mut InspectorState, showing: &Showing<'_>, open: Tab) -> bool {
    let mut stays = true;
    bars::top_ui(ui, "inspector_tabs", height::TOOLBAR, bars::Ground::Surface, |ui| {
        let buttons = if showing.closable { 96.0 } else { 64.0 };
        let right = ui.max_rect().right();
        let room = right - ui.cursor().left() - buttons;
        if let Some(chosen) = tabs_ui(ui, cx.i18n, open, &state.added_keys(), room) {
            state.choose(chosen);
        }
        ui.add_space((right - ui.cursor().left() - buttons).max(0.0));
        let subject = showing.subject();
        let save = cx.i18n.text("inspector-save");
        let can_save = subject.is_some() && !state.save.is_writing();
        let button = Button::ghost(icons::SAVE, &save).shortcut(shortcut::SAVE_PAYLOAD).enabled(can_save);
        if button.pressed(ui)
            && let (Some(row), Some(subject)) = (showing.row, &subject)
        {
            state.save.open(row, subject);
        }
        let copy = cx.i18n.text("inspector-copy");
        if Button::ghost(icons::COPY, &copy).enabled(state.can_copy(showing, open)).pressed(ui) {
            state.copy(ui, cx, showing, open);
        }
        if showing.closable && Button::ghost(icons::CLOSE, &cx.i18n.text("inspector-close")).pressed(ui) {
            stays = false;
        }
    });
    stays
}

/// The payload as text, JSON or bytes, below what is to be known of a binary one.
fn payload_ui(
    ui: &mut Ui,
    cx: &mut TabContext<'_>,
    state: &mut InspectorState,
    row: &Inspected<'_>,
    subject: &Subject<'_>,
    tab: Tab,
) {
    if let Payload::Binary(bytes) = row.payload
        && matches!(tab, Tab::Text | Tab::Hex)
    {
        if tab == Tab::Text {
            let words = cx.i18n.text("inspector-read-as-text");
            field::check_ui(ui, &mut state.binary_as_text, &words, &cx.i18n.text("inspector-read-as-text-hint"));
        }
        let size = format::grouped(bytes.len() as u64);
        let note = cx.i18n.text_with("inspector-binary-type", &[("bytes", size.into())]);
        let color = Tokens::of(ui).muted;
        ui.add(egui::Label::new(egui::RichText::new(note).size(12.0).color(color)).wrap());
    }
    let shows_hex = state.shows_hex(row.payload);
    match (tab, state.decoded_text.readable(row.payload, subject)) {
        (Tab::Decoded, _) => state.decoded.ui(ui, cx, &mut state.copier, subject),
        (Tab::Json, Some(text)) => state.json.ui(ui, cx, &mut state.copier, &text),
        (Tab::Text, Some(text)) if !shows_hex => state.text.ui(ui, cx, &mut state.copier, &text),
        (Tab::Json | Tab::Text, None) => note_ui(ui, &cx.i18n.text("decode-reading")),
        _ => state.hex.ui(ui, cx, &mut state.copier, subject),
    }
}
