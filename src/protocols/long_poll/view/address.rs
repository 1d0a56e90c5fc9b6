//! The rows above the log: state, method, URL, the main buttons, and the options.

use egui::Ui;

use super::{
    Action, PollForm, PollView,
    form::{FIELDS, Own},
    share_left,
};
use crate::{
    i18n::I18n,
    net::Schemes,
    protocols::{
        long_poll::{MaxRate, Phase, Session},
        tab::{Live, SessionModel as _},
    },
    ui::{
        bars::{self, FillRow},
        button::Button,
        field::Field,
        form::{FormMethod, OptionRow, sections_ui, url_ui},
        format, icons,
        light::{Light, ReadyState, badge_ui},
        menu::{note_ui, select_ui},
        options::Section,
        reason, shortcut,
        tab_context::TabContext,
        theme::height,
    },
};

/// Draws both rows and the section that is open.
pub(super) fn address_ui(
    ui: &mut Ui,
    cx: &mut TabContext<'_>,
    form: &mut PollForm,
    view: &mut PollView,
    live: Option<Live<'_, Session>>,
) -> Option<Action> {
    let i18n = cx.i18n;
    let running = live.filter(|live| !live.over);
    let action = bars::top_open_ui(ui, "address", height::ADDRESS_ROW, |ui| {
        badge_ui(ui, &state(live), &state_hint(i18n, live));
        ui.add_enabled_ui(running.is_none(), |ui| {
            select_ui(ui, &i18n.text("poll-method"), &mut form.method, &FormMethod::CHOICES);
        });
        let row = FillRow::begin(ui, "address");
        let url = (&mut form.url, Schemes::Http);
        url_ui(ui, cx, url, (&form.peer, &mut view.form), running.is_none(), row.width);
        let action = buttons_ui(ui, i18n, live);
        row.end(ui);
        action
    });
    options_ui(ui, cx, form, view, running.is_none());
    action
}

fn state(live: Option<Live<'_, Session>>) -> ReadyState {
    let Some(live) = live else { return ReadyState::named(Light::Closed, "STOPPED") };
    let state = live.session.ready_state();
    match live.session.phase() {
        Phase::Backoff { since_micros, until_micros, .. } => {
            ReadyState { light: Light::Backoff(share_left(since_micros, until_micros, live.now_micros())), ..state }
        }
        _ => state,
    }
}

fn state_hint(i18n: &I18n, live: Option<Live<'_, Session>>) -> String {
    let phase = live.map_or(Phase::Idle, |live| live.session.phase());
    i18n.text(match phase {
        Phase::Waiting => "poll-state-waiting",
        Phase::Backoff { .. } => "poll-state-backoff",
        Phase::Idle | Phase::Stopped => "poll-state-stopped",
    })
    .into_owned()
}

fn buttons_ui(ui: &mut Ui, i18n: &I18n, live: Option<Live<'_, Session>>) -> Option<Action> {
    let running = live.filter(|live| !live.over);
    let mut action = None;
    match running.map(|live| live.session.phase()) {
        Some(Phase::Backoff { guard, .. }) => {
            let (words, hint) = (i18n.text("poll-now"), i18n.text("poll-now-hint"));
            let button = Button::primary(&words).icon(icons::REPLAY).hint(&hint).shortcut(shortcut::GO);
            if button.enabled(!guard).pressed(ui) {
                action = Some(Action::PollNow);
            }
        }
        phase => {
            let (words, hint) = (i18n.text("poll-start"), i18n.text("poll-start-hint"));
            // Before the first session, the main button stands in the middle of the tab.
            let is_main = live.is_some() && phase.is_none();
            let button = if is_main { Button::primary(&words) } else { Button::secondary(&words) };
            let button = button.hint(&hint).enabled(phase.is_none());
            let button = if phase.is_none() { button.shortcut(shortcut::GO) } else { button };
            if button.pressed(ui) {
                action = Some(Action::Poll);
            }
        }
    }
    let (words, hint) = (i18n.text("poll-stop"), i18n.text("poll-stop-hint"));
    let button = Button::secondary(&words).icon(icons::STOP).hint(&hint).shortcut(shortcut::STOP);
    if button.enabled(running.is_some()).pressed(ui) {
        action = Some(Action::Stop);
    }
    action
}

fn options_ui(ui: &mut Ui, cx: &mut TabContext<'_>, form: &mut PollForm, view: &mut PollView, enabled: bool) {
    let i18n = cx.i18n;
    let body = match form.method {
        method if method.has_body() && !form.body.is_empty() => format::bytes(form.body.len() as u64),
        _ => String::new(),
    };
    let publish = if form.publishes() { String::new() } else { i18n.text("poll-publish-off").into_owned() };
    let pace = match form.rate() {
        Ok(MaxRate::PerSecond(count)) => format!("{count} /s"),
        Ok(MaxRate::Off) => i18n.text("poll-pace-off").into_owned(),
        Err(_) => "?".to_owned(),
    };
    let titles = ["poll-section-body", "poll-section-publish", "poll-section-pace"].map(|key| i18n.text(key));
    let own = [
        (Own::Body, Section::new(&titles[0], &body)),
        (Own::Publish, Section::new(&titles[1], &publish)),
        (Own::Pace, Section::new(&titles[2], &pace)),
    ];
    let row = OptionRow { own: &own, fields: FIELDS, note: "", enabled };
    let Some(open) = sections_ui(ui, cx, &mut form.peer, &mut view.form, &row) else { return };
    bars::section_ui(ui, "section", |ui| match open {
        Own::Body => body_ui(ui, i18n, form, enabled),
        Own::Publish => publish_ui(ui, i18n, form, enabled),
        Own::Pace => pace_ui(ui, i18n, form, enabled),
    });
}

fn publish_ui(ui: &mut Ui, i18n: &I18n, form: &mut PollForm, enabled: bool) {
    let problem = form.publish_problem().map(|problem| reason::error(i18n, &problem));
    let (name, hint) = (i18n.text("poll-publish-url"), i18n.text("poll-publish-url-hint"));
    let field = Field::new(&mut form.publish_url, &name).show_name().tooltip(&hint).width(560.0);
    field.problem(problem).enabled(enabled).show(ui);
}

fn pace_ui(ui: &mut Ui, i18n: &I18n, form: &mut PollForm, enabled: bool) {
    let problem = form.rate().err().map(|problem| reason::error(i18n, &problem));
    let (name, hint) = (i18n.text("poll-pace"), i18n.text("poll-pace-hint"));
    let field = Field::new(&mut form.max_rate, &name).show_name().tooltip(&hint).width(260.0);
    field.problem(problem).enabled(enabled).show(ui);
    note_ui(ui, &hint);
}

fn body_ui(ui: &mut Ui, i18n: &I18n, form: &mut PollForm, enabled: bool) {
    let takes_body = form.method.has_body();
    let name = i18n.text("poll-section-body");
    ui.set_max_width(760.0);
    Field::new(&mut form.body, &name).lines(4).enabled(enabled && takes_body).show(ui);
    if !takes_body {
        note_ui(ui, &i18n.text("poll-body-get-note"));
    }
}
