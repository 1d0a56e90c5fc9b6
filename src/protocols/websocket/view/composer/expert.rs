//! Frames against the rules: what is sent is described bit by bit, and what is wrong with it is said before.

use egui::{RichText, Ui};

use super::super::{
    action::Action,
    form::{ExpertForm, FramePayload, PRESETS, broken_rules},
};
use crate::{
    i18n::I18n,
    protocols::websocket::Session,
    ui::{
        button::Button,
        field::{self, Field},
        icons,
        menu::{item_ui, select_ui},
        reason,
        theme::Tokens,
    },
};

/// Draws the fields, what is illegal, and the button.
pub(super) fn expert_ui(
    ui: &mut Ui,
    i18n: &I18n,
    form: &mut ExpertForm,
    session: &Session,
    may_send: bool,
) -> Option<Action> {
    ui.horizontal_wrapped(|ui| {
        presets_ui(ui, i18n, form);
        for (on, word, hint) in [
            (&mut form.fin, "FIN", "ws-expert-fin-hint"),
            (&mut form.rsv1, "RSV1", "ws-expert-rsv-hint"),
            (&mut form.rsv2, "RSV2", "ws-expert-rsv-hint"),
            (&mut form.rsv3, "RSV3", "ws-expert-rsv-hint"),
        ] {
            field::check_ui(ui, on, word, &i18n.text(hint));
        }
        field::check_ui(ui, &mut form.masked, &i18n.text("ws-expert-mask"), &i18n.text("ws-expert-mask-hint"));
        let opcodes: Vec<(u8, String)> = (0..16).map(|opcode| (opcode, opcode_words(i18n, opcode))).collect();
        let choices: Vec<_> = opcodes.iter().map(|(opcode, words)| (*opcode, words.as_str())).collect();
        select_ui(ui, &i18n.text("ws-expert-opcode"), &mut form.opcode, &choices);
    });
    let frame = form.frame();
    let problem = frame.as_ref().err().map(|problem| reason::error(i18n, problem));
    let mut pressed = false;
    ui.horizontal(|ui| {
        let formats = [
            (FramePayload::Text, i18n.text("ws-format-text")),
            (FramePayload::Hex, i18n.text("ws-format-hex")),
            (FramePayload::Close, i18n.text("ws-expert-code-reason")),
        ];
        let choices: Vec<_> = formats.iter().map(|(format, words)| (*format, words.as_ref())).collect();
        select_ui(ui, &i18n.text("ws-expert-payload-format"), &mut form.payload_format, &choices);
        if form.payload_format == FramePayload::Close {
            let name = i18n.text("ws-expert-code");
            let field = Field::new(&mut form.close_code, &name).show_name().width(120.0);
            field.problem_elsewhere(problem.is_some()).show(ui);
        }
        let key = if form.payload_format == FramePayload::Close { "ws-close-reason" } else { "ws-expert-payload" };
        let name = i18n.text(key);
        let width = (ui.available_width() - 150.0).max(120.0);
        let field = Field::new(&mut form.payload, &name).hint(&name).width(width);
        field.problem_elsewhere(problem.is_some()).show(ui);
        let (words, hint) = (i18n.text("ws-expert-send"), i18n.text("ws-expert-send-hint"));
        let hint = problem.as_deref().unwrap_or(&hint);
        let button = Button::danger(&words).icon(icons::BOLT).hint(hint);
        pressed = button.enabled(may_send && problem.is_none()).pressed(ui);
    });
    verdict_ui(ui, i18n, &frame.map(|frame| broken_rules(&frame, session.open_message)).unwrap_or_default(), problem);
    pressed.then_some(Action::SendFrame)
}

fn presets_ui(ui: &mut Ui, i18n: &I18n, form: &mut ExpertForm) {
    let words = i18n.text("ws-expert-presets");
    let response = Button::secondary(&words).icon(icons::TUNE).hint(&i18n.text("ws-expert-presets-hint")).show(ui);
    egui::Popup::menu(&response).gap(4.0).show(|ui| {
        for (key, preset) in PRESETS {
            let preset = preset();
            if item_ui(ui, None, &i18n.text(key), "", *form == preset) {
                *form = preset;
                ui.close();
            }
        }
    });
}

/// What the frame breaks, with the section that says so.
fn verdict_ui(ui: &mut Ui, i18n: &I18n, rules: &[&'static str], problem: Option<String>) {
    let tokens = Tokens::of(ui);
    ui.horizontal_wrapped(|ui| {
        let (words, color) = match (problem, rules) {
            (Some(problem), _) => (problem, tokens.error),
            (None, []) => (i18n.text("ws-expert-legal").into_owned(), tokens.ok),
            (None, rules) => {
                let rules: Vec<_> = rules.iter().map(|rule| reason::word(i18n, rule)).collect();
                (i18n.text_with("ws-expert-illegal", &[("rules", rules.join(" · ").into())]).into_owned(), tokens.warn)
            }
        };
        ui.label(RichText::new(words).size(12.0).color(color));
    });
}

fn opcode_words(i18n: &I18n, opcode: u8) -> String {
    let key = match opcode {
        0 => "ws-opcode-continuation",
        1 => "ws-kind-text",
        2 => "ws-kind-binary",
        8 => "ws-kind-close",
        9 => "ws-kind-ping",
        10 => "ws-kind-pong",
        _ => "ws-opcode-reserved",
    };
    format!("{opcode:X}  {}", i18n.text(key))
}
