//! The file: chosen, dropped, typed or pasted; looked at outside the frame; and the ID that names it to the server.

use egui::{Align2, Color32, RichText, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role};

use super::UploadForm;
use crate::{
    engine::JobSlot,
    i18n::I18n,
    protocols::upload::{
        FileFacts, SourceError,
        file_id::{FileIdEncoding, header_value},
    },
    ui::{
        bars::FillRow,
        button::Button,
        chooser::{Chooser, Chosen},
        field::Field,
        fonts, format, icons,
        menu::select_ui,
        notice::Weight,
        paint, reason, shortcut,
        tab_context::TabContext,
        theme::{Tokens, mix},
    },
};

/// The file chooser and the look at the path.
#[derive(Debug, Default)]
pub(super) struct FileState {
    chooser: Chooser,
    look: JobSlot<Looked>,
    /// The path as it was typed when it was last looked at.
    looked_at: Option<String>,
    problem: Option<SourceError>,
}

#[derive(Debug)]
struct Looked {
    typed: String,
    found: Result<FileFacts, SourceError>,
}

impl FileState {
    /// Looks at the path again, though it has not changed.
    pub(super) fn look_again(&mut self) {
        self.looked_at = None;
    }

    /// Whether there is a file that can be sent, as far as is known.
    pub(super) fn is_ready(&self, form: &UploadForm) -> bool {
        form.facts.is_some() && self.problem.is_none()
    }

    /// Opens the dialog, unless it is open.
    pub(super) fn browse(&mut self, cx: &TabContext<'_>, form: &UploadForm) {
        let folder = form.facts.as_ref().and_then(|facts| facts.path.parent()).map(ToOwned::to_owned);
        self.chooser.start(cx.spawner, async move {
            let mut dialog = rfd::AsyncFileDialog::new();
            if let Some(folder) = folder {
                dialog = dialog.set_directory(folder);
            }
            dialog.pick_file().await
        });
    }

    /// Takes what is done, and looks at a path that has changed.
    pub(super) fn advance(&mut self, cx: &mut TabContext<'_>, form: &mut UploadForm) {
        match self.chooser.take() {
            Some(Chosen::Path(path)) => form.set_path(path.display().to_string()),
            Some(Chosen::NoDialog) => {
                cx.notices.say(Weight::Bad, cx.i18n.text("upload-no-dialog"));
            }
            Some(Chosen::Cancelled) | None => {}
        }
        match self.look.take() {
            Some(Ok(looked)) if looked.typed == form.path => match looked.found {
                Ok(facts) => form.facts = Some(facts),
                Err(problem) => self.problem = Some(problem),
            },
            Some(Err(lost)) => cx.notices.say(Weight::Bad, reason::error(cx.i18n, &lost)),
            Some(Ok(_)) | None => {}
        }
        if self.looked_at.as_deref() == Some(form.path.as_str()) || self.look.is_running() {
            return;
        }
        self.problem = None;
        self.looked_at = Some(form.path.clone());
        match form.file_path() {
            None => form.facts = None,
            Some(path) => {
                let typed = form.path.clone();
                self.look.spawn(cx.spawner, async move { Looked { typed, found: FileFacts::look(&path).await } });
            }
        }
    }
}

/// Takes a file that was dropped on the window; says so when it comes at a bad time.
pub(super) fn drops_ui(ui: &Ui, cx: &mut TabContext<'_>, form: &mut UploadForm, enabled: bool) {
    let dropped = ui.input(|input| {
        let first = input.raw.dropped_files.first().map(|file| file.path().display().to_string());
        (first, input.raw.dropped_files.len())
    });
    if let (Some(path), count) = dropped {
        if enabled {
            form.set_path(path);
        }
        if !enabled {
            cx.notices.say(Weight::Bad, cx.i18n.text("upload-drop-busy"));
        } else if count > 1 {
            cx.notices.say(Weight::Bad, cx.i18n.text("upload-drop-many"));
        }
    }
}

/// Shows where a file that hovers over the window would go.
pub(super) fn hover_ui(ui: &Ui, i18n: &I18n, area: egui::Rect, enabled: bool) {
    if ui.input(|input| input.raw.hovered_files.is_empty()) {
        return;
    }
    let tokens = Tokens::of(ui);
    let (color, key) = if enabled { (tokens.accent, "upload-drop-here") } else { (tokens.warn, "upload-drop-busy") };
    let painter = ui.painter();
    let inside = area.shrink(10.0);
    let [r, g, b, _] = tokens.surface.to_array();
    painter.rect_filled(area, 0.0, Color32::from_rgba_unmultiplied(r, g, b, 215));
    painter.rect(inside, 10.0, tokens.tint(color, 10), Stroke::new(2.0, color), StrokeKind::Inside);
    paint::icon(painter, inside.center() - egui::vec2(0.0, 28.0), icons::UPLOAD_FILE, 34.0, color);
    let words = i18n.text(key);
    painter.text(
        inside.center() + egui::vec2(0.0, 12.0),
        Align2::CENTER_CENTER,
        words,
        fonts::semibold(15.0),
        tokens.text,
    );
}

/// Draws the section: path, what is there, ID and the header it becomes.
pub(super) fn file_ui(
    ui: &mut Ui,
    cx: &mut TabContext<'_>,
    form: &mut UploadForm,
    file: &mut FileState,
    enabled: bool,
) {
    ui.set_max_width(ui.available_width().min(900.0));
    let tokens = Tokens::of(ui);
    let i18n = cx.i18n;
    ui.horizontal(|ui| {
        let row = FillRow::begin(ui, "path");
        let (name, hint) = (i18n.text("upload-file"), i18n.text("upload-file-hint"));
        let mut path = form.path.clone();
        let field = Field::new(&mut path, &name).hint(&hint).tooltip(&hint).icon(icons::FILE, tokens.muted);
        // It is said in the line below, which has its room: what a file is comes later than what is typed.
        let field = field.width(row.width).problem_elsewhere(file.problem.is_some());
        if field.enabled(enabled).show(ui).changed() {
            form.set_path(path);
        }
        let words = i18n.text("upload-browse");
        let free = enabled && !file.chooser.is_running();
        // The key works too while this section is closed.
        let button = Button::secondary(&words).icon(icons::FOLDER).shortcut(shortcut::OPEN_FILE).enabled(free);
        if button.show(ui).clicked() {
            file.browse(cx, form);
        }
        row.end(ui);
    });
    found_ui(ui, i18n, form, file, &tokens);
    ui.add_space(2.0);
    ui.horizontal(|ui| {
        let row = FillRow::begin(ui, "file_id");
        let (name, hint) = (i18n.text("upload-file-id"), i18n.text("upload-file-id-hint"));
        let mut id = form.shown_id();
        let field = Field::new(&mut id, &name).show_name().tooltip(&hint).icon(icons::KEY, tokens.muted);
        // The line below, which shows the header, says why.
        let is_wrong = !id_is_usable(form);
        if field.width(row.width).problem_elsewhere(is_wrong).enabled(enabled).show(ui).changed() {
            let made = form.facts.as_ref().map(FileFacts::default_id);
            form.file_id = if made.as_ref() == Some(&id) { String::new() } else { id };
        }
        let encodings = ["upload-encoding-percent", "upload-encoding-utf8", "upload-encoding-latin1"];
        let words = encodings.map(|key| i18n.text(key));
        let choices = [
            (FileIdEncoding::Percent, words[0].as_ref()),
            (FileIdEncoding::Utf8, words[1].as_ref()),
            (FileIdEncoding::Latin1, words[2].as_ref()),
        ];
        ui.add_enabled_ui(enabled, |ui| {
            select_ui(ui, &i18n.text("upload-encoding"), &mut form.file_id_encoding, &choices);
        });
        row.end(ui);
    });
    header_ui(ui, i18n, form, &tokens);
}

/// What is at the path.
fn found_ui(ui: &mut Ui, i18n: &I18n, form: &UploadForm, file: &FileState, tokens: &Tokens) {
    let (words, color) = match (&file.problem, &form.facts) {
        (Some(problem), _) => (reason::error(i18n, problem), tokens.error),
        (None, Some(facts)) => {
            let args = [("size", format::bytes(facts.size_bytes).into()), ("bytes", format::count(facts.size_bytes))];
            (i18n.text_with("upload-file-found", &args).into_owned(), tokens.muted)
        }
        (None, None) if file.look.is_running() => (i18n.text("upload-file-looking").into_owned(), tokens.muted),
        (None, None) => (i18n.text("upload-file-none").into_owned(), tokens.muted),
    };
    ui.label(RichText::new(words).font(fonts::body(12.0)).color(color));
}

/// Whether the ID can be sent, or comes once there is a file.
fn id_is_usable(form: &UploadForm) -> bool {
    let id = form.shown_id();
    id.is_empty() || header_value(&id, form.file_id_encoding).is_ok()
}

/// The header as it will be sent, or why it cannot be.
fn header_ui(ui: &mut Ui, i18n: &I18n, form: &UploadForm, tokens: &Tokens) {
    let id = form.shown_id();
    let (words, color) = match header_value(&id, form.file_id_encoding) {
        // The line keeps its room, so that nothing below moves when a file comes.
        Err(_) if id.is_empty() => ("X-File-Id: –".to_owned(), tokens.muted),
        Ok(value) => {
            let bytes = value.as_bytes();
            let value = std::str::from_utf8(bytes)
                .map_or_else(|_not_utf8| bytes.iter().map(|&byte| char::from(byte)).collect(), ToOwned::to_owned);
            (format!("X-File-Id: {value}"), mix(tokens.muted, tokens.text, 40))
        }
        Err(error) => (reason::error(i18n, &error), tokens.error),
    };
    let (rect, response) = ui.allocate_exact_size(egui::vec2(ui.available_width(), 18.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    paint::text_cut(ui.painter(), rect.left_center(), &words, fonts::mono(12.0), color, rect.width());
    response.on_hover_text(words);
}
