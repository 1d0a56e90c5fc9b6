//! Saving a session's rows from the window: a worker writes them from a snapshot while the session goes on.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use egui::{Align, Label, RichText, Ui};

use crate::{
    engine::{JobLost, JobSlot, Spawner},
    i18n::I18n,
    transcript::{
        export::{Export, ExportError, Exported, Progress, export_to_file},
        reason::{HasReason, Reason},
    },
    ui::{
        bars::{self, FillRow, Ground},
        button::Button,
        icons,
        theme::{Tokens, height},
    },
};

/// How often the progress is drawn.
const DRAWN_EVERY: Duration = Duration::from_millis(50);

/// A save under way. Dropping it gives it up.
#[derive(Debug)]
pub struct ExportJob {
    path: PathBuf,
    progress: Arc<Progress>,
    job: JobSlot<Result<Exported, ExportError>>,
}

/// Why a save came to nothing; what stood in its place before is still there.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The file could not be written, or the user cancelled it.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// The worker ended without a result.
    #[error(transparent)]
    Lost(#[from] JobLost),
}

impl SaveError {
    /// Whether the user wanted it so.
    pub fn is_cancelled(&self) -> bool {
        matches!(self, Self::Export(error) if error.is_cancelled())
    }
}

impl HasReason for SaveError {
    fn reason(&self) -> Reason {
        match self {
            Self::Export(error) => error.reason(),
            Self::Lost(lost) => lost.reason(),
        }
    }
}

impl ExportJob {
    /// Starts writing.
    pub fn start(path: PathBuf, export: Export, spawner: &Spawner) -> Self {
        let progress = Arc::new(Progress::default());
        let mut job = JobSlot::default();
        let (reported, target) = (progress.clone(), path.clone());
        job.block(spawner, move |_| export_to_file(&target, &export, &reported));
        Self { path, progress, job }
    }

    /// Where it goes.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The result, once.
    pub fn take(&mut self) -> Option<Result<Exported, SaveError>> {
        Some(self.job.take()?.map_err(SaveError::from).and_then(|done| done.map_err(SaveError::from)))
    }

    /// Draws how far it is, with a way to end it.
    pub(super) fn ui(&self, ui: &mut Ui, i18n: &I18n) {
        bars::bottom_ui(ui, "saving", height::TOOLBAR, Ground::Surface, |ui| {
            let row = FillRow::begin(ui, "saving_row");
            let args = [("percent", self.progress.percent().into()), ("path", self.path.display().to_string().into())];
            let words = RichText::new(i18n.text_with("save-running", &args)).color(Tokens::of(ui).muted);
            ui.add_sized([row.width, height::CONTROL], Label::new(words).truncate().halign(Align::Min));
            if Button::secondary(&i18n.text("cancel")).icon(icons::CANCEL).pressed(ui) {
                self.progress.cancel();
            }
            row.end(ui);
        });
        ui.ctx().request_repaint_after(DRAWN_EVERY);
    }
}

impl Drop for ExportJob {
    fn drop(&mut self) {
        self.progress.cancel();
    }
}
