//! What comes from the peer: follows its frames, inflates compressed messages, and stops at the first broken rule, at a
//! message that is too large, and behind a close frame. Sans-IO; it hands the library frames without any reserved bit.

use std::collections::VecDeque;

use bytes::Bytes;
use tokio::time::Instant;

use super::{
    arriving::{Arriving, Unfinished, frame_head},
    inflation::Inflation,
    keep::{Keep, MAX_KEPT_BYTES},
    parser::{FrameParser, Item},
    received::{Broken, Received, TimedHead},
    rules::{FrameRule, FrameRules, Side},
    text_log::TextLog,
};
use crate::transcript::{
    Body, FrameHead,
    entry::{FirstBytes, Stray},
};

/// Everything that is known of the incoming direction.
#[derive(Debug)]
pub(super) struct Incoming {
    parser: FrameParser,
    rules: FrameRules,
    sender: Side,
    keep: Keep,
    max_message_bytes: u64,
    frame_count: u64,
    head: Option<TimedHead>,
    arriving: Arriving,
    open: Received,
    open_is_text: bool,
    open_is_deflated: bool,
    close_payload: Vec<u8>,
    /// The peer's close frame has come: what follows belongs to nothing.
    has_closed: bool,
    stray: FirstBytes,
    messages: VecDeque<Received>,
    controls: VecDeque<Received>,
    texts: TextLog,
    pub(super) inflation: Option<Inflation>,
    pub(super) broken: Option<Broken>,
    pub(super) too_big_bytes: Option<u64>,
}

impl Incoming {
    /// For the frames that `sender` sends; what is kept of them is kept until it is asked for.
    pub(super) fn of(sender: Side, keep: Keep) -> Self {
        Self {
            parser: FrameParser::default(),
            rules: FrameRules::of(sender),
            sender,
            keep,
            max_message_bytes: u64::MAX,
            frame_count: 0,
            head: None,
            arriving: Arriving::default(),
            open: Received::default(),
            open_is_text: false,
            open_is_deflated: false,
            close_payload: Vec::new(),
            has_closed: false,
            stray: FirstBytes::of_stray(),
            messages: VecDeque::new(),
            controls: VecDeque::new(),
            texts: TextLog::default(),
            inflation: None,
            broken: None,
            too_big_bytes: None,
        }
    }

    /// Stops at a message with more bytes than these.
    pub(super) fn limit_messages(&mut self, max_message_bytes: u64) {
        self.max_message_bytes = max_message_bytes;
    }

    /// Whether the library is handed no more, because of what the peer did.
    pub(super) fn has_stopped(&self) -> bool {
        self.broken.is_some() || self.too_big_bytes.is_some()
    }

    /// What came behind the peer's close frame.
    pub(super) fn stray(&self) -> Option<Body> {
        self.stray.stray(Stray::CLOSE).filter(|_| self.keep != Keep::Nothing)
    }

    /// Inflates compressed messages from now on.
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
            if self.has_closed && self.keep != Keep::Nothing {
                self.stray.push(rest);
                return bytes.len() - rest.len();
            }
            let before = rest.len();
            match self.parser.next(&mut rest) {
                None => return bytes.len(),
                Some(Item::Head(head)) => {
                    if !self.begin(head, rest, now) {
                        return bytes.len() - before;
                    }
                }
                Some(Item::Payload(payload)) => self.payload(payload),
                Some(Item::End) => self.end(now, None),
            }
        }
    }

    /// Turns wire bytes that have been read into bytes for the library, as many as it shall have at a time.
    pub(super) fn inflate_read(&mut self, now: Instant) {
        let Some(mut inflation) = self.inflation.take() else { return };
        let raw = inflation.take_raw();
        let mut at = 0;
        while at < raw.len() && inflation.wants_more() && !self.has_stopped() {
            if self.has_closed && self.keep != Keep::Nothing {
                self.stray.push(&raw[at..]);
                at = raw.len();
                break;
            }
            let mut rest = &raw[at..raw.len().min(at + inflation.step_bytes())];
            let before = rest.len();
            let item = self.parser.next(&mut rest);
            at += before - rest.len();
            match item {
                None => {}
                Some(Item::Head(head)) => self.begin_to_restore(&mut inflation, head, &raw[at..], now),
                Some(Item::Payload(payload)) => self.payload_to_restore(&mut inflation, payload),
                Some(Item::End) => self.ended(&mut inflation, now),
            }
        }
        // The end of a frame is known without a further byte.
        while !self.has_stopped()
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
        // Whatever has come behind it does not count. RFC 6455 §7.1.7.
        self.keep = Keep::Nothing;
        let frames = if self.messages.is_empty() { self.open.clone() } else { self.next_message() };
        (frames, payload)
    }

    /// What has begun and not ended, in the order in which it began: a message, a control frame, a frame's head.
    pub(super) fn unfinished(&self) -> Vec<Unfinished> {
        if self.keep == Keep::Nothing {
            return Vec::new();
        }
        // A frame that breaks a rule is told by itself; not so one with data that break it, or too many of them.
        let is_bad_deflate = self.broken.as_ref().is_some_and(|broken| broken.rule == FrameRule::BadDeflate);
        let current = self.head.filter(|_| self.broken.is_none() || is_bad_deflate);
        let data = current.filter(|frame| !frame.head.is_control());
        let mut begun = Vec::new();
        if data.is_some() || self.rules.message_is_open() {
            let message = self.unfinished_message(data);
            // Of data that inflate to nothing, the frame that is to blame has everything.
            begun.extend(Some(message).filter(|message| !is_bad_deflate || message.head.bytes > 0));
        }
        if let Some(control) = current.filter(|frame| frame.head.is_control()) {
            begun.push(self.arriving.control(&control.head, Received::of(control)));
        }
        if !self.has_stopped() && !self.has_closed && !self.parser.begun_head().is_empty() {
            begun.push(frame_head(self.parser.begun_head()));
        }
        begun
    }

    fn unfinished_message(&self, last: Option<TimedHead>) -> Unfinished {
        let mut frames = self.open.clone();
        if let Some(last) = last.filter(|_| self.keeps_frames()) {
            frames.push(last);
        }
        if let Some(inflation) = self.inflation.as_ref().filter(|inflation| inflation.message_is_deflated()) {
            let (wire, wire_bytes) = inflation.wire();
            frames.deflated = Some(Bytes::copy_from_slice(wire)).filter(|_| self.keeps_frames());
            return self.arriving.deflated_message(&inflation.message(), wire_bytes, frames);
        }
        self.arriving.message(last.as_ref().map(|last| &last.head), frames)
    }

    fn keeps_frames(&self) -> bool {
        self.keep == Keep::Frames
    }

    /// A frame begins, behind whose head these bytes have come. False when it is the last that is looked at.
    fn begin(&mut self, head: FrameHead, behind: &[u8], now: Instant) -> bool {
        self.frame_count += 1;
        self.head = Some(TimedHead { head, at: now });
        if let Err(rule) = self.rules.check(&head) {
            let length = usize::try_from(head.payload_bytes()).unwrap_or(usize::MAX).min(MAX_KEPT_BYTES);
            let payload = Bytes::copy_from_slice(&behind[..length.min(behind.len())]);
            self.broken = Some(Broken { rule, head, payload, frames: Received::of(TimedHead { head, at: now }) });
            return false;
        }
        if head.opcode() == 8 {
            self.close_payload.clear();
        } else if matches!(head.opcode(), 1 | 2) {
            self.open_is_text = head.opcode() == 1 && self.keep != Keep::Nothing;
            self.open_is_deflated = head.rsv1();
            self.open = Received::default();
        }
        // What is to be inflated waits for its turn.
        self.arriving.begin(&head, if self.rules.deflates() { 0 } else { behind.len() });
        if !head.is_control() && !self.is_inflated(&head) && self.arriving.announced_bytes() > self.max_message_bytes {
            self.too_big_bytes = Some(self.arriving.announced_bytes());
            let length = usize::try_from(head.payload_bytes()).unwrap_or(usize::MAX);
            self.arriving.keep(&behind[..length.min(behind.len())]);
            return false;
        }
        true
    }

    fn begin_to_restore(&mut self, inflation: &mut Inflation, head: FrameHead, behind: &[u8], now: Instant) {
        if self.begin(head, behind, now) {
            inflation.begin(&head);
        }
    }

    /// Whether a frame of data belongs to a compressed message: only what that inflates to says how large it is.
    fn is_inflated(&self, head: &FrameHead) -> bool {
        head.rsv1() || head.opcode() == 0 && self.open_is_deflated
    }

    fn payload(&mut self, payload: &[u8]) {
        let Some(TimedHead { head, .. }) = &self.head else { return };
        if self.keep == Keep::Nothing {
            return;
        }
        self.arriving.payload(head, payload);
        if head.opcode() == 8 {
            self.close_payload.extend_from_slice(payload);
        } else if self.open_is_text && !head.is_control() {
            self.texts.push(payload);
        }
    }

    fn payload_to_restore(&mut self, inflation: &mut Inflation, payload: &[u8]) {
        if inflation.payload(payload, self.keep != Keep::Nothing).is_err() {
            self.break_deflated(inflation);
        } else if !inflation.is_deflated() {
            self.payload(payload);
        } else if inflation.message_bytes() > self.max_message_bytes {
            self.too_big_bytes = Some(inflation.message_bytes());
        }
    }

    fn ended(&mut self, inflation: &mut Inflation, now: Instant) {
        let Some(TimedHead { head, .. }) = self.head else { return };
        match inflation.end(&head, self.keeps_frames()) {
            Ok(inflated) => {
                if self.open_is_text && !head.is_control() {
                    self.texts.push(inflated.begin_of_text);
                }
                let deflated = inflated.deflated;
                self.end(now, deflated);
            }
            Err(_broken) => self.break_deflated(inflation),
        }
    }

    fn end(&mut self, now: Instant, deflated: Option<Bytes>) {
        let Some(TimedHead { head, .. }) = self.head.take().filter(|_| !self.has_closed) else { return };
        self.has_closed = head.opcode() == 8;
        self.arriving.end(&head);
        let timed = TimedHead { head, at: now };
        if head.is_control() {
            if self.keeps_frames() || head.opcode() == 8 && self.keep == Keep::Closes {
                let close_payload = Bytes::copy_from_slice(if head.opcode() == 8 { &self.close_payload } else { &[] });
                self.controls.push_back(Received { close_payload, ..Received::of(timed) });
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

    /// The message that is coming cannot be inflated: all of its frames are to blame, whichever one it showed in.
    fn break_deflated(&mut self, inflation: &Inflation) {
        let Some(last) = self.head else { return };
        let mut frames = self.open.clone();
        if self.keeps_frames() || last.head.opcode() != 0 {
            frames.push(last);
        }
        let payload = Bytes::copy_from_slice(inflation.wire().0);
        self.broken = Some(Broken { rule: FrameRule::BadDeflate, head: last.head, payload, frames });
    }
}
