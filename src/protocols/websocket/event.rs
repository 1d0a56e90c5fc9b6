//! What a session can be asked to do and what it reports.

use bytes::Bytes;

use super::{
    close::CloseRequest,
    liveness::{self, Idle, queues::QueueSample},
    replies::{Counts, Replies},
    send::{
        Change,
        draft::Draft,
        fragments::{Fragment, OpenMessage},
        frame::RawFrame,
        message::{Outgoing, PingPayload},
        repeat::{Order, Progress},
    },
};
use crate::{
    engine::Weigh,
    net::cookies::CookieChange,
    protocols::Report,
    transcript::{
        Entry,
        entry::{SessionState, State},
        reason::{Code, HasReason, Reason},
    },
};

/// A request to a running session. Everything is sent in the order of the commands.
#[derive(Debug)]
pub enum Command {
    /// Send a message.
    Send(Outgoing),
    /// Send a ping.
    Ping(PingPayload),
    /// Send what is written, once its placeholders are filled in.
    SendDraft(Draft),
    /// Send what is written as the next fragment of a message.
    SendFragment(Fragment),
    /// Send again and again, or line after line of a file.
    Repeat(Order),
    /// End that.
    StopRepeat,
    /// Send a frame exactly as it is described, legal or not.
    SendFrame(RawFrame),
    /// Answer no ping from now on, or every one again.
    WithholdPongs(bool),
    /// Other pings, another idle alarm. Whether pongs are withheld has a command of its own.
    SetLiveness(liveness::Options),
    /// Other replies.
    SetReplies(Replies),
    /// Whether what waits on its way is drawn, so that it has to be looked at all the time.
    ShowQueues(bool),
    /// Another cookie, or one less.
    ChangeCookies(CookieChange),
    /// Wait no longer for the next attempt.
    ReconnectNow,
    /// Close, as a page's `close()`: before the connection is open it gives up connecting.
    Close(CloseRequest),
    /// Close once everything before it has been sent, also when the connection is still to be opened.
    Finish(CloseRequest),
}

/// What a session reports.
#[derive(Clone, Debug)]
pub enum Event {
    /// A row.
    Row(Entry),
    /// The body of an answer that refuses the connection, up to 1 MiB of it.
    RefusalBody(Bytes),
    /// Payload bytes that wait for the socket, as `bufferedAmount` of the DOM.
    Buffered(u64),
    /// What waits on its way, ours and the kernel's.
    Queues(QueueSample),
    /// Nothing came for the time of the alarm; `None`: something came again.
    Idle(Option<Idle>),
    /// How far each reply rule has come.
    Replied(Vec<Counts>),
    /// A reply rule begins to hold back replies, because they are too many.
    RepliesHeldBack {
        /// Its number, from 0.
        rule: usize,
    },
    /// How far a repeated send has come.
    Repeat(Progress),
    /// The message that is sent in fragments by hand, while it is not complete.
    OpenMessage(Option<OpenMessage>),
    /// The cookies have changed.
    Cookies(CookieChange),
}

impl From<Entry> for Event {
    fn from(row: Entry) -> Self {
        Self::Row(row)
    }
}

impl From<Change> for Event {
    fn from(change: Change) -> Self {
        match change {
            Change::OpenMessage(open) => Self::OpenMessage(open),
            Change::Repeat(progress) => Self::Repeat(progress),
        }
    }
}

impl Report for Event {
    fn entry(&self) -> Option<&Entry> {
        match self {
            Self::Row(entry) => Some(entry),
            _ => None,
        }
    }

    fn cookie_change(&self) -> Option<&CookieChange> {
        if let Self::Cookies(change) = self { Some(change) } else { None }
    }

    fn notice(&self) -> Option<String> {
        match self {
            Self::Idle(Some(idle)) => Some(format!("nothing came for {} s", idle.after.as_secs_f64())),
            Self::Idle(None) => Some("something came again".to_owned()),
            Self::RepliesHeldBack { rule } => {
                Some(format!("reply rule {}: too many replies within a second, more are not sent", rule + 1))
            }
            _ => None,
        }
    }

    fn measure(&self) -> Option<String> {
        match self {
            Self::Buffered(bytes) => Some(format!("bufferedAmount {bytes}")),
            _ => None,
        }
    }
}

impl Weigh for Event {
    fn weight_bytes(&self) -> usize {
        match self {
            Self::Row(entry) => entry.weight_bytes(),
            Self::RefusalBody(body) => size_of::<Self>() + body.len(),
            Self::Cookies(change) => size_of::<Self>() + change.weight_bytes(),
            Self::Replied(counts) => size_of::<Self>() + size_of_val(counts.as_slice()),
            _ => size_of::<Self>(),
        }
    }
}

/// The wait for another attempt was ended: the `reason` of the last `state`.
#[derive(Debug, thiserror::Error)]
#[error("no further attempt is wanted")]
pub(super) struct NoFurtherAttempt;

impl HasReason for NoFurtherAttempt {
    fn reason(&self) -> Reason {
        Code::NoFurtherAttempt.into()
    }
}

/// The DOM's `readyState`. WHATWG, WebSocket standard §3.1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReadyState {
    /// The connection is being made.
    #[default]
    Connecting,
    /// Messages can go both ways.
    Open,
    /// A close frame has gone one way.
    Closing,
    /// It is over.
    Closed,
}

impl ReadyState {
    /// The DOM's number.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// The state in the record.
    pub fn state(self) -> SessionState {
        match self {
            Self::Connecting => SessionState::Connecting,
            Self::Open => SessionState::Open,
            Self::Closing => SessionState::Closing,
            Self::Closed => SessionState::Closed,
        }
    }

    /// The state of a record's row.
    pub fn of(row: &State) -> Option<Self> {
        let all = [Self::Connecting, Self::Open, Self::Closing, Self::Closed];
        all.into_iter().find(|ready| row.state == ready.state())
    }

    /// The row's head.
    pub fn to_record(self) -> State {
        State::new(self.state()).with_code(self.code())
    }
}
