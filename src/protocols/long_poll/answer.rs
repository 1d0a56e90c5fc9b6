//! What an answer means and how long to wait after it. Sans-IO: status, length and held time in, a wait out.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, StatusCode, header};

/// A server or proxy that held a request at least so long has done its part: it is asked again at once.
pub const PATIENCE: Duration = Duration::from_secs(1);

/// The wait after an answer that came too soon, and after an error.
pub const DEFAULT_WAIT: Duration = Duration::from_secs(1);

/// No server makes us wait longer: whoever watches can ask again by hand.
pub const MAX_RETRY_AFTER: Duration = Duration::from_hours(24);

/// What an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A success with a body.
    Message,
    /// Nothing new: a success without a body, or a time-out of the server or of a proxy.
    Empty,
    /// Anything else.
    Error,
}

/// Sorts an answer by its status and whether it has a body.
pub fn classify(status: StatusCode, has_body: bool) -> Verdict {
    match status {
        StatusCode::NO_CONTENT
        | StatusCode::NOT_MODIFIED
        | StatusCode::REQUEST_TIMEOUT
        | StatusCode::BAD_GATEWAY
        | StatusCode::GATEWAY_TIMEOUT => Verdict::Empty,
        _ if status.is_success() && has_body => Verdict::Message,
        _ if status.is_success() => Verdict::Empty,
        _ => Verdict::Error,
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
    /// The word in the record.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Empty => "empty",
            Self::RetryAfter => "retryAfter",
            Self::Guard => "guard",
        }
    }
}

/// A wait before the next request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// How long.
    pub wait: Duration,
    /// Why.
    pub reason: WaitReason,
}

/// The wait that follows an answer; `None` asks again at once. What the server says in `Retry-After` wins.
pub fn pause_after(verdict: Verdict, held: Duration, retry_after: Option<Duration>) -> Option<Pause> {
    let pause = match (retry_after, verdict) {
        (Some(wait), _) => Pause { wait, reason: WaitReason::RetryAfter },
        (None, Verdict::Error) => Pause { wait: DEFAULT_WAIT, reason: WaitReason::Error },
        (None, Verdict::Empty) if held < PATIENCE => Pause { wait: DEFAULT_WAIT, reason: WaitReason::Empty },
        (None, Verdict::Empty | Verdict::Message) => return None,
    };
    (!pause.wait.is_zero()).then_some(pause)
}

/// Whether an answer starts the count of waits again.
pub fn is_good(verdict: Verdict, held: Duration) -> bool {
    match verdict {
        Verdict::Message => true,
        Verdict::Empty => held >= PATIENCE,
        Verdict::Error => false,
    }
}

/// `Retry-After`: seconds, or a date of which the past means now. Anything else is as if it were not there.
/// RFC 9110 §10.2.3.
pub fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // Only a number too large for the type fails here.
        text.parse().map_or(MAX_RETRY_AFTER, Duration::from_secs)
    } else {
        httpdate::parse_http_date(text).ok()?.duration_since(now).unwrap_or_default()
    };
    Some(wait.min(MAX_RETRY_AFTER))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(status: u16, has_body: bool) -> Verdict {
        classify(StatusCode::from_u16(status).expect("a status"), has_body)
    }

    #[test]
    fn answers_are_sorted_by_status_and_body() {
        for status in [200, 201, 202, 203, 206, 226, 299] {
            assert_eq!(verdict(status, true), Verdict::Message, "{status}");
            assert_eq!(verdict(status, false), Verdict::Empty, "{status}");
        }
        for status in [204, 304, 408, 502, 504] {
            assert_eq!(verdict(status, false), Verdict::Empty, "{status}");
            assert_eq!(verdict(status, true), Verdict::Empty, "{status}");
        }
        for status in [101, 300, 301, 302, 303, 307, 308, 400, 401, 403, 404, 409, 410, 429, 500, 501, 503, 505, 599] {
            assert_eq!(verdict(status, false), Verdict::Error, "{status}");
            assert_eq!(verdict(status, true), Verdict::Error, "{status}");
        }
    }

    #[test]
    fn the_wait_depends_on_verdict_held_time_and_retry_after() {
        use Verdict::{Empty, Error, Message};
        let millis = Duration::from_millis;
        let second = Some(millis(1000));
        for (verdict, held, retry_after, wait, reason) in [
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
            (Error, 0, None, second, "error"),
            (Error, 30_000, None, second, "error"),
            (Error, 0, Some(7000), Some(millis(7000)), "retryAfter"),
            (Error, 0, Some(0), None, ""),
        ] {
            let pause = pause_after(verdict, millis(held), retry_after.map(millis));
            assert_eq!(pause.map(|pause| pause.wait), wait, "{verdict:?} {held} {retry_after:?}");
            assert_eq!(pause.map_or("", |pause| pause.reason.name()), reason, "{verdict:?} {held} {retry_after:?}");
        }
        assert!(!is_good(Empty, millis(999)) && is_good(Empty, PATIENCE) && is_good(Message, millis(0)));
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        for (value, seconds) in [
            ("0", Some(0)),
            ("120", Some(120)),
            (" 3 ", Some(3)),
            ("86401", Some(86_400)),
            ("99999999999999999999999999", Some(86_400)),
            ("Sun, 06 Nov 1994 08:49:47 GMT", Some(10)),
            ("Sunday, 06-Nov-94 08:49:47 GMT", Some(10)),
            ("Sun Nov  6 08:49:47 1994", Some(10)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(0)),
            ("Sat, 05 Nov 1994 08:49:37 GMT", Some(0)),
            ("Fri, 31 Dec 9999 23:59:59 GMT", Some(86_400)),
            ("-1", None),
            ("+5", None),
            ("1.5", None),
            ("1e3", None),
            ("soon", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::RETRY_AFTER, value.parse().expect("a header"));
            assert_eq!(retry_after(&headers, now), seconds.map(Duration::from_secs), "{value:?}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), now), None);
    }
}
