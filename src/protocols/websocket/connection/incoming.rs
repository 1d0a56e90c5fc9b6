//! What the library hands out and what the tap saw of it, as rows and, where a rule is broken, as an error. Sans-IO.

use bytes::Bytes;
use tokio_tungstenite::tungstenite::Error as LibraryError;

use super::super::{
    close::read_payload,
    error::{FrameRule, WebSocketError},
};
use crate::{
    engine::SessionClock,
    net::tap::{Broken, Received, WireTap, apply_mask},
    transcript::{
        Body, Frame, FrameTrace, Frames,
        entry::{Close, FrameNote},
    },
};

/// The frames of a row that is made now.
pub(super) fn trace(received: Received, at_micros: u64, clock: SessionClock) -> FrameTrace {
    match (received.frames.as_slice(), &received.deflated) {
        ([], _) => FrameTrace::default(),
        // Read in the same breath as its row is made.
        ([only], None) => FrameTrace::single(&only.head),
        (list, _) => {
            let list = list.iter().map(|timed| Frame { head: timed.head, at_micros: clock.micros_at(timed.at) });
            let frames = Frames { omitted: received.omitted, ..Frames::new(list, received.deflated) };
            FrameTrace::new(at_micros, &frames)
        }
    }
}

/// A close frame of the peer, with the code that it really carries; and the rule that it breaks, if that fails the
/// connection. Browsers fail it for the codes that are only ever reported, and take every other number.
pub(super) fn close(payload: &Bytes) -> (Close, Option<FrameRule>) {
    let (code, reason) = read_payload(payload);
    let broken = !payload.is_empty() && matches!(code, 1005 | 1006 | 1015);
    (Close { code, reason, clean: None }, broken.then_some(FrameRule::CloseCode { code }))
}

/// The answer to a close frame that the library would answer as if its code were illegal.
pub(super) fn own_answer(payload: &Bytes) -> Option<Bytes> {
    let (code, _) = read_payload(payload);
    // Registered after the library's list was made: https://www.iana.org/assignments/websocket.
    (payload.len() > 1 && code == 1014).then(|| payload.clone())
}

/// A frame that is no message, as a row.
#[derive(Debug)]
pub(super) struct IllegalFrame {
    pub(super) body: Body,
    pub(super) frames: Received,
}

/// What a failed read means: the frame that is to blame, if one is, and the error, unless it only says that the peer
/// ended TCP after the closing handshake.
pub(super) fn failure<S>(
    tap: &mut WireTap<S>,
    error: LibraryError,
    max_message_bytes: usize,
) -> (Option<IllegalFrame>, Option<WebSocketError>) {
    if let (LibraryError::Io(_), Some(broken)) = (&error, tap.broken()) {
        let rule = broken.rule.clone();
        return (Some(IllegalFrame::of_broken(broken)), Some(WebSocketError::Frame(rule)));
    }
    if let (LibraryError::Io(_), Some(bytes)) = (&error, tap.too_big_bytes()) {
        return (None, Some(WebSocketError::MessageTooBig { bytes, limit: max_message_bytes }));
    }
    let meaning = WebSocketError::of_read(error);
    let blamed = match &meaning {
        Some(WebSocketError::NotUtf8) => {
            Some(unreadable_close(tap).unwrap_or_else(|| IllegalFrame::new("invalidUtf8", tap.refused_text())))
        }
        Some(WebSocketError::Frame(FrameRule::ClosePayload)) => unreadable_close(tap),
        _ => None,
    };
    (blamed, meaning)
}

/// The close frame that the library does not take, if it is one.
fn unreadable_close<S>(tap: &mut WireTap<S>) -> Option<IllegalFrame> {
    loop {
        let frame = tap.next_control()?;
        let payload = frame.close_payload.clone();
        let reason = payload.get(2..).unwrap_or_default();
        if payload.len() == 1 {
            return Some(IllegalFrame::new("closePayload", (frame, payload)));
        }
        if std::str::from_utf8(reason).is_err() {
            return Some(IllegalFrame::new("invalidUtf8", (frame, payload)));
        }
    }
}

impl IllegalFrame {
    fn new(rule: &'static str, (frames, payload): (Received, Bytes)) -> Self {
        Self { body: Body::Frame(FrameNote { illegal: vec![rule.into()] }, payload), frames }
    }

    fn of_broken(broken: &Broken) -> Self {
        let mut payload = broken.payload.to_vec();
        if let Some(mask) = broken.head.mask() {
            apply_mask(&mut payload, mask, 0);
        }
        Self::new(broken.rule.name(), (broken.frames.clone(), payload.into()))
    }
}
