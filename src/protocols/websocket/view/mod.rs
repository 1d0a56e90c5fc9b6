//! A WebSocket in the window: address, options, how it ended, the log, the composer, the counters.

mod action;
mod address;
mod banners;
mod close_menu;
mod composer;
mod compression;
mod form;
mod frame;
mod inspect;
mod liveness;
mod log;
mod plots;
mod replies;
mod rows;
mod words;

use egui::Ui;

pub use self::{
    action::Action,
    compression::{CompressionForm, CompressionProblem},
    form::{
        ComposerForm, ComposerPanel, ComposerProblem, ExpertForm, ExpertProblem, FormProblem, FramePayload, History,
        MessageFormat, Snippet, WebSocketForm, Written,
    },
    frame::FrameTab,
    liveness::{LivenessForm, LivenessProblem},
    replies::{RepliesForm, RuleForm, RuleProblem},
};
use self::{form::Own, words::close_text};
use super::{
    Command, Config, ReadyState, Session, WebSocket,
    close::CloseRequest,
    session::{DeflateTotals, WireBytes},
};
use crate::{
    engine::CommandRefused,
    i18n::I18n,
    net::{cookies::CookieChange, peer::PeerOptions},
    protocols::tab::{Descriptor, Face, Live, PairTab, SessionModel, Step},
    settings::connection::Connection,
    ui::{
        empty::{Empty, empty_ui},
        form::{FormState, PeerForm},
        format, icons,
        light::{self, Light},
        log::{LogState, log_ui},
        security::security_banners_ui,
        status_bar::{Item, Pace, status_bar_ui},
        tab_context::TabContext,
        theme::{NARROW_WIDTH, Tokens},
    },
};

/// The face of the WebSocket protocol.
#[derive(Debug)]
pub struct WebSocketFace;

/// What the view remembers.
#[derive(Debug)]
pub struct WebSocketView {
    log: LogState,
    form: FormState<Own>,
    composer: composer::ComposerState,
}

impl Default for WebSocketView {
    fn default() -> Self {
        Self {
            log: LogState::with_tab(FrameTab::default()),
            form: FormState::default(),
            composer: composer::ComposerState::default(),
        }
    }
}

impl Face for WebSocketFace {
    type Protocol = WebSocket;
    type Form = WebSocketForm;
    type View = WebSocketView;
    type Session = Session;
    type Action = Action;

    const DESCRIPTOR: Descriptor =
        Descriptor { id: "websocket", name_key: "ws-name", icon: icons::WEB_SOCKET, new_tab: PairTab::<Self>::boxed };
    const HAS_FRAMES: bool = true;

    fn url(form: &WebSocketForm) -> &str {
        &form.url
    }

    fn lab_urls(form: &mut WebSocketForm) -> Vec<&mut String> {
        vec![&mut form.url]
    }

    fn show(
        ui: &mut Ui,
        cx: &mut TabContext<'_>,
        form: &mut WebSocketForm,
        view: &mut WebSocketView,
        live: Option<Live<'_, Session>>,
    ) -> Option<Action> {
        let saved = live.is_some_and(|live| live.saved);
        let mut action = None;
        let told = live.filter(|_| saved || !view.form.is_refused());
        if !saved {
            action = address::address_ui(ui, cx, form, view, live);
            let failure = told.and_then(|live| live.session.error.as_ref());
            let refused = failure.and_then(|failure| failure.certificate.as_deref());
            if security_banners_ui(ui, cx.i18n, refused, &mut form.peer.security) {
                action = Some(Action::Connect);
            }
        }
        let Some(live) = live else {
            return action.or(empty_state_ui(ui, cx.i18n));
        };
        action = action.or(told.and_then(|live| banners::banners_ui(ui, cx.i18n, live)));
        if status_ui(ui, cx.i18n, live, form.shows_plots) {
            form.shows_plots = !form.shows_plots;
            action = action.or(Some(Action::ShowPlots));
        }
        if !saved {
            action = action.or(composer::composer_ui(ui, cx, form, &mut view.composer, live));
        }
        if form.shows_plots {
            plots::plots_ui(ui, cx.i18n, live);
        }
        let log = log::WebSocketLog::new(cx.i18n, live, ui.available_width() < NARROW_WIDTH);
        log_ui(ui, cx, &mut view.log, &live.session.transcript, &log);
        action
    }

    fn perform(
        action: Action,
        form: &mut WebSocketForm,
        view: &mut WebSocketView,
        _live: Option<Live<'_, Session>>,
    ) -> Step<WebSocket> {
        match action {
            Action::Connect => {
                let step = Step::open_described(form.config(), &mut view.form, &mut view.log);
                if matches!(step, Step::Open(..)) {
                    view.composer.focus_when_open();
                }
                step
            }
            // What makes no sense yet is set when it does.
            Action::SetLiveness => {
                form.liveness.options().map_or(Step::Stay, |options| Step::Send(Command::SetLiveness(options)))
            }
            Action::WithholdPongs => Step::Send(Command::WithholdPongs(form.liveness.withholds_pongs)),
            Action::SetReplies => form.replies().map_or(Step::Stay, |replies| Step::Send(Command::SetReplies(replies))),
            Action::ShowPlots => Step::Send(Command::ShowQueues(form.shows_plots)),
            Action::ReconnectNow => Step::Send(Command::ReconnectNow),
            Action::StopReconnecting => Step::Send(Command::Close(CloseRequest::default())),
            // What cannot be sent has no button that could be pressed.
            Action::Close => form.close().map_or(Step::Stay, |close| Step::Send(Command::Close(close))),
            Action::Drop => Step::Abort,
            other => composer::command(other, form).map_or(Step::Stay, Step::Send),
        }
    }

    fn peer_form(form: &mut WebSocketForm) -> &mut PeerForm {
        &mut form.peer
    }

    fn connection(form: &WebSocketForm) -> Connection {
        form.connection()
    }

    fn fill(form: &mut WebSocketForm, connection: &Connection) -> Vec<String> {
        form.fill(connection)
    }

    fn change_cookies(change: CookieChange) -> Command {
        Command::ChangeCookies(change)
    }

    fn peer(config: &mut Config) -> &mut PeerOptions {
        &mut config.peer
    }

    fn refused(refused: CommandRefused<Command>, form: &mut WebSocketForm) {
        let (CommandRefused::Busy(command) | CommandRefused::Over(command)) = refused;
        let was_message = match &command {
            Command::SendDraft(draft) => draft.content.is_message(),
            Command::SendFragment(_) => true,
            _ => false,
        };
        if was_message {
            form.message_refused();
        }
    }
}

impl SessionModel for Session {
    fn ready_state(&self) -> light::ReadyState {
        let (light, word) = match self.ready_state {
            ReadyState::Connecting => (Light::Connecting, "CONNECTING"),
            ReadyState::Open => (Light::Open, "OPEN"),
            ReadyState::Closing => (Light::Closing, "CLOSING"),
            ReadyState::Closed if self.countdown.is_some() => (Light::Backoff(0.75), "CLOSED"),
            ReadyState::Closed => (Light::Closed, "CLOSED"),
        };
        light::ReadyState::numbered(light, word, self.ready_state.code())
    }
}

/// Draws the counters; true when the plots shall be shown or hidden.
fn status_ui(ui: &mut Ui, i18n: &I18n, live: Live<'_, Session>, shows_plots: bool) -> bool {
    let session = live.session;
    let tokens = Tokens::of(ui);
    let mut buffered = Item::new("bufferedAmount", format::grouped(session.buffered_amount));
    if session.buffered_amount > 0 {
        buffered = buffered.colored(tokens.warn);
    }
    let mut items = vec![
        Item::incoming(i18n, session.traffic.incoming),
        Item::outgoing(i18n, session.traffic.outgoing),
        buffered.tooltip(i18n.text("ws-buffered-hint")).toggle(shows_plots),
    ];
    items.extend(round_trip_item(i18n, session, &tokens));
    items.extend(session.deflate.map(|totals| deflate_item(i18n, totals)));
    if let Some(subprotocol) = &session.subprotocol {
        items.push(Item::new(i18n.text("ws-subprotocol"), subprotocol));
    }
    if let Some(close) = session.close_event.as_ref().or(session.peer_close.as_ref()) {
        items.push(Item::new("close", close_text(i18n, close)).tooltip(i18n.text("ws-close-event-hint")));
    }
    let elapsed_micros = session.closed_at_micros.unwrap_or_else(|| live.now_micros());
    let began_micros = session.began_at_micros;
    let running = session.closed_at_micros.is_none() && !live.over;
    let pace = Pace { traffic: &session.traffic, elapsed_micros, began_micros, running, rate: None };
    status_bar_ui(ui, i18n, &items, Some(&pace))
}

/// `RTT p50 0.312 p99 2.10 ms`, once there is one.
fn round_trip_item(i18n: &I18n, session: &Session, tokens: &Tokens) -> Option<Item> {
    let trips = &session.round_trips;
    let (p50, p99) = trips.percentile(50).zip(trips.percentile(99))?;
    let value = format!("p50 {} p99 {} ms", liveness::millis(p50), liveness::millis(p99));
    let item = Item::new("RTT", value).tooltip(i18n.text("ws-rtt-hint"));
    Some(if trips.unanswered() > 0 { item.colored(tokens.warn) } else { item })
}

/// `deflate in 3.1× out 1.0×`: what compression was worth so far.
fn deflate_item(i18n: &I18n, DeflateTotals { incoming, outgoing }: DeflateTotals) -> Item {
    let ratio = |bytes: WireBytes| format::ratio(bytes.real, bytes.wire).unwrap_or_else(|| "–".to_owned());
    let value = format!("in {} out {}", ratio(incoming), ratio(outgoing));
    let grouped = |bytes: u64| format::grouped(bytes).into();
    let args = [
        ("inWire", grouped(incoming.wire)),
        ("inReal", grouped(incoming.real)),
        ("outReal", grouped(outgoing.real)),
        ("outWire", grouped(outgoing.wire)),
    ];
    Item::new("deflate", value).tooltip(i18n.text_with("ws-ratio-hint", &args))
}

fn empty_state_ui(ui: &mut Ui, i18n: &I18n) -> Option<Action> {
    let (title, text, button) = (i18n.text("ws-name"), i18n.text("ws-about"), i18n.text("ws-begin"));
    let empty = Empty { icon: icons::WEB_SOCKET, title: &title, text: &text, button: &button, shortcut: None };
    empty_ui(ui, &empty).then_some(Action::Connect)
}
