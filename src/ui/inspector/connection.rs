//! How the peer was reached: where the time went as a bar, addresses, TLS and its certificate.

use egui::{Align, Color32, Rect, Sense, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

use super::words::{line_ui, title_ui};
use crate::{
    i18n::I18n,
    transcript::entry::{Certificate, ConnectionFacts},
    ui::{
        fonts, format, paint,
        theme::{Tokens, mix},
    },
};

const BAR_HEIGHT: f32 = 10.0;

/// Draws what is known; `answer_micros` is from the request to its answer.
pub(super) fn connection_ui(ui: &mut Ui, i18n: &I18n, facts: &ConnectionFacts, answer_micros: Option<u64>) {
    title_ui(ui, &i18n.text("inspector-connection"));
    times_ui(ui, i18n, facts, answer_micros);
    let tokens = Tokens::of(ui);
    let mut line = |key: &'static str, value: Option<&str>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            line_ui(ui, &format!("{}: {value}", i18n.text(key)), tokens.text);
        }
    };
    line("inspector-remote", facts.remote.as_deref());
    line("inspector-local", facts.local.as_deref());
    line("inspector-proxy", facts.proxy.as_deref());
    if let Some(tls) = &facts.tls {
        let parts = [Some(tls.version.as_str()), Some(tls.cipher.as_str()), tls.alpn.as_deref()];
        let parts: Vec<&str> = parts.into_iter().flatten().collect();
        line("inspector-tls", Some(&parts.join(" · ")));
        if let Some(certificate) = &tls.certificate {
            let Certificate { sha256, subject, issuer, valid_from, valid_to } = certificate;
            line("inspector-subject", subject.as_deref());
            line("inspector-issuer", issuer.as_deref());
            let valid = valid_from.as_ref().zip(valid_to.as_ref()).map(|(from, to)| format!("{from} – {to}"));
            line("inspector-valid", valid.as_deref());
            line("inspector-sha256", Some(sha256));
        }
    }
}

/// A bar with a part for each step, and the steps in words below it.
fn times_ui(ui: &mut Ui, i18n: &I18n, facts: &ConnectionFacts, answer_micros: Option<u64>) {
    let tokens = Tokens::of(ui);
    let steps: Vec<(String, u64, Color32)> = [
        ("inspector-time-dns", facts.dns_micros, tokens.muted),
        ("inspector-time-tcp", facts.tcp_micros, tokens.accent),
        ("inspector-time-proxy", facts.proxy_micros, tokens.warn),
        ("inspector-time-tls", facts.tls_micros, tokens.ok),
        ("inspector-time-upgrade", answer_micros, mix(tokens.accent, tokens.text, 45)),
    ]
    .into_iter()
    .filter_map(|(key, micros, color)| Some((i18n.text(key).into_owned(), micros?, color)))
    .collect();
    let total: u64 = steps.iter().map(|(_, micros, _)| micros).sum();
    if total == 0 {
        return;
    }
    let words: Vec<String> = steps
        .iter()
        .map(|(name, micros, _)| format!("{name} {} ms", format::delta_millis(*micros).trim_start_matches('+')))
        .collect();
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), BAR_HEIGHT + 6.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, words.join(", ")));
    let mut left = rect.left();
    for (_, micros, color) in &steps {
        let width = rect.width() * (*micros as f32 / total as f32);
        let part = Rect::from_min_size(pos2(left, rect.top() + 3.0), vec2(width.max(1.0), BAR_HEIGHT));
        ui.painter().rect_filled(part, 1.0, *color);
        left += width;
    }
    response.on_hover_text(words.join("\n"));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        for ((_, _, color), words) in steps.iter().zip(&words) {
            let font = fonts::mono(12.0);
            let width = paint::text_width(ui.painter(), words, font.clone()) + 14.0;
            let (rect, response) = ui.allocate_exact_size(vec2(width, 18.0), Sense::hover());
            response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
            let square = Rect::from_center_size(rect.left_center() + vec2(4.0, 0.0), vec2(8.0, 8.0));
            ui.painter().rect_filled(square, 1.0, *color);
            let at = rect.left_center() + vec2(14.0, 0.0);
            paint::text(ui.painter(), at, Align::Min, words, font, tokens.text);
            response.on_hover_text(words);
        }
    });
}
