//! Saving a session's rows from the window: a worker writes them from a snapshot while the session goes on.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use crossbeam_channel::Receiver;
use egui::{Align, Label, RichText, Ui};

use crate::{
    engine::Spawner,
    i18n::I18n,
    transcript::export::{Export, ExportError, Exported, Progress, export_to_file},
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
    done: Receiver<Result<Exported, ExportError>>,
}

impl ExportJob {
    /// Starts writing.
    pub fn start(path: PathBuf, export: Export, spawner: &Spawner) -> Self {
        let progress = Arc::new(Progress::default());
        let (done_sender, done) = crossbeam_channel::bounded(1);
        let (told, target, wake) = (progress.clone(), path.clone(), spawner.wake().clone());
        spawner.spawn_blocking(move || {
            // Nobody waits for it when the tab is closed.
            done_sender.try_send(export_to_file(&target, &export, &told)).ok();
            wake.wake();
        });
        Self { path, progress, done }
    }

    /// Where it goes.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The result, once.
    pub fn take(&self) -> Option<Result<Exported, ExportError>> {
        self.done.try_recv().ok()
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
