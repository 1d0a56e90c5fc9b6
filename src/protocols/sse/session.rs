//! The model of a source as a window shows it: everything here follows from the rows.

use crate::transcript::{
    Body, Entry, Kind, Traffic, Transcript,
    entry::{Failure, Request, Response, State, Wait},
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
    /// The word in the record.
    pub fn name(self) -> &'static str {
        match self {
            Self::Connecting => "connecting",
            Self::Open => "open",
            Self::Closed => "closed",
        }
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
        [Self::Connecting, Self::Open, Self::Closed].into_iter().find(|state| state.name() == row.state)
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

/// A wait that is under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Countdown {
    /// When the next request leaves, in microseconds since the session began.
    pub until_micros: u64,
    /// How long the wait is, which one it is, and why.
    pub wait: Wait,
}

impl Countdown {
    /// Milliseconds that are left.
    pub fn left_millis(&self, now_micros: u64) -> u64 {
        self.until_micros.saturating_sub(now_micros).div_ceil(1000)
    }
}

/// A source as far as its rows have told.
#[derive(Debug)]
pub struct SseSession {
    /// Every row.
    pub transcript: Transcript,
    /// Events and bytes, and how fast they come.
    pub traffic: Traffic,
    /// Where the source is.
    pub state: ReadyState,
    /// Why it closed, if it did so by itself.
    pub closed_reason: Option<String>,
    /// What the next connection will send as `Last-Event-ID`.
    pub last_event_id: String,
    /// How long the next wait will be, in milliseconds.
    pub retry_millis: u64,
    /// Waits since the session began.
    pub reconnects: u64,
    /// The wait that is under way.
    pub countdown: Option<Countdown>,
    /// The last request.
    pub request: Option<Request>,
    /// Its answer's head.
    pub response: Option<Response>,
    /// The last failure; forgotten when a stream opens.
    pub error: Option<Failure>,
    /// When the stream opened that is open now, in microseconds since the session began.
    pub opened_at_micros: Option<u64>,
    /// Whether a stream was ever open.
    pub has_opened: bool,
}

impl SseSession {
    /// A source before its first row.
    pub fn new(retry_millis: u64, last_event_id: String) -> Self {
        Self {
            transcript: Transcript::default(),
            traffic: Traffic::default(),
            state: ReadyState::Connecting,
            closed_reason: None,
            last_event_id,
            retry_millis,
            reconnects: 0,
            countdown: None,
            request: None,
            response: None,
            error: None,
            opened_at_micros: None,
            has_opened: false,
        }
    }

    /// Takes a row in.
    pub fn apply(&mut self, entry: &Entry) {
        match &entry.body {
            Body::State(row) => self.change_state(entry.at_micros, row),
            Body::Request(request) => {
                self.request = Some(request.clone());
                self.response = None;
                self.countdown = None;
            }
            Body::Response(response) => self.response = Some(response.clone()),
            Body::Event(head, _) => self.last_event_id.clone_from(&head.last_event_id),
            Body::Id(head) => self.last_event_id.clone_from(&head.last_event_id),
            Body::Retry(retry) => self.retry_millis = retry.millis,
            Body::Backoff(wait) => {
                self.reconnects += 1;
                let until_micros = entry.at_micros.saturating_add(wait.millis.saturating_mul(1000));
                self.countdown = Some(Countdown { until_micros, wait: wait.clone() });
            }
            Body::Error(failure) => self.error = Some(failure.clone()),
            _ => {}
        }
        self.traffic.count(entry);
        self.transcript.push(entry);
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

    fn change_state(&mut self, at_micros: u64, row: &State) {
        let Some(state) = ReadyState::of(row) else { return };
        self.state = state;
        self.opened_at_micros = None;
        match state {
            ReadyState::Connecting => {}
            ReadyState::Open => {
                self.opened_at_micros = Some(at_micros);
                self.has_opened = true;
                self.error = None;
            }
            ReadyState::Closed => {
                self.countdown = None;
                self.closed_reason.clone_from(&row.reason);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::transcript::entry::{EventHead, IdHead, Retry};

    fn state(state: ReadyState, reason: Option<&str>) -> Body {
        let reason = reason.map(str::to_owned);
        Body::State(State { state: state.name().into(), code: Some(state.code()), reason })
    }

    #[test]
    fn follows_a_source_from_its_first_request_to_its_end() {
        let mut session = SseSession::new(3000, String::new());
        let wait = Wait { millis: 500, attempt: 1, reason: "the stream ended".to_owned() };
        let head = EventHead { last_event_id: "7".to_owned(), ..EventHead::default() };
        for (at, body) in [
            (0, state(ReadyState::Connecting, None)),
            (10, state(ReadyState::Open, None)),
            (20, Body::Retry(Retry { millis: 500 })),
            (30, Body::Event(head, Bytes::from_static(b"abc"))),
            (40, Body::Comment(Bytes::from_static(b" hi"))),
            (50, state(ReadyState::Connecting, None)),
            (60, Body::Backoff(wait.clone())),
        ] {
            session.apply(&Entry::incoming(at, body));
        }
        assert_eq!((session.last_event_id.as_str(), session.retry_millis), ("7", 500));
        assert_eq!((session.reconnects, session.comments(), session.traffic.incoming.bytes), (1, 1, 3));
        let countdown = session.countdown.clone().expect("it waits");
        assert_eq!((countdown.left_millis(60), countdown.left_millis(499_560), countdown.wait), (500, 1, wait));
        session.apply(&Entry::incoming(70, Body::Id(IdHead { last_event_id: String::new() })));
        session.apply(&Entry::local(80, state(ReadyState::Closed, Some("204"))));
        assert_eq!((session.state, session.closed_reason.as_deref()), (ReadyState::Closed, Some("204")));
        assert!(session.has_opened && session.countdown.is_none() && session.last_event_id.is_empty());
    }

    #[test]
    fn says_how_a_page_would_listen() {
        assert_eq!(handler_of("message").to_string(), "onmessage");
        assert_eq!(handler_of("bye").to_string(), "addEventListener('bye')");
        assert_eq!(handler_of("open").to_string(), "addEventListener('open')");
        assert_eq!(handler_of("it's").to_string(), "addEventListener('it\\'s')");
    }
}
