//! The payload of a row into a file: asks where, writes it on a worker, says what came of it.

use std::{
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use egui::{RichText, Ui};

use super::{
    showing::{Inspected, Payload},
    subject::Subject,
};
use crate::{
    engine::{JobLost, JobSlot, Spawner},
    i18n::I18n,
    transcript::{
        SharedPayload,
        reason::{Code, HasReason, Reason},
    },
    ui::{
        bars::FillRow,
        button::Button,
        chooser::{Chooser, Chosen},
        dialog,
        field::Field,
        format, icons,
        notice::Weight,
        reason,
        tab_context::TabContext,
        theme::Tokens,
    },
};

/// Bytes between two reports of how far it is.
const CHUNK_BYTES: usize = 4 * 1024 * 1024;

/// The dialog, closed until [`Self::open`], and the write under way.
#[derive(Debug, Default)]
pub(super) struct PayloadSave {
    waiting: Option<SharedPayload>,
    path: String,
    takes_focus: bool,
    chooser: Chooser,
    no_dialog: bool,
    job: JobSlot<Result<Saved, SaveError>>,
}

#[derive(Debug)]
struct Saved {
    path: PathBuf,
    bytes: u64,
}

/// Why a payload was not saved.
#[derive(Debug, thiserror::Error)]
enum SaveError {
    /// The system does not take it.
    #[error("{} cannot be written", path.display())]
    Write {
        /// Where it should be.
        path: PathBuf,
        /// Why it is not there.
        source: io::Error,
    },
    /// The program ends.
    #[error("the program ended it")]
    ProgramEnded,
    /// The worker ended without a result.
    #[error(transparent)]
    Lost(#[from] JobLost),
}

impl HasReason for SaveError {
    fn reason(&self) -> Reason {
        match self {
            Self::Write { path, source } => {
                Reason::new(Code::FileNotWritten).with("path", path.display().to_string()).because(Code::of_io(source))
            }
            Self::ProgramEnded => Code::ProgramEnded.into(),
            Self::Lost(lost) => lost.reason(),
        }
    }
}

impl PayloadSave {
    /// Whether a payload is being written.
    pub(super) fn is_writing(&self) -> bool {
        self.job.is_running()
    }

    /// Asks where the payload of a row shall go.
    pub(super) fn open(&mut self, row: &Inspected<'_>, subject: &Subject<'_>) {
        let extension = match row.payload {
            Payload::Binary(_) => "bin",
            _ if subject.bytes.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|b| b"{[".contains(b)) => {
                "json"
            }
            _ => "txt",
        };
        let folder = Path::new(&self.path).parent().filter(|folder| folder.is_dir()).map(Path::to_owned);
        let folder = folder.or_else(|| {
            let dirs = directories::UserDirs::new()?;
            Some(dirs.document_dir().unwrap_or_else(|| dirs.home_dir()).to_owned()).filter(|folder| folder.is_dir())
        });
        let name = format!("wirelight-row-{}.{extension}", row.number + 1);
        self.path = folder.unwrap_or_default().join(name).display().to_string();
        self.waiting = Some(subject.shared());
        self.takes_focus = true;
    }

    /// Draws the dialog while it is open, and says what came of a write.
    pub(super) fn ui(&mut self, ui: &Ui, cx: &mut TabContext<'_>) {
        self.settle(cx);
        match self.chooser.take() {
            Some(Chosen::Path(path)) => self.path = path.display().to_string(),
            Some(Chosen::NoDialog) => self.no_dialog = true,
            Some(Chosen::Cancelled) | None => {}
        }
        if self.waiting.is_none() {
            return;
        }
        let (answer, closes) =
            dialog::dialog_ui(ui, "save_payload", 560.0, |ui| self.content_ui(ui, cx.i18n, cx.spawner));
        match answer {
            Some(true) => self.write(cx.spawner),
            Some(false) => self.waiting = None,
            None if closes => self.waiting = None,
            None => {}
        }
    }

    /// Draws the dialog; whether to save, once it is decided.
    fn content_ui(&mut self, ui: &mut Ui, i18n: &I18n, spawner: &Spawner) -> Option<bool> {
        let tokens = Tokens::of(ui);
        ui.heading(i18n.text("payload-save-title"));
        let size = self.waiting.as_ref().map_or(0, |payload| payload.len()) as u64;
        let what = i18n.text_with("payload-save-what", &[("size", format::bytes(size).into())]);
        ui.label(RichText::new(what).color(tokens.muted));
        ui.horizontal(|ui| {
            let row = FillRow::begin(ui, "payload_path");
            let name = i18n.text("save-path");
            let field = Field::new(&mut self.path, &name).icon(icons::FILE, tokens.muted).width(row.width).show(ui);
            if std::mem::take(&mut self.takes_focus) {
                field.request_focus();
            }
            let words = i18n.text("save-browse");
            if Button::secondary(&words).icon(icons::FOLDER).enabled(!self.chooser.is_running()).pressed(ui) {
                self.chooser.start(spawner, choose_file(PathBuf::from(&self.path)));
            }
            row.end(ui);
        });
        if self.no_dialog {
            ui.label(RichText::new(i18n.text("no-dialog")).size(12.0).color(tokens.warn));
        }
        ui.horizontal(|ui| {
            let ready = !self.path.trim().is_empty() && !self.job.is_running();
            let enter = ready && ui.input(|input| input.key_pressed(egui::Key::Enter));
            let save = Button::primary(&i18n.text("save-now")).icon(icons::SAVE).enabled(ready).pressed(ui);
            if Button::secondary(&i18n.text("cancel")).pressed(ui) {
                return Some(false);
            }
            (save || enter).then_some(true)
        })
        .inner
    }

    fn write(&mut self, spawner: &Spawner) {
        let Some(payload) = self.waiting.take() else { return };
        let path = PathBuf::from(self.path.trim());
        self.job.block(spawner, move |control| {
            match write_file(&path, &payload, |done| control.at(done, payload.len())) {
                Ok(true) => Ok(Saved { path, bytes: payload.len() as u64 }),
                Ok(false) => Err(SaveError::ProgramEnded),
                Err(source) => Err(SaveError::Write { path, source }),
            }
        });
    }

    fn settle(&mut self, cx: &mut TabContext<'_>) {
        let Some(done) = self.job.take() else { return };
        match done.unwrap_or_else(|lost| Err(lost.into())) {
            Ok(saved) => {
                let size = format::bytes(saved.bytes);
                let args = [("size", size.into()), ("path", saved.path.display().to_string().into())];
                cx.notices.say(Weight::Good, cx.i18n.text_with("payload-save-done", &args));
            }
            Err(error) => {
                let args = [("reason", reason::error(cx.i18n, &error).into())];
                cx.notices.say(Weight::Bad, cx.i18n.text_with("payload-save-failed", &args));
            }
        }
    }
}

/// Writes beside the target first, so that a failure leaves what was there. False: it was cancelled.
fn write_file(path: &Path, bytes: &[u8], mut goes_on: impl FnMut(usize) -> bool) -> io::Result<bool> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".wirelight-").tempfile_in(folder)?;
    let mut done = 0;
    for chunk in bytes.chunks(CHUNK_BYTES) {
        file.write_all(chunk)?;
        done += chunk.len();
        if !goes_on(done) {
            return Ok(false);
        }
    }
    file.as_file().sync_all()?;
    readable(file.path())?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(true)
}

/// A temporary file is its owner's alone; a saved one is as any other.
#[cfg(unix)]
fn readable(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_path: &Path) -> io::Result<()> {
    Ok(())
}

async fn choose_file(suggested: PathBuf) -> Option<rfd::FileHandle> {
    let mut dialog = rfd::AsyncFileDialog::new();
    if let Some(folder) = suggested.parent().filter(|folder| folder.is_dir()) {
        dialog = dialog.set_directory(folder);
    }
    if let Some(name) = suggested.file_name() {
        dialog = dialog.set_file_name(name.to_string_lossy());
    }
    dialog.save_file().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    #[test]
    fn why_a_payload_was_not_saved_is_told_in_the_language_of_the_window() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("no").join("row.txt");
        let source = write_file(&path, b"x", |_| true).expect_err("there is no such folder");
        let error = SaveError::Write { path: path.clone(), source };
        let said = reason::error(&I18n::new(Lang::Chinese), &error);
        assert!(said.starts_with(&format!("无法写入 {}：不存在", path.display())), "{said}");
    }

    #[test]
    fn a_write_that_is_told_to_stop_leaves_what_was_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("row.txt");
        std::fs::write(&path, "before").expect("written");
        assert!(!write_file(&path, b"after", |_| false).expect("a folder"));
        assert_eq!(std::fs::read_to_string(&path).expect("a file"), "before");
    }
}
