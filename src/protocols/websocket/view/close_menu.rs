//! The Close button, and the list of codes with their meaning, the ones that are never sent included.

use egui::{RichText, Ui};

use super::{action::Action, form::WebSocketForm};
use crate::{
    i18n::I18n,
    net::tap::MAX_CLOSE_REASON_BYTES,
    protocols::websocket::{
        ReadyState,
        close::{CHOICES, CloseChoice, meaning_key},
    },
    ui::{
        button::{self, Button},
        field::Field,
        fonts,
        menu::{disabled_item_ui, item_ui},
        reason, shortcut,
        theme::Tokens,
    },
};

/// What the window has above and below the list of codes, in points.
const ROOM_AROUND: f32 = 240.0;

const NO_CODE: &str = "none";

/// Draws the split button; in CLOSING it is one that waits no longer.
pub(super) fn close_ui(
    ui: &mut Ui,
    i18n: &I18n,
    form: &mut WebSocketForm,
    state: Option<ReadyState>,
) -> Option<Action> {
    if state == Some(ReadyState::Closing) {
        let (words, hint) = (i18n.text("ws-drop"), i18n.text("ws-drop-hint"));
        let pressed = Button::danger(&words).hint(&hint).shortcut(shortcut::STOP).pressed(ui);
        return pressed.then_some(Action::Drop);
    }
    let close = form.close();
    let hint = match &close {
        Ok(_) => i18n.text("ws-close-hint").into_owned(),
        Err(problem) => reason::error(i18n, problem),
    };
    let words = i18n.text("ws-close");
    let enabled = state.is_some_and(|state| state != ReadyState::Closed) && close.is_ok();
    let left = Button::secondary(&words).hint(&hint).shortcut(shortcut::STOP).enabled(enabled);
    let chosen = chosen_words(i18n, form);
    let name = i18n.text("ws-close-code");
    let (pressed, _) = button::split_ui(ui, left, &chosen, &format!("{name} {chosen}"), |ui| menu_ui(ui, i18n, form));
    pressed.then_some(Action::Close)
}

/// `1000 Normal`, as the right part shows it.
fn chosen_words(i18n: &I18n, form: &WebSocketForm) -> String {
    match form.close_code() {
        Ok(Some(code)) => format!("{} {}", code.number(), i18n.text(meaning_key(code.number()))),
        Ok(None) => i18n.text("close-none").into_owned(),
        Err(_) => format!("{} !", form.close_code.trim()),
    }
}

fn menu_ui(ui: &mut Ui, i18n: &I18n, form: &mut WebSocketForm) {
    ui.set_width(400.0);
    reason_ui(ui, i18n, form);
    ui.add_space(4.0);
    let room = ui.ctx().content_rect().height() - ROOM_AROUND;
    egui::ScrollArea::vertical().max_height(room.max(120.0)).show(ui, |ui| {
        for choice in CHOICES {
            choice_ui(ui, i18n, form, choice);
        }
    });
    own_code_ui(ui, i18n, form);
}

fn choice_ui(ui: &mut Ui, i18n: &I18n, form: &mut WebSocketForm, choice: &CloseChoice) {
    let value = choice.code.map_or_else(|| NO_CODE.to_owned(), |code| code.to_string());
    let meaning = i18n.text(choice.meaning_key);
    let words = match choice.code {
        Some(code) => format!("{code}  {meaning}"),
        None => meaning.into_owned(),
    };
    if !choice.can_be_sent() {
        disabled_item_ui(ui, &words, &i18n.text("close-never-sent"));
    } else if item_ui(ui, None, &words, "", form.close_code.trim() == value) {
        form.close_code = value;
        ui.close();
    }
}

/// A code of an application, typed by hand.
fn own_code_ui(ui: &mut Ui, i18n: &I18n, form: &mut WebSocketForm) {
    let is_listed = CHOICES.iter().any(|choice| {
        choice.code.map_or_else(|| NO_CODE.to_owned(), |code| code.to_string()) == form.close_code.trim()
    });
    let problem = form.close_code().err().map(|problem| reason::error(i18n, &problem));
    let (name, hint) = (i18n.text("close-own"), i18n.text("close-own-hint"));
    let mut own = if is_listed { String::new() } else { form.close_code.clone() };
    let field = Field::new(&mut own, &name).show_name().hint("3000 – 4999").tooltip(&hint).problem(problem);
    if field.show(ui).changed() && !own.is_empty() {
        form.close_code = own;
    }
}

fn reason_ui(ui: &mut Ui, i18n: &I18n, form: &mut WebSocketForm) {
    let bytes = form.close_reason.len();
    let problem = form.close().err().map(|problem| reason::error(i18n, &problem));
    let reason_is_wrong = form.close_code().is_ok() && problem.is_some();
    let problem = problem.filter(|_| reason_is_wrong);
    let name = i18n.text("ws-close-reason");
    let tokens = Tokens::of(ui);
    Field::new(&mut form.close_reason, &name).show_name().problem(problem).show(ui);
    let color = if bytes > MAX_CLOSE_REASON_BYTES { tokens.error } else { tokens.muted };
    let count = format!("{bytes} / {MAX_CLOSE_REASON_BYTES} B");
    ui.label(RichText::new(count).font(fonts::mono(11.5)).color(color));
}
