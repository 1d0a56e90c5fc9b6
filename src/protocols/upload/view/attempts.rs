//! The table of attempts: one line for each request with a body.

use egui::{Align, Pos2, Rect, Sense, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

use super::words;
use crate::{
    engine::SessionClock,
    i18n::I18n,
    protocols::{
        tab::Live,
        upload::session::{Attempt, EndedBy, UploadSession},
    },
    ui::{
        fonts, format, icons,
        light::Light,
        paint,
        theme::{Tokens, height as heights},
        virtual_list::VirtualList,
    },
};

const TITLE_HEIGHT: f32 = heights::TOOLBAR;
const ROW_HEIGHT: f32 = 28.0;

/// Lines that are shown before the table scrolls.
const MOST_LINES: usize = 4;

/// Where the columns are, from the left; numbers end there.
const STARTED: f32 = 40.0;
const FROM: f32 = 166.0;
const KEPT: f32 = 236.0;
const SPEED: f32 = 312.0;
const ENDED: f32 = 326.0;

/// From this width on, an error's own words have room.
const WIDE: f32 = 560.0;

/// How tall the table is in a column of a height.
pub(super) fn height(session: &UploadSession, room: f32) -> f32 {
    let most = if room < 420.0 { 2 } else { MOST_LINES };
    let lines = session.attempts.len().clamp(1, most);
    TITLE_HEIGHT + heights::COLUMN_HEADS + lines as f32 * ROW_HEIGHT + 4.0
}

/// Draws it; returns the row of the request whose attempt was chosen.
pub(super) fn attempts_ui(ui: &mut Ui, i18n: &I18n, live: Live<'_, UploadSession>) -> Option<u64> {
    let tokens = Tokens::of(ui);
    ui.spacing_mut().item_spacing.y = 0.0;
    let area = ui.available_rect_before_wrap();
    paint::bottom_line(ui.painter(), area, &tokens);
    title_ui(ui, i18n, live.session, &tokens);
    heads_ui(ui, i18n, &tokens);
    let attempts = &live.session.attempts;
    if attempts.is_empty() {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW_HEIGHT), Sense::hover());
        let at = rect.left_center() + vec2(15.0, 0.0);
        words::said(ui, at, Align::Min, &i18n.text("upload-no-attempt"), fonts::body(12.0), tokens.muted);
        return None;
    }
    let mut chosen = None;
    VirtualList::new("attempts", ROW_HEIGHT, attempts.len()).sticks_to_bottom().show(ui, |ui, shown| {
        for attempt in &attempts[shown] {
            if line_ui(ui, i18n, live.session, attempt, live.clock, &tokens) {
                chosen = Some(attempt.request_row);
            }
        }
    });
    chosen
}

fn title_ui(ui: &mut Ui, i18n: &I18n, session: &UploadSession, tokens: &Tokens) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), TITLE_HEIGHT), Sense::hover());
    let y = rect.center().y;
    let title = i18n.text("upload-attempts");
    words::said(ui, pos2(rect.left() + 15.0, y), Align::Min, &title, fonts::semibold(12.5), tokens.text);
    let args = [
        ("count", format::count(session.attempts.len() as u64)),
        ("kept", format::bytes(session.position.confirmed).into()),
        ("total", format::bytes(session.position.total).into()),
    ];
    let note = i18n.text_with("upload-attempts-note", &args);
    words::said(ui, pos2(rect.right() - 16.0, y), Align::Max, &note, fonts::body(12.0), tokens.muted);
}

fn heads_ui(ui: &mut Ui, i18n: &I18n, tokens: &Tokens) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), heights::COLUMN_HEADS), Sense::hover());
    let y = rect.center().y;
    for (key, x, align) in [
        ("upload-column-number", 15.0, Align::Min),
        ("upload-column-started", STARTED, Align::Min),
        ("upload-column-from", FROM, Align::Max),
        ("upload-column-kept", KEPT, Align::Max),
        ("upload-column-speed", SPEED, Align::Max),
        ("upload-column-ended", ENDED, Align::Min),
    ] {
        words::said(ui, pos2(rect.left() + x, y), align, &i18n.text(key), fonts::body(12.0), tokens.muted);
    }
    paint::bottom_line(ui.painter(), rect, tokens);
}

fn line_ui(
    ui: &mut Ui,
    i18n: &I18n,
    session: &UploadSession,
    attempt: &Attempt,
    clock: SessionClock,
    tokens: &Tokens,
) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW_HEIGHT), Sense::click());
    let running = attempt.ended_by == EndedBy::Running;
    if running {
        ui.painter().rect_filled(rect, 0.0, tokens.selected);
        ui.painter().rect_filled(Rect::from_min_size(rect.min, vec2(2.0, ROW_HEIGHT)), 0.0, tokens.accent);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, tokens.hover());
    }
    let (left, y) = (rect.left(), rect.center().y);
    let dot = Rect::from_center_size(pos2(left + 19.0, y), vec2(8.0, 8.0));
    ui.painter().rect_filled(dot, 2.0, words::hue(attempt.number, tokens));
    let mono = |x: f32, align, words: &str, color| {
        paint::text(ui.painter(), pos2(left + x, y), align, words, fonts::mono(12.0), color);
    };
    let number = attempt.number.to_string();
    let time = format::time_of_day(clock.started_at(), attempt.started_micros);
    let time = time.split('.').next().unwrap_or_default();
    let kept_bytes = attempt.kept_to.map(|to| to.saturating_sub(attempt.from));
    let kept_in = |unit: fn(u64) -> String| kept_bytes.map_or_else(|| "–".to_owned(), unit);
    let took_micros = attempt.ended_micros.unwrap_or(session.last_micros).saturating_sub(attempt.started_micros);
    let rate = attempt.sent_to.saturating_sub(attempt.from) as f64 / (took_micros.max(1_000) as f64 / 1e6);
    let ended = words::ended(i18n, &attempt.ended_by);
    mono(27.0, Align::Min, &number, tokens.text);
    mono(STARTED, Align::Min, time, tokens.muted);
    mono(FROM, Align::Max, &format::short_bytes(attempt.from), tokens.text);
    mono(KEPT, Align::Max, &kept_in(format::short_bytes), tokens.text);
    mono(SPEED, Align::Max, &format!("{}/s", format::short_bytes(rate as u64)), tokens.muted);
    ended_mark(ui, pos2(left + ENDED + 5.0, y), attempt, tokens);
    let at = pos2(left + ENDED + 16.0, y);
    let full = match &attempt.ended_by {
        EndedBy::Error(why) => format!("{ended}: {why}"),
        _ => ended.clone(),
    };
    let shown = if rect.width() > WIDE { &full } else { &ended };
    paint::text_cut(ui.painter(), at, shown, fonts::body(12.0), tokens.text, rect.right() - 12.0 - at.x);
    if response.has_focus() {
        paint::focus_ring(ui.painter(), rect.shrink(1.0), 2.0, tokens);
    }
    let args = [
        ("number", number.into()),
        ("from", format::bytes(attempt.from).into()),
        ("kept", kept_in(format::bytes).into()),
        ("speed", format!("{}/s", format::bytes(rate as u64)).into()),
        ("ended", full.into()),
    ];
    let words = i18n.text_with("upload-attempt-words", &args);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, words.as_ref()));
    response.on_hover_text(words.as_ref()).clicked()
}

/// What ended it, as a sign.
fn ended_mark(ui: &Ui, at: Pos2, attempt: &Attempt, tokens: &Tokens) {
    match attempt.ended_by {
        EndedBy::Running => Light::Waiting.paint(ui.painter(), at, 4.0, tokens),
        EndedBy::User => Light::Paused.paint(ui.painter(), at, 4.0, tokens),
        EndedBy::Success => paint::icon(ui.painter(), at, icons::CHECK, 14.0, words::ended_color(attempt, tokens)),
        EndedBy::Status(_) | EndedBy::Error(_) => Light::Failed.paint(ui.painter(), at, 4.5, tokens),
    }
}
