//! The words of a WebSocket's rows: their keys, and a close as it is said.

use crate::{
    i18n::I18n,
    protocols::websocket::close::meaning_key,
    transcript::{Kind, entry::Close},
};

/// The key of the word for a kind of row that not every protocol has.
pub(super) fn kind_key(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Text => "ws-kind-text",
        Kind::Binary => "ws-kind-binary",
        Kind::Ping => "ws-kind-ping",
        Kind::Pong => "ws-kind-pong",
        Kind::Close => "ws-kind-close",
        Kind::Frame => "ws-kind-frame",
        Kind::Ignored => "ws-kind-ignored",
        _ => return None,
    })
}

/// Whether a row's payload is what its size column counts.
pub(super) fn has_payload(kind: Kind) -> bool {
    matches!(kind, Kind::Text | Kind::Binary | Kind::Ping | Kind::Pong | Kind::Frame | Kind::Partial | Kind::Stray)
}

/// A close in words: `1012 Service restart · "why" · clean`.
pub(super) fn close_text(i18n: &I18n, close: &Close) -> String {
    let mut text = format!("{} {}", close.code, i18n.text(meaning_key(close.code)));
    if !close.reason.is_empty() {
        text = format!("{text} · “{}”", close.reason);
    }
    match close.clean {
        Some(true) => format!("{text} · {}", i18n.text("ws-clean")),
        Some(false) => format!("{text} · {}", i18n.text("ws-not-clean")),
        None => text,
    }
}

/// Bytes as `37 fa 21 3d`.
pub(super) fn spaced_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}
