//! The model of a session: its handshake, its close, and what has been counted over its connections.
//!
//! It takes events and knows no socket and no window. What belongs to one connection is forgotten when the next one begins,
//! since its rows still say it; traffic, round trips and waits are counted over all of them.

use std::sync::Arc;

use super::{
    close::read_payload,
    event::{Event, ReadyState},
    liveness::{Idle, RoundTrips, queues::QueueSamples},
    replies::Counts,
    send::{fragments::OpenMessage, repeat::Progress},
};
use crate::{
    protocols::countdown::Countdown,
    session::Model,
    transcript::{
        Body, Direction, Entry, Traffic, Transcript,
        entry::{Close, Failure, Request, Response},
        frames::FramesSummary,
        reason::Code,
        record::RecordHeader,
    },
};

/// Everything that is known of a session.
#[derive(Debug, Default)]
pub struct Session {
    /// Its rows.
    pub transcript: Transcript,
    /// How much went each way.
    pub traffic: Traffic,
    /// The DOM's ready state.
    pub ready_state: ReadyState,
    /// The request as on the wire.
    pub request: Option<Arc<Request>>,
    /// The answer as on the wire. Of one that refuses the connection, up to 1 MiB of its body: more than its row keeps.
    pub response: Option<Arc<Response>>,
    /// From the request to its answer.
    pub answer_micros: Option<u64>,
    asked_at_micros: u64,
    /// The subprotocol that the server chose.
    pub subprotocol: Option<String>,
    /// The peer's close frame.
    pub peer_close: Option<Close>,
    /// Who sent the first close frame, and its code.
    pub first_close: Option<(Direction, u16)>,
    /// The code that the last frame of ours which is no message would have as a close frame.
    raw_code: u16,
    /// Something that was to be sent was not, on whichever connection.
    has_unsent: bool,
    /// How it ended: the `CloseEvent` of the DOM.
    pub close_event: Option<Close>,
    /// How far a repeated send has come: the one that runs, or the last.
    pub repeat: Option<Progress>,
    /// The message that is sent in fragments by hand.
    pub open_message: Option<OpenMessage>,
    /// Payload bytes that the socket has not taken.
    pub buffered_amount: u64,
    /// What waited on its way, over time.
    pub queues: QueueSamples,
    /// Pings and their pongs.
    pub round_trips: RoundTrips,
    /// Nothing comes: the alarm, until something comes again.
    pub idle: Option<Idle>,
    /// How far each reply rule has come.
    pub reply_counts: Vec<Counts>,
    /// The wait for the next attempt that is under way.
    pub countdown: Option<Countdown>,
    /// Waits since the session began.
    pub reconnects: u64,
    /// The last error.
    pub error: Option<Arc<Failure>>,
    /// How much messages shrank, where compression was agreed.
    pub deflate: Option<DeflateTotals>,
    /// When it began: 0, unless its clock ran before it.
    pub began_at_micros: u64,
    /// When it opened, in microseconds since it began.
    pub opened_at_micros: Option<u64>,
    /// When it was over, in microseconds since it began.
    pub closed_at_micros: Option<u64>,
}

/// Bytes of messages, and of their payloads on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WireBytes {
    /// As the program sees them.
    pub real: u64,
    /// On the wire.
    pub wire: u64,
}

/// What compression was worth in each direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeflateTotals {
    /// From the peer.
    pub incoming: WireBytes,
    /// To the peer.
    pub outgoing: WireBytes,
}

impl DeflateTotals {
    fn count(&mut self, entry: &Entry) {
        let bytes = match (&entry.body, entry.direction) {
            (Body::Text(_) | Body::Binary(_), Direction::In) => &mut self.incoming,
            (Body::Text(_) | Body::Binary(_), Direction::Out) => &mut self.outgoing,
            _ => return,
        };
        // A message whose frames are not known says nothing of what it was on the wire.
        let Some(summary) = FramesSummary::of(entry.frames.bytes()) else { return };
        bytes.real += entry.body.payload().len() as u64;
        bytes.wire += summary.wire_payload_bytes;
    }
}

impl Session {
    /// A session that keeps about `limit_bytes` of rows.
    pub fn with_limit(limit_bytes: usize) -> Self {
        Self { transcript: Transcript::with_limit(limit_bytes), ..Self::default() }
    }

    /// Whether the connection, the last one if there were several, was open at some time.
    pub fn was_open(&self) -> bool {
        self.opened_at_micros.is_some()
    }

    /// Whether it ended clean, as the `CloseEvent` says.
    pub fn ended_clean(&self) -> bool {
        self.close_event.as_ref().is_some_and(|close| close.clean == Some(true))
    }

    /// Whether something that was to be sent was not.
    pub fn has_unsent(&self) -> bool {
        self.has_unsent
    }

    /// The extensions that the server chose, as its head names them.
    pub fn extensions(&self) -> Option<&str> {
        self.answered("sec-websocket-extensions")
    }

    fn answered(&self, header: &str) -> Option<&str> {
        self.response.as_ref()?.header(header)
    }

    fn row(&mut self, entry: &Entry) {
        match (&entry.body, entry.direction) {
            (Body::State(state), _) => self.state(ReadyState::of(state), entry.at_micros),
            (Body::Request(request), _) => {
                self.request = Some(Arc::new(Request::clone(request)));
                self.response = None;
                self.answer_micros = None;
                self.asked_at_micros = entry.at_micros;
            }
            (Body::Response(response), _) => {
                self.response = Some(Arc::new(Response::clone(response)));
                self.answer_micros = Some(entry.at_micros.saturating_sub(self.asked_at_micros));
            }
            (Body::Close(close), Direction::Local) => self.close_event = Some(close.clone()),
            (Body::Close(close), direction) => {
                self.first_close.get_or_insert((direction, close.code));
                if direction == Direction::In {
                    self.peer_close = Some(close.clone());
                }
            }
            (Body::Frame(_, payload), Direction::Out) => self.raw_code = read_payload(payload).0,
            (Body::Error(failure), _) => {
                self.has_unsent |= failure.known_code() == Some(Code::CannotSend);
                self.error = Some(Arc::new(Failure::clone(failure)));
            }
            (Body::Ping(payload), Direction::Out) => self.round_trips.ping_left(payload.clone(), entry.at_micros),
            (Body::Pong(payload), Direction::In) => {
                self.round_trips.pong_came(payload, entry.at_micros, self.transcript.end_row());
            }
            (Body::Backoff(wait), _) => {
                self.countdown = Some(Countdown::new(entry.at_micros, wait.clone()));
                self.reconnects += 1;
            }
            _ => {}
        }
        if self.transcript.end_row() == 0 {
            self.began_at_micros = entry.at_micros;
        }
        if let Some(deflate) = &mut self.deflate {
            deflate.count(entry);
        }
        self.traffic.count(entry);
    }

    fn state(&mut self, state: Option<ReadyState>, at_micros: u64) {
        let Some(state) = state else { return };
        self.ready_state = state;
        self.countdown = None;
        match state {
            ReadyState::Open => {
                self.opened_at_micros = Some(at_micros);
                let deflates = self.extensions().is_some_and(|agreed| agreed.contains("permessage-deflate"));
                self.deflate = self.deflate.or(deflates.then(DeflateTotals::default));
                self.subprotocol = self.answered("sec-websocket-protocol").map(str::to_owned);
            }
            ReadyState::Closed => {
                self.closed_at_micros = Some(at_micros);
                self.round_trips.connection_ended();
                self.idle = None;
            }
            ReadyState::Connecting => self.forget_connection(),
            // A close frame that breaks the rules is no row of a close: the one before this was it.
            ReadyState::Closing => {
                self.first_close.get_or_insert((Direction::Out, self.raw_code));
            }
        }
    }

    /// Another connection is being made: what was known of the one before is in its rows.
    fn forget_connection(&mut self) {
        self.request = None;
        self.response = None;
        self.answer_micros = None;
        self.subprotocol = None;
        self.peer_close = None;
        self.first_close = None;
        self.close_event = None;
        self.error = None;
        self.open_message = None;
        self.opened_at_micros = None;
        self.closed_at_micros = None;
    }
}

impl Model for Session {
    type Event = Event;

    fn begin(_header: &RecordHeader, transcript: Transcript) -> Self {
        // What was agreed stands in the answer's head.
        Self { transcript, ..Self::default() }
    }

    fn apply(&mut self, event: Event) {
        match event {
            Event::Row(entry) => {
                self.row(&entry);
                self.transcript.push_owned(entry);
            }
            Event::RefusalBody(body) => {
                if let Some(response) = &mut self.response {
                    Arc::make_mut(response).body_preview = Some(String::from_utf8_lossy(&body).into_owned());
                }
            }
            Event::Buffered(bytes) => self.buffered_amount = bytes,
            Event::Queues(sample) => self.queues.push(sample),
            Event::Idle(idle) => self.idle = idle,
            Event::Replied(counts) => self.reply_counts = counts,
            // The counts say the same; cookies are the tab's.
            Event::RepliesHeldBack { .. } | Event::Cookies(_) => {}
            Event::Repeat(progress) => self.repeat = Some(progress),
            Event::OpenMessage(open) => self.open_message = open,
        }
    }

    fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    fn transcript_mut(&mut self) -> &mut Transcript {
        &mut self.transcript
    }
}
