//! The status bar of an upload.

use egui::Ui;

use super::words;
use crate::{
    i18n::I18n,
    protocols::{tab::Live, upload::session::UploadSession},
    transcript::Direction,
    ui::{
        format,
        status_bar::{Item, Pace, status_bar_ui},
        theme::Tokens,
    },
};

/// Draws it.
pub(super) fn status_ui(ui: &mut Ui, i18n: &I18n, live: Live<'_, UploadSession>) {
    let session = live.session;
    let tokens = Tokens::of(ui);
    let sent_bytes: u64 = session.attempts.iter().map(|attempt| attempt.sent_to.saturating_sub(attempt.from)).sum();
    let mut in_flight = Item::new(i18n.text("upload-count-in-flight"), format::bytes(session.in_flight_bytes()));
    if session.in_flight_bytes() > 0 {
        in_flight = in_flight.colored(tokens.warn);
    }
    let sent = Item::new(i18n.text("status-out"), format::bytes(sent_bytes));
    let items = [
        Item { mark: Some(Direction::Out), ..sent }.tooltip(i18n.text("upload-count-out-hint")),
        Item::new(i18n.text("upload-count-confirmed"), format::bytes(session.position.confirmed)),
        in_flight.tooltip(i18n.text("upload-not-confirmed-hint")),
        Item::new(i18n.text("upload-count-requests"), format::grouped(session.exchanges.len() as u64)),
        Item::new(i18n.text("upload-count-retries"), format::grouped(session.retries)),
    ];
    let elapsed_micros = if live.over { session.last_micros } else { live.now_micros() };
    let running = !live.over;
    let rate = Some(words::rate_text(session));
    let pace = Pace { traffic: &session.traffic, elapsed_micros, began_micros: 0, running, rate };
    status_bar_ui(ui, i18n, &items, Some(&pace));
}
