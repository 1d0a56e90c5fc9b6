//! The rows of frames that were sent as the user described them: fragments become one message, what breaks a rule
//! is a row of its own. Sans-IO.

use bytes::Bytes;

use super::frame::RawFrame;
use crate::{
    protocols::websocket::close::read_payload,
    transcript::{
        Body, Frame, FrameHead, Frames,
        entry::{Close, FrameNote},
    },
};

/// Follows such frames in the order in which they leave.
#[derive(Debug, Default)]
pub(super) struct RawFrames {
    open: Option<OpenMessage>,
}

#[derive(Debug)]
struct OpenMessage {
    is_text: bool,
    payload: Vec<u8>,
    frames: Frames,
}

impl RawFrames {
    /// A frame has left: its row, unless it is a fragment of a message that goes on.
    pub(super) fn taken(&mut self, raw: RawFrame, head: FrameHead, at_micros: u64) -> Option<(Body, Frames)> {
        let frame = Frame { head, at_micros };
        let mut illegal = raw.illegal();
        match (raw.opcode, &self.open) {
            (0, None) => illegal.push("unexpectedContinuation"),
            (1 | 2, Some(_)) => illegal.push("unfinishedMessage"),
            _ => {}
        }
        if !illegal.is_empty() {
            return Some((note(illegal, raw.payload), Frames::new([frame], None)));
        }
        match raw.opcode {
            0..=2 => {
                let is_text = raw.opcode == 1;
                let open = self.open.get_or_insert_with(|| OpenMessage {
                    is_text,
                    payload: Vec::new(),
                    frames: Frames::default(),
                });
                open.payload.extend_from_slice(&raw.payload);
                open.frames.push(frame);
                if raw.fin { self.open.take().map(OpenMessage::complete) } else { None }
            }
            opcode => {
                let body = match opcode {
                    8 => {
                        let (code, reason) = read_payload(&raw.payload);
                        Body::Close(Close { code, reason, clean: None })
                    }
                    9 => Body::Ping(raw.payload),
                    _ => Body::Pong(raw.payload),
                };
                Some((body, Frames::new([frame], None)))
            }
        }
    }

    /// A message that was begun and never ended.
    pub(super) fn unfinished(&mut self) -> Option<(Body, Frames)> {
        let OpenMessage { payload, frames, .. } = self.open.take()?;
        Some((note(vec!["unfinishedMessage"], payload.into()), frames))
    }
}

impl OpenMessage {
    fn complete(self) -> (Body, Frames) {
        let payload = Bytes::from(self.payload);
        let body = match (self.is_text, std::str::from_utf8(&payload)) {
            (false, _) => Body::Binary(payload),
            (true, Ok(_)) => Body::Text(payload),
            (true, Err(_)) => note(vec!["invalidUtf8"], payload),
        };
        (body, self.frames)
    }
}

fn note(illegal: Vec<&'static str>, payload: Bytes) -> Body {
    Body::Frame(FrameNote { illegal: illegal.into_iter().map(Into::into).collect() }, payload)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(fin: bool, opcode: u8, payload: &'static [u8]) -> RawFrame {
        RawFrame { fin, rsv: 0, opcode, masked: true, payload: Bytes::from_static(payload) }
    }

    fn taken(raw_frames: &mut RawFrames, frame: RawFrame) -> Option<(Body, usize)> {
        let (head, _) = frame.encode([0; 4]);
        raw_frames.taken(frame, head.expect("a header"), 0).map(|(body, frames)| (body, frames.list.len()))
    }

    #[test]
    fn fragments_become_one_message_with_all_its_frames() {
        let mut raw_frames = RawFrames::default();
        assert_eq!(taken(&mut raw_frames, raw(false, 1, b"\xc3")), None);
        assert_eq!(taken(&mut raw_frames, raw(true, 9, b"p")), Some((Body::Ping(Bytes::from_static(b"p")), 1)));
        assert_eq!(taken(&mut raw_frames, raw(false, 0, b"\xa9")), None);
        assert_eq!(taken(&mut raw_frames, raw(true, 0, b"!")), Some((Body::Text(Bytes::from("é!")), 3)));
        assert_eq!(taken(&mut raw_frames, raw(true, 2, b"b")), Some((Body::Binary(Bytes::from_static(b"b")), 1)));
        assert!(raw_frames.unfinished().is_none());
    }

    #[test]
    fn what_breaks_a_rule_is_a_row_of_its_own() {
        let mut raw_frames = RawFrames::default();
        let rules = |row: Option<(Body, usize)>| match row {
            Some((Body::Frame(note, _), _)) => note.illegal,
            other => panic!("no frame row: {other:?}"),
        };
        assert_eq!(rules(taken(&mut raw_frames, raw(true, 0, b"x"))), ["unexpectedContinuation"]);
        assert_eq!(taken(&mut raw_frames, raw(false, 1, b"\xff")), None);
        assert_eq!(rules(taken(&mut raw_frames, raw(true, 1, b"x"))), ["unfinishedMessage"]);
        assert_eq!(rules(taken(&mut raw_frames, raw(true, 0, b""))), ["invalidUtf8"]);
        assert_eq!(taken(&mut raw_frames, raw(false, 2, b"x")), None);
        let (body, frames) = raw_frames.unfinished().expect("a message");
        assert_eq!((rules(Some((body, 0))), frames.list.len()), (vec!["unfinishedMessage".into()], 1));
    }
}
