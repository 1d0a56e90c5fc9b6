//! What the lab's addresses do, in the window's language. The lab's own page speaks English.

use std::borrow::Cow;

use crate::{i18n::I18n, lab::Endpoint};

/// What an address does, in one sentence.
pub(super) fn about<'a>(i18n: &'a I18n, endpoint: &Endpoint) -> Cow<'a, str> {
    about_key(endpoint.method, endpoint.path).map_or(endpoint.about.into(), |key| i18n.text(key))
}

/// Its key; a test finds the address that has none.
fn about_key(method: &str, path: &str) -> Option<&'static str> {
    Some(match (method, path) {
        ("GET", "/") => "lab-about-page",
        ("GET", "/upload/javascript-info/status") => "lab-about-upload-status",
        ("POST", "/upload/javascript-info/upload") => "lab-about-upload-rest",
        ("GET", "/upload/stored") => "lab-about-upload-stored",
        ("GET", "/ws/echo") => "lab-about-ws-echo",
        ("GET", "/ws/chat") => "lab-about-ws-chat",
        ("GET", "/ws/hello") => "lab-about-ws-hello",
        ("GET", "/ws/close") => "lab-about-ws-close",
        ("GET", "/ws/drop") => "lab-about-ws-drop",
        ("GET", "/ws/clock") => "lab-about-ws-clock",
        ("GET", "/ws/origin") => "lab-about-ws-origin",
        ("GET", "/ws/flood") => "lab-about-ws-flood",
        ("GET", "/ws/fragments") => "lab-about-ws-fragments",
        ("GET", "/ws/slow-reader") => "lab-about-ws-slow-reader",
        ("GET", "/ws/ping") => "lab-about-ws-ping",
        ("GET", "/ws/illegal") => "lab-about-ws-illegal",
        ("GET", "/ws/bad-handshake") => "lab-about-ws-bad-handshake",
        ("GET", "/sse/digits") => "lab-about-sse-digits",
        ("GET", "/sse/clock") => "lab-about-sse-clock",
        ("GET", "/sse/typed") => "lab-about-sse-typed",
        ("GET", "/sse/retry") => "lab-about-sse-retry",
        ("GET", "/sse/stop") => "lab-about-sse-stop",
        ("GET", "/sse/status") => "lab-about-sse-status",
        ("GET", "/sse/wrong-type") => "lab-about-sse-wrong-type",
        ("GET", "/sse/flood") => "lab-about-sse-flood",
        ("GET", "/poll/subscribe") => "lab-about-poll-subscribe",
        ("POST", "/poll/publish") => "lab-about-poll-publish",
        ("GET", "/poll/timeout") => "lab-about-poll-timeout",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::endpoints;

    #[test]
    fn every_address_of_the_lab_has_words() {
        let without: Vec<_> =
            endpoints().filter(|endpoint| about_key(endpoint.method, endpoint.path).is_none()).collect();
        assert!(without.is_empty(), "{without:?}");
    }
}
