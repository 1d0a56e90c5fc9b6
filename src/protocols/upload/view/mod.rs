//! An upload in the window: address, file, figures, byte map, speed, and beside them attempts, requests, proof.

mod address;
mod attempts;
mod banners;
mod file;
mod form;
mod integrity;
mod map;
mod plot;
mod progress;
mod requests;
mod saved;
mod status;
mod timeline;
mod words;

use egui::{Rect, ScrollArea, Ui, pos2, vec2};

use self::form::Own;
pub use self::form::{FormProblem, UploadForm};
use super::{
    Command, Upload, UploadConfig,
    config::Start,
    session::{UploadSession, UploadState},
};
use crate::{
    net::{cookies::CookieChange, peer::PeerOptions},
    protocols::tab::{Descriptor, Face, Live, SessionModel, SessionTab, Step},
    settings::connection::Connection,
    transcript::{Kind, Query},
    ui::{
        empty::{Empty, empty_ui},
        form::{FormSection, FormState, PeerForm},
        icons,
        light::{Light, ReadyState},
        log::{LogState, log_ui},
        security::security_banners_ui,
        shortcut, split,
        tab_context::TabContext,
    },
};

/// The column with attempts and requests, at first.
const SIDE_WIDTH: f32 = 432.0;

/// The face of uploads.
#[derive(Debug)]
pub struct UploadFace;

/// What the view remembers.
#[derive(Debug)]
pub struct UploadView {
    log: LogState,
    form: FormState<Own>,
    file: file::FileState,
}

impl Default for UploadView {
    fn default() -> Self {
        let mut log = LogState::showing_http();
        // Twenty a second would bury the requests; a chip brings them back.
        log.table.filter.set_query(Query { hidden_kinds: [Kind::Progress].into(), ..Query::default() });
        Self { log, form: FormState::opened_at(Own::File), file: file::FileState::default() }
    }
}

/// What the view may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// A new session that goes on from the server's byte.
    Start,
    /// Abort the request and ask what was kept.
    Pause,
    /// Ask again and go on.
    Resume,
    /// Wait no longer.
    RetryNow,
    /// Everything again, from the first byte.
    Restart,
    /// Give up.
    Cancel,
}

impl Face for UploadFace {
    type Protocol = Upload;
    type Form = UploadForm;
    type View = UploadView;
    type Session = UploadSession;
    type Action = Action;

    const DESCRIPTOR: Descriptor = Descriptor {
        id: "upload",
        name_key: "upload-name",
        icon: icons::CLOUD_UPLOAD,
        new_tab: SessionTab::<Self>::boxed,
    };

    fn url(form: &UploadForm) -> &str {
        &form.url
    }

    fn lab_urls(form: &mut UploadForm) -> Vec<&mut String> {
        vec![&mut form.url]
    }

    fn show(
        ui: &mut Ui,
        cx: &mut TabContext<'_>,
        form: &mut UploadForm,
        view: &mut UploadView,
        live: Option<Live<'_, UploadSession>>,
    ) -> Option<Action> {
        if let Some(live) = live.filter(|live| live.saved) {
            status::status_ui(ui, cx.i18n, live);
            body_ui(ui, cx, view, live);
            return None;
        }
        let whole = ui.available_rect_before_wrap();
        let enabled = live.is_none_or(|live| live.over);
        // A picture belongs to its session: another file has none yet.
        let live = live.filter(|live| !live.over || is_of_same_file(form, live.session));
        view.file.advance(cx, form);
        file::drops_ui(ui, cx, form, enabled);
        if enabled && shortcut::pressed(ui, shortcut::OPEN_FILE) {
            view.file.browse(cx, form);
        }
        let mut action = address::address_ui(ui, cx, form, view, live);
        let told = live.filter(|_| !view.form.is_refused());
        let failure = told.and_then(|live| live.session.error.as_ref());
        let refused = failure.and_then(|failure| failure.certificate.as_deref());
        if security_banners_ui(ui, cx.i18n, refused, &mut form.peer.security) {
            action = Some(Action::Start);
        }
        action = action.or(told.and_then(|live| banners::banners_ui(ui, cx.i18n, live)));
        match live {
            Some(live) => {
                status::status_ui(ui, cx.i18n, live);
                body_ui(ui, cx, view, live);
            }
            None => action = action.or(empty_state_ui(ui, cx, form, view)),
        }
        file::hover_ui(ui, cx.i18n, whole, enabled);
        action
    }

    fn perform(
        action: Action,
        form: &mut UploadForm,
        view: &mut UploadView,
        live: Option<Live<'_, UploadSession>>,
    ) -> Step<Upload> {
        let running = live.is_some_and(|live| !live.over);
        let command = match action {
            Action::Start => return open(form, view, Start::AtServersByte),
            Action::Resume if !running => return open(form, view, Start::AtServersByte),
            Action::Restart if !running => return open(form, view, Start::FromZero),
            Action::Pause => Command::Pause,
            Action::Resume => Command::Resume,
            Action::RetryNow => Command::RetryNow,
            Action::Restart => Command::Restart,
            Action::Cancel => Command::Cancel,
        };
        view.file.look_again();
        Step::Send(command)
    }

    fn peer_form(form: &mut UploadForm) -> &mut PeerForm {
        &mut form.peer
    }

    fn connection(form: &UploadForm) -> Connection {
        form.connection()
    }

    fn fill(form: &mut UploadForm, connection: &Connection) -> Vec<String> {
        form.fill(connection)
    }

    fn change_cookies(change: CookieChange) -> Command {
        Command::ChangeCookies(change)
    }

    fn peer(config: &mut UploadConfig) -> &mut PeerOptions {
        &mut config.peer
    }
}

impl SessionModel for UploadSession {
    fn ready_state(&self) -> ReadyState {
        let (light, word) = match self.state {
            UploadState::Probing => (Light::Connecting, "PROBING"),
            UploadState::Sending if self.waits_for_server() => (Light::Waiting, "WAITING"),
            UploadState::Sending => (Light::Waiting, "SENDING"),
            UploadState::Paused => (Light::Paused, "PAUSED"),
            UploadState::Backoff => (Light::Backoff(0.75), "BACKOFF"),
            UploadState::Confirming => (Light::Waiting, "CONFIRMING"),
            UploadState::Done => (Light::Done, "DONE"),
            UploadState::Failed if self.is_cancelled() => (Light::Closed, "CANCELLED"),
            UploadState::Failed => (Light::Failed, "FAILED"),
        };
        ReadyState::named(light, word)
    }
}

fn open(form: &UploadForm, view: &mut UploadView, start: Start) -> Step<Upload> {
    view.file.look_again();
    let step = Step::open_described(form.config(start), &mut view.form, &mut view.log);
    if matches!(step, Step::Open(..)) {
        view.form.open.take_if(|open| *open == FormSection::Own(Own::File));
    }
    step
}

/// Whether the file that is typed is the one that the session sent; nothing typed is no other one.
fn is_of_same_file(form: &UploadForm, session: &UploadSession) -> bool {
    let sent = &session.file_path;
    sent.as_os_str().is_empty() || form.file_path().is_none_or(|path| path == *sent)
}

/// What to do first: choose a file, or send the one that is chosen.
fn empty_state_ui(ui: &mut Ui, cx: &mut TabContext<'_>, form: &UploadForm, view: &mut UploadView) -> Option<Action> {
    let i18n = cx.i18n;
    let ready = form.facts.as_ref().filter(|_| view.file.is_ready(form));
    let Some(facts) = ready else {
        let (title, text, button) = (i18n.text("upload-title"), i18n.text("upload-about"), i18n.text("upload-choose"));
        let keys = Some(shortcut::OPEN_FILE);
        let empty = Empty { icon: icons::CLOUD_UPLOAD, title: &title, text: &text, button: &button, shortcut: keys };
        if empty_ui(ui, &empty) {
            view.file.browse(cx, form);
        }
        return None;
    };
    let args = [("size", crate::ui::format::bytes(facts.size_bytes).into())];
    let (text, button) = (i18n.text_with("upload-ready", &args), i18n.text("upload-begin"));
    let keys = Some(shortcut::GO);
    let empty = Empty { icon: icons::UPLOAD_FILE, title: &facts.name, text: &text, button: &button, shortcut: keys };
    empty_ui(ui, &empty).then_some(Action::Start)
}

/// Figures, map and plot at the left; attempts, requests and proof at the right, or below where it is narrow.
fn body_ui(ui: &mut Ui, cx: &mut TabContext<'_>, view: &mut UploadView, live: Live<'_, UploadSession>) {
    let parts = split::split_ui(ui, cx.i18n, SIDE_WIDTH, false);
    if let Some(side) = parts.inspector {
        split::part_ui(ui, "upload", parts.list, |ui| {
            ScrollArea::vertical().id_salt("upload").auto_shrink(false).show(ui, |ui| {
                main_ui(ui, cx, live, parts.list.height());
            });
        });
        split::part_ui(ui, "side", side, |ui| side_ui(ui, cx, view, live));
        return;
    }
    split::part_ui(ui, "upload", parts.list, |ui| {
        ScrollArea::vertical().id_salt("upload").auto_shrink(false).show(ui, |ui| {
            main_ui(ui, cx, live, 0.0);
            let (_, below) = ui.allocate_space(vec2(ui.available_width(), 560.0));
            split::part_ui(ui, "side", below, |ui| side_ui(ui, cx, view, live));
        });
    });
}

fn main_ui(ui: &mut Ui, cx: &TabContext<'_>, live: Live<'_, UploadSession>, height: f32) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let top = ui.cursor().top();
    progress::progress_ui(ui, cx.i18n, live);
    map::map_ui(ui, cx.i18n, live.session);
    let left = height - (ui.cursor().top() - top);
    plot::plot_ui(ui, cx.i18n, live, left.max(156.0));
}

fn side_ui(ui: &mut Ui, cx: &mut TabContext<'_>, view: &mut UploadView, live: Live<'_, UploadSession>) {
    let area = ui.available_rect_before_wrap();
    let attempts_bottom = area.top() + attempts::height(live.session, area.height());
    let proof_height = if view.log.table.selected.is_some() { 0.0 } else { integrity::HEIGHT };
    let proof_top = (area.bottom() - proof_height).max(attempts_bottom);
    let attempts_area = Rect::from_min_max(area.min, pos2(area.right(), attempts_bottom));
    let requests_area = Rect::from_min_max(pos2(area.left(), attempts_bottom), pos2(area.right(), proof_top));
    split::part_ui(ui, "attempts", attempts_area, |ui| {
        if let Some(row) = attempts::attempts_ui(ui, cx.i18n, live) {
            view.log.table.select(row);
        }
    });
    let log = requests::RequestLog::new(cx.i18n, live);
    split::part_ui(ui, "requests", requests_area, |ui| {
        log_ui(ui, cx, &mut view.log, &live.session.transcript, &log);
    });
    if proof_height > 0.0 {
        let proof_area = Rect::from_min_max(pos2(area.left(), proof_top), area.max);
        split::part_ui(ui, "integrity", proof_area, |ui| integrity::integrity_ui(ui, cx.i18n, live.session));
    }
}
