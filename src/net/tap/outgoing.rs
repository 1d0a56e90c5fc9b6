//! What goes to the peer: says when the socket has taken a frame whole, deflates messages, withholds pongs and adds
//! frames that the library would not send. Sans-IO: it hands out bytes for the socket.

use std::collections::VecDeque;

use bytes::Bytes;
use smallvec::SmallVec;

use super::{
    parser::{FrameParser, Item},
    rules::MAX_CONTROL_PAYLOAD,
};
use crate::{
    net::deflate::Deflater,
    transcript::{
        FrameHead,
        frames::{MAX_DEFLATED_BYTES, MAX_HEAD_BYTES},
    },
};

/// More of the library's bytes are not accepted while so many wait for the socket.
const WAITING_BYTES: usize = 256 * 1024;

/// Room that is kept for the next frames.
const KEPT_BYTES: usize = 1024 * 1024;

/// A frame that the socket has taken whole, or that was withheld.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Its header as on the wire.
    pub head: FrameHead,
    /// Bytes of payload that the application handed over.
    pub payload_bytes: u64,
    /// The payload of a control frame, unmasked; empty for data.
    pub control_payload: Bytes,
    /// Of a compressed frame, the begin of its payload on the wire, unmasked.
    pub deflated: Option<Bytes>,
    /// Where it comes from, and whether it went.
    pub fate: Fate,
}

/// Where a frame comes from, and whether it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The library's, and it went.
    Sent,
    /// Sent past the library.
    Injected,
    /// A pong that stayed here because the user wants it so.
    Withheld,
}

/// Everything that is known of the outgoing direction.
#[derive(Debug, Default)]
pub(super) struct Outgoing {
    parser: FrameParser,
    head: Option<FrameHead>,
    /// Of a control frame that goes as it is, or of any frame that is changed: unmasked.
    payload: Vec<u8>,
    /// `None`: nobody asks for them.
    sent: Option<VecDeque<Sent>>,
    deflater: Option<Deflater>,
    withholds_pongs: bool,
    close_payload: Option<Bytes>,
    close_passed: bool,
    changes: bool,
    waiting: Vec<u8>,
    waiting_at: usize,
    /// Bytes that the socket has taken of all that ever waited, and frames by where they end among those.
    taken_bytes: u64,
    ends: VecDeque<(u64, Sent)>,
}

impl Outgoing {
    /// Whether [`Self::next_sent`] tells of frames from now on: what nobody asks for would be kept for ever.
    pub(super) fn tell_sent(&mut self, tells_sent: bool) {
        self.sent = tells_sent.then(VecDeque::new);
    }

    /// Deflates messages from now on; `None` leaves them as they are.
    pub(super) fn deflate(&mut self, deflater: Option<Deflater>) {
        self.deflater = deflater;
    }

    /// Whether answers to pings stay here.
    pub(super) fn withhold_pongs(&mut self, withholds: bool) {
        self.withholds_pongs = withholds;
    }

    /// The next close frame carries this instead of its own payload.
    pub(super) fn replace_close(&mut self, payload: Bytes) {
        self.close_payload = Some(payload);
    }

    /// Whether the library's next bytes do not go to the socket as they are. It changes between frames only.
    pub(super) fn changes(&mut self) -> bool {
        if self.parser.is_between_frames() {
            self.changes = self.wants_changes();
        }
        self.changes
    }

    /// How many of the library's bytes may go to the socket as they are now.
    pub(super) fn plain_bytes(&self, offered: usize) -> usize {
        if !self.wants_changes() {
            return offered;
        }
        offered.min(usize::try_from(self.parser.missing_bytes()).unwrap_or(usize::MAX))
    }

    /// The socket has taken these bytes of the library as they are.
    pub(super) fn observe(&mut self, mut bytes: &[u8]) {
        while let Some(item) = self.parser.next(&mut bytes) {
            match item {
                Item::Head(head) => self.begin(head),
                Item::Payload(payload) => {
                    if self.head.is_some_and(|head| head.is_control()) {
                        self.collect(payload, MAX_CONTROL_PAYLOAD);
                    }
                }
                Item::End => {
                    let Some(head) = self.head.take() else { continue };
                    self.close_passed |= head.opcode() == 8;
                    let Some(sent) = &mut self.sent else { continue };
                    let control_payload = Bytes::copy_from_slice(&self.payload);
                    let payload_bytes = head.payload_bytes();
                    sent.push_back(Sent { head, payload_bytes, control_payload, deflated: None, fate: Fate::Sent });
                }
            }
        }
    }

    /// Takes bytes of the library that are to be changed.
    pub(super) fn change(&mut self, mut bytes: &[u8]) {
        while let Some(item) = self.parser.next(&mut bytes) {
            match item {
                Item::Head(head) => self.begin(head),
                Item::Payload(payload) => self.collect(payload, usize::MAX),
                Item::End => {
                    if let Some(head) = self.head.take() {
                        self.changed(head);
                    }
                }
            }
        }
    }

    /// Adds a frame that the library does not know; everything before it must have been taken.
    pub(super) fn inject(&mut self, head: FrameHead, bytes: &[u8]) {
        self.close_passed |= head.opcode() == 8;
        let payload_bytes = head.payload_bytes();
        let sent = Sent { head, payload_bytes, control_payload: Bytes::new(), deflated: None, fate: Fate::Injected };
        self.waiting.extend_from_slice(bytes);
        self.end(sent);
    }

    /// What waits for the socket.
    pub(super) fn waiting(&self) -> &[u8] {
        &self.waiting[self.waiting_at..]
    }

    /// Whether so much waits that no more is accepted.
    pub(super) fn is_full(&self) -> bool {
        self.waiting().len() >= WAITING_BYTES
    }

    /// The socket has taken so much of what waits.
    pub(super) fn taken(&mut self, bytes: usize) {
        self.waiting_at += bytes;
        self.taken_bytes += bytes as u64;
        if self.waiting_at == self.waiting.len() {
            self.waiting.clear();
            self.waiting.shrink_to(KEPT_BYTES);
            self.waiting_at = 0;
        }
        let Some(sent) = &mut self.sent else { return };
        while let Some((_, taken)) = self.ends.pop_front_if(|(end, _)| *end <= self.taken_bytes) {
            sent.push_back(taken);
        }
    }

    /// Whether there is one to be taken.
    pub(super) fn has_sent(&self) -> bool {
        self.sent.as_ref().is_some_and(|sent| !sent.is_empty())
    }

    /// The next frame that the socket has taken whole, or that stayed here.
    pub(super) fn next_sent(&mut self) -> Option<Sent> {
        self.sent.as_mut()?.pop_front()
    }

    fn wants_changes(&self) -> bool {
        self.deflater.is_some() || self.withholds_pongs || self.close_passed || self.close_payload.is_some()
    }

    fn begin(&mut self, head: FrameHead) {
        self.head = Some(head);
        self.payload.clear();
    }

    /// Appends a piece of the payload, unmasked, as far as there is room.
    fn collect(&mut self, payload: &[u8], limit: usize) {
        let begin = self.payload.len();
        self.payload.extend_from_slice(&payload[..payload.len().min(limit.saturating_sub(begin))]);
        if let Some(mask) = self.head.and_then(|head| head.mask()) {
            apply_mask(&mut self.payload[begin..], mask, begin);
        }
    }

    fn changed(&mut self, mut head: FrameHead) {
        if head.opcode() == 8
            && let Some(payload) = self.close_payload.take()
            && let Some(changed) = FrameHead::new(&header(head.bytes()[0], head.mask(), payload.len()))
        {
            self.payload = payload.to_vec();
            head = changed;
        }
        let payload_bytes = head.payload_bytes();
        let control_payload = Bytes::copy_from_slice(if head.is_control() { &self.payload } else { &[] });
        let sent = Sent { head, payload_bytes, control_payload, deflated: None, fate: Fate::Sent };
        match head.opcode() {
            10 if self.withholds_pongs => self.end(Sent { fate: Fate::Withheld, ..sent }),
            // There is only one close frame. RFC 6455 §5.5.1.
            8 if self.close_passed => {}
            0..=2 if self.deflater.is_some() => self.push_deflated(&sent),
            opcode => {
                self.close_passed |= opcode == 8;
                self.push(head.bytes()[0], head.mask(), None);
                self.end(sent);
            }
        }
    }

    /// Pushes the frame with its payload deflated.
    fn push_deflated(&mut self, sent: &Sent) {
        let Some(deflater) = &mut self.deflater else { return };
        let mut payload = Vec::new();
        deflater.push(&self.payload, sent.head.fin(), &mut payload);
        // RSV1 stands in the first frame only. RFC 7692 §6.
        let first = sent.head.bytes()[0] | if sent.head.opcode() == 0 { 0x00 } else { 0x40 };
        let wire = Bytes::copy_from_slice(&payload[..payload.len().min(MAX_DEFLATED_BYTES)]);
        if let Some(head) = self.push(first, sent.head.mask(), Some(payload)) {
            self.end(Sent { head, deflated: Some(wire), ..sent.clone() });
        }
    }

    /// Writes a frame with a payload of its own, or with the one that was collected; it needs no new masking key, as
    /// the one that it came with was used for nothing.
    fn push(&mut self, first: u8, mask: Option<[u8; 4]>, payload: Option<Vec<u8>>) -> Option<FrameHead> {
        let mut payload = payload.unwrap_or_else(|| std::mem::take(&mut self.payload));
        let header = header(first, mask, payload.len());
        self.waiting.extend_from_slice(&header);
        if let Some(mask) = mask {
            apply_mask(&mut payload, mask, 0);
        }
        self.waiting.extend_from_slice(&payload);
        FrameHead::new(&header)
    }

    fn end(&mut self, sent: Sent) {
        if self.sent.is_none() {
            return;
        }
        let end = self.taken_bytes + self.waiting().len() as u64;
        self.ends.push_back((end, sent));
        self.taken(0);
    }
}

/// A header with the length in as few bytes as it can be. RFC 6455 §5.2.
pub fn header(first: u8, mask: Option<[u8; 4]>, payload_bytes: usize) -> SmallVec<[u8; MAX_HEAD_BYTES]> {
    let mut header = SmallVec::new();
    header.push(first);
    let mask_bit = if mask.is_some() { 0x80 } else { 0x00 };
    match payload_bytes {
        0..126 => header.push(mask_bit | payload_bytes as u8),
        126..=0xffff => {
            header.push(mask_bit | 0x7e);
            header.extend_from_slice(&(payload_bytes as u16).to_be_bytes());
        }
        _ => {
            header.push(mask_bit | 0x7f);
            header.extend_from_slice(&(payload_bytes as u64).to_be_bytes());
        }
    }
    header.extend_from_slice(mask.as_ref().map_or(&[][..], |mask| mask));
    header
}

/// Masks or unmasks a piece of a payload that begins at `at`. RFC 6455 §5.3.
pub fn apply_mask(bytes: &mut [u8], mut mask: [u8; 4], at: usize) {
    mask.rotate_left(at % 4);
    for chunk in bytes.chunks_mut(4) {
        for (byte, key) in chunk.iter_mut().zip(mask) {
            *byte ^= key;
        }
    }
}
