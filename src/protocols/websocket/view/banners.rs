//! The banners: how a connection ended, what a close waits for, when the next attempt comes, and that nothing comes.

use std::time::Duration;

use egui::Ui;

use super::{action::Action, words::close_text};
use crate::{
    i18n::I18n,
    protocols::{
        tab::Live,
        websocket::{ReadyState, Session},
    },
    ui::{
        banner::{Banner, Tone, banner_ui},
        format,
        light::Light,
        reason,
    },
};

/// How often a countdown is drawn.
const COUNTDOWN_STEP: Duration = Duration::from_millis(100);

/// Draws those that are needed.
pub(super) fn banners_ui(ui: &mut Ui, i18n: &I18n, live: Live<'_, Session>) -> Option<Action> {
    let action = waiting_ui(ui, i18n, live);
    if live.session.countdown.is_none() || live.over {
        end_ui(ui, i18n, live.session);
    }
    closing_ui(ui, i18n, live);
    idle_ui(ui, i18n, live);
    action
}

/// Says what still has to leave before the close frame can; *Drop* in the address row waits no longer.
fn closing_ui(ui: &mut Ui, i18n: &I18n, live: Live<'_, Session>) {
    let waiting_bytes = live.session.buffered_amount;
    if live.over || live.session.ready_state != ReadyState::Closing || waiting_bytes == 0 {
        return;
    }
    let args = [("size", format::bytes(waiting_bytes).into())];
    let (what, why) = (i18n.text("ws-closing"), i18n.text_with("ws-closing-why", &args));
    let banner =
        Banner { tone: Tone::Warn, light: Some(Light::Closing), what: &what, when: "", why: &why, buttons: &[] };
    banner_ui(ui, "ws-closing", &banner);
}

/// Counts down to the next attempt.
fn waiting_ui(ui: &mut Ui, i18n: &I18n, live: Live<'_, Session>) -> Option<Action> {
    let countdown = live.session.countdown.as_ref().filter(|_| !live.over)?;
    let now = live.now_micros();
    ui.ctx().request_repaint_after(COUNTDOWN_STEP);
    let reason = reason::wait(i18n, &countdown.wait);
    let args = [("attempt", u64::from(countdown.wait.attempt).into()), ("reason", reason.into())];
    let why = i18n.text_with("ws-again-why", &args);
    let what = i18n.text("ws-again");
    let (at_once, stop) = (i18n.text("ws-again-now"), i18n.text("ws-again-stop"));
    let banner = Banner {
        tone: Tone::Warn,
        light: Some(Light::Backoff(countdown.share_left(now))),
        what: &what,
        when: &format::countdown(Duration::from_millis(countdown.left_millis(now))),
        why: &why,
        buttons: &[&at_once, &stop],
    };
    let actions = [Action::ReconnectNow, Action::StopReconnecting];
    banner_ui(ui, "ws-again", &banner).and_then(|number| actions.get(number).copied())
}

/// Says how a connection ended that did not end well.
fn end_ui(ui: &mut Ui, i18n: &I18n, session: &Session) {
    let Some(close) = session.close_event.as_ref().filter(|close| close.clean != Some(true)) else { return };
    let why = session.error.as_ref().map_or_else(String::new, |failure| reason::failure(i18n, failure));
    let key = if session.opened_at_micros.is_some() { "ws-lost" } else { "ws-not-opened" };
    let (what, code) = (i18n.text(key), close_text(i18n, close));
    let why = if why.is_empty() { code } else { format!("{why}   {code}") };
    let banner = Banner { tone: Tone::Error, light: None, what: &what, when: "", why: &why, buttons: &[] };
    banner_ui(ui, "ws_banner", &banner);
}

/// Says for how long nothing has come.
fn idle_ui(ui: &mut Ui, i18n: &I18n, live: Live<'_, Session>) {
    let is_open = matches!(live.session.ready_state, ReadyState::Open | ReadyState::Closing) && !live.over;
    let Some(idle) = live.session.idle.filter(|_| is_open) else { return };
    ui.ctx().request_repaint_after(Duration::from_secs(1));
    let quiet = Duration::from_micros(live.now_micros().saturating_sub(idle.since_micros));
    let args = [("after", format::countdown(idle.after).into())];
    let (what, why) = (i18n.text("ws-idle"), i18n.text_with("ws-idle-why", &args));
    let when = format!("{} s", format::grouped(quiet.as_secs()));
    let light = Some(Light::Backoff(1.0));
    let banner = Banner { tone: Tone::Warn, light, what: &what, when: &when, why: &why, buttons: &[] };
    banner_ui(ui, "ws-idle", &banner);
}
