//! What comes from the peer: follows its frames, restores compressed messages, and stops at the first broken rule.
//! Sans-IO; it hands the library frames without any reserved bit.

use std::collections::VecDeque;

use bytes::Bytes;
use smallvec::SmallVec;
use tokio::time::Instant;

use super::{
    inflation::Inflation,
    keep::{Keep, MAX_KEPT_BYTES},
    parser::{FrameParser, Item},
    rules::{FrameRule, FrameRules, Side},
    text_log::TextLog,
};
use crate::{
    limits::MAX_FRAME_HEADS,
    transcript::{FrameHead, frames::OmittedFrames},
};

/// A frame's header, and when its last byte came.
#[derive(Clone, Copy, Debug)]
pub struct TimedHead {
    /// The header.
    pub head: FrameHead,
    /// When the last byte came.
    pub at: Instant,
}

/// A message, or a control frame, as it came.
#[derive(Clone, Debug, Default)]
pub struct Received {
    /// Its frames in order; of many, the first [`MAX_FRAME_HEADS`].
    pub frames: SmallVec<[TimedHead; 1]>,
    /// Those behind them.
    pub omitted: OmittedFrames,
    /// Of a compressed message, the begin of its payload as on the wire.
    pub deflated: Option<Bytes>,
    /// What a close frame carries.
    pub close_payload: Bytes,
}

impl Received {
    /// The next frame; it is only counted once there are [`MAX_FRAME_HEADS`].
    fn push(&mut self, frame: TimedHead) {
        if self.frames.len() < MAX_FRAME_HEADS {
            self.frames.push(frame);
        } else {
            self.omitted.add(&frame.head);
        }
    }
}

/// A frame that breaks a rule: nothing behind it is read.
#[derive(Clone, Debug)]
pub struct Broken {
    /// The rule.
    pub rule: FrameRule,
    /// Its header.
    pub head: FrameHead,
    /// The begin of its payload as on the wire, as far as it has come.
    pub payload: Bytes,
}

/// Everything that is known of the incoming direction.
#[derive(Debug)]
pub(super) struct Incoming {
    parser: FrameParser,
    rules: FrameRules,
    sender: Side,
    keep: Keep,
    frame_count: u64,
    head: Option<FrameHead>,
    open: Received,
    open_is_text: bool,
    close_payload: Vec<u8>,
    /// The peer's close frame has come: what follows is not handed out any more.
    has_closed: bool,
    messages: VecDeque<Received>,
    controls: VecDeque<Received>,
    texts: TextLog,
    pub(super) inflation: Option<Inflation>,
    pub(super) broken: Option<Broken>,
}

impl Incoming {
    /// For the frames that `sender` sends; what is kept of them is kept until it is asked for.
    pub(super) fn of(sender: Side, keep: Keep) -> Self {
        Self {
            parser: FrameParser::default(),
            rules: FrameRules::of(sender),
            sender,
            keep,
            frame_count: 0,
            head: None,
            open: Received::default(),
            open_is_text: false,
            close_payload: Vec::new(),
            has_closed: false,
            messages: VecDeque::new(),
            controls: VecDeque::new(),
            texts: TextLog::default(),
            inflation: None,
            broken: None,
        }
    }

    /// Restores compressed messages from now on.
    pub(super) fn inflate(&mut self, keeps_context: bool) {
        self.rules.with_deflate();
        self.inflation = Some(Inflation::new(self.sender, keeps_context));
    }

    /// Frames that have begun so far.
    pub(super) fn frame_count(&self) -> u64 {
        self.frame_count
    }

    /// Looks at bytes on their way to the library; returns how many of them may go there.
    pub(super) fn observe(&mut self, bytes: &[u8], now: Instant) -> usize {
        let mut rest = bytes;
        loop {
            let before = rest.len();
            match self.parser.next(&mut rest) {
                None => return bytes.len(),
                Some(Item::Head(head)) => {
                    if let Err(rule) = self.begin(head) {
                        self.break_off(rule, rest);
                        return bytes.len() - before;
                    }
                }
                Some(Item::Payload(payload)) => self.payload(payload),
                Some(Item::End) => self.end(now, None),
            }
        }
    }

    /// Turns wire bytes that have been read into bytes for the library, as many as it shall have at a time.
    pub(super) fn restore(&mut self, now: Instant) {
        let Some(mut inflation) = self.inflation.take() else { return };
        let raw = inflation.take_raw();
        let mut at = 0;
        while at < raw.len() && inflation.wants_more() && self.broken.is_none() {
            let mut rest = &raw[at..raw.len().min(at + inflation.step_bytes())];
            let before = rest.len();
            let item = self.parser.next(&mut rest);
            at += before - rest.len();
            match item {
                None => {}
                Some(Item::Head(head)) => match self.begin(head) {
                    Ok(()) => inflation.begin(&head),
                    Err(rule) => self.break_off(rule, &raw[at..]),
                },
                Some(Item::Payload(payload)) => {
                    if inflation.payload(payload, self.keeps_frames()).is_err() {
                        self.break_off(FrameRule::BadDeflate, payload);
                    }
                    if !inflation.is_deflated() {
                        self.payload(payload);
                    }
                }
                Some(Item::End) => self.ended(&mut inflation, now),
            }
        }
        // The end of a frame is known without a further byte.
        while self.broken.is_none()
            && let Some(Item::End) = self.parser.next(&mut &[][..])
        {
            self.ended(&mut inflation, now);
        }
        inflation.put_back(raw, at);
        self.inflation = Some(inflation);
    }

    /// The next message that the library has handed out.
    pub(super) fn next_message(&mut self) -> Received {
        self.messages.pop_front().unwrap_or_default()
    }

    /// The next control frame that the library has handed out; with [`Keep::Closes`], the next close.
    pub(super) fn next_control(&mut self) -> Option<Received> {
        self.controls.pop_front()
    }

    /// The library has handed out a text message.
    pub(super) fn text_delivered(&mut self) {
        self.texts.delivered();
    }

    /// The text message that the library does not take: its frames, and the begin of its payload.
    pub(super) fn refused_text(&mut self) -> (Received, Bytes) {
        let payload = self.texts.undelivered();
        let frames = if self.messages.is_empty() { self.open.clone() } else { self.next_message() };
        (frames, payload)
    }

    /// The frames of a message that has not ended.
    pub(super) fn unfinished(&self) -> Option<&Received> {
        self.rules.message_is_open().then_some(&self.open)
    }

    fn keeps_frames(&self) -> bool {
        self.keep == Keep::Frames
    }

    fn begin(&mut self, head: FrameHead) -> Result<(), FrameRule> {
        self.frame_count += 1;
        self.head = Some(head);
        self.rules.check(&head)?;
        if head.opcode() == 8 {
            self.close_payload.clear();
        } else if matches!(head.opcode(), 1 | 2) {
            self.open_is_text = head.opcode() == 1 && self.keep != Keep::Nothing;
            self.open = Received::default();
        }
        Ok(())
    }

    fn payload(&mut self, payload: &[u8]) {
        let Some(head) = &self.head else { return };
        if head.is_control() {
            if head.opcode() == 8 && self.keep != Keep::Nothing {
                self.close_payload.extend_from_slice(payload);
            }
        } else if self.open_is_text {
            self.texts.push(payload);
        }
    }

    fn ended(&mut self, inflation: &mut Inflation, now: Instant) {
        let Some(head) = self.head else { return };
        match inflation.end(&head) {
            Ok(restored) => {
                if self.open_is_text && !head.is_control() {
                    self.texts.push(restored.begin_of_text);
                }
                let deflated = restored.deflated;
                self.end(now, deflated);
            }
            Err(_broken) => self.break_off(FrameRule::BadDeflate, &[]),
        }
    }

    fn end(&mut self, now: Instant, deflated: Option<Bytes>) {
        let Some(head) = self.head.take().filter(|_| !self.has_closed) else { return };
        self.has_closed = head.opcode() == 8;
        let timed = TimedHead { head, at: now };
        if head.is_control() {
            if self.keeps_frames() || head.opcode() == 8 && self.keep == Keep::Closes {
                let close_payload = Bytes::copy_from_slice(if head.opcode() == 8 { &self.close_payload } else { &[] });
                self.controls.push_back(Received { frames: [timed].into(), close_payload, ..Received::default() });
            }
            return;
        }
        if self.keeps_frames() {
            self.open.push(timed);
            self.open.deflated = deflated;
        }
        if head.fin() {
            if self.open_is_text {
                self.texts.ended();
            }
            if self.keeps_frames() {
                self.messages.push_back(std::mem::take(&mut self.open));
            }
        }
    }

    fn break_off(&mut self, rule: FrameRule, behind: &[u8]) {
        let Some(head) = self.head else { return };
        let length = usize::try_from(head.payload_bytes()).unwrap_or(usize::MAX).min(MAX_KEPT_BYTES).min(behind.len());
        self.broken = Some(Broken { rule, head, payload: Bytes::copy_from_slice(&behind[..length]) });
    }
}
