//! The hook for what only one protocol can say of a row: it adds a tab of its own to the inspector.

use std::fmt;

use egui::Ui;

use crate::{i18n::I18n, transcript::Transcript, ui::tab_context::TabContext};

/// A tab that a protocol adds to the inspector. It keeps what it needs between frames.
pub trait InspectorTab: fmt::Debug {
    /// The key of its name.
    fn name_key(&self) -> &'static str;

    /// Draws a row into all of the room that is left.
    fn ui(&mut self, ui: &mut Ui, cx: &TabContext<'_>, transcript: &Transcript, row: u64);

    /// Whether there is something to copy.
    fn can_copy(&self) -> bool;

    /// What is copied of the row that was drawn last.
    fn as_text(&self, i18n: &I18n, transcript: &Transcript) -> Option<String>;
}
