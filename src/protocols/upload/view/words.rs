//! Painted words that a screen reader and a test can read too, and the words for what ended an attempt.

use egui::{Align, Color32, FontId, Pos2, Rect, Response, Sense, Ui, WidgetInfo, accesskit::Role};

use crate::{
    i18n::I18n,
    protocols::upload::session::{Attempt, EndedBy, UploadSession, UploadState},
    transcript::{Kind, entry::SessionState},
    ui::{format, paint, theme::Tokens},
};

/// Draws a line of text that has a name in the accessibility tree.
pub(super) fn said(ui: &Ui, at: Pos2, align: Align, words: &str, font: FontId, color: Color32) -> Rect {
    let rect = paint::text(ui.painter(), at, align, words, font, color);
    label(ui, rect, words);
    rect
}

/// Names what is painted in a rectangle.
pub(super) fn label(ui: &Ui, rect: Rect, words: &str) -> Response {
    let place = (rect.min.x as i32, rect.min.y as i32);
    let response = ui.interact(rect, ui.scope_id().with(("said", place)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    response
}

/// The colour of an attempt: three hues in turn.
pub(super) fn hue(attempt: u32, tokens: &Tokens) -> Color32 {
    match attempt.saturating_sub(1) % 3 {
        0 => tokens.incoming,
        1 => tokens.accent,
        _ => tokens.outgoing,
    }
}

/// What ended an attempt, in a few words; an error's own words are in the list.
pub(super) fn ended(i18n: &I18n, ended_by: &EndedBy) -> String {
    match ended_by {
        EndedBy::Running => i18n.text("upload-ended-running").into_owned(),
        EndedBy::User => i18n.text("upload-ended-user").into_owned(),
        EndedBy::Success => i18n.text("upload-ended-success").into_owned(),
        EndedBy::Status(status) => {
            i18n.text_with("upload-ended-status", &[("status", status.to_string().into())]).into_owned()
        }
        EndedBy::Error(_) => i18n.text("upload-ended-error").into_owned(),
    }
}

/// Whether the attempt was cut by something that nobody wanted.
pub(super) fn is_trouble(attempt: &Attempt) -> bool {
    matches!(attempt.ended_by, EndedBy::Status(_) | EndedBy::Error(_))
}

/// The colour of its end.
pub(super) fn ended_color(attempt: &Attempt, tokens: &Tokens) -> Color32 {
    match attempt.ended_by {
        EndedBy::Running => tokens.accent,
        EndedBy::Success => tokens.ok,
        EndedBy::User => tokens.warn,
        EndedBy::Status(_) | EndedBy::Error(_) => tokens.error,
    }
}

/// Bytes a second of the attempt that runs: `8.9 MiB/s`, or `0 B/s` when none does.
pub(super) fn rate_text(session: &UploadSession) -> String {
    let rate = session.running_attempt().and_then(|_| session.speed.bytes_per_sec()).unwrap_or(0.0);
    format!("{}/s", format::bytes(rate as u64))
}

/// Seconds as a person says them: `8 s`, `1:12 min`, `2:05 h`.
pub(super) fn duration(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{}:{:02} min", seconds / 60, seconds % 60),
        _ => format!("{}:{:02} h", seconds / 3600, seconds / 60 % 60),
    }
}

/// The key of a sentence that says what goes on.
pub(super) fn state_key(session: &UploadSession) -> &'static str {
    match session.state {
        UploadState::Probing => "upload-state-probing",
        UploadState::Sending if session.waits_for_server() => "upload-state-waiting",
        UploadState::Sending => "upload-state-sending",
        UploadState::Paused => "upload-state-paused",
        UploadState::Backoff => "upload-state-backoff",
        UploadState::Confirming if session.position.confirmed == session.position.total => "upload-state-comparing",
        UploadState::Confirming => "upload-state-confirming",
        UploadState::Done if session.attempts.is_empty() => "upload-state-done-before",
        UploadState::Done => "upload-state-done",
        UploadState::Failed if session.is_cancelled() => "upload-state-cancelled",
        UploadState::Failed => "upload-state-failed",
    }
}

/// The key of the word for a kind of row that not every protocol has.
pub(super) fn kind_key(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Offset => "upload-kind-offset",
        Kind::Progress => "upload-kind-progress",
        Kind::Verified => "upload-kind-verified",
        Kind::Mark => "upload-kind-mark",
        _ => return None,
    })
}

/// The key of the word for a state; an upload has not all of them.
pub(super) fn row_state_key(state: SessionState) -> Option<&'static str> {
    Some(match state {
        SessionState::Probing => "upload-row-probing",
        SessionState::Sending => "upload-row-sending",
        SessionState::Paused => "upload-row-paused",
        SessionState::Backoff => "upload-row-backoff",
        SessionState::Confirming => "upload-row-confirming",
        SessionState::Done => "upload-row-done",
        SessionState::Failed => "upload-row-failed",
        _ => return None,
    })
}

/// What ended an attempt, for the narrow gap of the plot.
pub(super) fn cause(i18n: &I18n, ended_by: &EndedBy) -> String {
    match ended_by {
        EndedBy::Status(status) => status.to_string(),
        EndedBy::User => i18n.text("upload-cause-paused").into_owned(),
        EndedBy::Error(_) => i18n.text("upload-cause-lost").into_owned(),
        EndedBy::Running | EndedBy::Success => String::new(),
    }
}
