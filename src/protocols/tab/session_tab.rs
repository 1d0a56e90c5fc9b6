//! What every tab does alike: opening and draining a session, its record, its fields in the settings.

use std::{fmt, net::SocketAddr, time::Duration};

use egui::Ui;

use super::{Descriptor, Face, Live, RecordSave, RecordStart, Requests, SessionModel as _, Step, Tab, TabContext};
use crate::{
    engine::{Drained, Protocol, SessionHandle, Spawner},
    transcript::{record::RecordHeader, secrets::mask_url_passwords},
    ui::{
        light::{Light, ReadyState},
        notice::Weight,
        save_dialog::SaveDialog,
    },
};

/// A protocol's tab.
pub struct SessionTab<F: Face> {
    form: F::Form,
    view: F::View,
    running: Option<Running<F>>,
    save_dialog: SaveDialog,
    record_save: Option<RecordSave>,
}

struct Running<F: Face> {
    session: F::Session,
    /// Kept after the task's end: it knows the clock and holds what was not drained.
    handle: SessionHandle<F::Protocol>,
    record: RecordStart,
    over: bool,
}

impl<F: Face> Default for SessionTab<F> {
    fn default() -> Self {
        Self {
            form: F::Form::default(),
            view: F::View::default(),
            running: None,
            save_dialog: SaveDialog::default(),
            record_save: None,
        }
    }
}

impl<F: Face> SessionTab<F> {
    /// A tab that points at the lab, for [`Descriptor::new_tab`].
    pub fn boxed() -> Box<dyn Tab> {
        Box::<Self>::default()
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
        let live = self.running.as_ref().map(Running::live);
        match F::perform(action, &mut self.form, &mut self.view, live) {
            Step::Stay => {}
            Step::Open(config, record) => self.open(config, record, cx.spawner, cx.settings.transcript_limit_bytes()),
            Step::Send(command) => self.send(command, cx),
            Step::Abort => self.abort(),
        }
    }

    fn open(
        &mut self,
        config: <F::Protocol as Protocol>::Config,
        record: RecordStart,
        spawner: &Spawner,
        limit: usize,
    ) {
        self.record_save = None;
        let handle = spawner.open::<F::Protocol>(config);
        let session = F::begin(&self.form, handle.clock, limit);
        self.running = Some(Running { session, handle, record, over: false });
    }

    fn send(&mut self, command: <F::Protocol as Protocol>::Command, cx: &mut TabContext<'_>) {
        let Some(running) = &self.running else { return };
        if let Err(refused) = running.handle.send(command) {
            let key = match refused {
                crate::engine::CommandRefused::Busy(_) => "session-busy",
                crate::engine::CommandRefused::Over(_) => "session-over",
            };
            cx.notices.say(Weight::Bad, cx.i18n.text(key));
            F::refused(refused, &mut self.form);
        }
    }

    fn abort(&mut self) {
        if let Some(running) = &mut self.running {
            running.handle.cancel();
        }
    }

    fn answer_requests(&mut self, cx: &mut TabContext<'_>) {
        let Requests { clear, save, record: _, marks } = std::mem::take(&mut cx.requests);
        let Some(running) = &mut self.running else { return };
        for (row, mark) in marks {
            running.session.transcript_mut().marks_mut().set(row, mark);
        }
        if clear {
            self.record_save = None;
            running.session.transcript_mut().clear();
        }
        if save.is_some() {
            self.save_dialog.open(F::Protocol::ID, running.handle.clock.started_at());
        }
    }

    fn saving_ui(&mut self, ui: &mut Ui, cx: &mut TabContext<'_>) {
        if let (Some(choice), Some(running)) = (self.save_dialog.ui(ui, cx.i18n, cx.spawner), &self.running) {
            let header = RecordHeader {
                protocol: F::Protocol::ID,
                url: running.record.url.clone(),
                started_at: running.handle.clock.started_at(),
                settings: running.record.settings.clone(),
            };
            self.record_save = Some(RecordSave::start(choice, &header, running.session.transcript(), cx.spawner));
        }
        let Some(save) = &mut self.record_save else { return };
        let Some(running) = &self.running else { return };
        if let Some(result) = save.advance(running.session.transcript()) {
            self.record_save = None;
            match result {
                Ok(done) => {
                    let path = done.path.display().to_string();
                    let args = [("rows", done.rows.into()), ("path", path.into())];
                    cx.notices.say(Weight::Good, cx.i18n.text_with("save-done", &args));
                }
                Err(error) => {
                    let reason = crate::transcript::entry::Failure::of(&error);
                    let words = std::iter::once(reason.message).chain(reason.causes).collect::<Vec<_>>().join(": ");
                    cx.notices.say(Weight::Bad, cx.i18n.text_with("save-failed", &[("reason", words.into())]));
                }
            }
        } else {
            ui.ctx().request_repaint_after(Duration::from_millis(16));
        }
    }
}

impl<F: Face> Running<F> {
    fn live(&self) -> Live<'_, F::Session> {
        Live { session: &self.session, clock: self.handle.clock, over: self.over, saved: false }
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

    fn is_running(&self) -> bool {
        self.running.as_ref().is_some_and(|running| !running.over)
    }

    fn drain(&mut self, budget: Duration) -> Drained {
        let Some(running) = &mut self.running else { return Drained::Empty };
        // Asked first: what the task sent before its end is then drained below.
        let ended = running.handle.is_over();
        let Running { handle, session, .. } = running;
        let drained = handle.inbox.drain(budget, |event| session.apply(event));
        running.over = ended && drained == Drained::Empty;
        drained
    }

    fn ui(&mut self, ui: &mut Ui, cx: &mut TabContext<'_>) {
        let live = self.running.as_ref().map(Running::live);
        let action = F::show(ui, cx, &mut self.form, &mut self.view, live);
        self.answer_requests(cx);
        self.saving_ui(ui, cx);
        if let Some(action) = action {
            self.perform(action, cx);
            ui.ctx().request_repaint();
        }
    }

    fn save(&self) -> Option<toml::Table> {
        let mut fields = toml::Table::try_from(&self.form)
            .map_err(|error| tracing::warn!(%error, "fields of a tab cannot be saved"))
            .ok()?;
        fields.iter_mut().for_each(|(_, field)| mask_passwords(field));
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

impl<F: Face> fmt::Debug for SessionTab<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SessionTab").field(&F::DESCRIPTOR.id).finish()
    }
}

/// Replaces passwords in every URL of the fields: they are not kept on disk.
fn mask_passwords(value: &mut toml::Value) {
    match value {
        toml::Value::String(text) => {
            if let std::borrow::Cow::Owned(masked) = mask_url_passwords(text) {
                *text = masked;
            }
        }
        toml::Value::Array(items) => items.iter_mut().for_each(mask_passwords),
        toml::Value::Table(fields) => fields.iter_mut().for_each(|(_, field)| mask_passwords(field)),
        _ => {}
    }
}
