//! Short messages of the window: what was saved, what failed. One at a time stands over the right part of the status
//! bar, where no control is; what failed is listed until it is dismissed.

use std::time::{Duration, Instant};

use egui::{Align2, Area, Frame, Id, Label, Margin, Order, Popup, PopupCloseBehavior, RichText, ScrollArea, Ui, vec2};

use super::{
    button::Button,
    fonts,
    icons::{self, Icon},
    theme::{Tokens, height},
};
use crate::{i18n::I18n, limits::MAX_NOTICES};

/// How long a word stands that says that something worked.
const SHOWN_FOR: Duration = Duration::from_secs(5);

/// How serious a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// It worked. Goes by itself.
    Good,
    /// It failed, or needs to be known. Stays until it is dismissed.
    Bad,
}

/// The messages that are shown.
#[derive(Debug, Default)]
pub struct Notices {
    /// The newest last.
    shown: Vec<Notice>,
}

#[derive(Debug)]
struct Notice {
    weight: Weight,
    words: String,
    since: Instant,
}

impl Notices {
    /// Says something; the oldest goes when there are too many.
    pub fn say(&mut self, weight: Weight, words: impl Into<String>) {
        let words = words.into();
        self.shown.retain(|notice| notice.words != words);
        if self.shown.len() == MAX_NOTICES {
            self.shown.remove(0);
        }
        self.shown.push(Notice { weight, words, since: Instant::now() });
    }

    /// The words of every message that is shown or listed.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.shown.iter().map(|notice| notice.words.as_str())
    }

    /// Forgets the words that have stood long enough.
    pub fn pass(&mut self, now: Instant) {
        self.shown.retain(|notice| notice.weight == Weight::Bad || now < notice.since + SHOWN_FOR);
    }

    /// Draws the newest one over the status bar.
    pub fn ui(&mut self, ui: &Ui, i18n: &I18n) {
        let now = Instant::now();
        self.pass(now);
        let first = self.shown.iter().filter(|notice| notice.weight == Weight::Good).map(|notice| notice.since).min();
        if let Some(first) = first {
            ui.ctx().request_repaint_after((first + SHOWN_FOR).saturating_duration_since(now));
        }
        if self.shown.is_empty() {
            return;
        }
        let window = ui.ctx().content_rect().width();
        let width = (window * 0.5).clamp(280.0, 640.0).min(window);
        Area::new(Id::unique("notices"))
            // Menus and dialogs lie above it.
            .order(Order::Middle)
            .anchor(Align2::RIGHT_BOTTOM, vec2(0.0, 0.0))
            .show(ui.ctx(), |ui| self.strip_ui(ui, i18n, width));
    }

    fn strip_ui(&mut self, ui: &mut Ui, i18n: &I18n, width: f32) {
        let tokens = Tokens::of(ui);
        let Some(newest) = self.shown.last() else { return };
        let (words, weight) = (newest.words.clone(), newest.weight);
        let bad = self.shown.iter().filter(|notice| notice.weight == Weight::Bad).count();
        let frame = Frame::new().fill(tokens.raised).inner_margin(Margin { left: 10, right: 6, top: 0, bottom: 0 });
        let mut dismissed = Vec::new();
        frame.show(ui, |ui| {
            ui.set_width(width - 16.0);
            ui.set_height(height::STATUS_BAR);
            ui.horizontal_centered(|ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                icon_ui(ui, weight, &tokens);
                let buttons = if bad > 0 { 110.0 } else { 34.0 };
                ui.scope(|ui| {
                    ui.set_width((ui.available_width() - buttons).max(60.0));
                    ui.add(Label::new(&words).truncate());
                });
                if bad > 0 && self.list_ui(ui, i18n, bad, &mut dismissed) {
                    dismissed = (0..self.shown.len()).collect();
                }
                if Button::ghost(icons::CLOSE, &i18n.text("notice-dismiss")).pressed(ui) {
                    dismissed.push(self.shown.len() - 1);
                }
            });
        });
        ui.painter().hline(ui.min_rect().x_range(), ui.min_rect().top() + 0.5, tokens.border());
        let mut at = 0;
        self.shown.retain(|_| {
            at += 1;
            !dismissed.contains(&(at - 1))
        });
    }

    /// The button with the list of what failed; true when all of it is dismissed.
    fn list_ui(&self, ui: &mut Ui, i18n: &I18n, bad: usize, dismissed: &mut Vec<usize>) -> bool {
        let words = i18n.text_with("notice-list", &[("count", bad.into())]);
        let response = Button::plain(&words).show(ui);
        let mut all = false;
        Popup::menu(&response).gap(4.0).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
            let tokens = Tokens::of(ui);
            ui.set_width(460.0_f32.min(ui.ctx().content_rect().width() - 40.0));
            ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
                for (at, notice) in self.shown.iter().enumerate().rev().filter(|(_, one)| one.weight == Weight::Bad) {
                    ui.push_id(at, |ui| {
                        ui.horizontal(|ui| {
                            icon_ui(ui, notice.weight, &tokens);
                            ui.scope(|ui| {
                                ui.set_width(ui.available_width() - 44.0);
                                ui.add(Label::new(&notice.words).wrap().selectable(true));
                            });
                            let name = i18n.text_with("notice-dismiss-one", &[("words", notice.words.as_str().into())]);
                            if Button::ghost(icons::CLOSE, &name).pressed(ui) {
                                dismissed.push(at);
                            }
                        });
                    });
                }
            });
            if Button::secondary(&i18n.text("notice-dismiss-all")).pressed(ui) {
                all = true;
                ui.close();
            }
        });
        all
    }
}

fn icon_ui(ui: &mut Ui, weight: Weight, tokens: &Tokens) {
    let (color, icon): (_, Icon) = match weight {
        Weight::Good => (tokens.ok, icons::CHECK),
        Weight::Bad => (tokens.error, icons::ERROR),
    };
    ui.label(RichText::new(icon).font(fonts::icon(16.0)).color(color));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_words_go_after_five_seconds_and_errors_stay() {
        let mut notices = Notices::default();
        notices.say(Weight::Good, "saved");
        notices.say(Weight::Bad, "not saved");
        notices.pass(Instant::now() + Duration::from_millis(4900));
        assert_eq!(notices.words().count(), 2);
        notices.pass(Instant::now() + Duration::from_secs(5));
        assert_eq!(notices.words().collect::<Vec<_>>(), ["not saved"]);
    }

    #[test]
    fn the_same_words_are_there_once_and_the_oldest_go() {
        let mut notices = Notices::default();
        for number in 0..MAX_NOTICES + 5 {
            notices.say(Weight::Bad, format!("fault {number}"));
            notices.say(Weight::Bad, format!("fault {number}"));
        }
        assert_eq!(notices.words().count(), MAX_NOTICES);
        assert_eq!(notices.words().next(), Some("fault 5"));
    }
}
