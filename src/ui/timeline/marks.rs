//! The marks across the strip: waits, errors and closes, with a word where there is room for it.

use std::ops::Range;

use egui::{Align, Color32, Rect, Ui, pos2};

use super::words;
use crate::{
    i18n::I18n,
    transcript::timeline::{Incident, IncidentKind},
    ui::{paint, plot, theme::Tokens},
};

/// Two of a kind that are nearer are one line.
pub(super) const APART: f32 = 3.0;

/// Those of a kind that would fall on each other, as one.
pub(super) fn merged(incidents: &[Incident], span: &Range<u64>, width: f32) -> Vec<Incident> {
    let apart = (f64::from(APART / width.max(1.0)) * (span.end - span.start) as f64) as u64;
    let mut lines: Vec<Incident> = Vec::new();
    for one in incidents {
        let near = |line: &&mut Incident| line.at_micros.saturating_add(apart) > one.at_micros;
        let mut candidates = lines.iter_mut().rev().take(IncidentKind::ALL.len()).take_while(near);
        match candidates.find(|line| line.kind == one.kind) {
            Some(line) => {
                line.count += one.count;
                line.until_micros = line.until_micros.max(one.until_micros);
            }
            None => lines.push(*one),
        }
    }
    lines
}

/// The words at the heads of the marks, as far as they have room.
pub(super) fn words_ui(
    ui: &Ui,
    i18n: &I18n,
    incidents: &[Incident],
    frame: Rect,
    x_of: impl Fn(u64) -> f32,
    tokens: &Tokens,
) {
    let painter = ui.painter().with_clip_rect(frame);
    let mut free = frame.left();
    for (place, one) in incidents.iter().enumerate() {
        let x = x_of(one.at_micros) + 4.0;
        let next = incidents.get(place + 1).map_or(frame.right(), |next| x_of(next.at_micros));
        let words = words::incident(i18n, one.kind, one.count);
        let width = paint::text_width(&painter, &words, plot::label_font());
        if x >= free && x + width <= next {
            let at = pos2(x, frame.top() + 5.0);
            paint::text(&painter, at, Align::Min, words, plot::label_font(), color_of(one.kind, tokens));
            free = x + width + 4.0;
        }
    }
}

/// Warm hues are trouble; a close is none by itself.
pub(super) fn color_of(kind: IncidentKind, tokens: &Tokens) -> Color32 {
    match kind {
        IncidentKind::Reconnect => tokens.warn,
        IncidentKind::Error => tokens.error,
        IncidentKind::Close => tokens.muted,
    }
}
