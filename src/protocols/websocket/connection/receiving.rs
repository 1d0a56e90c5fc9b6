//! What the library hands out of a connection, and what it leaves in the tap, as rows.

use tokio_tungstenite::tungstenite::{Error as LibraryError, Message, Utf8Bytes};

use super::{
    super::{
        error::WebSocketError,
        event::{Event, ReadyState},
        send::message::{Outgoing, Payload},
    },
    OpenConnection,
    incoming::{self, IllegalFrame},
    sharing::owned,
};
use crate::{
    engine::SessionClock,
    net::tap::{Keep, Unfinished},
    session::Rows,
    transcript::{Body, Entry},
};

impl OpenConnection {
    /// Makes a row of what the library hands out; an error when it is a close that must not be.
    pub(super) fn incoming(&mut self, message: Message, rows: &mut Rows<Event>) -> Option<WebSocketError> {
        let apart = self.sharing.keeps_row_apart(message.len(), self.socket.get_ref().handed_bytes());
        let body = match message {
            Message::Text(text) => {
                self.socket.get_mut().text_delivered();
                let copied = || Utf8Bytes::from(text.as_str().to_owned());
                self.echo(rows, text.len(), |apart| Payload::Text(if apart { copied() } else { text.clone() }));
                let text = owned(text.into(), apart);
                self.automation.message(&text, rows);
                Body::Text(text)
            }
            Message::Binary(bytes) => {
                self.echo(rows, bytes.len(), |apart| Payload::Binary(owned(bytes.clone(), apart)));
                self.automation.message(&bytes, rows);
                Body::Binary(owned(bytes, apart))
            }
            Message::Ping(payload) => {
                // The library answers by itself, but only when it is asked to write.
                self.unflushed = true;
                self.owed.pinged(&payload);
                Body::Ping(owned(payload, apart))
            }
            Message::Pong(payload) => Body::Pong(owned(payload, apart)),
            Message::Close(_) => return self.incoming_close(rows),
            Message::Frame(_) => return None,
        };
        let entry = Entry::incoming(rows.stamp_micros(), body);
        let entry = if self.keep == Keep::Frames { self.with_frames(entry, rows.clock()) } else { entry };
        rows.row(entry);
        None
    }

    fn with_frames(&mut self, entry: Entry, clock: SessionClock) -> Entry {
        let tap = self.socket.get_mut();
        let received = match entry.body {
            Body::Text(_) | Body::Binary(_) => tap.next_message(),
            _ => tap.next_control().unwrap_or_default(),
        };
        let trace = incoming::trace(received, entry.at_micros, clock);
        entry.with_frames(trace)
    }

    fn incoming_close(&mut self, rows: &mut Rows<Event>) -> Option<WebSocketError> {
        // The library answers by itself, but only when it is asked to write.
        self.unflushed = true;
        self.owed.closed();
        let received = self.socket.get_mut().next_control().unwrap_or_default();
        let (close, broken) = incoming::close(&received.close_payload);
        if let Some(answer) = incoming::own_answer(&received.close_payload) {
            self.socket.get_mut().answer_close_with(answer);
        }
        self.closing.received(close.code, close.reason.clone());
        let entry = Entry::incoming(rows.stamp_micros(), Body::Close(close));
        let trace = incoming::trace(received, entry.at_micros, rows.clock());
        rows.row(if self.keep == Keep::Frames { entry.with_frames(trace) } else { entry });
        self.lifecycle.reach(ReadyState::Closing, rows);
        broken.map(WebSocketError::Frame)
    }

    /// Sends a message of so many bytes back; `payload` is told whether it is to be a copy.
    fn echo(&mut self, rows: &mut Rows<Event>, payload_bytes: usize, payload: impl FnOnce(bool) -> Payload) {
        if self.automation.echoes() && !self.closing.is_received() {
            let handed_bytes = self.socket.get_ref().handed_bytes();
            let apart = self.sharing.keeps_answer_apart(payload_bytes, handed_bytes, self.queue.is_empty());
            // Reading stops long before the queue is full.
            if let Err(error) = self.queue.push(Outgoing::from(payload(apart))) {
                rows.error(&error);
            }
        }
    }

    /// Makes rows of what came and became none: what has begun and not ended, and what stands behind the close frame.
    /// Once, when nothing more is read.
    pub(in super::super) fn report_leftovers(&mut self, rows: &mut Rows<Event>) {
        if std::mem::replace(&mut self.leftovers_are_reported, true) {
            return;
        }
        let unfinished = self.socket.get_ref().unfinished();
        for Unfinished { head, payload, frames } in unfinished {
            let entry = Entry::incoming(rows.stamp_micros(), Body::Partial(Box::new(head), payload));
            let trace = incoming::trace(frames, entry.at_micros, rows.clock());
            rows.row(if self.keep == Keep::Frames { entry.with_frames(trace) } else { entry });
        }
        if let Some(stray) = self.socket.get_ref().stray() {
            rows.incoming(stray);
        }
    }

    /// A peer that stopped listening is often noticed by writing first: then that is the reason.
    pub(super) fn meaning_of(&mut self, error: LibraryError, rows: &mut Rows<Event>) -> Option<WebSocketError> {
        if self.closing.is_agreed() && matches!(error, LibraryError::Io(_)) {
            return None;
        }
        let (blamed, meaning) = incoming::failure(self.socket.get_mut(), error, self.max_message_bytes);
        // What has begun came before a frame that is to blame.
        self.report_leftovers(rows);
        if let Some(IllegalFrame { body, frames }) = blamed {
            let entry = Entry::incoming(rows.stamp_micros(), body);
            let trace = incoming::trace(frames, entry.at_micros, rows.clock());
            rows.row(entry.with_frames(trace));
        }
        match meaning {
            Some(WebSocketError::NoCloseFrame) => {
                Some(self.write_error.take().map_or(WebSocketError::NoCloseFrame, WebSocketError::Lost))
            }
            meaning => meaning,
        }
    }
}
