//! Closing tabs and the window: at once, or after a question where something runs.

use egui::{Context, Ui, ViewportCommand};

use super::Wirelight;
use crate::app::{
    closing::{self, Answer, Closing, Question, RunningTab},
    tab_bar,
};

impl Wirelight {
    /// Closes the tabs of the numbers that are meant; asks first where something runs.
    pub(super) fn close_tabs(&mut self, is_meant: impl Fn(usize) -> bool) {
        let keys = self.tabs.iter().enumerate().filter(|(number, _)| is_meant(*number)).map(|(_, open)| open.key);
        let keys: Vec<u64> = keys.collect();
        if !self.asks(Closing::Tabs(keys.clone())) {
            self.close_now(&keys);
        }
    }

    /// Keeps the window open that shall be closed while something runs, and asks.
    pub(super) fn hold_window(&mut self, ctx: &Context) {
        let wanted = ctx.input(|input| input.viewport().close_requested());
        if wanted && !closing::is_unasked(ctx) && self.asks(Closing::Window) {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            // The question is in it.
            ctx.send_viewport_cmd(ViewportCommand::Minimized(false));
            ctx.send_viewport_cmd(ViewportCommand::Focus);
            ctx.request_repaint();
        }
    }

    /// Draws the question while there is one.
    pub(super) fn question_ui(&mut self, ui: &Ui) {
        let Some(answer) = self.question.as_mut().and_then(|question| question.ui(ui, &self.i18n)) else { return };
        self.question = None;
        let Answer::Close { closing, ask_again } = answer else { return };
        self.settings.ask_before_closing = ask_again;
        match closing {
            Closing::Tabs(keys) => self.close_now(&keys),
            Closing::Window => closing::close_unasked(ui.ctx()),
        }
    }

    fn close_now(&mut self, keys: &[u64]) {
        for key in keys.iter().rev() {
            let number = self.tabs.iter().position(|open| open.key == *key);
            if let Some(number) = number {
                self.tabs.close(number);
            }
        }
    }

    /// Asks before something is closed that runs; false where there is nothing to ask.
    fn asks(&mut self, closing: Closing) -> bool {
        if !self.settings.ask_before_closing {
            return false;
        }
        let names = tab_bar::names(&self.tabs, &self.i18n);
        let is_meant = |key: u64| match &closing {
            Closing::Tabs(keys) => keys.contains(&key),
            Closing::Window => true,
        };
        let running: Vec<RunningTab> = self
            .tabs
            .iter()
            .zip(names)
            .filter(|(open, _)| open.tab.is_running() && is_meant(open.key))
            .map(|(open, name)| RunningTab {
                name: name.full,
                descriptor: open.tab.descriptor(),
                state: open.tab.ready_state(),
            })
            .collect();
        if running.is_empty() {
            return false;
        }
        self.question = Some(Question::new(closing, running));
        true
    }
}
