//! The model of a source: its ready state, what the next connection will send, and how a page would listen.
//!
//! Everything here follows from the first line of its record and from its rows, so a saved session shows what a live one
//! did. Whether and when it connects again its task decides.

use std::{collections::VecDeque, sync::Arc};

use super::{config, event::Event};
use crate::{
    protocols::{awaiting::Awaited, countdown::Countdown},
    session::Model,
    transcript::{
        Body, Entry, Kind, RowRef, Traffic, Transcript,
        entry::{Failure, Request, Response, SessionState, State, is_interim},
        record::RecordHeader,
    },
};

/// `EventSource.readyState`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadyState {
    /// 0: on the way, or waiting to try again.
    Connecting,
    /// 1: the stream is open.
    Open,
    /// 2: over, for good.
    Closed,
}

impl ReadyState {
    /// The state in the record.
    pub fn state(self) -> SessionState {
        match self {
            Self::Connecting => SessionState::Connecting,
            Self::Open => SessionState::Open,
            Self::Closed => SessionState::Closed,
        }
    }

    /// The row's head.
    pub fn to_record(self) -> State {
        State::new(self.state()).with_code(self.code())
    }

    /// The DOM's number.
    pub fn code(self) -> u8 {
        match self {
            Self::Connecting => 0,
            Self::Open => 1,
            Self::Closed => 2,
        }
    }

    fn of(row: &State) -> Option<Self> {
        [Self::Connecting, Self::Open, Self::Closed].into_iter().find(|state| row.state == state.state())
    }
}

/// How a page would have to listen to get an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Handler<'a> {
    /// `source.onmessage`, or a listener for `message`.
    OnMessage,
    /// Only `source.addEventListener(type, …)`. Named `open` or `error`, it also reaches `onopen` or `onerror`.
    Listener(&'a str),
}

/// Which handler of a page sees an event of this type.
pub fn handler_of(event_type: &str) -> Handler<'_> {
    if event_type == "message" { Handler::OnMessage } else { Handler::Listener(event_type) }
}

impl std::fmt::Display for Handler<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::OnMessage => f.write_str("onmessage"),
            Self::Listener(name) => {
                write!(f, "addEventListener('{}')", name.replace('\\', "\\\\").replace('\'', "\\'"))
            }
        }
    }
}

/// A source as far as its rows go.
#[derive(Debug)]
pub struct SseSession {
    /// Every row.
    pub transcript: Transcript,
    /// Events and bytes, and how fast they come.
    pub traffic: Traffic,
    /// Where the source is.
    pub state: ReadyState,
    /// Why it closed, if it did so by itself.
    pub closed: Option<State>,
    /// What the next connection will send as `Last-Event-ID`.
    pub last_event_id: String,
    /// How long the next wait will be, in milliseconds.
    pub retry_millis: u64,
    /// Waits since the session began.
    pub reconnects: u64,
    /// The wait that is under way.
    pub countdown: Option<Countdown>,
    /// The last request.
    pub request: Option<Arc<Request>>,
    /// Its answer's head.
    pub response: Option<Arc<Response>>,
    /// The last failure; forgotten when a stream opens.
    pub error: Option<Failure>,
    /// The answer that takes its time, while it does.
    pub awaited: Option<Awaited>,
    /// When the stream opened that is open now, in microseconds since the session began.
    pub opened_at_micros: Option<u64>,
    /// When the source was closed.
    pub closed_at_micros: Option<u64>,
    /// The longest type and the longest ID so far, in characters: so wide are their columns.
    pub longest: Longest,
    request_rows: VecDeque<u64>,
    has_opened: bool,
}

/// Lengths in characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Longest {
    /// Of an event's type.
    pub event_type: usize,
    /// Of a last event ID.
    pub id: usize,
}

impl SseSession {
    /// A source that begins with this reconnection time and this last event ID, and keeps about `limit_bytes` of rows.
    pub fn new(retry_millis: u64, last_event_id: String, limit_bytes: usize) -> Self {
        Self {
            transcript: Transcript::with_limit(limit_bytes),
            traffic: Traffic::default(),
            state: ReadyState::Connecting,
            closed: None,
            last_event_id,
            retry_millis,
            reconnects: 0,
            countdown: None,
            request: None,
            response: None,
            error: None,
            awaited: None,
            opened_at_micros: None,
            closed_at_micros: None,
            longest: Longest::default(),
            request_rows: VecDeque::new(),
            has_opened: false,
        }
    }

    /// Whether a stream has opened at some time.
    pub fn has_opened(&self) -> bool {
        self.has_opened
    }

    /// The URL of the last request: where redirects have led to.
    pub fn final_url(&self) -> Option<&str> {
        self.request.as_ref().map(|request| request.url.as_str())
    }

    /// Comment lines so far.
    pub fn comments(&self) -> u64 {
        self.transcript.count(Kind::Comment)
    }

    /// Lines without effect so far.
    pub fn ignored(&self) -> u64 {
        self.transcript.count(Kind::Ignored)
    }

    /// The rows of the requests of the connection that a row belongs to, redirects included, each with that of its answer.
    /// `status_of` reads the status of an answer.
    pub fn exchanges_at<'s>(
        &'s self,
        row: u64,
        mut status_of: impl FnMut(&RowRef<'s>) -> Option<u16>,
    ) -> Vec<(RowRef<'s>, Option<RowRef<'s>>)> {
        let mut exchanges = VecDeque::new();
        let earlier = self.request_rows.partition_point(|&request| request <= row);
        for &number in self.request_rows.range(..earlier).rev() {
            let Some(request) = self.transcript.row(number) else { break };
            let answers = (number + 1..).map_while(|number| self.transcript.row(number));
            let answers = answers.take_while(|row| row.kind == Kind::Response);
            let mut answers = answers.filter_map(|row| Some((row, status_of(&row)?)));
            let answer = answers.find(|(_, status)| !is_interim(*status));
            let was_redirected = answer.is_some_and(|(_, status)| (300..400).contains(&status));
            if !exchanges.is_empty() && !was_redirected {
                break;
            }
            exchanges.push_front((request, answer.map(|(row, _)| row)));
        }
        exchanges.into()
    }

    fn forget_dropped_requests(&mut self) {
        while self.request_rows.front().is_some_and(|&row| row < self.transcript.first_row()) {
            self.request_rows.pop_front();
        }
    }

    fn apply_row(&mut self, entry: &Entry) {
        match &entry.body {
            Body::State(row) => self.change_state(entry.at_micros, row),
            Body::Request(request) => {
                self.request_rows.push_back(self.transcript.end_row());
                self.request = Some(Arc::new(Request::clone(request)));
                self.response = None;
                self.countdown = None;
                self.awaited = None;
            }
            Body::Response(response) if !response.is_interim() => {
                self.response = Some(Arc::new(Response::clone(response)));
                self.awaited = None;
            }
            Body::Event(head, _) => {
                self.longest.event_type = self.longest.event_type.max(head.event_type.chars().count());
                self.set_last_event_id(&head.last_event_id);
            }
            Body::Id(head) => self.set_last_event_id(&head.last_event_id),
            Body::Retry(retry) => self.retry_millis = retry.millis,
            Body::Backoff(wait) => {
                self.reconnects += 1;
                self.countdown = Some(Countdown::new(entry.at_micros, wait.clone()));
            }
            Body::Error(failure) => {
                self.error = Some(Failure::clone(failure));
                self.awaited = None;
            }
            _ => {}
        }
        self.traffic.count(entry);
    }

    fn set_last_event_id(&mut self, id: &str) {
        if self.last_event_id != id {
            id.clone_into(&mut self.last_event_id);
            self.longest.id = self.longest.id.max(id.chars().count());
        }
    }

    fn change_state(&mut self, at_micros: u64, row: &State) {
        let Some(state) = ReadyState::of(row) else { return };
        self.state = state;
        self.opened_at_micros = None;
        match state {
            ReadyState::Connecting => {}
            ReadyState::Open => {
                self.has_opened = true;
                self.opened_at_micros = Some(at_micros);
                self.error = None;
            }
            ReadyState::Closed => {
                self.countdown = None;
                self.awaited = None;
                self.closed_at_micros = Some(at_micros);
                self.closed = Some(row.clone()).filter(|row| row.reason.is_some());
            }
        }
    }
}

impl Model for SseSession {
    type Event = Event;

    fn begin(header: &RecordHeader, transcript: Transcript) -> Self {
        let (retry_millis, last_event_id) = config::first_values(&header.settings);
        Self { transcript, ..Self::new(retry_millis, last_event_id, 0) }
    }

    fn apply(&mut self, event: Event) {
        match event {
            Event::Row(row) => {
                self.apply_row(&row);
                self.transcript.push_owned(row);
                self.forget_dropped_requests();
            }
            Event::RetrySet(millis) => self.retry_millis = millis,
            Event::Awaiting(awaited) => self.awaited = Some(awaited),
            // They are the tab's.
            Event::Cookies(_) => {}
        }
    }

    fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    fn transcript_mut(&mut self) -> &mut Transcript {
        &mut self.transcript
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::{
        protocols::sse::event::StreamEnded,
        transcript::{
            entry::{EventHead, IdHead, Retry, Wait},
            reason::Explanation,
        },
    };

    fn state(state: ReadyState, reason: Option<&str>) -> Body {
        Body::State(State { reason: reason.map(str::to_owned), ..state.to_record() })
    }

    #[test]
    fn follows_a_source_from_its_first_request_to_its_end() {
        let mut session = SseSession::new(3000, String::new(), 1 << 20);
        let wait = Wait::new(500, 1, Explanation::of(&StreamEnded));
        let head = EventHead { last_event_id: "7".into(), ..EventHead::default() };
        for (at, body) in [
            (0, state(ReadyState::Connecting, None)),
            (10, state(ReadyState::Open, None)),
            (20, Body::Retry(Retry { millis: 500 })),
            (30, Body::Event(head, Bytes::from_static(b"abc"))),
            (40, Body::Comment(Bytes::from_static(b" hi"))),
            (50, state(ReadyState::Connecting, None)),
            (60, Body::Backoff(wait.clone())),
        ] {
            session.apply(Entry::incoming(at, body).into());
        }
        assert_eq!((session.last_event_id.as_str(), session.retry_millis), ("7", 500));
        assert_eq!((session.reconnects, session.comments(), session.traffic.incoming.bytes), (1, 1, 3));
        let countdown = session.countdown.clone().expect("it waits");
        assert_eq!((countdown.left_millis(60), countdown.left_millis(499_560), countdown.wait), (500, 1, wait));
        session.apply(Entry::incoming(70, Body::Id(IdHead { last_event_id: "".into() })).into());
        session.apply(Event::RetrySet(9));
        session.apply(Entry::local(80, state(ReadyState::Closed, Some("204"))).into());
        let closed = session.closed.as_ref().and_then(|row| row.reason.as_deref());
        assert_eq!((session.state, closed), (ReadyState::Closed, Some("204")));
        assert_eq!((session.closed_at_micros, session.retry_millis), (Some(80), 9));
        assert!(session.countdown.is_none() && session.last_event_id.is_empty());
    }

    #[test]
    fn a_row_leads_to_the_requests_of_its_connection() {
        let mut session = SseSession::new(3000, String::new(), 1 << 20);
        let request = |url: &str| Request::new("GET", url, Vec::new());
        let response = |status| Response::new(status, None, Vec::new());
        let event = || Body::Event(EventHead::default(), Bytes::new());
        for body in [
            Body::from(request("a")),
            Body::from(response(302)),
            Body::from(request("b")),
            Body::from(response(200)),
            event(),
            Body::from(request("c")),
            event(),
        ] {
            session.apply(Entry::incoming(0, body).into());
        }
        let urls = |row| {
            let exchanges = session.exchanges_at(row, |answer| answer.fields().map(|head: Response| head.status));
            let url = |request: &RowRef<'_>| request.fields().map(|head: Request| head.url).expect("a request");
            exchanges.iter().map(|(request, answer)| (url(request), answer.is_some())).collect::<Vec<_>>()
        };
        assert_eq!(urls(4), [("a".to_owned(), true), ("b".to_owned(), true)]);
        assert_eq!(urls(6), [("c".to_owned(), false)]);
    }

    #[test]
    fn says_how_a_page_would_listen() {
        assert_eq!(handler_of("message").to_string(), "onmessage");
        assert_eq!(handler_of("bye").to_string(), "addEventListener('bye')");
        assert_eq!(handler_of("open").to_string(), "addEventListener('open')");
        assert_eq!(handler_of("it's").to_string(), "addEventListener('it\\'s')");
    }
}
