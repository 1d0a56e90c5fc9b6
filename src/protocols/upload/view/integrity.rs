//! The proof: our checksum beside the server's.

use egui::{Align, Sense, Ui, pos2, vec2};

use super::words;
use crate::{
    i18n::I18n,
    protocols::upload::session::{UploadSession, UploadState},
    ui::{
        fonts, format,
        light::Light,
        paint,
        theme::{Tokens, height},
    },
};

/// How tall the section is.
pub(super) const HEIGHT: f32 = 118.0;

/// Draws it, with a hairline above.
pub(super) fn integrity_ui(ui: &mut Ui, i18n: &I18n, session: &UploadSession) {
    let tokens = Tokens::of(ui);
    let (rect, _) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, tokens.hairline());
    let y = rect.top() + height::TOOLBAR / 2.0;
    let left = rect.left() + 15.0;
    let title = i18n.text("upload-integrity");
    words::said(ui, pos2(left, y), Align::Min, &title, fonts::semibold(12.5), tokens.text);
    let (key, light) = verdict(session);
    let color = if light == Light::Closed { tokens.muted } else { light.color(&tokens) };
    let state = i18n.text(key);
    let placed = words::said(ui, pos2(rect.right() - 16.0, y), Align::Max, &state, fonts::body(12.0), color);
    light.paint(ui.painter(), pos2(placed.left() - 14.0, y), 4.5, &tokens);
    let waiting = i18n.text("upload-integrity-not-yet");
    let sum = session.verified.as_ref().map(|verified| grouped_sum(&verified.sha256));
    let (size, against) = session.verified.as_ref().map_or((String::new(), String::new()), |verified| {
        (format!(" · {}", format::bytes(verified.size)), verified.against.clone())
    });
    let method = if session.verified.is_some() {
        i18n.text_with("upload-integrity-compared", &[("url", against.into())])
    } else {
        i18n.text("upload-integrity-method")
    };
    let sum_color = if sum.is_some() { tokens.text } else { tokens.muted };
    let local = sum.clone().unwrap_or_else(|| waiting.to_string());
    let server = sum.map_or_else(|| waiting.to_string(), |sum| format!("{sum}{size}"));
    let lines = [
        ("upload-integrity-local", local, sum_color),
        ("upload-integrity-server", server, sum_color),
        ("upload-integrity-how", method.into_owned(), tokens.muted),
    ];
    for (number, (key, value, color)) in lines.into_iter().enumerate() {
        let y = rect.top() + height::TOOLBAR + 8.0 + 23.0 * number as f32;
        let name = i18n.text(key);
        paint::text(ui.painter(), pos2(left, y), Align::Min, name.as_ref(), fonts::body(12.0), tokens.muted);
        let at = pos2(left + 64.0, y);
        let room = rect.right() - 12.0 - at.x;
        let placed = paint::text_cut(ui.painter(), at, &value, fonts::mono(12.0), color, room);
        let full = session.verified.as_ref().filter(|_| number < 2).map_or(value.clone(), |v| v.sha256.clone());
        let named = placed.union(egui::Rect::from_min_size(pos2(left, placed.top()), vec2(1.0, placed.height())));
        words::label(ui, named, &format!("{name} {value}")).on_hover_text(full);
    }
}

fn verdict(session: &UploadSession) -> (&'static str, Light) {
    let position = session.position;
    let all_there = position.total > 0 && position.confirmed == position.total;
    match session.state {
        _ if session.verified.is_some() => ("upload-integrity-same", Light::Done),
        UploadState::Done => ("upload-integrity-untold", Light::Closed),
        UploadState::Failed if all_there && session.error.is_some() => ("upload-integrity-not-proved", Light::Failed),
        UploadState::Confirming if all_there => ("upload-integrity-now", Light::Waiting),
        _ => ("upload-integrity-later", Light::Closed),
    }
}

/// `b1f4c27a 90d2e6f3 … 7c1e88a4`.
fn grouped_sum(sha256: &str) -> String {
    match (sha256.get(..8), sha256.get(8..16), sha256.len().checked_sub(8).and_then(|at| sha256.get(at..))) {
        (Some(first), Some(second), Some(last)) if sha256.len() > 24 => format!("{first} {second} … {last}"),
        _ => sha256.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checksum_is_shown_by_its_ends() {
        let sum = "b1f4c27a90d2e6f3".to_owned() + &"0".repeat(40) + "7c1e88a4";
        assert_eq!(grouped_sum(&sum), "b1f4c27a 90d2e6f3 … 7c1e88a4");
        assert_eq!(grouped_sum("short"), "short");
    }
}
