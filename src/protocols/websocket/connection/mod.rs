//! An open connection: feeds the library what is queued and turns what it reads into rows. Beside it: what the session
//! does by itself, what is read from files meanwhile, and when something is due. It knows no commands and no attempts.

mod automation;
mod beside;
mod incoming;
mod owed;
mod receiving;
mod sharing;
mod timing;

use std::{
    io,
    task::{Context, Poll},
};

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    time::Instant,
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error as LibraryError,
        protocol::{Role, WebSocketConfig},
    },
};

pub(super) use self::{
    automation::Automation,
    beside::{Beside, Ready},
    timing::{Buffered, Deadline, TCP_END_TIMEOUT},
};
use self::{owed::OwedPongs, sharing::Sharing};
use super::{
    close::{CloseRequest, ClosingHandshake},
    config::Config,
    error::WebSocketError,
    event::{Event, ReadyState},
    lifecycle::Lifecycle,
    send::{SendQueue, close_message},
};
use crate::{
    net::{
        connect::Connection,
        kernel_queue::Endpoints,
        tap::{Keep, WireTap},
    },
    session::Rows,
};

/// Bytes that are read at a time: messages of 64 KiB come a fifth faster than with the library's 128 KiB.
const READ_BUFFER_BYTES: usize = 512 * 1024;

/// Bytes that the library collects before they go to the socket; a flush for each message is three times slower.
const WRITE_BUFFER_BYTES: usize = 128 * 1024;

/// Answers to so many messages leave while more are read: a peer that waits for them goes on meanwhile.
const MESSAGES_A_WRITE: usize = 384;

/// What there is of a session besides its connection: it waits for one, and outlives it.
#[derive(Debug)]
pub(super) struct SessionParts {
    pub(super) lifecycle: Lifecycle,
    pub(super) queue: SendQueue,
    pub(super) automation: Automation,
}

/// The library's stream over the tap, and everything that is on its way through it.
#[derive(Debug)]
pub(super) struct OpenConnection {
    socket: WebSocketStream<WireTap<Connection>>,
    keep: Keep,
    max_message_bytes: usize,
    leftovers_are_reported: bool,
    unflushed: bool,
    write_error: Option<io::Error>,
    pub(super) lifecycle: Lifecycle,
    pub(super) queue: SendQueue,
    pub(super) automation: Automation,
    heard_bytes: u64,
    owed: OwedPongs,
    sharing: Sharing,
    pub(super) closing: ClosingHandshake,
}

/// What a turn came to.
#[derive(Debug)]
pub(super) enum Turn {
    /// There are rows to be sent on, or there is more to read.
    Progress,
    /// Nothing more comes; an error unless the peer ended TCP after the closing handshake.
    Over(Option<WebSocketError>),
}

impl OpenConnection {
    pub(super) async fn new(tap: WireTap<Connection>, config: &Config, parts: SessionParts) -> Self {
        let SessionParts { lifecycle, mut queue, mut automation } = parts;
        automation.opened(Endpoints::of(tap.get_ref()), Instant::now());
        queue.keep_frames(config.keep == Keep::Frames);
        let limits = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER_BYTES)
            .write_buffer_size(WRITE_BUFFER_BYTES)
            .max_message_size(Some(config.max_message_bytes))
            .max_frame_size(Some(config.max_message_bytes));
        let socket = WebSocketStream::from_raw_socket(tap, Role::Client, Some(limits)).await;
        Self {
            socket,
            keep: config.keep,
            max_message_bytes: config.max_message_bytes,
            leftovers_are_reported: false,
            unflushed: false,
            write_error: None,
            lifecycle,
            queue,
            automation,
            heard_bytes: 0,
            owed: OwedPongs::default(),
            sharing: Sharing::default(),
            closing: ClosingHandshake::default(),
        }
    }

    /// Writes and reads as far as both go without waiting and rows have credit. Nothing is lost when the future around it
    /// is dropped.
    pub(super) fn poll_turn(&mut self, cx: &mut Context<'_>, rows: &mut Rows<Event>) -> Poll<Turn> {
        let (may_read, reported) = (!rows.are_waiting(), rows.waiting());
        self.poll_write(cx, rows);
        // As in the DOM: who closes is closing at once, though what was sent before still waits. What the socket took
        // just now has its rows first.
        if self.queue.is_closing() && self.write_error.is_none() {
            self.lifecycle.reach(ReadyState::Closing, rows);
        }
        let mut progress = rows.waiting() > reported;
        let mut read = 0_usize;
        if may_read && !self.owes_too_much() {
            while !rows.are_full() && !self.owes_too_much() {
                let Poll::Ready(next) = self.socket.poll_next_unpin(cx) else { break };
                // What was written while reading (a pong, the answer to a close) left before what was read came.
                self.report_taken(rows);
                match next {
                    Some(Ok(message)) => {
                        if let Some(error) = self.incoming(message, rows) {
                            return Poll::Ready(Turn::Over(Some(error)));
                        }
                    }
                    Some(Err(error)) => {
                        let meaning = self.meaning_of(error, rows);
                        // What answers earlier messages still goes, as far as the socket takes it at once.
                        self.poll_write(cx, rows);
                        return Poll::Ready(Turn::Over(meaning));
                    }
                    None => return Poll::Ready(Turn::Over(None)),
                }
                progress = true;
                read += 1;
                if read.is_multiple_of(MESSAGES_A_WRITE) {
                    self.poll_write(cx, rows);
                }
            }
            self.report_taken(rows);
            self.report_heard(rows);
            // Answers leave before anybody is told what they answer.
            if progress {
                self.poll_write(cx, rows);
            }
            progress |= rows.waiting() > reported;
        }
        if progress { Poll::Ready(Turn::Progress) } else { Poll::Pending }
    }

    /// Whether the peer makes us answer more than it takes. Nothing of it is read then; but where nothing can be sent
    /// any more, its last words are.
    fn owes_too_much(&self) -> bool {
        let echo_is_blocked = self.automation.echoes() && self.queue.is_full_of_answers();
        let is_blocked = echo_is_blocked || self.owed.are_too_many();
        is_blocked && self.write_error.is_none() && !self.closing.is_received()
    }

    /// Sends a close frame past everything that waits, and waits until the socket has it. [`Self::report_taken`] is due
    /// then.
    pub(super) async fn close_now(&mut self, close: &CloseRequest) {
        if self.closing.is_sent() || self.write_error.is_some() {
            return;
        }
        // The library has its own answer to a close frame, and refuses another one.
        let sent = if self.closing.is_received() {
            self.socket.flush().await
        } else {
            self.owed.closed();
            self.socket.send(close_message(close)).await
        };
        tracing::debug!(?sent, "close frame");
    }

    /// Waits until the peer ends TCP, reading nothing into rows: a socket that is dropped with unread bytes is
    /// reset, and the reset can overtake our close frame.
    pub(super) async fn discard_rest(&mut self) {
        let tap = self.socket.get_mut();
        tap.ignore_incoming();
        tap.shutdown().await.ok();
        let mut scratch = vec![0; 16 * 1024];
        while tap.read(&mut scratch).await.is_ok_and(|length| length > 0) {}
    }

    /// Tells the peer's TLS, or TCP, that we are done.
    pub(super) async fn shutdown(&mut self) {
        self.socket.get_mut().shutdown().await.ok();
    }

    /// Why the socket takes nothing any more.
    pub(super) fn write_error(&self) -> Option<&io::Error> {
        self.write_error.as_ref()
    }

    /// Takes it, to be reported.
    pub(super) fn take_write_error(&mut self) -> Option<io::Error> {
        self.write_error.take()
    }

    /// Does what is due by itself.
    pub(super) fn automate(&mut self, now: Instant, rows: &mut Rows<Event>) {
        self.automation.act(now, &mut self.queue, rows);
    }

    fn poll_write(&mut self, cx: &mut Context<'_>, rows: &mut Rows<Event>) {
        // What leaves has the time before it is written, and what is read then one behind it: a pong that is there
        // at once did not take no time.
        rows.forget_stamp();
        let leaves_at_micros = rows.stamp_micros();
        let written = self.try_poll_write(cx, !rows.are_full());
        self.report_taken_at(leaves_at_micros, rows);
        rows.forget_stamp();
        if let Err(error) = written {
            // Reading goes on: the peer's last words, and why it left, may still be there.
            self.write_error = Some(match error {
                LibraryError::Io(error) => error,
                other => io::Error::other(other),
            });
        }
    }

    fn try_poll_write(&mut self, cx: &mut Context<'_>, may_send: bool) -> Result<(), LibraryError> {
        if self.write_error.is_some() {
            return Ok(());
        }
        // A close needs no credit, and what was queued before it goes first.
        let may_send = (may_send || self.queue.is_closing()) && !self.closing.is_received();
        self.socket.get_mut().withhold_pongs(self.queue.withholds_pongs());
        if may_send {
            while let Poll::Ready(ready) = self.socket.poll_ready_unpin(cx) {
                ready?;
                if self.queue.frame_is_next() {
                    if self.unflushed && !self.try_poll_flush(cx)? {
                        break;
                    }
                    self.inject_next();
                    continue;
                }
                let Some(message) = self.queue.next() else { break };
                if message.is_close() {
                    self.owed.closed();
                }
                self.socket.start_send_unpin(message)?;
                self.unflushed = true;
            }
        }
        if self.unflushed {
            self.try_poll_flush(cx)?;
        }
        Ok(())
    }

    /// Whether the socket has everything.
    fn try_poll_flush(&mut self, cx: &mut Context<'_>) -> Result<bool, LibraryError> {
        if let Poll::Ready(flushed) = self.socket.poll_flush_unpin(cx) {
            flushed?;
            self.unflushed = false;
        }
        Ok(!self.unflushed)
    }

    /// Sends a frame past the library.
    fn inject_next(&mut self) {
        let Some(frame) = self.queue.next_frame() else { return };
        if let (Some(head), bytes) = frame.encode(random_mask()) {
            self.socket.get_mut().inject(head, &bytes);
            self.unflushed = true;
        }
    }

    /// Makes rows of what the socket has taken beside [`Self::poll_write`]: while reading, or at the end.
    pub(super) fn report_taken(&mut self, rows: &mut Rows<Event>) {
        if self.socket.get_ref().has_sent() {
            self.report_taken_at(rows.stamp_micros(), rows);
        }
    }

    fn report_taken_at(&mut self, at_micros: u64, rows: &mut Rows<Event>) {
        while let Some(sent) = self.socket.get_mut().next_sent() {
            self.owed.left(&sent);
            if let Some(entry) = self.queue.taken(&sent, at_micros) {
                self.automation.left(&entry);
                rows.row(entry);
            }
            if sent.head.opcode() == 8 {
                self.closing.sent();
                self.lifecycle.reach(ReadyState::Closing, rows);
            }
        }
    }

    /// Any byte ends an idle alarm, also one of a message that is not complete.
    fn report_heard(&mut self, rows: &mut Rows<Event>) {
        let bytes = self.socket.get_ref().received_bytes();
        if self.automation.listens() && bytes != self.heard_bytes {
            self.heard_bytes = bytes;
            self.automation.heard(Instant::now(), rows);
        }
    }
}

/// A masking key that nobody can foresee. RFC 6455 §5.3.
fn random_mask() -> [u8; 4] {
    let mut mask = [0; 4];
    if rustls::crypto::ring::default_provider().secure_random.fill(&mut mask).is_err() {
        mask = fastrand::u32(..).to_be_bytes();
    }
    mask
}
