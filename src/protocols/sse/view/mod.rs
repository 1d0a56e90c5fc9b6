//! A source in the window: address, options, the countdown to the next attempt, the log, the counters.

mod address;
mod form;
mod inspect;
mod log;
mod rows;
mod saved;
mod words;

use std::time::Duration;

use egui::Ui;

pub use self::form::{FormProblem, SseForm};
use self::{
    form::Own,
    log::SseLog,
    words::{left_text, shortened},
};
use super::{Command, Sse, SseConfig, SseSession, session::ReadyState};
use crate::{
    i18n::I18n,
    net::{cookies::CookieChange, peer::PeerOptions},
    protocols::tab::{Descriptor, Face, Live, SessionModel, SessionTab, Step},
    settings::connection::Connection,
    ui::{
        banner::{Banner, Tone, banner_ui},
        empty::{Empty, empty_ui},
        form::{FormState, PeerForm},
        format, icons,
        light::{self, Light},
        log::{LogState, log_ui},
        reason,
        security::security_banners_ui,
        status_bar::{Item, Pace, status_bar_ui},
        tab_context::TabContext,
        theme::{NARROW_WIDTH, Tokens},
    },
};

/// How often a countdown is drawn.
const COUNTDOWN_STEP: Duration = Duration::from_millis(100);

/// The face of event streams.
#[derive(Debug)]
pub struct SseFace;

/// What the view remembers.
#[derive(Debug, Default)]
pub struct SseView {
    log: LogState,
    form: FormState<Own>,
}

/// What the view may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// A new source.
    Connect,
    /// Wait no longer.
    ReconnectNow,
    /// Close the source.
    Close,
    /// Another reconnection time, in milliseconds.
    SetRetry(u64),
}

impl Face for SseFace {
    type Protocol = Sse;
    type Form = SseForm;
    type View = SseView;
    type Session = SseSession;
    type Action = Action;

    const DESCRIPTOR: Descriptor =
        Descriptor { id: "sse", name_key: "sse-name", icon: icons::SSE, new_tab: SessionTab::<Self>::boxed };

    fn url(form: &SseForm) -> &str {
        &form.url
    }

    fn lab_urls(form: &mut SseForm) -> Vec<&mut String> {
        vec![&mut form.url]
    }

    fn show(
        ui: &mut Ui,
        cx: &mut TabContext<'_>,
        form: &mut SseForm,
        view: &mut SseView,
        live: Option<Live<'_, SseSession>>,
    ) -> Option<Action> {
        let mut action = None;
        let told = live.filter(|live| live.saved || !view.form.is_refused());
        if live.is_none_or(|live| !live.saved) {
            action = address::address_ui(ui, cx, form, view, live);
            let failure = told.and_then(|live| live.session.error.as_ref());
            let refused = failure.and_then(|failure| failure.certificate.as_deref());
            if security_banners_ui(ui, cx.i18n, refused, &mut form.peer.security) {
                action = Some(Action::Connect);
            }
        }
        if let Some(live) = told {
            action = action.or(waiting_banner_ui(ui, cx.i18n, live));
            action = action.or(awaiting_banner_ui(ui, cx.i18n, live));
            closed_banner_ui(ui, cx.i18n, live.session);
        }
        let Some(live) = live else {
            return action.or(empty_state_ui(ui, cx.i18n));
        };
        status_ui(ui, cx.i18n, live);
        let log = SseLog::new(cx.i18n, live, ui.available_width() < NARROW_WIDTH);
        log_ui(ui, cx, &mut view.log, &live.session.transcript, &log);
        action
    }

    fn perform(
        action: Action,
        form: &mut SseForm,
        view: &mut SseView,
        _live: Option<Live<'_, SseSession>>,
    ) -> Step<Sse> {
        match action {
            Action::Connect => Step::open_described(form.config(), &mut view.form, &mut view.log),
            Action::ReconnectNow => Step::Send(Command::ReconnectNow),
            Action::Close => Step::Send(Command::Close),
            Action::SetRetry(millis) => Step::Send(Command::SetRetry(millis)),
        }
    }

    fn peer_form(form: &mut SseForm) -> &mut PeerForm {
        &mut form.peer
    }

    fn connection(form: &SseForm) -> Connection {
        form.connection()
    }

    fn fill(form: &mut SseForm, connection: &Connection) -> Vec<String> {
        form.fill(connection)
    }

    fn change_cookies(change: CookieChange) -> Command {
        Command::ChangeCookies(change)
    }

    fn peer(config: &mut SseConfig) -> &mut PeerOptions {
        &mut config.peer
    }
}

impl SessionModel for SseSession {
    fn ready_state(&self) -> light::ReadyState {
        let (light, word) = match self.state {
            ReadyState::Connecting if self.countdown.is_some() => (Light::Backoff(0.75), "CONNECTING"),
            ReadyState::Connecting => (Light::Connecting, "CONNECTING"),
            ReadyState::Open => (Light::Open, "OPEN"),
            ReadyState::Closed => (Light::Closed, "CLOSED"),
        };
        light::ReadyState::numbered(light, word, self.state.code())
    }
}

fn waiting_banner_ui(ui: &mut Ui, i18n: &I18n, live: Live<'_, SseSession>) -> Option<Action> {
    let countdown = live.session.countdown.as_ref().filter(|_| !live.over)?;
    let now = live.now_micros();
    ui.ctx().request_repaint_after(COUNTDOWN_STEP);
    let failure = live.session.error.as_ref();
    let reason = failure.map_or_else(|| reason::wait(i18n, &countdown.wait), |failure| reason::failure(i18n, failure));
    let args = [("attempt", u64::from(countdown.wait.attempt).into()), ("reason", reason.into())];
    let why = i18n.text_with("sse-waiting-why", &args);
    let (what, stop) = (i18n.text("sse-waiting"), i18n.text("sse-stop-trying"));
    let banner = Banner {
        tone: Tone::Warn,
        light: Some(Light::Backoff(countdown.share_left(now))),
        what: &what,
        when: &left_text(countdown, now),
        why: &why,
        buttons: &[&stop],
    };
    banner_ui(ui, "sse_banner", &banner).map(|_| Action::Close)
}

/// Says that the head of an answer takes its time: no fault, but worth knowing.
fn awaiting_banner_ui(ui: &mut Ui, i18n: &I18n, live: Live<'_, SseSession>) -> Option<Action> {
    let awaited = live.session.awaited.as_ref().filter(|_| !live.over)?;
    ui.ctx().request_repaint_after(COUNTDOWN_STEP);
    let waited = Duration::from_micros(live.now_micros().saturating_sub(awaited.since_micros));
    let what = i18n.text_with("sse-awaiting", &[("host", awaited.host.as_str().into())]);
    let (why, stop) = (i18n.text("sse-awaiting-why"), i18n.text("sse-stop-trying"));
    let banner = Banner {
        tone: Tone::Warn,
        light: Some(Light::Connecting),
        what: &what,
        when: &format::countdown(waited),
        why: &why,
        buttons: &[&stop],
    };
    banner_ui(ui, "sse-awaiting", &banner).map(|_| Action::Close)
}

/// Says why a source is closed that nobody closed.
fn closed_banner_ui(ui: &mut Ui, i18n: &I18n, session: &SseSession) {
    let Some(reason) = session.closed.as_ref().and_then(|state| reason::state(i18n, state)) else { return };
    let failed = session.error.is_some() || session.response.as_ref().is_none_or(|answer| answer.status >= 300);
    let what = i18n.text("sse-closed-by-server");
    let (tone, light) = if failed { (Tone::Error, Light::Failed) } else { (Tone::Warn, Light::Closed) };
    let banner = Banner { tone, light: Some(light), what: &what, when: "", why: &reason, buttons: &[] };
    banner_ui(ui, "sse_banner", &banner);
}

fn status_ui(ui: &mut Ui, i18n: &I18n, live: Live<'_, SseSession>) {
    let session = live.session;
    let tokens = Tokens::of(ui);
    let id = match session.last_event_id.as_str() {
        "" => "–".to_owned(),
        id => shortened(id, 24),
    };
    let count = |number: u64| format::grouped(number);
    let mut ignored = Item::new(i18n.text("sse-count-ignored"), count(session.ignored()));
    if session.ignored() > 0 {
        ignored = ignored.colored(tokens.warn);
    }
    let items = [
        Item::incoming(i18n, session.traffic.incoming),
        Item::new(i18n.text("sse-last-event-id"), id).tooltip(i18n.text("sse-last-event-id-hint")),
        Item::new("retry", format!("{} ms", format::grouped(session.retry_millis)))
            .tooltip(i18n.text("sse-retry-hint")),
        Item::new(i18n.text("sse-count-reconnects"), count(session.reconnects)),
        Item::new(i18n.text("sse-count-comments"), count(session.comments())),
        ignored,
    ];
    let elapsed_micros = session.closed_at_micros.unwrap_or_else(|| live.now_micros());
    let running = session.closed_at_micros.is_none() && !live.over;
    let pace = Pace { traffic: &session.traffic, elapsed_micros, began_micros: 0, running, rate: None };
    status_bar_ui(ui, i18n, &items, Some(&pace));
}

fn empty_state_ui(ui: &mut Ui, i18n: &I18n) -> Option<Action> {
    let (title, text, button) = (i18n.text("sse-title"), i18n.text("sse-about"), i18n.text("sse-begin"));
    let empty = Empty { icon: icons::SSE, title: &title, text: &text, button: &button, shortcut: None };
    empty_ui(ui, &empty).then_some(Action::Connect)
}
