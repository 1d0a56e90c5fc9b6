//! A stream between the socket and the WebSocket library, that a console can look into and interfere with.
//!
//! It takes the heads of the handshake as they are on the wire, sees every frame in both directions, inflates and
//! deflates compressed messages, and stops at the first frame that breaks a rule. State and UTF-8 are the library's.

mod arriving;
mod exchange;
mod incoming;
mod inflation;
mod keep;
mod outgoing;
mod parser;
mod received;
mod rules;
mod stream;
mod text_log;

pub use self::{
    arriving::Unfinished,
    exchange::HeadError,
    keep::Keep,
    outgoing::{Fate, Sent, apply_mask, header},
    parser::{FrameParser, Item},
    received::{Broken, Received, TimedHead},
    rules::{FrameRule, FrameRules, MAX_CLOSE_REASON_BYTES, MAX_CONTROL_PAYLOAD, Side},
};

use bytes::{Bytes, BytesMut};

use self::{incoming::Incoming, outgoing::Outgoing, stream::Stretch};
use super::{
    deflate::{Agreement, Deflater},
    http1::reader::HeadReader,
};
use crate::transcript::{Body, FrameHead};

/// Sits between the socket (TCP or TLS) and the WebSocket library, on either side of a connection.
#[derive(Debug)]
pub struct WireTap<S> {
    stream: S,
    side: Side,
    request_head: Bytes,
    heads: HeadReader,
    /// Read with a head that is not complete, or behind it.
    ahead: BytesMut,
    incoming: Option<Incoming>,
    outgoing: Outgoing,
    scratch: Vec<u8>,
    received_bytes: u64,
    handed_bytes: u64,
    /// What came last is made of very small frames; so might be what comes first.
    reads_crumbs: bool,
    /// What had come when somebody else last had a turn.
    rested_at: Stretch,
}

impl<S> WireTap<S> {
    /// For the client's side of a connection on which the handshake is still to be made.
    pub fn before_handshake(stream: S) -> Self {
        Self::after_handshake(stream, Side::Client)
    }

    /// For one side of a connection whose handshake is over.
    pub fn after_handshake(stream: S, side: Side) -> Self {
        Self {
            stream,
            side,
            request_head: Bytes::new(),
            heads: HeadReader::default(),
            ahead: BytesMut::new(),
            incoming: None,
            outgoing: Outgoing::default(),
            scratch: Vec::new(),
            received_bytes: 0,
            handed_bytes: 0,
            reads_crumbs: true,
            rested_at: Stretch::default(),
        }
    }

    /// Follows the peer's frames from now on, and compresses if that was agreed on.
    pub fn begin_frames(&mut self, keep: Keep, agreement: Option<&Agreement>) {
        let peer = match self.side {
            Side::Client => Side::Server,
            Side::Server => Side::Client,
        };
        self.outgoing.tell_sent(keep != Keep::Nothing);
        let mut incoming = Incoming::of(peer, keep);
        if let Some(agreed) = agreement {
            let (bits, ours_alone, theirs_alone) = match self.side {
                Side::Client => {
                    (agreed.client_window_bits, agreed.client_no_context_takeover, agreed.server_no_context_takeover)
                }
                Side::Server => {
                    (agreed.server_window_bits, agreed.server_no_context_takeover, agreed.client_no_context_takeover)
                }
            };
            incoming.inflate(!theirs_alone);
            self.outgoing.deflate(Deflater::new(bits, !ours_alone));
        }
        self.incoming = Some(incoming);
    }

    /// Stops at a message of the peer that has more bytes than these; from [`Self::begin_frames`] on.
    pub fn limit_messages(&mut self, max_message_bytes: usize) {
        if let Some(incoming) = &mut self.incoming {
            incoming.limit_messages(max_message_bytes as u64);
        }
    }

    /// Bytes that came so far, with those of the handshake.
    pub fn received_bytes(&self) -> u64 {
        self.received_bytes
    }

    /// Bytes that the library was handed so far: after compression was undone, without those of the handshake.
    pub fn handed_bytes(&self) -> u64 {
        self.handed_bytes
    }

    /// The stream underneath.
    pub fn get_ref(&self) -> &S {
        &self.stream
    }

    /// Whether answers to pings stay here.
    pub fn withhold_pongs(&mut self, withholds: bool) {
        self.outgoing.withhold_pongs(withholds);
    }

    /// The library's next close frame carries this instead.
    pub fn answer_close_with(&mut self, payload: Bytes) {
        self.outgoing.replace_close(payload);
    }

    /// Adds a frame that the library does not know, as it is; everything before it must have been flushed.
    pub fn inject(&mut self, head: FrameHead, bytes: &[u8]) {
        self.outgoing.inject(head, bytes);
    }

    /// The frames of the next message that the library hands out; empty unless they are kept.
    pub fn next_message(&mut self) -> Received {
        self.incoming.as_mut().map(Incoming::next_message).unwrap_or_default()
    }

    /// The next control frame that the library hands out; unless frames are kept, the next close.
    pub fn next_control(&mut self) -> Option<Received> {
        self.incoming.as_mut()?.next_control()
    }

    /// The library has handed out a text message.
    pub fn text_delivered(&mut self) {
        if let Some(incoming) = &mut self.incoming {
            incoming.text_delivered();
        }
    }

    /// The text message that the library refused: its frames and the begin of its payload.
    pub fn refused_text(&mut self) -> (Received, Bytes) {
        self.incoming.as_mut().map(Incoming::refused_text).unwrap_or_default()
    }

    /// The frame that broke a rule, once everything before it has been read.
    pub fn broken(&self) -> Option<&Broken> {
        self.incoming.as_ref()?.broken.as_ref()
    }

    /// The size, as far as it is known, of the message that was more than [`Self::limit_messages`] allows, once everything
    /// before it has been read.
    pub fn too_big_bytes(&self) -> Option<u64> {
        self.incoming.as_ref()?.too_big_bytes
    }

    /// What has begun and not ended, in the order in which it began: a message, a control frame, the head of a frame.
    pub fn unfinished(&self) -> Vec<Unfinished> {
        self.incoming.as_ref().map(Incoming::unfinished).unwrap_or_default()
    }

    /// What came behind the peer's close frame, as a row, if anything did.
    pub fn stray(&self) -> Option<Body> {
        self.incoming.as_ref()?.stray()
    }

    /// Looks at nothing that comes any more.
    pub fn ignore_incoming(&mut self) {
        self.incoming = None;
    }

    /// The request head as it left, with the empty line.
    pub fn request_head(&self) -> &Bytes {
        &self.request_head
    }

    /// Whether there is a frame that [`Self::next_sent`] would give.
    pub fn has_sent(&self) -> bool {
        self.outgoing.has_sent()
    }

    /// The next frame that the socket has taken whole, or that stayed here; none with [`Keep::Nothing`], and none of
    /// those before [`Self::begin_frames`].
    pub fn next_sent(&mut self) -> Option<Sent> {
        self.outgoing.next_sent()
    }
}

#[cfg(test)]
mod tests;
