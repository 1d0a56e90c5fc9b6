//! The head of a source's request. No socket, no clock.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, header};

use super::config::SseConfig;
use crate::net::{headers::RequestHeaders, redirect::RedirectStep};

/// The whole head. `last_event_id` is left out when it is `None`.
pub(super) fn headers(step: &RedirectStep, config: &SseConfig, last_event_id: Option<&HeaderValue>) -> RequestHeaders {
    let mut own = vec![
        (header::ACCEPT, HeaderValue::from_static("text/event-stream")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    if let Some(id) = last_event_id.filter(|_| step.carries_option("last-event-id")) {
        own.push((HeaderName::from_static("last-event-id"), id.clone()));
    }
    if let Some(data) = &step.body {
        own.push((header::CONTENT_TYPE, HeaderValue::from_static(type_of(data))));
    }
    if step.body.is_some() || matches!(step.method, Method::POST | Method::PUT) {
        own.push((header::CONTENT_LENGTH, HeaderValue::from(step.body.as_ref().map_or(0, Bytes::len))));
    }
    RequestHeaders::of(&step.url, own, &step.carried(&config.peer.headers))
}

/// The type of a body that the user gave none for.
fn type_of(data: &[u8]) -> &'static str {
    if serde_json::from_slice::<serde::de::IgnoredAny>(data).is_ok() {
        "application/json"
    } else {
        "text/plain;charset=UTF-8"
    }
}

#[cfg(test)]
mod tests {
    use http::StatusCode;
    use url::Url;

    use super::*;
    use crate::net::{headers::parse_line, peer::PeerOptions};

    fn config(url: &str, lines: &[&str]) -> SseConfig {
        let headers = lines.iter().map(|line| parse_line(line).expect("a header")).collect();
        SseConfig {
            peer: PeerOptions { headers, ..PeerOptions::default() },
            ..SseConfig::new(Url::parse(url).expect("a URL"))
        }
    }

    fn redirected(step: RedirectStep, to: &str) -> RedirectStep {
        step.follow(StatusCode::TEMPORARY_REDIRECT, Some(to), 1).expect("followed")
    }

    #[test]
    fn asks_as_the_standard_says() {
        let config = config("http://h/x", &[]);
        let headers = headers(&config.first_step(), &config, None);
        assert_eq!(headers.get("accept").expect("a line"), "text/event-stream");
        assert_eq!(headers.get("cache-control").expect("a line"), "no-cache");
        assert!(!headers.contains("last-event-id") && !headers.contains("content-length"));
    }

    #[test]
    fn an_id_that_is_called_secret_and_a_login_stay_with_their_origin() {
        let secret_headers = ["Last-Event-ID".to_owned()].into();
        let mut config = config("http://u:p@h/x", &["X-Own: d"]);
        config.peer.secret_headers = secret_headers;
        let id = HeaderValue::from_static("7");
        let sent = |step: &RedirectStep| {
            let headers = headers(step, &config, Some(&id));
            ["last-event-id", "authorization", "x-own"].map(|name| headers.contains(name))
        };
        assert_eq!(sent(&config.first_step()), [true, true, true]);
        assert_eq!(sent(&redirected(config.first_step(), "/y")), [true, true, true]);
        assert_eq!(sent(&redirected(config.first_step(), "//other/y")), [false, false, true]);
    }

    #[test]
    fn a_body_has_a_length_and_a_type() {
        for (data, content_type) in [("{\"a\":1}", "application/json"), ("hello", "text/plain;charset=UTF-8")] {
            let config = SseConfig { method: Method::POST, data: Some(Bytes::from(data)), ..config("http://h/", &[]) };
            let headers = headers(&config.first_step(), &config, None);
            assert_eq!(headers.get("content-type").expect("a line"), content_type);
            assert_eq!(headers.get("content-length").expect("a line"), data.len().to_string().as_str());
        }
    }
}
