//! The publish box: what is posted to the second URL, and what the server said to it.

use std::time::Duration;

use egui::{Align, Id, Key, Sense, Ui, WidgetInfo, accesskit::Role, vec2};

use super::{Action, PollForm};
use crate::{
    i18n::I18n,
    protocols::{
        long_poll::{Phase, Published, Session},
        tab::Live,
    },
    ui::{
        bars::{self, FillRow, Ground},
        button::Button,
        field::Field,
        fonts, format, icons, paint, reason, shortcut,
        theme::{Tokens, height},
    },
};

/// Room for the server's answer.
const ANSWER_WIDTH: f32 = 190.0;

/// Draws the box above the status bar.
pub(super) fn composer_ui(ui: &mut Ui, i18n: &I18n, form: &mut PollForm, live: Live<'_, Session>) -> Option<Action> {
    let can_publish = !live.over && form.publishes();
    bars::bottom_ui(ui, "publish", height::COMPOSER, Ground::Surface, |ui| {
        let row = FillRow::begin(ui, "publish");
        let id: Id = ui.scope_id().with("publish_text");
        let name = i18n.text("poll-publish-text");
        let hint = i18n.text(match (live.over, form.publishes()) {
            (true, _) => "poll-publish-over",
            (false, false) => "poll-publish-nowhere",
            (false, true) => "poll-publish-placeholder",
        });
        let field = Field::new(&mut form.publish_text, &name).hint(&hint).id(id).enabled(can_publish).width(row.width);
        let field = field.show(ui);
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if entered {
            ui.memory_mut(|memory| memory.request_focus(id));
        }
        if let Some(published) = live.session.published() {
            answer_ui(ui, i18n, published);
        }
        let (words, hint) = (i18n.text("poll-publish"), i18n.text("poll-publish-hint"));
        let waits = matches!(live.session.phase(), Phase::Backoff { .. });
        let button = if waits || !can_publish { Button::secondary(&words) } else { Button::primary(&words) };
        let button = button.icon(icons::PUBLISH).hint(&hint).enabled(can_publish);
        // While it waits, the same key ends the wait.
        let button = if waits { button } else { button.shortcut(shortcut::GO) };
        let pressed = button.pressed(ui);
        row.end(ui);
        ((pressed || entered) && can_publish).then_some(Action::Publish)
    })
}

fn answer_ui(ui: &mut Ui, i18n: &I18n, published: &Published) {
    let tokens = Tokens::of(ui);
    let (color, answered, words) = match &published.outcome {
        Ok(answer) => {
            let color = if answer.is_success() { tokens.ok } else { tokens.error };
            let phrase = answer.reason_phrase.as_deref().unwrap_or_default();
            let span = format::span(Duration::from_secs_f64(published.millis.max(0.0) / 1000.0));
            let answered = format!("{} {phrase}", answer.status);
            (color, answered.trim_end().to_owned(), format!("{answered} · {span}"))
        }
        Err(error) => {
            let words = reason::error(i18n, error);
            (tokens.error, words.clone(), words)
        }
    };
    let (rect, response) = ui.allocate_exact_size(vec2(ANSWER_WIDTH, height::CONTROL), Sense::hover());
    let key = if published.is_success() { "poll-published" } else { "poll-not-published" };
    let args = [("count", format::count(published.text_bytes as u64)), ("answer", answered.into())];
    let said = i18n.text_with(key, &args).into_owned();
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, &said));
    let font = fonts::mono(12.0);
    if paint::text_width(ui.painter(), &words, font.clone()) <= rect.width() {
        paint::text(ui.painter(), rect.right_center(), Align::Max, &words, font, color);
    } else {
        paint::text_cut(ui.painter(), rect.left_center(), &words, font, color, rect.width());
    }
    response.on_hover_text(said);
}
