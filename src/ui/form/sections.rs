//! The sections of a session's form: those that every tab has, in one order and under one name, and behind them the
//! protocol's own.

use egui::{Response, Ui};

use super::{
    connection::{PeerFields, connection_ui},
    cookies::{CookiesState, cookies_ui},
    login::login_ui,
    peer::PeerForm,
    problem::{FormSection, Problem},
};
use crate::{
    net::{Schemes, parse_url},
    ui::{
        address::{self, Address},
        bars,
        command::CommandText,
        copy_as::copy_as_ui,
        headers::headers_ui,
        menu::note_ui,
        options::{Section, option_row_ui},
        problem::problem_ui,
        reason,
        security::{SecurityState, security_ui},
        tab_context::TabContext,
    },
};

/// What a form remembers between frames.
#[derive(Debug)]
pub struct FormState<O> {
    /// The section that is open.
    pub open: Option<FormSection<O>>,
    security: SecurityState,
    cookies: CookiesState,
    url_note: Option<UrlNote>,
    wants_url: bool,
    is_refused: bool,
}

/// What there is to say of the URL in this frame, and where its field begins.
#[derive(Debug)]
struct UrlNote {
    is_problem: bool,
    words: String,
    left: f32,
}

/// The row of sections of a protocol, for one frame.
#[derive(Debug)]
pub struct OptionRow<'a, O> {
    /// Those of its own.
    pub own: &'a [(O, Section<'a>)],
    /// Which of the shared fields mean something.
    pub fields: PeerFields,
    /// What stands at the right.
    pub note: &'a str,
    /// Whether anything can be changed: not while a session runs.
    pub enabled: bool,
}

impl<O> Default for FormState<O> {
    fn default() -> Self {
        Self {
            open: None,
            security: SecurityState::default(),
            cookies: CookiesState::default(),
            url_note: None,
            wants_url: false,
            is_refused: false,
        }
    }
}

impl<O: Copy + PartialEq> FormState<O> {
    /// With one of the protocol's own sections open.
    pub fn opened_at(own: O) -> Self {
        Self { open: Some(FormSection::Own(own)), ..Self::default() }
    }

    /// The form was understood.
    pub fn accepted(&mut self) {
        self.is_refused = false;
    }

    /// The form makes no sense: shows where. What is wrong there stands below its field in any case.
    pub fn refused(&mut self, problem: &impl Problem<O>) {
        let section = problem.section();
        self.open = section.or(self.open);
        self.wants_url = section.is_none();
        self.is_refused = true;
    }

    /// Whether the session that was asked for last could not be begun. How the one before it ended is an old story then.
    pub fn is_refused(&self) -> bool {
        self.is_refused
    }
}

/// Draws the field for the URL, and behind it the menu that copies all fields. What is wrong with the URL is said by
/// [`sections_ui`], below the bar.
pub fn url_ui<O: Copy + PartialEq>(
    ui: &mut Ui,
    cx: &mut TabContext<'_>,
    (url, schemes): (&mut String, Schemes),
    (peer, state): (&PeerForm, &mut FormState<O>),
    enabled: bool,
    width: f32,
) -> Response {
    let left = ui.cursor().left();
    let note = url_note(cx, url, schemes);
    state.url_note = note.map(|(is_problem, words)| UrlNote { is_problem, words, left });
    let verification = peer.security.verification();
    let is_wrong = state.url_note.as_ref().is_some_and(|note| note.is_problem);
    let response = Address { url, verification, is_wrong, enabled, width }.show(ui, cx);
    copy_as_ui(ui, cx, schemes);
    if std::mem::take(&mut state.wants_url) {
        response.request_focus();
    }
    response
}

/// Draws what is wrong with the URL, the row, and the section that is open, if that is a shared one. Returns the one of
/// the protocol's own that is open: it is drawn in [`bars::section_ui`].
pub fn sections_ui<O: Copy + PartialEq>(
    ui: &mut Ui,
    cx: &mut TabContext<'_>,
    form: &mut PeerForm,
    state: &mut FormState<O>,
    row: &OptionRow<'_, O>,
) -> Option<O> {
    let i18n = cx.i18n;
    if let Some(note) = &state.url_note {
        url_note_ui(ui, note);
    }
    if cx.left_out.as_ref().is_some_and(|left_out| left_out.ui(ui, i18n)) {
        cx.left_out = None;
    }
    let (headers, connection) = (form.headers.count_text(), form.connection.value());
    let security = if form.security.skip_verification { i18n.text("security-unverified") } else { "".into() };
    let cookies = match form.cookies.count() {
        _ if !form.connection.keeps_cookies => i18n.text("cookies-off"),
        0 => "".into(),
        count => count.to_string().into(),
    };
    let titles = ["headers-title", "connection-title", "security-title", "cookies-title"].map(|key| i18n.text(key));
    let shared = [
        (FormSection::Headers, Section::new(&titles[0], &headers)),
        (FormSection::Connection, Section::new(&titles[1], &connection)),
        (FormSection::Security, Section { warns: true, ..Section::new(&titles[2], &security) }),
        (FormSection::Cookies, Section::new(&titles[3], &cookies)),
    ];
    let own = row.own.iter().map(|&(key, section)| (FormSection::Own(key), section));
    let (keys, sections): (Vec<_>, Vec<_>) = shared.into_iter().chain(own).unzip();
    let mut open = state.open.and_then(|open| keys.iter().position(|key| *key == open));
    option_row_ui(ui, i18n, &sections, &mut open, row.note);
    state.open = open.map(|number| keys[number]);
    match state.open? {
        FormSection::Own(own) => return Some(own),
        shared => bars::section_ui(ui, "section", |ui| match shared {
            FormSection::Headers => headers_ui(ui, i18n, &mut form.headers, row.enabled),
            FormSection::Connection => {
                connection_ui(ui, i18n, (&mut form.connection, &mut form.accepts_codings), row.fields, row.enabled);
            }
            FormSection::Cookies => {
                let changes = cookies_ui(ui, i18n, form, &mut state.cookies, row.enabled);
                cx.requests.cookies.extend(changes);
            }
            _ => {
                security_ui(ui, i18n, cx.spawner, &mut form.security, &mut state.security, row.enabled);
                let problem = form.login_problem().map(|problem| reason::error(i18n, &problem));
                login_ui(ui, i18n, &mut form.connection.login, problem, row.enabled);
            }
        }),
    }
    None
}

/// What there is to say of a URL, and whether it is wrong. A command that is being typed is not.
fn url_note(cx: &TabContext<'_>, url: &str, schemes: Schemes) -> Option<(bool, String)> {
    let i18n = cx.i18n;
    match (cx.commands)(i18n, url) {
        CommandText::Readable => return Some((false, i18n.text("command-enter").into_owned())),
        CommandText::Unreadable(words) => return Some((true, words)),
        CommandText::None => {}
    }
    if address::has_lost_password(url) {
        return Some((true, i18n.text("address-password-lost").into_owned()));
    }
    parse_url(url, schemes).err().map(|problem| (true, reason::error(i18n, &problem)))
}

/// Says it below the address, from where its field begins.
fn url_note_ui(ui: &mut Ui, note: &UrlNote) {
    bars::section_open_ui(ui, "url_problem", |ui| {
        ui.horizontal_top(|ui| {
            ui.add_space((note.left - ui.cursor().left()).max(0.0));
            if note.is_problem { problem_ui(ui, &note.words) } else { note_ui(ui, &note.words) }
        });
    });
}
