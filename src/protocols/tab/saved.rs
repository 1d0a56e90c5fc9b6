//! A saved session in a tab: how far it is read, what was found in the file, and where the reading stopped.

use egui::{Align, Label, RichText, Sense, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

use crate::{
    i18n::I18n,
    limits::MAX_RECORD_LINE_BYTES,
    transcript::Transcript,
    transcript::opened::{OpenedRecord, ReadProgress},
    ui::{
        bars::{self, FillRow, Ground},
        button::Button,
        fonts, format, icons, paint, reason,
        theme::{Tokens, height},
    },
};

/// What a tab knows of the file that it shows.
#[derive(Debug)]
pub(super) struct Saved {
    opened: OpenedRecord,
    limit_bytes: usize,
    /// Why not all of the file is shown.
    stopped: Option<Stopped>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stopped {
    ByUser,
    ByLimit,
}

impl Saved {
    pub(super) fn new(opened: OpenedRecord, limit_bytes: usize) -> Self {
        Self { opened, limit_bytes, stopped: None }
    }

    pub(super) fn path(&self) -> &std::path::Path {
        &self.opened.saved.path
    }

    /// Takes marks over, and says whether the reading shall end because the rows fill the memory.
    pub(super) fn advance(&mut self, transcript: &mut Transcript) -> bool {
        while let Some((row, mark)) = self.opened.next_mark() {
            transcript.marks_mut().set(row, mark);
        }
        let full = transcript.held_bytes() >= self.limit_bytes && !self.opened.progress().over;
        if full && self.stopped.is_none() {
            self.stopped = Some(Stopped::ByLimit);
            return true;
        }
        false
    }

    /// Draws the bar above the rows; true when the reading shall end.
    pub(super) fn ui(&mut self, ui: &mut Ui, i18n: &I18n, transcript: &Transcript) -> bool {
        let progress = self.opened.progress();
        let reading = !progress.over && self.stopped.is_none();
        let mut stops = false;
        bars::top_ui(ui, "saved", height::BANNER, Ground::Surface, |ui| {
            let row = FillRow::begin(ui, "saved_row");
            self.words_ui(ui, i18n, &progress, transcript, row.width);
            if reading && Button::secondary(&i18n.text("saved-stop")).icon(icons::STOP).pressed(ui) {
                stops = true;
            }
            row.end(ui);
        });
        if reading {
            let rect = ui.min_rect();
            let share = progress.read_bytes as f32 / self.opened.saved.size_bytes.max(1) as f32;
            let right = rect.left() + rect.width() * share.min(1.0);
            let line = egui::Rect::from_min_max(pos2(rect.left(), rect.bottom() - 2.0), pos2(right, rect.bottom()));
            ui.painter().rect_filled(line, 0.0, Tokens::of(ui).accent);
            ui.ctx().request_repaint();
        }
        if stops {
            self.stopped = Some(Stopped::ByUser);
        }
        stops
    }

    fn words_ui(&self, ui: &mut Ui, i18n: &I18n, progress: &ReadProgress, transcript: &Transcript, width: f32) {
        let tokens = Tokens::of(ui);
        let saved = &self.opened.saved;
        let name = saved.path.file_name().unwrap_or(saved.path.as_os_str()).to_string_lossy().into_owned();
        let mut notes = vec![saved.header.masked_url().into_owned()];
        let percent = (progress.read_bytes * 100).checked_div(saved.size_bytes).unwrap_or(100).min(100);
        if !progress.over && self.stopped.is_none() {
            notes.push(i18n.text_with("saved-reading", &[("percent", percent.into())]).into_owned());
        }
        notes.push(i18n.text_with("saved-rows", &[("count", format::count(transcript.end_row()))]).into_owned());
        let troubles = self.troubles(i18n, progress, percent);
        let (rect, response) = ui.allocate_exact_size(vec2(width, height::BANNER), Sense::hover());
        let said = std::iter::once(&name).chain(&notes).chain(&troubles).cloned().collect::<Vec<_>>().join(" · ");
        response.widget_info(|| WidgetInfo::labeled(Role::Status, true, &said));
        let painter = ui.painter().with_clip_rect(rect);
        let y = rect.center().y;
        paint::icon(&painter, pos2(rect.left() + 15.0, y), icons::FILE, 17.0, tokens.muted);
        let at = pos2(rect.left() + 34.0, y);
        let placed = paint::text(&painter, at, Align::Min, &name, fonts::semibold(13.0), tokens.text);
        let mut x = placed.right() + 16.0;
        for (words, color) in
            notes.iter().map(|words| (words, tokens.muted)).chain(troubles.iter().map(|words| (words, tokens.warn)))
        {
            let room = rect.right() - x;
            x = paint::text_cut(&painter, pos2(x, y), words, fonts::body(12.5), color, room).right() + 16.0;
        }
        response.on_hover_ui(|ui| {
            ui.add(Label::new(RichText::new(saved.path.display().to_string()).font(fonts::mono(12.0))));
            for words in notes.iter().chain(&troubles) {
                ui.label(words);
            }
        });
    }

    /// What of the file is not shown, and why.
    fn troubles(&self, i18n: &I18n, progress: &ReadProgress, percent: u64) -> Vec<String> {
        let count =
            |key: &'static str, count: u64| i18n.text_with(key, &[("count", format::count(count))]).into_owned();
        let mut troubles = Vec::new();
        match self.stopped {
            Some(Stopped::ByLimit) => {
                let limit = format::bytes(self.limit_bytes as u64);
                let args = [("percent", percent.into()), ("limit", limit.into())];
                troubles.push(i18n.text_with("saved-limit", &args).into_owned());
            }
            Some(Stopped::ByUser) => {
                troubles.push(i18n.text_with("saved-stopped", &[("percent", percent.into())]).into_owned());
            }
            None => {}
        }
        if let Some(failure) = &progress.failure {
            troubles.push(
                i18n.text_with("saved-failed", &[("reason", reason::failure(i18n, failure).into())]).into_owned(),
            );
        }
        if progress.torn {
            troubles.push(i18n.text("saved-torn").into_owned());
        }
        if progress.broken_lines > 0 {
            let line = progress.first_broken_line.unwrap_or_default();
            let args = [("count", format::count(progress.broken_lines)), ("line", line.into())];
            troubles.push(i18n.text_with("saved-broken", &args).into_owned());
        }
        if progress.long_lines > 0 {
            let args = [
                ("count", format::count(progress.long_lines)),
                ("line", progress.first_long_line.unwrap_or_default().into()),
                ("limit", format::bytes(MAX_RECORD_LINE_BYTES).into()),
            ];
            troubles.push(i18n.text_with("saved-long", &args).into_owned());
        }
        if progress.unknown_rows > 0 {
            troubles.push(count("saved-unknown", progress.unknown_rows));
        }
        troubles
    }
}
