//! The *Cookies* section: those that the user typed, and those of the tab, which can be edited and removed. It changes no
//! jar itself: what is asked for goes to the tab and on to a session that runs.

use egui::{Label, RichText, Ui, vec2};
use jiff::Timestamp;

use super::{login::not_saved_ui, peer::PeerForm};
use crate::{
    i18n::I18n,
    net::cookies::{CookieChange, CookieFault, CookieId, CookieJar, StoredCookie},
    transcript::reason::{Code, HasReason, Reason},
    ui::{
        button::Button,
        field::{self, Field},
        fonts, icons,
        menu::note_ui,
        preview::text_line,
        problem::problem_ui,
        reason,
        theme::{Tokens, height},
        virtual_list::VirtualList,
    },
};

/// The columns: key of the head, width in points.
const COLUMNS: [(&str, f32); 6] = [
    ("cookies-name", 150.0),
    ("cookies-value", 230.0),
    ("cookies-domain", 170.0),
    ("cookies-path", 110.0),
    ("cookies-expires", 180.0),
    ("cookies-secure", 60.0),
];

/// The list is as tall as so many rows at most.
const MAX_ROWS: f32 = 6.0;

/// The cookie that is being edited.
#[derive(Debug, Default)]
pub(super) struct CookiesState {
    draft: Option<Draft>,
}

#[derive(Debug)]
struct Draft {
    /// The one that it replaces; `None`: it is a new one.
    replaces: Option<CookieId>,
    cookie: StoredCookie,
    expires: String,
}

/// Why a draft is no cookie.
#[derive(Debug, thiserror::Error)]
enum DraftProblem {
    #[error(transparent)]
    Cookie(#[from] CookieFault),
    #[error("the end of a cookie is a time like 2030-01-31T12:00:00Z, or empty for the end of the tab")]
    Expires(#[source] jiff::Error),
}

impl HasReason for DraftProblem {
    fn reason(&self) -> Reason {
        match self {
            Self::Cookie(fault) => fault.reason(),
            Self::Expires(_) => Code::CookieEndInvalid.into(),
        }
    }
}

impl Draft {
    fn of(cookie: StoredCookie) -> Self {
        let expires = cookie.expires.map(|at| at.to_string()).unwrap_or_default();
        Self { replaces: Some(cookie.id()), cookie, expires }
    }

    fn new() -> Self {
        let [name, value, domain] = [(); 3].map(|()| String::new());
        let cookie = StoredCookie { name, value, domain, path: "/".to_owned(), expires: None, is_secure: false };
        Self { replaces: None, cookie, expires: String::new() }
    }

    /// What changes when it is kept. The new one comes first: nothing is lost when only one of the two gets through.
    fn changes(&self) -> Result<Vec<CookieChange>, DraftProblem> {
        let expires = match self.expires.trim() {
            "" => None,
            text => Some(text.parse::<Timestamp>().map_err(DraftProblem::Expires)?),
        };
        let cookie = StoredCookie { expires, ..self.cookie.clone() };
        let old = self.replaces.clone().filter(|old| *old != cookie.id()).map(CookieChange::Remove);
        Ok(std::iter::once(cookie.set()?).chain(old).collect())
    }
}

/// Draws the section. Returns what is to be changed.
pub(super) fn cookies_ui(
    ui: &mut Ui,
    i18n: &I18n,
    form: &mut PeerForm,
    state: &mut CookiesState,
    enabled: bool,
) -> Vec<CookieChange> {
    let mut changes = Vec::new();
    typed_ui(ui, i18n, form, enabled);
    if form.cookies.count() == 0 {
        note_ui(ui, &i18n.text("cookies-none"));
    } else {
        changes.extend(list_ui(ui, i18n, &form.cookies, state));
    }
    if let Some(draft) = &mut state.draft {
        match draft_ui(ui, i18n, draft) {
            Some(Decision::Keep(kept)) => {
                changes.extend(kept);
                state.draft = None;
            }
            Some(Decision::Discard) => state.draft = None,
            None => {}
        }
        return changes;
    }
    ui.horizontal(|ui| {
        if Button::plain(&i18n.text("cookies-add")).icon(icons::ADD).pressed(ui) {
            state.draft = Some(Draft::new());
        }
        let is_clearable = form.cookies.count() > 0;
        if Button::plain(&i18n.text("cookies-clear")).enabled(is_clearable).pressed(ui) {
            changes.push(CookieChange::Clear);
        }
        note_ui(ui, &i18n.text(if form.connection.keeps_cookies { "cookies-note" } else { "cookies-off-note" }));
    });
    changes
}

fn typed_ui(ui: &mut Ui, i18n: &I18n, form: &mut PeerForm, enabled: bool) {
    ui.horizontal_wrapped(|ui| {
        let (name, hint) = (i18n.text("cookies-typed"), i18n.text("cookies-typed-hint"));
        let problem = form.cookies_problem().map(|problem| reason::error(i18n, &problem));
        let cookies = &mut form.connection.cookies;
        let field = Field::new(cookies, &name).show_name().hint("id=1; theme=dark").tooltip(&hint);
        field.width(560.0).problem(problem).enabled(enabled).show(ui);
        if !form.connection.cookies.is_empty() {
            not_saved_ui(ui, i18n);
        }
    });
}

fn list_ui(ui: &mut Ui, i18n: &I18n, jar: &CookieJar, state: &mut CookiesState) -> Option<CookieChange> {
    let muted = Tokens::of(ui).muted;
    ui.horizontal(|ui| {
        for (key, width) in COLUMNS {
            cell_ui(ui, RichText::new(i18n.text(key)).font(fonts::body(12.0)).color(muted), width);
        }
    });
    let list = VirtualList::new("cookies", height::CONTROL, jar.count()).max_rows(MAX_ROWS).scrolls_sideways();
    let mut change = None;
    list.show(ui, |ui, shown| {
        for cookie in jar.shown(shown) {
            let id = cookie.id();
            ui.push_id((id.domain, id.path, id.name), |ui| {
                ui.horizontal(|ui| change = row_ui(ui, i18n, cookie, state).or(change.take()));
            });
        }
    });
    change
}

fn row_ui(ui: &mut Ui, i18n: &I18n, cookie: StoredCookie, state: &mut CookiesState) -> Option<CookieChange> {
    let expires = cookie.expires.map_or_else(|| i18n.text("cookies-session").into_owned(), |at| at.to_string());
    let secure = if cookie.is_secure { "Secure" } else { "–" };
    let texts = [&cookie.name, &cookie.value, &cookie.domain, &cookie.path, &expires, secure];
    for (text, (_, width)) in texts.into_iter().zip(COLUMNS) {
        cell_ui(ui, RichText::new(text_line(text.as_bytes())).font(fonts::mono(12.5)), width);
    }
    let args = [("name", cookie.name.clone().into())];
    let is_removed = Button::ghost(icons::CLOSE, &i18n.text_with("cookies-remove", &args)).pressed(ui);
    let id = cookie.id();
    if Button::ghost(icons::EDIT, &i18n.text_with("cookies-edit", &args)).pressed(ui) {
        state.draft = Some(Draft::of(cookie));
    }
    is_removed.then_some(CookieChange::Remove(id))
}

fn cell_ui(ui: &mut Ui, text: RichText, width: f32) {
    ui.allocate_ui_with_layout(vec2(width, height::CONTROL), egui::Layout::left_to_right(egui::Align::Center), |ui| {
        ui.set_min_width(width);
        ui.add(Label::new(text).truncate());
    });
}

/// What becomes of a draft.
enum Decision {
    Keep(Vec<CookieChange>),
    Discard,
}

fn draft_ui(ui: &mut Ui, i18n: &I18n, draft: &mut Draft) -> Option<Decision> {
    let changes = draft.changes();
    ui.horizontal_wrapped(|ui| {
        let Draft { cookie, expires, .. } = draft;
        let texts = [&mut cookie.name, &mut cookie.value, &mut cookie.domain, &mut cookie.path, expires];
        for (text, (key, width)) in texts.into_iter().zip(COLUMNS) {
            let name = i18n.text(key);
            Field::new(text, &name).show_name().width(width + 70.0).show(ui);
        }
        field::check_ui(ui, &mut cookie.is_secure, &i18n.text("cookies-secure"), &i18n.text("cookies-secure-hint"));
    });
    let mut decision = None;
    ui.horizontal(|ui| {
        let problem = changes.as_ref().err().map(|problem| reason::error(i18n, problem));
        if Button::primary(&i18n.text("cookies-keep")).enabled(changes.is_ok()).pressed(ui) {
            decision = changes.ok().map(Decision::Keep);
        }
        if Button::secondary(&i18n.text("cookies-discard")).pressed(ui) {
            decision = Some(Decision::Discard);
        }
        if let Some(problem) = problem {
            problem_ui(ui, &problem);
        }
    });
    decision
}
