//! The rows above the log: state, method, URL, last event ID, the main button, and the options.

use egui::Ui;

use super::{
    Action, SseForm, SseView,
    form::{FIELDS, Own},
    words::shortened,
};
use crate::{
    i18n::I18n,
    net::Schemes,
    protocols::{
        sse::{SseSession, session::ReadyState},
        tab::{Live, SessionModel as _},
    },
    ui::{
        bars::{self, FillRow},
        button::Button,
        field::{self, Field},
        form::{FormMethod, OptionRow, sections_ui, url_ui},
        format, icons,
        light::{self, Light, badge_ui},
        menu::{note_ui, select_ui},
        options::Section,
        preview, reason, shortcut,
        tab_context::TabContext,
        theme::{NARROW_WIDTH, Tokens, height},
    },
};

/// Draws both rows and the section that is open.
pub(super) fn address_ui(
    ui: &mut Ui,
    cx: &mut TabContext<'_>,
    form: &mut SseForm,
    view: &mut SseView,
    live: Option<Live<'_, SseSession>>,
) -> Option<Action> {
    let i18n = cx.i18n;
    let running = live.filter(|live| !live.over);
    let narrow = ui.available_width() < NARROW_WIDTH;
    let mut action = None;
    bars::top_open_ui(ui, "address", height::ADDRESS_ROW, |ui| {
        let state = live.map_or(light::ReadyState::numbered(Light::Closed, "CLOSED", 2), with_countdown);
        badge_ui(ui, &state, &state_hint(i18n, live));
        ui.add_enabled_ui(running.is_none(), |ui| {
            select_ui(ui, &i18n.text("sse-method"), &mut form.method, &FormMethod::CHOICES);
        });
        let row = FillRow::begin(ui, "address");
        let url = (&mut form.url, Schemes::Http);
        url_ui(ui, cx, url, (&form.peer, &mut view.form), running.is_none(), row.width);
        if !narrow {
            last_event_id_ui(ui, i18n, form, running, 220.0);
        }
        action = buttons_ui(ui, i18n, live, running);
        row.end(ui);
    });
    action.or(options_ui(ui, cx, form, view, live, narrow))
}

fn with_countdown(live: Live<'_, SseSession>) -> light::ReadyState {
    let state = live.session.ready_state();
    match &live.session.countdown {
        Some(countdown) => {
            light::ReadyState { light: Light::Backoff(countdown.share_left(live.now_micros())), ..state }
        }
        None => state,
    }
}

fn state_hint(i18n: &I18n, live: Option<Live<'_, SseSession>>) -> String {
    let state = live.map_or(ReadyState::Closed, |live| live.session.state);
    i18n.text(match state {
        ReadyState::Connecting => "sse-state-connecting",
        ReadyState::Open => "sse-state-open",
        ReadyState::Closed => "sse-state-closed",
    })
    .into_owned()
}

/// While a source lives, its own ID is shown; before and after, the one to begin with can be typed.
fn last_event_id_ui(ui: &mut Ui, i18n: &I18n, form: &mut SseForm, running: Option<Live<'_, SseSession>>, width: f32) {
    let hint = i18n.text("sse-last-event-id-hint");
    let field = |text, width| Field::new(text, "Last-Event-ID").show_name().tooltip(&hint).width(width);
    match running {
        Some(live) => {
            let mut current = live.session.last_event_id.clone();
            field(&mut current, width).enabled(false).show(ui);
        }
        None => {
            field(&mut form.last_event_id, width).show(ui);
        }
    }
}

fn buttons_ui(
    ui: &mut Ui,
    i18n: &I18n,
    live: Option<Live<'_, SseSession>>,
    running: Option<Live<'_, SseSession>>,
) -> Option<Action> {
    let mut action = None;
    if running.is_some_and(|live| live.session.countdown.is_some()) {
        let (words, hint) = (i18n.text("sse-reconnect-now"), i18n.text("sse-reconnect-now-hint"));
        if Button::primary(&words).icon(icons::REPLAY).hint(&hint).shortcut(shortcut::GO).pressed(ui) {
            action = Some(Action::ReconnectNow);
        }
    } else {
        let (words, hint) = (i18n.text("sse-connect"), i18n.text("sse-connect-hint"));
        // Before the first session, the main button stands in the middle of the tab.
        let button = if live.is_some() { Button::primary(&words) } else { Button::secondary(&words) };
        if button.hint(&hint).shortcut(shortcut::GO).enabled(running.is_none()).pressed(ui) {
            action = Some(Action::Connect);
        }
    }
    let (words, hint) = (i18n.text("sse-close"), i18n.text("sse-close-hint"));
    if Button::secondary(&words).hint(&hint).shortcut(shortcut::STOP).enabled(running.is_some()).pressed(ui) {
        action = Some(Action::Close);
    }
    action
}

fn options_ui(
    ui: &mut Ui,
    cx: &mut TabContext<'_>,
    form: &mut SseForm,
    view: &mut SseView,
    live: Option<Live<'_, SseSession>>,
    narrow: bool,
) -> Option<Action> {
    let i18n = cx.i18n;
    let running = live.filter(|live| !live.over);
    let reconnect = reconnect_text(i18n, form, live);
    let body = match form.method {
        FormMethod::Get => String::new(),
        _ if form.data.is_empty() => String::new(),
        _ => format::bytes(form.data.len() as u64),
    };
    let titles = ["sse-section-reconnect", "sse-section-body"].map(|key| i18n.text(key));
    let own = [(Own::Reconnect, Section::new(&titles[0], &reconnect)), (Own::Body, Section::new(&titles[1], &body))];
    let row = OptionRow { own: &own, fields: FIELDS, note: &answer_note(live), enabled: running.is_none() };
    let open = sections_ui(ui, cx, &mut form.peer, &mut view.form, &row)?;
    bars::section_ui(ui, "section", |ui| match open {
        Own::Reconnect => reconnect_ui(ui, i18n, form, live, narrow),
        Own::Body => {
            body_ui(ui, i18n, form, running.is_none());
            None
        }
    })
}

/// `auto · 3 000 ms`: the reconnection time that is in force, wherever the status bar has no room for it.
fn reconnect_text(i18n: &I18n, form: &SseForm, live: Option<Live<'_, SseSession>>) -> String {
    if !form.comes_back() {
        return i18n.text("sse-reconnect-off").into_owned();
    }
    let millis =
        live.filter(|live| !live.over).map_or_else(|| form.retry().ok(), |live| Some(live.session.retry_millis));
    let auto = i18n.text("sse-reconnect-auto");
    millis.map_or_else(|| auto.clone().into_owned(), |millis| format!("{auto} · {} ms", format::grouped(millis)))
}

/// What the answer says of itself: `text/event-stream · chunked`.
fn answer_note(live: Option<Live<'_, SseSession>>) -> String {
    let Some(response) = live.and_then(|live| live.session.response.as_ref()) else { return String::new() };
    let parts = ["content-type", "transfer-encoding", "content-encoding", "server"];
    let values = parts.into_iter().filter_map(|name| response.header(name));
    values.map(|value| preview::text_line(value.as_bytes())).collect::<Vec<_>>().join(" · ")
}

fn reconnect_ui(
    ui: &mut Ui,
    i18n: &I18n,
    form: &mut SseForm,
    live: Option<Live<'_, SseSession>>,
    narrow: bool,
) -> Option<Action> {
    let running = live.filter(|live| !live.over);
    let mut action = None;
    ui.add_enabled_ui(running.is_none() && !form.method.has_body(), |ui| {
        field::check_ui(ui, &mut form.reconnects, &i18n.text("sse-reconnects"), &i18n.text("sse-reconnects-hint"));
    });
    ui.horizontal(|ui| {
        let problem = form.retry().err().map(|problem| reason::error(i18n, &problem));
        let (name, hint) = (i18n.text("sse-retry"), i18n.text("sse-retry-hint"));
        let typed = form.retry().ok();
        let field = Field::new(&mut form.retry_millis, &name).show_name().tooltip(&hint).width(220.0).problem(problem);
        field.show(ui);
        if let Some(live) = running {
            let other = typed.filter(|&millis| millis != live.session.retry_millis);
            let (words, hint) = (i18n.text("sse-retry-apply"), i18n.text("sse-retry-apply-hint"));
            if Button::secondary(&words).hint(&hint).enabled(other.is_some()).pressed(ui) {
                action = other.map(Action::SetRetry);
            }
        }
        if narrow {
            last_event_id_ui(ui, i18n, form, running, 240.0);
        }
        continue_ui(ui, i18n, form, live.filter(|live| live.over));
    });
    if form.method.has_body() {
        note_ui(ui, &i18n.text("sse-no-reconnect-note"));
    }
    action
}

/// A new source begins without an ID. This takes the one over that the last source ended with.
fn continue_ui(ui: &mut Ui, i18n: &I18n, form: &mut SseForm, ended: Option<Live<'_, SseSession>>) {
    let Some(id) = ended.map(|live| &live.session.last_event_id) else { return };
    if !id.is_empty() && *id != form.last_event_id {
        let words = i18n.text_with("sse-continue", &[("id", shortened(id, 24).into())]);
        if Button::secondary(&words).hint(&i18n.text("sse-continue-hint")).pressed(ui) {
            form.last_event_id.clone_from(id);
        }
    }
}

fn body_ui(ui: &mut Ui, i18n: &I18n, form: &mut SseForm, enabled: bool) {
    let takes_body = form.method.has_body();
    let name = i18n.text("sse-body");
    ui.set_max_width(760.0);
    Field::new(&mut form.data, &name).lines(4).enabled(enabled && takes_body).show(ui);
    let tokens = Tokens::of(ui);
    let note = i18n.text(if takes_body { "sse-body-note" } else { "sse-body-get-note" });
    ui.label(egui::RichText::new(note).size(12.0).color(tokens.muted));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{engine::SessionClock, i18n::Lang, protocols::sse::Event, session::Model as _};

    #[test]
    fn the_option_row_says_which_reconnection_time_is_in_force() {
        let i18n = I18n::new(Lang::English);
        let mut form = SseForm { retry_millis: "2000".to_owned(), ..SseForm::default() };
        assert_eq!(reconnect_text(&i18n, &form, None), "auto · 2 000 ms");
        let mut session = SseSession::new(2000, String::new(), 1 << 20);
        session.apply(Event::RetrySet(50));
        let live = Live { session: &session, clock: SessionClock::start(), over: false, saved: false };
        assert_eq!(reconnect_text(&i18n, &form, Some(live)), "auto · 50 ms");
        assert_eq!(reconnect_text(&i18n, &form, Some(Live { over: true, ..live })), "auto · 2 000 ms");
        form.method = FormMethod::Post;
        assert_eq!(reconnect_text(&i18n, &form, None), "off");
    }
}
