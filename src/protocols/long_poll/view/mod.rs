//! A long poll in the window: address, options, held bars, the publish box, the counters.

mod address;
mod bar;
mod composer;
mod form;
mod histogram;
mod inspect;
mod log;
mod rows;
mod saved;
mod words;

use std::time::Duration;

use egui::Ui;

use self::form::Own;
pub use self::form::{FormProblem, PollForm};
use super::{Command, LongPoll, Phase, PollConfig, Session};
use crate::{
    engine::CommandRefused,
    i18n::I18n,
    net::{cookies::CookieChange, peer::PeerOptions},
    protocols::tab::{Descriptor, Face, Live, SessionModel, SessionTab, Step},
    session::Model as _,
    settings::connection::Connection,
    transcript::Query,
    ui::{
        empty::{Empty, empty_ui},
        form::{FormState, PeerForm},
        format, icons,
        light::{Light, ReadyState},
        log::{LogState, log_ui},
        security::security_banners_ui,
        status_bar::{Item, Pace, status_bar_ui},
        tab_context::TabContext,
        theme::Tokens,
    },
};

/// The face of long polls.
#[derive(Debug)]
pub struct PollFace;

/// What the view remembers.
#[derive(Debug)]
pub struct PollView {
    log: LogState,
    form: FormState<Own>,
}

/// What the view may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Begin to poll.
    Poll,
    /// Wait no longer.
    PollNow,
    /// Give up and end.
    Stop,
    /// Post what stands in the publish box.
    Publish,
}

impl Default for PollView {
    /// A line says what request, response and state say; they can be shown as rows of their own.
    fn default() -> Self {
        let mut log = LogState::default();
        log.table
            .filter
            .set_query(Query { hidden_kinds: rows::EXCHANGE.iter().copied().collect(), ..Query::default() });
        Self { log, form: FormState::default() }
    }
}

impl Face for PollFace {
    type Protocol = LongPoll;
    type Form = PollForm;
    type View = PollView;
    type Session = Session;
    type Action = Action;

    const DESCRIPTOR: Descriptor = Descriptor {
        id: "longPoll",
        name_key: "poll-name",
        icon: icons::HOURGLASS,
        new_tab: SessionTab::<Self>::boxed,
    };

    fn url(form: &PollForm) -> &str {
        &form.url
    }

    fn lab_urls(form: &mut PollForm) -> Vec<&mut String> {
        vec![&mut form.url, &mut form.publish_url]
    }

    fn show(
        ui: &mut Ui,
        cx: &mut TabContext<'_>,
        form: &mut PollForm,
        view: &mut PollView,
        live: Option<Live<'_, Session>>,
    ) -> Option<Action> {
        let saved = live.is_some_and(|live| live.saved);
        let mut action = None;
        if !saved {
            action = address::address_ui(ui, cx, form, view, live);
            let told = live.filter(|_| !view.form.is_refused());
            let refused = told.and_then(|live| live.session.refused_certificate());
            if security_banners_ui(ui, cx.i18n, refused, &mut form.peer.security) {
                action = Some(Action::Poll);
            }
        }
        let Some(live) = live else {
            return action.or(empty_state_ui(ui, cx.i18n));
        };
        status_ui(ui, cx.i18n, live);
        if !saved {
            action = action.or(composer::composer_ui(ui, cx.i18n, form, live));
        }
        let log = log::PollLog::new(cx.i18n, live);
        log_ui(ui, cx, &mut view.log, live.session.transcript(), &log);
        if let Some(step) = log.redraw_step() {
            ui.ctx().request_repaint_after(step);
        }
        action
    }

    fn perform(
        action: Action,
        form: &mut PollForm,
        view: &mut PollView,
        _live: Option<Live<'_, Session>>,
    ) -> Step<LongPoll> {
        match action {
            Action::Poll => Step::open_described(form.config(), &mut view.form, &mut view.log),
            Action::PollNow => Step::Send(Command::PollNow),
            Action::Stop => Step::Send(Command::Stop),
            Action::Publish => Step::Send(Command::Publish { text: std::mem::take(&mut form.publish_text) }),
        }
    }

    fn peer_form(form: &mut PollForm) -> &mut PeerForm {
        &mut form.peer
    }

    fn connection(form: &PollForm) -> Connection {
        form.connection()
    }

    fn fill(form: &mut PollForm, connection: &Connection) -> Vec<String> {
        form.fill(connection)
    }

    fn change_cookies(change: CookieChange) -> Command {
        Command::ChangeCookies(change)
    }

    fn peer(config: &mut PollConfig) -> &mut PeerOptions {
        &mut config.peer
    }

    fn refused(refused: CommandRefused<Command>, form: &mut PollForm) {
        let (CommandRefused::Busy(command) | CommandRefused::Over(command)) = refused;
        if let Command::Publish { text } = command {
            form.publish_text = text;
        }
    }
}

impl SessionModel for Session {
    fn ready_state(&self) -> ReadyState {
        match self.phase() {
            Phase::Waiting => ReadyState::named(Light::Waiting, "WAITING"),
            Phase::Backoff { .. } => ReadyState::named(Light::Backoff(1.0), "BACKOFF"),
            Phase::Idle | Phase::Stopped => ReadyState::named(Light::Closed, "STOPPED"),
        }
    }
}

/// What is left of a wait, from 1.0 to 0.0.
fn share_left(since_micros: u64, until_micros: u64, now_micros: u64) -> f32 {
    let whole = until_micros.saturating_sub(since_micros).max(1);
    (until_micros.saturating_sub(now_micros) as f64 / whole as f64).clamp(0.0, 1.0) as f32
}

fn status_ui(ui: &mut Ui, i18n: &I18n, live: Live<'_, Session>) {
    let session = live.session;
    let tokens = Tokens::of(ui);
    let counts = session.counts();
    let count = |key: &'static str, number: u64| Item::new(i18n.text(key), format::grouped(number));
    let held = |key: &'static str, percent: u8| {
        let micros = session.held().percentile(percent);
        let value = micros.map_or_else(|| "–".to_owned(), |micros| format::span(Duration::from_micros(micros)));
        Item::new(i18n.text(key), value).tooltip(i18n.text("poll-held-hint"))
    };
    let mut errors = count("poll-count-errors", counts.errors);
    if counts.errors > 0 {
        errors = errors.colored(tokens.error);
    }
    let items = [
        count("poll-count-polls", counts.requests),
        count("poll-count-messages", counts.messages),
        count("poll-count-empties", counts.empties),
        errors,
        count("poll-count-backoffs", counts.backoffs),
        held("poll-held-p50", 50),
        held("poll-held-p99", 99),
    ];
    let elapsed_micros = session.stopped_at().unwrap_or_else(|| live.now_micros());
    let last_minute = session.messages_since(elapsed_micros.saturating_sub(60_000_000));
    let pace = Pace {
        traffic: session.traffic(),
        elapsed_micros,
        began_micros: 0,
        running: session.stopped_at().is_none() && !live.over,
        rate: Some(format!("{last_minute} /min")),
    };
    status_bar_ui(ui, i18n, &items, Some(&pace));
}

fn empty_state_ui(ui: &mut Ui, i18n: &I18n) -> Option<Action> {
    let (title, text, button) = (i18n.text("poll-title"), i18n.text("poll-about"), i18n.text("poll-begin"));
    let empty = Empty { icon: icons::HOURGLASS, title: &title, text: &text, button: &button, shortcut: None };
    empty_ui(ui, &empty).then_some(Action::Poll)
}
