//! Asks where a session's rows go: in which format, which of them, and whether with their secrets.

use std::path::PathBuf;

use egui::{RichText, Ui};
use jiff::{Timestamp, tz::TimeZone};

use super::{
    bars::FillRow,
    button::Button,
    chooser::{Chooser, Chosen},
    dialog,
    field::{self, Field},
    format, icons, menu,
    theme::Tokens,
};
use crate::{
    engine::{JobSlot, Spawner},
    i18n::I18n,
    transcript::export::Format,
};

/// What the file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The rows as they are now; the filter shows so many, if there is one.
    Save {
        /// Rows that the filter shows.
        shown: Option<u64>,
    },
    /// The rows that are there and those that come.
    Record,
}

/// What was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaveChoice {
    /// The file.
    pub path: PathBuf,
    /// What it is for.
    pub purpose: Purpose,
    /// How the rows are written.
    pub format: Format,
    /// Whether only rows that the filter shows are written.
    pub only_shown: bool,
    /// Whether secret headers and passwords are written as they are.
    pub include_secrets: bool,
    /// Whether a record describes the frames of each row.
    pub frames: bool,
}

/// The dialog, closed until [`Self::open`].
#[derive(Debug, Default)]
pub struct SaveDialog {
    purpose: Option<Purpose>,
    path: String,
    format: Format,
    only_shown: bool,
    include_secrets: bool,
    /// Whether frames are described; `None` where the rows have none.
    frames: Option<bool>,
    chooser: Chooser,
    no_dialog: bool,
    /// The path that was last looked for, and whether something is there.
    looked_for: (String, bool),
    look: JobSlot<(String, bool)>,
}

impl SaveDialog {
    /// Opens it with a name made of protocol and time. Secrets are never preset. `frames` is whether they are to be
    /// described, `None` where the rows have none.
    pub fn open(&mut self, purpose: Purpose, protocol: &str, started_at: Timestamp, frames: Option<bool>) {
        self.purpose = Some(purpose);
        self.frames = frames;
        self.include_secrets = false;
        self.only_shown = false;
        if purpose == Purpose::Record {
            self.format = Format::JsonLines;
        }
        let time = started_at.to_zoned(TimeZone::system()).strftime("%Y%m%d-%H%M%S");
        let name = format!("wirelight-{protocol}-{time}.{}", self.format.extension());
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
        let purpose = self.purpose?;
        let (choice, closes) =
            dialog::dialog_ui(ui, "save_record", 560.0, |ui| self.content_ui(ui, i18n, spawner, purpose));
        if choice.is_some() || closes {
            self.purpose = None;
        }
        choice
    }

    fn content_ui(&mut self, ui: &mut Ui, i18n: &I18n, spawner: &Spawner, purpose: Purpose) -> Option<SaveChoice> {
        let tokens = Tokens::of(ui);
        let recording = purpose == Purpose::Record;
        ui.heading(i18n.text(if recording { "record-title" } else { "save-title" }));
        let what = if recording { "record-what" } else { what_key(self.format) };
        ui.add(egui::Label::new(RichText::new(i18n.text(what)).color(tokens.muted)).wrap());
        if let Purpose::Save { shown } = purpose {
            self.format_ui(ui, i18n);
            if let Some(shown) = shown {
                let words = i18n.text_with("save-shown", &[("count", format::count(shown))]);
                field::check_ui(ui, &mut self.only_shown, &words, &words);
            }
        }
        self.path_ui(ui, i18n, spawner, &tokens);
        self.frames_ui(ui, i18n);
        field::check_ui(ui, &mut self.include_secrets, &i18n.text("save-secrets"), &i18n.text("save-secrets-hint"));
        let hint_color = if self.include_secrets { tokens.warn } else { tokens.muted };
        ui.label(RichText::new(i18n.text("save-secrets-hint")).size(12.0).color(hint_color));
        ui.add_space(4.0);
        let now = i18n.text(if recording { "record-now" } else { "save-now" });
        ui.horizontal(|ui| {
            let ready = !self.path.trim().is_empty();
            let enter = ready && ui.input(|input| input.key_pressed(egui::Key::Enter));
            let save = Button::primary(&now).icon(icons::SAVE).enabled(ready).pressed(ui);
            if Button::secondary(&i18n.text("cancel")).pressed(ui) {
                self.purpose = None;
            }
            (save || enter && self.purpose.is_some()).then(|| SaveChoice {
                path: PathBuf::from(self.path.trim()),
                purpose,
                format: self.format,
                only_shown: self.only_shown,
                include_secrets: self.include_secrets,
                frames: self.frames.unwrap_or(false),
            })
        })
        .inner
    }

    /// Frames are described in a record only.
    fn frames_ui(&mut self, ui: &mut Ui, i18n: &I18n) {
        if let Some(frames) = self.frames.as_mut().filter(|_| self.format == Format::JsonLines) {
            field::check_ui(ui, frames, &i18n.text("save-frames"), &i18n.text("save-frames-hint"));
        }
    }

    /// Another format has another ending; a name that the user chose keeps the rest.
    fn format_ui(&mut self, ui: &mut Ui, i18n: &I18n) {
        let names = Format::ALL.map(|format| (format, i18n.text(name_key(format))));
        let choices: Vec<_> = names.iter().map(|(format, name)| (*format, name.as_ref())).collect();
        let before = self.format;
        menu::select_ui(ui, &i18n.text("save-format"), &mut self.format, &choices);
        if before != self.format
            && let Some(stem) = self.path.strip_suffix(before.extension()).filter(|stem| stem.ends_with('.'))
        {
            self.path = format!("{stem}{}", self.format.extension());
        }
    }

    fn path_ui(&mut self, ui: &mut Ui, i18n: &I18n, spawner: &Spawner, tokens: &Tokens) {
        ui.horizontal(|ui| {
            let row = FillRow::begin(ui, "save-path");
            let name = i18n.text("save-path");
            let field = Field::new(&mut self.path, &name).icon(icons::FILE, tokens.muted).width(row.width).show(ui);
            if self.purpose.is_some() && ui.memory(|memory| memory.focused().is_none()) {
                field.request_focus();
            }
            let words = i18n.text("save-browse");
            if Button::secondary(&words).icon(icons::FOLDER).enabled(!self.chooser.is_running()).pressed(ui) {
                let suggested = PathBuf::from(&self.path);
                self.chooser.start(spawner, choose_file(suggested, self.format));
            }
            row.end(ui);
        });
        if self.no_dialog {
            ui.label(RichText::new(i18n.text("no-dialog")).size(12.0).color(tokens.warn));
        }
        if self.exists(spawner) {
            ui.label(RichText::new(i18n.text("save-exists")).size(12.0).color(tokens.warn));
        }
    }

    /// Whether a file is there already, as far as it has been looked for.
    fn exists(&mut self, spawner: &Spawner) -> bool {
        if let Some(found) = self.look.take() {
            self.looked_for = found.unwrap_or_else(|_lost| (self.path.clone(), false));
        }
        if self.looked_for.0 != self.path && !self.look.is_running() {
            let path = self.path.clone();
            self.look.spawn(spawner, async move {
                let exists = tokio::fs::try_exists(path.trim()).await.unwrap_or(false);
                (path, exists)
            });
        }
        self.looked_for.1 && self.looked_for.0 == self.path
    }
}

fn name_key(format: Format) -> &'static str {
    match format {
        Format::JsonLines => "save-format-jsonl",
        Format::Csv => "save-format-csv",
        Format::Text => "save-format-text",
        Format::Har => "save-format-har",
    }
}

fn what_key(format: Format) -> &'static str {
    match format {
        Format::JsonLines => "save-what-jsonl",
        Format::Csv => "save-what-csv",
        Format::Text => "save-what-text",
        Format::Har => "save-what-har",
    }
}

async fn choose_file(suggested: PathBuf, format: Format) -> Option<rfd::FileHandle> {
    let mut dialog = rfd::AsyncFileDialog::new().add_filter(format.extension(), &[format.extension()]);
    if let Some(folder) = suggested.parent().filter(|folder| folder.is_dir()) {
        dialog = dialog.set_directory(folder);
    }
    if let Some(name) = suggested.file_name() {
        dialog = dialog.set_file_name(name.to_string_lossy());
    }
    dialog.save_file().await
}
