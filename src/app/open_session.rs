//! Opening a saved session: its dialog, and the look at its first line, which a worker takes.

use std::path::PathBuf;

use egui::{RichText, Ui};

use crate::{
    engine::{JobSlot, Spawner},
    i18n::I18n,
    transcript::{
        entry::Failure,
        opened::{OpenError, SavedSession},
    },
    ui::{
        bars::FillRow,
        button::Button,
        chooser::{Chooser, Chosen},
        dialog,
        field::Field,
        icons, reason,
        theme::Tokens,
    },
};

/// The dialog and what it has begun.
#[derive(Debug, Default)]
pub(super) struct OpenSession {
    is_open: bool,
    path: String,
    chooser: Chooser,
    no_dialog: bool,
    problem: Option<Failure>,
    look: JobSlot<Result<SavedSession, OpenError>>,
}

impl OpenSession {
    /// Asks which file.
    pub(super) fn ask(&mut self) {
        self.is_open = true;
        self.problem = None;
    }

    /// Looks at a file that is known already.
    pub(super) fn open(&mut self, path: PathBuf, spawner: &Spawner) {
        self.path = path.display().to_string();
        if !self.look.is_running() {
            self.look.block(spawner, move |_| SavedSession::open(path));
        }
    }

    /// Draws the dialog while it is open. Returns the session once its first line was understood.
    pub(super) fn ui(&mut self, ui: &mut Ui, i18n: &I18n, spawner: &Spawner) -> Option<SavedSession> {
        match self.chooser.take() {
            Some(Chosen::Path(path)) => self.open(path, spawner),
            Some(Chosen::NoDialog) => self.no_dialog = true,
            Some(Chosen::Cancelled) | None => {}
        }
        let problem = match self.look.take() {
            Some(Ok(Ok(saved))) => {
                self.is_open = false;
                return Some(saved);
            }
            Some(Ok(Err(error))) => Some(Failure::of(&error)),
            Some(Err(lost)) => Some(Failure::of(&lost)),
            None => None,
        };
        if problem.is_some() {
            self.problem = problem;
            self.is_open = true;
        }
        if self.is_open {
            let (stays, closes) = dialog::dialog_ui(ui, "open-session", 560.0, |ui| self.content_ui(ui, i18n, spawner));
            self.is_open = stays && !closes;
        }
        None
    }

    fn content_ui(&mut self, ui: &mut Ui, i18n: &I18n, spawner: &Spawner) -> bool {
        let tokens = Tokens::of(ui);
        ui.heading(i18n.text("open-title"));
        ui.add(egui::Label::new(RichText::new(i18n.text("open-what")).color(tokens.muted)).wrap());
        ui.horizontal(|ui| {
            let row = FillRow::begin(ui, "open_path");
            let name = i18n.text("save-path");
            let field = Field::new(&mut self.path, &name).icon(icons::FILE, tokens.muted).width(row.width).show(ui);
            if ui.memory(|memory| memory.focused().is_none()) {
                field.request_focus();
            }
            if Button::secondary(&i18n.text("save-browse"))
                .icon(icons::FOLDER)
                .enabled(!self.chooser.is_running())
                .pressed(ui)
            {
                self.chooser.start(spawner, choose_file());
            }
            row.end(ui);
        });
        if self.no_dialog {
            ui.label(RichText::new(i18n.text("no-dialog")).size(12.0).color(tokens.warn));
        }
        if let Some(problem) = &self.problem {
            let words = reason::failure(i18n, problem);
            ui.add(egui::Label::new(RichText::new(words).color(tokens.error)).wrap());
        }
        ui.add_space(4.0);
        let mut stays = true;
        ui.horizontal(|ui| {
            let ready = !self.path.trim().is_empty() && !self.look.is_running();
            let enter = ready && ui.input(|input| input.key_pressed(egui::Key::Enter));
            if Button::primary(&i18n.text("open-now")).icon(icons::FOLDER).enabled(ready).pressed(ui) || enter {
                self.problem = None;
                self.open(PathBuf::from(self.path.trim()), spawner);
            }
            stays = !Button::secondary(&i18n.text("cancel")).pressed(ui);
        });
        stays
    }
}

async fn choose_file() -> Option<rfd::FileHandle> {
    rfd::AsyncFileDialog::new().add_filter("JSON Lines", &["jsonl"]).pick_file().await
}
