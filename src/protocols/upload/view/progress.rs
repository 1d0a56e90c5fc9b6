//! The head of the body: file, the figure that the server confirmed, three amounts, the bar, speed and time left.

use egui::{Align, Rect, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

use super::words;
use crate::{
    i18n::I18n,
    protocols::{
        tab::Live,
        upload::session::{UploadSession, UploadState},
    },
    ui::{
        fonts, format, icons, paint, reason,
        theme::{Tokens, mix},
    },
};

/// The margin of the body.
pub(super) const MARGIN: f32 = 20.0;

const HEIGHT: f32 = 178.0;
const BAR_HEIGHT: f32 = 14.0;

/// Draws the head, with a hairline below.
pub(super) fn progress_ui(ui: &mut Ui, i18n: &I18n, live: Live<'_, UploadSession>) {
    let tokens = Tokens::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let inside = rect.shrink2(vec2(MARGIN, 0.0));
    title_ui(ui, i18n, live.session, inside, &tokens);
    figure_ui(ui, i18n, live.session, inside, &tokens);
    let bar_top = rect.top() + 117.0;
    let bar = Rect::from_min_size(pos2(inside.left(), bar_top), vec2(inside.width(), BAR_HEIGHT));
    bar_ui(ui, i18n, live.session, bar, &tokens);
    line_ui(ui, i18n, live.session, pos2(inside.left(), bar_top + 36.0), inside.right(), &tokens);
    paint::bottom_line(ui.painter(), rect, &tokens);
}

/// The share that the server has, in tenths of a percent; rounded down, so that 100 % means all.
pub(super) fn permille(session: &UploadSession) -> Option<u64> {
    let position = session.position;
    if !session.offset_known && session.attempts.is_empty() {
        return None;
    }
    match (position.total, session.state) {
        (0, UploadState::Done) => Some(1000),
        (0, _) => None,
        (total, _) => Some((u128::from(position.confirmed) * 1000 / u128::from(total)) as u64),
    }
}

fn title_ui(ui: &Ui, i18n: &I18n, session: &UploadSession, inside: Rect, tokens: &Tokens) {
    let y = inside.top() + 30.0;
    paint::icon(ui.painter(), pos2(inside.left() + 8.0, y), icons::FILE, 18.0, tokens.muted);
    let start = start_text(i18n, session);
    let right = if start.is_empty() {
        inside.right()
    } else {
        words::said(ui, pos2(inside.right(), y), Align::Max, &start, fonts::mono(12.0), tokens.muted).left()
    };
    let name = session.file_path.file_name().unwrap_or_default().to_string_lossy();
    let size = format::bytes(session.position.total);
    let size_width = paint::text_width(ui.painter(), &size, fonts::mono(12.0)) + 24.0;
    let at = pos2(inside.left() + 24.0, y);
    let room = right - at.x - size_width;
    let placed = paint::text_cut(ui.painter(), at, &name, fonts::semibold(15.0), tokens.text, room);
    words::label(ui, placed, &name).on_hover_text(session.file_path.display().to_string());
    words::said(ui, pos2(placed.right() + 12.0, y), Align::Min, &size, fonts::mono(12.0), tokens.muted);
}

/// Where the upload began or will go on.
fn start_text(i18n: &I18n, session: &UploadSession) -> String {
    let (key, byte) = match (session.state, session.attempts.last()) {
        (UploadState::Paused | UploadState::Backoff, _) if session.offset_known => {
            ("upload-resumes-at", session.position.confirmed)
        }
        (UploadState::Sending, Some(attempt)) => ("upload-started-at", attempt.from),
        (UploadState::Confirming | UploadState::Done | UploadState::Failed, Some(attempt)) => {
            ("upload-started-at", attempt.from)
        }
        _ => return String::new(),
    };
    i18n.text_with(key, &[("byte", format::grouped(byte).into())]).into_owned()
}

fn figure_ui(ui: &Ui, i18n: &I18n, session: &UploadSession, inside: Rect, tokens: &Tokens) {
    let y = inside.top() + 78.0;
    let figure = permille(session).map_or_else(|| "–".to_owned(), |tenths| format!("{}.{}", tenths / 10, tenths % 10));
    // A large face wants its own baseline: the line's middle lies higher in it.
    let galley = ui.painter().layout_no_wrap(figure.clone(), fonts::semibold(34.0), tokens.text);
    let size = galley.size();
    ui.painter().galley(pos2(inside.left(), (y - size.y / 2.0).round()), galley, tokens.text);
    let percent_at = pos2(inside.left() + size.x + 4.0, y + 8.0);
    let percent = paint::text(ui.painter(), percent_at, Align::Min, "%", fonts::body(15.0), tokens.muted);
    let figure_area = Rect::from_min_max(pos2(inside.left(), y - 18.0), pos2(percent.right(), y + 18.0));
    words::label(ui, figure_area, &i18n.text_with("upload-figure", &[("percent", figure.into())]));
    let x = percent.right() + 16.0;
    for (key, offset) in [("upload-figure-first", -8.0), ("upload-figure-second", 9.0)] {
        paint::text(ui.painter(), pos2(x, y + offset), Align::Min, i18n.text(key), fonts::body(12.0), tokens.muted);
    }
    let position = session.position;
    let amounts = [
        ("upload-confirmed", Swatch::Solid, position.confirmed),
        ("upload-not-confirmed", Swatch::Hatched, session.in_flight_bytes()),
        ("upload-to-send", Swatch::Empty, position.total.saturating_sub(position.sent.max(position.confirmed))),
    ];
    let left = x + 104.0;
    let step = ((inside.right() - left) / 3.0).min(184.0);
    for (number, (key, swatch, bytes)) in amounts.into_iter().enumerate() {
        amount_ui(ui, i18n, pos2(left + step * number as f32 + 8.0, y), key, swatch, bytes, step - 10.0, tokens);
    }
}

#[derive(Clone, Copy)]
enum Swatch {
    Solid,
    Hatched,
    Empty,
}

#[expect(clippy::too_many_arguments, reason = "one place in one picture")]
fn amount_ui(
    ui: &Ui,
    i18n: &I18n,
    at: egui::Pos2,
    key: &'static str,
    swatch: Swatch,
    bytes: u64,
    width: f32,
    tokens: &Tokens,
) -> Response {
    let dot = Rect::from_center_size(at + vec2(5.0, -8.0), vec2(10.0, 10.0));
    match swatch {
        Swatch::Solid => {
            ui.painter().rect_filled(dot, 2.0, tokens.ok);
        }
        Swatch::Hatched => {
            ui.painter().rect_filled(dot, 2.0, tokens.tint(tokens.warn, 25));
            paint::hatch(ui.painter(), dot, tokens.warn);
        }
        Swatch::Empty => {
            ui.painter().rect(dot, 2.0, tokens.raised, Stroke::new(1.0, tokens.line2), StrokeKind::Inside);
        }
    }
    let name = i18n.text(key);
    let value = format::bytes(bytes);
    let name_at = at + vec2(17.0, -8.0);
    paint::text_cut(ui.painter(), name_at, &name, fonts::body(12.0), tokens.muted, width - 17.0);
    paint::text(ui.painter(), at + vec2(17.0, 12.0), Align::Min, &value, fonts::mono(13.0), tokens.text);
    let area = Rect::from_min_size(at - vec2(0.0, 18.0), vec2(width, 40.0));
    let exact = format!("{} B", format::grouped(bytes));
    words::label(ui, area, &format!("{name} {value}")).on_hover_text(format!("{name}: {exact}"))
}

/// Confirmed is solid, sent is hatched; a tick where an attempt was cut.
fn bar_ui(ui: &Ui, i18n: &I18n, session: &UploadSession, bar: Rect, tokens: &Tokens) {
    let position = session.position;
    let total = position.total.max(1) as f64;
    let x_of = |byte: u64| bar.left() + (byte as f64 / total).min(1.0) as f32 * bar.width();
    let all = session.state == UploadState::Done;
    let confirmed_right = if all { bar.right() } else { x_of(position.confirmed) };
    let painter = ui.painter();
    painter.rect(bar, 3.0, tokens.raised, Stroke::new(1.0, tokens.line2), StrokeKind::Inside);
    let sent = Rect::from_min_max(pos2(confirmed_right, bar.top()), pos2(x_of(position.sent), bar.bottom()));
    if sent.width() > 0.5 {
        painter.rect_filled(sent, 2.0, tokens.tint(tokens.warn, 18));
        paint::hatch(painter, sent.shrink2(vec2(0.0, 1.0)), tokens.warn);
    }
    let confirmed = Rect::from_min_max(bar.min, pos2(confirmed_right, bar.bottom()));
    if confirmed.width() > 0.5 {
        painter.rect_filled(confirmed, 3.0, mix(tokens.surface, tokens.ok, 82));
    }
    for attempt in session.attempts.iter().filter(|attempt| words::is_trouble(attempt)) {
        let x = x_of(attempt.kept_to.unwrap_or(attempt.sent_to)).round();
        let tick = Rect::from_min_max(pos2(x - 2.0, bar.top() - 4.0), pos2(x + 2.0, bar.bottom() + 4.0));
        painter.rect_filled(tick, 1.0, tokens.surface);
        painter.vline(x, tick.y_range(), Stroke::new(1.5, tokens.error));
    }
    let response = ui.interact(bar, ui.scope_id().with("bar"), Sense::hover());
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ProgressIndicator, true, i18n.text("upload-bar"));
        info.value = permille(session).map(|tenths| tenths as f64 / 10.0);
        info
    });
}

/// What goes on in words; while bytes move, also how fast and how long still.
fn line_ui(ui: &Ui, i18n: &I18n, session: &UploadSession, at: egui::Pos2, right: f32, tokens: &Tokens) {
    let position = session.position;
    let args = [
        ("sent", format::bytes(position.sent.max(position.confirmed)).into()),
        ("total", format::bytes(position.total).into()),
    ];
    let uploaded = i18n.text_with("upload-so-far", &args);
    let placed = words::said(ui, at, Align::Min, &uploaded, fonts::body(13.0), tokens.text);
    let color = match session.state {
        UploadState::Paused | UploadState::Backoff => tokens.warn,
        UploadState::Failed if session.is_cancelled() => tokens.muted,
        UploadState::Failed => tokens.error,
        UploadState::Done => tokens.ok,
        UploadState::Sending if session.waits_for_server() => tokens.accent,
        _ => tokens.muted,
    };
    let mut right_words = String::new();
    if session.running_attempt().is_some() && !session.waits_for_server() {
        let left = position.total.saturating_sub(position.sent);
        if session.speed.bytes_per_sec().is_some() {
            right_words = words::rate_text(session);
        }
        if let Some(seconds) = session.speed.seconds_left(left) {
            let left = i18n.text_with("upload-time-left", &[("time", words::duration(seconds).into())]);
            right_words = format!("{right_words} · {left}");
        }
    }
    let mut end = right;
    if !right_words.is_empty() {
        let at = pos2(right, at.y);
        end = words::said(ui, at, Align::Max, &right_words, fonts::mono(12.0), tokens.text).left();
    }
    let mut state = i18n.text(words::state_key(session)).into_owned();
    let explained = session.explained.as_ref().filter(|_| !session.attempts.is_empty());
    let reason = explained.and_then(|row| reason::state(i18n, row));
    if let (UploadState::Done, Some(reason)) = (session.state, reason) {
        state = format!("{state}: {reason}");
    }
    let state_at = pos2(placed.right() + 16.0, at.y);
    let room = end - 16.0 - state_at.x;
    let shown = paint::text_cut(ui.painter(), state_at, &state, fonts::body(13.0), color, room);
    words::label(ui, shown, &state).on_hover_text(&state);
}
