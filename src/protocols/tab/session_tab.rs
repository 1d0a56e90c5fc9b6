//! What every tab does alike: opening and draining a session, its rows in files, its fields in the settings.

use std::{
    borrow::Cow,
    fmt,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use egui::Ui;

use super::{
    Descriptor, Face, RecordStart, SessionModel as _, Step, Tab, files::Files, running::Running, saved::Saved,
};
use crate::{
    engine::{CommandRefused, Drained, Protocol, SessionClock, Spawner},
    net::{cookies::CookieChange, is_words},
    protocols::Report as _,
    session::Model as _,
    settings::{Settings, connection::Connection},
    transcript::{
        Transcript,
        opened::{OpenedRecord, SavedSession},
        secrets::{Secrets, mask_url, mask_url_passwords},
    },
    ui::{
        left_out::LeftOut,
        light::{Light, ReadyState},
        notice::Weight,
        tab_context::TabContext,
    },
};

/// How long a session that ends is drained at most; its credit holds no more than this takes.
const LAST_DRAIN: Duration = Duration::from_millis(50);

/// A protocol's tab.
pub struct SessionTab<F: Face> {
    form: F::Form,
    view: F::View,
    running: Option<Running<F>>,
    files: Files,
    /// The file whose rows it shows, instead of those of a connection.
    saved: Option<Saved>,
    /// What of a command did not become fields, until the user has seen it.
    left_out: Option<LeftOut>,
}

impl<F: Face> Default for SessionTab<F> {
    fn default() -> Self {
        Self {
            form: F::Form::default(),
            view: F::View::default(),
            running: None,
            files: Files::default(),
            saved: None,
            left_out: None,
        }
    }
}

impl<F: Face> SessionTab<F> {
    /// A tab that points at the lab, for [`Descriptor::new_tab`].
    pub fn boxed() -> Box<dyn Tab> {
        Box::<Self>::default()
    }

    /// The clock of its session while that runs.
    pub(super) fn running_clock(&self) -> Option<SessionClock> {
        self.running
            .as_ref()
            .filter(|running| !running.over && self.saved.is_none())
            .map(|running| running.handle.clock)
    }

    /// Another tab with the same fields, secrets and cookies included: they do not leave the program. Its peer's
    /// certificate is verified.
    pub(super) fn with_same_fields(&self) -> Self {
        let mut other = Self::default();
        other.form.clone_from(&self.form);
        F::peer_form(&mut other.form).security.skip_verification = false;
        other
    }

    /// The fields.
    pub fn form_mut(&mut self) -> &mut F::Form {
        &mut self.form
    }

    /// The model, once there was a session.
    pub fn session(&self) -> Option<&F::Session> {
        self.running.as_ref().map(|running| &running.session)
    }

    /// Does what an action asks, as if the view had returned it.
    pub fn perform(&mut self, action: F::Action, cx: &mut TabContext<'_>) {
        let live = self.running.as_ref().map(|running| running.live(self.saved.is_some()));
        match F::perform(action, &mut self.form, &mut self.view, live) {
            Step::Stay => {}
            Step::Open(config, record) => self.open(config, record, cx),
            Step::Send(command) => self.send(command, cx),
            Step::Abort => self.abort(),
        }
    }

    /// Records the session to a file from now on, as if it had been asked for in the dialog.
    pub fn record_to(&mut self, path: PathBuf, cx: &mut TabContext<'_>) {
        if let Some(running) = &mut self.running {
            self.files.record_to::<F>(path, cx, running);
        }
    }

    fn open(&mut self, config: <F::Protocol as Protocol>::Config, record: RecordStart, cx: &mut TabContext<'_>) {
        self.end_session();
        let mut config = config;
        // A redirect takes them to no other origin.
        F::peer(&mut config).secret_headers = cx.settings.secrets().names().clone();
        let handle = match cx.clock {
            Some(clock) => cx.spawner.open_on::<F::Protocol>(clock, config),
            None => cx.spawner.open::<F::Protocol>(config),
        };
        let header = record.header(F::Protocol::ID, handle.clock.started_at());
        let session = F::Session::begin(&header, Transcript::with_limit(cx.settings.transcript_limit_bytes()));
        self.running = Some(Running { session, handle, header, over: false });
    }

    /// What the session has reported belongs into its recording, also what has not been looked at.
    fn end_session(&mut self) {
        self.take_events(LAST_DRAIN);
        if let Some(running) = &mut self.running {
            self.files.session_ended(running.session.transcript_mut());
        }
    }

    /// Takes what the task has reported into the model, for at most about `budget`.
    fn take_events(&mut self, budget: Duration) -> Drained {
        let Some(running) = &mut self.running else { return Drained::Empty };
        let cookies = &mut F::peer_form(&mut self.form).cookies;
        // Asked first: what the task sent before its end is then drained below.
        let ended = running.handle.is_over();
        let Running { handle, session, .. } = running;
        let drained = handle.inbox.drain(budget, |event| {
            if let Some(change) = event.cookie_change() {
                cookies.apply(change);
            }
            session.apply(event);
        });
        self.files.advance(session.transcript_mut());
        if self.saved.as_mut().is_some_and(|saved| saved.advance(session.transcript_mut())) {
            handle.cancel();
        }
        running.over = ended && drained == Drained::Empty;
        drained
    }

    fn send(&mut self, command: <F::Protocol as Protocol>::Command, cx: &mut TabContext<'_>) {
        let Some(running) = &self.running else { return };
        if let Err(refused) = running.handle.send(command) {
            let key = match refused {
                CommandRefused::Busy(_) => "session-busy",
                CommandRefused::Over(_) => "session-over",
            };
            cx.notices.say(Weight::Bad, cx.i18n.text(key));
            F::refused(refused, &mut self.form);
        }
    }

    /// A session that runs has the cookies, and reports what becomes of them.
    fn change_cookies(&mut self, change: CookieChange, cx: &mut TabContext<'_>) {
        if self.is_running() {
            self.send(F::change_cookies(change), cx);
        } else {
            F::peer_form(&mut self.form).cookies.apply(&change);
        }
    }

    fn abort(&mut self) {
        if let Some(running) = &mut self.running {
            running.handle.cancel();
        }
    }
}

impl<F: Face> Tab for SessionTab<F> {
    fn descriptor(&self) -> Descriptor {
        F::DESCRIPTOR
    }

    fn ready_state(&self) -> ReadyState {
        let closed = ReadyState::named(Light::Closed, "CLOSED");
        self.running.as_ref().map_or(closed, |running| running.session.ready_state())
    }

    fn url(&self) -> &str {
        F::url(&self.form)
    }

    fn end(&mut self) {
        if self.is_running() {
            self.end_session();
            self.abort();
        }
    }

    fn copied(&self) -> Option<Box<dyn Tab>> {
        self.saved.is_none().then(|| Box::new(self.with_same_fields()) as Box<dyn Tab>)
    }

    fn is_running(&self) -> bool {
        self.saved.is_none() && self.running.as_ref().is_some_and(|running| !running.over)
    }

    fn drain(&mut self, budget: Duration) -> Drained {
        if let Some(running) = &mut self.running
            && self.files.is_behind(running.session.transcript())
        {
            // The thread that writes wakes us when it has gone on.
            self.files.advance(running.session.transcript_mut());
            return Drained::More;
        }
        self.take_events(budget)
    }

    fn ui(&mut self, ui: &mut Ui, cx: &mut TabContext<'_>) {
        if let (Some(saved), Some(running)) = (&mut self.saved, &self.running)
            && saved.ui(ui, cx.i18n, running.session.transcript())
        {
            running.handle.cancel();
        }
        self.files.bar_ui(ui, cx.i18n);
        cx.saved = self.saved.is_some();
        cx.can_record = self.saved.is_none() && self.running.is_some();
        cx.recording = self.files.recording();
        let live = self.running.as_ref().map(|running| running.live(self.saved.is_some()));
        cx.left_out = self.left_out.take();
        let action = F::show(ui, cx, &mut self.form, &mut self.view, live);
        self.left_out = cx.left_out.take();
        for change in std::mem::take(&mut cx.requests.cookies) {
            self.change_cookies(change, cx);
        }
        if let Some(running) = &mut self.running {
            self.files.perform::<F>(ui, cx, running);
            let limit_bytes = cx.settings.transcript_limit_bytes();
            let transcript = running.session.transcript_mut();
            if self.saved.is_none() && transcript.limit_bytes() != limit_bytes {
                transcript.set_limit(limit_bytes);
            }
        }
        if let Some(action) = action {
            self.perform(action, cx);
            ui.ctx().request_repaint();
        }
    }

    fn save(&self, settings: &Settings) -> Option<toml::Table> {
        if self.saved.is_some() {
            return None;
        }
        let mut fields = toml::Table::try_from(&self.form)
            .map_err(|error| tracing::warn!(%error, "fields of a tab cannot be saved"))
            .ok()?;
        let secrets = settings.secrets();
        fields.iter_mut().for_each(|(name, field)| mask_field(name, field, &secrets));
        Some(fields)
    }

    fn restore(&mut self, fields: toml::Table) -> bool {
        match fields.try_into() {
            Ok(form) => {
                self.form = form;
                true
            }
            Err(error) => {
                tracing::warn!(%error, protocol = F::DESCRIPTOR.id, "fields of a tab cannot be restored");
                false
            }
        }
    }

    fn connection(&self) -> Option<Connection> {
        self.saved.is_none().then(|| F::connection(&self.form))
    }

    fn fill(&mut self, connection: &Connection) -> Vec<String> {
        self.left_out = None;
        F::fill(&mut self.form, connection)
    }

    fn tell_left_out(&mut self, left_out: LeftOut) {
        self.left_out = Some(left_out);
    }

    fn open_record(&mut self, saved: SavedSession, spawner: &Spawner, memory_limit_bytes: usize) {
        let header = saved.header.clone();
        let (handle, opened) = OpenedRecord::start::<F::Protocol>(saved, spawner);
        // Its own limit would drop the first rows of the file; the reading ends at this one instead.
        let session = F::Session::begin(&header, Transcript::with_limit(usize::MAX));
        self.running = Some(Running { session, handle, header, over: false });
        self.saved = Some(Saved::new(opened, memory_limit_bytes));
    }

    fn record_path(&self) -> Option<&Path> {
        self.saved.as_ref().map(Saved::path)
    }

    fn row_count(&self) -> u64 {
        self.running.as_ref().map_or(0, |running| running.session.transcript().end_row())
    }

    fn held_bytes(&self) -> usize {
        self.running.as_ref().map_or(0, |running| running.session.transcript().held_bytes())
    }

    fn drop_oldest(&mut self) -> bool {
        let Some(running) = self.running.as_mut().filter(|_| self.saved.is_none()) else { return false };
        running.session.transcript_mut().drop_oldest()
    }

    fn lab_moved(&mut self, from: SocketAddr, to: SocketAddr) {
        let from = format!("://{from}");
        for url in F::lab_urls(&mut self.form) {
            if let Some(at) = url.find(&from) {
                let end = at + from.len();
                if url[end..].is_empty() || url[end..].starts_with(['/', '?', '#']) {
                    url.replace_range(at..end, &format!("://{to}"));
                }
            }
        }
    }
}

impl<F: Face> Drop for SessionTab<F> {
    fn drop(&mut self) {
        self.end_session();
    }
}

impl<F: Face> fmt::Debug for SessionTab<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SessionTab").field(&F::DESCRIPTOR.id).finish()
    }
}

/// Takes passwords out of every URL, values out of secret headers, and addresses that are none: they are not kept on disk.
fn mask_field(name: &str, value: &mut toml::Value, secrets: &Secrets) {
    match value {
        // A command that could not be read has its secrets anywhere.
        toml::Value::String(text) if name.ends_with("url") && is_words(text) => text.clear(),
        toml::Value::String(text) => {
            let masked = if name.ends_with("url") || name == "proxy" {
                mask_url(text)
            } else if text.contains("://") {
                mask_url_passwords(text)
            } else {
                // A message that is kept is no address: it comes back as it was written.
                return;
            };
            if let Cow::Owned(masked) = masked {
                *text = masked;
            }
        }
        toml::Value::Array(items) => items.iter_mut().for_each(|item| mask_field(name, item, secrets)),
        toml::Value::Table(fields) => {
            let is_secret =
                fields.get("name").and_then(toml::Value::as_str).is_some_and(|name| secrets.is_secret_header(name));
            if let Some(toml::Value::String(value)) = fields.get_mut("value").filter(|_| is_secret) {
                value.clear();
            }
            fields.iter_mut().for_each(|(name, field)| mask_field(name, field, secrets));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_in_the_place_of_an_address_is_not_kept() {
        let mut fields = toml::Value::Table(toml::Table::from_iter(
            [
                ("url", "curl -H 'Authorization: Bearer hush http://h/"),
                ("publish_url", "curl -u me:hush h/"),
                ("other", "ws://h/a b"),
                ("message", "curl says hello"),
            ]
            .map(|(name, text)| (name.to_owned(), toml::Value::from(text))),
        ));
        mask_field("", &mut fields, &Secrets::masked());
        let text = fields.to_string();
        assert!(!text.contains("hush") && text.contains("ws://h/a b") && text.contains("curl says hello"), "{text}");
    }
}
