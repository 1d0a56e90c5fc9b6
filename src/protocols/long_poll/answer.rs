//! What an answer means and how long to wait after it. Sans-IO: status, length and held time in, a wait out.

use std::time::Duration;

use http::StatusCode;

pub use crate::net::retry_after::retry_after;
use crate::transcript::reason::Code;

/// A server or proxy that held a request at least so long has done its part: it is asked again at once.
pub const MIN_HELD: Duration = Duration::from_secs(1);

/// The wait after an answer that came too soon, and after an error.
pub const DEFAULT_WAIT: Duration = Duration::from_secs(1);

/// What an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseClass {
    /// A success with a body.
    Message,
    /// Nothing new: a success without a body, or a time-out of the server or of a proxy.
    Empty,
    /// A 502: an error, but also what many proxies end a request with that was held too long for them.
    BadGateway,
    /// Anything else.
    Error,
}

impl ResponseClass {
    /// Whether its row is an error.
    pub fn is_error(self) -> bool {
        matches!(self, Self::BadGateway | Self::Error)
    }
}

/// Sorts an answer by its status and whether it has a body.
pub fn classify(status: StatusCode, has_body: bool) -> ResponseClass {
    match status {
        StatusCode::NO_CONTENT
        | StatusCode::NOT_MODIFIED
        | StatusCode::REQUEST_TIMEOUT
        | StatusCode::GATEWAY_TIMEOUT => ResponseClass::Empty,
        StatusCode::BAD_GATEWAY => ResponseClass::BadGateway,
        _ if status.is_success() && has_body => ResponseClass::Message,
        _ if status.is_success() => ResponseClass::Empty,
        _ => ResponseClass::Error,
    }
}

/// Why the next request waits; the record's `reason`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitReason {
    /// The answer was an error.
    Error,
    /// An empty answer came too soon.
    Empty,
    /// The server said when to come again.
    RetryAfter,
    /// Too many requests in a second.
    Guard,
}

impl WaitReason {
    /// The code, which is the word in the record.
    pub fn code(self) -> Code {
        match self {
            Self::Error => Code::AfterError,
            Self::Empty => Code::EmptyAnswer,
            Self::RetryAfter => Code::RetryAfter,
            Self::Guard => Code::Guard,
        }
    }
}

/// A wait before the next request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// How long.
    pub wait: Duration,
    /// What the wait is for; the record's `reason`.
    pub reason: WaitReason,
}

/// The wait that follows an answer; `None` asks again at once. What the server says in `Retry-After` wins.
pub fn pause_after(class: ResponseClass, held: Duration, retry_after: Option<Duration>) -> Option<Pause> {
    let pause = match (retry_after, class) {
        (Some(wait), _) => Pause { wait, reason: WaitReason::RetryAfter },
        (None, ResponseClass::Message) => return None,
        (None, ResponseClass::Empty | ResponseClass::BadGateway) if held >= MIN_HELD => return None,
        (None, ResponseClass::Empty) => Pause { wait: DEFAULT_WAIT, reason: WaitReason::Empty },
        (None, ResponseClass::BadGateway | ResponseClass::Error) => {
            Pause { wait: DEFAULT_WAIT, reason: WaitReason::Error }
        }
    };
    (!pause.wait.is_zero()).then_some(pause)
}

/// Whether an answer starts the count of waits again.
pub fn is_good(class: ResponseClass, held: Duration) -> bool {
    match class {
        ResponseClass::Message => true,
        ResponseClass::Empty | ResponseClass::BadGateway => held >= MIN_HELD,
        ResponseClass::Error => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::reason::Vocabulary as _;

    fn class(status: u16, has_body: bool) -> ResponseClass {
        classify(StatusCode::from_u16(status).expect("a status"), has_body)
    }

    #[test]
    fn answers_are_sorted_by_status_and_body() {
        for status in [200, 201, 202, 203, 206, 226, 299] {
            assert_eq!(class(status, true), ResponseClass::Message, "{status}");
            assert_eq!(class(status, false), ResponseClass::Empty, "{status}");
        }
        for status in [204, 304, 408, 504] {
            assert_eq!(class(status, false), ResponseClass::Empty, "{status}");
            assert_eq!(class(status, true), ResponseClass::Empty, "{status}");
        }
        assert_eq!([true, false].map(|has_body| class(502, has_body)), [ResponseClass::BadGateway; 2]);
        for status in [101, 300, 301, 302, 303, 307, 308, 400, 401, 403, 404, 409, 410, 429, 500, 501, 503, 505, 599] {
            assert_eq!(class(status, false), ResponseClass::Error, "{status}");
            assert_eq!(class(status, true), ResponseClass::Error, "{status}");
        }
    }

    #[test]
    fn the_wait_depends_on_verdict_held_time_and_retry_after() {
        use ResponseClass::{BadGateway, Empty, Error, Message};
        let millis = Duration::from_millis;
        let second = Some(millis(1000));
        for (class, held, retry_after, wait, reason) in [
            (Message, 0, None, None, ""),
            (Message, 60_000, None, None, ""),
            (Message, 0, Some(2000), Some(millis(2000)), "retryAfter"),
            (Message, 0, Some(0), None, ""),
            (Empty, 0, None, second, "empty"),
            (Empty, 999, None, second, "empty"),
            (Empty, 1000, None, None, ""),
            (Empty, 30_000, None, None, ""),
            (Empty, 30_000, Some(500), Some(millis(500)), "retryAfter"),
            (Empty, 0, Some(0), None, ""),
            (BadGateway, 0, None, second, "error"),
            (BadGateway, 999, None, second, "error"),
            (BadGateway, 1000, None, None, ""),
            (BadGateway, 30_000, Some(500), Some(millis(500)), "retryAfter"),
            (Error, 0, None, second, "error"),
            (Error, 30_000, None, second, "error"),
            (Error, 0, Some(7000), Some(millis(7000)), "retryAfter"),
            (Error, 0, Some(0), None, ""),
        ] {
            let pause = pause_after(class, millis(held), retry_after.map(millis));
            assert_eq!(pause.map(|pause| pause.wait), wait, "{class:?} {held} {retry_after:?}");
            assert_eq!(
                pause.map_or("", |pause| pause.reason.code().name()),
                reason,
                "{class:?} {held} {retry_after:?}"
            );
        }
        assert!(!is_good(Empty, millis(999)) && is_good(Empty, MIN_HELD) && is_good(Message, millis(0)));
    }
}
