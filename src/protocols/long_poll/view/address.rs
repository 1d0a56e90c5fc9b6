//! The rows above the log: state, method, URL, the main buttons, and the options.

use egui::{RichText, Ui};

use super::{Action, FormMethod, FormProblem, PollForm, PollView, share_left};
use crate::{
    i18n::I18n,
    protocols::{
        long_poll::{MaxRate, Phase, Session},
        tab::{Live, SessionModel as _},
    },
    ui::{
        address::Address,
        bars::{self, FillRow},
        button::Button,
        field::Field,
        format,
        headers::{codings_ui, headers_ui},
        icons,
        light::{Light, ReadyState, badge_ui},
        menu::select_ui,
        options::{Section, option_row_ui},
        security::security_ui,
        shortcut,
        tab_context::TabContext,
        theme::{Tokens, height},
    },
};

const HEADERS: usize = 0;
const BODY: usize = 1;
const PUBLISH: usize = 2;
const PACE: usize = 3;
const SECURITY: usize = 4;

/// The section in which a problem can be mended.
pub(super) fn section_of(problem: &FormProblem) -> Option<usize> {
    match problem {
        FormProblem::Url(_) => None,
        FormProblem::PublishUrl(_) => Some(PUBLISH),
        FormProblem::Header(_) => Some(HEADERS),
        FormProblem::Pin(_) => Some(SECURITY),
        FormProblem::MaxRate(_) => Some(PACE),
    }
}

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
        let problem = view.problem.as_ref().filter(|problem| matches!(problem, FormProblem::Url(_)));
        let problem = problem.map(ToString::to_string);
        let verification = form.security.verification();
        let enabled = running.is_none();
        let address =
            Address { url: &mut form.url, verification, problem: problem.as_deref(), enabled, width: row.width };
        if address.show(ui, i18n).changed() {
            view.problem = None;
        }
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
    let headers = form.headers.count_text();
    let body = match form.method {
        FormMethod::Post if !form.body.is_empty() => format::bytes(form.body.len() as u64),
        _ => String::new(),
    };
    let publish = if form.publishes() { String::new() } else { i18n.text("poll-publish-off").into_owned() };
    let pace = match form.rate() {
        Ok(MaxRate::PerSecond(count)) => format!("{count} /s"),
        Ok(MaxRate::Off) => i18n.text("poll-pace-off").into_owned(),
        Err(_) => "?".to_owned(),
    };
    let security = if form.security.skip_verification { i18n.text("poll-security-off") } else { "".into() };
    let titles = ["headers-title", "poll-section-body", "poll-section-publish", "poll-section-pace", "security-title"]
        .map(|key| i18n.text(key));
    let sections = [
        Section::new(&titles[HEADERS], &headers),
        Section::new(&titles[BODY], &body),
        Section::new(&titles[PUBLISH], &publish),
        Section::new(&titles[PACE], &pace),
        Section { warns: true, ..Section::new(&titles[SECURITY], &security) },
    ];
    option_row_ui(ui, i18n, &sections, &mut view.open_section, "");
    let Some(open) = view.open_section else { return };
    bars::section_ui(ui, "section", |ui| match open {
        HEADERS => {
            headers_ui(ui, i18n, &mut form.headers, enabled);
            codings_ui(ui, i18n, &mut form.accepts_codings, enabled);
        }
        BODY => body_ui(ui, i18n, form, enabled),
        PUBLISH => {
            let problem = view.problem.as_ref().filter(|problem| matches!(problem, FormProblem::PublishUrl(_)));
            let problem = problem.map(ToString::to_string);
            let (name, hint) = (i18n.text("poll-publish-url"), i18n.text("poll-publish-url-hint"));
            let field = Field::new(&mut form.publish_url, &name).show_name().tooltip(&hint).width(560.0);
            field.problem(problem).enabled(enabled).show(ui);
        }
        PACE => {
            let problem = form.rate().err().map(|problem| problem.to_string());
            let (name, hint) = (i18n.text("poll-pace"), i18n.text("poll-pace-hint"));
            let field = Field::new(&mut form.max_rate, &name).show_name().tooltip(&hint).width(260.0);
            field.problem(problem).enabled(enabled).show(ui);
            note_ui(ui, &hint);
        }
        _ => security_ui(ui, i18n, cx.spawner, &mut form.security, &mut view.security, enabled),
    });
}

fn body_ui(ui: &mut Ui, i18n: &I18n, form: &mut PollForm, enabled: bool) {
    let takes_body = form.method == FormMethod::Post;
    let name = i18n.text("poll-section-body");
    ui.set_max_width(760.0);
    Field::new(&mut form.body, &name).lines(4).enabled(enabled && takes_body).show(ui);
    if !takes_body {
        note_ui(ui, &i18n.text("poll-body-get-note"));
    }
}

fn note_ui(ui: &mut Ui, words: &str) {
    let color = Tokens::of(ui).muted;
    ui.label(RichText::new(words).size(12.0).color(color));
}
