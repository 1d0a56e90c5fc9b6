//! The line below the composer: what is wrong with the message, how far a repeated send is, what is open.

use egui::{Color32, RichText, Ui};

use super::{
    super::{action::Action, form::WebSocketForm},
    Checked,
    words::open_words,
};
use crate::{
    i18n::I18n,
    protocols::{
        tab::Live,
        websocket::{
            Session,
            send::repeat::{Progress, Stage},
        },
    },
    ui::{
        bars::{self, Ground},
        button::Button,
        format, icons, reason,
        theme::Tokens,
    },
};

/// The height of the line.
const HEIGHT: f32 = 32.0;

/// Draws it if there is something to say.
pub(super) fn notes_ui(
    ui: &mut Ui,
    i18n: &I18n,
    checked: Option<&Checked>,
    form: &WebSocketForm,
    live: Live<'_, Session>,
) -> Option<Action> {
    let tokens = Tokens::of(ui);
    let mut notes: Vec<(String, Color32)> = Vec::new();
    let progress = live.session.repeat;
    if let Some(open) = live.session.open_message {
        notes.push((open_words(i18n, open), tokens.warn));
    }
    if let Some(progress) =
        progress.filter(|progress| progress.stage == Stage::Running || form.composer.panel.is_some())
    {
        let color = if progress.stage == Stage::Failed { tokens.error } else { tokens.muted };
        notes.push((progress_words(i18n, progress), color));
    }
    if let Some(checked) = checked.filter(|_| !form.message.is_empty()) {
        if let Some(problem) = &checked.problem {
            notes.push((reason::of(i18n, problem), tokens.error));
        }
        if !checked.unknown.is_empty() {
            let names = checked.unknown.iter().map(|name| format!("{{{{{name}}}}}")).collect::<Vec<_>>().join(" ");
            let words = i18n.text_with("ws-placeholder-unknown", &[("names", names.into())]);
            notes.push((words.into_owned(), tokens.warn));
        }
    }
    if notes.is_empty() {
        return None;
    }
    let runs = progress.is_some_and(|progress| progress.stage == Stage::Running) && !live.over;
    let mut action = None;
    bars::bottom_ui(ui, "composer_notes", HEIGHT, Ground::Surface, |ui| {
        if runs {
            let (words, hint) = (i18n.text("ws-repeat-stop"), i18n.text("ws-repeat-stop-hint"));
            if Button::secondary(&words).icon(icons::STOP).hint(&hint).pressed(ui) {
                action = Some(Action::StopRepeat);
            }
        }
        for (words, color) in notes {
            ui.add(egui::Label::new(RichText::new(words).size(12.0).color(color)).truncate());
        }
    });
    action
}

/// `412 of 1 000, every 100 ms, 3 missed`.
fn progress_words(i18n: &I18n, progress: Progress) -> String {
    let sent = format::grouped(progress.sent);
    let count = match progress.of {
        Some(of) => i18n.text_with("ws-repeat-of", &[("sent", sent.into()), ("of", format::grouped(of).into())]),
        None => i18n.text_with("ws-repeat-sent", &[("sent", sent.into())]),
    };
    let mut words = count.into_owned();
    let millis = progress.every.as_millis() as u64;
    if millis > 0 {
        let pace = i18n.text_with("ws-repeat-pace", &[("millis", format::grouped(millis).into())]);
        words = format!("{words}, {pace}");
    }
    if progress.missed > 0 {
        let missed = i18n.text_with("ws-repeat-missed", &[("missed", format::grouped(progress.missed).into())]);
        words = format!("{words}, {missed}");
    }
    let ended = match progress.stage {
        Stage::Running => return words,
        Stage::Done => "ws-repeat-done",
        Stage::Stopped => "ws-repeat-stopped",
        Stage::Closed => "ws-repeat-closed",
        Stage::Failed => "ws-repeat-failed",
    };
    format!("{}: {words}", i18n.text(ended))
}
