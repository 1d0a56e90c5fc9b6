//! `Retry-After`: when a server wants to be asked again. RFC 9110 §10.2.3.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, header};

/// No server makes us wait longer: whoever watches can ask again by hand.
pub const MAX_RETRY_AFTER: Duration = Duration::from_hours(24);

/// The wait that the headers of an answer ask for: seconds, or a date of which the past means now; at most
/// [`MAX_RETRY_AFTER`]. `None` when there is none, or none that can be understood.
pub fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    parse(headers.get(header::RETRY_AFTER)?.to_str().ok()?, now)
}

/// The wait that a value of the header asks for, as in [`retry_after`].
pub fn parse(value: &str, now: SystemTime) -> Option<Duration> {
    let text = value.trim();
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
