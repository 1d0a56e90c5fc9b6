//! What waits, what went wrong, and what can be done about it.

use std::time::Duration;

use egui::Ui;

use super::Action;
use crate::{
    i18n::I18n,
    protocols::{
        tab::Live,
        upload::session::{UploadSession, UploadState},
    },
    ui::{
        banner::{Banner, Tone, banner_ui},
        format,
        light::Light,
        reason, shortcut,
    },
};

/// How often a countdown is drawn.
const COUNTDOWN_STEP: Duration = Duration::from_millis(100);

/// Draws the banner that is due, if one is.
pub(super) fn banners_ui(ui: &mut Ui, i18n: &I18n, live: Live<'_, UploadSession>) -> Option<Action> {
    match live.session.state {
        UploadState::Backoff if !live.over => backoff_ui(ui, i18n, live),
        UploadState::Paused if live.session.needs_decision => trouble_ui(ui, i18n, live.session, "upload-needs-you"),
        UploadState::Paused => trouble_ui(ui, i18n, live.session, "upload-paused-after"),
        UploadState::Failed => trouble_ui(ui, i18n, live.session, "upload-failed"),
        _ => None,
    }
}

fn backoff_ui(ui: &mut Ui, i18n: &I18n, live: Live<'_, UploadSession>) -> Option<Action> {
    let countdown = live.session.countdown.as_ref()?;
    ui.ctx().request_repaint_after(COUNTDOWN_STEP);
    let now = live.now_micros();
    let left = format::countdown(Duration::from_micros(countdown.until_micros.saturating_sub(now)));
    let (reason, advice) = match &live.session.error {
        Some(failure) => (reason::failure(i18n, failure), "upload-advice-waiting-connection"),
        None => (reason::wait(i18n, &countdown.wait), "upload-advice-waiting"),
    };
    let reason = format!("{reason}. {}", i18n.text(advice));
    let args = [("attempt", u64::from(countdown.wait.attempt).into()), ("reason", reason.into())];
    let why = i18n.text_with("upload-waiting-why", &args);
    let (what, pause) = (i18n.text("upload-waiting"), i18n.text("upload-pause"));
    let light = Some(Light::Backoff(countdown.share_left(now)));
    let banner = Banner { tone: Tone::Warn, light, what: &what, when: &left, why: &why, buttons: &[&pause] };
    let pressed = banner_ui(ui, "upload_banner", &banner).is_some();
    (pressed || shortcut::pressed(ui, shortcut::STOP)).then_some(Action::Pause)
}

/// Something that does not pass by itself: why, what to do, and the way that always works.
fn trouble_ui(ui: &mut Ui, i18n: &I18n, session: &UploadSession, what: &'static str) -> Option<Action> {
    let given_up = session.explained.as_ref().filter(|_| !session.is_cancelled());
    let why = match (&session.error, given_up) {
        (Some(failure), _) => reason::failure(i18n, failure),
        (None, Some(state)) if session.state == UploadState::Failed => reason::state(i18n, state)?,
        _ => return None,
    };
    let advice = i18n.text(advice_key(session));
    let why = format!("{why}. {advice}").replace(".. ", ". ");
    let (what, restart) = (i18n.text(what), i18n.text("upload-restart"));
    let banner = Banner { tone: Tone::Error, light: None, what: &what, when: "", why: &why, buttons: &[&restart] };
    banner_ui(ui, "upload_banner", &banner).map(|_| Action::Restart)
}

/// What to do, by what the server answered last.
fn advice_key(session: &UploadSession) -> &'static str {
    let answered = session.exchanges.last().is_some_and(|exchange| exchange.answer.is_some());
    let status = session.response.as_ref().filter(|_| answered).map(|response| response.status);
    match status {
        None if session.exchanges.is_empty() => "upload-advice-file",
        None => "upload-advice-connection",
        Some(401 | 403 | 407) => "upload-advice-login",
        Some(404 | 405 | 410) => "upload-advice-url",
        Some(413 | 507) => "upload-advice-size",
        Some(300..=399) => "upload-advice-redirect",
        Some(200..=299) => "upload-advice-restart",
        Some(_) => "upload-advice-server",
    }
}
