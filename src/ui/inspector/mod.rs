//! The inspector: the chosen row whole in several readings, the HTTP exchange behind it, and how it differs from another.

mod charset;
mod compare;
mod connection;
mod copy;
mod decoded;
mod details;
mod frame;
mod head;
mod hex;
mod http;
mod json;
mod save;
mod selection;
mod state;
mod subject;
mod tabs;
mod text;
mod visible;
mod work;
mod wrap;

use egui::{Ui, WidgetInfo, accesskit::Role};

pub use self::{frame::rule_words, http::Exchange, state::InspectorState};
use self::{
    subject::Subject,
    tabs::{Tab, tabs_ui},
};
use super::{
    bars,
    button::Button,
    field, format, icons, shortcut,
    theme::{Tokens, height},
};
use crate::{
    protocols::tab::TabContext,
    transcript::{Charset, Direction, Transcript},
};

/// A row as the inspector shows it.
#[derive(Clone, Debug)]
pub struct Inspected<'a> {
    /// The row's number, for which a formatted payload is kept.
    pub number: u64,
    /// Who said it.
    pub direction: Direction,
    /// Whether it is a failure, whose mark is a triangle in the error colour.
    pub is_error: bool,
    /// `Message 13`.
    pub title: String,
    /// Time, size and the like, in monospace.
    pub meta: String,
    /// What the text tab shows.
    pub payload: Payload<'a>,
    /// What the details tab shows.
    pub details: Vec<(String, String)>,
}

/// What came or went.
#[derive(Clone, Copy, Debug)]
pub enum Payload<'a> {
    /// The row has none.
    None,
    /// Text, or bytes that are read as text.
    Text(&'a [u8]),
    /// Text that is another one than its bytes are: in this charset, or in UTF-8 behind a byte order mark.
    Coded(&'a [u8], Option<Charset>),
    /// Bytes, shown in hex or read as text, with a note on what a page would get.
    Binary(&'a [u8]),
}

impl<'a> Payload<'a> {
    /// The bytes, where there are any to show.
    pub fn bytes(self) -> Option<&'a [u8]> {
        match self {
            Self::None => None,
            Self::Text(bytes) | Self::Coded(bytes, _) | Self::Binary(bytes) => Some(bytes),
        }
    }
}

/// What the inspector is about in a frame.
#[derive(Clone, Copy, Debug)]
pub struct Showing<'a> {
    /// Where the rows are from.
    pub transcript: &'a Transcript,
    /// The chosen row.
    pub row: Option<&'a Inspected<'a>>,
    /// A second chosen row: the two are compared with each other, the older one is the base.
    pub second: Option<&'a Inspected<'a>>,
    /// The HTTP exchanges behind it.
    pub exchanges: &'a [Exchange],
    /// Whether the rows are messages in frames, as those of a WebSocket.
    pub has_frames: bool,
    /// Whether it can be closed.
    pub closable: bool,
}

/// Draws the inspector into all of the room that is left. `false` when it shall be closed.
pub fn inspector_ui(ui: &mut Ui, cx: &mut TabContext<'_>, state: &mut InspectorState, showing: &Showing<'_>) -> bool {
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
                let fields = stored.map(|row| details::record_fields(&row, &cx.settings.secrets())).unwrap_or_default();
                details::details_ui(ui, cx.i18n, &row.details, &fields);
            }
            (Tab::Frame, _) => {
                head::head_ui(ui, cx, state, showing, row);
                state.frame.ui(ui, cx, showing.transcript, row.number);
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

impl<'a> Showing<'a> {
    /// The payload of the chosen row.
    fn subject(&self) -> Option<Subject<'a>> {
        let row = self.row?;
        Some(Subject::new(self.transcript, row.number, row.payload.bytes()?))
    }
}

/// Tabs at the left, what can be done with the row at the right.
fn bar_ui(ui: &mut Ui, cx: &mut TabContext<'_>, state: &mut InspectorState, showing: &Showing<'_>, open: Tab) -> bool {
    let mut stays = true;
    bars::top_ui(ui, "inspector-tabs", height::TOOLBAR, bars::Ground::Surface, |ui| {
        let buttons = if showing.closable { 96.0 } else { 64.0 };
        let right = ui.max_rect().right();
        let room = right - ui.cursor().left() - buttons;
        if let Some(chosen) = tabs_ui(ui, cx.i18n, open, showing.has_frames, room) {
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

fn note_ui(ui: &mut Ui, words: &str) {
    let tokens = Tokens::of(ui);
    ui.add_space(4.0);
    let note = ui.add(egui::Label::new(egui::RichText::new(words).color(tokens.muted)).wrap());
    note.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
}
