//! Asks where a session record goes, and whether with its secrets.

use std::path::PathBuf;

use egui::{RichText, Ui};
use jiff::{Timestamp, tz::TimeZone};

use super::{
    bars::FillRow,
    button::Button,
    chooser::{Chooser, Chosen},
    dialog,
    field::{self, Field},
    icons,
    theme::Tokens,
};
use crate::{engine::Spawner, i18n::I18n};

/// What was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaveChoice {
    /// The file.
    pub path: PathBuf,
    /// Whether secret headers and passwords are written as they are.
    pub include_secrets: bool,
}

/// The dialog, closed until [`Self::open`].
#[derive(Debug, Default)]
pub struct SaveDialog {
    is_open: bool,
    path: String,
    include_secrets: bool,
    chooser: Chooser,
    no_dialog: bool,
}

impl SaveDialog {
    /// Opens it with a name made of protocol and time. Secrets are never preset.
    pub fn open(&mut self, protocol: &str, started_at: Timestamp) {
        self.is_open = true;
        self.include_secrets = false;
        let time = started_at.to_zoned(TimeZone::system()).strftime("%Y%m%d-%H%M%S");
        let name = format!("wirelight-{protocol}-{time}.jsonl");
        let folder = directories::UserDirs::new()
            .map(|dirs| dirs.document_dir().unwrap_or_else(|| dirs.home_dir()).to_owned())
            .filter(|folder| folder.is_dir())
            .unwrap_or_default();
        self.path = folder.join(name).display().to_string();
    }

    /// Draws it while it is open; returns the choice once.
    pub fn ui(&mut self, ui: &mut Ui, i18n: &I18n, spawner: &Spawner) -> Option<SaveChoice> {
        match self.chooser.take() {
            Some(Chosen::Path(path)) => self.path = path.display().to_string(),
            Some(Chosen::NoDialog) => self.no_dialog = true,
            Some(Chosen::Cancelled) | None => {}
        }
        if !self.is_open {
            return None;
        }
        let (choice, closes) = dialog::dialog_ui(ui, "save-record", 560.0, |ui| self.content_ui(ui, i18n, spawner));
        if choice.is_some() || closes {
            self.is_open = false;
        }
        choice
    }

    fn content_ui(&mut self, ui: &mut Ui, i18n: &I18n, spawner: &Spawner) -> Option<SaveChoice> {
        let tokens = Tokens::of(ui);
        ui.heading(i18n.text("save-title"));
        ui.label(RichText::new(i18n.text("save-what")).color(tokens.muted));
        ui.horizontal(|ui| {
            let row = FillRow::begin(ui, "save-path");
            let name = i18n.text("save-path");
            let field = Field::new(&mut self.path, &name).icon(icons::FILE, tokens.muted).width(row.width).show(ui);
            if self.is_open && ui.memory(|memory| memory.focused().is_none()) {
                field.request_focus();
            }
            let words = i18n.text("save-browse");
            if Button::secondary(&words).icon(icons::FOLDER).enabled(!self.chooser.is_running()).pressed(ui) {
                let suggested = PathBuf::from(&self.path);
                self.chooser.start(spawner, choose_file(suggested));
            }
            row.end(ui);
        });
        if self.no_dialog {
            ui.label(RichText::new(i18n.text("no-dialog")).size(12.0).color(tokens.warn));
        }
        field::check_ui(ui, &mut self.include_secrets, &i18n.text("save-secrets"), &i18n.text("save-secrets-hint"));
        let hint_color = if self.include_secrets { tokens.warn } else { tokens.muted };
        ui.label(RichText::new(i18n.text("save-secrets-hint")).size(12.0).color(hint_color));
        ui.add_space(4.0);
        ui.horizontal(|ui| {
            let ready = !self.path.trim().is_empty();
            let enter = ready && ui.input(|input| input.key_pressed(egui::Key::Enter));
            let save = Button::primary(&i18n.text("save-now")).icon(icons::SAVE).enabled(ready).pressed(ui);
            if Button::secondary(&i18n.text("cancel")).pressed(ui) {
                self.is_open = false;
            }
            (save || enter && self.is_open)
                .then(|| SaveChoice { path: PathBuf::from(self.path.trim()), include_secrets: self.include_secrets })
        })
        .inner
    }
}

async fn choose_file(suggested: PathBuf) -> Option<rfd::FileHandle> {
    let mut dialog = rfd::AsyncFileDialog::new().add_filter("JSON Lines", &["jsonl"]);
    if let Some(folder) = suggested.parent().filter(|folder| folder.is_dir()) {
        dialog = dialog.set_directory(folder);
    }
    if let Some(name) = suggested.file_name() {
        dialog = dialog.set_file_name(name.to_string_lossy());
    }
    dialog.save_file().await
}
