//! A session's files: saving its rows once, recording them as they happen. The dialogs for it, and what came of it.

use std::path::PathBuf;

use egui::Ui;

use super::{
    ExportJob, Face,
    recording::{Recorder, RecordingOptions},
    running::Running,
};
use crate::{
    engine::Protocol as _,
    i18n::{I18n, count},
    session::Model as _,
    transcript::{
        RowMark, Transcript,
        export::{Export, Format},
        reason::Reason,
        record::RecordHeader,
    },
    ui::{
        notice::{Notices, Weight},
        reason,
        save_dialog::{Purpose, SaveChoice, SaveDialog},
        tab_context::{RecordedTo, Requests, SaveRequest, TabContext},
    },
};

/// What a tab does with files.
#[derive(Debug, Default)]
pub(super) struct Files {
    dialog: SaveDialog,
    asked: SaveRequest,
    job: Option<ExportJob>,
    recorder: Option<Recorder>,
    recording_failed: Option<Reason>,
    /// Whether the rows shall be forgotten.
    clears: bool,
}

impl Files {
    /// Where the session is being recorded.
    pub(super) fn recording(&self) -> Option<RecordedTo> {
        self.recorder.as_ref().map(Recorder::target)
    }

    /// Whether the session must wait for the disk.
    pub(super) fn is_behind(&self, transcript: &Transcript) -> bool {
        self.recorder.as_ref().is_some_and(|recorder| recorder.is_behind(transcript))
    }

    /// Hands new rows to the recording.
    pub(super) fn advance(&mut self, transcript: &mut Transcript) {
        if let Some(recorder) = &mut self.recorder
            && let Some(failure) = recorder.advance(transcript)
        {
            self.recording_failed = Some(failure);
            self.recorder = None;
            transcript.hold_from(u64::MAX);
        }
    }

    /// The session goes: another one begins in this tab, or the tab is closed.
    pub(super) fn session_ended(&mut self, transcript: &mut Transcript) {
        if let Some(recorder) = self.recorder.take() {
            recorder.finish(transcript);
        }
        self.job = None;
    }

    /// The bar of a save under way.
    pub(super) fn bar_ui(&self, ui: &mut Ui, i18n: &I18n) {
        if let Some(job) = &self.job {
            job.ui(ui, i18n);
        }
    }

    /// Does what the view asked for, draws the dialog, and says what came of it.
    pub(super) fn perform<F: Face>(&mut self, ui: &mut Ui, cx: &mut TabContext<'_>, running: &mut Running<F>) {
        let Requests { clear, save, record, marks, .. } = std::mem::take(&mut cx.requests);
        let started_at = running.handle.clock.started_at();
        let transcript = running.session.transcript_mut();
        for (row, mark) in marks {
            self.mark(transcript, row, mark);
        }
        self.clears |= clear;
        if self.clears {
            self.clear(ui, transcript);
        }
        let frames = F::HAS_FRAMES.then_some(cx.settings.frame_details);
        if let Some(asked) = save {
            let shown = asked.shown.as_ref().map(crate::transcript::RowSet::len);
            self.asked = asked;
            self.dialog.open(Purpose::Save { shown }, F::Protocol::ID, started_at, frames);
        }
        if record {
            match self.recorder.take() {
                Some(recorder) => {
                    let path = recorder.path().display().to_string();
                    recorder.finish(transcript);
                    cx.notices.say(Weight::Good, cx.i18n.text_with("record-stopped", &[("path", path.into())]));
                }
                None => self.dialog.open(Purpose::Record, F::Protocol::ID, started_at, frames),
            }
        }
        if let Some(choice) = self.dialog.ui(ui, cx.i18n, cx.spawner) {
            if F::HAS_FRAMES {
                cx.settings.frame_details = choice.frames;
            }
            let header = running.header.clone();
            self.begin(choice, header, cx, running.session.transcript_mut());
        }
        self.notify(cx.i18n, cx.notices);
    }

    /// Records to a file from now on, secrets masked.
    pub(super) fn record_to<F: Face>(&mut self, path: PathBuf, cx: &TabContext<'_>, running: &mut Running<F>) {
        let header = running.header.clone();
        let choice = SaveChoice {
            path,
            purpose: Purpose::Record,
            format: Format::JsonLines,
            only_shown: false,
            include_secrets: false,
            frames: F::HAS_FRAMES && cx.settings.frame_details,
        };
        self.begin(choice, header, cx, running.session.transcript_mut());
    }

    /// Forgets every row, once the recording has been handed all of them.
    fn clear(&mut self, ui: &Ui, transcript: &mut Transcript) {
        self.advance(transcript);
        self.clears = self.recorder.as_ref().is_some_and(|recorder| !recorder.has_all(transcript));
        if self.clears {
            ui.ctx().request_repaint();
        } else {
            transcript.clear();
        }
    }

    fn mark(&mut self, transcript: &mut Transcript, row: u64, mark: Option<RowMark>) {
        if let Some(recorder) = &mut self.recorder {
            recorder.mark(row, mark.clone());
        }
        transcript.marks_mut().set(row, mark);
    }

    fn begin(&mut self, choice: SaveChoice, header: RecordHeader, cx: &TabContext<'_>, transcript: &mut Transcript) {
        let SaveChoice { path, purpose, format, only_shown, include_secrets, frames } = choice;
        let mut secrets = cx.settings.secrets();
        if include_secrets {
            secrets = secrets.include();
        }
        if matches!(purpose, Purpose::Record) {
            let options = RecordingOptions { path, secrets, sync: cx.settings.sync_recordings, frames };
            self.recorder = Some(Recorder::start(options, header, transcript, cx.spawner));
            return;
        }
        let shown = self.asked.shown.take().filter(|_| only_shown);
        let rows = transcript.snapshot_from(0);
        let export = Export { format, header, rows, shown, marks: transcript.marks().clone(), secrets, frames };
        self.job = Some(ExportJob::start(path, export, cx.spawner));
    }

    fn notify(&mut self, i18n: &I18n, notices: &mut Notices) {
        if let Some((path, result)) = self.job.as_mut().and_then(|job| Some((job.path().to_owned(), job.take()?))) {
            match result {
                Ok(done) => {
                    let args = [("rows", count(done.rows)), ("path", path.display().to_string().into())];
                    notices.say(Weight::Good, i18n.text_with("save-done", &args));
                }
                Err(error) if error.is_cancelled() => notices.say(Weight::Good, i18n.text("save-cancelled")),
                Err(error) => {
                    notices.say(
                        Weight::Bad,
                        i18n.text_with("save-failed", &[("reason", reason::error(i18n, &error).into())]),
                    );
                }
            }
            self.job = None;
        }
        if let Some(failure) = self.recording_failed.take() {
            notices.say(Weight::Bad, i18n.text_with("record-failed", &[("reason", reason::of(i18n, &failure).into())]));
        }
    }
}
