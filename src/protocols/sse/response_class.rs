//! What an answer's head means for a source. WHATWG HTML §9.2.3. No socket, no clock.

use http::{HeaderMap, StatusCode, header};

use super::event::Refusal;
use crate::{
    net::{header_text::header_text, quoted::Quoted, redirect::is_redirect},
    transcript::token::is_token,
};

/// What is to be done with an answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ResponseClass {
    /// It is an event stream.
    Open,
    /// Ask elsewhere.
    Redirect,
    /// The source is closed.
    Refused(Refusal),
}

/// Judges a head. `phrase` stands behind the status code, where the server sent one.
pub(super) fn judge(status: StatusCode, phrase: Option<&str>, headers: &HeaderMap) -> ResponseClass {
    let phrase = || phrase.unwrap_or_default().to_owned();
    let refusal = match status.as_u16() {
        200 => match refused_body(headers) {
            None => return ResponseClass::Open,
            Some(refusal) => refusal,
        },
        code if is_redirect(code) && headers.contains_key(header::LOCATION) => return ResponseClass::Redirect,
        code if is_redirect(code) => Refusal::NoLocation { status: code, phrase: phrase() },
        204 => Refusal::NoContent,
        _ => Refusal::Status { status: status.as_u16(), phrase: phrase() },
    };
    ResponseClass::Refused(refusal)
}

fn refused_body(headers: &HeaderMap) -> Option<Refusal> {
    let content_type = content_type(headers);
    if content_type.iter().rev().find_map(|value| essence(value)).is_some_and(is_event_stream) {
        return None;
    }
    Some(if content_type.is_empty() {
        Refusal::NoContentType
    } else {
        Refusal::ContentType { value: Quoted::new(content_type.join(", ")) }
    })
}

/// Every value that the answer gives for its type. The last that is one counts: Fetch, "extract a MIME type".
fn content_type(headers: &HeaderMap) -> Vec<String> {
    let values = headers.get_all(header::CONTENT_TYPE).iter();
    let texts: Vec<_> = values.map(|value| header_text(value.as_bytes()).into_owned()).collect();
    texts.iter().flat_map(|text| text.split(',')).map(|part| part.trim().to_owned()).collect()
}

/// `type/subtype` without parameters, if it is well formed and means something.
fn essence(value: &str) -> Option<&str> {
    let essence = value.split(';').next().unwrap_or_default().trim();
    let (kind, subtype) = essence.split_once('/')?;
    (is_token(kind) && is_token(subtype) && essence != "*/*").then_some(essence)
}

fn is_event_stream(essence: &str) -> bool {
    essence.eq_ignore_ascii_case("text/event-stream")
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        lines.iter().map(|(name, value)| (name.parse().expect("a name"), HeaderValue::from_static(value))).collect()
    }

    fn class(status: u16, lines: &[(&'static str, &'static str)]) -> ResponseClass {
        let mut map = HeaderMap::new();
        for (name, value) in headers(lines).iter().chain(&HeaderMap::new()) {
            map.append(name, value.clone());
        }
        judge(StatusCode::from_u16(status).expect("a status"), Some("Phrase"), &map)
    }

    #[test]
    fn the_type_is_compared_without_case_and_parameters() {
        for good in [
            "text/event-stream",
            "TEXT/Event-Stream",
            "text/event-stream;",
            "text/event-stream ; charset=windows-1251",
            " text/event-stream;charset=UTF-8",
            "text/html, text/event-stream",
            "text/event-stream, broken",
        ] {
            assert_eq!(class(200, &[("content-type", good)]), ResponseClass::Open, "{good}");
        }
        for bad in
            ["text/x-bogus", "x bogus", "text/event-stream-x", "text/event-streamx", "text/event-stream, a/b", ""]
        {
            let refused = ResponseClass::Refused(Refusal::ContentType { value: Quoted::new(bad) });
            assert_eq!(class(200, &[("content-type", bad)]), refused, "{bad}");
        }
        assert_eq!(class(200, &[]), ResponseClass::Refused(Refusal::NoContentType));
    }

    #[test]
    fn only_200_opens() {
        let stream = ("content-type", "text/event-stream");
        for status in [201, 202, 203, 205, 206, 210, 299, 300, 304, 305, 306, 400, 404, 410, 500, 503] {
            let refused = ResponseClass::Refused(Refusal::Status { status, phrase: "Phrase".to_owned() });
            assert_eq!(class(status, &[stream]), refused);
        }
        assert_eq!(class(204, &[stream]), ResponseClass::Refused(Refusal::NoContent));
    }

    #[test]
    fn five_statuses_redirect_if_they_say_where_to() {
        for status in [301, 302, 303, 307, 308] {
            assert_eq!(class(status, &[("location", "/x")]), ResponseClass::Redirect);
            let refused = ResponseClass::Refused(Refusal::NoLocation { status, phrase: "Phrase".to_owned() });
            assert_eq!(class(status, &[]), refused);
        }
    }

    #[test]
    fn a_coded_stream_is_a_stream() {
        let stream = ("content-type", "text/event-stream");
        for coding in ["identity", "gzip", "deflate, br", "no-such-thing"] {
            assert_eq!(class(200, &[stream, ("content-encoding", coding)]), ResponseClass::Open, "{coding}");
        }
    }
}
