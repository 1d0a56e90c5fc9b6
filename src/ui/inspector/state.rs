//! What the inspector remembers between frames, and which tab and which two rows follow from it.

use egui::{RichText, Ui};

use super::{
    added::InspectorTab,
    charset::DecodedText,
    compare::{CompareTab, Compared},
    copy::{self, Copier},
    decoded::DecodedTab,
    details, hex,
    hex::HexTab,
    json::JsonTab,
    save::PayloadSave,
    showing::{Inspected, Payload, Showing},
    subject::{RowKey, Subject},
    tabs::Tab,
    text::TextTab,
    words::note_ui,
};
use crate::{
    transcript::{SharedPayload, Transcript, secrets::Secrets},
    ui::{button::Button, icons, row_memo::RowMemo, tab_context::TabContext, theme::Tokens},
};

/// Which tab is open, what was prepared for it, and the row that others are compared with.
#[derive(Debug, Default)]
pub struct InspectorState {
    /// `None` until the user chooses: then it is what suits the row.
    tab: Option<Tab>,
    base: Option<Compared>,
    /// The rows of the last comparison: sharing a payload may copy it, so it is done once.
    recent: [Option<Compared>; 2],
    pub(super) binary_as_text: bool,
    pub(super) decoded_text: DecodedText,
    pub(super) text: TextTab,
    pub(super) json: JsonTab,
    pub(super) decoded: DecodedTab,
    pub(super) hex: HexTab,
    /// Those of the protocol.
    pub(super) added: Vec<Box<dyn InspectorTab>>,
    compare: CompareTab,
    pub(super) save: PayloadSave,
    pub(super) copier: Copier,
    /// The row that was asked for.
    pub(super) asked: Option<u64>,
    /// The record's fields of the row that the details show.
    pub(super) fields: RowMemo<Vec<(String, String)>>,
}

impl InspectorState {
    /// Opened at the HTTP exchange.
    pub fn showing_http() -> Self {
        Self { tab: Some(Tab::Http), ..Self::default() }
    }

    /// With a tab that the protocol adds.
    #[must_use]
    pub fn with_tab(mut self, tab: impl InspectorTab + 'static) -> Self {
        self.added.push(Box::new(tab));
        self
    }

    /// Opens the comparison.
    pub fn show_compare(&mut self) {
        self.tab = Some(Tab::Compare);
    }

    /// The row that was asked for since this was last asked: one that a finding names.
    pub fn take_asked(&mut self) -> Option<u64> {
        self.asked.take()
    }

    /// What goes on whether the inspector is seen or not: the save dialog, copies and writes under way.
    pub fn background_ui(&mut self, ui: &Ui, cx: &mut TabContext<'_>) {
        self.copier.settle(ui, cx);
        self.save.ui(ui, cx);
    }

    /// The keys of the names of the protocol's own tabs.
    pub(super) fn added_keys(&self) -> Vec<&'static str> {
        self.added.iter().map(|tab| tab.name_key()).collect()
    }

    pub(super) fn choose(&mut self, tab: Tab) {
        self.tab = Some(tab);
    }

    /// The tab to draw: the user's choice, else JSON for what is JSON, and text.
    pub(super) fn open_tab(&mut self, cx: &TabContext<'_>, showing: &Showing<'_>) -> Tab {
        if let Some(tab) = self.tab {
            return tab;
        }
        let text = match (showing.row.map(|row| row.payload), showing.subject()) {
            (Some(payload @ (Payload::Text(_) | Payload::Coded(..))), Some(subject)) => {
                self.decoded_text.readable(payload, &subject)
            }
            _ => None,
        };
        match text {
            Some(text) if self.json.suits(cx, &text) => Tab::Json,
            _ => Tab::Text,
        }
    }

    /// Decodes the payload of the row that is shown where that is to be done.
    pub(super) fn decode(&mut self, cx: &TabContext<'_>, showing: &Showing<'_>) {
        if let (Some(Payload::Coded(_, charset)), Some(subject)) =
            (showing.row.map(|row| row.payload), showing.subject())
        {
            self.decoded_text.follow(cx.spawner, &subject, charset);
        }
    }

    /// Whether a payload stands in the text tab as bytes.
    pub(super) fn shows_hex(&self, payload: Payload<'_>) -> bool {
        matches!(payload, Payload::Binary(_)) && !self.binary_as_text
    }

    /// Whether the copy button does something.
    pub(super) fn can_copy(&self, showing: &Showing<'_>, open: Tab) -> bool {
        match open {
            Tab::Http => !showing.exchanges.is_empty(),
            Tab::Compare => self.compare.can_copy(),
            Tab::Text | Tab::Details => showing.row.is_some(),
            Tab::Decoded => self.decoded.can_copy(),
            Tab::Added(number) => self.added.get(number).is_some_and(|tab| tab.can_copy()),
            Tab::Json | Tab::Hex => showing.subject().is_some(),
        }
    }

    /// Copies what the open tab is about.
    pub(super) fn copy(&mut self, ui: &Ui, cx: &mut TabContext<'_>, showing: &Showing<'_>, open: Tab) {
        let subject = showing.subject();
        match (open, showing.row, subject) {
            (Tab::Http, ..) => {
                let texts: Vec<String> =
                    showing.exchanges.iter().map(|exchange| exchange.masked_text(&cx.settings.secrets())).collect();
                self.copier.text(ui, cx, Some(texts.join("\n")));
            }
            (Tab::Compare, ..) => self.compare.copy(ui, cx, &mut self.copier),
            (Tab::Decoded, ..) => self.decoded.copy(ui, cx, &mut self.copier),
            (Tab::Added(number), ..) => {
                let text = self.added.get(number).and_then(|tab| tab.as_text(cx.i18n, showing.transcript));
                self.copier.text(ui, cx, text);
            }
            (Tab::Details, Some(row), _) | (Tab::Text, Some(row), None) => {
                let mut all = row.details.to_vec();
                let secrets = cx.settings.secrets();
                let stored = showing.transcript.row(row.number);
                all.extend(stored.iter().flat_map(|row| details::record_fields(row, &secrets)));
                self.copier.text(ui, cx, Some(details::as_text(&all)));
            }
            (Tab::Json, Some(row), Some(subject)) => {
                if let Some(text) = self.decoded_text.readable(row.payload, &subject) {
                    self.json.copy(ui, cx, &mut self.copier, &text);
                }
            }
            (Tab::Text, Some(row), Some(subject)) if !self.shows_hex(row.payload) => {
                if let Some(text) = self.decoded_text.readable(row.payload, &subject) {
                    self.copier.payload(ui, cx, &text, 0..text.bytes.len(), copy::as_text);
                }
            }
            (_, _, Some(subject)) => self.copier.payload(ui, cx, &subject, 0..subject.bytes.len(), hex::dump),
            _ => {}
        }
    }

    /// Whether the chosen row is the one that others are compared with.
    pub(super) fn is_base(&self, showing: &Showing<'_>) -> bool {
        let key = showing.row.map(|row| key_of(showing.transcript, row));
        key.is_some() && self.base.as_ref().map(|base| base.key) == key
    }

    /// Makes the chosen row the one that others are compared with, or no longer.
    pub(super) fn toggle_base(&mut self, cx: &TabContext<'_>, showing: &Showing<'_>) {
        self.base = if self.is_base(showing) {
            None
        } else {
            showing.row.map(|row| compared(showing.transcript, row, &cx.settings.secrets()))
        };
    }

    /// The two rows to compare: two chosen ones, the older first, else base and chosen.
    pub(super) fn pair<'a>(&self, showing: &Showing<'a>) -> Option<Pair<'_, 'a>> {
        let row = showing.row?;
        match (showing.second, &self.base) {
            (Some(second), _) if second.number < row.number => Some(Pair::Two(second, row)),
            (Some(second), _) if second.number > row.number => Some(Pair::Two(row, second)),
            (_, Some(base)) if base.key != key_of(showing.transcript, row) => Some(Pair::Base(base, row)),
            _ => None,
        }
    }

    /// Draws the comparison, or how one gets there.
    pub(super) fn compare_ui(&mut self, ui: &mut Ui, cx: &TabContext<'_>, showing: &Showing<'_>) {
        let transcript = showing.transcript;
        let (base, other) = match self.pair(showing) {
            Some(Pair::Two(base, other)) => (self.recent(cx, transcript, base), self.recent(cx, transcript, other)),
            Some(Pair::Base(base, other)) => (base.clone(), self.recent(cx, transcript, other)),
            None => {
                let is_base = self.is_base(showing);
                note_ui(ui, &cx.i18n.text(if is_base { "inspector-compare-choose" } else { "inspector-compare-how" }));
                let words = cx.i18n.text("inspector-compare-begin");
                if !is_base && Button::secondary(&words).icon(icons::PIN).pressed(ui) {
                    self.toggle_base(cx, showing);
                }
                return;
            }
        };
        self.recent = [Some(base.clone()), Some(other.clone())];
        if base.key.transcript != other.key.transcript {
            let color = Tokens::of(ui).muted;
            ui.label(RichText::new(cx.i18n.text("inspector-compare-other-session")).size(12.0).color(color));
        }
        self.compare.ui(ui, cx, &base, &other);
    }

    fn recent(&self, cx: &TabContext<'_>, transcript: &Transcript, row: &Inspected<'_>) -> Compared {
        let key = key_of(transcript, row);
        let kept = self.recent.iter().flatten().find(|kept| kept.key == key).cloned();
        kept.unwrap_or_else(|| compared(transcript, row, &cx.settings.secrets()))
    }
}

/// Two rows to compare, the base first.
#[derive(Debug)]
pub(super) enum Pair<'s, 'a> {
    /// Both were chosen.
    Two(&'a Inspected<'a>, &'a Inspected<'a>),
    /// One was kept before.
    Base(&'s Compared, &'a Inspected<'a>),
}

fn key_of(transcript: &Transcript, row: &Inspected<'_>) -> RowKey {
    RowKey { transcript: transcript.id(), number: row.number }
}

/// A row's payload, or where it has none, its record's fields.
fn compared(transcript: &Transcript, row: &Inspected<'_>, secrets: &Secrets) -> Compared {
    let payload = if let Some(bytes) = row.payload.bytes() {
        Subject::new(transcript, row.number, bytes).shared()
    } else {
        let fields = transcript.row(row.number).map(|row| details::record_fields(&row, secrets)).unwrap_or_default();
        SharedPayload::from(details::as_text(&fields).as_bytes())
    };
    let coded = match row.payload {
        Payload::Coded(_, charset) => Some(charset),
        _ => None,
    };
    Compared { key: key_of(transcript, row), title: row.title.clone(), payload, coded }
}
