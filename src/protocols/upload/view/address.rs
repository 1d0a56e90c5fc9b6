//! The rows above the body: state, base URL, the buttons that make sense now, and the options.

use egui::Ui;

use super::{
    Action, UploadForm, UploadView, file,
    form::{FIELDS, Own},
    words::state_key,
};
use crate::{
    i18n::I18n,
    net::Schemes,
    protocols::{
        tab::{Live, SessionModel as _},
        upload::session::{UploadSession, UploadState},
    },
    ui::{
        bars::{self, FillRow},
        button::Button,
        field::{self, Field},
        form::{OptionRow, sections_ui, url_ui},
        icons,
        light::{Light, ReadyState, badge_ui},
        menu::note_ui,
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
    form: &mut UploadForm,
    view: &mut UploadView,
    live: Option<Live<'_, UploadSession>>,
) -> Option<Action> {
    let i18n = cx.i18n;
    let running = live.filter(|live| !live.over);
    let mut action = None;
    bars::top_open_ui(ui, "address", height::ADDRESS_ROW, |ui| {
        let state = live.map_or(ReadyState::named(Light::Closed, "READY"), with_countdown);
        badge_ui(ui, &state, &state_hint(i18n, live));
        let row = FillRow::begin(ui, "address");
        let url = (&mut form.url, Schemes::Http);
        url_ui(ui, cx, url, (&form.peer, &mut view.form), running.is_none(), row.width);
        action = buttons_ui(ui, i18n, form, view, live);
        row.end(ui);
    });
    options_ui(ui, cx, form, view, live);
    action
}

fn with_countdown(live: Live<'_, UploadSession>) -> ReadyState {
    let state = live.session.ready_state();
    match &live.session.countdown {
        Some(countdown) => ReadyState { light: Light::Backoff(countdown.share_left(live.now_micros())), ..state },
        None => state,
    }
}

fn state_hint(i18n: &I18n, live: Option<Live<'_, UploadSession>>) -> String {
    i18n.text(live.map_or("upload-state-ready", |live| state_key(live.session))).into_owned()
}

/// One primary button, and beside it what loses work.
fn buttons_ui(
    ui: &mut Ui,
    i18n: &I18n,
    form: &UploadForm,
    view: &UploadView,
    live: Option<Live<'_, UploadSession>>,
) -> Option<Action> {
    let state = live.filter(|live| !live.over).map(|live| live.session.state);
    let mut action = None;
    let mut offer = |ui: &mut Ui, button: Button<'_>, hint: &'static str, asked: Action| {
        if button.hint(&i18n.text(hint)).pressed(ui) {
            action = Some(asked);
        }
    };
    let ready = view.file.is_ready(form);
    match (state, live) {
        (Some(UploadState::Paused), _) => {
            let words = i18n.text("upload-resume");
            let button = Button::primary(&words).icon(icons::PLAY).shortcut(shortcut::GO);
            offer(ui, button, "upload-resume-hint", Action::Resume);
        }
        (Some(UploadState::Backoff), _) => {
            let words = i18n.text("upload-retry-now");
            let button = Button::primary(&words).icon(icons::REPLAY).shortcut(shortcut::GO);
            offer(ui, button, "upload-retry-now-hint", Action::RetryNow);
        }
        (Some(state), _) => {
            let words = i18n.text("upload-pause");
            let button = Button::primary(&words).icon(icons::PAUSE).shortcut(shortcut::STOP);
            offer(ui, button.enabled(!state.is_over()), "upload-pause-hint", Action::Pause);
        }
        (None, Some(live)) if live.session.state == UploadState::Failed && live.session.position.confirmed > 0 => {
            let words = i18n.text("upload-resume");
            let button = Button::primary(&words).icon(icons::PLAY).shortcut(shortcut::GO).enabled(ready);
            offer(ui, button, "upload-resume-hint", Action::Resume);
        }
        (None, _) => {
            let words = i18n.text("upload-start");
            // Before the first session, the main button stands in the middle of the tab.
            let button = if live.is_some() { Button::primary(&words) } else { Button::secondary(&words) };
            let button = button.icon(icons::PLAY).shortcut(shortcut::GO).enabled(ready);
            offer(ui, button, "upload-start-hint", Action::Start);
        }
    }
    let can_restart = match state {
        Some(state) => matches!(state, UploadState::Paused | UploadState::Backoff),
        None => live.is_some() && ready,
    };
    if can_restart {
        let words = i18n.text("upload-restart");
        offer(ui, Button::danger(&words).icon(icons::REFRESH), "upload-restart-hint", Action::Restart);
    }
    if let Some(state) = state {
        let words = i18n.text("upload-cancel");
        let button = Button::danger(&words).icon(icons::CLOSE).enabled(!state.is_over());
        offer(ui, button, "upload-cancel-hint", Action::Cancel);
    }
    action
}

fn options_ui(
    ui: &mut Ui,
    cx: &mut TabContext<'_>,
    form: &mut UploadForm,
    view: &mut UploadView,
    live: Option<Live<'_, UploadSession>>,
) {
    let i18n = cx.i18n;
    let enabled = live.is_none_or(|live| live.over);
    let file = form.facts.as_ref().map(|facts| facts.name.clone()).unwrap_or_default();
    let file = crate::ui::preview::text_line(file.as_bytes()).chars().take(40).collect::<String>();
    let limit = form.rate_limit.trim().to_owned();
    let titles = ["upload-section-file", "upload-section-options"].map(|key| i18n.text(key));
    let own = [(Own::File, Section::new(&titles[0], &file)), (Own::Options, Section::new(&titles[1], &limit))];
    let row = OptionRow { own: &own, fields: FIELDS, note: &note(i18n, form), enabled };
    let Some(open) = sections_ui(ui, cx, &mut form.peer, &mut view.form, &row) else { return };
    bars::section_ui(ui, "section", |ui| match open {
        Own::File => file::file_ui(ui, cx, form, &mut view.file, enabled),
        Own::Options => more_ui(ui, i18n, form, enabled),
    });
}

/// What is set, in words.
fn note(i18n: &I18n, form: &UploadForm) -> String {
    let limit = match form.limit_bytes_per_sec() {
        Ok(Some(rate)) => {
            let rate = format!("{}/s", crate::ui::format::bytes(rate));
            i18n.text_with("upload-note-limit", &[("rate", rate.into())])
        }
        _ => i18n.text("upload-note-no-limit"),
    };
    format!("{} · {limit}", i18n.text("upload-note-dialect"))
}

fn more_ui(ui: &mut Ui, i18n: &I18n, form: &mut UploadForm, enabled: bool) {
    ui.add_enabled_ui(enabled, |ui| {
        let (words, hint) = (i18n.text("upload-file-size"), i18n.text("upload-file-size-hint"));
        field::check_ui(ui, &mut form.sends_file_size, &words, &hint);
    });
    let problem = form.limit_bytes_per_sec().err().map(|problem| reason::error(i18n, &problem));
    let (name, hint) = (i18n.text("upload-rate-limit"), i18n.text("upload-rate-limit-hint"));
    let field = Field::new(&mut form.rate_limit, &name).show_name().hint(&hint).tooltip(&hint);
    field.width(340.0).problem(problem).enabled(enabled).show(ui);
    note_ui(ui, &i18n.text("upload-rate-limit-note"));
}
