//! The question before something that runs is closed: what runs is named, and it is asked once.

use egui::{Context, Id, RichText, Ui, ViewportCommand};

use crate::{
    i18n::I18n,
    protocols::tab::Descriptor,
    ui::{button::Button, dialog, field, fonts, light::ReadyState, paint, theme::Tokens},
};

/// So many of those that run are named.
const MOST_NAMED: usize = 6;

/// What shall be closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Closing {
    /// Tabs, by their keys.
    Tabs(Vec<u64>),
    /// The window.
    Window,
}

/// Something that runs and would end.
#[derive(Clone, Debug)]
pub(super) struct RunningTab {
    pub(super) name: String,
    pub(super) descriptor: Descriptor,
    pub(super) state: ReadyState,
}

/// The question, while it is asked.
#[derive(Debug)]
pub(super) struct Question {
    closing: Closing,
    running: Vec<RunningTab>,
    never_again: bool,
    is_new: bool,
}

/// What was answered.
#[derive(Debug)]
pub(super) enum Answer {
    /// Close it; whether to ask again at other times.
    Close { closing: Closing, ask_again: bool },
    /// Leave it open.
    Leave,
}

impl Question {
    pub(super) fn new(closing: Closing, running: Vec<RunningTab>) -> Self {
        Self { closing, running, never_again: false, is_new: true }
    }

    /// Draws it until it is answered.
    pub(super) fn ui(&mut self, ui: &Ui, i18n: &I18n) -> Option<Answer> {
        let (answer, closes) = dialog::dialog_ui(ui, "closing", 440.0, |ui| self.content_ui(ui, i18n));
        answer.or_else(|| closes.then_some(Answer::Leave))
    }

    fn content_ui(&mut self, ui: &mut Ui, i18n: &I18n) -> Option<Answer> {
        let title = match &self.closing {
            Closing::Window => "closing-window",
            Closing::Tabs(keys) if keys.len() == 1 => "closing-tab",
            Closing::Tabs(_) => "closing-tabs",
        };
        ui.heading(i18n.text(title));
        ui.label(i18n.text("closing-what"));
        for tab in self.running.iter().take(MOST_NAMED) {
            running_ui(ui, tab);
        }
        let more = self.running.len().saturating_sub(MOST_NAMED);
        if more > 0 {
            ui.label(i18n.text_with("closing-more", &[("count", more.into())]));
        }
        let words = i18n.text("closing-never-again");
        field::check_ui(ui, &mut self.never_again, &words, &i18n.text("closing-never-again-hint"));
        ui.add_space(4.0);
        let mut answer = None;
        ui.horizontal(|ui| {
            if Button::danger(&i18n.text("closing-close")).pressed(ui) {
                answer = Some(Answer::Close { closing: self.closing.clone(), ask_again: !self.never_again });
            }
            let leave = Button::secondary(&i18n.text("cancel")).show(ui);
            // Enter does not lose anything.
            if std::mem::take(&mut self.is_new) {
                leave.request_focus();
            }
            if leave.clicked() {
                answer = Some(Answer::Leave);
            }
        });
        answer
    }
}

fn running_ui(ui: &mut Ui, tab: &RunningTab) {
    let tokens = Tokens::of(ui);
    ui.horizontal(|ui| {
        let (_, rect) = ui.allocate_space(egui::vec2(44.0, 20.0));
        tab.state.light.paint(ui.painter(), rect.left_center() + egui::vec2(8.0, 0.0), 4.0, &tokens);
        let at = rect.left_center() + egui::vec2(28.0, 0.0);
        paint::icon(ui.painter(), at, tab.descriptor.icon, 15.0, tokens.muted);
        ui.add(egui::Label::new(RichText::new(&tab.name).font(fonts::medium(13.0))).truncate());
        ui.label(RichText::new(tab.state.label()).font(fonts::mono(11.5)).color(tokens.muted));
    });
}

/// Closes the window without a question, whatever runs.
pub fn close_unasked(ctx: &Context) {
    ctx.data_mut(|data| data.insert_temp(unasked(), true));
    ctx.send_viewport_cmd(ViewportCommand::Close);
    ctx.request_repaint();
}

/// Whether the window closes without a question.
pub(super) fn is_unasked(ctx: &Context) -> bool {
    ctx.data(|data| data.get_temp(unasked())).unwrap_or(false)
}

fn unasked() -> Id {
    Id::unique("close_unasked")
}
