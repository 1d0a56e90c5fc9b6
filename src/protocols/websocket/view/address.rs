//! The rows above the log: state, URL, Connect, Close with its code, and the options.

use egui::Ui;

use super::{
    Action, WebSocketForm, WebSocketView,
    close_menu::close_ui,
    compression::compression_section_ui,
    form::{FIELDS, Own},
    liveness::liveness_section_ui,
    replies::replies_section_ui,
};
use crate::{
    i18n::I18n,
    net::Schemes,
    protocols::{
        tab::{Live, SessionModel as _},
        websocket::{ReadyState, Session},
    },
    ui::{
        bars::{self, FillRow},
        button::Button,
        field::{self, Field},
        form::{OptionRow, sections_ui, url_ui},
        format,
        light::{self, Light, badge_ui},
        menu::note_ui,
        options::Section,
        preview, reason, shortcut,
        tab_context::TabContext,
        theme::height,
    },
};

/// Draws both rows and the section that is open.
pub(super) fn address_ui(
    ui: &mut Ui,
    cx: &mut TabContext<'_>,
    form: &mut WebSocketForm,
    view: &mut WebSocketView,
    live: Option<Live<'_, Session>>,
) -> Option<Action> {
    let i18n = cx.i18n;
    let running = live.filter(|live| !live.over);
    let mut action = None;
    bars::top_open_ui(ui, "address", height::ADDRESS_ROW, |ui| {
        let state =
            live.map_or(light::ReadyState::numbered(Light::Closed, "CLOSED", 3), |live| live.session.ready_state());
        badge_ui(ui, &state, &state_hint(i18n, live));
        let row = FillRow::begin(ui, "address");
        let url = (&mut form.url, Schemes::WebSocket);
        url_ui(ui, cx, url, (&form.peer, &mut view.form), running.is_none(), row.width);
        let (words, hint) = (i18n.text("ws-connect"), i18n.text("ws-connect-hint"));
        // Before the first session, the main button stands in the middle of the tab.
        let is_main = live.is_some() && running.is_none();
        let button = if is_main { Button::primary(&words) } else { Button::secondary(&words) };
        let button = button.hint(&hint).enabled(running.is_none());
        // While it is open, the same key sends.
        let button = if running.is_none() { button.shortcut(shortcut::GO) } else { button };
        if button.pressed(ui) {
            action = Some(Action::Connect);
        }
        action = action.or(close_ui(ui, i18n, form, running.map(|live| live.session.ready_state)));
        row.end(ui);
    });
    action.or(options_ui(ui, cx, form, view, live))
}

fn state_hint(i18n: &I18n, live: Option<Live<'_, Session>>) -> String {
    let idle = live.filter(|live| !live.over).and_then(|live| live.session.idle);
    if let Some(idle) = idle {
        let args = [("after", format::countdown(idle.after).into())];
        return i18n.text_with("ws-idle-why", &args).into_owned();
    }
    let state = live.map_or(ReadyState::Closed, |live| live.session.ready_state);
    i18n.text(match state {
        ReadyState::Connecting => "ws-state-connecting",
        ReadyState::Open => "ws-state-open",
        ReadyState::Closing => "ws-state-closing",
        ReadyState::Closed => "ws-state-closed",
    })
    .into_owned()
}

fn options_ui(
    ui: &mut Ui,
    cx: &mut TabContext<'_>,
    form: &mut WebSocketForm,
    view: &mut WebSocketView,
    live: Option<Live<'_, Session>>,
) -> Option<Action> {
    let i18n = cx.i18n;
    let enabled = live.is_none_or(|live| live.over);
    let subprotocols = match form.subprotocols() {
        Ok(names) if names.is_empty() => String::new(),
        Ok(names) => names.len().to_string(),
        Err(_) => "!".to_owned(),
    };
    let compression = if form.compression.offered { "".into() } else { i18n.text("ws-deflate-off") };
    let liveness = form.liveness.value(i18n);
    let replies = form.replies.value(i18n, form.echoes);
    let titles = [
        "ws-section-subprotocols",
        "ws-section-compression",
        "ws-section-liveness",
        "ws-section-replies",
        "ws-section-options",
    ]
    .map(|key| i18n.text(key));
    let own = [
        (Own::Subprotocols, Section::new(&titles[0], &subprotocols)),
        (Own::Compression, Section::new(&titles[1], &compression)),
        (Own::Liveness, Section { warns: form.liveness.withholds_pongs, ..Section::new(&titles[2], &liveness) }),
        (Own::Replies, Section::new(&titles[3], &replies)),
        (Own::Options, Section::new(&titles[4], "")),
    ];
    let row = OptionRow { own: &own, fields: FIELDS, note: &agreed_note(i18n, live), enabled };
    let open = sections_ui(ui, cx, &mut form.peer, &mut view.form, &row)?;
    let mut action = None;
    bars::section_ui(ui, "section", |ui| match open {
        Own::Subprotocols => subprotocols_ui(ui, i18n, form, enabled),
        Own::Compression => compression_section_ui(ui, i18n, &mut form.compression, enabled),
        Own::Liveness => action = liveness_section_ui(ui, i18n, &mut form.liveness, live),
        Own::Replies => action = replies_section_ui(ui, i18n, &mut form.replies, &mut form.echoes, live),
        Own::Options => other_options_ui(ui, i18n, form, enabled),
    });
    // Without a session, everything is said when it begins.
    action.filter(|_| !enabled)
}

/// What both sides agreed on: `chat · no extension · HTTP/1.1`.
fn agreed_note(i18n: &I18n, live: Option<Live<'_, Session>>) -> String {
    let Some(session) = live.map(|live| live.session).filter(|session| session.opened_at_micros.is_some()) else {
        return String::new();
    };
    let subprotocol = match &session.subprotocol {
        Some(name) => preview::text_line(name.as_bytes()),
        None => i18n.text("ws-no-subprotocol").into_owned(),
    };
    let extensions = match session.extensions() {
        Some(names) => preview::text_line(names.as_bytes()),
        None => i18n.text("ws-no-extensions").into_owned(),
    };
    format!("{subprotocol} · {extensions} · HTTP/1.1")
}

fn subprotocols_ui(ui: &mut Ui, i18n: &I18n, form: &mut WebSocketForm, enabled: bool) {
    ui.set_max_width(760.0);
    let problem = form.subprotocols().err().map(|problem| reason::error(i18n, &problem));
    let (name, hint) = (i18n.text("ws-subprotocols"), i18n.text("ws-subprotocols-hint"));
    Field::new(&mut form.subprotocols, &name)
        .show_name()
        .hint("chat, superchat")
        .tooltip(&hint)
        .problem(problem)
        .enabled(enabled)
        .show(ui);
    note_ui(ui, &hint);
}

fn other_options_ui(ui: &mut Ui, i18n: &I18n, form: &mut WebSocketForm, enabled: bool) {
    ui.horizontal_wrapped(|ui| {
        let problem = form.origin().err().map(|problem| reason::error(i18n, &problem));
        let (name, hint) = (i18n.text("ws-origin"), i18n.text("ws-origin-hint"));
        let field = Field::new(&mut form.origin, &name).show_name().hint("https://javascript.info").tooltip(&hint);
        field.width(380.0).problem(problem).enabled(enabled).show(ui);
        let problem = form.closing_timeout().err().map(|problem| reason::error(i18n, &problem));
        let (name, hint) = (i18n.text("ws-closing-time"), i18n.text("ws-closing-time-hint"));
        let field = Field::new(&mut form.closing_seconds, &name).show_name().tooltip(&hint);
        field.width(250.0).problem(problem).enabled(enabled).show(ui);
    });
    ui.horizontal_wrapped(|ui| {
        let problem = form.ping_content().err().map(|problem| reason::error(i18n, &problem));
        let (name, hint) = (i18n.text("ws-ping-payload"), i18n.text("ws-ping-payload-hint"));
        let field = Field::new(&mut form.ping, &name).show_name().tooltip(&hint);
        field.width(380.0).problem(problem).show(ui);
        let (words, hint) = (i18n.text("ws-ping-hex"), i18n.text("ws-ping-hex-hint"));
        field::check_ui(ui, &mut form.composer.ping_is_hex, &words, &hint);
    });
}
