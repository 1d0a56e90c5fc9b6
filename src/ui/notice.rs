//! Short messages of the window: what was saved, what failed. They stand above the status bar for a while.

use std::time::{Duration, Instant};

use egui::{Align2, Area, Frame, Id, Label, Margin, Order, RichText, Stroke, Ui, vec2};

use super::{
    button::Button,
    icons,
    theme::{RADIUS, Tokens},
};
use crate::i18n::I18n;

const SHOWN_FOR: Duration = Duration::from_secs(6);
const MOST: usize = 4;

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
        if self.shown.len() == MOST {
            self.shown.remove(0);
        }
        self.shown.push(Notice { weight, words, since: Instant::now() });
    }

    /// The words of every message that is shown.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.shown.iter().map(|notice| notice.words.as_str())
    }

    /// Draws them at the lower right.
    pub fn ui(&mut self, ui: &mut Ui, i18n: &I18n) {
        let now = Instant::now();
        self.shown.retain(|notice| notice.weight == Weight::Bad || now < notice.since + SHOWN_FOR);
        if self.shown.is_empty() {
            return;
        }
        if let Some(first) = self.shown.iter().filter(|notice| notice.weight == Weight::Good).map(|n| n.since).min() {
            ui.ctx().request_repaint_after((first + SHOWN_FOR).saturating_duration_since(now));
        }
        let tokens = Tokens::of(ui);
        let mut dismissed = None;
        Area::new(Id::unique("notices"))
            .order(Order::Foreground)
            .anchor(Align2::RIGHT_BOTTOM, vec2(-16.0, -44.0))
            .show(ui.ctx(), |ui| {
                for (i, notice) in self.shown.iter().enumerate() {
                    if notice_ui(ui, i18n, notice, &tokens) {
                        dismissed = Some(i);
                    }
                }
            });
        if let Some(i) = dismissed {
            self.shown.remove(i);
        }
    }
}

fn notice_ui(ui: &mut Ui, i18n: &I18n, notice: &Notice, tokens: &Tokens) -> bool {
    let (color, icon) = match notice.weight {
        Weight::Good => (tokens.ok, icons::CHECK),
        Weight::Bad => (tokens.error, icons::ERROR),
    };
    let frame = Frame::new()
        .fill(tokens.raised)
        .stroke(Stroke::new(1.0, tokens.line2))
        .corner_radius(RADIUS + 2.0)
        .inner_margin(Margin::symmetric(12, 6));
    frame
        .show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.label(RichText::new(icon).font(super::fonts::icon(17.0)).color(color));
                ui.scope(|ui| {
                    ui.set_max_width(420.0);
                    ui.add(Label::new(&notice.words).wrap());
                });
                Button::ghost(icons::CLOSE, &i18n.text("notice-dismiss")).pressed(ui)
            })
            .inner
        })
        .inner
}
